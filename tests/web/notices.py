#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""notices.py RONDA - a flood on a wire of our own: each outlet gets one notice of its onset and one of its end, whatever
goes wrong on the way; the events tell of it too; and the dashboard sees it meanwhile."""

import json
import os
import re
import subprocess
import sys
import time

import harness
from served import Claims
from wire import SWEPT, TARGET, Wire, stop

# Answers 500 to the first two of each path, 400 to all of /refused; writes down what it took.
RECEIVER = """
import http.server, sys
seen = {}
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        seen[self.path] = seen.get(self.path, 0) + 1
        status = 400 if self.path == "/refused" else 500 if seen[self.path] < 3 else 200
        with open(sys.argv[1], "ab") as out:
            out.write(b"%d %s " % (status, self.path.encode()) + body + b"\\n")
        self.send_response(status)
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 9999), Receiver)
print("ready", flush=True)
server.serve_forever()
"""

PATIENCE = 90


def script(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\n" + text)
    os.chmod(path, 0o755)


def lines(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [line for line in file.read().split("\n") if line]


def took(path):
    """What the receiver took with 200, by path."""
    found = {}
    for line in lines(path):
        status, where, body = line.split(" ", 2)
        if status == "200":
            found.setdefault(where, []).append(json.loads(body))
    return found


def until(holds):
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        time.sleep(0.2)
    return holds()


def board(wire):
    return json.loads(wire.within(wire.t, "curl", "-s", "http://127.0.0.1:8957/api/1/board"))


def once_each(report, who, phases):
    report.claim(phases == ["onset", "end"], f"{who}: one notice of the onset, one of the end", str(phases))


def judge(report, wire, sent):
    """Each outlet by what it wrote down."""
    hooks = took(wire.path("hooks"))
    once_each(report, "webhook", [notice["phase"] for notice in hooks.get("/generic", [])])
    ids = {notice["id"] for notice in hooks.get("/generic", [])}
    report.claim(len(ids) == 1, "webhook: both have one id", str(ids))
    for path, key in (("/mattermost", "text"), ("/slack", "text"), ("/bot123:abc/sendMessage", "text")):
        texts = [notice[key] for notice in hooks.get(path, [])]
        report.claim(len(texts) == 2 and "A flood has begun" in texts[0] and "The flood is over" in texts[1],
                     f"{path}: in its own shape, once each", str(texts))
    report.claim({notice["chat_id"] for notice in hooks.get("/bot123:abc/sendMessage", [])} == {"-100200"}, "telegram: to its chat")
    once_each(report, "command", [json.loads(line)["phase"] for line in lines(wire.path("command.out"))])
    mail = "\n".join(lines(wire.path("mail.out")))
    once_each(report, "mail", re.findall(r"^Subject: \[ronda test\] flood (\w+)$", mail, re.M))
    report.claim(mail.count("To: noc@example.go.id") == 2 and mail.count("ARGUMENTS -t -i") == 2, "mail: to the address, by sendmail -t")
    refused = [line for line in lines(wire.path("hooks")) if line.startswith("400 ")]
    report.claim(len(refused) == 2, "what is refused for good is not tried again", str(len(refused)))
    report.claim(sent["target"] == "10.88.0.2:80", "the notice names the target", str(sent))


def as_described(report, notices):
    try:
        import jsonschema
    except ImportError:
        return
    with open(os.path.join(os.path.dirname(harness.TESTS), "src", "watch", "notice.schema.json"), encoding="utf-8") as file:
        schema = jsonschema.Draft202012Validator(json.load(file))
    said = [error.message for notice in notices for error in schema.iter_errors(notice)]
    report.claim(notices and not said, "each notice is as its schema has it", "; ".join(said)[:300])


def judge_events(report, wire):
    events = [json.loads(line) for line in lines(wire.path("events.json"))]
    kinds = [event["ronda"]["event"] for event in events]
    as_described(report, [event["ronda"]["notice"] for event in events if event["ronda"]["event"] == "notice"])
    report.claim(kinds.count("flood_start") == 1 and kinds.count("flood_end") == 1, "events: the flood, from start to end", str(kinds))
    report.claim(kinds.count("notice") == 2, "events: both notices", str(kinds))
    report.claim("incident_start" in kinds, "events: the scan", str(kinds))
    whole = all({"timestamp", "host", "event_type", "alert", "ronda"} <= event.keys() and event["event_type"] == "alert" and
                re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+0000", event["timestamp"]) and
                {"signature", "category", "severity"} <= event["alert"].keys() for event in events)
    report.claim(whole, "events: each in EVE's shape")


def started_again(report, wire, ronda, attempts):
    """What the store holds of today is on the dashboard of the next run."""
    process = wire.serving(ronda, "--protect", SWEPT, "--store", wire.path("ronda.db"))
    summary = board(wire)["summary"]
    if summary["today"] is None or summary["today"]["attempts"] < attempts:     # not a picture yet
        until(lambda: (board(wire)["summary"]["today"] or {}).get("attempts", 0) >= attempts)
        summary = board(wire)["summary"]
    same_day = summary["today"] is not None and summary["today"]["watched_from"] < summary["time"]
    report.claim(same_day and summary["today"]["attempts"] >= attempts, "started again, it knows of today", str(summary["today"])[:200])
    report.claim(summary["last_24_hours"]["attempts"] >= attempts, "and of the last 24 hours", str(summary["last_24_hours"]))
    rows = json.loads(wire.within(wire.t, "curl", "-s", "http://127.0.0.1:8957/api/1/history?hours=1000&step=3600"))["rows"]
    report.claim(sum(row["attempts"] for row in rows) >= attempts, "history reaches into the store", str(rows)[:200])
    months = json.loads(wire.within(wire.t, "curl", "-s", "http://127.0.0.1:8957/api/1/reports"))["months"]
    report.claim(len(months) == 1, "there is a month to report", str(months))
    page = wire.within(wire.t, "curl", "-si", f"http://127.0.0.1:8957/report/{months[0]}?lang=id")
    report.claim(" 200 " in page[:20] and "</html>" in page and "script-src" not in page.split("\r\n\r\n")[0] and
                 "default-src 'none'" in page.split("\r\n\r\n")[0], "and its report is a page without scripts", page[:300])
    missing = wire.within(wire.t, "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:8957/report/1999-01")
    report.claim(missing == "404", "a month without records has none", missing)
    stop(process)


def options(wire):
    def path(name):
        return wire.path(name)

    script(path("command"), f"cat >>{path('command.out')}; echo >>{path('command.out')}\n")
    script(path("sendmail"), f'(echo "ARGUMENTS $*"; cat) >>{path("mail.out")}\n')
    with open(path("bot"), "w", encoding="ascii") as file:
        file.write("123:abc -100200 http://127.0.0.1:9999\n")
    with open(path("places"), "w", encoding="ascii") as file:
        file.write("10.77.0.2 CN\n10.77.0.3 ID\n")
    where = ["command:" + path("command"), "mail:noc@example.go.id", "webhook:http://127.0.0.1:9999/generic",
             "webhook:http://127.0.0.1:9999/refused", "mattermost:http://127.0.0.1:9999/mattermost",
             "slack:http://127.0.0.1:9999/slack", "telegram:@" + path("bot"), "syslog"]
    return ["--protect", SWEPT, "--places", path("places"), "--set", "flood-over-seconds=4",
            "--events", path("events.json"), "--store", path("ronda.db"), *[word for each in where for word in ("--notify", each)]]


def main(ronda):
    harness.need("hping3", "curl")
    report = Claims()
    with Wire() as wire:
        receiver = wire.start(wire.t, sys.executable, "-c", RECEIVER, wire.path("hooks"), stdout=subprocess.PIPE)
        receiver.stdout.readline()
        environment = dict(os.environ, PATH=wire.folder.name + ":" + os.environ["PATH"])
        process = wire.serving(ronda, *options(wire), env=environment)
        if "built without libmicrohttpd" in wire.messages() or "built without libcurl" in wire.messages():
            harness.skip("ronda is built without libmicrohttpd or libcurl")
        report.claim(board(wire)["summary"]["state"] in ("quiet", "waiting"), "before it, the dashboard is quiet")
        wire.nmap("-sS", "-Pn", "-p", "1-40", TARGET)
        flood = wire.start(wire.a, "hping3", "-S", "-p", "80", "-i", "u1000", "--rand-source", "10.88.0.2", stderr=subprocess.DEVNULL)
        report.claim(until(lambda: board(wire)["summary"]["state"] == "attack"), "during it, it says so")
        now = board(wire)
        report.claim(now["floods"] and now["floods"][0]["ongoing"] and now["floods"][0]["target"] == "10.88.0.2:80", "and what", str(now["floods"]))
        report.claim(until(lambda: board(wire)["summary"]["today"]["attempts"] > 0), "the scan is counted")
        stop(flood)
        done = until(lambda: all(len(took(wire.path("hooks")).get(where, [])) == 2
                                 for where in ("/generic", "/mattermost", "/slack", "/bot123:abc/sendMessage")))
        report.claim(done, "all were told in the end, though the receiver failed at first", wire.messages()[-400:])
        time.sleep(3)           # time for one too many
        last = board(wire)["floods"][0]
        report.claim(not last["ongoing"], "after it, it is over", str(last))
        report.claim(stop(process) == 0, "ronda ends well", wire.messages()[-400:])
        judge(report, wire, {"target": last["target"]})
        judge_events(report, wire)
        summaries = [summary for _, summary in wire.files()]
        attempts = sum(s["attempts"]["total"] for s in summaries)
        report.claim(attempts > 0, "and the summaries were written as ever")
        started_again(report, wire, ronda, attempts)
    return report.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
