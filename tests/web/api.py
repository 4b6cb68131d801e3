#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""api.py STAGE OPENAPI RONDA - each path of the API against its description, in every state; and the metrics."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import harness
from served import Claims, Stage, connect, get

STATES = ("waiting", "quiet", "busy", "attack", "degraded", "hostile")
LABELS = {"class", "outcome", "origin", "proof", "fate", "where", "table", "state", "fault"}


def validator(description, schema):
    import jsonschema
    return jsonschema.Draft202012Validator({"$ref": schema["$ref"], "components": description["components"]}
                                           if "$ref" in schema else {**schema, "components": description["components"]})


def faults(description, path, status, body):
    """What of a reply is not as described; "" when nothing."""
    responses = description["paths"][path]["get"]["responses"]
    response = responses.get(str(status), responses.get("default"))
    if response is None:
        return f"status {status} is not described"
    if "$ref" in response:
        response = description["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    schema = response["content"]["application/json"]["schema"]
    return "; ".join(f"{list(error.path)}: {error.message[:120]}" for error in validator(description, schema).iter_errors(json.loads(body)))


def documents(report, description, stage, state):
    for path, item in description["paths"].items():
        if path in ("/api/1/stream", "/metrics"):
            continue
        reply = get(stage.port, path)
        said = faults(description, path, reply.status, reply.body)
        report.claim(not said, f"{state}: {path} is as described", said)
        report.claim(reply.headers["content-type"].startswith("application/json"), f"{state}: {path} is JSON")
        want = 503 if (state == "degraded" and path == "/healthz") else 200
        report.claim(reply.status == want, f"{state}: {path} answers {want}", str(reply.status))


def sums(report, stage, state):
    """All parts of today add up, and the board has the same of the same moment."""
    told = {"hostile": "attack"}.get(state, state)
    until = time.monotonic() + 60
    board = get(stage.port, "/api/1/board").json()
    # The running period has yet to be told of.
    while (board["summary"]["state"] != told or board["summary"]["today"] is None) and time.monotonic() < until:
        time.sleep(0.2)
        board = get(stage.port, "/api/1/board").json()
    report.claim(board["summary"]["state"] == told, f"{state}: is told as such", board["summary"]["state"])
    today = board["summary"]["today"]
    if today is None:
        return
    for part in ("by_class", "by_outcome", "by_origin"):
        report.claim(sum(today[part].values()) == today["attempts"], f"{state}: {part} adds up")
    report.claim(today["verified"] + today["unverified"] == today["attempts"], f"{state}: proven and unproven add up")
    countries, sites = get(stage.port, "/api/1/countries").json(), get(stage.port, "/api/1/sites").json()
    summary = get(stage.port, "/api/1/summary").json()
    if len({document["time"] for document in (countries, sites, summary)}) == 1:
        for key, rows in (("countries", countries), ("sites", sites)):
            report.claim(sum(row["attempts"] for row in rows[key]) == summary["today"]["attempts"], f"{state}: {key} add up")


def history(report, description, stage):
    for query, rows in (("hours=24&step=3600", 25), ("hours=216&step=300", 2500), ("hours=168&step=86400", 8), ("", 25)):
        reply = get(stage.port, "/api/1/history?" + query)
        said = faults(description, "/api/1/history", reply.status, reply.body)
        report.claim(not said, f"history?{query} is as described", said)
        report.claim(abs(len(reply.json()["rows"]) - rows) <= rows // 10 + 1, f"history?{query} has its rows", str(len(reply.json()["rows"])))
    hour = sum(row["attempts"] for row in get(stage.port, "/api/1/history?hours=216&step=3600").json()["rows"])
    day = sum(row["attempts"] for row in get(stage.port, "/api/1/history?hours=216&step=86400").json()["rows"])
    report.claim(abs(hour - day) < 2000 and hour > 10000, "hours and days have the same sum, but for what came in between", f"{hour}, {day}")


def body_of(data):
    """What came of a reply in chunks, as far as they are whole: an event may be cut into several."""
    head, _, rest = data.partition(b"\r\n\r\n")
    if b"chunked" not in head.lower():
        return rest
    body = b""
    while b"\r\n" in rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        if len(rest) < length + 2:
            break
        body, rest = body + rest[:length], rest[length + 2:]
    return body


def stream(report, description, stage):
    with connect(stage.port) as connection:
        connection.sendall(b"GET /api/1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        data = b""
        while body_of(data).count(b"event: board") < 4:
            data += connection.recv(65536)
    boards = [json.loads(line) for line in re.findall(rb"data: (\{.*\})\n\n", body_of(data))]
    report.claim(len(boards) >= 2, "the stream goes on", str(len(boards)))
    schema = validator(description, {"$ref": "#/components/schemas/Board"})
    report.claim(all(not list(schema.iter_errors(board)) for board in boards), "each event is a board as described")
    attempts = [board["summary"]["today"]["attempts"] for board in boards]
    report.claim(attempts == sorted(attempts), "what was counted stays counted", str(attempts))


def metrics(report, stage, state):
    plain, open_one = get(stage.port, "/metrics"), get(stage.port, "/metrics", Accept="application/openmetrics-text;version=1.0.0")
    report.claim(open_one.body.endswith(b"# EOF\n") and "openmetrics" in open_one.headers["content-type"], f"{state}: OpenMetrics where it is asked for")
    labels = set(re.findall(r'[{,]([a-z_]+)="', plain.body.decode()))
    report.claim(labels <= LABELS, f"{state}: no label that an attacker sets", str(labels - LABELS))
    text = plain.body.decode()
    report.claim(not re.search(r"\d+\.\d+\.\d+\.\d+|example", text), f"{state}: no address or name")
    families = re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M)
    report.claim(all(name.endswith("_total") == (kind == "counter") for name, kind in families) and len(families) > 20, f"{state}: names by convention")
    total = float(re.search(r"^ronda_attempts_total (\S+)$", text, re.M).group(1))
    for by in ("class", "outcome", "origin", "proof"):
        parts = sum(map(float, re.findall(rf"^ronda_attempts_by_{by}_total{{.*}} (\S+)$", text, re.M)))
        report.claim(parts == total, f"{state}: ronda_attempts_by_{by}_total adds up", f"{parts} of {total}")
    if shutil.which("promtool"):    # comes with prometheus, which is too large to install for this alone
        done = subprocess.run(["promtool", "check", "metrics"], input=plain.body, capture_output=True, timeout=60)
        report.claim(done.returncode == 0 and not done.stdout + done.stderr, f"{state}: promtool is content", str(done.stdout + done.stderr))


def refusals(report, ronda):
    """What ronda run does not even begin with."""
    def says(*options):
        return subprocess.run([ronda, "run", "-i", "lo", *options], capture_output=True, text=True, timeout=60)

    with tempfile.TemporaryDirectory() as folder:
        short, readable = f"{folder}/short", f"{folder}/readable"
        with open(short, "w", encoding="ascii") as file:
            file.write("secret\n")
        with open(readable, "w", encoding="ascii") as file:
            file.write("a-token-of-some-length\n")
        for name in (short, readable):
            os.chmod(name, 0o600 if name == short else 0o644)
        for status, told, options in (
                (2, "no place to listen", ("--http", "somewhere")),
                (3, "will not show the dashboard to everyone", ("--http", "0.0.0.0:0")),
                (3, "16 to 256 were expected", ("--http", "127.0.0.1:0", "--http-token", short)),
                (3, "chmod 600", ("--http", "127.0.0.1:0", "--http-token", readable)),
                (3, "No such file", ("--http", "127.0.0.1:0", "--http-token", f"{folder}/none")),
                (2, "a host name was expected", ("--http", "127.0.0.1:0", "--http-name", "a b")),
                (2, "one of these was expected", ("--notify", "pigeon:home")),
                (2, "does not begin with /", ("--notify", "command:rm -rf")),
                (2, "one mail address was expected", ("--notify", "mail:a@b -oQ/tmp")),
                (2, "a web address was expected", ("--notify", "webhook:file:///etc/passwd")),
                (3, "cannot write events", ("--events", f"{folder}/no/such/place")),
                (2, "a size from 1M on", ("--events-size", "1K"))):
            done = says(*options)
            report.claim(done.returncode == status and told in done.stderr, f"{' '.join(options[-2:])[:60]}: refused, and why",
                         f"{done.returncode}: {done.stderr.strip()[:300]}")


def main(stage, openapi, ronda):
    try:
        import jsonschema   # noqa: F401
    except ImportError:
        harness.skip("python3-jsonschema is not installed")
    report = Claims()
    with open(openapi, encoding="utf-8") as file:
        description = json.load(file)
    for state in STATES:
        with Stage(stage, state) as it:
            until = time.monotonic() + 60
            while get(it.port, "/api/1/summary").status == 503 and time.monotonic() < until:
                time.sleep(0.1)
            documents(report, description, it, state)
            if state != "waiting":
                sums(report, it, state)
            metrics(report, it, state)
            if state == "attack":
                report.claim(get(it.port, "/api/1/openapi.json").json() == description, "the description is served")
                history(report, description, it)
                stream(report, description, it)
                reply = get(it.port, "/api/1/none")
                report.claim(reply.status == 404 and "error" in reply.json(), "what is not there is 404, with a word")
    if os.geteuid() == 0:
        refusals(report, ronda)
    return report.status()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
