#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""law.py TRAFFIC [RONDA] - on traffic whose truth is known.

Without RONDA: the oracle finds what the generator says it made. With it: on random traffic, legal and
not, ronda counts what the oracle counts, the identities hold;
on the demonstration, its scanners are the generator's. RONDA_SEEDS=N plays more than the usual seeds.
"""

import json
import os
import sys
import tempfile

import acts
import harness

SEEDS = int(os.environ.get("RONDA_SEEDS", "8"))


def make(traffic, folder, scenario, seed):
    """A capture, and what it holds by construction."""
    capture, truth = (os.path.join(folder, f"{scenario}-{seed}.{kind}") for kind in ("pcap", "json"))
    made = harness.run([traffic, scenario, "--seed", seed, "-o", capture, "--truth", truth])
    if made.status != 0:
        raise SystemExit(f"traffic {scenario} --seed {seed}: {made.err}")
    with open(truth, encoding="utf-8") as text:
        return capture, json.load(text)


def unlike(expected, truth):
    """Where the oracle's acts differ from what was made."""
    said = []
    for name in sorted(set(expected["sources"]) | set(truth["sources"])):
        found = expected["sources"].get(name, {"acts": {}})["acts"]
        made = truth["sources"].get(name, {"acts": {}})["acts"]
        if found != made:
            said.append(f"{name}: made {made}, found {found}")
    return said[:5]


def the_oracle_finds_what_was_made(report, traffic, folder):
    for seed in range(1, SEEDS + 1):
        capture, truth = make(traffic, folder, "random", seed)
        expected = acts.count([capture])
        said = unlike(expected, truth)
        report.claim(not said, f"random {seed}: {expected['acts']} acts, {expected['attempts']} attempts",
                     "; ".join(said))
        report.claim(expected["frames"] == truth["frames"], f"random {seed}: {truth['frames']} frames")


def ronda_counts_what_the_oracle_counts(report, traffic, ronda, folder):
    for seed in range(1, SEEDS + 1):
        capture, truth = make(traffic, folder, "random", seed)
        expected = acts.count([capture])
        ran = harness.count(ronda, [capture])
        summary = ran.summary()
        what = f"random {seed}"
        if not report.claim(ran.status == 0 and summary and not ran.trouble(), f"{what}: runs",
                            ran.trouble() or ran.err):
            continue
        said = harness.differences(expected, [summary])
        report.claim(not said, f"{what}: {expected['attempts']} attempts as the oracle has it", "; ".join(said))
        found = summary["backscatter"]["packets"]
        report.claim(found == expected["backscatter_packets"],
                     f"{what}: {expected['backscatter_packets']} packets of backscatter", f"found {found}")
        said = harness.broken_identities(summary)
        report.claim(not said, f"{what}: identities", "; ".join(said))
        report.claim(summary["frames"]["delivered"] == truth["frames"], f"{what}: {truth['frames']} frames")
        said = harness.schema_says(summary)
        report.claim(not said, f"{what}: schema", said)


def the_demonstration_is_as_made(report, traffic, ronda, folder):
    capture, truth = make(traffic, folder, "demo", 1)
    ran = harness.count(ronda, [capture])
    summary = ran.summary()
    if not report.claim(ran.status == 0 and summary, "demo: runs", ran.trouble() or ran.err):
        return
    made = {harness.same_source(name): source["attempts"] for name, source in truth["sources"].items()
            if source["scanner"]}
    found = harness.probes_by_source([summary])
    for name in sorted(set(made) | set(found)):
        report.claim(made.get(name, 0) == found.get(name, 0), f"demo: {name}, {made.get(name, 0)} attempts",
                     f"found {found.get(name, 0)}")
    for name, attempts in truth["attempts"].items():
        found = summary["attempts"]["by_class"][name]
        report.claim(found == attempts, f"demo: {attempts} attempts of class {name}", f"found {found}")
    verified = {harness.same_source(s["address"]) for s in summary["sources"]["top"] if s["verified"]}
    for name, source in truth["sources"].items():
        if source["scanner"]:
            report.claim((harness.same_source(name) in verified) == source["verified"],
                         f"demo: {name} is {'' if source['verified'] else 'not '}verified")
    for flood in truth["floods"]:
        same = [f for f in summary["floods"] if f["kind"] == flood["kind"] and flood["target"] in f["target"]]
        report.claim(len(same) == 1, f"demo: one {flood['kind']} flood on {flood['target']}",
                     f"found {len(same)}")
        if same:
            share = same[0]["packets"] / flood["packets"]
            report.claim(0.95 <= share <= 1.05 and same[0]["spoofed"],
                         f"demo: ... of about {flood['packets']} packets, spoofed",
                         f"{same[0]['packets']} packets, spoofed: {same[0]['spoofed']}")
    report.claim(summary["backscatter"]["packets"] == truth["backscatter_packets"],
                 f"demo: {truth['backscatter_packets']} packets of backscatter",
                 f"found {summary['backscatter']['packets']}")
    report.claim(not harness.broken_identities(summary), "demo: identities",
                 "; ".join(harness.broken_identities(summary)))


def quiet_is_quiet(report, traffic, ronda, folder):
    capture, _ = make(traffic, folder, "quiet", 1)
    ran = harness.count(ronda, [capture])
    summary = ran.summary()
    if report.claim(ran.status == 0 and summary, "quiet: runs", ran.trouble() or ran.err):
        report.claim(summary["attempts"]["total"] == 0, "quiet: no attempt at all",
                     f"found {harness.probes_by_source([summary])}")
        report.claim(not summary["floods"], "quiet: no flood", f"found {summary['floods']}")


def main():
    harness.need("tshark")
    report = harness.Report()
    with tempfile.TemporaryDirectory(prefix="ronda-law-") as folder:
        if len(sys.argv) == 2:
            the_oracle_finds_what_was_made(report, sys.argv[1], folder)
        else:
            ronda_counts_what_the_oracle_counts(report, sys.argv[1], sys.argv[2], folder)
            the_demonstration_is_as_made(report, sys.argv[1], sys.argv[2], folder)
            quiet_is_quiet(report, sys.argv[1], sys.argv[2], folder)
    report.end()


if __name__ == "__main__":
    main()
