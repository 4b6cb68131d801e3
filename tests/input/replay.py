#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""replay.py RONDA TRAFFIC - ronda top on capture files: what it counts is what ronda count counts."""

import json
import os
import sys
import tempfile

import harness

SCHEMA = os.path.join(os.path.dirname(harness.TESTS), "src", "summary", "picture.schema.json")
OURS = ("--protect", "103.94.188.0/22", "--sensor", "demo", "--tz", "WIB")


def top(ronda, *options, **more):
    return harness.run([ronda, "top", *options], timeout=300, **more)


def schema_says(picture):
    try:
        import jsonschema
    except ImportError:
        return None
    with open(SCHEMA, encoding="utf-8") as schema:
        errors = jsonschema.Draft202012Validator(json.load(schema)).iter_errors(picture)
        return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in errors]


def same_numbers(report, what, picture, summary):
    attempts = summary["attempts"]
    report.claim(picture["ended"], f"{what}: the last picture says that it is")
    report.claim(picture["attempts"]["today"] == attempts["total"], f"{what}: as many attempts as ronda count",
                 f"{picture['attempts']['today']}, not {attempts['total']}")
    for part in ("by_class", "by_outcome", "by_origin"):
        told = {name: row["today"] for name, row in picture["attempts_" + part].items() if row["today"]}
        counted = {name: count for name, count in attempts[part].items() if count}
        report.claim(told == counted, f"{what}: the same {part}", f"{told}, not {counted}")
    told = {row["name"]: row["attempts"]["today"] for row in picture["countries"]}
    report.claim(told == {name: count for name, count in attempts["by_country"].items() if count},
                 f"{what}: the same countries")
    rows = {row["address"]: row["attempts"]["today"] for row in picture["sources"]}
    for source in summary["sources"]["top"][:10]:
        report.claim(rows.get(source["address"]) == source["attempts"], f"{what}: {source['address']} has as many",
                     f"{rows.get(source['address'])}, not {source['attempts']}")
    report.claim(len(picture["floods"]) == len(summary["floods"]), f"{what}: the same floods")
    report.claim(len(picture["review"]) > 0, f"{what}: something to look at first")
    said = schema_says(picture)
    report.claim(not said, f"{what}: as its schema says", "; ".join(said or [])[:600])
    if said is None:
        print("(no schema was looked at: python3-jsonschema is not installed)")


def numbers(report, ronda, capture):
    summary = harness.count(ronda, [capture], *OURS).summary()
    once = top(ronda, *OURS, "--once", "--json", "--top", "all", capture)
    report.claim(once.status == 0, "--once --json: exit status 0", once.err)
    same_numbers(report, "at once", json.loads(once.out), summary)
    paced = top(ronda, *OURS, "--json", "--speed", "3600", "--top", "all", capture)
    pictures = [json.loads(line) for line in paced.out.splitlines()]
    same_numbers(report, "an hour in a second", pictures[-1], summary)
    report.claim(all(a["attempts"]["today"] <= b["attempts"]["today"] for a, b in zip(pictures, pictures[1:])),
                 "no picture goes back")


def pages(report, ronda, capture):
    plain = {**os.environ, "LC_ALL": "C", "COLUMNS": "80"}
    page = top(ronda, *OURS, "--once", "--lang", "id", capture, env=plain)
    report.claim(page.status == 0 and page.out.isascii() and "Percobaan" in page.out, "--once: a page in Indonesian, in ASCII",
                 page.out[:300])
    report.claim(max(map(len, page.out.splitlines())) <= 80, "... 80 columns wide")
    report.claim("\033" not in page.out, "... without colour in a pipe")
    report.claim("5.188.206.18" in page.out, "... with the top source")
    piped = top(ronda, *OURS, capture)
    report.claim(piped.status == 3 and "--once" in piped.err, "without a terminal it says what to do", piped.err)


def wrong_uses(report, ronda, capture, folder):
    broken = os.path.join(folder, "broken.pcap")
    with open(capture, "rb") as whole, open(broken, "wb") as cut:
        cut.write(whole.read(100000))
    cut_short = top(ronda, "--once", "--json", broken)
    report.claim(cut_short.status == 1 and cut_short.err and json.loads(cut_short.out)["packets"]["today"] > 0,
                 "a broken capture: what there is, and a message", cut_short.err)
    for what, status, options in (
            ("no such file", 3, ["--once", os.path.join(folder, "none.pcap")]),
            ("a wrong filter", 2, ["--once", "--filter", "prot tcp", capture]),
            ("a wrong speed", 2, ["--speed", "fast", capture]),
            ("both kinds of input", 2, ["-i", "lo", capture]),
            ("a wrong language", 2, ["--lang", "xx", capture])):
        wrong = top(ronda, *options)
        report.claim(wrong.status == status and wrong.err.startswith("ronda: ") and not wrong.trouble(),
                     f"{what}: status {status} and a sentence", f"{wrong.status}: {wrong.err}")


def main():
    ronda, traffic = sys.argv[1:3]
    report = harness.Report()
    with tempfile.TemporaryDirectory(prefix="ronda-replay-") as folder:
        capture = os.path.join(folder, "demo.pcap")
        made = harness.run([traffic, "demo", "-o", capture], timeout=120)
        report.claim(made.status == 0, "the demonstration's traffic is made", made.err)
        numbers(report, ronda, capture)
        pages(report, ronda, capture)
        wrong_uses(report, ronda, capture, folder)
    report.end()


if __name__ == "__main__":
    main()
