#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""console.py TEST RONDA [MMDB] - looking on at a running sensor: its socket and ronda top. See TESTS at the end."""

import json
import os
import socket
import stat
import subprocess
import sys
import time

import harness
from wire import SOURCES, TARGET, Wire, stop

PATIENCE = 60           # seconds for anything to happen, however slow the machine is
USUAL = 2               # ... and what it is to take where nothing else runs; told, not demanded


class Looker:
    """One who looks on."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(path)
        self.lines = self.socket.makefile("rb")

    def line(self):
        return json.loads(self.lines.readline())

    def close(self):
        self.lines.close()
        self.socket.close()


def wait_for(what, patience=PATIENCE):
    """Calls what() until it is true or patience is at its end; its last answer."""
    until = time.monotonic() + patience
    while True:
        answer = what()
        if answer or time.monotonic() > until:
            return answer
        time.sleep(0.05)


def source_of(picture, address):
    return next((row for row in picture["sources"] if row["address"] == address), None)


def watch(wire, ronda, path, *options):
    process = wire.ronda(ronda, "--socket", path, *options)
    wait_for(lambda: os.path.exists(path))
    return process


def seen(report, ronda, _mmdb):
    """A scan is in the picture, and on a terminal, while it runs."""
    harness.need("tmux")
    with Wire() as wire:
        path, tmux = wire.path("sensor.sock"), wire.path("tmux.sock")
        process = watch(wire, ronda, path)
        report.claim(stat.S_IMODE(os.stat(path).st_mode) == 0o660, "the socket is its owner's and its group's alone")
        terminal = ["tmux", "-S", tmux, "-f", "/dev/null"]
        harness.run([*terminal, "new-session", "-d", "-x", "100", "-y", "30",
                     f"NO_COLOR=1 {ronda} top --socket {path}"])

        def page():
            return harness.run([*terminal, "capture-pane", "-p"]).out

        wait_for(lambda: "Attempts" in page())
        looker = Looker(path)
        hello = looker.line()
        report.claim(hello["ronda"] == 1 and hello["schema"] == "ronda.picture/1", "the greeting names the protocol", hello)
        first = looker.line()
        report.claim(first["attempts"]["today"] == 0, "nothing was tried yet", first["attempts"])
        scan = wire.start(wire.a, "nmap", "-n", "-e", "va", "-S", SOURCES[0], "-sS", "-Pn", "-p", "20-80,9000-9300",
                          "--max-rate", "100", TARGET)
        began, row, picture = time.monotonic(), None, first
        while not row and time.monotonic() - began < PATIENCE:
            picture = looker.line()
            row = source_of(picture, SOURCES[0])
        print(f"in the picture after {time.monotonic() - began:.1f} s, nmap's own start included")
        report.claim(row is not None, "the scan is in the picture")
        report.claim(scan.poll() is None or picture["attempts"]["today"] > 0, "... while it runs")
        on_page = wait_for(lambda: SOURCES[0] in page())
        print(f"on the terminal after {time.monotonic() - began:.1f} s")
        report.claim(on_page, "the scan is on the terminal", page())
        harness.run([*terminal, "send-keys", "Enter"])
        report.claim(wait_for(lambda: "its source is a scanner" in page() and f"{TARGET}:" in page()),
                     "Enter shows its acts, and why they count", page())
        looker.socket.sendall(json.dumps({"watch": SOURCES[0]}).encode() + b"\n")
        acts = wait_for(lambda: looker.line()["acts"])
        report.claim(acts and all(act["source"] == SOURCES[0] for act in acts), "whoever watches a source gets its acts")
        scan.wait(timeout=PATIENCE)
        once = harness.run([ronda, "top", "--socket", path, "--once", "--ascii"])
        report.claim(once.status == 0 and SOURCES[0] in once.out, "--once prints it", once.out + once.err)
        data = harness.run([ronda, "top", "--socket", path, "--once", "--json"])
        report.claim(data.status == 0 and source_of(json.loads(data.out), SOURCES[0]), "--json has it", data.err)
        stop(process)
        report.claim(not os.path.exists(path), "the socket goes with the sensor")
        report.claim(wait_for(lambda: "THE SENSOR HAS ENDED" in page()), "the terminal says that the sensor ended", page())
        again = watch(wire, ronda, path)
        report.claim(wait_for(lambda: "THE SENSOR HAS ENDED" not in page()), "... and finds the next one", page())
        harness.run([*terminal, "send-keys", "q"])
        report.claim(wait_for(lambda: harness.run([*terminal, "list-sessions"]).status != 0), "q quits")
        harness.run([*terminal, "kill-server"])
        looker.close()
        stop(again)


def lookers(report, ronda, _mmdb):
    """Those who look on badly are dropped, and nobody else notices."""
    with Wire() as wire:
        path = wire.path("sensor.sock")
        left = socket.socket(socket.AF_UNIX)
        left.bind(path)
        left.close()                    # as a sensor leaves it that was killed
        process = watch(wire, ronda, path)
        good = wait_for(lambda: connects(path))
        report.claim(good, "a socket that nobody answers at is replaced", wire.messages())
        good.line()
        idle = [Looker(path) for _ in range(8)]      # never read
        for said in (b"GET / HTTP/1.1\r\n\r\n", b"{}\n", b"[]\n", b'{"watch":"x"}\n', b'{"watch":1}\n', b"\0" * 300,
                     b'{"watch":"192.0.2.1","more":1}\n', b"a" * 100000, b'{"watch":null}\n' * 50, b"\xff\xfe\n"):
            bad = Looker(path)
            try:
                bad.socket.sendall(said)
            except OSError:
                pass                    # dropped already
            report.claim(ends(bad), f"dropped: {said[:24]!r}")
        many = []
        while len(many) < 64:
            try:
                many.append(Looker(path))
                if ends_at_once(many[-1]):
                    break
            except OSError:
                break
        report.claim(len(many) < 64, "not everybody is let in", str(len(many)))
        before = good.line()["serial"]
        report.claim(wait_for(lambda: good.line()["serial"] > before + 2), "who looks on well is served on")
        for looker in idle + many:
            looker.close()
        mute = wait_for(lambda: connects_whole(path))
        mute.socket.shutdown(socket.SHUT_WR)
        report.claim(wait_for(lambda: mute.line()["serial"] > before + 3), "one that has nothing to say may look on")
        mute.close()
        several(report, ronda, wire)
        another = harness.run([ronda, "run", "-i", "lo", "--socket", path], timeout=30)
        report.claim(another.status == 3 and "another ronda answers" in another.err, "a second sensor is refused the socket",
                     another.err)
        with open(wire.path("file"), "w", encoding="utf-8"):
            pass
        refused = harness.run([ronda, "run", "-i", "lo", "--socket", wire.path("file")], timeout=30)
        report.claim(refused.status == 3 and "another file" in refused.err, "a file that is no socket is left alone",
                     refused.err)
        nobody = harness.run([ronda, "top", "--socket", wire.path("nowhere"), "--once"], timeout=30)
        report.claim(nobody.status == 3 and nobody.err, "ronda top says that no sensor is there", nobody.err)
        status = stop(process)
        report.claim(status == 0, "the sensor ends as usual", wire.messages()[-300:])
        good.close()


def several(report, ronda, wire):
    """Of several sensors one must say which, and may."""
    folder = os.path.join(wire.path("runtime"), "ronda")
    os.makedirs(folder)
    names = ("balai-kota", "dinas")
    sensors = [wire.ronda(ronda, "--socket", os.path.join(folder, name + ".sock"), "--sensor", name, out=name)
               for name in names]
    there = {**os.environ, "XDG_RUNTIME_DIR": wire.path("runtime")}
    wait_for(lambda: all(os.path.exists(os.path.join(folder, name + ".sock")) for name in names))
    which = harness.run([ronda, "top", "--once"], timeout=30, env=there)
    report.claim(which.status == 3 and "--sensor" in which.err and all(name in which.err for name in names),
                 "of several sensors it tells the names", which.err)
    one = harness.run([ronda, "top", "--once", "--sensor", "dinas"], timeout=30, env=there)
    report.claim(one.status == 0 and "dinas" in one.out and "balai-kota" not in one.out, "--sensor chooses one of them",
                 one.out + one.err)
    none = harness.run([ronda, "top", "--once", "--sensor", "nobody"], timeout=30, env=there)
    report.claim(none.status == 3 and '"nobody"' in none.err, "a sensor that is not there is named", none.err)
    for sensor in sensors:
        stop(sensor)


def connects(path):
    try:
        return Looker(path)
    except OSError:
        return None


def connects_whole(path):
    """One who is let in: room may be made only now."""
    looker = connects(path)
    if looker and not ends_at_once(looker):
        return looker
    return None


def ends(looker):
    """Is it dropped? What it is sent until then is of no interest."""
    try:
        while looker.socket.recv(1 << 16):
            pass
    except ConnectionError:
        pass
    except OSError:
        return False                    # it timed out
    looker.close()
    return True


def ends_at_once(looker):
    """Nobody who is let in hears nothing: the greeting comes first."""
    try:
        return not looker.lines.readline()
    except ConnectionError:
        return True


TESTS = {"seen": seen, "lookers": lookers}


def main():
    name, ronda = sys.argv[1], sys.argv[2]
    report = harness.Report()
    TESTS[name](report, ronda, sys.argv[3] if len(sys.argv) > 3 else None)
    report.end()


if __name__ == "__main__":
    main()
