#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""beside.py RONDA - what 200 listeners, some that stop reading and some that send rubbish slowly, cost the capture.

The same packets cross a wire of our own twice: once with nobody looking on, once with all of them. What is claimed is
that each packet is counted or told of as lost, and that the listeners were served; the ratio is printed, since how many
packets a loaded machine loses says nothing about us.
"""

import os
import socket
import subprocess
import sys
import time

import harness
from served import Claims
from wire import SWEPT, Wire, stop

PACKETS, LISTENERS, UNREAD, SLOW = 150000, 200, 20, 10

SENDER = """
import socket, struct, sys
packets, s = int(sys.argv[1]), socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("va", 0))
frames = []
for i in range(250):
    udp = struct.pack(">HHHH", 40000 + i, 53, 8 + 32, 0) + b"x" * 32
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), i, 0, 64, 17, 0, bytes((198, 51, 100, i)), bytes((10, 88, 0, 2)))
    frames.append(bytes(12) + b"\\x08\\x00" + ip + udp)
sent = 0
while sent < packets:
    try:
        s.send(frames[sent % len(frames)])
        sent += 1
    except OSError:
        pass
"""

# In the target's namespace, for it is its loopback that the dashboard listens on.
CROWD = """
import selectors, socket, sys, time
listeners, unread, slow = map(int, sys.argv[1:])
def connect(small=False):
    s = socket.socket()
    if small:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(("127.0.0.1", 8957))
    return s
ask = b"GET /api/1/stream HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n"
select, heard = selectors.DefaultSelector(), {}
for _ in range(listeners):
    s = connect()
    s.sendall(ask)
    select.register(s, selectors.EVENT_READ)
    heard[s] = 0
held = [connect(True) for _ in range(unread)]
for s in held:
    s.sendall(ask)
dripping = [connect() for _ in range(slow)]
print("ready", flush=True)
while True:
    for key, _ in select.select(0.05):
        data = key.fileobj.recv(1 << 20)
        heard[key.fileobj] += data.count(b"event: board")
        if not data:
            select.unregister(key.fileobj)
    for i, s in enumerate(dripping):
        try:
            s.send(b"\\xff" * 50)
        except OSError:
            s.close()
            dripping[i] = connect()
    print(min(heard.values()), flush=True)
"""


def crossing(wire, ronda, crowd):
    """(packets counted, packets lost, CPU seconds of ronda, the least that a listener heard)"""
    out = "crowd" if crowd else "alone"
    process = wire.serving(ronda, "--protect", SWEPT, every="1h", out=out)
    heard, least = None, 0
    if crowd:
        heard = wire.start(wire.t, sys.executable, "-c", CROWD, LISTENERS, UNREAD, SLOW, stdout=subprocess.PIPE)
        heard.stdout.readline()
    wire.within(wire.a, sys.executable, "-c", SENDER, str(PACKETS))
    time.sleep(3)
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(") ", 1)[1].split()
    if crowd:
        stop(heard)
        least = int(heard.stdout.read().decode().split()[-1])
    stop(process)
    summaries = [summary for _, summary in wire.files(out)]
    # The sender says the same again and again, which may be taken for a second mirror port for a while.
    counted = sum(s["traffic"]["packets"] + s["traffic"]["duplicate_packets"] for s in summaries)
    lost = sum(s["capture"]["kernel_drop_packets"] + s["capture"]["interface_drop_packets"] for s in summaries)
    return counted, lost, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), least


def main(ronda):
    harness.need("curl")
    report = Claims()
    with Wire() as wire:
        alone, crowd = crossing(wire, ronda, False), crossing(wire, ronda, True)
        for name, (counted, lost, cpu, _) in (("alone", alone), ("with a crowd", crowd)):
            print(f"{name}: {counted} packets counted, {lost} lost, {cpu:.2f} s of CPU")
            report.claim(counted + lost >= PACKETS, f"{name}: each packet was counted or told of as lost")
        print(f"ratio of packets counted: {crowd[0] / max(alone[0], 1):.4f}; {LISTENERS} listeners each heard at least {crowd[3]} pictures")
        report.claim(crowd[3] > 0, "each listener was served")
    return report.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
