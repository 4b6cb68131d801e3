#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""newspaper.py TRAFFIC RONDA - "957.254 percobaan serangan dalam tiga bulan".

Three months of traffic whose attempts are known by construction go through `count --store`; what `report` then says, in
all of its formats and both languages, is held against the generator's ledger. TRAFFIC knows nothing of detectors.
"""

import json
import os
import subprocess
import sys
import tempfile

import figures
import harness

TOTAL = 957254
CITY = "103.94.188.0/22"
PERIOD = ("--from", "2022-07-13", "--to", "2022-10-13", "--tz", "WIB")
BY_WHAT = ("by_class", "by_site", "by_country", "by_origin")


def truth_of(traffic, folder):
    """The ledger, before the capture: where the generator's networks are must be known first."""
    path = os.path.join(folder, "truth.json")
    made = harness.run([traffic, "quarter", "-o", "/dev/null", "--truth", path], timeout=120)
    if made.status != 0:
        raise SystemExit(f"traffic quarter: {made.err}")
    with open(path, encoding="utf-8") as text:
        return json.load(text)


def fill_store(traffic, ronda, folder, truth):
    """The capture goes through a pipe, and never lies on a disk."""
    places, store = os.path.join(folder, "places"), os.path.join(folder, "ronda.db")
    with open(places, "w", encoding="utf-8") as text:
        text.writelines(f"{prefix} {country}\n" for prefix, country in truth["tallies"]["places"].items())
    with subprocess.Popen([traffic, "quarter", "-o", "-"], stdout=subprocess.PIPE) as making:
        ran = harness.run([ronda, "count", "--sensor", "kota", "--protect", CITY, "--places", places,
                           "--store", store, "--format", "json", "-"], timeout=300, stdin=making.stdout)
    return store, ran


def is_as_made(report, found, truth):
    """What the ledger knows, against the JSON."""
    tallies, tables = truth["tallies"], found["tables"]
    report.claim(tallies["total"]["attempts"] == TOTAL, "the generator made 957,254 attempts")
    report.claim(found["figures"]["attempts"] == TOTAL, "the report has 957,254", str(found["figures"]))
    for what in BY_WHAT:
        key = what.removeprefix("by_")
        told = {row[key]: row["attempts"] for row in tables[what]}
        report.claim(told == tallies[what], f"{what} as made", str(set(told.items()) ^ set(tallies[what].items()))[:300])
    by_day = {}
    for hour, attempts in tallies["by_hour"].items():
        day = figures.local(hour, 7)[:10]
        by_day[day] = by_day.get(day, 0) + attempts
    told = {row["day"]: row["attempts"] for row in tables["days"] if row["attempts"]}
    report.claim(told == by_day, "each day of WIB as made")
    report.claim(len(tables["days"]) == 93, "93 days")
    surges = {row["start"]: row["end"] for row in tables["surges"]}
    report.claim(surges == tallies["surges"], "the two surges, to the hour", str(surges))
    flood = tables["floods"]
    report.claim(len(flood) == 1 and flood[0]["packets"] == 1000000 and flood[0]["spoofed"] and flood[0]["kind"] == "syn" and
                 flood[0]["target"] == "103.94.188.20:443" and flood[0]["start"] == "2022-08-30T03:20:00Z" and
                 abs(flood[0]["sources"] - 1000000) < 100000, "the flood of a million, as a flood", str(flood))
    is_outage(report, tables, tallies)


def is_outage(report, tables, tallies):
    (start, end), = tallies["outage"].items()
    gaps = tables["gaps"]
    report.claim(len(gaps) == 1 and gaps[0]["end"] == end and gaps[0]["start"][:13] == "2022-08-27T12" and start > gaps[0]["start"],
                 "the outage is the one gap", str(gaps))
    lost = tables["coverage"][0]["due_seconds"] - tables["coverage"][0]["up_seconds"]
    report.claim(34 * 3600 <= lost < 34.1 * 3600, "34 hours were not watched", str(lost))


def is_said(report, made, found):
    """The same figures in every format and language."""
    answers = {"en": "957,254 attack attempts in three months, 13 July to 13 October 2022.",
               "id": "957.254 percobaan serangan dalam tiga bulan, 13 Juli sampai 13 Oktober 2022."}
    for lang in figures.LANGUAGES:
        text, page = made["text", lang], figures.Page(made["html", lang])
        tables = figures.tables_of_csv(made["csv", lang])
        report.claim(text.splitlines()[0] == answers[lang], f"text, {lang}: the first line is the answer", text[:100])
        report.claim(page.heading == answers[lang], f"HTML, {lang}: the heading is the answer", page.heading)
        report.claim(tables["report"][0]["value"] == answers[lang], f"CSV, {lang}: the answer stands first")
        report.claim(found["text"][lang]["answer"] == answers[lang], f"JSON, {lang}: the answer in words")
        for kind, said in (("HTML", figures.unlike_html(found, page, lang)), ("CSV", figures.unlike_csv(found, tables, 7)),
                           ("text", figures.unlike_text(found, page, text, lang, (*BY_WHAT, "days", "surges", "sources")))):
            report.claim(not said, f"{kind}, {lang}: every figure is the JSON's", "; ".join(said))


def is_printed(report, ronda, store, folder, found):
    if not figures.has_pdf():
        print("     no PDF: weasyprint or pdftotext is not installed")
        return
    made = figures.make(ronda, store, folder, PERIOD, ("html", "pdf"))
    for lang in figures.LANGUAGES:
        page, text = figures.Page(made["html", lang]), figures.pdf_text(made["pdf", lang])
        said = figures.unlike_text(found, page, text, lang, BY_WHAT, whole_names=False)
        report.claim(not said, f"PDF, {lang}: the counts are the JSON's", "; ".join(said))
        report.claim(figures.number(TOTAL, lang) in text, f"PDF, {lang}: {figures.number(TOTAL, lang)}", text[:300])


def adds_up_by_months(report, ronda, store):
    """Calendar months part the days among them; a machine in another zone says the same."""
    sums, elsewhere = 0, []
    for month in ("2022-07", "2022-08", "2022-09", "2022-10"):
        told = [harness.run([ronda, "report", "--store", store, "--month", month, "--tz", "WIB", "--format", "json"],
                            env={**os.environ, "TZ": zone}).summary() for zone in ("UTC", "America/New_York")]
        sums += told[0]["figures"]["attempts"]
        elsewhere.append(told[0] == told[1])
    report.claim(sums == TOTAL, "four calendar months add up to the whole", str(sums))
    report.claim(all(elsewhere), "a machine in New York says the same of Jakarta's months")


def main(traffic, ronda):
    report = harness.Report()
    with tempfile.TemporaryDirectory() as folder:
        truth = truth_of(traffic, folder)
        store, ran = fill_store(traffic, ronda, folder, truth)
        if not report.claim(ran.status == 0 and not ran.trouble(), "count --store takes three months", ran.trouble() or ran.err):
            report.end()
        report.claim(ran.summary()["attempts"]["total"] == TOTAL, "count has 957,254")
        made = figures.make(ronda, store, folder, PERIOD)
        found = json.loads(made["json", "en"])
        report.claim(made["json", "en"] == made["json", "id"], "JSON is the same in any language")
        report.claim(not figures.schema_says(found), "JSON is as its schema has it", figures.schema_says(found))
        is_as_made(report, found, truth)
        is_said(report, made, found)
        is_printed(report, ronda, store, folder, found)
        adds_up_by_months(report, ronda, store)
    report.end()


main(*sys.argv[1:])
