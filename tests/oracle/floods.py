# SPDX-License-Identifier: BSD-2-Clause
"""The floods of a capture in which nothing is answered, by section 8 of the definition, with tshark as the dissector.

Written from the definition alone. Kinds `syn`, `udp` and `icmp` only, and without what takes a packet off again:
no handshake is completed, no datagram answered, no error sent here by strangers. `--protect` is not known.
"""

from collections import defaultdict
from dataclasses import dataclass

import acts
import dissect

THRESHOLD = {"syn": 100, "udp": 1000, "icmp": 1000}
LEAST_LEAD = 8          # packets
OVER_MS = 60_000


@dataclass
class Window:
    begun: int          # ms
    packets: int = 0


@dataclass
class Flood:
    kind: str
    target: tuple
    start: int          # ms
    end: int
    packets: int
    peak: int


def part_of(packet):
    """Kind and target of the flood that the packet may be part of, or None."""
    header = packet.header
    if not header or not header.whole:
        return None
    flags = header.flags & (acts.SYN | acts.ACK | acts.RST | acts.FIN)
    if header.kind == "tcp" and flags == acts.SYN:
        return "syn", (header.target, header.target_port)
    if header.kind == "udp" and not (header.payload and header.source_port in acts.REFLECTORS):
        return "udp", (header.target, 0)
    if header.kind in ("echo", "icmp"):
        return "icmp", (header.target, 0)
    return None


def windows(moments):
    """Moments (ms, in order) in windows of a second, each beginning with a packet."""
    found = []
    for moment in moments:
        if not found or moment >= found[-1].begun + 1000:
            found.append(Window(moment))
        found[-1].packets += 1
    return found


def follows(window, before):
    return window.begun < before.begun + 2000


def floods_at(kind, target, moments):
    """The floods of one kind at one target: each from its first edge to its last."""
    row = windows(moments)
    above = [i for i, window in enumerate(row) if window.packets >= THRESHOLD[kind]]
    while above:
        first = last = above.pop(0)
        end = last + 1 < len(row) and follows(row[last + 1], row[last])
        while above and row[above[0]].begun <= row[last + end].begun + 1000 + OVER_MS:
            last = above.pop(0)
            end = last + 1 < len(row) and follows(row[last + 1], row[last])
        if first and follows(row[first], row[first - 1]) and row[first - 1].packets >= LEAST_LEAD:
            first -= 1
        its = row[first:last + end + 1]
        yield Flood(kind, target, its[0].begun, its[-1].begun + 1000, sum(w.packets for w in its),
                    max(w.packets for w in its))


def moments_of(path):
    """When (ms) packets came that may be part of a flood, by kind and target."""
    moments, now = defaultdict(list), 0
    for packet in dissect.packets(path):
        part = part_of(packet)
        now = max(now, packet.time) if packet.header else now
        if part:
            moments[part].append(now // 1_000_000)
    return moments
