/* SPDX-License-Identifier: BSD-2-Clause */
/* How a picture is written, cell by cell; whole reports are in tests/report. */
#include "report/format.h"
#include "report/say.h"

#include "claim.h"

#include <stdlib.h>
#include <string.h>

struct desk {
	struct stamp_zone *zone;
	struct picture picture;
};

static struct desk desk_with(const char *name)
{
	struct desk desk = { .zone = stamp_zone_create("WIB", NULL) };
	static const struct column columns[] = { { .key = "name", .head = WORDS_COLUMN_NAME },
		{ .key = "attempts", .head = WORDS_R_ATTEMPTS } };
	struct section *section;
	struct cell *row;

	picture_init(&desk.picture, desk.zone);
	desk.picture.version = "0";
	desk.picture.sensors = name;
	desk.picture.answer = (struct line){ .message = WORDS_R_MANY, .cell = { cell_count(957254), { .kind = CELL_PERIOD,
		.a = 1657645200ull * STAMP_SECOND_NS, .b = 1665680400ull * STAMP_SECOND_NS } } };
	section = picture_section(&desk.picture, "names", WORDS_R_HEAD_NAMES);
	section_columns(section, columns, 2);
	row = section_row(&desk.picture, section);
	row[0] = cell_text(name);
	row[1] = cell_count(1234567);
	return desk;
}

static void desk_finish(struct desk *desk)
{
	picture_finish(&desk->picture);
	stamp_zone_destroy(desk->zone);
}

static char *written(const struct desk *desk, const char *format, enum words_lang lang)
{
	const struct report_options options = { .lang = lang };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(report_format(format)->write(&desk->picture, &options, out, NULL), 0);
	fclose(out);
	return text;
}

static void assert_written(const char *name, const char *format, enum words_lang lang, const char *what, bool is)
{
	struct desk desk = desk_with(name);
	char *text = written(&desk, format, lang);

	if ((strstr(text, what) != NULL) != is)
		fail_msg("%s \"%s\" in:\n%s", is ? "no" : "there is", what, text);
	free(text);
	desk_finish(&desk);
}

static void numbers_are_of_the_language(void **state)
{
	(void)state;
	assert_written("x", "text", WORDS_EN, "957,254 attack attempts in three months, 13 July to 13 October 2022.", true);
	assert_written("x", "text", WORDS_ID, "957.254 percobaan serangan dalam tiga bulan, 13 Juli sampai 13 Oktober 2022.", true);
	assert_written("x", "html", WORDS_ID, "<data value=\"1234567\">1.234.567</data>", true);
	assert_written("x", "html", WORDS_ID, "<html lang=\"id\">", true);
	assert_written("x", "json", WORDS_ID, "\"attempts\": 1234567", true);
	assert_written("x", "csv", WORDS_ID, "\"x\",1234567\r\n", true);
}

static void a_page_has_no_markup_but_its_own(void **state)
{
	(void)state;
	assert_written("<script>alert('1')</script>", "html", WORDS_EN, "<script", false);
	assert_written("<script>alert('1')</script>", "html", WORDS_EN, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;", true);
	assert_written("\" onload=\"x", "html", WORDS_EN, "&quot; onload=&quot;x", true);
	assert_written("a&amp;b", "html", WORDS_EN, "a&amp;amp;b", true);
}

static void a_spreadsheet_is_given_no_formula(void **state)
{
	static const char *const formulas[] = { "=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1" };
	char expected[64];

	(void)state;
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		snprintf(expected, sizeof expected, "\r\n\"'%s\",1234567\r\n", formulas[i]);
		assert_written(formulas[i], "csv", WORDS_EN, expected, true);
	}
	assert_written("\t=1", "csv", WORDS_EN, "\"?=1\"", true);
	assert_written("a\"b,c", "csv", WORDS_EN, "\"a\"\"b,c\",", true);
	assert_written("plain", "csv", WORDS_EN, "\"plain\",", true);
}

static void a_terminal_is_not_steered(void **state)
{
	(void)state;
	assert_written("\033[2J\u202e\xc2\x9b\xff", "text", WORDS_EN, "?[2J???", true);
	assert_written("\033[2J", "text", WORDS_EN, "\033", false);
}

static const char *said(enum words_lang lang, struct cell cell, char text[SAY_TEXT])
{
	struct desk desk = desk_with("x");
	const struct voice voice = { &desk.picture, lang };

	say_cell(&voice, &cell, text);
	desk_finish(&desk);
	return text;
}

#define DAY(n) ((1657645200ull + 86400ull * (n)) * STAMP_SECOND_NS) /* 13 July 2022 in Jakarta, and so many days on */

static void periods_are_said_as_people_would(void **state)
{
	const struct { uint64_t from, to; const char *en, *id; } periods[] = {
		{ DAY(0), DAY(93), "in three months, 13 July to 13 October 2022", "dalam tiga bulan, 13 Juli sampai 13 Oktober 2022" },
		{ DAY(0), DAY(92), "in three months, 13 July to 12 October 2022", "dalam tiga bulan, 13 Juli sampai 12 Oktober 2022" },
		{ DAY(50), DAY(80), "in September 2022", "pada September 2022" },
		{ DAY(19), DAY(50), "in August 2022", "pada Agustus 2022" },
		{ DAY(0), DAY(1), "on 13 July 2022", "pada 13 Juli 2022" },
		{ DAY(0), DAY(10), "in 10 days, 13 July to 22 July 2022", "dalam 10 hari, 13 Juli sampai 22 Juli 2022" },
		{ DAY(0), DAY(365), "in one year, 13 July 2022 to 12 July 2023", "dalam satu tahun, 13 Juli 2022 sampai 12 Juli 2023" },
		{ DAY(0) + 3600 * STAMP_SECOND_NS, DAY(0) + 7200 * STAMP_SECOND_NS, "on 13 July 2022, 01:00 to 02:00",
			"pada 13 Juli 2022, 01.00 sampai 02.00" },
	};
	char text[SAY_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		struct cell cell = { .kind = CELL_PERIOD, .a = periods[i].from, .b = periods[i].to };

		assert_string_equal(said(WORDS_EN, cell, text), periods[i].en);
		assert_string_equal(said(WORDS_ID, cell, text), periods[i].id);
	}
}

static void changes_and_lengths_have_their_units(void **state)
{
	char text[SAY_TEXT];

	(void)state;
	assert_string_equal(said(WORDS_EN, (struct cell){ CELL_CHANGE, 112, 100, NULL }, text), "+12.0 %");
	assert_string_equal(said(WORDS_ID, (struct cell){ CELL_CHANGE, 75, 100, NULL }, text), "\u221225,0 %");
	assert_string_equal(said(WORDS_EN, (struct cell){ CELL_CHANGE, 7, 0, NULL }, text), "new");
	assert_string_equal(said(WORDS_EN, cell_of(CELL_SECONDS, 100), text), "1 min 40 s");
	assert_string_equal(said(WORDS_ID, cell_of(CELL_SECONDS, 34 * 3600), text), "34 jam");
	assert_string_equal(said(WORDS_EN, cell_of(CELL_SECONDS, 54 * 3600), text), "2 d 6 h");
	assert_string_equal(said(WORDS_EN, cell_of(CELL_SECONDS, 0), text), "0 s");
}

static void a_country_has_a_name_or_else_its_letters(void **state)
{
	char text[SAY_TEXT];

	(void)state;
	assert_string_equal(said(WORDS_EN, cell_of(CELL_COUNTRY, RONDA_COUNTRY('Q', 'Z')), text), "QZ");
	assert_string_equal(said(WORDS_ID, cell_of(CELL_COUNTRY, 0), text), "tidak diketahui");
	assert_string_equal(said(WORDS_EN, cell_of(CELL_COUNTRY, RONDA_COUNTRY_LOCAL), text), "local");
	said(WORDS_ID, cell_of(CELL_COUNTRY, RONDA_COUNTRY('N', 'L')), text);
	assert_true(strcmp(text, "Belanda") == 0 || strcmp(text, "NL") == 0);
}

static void a_format_is_known_by_its_name_and_its_suffix(void **state)
{
	(void)state;
	assert_ptr_equal(report_format("html"), report_format_of("a/b.c/Juli.HTML"));
	assert_ptr_equal(report_format("pdf"), report_format_of("x.pdf"));
	assert_ptr_equal(report_format("html"), report_format_of("x.htm"));
	assert_null(report_format_of("pdf"));
	assert_null(report_format("PDF "));
}

static void hidden_rows_are_added_up(void **state)
{
	struct desk desk = desk_with("first");
	struct section *section = &desk.picture.section[0];
	struct cell rest[COLUMNS_MOST];

	(void)state;
	for (uint64_t i = 0; i < 100; i++)
		section_row(&desk.picture, section)[1] = cell_count(i);
	section->chart = CHART_BARS;
	section->bar = 1;
	section->shown = 11;
	assert_int_equal(say_rest(section, rest), 90);
	assert_int_equal(rest[1].a, 99 * 100 / 2 - 9 * 10 / 2);
	section->shown = 101;
	assert_int_equal(say_rest(section, rest), 0);
	desk_finish(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_of_the_language),
		cmocka_unit_test(a_page_has_no_markup_but_its_own),
		cmocka_unit_test(a_spreadsheet_is_given_no_formula),
		cmocka_unit_test(a_terminal_is_not_steered),
		cmocka_unit_test(periods_are_said_as_people_would),
		cmocka_unit_test(changes_and_lengths_have_their_units),
		cmocka_unit_test(a_country_has_a_name_or_else_its_letters),
		cmocka_unit_test(a_format_is_known_by_its_name_and_its_suffix),
		cmocka_unit_test(hidden_rows_are_added_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
