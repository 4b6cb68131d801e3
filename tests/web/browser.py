# SPDX-License-Identifier: BSD-2-Clause
"""A headless Chromium of our own, spoken to over its debugging socket: the little of that protocol that we need."""

import base64
import hashlib
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--mute-audio",
         "--disable-default-apps", "--remote-debugging-port=0")


def find():
    return shutil.which("chromium") or shutil.which("chromium-browser")


class WebSocket:
    """One text message at a time, masked as a client must (RFC 6455)."""

    def __init__(self, port, path, timeout):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.socket.recv(1)
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        if accept not in head:
            raise OSError("the browser does not speak WebSocket")

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        size = len(data)
        length = (bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size) if size < 65536
                  else b"\xff" + struct.pack(">Q", size))
        self.socket.sendall(b"\x81" + length + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def exactly(self, count):
        data = bytearray()
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise OSError("the browser has gone")
            data += more
        return bytes(data)

    def receive(self):
        text = b""
        while True:
            first, size = self.exactly(2)
            if size == 126:
                size, = struct.unpack(">H", self.exactly(2))
            elif size == 127:
                size, = struct.unpack(">Q", self.exactly(8))
            data = self.exactly(size)
            if first & 0x0F in (0, 1):
                text += data
                if first & 0x80:
                    return text.decode()


class Browser:
    def __init__(self, prefix=(), timeout=60):
        self.folder = tempfile.TemporaryDirectory(prefix="ronda-browser-", ignore_cleanup_errors=True)
        self.timeout = timeout
        self.process = subprocess.Popen([*prefix, find(), *FLAGS, f"--user-data-dir={self.folder.name}", "about:blank"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        path = os.path.join(self.folder.name, "DevToolsActivePort")
        until = time.monotonic() + self.timeout
        while not (os.path.exists(path) and open(path).read().count("\n")):
            if time.monotonic() > until or self.process.poll() is not None:
                self.__exit__()
                raise OSError("Chromium does not start")
            time.sleep(0.05)
        self.port = int(open(path).read().split("\n")[0])
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/json/new?about:blank", method="PUT")
        with urllib.request.urlopen(request, timeout=self.timeout) as answer:
            where = json.load(answer)["webSocketDebuggerUrl"]
        self.web = WebSocket(self.port, where.split(str(self.port), 1)[1], self.timeout)
        self.serial, self.events = 0, []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(domain + ".enable")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def ask(self, method, **parameters):
        self.serial += 1
        self.web.send(json.dumps({"id": self.serial, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.web.receive())
            if message.get("id") == self.serial:
                if "error" in message:
                    raise OSError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def size(self, width, height, phone=False):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def go(self, url):
        self.ask("Page.navigate", url=url)

    def run(self, script):
        """What the expression is; a promise is waited for."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise OSError(result["exceptionDetails"].get("exception", {}).get("description", script))
        return result["result"].get("value")

    def wait(self, script, seconds=60):
        """Until the expression is true; False when it does not come to that."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if self.run(script):
                    return True
            except OSError as error:
                if "context" not in str(error) and "null" not in str(error):
                    raise       # but for a page that is not there yet
            time.sleep(0.1)
        return False

    def shoot(self, path, whole=False):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("Page.captureScreenshot", captureBeyondViewport=whole)["data"]))

    def told(self, method):
        return [event["params"] for event in self.events if event["method"] == method]
