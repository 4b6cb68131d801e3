# SPDX-License-Identifier: BSD-2-Clause
"""Packets of a capture file, as tshark dissects them.

Wireshark's dissectors share nothing with ours, so what they and we agree on is probably so.
A frame is taken apart by walking frame.protocols ("eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp")
and handing each layer the next occurrence of its fields: the innermost IP header is the packet,
and what stands inside an ICMP error is the packet that the error quotes.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field

# All that may come before or be the transport header; everything else is switched off, so that no
# application dissector can reassemble, rename or recurse.
LAYERS = set("""
frame eth ethertype vlan mpls pwethheadless pwethcw pppoes ppp ip ipv6 ipv6.hopopts ipv6.routing
ipv6.fraghdr ipv6.dstopts tcp udp icmp icmpv6 gre erspan vxlan geneve gtp teredo null loop raw sll
chdlc llc snap nflog wlan wlan_radio radiotap ieee8021ad data data-text-lines ah macsec pflog fr
fddi tr cmd ipcp ppi isl wtap file exported_pdu pkt_ccc lapd netmon_802_11
""".split())

FIELDS = """frame.time_epoch frame.len frame.protocols eth.dst ip.src ip.dst ip.frag_offset ipv6.src
ipv6.dst tcp.srcport tcp.dstport tcp.seq tcp.ack tcp.len tcp.flags tcp.window_size_value udp.srcport
udp.dstport udp.length icmp.type icmp.code icmp.ident icmpv6.type icmpv6.code
icmpv6.echo.identifier""".split()

# What each layer consumes: (field, occurrences of it that one such layer shows).
OF_LAYER = {
    "eth": [("eth.dst", 1)],
    "ip": [("ip.src", 1), ("ip.dst", 1), ("ip.frag_offset", 1)],
    "ipv6": [("ipv6.src", 1), ("ipv6.dst", 1)],
    "tcp": [(name, 1) for name in FIELDS if name.startswith("tcp.")],
    "udp": [(name, 1) for name in FIELDS if name.startswith("udp.")],
    "icmp": [("icmp.type", 1), ("icmp.code", 1)],
    "icmpv6": [("icmpv6.type", 1), ("icmpv6.code", 1)],
}

ICMP_ERRORS = {3, 4, 5, 11, 12}


class NoTshark(Exception):
    """tshark is not installed."""


@dataclass
class Header:
    """One IP header and what it carries, as far as it was captured."""
    source: str
    target: str
    kind: str = ""          # "tcp", "udp", "echo", "echo-reply", "icmp-error", "icmp", or "" for others
    group: bool = False     # to a link-layer group address
    source_port: int = 0    # echo: the identifier
    target_port: int = 0
    seq: int = 0
    ack: int = 0
    flags: int = 0
    whole: bool = True      # the transport header is all there
    payload: int = 0
    icmp_type: int = 0
    icmp_code: int = 0
    v6: bool = False


@dataclass
class Packet:
    number: int
    time: int               # nanoseconds since 1970
    size: int
    header: Header | None   # None: no IP packet was found
    quoted: Header | None = None


def _config(folder, tshark):
    """A Wireshark configuration in which only LAYERS exist."""
    profile = os.path.join(folder, "wireshark")
    os.makedirs(profile)
    listed = subprocess.run([tshark, "-G", "protocols"], capture_output=True, text=True, check=True)
    names = [line.split("\t")[2] for line in listed.stdout.splitlines() if line.count("\t") >= 2]
    with open(os.path.join(profile, "disabled_protos"), "w", encoding="ascii") as out:
        out.writelines(name + "\n" for name in names if name not in LAYERS)
    with open(os.path.join(profile, "preferences"), "w", encoding="ascii") as out:
        out.write("""ip.defragment: FALSE
ipv6.defragment: FALSE
tcp.desegment_tcp_streams: FALSE
tcp.relative_sequence_numbers: FALSE
tcp.analyze_sequence_numbers: FALSE
tcp.check_checksum: FALSE
gui.column.format: "No.", "%m"
""")


def _nanoseconds(text):
    whole, _, part = text.partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 1_000_000_000 + int((part + "000000000")[:9]))


def _number(text):
    return int(text, 0) if text else 0


class _Row:
    """The fields of one frame; each layer takes the next occurrence of its own."""

    def __init__(self, line):
        self.values = dict(zip(FIELDS, line.rstrip("\n").split("\t")))
        self.left = {}

    def whole(self, name):
        return self.values[name]

    def take(self, name):
        if name not in self.left:
            self.left[name] = self.values[name].split(",") if self.values[name] else []
        return self.left[name].pop(0) if self.left[name] else ""


def _transport(row, layer, header):
    taken = {name: row.take(name) for name, _ in OF_LAYER[layer]}
    if layer == "tcp":
        header.kind = "tcp"
        header.source_port = _number(taken["tcp.srcport"])
        header.target_port = _number(taken["tcp.dstport"])
        header.seq, header.ack = _number(taken["tcp.seq"]), _number(taken["tcp.ack"])
        header.flags, header.payload = _number(taken["tcp.flags"]) & 0xff, _number(taken["tcp.len"])
        header.whole = taken["tcp.window_size_value"] != ""
    elif layer == "udp":
        header.kind = "udp"
        header.source_port = _number(taken["udp.srcport"])
        header.target_port = _number(taken["udp.dstport"])
        header.payload = max(0, _number(taken["udp.length"]) - 8)
        header.whole = taken["udp.length"] != ""
    else:
        header.icmp_type = _number(taken[layer + ".type"])
        header.icmp_code = _number(taken[layer + ".code"])
        header.whole = taken[layer + ".code"] != ""
        request, reply = (8, 0) if layer == "icmp" else (128, 129)
        header.kind = "icmp"
        if header.icmp_type in (request, reply):
            header.kind = "echo" if header.icmp_type == request else "echo-reply"
            if layer == "icmp":
                header.source_port = _number(row.take("icmp.ident"))
                row.take("icmp.ident")      # tshark shows it in both byte orders
            else:
                header.source_port = _number(row.take("icmpv6.echo.identifier"))
        elif header.icmp_type in ICMP_ERRORS if layer == "icmp" else header.icmp_type < 128:
            header.kind = "icmp-error"


def _packet(number, line):
    row = _Row(line)
    packet = Packet(number, _nanoseconds(row.whole("frame.time_epoch")),
                    _number(row.whole("frame.len")), None)
    current, group = None, False
    for layer in row.whole("frame.protocols").split(":"):
        if layer == "eth":
            mac = row.take("eth.dst")
            group = bool(mac) and bool(int(mac[:2], 16) & 1)
        elif layer in ("ip", "ipv6"):
            header = Header(row.take(layer + ".src"), row.take(layer + ".dst"), group=group,
                            v6=layer == "ipv6")
            if layer == "ip":
                row.take("ip.frag_offset")
            if not header.source or not header.target:
                break
            if packet.header and packet.header.kind == "icmp-error":
                packet.quoted = header
            elif packet.header and packet.header.kind in ("icmp", "echo", "echo-reply"):
                break
            else:
                packet.header = header
            current = header
        elif layer in ("tcp", "udp", "icmp", "icmpv6") and current and not current.kind:
            _transport(row, layer, current)
            if current is packet.quoted:
                break
        elif layer in ("vxlan", "geneve", "gtp", "teredo", "gre") and current:
            current.kind = ""       # a tunnel: what it carries is the packet
    return packet


def packets(path):
    """Every frame of `path`, in the file's order."""
    tshark = shutil.which("tshark")
    if not tshark:
        raise NoTshark("tshark is not installed")
    with tempfile.TemporaryDirectory(prefix="ronda-oracle-") as folder:
        _config(folder, tshark)
        command = [tshark, "-n", "-r", path, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a",
                   "-E", "aggregator=,"]
        for name in FIELDS:
            command += ["-e", name]
        environment = dict(os.environ, XDG_CONFIG_HOME=folder, HOME=folder, LC_ALL="C")
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              env=environment, errors="replace") as process:
            for number, line in enumerate(process.stdout, 1):
                yield _packet(number, line)
