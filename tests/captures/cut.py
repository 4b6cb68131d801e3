#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""cut.py RONDA - a capture cut in two at any packet, and counted as two files of one run, is counted as it is whole.

Cuts fall by chance, the same each time; RONDA_CUTS=N makes more.
"""

import os
import random
import struct
import sys
import tempfile

import harness

CUTS = int(os.environ.get("RONDA_CUTS", "20"))
CAPTURES = [
    "brute-ftp/bruteforce.pcap",
    "web-sqli-xss/WebattackSQLinj.pcap",
    "scan-tcp-syn/TCP_SYN_SCAN.pcap",
    "exploit-smb/metasploit-ms017-010-win7x64.pcap",
    "web-scan/nmap_80_all.pcap",
    "heartbleed/heartbleed.pcap",
    "brute-ssh/sshguess.pcap",
]


def packets(path):
    """Its header, and where each packet record begins, with the end at last; classic pcap only."""
    with open(path, "rb") as file:
        bytes_ = file.read()
    order = "<" if bytes_[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    starts, at = [], 24
    while at + 16 <= len(bytes_):
        starts.append(at)
        at += 16 + struct.unpack_from(order + "I", bytes_, at + 8)[0]
    return bytes_, starts + [min(at, len(bytes_))]


def unlike(whole, cut, path=""):
    """The first places at which two summaries differ."""
    if isinstance(whole, dict) and isinstance(cut, dict):
        return [said for key in sorted(set(whole) | set(cut))
                for said in unlike(whole.get(key), cut.get(key), f"{path}.{key}")]
    return [] if whole == cut else [f"{path[1:]}: {str(whole)[:120]} became {str(cut)[:120]}"]


def main():
    ronda, folder, report = sys.argv[1], harness.captures_folder(), harness.Report()
    with tempfile.TemporaryDirectory(prefix="ronda-cut-") as kept:
        halves = [os.path.join(kept, name) for name in ("a.pcap", "b.pcap")]
        for name in CAPTURES:
            path = os.path.join(folder, name)
            whole = harness.count(ronda, [path]).summary()
            if not report.claim(whole and whole["attempts"]["total"] > 0, f"{name}: there is something to count"):
                continue
            content, starts = packets(path)
            chance = random.Random(name)
            wrong = []
            for cut in sorted(chance.randrange(1, len(starts) - 1) for _ in range(CUTS)):
                for half, part in zip(halves, (content[24:starts[cut]], content[starts[cut]:starts[-1]])):
                    with open(half, "wb") as out:
                        out.write(content[:24] + part)
                ran = harness.count(ronda, halves)
                summary = ran.summary()
                said = unlike(whole, summary) if summary else [ran.trouble() or ran.err]
                if said:
                    wrong.append(f"before packet {cut + 1}: {'; '.join(said[:3])}")
            report.claim(not wrong, f"{name}: cut in two {CUTS} times, {whole['attempts']['total']} attempts",
                         "\n     ".join(wrong[:3]))
    report.end()


if __name__ == "__main__":
    main()
