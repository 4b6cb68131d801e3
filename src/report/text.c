/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c - the picture for a mail: 78 columns, letters only, the answer first. */
#include "base/letters.h"
#include "base/sheet.h"
#include "report/format.h"
#include "report/say.h"

#include <string.h>

enum { PAGE = 78, GAP = 2, BAR = 20, CELL_MOST = 46 };

struct page {
	struct voice voice;
	struct pen pen;
};

static void draw_head(const struct page *page, enum words_message head)
{
	fputc('\n', page->pen.out);
	pen_ink(&page->pen, PEN_STRONG, words(page->voice.lang, head));
	fputc('\n', page->pen.out);
}

static const struct cell *cell_at(const struct section *section, size_t row, size_t column)
{
	return &section->cell[row * section->columns + column];
}

/* ---- tables ---- */

static bool is_right(const struct section *section, size_t column)
{
	for (size_t i = 0; i < section->rows; i++)
		if (cell_at(section, i, column)->kind != CELL_NONE)
			return cell_is_number(cell_at(section, i, column)->kind);
	return false;
}

static bool has_bars(const struct section *section)
{
	return section->chart == CHART_BARS || section->chart == CHART_DAYS;
}

/* How long the bar of this row is, beside the longest. */
static size_t bar(const struct section *section, size_t row)
{
	size_t column = section->chart == CHART_BARS ? section->bar : 1;
	const struct cell *cell = cell_at(section, row, column);
	uint64_t most = 0;

	for (size_t i = 0; i < section->rows; i++)
		most = cell_at(section, i, column)->a > most ? cell_at(section, i, column)->a : most;
	return most ? (size_t)((cell->a * BAR + most / 2) / most) : 0;
}

static void put(const struct page *page, struct sheet *sheet, size_t column, const struct cell *cell, bool whole)
{
	char said[SAY_TEXT], text[SAY_TEXT];

	say_cell(&page->voice, cell, said);
	sheet_put(sheet, column, whole ? said : letters_cut(text, sizeof text, CELL_MOST, said));
}

static void put_rest(const struct page *page, const struct section *section, struct sheet *sheet,
	const struct cell rest[COLUMNS_MOST], size_t hidden)
{
	char number[WORDS_TEXT], text[SAY_TEXT];

	sheet_row(sheet);
	for (size_t j = 1; j < section->columns; j++)
		put(page, sheet, j, &rest[j], false);
	words_number(page->voice.lang, hidden, number);
	sheet_put(sheet, 0, WORDS_FILL(page->voice.lang, WORDS_R_MORE, text, number));
}

static struct sheet *make_sheet(const struct page *page, const struct section *section)
{
	struct sheet_column columns[COLUMNS_MOST];
	struct sheet *sheet;
	struct cell rest[COLUMNS_MOST];
	size_t hidden = say_rest(section, rest);

	for (size_t j = 0; j < section->columns; j++) {
		const struct column *from = &section->column[j];

		columns[j] = (struct sheet_column){ words(page->voice.lang, from->head), is_right(section, j), from->falls,
			strcmp(from->key, "request") == 0 || strcmp(from->key, "note") == 0, from->machine };
	}
	sheet = sheet_create(columns, section->columns, has_bars(section) ? BAR : 0);
	for (size_t i = 0; i + hidden < section->rows; i++) {
		sheet_row(sheet);
		for (size_t j = 0; j < section->columns; j++)
			put(page, sheet, j, cell_at(section, i, j), columns[j].below);
		if (has_bars(section))
			sheet_bar(sheet, bar(section, i));
	}
	if (hidden)
		put_rest(page, section, sheet, rest, hidden);
	return sheet;
}

static bool has_table(const struct section *section)
{
	for (size_t j = 0; j < section->columns; j++)
		if (!section->column[j].machine)
			return true;
	return false;
}

static int draw_table(const struct page *page, const struct section *section)
{
	bool heads = section->chart != CHART_BARS || section->inner || strcmp(section->key, "sensors") == 0;
	struct sheet *sheet;
	int failed;

	if (!section->rows || !has_table(section))
		return 0;
	sheet = make_sheet(page, section);
	failed = sheet_print(sheet, &page->pen, heads);
	sheet_destroy(sheet);
	return failed;
}

/* ---- the week as letters: from little to much ---- */

static void draw_week(const struct page *page, const struct section *section)
{
	static const char scale[] = " .:-=+*#%@";
	uint64_t most = 0;
	char text[SAY_TEXT];

	for (size_t i = 0; i < section->rows; i++)
		most = cell_at(section, i, 3)->a > most ? cell_at(section, i, 3)->a : most;
	fprintf(page->pen.out, "       00    03    06    09    12    15    18    21\n");
	for (size_t i = 0; i < section->rows; i++) {
		const struct cell *mean = cell_at(section, i, 3);

		if (i % 24 == 0)
			fprintf(page->pen.out, "  %-5s", say_cell(&page->voice, cell_at(section, i, 0), text));
		if (mean->kind == CELL_NONE)
			fputc('?', page->pen.out);
		else
			fputc(scale[most ? (mean->a * 9 + most - 1) / most : 0], page->pen.out);
		fputs(i % 24 == 23 ? "\n" : " ", page->pen.out);
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
		pen_space(&page->pen, GAP);
		pen_right(&page->pen, PEN_PLAIN, text, wide);
		fprintf(page->pen.out, "  %s\n", words(page->voice.lang, picture->figure[i].label));
	}
}

static int draw_section(const struct page *page, const struct section *section)
{
	char text[SAY_TEXT];

	if (!section->rows && !section->lines)
		return 0;
	draw_head(page, section->head);
	for (size_t i = 0; i < section->lines; i++)
		if (!(section->chart == CHART_DAYS || section->chart == CHART_WEEK)) /* those tell of the drawing */
			pen_paragraph(&page->pen, PEN_PLAIN, say_line(&page->voice, &section->line[i], text), GAP);
	if (section->chart == CHART_WEEK)
		draw_week(page, section);
	return section->columns && section->chart != CHART_WEEK ? draw_table(page, section) : 0;
}

int report_text(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error)
{
	const struct page page = { { picture, options->lang }, { out, PAGE, options->colour } };
	char text[SAY_TEXT];
	int failed = 0;

	pen_paragraph(&page.pen, PEN_PLAIN, say_line(&page.voice, &picture->answer, text), 0);
	fputc('\n', out);
	for (size_t i = 0; i < picture->lines_count; i++)
		pen_paragraph(&page.pen, PEN_PLAIN, say_line(&page.voice, &picture->lines[i], text), 0);
	draw_head(&page, WORDS_R_HEAD_FIGURES);
	draw_figures(&page);
	for (size_t i = 0; i < picture->sections && !failed; i++)
		failed = draw_section(&page, &picture->section[i]);
	return failed ? ronda_fail(error, failed, "memory is short") : 0;
}
