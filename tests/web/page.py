#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""page.py STAGE - the page in a real browser: the API's values, live, on a wall and in a pocket, through restarts and hostility."""

import re
import subprocess
import sys

import browser
import harness
import reading
from served import Claims, Stage

STATES = {"quiet": "Quiet", "busy": "Busy", "attack": "Under attack", "degraded": "Sensor degraded", "waiting": "Waiting"}
LIVE = "document.getElementById('live').dataset.how === 'live'"

# Figures of the page, and those that it was made of: the last board it drew.
FIGURES = """(() => {
    const s = latest.summary, number = (id) => Number(document.getElementById(id).textContent.replace(/[^0-9]/g, ''));
    const legend = [...document.querySelectorAll('#legend div')].map((d) => [d.className, Number(d.querySelector('dd').firstChild.textContent.replace(/[^0-9]/g, ''))]);
    draw(latest);
    return { shown: [number('today'), ...legend.map(([, n]) => n)],
             told: [s.today.attempts, ...legend.map(([origin]) => s.today.by_origin[origin])],
             rows: document.querySelectorAll('#sources tr').length, sources: latest.sources.length,
             first: document.querySelector('#sources td').textContent, top: latest.sources[0].address };
})()"""

WALL = "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
CUT = """[...document.querySelectorAll('.number, .value, .count, .facts dd')].filter((e) => e.getClientRects().length &&
    (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline' || e.getBoundingClientRect().right > innerWidth)).map((e) => e.textContent)"""


def states(report, it, stage):
    for state, words in STATES.items():
        with Stage(stage, state) as served:
            it.size(1920, 1080)
            it.go(f"http://127.0.0.1:{served.port}/?lang=en&theme={'dark' if state in ('busy', 'attack') else 'light'}")
            ready = it.wait(f"{LIVE} && document.body.dataset.state === '{state}' && document.getElementById('state-word').textContent === '{words}'")
            report.claim(ready, f"{state}: the page says \"{words}\"", str(it.run("document.getElementById('state-word')?.textContent")))
            report.claim(it.run(WALL), f"{state}: a wall shows all of it, with nothing to scroll")
            lacks = it.run(reading.LACKS)
            report.claim(not lacks, f"{state}: can be read by everyone", "; ".join(lacks[:5]))


def values(report, it, served):
    it.go(f"http://127.0.0.1:{served.port}/?lang=en")
    it.wait(f"{LIVE} && latest?.summary.today")
    figures = it.run(FIGURES)
    report.claim(figures["shown"] == figures["told"], "the page shows what the API says", str(figures))
    report.claim(figures["rows"] == figures["sources"] and figures["first"] == figures["top"], "the sources, too", str(figures))
    before = it.run("latest.summary.today.attempts")
    report.claim(it.wait(f"latest.summary.today.attempts > {before}"), "the figures go on without a reload")
    report.claim(it.run("performance.getEntriesByType('navigation').length") == 1, "which there was not")


def languages(report, it, served):
    it.ask("Network.setExtraHTTPHeaders", headers={"Accept-Language": "id-ID,id;q=0.9,en;q=0.8"})
    it.go(f"http://127.0.0.1:{served.port}/")
    report.claim(it.wait("document.getElementById('state-word')?.textContent === 'Ramai'"), "a browser that prefers Indonesian gets it")
    report.claim(re.fullmatch(r"\d{1,3}(\.\d{3})+", it.run("document.getElementById('today').textContent")) is not None, "with its numbers")
    it.go(f"http://127.0.0.1:{served.port}/?lang=en")
    report.claim(it.wait("document.getElementById('state-word')?.textContent === 'Busy'"), "who asks for English gets that")
    it.ask("Network.setExtraHTTPHeaders", headers={})
    missing = it.run("Object.keys(WORDS.en).filter((key) => !(key in WORDS.id)).concat(Object.keys(WORDS.id).filter((key) => !(key in WORDS.en)))")
    report.claim(missing == [], "each word is there in both", str(missing))


def pockets(report, it, served):
    for width, height in ((390, 844), (320, 640), (820, 1180), (1366, 768)):
        it.size(width, height, width < 700)
        it.go(f"http://127.0.0.1:{served.port}/?lang=id")
        it.wait(f"{LIVE} && latest?.summary.today && document.querySelectorAll('#sources tr').length > 5")
        report.claim(it.run("document.documentElement.scrollWidth <= innerWidth"), f"{width}: nothing sticks out to the side",
                     str(it.run("document.documentElement.scrollWidth")))
        cut = it.run(CUT)
        report.claim(cut == [], f"{width}: no number is cut", str(cut[:5]))
    it.size(1920, 1080)
    it.run("draw(latest)")
    report.claim(it.run(CUT) == [], "1920: no number is cut", str(it.run(CUT)))


def hostile(report, it, stage):
    """Names that are markup stay names."""
    with Stage(stage, "hostile") as served:
        it.go(f"http://127.0.0.1:{served.port}/")
        it.wait(f"{LIVE} && latest?.review.length > 0 && document.querySelectorAll('#review li').length > 0")
        report.claim(it.run("document.querySelectorAll('img').length === 1 && document.querySelectorAll('script').length === 2"),
                     "no element came out of a name")
        report.claim(it.run("[...document.querySelectorAll('#sites .name')].some((e) => e.textContent.startsWith('<img src=x onerror'))"),
                     "which is shown as it was sent")
    report.claim(not it.told("Page.javascriptDialogOpening"), "and no script of theirs ran")


def restart(report, it, stage):
    """The sensor goes, and comes back on the same port."""
    with Stage(stage, "busy") as served:
        port = served.port
        it.go(f"http://127.0.0.1:{port}/?lang=en")
        it.wait(f"{LIVE} && latest?.summary.today")
    report.claim(it.wait("!document.getElementById('lost').hidden && document.body.classList.contains('stale')"), "a lost connection is told of")
    report.claim(it.run("/No connection to the sensor since \\d\\d:\\d\\d:\\d\\d/.test(document.getElementById('lost-text').textContent)"), "with the time of the last figures")
    process = subprocess.Popen([stage, "quiet", str(port), "600"], stdout=subprocess.DEVNULL)
    try:
        back = it.wait(f"{LIVE} && document.getElementById('lost').hidden && document.body.dataset.state === 'quiet'", 90)
        report.claim(back, "and found again by itself")
    finally:
        process.terminate()
        process.wait()


def all_day(report, it, stage):
    """A day in half a minute: the page's nodes and memory come back to where they were."""
    with Stage(stage, "busy", "en", "2") as served:
        it.go(f"http://127.0.0.1:{served.port}/")
        it.wait(f"{LIVE} && latest?.summary.today")
        it.wait("latest.strip.attempts.filter((n) => n > 0).length > 40")
        before = nodes_after_collecting(it)
        start = it.run("latest.summary.picture")
        passed = it.wait(f"Date.parse(latest.summary.picture) - Date.parse('{start}') > 22 * 3600000", 120)
        report.claim(passed, "a day passes")
        after = nodes_after_collecting(it)
        report.claim(after["nodes"] < before["nodes"] * 1.3 + 300, "the page does not grow in it", f"{before} to {after}")
        report.claim(after["heap"] < before["heap"] * 1.5 + 2e6, "nor does its memory", f"{before} to {after}")


def nodes_after_collecting(it):
    it.ask("HeapProfiler.collectGarbage")
    counters = it.ask("Memory.getDOMCounters")
    return {"nodes": counters["nodes"], "heap": it.ask("Runtime.getHeapUsage")["usedSize"]}


def alone(report, it):
    """All that was asked for, it asked of us."""
    asked = {request["request"]["url"] for request in it.told("Network.requestWillBeSent")}
    elsewhere = [url for url in asked if not re.match(r"http://127\.0\.0\.1:\d+/|about:|data:", url)]
    report.claim(asked and not elsewhere, "nothing was asked of anyone else", str(elsewhere[:5]))
    broken = [entry["entry"]["text"] for entry in it.told("Log.entryAdded")
              if entry["entry"]["source"] == "security" or "Content Security" in entry["entry"]["text"]]
    thrown = [event["exceptionDetails"]["text"] for event in it.told("Runtime.exceptionThrown")]
    report.claim(not broken and not thrown, "no policy was broken, nothing was thrown", str((broken + thrown)[:3]))


def main(stage):
    if not browser.find():
        harness.skip("chromium is not installed")
    report = Claims()
    with browser.Browser() as it:
        states(report, it, stage)
        with Stage(stage, "busy") as served:
            values(report, it, served)
            languages(report, it, served)
            pockets(report, it, served)
        hostile(report, it, stage)
        restart(report, it, stage)
        all_day(report, it, stage)
        alone(report, it)
    return report.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
