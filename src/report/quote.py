# SPDX-License-Identifier: BSD-2-Clause
"""quote.py IN OUT - a style sheet as C string literals, a line each.

A declaration with a variable comes after one with the variable's first value, for renderers that take none there.
"""

import re
import sys


def plain(line, variables):
    """The line with each declaration that has a variable in it preceded by one without."""
    def both(found):
        declared = re.sub(r"var\((--\w+)\)", lambda name: variables[name[1]], found[0])
        return f"{declared} {found[0]}"
    return re.sub(r"[\w-]+: [^;{}]*var\(--\w+\)[^;{}]*;", both, line)


with open(sys.argv[1], encoding="utf-8") as text, open(sys.argv[2], "w", encoding="utf-8") as out:
    known = {}
    for line in text:
        line = line.strip()
        for name, value in re.findall(r"(--\w+): ([^;]*);", line):
            known.setdefault(name, value)
        if line:
            line = plain(line, known)
            out.write('"%s\\n"\n' % line.replace("\\", "\\\\").replace('"', '\\"'))
