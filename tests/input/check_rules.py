#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""check_rules.py RONDA - what `ronda check` says of rules that are sound, wrong, missing; and of requests."""

import os
import subprocess
import sys
import tempfile

GOOD = "rule my-own\nkind mine\nin path\nmatch ^/secret$\nmeans it is ours\n"
BAD = "rule a\nkind x\nin path\nmatch Big\nmeans it\nrule b\nkind x\nin path\nmatch (\nmeans it\nnonsense\n"


def check(ronda, *words, stdin=""):
    done = subprocess.run([ronda, "check", *words], input=stdin, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def expect(holds, what):
    if not holds:
        sys.exit(f"not so: {what}")


def main(ronda):
    with tempfile.TemporaryDirectory() as folder:
        good, bad = os.path.join(folder, "good.rules"), os.path.join(folder, "bad.rules")
        with open(good, "w", encoding="utf-8") as file:
            file.write(GOOD)
        with open(bad, "w", encoding="utf-8") as file:
            file.write(BAD)

        status, out, err = check(ronda)
        expect(status == 0 and " rules are sound" in out and "sqli" in out and not err, f"built-in rules are sound: {err}")
        status, out, err = check(ronda, good)
        expect(status == 0 and "mine" in out and not err, f"a good file is sound: {err}")
        status, out, err = check(ronda, good, bad)
        expect(status == 1 and not out, "a bad file is told by the status")
        expect(f"{bad}:4: " in err and f"{bad}:11: " in err, f"both faults are told with their lines: {err}")
        status, out, err = check(ronda, os.path.join(folder, "none"))
        expect(status == 3 and "none" in err, "a missing file cannot be read")

        status, out, err = check(ronda, good, "--request", "GET /secret")
        expect(status == 0 and "my-own" in out, "our own rule holds")
        status, out, err = check(ronda, "--request", "GET /x?id=1 union select 1,2")
        expect(status == 0 and "sqli" in out, "a request with spaces is one")
        status, out, err = check(ronda, "--request", "-", stdin="GET /.env\n\nGET /berita\r\n")
        expect(status == 0 and "dot-env" in out and out.count("no rule") == 1, f"requests from standard input: {out}")
        status, out, err = check(ronda, "--request", "nonsense")
        expect(status == 1 and "nonsense" in err, "what is no request is told")
        status, out, err = check(ronda, "--request", "")
        expect(status == 1, "nothing is no request")


main(sys.argv[1])
