#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""tools.py TEST RONDA - real tools against real servers: what ronda counts is what the server's log has.

Where log and definition count the same act, the numbers are equal; else they are within 1 %. See TESTS at the end.
"""

import json
import os
import sys
import time

import floods as flood_oracle
import harness
from live import ended_well, seconds
from servers import HOST, Servers
from wire import SOURCES, wait_until

GUESSES = 100


def by_class(summaries):
    total = {}
    for summary in summaries:
        for kind, number in summary["attempts"]["by_class"].items():
            if number:
                total[kind] = total.get(kind, 0) + number
    return total


def counted(report, ronda, path):
    ran = harness.count(ronda, [path])
    summary = ran.summary()
    if not report.claim(summary and ran.status == 0 and not ran.trouble(), "it is counted", ran.err[-300:]):
        report.end()
    said = harness.broken_identities(summary)
    report.claim(not said, "identities", "; ".join(said))
    return summary


def near(number, wanted):
    return abs(number - wanted) <= wanted / 100


def words_file(wire, number):
    with open(wire.path("words"), "w", encoding="ascii") as out:
        out.writelines(f"sandi{n}\n" for n in range(number))
    return wire.path("words")


def distinct(path, condition, *fields):
    command = ["tshark", "-n", "-r", path, "-Y", condition, "-T", "fields"]
    for field in fields:
        command += ["-e", field]
    return len(set(harness.run(command).out.splitlines()))


def hydra_ftp(report, ronda):
    """Each FAIL LOGIN is a 530 to a PASS; the first two are credited at the third: all of them. Also live."""
    harness.need("hydra", "vsftpd")
    with Servers() as wire:
        wire.vsftpd()
        process = wire.ronda(ronda)
        wire.tap()
        said = wire.attack("hydra", "-l", "budi", "-P", words_file(wire, GUESSES), "-t", "16", "-I", f"ftp://{HOST}")
        summary = counted(report, ronda, wire.tapped())
        ended_well(report, process, wire)
        logged = len(wire.lines("vsftpd.log", "FAIL LOGIN"))
        report.claim(logged >= GUESSES, f"vsftpd logged {logged} failed log-ins", said[-300:])
        report.claim(by_class([summary]) == {"login": logged}, f"login is {logged}, by vsftpd's own log",
                     str(by_class([summary])))
        live = by_class([told for _, told in wire.files()])
        report.claim(live == {"login": logged}, "... and so it is live", str(live))


def hydra_ssh(report, ronda):
    """A connection is an act, whatever was guessed in it, from the sixth on: the log's connections less five."""
    harness.need("hydra")
    with Servers() as wire:
        wire.sshd()
        wire.tap()
        said = wire.attack("hydra", "-l", "budi", "-P", words_file(wire, 48), "-t", "16", "-I", f"ssh://{HOST}")
        summary = counted(report, ronda, wire.tapped())
        logged = len(wire.lines("sshd.log", "Connection from"))
        failed = len(wire.lines("sshd.log", "Failed password"))
        report.claim(failed >= 48, f"sshd logged {failed} failed passwords, {logged} connections", said[-300:])
        found = by_class([summary])
        report.claim(set(found) == {"login"} and near(found["login"], logged - 5),
                     f"login is {logged} - 5, by sshd's own log", str(found))


def hydra_http(report, ronda):
    """A 401 to a request with Authorization, all credited; hydra's own agent makes the same requests class web."""
    harness.need("hydra", "nginx")
    with Servers() as wire:
        wire.nginx()
        wire.tap()
        said = wire.attack("hydra", "-l", "budi", "-P", words_file(wire, GUESSES), "-t", "8", "-I", HOST, "http-get",
                           "/intern")
        summary = counted(report, ronda, wire.tapped())
        refused = len([line for line in wire.lines("access.log") if line.startswith("401") and '"Basic ' in line])
        named = len(wire.lines("access.log", "Hydra"))
        report.claim(refused >= GUESSES, f"nginx logged {refused} refusals, {named} requests of that agent", said[-300:])
        found = by_class([summary])
        report.claim(sum(found.values()) == max(refused, named), f"web and login are {max(refused, named)} together",
                     str(found))


def basic_auth(report, ronda):
    """Guesses by a client that says nothing of itself: each 401 to a request with Authorization is one of login."""
    harness.need("nginx", "curl")
    with Servers() as wire:
        wire.nginx()
        wire.tap()
        script = (f"for n in $(seq 60); do curl -s -o /dev/null -A Mozilla/5.0 -u budi:sandi$n "
                  f"http://{HOST}/intern/; done")
        wire.attack("bash", "-c", script)
        summary = counted(report, ronda, wire.tapped())
        refused = len([line for line in wire.lines("access.log") if line.startswith("401") and '"Basic ' in line])
        report.claim(refused == 60, "nginx logged 60 refusals", str(refused))
        report.claim(by_class([summary]) == {"login": refused}, f"login is {refused}, by nginx's own log",
                     str(by_class([summary])))


def sqlmap(report, ronda):
    """Each request of sqlmap says that it is: as many attempts as lines in the log."""
    harness.need("sqlmap", "nginx")
    with Servers() as wire:
        wire.nginx()
        wire.tap()
        said = wire.attack("sqlmap", "-u", f"http://{HOST}/produk?id=1", "--batch", "--flush-session", "--level", "2",
                           "--timeout", "300", "--technique", "BEU", "--dump", "--output-dir", wire.path("sqlmap"))
        summary = counted(report, ronda, wire.tapped())
        logged = len(wire.lines("access.log", "sqlmap"))
        report.claim(logged > 30, f"nginx logged {logged} requests of sqlmap", said[-500:])
        report.claim(by_class([summary]) == {"web": logged}, f"web is {logged}, by nginx's own log",
                     str(by_class([summary])))


def sqlmap_disguised(report, ronda):
    """With a browser's agent: what its requests ask for gives them away; all but those that only look."""
    harness.need("sqlmap", "nginx")
    with Servers() as wire:
        wire.nginx()
        wire.tap()
        said = wire.attack("sqlmap", "-u", f"http://{HOST}/produk?id=1", "--batch", "--flush-session", "--level", "2",
                           "--timeout", "300", "--technique", "BEU", "--dump", "--output-dir", wire.path("sqlmap"),
                           "--user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0")
        summary = counted(report, ronda, wire.tapped())
        logged = wire.lines("access.log", "Firefox")
        # A list of our own of what no visitor asks a shop for.
        marks = ("SELECT", "AND%20", "OR%20", "UNION", "ORDER%20BY", "%27", "--%20", "CASE%20", "<script", "XMLTYPE")
        hostile = [line for line in logged if any(mark in line for mark in marks)]
        report.claim(len(hostile) > 30, f"nginx logged {len(hostile)} hostile of {len(logged)} requests", said[-500:])
        found = by_class([summary]).get("web", 0)
        report.claim(near(found, len(hostile)), f"web is {len(hostile)}, within 1 %", str(by_class([summary])))


def ffuf(report, ronda):
    """Paths that are not there, asked for by somebody without a name: those beyond ten count, less one each 10 s."""
    harness.need("ffuf", "nginx")
    with Servers() as wire:
        wire.nginx()
        wire.tap()
        said = wire.attack("ffuf", "-s", "-w", words_file(wire, 1000), "-u", f"http://{HOST}/FUZZ", "-t", "5",
                           "-timeout", "300", "-H", "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0")
        summary = counted(report, ronda, wire.tapped())
        refused = [line.rsplit(" ", 1) for line in wire.lines("access.log") if line.startswith("404")]
        missing, moments = len({request for request, _ in refused}), [float(moment) for _, moment in refused]
        report.claim(missing >= 1000, f"nginx logged {missing} paths that are not there", said[-300:])
        leaked = int((max(moments) - min(moments)) / 10) + 1 if moments else 0
        found = by_class([summary])
        report.claim(set(found) == {"web"} and missing - 10 - leaked <= found["web"] <= missing - 10,
                     f"web is {missing} - 10, less at most {leaked} that the time leaked", str(found))


def ffuf_named(report, ronda):
    """As it comes: each request says that it is of ffuf."""
    harness.need("ffuf", "nginx")
    with Servers() as wire:
        wire.nginx()
        wire.tap()
        said = wire.attack("ffuf", "-s", "-w", words_file(wire, 1000), "-u", f"http://{HOST}/FUZZ", "-t", "5",
                           "-timeout", "300")
        summary = counted(report, ronda, wire.tapped())
        logged = len(wire.lines("access.log", "Fuzz"))
        report.claim(logged >= 1000, f"nginx logged {logged} requests of ffuf", said[-300:])
        report.claim(by_class([summary]) == {"web": logged}, f"web is {logged}, by nginx's own log",
                     str(by_class([summary])))


def slow(report, ronda):
    """Two hundred requests that do not end are a flood of slow requests (looked at each 10 s), and no attempt."""
    harness.need("slowhttptest", "nginx")
    with Servers() as wire:
        wire.nginx()
        wire.tap()
        attack = wire.begin_attack("slowhttptest", "-H", "-c", "200", "-r", "100", "-i", "3", "-l", "3000", "-x", "8",
                                   "-p", "300", "-u", f"http://{HOST}/")
        wait_until(lambda: len(wire.sockets("state", "established", "sport = :80")) >= 200, "200 connections", attack)
        time.sleep(25)      # two rounds, and what is between them
        wire.end_attack(attack)
        summary = counted(report, ronda, wire.tapped())
        opened = distinct(wire.path("tap.pcap"), f"tcp.flags==2 && ip.src=={SOURCES[0]}", "tcp.srcport")
        report.claim(opened >= 200, f"{opened} connections were opened")
        report.claim([flood["kind"] for flood in summary["floods"] if flood["kind"] != "syn"] == ["slow"],
                     "a slow flood is told", str(summary["floods"]))
        report.claim(summary["attempts"]["total"] == 0, "no attempt", str(by_class([summary])))


def floods(report, ronda):
    """Forged SYN, datagrams and echoes: what the definition makes of the tap's own stamps; no attempt.

    A flood is a matter of pace, and hping3's is the machine's: the tap says what it was. A kind that never reached
    the threshold is no flood.
    """
    harness.need("hping3")
    kinds = {"syn": ["-S", "-p", "80", "10.88.0.1"], "udp": ["--udp", "-p", "53", "10.88.0.2"],
             "icmp": ["-1", "10.88.0.3"]}
    with Servers() as wire:
        wire.tap()
        for options in kinds.values():
            wire.attack("hping3", "-q", "-n", "--rand-source", "-i", "u100", "-c", "12000", "-I", "va", *options)
        path = wire.tapped()
        summary = counted(report, ronda, path)
        moments = flood_oracle.moments_of(path)
        expected = [flood for part, its in moments.items() for flood in flood_oracle.floods_at(*part, its)]
        for kind in kinds:
            sent = max((len(its) for part, its in moments.items() if part[0] == kind), default=0)
            report.claim(sent > 0, f"{kind}: {sent} packets passed the tap")
            due = sorted((flood.start, flood.packets, flood.peak) for flood in expected if flood.kind == kind)
            told = [flood for flood in summary["floods"] if flood["kind"] == kind]
            found = sorted((round(seconds(flood["start"]) * 1000), flood["packets"], flood["peak_packets_per_second"])
                           for flood in told)
            report.claim(found == due, f"{kind}: {len(due)} flood of {sum(packets for _, packets, _ in due)} packets",
                         f"{found} instead of {due}")
            report.claim(all(flood["spoofed"] for flood in told), f"{kind}: spoofed", str(told))
        report.claim(len(summary["floods"]) == len(expected), "no other flood", str(summary["floods"]))
        report.claim(summary["attempts"]["total"] == 0, "no attempt", str(by_class([summary])))


def stealth(report, ronda):
    """Segments that no stack sends: each tuple that the tap saw; bare acknowledgements, too, being many."""
    kinds = {"-sN": "tcp.flags==0", "-sF": "tcp.flags==1", "-sX": "tcp.flags==0x29", "-sA": "tcp.flags==0x10"}
    for option, condition in kinds.items():
        with Servers() as wire:
            wire.tap()
            wire.nmap(option, "-Pn", "--max-retries", "2", "-p", "1-300", HOST)
            path = wire.tapped()
            summary = counted(report, ronda, path)
            sent = distinct(path, f"{condition} && ip.src=={SOURCES[0]}", "tcp.srcport", "tcp.dstport")
            report.claim(sent >= 300, f"nmap {option}: {sent} tuples")
            report.claim(by_class([summary]) == {"stealth": sent}, f"nmap {option}: stealth is {sent}",
                         str(by_class([summary])))


def evidence(report, ronda):
    """What a sensor keeps of attacks on a web server: the requests themselves, and a line for each."""
    harness.need("nginx", "curl")
    with Servers() as wire:
        wire.nginx()
        os.mkdir(wire.path("evidence"))
        process = wire.ronda(ronda, "--evidence", wire.path("evidence"))
        asked = [f"/produk?id={n}%20union%20select%20{n}" for n in range(20)]
        for path in asked:
            wire.attack("curl", "-s", "-o", "/dev/null", "-A", "Mozilla/5.0", f"http://{HOST}{path}")
            wire.attack("curl", "-s", "-o", "/dev/null", "-A", "Mozilla/5.0", f"http://{HOST}/")
        ended_well(report, process, wire)
        told = by_class([summary for _, summary in wire.files()])
        report.claim(told == {"web": len(asked)}, f"web is {len(asked)}", str(told))
        names = os.listdir(wire.path("evidence"))
        lines, seen = [], []
        for name in names:
            path = os.path.join(wire.path("evidence"), name)
            report.claim(os.stat(path).st_mode & 0o777 == 0o600, f"{name}: only for its owner")
            if name.endswith(".jsonl"):
                with open(path, encoding="utf-8") as text:
                    lines += [json.loads(line) for line in text]
            else:
                seen += harness.run(["tshark", "-n", "-r", path, "-Y", "http.request", "-T", "fields", "-e",
                                     "http.request.uri"]).out.splitlines()
        report.claim([(line["source"], line["target"], line["port"], line["class"]) for line in lines] ==
                     [(SOURCES[0], HOST, 80, "web")] * len(asked), "a line for each attempt", str(lines[:3]))
        report.claim(set(asked) <= set(seen), "each request is in the files", str(seen))


TESTS = {"hydra-ftp": hydra_ftp, "hydra-ssh": hydra_ssh, "hydra-http": hydra_http, "basic-auth": basic_auth,
         "sqlmap": sqlmap, "sqlmap-disguised": sqlmap_disguised, "ffuf": ffuf, "ffuf-named": ffuf_named, "slow": slow,
         "floods": floods, "stealth": stealth, "evidence": evidence}


def main():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    report = harness.Report()
    TESTS[sys.argv[1]](report, sys.argv[2])
    report.end()


if __name__ == "__main__":
    main()
