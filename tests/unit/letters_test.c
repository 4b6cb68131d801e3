/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts as people may be given them. */
#include "base/letters.h"
#include "claim.h"

#include <string.h>

static void malformed_bytes_are_no_character(void **state)
{
	static const char *const malformed[] = { "\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xe2\x82", "\xff", "" };
	uint32_t code;

	(void)state;
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
		assert_int_equal(letters_character(malformed[i], NULL), 0);
	assert_int_equal(letters_character("\xf0\x9f\x91\x8d", &code), 4);
	assert_int_equal(code, 0x1f44d);
	assert_int_equal(letters_character("\xe2\x82\xac", &code), 3);
	assert_int_equal(code, 0x20ac);
}

static void what_would_steer_a_terminal_or_turn_the_text_becomes_question_marks(void **state)
{
	char text[64];

	(void)state;
	assert_string_equal(letters_copy(text, sizeof text, "a\x1b[2Jb\nc\x7f"), "a?[2Jb?c?");
	assert_string_equal(letters_copy(text, sizeof text, "\xc2\x9b" "2J"), "?2J");
	assert_string_equal(letters_copy(text, sizeof text, "\xe2\x80\xaegnp.exe"), "?gnp.exe");
	assert_string_equal(letters_copy(text, sizeof text, "\xff\xfe"), "??");
	assert_string_equal(letters_copy(text, sizeof text, "k\xc3\xa5k\xc3\xa5"), "k\xc3\xa5k\xc3\xa5");
	assert_string_equal(letters_copy(text, sizeof text, NULL), "");
}

static void a_copy_ends_with_a_whole_character(void **state)
{
	char text[4];

	(void)state;
	assert_string_equal(letters_copy(text, sizeof text, "ab\xc3\xa5"), "ab");
	assert_string_equal(letters_copy(text, sizeof text, "abcd"), "abc");
}

static void what_is_cut_ends_in_two_dots_within_its_columns(void **state)
{
	char text[64];

	(void)state;
	assert_string_equal(letters_cut(text, sizeof text, 6, "abcdef"), "abcdef");
	assert_string_equal(letters_cut(text, sizeof text, 5, "abcdef"), "abc..");
	assert_string_equal(letters_cut(text, 5, 60, "abcdef"), "ab..");
	assert_string_equal(letters_cut(text, sizeof text, 5, "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"), "\xe6\x97\xa5..");
}

static void columns_are_a_terminals_not_bytes_nor_characters(void **state)
{
	(void)state;
	assert_int_equal(letters_width("k\xc3\xa5k\xc3\xa5"), 4);
	assert_int_equal(letters_width("\xe6\x97\xa5\xe6\x9c\xac"), 4);         /* two wide ones */
	assert_int_equal(letters_width("e\xcc\x81"), 1);                        /* an accent of its own */
	assert_int_equal(letters_columns("k\xc3\xa5k\xc3\xa5", 3), 2);
}

static void a_line_holds_whole_words_and_one_at_least(void **state)
{
	(void)state;
	assert_int_equal(letters_line("one two three", 7), 7);
	assert_int_equal(letters_line("one two three", 12), 7);
	assert_int_equal(letters_line("onetwothree four", 4), 11);
	assert_int_equal(letters_line("GET /onetwothree HTTP", 8), 16);
	assert_int_equal(letters_line("k\xc3\xa5k\xc3\xa5 is", 7), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malformed_bytes_are_no_character),
		cmocka_unit_test(what_would_steer_a_terminal_or_turn_the_text_becomes_question_marks),
		cmocka_unit_test(a_copy_ends_with_a_whole_character),
		cmocka_unit_test(what_is_cut_ends_in_two_dots_within_its_columns),
		cmocka_unit_test(columns_are_a_terminals_not_bytes_nor_characters),
		cmocka_unit_test(a_line_holds_whole_words_and_one_at_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
