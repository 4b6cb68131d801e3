#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""store.py TEST RONDA TRAFFIC [MMDB] - whole runs with a store. See TESTS at the end."""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

import harness
from wire import TARGET, Wire, stop

OFFICE = "103.94.188.0/22"
START = 1657670400      # 2022-07-13T00:00:00Z


class Place:
    """A folder of the test's own, and ronda in it."""

    def __init__(self, ronda, mmdb=None):
        self.ronda, self.mmdb = ronda, mmdb

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="ronda-store-")
        os.environ["TZ"] = "Asia/Jakarta"
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *arguments, timeout=120):
        return harness.run([self.ronda, *arguments], timeout)

    def counting(self):
        return ["--protect", OFFICE] + (["--geoip", self.mmdb] if self.mmdb else [])


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def stretched(source, target, factor):
    """The capture with all its times drawn out: an hour becomes days."""
    with open(source, "rb") as file:
        data = file.read()
    unit = 10**9 if data[:4] == struct.pack("<I", 0xa1b23c4d) else 10**6
    out, at, first = [data[:24]], 24, None
    while at < len(data):
        seconds, fraction, captured, wire = struct.unpack("<IIII", data[at:at + 16])
        ticks = seconds * unit + fraction
        first = ticks if first is None else first
        ticks = first + (ticks - first) * factor
        out.append(struct.pack("<IIII", ticks // unit, ticks % unit, captured, wire))
        out.append(data[at + 16:at + 16 + captured])
        at += 16 + captured
    with open(target, "wb") as file:
        file.write(b"".join(out))


def parts_that_add_up(summary):
    """What must be the same whether a capture is counted at once or by the hour."""
    attempts = summary["attempts"]
    kept = {name: attempts[name] for name in ("total", "by_class", "by_outcome", "by_origin", "by_country", "verified",
                                              "unverified", "undecided", "of_which_research")}
    return kept | {"frames": summary["frames"], "packets": summary["traffic"]["packets"],
                   "incidents": summary["incidents"], "distinct": summary["sources"]["distinct"],
                   "attacking": summary["sources"]["attacking"]}


def by_hour(report, ronda, traffic, mmdb):
    """count --store closes a summary each hour, and counts what it counts without."""
    with Place(ronda, mmdb) as place:
        captures = (("demo", [traffic, "demo"], (40,)), ("random", [traffic, "random", "--seed", "7"], (7,)))
        for name, make, factors in captures:
            short, long = place.path(name + ".pcap"), place.path("long.pcap")
            subprocess.run([*make, "-o", short], check=True)
            for factor in factors:
                stretched(short, long, factor)
                store = place.path(f"{name}-{factor}.db")
                options = [*place.counting(), "--format", "json"]
                at_once = place.run("count", *options, long)
                hourly = place.run("count", *options, "--store", store, long)
                report.claim(hourly.status == 0, f"{name} x {factor}: stored", hourly.err[-300:])
                wanted, found = parts_that_add_up(at_once.summary()), parts_that_add_up(hourly.summary())
                report.claim(wanted == found, f"{name} x {factor}: the same count by the hour",
                             str({key: (wanted[key], found[key]) for key in wanted if wanted[key] != found[key]}))
                attempts = hourly.summary()["attempts"]
                report.claim(all(sum(attempts[part].values()) == attempts["total"] for part in ("by_class", "by_site", "by_hour")),
                             f"{name} x {factor}: its parts add up")
                for part in hourly.summary()["parts"]:
                    report.claim(part["start"][:13] == part["end"][:13] or part["end"].endswith(":00:00Z"),
                                 f"{name} x {factor}: a part within an hour", str(part))
                again = place.run("count", *options, "--store", store, long)
                report.claim(again.status == 0 and "added 0, there already" in again.err, f"{name} x {factor}: once",
                             again.err[-300:])
                total = place.run("store", "export", store)
                whole = [json.loads(line) for line in total.out.splitlines()]
                report.claim(sum(s["attempts"]["total"] for s in whole) <= wanted["total"], "exported hours that are over")
        store = place.path("demo-40.db")
        overlap = place.run("count", *place.counting(), "--store", store, "--filter", "tcp", place.path("demo.pcap"))
        report.claim(overlap.status == 1 and "--sensor NAME" in overlap.err, "overlapping captures are refused, with advice",
                     f"{overlap.status}: {overlap.err[-300:]}")


def asked(report, ronda, traffic, mmdb):
    """lookup, block, note, export, pseudonyms: on a capture whose truth is known."""
    if not mmdb:
        harness.skip("no country database was built")
    with Place(ronda, mmdb) as place:
        capture, store, truth = place.path("demo.pcap"), place.path("ronda.db"), place.path("truth.json")
        subprocess.run([traffic, "demo", "-o", capture, "--truth", truth], check=True)
        counted = place.run("count", *place.counting(), "--format", "json", "--top", "all", "--store", store, capture).summary()
        top = {source["address"]: source for source in counted["sources"]["top"] if source["attempts"]}
        for address, source in top.items():
            said = json.loads(place.run("lookup", "--store", store, "--format", "json", address).out)
            report.claim(said["attempts"] == source["attempts"] and said["days"][0]["by_class"] == source["by_class"],
                         f"lookup {address}", str(said)[:300])
        for country, attempts in counted["attempts"]["by_country"].items():
            said = json.loads(place.run("lookup", "--store", store, "--format", "json", country).out)
            report.claim(said["attempts"] == attempts, f"lookup {country}: {attempts}", str(said)[:200])
        text = place.run("lookup", "--store", store, "192.0.2.99", "--lang", "id")
        report.claim(text.status == 0 and text.out.startswith("192.0.2.99: 0 percobaan\n"), "lookup speaks Indonesian", text.out)
        text = place.run("lookup", "--store", store, "192.0.2.99")
        report.claim(text.status == 0 and "0 attempts" in text.out, "lookup of one that is not there", text.out + text.err)
        for bad in ("nonsense", "1.2.3", "192.0.2.1/24"):
            text = place.run("lookup", "--store", store, bad)
            report.claim(text.status == 2 and bad in text.err, f"lookup {bad} is refused", text.err)

        blocks(report, place, store, top)
        notes(report, place, store)
        pseudonyms(report, place, store, counted)


def blocks(report, place, store, top):
    times = ("--from", "2026-08-01", "--least", "1")
    proven = {address for address, source in top.items() if source["verified"] and
              sum(source["by_class"][name] for name in ("login", "web", "tls", "exploit"))}
    domestic = {address for address in proven if top[address]["origin"] == "domestic"}
    report.claim(proven and domestic and proven - domestic, "there are proven sources, domestic and foreign")

    def listed(*options):
        return {row["address"] for row in json.loads(
            place.run("block", "--store", store, "--as", "json", *times, *options).out)["sources"]}

    report.claim(listed() == proven - domestic, "block: all that are proven and foreign, none else", str(listed()))
    report.claim(listed("--also", "domestic") == proven, "block --also domestic", str(listed("--also", "domestic")))
    one = sorted(proven - domestic)[0]
    report.claim(one not in listed("--protect", one), "block: never what is protected")
    report.claim(one not in listed("--monitor", one), "block: never a monitor")
    report.claim(len(listed("--most", "1")) == 1, "block --most 1")
    report.claim(not listed("--least", "1000000"), "block --least 1000000: none")
    for kind in ("plain", "nft", "ipset", "nginx"):
        made = place.run("block", "--store", store, "--as", kind, *times)
        report.claim(made.status == 0 and all(address in made.out for address in proven - domestic) and
                     not any(address in made.out for address in set(top) - proven), f"block --as {kind}", made.out + made.err)
        if kind == "nft" and shutil.which("nft") and os.geteuid() == 0:
            with open(place.path("nft"), "w", encoding="ascii") as file:
                file.write(made.out * 2)
            checked = harness.run(["nft", "-c", "-f", place.path("nft")])
            report.claim(checked.status == 0 or "Operation not permitted" in checked.err, "nft takes it, twice", checked.err)
    bad = place.run("block", "--store", store, "--as", "iptables")
    report.claim(bad.status == 2 and "iptables" in bad.err, "block --as iptables is refused", bad.err)


def notes(report, place, store):
    added = place.run("note", "add", "--store", store, "--from", "2026-08-03 09:10", "--to", "2026-08-03 09:40", "--site",
                      "www.example.go.id", "--kind", "defacement", "front", "page \x1b[31mreplaced \x9b2J")
    report.claim(added.status == 0 and "note 1 added" in added.out, "note add", added.out + added.err)
    listed = place.run("note", "list", "--store", store, "--tz", "WIB")
    report.claim("2026-08-03 09:10 to 2026-08-03 09:40  defacement, www.example.go.id" in listed.out and
                 not {"\x1b", "\x9b"} & set(listed.out),
                 "note list, without control characters", repr(listed.out))
    said = json.loads(place.run("note", "--store", store, "--format", "json").out)
    report.claim(said[0]["start"] == "2026-08-03T02:10:00Z" and said[0]["kind"] == "defacement", "note list as JSON", str(said))
    gone = place.run("note", "remove", "--store", store, "1"), place.run("note", "remove", "--store", store, "1")
    report.claim(gone[0].status == 0 and gone[1].status == 2, "note remove, once")


def addresses_in(text):
    return set(re.findall(r'"([0-9.]+|[0-9a-f:]+(?:/64)?)"', text))


def pseudonyms(report, place, store, counted):
    keys = [place.path("key-a"), place.path("key-b"), place.path("short")]
    for path, key in zip(keys, ("a" * 32, "b" * 32 + "\n", "short")):
        with open(path, "w", encoding="ascii") as file:
            file.write(key)
    with open(place.path("one.json"), "w", encoding="utf-8") as file:
        json.dump(counted, file)

    def merged(key):
        return place.run("merge", "--format", "json", "--top", "all", "--pseudonym-key", key, place.path("one.json"))

    first, again, other = (merged(key).summary() for key in (keys[0], keys[0], keys[1]))
    names = [{source["address"] for source in summary["sources"]["top"]} for summary in (first, again, other)]
    plain = {source["address"] for source in counted["sources"]["top"] if not source["address"].startswith("103.94.")}
    report.claim(names[0] == names[1] and len(names[0]) == len(counted["sources"]["top"]), "the same key, the same pseudonyms")
    report.claim(not names[0] & names[2], "another key, others")
    report.claim(all(name.startswith("fd52:6f6e:6461:") for name in names[0]), "within fd52:6f6e:6461::/48")
    report.claim(not addresses_in(json.dumps(first)) & plain, "no address of a source is left")
    report.claim(first["sources"]["sketch"] != counted["sources"]["sketch"] and not first["review"],
                 "no hash of an address, no request is left")
    report.claim(first["attempts"]["by_country"] == counted["attempts"]["by_country"], "countries stay")
    report.claim(merged(keys[2]).status == 2, "a short key is refused")
    exported = place.run("store", "export", "--pseudonym-key", keys[0], store)
    report.claim(exported.status == 0 and not addresses_in(exported.out) & plain,
                 "store export --pseudonym-key", exported.err)


def small_summary(minute, total):
    """One of a minute: JSON as ronda writes it, with `total` attempts."""
    start, end = START + minute * 60, START + minute * 60 + 60
    zero = {"classes": dict.fromkeys(("probe", "stealth", "login", "web", "tls", "exploit"), 0)}
    by_class = zero["classes"] | {"probe": total}
    return {
        "schema": "ronda.summary/1", "definition": "attempt/1", "changed_settings": {}, "sensor": "tap", "scope": "any",
        "home_country": "ID", "period": {"start": stamp(start), "end": stamp(end), "seconds": 60},
        "coverage": {"up_seconds": 60, "ratio": 1.0},
        "parts": [{"sensor": "tap", "start": stamp(start), "end": stamp(end), "up_seconds": 60}],
        "geoip": {"file": None, "type": None, "built": None},
        "frames": {"delivered": total, "decoded": total, "non_ip": 0, "truncated": 0, "malformed": 0, "unsupported": 0, "cut_short": 0, "glued": 0,
                   "reasons": {}},
        "capture": {"kernel_drop_packets": 0, "interface_drop_packets": 0, "acknowledged_gaps": 0, "complete": True, "error": None, "one_way": False},
        "traffic": {"packets": total, "wire_bytes": 60 * total, "evicted_packets": 0, "untracked_packets": 0, "duplicate_packets": 0},
        "attempts": {"total": total, "by_class": by_class,
                     "by_outcome": {"unanswered": total} | dict.fromkeys(
                         ("refused", "answered", "established", "rejected", "served", "unknown"), 0),
                     "by_origin": {"domestic": 0, "foreign": total, "local": 0, "unknown": 0},
                     "by_country": {"local": 0, "unknown": 0, "US": total}, "by_site": {"192.0.2.1": total},
                     "by_site_class": {"192.0.2.1": {"probe": total}},
                     "by_hour": {stamp(start // 3600 * 3600): total}, "verified": 0, "unverified": total,
                     "of_which_research": 0, "undecided": 0, "lost_pending": 0},
        "outbound": {"attempts": 0, "sources": 0}, "internal": {"attempts": 0, "sources": 0}, "monitors": {"acts": 0},
        "incidents": {"total": 1, "by_class": zero["classes"] | {"probe": 1}}, "floods": [],
        "backscatter": {"packets": 0, "sources": 0, "sources_sketch": "AA=="},
        "listening": dict.fromkeys(("connections", "requests", "handshakes", "logins", "given_up", "evicted", "names_refused",
                                    "names_declared", "forgotten"), 0),
        "hostnames": [], "review": [], "review_omitted": 0,
        "sources": {"distinct": 0, "distinct_error": 0.0, "sketch": "AA==", "attacking": 0, "attacking_sketch": "AA==",
                    "evicted": 0, "top_complete": True,
                    "top": [{"address": "198.51.100.7", "origin": "foreign", "country": "US", "verified": False,
                             "attempts": total, "attempts_error": 0, "packets": total, "bytes": 60 * total, "targets": 1,
                             "ports": 1, "first_seen": stamp(start), "last_seen": stamp(end), "by_class": by_class}]},
        "text": {"en": "", "id": ""},
    }


def write_lines(path, summaries):
    with open(path, "w", encoding="utf-8") as file:
        for summary in summaries:
            file.write(json.dumps(summary) + "\n")


def what_it_holds(path):
    """SQLite's own verdict, the periods' beginnings, and the total that each grain says."""
    with sqlite3.connect(path) as database:
        verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
        begun = [row[0] // 10**9 for row in database.execute("SELECT start_ns FROM part ORDER BY start_ns")]
        totals = dict(database.execute(
            "SELECT grain, sum(value) FROM tile JOIN count ON tile = tile.id JOIN name ON name.id = name AND kind = 0 AND "
            "text = 'attempts.total' GROUP BY grain"))
    database.close()
    return verdict, begun, totals


def killed(report, ronda, _traffic, _mmdb):
    """SIGKILL at any moment of writing, with readers about: whole periods, each once. RONDA_KILLS says how often."""
    kills, minutes = int(os.environ.get("RONDA_KILLS", "40")), 300
    chance = random.Random(5)
    with Place(ronda) as place:
        store, lines = place.path("ronda.db"), place.path("lines.json")
        totals = [chance.randrange(1, 1000) for _ in range(minutes)]
        write_lines(lines, (small_summary(minute, total) for minute, total in enumerate(totals)))
        whole = place.run("merge", "--store", store, lines)
        report.claim(whole.status == 0, "unharmed: all is stored", whole.err[-300:])
        report.claim(os.stat(store).st_mode & 0o007 == 0, "nobody else may read it", oct(os.stat(store).st_mode))
        _, begun, found = what_it_holds(store)
        report.claim(len(begun) == minutes and set(found.values()) == {sum(totals)}, "unharmed: each grain has the total", str(found))

        died, reader, held = 0, None, 0
        began = time.monotonic()
        for turn in range(kills):
            if turn % 10 == 0:
                if reader:
                    reader.close()
                for name in os.listdir(place.folder):
                    if name.startswith("ronda.db"):
                        os.unlink(place.path(name))
                held, reader = 0, None
            process = subprocess.Popen([ronda, "merge", "--store", store, lines], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            # Killed once it has added so many more; a slow machine takes longer, no less.
            aim, patience = held + chance.randrange(0, 30), time.monotonic() + 30
            while process.poll() is None and time.monotonic() < patience:
                if not os.path.exists(store):
                    time.sleep(chance.random() * 0.01)
                    if aim == 0:
                        break
                    continue
                if os.path.getsize(store) and reader is None and turn % 10 == 1:
                    reader = sqlite3.connect(store, timeout=0.1, isolation_level=None)
                    try:
                        reader.execute("BEGIN")     # an open picture of then, for many turns
                        reader.execute("SELECT count(*) FROM part").fetchone()
                    except sqlite3.OperationalError:
                        reader = None
                if periods_in(store) >= aim:
                    time.sleep(chance.random() * 0.01)
                    break
            process.send_signal(signal.SIGKILL)
            died += process.wait() == -signal.SIGKILL
            if not os.path.exists(store) or not periods_in(store):
                continue
            verdict, begun, found = what_it_holds(store)
            wanted = sum(totals[:len(begun)])
            report.claim(verdict == "ok" and begun == [START + 60 * minute for minute in range(len(begun))] and
                         all(total == wanted for total in found.values()) and len(begun) >= held,
                         f"kill {turn + 1}: {len(begun)} periods, whole and once", f"{verdict} {len(begun)} {found} {wanted}")
            held = len(begun)
        if reader:
            reader.close()
        report.claim(died > kills // 2, f"most of {kills} kills met it at work", str(died))
        again = place.run("merge", "--store", store, lines)
        verdict, begun, found = what_it_holds(store)
        report.claim(again.status == 0 and verdict == "ok" and len(begun) == minutes and
                     set(found.values()) == {sum(totals)}, "the same again adds what is missing", again.err[-300:])
        checked = place.run("store", "check", store)
        report.claim(checked.status == 0, "store check: sound", checked.out + checked.err)
        print(f"{kills} kills in {time.monotonic() - began:.1f} s")


def periods_in(store):
    """How many are committed; 0 where nobody can say yet."""
    try:
        database = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=1)
        count = database.execute("SELECT count(*) FROM part").fetchone()[0]
        database.close()
        return count
    except sqlite3.Error:
        return 0


def trouble(report, ronda, _traffic, _mmdb):
    """Full disk, read-only folder, locked, damaged, somebody else's, of a newer ronda: words, a status, nothing lost."""
    with Place(ronda) as place:
        lines, store = place.path("lines.json"), place.path("ronda.db")
        write_lines(lines, (small_summary(minute, 10) for minute in range(400)))

        missing = place.run("lookup", "--store", place.path("none.db"), "192.0.2.1")
        report.claim(missing.status == 3 and "none.db" in missing.err and "--store" in missing.err, "missing", missing.err)
        report.claim(not os.path.exists(place.path("none.db")), "asking makes no file")

        with open(store, "wb") as file:
            file.write(b"no database at all" * 1000)
        damaged = place.run("merge", "--store", store, lines)
        report.claim(damaged.status == 3 and "store" in damaged.err, "damaged", damaged.err)
        with open(store, "rb") as file:
            report.claim(file.read(18) == b"no database at all", "damaged: left as it is")
        os.unlink(store)

        place.run("merge", "--store", store, lines)
        with open(store, "r+b") as file:        # in the middle of some page
            file.seek(os.path.getsize(store) // 2)
            file.write(b"\xa5" * 20000)
        harmed = place.run("store", "check", store)
        report.claim(harmed.status in (1, 3) and (harmed.out or harmed.err), "check finds harm", harmed.out + harmed.err)
        os.unlink(store)

        with sqlite3.connect(store) as database:
            database.execute("CREATE TABLE recipe(name)")
        database.close()
        others = place.run("merge", "--store", store, lines)
        report.claim(others.status == 3 and "another program" in others.err, "another program's file", others.err)
        os.unlink(store)

        place.run("merge", "--store", store, lines)
        with sqlite3.connect(store) as database:
            database.execute("PRAGMA user_version = 1000")
        database.close()
        newer = place.run("merge", "--store", store, lines)
        report.claim(newer.status == 3 and "newer ronda" in newer.err, "of a newer ronda", newer.err)
        os.unlink(store)

        locked(report, place, store, lines)
        full(report, place, lines)


def locked(report, place, store, lines):
    place.run("merge", "--store", store, lines)
    os.unlink(store)
    database = sqlite3.connect(store, isolation_level=None)
    place.run("merge", "--store", store, os.devnull)
    process = subprocess.Popen([place.ronda, "merge", "--store", store, lines], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while not periods_in(store) and time.monotonic() < deadline:
        time.sleep(0.01)
    database.execute("PRAGMA busy_timeout = 20000")
    database.execute("BEGIN IMMEDIATE")
    before = database.execute("SELECT count(*) FROM part").fetchone()[0]
    time.sleep(1)
    report.claim(database.execute("SELECT count(*) FROM part").fetchone()[0] == before, "locked: it waits")
    database.execute("COMMIT")
    database.close()
    said = process.communicate(timeout=60)[1].decode()
    report.claim(process.returncode == 0 and "added 400" in said, "locked for a while: all is added", said)


def full(report, place, lines):
    """A disk of 400 kB, then one that is read-only."""
    harness.need_root()
    disk = place.path("disk")
    os.mkdir(disk)
    mounted = harness.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", disk])
    if mounted.status != 0:
        harness.skip(f"cannot mount a small disk: {mounted.err.strip()}")
    try:
        store = os.path.join(disk, "ronda.db")
        filled = place.run("merge", "--store", store, lines)
        report.claim(filled.status == 1 and "make room" in filled.err and "NOT stored" in filled.err, "full disk: told",
                     filled.err)
        report.claim("4,000 attempts" in filled.out, "full disk: the sum is printed all the same", filled.out[:200])
        harness.run(["mount", "-o", "remount,size=64m", disk])
        again = place.run("merge", "--store", store, lines)
        verdict, begun, found = what_it_holds(store)
        report.claim(again.status == 0 and verdict == "ok" and len(begun) == 400 and set(found.values()) == {4000},
                     "room again: what was missing is added", f"{again.err} {verdict} {len(begun)} {found}")
        harness.run(["mount", "-o", "remount,ro", disk])
        refused = place.run("merge", "--store", store, lines)
        report.claim(refused.status == 3 and "read" in refused.err, "read-only: told", refused.err)
        asked_all = place.run("lookup", "--store", store, "--format", "json", "US")
        report.claim(asked_all.status == 0 and json.loads(asked_all.out)["attempts"] == 4000, "read-only: it can be asked",
                     asked_all.err)
    finally:
        harness.run(["umount", "-l", disk])


def totals_of(store):
    _, begun, found = what_it_holds(store)
    return len(begun), found.get(2, 0)


def live(report, ronda, _traffic, _mmdb):
    """ronda run --store on a wire: locked, then full, then killed; what the files say is what the store says."""
    with Wire() as wire:
        disk = wire.path("disk")
        os.mkdir(disk)
        if harness.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]).status != 0:
            harness.skip("cannot mount a small disk")
        try:
            live_store(report, ronda, wire, disk)
        finally:
            harness.run(["umount", "-l", disk])


def wait_for(what, patience=30):
    deadline = time.monotonic() + patience
    while not what() and time.monotonic() < deadline:
        time.sleep(0.1)
    return what()


def live_store(report, ronda, wire, disk):
    store, ballast = os.path.join(disk, "ronda.db"), os.path.join(disk, "ballast")
    process = wire.ronda(ronda, "--store", store, every="1s")
    report.claim(wait_for(lambda: periods_in(store) >= 1), "a period is stored")

    database = sqlite3.connect(store, isolation_level=None, timeout=20)
    database.execute("BEGIN IMMEDIATE")
    wire.nmap("-sS", "-Pn", "-p", "20-60", TARGET)
    report.claim(wait_for(lambda: "still counting" in wire.messages()), "locked: told", wire.messages()[-300:])
    database.execute("COMMIT")
    database.close()
    report.claim(wait_for(lambda: "nothing was lost" in wire.messages()), "unlocked: caught up", wire.messages()[-300:])

    room = os.statvfs(disk)
    with open(ballast, "wb") as file:
        try:
            file.write(b"\0" * (room.f_bavail * room.f_frsize))
            file.flush()
        except OSError:
            pass
    wire.nmap("-sS", "-Pn", "-p", "1020-1080", TARGET)
    report.claim(wait_for(lambda: wire.messages().count("still counting") >= 2), "full: told", wire.messages()[-300:])
    os.unlink(ballast)
    report.claim(wait_for(lambda: wire.messages().count("nothing was lost") >= 2), "room again: caught up",
                 wire.messages()[-300:])

    held = periods_in(store)
    os.rename(store, store + ".aside")
    for name in ("-wal", "-shm"):
        if os.path.exists(store + name):
            os.rename(store + name, store + ".aside" + name)
    report.claim(wait_for(lambda: periods_in(store) >= 1), "moved away: a new one is begun", wire.messages()[-300:])
    stop(process, signal.SIGKILL)
    report.claim(held > 3 and periods_in(store) >= 1, "killed")

    process = wire.ronda(ronda, "--store", store, every="1s")
    wire.nmap("-sS", "-Pn", "-p", "2020-2060", TARGET)
    time.sleep(3)
    report.claim(stop(process) == 0, "SIGTERM: exit status 0", wire.messages()[-300:])
    files = [summary for _, summary in wire.files()]
    sent = sum(summary["attempts"]["total"] for summary in files)
    (old, old_total), (new, new_total) = totals_of(store + ".aside"), totals_of(store)
    # The store is written before the file: the kill may have come between the two.
    report.claim(0 <= old + new - len(files) <= 1, "as many periods as files", f"{old} + {new}, {len(files)}")
    report.claim(sent > 100 and old_total + new_total >= sent and (old + new > len(files) or old_total + new_total == sent),
                 f"as many attempts: {sent}", f"{old_total} + {new_total}")


def older(report, ronda, _traffic, _mmdb):
    """What ronda wrote years ago, kept beside this file: a summary without the keys that came later, a store of schema 1."""
    here = os.path.dirname(os.path.abspath(__file__))
    summary = os.path.join(here, "first-version.json")
    with open(summary, encoding="utf-8") as file:
        wanted = json.load(file)["attempts"]
    with Place(ronda) as place:
        merged = place.run("merge", "--format", "json", summary).summary()
        found, frames = merged["attempts"], merged["frames"]
        report.claim(found["total"] == wanted["total"] and found["by_class"] == wanted["by_class"] and
                     found["by_country"] == wanted["by_country"], "an old summary is read", str(found)[:300])
        report.claim((frames["cut_short"], frames["glued"], merged["traffic"]["duplicate_packets"], merged["hostnames"],
                      merged["review"], merged["capture"]["one_way"], merged["floods"][0]["service"]) ==
                     (0, 0, 0, [], [], False, None), "what it did not count is nothing", str(frames))
        report.claim(found["by_site"] == {"other": wanted["total"]}, "sites whose classes it did not say are others",
                     str(found["by_site"]))
        store = place.path("old.db")
        with open(os.path.join(here, "version-1.sql"), encoding="utf-8") as file:
            database = sqlite3.connect(store)
            database.executescript(file.read())
            database.close()
        known = place.run("merge", "--store", store, summary)
        report.claim(known.status == 0 and "there already 1" in known.err, "a store of schema 1 knows its summary", known.err)
        checked = place.run("store", "check", store)
        report.claim(checked.status == 0 and checked.out.startswith("sound"), "it is sound", checked.out + checked.err)
        told = place.run("report", "--store", store, "--format", "json", "--tz", "WIB").summary()
        report.claim(told["figures"]["attempts"] == wanted["total"] and len(told["tables"]["floods"]) == 1,
                     "and reports the same number", str(told["figures"]))
        schema = place.run("store", "info", store).out.split()[1]
        report.claim(schema == str(sqlite3.connect(store).execute("PRAGMA user_version").fetchone()[0]),
                     "in the newest schema", schema)


TESTS = {"by-hour": by_hour, "older": older, "asked": asked, "killed": killed, "trouble": trouble, "live": live}


def main():
    name, ronda, traffic = sys.argv[1:4]
    report = harness.Report()
    TESTS[name](report, ronda, traffic, sys.argv[4] if len(sys.argv) > 4 else None)
    report.end()


if __name__ == "__main__":
    main()
