#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""acts.py FILE... - the attempts of class `probe` in captures, by definition attempt/1.

Written from the definition alone (DESIGN.md, section 3), with tshark as the dissector and nothing
shared with the program, so that the two can be held against each other. Every target is in scope.
Slow and forgetful of nothing: its memory grows with the capture.

Where the definition leaves room, this is how it is read here:
  - A probe starts at the engine's time, the largest stamp seen; only "the same probe" compares stamps.
  - Due means due: at 30 s exactly the answer is late.
  - A pair is a protocol, an address and a port. Whether a contact is a first one is decided when it is
    made, among the last 32 pairs contacted; what is held for crediting, when it is decided, for the
    last 32 pairs with such acts: so a fast scan loses no probe while its first 30 s run.
  - What answers a question is never an act, even if the question was beyond the probes per pair.
  - An act can be decided before its time ran out only by what decides it for good: refusal, client
    data, or a new SYN on its tuple.
  - An answer acknowledges what was asked: the acknowledgement number of a SYN-ACK or RST is the
    probe's, plus one, plus its data at most.
  - A tuple that is its own reverse (a socket talking to itself) cannot be answered.
  - A UDP conversation that proved useful stays known; its later datagrams are no new acts.
"""

import argparse
import heapq
import ipaddress
import itertools
import json
import sys
from collections import OrderedDict

import dissect

SECOND = 1_000_000_000
ANSWER = 30 * SECOND
SAME_PROBE = 120 * SECOND
REBASE = 3600 * SECOND
FORGOTTEN = 24 * 3600 * SECOND
FAILED_WINDOW = 15 * 60 * SECOND
PROBES_PER_PAIR = 10
FAILED_PAIRS = 25
PAIRS_REMEMBERED = 32
BOUND = 4

FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10

# UDP services that answer, and are made to answer, strangers.
REFLECTORS = {7, 17, 19, 53, 111, 123, 137, 161, 177, 389, 427, 500, 520, 623, 1434, 1604, 1900, 3283, 3389, 3702, 5351,
              5353, 5683, 10001, 10074, 11211, 27015, 27960, 30718, 32414, 33848, 37810, 41794, 47808}

OUTCOMES = ("unanswered", "refused", "answered", "established", "unknown")


def source_of(address):
    """Who it is: the address, or the /64 of an IPv6 one."""
    if ":" not in address:
        return address
    parsed = ipaddress.IPv6Address(address)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Address(int(parsed) >> 64 << 64)) + "/64"


def is_group(header):
    address = ipaddress.ip_address(header.target)
    return header.group or address.is_multicast or header.target == "255.255.255.255"


def distance(a, b):
    """How far sequence number b is ahead of a."""
    return (b - a) & 0xffffffff


class Act:
    __slots__ = ("source", "target", "port", "kind", "key", "seq", "stamp", "start", "payload", "taken",
                 "answered", "away", "established", "outcome", "due", "decided", "useful", "server_seq",
                 "first_of_pair", "pair")

    def __init__(self, source, header, key, seq, stamp, now):
        self.source, self.kind, self.key, self.seq = source, header.kind, key, seq
        self.target, self.port = header.target, 0 if header.kind == "echo" else header.target_port
        self.pair = (header.kind, self.target, self.port)
        self.stamp, self.start, self.due = stamp, now, now + ANSWER
        self.payload = header.payload
        self.taken = False      # data of the SYN, by the server
        self.answered = False       # an answer was seen
        self.away = False           # ... or must have been, out of sight
        self.established = False
        self.server_seq = None
        self.decided = self.useful = False
        self.outcome = None
        self.first_of_pair = False


class Source:
    def __init__(self):
        self.score = 0
        self.scanner = False
        self.verdict_time = None
        self.verdict_reason = None
        self.last_contact = None
        self.verified = False
        self.contacted = OrderedDict()  # the last 32 pairs contacted first
        self.held = OrderedDict()       # pair -> acts that count if this is a scanner; the last 32 pairs
        self.failed = {}                # pair -> when it last failed
        self.windows = {}               # pair -> [start, probes]
        self.attempts = dict.fromkeys(OUTCOMES, 0)
        self.acts = dict.fromkeys(OUTCOMES + ("useful",), 0)
        self.flood_packets = 0
        self.first_seen = None
        self.targets, self.ports = set(), set()

    def forget_if_quiet(self, now):
        if self.scanner and abs(now - self.last_contact) >= FORGOTTEN:
            self.scanner, self.score = False, 0
            self.contacted.clear()
            self.held.clear()
            self.failed.clear()

    def contact(self, act, now):
        self.forget_if_quiet(now)
        self.last_contact = now
        self.targets.add(act.target)
        self.ports.add(act.port)
        if act.pair in self.contacted:
            return
        act.first_of_pair = True
        self.contacted[act.pair] = True
        if len(self.contacted) > PAIRS_REMEMBERED:
            self.contacted.popitem(last=False)

    def hold(self, act):
        self.held.setdefault(act.pair, []).append(act)
        if len(self.held) > PAIRS_REMEMBERED:
            self.held.popitem(last=False)

    def within_the_pair_limit(self, pair, now):
        window = self.windows.get(pair)
        if window is None or abs(now - window[0]) > SAME_PROBE:
            self.windows[pair] = [now, 1]
            return True
        window[1] += 1
        return window[1] <= PROBES_PER_PAIR

    def judge(self, act, when):
        """An act is decided: the score moves, and it counts, is held, or is dropped."""
        self.acts["useful" if act.useful else act.outcome] += 1
        failed = act.outcome in ("unanswered", "refused")
        step = 0
        if act.first_of_pair:
            step = 1 if failed else -1 if act.useful and not act.away else 0
        self.score = max(-BOUND, min(BOUND, self.score + step))
        if failed and act.first_of_pair:
            self.failed[act.pair] = when
        if not act.useful:
            if self.scanner:
                self.attempts[act.outcome] += 1
            else:
                self.hold(act)
        if not self.scanner:
            self.consider(when)

    def consider(self, when):
        if len(self.failed) >= FAILED_PAIRS:
            self.failed = {pair: at for pair, at in self.failed.items() if abs(when - at) < FAILED_WINDOW}
        if self.score < BOUND and len(self.failed) < FAILED_PAIRS:
            return
        self.scanner, self.verdict_time = True, when
        self.verdict_reason = "score" if self.score >= BOUND else "failed pairs"
        for acts in self.held.values():
            for act in acts:
                self.attempts[act.outcome] += 1
        self.held.clear()


class Oracle:
    def __init__(self):
        self.now = None
        self.sources = {}
        self.pending = []               # (due, order, act); stale entries are skipped
        self.order = itertools.count()
        self.latest = {}                # tuple -> its latest act
        self.known = {}                 # tuple + seq -> the stamp of that probe's first packet
        self.sent = {}                  # UDP tuple -> when a datagram was last sent on it
        self.frames = self.packets = self.backscatter = self.flood_packets = 0
        self.last_act = None

    # Time

    def advance(self, stamp):
        if self.now is not None and stamp < self.now - REBASE:
            self.finish()
            self.now = stamp
        self.now = stamp if self.now is None else max(self.now, stamp)
        while self.pending and self.pending[0][0] <= self.now:
            self.expire(heapq.heappop(self.pending))

    def expire(self, entry):
        due, _, act = entry
        if not act.decided and act.due == due:
            self.decide(act, due)

    def finish(self):
        while self.pending:
            self.expire(heapq.heappop(self.pending))

    # Acts

    def source(self, address):
        name = source_of(address)
        if name not in self.sources:
            self.sources[name] = Source()
            self.sources[name].first_seen = self.now
        return self.sources[name]

    def begin(self, header, key, seq, stamp):
        source = self.source(header.source)
        self.known[key, seq] = stamp
        pair = (header.kind, header.target, 0 if header.kind == "echo" else header.target_port)
        if not source.within_the_pair_limit(pair, self.now):
            source.flood_packets += 1
            self.flood_packets += 1
            return
        earlier = self.latest.get(key)
        if earlier and not earlier.decided:
            self.decide(earlier, self.now)
        act = Act(source, header, key, seq, stamp, self.now)
        source.contact(act, self.now)
        self.latest[key] = act
        self.wait(act, act.due)

    def wait(self, act, due):
        act.due = due
        heapq.heappush(self.pending, (due, next(self.order), act))

    def is_known(self, key, seq, stamp):
        first = self.known.get((key, seq))
        return first is not None and abs(stamp - first) <= SAME_PROBE

    def decide(self, act, when, outcome=None):
        act.decided = True
        if outcome:
            act.outcome = outcome
        elif act.answered:
            act.outcome = "established" if act.established else "answered"
        else:
            act.outcome = "unknown" if act.away else "unanswered"
        act.source.judge(act, when)

    def used(self, act):
        act.useful = True
        self.decide(act, self.now)

    def open_act(self, key):
        act = self.latest.get(key)
        return act if act and not act.decided else None

    # Packets

    def see(self, packet):
        self.frames += 1
        self.advance(packet.time)
        header = packet.header
        if header is None:
            return
        self.packets += 1
        if not header.whole:
            return
        if header.kind == "tcp":
            self.see_tcp(header, packet.time)
        elif header.kind == "udp":
            self.see_udp(header, packet.time)
        elif header.kind == "echo":
            key = ("echo", header.source, header.target, header.source_port)
            if not is_group(header) and not self.is_known(key, 0, packet.time):
                self.begin(header, key, 0, packet.time)
        elif header.kind == "echo-reply":
            act = self.open_act(("echo", header.target, header.source, header.source_port))
            if act:
                act.answered = True
                self.decide(act, self.now)
        elif header.kind == "icmp-error":
            self.see_error(header, packet.quoted)

    def see_tcp(self, header, stamp):
        flags = header.flags & (FIN | SYN | RST | ACK)
        key = ("tcp", header.source, header.source_port, header.target, header.target_port)
        back = ("tcp", header.target, header.target_port, header.source, header.source_port)
        if flags == SYN:
            if not is_group(header) and not self.is_known(key, header.seq, stamp):
                self.begin(header, key, header.seq, stamp)
        elif flags == SYN | ACK:
            self.syn_ack(header, back)
        elif flags & RST and not flags & (SYN | FIN):
            self.reset(header, key, back)
        elif flags & ACK and not flags & (SYN | RST):
            self.from_the_client(header, key)

    @staticmethod
    def acknowledges(header, act):
        return 1 <= distance(act.seq, header.ack) <= 1 + act.payload

    def syn_ack(self, header, back):
        if back not in self.latest:
            self.backscatter += 1
        act = self.open_act(back)
        if act and not act.answered and self.acknowledges(header, act):
            act.answered, act.server_seq = True, header.seq
            act.taken = act.payload > 0 and distance(act.seq, header.ack) == 1 + act.payload
            self.wait(act, self.now + ANSWER)

    def reset(self, header, key, back):
        act = self.open_act(back)
        if act and not act.answered and (not header.flags & ACK or self.acknowledges(header, act)):
            self.decide(act, self.now, "refused")
        elif back not in self.latest and key not in self.latest:
            self.backscatter += 1

    def from_the_client(self, header, key):
        act = self.latest.get(key)
        if not act or act.kind != "tcp":
            return
        if act.server_seq is not None and distance(act.server_seq, header.ack) - 1 < 1 << 30:
            act.established = True
            act.source.verified = True
            if act.taken and not act.decided:
                self.used(act)
        if act.decided:
            return
        if not act.answered and not act.away:
            act.away = True
            self.wait(act, self.now + ANSWER)
        if header.payload:
            self.used(act)

    def see_udp(self, header, stamp):
        key = ("udp", header.source, header.source_port, header.target, header.target_port)
        back = ("udp", header.target, header.target_port, header.source, header.source_port)
        question = self.sent.get(back)
        self.sent[key] = stamp
        asked = self.latest.get(back)
        if key != back and asked and (asked.useful or abs(stamp - asked.stamp) <= SAME_PROBE):
            if not asked.decided:
                asked.answered = True
                asked.useful = asked.payload > 0
                self.decide(asked, self.now)
            return
        if key != back and question is not None and abs(stamp - question) <= SAME_PROBE:
            return
        act = self.latest.get(key)
        if (act and act.useful) or self.is_known(key, 0, stamp):
            if act and not act.decided:
                act.payload += header.payload
            return
        if is_group(header):
            return
        if header.source_port in REFLECTORS and header.target_port >= 1024 and header.payload and \
                question is None:
            del self.sent[key]
            self.backscatter += 1
            return
        self.begin(header, key, 0, stamp)

    def see_error(self, error, quoted):
        refusal = error.icmp_type == 1 if error.v6 else error.icmp_type == 3 and error.icmp_code != 4
        if not quoted:
            return
        if quoted.kind == "echo":
            key = ("echo", quoted.source, quoted.target, quoted.source_port)
        else:
            key = (quoted.kind, quoted.source, quoted.source_port, quoted.target, quoted.target_port)
        if key not in self.latest:
            self.backscatter += 1
        act = self.open_act(key)
        if refusal and act and not act.answered and (act.kind != "tcp" or act.seq == quoted.seq):
            self.decide(act, self.now, "refused")

    # What came out

    def result(self):
        counted, outcomes, unverified = {}, dict.fromkeys(OUTCOMES, 0), 0
        for name, source in sorted(self.sources.items()):
            total = sum(source.attempts.values())
            counted[name] = {
                "attempts": total,
                "by_outcome": {k: v for k, v in source.attempts.items() if v},
                "acts": {k: v for k, v in source.acts.items() if v},
                "flood_packets": source.flood_packets,
                "targets": len(source.targets), "ports": len(source.ports),
                "scanner": source.scanner, "score": source.score, "verified": source.verified,
                "verdict_time_ns": source.verdict_time, "verdict_reason": source.verdict_reason,
            }
            for outcome, count in source.attempts.items():
                outcomes[outcome] += count
        return {
            "definition": "attempt/1", "scope": "any",
            "frames": self.frames, "packets": self.packets,
            "attempts": sum(outcomes.values()),
            "by_outcome": {k: v for k, v in outcomes.items() if v},
            "acts": sum(sum(s["acts"].values()) for s in counted.values()),
            "flood_packets": self.flood_packets, "backscatter_packets": self.backscatter,
            "sources": counted,
        }


def count(paths):
    """The result for one run over these files, in this order."""
    oracle = Oracle()
    for path in paths:
        for packet in dissect.packets(path):
            oracle.see(packet)
    oracle.finish()
    return oracle.result()


def main():
    parser = argparse.ArgumentParser(description="Counts probe attempts by definition attempt/1.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--scanners", action="store_true", help="only sources with an attempt")
    options = parser.parse_args()
    try:
        result = count(options.files)
    except dissect.NoTshark as error:
        print(f"acts.py: {error}", file=sys.stderr)
        return 77
    if options.scanners:
        result["sources"] = {k: v for k, v in result["sources"].items() if v["attempts"]}
    json.dump(result, sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
