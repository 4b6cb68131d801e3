/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * picture.h - what a report says, as plain data without a language: figures, lines, tables.
 *
 * It is made once (make.c), and each format is one walk over it, so no two formats can disagree. A cell
 * knows what it means, not how it is written: report_words() says it in a language, JSON and CSV take
 * the number itself.
 *
 * Memory    All in the picture's own blocks; nothing but picture_destroy() frees. When memory is short the
 *           picture is marked `failed`, what was asked for comes from a spare, and nobody need look before the end.
 * Strings   Those that came from the wire are kept as they came. Each format makes them harmless itself.
 */
#pragma once
#include "base/stamp.h"
#include "base/words.h"

enum cell_kind {
	CELL_NONE,      /* nothing to say */
	CELL_TEXT,      /* text: from the wire or an operator */
	CELL_WORD,      /* a: an enum words_message; text: its name for machines */
	CELL_COUNT,     /* a */
	CELL_TENTHS,    /* a, in tenths */
	CELL_SHARE,     /* a of b */
	CELL_CHANGE,    /* from b to a, which are in tenths */
	CELL_MOMENT,    /* a: ns */
	CELL_HOUR,      /* a: ns; told to the hour */
	CELL_DAY,       /* a: ns; the day it lies in */
	CELL_SECONDS,   /* a; b not 0: it goes on */
	CELL_COUNTRY,   /* a */
	CELL_CLASS, CELL_OUTCOME, CELL_ORIGIN, CELL_FLOOD, /* a: of attack.h */
	CELL_YES,       /* a: 0 is no */
	CELL_WEEKDAY,   /* a: 0 is Monday */
	CELL_SPAN,      /* a to b: ns, told in days, b not in it */
	CELL_PERIOD,    /* likewise, as a clause: "in September 2022" */
};

struct cell {
	enum cell_kind kind;
	uint64_t a, b;
	const char *text;
};

struct line { /* a sentence; its places are the cells */
	enum words_message message;
	struct cell cell[5];
	bool warning;
};

struct figure {
	const char *key;
	enum words_message label;
	struct cell cell;
};

struct column {
	const char *key;           /* as JSON and CSV spell it, with its unit */
	enum words_message head;
	unsigned falls;            /* on a narrow page the highest goes first; 0: stays */
	bool machine;              /* for JSON and CSV alone */
};

enum chart { CHART_NONE, CHART_BARS, CHART_DAYS, CHART_WEEK };

enum { COLUMNS_MOST = 14, LINES_MOST = 24, SECTIONS_MOST = 40, FIGURES_MOST = 20 };

struct section {
	const char *key;
	enum words_message head;
	struct line line[LINES_MOST];
	size_t lines;
	struct column column[COLUMNS_MOST];
	size_t columns;            /* 0: there is no table */
	struct cell *cell;         /* row by row */
	size_t rows, room;
	enum chart chart;
	size_t bar;                /* CHART_BARS: the column whose share is drawn */
	size_t shown;              /* people are shown so many rows, then what the others add up to; 0: all */
	bool inner;                /* belongs to the section before it: a smaller head */
};

struct mark { /* of the day strip */
	uint64_t start_ns, end_ns;
};

struct picture {
	const struct stamp_zone *zone;   /* borrowed */
	const char *zone_name;           /* "WIB"; both where they differ */
	const char *version;
	struct line answer;              /* the first sentence */
	struct line lines[8];            /* what goes with it */
	size_t lines_count;
	struct figure figure[FIGURES_MOST];
	size_t figures;
	struct section section[SECTIONS_MOST];
	size_t sections;
	uint64_t start_ns, end_ns;
	const char *sensors;             /* all of their names */
	const char *site;                /* NULL: all */
	const struct mark *surge, *flood;
	size_t surges, floods;
	bool failed;                     /* memory was short */
	void *blocks;                    /* picture.c */
	struct section spare;
};

void picture_init(struct picture *picture, const struct stamp_zone *zone);
void picture_finish(struct picture *picture);

/* `size` zeroed bytes that live as long as the picture; NULL, and the picture has failed, when memory is short. */
void *picture_room(struct picture *picture, size_t size);
/* A copy of the text; "" when memory is short or text is NULL. */
const char *picture_text(struct picture *picture, const char *text);

struct section *picture_section(struct picture *picture, const char *key, enum words_message head);
void section_columns(struct section *section, const struct column *columns, size_t count);
/* A new row of as many cells as there are columns, all CELL_NONE; never NULL. */
struct cell *section_row(struct picture *picture, struct section *section);
void section_line(struct section *section, const struct line *line);
void picture_figure(struct picture *picture, const char *key, enum words_message label, struct cell cell);

static inline struct cell cell_of(enum cell_kind kind, uint64_t a)
{
	return (struct cell){ .kind = kind, .a = a };
}

static inline struct cell cell_count(uint64_t count)
{
	return cell_of(CELL_COUNT, count);
}

static inline struct cell cell_share(uint64_t part, uint64_t whole)
{
	return (struct cell){ .kind = whole ? CELL_SHARE : CELL_NONE, .a = part, .b = whole };
}

static inline struct cell cell_text(const char *text)
{
	return (struct cell){ .kind = text ? CELL_TEXT : CELL_NONE, .text = text };
}

static inline struct cell cell_word(enum words_message word, const char *name)
{
	return (struct cell){ .kind = CELL_WORD, .a = word, .text = name };
}
