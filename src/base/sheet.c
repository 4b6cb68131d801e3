/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/sheet.h"

#include "base/letters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 2, COLUMNS_MOST = 24 };

struct row {
	char *text[COLUMNS_MOST]; /* NULL: nothing */
	size_t bar;
};

struct sheet {
	struct sheet_column column[COLUMNS_MOST];
	size_t columns, bar;
	struct row *row;
	size_t rows, room;
	bool failed;
};

/* How it is laid out on a page. */
struct layout {
	size_t width[COLUMNS_MOST];
	bool gone[COLUMNS_MOST];
};

struct sheet *sheet_create(const struct sheet_column *columns, size_t count, size_t bar)
{
	struct sheet *sheet = calloc(1, sizeof *sheet);

	if (!sheet)
		return NULL;
	sheet->columns = count < COLUMNS_MOST ? count : COLUMNS_MOST;
	sheet->bar = bar;
	memcpy(sheet->column, columns, sheet->columns * sizeof *columns);
	return sheet;
}

void sheet_destroy(struct sheet *sheet)
{
	if (!sheet)
		return;
	for (size_t i = 0; i < sheet->rows; i++)
		for (size_t j = 0; j < sheet->columns; j++)
			free(sheet->row[i].text[j]);
	free(sheet->row);
	free(sheet);
}

void sheet_row(struct sheet *sheet)
{
	struct row *more;

	if (!sheet || sheet->failed)
		return;
	if (sheet->rows == sheet->room) {
		size_t room = sheet->room ? 2 * sheet->room : 16;

		more = reallocarray(sheet->row, room, sizeof *more);
		sheet->failed = !more;
		if (!more)
			return;
		sheet->row = more;
		sheet->room = room;
	}
	sheet->row[sheet->rows++] = (struct row){ .bar = 0 };
}

void sheet_put(struct sheet *sheet, size_t column, const char *text)
{
	struct row *row;

	if (!sheet || sheet->failed || !sheet->rows || column >= sheet->columns || !text || !*text)
		return;
	row = &sheet->row[sheet->rows - 1];
	free(row->text[column]);
	row->text[column] = strdup(text);
	sheet->failed = !row->text[column];
}

void sheet_bar(struct sheet *sheet, size_t length)
{
	if (sheet && !sheet->failed && sheet->rows)
		sheet->row[sheet->rows - 1].bar = length < sheet->bar ? length : sheet->bar;
}

size_t sheet_rows(const struct sheet *sheet)
{
	return sheet ? sheet->rows : 0;
}

/* ---- where it all goes ---- */

static size_t total_width(const struct sheet *sheet, const struct layout *layout)
{
	size_t total = sheet->bar ? GAP + sheet->bar : 0;

	for (size_t i = 0; i < sheet->columns; i++)
		total += layout->gone[i] ? 0 : GAP + layout->width[i];
	return total;
}

static void measure(const struct sheet *sheet, size_t column, struct layout *layout)
{
	size_t most = letters_width(sheet->column[column].head);
	bool said = false;

	for (size_t i = 0; i < sheet->rows; i++) {
		const char *text = sheet->row[i].text[column];
		size_t width = text ? letters_width(text) : 0;

		said = said || text;
		most = width > most ? width : most;
	}
	layout->width[column] = most;
	layout->gone[column] = sheet->column[column].gone || sheet->column[column].below || !said;
}

static struct layout lay_out(const struct sheet *sheet, unsigned columns)
{
	struct layout layout = { 0 };

	for (size_t i = 0; i < sheet->columns; i++)
		measure(sheet, i, &layout);
	while (total_width(sheet, &layout) > columns) {
		size_t worst = COLUMNS_MOST;

		for (size_t i = 0; i < sheet->columns; i++)
			if (!layout.gone[i] && sheet->column[i].falls &&
			    (worst == COLUMNS_MOST || sheet->column[i].falls > sheet->column[worst].falls))
				worst = i;
		if (worst == COLUMNS_MOST)
			break;
		layout.gone[worst] = true;
	}
	return layout;
}

/* ---- and there ---- */

static void draw(const struct sheet *sheet, const struct layout *layout, const struct row *row, const struct pen *pen)
{
	size_t owed = 0; /* blanks that are written only if something follows */

	for (size_t i = 0; i < sheet->columns; i++) {
		const char *text = row ? row->text[i] : sheet->column[i].head;
		size_t width = text ? letters_width(text) : 0, free_columns = layout->width[i] - width;

		if (layout->gone[i])
			continue;
		owed += GAP + (sheet->column[i].right ? free_columns : 0);
		if (width) {
			pen_space(pen, owed);
			pen_ink(pen, row ? PEN_PLAIN : PEN_QUIET, text);
			owed = 0;
		}
		owed += sheet->column[i].right ? 0 : free_columns;
	}
	if (row && row->bar) {
		pen_space(pen, owed + GAP);
		for (size_t i = 0; i < row->bar; i++)
			fputc('#', pen->out);
	}
	fputc('\n', pen->out);
	for (size_t i = 0; row && i < sheet->columns; i++)
		if (sheet->column[i].below && row->text[i])
			pen_paragraph(pen, PEN_QUIET, row->text[i], 2 * GAP);
}

int sheet_print(const struct sheet *sheet, const struct pen *pen, bool heads)
{
	struct layout layout;

	if (!sheet || sheet->failed)
		return -ENOMEM;
	layout = lay_out(sheet, pen->columns);
	if (heads)
		draw(sheet, &layout, NULL, pen);
	for (size_t i = 0; i < sheet->rows; i++)
		draw(sheet, &layout, &sheet->row[i], pen);
	return 0;
}
