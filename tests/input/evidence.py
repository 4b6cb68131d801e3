#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""evidence.py RONDA TRAFFIC - --evidence: the packets of attempts in files, an index beside them.

What is counted is the same with and without; the index has each attempt of the total; the frames it names are,
as tshark dissects them, between the source and the target it names; all files stay within their limit.
"""

import collections
import glob
import ipaddress
import json
import os
import struct
import sys
import tempfile

import dissect
import harness

PARTWAY, WRONG_USE, CANNOT_OPEN = 1, 2, 3
MIB = 1 << 20


def index(folder):
    """The lines of all indices, the oldest first."""
    lines = []
    for path in sorted(glob.glob(os.path.join(folder, "*.jsonl")), key=by_number):
        with open(path, encoding="utf-8") as text:
            lines += [json.loads(line) for line in text]
    return lines


def by_number(path):
    return int(path.rsplit("-", 1)[1].split(".")[0])


def by_class(lines):
    total = collections.Counter()
    for line in lines:
        total[line["class"]] += line["attempts"] if line["direction"] == "inbound" else 0
    return dict(total)


def booked(summary):
    return {name: number for name, number in summary["attempts"]["by_class"].items() if number}


def within(address, source):
    return ipaddress.ip_address(address) in ipaddress.ip_network(source, strict=False)


def is_about(packet, line):
    """Does the frame pass between the two, or quote what does?"""
    header = packet.quoted or packet.header
    ends = ((header.source, header.target, header.target_port), (header.target, header.source, header.source_port))
    return any(within(source, line["source"]) and target == line["target"] and
               (line["protocol"] == "icmp" or port == line["port"]) for source, target, port in ends)


class Tests:
    def __init__(self, ronda, traffic, folder, report):
        self.ronda, self.folder, self.report = ronda, folder, report
        self.demo = os.path.join(folder, "demo.pcap")
        made = harness.run([traffic, "demo", "-o", self.demo])
        if made.status != 0:
            raise RuntimeError(made.err)
        self.plain = harness.count(ronda, [self.demo]).summary()

    def count(self, name, *options, files=None):
        folder = os.path.join(self.folder, name)
        os.makedirs(folder, exist_ok=True)
        ran = harness.count(self.ronda, files or [self.demo], "--evidence", folder, *options)
        self.report.claim(not ran.trouble(), f"{name}: no crash", ran.trouble() or "")
        return folder, ran

    def size(self, folder):
        return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))

    def each_attempt_has_its_packets(self):
        folder, ran = self.count("whole", "--evidence-memory", "1G")
        lines, claim = index(folder), self.report.claim
        summary = ran.summary()
        claim(summary == self.plain, "whole: the same summary as without")
        claim(by_class(lines) == booked(summary), "whole: the index has the attempts of the total", str(by_class(lines)))
        claim(all(os.stat(path).st_mode & 0o777 == 0o600 for path in glob.glob(folder + "/*")), "whole: only for its owner")
        packets = {os.path.basename(path): list(dissect.packets(path)) for path in glob.glob(folder + "/*.pcap")}
        wrong = [line for line in lines if line["frames"] and not all(
            is_about(packet, line) for packet in
            packets[line["file"]][line["first_frame"] - 1:line["first_frame"] - 1 + line["frames"]])]
        claim(not wrong, "whole: the frames that a line names are its source's and target's", str(wrong[:2]))
        claim(sum(line["frames"] for line in lines) == sum(map(len, packets.values())),
              "whole: each frame belongs to one line")
        bare = [line for line in lines if not line["frames"]]
        earlier = {(line["source"], line["target"], line["port"]) for line in lines if line["frames"]}
        claim(all((line["source"], line["target"], line["port"]) in earlier for line in bare),
              "whole: a line without frames has them in an earlier one", str(bare[:2]))
        claim(not any(line["earlier_may_be_missing"] for line in lines), "whole: nothing had to give way")

    def little_memory_is_told(self):
        folder, ran = self.count("little", "--evidence-memory", "1M")
        lines = index(folder)
        self.report.claim(by_class(lines) == booked(ran.summary()), "little: the index is whole all the same")
        missing = [line for line in lines if not line["frames"]]
        self.report.claim(any(line["earlier_may_be_missing"] for line in missing), "little: what is missing is told")

    def files_stay_within_their_limit(self):
        folder, ran = self.count("limit", "--evidence-size", "1M")
        lines = index(folder)
        self.report.claim(ran.summary() == self.plain, "limit: the same summary as without")
        self.report.claim(MIB // 2 < self.size(folder) <= MIB, "limit: 1 MiB in all", str(self.size(folder)))
        last = max(lines, key=lambda line: line["time"])["time"]
        self.report.claim(lines and lines[-1]["time"] == last, "limit: the latest are there")
        for path in glob.glob(folder + "/*.pcap"):
            shown = harness.run(["tshark", "-n", "-r", path, "-T", "fields", "-e", "frame.number"])
            mine = [line for line in lines if line.get("file") == os.path.basename(path)]
            self.report.claim(shown.status == 0 and len(shown.out.splitlines()) == sum(line["frames"] for line in mine),
                              f"limit: {os.path.basename(path)} is whole, and so is its index", shown.err)
        before = set(os.listdir(folder))
        self.count("limit", "--evidence-size", "1M")
        self.report.claim(self.size(folder) <= MIB and not before & set(os.listdir(folder)),
                          "limit: a later run takes the earlier one's room", str(self.size(folder)))

    def link_types_do_not_mix(self):
        """The same traffic as raw IP, in a second file."""
        raw = os.path.join(self.folder, "raw.pcap")
        with open(self.demo, "rb") as source, open(raw, "wb") as out:
            header = source.read(24)
            out.write(header[:20] + struct.pack("<I", 101))
            while record := source.read(16):
                seconds, fraction, captured, wire = struct.unpack("<IIII", record)
                frame = source.read(captured)
                if frame[12:14] in (b"\x08\x00", b"\x86\xdd"):
                    out.write(struct.pack("<IIII", seconds + 86400, fraction, captured - 14, wire - 14) + frame[14:])
        folder, ran = self.count("links", files=[self.demo, raw])
        links = set()
        for path in glob.glob(folder + "/*.pcap"):
            with open(path, "rb") as file:
                links.add(struct.unpack("<I", file.read(24)[20:])[0])
        self.report.claim(links == {1, 101}, "links: a file for each", str(links))
        self.report.claim(by_class(index(folder)) == booked(ran.summary()), "links: the index is whole")

    def a_full_disk_costs_no_count(self):
        if os.geteuid() != 0:
            print("     (without root no small disk can be mounted: left out)")
            return
        disk = os.path.join(self.folder, "disk")
        os.mkdir(disk)
        if harness.run(["mount", "-t", "tmpfs", "-o", "size=256k", "ronda-test", disk]).status != 0:
            print("     (no tmpfs can be mounted here: left out)")
            return
        try:
            _, ran = self.count("disk")
            self.report.claim(ran.summary() == self.plain and ran.status == PARTWAY, "full: the same summary, status 1",
                              f"{ran.status}")
            self.report.claim(ran.err.count("cannot write evidence") == 1 and disk in ran.err and
                              "attempts are without evidence" in ran.err, "full: told once, and how many are without",
                              ran.err)
            for path in glob.glob(disk + "/*.pcap"):
                shown = harness.run(["tshark", "-n", "-r", path])
                self.report.claim(shown.status == 0, "full: no half record", shown.err)
            self.report.claim(all(line["class"] for line in index(disk)), "full: no half line")    # or it raises
        finally:
            harness.run(["umount", disk])

    def wrong_use_is_told(self):
        for options, status, named in ((["--evidence", "/nowhere/at/all"], CANNOT_OPEN, "/nowhere/at/all"),
                                       (["--evidence", self.demo], CANNOT_OPEN, self.demo),
                                       (["--evidence-size", "few"], WRONG_USE, "few"),
                                       (["--evidence-memory", "1K"], WRONG_USE, "1K")):
            ran = harness.count(self.ronda, [self.demo], *options)
            self.report.claim(ran.status == status and named in ran.err, f"{' '.join(options)}: refused by name",
                              f"{ran.status}: {ran.err}")


def main():
    harness.need("tshark")
    report = harness.Report()
    with tempfile.TemporaryDirectory(prefix="ronda-evidence-") as folder:
        tests = Tests(sys.argv[1], sys.argv[2], folder, report)
        tests.each_attempt_has_its_packets()
        tests.little_memory_is_told()
        tests.files_stay_within_their_limit()
        tests.link_types_do_not_mix()
        tests.a_full_disk_costs_no_count()
        tests.wrong_use_is_told()
    report.end()


if __name__ == "__main__":
    main()
