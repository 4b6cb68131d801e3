/* SPDX-License-Identifier: BSD-2-Clause */
/* text_page.h - the page that a summary is written on, and its parts, in their order. Within src/export only. */
#pragma once
#include "base/pen.h"
#include "export/text.h"

enum { CELL_TEXT = 96, LINE_TEXT = 1024, LABEL_MOST = 40, GAP = 2 };

struct page {
	struct pen pen;
	const struct ronda_summary *s;
	const struct stamp_zone *zone;
	enum words_lang lang;
	bool one_day;    /* the period lies in one day of the zone */
	size_t top;
	size_t sensors;  /* different ones */
};

/* What they have in common. */
const char *page_say(const struct page *page, enum words_message message);
const char *page_number(const struct page *page, uint64_t value, char text[WORDS_TEXT]);
const char *page_moment(const struct page *page, uint64_t ns, char text[CELL_TEXT]);
const char *page_brief_moment(const struct page *page, uint64_t ns, char text[CELL_TEXT]); /* as short as the period allows */
void page_head(const struct page *page, enum words_message head);
void page_note(const struct page *page, const char *text);

/* text_facts.c: the answer, and what it rests on. */
void page_facts(const struct page *page);
/* text_bars.c: what it is made of, with its shares. 0 or -ENOMEM. */
int page_bars(const struct page *page);
/* text_lists.c: requests to look at, host names, floods, sources. 0 or -ENOMEM. */
int page_lists(const struct page *page);
