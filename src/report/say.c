/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/say.h"

#include "base/letters.h"

#include <string.h>

static struct stamp_local local(const struct voice *voice, uint64_t ns)
{
	return stamp_local(voice->picture->zone, ns);
}

static void say_moment(const struct voice *voice, const struct cell *cell, char text[SAY_TEXT])
{
	struct stamp_local at = local(voice, cell->a);
	char separator = voice->lang == WORDS_ID ? '.' : ':';

	if (cell->kind == CELL_DAY)
		snprintf(text, SAY_TEXT, "%d %s %d", at.day, words_month(voice->lang, at.month), at.year);
	else if (cell->kind == CELL_HOUR)
		snprintf(text, SAY_TEXT, "%d %s %d, %02d%c%02d", at.day, words_month_short(voice->lang, at.month), at.year,
			at.hour, separator, at.minute);
	else
		snprintf(text, SAY_TEXT, "%d %s %d, %02d%c%02d%c%02d", at.day, words_month_short(voice->lang, at.month), at.year,
			at.hour, separator, at.minute, separator, at.second);
}

/* "45 s", "12 min", "31 h", "5 days"; two units where the second says something. */
static void say_seconds(const struct voice *voice, uint64_t seconds, char text[WORDS_TEXT])
{
	static const struct { uint64_t seconds; const char *name[WORDS_LANG_COUNT]; } units[] = {
		{ 86400, { "d", "hari" } }, { 3600, { "h", "jam" } }, { 60, { "min", "mnt" } }, { 1, { "s", "dtk" } },
	};
	char number[WORDS_TEXT], other[WORDS_TEXT];
	size_t unit = 0;

	while (unit < 3 && seconds < units[unit].seconds * (unit == 0 ? 2 : 1))
		unit++;

	uint64_t many = seconds / units[unit].seconds, rest = seconds % units[unit].seconds;
	uint64_t small = unit < 3 ? rest / units[unit + 1].seconds : 0;

	words_number(voice->lang, many, number);
	if (small && many < 100)
		snprintf(text, WORDS_TEXT, "%.30s %s %.30s %s", number, units[unit].name[voice->lang],
			words_number(voice->lang, small, other), units[unit + 1].name[voice->lang]);
	else
		snprintf(text, WORDS_TEXT, "%.40s %s", number, units[unit].name[voice->lang]);
}

static void say_change(const struct voice *voice, const struct cell *cell, char text[SAY_TEXT])
{
	char share[WORDS_TEXT];
	unsigned __int128 off = cell->a > cell->b ? cell->a - cell->b : cell->b - cell->a;
	uint64_t tenths = cell->b ? (uint64_t)((off * 1000 + cell->b / 2) / cell->b) : 0;

	if (!cell->b) {
		snprintf(text, SAY_TEXT, "%s", cell->a ? words(voice->lang, WORDS_R_NEW) : "");
		return;
	}
	words_tenths(voice->lang, tenths, share);
	snprintf(text, SAY_TEXT, "%s%s %%", !tenths ? "" : cell->a > cell->b ? "+" : "\u2212", share);
}

/* ---- periods ---- */

/* The last day that lies in it. */
static struct stamp_local last_day(const struct voice *voice, uint64_t start_ns, uint64_t end_ns)
{
	return local(voice, end_ns > start_ns ? end_ns - 1 : end_ns);
}

static void say_date(const struct voice *voice, const struct stamp_local *at, bool with_year, char text[WORDS_TEXT])
{
	if (with_year)
		words_date(voice->lang, at->year, at->month, at->day, text);
	else
		snprintf(text, WORDS_TEXT, "%d %s", at->day, words_month(voice->lang, at->month));
}

static void say_span(const struct voice *voice, const struct cell *cell, char text[SAY_TEXT])
{
	struct stamp_local first = local(voice, cell->a), last = last_day(voice, cell->a, cell->b);
	char from[WORDS_TEXT], to[WORDS_TEXT];
	bool one_day = first.year == last.year && first.month == last.month && first.day == last.day;

	say_date(voice, &first, one_day || first.year != last.year, from);
	say_date(voice, &last, true, to);
	if (one_day)
		snprintf(text, SAY_TEXT, "%s", from);
	else
		words_fill(voice->lang, WORDS_R_SPAN, (const char *const[]){ from, to, NULL }, text, SAY_TEXT);
}

/* Days since an arbitrary one. */
static long day_number(const struct stamp_local *at)
{
	int year = at->year - (at->month <= 2), month = (at->month + 9) % 12;

	return 365L * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + at->day;
}

static int days_in(int year, int month)
{
	struct stamp_local first = { .year = year, .month = month, .day = 1 };
	struct stamp_local next = { .year = year + month / 12, .month = month % 12 + 1, .day = 1 };

	return (int)(day_number(&next) - day_number(&first));
}

/* How many calendar months lie from the first day to the last, both in it, or to the day before; 0: no whole number. */
static unsigned whole_months(const struct stamp_local *first, const struct stamp_local *last)
{
	long end = day_number(last) + 1;

	for (int months = 1; months <= 240; months++) {
		int at = first->month - 1 + months, year = first->year + at / 12, month = at % 12 + 1;
		struct stamp_local day = { .year = year, .month = month,
			.day = first->day < days_in(year, month) ? first->day : days_in(year, month) };
		long off = day_number(&day) - end;

		if (off == 0 || off == -1)
			return (unsigned)months;
		if (off > 0)
			return 0;
	}
	return 0;
}

static bool is_one_month(const struct stamp_local *first, const struct stamp_local *last)
{
	return first->year == last->year && first->month == last->month && first->day == 1 &&
		last->day == days_in(last->year, last->month);
}

static void say_length(const struct voice *voice, const struct cell *cell, const struct stamp_local *first,
	const struct stamp_local *last, char text[WORDS_TEXT])
{
	unsigned months = whole_months(first, last);
	long days = day_number(last) - day_number(first) + 1;
	char number[WORDS_TEXT];

	if (months) { /* as words_duration() says it: of so many months on end from an arbitrary one */
		struct stamp_local end = { .year = 2001 + (int)months / 12, .month = (int)months % 12 + 1, .day = 1 };
		struct stamp_zone *utc = stamp_zone_create("UTC", NULL);

		if (utc)
			words_duration(voice->lang, 978307200ull * STAMP_SECOND_NS, stamp_from_local(utc, &end), text);
		stamp_zone_destroy(utc);
		return;
	}
	if (days < 3) {
		words_duration(voice->lang, cell->a, cell->b, text);
		return;
	}
	words_number(voice->lang, (uint64_t)days, number);
	words_fill(voice->lang, WORDS_R_DAYS, (const char *const[]){ number, NULL }, text, WORDS_TEXT);
}

static void say_hours_span(const struct voice *voice, const struct cell *cell, char text[SAY_TEXT])
{
	char from[SAY_TEXT], to[SAY_TEXT];
	struct cell first = { .kind = CELL_HOUR, .a = cell->a }, last = { .kind = CELL_HOUR, .a = cell->b };
	struct stamp_local start = local(voice, cell->a), end = local(voice, cell->b);
	char date[WORDS_TEXT], separator = voice->lang == WORDS_ID ? '.' : ':';

	if (start.year == end.year && start.month == end.month && start.day == end.day) {
		snprintf(from, sizeof from, "%02d%c%02d", start.hour, separator, start.minute);
		snprintf(to, sizeof to, "%02d%c%02d", end.hour, separator, end.minute);
		words_date(voice->lang, start.year, start.month, start.day, date);
		words_fill(voice->lang, WORDS_R_ON_DAY_FROM, (const char *const[]){ date, from, to, NULL }, text, SAY_TEXT);
		return;
	}
	say_moment(voice, &first, from);
	say_moment(voice, &last, to);
	words_fill(voice->lang, WORDS_R_FROM_TO, (const char *const[]){ from, to, NULL }, text, SAY_TEXT);
}

static void say_period(const struct voice *voice, const struct cell *cell, char text[SAY_TEXT])
{
	struct stamp_local first = local(voice, cell->a), last = last_day(voice, cell->a, cell->b);
	char name[WORDS_TEXT], span[SAY_TEXT], from[WORDS_TEXT], to[WORDS_TEXT];
	bool one_day = first.year == last.year && first.month == last.month && first.day == last.day;
	uint64_t seconds = (cell->b - cell->a) / STAMP_SECOND_NS;

	if (is_one_month(&first, &last)) {
		snprintf(name, sizeof name, "%s %d", words_month(voice->lang, first.month), first.year);
		words_fill(voice->lang, WORDS_R_IN_MONTH, (const char *const[]){ name, NULL }, text, SAY_TEXT);
	} else if (one_day && seconds > 23 * 3600) {
		words_fill(voice->lang, WORDS_R_ON_DAY, (const char *const[]){ words_date(voice->lang, first.year, first.month,
			first.day, name), NULL }, text, SAY_TEXT);
	} else if (seconds < 2 * 86400) {
		say_hours_span(voice, cell, text);
	} else {
		say_length(voice, cell, &first, &last, name);
		say_date(voice, &first, first.year != last.year, from);
		say_date(voice, &last, true, to);
		snprintf(span, sizeof span, "%s", name);
		words_fill(voice->lang, WORDS_R_IN_LONG, (const char *const[]){ span, from, to, NULL }, text, SAY_TEXT);
	}
}

/* ---- cells and lines ---- */

const char *say_cell(const struct voice *voice, const struct cell *cell, char text[SAY_TEXT])
{
	enum words_lang lang = voice->lang;
	char words_text[WORDS_TEXT] = "", code[8];
	const char *said = words_text;

	text[0] = '\0';
	switch (cell->kind) {
	case CELL_NONE: break;
	case CELL_TEXT: return letters_cut(text, SAY_TEXT, SIZE_MAX, cell->text);
	case CELL_WORD: said = words(lang, (enum words_message)cell->a); break;
	case CELL_COUNT: words_number(lang, cell->a, words_text); break;
	case CELL_TENTHS: /* a tenth says nothing of a hundred */
		if (cell->a < 1000)
			words_tenths(lang, cell->a, words_text);
		else
			words_number(lang, (cell->a + 5) / 10, words_text);
		break;
	case CELL_SHARE: words_share(lang, cell->a, cell->b, words_text); break;
	case CELL_CHANGE: say_change(voice, cell, text); return text;
	case CELL_MOMENT: case CELL_HOUR: case CELL_DAY: say_moment(voice, cell, text); return text;
	case CELL_SECONDS:
		if (cell->b)
			said = words(lang, WORDS_R_UNTIL);
		else
			say_seconds(voice, cell->a, words_text);
		break;
	case CELL_COUNTRY: said = words_country(lang, (ronda_country)cell->a, code); break;
	case CELL_CLASS: said = words_class(lang, (enum ronda_class)cell->a); break;
	case CELL_OUTCOME: said = words_outcome(lang, (enum ronda_outcome)cell->a); break;
	case CELL_ORIGIN: said = words_origin(lang, (enum ronda_origin)cell->a); break;
	case CELL_FLOOD: said = words_flood(lang, (enum ronda_flood_kind)cell->a); break;
	case CELL_YES: said = words(lang, cell->a ? WORDS_YES : WORDS_NO); break;
	case CELL_WEEKDAY: said = words_weekday(lang, (unsigned)cell->a); break;
	case CELL_SPAN: say_span(voice, cell, text); return text;
	case CELL_PERIOD: say_period(voice, cell, text); return text;
	}
	snprintf(text, SAY_TEXT, "%s", said);
	return text;
}

const char *say_line(const struct voice *voice, const struct line *line, char text[SAY_TEXT])
{
	enum { CELLS = sizeof line->cell / sizeof *line->cell };
	char said[CELLS][SAY_TEXT];
	const char *cells[CELLS + 1] = { 0 };

	for (size_t i = 0; i < CELLS; i++)
		cells[i] = say_cell(voice, &line->cell[i], said[i]);
	if (line->cell[0].kind == CELL_CHANGE) /* "12 % more" has its sign in the word */
		cells[0] += said[0][0] == '+' ? 1 : strncmp(said[0], "\u2212", 3) == 0 ? 3 : 0;
	return words_fill(voice->lang, line->message, cells, text, SAY_TEXT);
}

bool cell_is_number(enum cell_kind kind)
{
	return kind == CELL_COUNT || kind == CELL_TENTHS || kind == CELL_SHARE || kind == CELL_CHANGE || kind == CELL_SECONDS;
}

size_t say_rest(const struct section *section, struct cell rest[COLUMNS_MOST])
{
	memset(rest, 0, COLUMNS_MOST * sizeof *rest);
	if (!section->shown || section->rows <= section->shown)
		return 0;
	for (size_t i = section->shown; i < section->rows; i++)
		for (size_t j = 1; j < section->columns; j++) {
			const struct cell *cell = &section->cell[i * section->columns + j];

			if (section->chart != CHART_BARS || (cell->kind != CELL_COUNT && cell->kind != CELL_SHARE))
				continue;
			rest[j].kind = cell->kind;
			rest[j].a += cell->a;
			rest[j].b = cell->b;
		}
	return section->rows - section->shown;
}
