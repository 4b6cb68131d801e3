# SPDX-License-Identifier: BSD-2-Clause
"""countries.py FOLDER OUT - names of countries in English and Indonesian, as a C table.

From the package iso-codes, whose data and translations are under FOLDER (/usr/share).
"""

import gettext
import json
import os
import sys


def main(folder, out):
    with open(os.path.join(folder, "iso-codes/json/iso_3166-1.json"), encoding="utf-8") as text:
        countries = json.load(text)["3166-1"]
    with open(os.path.join(folder, "locale/id/LC_MESSAGES/iso_3166-1.mo"), "rb") as catalogue:
        indonesian = gettext.GNUTranslations(catalogue).gettext
    with open(out, "w", encoding="utf-8") as table:
        for country in sorted(countries, key=lambda country: country["alpha_2"]):
            name = country.get("common_name", country["name"])
            table.write("{ %s, { %s, %s } },\n" % tuple(json.dumps(text, ensure_ascii=False) for text in (
                country["alpha_2"], name, indonesian(name))))


main(*sys.argv[1:])
