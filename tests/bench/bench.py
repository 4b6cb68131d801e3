#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""bench.py RONDA BARE TRAFFIC [DATABASE] - packets per second of `ronda count` beside a bare libpcap loop.

Both read the same generated capture, one after the other, several times; what counts is processor time
(user and system) and the ratio within each pair, since a machine's speed drifts. Places are on. The last column is how
many times sooner two threads are done by the clock, which means nothing on a machine that does something else besides.
RONDA_BENCH_PACKETS sets the packets of each capture, RONDA_BENCH_ROUNDS the pairs.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PACKETS = int(os.environ.get("RONDA_BENCH_PACKETS", "10000000"))
ROUNDS = int(os.environ.get("RONDA_BENCH_ROUNDS", "3"))
MEMORY = "256M"

# name, what it is, generator's arguments, share of the packets
CAPTURES = [
    ("1k", "1,000 sources, 64 B", ["scan1k", "--sources", "1000", "--pps", "1000000"], 1.0),
    ("100k", "100,000 sources, 64 B", ["scan1k", "--sources", "100000", "--pps", "1000000"], 1.0),
    ("1M", "1 million spoofed sources, 64 B", ["spoof5m", "--sources", "1000000", "--pps", "1000000"], 1.0),
    ("5M", "5 million spoofed sources, 64 B", ["spoof5m", "--sources", "5000000", "--pps", "1000000"], 1.0),
    ("1G", "a billion spoofed sources, 64 B", ["spoof5m", "--sources", "1000000000", "--pps", "1000000"], 1.0),
    ("mixed", "attacks among web, mail and DNS, IMIX", ["mixed", "--pps", "500000"], 0.5),
]


def room_for(size):
    """A folder in memory if there is room, else the usual one."""
    for folder in ("/dev/shm", tempfile.gettempdir()):
        if os.path.isdir(folder) and shutil.disk_usage(folder).free > size:
            return folder
    sys.exit("bench: no room for the captures")


def run(command):
    """Processor seconds, wall seconds and peak memory in MiB of one run."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    if status:
        sys.exit(f"bench: {' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def measure(bare, ronda, packets):
    """The medians of runs in a row, after one of each to warm up."""
    run(bare), run(ronda)
    rows = [(run(bare), run(ronda), run([*ronda, "-j", "2"])) for _ in range(ROUNDS)]
    ratios = [b[0] / r[0] for b, r, _ in rows]
    cpu_bare = statistics.median(b[0] for b, _, _ in rows)
    cpu_ronda = statistics.median(r[0] for _, r, _ in rows)
    return {
        "bare": packets / cpu_bare / 1e6,
        "ronda": packets / cpu_ronda / 1e6,
        "ns": cpu_ronda / packets * 1e9,
        "ratio": statistics.median(ratios),
        "low": min(ratios),
        "high": max(ratios),
        "rss": max(r[2] for _, r, _ in rows),
        "two": statistics.median(r[1] / two[1] for _, r, two in rows),
    }


def main():
    ronda, bare, traffic = sys.argv[1:4]
    database = ["--geoip", sys.argv[4]] if len(sys.argv) > 4 else []
    count = [ronda, "count", "--format", "json", "--memory", MEMORY, *database]

    print(f"{'capture':38} {'packets':>11} {'bare M/s':>9} {'ronda M/s':>9} {'ns':>6} "
          f"{'ratio':>6} {'(range)':>13} {'MiB':>5} {'-j 2':>6}")
    for name, what, arguments, share in CAPTURES:
        packets = int(PACKETS * share)
        with tempfile.TemporaryDirectory(dir=room_for(packets * 600)) as folder:
            path = os.path.join(folder, name + ".pcap")
            subprocess.run([traffic, *arguments, "--packets", str(packets), "-o", path], check=True)
            m = measure([bare, path], [*count, path], packets)
        print(f"{what:38} {packets:11,} {m['bare']:9.2f} {m['ronda']:9.2f} {m['ns']:6.0f} "
              f"{m['ratio']:6.2f} {m['low']:6.2f}-{m['high']:.2f} {m['rss']:7.0f} {m['two']:6.2f}", flush=True)
    print(f"processor time of one thread, all classes that there are, places on, --memory {MEMORY}; "
          f"median of {ROUNDS} rounds")


if __name__ == "__main__":
    main()
