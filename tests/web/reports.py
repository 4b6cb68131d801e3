#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""reports.py TRAFFIC RONDA - the report's page in a real browser: on a desk, in a pocket, light and dark, in both languages."""

import os
import sys
import tempfile

import browser
import harness
import reading
from served import Claims

SIZES = ((1440, 900), (820, 1180), (390, 844), (320, 640))
WIDE = """[...document.querySelectorAll('body *')].filter((e) => e.getClientRects().length && !e.closest('svg') &&
    e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .wide')).map((e) => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 20))"""


BAD = """<!doctype html><html><title>x</title><body><h1>One</h1><h3>Three</h3><a href="#"></a><svg width="9" height="9"><rect/></svg>
<table><tr><td>1</td><td>2</td></tr></table><p style="color:#aaa">pale</p><i id="a"></i><i id="a"></i><img src="data:,">"""
FAULTS = ("language", "a main part", "a heading of level 2", "a name for <a", "a role for <svg", "headers of <table", "contrast", "ids of their own",
          "an alternative text")


def finds_faults(report, it, folder):
    """Of a page that breaks the rules they are all told of, so that silence means something."""
    path = os.path.join(folder, "bad.html")
    with open(path, "w", encoding="ascii") as file:
        file.write(BAD)
    it.go("file://" + path)
    it.wait("document.readyState === 'complete' && document.querySelector('svg') !== null")
    lacks = it.run(reading.LACKS)
    missed = [fault for fault in FAULTS if not any(lack.startswith(fault) for lack in lacks)]
    report.claim(not missed, "the faults of a bad page are found", f"{missed} in {lacks}")


def read(report, it, path, lang, theme):
    it.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
    for width, height in SIZES:
        it.size(width, height, width < 700)
        it.go("file://" + path)
        ready = it.wait("document.readyState === 'complete' && document.querySelector('main') !== null")
        name = f"{lang}, {theme}, {width}"
        report.claim(ready, f"{name}: there is a page")
        wide = it.run("document.documentElement.scrollWidth - innerWidth")
        report.claim(wide <= 0, f"{name}: nothing sticks out to the side", f"{wide}: {it.run(WIDE)[:5]}")
        lacks = it.run(reading.LACKS)
        report.claim(not lacks, f"{name}: can be read by everyone", "; ".join(lacks[:6]))


def main(traffic, ronda):
    if not browser.find():
        harness.skip("chromium is not installed")
    report = Claims()
    with tempfile.TemporaryDirectory(prefix="ronda-reports-") as folder:
        capture, store = os.path.join(folder, "demo.pcap"), os.path.join(folder, "ronda.db")
        for command in ([traffic, "demo", "-o", capture],
                        [ronda, "count", "--protect", "103.94.188.0/22", "--store", store, "--sensor", "balai-kota", capture],
                        [ronda, "note", "--store", store, "--from", "2026-08-03 09:10", "--kind", "defacement", "add", "<b>halaman muka</b>"]):
            ran = harness.run(command)
            if ran.status != 0:
                raise SystemExit(f"{command}: {ran.err}")
        with browser.Browser() as it:
            finds_faults(report, it, folder)
            for lang in ("en", "id"):
                path = os.path.join(folder, lang + ".html")
                ran = harness.run([ronda, "report", "--store", store, "--month", "2026-08", "--tz", "WIB", "--lang", lang, "-o", path])
                report.claim(ran.status == 0, f"{lang}: the report is written", ran.err)
                for theme in ("light", "dark"):
                    read(report, it, path, lang, theme)
            asked = {request["request"]["url"] for request in it.told("Network.requestWillBeSent")}
            elsewhere = [url for url in asked if not url.startswith(("file://" + folder, "about:", "data:"))]
            report.claim(asked and not elsewhere, "nothing was asked of anyone else", str(elsewhere[:5]))
            thrown = [entry["entry"]["text"] for entry in it.told("Log.entryAdded")] + it.told("Runtime.exceptionThrown")
            report.claim(not thrown, "nothing was complained of", str(thrown[:3]))
    return report.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
