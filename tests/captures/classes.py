#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""classes.py RONDA - each capture whose notes name a countable act: what the truth says, what ronda says.

A row is a class and a source of a capture (or a kind of flood and its target). What is expected comes from
the notes of the capture (MANIFEST.tsv), from what tshark dissects, or, of class probe, from the oracle; never from
ronda. Where they differ the reason stands in DIFFERS, with what it is: a difference without one fails the test, and so
does it when fewer than 95 % of the rows have the right class and source. How many have the same number is printed.

Benign traffic, backscatter and whatever names no act: every attempt or flood there is a wrong row.
"""

import os
import re
import sys
from collections import Counter

import acts
import harness

LEAST = 0.95
ALIKE = 0.02    # floods are measured from the first full window to the last one

# Captures whose notes name acts of class probe; the oracle says which.
PROBES = ("scan-tcp-syn", "scan-udp", "sweep", "background-radiation", "iot-telnet-scan", "scan-stealth")
SILENT = ("benign", "backscatter-trap")

# What an attack over HTTP looks like: a list of our own, deliberately coarse, for these captures.
MARKS = re.compile(
    r"'|union\W+select|select\W+from|<script|\.\./|/etc/passwd|\$\{jndi|\(\)\s*\{|/\.env|/\.git/"
    r"|nmap scripting engine", re.IGNORECASE)

# Why a row differs, and will until that changes.
DIFFERS = {
    ("exploit-other/rpc-portmap-sadmind.pcap", "exploit", "202.77.162.213"):
        "3 of the 18 calls are of sadmind's procedure 0, which does nothing",
    ("slowloris/slowloris_scan.pcap", "flood slow", "172.16.65.5:80"):
        "counted are those found unfinished when they are looked at, each 10 s; 64 of the 349 never said a word",
}


class Tshark:
    """Figures of one capture by tshark."""

    def __init__(self, path):
        self.path = path

    def rows(self, condition, *fields, ports=()):
        command = ["tshark", "-n", "-r", self.path, "-Y", condition, "-T", "fields", "-E", "occurrence=f"]
        for field in fields:
            command += ["-e", field]
        for port in ports:
            command += ["-d", f"tcp.port=={port},http"]
        return [line.split("\t") for line in harness.run(command).out.splitlines()]

    def frames(self, condition):
        return len(self.rows(condition, "frame.number"))

    def streams(self, condition):
        return {row[0] for row in self.rows(condition, "tcp.stream")}


def stated(number):
    return lambda shark: number


def frames(condition):
    return lambda shark: shark.frames(condition)


def streams(condition):
    return lambda shark: len(shark.streams(condition))


def refusals(code):
    """Clear-text refusals of FTP; with 30 or 1,200 within ten minutes all of them count."""
    return lambda shark: shark.frames(f"ftp.response.code=={code}")


def tries(port, condition, none="frame.number==0"):
    """Connections to a log-in service on which the client said something, but for those with `none`; of those the
    first five do not count."""
    def figure(shark):
        said = shark.streams(f"tcp.dstport=={port} && tcp.len>0 && ({condition})")
        return max(0, len(said - shark.streams(none)) - 5)
    return figure


def marked(*ports, also=None):
    """Requests that MARKS marks in path, headers or body, decoded once; or that a filter names."""
    def figure(shark):
        found = set()
        for row in shark.rows("http.request", "frame.number", "http.request.uri", "http.user_agent", "http.file_data",
                              ports=ports):
            said = "\n".join(row[1:])
            said = re.sub("%([0-9a-fA-F]{2})", lambda hexed: chr(int(hexed.group(1), 16)), said).replace("+", " ")
            if MARKS.search(said):
                found.add(row[0])
        if also:
            found |= {row[0] for row in shark.rows(also, "frame.number", ports=ports)}
        return len(found)
    return figure


# File, class, source, how many. `probe` stands apart: the oracle has it.
TRUTH = [
    ("brute-ftp/bruteforce.pcap", "login", "192.168.56.1", refusals(530)),
    ("brute-ftp/ftp_bru.pcap", "login", "172.16.66.100", refusals(530)),
    ("brute-ftp/ftp_bru.pcapng", "login", "172.16.66.100", refusals(530)),
    ("brute-http/tomcat.pcap", "login", "172.16.66.100", stated(0)),    # 1 refusal of 3: below a threshold
    ("brute-ssh/sshguess.pcap", "login", "192.168.56.1", tries(22, "ssh.protocol")),
    ("brute-rpc/CVE-2020-1472_test_win2016.pcap", "exploit", "172.16.0.10", stated(781)),
    ("exploit-other/Exploit_DoS_cve-2020-1350_dns_sig_maxspl0it.pcapng", "exploit", "192.168.1.183",
     streams("tcp && dns.flags.response==1 && dns.qry.type==24")),
    ("exploit-other/rpc-portmap-sadmind.pcap", "exploit", "202.77.162.213", stated(18)),
    ("exploit-smb/SMBGhost.pcap", "exploit", "10.0.0.1", stated(1)),
    ("exploit-smb/eternalchampion.pcap", "exploit", "10.1.75.167",
     streams("ip.src==10.1.75.167 && smb.cmd==0xa0")),
    ("exploit-smb/eternalromance-success-2008r2.pcap", "exploit", "10.99.99.8",
     # One connection, two signatures: the exploit, and DoublePulsar spoken to (SESSION_SETUP in a transaction).
     lambda shark: len(shark.streams("ip.src==10.99.99.8 && smb.cmd==0x25"))
     + len(shark.streams("ip.src==10.99.99.8 && smb.trans2.cmd==0x000e"))),
    ("exploit-smb/metasploit-ms017-010-win7x64.pcap", "exploit", "192.168.198.224",
     streams("ip.src==192.168.198.224 && smb.cmd==0xa0")),
    ("exploit-smb/metasploit-ms017-010-win7x64.pcap", "login", "192.168.198.224",
     # All that spoke SMB, without the exploit's own and those let in.
     tries(445, "tcp", none="smb.cmd==0xa0 || (tcp.srcport==445 && smb.cmd==0x73 && smb.nt_status==0)")),
    ("exploit-smb/ms08-067.pcap", "exploit", "10.5.11.103", stated(1)),
    ("heartbleed/heartbleed-encrypted-success.pcap", "exploit", "192.168.4.149", stated(1)),
    ("heartbleed/heartbleed.pcap", "exploit", "173.203.79.216", stated(1)),
    ("flood-ipv6/denial6-6.pcap", "flood icmp", "2001:db8:1::1", stated(39812)),
    ("flood-ipv6/rsmurf6.pcap", "flood icmp", "ff02::1", stated(1000)),
    ("linktype-chdlc/CiscoHDLC.pcap", "stealth", "2402:f000:1:8e01::/64", frames("tcp.flags==0")),
    ("reflection-amp/amp.UDP.bacnet.IOT.37810.pcapng", "flood reflection", "10.10.10.1",
     frames("!icmp && ip.dst==10.10.10.1 && udp.srcport in {47808, 37810} && !ip.flags.mf==1 || ip.flags.mf==1 && udp")),
    ("reflection-amp/amp.UDP.snmp.src161.pcapng", "flood reflection", "10.10.10.10", stated(4079)),
    ("reflection-amp/ntpmode67.pcap", "exploit", "127.0.0.1", frames("ntp.priv.reqcode==42 && ntp.flags.mode==7")),
    ("scan-stealth/ACK_SCAN.pcap", "stealth", "192.168.1.10", stated(1000)),
    ("scan-stealth/NULL_SCAN.pcap", "stealth", "192.168.1.10", stated(1000)),
    ("scan-stealth/activeosfingerprinting.pcapng", "stealth", "172.16.16.128",
     # Each tuple once, however often it is tried; of bare acknowledgements there are too few.
     lambda shark: len({tuple(row) for row in shark.rows(
         "tcp.flags==0 || tcp.flags==0x2b || tcp.flags==0x29", "ip.src", "tcp.srcport", "tcp.dstport")})),
    ("scan-stealth/tcp_scan.pcapng", "stealth", "192.168.1.178", frames("tcp.flags in {0, 1, 0x29}")),
    ("scan-tcp-syn/nmapSV.pcap", "tls", "127.0.0.1",
     streams("tcp.payload[0:2]==16:03 && tcp.payload[5]==1 && tcp.dstport==443")),
    ("slowloris/slowloris_scan.pcap", "flood slow", "172.16.65.5:80", stated(349)),
    ("sweep/hs-tcp_ackPingSweepRand.pcapng", "stealth", "10.0.0.128", stated(256)),
    ("syn-flood/pkt.TCP.synflood.spoofed.pcap", "flood syn", "10.10.10.10", stated(37841)),
    ("syn-flood/pkt.TCP.synflood.spoofed-2.pcap", "flood syn", "10.10.10.10", stated(37841)),
    ("syn-flood/tcp-session-syn-flood-drop-precedence.pcap", "flood syn", "198.51.100.5", stated(200)),
    ("web-evasion/smuggle-http-request.pcap", "web", "127.0.0.1", stated(1)),
    # "POST /wsman without Authorization header" is the whole of that exploit.
    ("web-log4shell-rce/CVE-2021-38647-exploit-craigmunsw-omigod-lab.pcap", "web", "192.168.121.194",
     marked(5985, also="http.request.uri==\"/wsman\" && !http.authorization")),
    ("web-log4shell-rce/log4j-user_agent.pcap", "web", "10.10.10.31", marked(8080)),
    ("web-log4shell-rce/log4j-webapp.pcap", "web", "172.16.238.1", marked(8080)),
    ("web-scan/dotenv.pcap", "web", "192.168.2.198", marked()),
    # One of the requests has a method of nmap's own making (XFOC), which tshark takes for no request.
    ("web-scan/nmap_80_all.pcap", "web", "10.87.1.10",
     marked(also="tcp.payload contains \"Nmap Scripting Engine\" && !tcp.analysis.retransmission")),
    ("web-shellshock/exploit.pcap", "web", "10.246.50.2", marked()),
    ("web-sqli-xss/WebattackSQLinj.pcap", "web", "172.16.0.1", marked()),
    ("web-sqli-xss/http_dvwa_sqlinjection.pcapng", "web", "10.2.2.101", marked()),
    ("web-sqli-xss/xss.pcap", "web", "192.168.3.109", marked()),
    ("web-traversal/attack.pcap", "web", "172.16.66.100", marked()),
    ("web-traversal/cve-2019-19781_port80_GET_vulnerability_path_check.pcap", "web", "127.0.0.2", marked()),
    ("web-traversal/http_dvwa_directorytraversal.pcapng", "web", "10.2.2.101", marked()),
    ("worm/blaster.pcap", "exploit", "10.234.0.239", stated(1)),
] + [("worm/slammer_worm.pcap", "exploit", "of udp/1434", stated(9))]


def expected_of(row, path):
    """{(class, source): number} for one capture."""
    wanted, shark = {}, Tshark(path)
    for file, kind, source, figure in TRUTH:
        if file == row["file"]:
            wanted[kind, source] = figure(shark)
    if row["class"] in PROBES:
        for source, told in acts.count([path])["sources"].items():
            if told["attempts"]:
                wanted["probe", harness.same_source(source)] = told["attempts"]
    return wanted


def flood_target(flood):
    address, _, port = flood["target"].rpartition(":")
    return address.strip("[]") if flood["kind"] == "syn" and port.isdigit() else flood["target"]


def found_by(summary, file):
    found = Counter()
    for source in summary["sources"]["top"]:
        for kind, number in source["by_class"].items():
            if number:
                # Nine sources, one datagram each: they are one row, or the table would be theirs.
                name = "of udp/1434" if "slammer" in file else harness.same_source(source["address"])
                found[kind, name] += number
    for flood in summary["floods"]:
        found["flood " + flood["kind"], flood_target(flood)] += flood["packets"]
    return found


def alike(kind, expected, found):
    return abs(expected - found) <= (ALIKE * expected if kind.startswith("flood") else 0)


def judged(row, expected, found):
    """Of each class and source: (class, source, expected, found, class right, number right, why not)."""
    lines = []
    for kind, source in sorted(set(expected) | set(found)):
        want, have = expected.get((kind, source), 0), found.get((kind, source), 0)
        same = alike(kind, want, have)
        why = "" if same else DIFFERS.get((row["file"], kind, source), "NO REASON IS KNOWN")
        lines.append((kind, source, want, have, (want > 0) == (have > 0), same, why))
    return lines


def main():
    harness.need("tshark")
    folder, ronda = harness.captures_folder(), sys.argv[1]
    here = {row["file"] for row in harness.manifest(folder)}
    rows = kinds = numbers = silent = 0
    faults = [f"{file}: no such capture" for file, *_ in TRUTH if file not in here]
    print(f"{'file':<62} {'class':<10} {'source':<22} {'truth':>6} {'ronda':>6}")
    for row in harness.manifest(folder):
        if row["class"] in ("protocol-oddity", "malformed"):
            continue
        path = os.path.join(folder, row["file"])
        expected, ran = expected_of(row, path), harness.count(ronda, [path])
        summary = ran.summary()
        if ran.trouble() or not summary:
            faults.append(f"{row['file']}: {ran.trouble() or ran.err.strip()[-200:]}")
            continue
        lines = judged(row, expected, found_by(summary, row["file"]))
        silent += not lines
        for kind, source, want, have, kind_right, same, why in lines:
            rows, kinds, numbers = rows + 1, kinds + kind_right, numbers + same
            print(f"{row['file'][-62:]:<62} {kind:<10} {source:<22} {want:>6} {have:>6}  {why or 'same'}", flush=True)
            if not same and (row["class"] in SILENT or (row["file"], kind, source) not in DIFFERS):
                faults.append(f"{row['file']}: {kind} of {source}: expected {want}, found {have}")
    print(f"{rows} classes and sources: {kinds} right ({kinds / max(rows, 1):.1%}), "
          f"{numbers} with the same number ({numbers / max(rows, 1):.1%}); "
          f"{silent} captures that name no act, and have none")
    if kinds < LEAST * rows:
        faults.append(f"under {LEAST:.0%} of classes and sources are right")
    for fault in faults:
        print("FAIL", fault)
    sys.exit(1 if faults or not rows else 0)


if __name__ == "__main__":
    main()
