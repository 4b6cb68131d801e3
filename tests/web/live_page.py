#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""live_page.py RONDA - the dashboard in a real browser, of a sensor on a wire of our own that is attacked, and restarted.

The browser runs beside the sensor, in the target's namespace, since it is its loopback that the dashboard listens on.
"""

import ctypes
import json
import os
import sys
import time
import urllib.request

import browser
import harness
from served import Claims
from wire import PAGE, TARGET, Wire, stop

LIVE = "document.getElementById('live').dataset.how === 'live'"
PATIENCE = 120
CLONE_NEWNET = 0x40000000

# The figures that the page shows, drawn from the board it has; and that board.
FIGURES = """(() => {
    const number = (e) => Number(e.textContent.replace(/[^0-9]/g, '')), at = (id) => document.getElementById(id);
    const bars = (id) => [...document.querySelectorAll(`#${id} .value`)].map(number);
    draw(latest);
    return { board: latest, today: number(at('today')), classes: bars('classes'), outcomes: bars('outcomes'), countries: bars('countries'),
             sites: bars('sites'), state: document.body.dataset.state,
             sources: [...document.querySelectorAll('#sources tr')].map((row) => [row.cells[0].textContent, number(row.cells[5])]) };
})()"""


def enter(name):
    """This process, and what it starts, is in that network namespace from now on."""
    with open(f"/run/netns/{name}", encoding="ascii") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def ask(document):
    with urllib.request.urlopen(f"http://{PAGE}/api/1/{document}", timeout=PATIENCE) as answer:
        return json.load(answer)


def same_moment(it):
    """What the page shows, and what the API said at that very moment: tries until no picture came in between."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        documents = {name: ask(name) for name in ("summary", "countries", "sites", "sources")}
        found = it.run(FIGURES)
        picture = found["board"]["summary"]["picture"]
        if all(document.get("picture", picture) == picture for document in documents.values()) and \
                documents["summary"]["time"] == found["board"]["summary"]["time"]:
            return found, documents
        time.sleep(0.05)
    return None, None


def agrees(report, it, when):
    found, api = same_moment(it)
    report.claim(found is not None, f"{when}: the page and the API tell of one moment")
    if not found:
        return
    today = api["summary"]["today"]
    report.claim(found["today"] == today["attempts"] > 0, f"{when}: attempts today", f"{found['today']} {today['attempts']}")
    report.claim(found["classes"] == list(today["by_class"].values()) and sum(found["classes"]) == found["today"], f"{when}: by class",
                 str(found["classes"]))
    report.claim(found["outcomes"] == list(today["by_outcome"].values()), f"{when}: by outcome", str(found["outcomes"]))
    rows = api["sources"]["sources"][:len(found["sources"])]
    report.claim(found["sources"] == [[row["address"], row["attempts"]] for row in rows], f"{when}: the sources", str(found["sources"]))
    report.claim(found["sites"] == [row["attempts"] for row in api["sites"]["sites"][:len(found["sites"])]], f"{when}: the sites",
                 str(found["sites"]))


def main(ronda):
    harness.need("curl")
    if not browser.find():
        harness.skip("chromium is not installed")
    report = Claims()
    with Wire() as wire:
        options = ("--protect", "10.88.0.0/28", "--store", wire.path("ronda.db"))
        sensor = wire.serving(ronda, *options, every="1s")
        enter(wire.t)
        with browser.Browser() as it:
            it.size(1920, 1080)
            it.go(f"http://{PAGE}/?lang=en")
            report.claim(it.wait(f"{LIVE} && latest", PATIENCE), "the page is live")
            wire.nmap("-sS", "-Pn", "-p", "1000-1300", TARGET)
            report.claim(it.wait("latest.summary.today?.attempts >= 200 && document.querySelectorAll('#sources td').length > 1", PATIENCE),
                         "a scan is on the page while it runs", str(it.run("latest.summary.today?.attempts")))
            agrees(report, it, "attacked")
            known = it.run("latest.summary.today.attempts")
            report.claim(stop(sensor) == 0, "the sensor ends")
            report.claim(it.wait("!document.getElementById('lost').hidden", PATIENCE), "a lost connection is told of")
            sensor = wire.serving(ronda, *options, every="1s", out="again")
            report.claim(it.wait(f"{LIVE} && document.getElementById('lost').hidden", PATIENCE), "and found again by itself")
            report.claim(it.wait(f"latest.summary.today?.attempts >= {known}", PATIENCE), "with all of the day so far",
                         f"{known}, {it.run('latest.summary.today?.attempts')}")
            wire.nmap("-sS", "-Pn", "-p", "2000-2100", TARGET)
            report.claim(it.wait(f"latest.summary.today?.attempts >= {known} + 50", PATIENCE), "and it goes on",
                         str(it.run("latest.summary.today?.attempts")))
            agrees(report, it, "restarted")
            report.claim(it.run("performance.getEntriesByType('navigation').length") == 1, "without a reload")
            looked = json.loads(harness.run([ronda, "top", "--once", "--json", "--sensor", "test"], timeout=PATIENCE).out)
            board = ask("summary")["today"]
            report.claim(known <= looked["attempts"]["today"] <= board["attempts"], "the console has the same day",
                         f"{known} {looked['attempts']['today']} {board['attempts']}")
            thrown = [event["exceptionDetails"]["text"] for event in it.told("Runtime.exceptionThrown")]
            report.claim(not thrown, "nothing was thrown", str(thrown[:3]))
    return report.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
