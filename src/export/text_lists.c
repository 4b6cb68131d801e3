/* SPDX-License-Identifier: BSD-2-Clause */
/* text_lists.c - requests to look at, host names, floods and sources, each as rows in columns. */
#include "export/text_page.h"

#include "base/letters.h"
#include "base/sheet.h"
#include "summary/shape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void put_number(const struct page *page, struct sheet *sheet, size_t column, uint64_t value)
{
	char text[WORDS_TEXT];

	sheet_put(sheet, column, page_number(page, value, text));
}

static void put_moment(const struct page *page, struct sheet *sheet, size_t column, uint64_t ns)
{
	char text[CELL_TEXT];

	sheet_put(sheet, column, page_brief_moment(page, ns, text));
}

/* A text from the wire. */
static void put_text(struct sheet *sheet, size_t column, const char *from, size_t most)
{
	char text[LINE_TEXT];

	sheet_put(sheet, column, letters_cut(text, sizeof text, most, from));
}

static void put_addr(struct sheet *sheet, size_t column, const struct ronda_addr *addr)
{
	char text[RONDA_ADDR_TEXT];

	sheet_put(sheet, column, ronda_addr_format(addr, text));
}

static void put_yes(const struct page *page, struct sheet *sheet, size_t column, bool yes)
{
	sheet_put(sheet, column, page_say(page, yes ? WORDS_YES : WORDS_NO));
}

/* Under its head; then it is gone. */
static int draw(const struct page *page, enum words_message head, struct sheet *sheet)
{
	int code = 0;

	if (sheet && sheet_rows(sheet))
		page_head(page, head);
	code = !sheet || sheet_rows(sheet) ? sheet_print(sheet, &page->pen, true) : 0;
	sheet_destroy(sheet);
	return code;
}

/* "12 more" */
static void tell_rest(const struct page *page, enum words_message message, uint64_t rest)
{
	char text[WORDS_TEXT], line[LINE_TEXT];

	if (rest)
		page_note(page, WORDS_FILL(page->lang, message, line, page_number(page, rest, text)));
}

/* ---- requests that were answered ---- */

static void put_review(const struct page *page, struct sheet *sheet, const struct ronda_review *review)
{
	char text[WORDS_TEXT];

	sheet_row(sheet);
	put_moment(page, sheet, 0, review->time_ns);
	put_addr(sheet, 1, &review->source);
	put_text(sheet, 2, review->rule, 24);
	put_text(sheet, 3, review->site, LABEL_MOST);
	snprintf(text, sizeof text, review->status ? "%u" : "-", review->status);
	sheet_put(sheet, 4, text);
	put_number(page, sheet, 5, review->response_bytes);
	put_text(sheet, 6, review->line, page->pen.columns - 2 * GAP);
}

/* The latest ones, latest first. */
static int draw_review(const struct page *page)
{
	enum { TEN = 10 };
	const struct sheet_column columns[] = {
		{ .head = page_say(page, WORDS_COLUMN_TIME) }, { .head = page_say(page, WORDS_COLUMN_SOURCE) },
		{ .head = page_say(page, WORDS_COLUMN_RULE), .falls = 1 }, { .head = page_say(page, WORDS_COLUMN_SITE), .falls = 2 },
		{ .head = page_say(page, WORDS_COLUMN_STATUS), .right = true },
		{ .head = page_say(page, WORDS_COLUMN_BYTES), .right = true, .falls = 3 },
		{ .head = "", .below = true },
	};
	size_t count = page->s->review_count, shown = count < TEN ? count : TEN;
	uint64_t rest = count - shown + page->s->review_omitted;
	struct sheet *sheet;
	int code = 0;

	if (!count && !rest)
		return 0;
	page_head(page, WORDS_HEAD_REVIEW);
	page_note(page, page_say(page, WORDS_NOTE_REVIEW));
	sheet = sheet_create(columns, sizeof columns / sizeof *columns, 0);
	for (size_t i = 0; i < shown; i++)
		put_review(page, sheet, &page->s->review[count - 1 - i]);
	if (shown)
		code = sheet_print(sheet, &page->pen, true);
	sheet_destroy(sheet);
	tell_rest(page, WORDS_NOTE_EARLIER, rest);
	return code;
}

/* ---- host names ---- */

/* What came up last stands first. */
static int newest_first(const void *a, const void *b)
{
	const struct ronda_hostname *left_name = *(const struct ronda_hostname *const *)a;
	const struct ronda_hostname *right_name = *(const struct ronda_hostname *const *)b;

	if (left_name->first_seen_ns != right_name->first_seen_ns)
		return left_name->first_seen_ns < right_name->first_seen_ns ? 1 : -1;
	return summary_order_hostnames(left_name, right_name);
}

static void put_name(const struct page *page, struct sheet *sheet, const struct ronda_hostname *name)
{
	sheet_row(sheet);
	put_text(sheet, 0, name->name, LABEL_MOST);
	put_addr(sheet, 1, &name->addr);
	put_moment(page, sheet, 2, name->first_seen_ns);
	put_moment(page, sheet, 3, name->last_seen_ns);
}

static int draw_names(const struct page *page)
{
	enum { MOST = 20 };
	const struct sheet_column columns[] = {
		{ .head = page_say(page, WORDS_COLUMN_NAME) }, { .head = page_say(page, WORDS_COLUMN_ADDRESS), .falls = 1 },
		{ .head = page_say(page, WORDS_COLUMN_FIRST), .falls = 2 }, { .head = page_say(page, WORDS_COLUMN_LAST), .falls = 3 },
	};
	const struct ronda_hostname **list;
	struct sheet *sheet;
	size_t count = 0;
	int code;

	if (!page->s->listening.names_declared)
		return 0;
	list = calloc(page->s->hostnames_count + 1, sizeof *list);
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < page->s->hostnames_count; i++)
		if (!page->s->hostnames[i].declared)
			list[count++] = &page->s->hostnames[i];
	qsort(list, count, sizeof *list, newest_first);
	sheet = sheet_create(columns, sizeof columns / sizeof *columns, 0);
	for (size_t i = 0; i < count && i < MOST; i++)
		put_name(page, sheet, list[i]);
	free(list);
	code = draw(page, WORDS_HEAD_NAMES, sheet);
	tell_rest(page, WORDS_OTHERS, count > MOST ? count - MOST : 0);
	return code;
}

/* ---- floods ---- */

static int heaviest_first(const void *a, const void *b)
{
	const struct ronda_flood *left_flood = *(const struct ronda_flood *const *)a;
	const struct ronda_flood *right_flood = *(const struct ronda_flood *const *)b;

	if (left_flood->packets != right_flood->packets)
		return left_flood->packets < right_flood->packets ? 1 : -1;
	return summary_order_floods(left_flood, right_flood);
}

static const char *lasted(const struct page *page, const struct ronda_flood *flood, char text[CELL_TEXT])
{
	uint64_t seconds = (flood->end_ns - flood->start_ns) / STAMP_SECOND_NS;
	uint64_t unit = seconds < 120 ? 1 : seconds < 120 * 60 ? 60 : 3600;
	char count[WORDS_TEXT];

	if (flood->ongoing || seconds == 0) {
		snprintf(text, CELL_TEXT, "%s", page_say(page, flood->ongoing ? WORDS_ONGOING : WORDS_LASTED_UNDER));
		return text;
	}
	page_number(page, (seconds + unit / 2) / unit, count);
	return words_fill(page->lang, unit == 1 ? WORDS_LASTED_SECONDS : unit == 60 ? WORDS_LASTED_MINUTES :
		WORDS_LASTED_HOURS, (const char *const[]){ count, NULL }, text, CELL_TEXT);
}

static void put_flood(const struct page *page, struct sheet *sheet, const struct ronda_flood *flood)
{
	char target[TARGET_TEXT], text[CELL_TEXT];

	sheet_row(sheet);
	snprintf(text, sizeof text, "%s%s%s", words_flood(page->lang, flood->kind), flood->service ? " " : "",
		flood->service ? ronda_service_name(flood->service) : "");
	sheet_put(sheet, 0, text);
	sheet_put(sheet, 1, summary_target_write(flood, target));
	put_moment(page, sheet, 2, flood->start_ns);
	sheet_put(sheet, 3, lasted(page, flood, text));
	put_number(page, sheet, 4, flood->packets);
	put_number(page, sheet, 5, flood->peak_packets_per_second);
	put_number(page, sheet, 6, flood->sources);
	put_yes(page, sheet, 7, flood->spoofed);
	put_text(sheet, 8, flood->sensor, 20);
}

static int draw_floods(const struct page *page)
{
	const struct sheet_column columns[] = {
		{ .head = page_say(page, WORDS_COLUMN_KIND) }, { .head = page_say(page, WORDS_COLUMN_TARGET) },
		{ .head = page_say(page, WORDS_COLUMN_START), .falls = 1 }, { .head = page_say(page, WORDS_COLUMN_LASTED), .falls = 3 },
		{ .head = page_say(page, WORDS_COLUMN_PACKETS), .right = true },
		{ .head = page_say(page, WORDS_COLUMN_PEAK), .right = true, .falls = 2 },
		{ .head = page_say(page, WORDS_COLUMN_SOURCES), .right = true, .falls = 4 },
		{ .head = page_say(page, WORDS_COLUMN_SPOOFED), .falls = 5 },
		{ .head = page_say(page, WORDS_COLUMN_SENSOR), .falls = 6, .gone = page->sensors < 2 },
	};
	size_t count = page->s->floods_count, shown = count < page->top ? count : page->top;
	const struct ronda_flood **list = calloc(count + 1, sizeof *list);
	struct sheet *sheet = sheet_create(columns, sizeof columns / sizeof *columns, 0);
	int code = -ENOMEM;

	for (size_t i = 0; list && i < count; i++)
		list[i] = &page->s->floods[i];
	if (list)
		qsort(list, count, sizeof *list, heaviest_first);
	for (size_t i = 0; list && i < shown; i++)
		put_flood(page, sheet, list[i]);
	if (list)
		code = draw(page, WORDS_HEAD_FLOODS, sheet);
	else
		sheet_destroy(sheet);
	free(list);
	tell_rest(page, WORDS_OTHERS, count - shown);
	return code;
}

static void draw_backscatter(const struct page *page)
{
	char packets[WORDS_TEXT], sources[WORDS_TEXT], text[LINE_TEXT];

	if (!page->s->backscatter.packets)
		return;
	page_number(page, page->s->backscatter.packets, packets);
	page_number(page, ronda_sketch_count(&page->s->backscatter.sources), sources);
	page_head(page, WORDS_HEAD_BACKSCATTER);
	pen_paragraph(&page->pen, PEN_PLAIN, WORDS_FILL(page->lang, WORDS_BACKSCATTER_OF, text, packets, sources), GAP);
}

/* ---- sources ---- */

/* How many targets or ports: counted while they are few, an estimate beyond. */
static void put_spread(const struct page *page, struct sheet *sheet, size_t column, uint64_t count)
{
	enum { EXACT = 32 };
	char text[WORDS_TEXT], about[WORDS_TEXT];

	snprintf(about, sizeof about, "%s%.30s", count > EXACT ? "~" : "", page_number(page, count, text));
	sheet_put(sheet, column, about);
}

static void put_source(const struct page *page, struct sheet *sheet, const struct ronda_source *source)
{
	const struct ronda_prefix prefix = { source->addr, source->prefix_bits };
	char country[8], number[WORDS_TEXT], text[RONDA_ADDR_TEXT];

	sheet_row(sheet);
	sheet_put(sheet, 0, ronda_prefix_format(&prefix, text));
	summary_country(source, country);
	sheet_put(sheet, 1, strcmp(country, "local") == 0 ? page_say(page, WORDS_LOCAL) :
		source->country == 0 ? page_say(page, WORDS_UNKNOWN) : country);
	page_number(page, source->attempts, number);
	sheet_put(sheet, 2, source->attempts_error ? strcat(number, "+") : number);
	put_spread(page, sheet, 3, source->targets);
	put_spread(page, sheet, 4, source->ports);
	put_moment(page, sheet, 5, source->first_seen_ns);
	put_moment(page, sheet, 6, source->last_seen_ns);
	put_yes(page, sheet, 7, source->verified);
}

static int draw_sources(const struct page *page)
{
	const struct sheet_column columns[] = {
		{ .head = page_say(page, WORDS_COLUMN_ADDRESS) }, { .head = page_say(page, WORDS_COLUMN_COUNTRY), .falls = 1 },
		{ .head = page_say(page, WORDS_COLUMN_ATTEMPTS), .right = true },
		{ .head = page_say(page, WORDS_COLUMN_TARGETS), .right = true, .falls = 3 },
		{ .head = page_say(page, WORDS_COLUMN_PORTS), .right = true, .falls = 4 },
		{ .head = page_say(page, WORDS_COLUMN_FIRST), .falls = 6 }, { .head = page_say(page, WORDS_COLUMN_LAST), .falls = 5 },
		{ .head = page_say(page, WORDS_COLUMN_VERIFIED), .falls = 2 },
	};
	const struct ronda_source *top = page->s->sources.top;
	struct sheet *sheet = sheet_create(columns, sizeof columns / sizeof *columns, 0);
	uint64_t all = ronda_sketch_count(&page->s->sources.attacking);
	char text[2][WORDS_TEXT], line[LINE_TEXT];
	bool at_least = false;
	size_t shown = 0;
	int code;

	/* Sorted by attempts: those of none come last, and are no attackers. */
	for (; shown < page->s->sources.top_count && shown < page->top && top[shown].attempts; shown++) {
		put_source(page, sheet, &top[shown]);
		at_least = at_least || top[shown].attempts_error;
	}
	code = draw(page, WORDS_HEAD_SOURCES, sheet);
	if (at_least)
		page_note(page, page_say(page, WORDS_NOTE_AT_LEAST));
	if (shown && all > shown)
		page_note(page, WORDS_FILL(page->lang, WORDS_NOTE_MORE_SOURCES, line, page_number(page, shown, text[0]),
			page_number(page, all, text[1])));
	return code;
}

int page_lists(const struct page *page)
{
	int code = draw_review(page);

	if (!code)
		code = draw_names(page);
	if (!code)
		code = draw_floods(page);
	if (!code)
		draw_backscatter(page);
	return code ? code : draw_sources(page);
}
