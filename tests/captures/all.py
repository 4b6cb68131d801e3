#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""all.py RONDA - every public capture, whatever it is: no crash, no hang, frames that add up.

The number of frames is held against what libpcap itself delivers (MANIFEST.tsv) and, where the file
is whole, against Wireshark's capinfos. Where libpcap stops part-way, the summary and the exit status say so.
"""

import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import harness

MANY = 500      # sources


def capinfos(path):
    """How many frames Wireshark reads, or None when it cannot read the file to its end."""
    ran = harness.run(["capinfos", "-c", "-M", "-T", "-r", path])
    last = ran.out.strip().splitlines()[-1:] if ran.status == 0 else []
    return int(last[0].split("\t")[-1]) if last and last[0].split("\t")[-1].isdigit() else None


def judged(ronda, folder, row, keep):
    """What is wrong with one capture; [] when nothing. Its summary goes to the file `keep`."""
    path = os.path.join(folder, row["file"])
    ran = harness.count(ronda, [path])
    summary = ran.summary()
    if ran.trouble():
        return [ran.trouble()]
    if summary is None:
        return [f"no summary, exit status {ran.status}: {ran.err.strip()[-200:]}"]
    text = ran.out
    if len(summary["sources"]["top"]) > MANY:   # the schema's checker would take minutes
        text = harness.run([ronda, "count", "--format", "json", path]).out
    with open(keep, "w", encoding="utf-8") as out:
        out.write(text)
    said = harness.broken_identities(summary)
    delivered, note = summary["frames"]["delivered"], row["libpcap_1_10_3"]
    by_libpcap = re.match(r"(\d+) packets", note)
    if by_libpcap and delivered != int(by_libpcap.group(1)):
        said.append(f"libpcap delivers {by_libpcap.group(1)} frames, counted {delivered}")
    if "error" in note:
        if summary["capture"]["complete"] or not summary["capture"]["error"]:
            said.append("libpcap stops part-way, the summary does not say so")
        if ran.status == 0:
            said.append("libpcap stops part-way, the exit status is 0")
        if not ran.err.strip():
            said.append("libpcap stops part-way, no message")
    else:
        if ran.status != 0:
            said.append(f"exit status {ran.status}: {ran.err.strip()[-200:]}")
        if not summary["capture"]["complete"] or summary["capture"]["error"]:
            said.append(f"said to be incomplete: {summary['capture']['error']}")
        frames = capinfos(path)
        if frames is not None and frames != delivered:
            said.append(f"capinfos has {frames} frames, counted {delivered}")
    return said


def main():
    harness.need("capinfos")
    folder, ronda = harness.captures_folder(), sys.argv[1]
    rows = harness.manifest(folder)
    with tempfile.TemporaryDirectory(prefix="ronda-captures-") as kept, \
            ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        keep = [os.path.join(kept, f"{number}.json") for number in range(len(rows))]
        results = list(pool.map(lambda row, path: judged(ronda, folder, row, path), rows, keep))
        faults = harness.schema_faults([path for path in keep if os.path.exists(path)])
        for said, path in zip(results, keep):
            if path in faults:
                said.append(faults[path])
    failed = 0
    for row, said in zip(rows, results):
        if said:
            failed += 1
            print(f"FAIL {row['file']}: {'; '.join(said)}")
    print(f"{len(rows)} captures, {failed} failed")
    sys.exit(1 if failed or not rows else 0)


if __name__ == "__main__":
    main()
