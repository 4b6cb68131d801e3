#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the embedding program: its numbers are right, and it needs no capture, database or terminal library."""
import json
import subprocess
import sys

program = sys.argv[1]
foreign = ("libpcap", "libsqlite", "libncurses", "libmaxminddb", "libmicrohttpd", "libcap-ng")

run = subprocess.run([program], capture_output=True, text=True, check=True)
summary = json.loads(run.stdout)
attempts = summary["attempts"]
assert run.stderr == "", run.stderr
assert summary["schema"] == "ronda.summary/1" and summary["sensor"] == "example", summary
assert attempts["total"] == 5, attempts
assert attempts["by_class"]["probe"] == 5 and attempts["by_outcome"]["unanswered"] == 5, attempts
assert [source["address"] for source in summary["sources"]["top"]] == ["198.51.100.9"], summary["sources"]

needs = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
assert "libjansson" in needs, needs
for library in foreign:
    assert library not in needs, f"{program} needs {library}:\n{needs}"
