/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_charts.c - the day strip, the week, and bars, as inline SVG.
 *
 * Colours are attributes, for print and for renderers that take no style sheet to a drawing; the page's style
 * sheet may change them by class. Nothing is told by colour alone.
 */
#include "report/html.h"

#define INK "#1b1c1f"
#define SOFT "#8b8d93"
#define ACCENT "#9c3b23"

static const struct cell *cell_at(const struct section *section, size_t row, size_t column)
{
	return &section->cell[row * section->columns + column];
}

void html_bar(FILE *out, uint64_t part, uint64_t whole)
{
	double percent = whole ? 100.0 * (double)part / (double)whole : 0;

	if (part && percent < 0.5)
		percent = 0.5;
	fprintf(out, "<svg class=\"bar\" width=\"100%%\" height=\"9\" aria-hidden=\"true\" focusable=\"false\">"
		"<rect class=\"track\" width=\"100%%\" height=\"1\" y=\"8\" fill=\"#d8d5cd\"/>"
		"<rect class=\"fill\" width=\"%.2f%%\" height=\"9\" fill=\"" INK "\"/></svg>", percent);
}

/* The next round number, whose half is round too. */
static uint64_t round_up(uint64_t most)
{
	static const uint64_t steps[] = { 10, 12, 16, 20, 30, 40, 50, 60, 80, 100 };
	uint64_t power = 1;

	if (most < 10)
		return 10;
	while (power * 100 < most)
		power *= 10;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i] * power >= most)
			return steps[i] * power;
	return power * 100;
}

/* ---- days ---- */

enum { WIDE = 1000, HIGH = 200, LANE = 14 }; /* of the drawing; it is stretched to the page's width */

struct strip {
	const struct voice *voice;
	const struct section *section;
	FILE *out;
	double step;       /* a day's width */
	uint64_t top, most;
	size_t most_row;
};

static uint64_t day_start(const struct strip *strip, size_t row)
{
	return cell_at(strip->section, row, 0)->a;
}

/* Where a moment is, 0 to WIDE. */
static double where(const struct strip *strip, uint64_t ns)
{
	size_t row = 0;
	double length, into, step_ns = cell_at(strip->section, 0, 0)->kind == CELL_HOUR ? 3600e9 : 86400e9;

	while (row + 1 < strip->section->rows && day_start(strip, row + 1) <= ns)
		row++;
	length = row + 1 < strip->section->rows ? (double)(day_start(strip, row + 1) - day_start(strip, row)) : step_ns;
	into = ns > day_start(strip, row) ? (double)(ns - day_start(strip, row)) / length : 0;
	return strip->step * ((double)row + (into < 1 ? into : 1));
}

static void draw_gap(const struct strip *strip, double x)
{
	for (unsigned y = 4; y < HIGH; y += 12)
		fprintf(strip->out, "<rect class=\"gap\" x=\"%.2f\" y=\"%u\" width=\"%.2f\" height=\"1.5\" fill=\"" SOFT "\"/>", x, y,
			strip->step);
}

static void draw_day(const struct strip *strip, size_t row)
{
	const struct cell *watched = cell_at(strip->section, row, 2);
	uint64_t attempts = cell_at(strip->section, row, 1)->a;
	double x = strip->step * (double)row, share = watched->b ? (double)watched->a / (double)watched->b : 0;
	double high = (double)HIGH * (double)attempts / (double)strip->top, gap = strip->step > 3 ? strip->step * 0.16 : 0;
	char day[SAY_TEXT], count[SAY_TEXT], part[SAY_TEXT], text[SAY_TEXT];
	enum words_lang lang = strip->voice->lang;
	bool marked = row == strip->most_row && strip->section->rows > 1;

	say_cell(strip->voice, cell_at(strip->section, row, 0), day);
	say_cell(strip->voice, cell_at(strip->section, row, 1), count);
	say_cell(strip->voice, watched, part);
	words_fill(lang, WORDS_R_TIP_DAY, (const char *const[]){ day, count, part[0] ? part :
		words(lang, WORDS_R_NOT_WATCHED), NULL }, text, sizeof text);
	fputs("<g><title>", strip->out);
	html_escape(strip->out, text);
	fputs("</title>", strip->out);
	if (share == 0)
		draw_gap(strip, x);
	fprintf(strip->out, "<rect x=\"%.2f\" y=\"0\" width=\"%.2f\" height=\"%d\" fill-opacity=\"0\"/>", x, strip->step, HIGH);
	if (attempts)
		fprintf(strip->out, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"/>",
			marked ? "fill most" : "fill", x + gap / 2, HIGH - high, strip->step - gap, high,
			marked ? ACCENT : INK);
	if (share > 0)
		fprintf(strip->out, "<rect class=\"lane\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"4\" fill=\"" INK "\"/>", x, HIGH + 8,
			strip->step * share + (share >= 1 ? 0.3 : 0));
	fputs("</g>", strip->out);
}

static void draw_grid(const struct strip *strip)
{
	for (unsigned i = 0; i <= 2; i++)
		fprintf(strip->out, "<rect class=\"rule\" x=\"0\" y=\"%.1f\" width=\"%d\" height=\"1\" fill=\"#d8d5cd\"/>",
			i * (HIGH / 2.0), WIDE);
}

/* A bracket over each surge, in a band of its own. */
static void draw_surges(const struct strip *strip)
{
	const struct picture *picture = strip->voice->picture;

	for (size_t i = 0; i < picture->surges; i++) {
		double from = where(strip, picture->surge[i].start_ns), to = where(strip, picture->surge[i].end_ns);

		if (to - from < 3)
			to = from + 3;
		fprintf(strip->out, "<rect class=\"surge\" x=\"%.2f\" y=\"-16\" width=\"%.2f\" height=\"4\" fill=\"" ACCENT "\"/>"
			"<rect class=\"surge\" x=\"%.2f\" y=\"-16\" width=\"1.2\" height=\"11\" fill=\"" ACCENT "\"/>"
			"<rect class=\"surge\" x=\"%.2f\" y=\"-16\" width=\"1.2\" height=\"11\" fill=\"" ACCENT "\"/>",
			from, to - from, from, to - 1.2);
	}
}

/* Every sixth hour, or each when there are few; a midnight by its date. */
static void label_hours(const struct strip *strip)
{
	const struct section *section = strip->section;

	fputs("<div class=\"axis\" aria-hidden=\"true\">", strip->out);
	for (size_t i = 0; i < section->rows; i++) {
		struct stamp_local at = stamp_local(strip->voice->picture->zone, day_start(strip, i));

		if (at.hour % (section->rows > 30 ? 12 : section->rows > 8 ? 6 : 1))
			continue;
		fprintf(strip->out, "<span style=\"left:%.2f%%\">", strip->step * (double)i / WIDE * 100);
		if (at.hour == 0)
			fprintf(strip->out, "%d %s", at.day, words_month_short(strip->voice->lang, at.month));
		else
			fprintf(strip->out, strip->voice->lang == WORDS_ID ? "%02d.00" : "%02d:00", at.hour);
		fputs("</span>", strip->out);
	}
	fputs("</div>", strip->out);
}

/* Months, or days when there are few, below the drawing; in the page's own letters, which are not stretched. */
static void label_days(const struct strip *strip)
{
	const struct section *section = strip->section;
	const struct stamp_zone *zone = strip->voice->picture->zone;
	bool months = section->rows > 45, years = section->rows > 750;
	size_t every = section->rows > 16 ? 7 : 1, since = 99;

	fputs("<div class=\"axis\" aria-hidden=\"true\">", strip->out);
	for (size_t i = 0; i < section->rows; i++) {
		struct stamp_local at = stamp_local(zone, day_start(strip, i));
		bool mark = years ? at.day == 1 && at.month == 1 : months ? at.day == 1 : i % every == 0;

		since++;
		if (months && i == 0 && at.day < 20)
			mark = true;
		if (!mark || strip->step * (double)i > 0.95 * WIDE || (months && (double)since * strip->step < 45))
			continue;
		since = 0;
		fprintf(strip->out, "<span style=\"left:%.2f%%\">", strip->step * (double)i / WIDE * 100);
		if (years)
			fprintf(strip->out, "%d", at.year);
		else if (months && i > 0)
			fprintf(strip->out, "%s", words_month_short(strip->voice->lang, at.month));
		else
			fprintf(strip->out, "%d %s", at.day, words_month_short(strip->voice->lang, at.month));
		fputs("</span>", strip->out);
	}
	fputs("</div>", strip->out);
}

static void label_counts(const struct strip *strip)
{
	char text[WORDS_TEXT];

	fprintf(strip->out, "<div class=\"scale\" aria-hidden=\"true\"><span class=\"a\">%s</span>",
		words_number(strip->voice->lang, strip->top, text));
	if (strip->top % 2 == 0)
		fprintf(strip->out, "<span class=\"b\">%s</span>", words_number(strip->voice->lang, strip->top / 2, text));
	fputs("</div>", strip->out);
}

static void title_days(const struct strip *strip)
{
	const struct picture *picture = strip->voice->picture;
	const struct cell span = { .kind = CELL_SPAN, .a = picture->start_ns, .b = picture->end_ns };
	char period[SAY_TEXT], most[SAY_TEXT], day[SAY_TEXT], text[SAY_TEXT];

	say_cell(strip->voice, &span, period);
	say_cell(strip->voice, cell_at(strip->section, strip->most_row, 1), most);
	say_cell(strip->voice, cell_at(strip->section, strip->most_row, 0), day);
	html_escape(strip->out, words_fill(strip->voice->lang,
		cell_at(strip->section, 0, 0)->kind == CELL_HOUR ? WORDS_R_TITLE_HOURS : WORDS_R_TITLE_DAYS,
		(const char *const[]){ period, most, day, NULL }, text, sizeof text));
}

void html_days(const struct voice *voice, FILE *out, const struct section *section)
{
	struct strip strip = { voice, section, out, section->rows ? (double)WIDE / (double)section->rows : WIDE, 10, 0, 0 };

	if (!section->rows)
		return;
	for (size_t i = 0; i < section->rows; i++)
		if (cell_at(section, i, 1)->a > strip.most) {
			strip.most = cell_at(section, i, 1)->a;
			strip.most_row = i;
		}
	strip.top = round_up(strip.most);
	fputs("<figure class=\"strip\"><div class=\"plot\">", out);
	label_counts(&strip);
	fprintf(out, "<svg role=\"img\" aria-labelledby=\"days-title\" viewBox=\"0 -20 %d %d\" preserveAspectRatio=\"none\" "
		"width=\"100%%\" height=\"%d\"><title id=\"days-title\">", WIDE, HIGH + LANE + 20, HIGH + LANE + 20);
	title_days(&strip);
	fputs("</title>", out);
	draw_grid(&strip);
	for (size_t i = 0; i < section->rows; i++)
		draw_day(&strip, i);
	draw_surges(&strip);
	fputs("</svg></div>", out);
	if (cell_at(section, 0, 0)->kind == CELL_HOUR)
		label_hours(&strip);
	else
		label_days(&strip);
	fputs("</figure>\n", out);
}

/* ---- the week ---- */

enum { SQUARE = 24, LEFT = 48, ABOVE = 22 };

static void title_week(const struct voice *voice, FILE *out, const struct section *section, size_t most)
{
	const struct cell span = { .kind = CELL_SPAN, .a = voice->picture->start_ns, .b = voice->picture->end_ns };
	char period[SAY_TEXT], mean[SAY_TEXT], day[SAY_TEXT], hour[8], text[SAY_TEXT];

	say_cell(voice, &span, period);
	say_cell(voice, cell_at(section, most, 3), mean);
	say_cell(voice, cell_at(section, most, 0), day);
	snprintf(hour, sizeof hour, "%02u", (unsigned)(most % 24));
	html_escape(out, words_fill(voice->lang, WORDS_R_TITLE_WEEK, (const char *const[]){ period, mean, day, hour, NULL },
		text, sizeof text));
}

/* The side of a square whose area is `part` of the largest. */
static double side(uint64_t part, uint64_t most)
{
	double share = most ? (double)part / (double)most : 0, root = share;

	for (unsigned i = 0; share > 0 && i < 40; i++) /* Newton's; no need of libm here */
		root = (root + share / root) / 2;
	return share > 0 ? root * (SQUARE - 3) : 0;
}

static void draw_hour(const struct voice *voice, FILE *out, const struct section *section, size_t row, size_t most)
{
	const struct cell *mean = cell_at(section, row, 3);
	double wide = side(mean->a, cell_at(section, most, 3)->a), x = LEFT + (double)(row % 24) * SQUARE;
	double y = ABOVE + (double)(row / 24) * SQUARE;
	char day[SAY_TEXT], number[SAY_TEXT], hour[8], text[SAY_TEXT];

	if (wide < 2)
		wide = 2;
	say_cell(voice, cell_at(section, row, 0), day);
	say_cell(voice, mean, number);
	snprintf(hour, sizeof hour, "%02u", (unsigned)(row % 24));
	words_fill(voice->lang, WORDS_R_TIP_HOUR, (const char *const[]){ day, hour, number[0] ? number :
		words(voice->lang, WORDS_R_NOT_WATCHED), NULL }, text, sizeof text);
	fputs("<g><title>", out);
	html_escape(out, text);
	fprintf(out, "</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" fill-opacity=\"0\"/>", x, y, SQUARE, SQUARE);
	if (mean->kind == CELL_NONE)
		fprintf(out, "<rect class=\"gap\" x=\"%.1f\" y=\"%.1f\" width=\"8\" height=\"1.2\" fill=\"" SOFT "\"/>",
			x + SQUARE / 2.0 - 4, y + SQUARE / 2.0);
	else
		fprintf(out, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"/>",
			row == most ? "fill most" : "fill", x + (SQUARE - wide) / 2, y + (SQUARE - wide) / 2, wide, wide,
			row == most ? ACCENT : INK);
	fputs("</g>", out);
}

void html_week(const struct voice *voice, FILE *out, const struct section *section)
{
	size_t most = 0;
	char text[SAY_TEXT];

	for (size_t i = 0; i < section->rows; i++)
		if (cell_at(section, i, 3)->a > cell_at(section, most, 3)->a)
			most = i;
	fprintf(out, "<figure class=\"week\"><svg role=\"img\" aria-labelledby=\"week-title\" viewBox=\"0 0 %d %d\" width=\"100%%\">"
		"<title id=\"week-title\">", LEFT + 24 * SQUARE, ABOVE + 7 * SQUARE);
	title_week(voice, out, section, most);
	fputs("</title>", out);
	for (unsigned hour = 0; hour < 24; hour += 3)
		fprintf(out, "<text%s x=\"%d\" y=\"14\" text-anchor=\"middle\" font-size=\"13\" fill=\"#5d5f66\">%02u</text>",
			hour % 6 ? " class=\"half\"" : "", LEFT + (int)hour * SQUARE + SQUARE / 2, hour);
	for (unsigned day = 0; day < 7; day++)
		fprintf(out, "<text x=\"0\" y=\"%d\" font-size=\"13\" fill=\"#5d5f66\">%s</text>", ABOVE + (int)day * SQUARE + 17,
			say_cell(voice, cell_at(section, 24 * day, 0), text));
	for (size_t i = 0; i < section->rows; i++)
		draw_hour(voice, out, section, i, most);
	fputs("</svg></figure>\n", out);
}
