/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * view.h - what somebody looks at, and what the keys do to it; a picture and a view make a page.
 *
 * Pure: no terminal, no clock, no file. The same picture, view and size make the same page.
 */
#pragma once
#include "base/stamp.h"
#include "base/words.h"
#include "base/network_names.h"
#include "console/filter.h"
#include "console/screen.h"
#include "summary/picture.h"

enum tab { TAB_SOURCES, TAB_COUNTRIES, TAB_SITES, TAB_CLASSES, TAB_NETWORKS, TAB_FLOODS, TAB_REVIEW, TABS };

enum { VIEW_HEADS = 16 };

enum key { /* below 256: a byte that was typed */
	KEY_UP_ROW = 256, KEY_DOWN_ROW, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_FIRST, KEY_LAST, KEY_PREVIOUS_TAB, KEY_NEXT_TAB,
	KEY_ENTER_ROW, KEY_ESCAPE, KEY_RUB, KEY_HELP_PAGE, KEY_FILTER_LINE, KEY_SORT_NEXT, KEY_QUIT,
};

/* Which rows of a table are shown, and in which order. */
struct table_view {
	unsigned sort;             /* a column of its table */
	bool turned;               /* ... the other way round */
	unsigned top, at;          /* rows: first shown, chosen */
	bool moved;                /* the row at `at` is to be chosen, whose it may be */
	char chosen[PICTURE_NAME]; /* whose row that is: it stays chosen when the order changes. "": the first */
};

struct view {
	enum words_lang lang;
	const struct stamp_zone *zone; /* borrowed */
	const struct network_names *networks; /* borrowed; NULL: no names of networks */
	bool gone;                 /* the sensor went away */
	bool still;                /* nothing is chosen, and there are no keys: a page for a pipe */

	enum tab tab;
	struct table_view table[TABS];
	char filter_text[FILTER_TEXT];
	struct filter filter;
	bool typing, help, paused;
	bool detail;               /* of one source: */
	struct ronda_addr source;
	uint8_t source_bits;
	unsigned detail_top;       /* first act shown */

	/* noted when it was drawn last */
	unsigned page_rows, rows;  /* of the table: shown at a time, and in all */
	struct { unsigned from, to, which; } heads[VIEW_HEADS], tabs[TABS]; /* columns of the page */
	unsigned heads_count;
	struct {                   /* what Enter leads to: */
		bool source;
		struct ronda_addr addr;
		uint8_t bits;
		char filter[FILTER_TEXT]; /* "": nowhere */
	} under;
};

void view_init(struct view *view, enum words_lang lang, const struct stamp_zone *zone);

/* Sorts the sources by what they did in all, rather than now. */
enum { VIEW_SORT_TODAY = 4 };
void view_sort(struct view *view, unsigned column);

/* `picture` NULL: there is none yet. Notes in the view what is shown. */
void view_draw(struct view *view, const struct ronda_picture *picture, struct screen *screen);

/* False: quit. */
bool view_key(struct view *view, int key);
/* A click on the page as it was drawn last; twice on one row is Enter. */
bool view_click(struct view *view, unsigned row, unsigned column, bool twice);

/* Whose acts are wanted; NULL: the latest of all. */
const struct ronda_addr *view_watched(const struct view *view);

/* Of the page that view_draw() makes: rows above and below the table. */
enum { VIEW_HEADER_ROWS = 7, VIEW_FOOTER_ROWS = 1 };
