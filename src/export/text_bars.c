/* SPDX-License-Identifier: BSD-2-Clause */
/* text_bars.c - what the number is made of: a label, a count, its share of the total as a bar. */
#include "export/text_page.h"

#include "base/letters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BAR_MOST = 24 };

struct bar {
	char label[CELL_TEXT];
	uint64_t count;
	bool aside; /* a remark on the rows above, not one of them */
	char note[2 * CELL_TEXT];
};

struct section {
	enum words_message head;
	struct bar *bars;
	size_t count, room;
	uint64_t whole; /* 0: no shares */
};

static struct bar *add_bar(struct section *section, const char *label, uint64_t count)
{
	struct bar *bar;

	if (!count || section->count == section->room)
		return NULL;
	bar = &section->bars[section->count++];
	*bar = (struct bar){ .count = count };
	letters_cut(bar->label, sizeof bar->label, LABEL_MOST, label);
	return bar;
}

static int most_first(const void *a, const void *b)
{
	const struct ronda_row *left_row = a, *right_row = b;

	if (left_row->count != right_row->count)
		return left_row->count < right_row->count ? 1 : -1;
	return strcmp(left_row->name, right_row->name);
}

static bool has_several_classes(const struct ronda_summary *summary)
{
	unsigned classes = 0;

	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
		classes += summary->attempts.by_class[i] != 0;
	return classes > 1;
}

/* "probe 35, log-in 300", or "probe" alone, where a summary has more than one class. */
static void note_classes(const struct page *page, struct bar *bar, const char *site)
{
	const struct ronda_class_rows *rows = &page->s->attempts.by_site_class;
	char count[WORDS_TEXT];
	size_t used = 0;

	for (size_t i = 0; has_several_classes(page->s) && i < rows->count; i++) {
		if (strcmp(rows->row[i].name, site) != 0)
			continue;
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++) {
			uint64_t attempts = rows->row[i].by_class[class];
			bool all = attempts == bar->count;

			if (attempts && used < sizeof bar->note)
				used += (size_t)snprintf(bar->note + used, sizeof bar->note - used, "%s%s%s%s", used ? ", " : "",
					words_class(page->lang, class), all ? "" : " ", all ? "" : page_number(page, attempts, count));
		}
		return;
	}
}

/* The largest rows, a dozen at most, then all others in one. */
static int add_rows(const struct page *page, struct section *section, const struct ronda_rows *rows)
{
	enum { DOZEN = 12 };
	size_t shown = page->top < DOZEN ? page->top : DOZEN;
	struct ronda_row *sorted = malloc((rows->count + 1) * sizeof *sorted);
	char count[WORDS_TEXT], label[2 * WORDS_TEXT];
	uint64_t rest = 0;

	if (!sorted)
		return -ENOMEM;
	if (rows->count) {
		memcpy(sorted, rows->row, rows->count * sizeof *sorted);
		qsort(sorted, rows->count, sizeof *sorted, most_first);
	}
	for (size_t i = 0; i < rows->count; i++) {
		const char *name = sorted[i].name;

		if (section->head == WORDS_HEAD_SITES && strcmp(name, "other") == 0)
			name = page_say(page, WORDS_OTHER_SITES);
		if (section->head == WORDS_HEAD_COUNTRIES && strcmp(name, "local") == 0)
			name = page_say(page, WORDS_LOCAL);
		if (section->head == WORDS_HEAD_COUNTRIES && strcmp(name, "unknown") == 0)
			name = page_say(page, WORDS_UNKNOWN);
		if (i < shown) {
			struct bar *bar = add_bar(section, name, sorted[i].count);

			if (bar && section->head == WORDS_HEAD_SITES)
				note_classes(page, bar, sorted[i].name);
		} else {
			rest += sorted[i].count;
		}
	}
	free(sorted);
	if (rest) {
		page_number(page, rows->count - shown, count);
		add_bar(section, WORDS_FILL(page->lang, WORDS_OTHERS, label, count), rest);
	}
	return 0;
}

static void add_beside(const struct page *page, struct section *section, enum words_message label,
	uint64_t attempts, uint64_t sources)
{
	struct bar *bar = add_bar(section, page_say(page, label), attempts);
	char count[WORDS_TEXT];

	page_number(page, sources, count);
	if (bar && sources)
		WORDS_FILL(page->lang, sources == 1 ? WORDS_FROM_AT_LEAST_ONE : WORDS_FROM_AT_LEAST, bar->note, count);
}

struct widths {
	unsigned label, count;
};

enum { CLASSES, OUTCOMES, ORIGINS, PROOF, COUNTRIES, SITES, BESIDE, INCIDENTS, SECTIONS };

static int fill_sections(const struct page *page, struct section sections[SECTIONS])
{
	const struct ronda_summary *s = page->s;
	struct bar *research;

	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++) {
		add_bar(&sections[CLASSES], words_class(page->lang, i), s->attempts.by_class[i]);
		add_bar(&sections[INCIDENTS], words_class(page->lang, i), s->incidents.by_class[i]);
	}
	research = add_bar(&sections[CLASSES], page_say(page, WORDS_RESEARCH), s->attempts.of_which_research);
	if (research)
		research->aside = true;
	for (unsigned i = 0; i < RONDA_OUTCOME_COUNT; i++)
		add_bar(&sections[OUTCOMES], words_outcome(page->lang, i), s->attempts.by_outcome[i]);
	for (unsigned i = 0; i < RONDA_ORIGIN_COUNT; i++)
		add_bar(&sections[ORIGINS], words_origin(page->lang, i), s->attempts.by_origin[i]);
	add_bar(&sections[PROOF], page_say(page, WORDS_VERIFIED), s->attempts.verified);
	add_bar(&sections[PROOF], page_say(page, WORDS_UNVERIFIED), s->attempts.unverified);
	add_beside(page, &sections[BESIDE], WORDS_OUTBOUND, s->outbound.attempts, s->outbound.sources);
	add_beside(page, &sections[BESIDE], WORDS_INTERNAL, s->internal.attempts, s->internal.sources);
	add_bar(&sections[BESIDE], page_say(page, WORDS_MONITORS), s->monitor_acts);
	add_bar(&sections[BESIDE], page_say(page, WORDS_UNDECIDED), s->attempts.undecided);
	add_bar(&sections[BESIDE], page_say(page, WORDS_LOST_PENDING), s->attempts.lost_pending);
	if (add_rows(page, &sections[COUNTRIES], &s->attempts.by_country) < 0)
		return -ENOMEM;
	return add_rows(page, &sections[SITES], &s->attempts.by_site);
}

/* The widths of all, so that they align. */
static struct widths measure(const struct page *page, const struct section sections[SECTIONS])
{
	struct widths widths = { 0 };
	char count[WORDS_TEXT];

	for (unsigned i = 0; i < SECTIONS; i++)
		for (size_t j = 0; j < sections[i].count; j++) {
			size_t label = letters_width(sections[i].bars[j].label);
			size_t digits = letters_width(page_number(page, sections[i].bars[j].count, count));

			widths.label = widths.label > label ? widths.label : (unsigned)label;
			widths.count = widths.count > digits ? widths.count : (unsigned)digits;
		}
	return widths;
}

/* From column `at` on; where there is no room, it goes on below, after a comma. */
static void draw_note(const struct page *page, const char *note, unsigned at)
{
	unsigned gap = GAP;

	for (; *note; gap = 1) {
		const char *end = strstr(note, ", ");
		int size = (int)(end ? (size_t)(end - note) + 1 : strlen(note));
		char piece[2 * CELL_TEXT];

		snprintf(piece, sizeof piece, "%.*s", size, note);
		if (at + gap + letters_width(piece) > page->pen.columns) {
			fputc('\n', page->pen.out);
			pen_space(&page->pen, 2 * GAP);
			at = 2 * GAP;
		} else {
			pen_space(&page->pen, gap);
			at += gap;
		}
		pen_ink(&page->pen, PEN_QUIET, piece);
		at += (unsigned)letters_width(piece);
		note += size;
		note += *note == ' ';
	}
}

static void draw_bar(const struct page *page, const struct section *section, const struct bar *bar, struct widths widths)
{
	unsigned before = 2 * GAP + widths.label + widths.count, used = before + 2 * GAP + 6;
	unsigned most = page->pen.columns > used ? page->pen.columns - used : 0, at = before;
	char text[WORDS_TEXT], line[BAR_MOST + 1];
	size_t length;

	if (most > BAR_MOST)
		most = BAR_MOST;
	pen_space(&page->pen, GAP);
	pen_left(&page->pen, bar->aside ? PEN_QUIET : PEN_PLAIN, bar->label, widths.label);
	pen_space(&page->pen, GAP);
	pen_right(&page->pen, bar->aside ? PEN_QUIET : PEN_PLAIN, page_number(page, bar->count, text), widths.count);
	if (section->whole) {
		pen_right(&page->pen, PEN_QUIET, words_share(page->lang, bar->count, section->whole, text), GAP + 6);
		at += GAP + 6;
		length = (size_t)(((unsigned __int128)bar->count * most + section->whole / 2) / section->whole);
		if (!bar->aside && length) {
			memset(line, '#', length < BAR_MOST ? length : BAR_MOST);
			line[length < BAR_MOST ? length : BAR_MOST] = '\0';
			pen_space(&page->pen, GAP);
			pen_ink(&page->pen, PEN_ACCENT, line);
			at += GAP + (unsigned)strlen(line);
		}
	}
	draw_note(page, bar->note, at);
	fputc('\n', page->pen.out);
}

int page_bars(const struct page *page)
{
	const uint64_t total = page->s->attempts.total;
	struct section sections[SECTIONS] = {
		[CLASSES] = { .head = WORDS_HEAD_CLASSES, .room = RONDA_CLASS_COUNT + 1, .whole = total },
		[OUTCOMES] = { .head = WORDS_HEAD_OUTCOMES, .room = RONDA_OUTCOME_COUNT, .whole = total },
		[ORIGINS] = { .head = WORDS_HEAD_ORIGINS, .room = RONDA_ORIGIN_COUNT, .whole = total },
		[PROOF] = { .head = WORDS_HEAD_PROOF, .room = 2, .whole = total },
		[COUNTRIES] = { .head = WORDS_HEAD_COUNTRIES, .room = page->s->attempts.by_country.count + 1, .whole = total },
		[SITES] = { .head = WORDS_HEAD_SITES, .room = page->s->attempts.by_site.count + 1, .whole = total },
		[BESIDE] = { .head = WORDS_HEAD_BESIDE, .room = 5 },
		[INCIDENTS] = { .head = WORDS_HEAD_INCIDENTS, .room = RONDA_CLASS_COUNT, .whole = page->s->incidents.total },
	};
	struct widths widths = { 0 };
	int code = 0;

	for (unsigned i = 0; i < SECTIONS; i++) {
		sections[i].bars = calloc(sections[i].room, sizeof *sections[i].bars);
		if (!sections[i].bars)
			code = -ENOMEM;
	}
	if (!code)
		code = fill_sections(page, sections);
	if (!code)
		widths = measure(page, sections);
	for (unsigned i = 0; !code && i < SECTIONS; i++) {
		if (sections[i].count)
			page_head(page, sections[i].head);
		for (size_t j = 0; j < sections[i].count; j++)
			draw_bar(page, &sections[i], &sections[i].bars[j], widths);
	}
	for (unsigned i = 0; i < SECTIONS; i++)
		free(sections[i].bars);
	return code;
}
