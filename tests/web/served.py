# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of the dashboard share: a stage that serves a made-up week, and HTTP spoken by hand."""

import json
import os
import signal
import socket
import subprocess

PATIENCE = 60


class Stage:
    """build/tests/web/stage, on a port of its own."""

    def __init__(self, stage, state="busy", *more):
        self.process = subprocess.Popen([stage, state, "0", "600", *more], stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.process.stdout.close()

    def is_sanitized(self):
        """Memory that was freed is then kept aside, and tells nothing. Its shadow takes terabytes of addresses."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE") > 1 << 40

    def memory(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


class Reply:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split(" ")[1]) if first.startswith("HTTP/") else 0
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def json(self):
        return json.loads(self.body)


def connect(port, timeout=PATIENCE):
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def read_all(connection):
    data = b""
    try:
        while more := connection.recv(65536):
            data += more
    except ConnectionError:
        pass
    return data


def say(port, raw, and_no_more=False):
    """Sends the bytes as they are; what comes back until the other end closes."""
    with connect(port) as connection:
        try:
            connection.sendall(raw)
            if and_no_more:
                connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            pass                # it did not want to hear more
        return Reply(read_all(connection))


def get(port, path, method="GET", host=None, **headers):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return say(port, ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))


class Claims:
    """Says each claim once, and in the end whether all hold."""

    def __init__(self):
        self.failed = 0

    def claim(self, holds, what, why=""):
        if not holds:
            self.failed += 1
        print(("ok: " if holds else "FAILED: ") + what + (f" ({why})" if why and not holds else ""), flush=True)

    def status(self):
        return 1 if self.failed else 0
