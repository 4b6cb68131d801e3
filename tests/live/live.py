#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""live.py TEST RONDA [MMDB] - ronda run on a wire of our own, with real scanners. See TESTS at the end."""

import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import acts
import harness
from wire import SILENT_TCP, SOURCES, SWEPT, TARGET, Wire, captures, stop, wait_until


def seconds(stamp):
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


def periods_follow(report, files, every):
    """Whole periods on the clock, none missing, none told before its end, each valid."""
    for path, summary in files:
        said = harness.schema_says(summary)
        report.claim(not said, f"{os.path.basename(path)}: schema", said)
        said = harness.broken_identities(summary)
        report.claim(not said, f"{os.path.basename(path)}: identities", "; ".join(said))
        late = os.stat(path).st_mtime - seconds(summary["period"]["end"])
        report.claim(late >= -0.5, f"{os.path.basename(path)}: not before its end", f"{-late:.2f} s before")
        report.claim("test" in os.path.basename(path), f"{os.path.basename(path)}: named by its sensor")
    for (_, before), (path, after) in zip(files, files[1:]):
        start, end = after["period"]["start"], before["period"]["end"]
        report.claim(start == end, f"{os.path.basename(path)}: begins where the last one ended",
                     f"{start} after {end}")
        report.claim(seconds(start) % every == 0, f"{os.path.basename(path)}: begins on the clock", start)


def as_sent(report, what, sent, summaries):
    expected = acts.count([sent])
    said = harness.differences(expected, summaries)
    report.claim(expected["attempts"] > 0, f"{what}: the scanners sent something")
    report.claim(not said, f"{what}: {expected['attempts']} attempts, as the sender's own record has it",
                 "; ".join(said))
    undecided = sum(s["attempts"]["undecided"] + s["attempts"]["lost_pending"] for s in summaries)
    report.claim(undecided == 0, f"{what}: nothing undecided or lost", str(undecided))
    drops = sum(s["capture"]["kernel_drop_packets"] for s in summaries)
    report.claim(drops == 0, f"{what}: the kernel dropped nothing", str(drops))


def full_coverage(report, files):
    """The first and the last period are parts of a second long, which may be told as one or none."""
    told = [(summary["coverage"]["ratio"], summary["coverage"]["up_seconds"]) for _, summary in files]
    report.claim(told and all(ratio == 1.0 for ratio, _ in told[1:-1]), "full coverage",
                 "; ".join(f"{summary['coverage']}, {summary['capture']}" for _, summary in files))
    report.claim(sum(up for _, up in told) >= seconds(files[-1][1]["period"]["end"]) -
                 seconds(files[0][1]["period"]["start"]) - 1, "... from the first period to the last", str(told))


def ended_well(report, process, wire):
    status = stop(process)
    report.claim(status == 0, "SIGTERM: exit status 0", f"{status}: {wire.messages()[-300:]}")


def scans(report, ronda, _mmdb):
    """Real scans against open, closed and silent ports; summaries each 2 s add up to what was sent."""
    with Wire() as wire:
        wire.record()
        process = wire.ronda(ronda)
        wire.nmap("-sS", "-Pn", "-p", f"20-40,80,{SILENT_TCP},443,8080,9000-9100", TARGET)
        wire.connect("-Pn", "-p", f"22,80,8080,{SILENT_TCP},500-540", "10.88.0.2")
        wire.nmap("-sU", "-Pn", "--max-retries", "1", "-p", "7,53,200-202,300-310", "10.88.0.3",
                  source=SOURCES[1])
        wire.nmap("-sn", "-PE", "--send-ip", "--disable-arp-ping", SWEPT, source=SOURCES[1])
        time.sleep(5)
        ended_well(report, process, wire)
        files = wire.files()
        periods_follow(report, files, 2)
        as_sent(report, "scans", wire.sent(), [summary for _, summary in files])
        full_coverage(report, files)


def down_and_up(report, ronda, _mmdb):
    """The interface goes down in the middle and comes back: told, survived, counted on."""
    with Wire() as wire:
        wire.record()
        process = wire.ronda(ronda)
        wire.nmap("-sS", "-Pn", "-p", "20-60", TARGET)
        time.sleep(4)
        began = time.monotonic()
        wire.within(wire.t, "ip", "link", "set", "vt", "down")
        wire.wait_for_message('"vt" is down', process)
        time.sleep(5)
        report.claim(process.poll() is None, "down: ronda is still there", wire.messages()[-300:])
        wire.within(wire.t, "ip", "link", "set", "vt", "up")
        wire.wait_for_message('"vt" is up again', process)
        wait_until(lambda: captures(process.pid), "ronda captures again", process)
        gone = time.monotonic() - began
        report.claim(process.poll() is None, "up again: ronda is still there", wire.messages()[-300:])
        wire.nmap("-sS", "-Pn", "-p", "1020-1060", TARGET, source=SOURCES[1])
        time.sleep(5)
        ended_well(report, process, wire)
        files = wire.files()
        periods_follow(report, files, 2)
        as_sent(report, "down and up", wire.sent(), [summary for _, summary in files])
        up = sum(summary["coverage"]["up_seconds"] for _, summary in files)
        whole = seconds(files[-1][1]["period"]["end"]) - seconds(files[0][1]["period"]["start"])
        report.claim(whole - gone - 5 <= up <= whole - 3, "coverage lacks the seconds that it was down",
                     f"{up} of {whole:.0f} s; down for {gone:.1f}")


def silence(report, ronda, _mmdb):
    """Nothing on the wire is a summary each period all the same: zero attempts, full coverage."""
    with Wire() as wire:
        process = wire.ronda(ronda, every="1s")
        wait_until(lambda: len(wire.files()) >= 4, "a summary each period", process)
        ended_well(report, process, wire)
        files = wire.files()
        periods_follow(report, files, 1)
        for path, summary in files:
            name = os.path.basename(path)
            report.claim(summary["attempts"]["total"] == 0, f"{name}: zero attempts")
        full_coverage(report, files)
        process = wire.ronda(ronda, every="1s", out=None, stdout=subprocess.PIPE)
        lines = [process.stdout.readline() for _ in range(3)]     # nothing but time brings them
        stop(process)
        lines += process.stdout.readlines()
        for line in lines:
            said = harness.schema_says(json.loads(line))
            report.claim(not said, "without --out: a line each period, a whole summary", said)


def signals(report, ronda, mmdb):
    """SIGHUP takes a new database and survives a bad one; SIGINT flushes; SIGKILL leaves no half file."""
    with Wire() as wire:
        database = wire.path("places.mmdb")
        options = []
        if mmdb:
            shutil.copy(mmdb, database)
            options = ["--geoip", database]
        wire.record()
        process = wire.ronda(ronda, *options, every="1s")
        wire.nmap("-sS", "-Pn", "-p", "20-40", TARGET)
        process.send_signal(signal.SIGHUP)     # `ip netns exec` becomes what it runs
        if mmdb:
            wire.wait_for_message(f'places read again from "{database}"', process)
            with open(database + ".new", "wb") as out:
                out.write(b"no database at all")
            os.replace(database + ".new", database)
            process.send_signal(signal.SIGHUP)
            wire.wait_for_message("stay in use", process)
            last = wire.messages().splitlines()[-1]
            report.claim(database in last, "SIGHUP with a bad database: the message names it", last)
        wire.nmap("-sS", "-Pn", "-p", "1020-1040", TARGET)
        report.claim(process.poll() is None, "SIGHUP: still there", wire.messages()[-300:])
        time.sleep(4)
        status = stop(process, signal.SIGINT)
        report.claim(status == 0, "SIGINT: exit status 0", f"{status}: {wire.messages()[-300:]}")
        files = wire.files()
        periods_follow(report, files, 1)
        as_sent(report, "signals", wire.sent(), [summary for _, summary in files])
        for turn in range(5):
            out = f"killed-{turn}"
            process = wire.ronda(ronda, every="1s", out=out)
            wire.nmap("-sS", "-Pn", "-p", "20-80", TARGET)
            wait_until(lambda folder=out: wire.files(folder), "the first summary", process)
            time.sleep(turn * 0.237)
            stop(process, signal.SIGKILL)
            whole = wire.files(out)     # raises on half a file
            report.claim(len(whole) >= 1, f"SIGKILL {turn}: whole summaries only", f"{len(whole)} files")


def long(report, ronda, _mmdb):
    """Ten minutes under a load that changes all the time."""
    if not os.environ.get("RONDA_LONG"):
        harness.skip("ten minutes long; RONDA_LONG=1 runs it")
    with Wire() as wire:
        wire.record()
        process = wire.ronda(ronda, every="10s")
        began, turn = time.time(), 0
        while time.time() - began < 600:
            rate = (20, 200, 2000, 500, 5)[turn % 5]
            port = 2000 + turn * 40 % 50000
            wire.nmap("-sS", "-Pn", "--min-rate", rate, "--max-rate", rate * 2, "-p", f"{port}-{port + rate // 4 + 9}",
                      f"10.88.0.{turn % 5 + 1}", source=SOURCES[turn % 2])
            if turn % 4 == 0:
                wire.connect("-Pn", "-p", "22,80,8080,100-103", f"10.88.0.{turn % 5 + 1}")
            if turn % 7 == 0:
                time.sleep(13)      # a whole period of silence
            turn += 1
            if process.poll() is not None:
                break
        report.claim(process.poll() is None, "ten minutes: still there", wire.messages()[-300:])
        time.sleep(5)
        ended_well(report, process, wire)
        files = wire.files()
        periods_follow(report, files, 10)
        as_sent(report, "ten minutes", wire.sent(), [summary for _, summary in files])


TESTS = {"scans": scans, "down-and-up": down_and_up, "silence": silence, "signals": signals, "long": long}


def main():
    name, ronda = sys.argv[1], sys.argv[2]
    report = harness.Report()
    TESTS[name](report, ronda, sys.argv[3] if sys.argv[3:] and sys.argv[3] != "--workers" else None)
    report.end()


if __name__ == "__main__":
    main()
