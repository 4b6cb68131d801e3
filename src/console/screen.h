/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * screen.h - a page of styled cells, as the view draws it: for a terminal, for a pipe, for a test.
 *
 * What comes from the wire (host names, rules, request lines) may be anybody's work. screen_put() lets through
 * only characters that stand still and are as wide as they seem: no control character, no escape, nothing that turns
 * the direction of writing, no combining mark, no malformed UTF-8. Everything else becomes "?". There is no other
 * way onto the page but screen_glyph(), for the few shapes of our own.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum style { PLAIN, STRONG, QUIET, ACCENT, WARNING, ALARM, HEAD, SORTED, CHOSEN, KEYS, STYLES };

struct cell {
	char text[5];      /* one character in UTF-8; "": the right half of the one before */
	uint8_t style;
};

struct screen {
	unsigned rows, columns;
	bool ascii;
	struct cell *cell; /* rows * columns of them */
};

/* -1 when memory is short. */
int screen_init(struct screen *screen, unsigned rows, unsigned columns, bool ascii);
void screen_finish(struct screen *screen);
/* All blank. */
void screen_clear(struct screen *screen);

static inline struct cell *screen_cell(const struct screen *screen, unsigned row, unsigned column)
{
	return &screen->cell[row * screen->columns + column];
}

/* Writes `text` into at most `width` columns; what has no room ends in an ellipsis. Returns the columns used. Beyond the
 * page nothing is written. */
unsigned screen_put(struct screen *screen, unsigned row, unsigned column, enum style style, const char *text, unsigned width);
/* ... so that it ends where the `width` columns end. */
void screen_put_right(struct screen *screen, unsigned row, unsigned column, enum style style, const char *text, unsigned width);
/* One character of our own, and what stands for it in ASCII. */
void screen_glyph(struct screen *screen, unsigned row, unsigned column, enum style style, const char *glyph, char ascii);
/* The style of `width` cells from there on. */
void screen_style(struct screen *screen, unsigned row, unsigned column, enum style style, unsigned width);

/* Columns that `text` takes. */
unsigned screen_width(const char *text, bool ascii);

/* As text, blanks at line ends left out; with `colour`, in terminal colours. */
void screen_print(const struct screen *screen, FILE *out, bool colour);
