/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for people: lines that end between words, rows in columns. */
#include "base/sheet.h"
#include "claim.h"

#include <stdlib.h>
#include <string.h>

static char *written;
static size_t bytes;

static struct pen open_pen(unsigned columns, bool colour)
{
	return (struct pen){ open_memstream(&written, &bytes), columns, colour };
}

static void assert_written(const struct pen *pen, const char *wanted)
{
	fclose(pen->out);
	assert_string_equal(written, wanted);
	free(written);
}

static void a_paragraph_ends_its_lines_between_words(void **state)
{
	struct pen pen = open_pen(12, false);

	(void)state;
	pen_paragraph(&pen, PEN_QUIET, "one two three four", 2);
	assert_written(&pen, "  one two\n  three four\n");
}

static void only_a_terminal_gets_colours(void **state)
{
	struct pen plain = open_pen(40, false), bright;

	(void)state;
	pen_ink(&plain, PEN_STRONG, "so");
	assert_written(&plain, "so");
	bright = open_pen(40, true);
	pen_ink(&bright, PEN_STRONG, "so");
	pen_ink(&bright, PEN_PLAIN, "or");
	pen_ink(&bright, PEN_QUIET, "");
	assert_written(&bright, "\033[1mso\033[0mor");
}

static struct sheet *of_cities(void)
{
	static const struct sheet_column columns[] = {
		{ .head = "city" }, { .head = "n", .right = true }, { .head = "said", .falls = 1 }, { .head = "empty" },
		{ .head = "", .below = true },
	};
	struct sheet *sheet = sheet_create(columns, sizeof columns / sizeof *columns, 0);

	sheet_row(sheet);
	sheet_put(sheet, 0, "Solok");
	sheet_put(sheet, 1, "7");
	sheet_put(sheet, 2, "a little");
	sheet_row(sheet);
	sheet_put(sheet, 0, "\xe6\x9d\xb1\xe4\xba\xac"); /* two letters, four columns */
	sheet_put(sheet, 1, "1,000");
	sheet_put(sheet, 4, "more of it");
	return sheet;
}

static void columns_are_as_wide_as_what_is_shown_and_an_empty_one_is_left_out(void **state)
{
	struct pen pen = open_pen(40, false);
	struct sheet *sheet = of_cities();

	(void)state;
	assert_int_equal(sheet_print(sheet, &pen, true), 0);
	assert_written(&pen,
		"  city       n  said\n"
		"  Solok      7  a little\n"
		"  \xe6\x9d\xb1\xe4\xba\xac   1,000\n"
		"    more of it\n");
	sheet_destroy(sheet);
}

static void what_may_fall_away_does_on_a_narrow_page(void **state)
{
	struct pen pen = open_pen(20, false);
	struct sheet *sheet = of_cities();

	(void)state;
	assert_int_equal(sheet_print(sheet, &pen, false), 0);
	assert_written(&pen, "  Solok      7\n  \xe6\x9d\xb1\xe4\xba\xac   1,000\n    more of it\n");
	sheet_destroy(sheet);
}

static void a_bar_stands_behind_its_row(void **state)
{
	static const struct sheet_column column = { .head = "day" };
	struct pen pen = open_pen(40, false);
	struct sheet *sheet = sheet_create(&column, 1, 4);

	(void)state;
	sheet_row(sheet);
	sheet_put(sheet, 0, "Monday");
	sheet_bar(sheet, 2);
	sheet_row(sheet);
	sheet_put(sheet, 0, "Tue");
	sheet_bar(sheet, 9);
	sheet_print(sheet, &pen, false);
	assert_written(&pen, "  Monday  ##\n  Tue     ####\n");
	sheet_destroy(sheet);
}

static void without_memory_it_says_so(void **state)
{
	struct pen pen = open_pen(40, false);

	(void)state;
	sheet_row(NULL);
	sheet_put(NULL, 0, "x");
	assert_true(sheet_print(NULL, &pen, true) < 0);
	assert_written(&pen, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_paragraph_ends_its_lines_between_words),
		cmocka_unit_test(only_a_terminal_gets_colours),
		cmocka_unit_test(columns_are_as_wide_as_what_is_shown_and_an_empty_one_is_left_out),
		cmocka_unit_test(what_may_fall_away_does_on_a_narrow_page),
		cmocka_unit_test(a_bar_stands_behind_its_row),
		cmocka_unit_test(without_memory_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
