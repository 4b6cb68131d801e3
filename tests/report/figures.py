# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of `ronda report` share: a report in each format taken apart, and its figures held against those of the
JSON, which are written here a second time, from the words of the manual alone."""

import csv
import datetime
import io
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser

import harness

LANGUAGES = ("en", "id")
NAMES = ("source", "target", "sensor", "name", "address", "rule", "request")


def number(value, lang):
    """957254 as people write it."""
    return f"{value:,}" if lang == "en" else f"{value:,}".replace(",", ".")


def share(value, lang):
    """A part of 1, which is all only when it is all, and nothing only when it is nothing."""
    if value >= 1 or value == 0:
        return "100 %" if value else "0 %"
    if 0 < value < 0.0005:
        text = "<0.1 %"
    else:
        text = f"{min(int(value * 1000 + 0.5), 999) / 10:.1f} %"
    return text if lang == "en" else text.replace(".", ",")


class Page(HTMLParser):
    """The tables of a page by their id, each row a dictionary of (text, value, time) by column; figures likewise."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.figures, self.tags, self.attributes = {}, {}, [], []
        self.table = self.row = self.cell = self.figure = None
        self.heading = ""
        self.kind = None
        self.in_heading = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs.items()
        if tag == "h1":
            self.in_heading = True
        if tag == "table":
            self.table = self.tables.setdefault(re.sub("^t-|-2$", "", attrs["id"]), [])
        if tag == "tr" and self.table is not None:
            self.kind = attrs.get("class")
            if self.kind != "under":    # a long text, below the row it belongs to
                self.row = {}
        if "data-key" in attrs and tag in ("th", "td", "dd"):
            self.cell = {"text": "", "value": None, "time": None}
            (self.figures if tag == "dd" else self.row)[attrs["data-key"]] = self.cell
        if tag == "data" and self.cell is not None:
            self.cell["value"] = float(attrs["value"])
        if tag == "time" and self.cell is not None:
            self.cell["time"] = attrs["datetime"]

    def handle_endtag(self, tag):
        if tag == "h1":
            self.in_heading = False
        if tag in ("th", "td", "dd"):
            self.cell = None
        if tag == "table":
            self.table = None
        if tag == "tr" and self.table is not None and self.row and self.kind is None:
            self.table.append(self.row)

    def handle_data(self, data):
        if self.in_heading:
            self.heading += data
        if self.cell is not None:
            self.cell["text"] += data


def tables_of_csv(text):
    """The tables of a CSV by name: lists of dictionaries."""
    tables = {}
    for block in text.split("\r\n\r\n"):
        name, rest = block.split("\r\n", 1)
        tables[name] = list(csv.DictReader(io.StringIO(rest, newline="")))
    return tables


def lines_of(text):
    """With all blanks made one."""
    return [" ".join(line.split()) for line in text.splitlines()]


def pdf_text(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, stdout=subprocess.PIPE).stdout.decode()


def has_pdf():
    return shutil.which("weasyprint") and shutil.which("pdftotext")


def make(ronda, store, folder, options, formats=("text", "json", "html", "csv"), langs=LANGUAGES):
    """The report in each format and language: its text, of a PDF the path, by (format, lang)."""
    made = {}
    for lang in langs:
        for kind in formats:
            path = os.path.join(folder, f"report-{lang}.{'txt' if kind == 'text' else kind}")
            ran = harness.run([ronda, "report", "--store", store, *options, "--lang", lang, "-o", path], timeout=120)
            if ran.status != 0 or ran.trouble():
                raise SystemExit(f"report -o {path}: {ran.status}, {ran.trouble() or ran.err}")
            if kind == "pdf":
                made[kind, lang] = path
                continue
            with open(path, encoding="utf-8", newline="") as text:
                made[kind, lang] = text.read()
    return made


def schema_says(report):
    """What the schema has against this report, or None."""
    path = os.path.join(os.path.dirname(harness.TESTS), "src", "report", "report.schema.json")
    try:
        import jsonschema
    except ImportError:
        return None
    with open(path, encoding="utf-8") as text:
        schema = json.load(text)
    fault = next(jsonschema.validators.validator_for(schema)(schema).iter_errors(report), None)
    return fault and ".".join(map(str, fault.absolute_path)) + ": " + fault.message[:200]


def close(one, other):
    return abs(one - other) <= 1e-5 * max(1, abs(other))


def local(stamp, hours):
    """An RFC 3339 stamp as the CSV writes it."""
    at = datetime.datetime.fromisoformat(stamp.split(".")[0].rstrip("Z")) + datetime.timedelta(hours=hours)
    return at.strftime("%Y-%m-%d %H:%M:%S")


def is_stamp(value):
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value)


def unlike_html(report, page, lang):
    """Where the page's figures differ from the JSON's."""
    said = []
    for key, value in report["figures"].items():
        if not close(page.figures[key]["value"], value):
            said.append(f"{key}: {page.figures[key]} is not {value}")
    for name, rows in report["tables"].items():
        shown = page.tables.get(name, [])
        for row, cells in zip(rows, shown):
            for key, cell in cells.items():
                value = row[key]
                text = cell["text"]
                if isinstance(value, bool) or value is None:
                    continue
                if isinstance(value, (int, float)) and cell["value"] is not None and not close(cell["value"], value):
                    said.append(f"{name}.{key}: {cell} is not {value}")
                if isinstance(value, int) and cell["value"] is not None and "seconds" not in key \
                        and text != number(value, lang):
                    said.append(f"{name}.{key}: \"{text}\" is not {value} in {lang}")
                if key.endswith("share") and text != share(value, lang):
                    said.append(f"{name}.{key}: \"{text}\" is not {value} in {lang}")
                if isinstance(value, str) and key in NAMES and re.fullmatch(r"[\w.:/-]+", value) and text != value:
                    said.append(f"{name}.{key}: \"{text}\" is not {value}")
                if is_stamp(value) and cell["time"] != value:
                    said.append(f"{name}.{key}: {cell} is not {value}")
        if shown and len(shown) < len(rows) and len(shown) < 20:
            said.append(f"{name}: {len(shown)} of {len(rows)} rows")
    return said[:5]


def unlike_csv(report, tables, hours):
    said = []
    for name, rows in report["tables"].items():
        if len(rows) != len(tables[name]):
            said.append(f"{name}: {len(tables[name])} rows, not {len(rows)}")
        for row, cells in zip(rows, tables[name]):
            for key, value in row.items():
                text = cells[key]
                if value is None:
                    same = text == ""
                elif isinstance(value, bool):
                    same = text == ("yes" if value else "no")
                elif isinstance(value, (int, float)):
                    same = close(float(text), value)
                elif is_stamp(value):
                    same = text == local(value, hours)
                else:
                    same = text.lstrip("'") == value
                if not same:
                    said.append(f"{name}.{key}: {text} is not {value}")
    for key, value in report["figures"].items():
        found = next(row["value"] for row in tables["report"] if row["key"] == key)
        if not close(float(found), value):
            said.append(f"{key}: {found} is not {value}")
    return said[:5]


def unlike_text(report, page, text, lang, tables, whole_names=True):
    """Each row of these tables is a line with its name, as the page has it, and its count. On paper a name may go on in
    the next line."""
    said, lines = [], lines_of(text)
    for name in tables:
        for row, cells in zip(report["tables"][name], page.tables.get(name, [])):
            head = " ".join(next(iter(cells.values()))["text"].split())
            head = head if whole_names else head.split()[0]
            count = number(row["attempts"], lang)
            if not any(head in line and re.search(rf"(?<![\d.,]){re.escape(count)}(?![\d]|[.,]\d)", line)
                       for line in lines):
                said.append(f"{name}: no line has \"{head}\" with {count}")
    return said[:5]
