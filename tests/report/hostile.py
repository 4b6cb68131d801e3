#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""hostile.py TRAFFIC RONDA - two cities in one store, and an attacker who chose host names, requests and a sensor's name.

What is theirs stays text in a browser, a spreadsheet and a terminal; figures are the JSON's still; two sensors are told
apart, and surges that they share.
"""

import datetime
import ipaddress
import json
import os
import re
import subprocess
import sys
import tempfile

import figures
import harness

BEGIN = datetime.datetime(2024, 2, 12)      # UTC; a leap day lies within
HOURS = 21 * 24
SENSORS = ("padang", "<b>solok</b>")
SURGES = {"padang": (300, 330), "<b>solok</b>": (306, 340)}
NASTY = ("<script>alert(1)</script>", "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "\tx", "\"><img src=x onerror=alert(1)>",
         "\u202egnp.exe", "\x1b[2Jclear", "'", "\uff1d1", "a" * 300, "Ünïcödé, \"quoted\"")
TAGS = {"html", "head", "meta", "title", "style", "body", "a", "header", "p", "b", "span", "h1", "h2", "h3", "main", "section",
        "dl", "div", "dd", "dt", "data", "time", "table", "thead", "tbody", "tr", "th", "td", "figure", "svg", "rect", "g", "text",
        "details", "summary", "wbr"}
STAMP = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z"')
PERIOD = ("--from", "2024-02-12", "--to", "2024-03-03", "--tz", "UTC")


def template(traffic, ronda, folder, *options):
    """The summary of an hour of ours, as text."""
    capture = os.path.join(folder, "hour.pcap")
    made = harness.run([traffic, *options, "-o", capture])
    ran = harness.count(ronda, [capture], "--protect", "103.94.188.0/22")
    if made.status != 0 or ran.status != 0:
        raise SystemExit(f"traffic {options[0]}: {made.err}{ran.err}")
    summary = ran.summary()
    summary["sources"]["top"] = summary["sources"]["top"][:40]
    summary["sources"]["top_complete"] = False
    return summary


def spoil(summary):
    """Names as an attacker would choose them."""
    summary = json.loads(json.dumps(summary))
    names = summary["hostnames"]
    for name, nasty in zip(names * len(NASTY), NASTY):
        names.append({**names[0], "name": nasty, "address": name["address"]})
    names.sort(key=lambda name: (name["name"].encode(), ipaddress.ip_address(name["address"])))
    for review, nasty in zip(summary["review"], NASTY):
        review["line"] = review["rule"] = nasty
        review["source"] = "203.0.113.7"
    attempts = summary["attempts"]
    for nasty in NASTY:
        site = next(key for key in attempts["by_site"] if key.startswith("103."))
        for part in ("by_site", "by_site_class"):
            attempts[part][nasty] = attempts[part].pop(site)
    summary["capture"]["error"] = NASTY[0]
    return summary


def at(summary, sensor, begin):
    """The same hour, at another time and sensor."""
    old = datetime.datetime.fromisoformat(summary["period"]["start"].split(".")[0].rstrip("Z"))
    shift = begin - old.replace(minute=0, second=0)

    def moved(found):
        moment = datetime.datetime.fromisoformat(found[1]) + shift
        return f'"{moment.isoformat()}{found[2] or ""}Z"'
    text = STAMP.sub(moved, json.dumps(summary))
    moved_one = json.loads(text)
    end = (begin + datetime.timedelta(hours=1)).isoformat() + "Z"
    moved_one["sensor"] = sensor
    moved_one["period"].update(start=begin.isoformat() + "Z", end=end, seconds=3600)
    moved_one["coverage"].update(up_seconds=3600, ratio=1.0)
    moved_one["parts"] = [{"sensor": sensor, "start": begin.isoformat() + "Z", "end": end, "up_seconds": 3600}]
    hours = moved_one["attempts"]["by_hour"]
    moved_one["attempts"]["by_hour"] = {begin.isoformat() + "Z": sum(hours.values())}
    for flood in moved_one["floods"]:
        flood["sensor"] = sensor
    return moved_one


def fill(ronda, folder, usual, busy, spoiled):
    store, lines = os.path.join(folder, "ronda.db"), os.path.join(folder, "hours.json")
    with open(lines, "w", encoding="utf-8") as out:
        for hour in range(HOURS):
            for sensor in SENSORS:
                first, end = SURGES[sensor]
                one = spoiled if hour == 320 else busy if first <= hour < end else usual
                out.write(json.dumps(at(one, sensor, BEGIN + datetime.timedelta(hours=hour))) + "\n")
    ran = harness.run([ronda, "merge", "--store", store, "--format", "json", lines], timeout=240)
    if ran.status != 0 or ran.trouble():
        raise SystemExit(f"merge --store: {ran.trouble() or ran.err[-500:]}")
    retired = os.path.join(folder, "retired.json")
    with open(retired, "w", encoding="utf-8") as out:
        json.dump(at(usual, "pensiun", BEGIN - datetime.timedelta(days=90)), out)
    harness.run([ronda, "merge", "--store", store, retired])
    harness.run([ronda, "note", "--store", store, "--from", "2024-02-20", "--to", "2024-02-20", "--tz", "UTC", "add",
                 "<i>halaman muka</i> berubah"])
    return store, ran.summary()


def is_harmless(report, made):
    for lang in figures.LANGUAGES:
        page = figures.Page(made["html", lang])
        report.claim(set(page.tags) <= TAGS, f"HTML, {lang}: no tag but ours", str(set(page.tags) - TAGS))
        bad = [pair for pair in page.attributes if pair[0].startswith("on") or pair[0] in ("src", "action") or
               (pair[0] == "href" and not pair[1].startswith("#"))]
        report.claim(not bad, f"HTML, {lang}: no handler, and nothing from elsewhere", str(bad[:3]))
        report.claim("url(" not in made["html", lang] and "@import" not in made["html", lang], f"HTML, {lang}: needs nothing else")
        cells = [cell for rows in figures.tables_of_csv(made["csv", lang]).values() for row in rows for cell in row.values()]
        bad = [cell for cell in cells if cell and cell[0] in "=+-@\t\r\uff1d\uff0b\uff0d\uff20" and not re.fullmatch(r"-[\d.e-]+", cell)]
        report.claim(not bad, f"CSV, {lang}: no cell is a formula", str(bad[:3]))
        bad = [letter for letter in made["text", lang] if (ord(letter) < 32 and letter != "\n") or letter in "\u202e\x7f\x9b"]
        report.claim(not bad, f"text, {lang}: nothing steers the terminal", str(bad[:3]))
        wide = [line for line in made["text", lang].splitlines() if len(line) > 78 and " " in line.strip()]
        report.claim(len(wide) < 20, f"text, {lang}: lines fit a mail", str(wide[:2]))


def tells_sensors_apart(report, found, whole):
    tables = found["tables"]
    told = {row["sensor"]: row for row in tables["sensors"]}
    report.claim(set(told) == set(SENSORS), "both sensors are told of", str(set(told)))
    report.claim(sum(row["attempts"] for row in told.values()) == found["figures"]["attempts"] ==
                 whole["attempts"]["total"], "their attempts add up to what merge says")
    report.claim(found["sensors"] == ", ".join(sorted(SENSORS)) and found["figures"]["watched_share"] == 1,
                 "a sensor that had gone long before is not missed", f"{found['sensors']} {found['figures']}")
    surges = {row["sensor"]: (row["start"], row["end"]) for row in tables["surges"]}
    hour = {sensor: tuple((BEGIN + datetime.timedelta(hours=at)).isoformat() + "Z" for at in span)
            for sensor, span in SURGES.items()}
    report.claim(surges == hour, "each has its surge", str(tables["surges"])[:300])
    both = tables["overlaps"]
    report.claim(len(both) == 1 and both[0]["sensors"] == 2 and both[0]["first_at"] == "padang" and
                 both[0]["last_at"] == SENSORS[1], "the surges overlap, and began in Padang", str(both))
    report.claim(any(row["sensors"] == 2 for row in tables["shared"]), "sources that both saw are shared")
    report.claim(len(tables["days"]) == 21 and any(row["day"] == "2024-02-29" for row in tables["days"]),
                 "the leap day is one of the days")
    report.claim(tables["notes"][0]["note"] == "<i>halaman muka</i> berubah", "the office's note is there as it was written")


def narrows_down(report, ronda, store, found):
    def ask(*options):
        return harness.run([ronda, "report", "--store", store, "--tz", "UTC", "--format", "json", *options])
    padang = next(row for row in found["tables"]["sensors"] if row["sensor"] == "padang")
    alone = ask("--sensor", "padang", *PERIOD[:4]).summary()
    report.claim(alone["figures"]["attempts"] == padang["attempts"], "--sensor tells of one alone")
    site = found["tables"]["by_site"][0]
    of_site = ask("--site", site["site"], *PERIOD[:4]).summary()
    report.claim(of_site["figures"]["attempts"] == site["attempts"], "--site tells of one alone",
                 f"{of_site['figures']} {site}")
    report.claim(sum(row["attempts"] for row in of_site["tables"]["by_class"]) == site["attempts"], "... by class, too")
    flood = found["tables"]["floods"][0]["target"].split(":")[0]
    small = next((row for row in reversed(found["tables"]["by_site"]) if row["site"] == flood), found["tables"]["by_site"][-1])
    of_small = ask("--site", small["site"], *PERIOD[:4]).summary()
    report.claim(of_small["figures"]["attempts"] == small["attempts"], "... and of one that no hour lists", f"{of_small['figures']} {small}")
    of_flood = ask("--site", flood, *PERIOD[:4]).summary()["tables"]["floods"]
    elsewhere = ask("--site", "203.0.113.99", *PERIOD[:4]).summary()["tables"]["floods"]
    report.claim(of_flood and not elsewhere and all(row["target"].startswith(flood) for row in of_flood),
                 "floods are those of its addresses", f"{of_flood[:1]} {elsewhere[:1]}")
    rules = found["tables"]["review_rules"]
    report.claim(sum(row["requests"] for row in rules) == len(found["tables"]["review"]), "rules add up to the requests", str(rules[:2]))
    months = [ask("--month", month).summary()["figures"]["attempts"] for month in ("2024-02", "2024-03")]
    report.claim(sum(months) == found["figures"]["attempts"], "months add up, across a leap day", str(months))
    fewer = ask("--from", "2024-02-15", "--to", "2024-02-16", "--compare", "2024-02-24..2024-02-25").summary()
    total = fewer["tables"]["compare"][0]
    wanted = sum(row["attempts"] for row in found["tables"]["days"] if row["day"] in ("2024-02-24", "2024-02-25"))
    report.claim(total["before"] == wanted and total["now"] == fewer["figures"]["attempts"] and total["change"] < -0.5,
                 "two periods are compared", str(total))
    early = ask("--month", "2023-06").summary()["text"]["en"]
    report.claim("in June 2023" in early["answer"] and "begin later, on 14 Nov 2023" in json.dumps(early),
                 "of a month before all records it says when they begin", json.dumps(early)[:600])
    last = ask("--last", "1m").summary()
    report.claim(last["text"]["en"]["answer"].startswith("Nothing was watched"), "a month without a sensor is no quiet one",
                 last["text"]["en"]["answer"])


def says_what_is_wrong(report, ronda, store, folder):
    def fails(status, word, *options, **more):
        ran = harness.run([ronda, "report", "--store", store, *options], **more)
        report.claim(ran.status == status and word in ran.err and not ran.trouble(), f"{' '.join(options)}: {word}",
                     f"{ran.status}, {ran.trouble() or ran.err}")
    fails(2, "2022-09 was expected", "--month", "September")
    fails(2, "does not go with", "--month", "2024-02", "--last", "3m")
    fails(2, "yet to come", "--from", "2500-01-01")
    fails(2, "yet to come", "--month", "2499-12")
    fails(2, "which begin on 2023-11-14", "--to", "2023-01-31", "--tz", "UTC")
    fails(2, "text, json, html, csv or pdf", "--format", "doc")
    fails(2, "say which it is with --format", "--output", os.path.join(folder, "x"))
    fails(2, "knows no sensor", "--sensor", "atlantis")
    fails(2, "by_country", "--format", "csv", "--table", "by_planet")
    fails(2, "FROM..TO was expected", "--compare", "yesterday")
    fails(3, "cannot write", "--output", os.path.join(folder, "no", "such", "folder.html"))
    fails(3, "apt-get install weasyprint", "--output", os.path.join(folder, "x.pdf"), env={**os.environ, "PATH": folder})
    report.claim(not os.path.exists(os.path.join(folder, "x.pdf")) and not os.path.exists(os.path.join(folder, "x.pdf.part")),
                 "nothing is left of a report that failed")
    with open("/dev/full", "w", encoding="utf-8") as full:
        ran = subprocess.run([ronda, "report", "--store", store, "--format", "html"], stdout=full, stderr=subprocess.PIPE, check=False)
    report.claim(ran.returncode == 1 and b"cannot write to standard output" in ran.stderr, "a full disk is told", str(ran))


def main(traffic, ronda):
    report = harness.Report()
    with tempfile.TemporaryDirectory() as folder:
        usual = template(traffic, ronda, folder, "quiet")
        busy = template(traffic, ronda, folder, "demo")
        store, whole = fill(ronda, folder, usual, busy, spoil(busy))
        made = figures.make(ronda, store, folder, PERIOD)
        found = json.loads(made["json", "en"])
        report.claim(not figures.schema_says(found), "JSON is as its schema has it", figures.schema_says(found))
        is_harmless(report, made)
        tells_sensors_apart(report, found, whole)
        for lang in figures.LANGUAGES:
            said = figures.unlike_html(found, figures.Page(made["html", lang]), lang)
            report.claim(not said, f"HTML, {lang}: every figure is the JSON's", "; ".join(said))
        narrows_down(report, ronda, store, found)
        says_what_is_wrong(report, ronda, store, folder)
    report.end()


main(*sys.argv[1:])
