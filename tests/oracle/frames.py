# SPDX-License-Identifier: BSD-2-Clause
"""Captures written byte by byte: conversations as segments, and the many ways to carry the same segments."""

import ipaddress
import struct
from dataclasses import dataclass, replace

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
TCP, IPV4, IPV6, GRE, UDP, FRAGMENT = 6, 0x0800, 0x86dd, 47, 17, 44
MACS = bytes.fromhex("020000000001020000000002")


@dataclass(frozen=True)
class Segment:
    time: float
    source: str
    target: str
    source_port: int
    target_port: int
    flags: int
    seq: int
    ack: int
    data: bytes = b""


class Talk:
    """One TCP connection; its segments, in order, with time running along."""

    def __init__(self, time, client, server, client_port, server_port, trip=0.01):
        self.ends = (client, client_port), (server, server_port)
        self.next = [1000 + client_port, 0x70000000 + client_port]
        self.time, self.trip, self.segments = time, trip, []
        self.send(0, SYN)
        self.send(1, SYN | ACK)
        self.send(0, ACK)

    def send(self, end, flags, data=b""):
        (source, source_port), (target, target_port) = self.ends[end], self.ends[1 - end]
        self.time += self.trip
        self.segments.append(Segment(self.time, source, target, source_port, target_port, flags, self.next[end],
                                     self.next[1 - end] if flags & ACK else 0, data))
        self.next[end] += len(data) + (1 if flags & (SYN | FIN) else 0)

    def say(self, data):
        self.send(0, PSH | ACK, data)

    def hear(self, data):
        self.send(1, PSH | ACK, data)

    def close(self):
        self.send(0, FIN | ACK)
        self.send(1, FIN | ACK)
        self.send(0, ACK)
        return self.segments


def piece(segment, start, end):
    """Some of its data, as a segment; a little later than what is before it."""
    return replace(segment, time=segment.time + start * 1e-6, seq=segment.seq + start, data=segment.data[start:end])


def checksum(data):
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def tcp(segment):
    head = struct.pack("!HHIIBBHHH", segment.source_port, segment.target_port, segment.seq & 0xffffffff,
                       segment.ack & 0xffffffff, 0x50, segment.flags, 0xffff, 0, 0)
    whole = head + segment.data
    pseudo = (ipaddress.ip_address(segment.source).packed + ipaddress.ip_address(segment.target).packed
              + struct.pack("!II", len(whole), TCP))
    return whole[:16] + struct.pack("!H", checksum(pseudo + whole)) + whole[18:]


def ip(source, target, protocol, payload, ident=0, offset=0, more=False):
    """An IP packet, or a fragment of one at so many bytes."""
    source, target = ipaddress.ip_address(source), ipaddress.ip_address(target)
    if source.version == 6:
        if offset or more:
            payload = struct.pack("!BBHI", protocol, 0, offset | more, ident) + payload
            protocol = FRAGMENT
        return struct.pack("!IHBB", 0x60000000, len(payload), protocol, 60) + source.packed + target.packed + payload
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), ident, offset >> 3 | more << 13, 60, protocol, 0)
    head += source.packed + target.packed
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def whole_packets(segment, ident):
    return [ip(segment.source, segment.target, TCP, tcp(segment), ident)]


def fragments_of(size):
    """Packets whose IP payload is cut into so many bytes, a multiple of 8."""
    def cut(segment, ident):
        payload = tcp(segment)
        if len(payload) <= size:
            return whole_packets(segment, ident)
        return [ip(segment.source, segment.target, TCP, payload[at:at + size], ident, at, at + size < len(payload))
                for at in range(0, len(payload), size)]
    return cut


def ethertype(packet):
    return IPV6 if packet[0] >> 4 == 6 else IPV4


def plain(packet):
    return MACS + struct.pack("!H", ethertype(packet)) + packet


def in_vlan(packet):
    return MACS + struct.pack("!HHH", 0x8100, 188, ethertype(packet)) + packet


def in_qinq(packet):
    return MACS + struct.pack("!HHHHH", 0x88a8, 12, 0x8100, 188, ethertype(packet)) + packet


def in_gre(packet):
    return plain(ip("10.0.0.1", "10.0.0.2", GRE, struct.pack("!HH", 0, ethertype(packet)) + packet))


def in_vxlan(packet):
    frame = struct.pack("!II", 0x08000000, 188 << 8) + plain(packet)
    return plain(ip("10.0.0.1", "10.0.0.2", UDP, struct.pack("!HHHH", 49152, 4789, 8 + len(frame), 0) + frame))


def write(path, stamped):
    """A capture of (seconds, frame), in the order given."""
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for seconds, frame in stamped:
            frame = frame.ljust(60, b"\0")
            micros = round(seconds * 1e6)
            out.write(struct.pack("<IIII", micros // 1000000, micros % 1000000, len(frame), len(frame)) + frame)
