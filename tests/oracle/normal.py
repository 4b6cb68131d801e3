#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""normal.py TRAFFIC RONDA - an hour of a busy site on which nothing is wrong: no attempt, no flood.

That the hour is really read, and close to what counts, is shown by lowering the thresholds one by one: what was
mistyped, missing or fast counts then, and nothing else does.
"""

import os
import sys
import tempfile

import harness

# A threshold set lower, and what then counts.
NEAR = [
    (["web-missing=1"], {"web"}),               # dead links
    (["login-refusals=1"], {"login"}),          # a mistyped password, over IMAP and in a browser
    (["login-connections=1"], {"login"}),       # the administrators, whose sessions are opaque
]


def named(summary):
    classes = {kind for kind, number in summary["attempts"]["by_class"].items() if number}
    return classes | {flood["kind"] for flood in summary["floods"]}


def shown(summary):
    told = {source["address"]: source["by_class"] for source in summary["sources"]["top"]
            if any(source["by_class"].values())}
    return f"{told} {summary['floods']}"


def main():
    traffic, ronda = sys.argv[1:3]
    report = harness.Report()
    with tempfile.TemporaryDirectory(prefix="ronda-normal-") as folder:
        capture = os.path.join(folder, "normal.pcap")
        for seed in range(1, 4):
            made = harness.run([traffic, "normal", "--seed", seed, "-o", capture])
            if made.status != 0:
                raise SystemExit(f"traffic normal: {made.err}")
            for options in ([], ["--protect", "103.94.188.0/22"]):
                what = " ".join([f"normal {seed}", *options])
                ran = harness.count(ronda, [capture], *options)
                summary = ran.summary()
                if not report.claim(ran.status == 0 and summary and not ran.trouble(), f"{what}: runs", ran.err):
                    continue
                report.claim(summary["frames"]["delivered"] > 100000, f"{what}: it is a busy hour")
                report.claim(summary["attempts"]["total"] == 0, f"{what}: no attempt", shown(summary))
                report.claim(not summary["floods"], f"{what}: no flood", shown(summary))
        for settings, expected in NEAR:
            options = [part for setting in settings for part in ("--set", setting)]
            summary = harness.count(ronda, [capture], *options).summary()
            found = named(summary) if summary else None
            report.claim(found == expected, f"with {' '.join(settings)}: {', '.join(sorted(expected))}",
                         f"{found} {shown(summary) if summary else ''}")
    report.end()


if __name__ == "__main__":
    main()
