/* SPDX-License-Identifier: BSD-2-Clause */
#include "console/screen.h"

#include "base/letters.h"

#include <stdlib.h>
#include <string.h>

int screen_init(struct screen *screen, unsigned rows, unsigned columns, bool ascii)
{
	*screen = (struct screen){ .rows = rows, .columns = columns, .ascii = ascii };
	screen->cell = calloc((size_t)rows * columns + 1, sizeof *screen->cell);
	if (!screen->cell)
		return -1;
	screen_clear(screen);
	return 0;
}

void screen_finish(struct screen *screen)
{
	free(screen->cell);
	*screen = (struct screen){ 0 };
}

void screen_clear(struct screen *screen)
{
	for (size_t i = 0; i < (size_t)screen->rows * screen->columns; i++)
		screen->cell[i] = (struct cell){ " ", PLAIN };
}

/* ---- characters that may be shown ---- */

struct range {
	uint32_t first, last;
	unsigned width;
};

/* Letters that stand alone and whose width every terminal agrees on. No combining mark is in here, nor anything that is
 * written from right to left. */
static const struct range shown[] = {
	{ 0x20, 0x7e, 1 },
	{ 0xa1, 0xac, 1 }, { 0xae, 0x24f, 1 },        /* Latin; not the soft hyphen */
	{ 0x386, 0x3ff, 1 }, { 0x400, 0x481, 1 }, { 0x48a, 0x52f, 1 },
	{ 0x1e00, 0x1eff, 1 },
	{ 0x3041, 0x3096, 2 }, { 0x30a1, 0x30fa, 2 }, { 0x4e00, 0x9fff, 2 }, { 0xac00, 0xd7a3, 2 },
};

/* Columns of a character; 0: it is not to be shown. */
static unsigned width_of(uint32_t code, bool ascii)
{
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (code >= shown[i].first && code <= shown[i].last)
			return ascii && i ? 0 : shown[i].width;
	return 0;
}

/* The next character as it is shown; moves `text` on. */
static unsigned next_character(const char **text, bool ascii, char out[5])
{
	uint32_t code;
	size_t bytes = letters_character(*text, &code);
	unsigned width = bytes ? width_of(code, ascii) : 0;

	memset(out, 0, 5);
	if (width)
		memcpy(out, *text, bytes);
	else
		out[0] = '?';
	*text += bytes ? bytes : 1;
	return width ? width : 1;
}

unsigned screen_width(const char *text, bool ascii)
{
	unsigned width = 0;
	char out[5];

	while (*text)
		width += next_character(&text, ascii, out);
	return width;
}

/* ---- writing ---- */

static void set(struct screen *screen, unsigned row, unsigned column, enum style style, const char *text)
{
	struct cell *cell;

	if (row >= screen->rows || column >= screen->columns)
		return;
	cell = screen_cell(screen, row, column);
	memset(cell->text, 0, sizeof cell->text);
	memcpy(cell->text, text, strnlen(text, sizeof cell->text - 1));
	cell->style = (uint8_t)style;
}

void screen_glyph(struct screen *screen, unsigned row, unsigned column, enum style style, const char *glyph, char ascii)
{
	const char plain[2] = { ascii, '\0' };

	set(screen, row, column, style, screen->ascii ? plain : glyph);
}

unsigned screen_put(struct screen *screen, unsigned row, unsigned column, enum style style, const char *text, unsigned width)
{
	unsigned used = 0, whole = screen_width(text, screen->ascii), room;

	if (row >= screen->rows || column >= screen->columns)
		return 0;
	width = width < screen->columns - column ? width : screen->columns - column;
	room = whole <= width ? width : width ? width - 1 : 0;
	while (*text) {
		char out[5];
		unsigned takes = next_character(&text, screen->ascii, out);

		if (used + takes > room)
			break;
		set(screen, row, column + used, style, out);
		if (takes == 2)
			set(screen, row, column + used + 1, style, "");
		used += takes;
	}
	if (whole > width && width)
		screen_glyph(screen, row, column + used++, style, "\xe2\x80\xa6", '~');
	return used;
}

void screen_put_right(struct screen *screen, unsigned row, unsigned column, enum style style, const char *text, unsigned width)
{
	unsigned whole = screen_width(text, screen->ascii);

	screen_put(screen, row, whole < width ? column + width - whole : column, style, text, width);
}

void screen_style(struct screen *screen, unsigned row, unsigned column, enum style style, unsigned width)
{
	for (unsigned i = column; row < screen->rows && i < column + width && i < screen->columns; i++)
		screen_cell(screen, row, i)->style = (uint8_t)style;
}

/* ---- as text ---- */

static const char *const codes[STYLES] = {
	[PLAIN] = "", [STRONG] = "\033[1m", [QUIET] = "\033[2m", [ACCENT] = "\033[36m", [WARNING] = "\033[33m",
	[ALARM] = "\033[1;31m", [HEAD] = "\033[7m", [SORTED] = "\033[1;7m", [CHOSEN] = "\033[7m", [KEYS] = "\033[7m",
};

/* In a page for a pipe nothing is chosen, and there is no bar. */
static void print_row(const struct screen *screen, unsigned row, FILE *out, bool colour)
{
	unsigned end = screen->columns;
	int style = PLAIN;

	while (end && strcmp(screen_cell(screen, row, end - 1)->text, " ") == 0)
		end--;
	for (unsigned column = 0; column < end; column++) {
		const struct cell *cell = screen_cell(screen, row, column);

		if (colour && cell->style != style)
			fprintf(out, "%s%s", style != PLAIN ? "\033[0m" : "", codes[cell->style]);
		style = cell->style;
		fputs(cell->text, out);
	}
	fputs(colour && style != PLAIN ? "\033[0m\n" : "\n", out);
}

void screen_print(const struct screen *screen, FILE *out, bool colour)
{
	for (unsigned row = 0; row < screen->rows; row++)
		print_row(screen, row, out, colour);
}
