/* SPDX-License-Identifier: BSD-2-Clause */
/* html.h - what html.c and html_charts.c share. Within src/report only. */
#pragma once
#include "report/say.h"

/* With <, >, &, " and ' made harmless: as content and as an attribute in quotes. */
void html_escape(FILE *out, const char *text);
/* The cell as people read it, around it what machines read: <data value="957254">957.254</data>. */
void html_cell(const struct voice *voice, FILE *out, const struct cell *cell);

/* html_charts.c: drawings of the section's table; html.c puts the table itself below. */
void html_days(const struct voice *voice, FILE *out, const struct section *section);
void html_week(const struct voice *voice, FILE *out, const struct section *section);
void html_bar(FILE *out, uint64_t part, uint64_t whole);
