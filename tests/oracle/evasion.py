#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""evasion.py RONDA - one set of attacks, carried in every way that a server would understand: the same count.

Three requests that attack, one that does not, and eight guesses at an FTP server. Cut, shuffled, repeated, wrapped.
"""

import ipaddress
import os
import random
import sys
import tempfile
from dataclasses import replace

import frames
import harness

START = 1_785_722_400
SITE, ROBBER, GUESSER = "203.0.113.10", "198.51.100.7", "198.51.100.8"
REQUESTS = [
    b"GET /produk?id=1%27%20UNION%20SELECT%20user,password%20FROM%20users--%20- HTTP/1.1\r\nHost: toko.example\r\n"
    b"User-Agent: Mozilla/5.0\r\n\r\n",
    b"GET /berita HTTP/1.1\r\nHost: toko.example\r\nUser-Agent: Mozilla/5.0\r\n\r\n",
    b"GET /unduh?berkas=../../../../../../etc/passwd HTTP/1.1\r\nHost: toko.example\r\nUser-Agent: Mozilla/5.0\r\n\r\n",
    b"POST /cari HTTP/1.1\r\nHost: toko.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 47\r\n\r\nkata=1%27+or+1%3D1+union+select+null%2Cversion(",
]
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 300\r\n\r\n" + b"x" * 300
EXPECTED = {("web", ROBBER): 3, ("login", GUESSER): 8}


def attacks():
    talk = frames.Talk(START, ROBBER, SITE, 40001, 80)
    for request in REQUESTS:
        talk.say(request)
        talk.hear(ANSWER)
    talks = [talk.close()]
    for guess in range(8):
        talk = frames.Talk(START + 2 + guess, GUESSER, SITE, 41000 + guess, 21)
        talk.hear(b"220 FTP siap\r\n")
        talk.say(b"USER admin\r\n")
        talk.hear(b"331 Password required\r\n")
        talk.say(b"PASS rahasia%d\r\n" % guess)
        talk.hear(b"530 Login incorrect.\r\n")
        talks.append(talk.close())
    return [segment for talk in talks for segment in talk]


# Segments into segments

def in_pieces(size, again=0):
    """Cut into so many bytes; each piece repeats the last `again` bytes of the one before it."""
    def cut(segments):
        for segment in segments:
            if not segment.data:
                yield segment
            for at in range(0, len(segment.data), size):
                yield frames.piece(segment, max(0, at - again), at + size)
    return cut


def in_disorder(how):
    """Pieces of what one side says at a time, in another order; stamped as they come."""
    def cut(segments):
        for segment in segments:
            pieces = list(in_pieces(9)([segment]))
            for late, piece in enumerate(how(pieces)):
                yield replace(piece, time=segment.time + late * 1e-6)
    return cut


def shuffled(pieces):
    return random.Random(len(pieces)).sample(pieces, len(pieces))


def backwards(pieces):
    return pieces[::-1]


def twice(segments):
    for segment in segments:
        yield segment
        yield replace(segment, time=segment.time + 1e-5)


def sent_again(segments):
    """What the client says is said again later, whole, as if its acknowledgement had been lost."""
    for segment in segments:
        yield from in_pieces(31)([segment])
        if segment.data:
            yield replace(segment, time=segment.time + 2e-3)


def as_ipv6(address):
    """An IPv6 address whose /64 tells the IPv4 address."""
    return str(ipaddress.IPv6Address(0x20010db8 << 96 | int(ipaddress.IPv4Address(address)) << 64 | 1))


def over_ipv6(segments):
    for segment in segments:
        yield replace(segment, source=as_ipv6(segment.source), target=as_ipv6(segment.target))


def as_they_are(segments):
    return segments


def both(first, second):
    return lambda segments: second(first(segments))


# Packets into packets

def tails_first(cut):
    return lambda segment, ident: cut(segment, ident)[::-1]


def doubled(cut):
    return lambda segment, ident: [packet for packet in cut(segment, ident) for _ in range(2)]


WHOLE, SMALL, TINY = frames.whole_packets, frames.fragments_of(48), frames.fragments_of(24)

# Name, segments into segments, segment into packets, packet into frame.
WAYS = [
    ("as they are", as_they_are, WHOLE, frames.plain),
    ("byte by byte", in_pieces(1), WHOLE, frames.plain),
    ("seven bytes at a time", in_pieces(7), WHOLE, frames.plain),
    ("shuffled", in_disorder(shuffled), WHOLE, frames.plain),
    ("backwards", in_disorder(backwards), WHOLE, frames.plain),
    ("overlapping", in_pieces(10, again=6), WHOLE, frames.plain),
    ("retransmitted", sent_again, WHOLE, frames.plain),
    ("duplicated", twice, WHOLE, frames.plain),
    ("in VLAN", as_they_are, WHOLE, frames.in_vlan),
    ("in QinQ", as_they_are, WHOLE, frames.in_qinq),
    ("in GRE", as_they_are, WHOLE, frames.in_gre),
    ("in VXLAN", as_they_are, WHOLE, frames.in_vxlan),
    ("over IPv6", over_ipv6, WHOLE, frames.plain),
    ("over IPv6, byte by byte", both(over_ipv6, in_pieces(1)), WHOLE, frames.plain),
    ("over IPv6, in VXLAN, shuffled", both(over_ipv6, in_disorder(shuffled)), WHOLE, frames.in_vxlan),
    ("byte by byte in QinQ", in_pieces(1), WHOLE, frames.in_qinq),
    ("in fragments", as_they_are, SMALL, frames.plain),
    ("in fragments of 24 bytes", as_they_are, TINY, frames.plain),
    ("in fragments, tails first", as_they_are, tails_first(SMALL), frames.plain),
    ("in fragments, each twice", as_they_are, doubled(SMALL), frames.plain),
    ("in fragments over IPv6", over_ipv6, SMALL, frames.plain),
    ("in fragments in GRE", as_they_are, SMALL, frames.in_gre),
]


def named(address):
    """A source, if of IPv6 by the IPv4 address it was made of."""
    network = ipaddress.ip_network(address)
    if network.version == 4:
        return str(network.network_address)
    return str(ipaddress.IPv4Address(int(network.network_address) >> 64 & 0xffffffff))


def counted(summary):
    found = {}
    for source in summary["sources"]["top"]:
        for kind, number in source["by_class"].items():
            if number:
                found[kind, named(source["address"])] = number
    return found


def main():
    ronda = sys.argv[1]
    report = harness.Report()
    with tempfile.TemporaryDirectory(prefix="ronda-evasion-") as folder:
        path = os.path.join(folder, "carried.pcap")
        for name, recut, packed, framed in WAYS:
            stamped = [(segment.time, framed(packet)) for ident, segment in enumerate(recut(attacks()), 1)
                       for packet in packed(segment, ident)]
            frames.write(path, stamped)
            ran = harness.count(ronda, [path])
            summary = ran.summary()
            if not report.claim(summary and not ran.trouble() and ran.status == 0, f"{name}: runs", ran.err):
                continue
            found = counted(summary)
            report.claim(found == EXPECTED, f"{name}: {len(stamped)} frames, 3 web, 8 login", str(found))
            said = harness.broken_identities(summary)
            report.claim(not said, f"{name}: identities", "; ".join(said))
    report.end()


if __name__ == "__main__":
    main()
