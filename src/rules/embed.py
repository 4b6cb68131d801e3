#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""embed.py FILE.rules... FILE.list OUT.c - the texts of the built-in rules, and of a list, as C strings."""

import os
import sys


def as_c(text):
    lines = (line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") for line in text.splitlines())
    return "\n".join(f'\t"{line}\\n"' for line in lines)


def main(*paths):
    *inputs, listed, output = paths
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made of src/rules by embed.py. */\n#include "rules/builtin.h"\n')
        for number, path in enumerate(inputs):
            with open(path, encoding="utf-8") as file:
                out.write(f"\nstatic const char text_{number}[] =\n{as_c(file.read())};\n")
        out.write("\nstatic const struct rules_source sources[] = {\n")
        for number, path in enumerate(inputs):
            out.write(f'\t{{ "{os.path.basename(path)}", text_{number}, sizeof text_{number} - 1 }},\n')
        out.write("};\n\nconst struct rules_batch rules_builtin = {\n"
            "\tsources, sizeof sources / sizeof *sources, &rules_builtin_ready,\n};\n")
        with open(listed, encoding="utf-8") as file:
            out.write(f"\nstatic const char list[] =\n{as_c(file.read())};\n\n"
                "const struct rules_source research_builtin = "
                f'{{ "{os.path.basename(listed)}", list, sizeof list - 1 }};\n')


main(*sys.argv[1:])
