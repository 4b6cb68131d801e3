/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/format.h"

#include <string.h>

static const struct report_format formats[] = {
	{ "text", ".txt", report_text },
	{ "json", ".json", report_json },
	{ "html", ".html", report_html },
	{ "csv", ".csv", report_csv },
	{ "pdf", ".pdf", report_pdf },
};

enum { FORMATS = sizeof formats / sizeof *formats };

const struct report_format *report_format(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

const struct report_format *report_format_of(const char *file)
{
	const char *suffix = strrchr(file, '.');

	for (size_t i = 0; suffix && i < FORMATS; i++)
		if (strcasecmp(formats[i].suffix, suffix) == 0)
			return &formats[i];
	return suffix && strcasecmp(suffix, ".htm") == 0 ? report_format("html") : NULL;
}
