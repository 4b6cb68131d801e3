#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""hardening.py STAGE - what a hostile client gets: a refusal, a bounded share, and the door."""

import os
import select
import socket
import sys
import time

from served import Claims, Stage, connect, get, read_all, say

DOOR_SECONDS = 90       # slow clients are shown out after 10 to 20; a loaded machine takes its time


def headers(report, port):
    for path in ("/", "/page.js", "/api/1/summary", "/metrics", "/nothing"):
        reply = get(port, path)
        policy = reply.headers.get("content-security-policy", "")
        report.claim("default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy, f"{path}: a strict policy", policy)
        report.claim(reply.headers.get("x-content-type-options") == "nosniff" and reply.headers.get("x-frame-options") == "DENY",
                     f"{path}: neither sniffed nor framed")
        report.claim(not [name for name in reply.headers if name.startswith("access-control-")], f"{path}: no other origin is let in")
    page = get(port, "/").body.decode()
    report.claim("<script>" not in page and " on" not in page.split("<body", 1)[0] and "style=" not in page and "javascript:" not in page,
                 "the page has no script or style inside")
    report.claim("//" not in page.replace("http://www.w3.org", ""), "the page names nothing elsewhere")


def methods(report, port):
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW"):
        status = get(port, "/api/1/summary", method=method).status
        report.claim(status in (400, 405), f"{method} is refused", str(status))
    with_body = say(port, b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 1000)
    report.claim(with_body.status in (400, 405), "a body is not waited for", str(with_body.status))
    with_body = say(port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n")
    report.claim(with_body.status == 400, "nor is that of a GET", str(with_body.status))
    head, whole = get(port, "/api/1/board", method="HEAD"), get(port, "/api/1/board")
    report.claim(head.status == 200 and not head.body, "HEAD has no body")
    report.claim(whole.status == 200 and whole.body, "GET has")
    report.claim(get(port, "/api/1/stream", method="HEAD").status == 200, "HEAD of the stream ends")


def paths(report, port):
    for path in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/page.js/../../x", "//etc/passwd",
                 "/report/../../etc/passwd", "/report/2026-11/../x", "/report/%00", "/index.html", "/page.css%00.txt", "/api/1/summary/"):
        reply = get(port, path)
        report.claim(reply.status in (400, 404) and b"root:" not in reply.body, f"{path} is not there", str(reply.status))
    report.claim(get(port, "/" + "a" * 2000).status in (404, 414), "a long address is refused")
    report.claim(get(port, "/?" + "a" * 60000).status in (0, 413, 414, 431), "a very long one, too")
    huge = say(port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"y" * 500) for i in range(400)) + b"\r\n")
    report.claim(huge.status in (0, 413, 431), "headers without end are refused", str(huge.status))
    for text in ("hours=0", "hours=-1", "hours=999999999999", "hours=x", "step=1", "hours=216&step=0", "hours=1e3", "hours=%00"):
        report.claim(get(port, "/api/1/history?" + text).status == 400, f"history?{text} is refused")
    for raw in (b"\x00" * 64, b"\x16\x03\x01\x02\x00" + os.urandom(200), b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 50, os.urandom(4000)):
        reply = say(port, raw + b"\r\n\r\n", and_no_more=True)
        report.claim(reply.status == 0 or reply.status >= 400, f"bytes {raw[:8]!r}... are no request", str(reply.status))


def hosts(report, port):
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "localhost.evil.example", ""):
        reply = say(port, f"GET /api/1/summary HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        report.claim(reply.status in (400, 421), f"Host \"{host}\" is not answered: no rebinding", str(reply.status))
    report.claim(say(port, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status == 400, "nor is no Host")
    report.claim(get(port, "/api/1/summary", Origin="http://evil.example").status == 403, "another origin's script is refused")
    report.claim(get(port, "/api/1/summary", Origin="null").status == 403, "and that of no origin")
    report.claim(get(port, "/api/1/board", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403, "another site's picture is")
    report.claim(get(port, "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200, "a link to the page is followed")
    report.claim(get(port, "/api/1/summary", host=f"localhost:{port}", Origin=f"http://localhost:{port}").status == 200, "our own is answered")


def closed_by_then(connections, until):
    """How many of them the other end has closed, when all have or the time is over."""
    left = list(connections)
    while left and time.monotonic() < until:
        readable, _, _ = select.select(left, [], [], 1)
        for connection in readable:
            try:
                if connection.recv(65536) == b"":
                    left.remove(connection)
            except ConnectionError:
                left.remove(connection)
    return len(connections) - len(left)


def unread_stream(stage):
    """A listener that reads nothing, through a small window."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", stage.port))
    connection.sendall(b"GET /api/1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    return connection


def drip(connections, until):
    """A byte at a time; how many were shown out."""
    left = list(connections)
    while left and time.monotonic() < until:
        for connection in list(left):
            try:
                connection.sendall(b"y")
                if select.select([connection], [], [], 0)[0] and connection.recv(65536) == b"":
                    raise ConnectionError
            except ConnectionError:
                left.remove(connection)
        time.sleep(0.5)
    return len(connections) - len(left)


def slow(report, stage):
    """Requests that never end, connections that say nothing, streams that nobody reads: all at once."""
    unread = [unread_stream(stage) for _ in range(50)]
    dripping = [connect(stage.port) for _ in range(100)]
    silent = [connect(stage.port) for _ in range(50)]
    for connection in dripping:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    time.sleep(3)
    memory, until = stage.memory(), time.monotonic() + DOOR_SECONDS
    gone = drip(dripping, until)
    report.claim(gone == len(dripping), "who drips a request is shown out", f"{gone} of {len(dripping)}")
    gone = closed_by_then(silent, until)
    report.claim(gone == len(silent), "who says nothing is shown out", f"{gone} of {len(silent)}")
    for connection in dripping + silent:
        connection.close()
    while stage.descriptors() > 30 and time.monotonic() < until:
        time.sleep(0.5)
    report.claim(stage.descriptors() <= 30, "who stops reading a stream is let go of", f"{stage.descriptors()} descriptors")
    report.claim(stage.is_sanitized() or stage.memory() < memory + (16 << 20), "and held little meanwhile", f"{memory} to {stage.memory()} bytes")
    for connection in unread:
        connection.close()


def ten_thousand(report, stage):
    """As many connections as there are descriptors for, up to 10,000: a bounded number gets in, and later all is as before."""
    import resource
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    wanted, crowd = min(10000, hard - 200), []
    for _ in range(wanted):
        connection = socket.socket()
        connection.setblocking(False)
        try:
            connection.connect(("127.0.0.1", stage.port))
        except BlockingIOError:
            pass
        except OSError:
            connection.close()
            break
        crowd.append(connection)
    time.sleep(2)
    report.claim(stage.descriptors() < 600, f"of {len(crowd)} connections a bounded number is let in", str(stage.descriptors()))
    for connection in crowd:
        connection.close()
    until, reply = time.monotonic() + DOOR_SECONDS, None
    while time.monotonic() < until and (reply is None or reply.status != 200):
        try:
            reply = get(stage.port, "/healthz")
        except OSError:
            time.sleep(1)
    report.claim(reply is not None and reply.status == 200, "and who comes afterwards is answered")
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def many_streams(report, stage):
    """Two hundred and fifty-six listen, each hears the same; the next is told to ask instead."""
    listeners = []
    for _ in range(256):
        connection = connect(stage.port)
        connection.sendall(b"GET /api/1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        listeners.append(connection)
    heads = []
    for connection in listeners:
        data = b""
        while data.count(b"\nid: ") < 3:
            data += connection.recv(65536)
        heads.append(data)
    report.claim(all(b" 200 " in head.split(b"\r\n")[0] for head in heads), "256 listeners each hear three pictures")
    report.claim(get(stage.port, "/api/1/stream").status == 503, "the next is told that too many listen")
    report.claim(get(stage.port, "/api/1/board").status == 200, "and can ask instead")
    for connection in listeners:
        connection.close()
    until, status = time.monotonic() + DOOR_SECONDS, 503
    while time.monotonic() < until and status != 200:
        with connect(stage.port) as connection:
            connection.sendall(b"GET /api/1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            status = int(connection.recv(64).split(b" ")[1])
        time.sleep(0.5)
    report.claim(status == 200, "when they have gone there is room again", str(status))


def kept_alive(report, port):
    """One connection, many requests; pipelined ones, too."""
    with connect(port) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20 + b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        report.claim(read_all(connection).count(b"HTTP/1.1 200") == 21, "a connection serves many requests")


def main(stage):
    report = Claims()
    with Stage(stage, "busy") as it:
        for look in (headers, methods, paths, hosts, kept_alive):
            look(report, it.port)
        many_streams(report, it)
        ten_thousand(report, it)
        slow(report, it)
        report.claim(get(it.port, "/api/1/summary").status == 200, "after all of this it answers")
    return report.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
