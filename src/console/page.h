/* SPDX-License-Identifier: BSD-2-Clause */
/* page.h - what the files that draw a page have in common. The console's own. */
#pragma once
#include "base/words.h"
#include "console/view.h"

struct page {
	struct view *view;
	const struct ronda_picture *picture;
	struct screen *screen;
	enum words_lang lang;
};

enum { SHOWN_TEXT = 256 };

/* One cell of a table: as text, and what it is sorted by. */
struct shown {
	char text[SHOWN_TEXT];
	enum style style;
	bool is_number;
	double number;             /* else by `order`, or where that is empty by the text */
	char order[36];
};

enum { RANK_WIDE = 9 };

struct column {
	enum words_message title;
	unsigned width, most;      /* at least; what it may grow to when its texts are longer */
	unsigned rank;             /* where the page is narrow the highest fall away first; 0: never. From
	                            * RANK_WIDE on only where the others have all they want */
	bool right;
	enum { DRAW_TEXT, DRAW_MIX, DRAW_BAR } draw;
	void (*show)(const struct page *page, const void *row, struct shown *out);
};

struct table {
	enum words_message title;
	const struct column *column;
	unsigned columns, sort;    /* sort: at first */
	/* Row `i`, or NULL beyond the last. */
	const void *(*row)(const struct ronda_picture *picture, size_t i);
	bool (*takes)(const struct filter *filter, const void *row);
	/* What row it is: its name, by which it is found again. */
	void (*name)(const struct page *page, const void *row, char name[PICTURE_NAME]);
	/* What Enter on it leads to; NULL: nothing. */
	void (*enter)(struct page *page, const void *row);
};

/* Not a column of what nobody knows. */
bool column_is_there(const struct view *view, const struct column *column);

extern const struct table *const tables[TABS];
extern const struct table acts_table;  /* of one source */

static inline const char *say(const struct page *page, enum words_message text)
{
	return words(page->lang, text);
}

/* Figures, as short as they can be read. */
const char *show_number(enum words_lang lang, uint64_t number, char text[WORDS_TEXT]);
const char *show_rate(enum words_lang lang, double rate, char text[WORDS_TEXT]);
/* "45.2 M": with a thousand's unit. */
const char *show_scaled(enum words_lang lang, double number, char text[WORDS_TEXT]);
/* "14:05", "08-03 14:05": since when, on a day before. */
const char *show_since(const struct page *page, uint64_t ns, char text[WORDS_TEXT]);
/* "3s", "12min", "14:05", "08-03": how long ago, or when. */
const char *show_ago(const struct page *page, uint64_t ns, char text[WORDS_TEXT]);
/* "14:05:09". */
const char *show_clock(const struct page *page, uint64_t ns, char text[WORDS_TEXT]);
const char *show_country(const struct page *page, enum ronda_origin origin, ronda_country country, char text[8]);
const char *show_class(const struct page *page, enum ronda_class class);
const char *show_outcome(const struct page *page, enum ronda_outcome outcome);
/* "probe 98 %, web 2 %", most first. */
const char *show_mix(const struct page *page, const uint64_t by_class[RONDA_CLASS_COUNT], char *text, size_t size);

/* From `row` on, as many rows as there are to the footer; `state` says which, and is told. */
void table_draw(struct page *page, const struct table *table, struct table_view *state, unsigned row, unsigned rows);
