/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sheet.h - rows of texts in columns, as wide as what they hold. On a narrow page columns fall away, in a stated order.
 *
 * Memory    When it is short nothing more is taken in, and sheet_print() says so.
 */
#pragma once
#include "base/pen.h"

struct sheet_column {
	const char *head;
	bool right;      /* numbers */
	unsigned falls;  /* the highest goes first; 0: stays */
	bool below;      /* goes below its row, on lines of its own */
	bool gone;
};

struct sheet;

/* `bar` columns at the end are for a bar; 0: none. NULL when memory is short; all functions accept that. */
struct sheet *sheet_create(const struct sheet_column *columns, size_t count, size_t bar);
void sheet_destroy(struct sheet *sheet);

/* The next row, empty; what is put goes there. "" and NULL are nothing. A copy is kept. */
void sheet_row(struct sheet *sheet);
void sheet_put(struct sheet *sheet, size_t column, const char *text);
void sheet_bar(struct sheet *sheet, size_t length);
size_t sheet_rows(const struct sheet *sheet);

/* With a line of heads or without; a column in which nothing stands is left out. 0 or -ENOMEM. */
int sheet_print(const struct sheet *sheet, const struct pen *pen, bool heads);
