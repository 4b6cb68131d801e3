/* SPDX-License-Identifier: BSD-2-Clause */
#include "export/text_page.h"

#include <errno.h>
#include <string.h>

static bool is_one_day(const struct page *page)
{
	struct stamp_local a = stamp_local(page->zone, page->s->start_ns), b = stamp_local(page->zone, page->s->end_ns);

	return a.year == b.year && a.month == b.month && a.day == b.day;
}

static size_t sensors_of(const struct ronda_summary *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->parts_count; i++)
		count += i == 0 || strcmp(s->parts[i].sensor, s->parts[i - 1].sensor) != 0;
	return count;
}

int export_text(FILE *out, const struct ronda_summary *summary, const struct text_options *options)
{
	enum { LEAST = 60, USUAL = 80, TEN = 10 };
	unsigned columns = options->columns ? options->columns : USUAL;
	struct page page = { .pen = { out, columns < LEAST ? LEAST : columns, options->colour }, .s = summary,
		.zone = options->zone, .lang = options->lang, .top = options->top ? options->top : TEN,
		.sensors = sensors_of(summary) };
	int code;

	page.one_day = is_one_day(&page);
	page_facts(&page);
	code = page_bars(&page);
	if (!code)
		code = page_lists(&page);
	fputc('\n', out);
	page_note(&page, page_say(&page, WORDS_NOTE_TAP));
	return code ? code : fflush(out) || ferror(out) ? -EIO : 0;
}
