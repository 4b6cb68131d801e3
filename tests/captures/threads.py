#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""threads.py RONDA - two and five threads count a capture as one does: the whole summary, every source of it.

One capture in six; RONDA_EVERY=1 takes all.
"""

import os
import sys

import harness

EVERY = int(os.environ.get("RONDA_EVERY", "6"))
THREADS = ("2", "5")


def counted(ronda, path, threads):
    ran = harness.run([ronda, "count", "-j", threads, "--format", "json", "--top", "all", path])
    return ran.status, ran.out


def main():
    ronda, folder, report = sys.argv[1], harness.captures_folder(), harness.Report()
    paths = [os.path.join(folder, row["file"]) for row in harness.manifest(folder)[::EVERY]]
    wrong = {threads: [] for threads in THREADS}
    for path in paths:
        alone = counted(ronda, path, "1")
        for threads in THREADS:
            if counted(ronda, path, threads) != alone:
                wrong[threads].append(path)
    for threads, files in wrong.items():
        report.claim(not files, f"{len(paths)} captures are counted by {threads} threads as by one", ", ".join(files[:5]))
    report.end()


if __name__ == "__main__":
    main()
