#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""packet_path.py FOLDER - nothing on the packet path allocates, locks or calls the system: read off the machine code.

FOLDER has the library's objects. What begins or ends something, by its name, may allocate; everything else in the rooms
that a packet passes may not, and nothing in them may use a locked instruction.
"""

import os
import re
import subprocess
import sys

ROOMS = ("decode_", "count_", "detect_", "listen_", "engine_duplicates", "engine_intake", "engine_crew")
AT_START = ("detect_rule_text", "detect_rules.", "detect_matcher_")    # rules are read and compiled once
BEGINS_OR_ENDS = re.compile(r"(_init|_finish|_create|_destroy|^init_\w+)$")
FORBIDDEN = re.compile(r"^(malloc|calloc|realloc|free|aligned_alloc|posix_memalign|strdup|strndup|mmap|munmap|madvise|"
                       r"read|write|open|close|poll|ioctl|f(open|close|printf|write)|s?printf|puts|"
                       r"clock_gettime|gettimeofday|time|nanosleep|pthread_\w+|syscall)$")
LOCKED = re.compile(r"\t(lock |xchg\s.*\()")
FUNCTION = re.compile(r"^[0-9a-f]+ <([^>]+)>:$")
CALL = re.compile(r"\sR_\w+\s+(\w+)")


def faults(path):
    """(function, what it does) of one object; how many functions were read."""
    text = subprocess.run(["objdump", "-dr", "--no-show-raw-insn", path], capture_output=True, text=True, check=True).stdout
    found, functions, name = [], 0, ""
    for line in text.splitlines():
        begin = FUNCTION.match(line)
        if begin:
            name = begin.group(1).split(".")[0]
            functions += 1
        elif LOCKED.search(line):
            found.append((name, line.split("\t", 1)[1].strip()))
        elif not BEGINS_OR_ENDS.search(name):
            call = CALL.search(line)
            if call and FORBIDDEN.match(call.group(1)):
                found.append((name, call.group(1)))
    return found, functions


def main(folder):
    functions, failed = 0, 0
    for name in sorted(os.listdir(folder)):
        if not name.startswith(ROOMS) or name.startswith(AT_START) or not name.endswith(".o"):
            continue
        found, read = faults(os.path.join(folder, name))
        functions += read
        for function, what in found:
            failed += 1
            print(f"FAIL {name}: {function} has {what}")
    if functions < 100:
        print(f"skipped: the objects hold no machine code to read ({functions} functions): built with -flto?")
        return 77
    print(f"{functions} functions of the packet path were read, {failed} faults")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
