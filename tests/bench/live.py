#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""live.py RONDA SEND - the highest rate on a wire at which nothing is lost: `tcpdump -w /dev/null` beside `ronda run`.

Two network namespaces, a veth, minimal SYNs of 1,000 and of a million sources for a few seconds at each rate, the same
ring for both. On a machine with few processors the sender is part of what is measured. Needs root.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time

RATES = [int(rate) for rate in os.environ.get(
    "RONDA_BENCH_RATES", "200000 400000 600000 800000 1000000 1300000 1600000").split()]
SECONDS = float(os.environ.get("RONDA_BENCH_SECONDS", "2"))
RING_MIB = 64
A, B = f"ronda-bench-a-{os.getpid()}", f"ronda-bench-b-{os.getpid()}"


def sh(*command):
    subprocess.run(command, check=True)


def wire():
    for name in (A, B):
        sh("ip", "netns", "add", name)
    sh("ip", "link", "add", "va", "netns", A, "type", "veth", "peer", "name", "vb", "netns", B)
    sh("ip", "-n", A, "link", "set", "va", "up")
    sh("ip", "-n", B, "link", "set", "vb", "up")


def tidy():
    for name in (A, B):
        subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL, check=False)


def by_tcpdump(process):
    """Packets that it saw, packets lost."""
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1].decode()
    return (int(re.search(rf"(\d+) packets? {what}", said).group(1)) for what in ("captured", "dropped by kernel"))


def by_ronda(process):
    process.send_signal(signal.SIGINT)
    summary = json.loads(process.communicate()[0].decode().strip().splitlines()[-1])
    return summary["traffic"]["packets"], summary["capture"]["kernel_drop_packets"]


def try_rate(watch, read, send, rate, sources):
    """(rate that the sender reached, share that was seen)."""
    process = subprocess.Popen(["ip", "netns", "exec", B, *watch], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    packets = int(rate * SECONDS)
    took = float(subprocess.run(["ip", "netns", "exec", A, send, "va", str(packets), str(rate), str(sources)],
                                capture_output=True, text=True, check=True).stdout)
    time.sleep(0.5)
    seen, lost = read(process)
    return packets / took, (seen / packets if not lost else min(seen / packets, 1 - lost / packets))


def main():
    ronda, send = sys.argv[1:3]
    if os.geteuid() != 0:
        sys.exit("bench: a wire of one's own needs root")
    run = [ronda, "run", "-i", "vb", "--ring", f"{RING_MIB}M", "--every", "1h", "--socket", "none"]
    watchers = [
        ("tcpdump -w /dev/null", ["tcpdump", "-i", "vb", "-n", "-B", str(RING_MIB * 1024), "-w", "/dev/null"], by_tcpdump),
        ("ronda run, 1 thread", [*run, "--workers", "1"], by_ronda),
        ("ronda run, 2 threads", [*run, "--workers", "2"], by_ronda),
    ]
    wire()
    try:
        for sources in (1000, 1000000):
            print(f"{sources:,} sources; rate asked: seen, at the rate that the sender reached")
            for name, watch, read in watchers:
                row = []
                for rate in RATES:
                    reached, share = try_rate(watch, read, send, rate, sources)
                    row.append(f"{rate / 1e6:.1f}M: {share * 100:6.2f} % at {reached / 1e6:.2f}M")
                print(f"  {name:22} " + "  ".join(row), flush=True)
    finally:
        tidy()


if __name__ == "__main__":
    main()
