# SPDX-License-Identifier: BSD-2-Clause
"""What the tests outside the program share: running ronda, reading its summary, comparing it."""

import ipaddress
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SANITIZERS = ("AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "runtime error:")


def skip(why):
    """Meson's word for a test that lacks something here."""
    print(f"skipped: {why}")
    sys.exit(77)


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            skip(f"{tool} is not installed")


def need_root():
    if os.geteuid() != 0:
        skip("this test needs root")


def captures_folder():
    """Where the public captures are: RONDA_CAPTURES, or ../shared/captures beside the source tree."""
    beside = os.path.join(os.path.dirname(os.path.dirname(TESTS)), "shared", "captures")
    folder = os.environ.get("RONDA_CAPTURES", beside)
    if not os.path.exists(os.path.join(folder, "MANIFEST.tsv")):
        skip(f"no captures in {folder} (RONDA_CAPTURES names another folder)")
    return folder


def manifest(folder):
    """The rows of MANIFEST.tsv as dictionaries."""
    with open(os.path.join(folder, "MANIFEST.tsv"), encoding="utf-8", errors="replace") as lines:
        names = next(lines).rstrip("\n").split("\t")
        return [dict(zip(names, line.rstrip("\n").split("\t"))) for line in lines if line.strip()]


@dataclass
class Run:
    """One run of the program: how it ended and what it said."""
    command: list
    status: int             # negative: killed by that signal; None: it hung and was stopped
    out: str
    err: str

    def trouble(self):
        """Why this run is a defect whatever it was asked, or None."""
        if self.status is None:
            return "hung"
        if self.status < 0 or self.status >= 128:
            return f"crashed (status {self.status}): {self.err.strip()[-300:]}"
        for word in SANITIZERS:
            if word in self.err:
                return "sanitizer: " + self.err[self.err.index(word):][:300]
        return None

    def summary(self):
        try:
            return json.loads(self.out)
        except ValueError:
            return None


def run(command, timeout=300, stdin=None, **more):
    try:
        done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=stdin or subprocess.DEVNULL, timeout=timeout, check=False, **more)
    except subprocess.TimeoutExpired as late:
        return Run(command, None, (late.stdout or b"").decode(errors="replace"),
                   (late.stderr or b"").decode(errors="replace"))
    return Run(command, done.returncode, done.stdout.decode(errors="replace"),
               done.stderr.decode(errors="replace"))


def count(ronda, files, *options, timeout=300):
    return run([ronda, "count", "--format", "json", "--top", "all", *options, *files], timeout)


def same_source(text):
    """A source's name in one spelling."""
    network = ipaddress.ip_network(text, strict=False)
    if network.prefixlen == network.max_prefixlen:
        return str(network.network_address)
    return str(network)


def broken_identities(summary):
    """The identities of DESIGN.md, section 3, that do not hold."""
    frames, attempts, traffic = summary["frames"], summary["attempts"], summary["traffic"]
    fates = [frames[fate] for fate in ("decoded", "non_ip", "truncated", "malformed", "unsupported")]
    broken = []
    if frames["delivered"] != sum(fates):
        broken.append(f"delivered {frames['delivered']} is not {'+'.join(map(str, fates))}")
    if sum(frames["reasons"].values()) != sum(fates[1:]):
        broken.append(f"reasons {sum(frames['reasons'].values())} are not {sum(fates[1:])}")
    for part in ("by_class", "by_outcome", "by_origin", "by_country", "by_site", "by_hour"):
        if sum(attempts[part].values()) != attempts["total"]:
            broken.append(f"{part} {sum(attempts[part].values())} is not total {attempts['total']}")
    if attempts["verified"] + attempts["unverified"] != attempts["total"]:
        broken.append("verified + unverified is not the total")
    listed = sum(source["packets"] for source in summary["sources"]["top"])
    accounted = listed + traffic["evicted_packets"] + traffic["untracked_packets"]
    if accounted != traffic["packets"]:
        broken.append(f"packets {traffic['packets']} are not {accounted} of sources, evicted, untracked")
    if traffic["packets"] + traffic["duplicate_packets"] != frames["decoded"]:
        broken.append(f"packets {traffic['packets']} and duplicates {traffic['duplicate_packets']} are not the "
                      f"{frames['decoded']} decoded")
    return broken


def probes_by_source(summaries):
    """Attempts of class probe per source over these summaries."""
    found = {}
    for summary in summaries:
        for source in summary["sources"]["top"]:
            attempts = source["by_class"].get("probe", 0)
            if attempts:
                name = same_source(source["address"])
                found[name] = found.get(name, 0) + attempts
    return found


def differences(expected, summaries, most=5):
    """Where the summaries' probe attempts differ from the oracle's result; [] when nowhere."""
    found = probes_by_source(summaries)
    wanted = {same_source(name): source["attempts"] for name, source in expected["sources"].items()
              if source["attempts"]}
    said = []
    for name in sorted(set(found) | set(wanted)):
        if found.get(name, 0) != wanted.get(name, 0):
            said.append(f"{name}: expected {wanted.get(name, 0)}, found {found.get(name, 0)}")
    total = sum(s["attempts"]["by_class"].get("probe", 0) for s in summaries)
    if total != expected["attempts"]:
        said.append(f"total: expected {expected['attempts']}, found {total}")
    if all(s["attempts"]["by_class"].get("probe", 0) == s["attempts"]["total"] for s in summaries):
        outcomes = {}
        for summary in summaries:
            for outcome, attempts in summary["attempts"]["by_outcome"].items():
                if attempts:
                    outcomes[outcome] = outcomes.get(outcome, 0) + attempts
        if outcomes != expected["by_outcome"]:
            said.append(f"outcomes: expected {expected['by_outcome']}, found {outcomes}")
    return said if len(said) <= most else said[:most] + [f"and {len(said) - most} more"]


def schema_faults(paths):
    """What tests/schema_check.py says against these summary files, by path. It stops at the first bad
    one, and goes on behind it when asked again: one start of it serves many files."""
    faults, left = {}, list(paths)
    while left:
        checked = run([sys.executable, os.path.join(TESTS, "schema_check.py"), *left], timeout=300)
        if checked.status == 0:
            break
        said = (checked.out + checked.err).strip()
        bad = next((path for path in left if path in said), None)
        if bad is None:
            raise SystemExit(f"schema_check.py: {said[-1000:]}")
        faults[bad] = said.split(bad, 1)[1].lstrip(": ")[-400:]
        left = left[left.index(bad) + 1:]
    return faults


def schema_says(summary):
    """What it says against this one summary, or None."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as out:
        json.dump(summary, out)
        out.flush()
        return schema_faults([out.name]).get(out.name)


class Report:
    """Claims, printed as they are checked; the exit status at the end."""

    def __init__(self):
        self.failures = 0
        self.checked = 0

    def claim(self, holds, what, why=""):
        self.checked += 1
        if not holds:
            self.failures += 1
        print(f"{'ok  ' if holds else 'FAIL'} {what}" + (f": {why}" if why and not holds else ""), flush=True)
        return holds

    def end(self):
        print(f"{self.checked} claims, {self.failures} failed")
        sys.exit(1 if self.failures else 0)
