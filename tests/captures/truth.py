#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""truth.py RONDA - scanners and their attempts in public captures, against the oracle and the ground truth.

Prints file, expected, found, and whether they are the same. What the captures' own notes say is held
against both: benign traffic and backscatter have no attempt, a flood of spoofed SYN has none but is told.
"""

import os
import sys

import acts
import harness

CLASSES = ("scan-tcp-syn", "scan-udp", "sweep", "background-radiation", "iot-telnet-scan", "syn-flood",
           "backscatter-trap", "benign")
NO_ATTEMPT = ("benign", "backscatter-trap", "syn-flood")


def judged(row, expected, ran):
    """What is wrong with this run; [] when nothing."""
    summary = ran.summary()
    if ran.trouble() or summary is None:
        return [ran.trouble() or "no summary: " + ran.err.strip()[-200:]]
    said = harness.differences(expected, [summary], most=3)
    said += harness.broken_identities(summary)
    if ran.status != 0:
        said.append(f"exit status {ran.status}")
    if row["class"] in NO_ATTEMPT and summary["attempts"]["total"] != 0:
        said.append(f"{row['class']}: {summary['attempts']['total']} attempts, none was expected")
    if row["class"] == "syn-flood" and not any(f["kind"] == "syn" for f in summary["floods"]):
        said.append("the flood was not told")
    if row["class"] == "backscatter-trap" and not summary["backscatter"]["packets"]:
        said.append("the backscatter was not told")
    return said


def in_words(attempts, sources):
    return f"{attempts} of {sources}" if sources else "none"


def main():
    harness.need("tshark")
    folder, ronda = harness.captures_folder(), sys.argv[1]
    failed = files = 0
    print(f"{'file':<66} {'expected':>13} {'found':>13}  (attempts of scanners)")
    for row in harness.manifest(folder):
        if row["class"] not in CLASSES:
            continue
        path = os.path.join(folder, row["file"])
        expected = acts.count([path])
        ran = harness.count(ronda, [path])
        said = judged(row, expected, ran)
        found = harness.probes_by_source([ran.summary()]) if ran.summary() else {}
        scanners = sum(1 for source in expected["sources"].values() if source["attempts"])
        print(f"{row['file']:<66} {in_words(expected['attempts'], scanners):>13} "
              f"{in_words(sum(found.values()), len(found)):>13}  {'; '.join(said) or 'same'}", flush=True)
        files += 1
        failed += bool(said)
    print(f"{files} files, {files - failed} same, {failed} not")
    sys.exit(1 if failed or not files else 0)


if __name__ == "__main__":
    main()
