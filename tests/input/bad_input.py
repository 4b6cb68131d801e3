#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""bad_input.py RONDA TRAFFIC [MMDB] - whatever it is given, ronda answers in words and never crashes.

Good input in every wrapping gives the same count and status 0. Bad input gives a message on standard
error that names what was given, and the status that the manual has for it: 1 the input ended in an error
part-way (the counts so far are printed), 2 wrong use, 3 it could not be opened.
"""

import contextlib
import gzip
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

import harness

PARTWAY, WRONG_USE, CANNOT_OPEN = 1, 2, 3
PCAP_MICRO, PCAP_NANO = 0xa1b2c3d4, 0xa1b23c4d


def write(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as out:
        out.write(content)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def records(pcap):
    """(seconds, microseconds, wire size, bytes) of a little-endian microsecond pcap."""
    at = 24
    while at < len(pcap):
        seconds, micro, captured, size = struct.unpack_from("<IIII", pcap, at)
        yield seconds, micro, size, pcap[at + 16:at + 16 + captured]
        at += 16 + captured


def as_pcap(pcap, order, magic):
    scale = 1000 if magic == PCAP_NANO else 1
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, 1)]
    for seconds, micro, size, packet in records(pcap):
        out += [struct.pack(order + "IIII", seconds, micro * scale, len(packet), size), packet]
    return b"".join(out)


def as_pcapng(pcap, order, digits):
    """pcapng with times in 10^-digits of a second."""
    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        size = 12 + len(body)
        return struct.pack(order + "II", kind, size) + body + struct.pack(order + "I", size)

    resolution = struct.pack(order + "HHB3xHH", 9, 1, digits, 0, 0)
    out = [block(0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1)),
           block(1, struct.pack(order + "HHI", 1, 0, 65535) + resolution)]
    for seconds, micro, size, packet in records(pcap):
        stamp = (seconds * 1_000_000 + micro) * 10 ** digits // 1_000_000
        out.append(block(6, struct.pack(order + "IIIII", 0, stamp >> 32, stamp & 0xffffffff, len(packet), size)
                         + packet))
    return b"".join(out)

PATIENCE = 300      # seconds: beyond it something hangs


class Tests:
    def __init__(self, ronda, traffic, mmdb, folder, report):
        self.ronda, self.mmdb, self.folder, self.report = ronda, mmdb, folder, report
        self.good = os.path.join(folder, "good.pcap")
        made = harness.run([traffic, "random", "--seed", 3, "-o", self.good])
        if made.status != 0:
            raise SystemExit(made.err)
        self.bytes = read(self.good)
        self.frames = sum(1 for _ in records(self.bytes))
        self.expected = harness.count(ronda, [self.good]).summary()
        if not self.expected:
            raise SystemExit("ronda counts nothing in a good file")

    def refused(self, what, ran, status, *named):
        """Ended with this status (or one of these), said each of `named`, and nothing worse."""
        statuses = status if isinstance(status, tuple) else (status,)
        self.report.claim(not ran.trouble(), f"{what}: no crash", ran.trouble() or "")
        self.report.claim(ran.status in statuses, f"{what}: exit status {status}",
                          f"{ran.status}, {ran.err.strip()[-200:]}")
        for name in named:
            self.report.claim(name in ran.err, f'{what}: the message names "{name}"', repr(ran.err[-300:]))

    def counted(self, what, ran):
        """As the good file."""
        summary = ran.summary()
        if not self.report.claim(ran.status == 0 and summary, f"{what}: runs", ran.trouble() or ran.err[-200:]):
            return
        for part in ("frames", "attempts", "backscatter"):
            self.report.claim(summary[part] == self.expected[part], f"{what}: {part} as of the plain file",
                              f"{summary[part]} is not {self.expected[part]}")

    def count(self, *arguments, **more):
        return harness.run([self.ronda, "count", "--format", "json", "--top", "all", *arguments], **more)

    def good_in_every_wrapping(self):
        forms = {
            "big.pcap": as_pcap(self.bytes, ">", PCAP_MICRO),
            "nano.pcap": as_pcap(self.bytes, "<", PCAP_NANO),
            "big-nano.pcap": as_pcap(self.bytes, ">", PCAP_NANO),
            "little.pcapng": as_pcapng(self.bytes, "<", 6),
            "big.pcapng": as_pcapng(self.bytes, ">", 6),
            "nano.pcapng": as_pcapng(self.bytes, "<", 9),
            "good.pcap.gz": gzip.compress(self.bytes),
            "nano.pcapng.gz": gzip.compress(as_pcapng(self.bytes, "<", 9)),
        }
        if shutil.which("zstd"):
            forms["good.pcap.zst"] = subprocess.run(["zstd", "-q", "-c", self.good], check=True,
                                                    capture_output=True).stdout
        for name, content in forms.items():
            path = write(self.folder, name, content)
            self.counted(name, harness.count(self.ronda, [path]))
            with open(path, "rb") as stdin:
                ran = harness.run([self.ronda, "count", "--format", "json", "--top", "all", "-"], stdin=stdin)
            self.counted(f"{name} on standard input", ran)
        empty = write(self.folder, "no-packets.pcap", self.bytes[:24])
        ran = self.count(empty)
        self.report.claim(ran.status == 0 and ran.summary() and ran.summary()["frames"]["delivered"] == 0,
                          "a capture without packets: no frame, exit status 0", ran.err)

    def several_files_are_one_run(self):
        header, rest = self.bytes[:24], list(records(self.bytes))
        halves = []
        for name, part in (("first.pcap", rest[:len(rest) // 2]), ("second.pcap", rest[len(rest) // 2:])):
            frames = [struct.pack("<IIII", s, us, len(packet), size) + packet for s, us, size, packet in part]
            halves.append(write(self.folder, name, header + b"".join(frames)))
        self.counted("a file cut in two", self.count(*halves))
        swapped = self.count(*reversed(halves))
        self.refused("two files in the wrong order", swapped, 0, "first.pcap", "begins")

    def what_is_no_capture(self):
        missing = os.path.join(self.folder, "nowhere.pcap")
        self.refused("a missing file", self.count(missing), CANNOT_OPEN, "nowhere.pcap")
        self.refused("a directory", self.count(self.folder), CANNOT_OPEN, os.path.basename(self.folder))
        text = write(self.folder, "letter.txt", b"Dear sir,\nthis is no capture at all.\n" * 40)
        self.refused("a text file", self.count(text), CANNOT_OPEN, "letter.txt")
        nothing = write(self.folder, "nothing.pcap", b"")
        self.refused("a file of no bytes", self.count(nothing), CANNOT_OPEN, "nothing.pcap")
        header = write(self.folder, "header.pcap", self.bytes[:10])
        self.refused("half a file header", self.count(header), CANNOT_OPEN, "header.pcap")
        squeezed = write(self.folder, "letter.gz", gzip.compress(read(text)))
        self.refused("a compressed text", self.count(squeezed), CANNOT_OPEN, "letter.gz")
        ran = self.count("-")
        self.refused("an empty standard input", ran, CANNOT_OPEN)
        self.report.claim(ran.err.strip() != "", "an empty standard input: a message")
        ran = self.count(self.good, missing)
        self.refused("a good file and a missing one", ran, (PARTWAY, CANNOT_OPEN), "nowhere.pcap")

    def what_ends_too_early(self):
        cut = self.bytes[:len(self.bytes) * 2 // 3 + 5]
        squeezed = gzip.compress(self.bytes)
        forms = {
            "cut.pcap": cut,
            "cut.pcapng": as_pcapng(self.bytes, "<", 6)[:-self.frames],
            "cut.pcap.gz": squeezed[:len(squeezed) // 2],
            "bent.pcap.gz": squeezed[:len(squeezed) // 2] + b"\xff" * 64 + squeezed[len(squeezed) // 2 + 64:],
            "gz-of-cut.gz": gzip.compress(cut),
        }
        if shutil.which("zstd"):
            packed = subprocess.run(["zstd", "-q", "-c", self.good], check=True, capture_output=True).stdout
            forms["cut.pcap.zst"] = packed[:len(packed) // 2]
        for name, content in forms.items():
            ran = self.count(write(self.folder, name, content))
            self.refused(name, ran, PARTWAY, name)
            summary = ran.summary()
            self.report.claim(bool(summary) and not summary["capture"]["complete"] and
                              bool(summary["capture"]["error"]) and 0 < summary["frames"]["delivered"],
                              f"{name}: the counts so far, said to be incomplete",
                              str(summary and (summary["capture"], summary["frames"]["delivered"])))
            if summary:
                self.report.claim(not harness.broken_identities(summary), f"{name}: identities")

    def bent_at_random(self):
        chance = random.Random(1)
        for turn in range(30):
            bent = bytearray(self.bytes[:200_000])
            for _ in range(1 + turn * 3):
                bent[chance.randrange(24 if turn % 3 else 0, len(bent))] = chance.randrange(256)
            ran = self.count(write(self.folder, "bent.pcap", bytes(bent)))
            self.report.claim(not ran.trouble() and ran.status in (0, PARTWAY, CANNOT_OPEN),
                              f"bent at random, {turn}", ran.trouble() or f"exit status {ran.status}")

    def wrong_use(self):
        for arguments, named in (
                (["--protect", "192.0.2.1/24"], "192.0.2.1/24"), (["--protect", "office"], "office"),
                (["--dark", "10.0.0.0/33"], "10.0.0.0/33"), (["--monitor", "1.2.3"], "1.2.3"),
                (["--site", "https://www.example.go.id/"], "https://www.example.go.id/"),
                (["--home", "Indonesia"], "Indonesia"), (["--filter", "tcp port potato"], "tcp port potato"),
                (["--format", "yaml"], "yaml"), (["--top", "few"], "few"), (["--lang", "tlh"], "tlh"),
                (["--memory", "lots"], "lots"), (["--potato"], "--potato")):
            # the last --format wins
            ran = harness.run([self.ronda, "count", *arguments, self.good])
            self.refused("count " + " ".join(arguments), ran, WRONG_USE, named)
        self.refused("count without a file", harness.run([self.ronda, "count"]), WRONG_USE)
        self.refused("an unknown command", harness.run([self.ronda, "guess"]), WRONG_USE, "guess")
        ran = harness.run([self.ronda, "explain", "nobody", self.good])
        self.refused("explain of no address", ran, WRONG_USE, "nobody")
        ran = harness.run([self.ronda, "run"])
        self.refused("run without an interface", ran, WRONG_USE)
        ran = harness.run([self.ronda, "run", "-i", "lo", "--every", "5 parsecs"])
        self.refused("run --every '5 parsecs'", ran, WRONG_USE, "5 parsecs")
        for fine in ("--help", "--version"):
            ran = harness.run([self.ronda, fine])
            self.report.claim(ran.status == 0 and ran.out.strip() != "", f"{fine}: on standard output, status 0")

    def merges_of_what_is_no_summary(self):
        for name, content in (("letter.json", b"Dear sir"), ("list.json", b"[]"), ("empty.json", b""),
                              ("other.json", b'{"schema": "weather/7"}')):
            ran = harness.run([self.ronda, "merge", write(self.folder, name, content)])
            self.refused(f"merge {name}", ran, (PARTWAY, WRONG_USE, CANNOT_OPEN), name)
        ran = harness.run([self.ronda, "merge", os.path.join(self.folder, "nowhere.json")])
        self.refused("merge of a missing file", ran, CANNOT_OPEN, "nowhere.json")

    def bad_databases(self):
        forms = {"letter.mmdb": b"Dear sir\n" * 500, "empty.mmdb": b""}
        if self.mmdb:
            whole = read(self.mmdb)
            forms["cut.mmdb"] = whole[:len(whole) // 2]
            forms["metadata-only.mmdb"] = whole[-200:]
            bent = bytearray(whole)
            chance = random.Random(2)
            for _ in range(20000):
                bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
            forms["bent.mmdb"] = bytes(bent)
            bent = bytearray(whole)
            mark = bent.rindex(b"MaxMind.com")
            bent[mark + 12:mark + 60] = bytes(b ^ 0x55 for b in bent[mark + 12:mark + 60])
            forms["bent-metadata.mmdb"] = bytes(bent)
        for name, content in forms.items():
            path = write(self.folder, name, content)
            self.without_places(name, self.count("--geoip", path, self.good), name)
        missing = os.path.join(self.folder, "nowhere.mmdb")
        self.without_places("a missing database", self.count("--geoip", missing, self.good), "nowhere.mmdb")

    def without_places(self, what, ran, name):
        """Either refused by name, or told by name and counted all the same."""
        self.report.claim(not ran.trouble(), f"{what}: no crash", ran.trouble() or "")
        if name == "bent.mmdb" and ran.status == 0:     # not each bent bit can be seen
            self.report.claim(not harness.broken_identities(ran.summary()), f"{what}: identities")
            return
        self.report.claim(name in ran.err, f"{what}: the message names it", repr(ran.err[-300:]))
        if ran.status != CANNOT_OPEN:
            summary = ran.summary()
            self.report.claim(ran.status == 0 and bool(summary) and
                              not set(summary["attempts"]["by_country"]) - {"unknown", "local"} and
                              summary["attempts"]["total"] == self.expected["attempts"]["total"],
                              f"{what}: counted all the same, countries unknown",
                              str(summary and summary["attempts"]["by_country"]))

    def no_permission(self):
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            print("     (without root or setpriv there is nobody to become: left out)")
            return
        with tempfile.TemporaryDirectory(prefix="ronda-nobody-") as open_folder:
            os.chmod(open_folder, 0o755)
            ronda = shutil.copy(self.ronda, os.path.join(open_folder, "ronda"))
            os.chmod(ronda, 0o755)
            secret = shutil.copy(self.good, os.path.join(open_folder, "secret.pcap"))
            os.chmod(secret, 0o600)
            nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--bounding-set=-all",
                      "--inh-caps=-all"]
            self.refused("a file of others", harness.run([*nobody, ronda, "count", secret]), CANNOT_OPEN,
                         "secret.pcap")
            ran = harness.run([*nobody, ronda, "run", "-i", "lo"])
            self.refused("an interface without the right", ran, CANNOT_OPEN, "lo")

    def unknown_interface(self):
        ran = harness.run([self.ronda, "run", "-i", "potato9"])
        self.refused("an unknown interface", ran, CANNOT_OPEN, "potato9")

    def nowhere_to_write(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([self.ronda, "count", "--format", "json", self.good], stdout=full,
                                  stderr=subprocess.PIPE, check=False)
        self.report.claim(0 < done.returncode < 128 and done.stderr.strip() != b"",
                          "standard output on a full disk: a message, and not status 0",
                          f"{done.returncode}, {done.stderr!r}")
        ran = harness.run([self.ronda, "run", "-i", "lo", "--out", os.path.join(self.folder, "not", "there")])
        self.refused("--out where no folder is", ran, (WRONG_USE, CANNOT_OPEN), os.path.join("not", "there"))

    def in_time(self, process, holds, what):
        """Claims what must come by itself, however slow the machine is."""
        for _ in range(PATIENCE * 10):
            if holds() or process.poll() is not None:
                break
            time.sleep(0.1)
        self.report.claim(holds(), what)

    @staticmethod
    def text_of(file):
        return os.pread(file.fileno(), 1 << 20, 0).decode(errors="replace")    # its offset is the writer's, too

    def a_full_disk(self):
        """Summaries wait until there is room: none is lost, and the count goes on."""
        if os.geteuid() != 0:
            print("     (without root no small disk can be mounted: left out)")
            return
        disk = os.path.join(self.folder, "disk")
        os.mkdir(disk)
        mounted = harness.run(["mount", "-t", "tmpfs", "-o", "size=64k", "ronda-test", disk])
        if mounted.status != 0:
            print(f"     (no tmpfs can be mounted here: left out) {mounted.err.strip()}")
            return
        ballast = os.path.join(disk, "ballast")
        try:
            with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as out:
                while out.write(b"x" * 4096):
                    pass
            with open(os.path.join(self.folder, "messages"), "wb+") as messages, \
                    subprocess.Popen([self.ronda, "run", "-i", "lo", "--every", "1s", "--out", disk],
                                     stdout=subprocess.DEVNULL, stderr=messages) as process:
                self.in_time(process, lambda: disk in self.text_of(messages), "a full disk: the message names it")
                time.sleep(2)
                self.report.claim(process.poll() is None, "a full disk: ronda keeps counting")
                os.unlink(ballast)
                self.in_time(process, lambda: any(name.endswith(".json") for name in os.listdir(disk)),
                             "a full disk: with room, it is written to")
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=PATIENCE)
            files = [name for name in os.listdir(disk) if name.endswith(".json")]
            periods = sorted((summary["period"]["start"], summary["period"]["end"]) for summary in
                             (json.loads(read(os.path.join(disk, name))) for name in files))
            self.report.claim(len(periods) >= 3 and all(end == start for (_, end), (start, _) in
                                                        zip(periods, periods[1:])),
                              "a full disk: no summary is lost", str(periods))
        finally:
            harness.run(["umount", disk])


def main():
    mmdb = sys.argv[3] if len(sys.argv) > 3 else None
    report = harness.Report()
    with tempfile.TemporaryDirectory(prefix="ronda-input-") as folder:
        tests = Tests(sys.argv[1], sys.argv[2], mmdb, folder, report)
        tests.good_in_every_wrapping()
        tests.several_files_are_one_run()
        tests.what_is_no_capture()
        tests.what_ends_too_early()
        tests.bent_at_random()
        tests.wrong_use()
        tests.merges_of_what_is_no_summary()
        tests.bad_databases()
        tests.unknown_interface()
        tests.no_permission()
        tests.nowhere_to_write()
        tests.a_full_disk()
    report.end()


if __name__ == "__main__":
    main()
