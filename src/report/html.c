/* SPDX-License-Identifier: BSD-2-Clause */
/* html.c - the picture as one page that needs nothing else: for a screen, a telephone, and paper. */
#include "base/letters.h"
#include "report/format.h"
#include "report/html.h"

#include <errno.h>
#include <string.h>

static const char style[] =
#include "style.inc"
	;

void html_escape(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '&': fputs("&amp;", out); break;
		case '"': fputs("&quot;", out); break;
		case '\'': fputs("&#39;", out); break;
		default: fputc(*text, out);
		}
}

/* What a machine reads of a number; false: it is none. */
static bool machine_value(const struct cell *cell, char text[WORDS_TEXT])
{
	switch (cell->kind) {
	case CELL_COUNT: case CELL_SECONDS:
		snprintf(text, WORDS_TEXT, "%llu", (unsigned long long)cell->a);
		return true;
	case CELL_TENTHS:
		snprintf(text, WORDS_TEXT, "%llu.%llu", (unsigned long long)cell->a / 10, (unsigned long long)cell->a % 10);
		return true;
	case CELL_SHARE:
		snprintf(text, WORDS_TEXT, "%.7g", (double)cell->a / (double)cell->b);
		return true;
	case CELL_CHANGE:
		snprintf(text, WORDS_TEXT, "%.7g", cell->b ? (double)cell->a / (double)cell->b - 1 : 0);
		return cell->b;
	default:
		return false;
	}
}

/* An address or a name stays in its line; a long one may go on in the next, after a dot. */
static void write_name(FILE *out, const char *text)
{
	enum { SHORT = 20 };
	char piece[SAY_TEXT];

	if (letters_width(text) <= SHORT && !strchr(text, ' ')) {
		fputs("<span class=\"name\">", out);
		html_escape(out, text);
		fputs("</span>", out);
		return;
	}
	while (*text) {
		size_t length = strcspn(text, ".");

		length += text[length] == '.';
		snprintf(piece, sizeof piece, "%.*s", (int)length, text);
		html_escape(out, piece);
		text += length;
		if (*text)
			fputs("<wbr>", out);
	}
}

void html_cell(const struct voice *voice, FILE *out, const struct cell *cell)
{
	char text[SAY_TEXT], value[WORDS_TEXT], stamp[STAMP_TEXT];
	bool time = cell->kind == CELL_MOMENT || cell->kind == CELL_HOUR;

	say_cell(voice, cell, text);
	if (time)
		fprintf(out, "<time datetime=\"%s\">", stamp_format(cell->a, stamp));
	if (machine_value(cell, value)) {
		fprintf(out, "<data value=\"%s\">", value);
		html_escape(out, text);
		fputs("</data>", out);
	} else if (cell->kind == CELL_TEXT) {
		write_name(out, text);
	} else {
		html_escape(out, text);
	}
	if (time)
		fputs("</time>", out);
}

/* The sentence, with each of its numbers marked as one. */
static void write_line(const struct voice *voice, FILE *out, const struct line *line)
{
	char whole[SAY_TEXT];
	const char *at = words(voice->lang, line->message);
	bool sign = line->cell[0].kind == CELL_CHANGE;

	if (sign) { /* its sign is a word: say_line() knows */
		html_escape(out, say_line(voice, line, whole));
		return;
	}
	for (; *at; at++) {
		if (at[0] == '{' && at[1] >= '1' && at[1] <= '5' && at[2] == '}') {
			html_cell(voice, out, &line->cell[at[1] - '1']);
			at += 2;
		} else {
			char one[2] = { *at };

			html_escape(out, one);
		}
	}
}

static void write_head(const struct voice *voice, FILE *out)
{
	const struct picture *picture = voice->picture;
	const struct cell period = { .kind = CELL_SPAN, .a = picture->start_ns, .b = picture->end_ns };
	char text[SAY_TEXT];

	fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"ronda %s\">\n<title>",
		voice->lang == WORDS_ID ? "id" : "en", picture->version);
	html_escape(out, words(voice->lang, WORDS_R_TITLE));
	fputs(", ", out);
	html_escape(out, say_cell(voice, &period, text));
	fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#figures\">%s</a>\n", style,
		words(voice->lang, WORDS_R_SKIP));
}

static void write_masthead(const struct voice *voice, FILE *out)
{
	const struct picture *picture = voice->picture;
	const struct cell period = { .kind = CELL_SPAN, .a = picture->start_ns, .b = picture->end_ns };
	char text[SAY_TEXT];

	fprintf(out, "<header class=\"mast\"><p class=\"kicker\"><b>%s</b> <span>", words(voice->lang, WORDS_R_NAME));
	html_escape(out, say_cell(voice, &period, text));
	fprintf(out, "</span> <span>%s</span></p>\n<h1>", picture->zone_name);
	write_line(voice, out, &picture->answer);
	fputs("</h1>\n", out);
	for (size_t i = 0; i < picture->lines_count; i++) {
		fputs("<p class=\"deck\">", out);
		write_line(voice, out, &picture->lines[i]);
		fputs("</p>\n", out);
	}
	fputs("</header>\n", out);
}

static void write_figures(const struct voice *voice, FILE *out)
{
	const struct picture *picture = voice->picture;

	fprintf(out, "<section id=\"figures\" aria-labelledby=\"h-figures\"><h2 id=\"h-figures\" class=\"quiet\">%s</h2>\n<dl>\n",
		words(voice->lang, WORDS_R_HEAD_FIGURES));
	for (size_t i = 0; i < picture->figures; i++) {
		fprintf(out, "<div><dd data-key=\"%s\">", picture->figure[i].key);
		html_cell(voice, out, &picture->figure[i].cell);
		fprintf(out, "</dd><dt>%s</dt></div>\n", words(voice->lang, picture->figure[i].label));
	}
	fputs("</dl></section>\n", out);
}

/* ---- tables ---- */

static const struct cell *cell_at(const struct section *section, size_t row, size_t column)
{
	return &section->cell[row * section->columns + column];
}

/* Columns that people are shown: not those for machines, nor those in which nothing is said. */
static bool is_shown(const struct section *section, size_t column)
{
	if (section->column[column].machine)
		return false;
	for (size_t i = 0; i < section->rows; i++)
		if (cell_at(section, i, column)->kind != CELL_NONE)
			return true;
	return false;
}

static bool is_right(const struct section *section, size_t column)
{
	for (size_t i = 0; i < section->rows; i++)
		if (cell_at(section, i, column)->kind != CELL_NONE)
			return cell_is_number(cell_at(section, i, column)->kind);
	return false;
}

static bool is_long(const struct section *section, size_t column)
{
	const char *key = section->column[column].key;

	return strcmp(key, "request") == 0 || strcmp(key, "note") == 0;
}

/* Of the bars' column: the longest bar, which is as long as there is room. */
static uint64_t largest(const struct section *section)
{
	uint64_t most = 0;

	for (size_t i = 0; i < section->rows; i++)
		most = cell_at(section, i, section->bar)->a > most ? cell_at(section, i, section->bar)->a : most;
	return most;
}

static void write_heads(const struct voice *voice, FILE *out, const struct section *section)
{
	fputs("<thead><tr>", out);
	for (size_t j = 0; j < section->columns; j++) {
		if (!is_shown(section, j) || is_long(section, j))
			continue;
		fprintf(out, is_right(section, j) ? "<th scope=\"col\" class=\"n\">%s</th>" : "<th scope=\"col\">%s</th>",
			words(voice->lang, section->column[j].head));
		if (section->chart == CHART_BARS && j == section->bar)
			fputs("<td class=\"b\"></td>", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
}

/* Too wide for a cell, unless it may be broken anywhere. */
static bool is_wide(const struct cell *cell)
{
	enum { WIDE = 40 };

	return cell->kind == CELL_TEXT && strlen(cell->text) > WIDE;
}

/* A long text has a row of its own, below what it belongs to. */
static void write_under(const struct voice *voice, FILE *out, const struct section *section, const struct cell *cells,
	size_t columns)
{
	for (size_t j = 0; j < section->columns; j++) {
		if (!is_long(section, j) || cells[j].kind == CELL_NONE)
			continue;
		fprintf(out, "<tr class=\"under\"><td class=\"t\" data-key=\"%s\" colspan=\"%zu\">", section->column[j].key, columns);
		html_cell(voice, out, &cells[j]);
		fputs("</td></tr>\n", out);
	}
}

/* Each cell has its head with it, for a page too narrow for columns. */
static void write_row(const struct voice *voice, FILE *out, const struct section *section, const struct cell *cells,
	size_t hidden)
{
	bool first = true;
	size_t columns = 0;
	char number[WORDS_TEXT], text[SAY_TEXT];

	fputs(hidden ? "<tr class=\"rest\">" : "<tr>", out);
	for (size_t j = 0; j < section->columns; j++) {
		if (!is_shown(section, j) || is_long(section, j))
			continue;
		fprintf(out, first ? "<th scope=\"row\" data-key=\"%s\"" : "<td data-key=\"%s\"", section->column[j].key);
		fputs(is_right(section, j) ? " class=\"n\"" : is_wide(&cells[j]) ? " class=\"x\"" : "", out);
		fprintf(out, " data-head=\"%s\">", words(voice->lang, section->column[j].head));
		if (first && hidden) {
			words_number(voice->lang, hidden, number);
			html_escape(out, words_fill(voice->lang, WORDS_R_MORE, (const char *const[]){ number, NULL }, text, sizeof text));
		} else {
			html_cell(voice, out, &cells[j]);
		}
		fputs(first ? "</th>" : "</td>", out);
		first = false;
		columns++;
		if (section->chart == CHART_BARS && j == section->bar) {
			fputs("<td class=\"b\">", out);
			if (!hidden)
				html_bar(out, cells[j].a, largest(section));
			fputs("</td>", out);
		}
	}
	fputs("</tr>\n", out);
	if (!hidden)
		write_under(voice, out, section, cells, columns);
}

/* Rows `from` to `to`; those hidden behind them in one more. */
static void write_rows(const struct voice *voice, FILE *out, const struct section *section, size_t from, size_t to,
	const char *part, const char *class)
{
	struct cell rest[COLUMNS_MOST];
	size_t hidden = say_rest(section, rest);

	fprintf(out, "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-labelledby=\"h-%s\">"
		"<table id=\"t-%s%s\" class=\"%s\">\n", section->key, section->key, part, class);
	write_heads(voice, out, section);
	for (size_t i = from; i < to; i++)
		write_row(voice, out, section, cell_at(section, i, 0), 0);
	if (hidden && to == section->rows - hidden)
		write_row(voice, out, section, rest, hidden);
	fputs("</tbody></table></div>\n", out);
}

/* A long list of bars stands in two columns. */
static void write_table(const struct voice *voice, FILE *out, const struct section *section)
{
	enum { LONG = 16, MANY = 4, DENSE = 7 };
	struct cell rest[COLUMNS_MOST];
	size_t rows = section->rows - say_rest(section, rest), columns = 0, moments = 0;

	for (size_t j = 0; j < section->columns; j++) {
		columns += is_shown(section, j);
		moments += is_shown(section, j) && cell_at(section, 0, j)->kind == CELL_MOMENT;
	}
	if (!columns)
		return;
	if (section->chart != CHART_BARS || rows < LONG || columns > 3) {
		write_rows(voice, out, section, 0, rows, "", section->chart == CHART_BARS && columns <= MANY ? "bars" : columns >= DENSE ? "many dense" :
			columns > MANY || moments > 1 ? "many" : "plain");
		return;
	}
	fputs("<div class=\"pair\">\n", out);
	write_rows(voice, out, section, 0, (rows + 1) / 2, "", "bars");
	write_rows(voice, out, section, (rows + 1) / 2, rows, "-2", "bars");
	fputs("</div>\n", out);
}

static void write_section(const struct voice *voice, FILE *out, const struct section *section)
{
	int level = section->inner ? 3 : 2;
	bool chart = section->chart == CHART_DAYS || section->chart == CHART_WEEK;

	if (!section->rows && !section->lines)
		return;
	fprintf(out, "<section id=\"%s\" aria-labelledby=\"h-%s\"><h%d id=\"h-%s\">%s</h%d>\n", section->key, section->key, level,
		section->key, words(voice->lang, section->head), level);
	for (size_t i = 0; i < section->lines; i++) {
		fputs(section->line[i].warning ? "<p class=\"mark\">" : "<p>", out);
		write_line(voice, out, &section->line[i]);
		fputs("</p>\n", out);
	}
	if (section->chart == CHART_DAYS)
		html_days(voice, out, section);
	if (section->chart == CHART_WEEK)
		html_week(voice, out, section);
	if (chart)
		fprintf(out, "<details><summary>%s</summary>\n", words(voice->lang, WORDS_R_AS_TABLE));
	write_table(voice, out, section);
	fputs(chart ? "</details></section>\n" : "</section>\n", out);
}

/* Small sections that stand side by side where there is room. */
static bool is_half(const struct section *section)
{
	static const char *const halves[] = { "by_class", "by_outcome", "by_origin", "by_proof" };

	for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
		if (strcmp(section->key, halves[i]) == 0)
			return true;
	return false;
}

int report_html(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error)
{
	const struct voice voice = { picture, options->lang };
	unsigned half = 0;

	(void)error;
	write_head(&voice, out);
	write_masthead(&voice, out);
	fputs("<main>\n", out);
	write_figures(&voice, out);
	for (size_t i = 0; i < picture->sections; i++) {
		bool beside = is_half(&picture->section[i]);

		if (beside ? half % 2 == 0 : half % 2 == 1)
			fputs(beside ? "<div class=\"pair\">\n" : "</div>\n", out);
		write_section(&voice, out, &picture->section[i]);
		half = beside ? half + 1 : 0;
		if (beside && half % 2 == 0)
			fputs("</div>\n", out);
	}
	fputs("</main>\n</body>\n</html>\n", out);
	return 0;
}
