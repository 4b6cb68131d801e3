#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""schema_check.py SUMMARY.json...: each agrees with its schema, and with itself.

Every identity is computed here anew, from the text alone and with none of ronda's code; the
first that does not hold ends the run with one sentence and exit status 1.
"""
import base64
import ipaddress
import json
import math
import pathlib
import re
import sys
from datetime import datetime
from fractions import Fraction

import jsonschema

SCHEMA = pathlib.Path(__file__).parent.parent / "src/summary/summary.schema.json"
FATES = ["decoded", "non_ip", "truncated", "malformed", "unsupported"]
REASONS = {
    "non_ip": ["not_ip", "arp", "llc", "wlan_not_data", "wlan_encrypted"],
    "truncated": ["cut_link", "cut_ip", "cut_transport"],
    "malformed": ["short_link", "short_ip", "short_transport", "ip_version", "ip_length",
                  "transport_length", "fragment", "link_header"],
    "unsupported": ["link_type", "too_deep"],
}


class Fault(Exception):
    pass


def same(what, found, expected):
    if found != expected:
        raise Fault(f"{what} is {found!r}, but {expected!r} follows from the rest")


def true(what, holds):
    if not holds:
        raise Fault(what)


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    true(f"a key stands twice: {sorted(n for n in names if names.count(n) > 1)}",
         len(names) == len(set(names)))
    return dict(pairs)


def moment(text):
    """Nanoseconds since 1970, exactly."""
    whole, fraction = re.fullmatch(r"([^.Z]+)(?:\.(\d+))?Z", text).groups()
    try:
        seconds = (datetime.fromisoformat(whole) - datetime(1970, 1, 1)).total_seconds()
    except ValueError as why:
        raise Fault(f"{text!r} is not a time: {why}") from None
    return int(seconds) * 10**9 + int((fraction or "0").ljust(9, "0"))


def span(what, item, first="start", last="end"):
    start, end = moment(item[first]), moment(item[last])
    true(f"{what} ends before it starts", start <= end)
    return start, end


def sketch_count(what, text):
    """How many sources a sketch holds, and its relative standard error."""
    raw = base64.b64decode(text, validate=True)
    true(f"{what} is not base64 as it should be", base64.b64encode(raw).decode() == text)
    kind, content = raw[0], raw[1:]
    if kind == 0:
        hashes = [content[i:i + 8] for i in range(0, len(content), 8)]
        true(f"{what} holds a part of a hash", len(content) % 8 == 0)
        true(f"{what} holds more than 512 hashes", len(hashes) <= 512)
        true(f"{what} is not sorted", all(a < b for a, b in zip(hashes, hashes[1:])))
        return len(hashes), 0
    true(f"{what} is of no known kind", kind == 1)
    true(f"{what} has not 4096 registers", len(content) == 4096)
    true(f"{what} has a register beyond 53", max(content) <= 53)
    of_rank = [content.count(rank) for rank in range(54)]

    def series(start, step):
        value, before = start, None
        while value != before:
            before, value = value, step(value)
        return value

    x, power = of_rank[0] / 4096, [1.0]
    untouched = math.inf if x == 1 else 0
    if x < 1:
        state = [x]

        def sigma(value):
            state[0] *= state[0]
            value += state[0] * power[0]
            power[0] *= 2
            return value
        untouched = series(x, sigma)
    y, half = 1 - of_rank[53] / 4096, [1.0]
    saturated = 0
    if 0 < y < 1:
        root = [y]

        def tau(value):
            root[0] = math.sqrt(root[0])
            half[0] /= 2
            return value - (1 - root[0]) ** 2 * half[0]
        saturated = series(1 - y, tau) / 3
    z = 4096 * saturated
    for rank in range(52, 0, -1):
        z = (z + of_rank[rank]) / 2
    z += 4096 * untouched
    estimate = math.inf if z == 0 else 1 / (2 * math.log(2)) * 4096 * 4096 / z
    return (int(estimate + 0.5) if estimate < 9e18 else 9 * 10**18), 0.01625


def check_sketch(what, holder, count_key, sketch_key):
    count, error = sketch_count(f"{what}.{sketch_key}", holder[sketch_key])
    same(f"{what}.{count_key}", holder[count_key], count)
    return error


def check_frames(frames):
    same("frames.delivered", frames["delivered"], sum(frames[fate] for fate in FATES))
    same("the sum of frames.reasons", sum(frames["reasons"].values()),
         frames["delivered"] - frames["decoded"])
    for fate, reasons in REASONS.items():
        same(f"frames.{fate}", frames[fate], sum(frames["reasons"].get(name, 0) for name in reasons))


def check_attempts(attempts):
    for by in ("by_class", "by_outcome", "by_origin", "by_country", "by_site", "by_hour"):
        same(f"the sum of attempts.{by}", sum(attempts[by].values()), attempts["total"])
    same("attempts.verified + unverified", attempts["verified"] + attempts["unverified"], attempts["total"])
    true("attempts.of_which_research is more than the total", attempts["of_which_research"] <= attempts["total"])
    for hour in attempts["by_hour"]:
        true(f"attempts.by_hour: {hour} is not an hour", moment(hour) % (3600 * 10**9) == 0)
    countries = [name for name in attempts["by_country"] if name not in ("local", "unknown")]
    same("the order of attempts.by_country", countries, sorted(countries))
    for by in ("by_site", "by_hour"):
        names = [name.encode() for name in attempts[by]]
        same(f"the order of attempts.{by}", names, sorted(names))


def check_site_classes(attempts):
    same("the sites of attempts.by_site_class", list(attempts["by_site_class"]), list(attempts["by_site"]))
    for site, classes in attempts["by_site_class"].items():
        same(f"the sum of attempts.by_site_class.{site}", sum(classes.values()), attempts["by_site"][site])
    for name, total in attempts["by_class"].items():
        same(f"the sum of {name} over attempts.by_site_class",
             sum(classes.get(name, 0) for classes in attempts["by_site_class"].values()), total)


def check_hostnames(hostnames):
    keys = []
    for name in hostnames:
        span(name["name"], name, "first_seen", "last_seen")
        keys.append((name["name"].encode(), address(name["address"])))
    same("the order of hostnames", keys, sorted(set(keys)))


def check_review(summary):
    review, attempts = summary["review"], summary["attempts"]
    keys = [(moment(item["time"]), address(item["source"]), address(item["address"]), item["port"]) for item in review]
    same("the order of review", keys, sorted(keys))
    most = min(attempts["by_outcome"]["served"], attempts["by_class"]["web"] + attempts["by_class"]["exploit"])
    true(f"review lists {len(review)} and omits {summary['review_omitted']}, but there were only {most} to review",
         len(review) + summary["review_omitted"] <= most)


def check_period(summary):
    start, end = span("period", summary["period"])
    parts = [(part["sensor"].encode(), *span("a part", part)) for part in summary["parts"]]
    same("the order of parts", parts, sorted(parts))
    for before, after in zip(parts, parts[1:]):
        true(f"two parts of {before[0].decode()!r} overlap",
             before[0] != after[0] or (before[2] <= after[1] and before[1] < after[1]))
    same("period.start", start, min(part[1] for part in parts))
    same("period.end", end, max(part[2] for part in parts))
    seconds = (end - start + 5 * 10**8) // 10**9
    same("period.seconds", summary["period"]["seconds"], seconds)
    sensors = sorted({part[0] for part in parts})
    same("sensor", summary["sensor"], b"+".join(sensors).decode())
    up = sum(part["up_seconds"] for part in summary["parts"])
    same("coverage.up_seconds", summary["coverage"]["up_seconds"], up)
    ratio = min(Fraction(up, seconds * len(sensors)), 1) if seconds else 1
    true(f"coverage.ratio is {summary['coverage']['ratio']}, but {float(ratio):.6f} follows from the rest",
         abs(summary["coverage"]["ratio"] - ratio) <= 5.1e-7)


def target(text):
    """The address as 16 bytes, and the port."""
    bracket = re.fullmatch(r"\[(.+)\]:(\d+)", text) or re.fullmatch(r"([\d.]+):(\d+)", text)
    host, port = bracket.groups() if bracket else (text, 0)
    true(f"{text!r} has no such port", int(port) <= 65535)
    return address(host), int(port)


def address(text):
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError as why:
        raise Fault(f"{why}") from None
    return b"\0" * 10 + b"\xff\xff" + parsed.packed if parsed.version == 4 else parsed.packed


def check_floods(floods):
    kinds = ["syn", "udp", "icmp", "reflection", "http", "slow"]
    services = [None, "tcp", "qotd", "chargen", "dns", "portmap", "ntp", "netbios", "snmp", "cldap", "slp", "ssdp",
                "ard", "wsd", "mdns", "coap", "memcached", "dvr", "bacnet"]
    keys = []
    for flood in floods:
        start, _ = span("a flood", flood)
        keys.append((start, flood["sensor"].encode(), kinds.index(flood["kind"]), *target(flood["target"]),
                     services.index(flood["service"])))
    same("the order of floods", keys, sorted(set(keys)))


def check_sources(summary):
    sources, traffic = summary["sources"], summary["traffic"]
    error = check_sketch("sources", sources, "distinct", "sketch")
    same("sources.distinct_error", sources["distinct_error"], error)
    check_sketch("sources", sources, "attacking", "attacking_sketch")
    check_sketch("backscatter", summary["backscatter"], "sources", "sources_sketch")
    order, seen = [], set()
    for source in sources["top"]:
        host, _, bits = source["address"].partition("/")
        span(source["address"], source, "first_seen", "last_seen")
        if bits:
            ipaddress.IPv6Network(source["address"])  # no bits beyond its length
        order.append((-source["attempts"], -source["packets"], address(host), int(bits or 128)))
        seen.add(order[-1][2:])
    same("the order of sources.top", order, sorted(order))
    true("an address stands twice in sources.top", len(seen) == len(order))
    packets = sum(source["packets"] for source in sources["top"])
    true(f"traffic.packets is {traffic['packets']}, but the top sources alone sent {packets}",
         packets <= traffic["packets"])
    if sources["top_complete"]:
        same("traffic.packets", traffic["packets"],
             packets + traffic["evicted_packets"] + traffic["untracked_packets"])


def check(text, validator):
    summary = json.loads(text, object_pairs_hook=no_duplicates)
    for fault in sorted(validator.iter_errors(summary), key=lambda fault: list(map(str, fault.path))):
        raise Fault(".".join(map(str, fault.absolute_path)) + ": " + fault.message[:200])
    check_frames(summary["frames"])
    check_attempts(summary["attempts"])
    check_site_classes(summary["attempts"])
    check_hostnames(summary["hostnames"])
    check_review(summary)
    check_period(summary)
    same("the sum of incidents.by_class", sum(summary["incidents"]["by_class"].values()),
         summary["incidents"]["total"])
    check_floods(summary["floods"])
    check_sources(summary)
    if summary["scope"] != "any":
        same("the order of scope", summary["scope"], sorted(summary["scope"]))
        for prefix in summary["scope"]:
            ipaddress.ip_network(prefix)
    same("the order of changed_settings", list(summary["changed_settings"]), sorted(summary["changed_settings"]))
    if summary["geoip"]["file"] is None:
        same("geoip", summary["geoip"], {"file": None, "type": None, "built": None})
    total = summary["attempts"]["total"]
    shown = {"en": f"{total:,}" if total else "no", "id": f"{total:,}".replace(",", ".") if total else "tidak ada"}
    for language, number in shown.items():
        true(f"text.{language} does not begin with {number}", summary["text"][language].startswith(number + " "))


def main(paths):
    if not paths:
        sys.exit("usage: schema_check.py SUMMARY.json...")
    schema = json.loads(SCHEMA.read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    for path in paths:
        try:
            check(pathlib.Path(path).read_text(encoding="utf-8"), kind(schema))
        except (Fault, ValueError, KeyError, OSError) as why:
            sys.exit(f"{path}: {why}")


if __name__ == "__main__":
    main(sys.argv[1:])
