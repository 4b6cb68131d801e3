/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c - the picture for a mail: 78 columns, letters only, the answer first. */
#include "base/letters.h"
#include "report/format.h"
#include "report/say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 78, GAP = 2, BAR = 20, CELL_MOST = 46 };

struct page {
	struct voice voice;
	FILE *out;
	bool colour;
};

static void space(const struct page *page, size_t count)
{
	fprintf(page->out, "%*s", (int)count, "");
}

static void wrap(const struct page *page, const char *text, size_t indent)
{
	while (*text) {
		size_t length = letters_line(text, PAGE - indent);

		space(page, indent);
		fprintf(page->out, "%.*s\n", (int)length, text);
		text += length + (text[length] == ' ');
	}
}

static void strong(const struct page *page, const char *text)
{
	fprintf(page->out, page->colour ? "\033[1m%s\033[0m\n" : "%s\n", text);
}

static const struct cell *cell_at(const struct section *section, size_t row, size_t column)
{
	return &section->cell[row * section->columns + column];
}

/* ---- tables ---- */

struct grid {
	const struct section *section;
	size_t rows;                       /* that are shown */
	size_t hidden;
	struct cell rest[COLUMNS_MOST];
	size_t width[COLUMNS_MOST];
	bool gone[COLUMNS_MOST];
	size_t last;                       /* a text column that goes below its row; COLUMNS_MOST: none */
};

static const char *grid_text(const struct page *page, const struct grid *grid, size_t row, size_t column,
	char text[SAY_TEXT])
{
	const struct cell *cell = row < grid->rows ? cell_at(grid->section, row, column) : &grid->rest[column];
	char number[WORDS_TEXT], whole[SAY_TEXT];

	if (row == grid->rows && column == 0) {
		words_number(page->voice.lang, grid->hidden, number);
		words_fill(page->voice.lang, WORDS_R_MORE, (const char *const[]){ number, NULL }, text, SAY_TEXT);
	} else {
		say_cell(&page->voice, cell, text);
	}
	if (column == grid->last)
		return text;
	strcpy(whole, text);
	return letters_cut(text, SAY_TEXT, CELL_MOST, whole);
}

static size_t total_width(const struct grid *grid)
{
	size_t total = grid->section->chart == CHART_BARS || grid->section->chart == CHART_DAYS ? GAP + BAR : 0;

	for (size_t j = 0; j < grid->section->columns; j++)
		total += grid->gone[j] || j == grid->last ? 0 : GAP + grid->width[j];
	return total;
}

static void drop_columns(struct grid *grid)
{
	while (total_width(grid) > PAGE) {
		size_t worst = COLUMNS_MOST;

		for (size_t j = 0; j < grid->section->columns; j++)
			if (!grid->gone[j] && grid->section->column[j].falls && (worst == COLUMNS_MOST ||
			    grid->section->column[j].falls > grid->section->column[worst].falls))
				worst = j;
		if (worst == COLUMNS_MOST)
			return;
		grid->gone[worst] = true;
	}
}

static void measure(const struct page *page, struct grid *grid)
{
	char text[SAY_TEXT];

	grid->hidden = say_rest(grid->section, grid->rest);
	grid->rows = grid->section->rows - grid->hidden;
	grid->last = COLUMNS_MOST;
	for (size_t j = 0; j < grid->section->columns; j++) {
		const char *key = grid->section->column[j].key;

		if (strcmp(key, "request") == 0 || strcmp(key, "note") == 0)
			grid->last = j;
	}
	for (size_t j = 0; j < grid->section->columns; j++) {
		bool said = false;

		grid->gone[j] = grid->section->column[j].machine;
		if (grid->gone[j])
			continue;
		grid->width[j] = letters_width(words(page->voice.lang, grid->section->column[j].head));
		for (size_t i = 0; i < grid->rows + (grid->hidden > 0); i++) {
			size_t wide = letters_width(grid_text(page, grid, i, j, text));

			said = said || (i < grid->rows && wide);
			grid->width[j] = wide > grid->width[j] ? wide : grid->width[j];
		}
		grid->gone[j] = !said;
	}
	drop_columns(grid);
}

static bool is_right(const struct grid *grid, size_t column)
{
	for (size_t i = 0; i < grid->rows; i++)
		if (cell_at(grid->section, i, column)->kind != CELL_NONE)
			return cell_is_number(cell_at(grid->section, i, column)->kind);
	return false;
}

/* How long the bar of this row is, beside the longest. */
static size_t bar(const struct grid *grid, size_t row)
{
	const struct section *section = grid->section;
	size_t column = section->chart == CHART_BARS ? section->bar : 1;
	const struct cell *cell = cell_at(section, row, column);
	uint64_t most = 0;

	for (size_t i = 0; i < section->rows; i++)
		most = cell_at(section, i, column)->a > most ? cell_at(section, i, column)->a : most;
	return most ? (size_t)((cell->a * BAR + most / 2) / most) : 0;
}

static void draw_row(const struct page *page, const struct grid *grid, size_t row, bool head)
{
	char text[SAY_TEXT];
	size_t pending = GAP, length = 0;

	for (size_t j = 0; j < grid->section->columns; j++) {
		size_t wide;

		if (grid->gone[j] || j == grid->last)
			continue;
		if (head)
			snprintf(text, sizeof text, "%s", words(page->voice.lang, grid->section->column[j].head));
		else
			grid_text(page, grid, row, j, text);
		wide = letters_width(text);
		if (is_right(grid, j))
			pending += grid->width[j] - wide;
		if (wide) {
			space(page, pending);
			fputs(text, page->out);
			pending = 0;
		}
		pending += GAP + (is_right(grid, j) ? 0 : grid->width[j] - wide);
	}
	if (!head && row < grid->rows && (grid->section->chart == CHART_BARS || grid->section->chart == CHART_DAYS))
		length = bar(grid, row);
	space(page, length ? pending : 0);
	while (length--)
		fputc('#', page->out);
	fputc('\n', page->out);
	if (!head && grid->last < COLUMNS_MOST && row < grid->rows)
		wrap(page, grid_text(page, grid, row, grid->last, text), 2 * GAP);
}

static bool has_table(const struct section *section)
{
	for (size_t j = 0; j < section->columns; j++)
		if (!section->column[j].machine)
			return true;
	return false;
}

static void draw_table(const struct page *page, const struct section *section)
{
	struct grid grid = { .section = section };

	if (!section->rows || !has_table(section))
		return;
	measure(page, &grid);
	if (section->chart != CHART_BARS || section->inner || strcmp(section->key, "sensors") == 0)
		draw_row(page, &grid, 0, true);
	for (size_t i = 0; i < grid.rows + (grid.hidden > 0); i++)
		draw_row(page, &grid, i, false);
}

/* ---- the week as letters: from little to much ---- */

static void draw_week(const struct page *page, const struct section *section)
{
	static const char scale[] = " .:-=+*#%@";
	uint64_t most = 0;
	char text[SAY_TEXT];

	for (size_t i = 0; i < section->rows; i++)
		most = cell_at(section, i, 3)->a > most ? cell_at(section, i, 3)->a : most;
	fprintf(page->out, "       00    03    06    09    12    15    18    21\n");
	for (size_t i = 0; i < section->rows; i++) {
		const struct cell *mean = cell_at(section, i, 3);

		if (i % 24 == 0)
			fprintf(page->out, "  %-5s", say_cell(&page->voice, cell_at(section, i, 0), text));
		if (mean->kind == CELL_NONE)
			fputc('?', page->out);
		else
			fputc(scale[most ? (mean->a * 9 + most - 1) / most : 0], page->out);
		fputs(i % 24 == 23 ? "\n" : " ", page->out);
	}
}

static void draw_figures(const struct page *page)
{
	const struct picture *picture = page->voice.picture;
	char text[SAY_TEXT];
	size_t wide = 0;

	for (size_t i = 0; i < picture->figures; i++) {
		size_t w = letters_width(say_cell(&page->voice, &picture->figure[i].cell, text));

		wide = w > wide ? w : wide;
	}
	for (size_t i = 0; i < picture->figures; i++) {
		say_cell(&page->voice, &picture->figure[i].cell, text);
		space(page, GAP + wide - letters_width(text));
		fprintf(page->out, "%s  %s\n", text, words(page->voice.lang, picture->figure[i].label));
	}
}

static void draw_section(const struct page *page, const struct section *section)
{
	char text[SAY_TEXT];

	if (!section->rows && !section->lines)
		return;
	fputc('\n', page->out);
	strong(page, words(page->voice.lang, section->head));
	for (size_t i = 0; i < section->lines; i++)
		if (!(section->chart == CHART_DAYS || section->chart == CHART_WEEK)) /* those tell of the drawing */
			wrap(page, say_line(&page->voice, &section->line[i], text), GAP);
	if (section->chart == CHART_WEEK)
		draw_week(page, section);
	else if (section->columns)
		draw_table(page, section);
}

int report_text(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error)
{
	const struct page page = { { picture, options->lang }, out, options->colour };
	char text[SAY_TEXT];

	(void)error;
	wrap(&page, say_line(&page.voice, &picture->answer, text), 0);
	fputc('\n', out);
	for (size_t i = 0; i < picture->lines_count; i++)
		wrap(&page, say_line(&page.voice, &picture->lines[i], text), 0);
	fputc('\n', out);
	strong(&page, words(options->lang, WORDS_R_HEAD_FIGURES));
	draw_figures(&page);
	for (size_t i = 0; i < picture->sections; i++)
		draw_section(&page, &picture->section[i]);
	return 0;
}
