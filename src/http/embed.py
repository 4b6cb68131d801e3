#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""embed.py FILE... OUT.c - the files of the page, and the API's description, as they are served."""

import os
import sys

SERVED = {  # by the file's name
    "index.html": ("/", "text/html; charset=utf-8"),
    "page.css": ("/page.css", "text/css; charset=utf-8"),
    "page.js": ("/page.js", "text/javascript; charset=utf-8"),
    "icon.svg": ("/icon.svg", "image/svg+xml"),
    "openapi.json": ("/api/1/openapi.json", "application/json"),
}


def as_c(content):
    lines = (content[at:at + 20] for at in range(0, len(content), 20))
    return ",\n".join("\t" + ", ".join(map(str, line)) for line in lines) + ",\n\t0,\n"


def main(*paths):
    *inputs, output = paths
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made of src/http/page by embed.py. */\n#include "http/routes.h"\n')
        rows = []
        for number, path in enumerate(inputs):
            with open(path, "rb") as file:
                content = file.read()
            served, kind = SERVED[os.path.basename(path)]
            out.write(f"\nstatic const unsigned char file_{number}[] = {{\n{as_c(content)}}};\n")
            rows.append(f'\t{{ "{served}", "{kind}", (const char *)file_{number}, sizeof file_{number} - 1 }},\n')
        out.write(f"\nconst struct asset assets[] = {{\n{''.join(rows)}}};\n"
                  "const size_t assets_count = sizeof assets / sizeof *assets;\n")


main(*sys.argv[1:])
