/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * format.h - how a picture is written down: a file and a line of the table each.
 *
 * Whatever came from the wire is made harmless for whom the format is for: a terminal, a browser, a
 * spreadsheet.
 */
#pragma once
#include "report/picture.h"

#include <stdio.h>

struct report_options {
	enum words_lang lang;
	const char *table; /* CSV: this one alone; NULL: all */
	bool colour;       /* text */
};

struct report_format {
	const char *name, *suffix;
	/* 0, or a negative errno and a sentence. */
	int (*write)(const struct picture *picture, const struct report_options *options, FILE *out,
		struct ronda_error *error);
};

/* By its name, or by the suffix of a file's name; NULL when there is none. */
const struct report_format *report_format(const char *name);
const struct report_format *report_format_of(const char *file);

/* "text, json, html, csv or pdf" */
#define REPORT_FORMATS "text, json, html, csv or pdf"

int report_text(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error);
int report_json(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error);
int report_html(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error);
int report_csv(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error);
/* The HTML, made to pages by WeasyPrint; -ENOENT when that is not installed. */
int report_pdf(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error);
