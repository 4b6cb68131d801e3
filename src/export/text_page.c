/* SPDX-License-Identifier: BSD-2-Clause */
#include "export/text_page.h"

const char *page_say(const struct page *page, enum words_message message)
{
	return words(page->lang, message);
}

const char *page_number(const struct page *page, uint64_t value, char text[WORDS_TEXT])
{
	return words_number(page->lang, value, text);
}

const char *page_moment(const struct page *page, uint64_t ns, char text[CELL_TEXT])
{
	struct stamp_local at = stamp_local(page->zone, ns);

	snprintf(text, CELL_TEXT, "%04d-%02d-%02d %02d:%02d:%02d", at.year, at.month, at.day, at.hour, at.minute,
		at.second);
	return text;
}

const char *page_brief_moment(const struct page *page, uint64_t ns, char text[CELL_TEXT])
{
	struct stamp_local at = stamp_local(page->zone, ns);
	bool inside = ns >= page->s->start_ns && ns <= page->s->end_ns;

	if (page->one_day && inside)
		snprintf(text, CELL_TEXT, "%02d:%02d:%02d", at.hour, at.minute, at.second);
	else
		snprintf(text, CELL_TEXT, "%02d-%02d %02d:%02d", at.month, at.day, at.hour, at.minute);
	return text;
}

void page_head(const struct page *page, enum words_message head)
{
	fputc('\n', page->pen.out);
	pen_ink(&page->pen, PEN_STRONG, page_say(page, head));
	fputc('\n', page->pen.out);
}

void page_note(const struct page *page, const char *text)
{
	pen_paragraph(&page->pen, PEN_QUIET, text, GAP);
}
