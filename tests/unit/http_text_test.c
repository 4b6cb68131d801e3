/* SPDX-License-Identifier: BSD-2-Clause */
/* The same words in many spellings come out as one; words that differ stay apart. */
#include "claim.h"

#include "detect/http_text.h"

#include <stdlib.h>

enum { ROOM = 512 };

static struct slice text_of(const char *text)
{
	return slice_of(text, strlen(text));
}

static const char *normal(enum text_kind kind, struct slice raw)
{
	static char text[ROOM + 1];
	bool cut;
	size_t size = text_normalise(kind, raw, (uint8_t *)text, ROOM, &cut);

	assert_false(cut);
	text[size] = 0;
	return text;
}

static const char *path(const char *raw)
{
	return normal(TEXT_PATH, text_of(raw));
}

static const char *form(const char *raw)
{
	return normal(TEXT_FORM, text_of(raw));
}

static const char *other(const char *raw)
{
	return normal(TEXT_OTHER, text_of(raw));
}

static void plain_text_stays_as_it_is(void **state)
{
	(void)state;
	assert_string_equal(path("/index.php"), "/index.php");
	assert_string_equal(form("id=1&name=budi"), "id=1&name=budi");
	assert_string_equal(other("mozilla/5.0 (x11; linux)"), "mozilla/5.0 (x11; linux)");
	assert_string_equal(other(""), "");
}

static void percents_are_decoded_and_bad_ones_kept(void **state)
{
	(void)state;
	assert_string_equal(form("id=1%27%20or%201%3d1"), "id=1' or 1=1");
	assert_string_equal(form("100%"), "100%");
	assert_string_equal(form("%4"), "%4");
	assert_string_equal(form("%zz%41"), "%zza");
}

/* As classic ASP reads them. */
static void percents_between_single_letters_are_nothing(void **state)
{
	(void)state;
	assert_string_equal(form("%S%E%L%E%C%T+%U%S%E%R%(%)"), "select user(%)");
	assert_string_equal(form("<%25=+7*7+%25>"), "<%= 7*7 %>");
	assert_string_equal(form("like+'%25a'"), "like '%a'");
}

static void percents_are_decoded_three_times_and_no_more(void **state)
{
	(void)state;
	assert_string_equal(path("/%2e%2e/"), "/../");
	assert_string_equal(path("/%252e%252e/"), "/../");
	assert_string_equal(path("/%25252e%25252e/"), "/../");
	assert_string_equal(path("/%2525252e/"), "/%2e/");
	assert_string_equal(path("/%%32%65%%32%65/"), "/../");
	assert_string_equal(path("/..%%35c..%255c"), "/../../");
}

static void a_plus_is_a_space_in_forms_only_and_only_as_it_was_sent(void **state)
{
	(void)state;
	assert_string_equal(form("union+select"), "union select");
	assert_string_equal(form("1%2B1"), "1+1");
	assert_string_equal(form("1%252B1"), "1+1");
	assert_string_equal(path("/a+b"), "/a+b");
	assert_string_equal(other("a+b"), "a+b");
}

static void wide_escapes_are_decoded(void **state)
{
	(void)state;
	assert_string_equal(form("%u003cscript%U003e"), "<script>");
	assert_string_equal(form("%uff1cscript%uff1e"), "<script>");
	assert_string_equal(form("('\\u0023x')"), "('#x')");
	assert_string_equal(form("%u00zz"), "%u00zz");
	assert_string_equal(path("/\\u0041"), "/u0041"); /* a folder of that name */
}

static void utf8_longer_than_need_be_means_what_it_means(void **state)
{
	(void)state;
	assert_string_equal(path("/..%c0%af..%e0%80%af..%f0%80%80%af"), "/../../../");
	assert_string_equal(path("/..%c1%9c..%c1%1c..%c0%2f"), "/../../../");
	assert_string_equal(form("%c0%bcscript%c0%be"), "<script>");
}

static void good_utf8_stays(void **state)
{
	(void)state;
	assert_string_equal(form("q=%C3%A9t%C3%A9+%F0%9F%98%80"), "q=\xc3\xa9t\xc3\xa9 \xf0\x9f\x98\x80");
	assert_string_equal(form("\xe9t\xe9"), "\xe9t\xe9"); /* Latin-1 */
}

static void look_alikes_are_ascii(void **state)
{
	(void)state;
	assert_string_equal(form("\xef\xbc\x9c\xef\xbd\x93\xef\xbd\x83ript\xef\xbc\x9e"), "<script>");
	assert_string_equal(form("1%E2%80%99 or"), "1' or");
	assert_string_equal(form("%C5%BFelect"), "select");
	assert_string_equal(form("union%A0select%C2%A0%E3%80%801"), "union select 1");
}

static void entities_are_decoded(void **state)
{
	(void)state;
	assert_string_equal(form("&lt;script&GT;"), "<script>");
	assert_string_equal(form("&#60;script&#x3E;&#0000039"), "<script>'");
	assert_string_equal(form("java&Tab;script&colon;alert&lpar;1&rpar;"), "java script:alert(1)");
	assert_string_equal(form("&amp;lt;"), "<");
	assert_string_equal(form("a=1&lt=2&b=3"), "a=1&lt=2&b=3");
	assert_string_equal(form("&#;&#x;&#99999999;&"), "&#;&#x;&#99999999;&");
	assert_string_equal(form("%26lt%3B"), "<");
}

static void letters_are_small(void **state)
{
	(void)state;
	assert_string_equal(form("UnIoN SeLeCt"), "union select");
	assert_string_equal(path("/VPNs/"), "/vpns/");
}

static void a_nul_is_nothing(void **state)
{
	(void)state;
	assert_string_equal(form("un%00ion"), "union");
	assert_string_equal(normal(TEXT_OTHER, slice_of("a\0b", 3)), "ab");
}

static void white_space_is_one_space(void **state)
{
	(void)state;
	assert_string_equal(form("union%0a%0d%09%0b%0c++select"), "union select");
	assert_string_equal(other("a\r\n\tb"), "a b");
}

static void a_comment_of_words_is_a_space(void **state)
{
	(void)state;
	assert_string_equal(form("union/**/select"), "union select");
	assert_string_equal(form("union/* any words **/select"), "union select");
	assert_string_equal(form("un/**/ion"), "un ion");
	assert_string_equal(form("union /**/ /**/ select"), "union select");
}

static void a_comment_of_one_word_ends_with_its_line(void **state)
{
	(void)state;
	assert_string_equal(form("1%23abc%0Aand--x%0A1=1"), "1 and 1=1");
	assert_string_equal(form("1'--%0Ax"), "1'-- x");
	assert_string_equal(form("a%23b+c%0Ad"), "a#b c d");
	assert_string_equal(form("1/*!0order/*!0by+1"), "1 order by 1");
	assert_string_equal(other("a#b\nc"), "a#b c");
}

static void what_a_comment_might_hide_is_kept(void **state)
{
	(void)state;
	assert_string_equal(form("/*<script>*/"), " <script> ");
	assert_string_equal(form("/*!50000union*/select/*!1*/"), " union select ");
	assert_string_equal(form("/*!UNION*/"), " union ");
	assert_string_equal(form("1' or 1=1 /*"), "1' or 1=1 /*");
	assert_string_equal(form("1' or 1=1 -- x #"), "1' or 1=1 -- x #");
	assert_string_equal(other("*/*"), "*/*");
	assert_string_equal(form("/*/"), "/*/");
	assert_string_equal(path("/a/*/b/*/c"), "/a/*/b/*/c");
}

static void slashes_of_a_path_are_one_and_dots_stay(void **state)
{
	(void)state;
	assert_string_equal(path("//a\\\\b///c"), "/a/b/c");
	assert_string_equal(path("/a/./b/././c/."), "/a/b/c/.");
	assert_string_equal(path("/a/../../etc"), "/a/../../etc");
	assert_string_equal(path("..\\..\\winnt"), "../../winnt");
	assert_string_equal(path("/a/.../..../"), "/a/.../..../");
	assert_string_equal(form("f=..\\x&u=http://b"), "f=..\\x&u=http://b");
}

static void what_does_not_fit_is_told(void **state)
{
	uint8_t buffer[8];
	bool cut;

	(void)state;
	assert_int_equal(text_normalise(TEXT_FORM, text_of("12345678"), buffer, sizeof buffer, &cut), 8);
	assert_false(cut);
	assert_int_equal(text_normalise(TEXT_FORM, text_of("123456789"), buffer, sizeof buffer, &cut), 8);
	assert_true(cut);
	assert_memory_equal(buffer, "12345678", 8);
	text_normalise(TEXT_FORM, text_of("1234567%u20ac"), buffer, sizeof buffer, &cut);
	assert_true(cut);
	assert_int_equal(text_normalise(TEXT_FORM, text_of("x"), buffer, 0, &cut), 0);
	assert_true(cut);
}

static void assert_part(struct slice part, const char *text)
{
	assert_int_equal(part.size, strlen(text));
	assert_true(!part.size || slice_is(part, text));
}

static void a_target_is_a_path_and_a_query(void **state)
{
	static const char *const parts[][3] = {
		{ "/a?b=c?d", "/a", "b=c?d" }, { "/a", "/a", "" }, { "/a?", "/a", "" }, { "http://h:1/a?b", "/a", "b" },
		{ "HTTPS://h?b/c", "", "b/c" }, { "http://h", "", "" }, { "*", "*", "" }, { "h:443", "h:443", "" },
		{ "", "", "" }, { "/a?u=http://x/y", "/a", "u=http://x/y" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		assert_part(text_path(text_of(parts[i][0])), parts[i][1]);
		assert_part(text_query(text_of(parts[i][0])), parts[i][2]);
	}
}

static void once_normal_it_is_normal_when_it_holds_no_escapes(void **state)
{
	static const char letters[] = "aB /\\.*!%2e&#lt;+\n\xc0\xaf\xef\xbc\x9c";
	uint32_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		char raw[40], once[ROOM + 1];
		size_t size = 0;

		for (size = 0; size < round % 39; size++) {
			seed = seed * 1664525 + 1013904223;
			raw[size] = letters[(seed >> 8) % (sizeof letters - 1)];
		}
		strcpy(once, normal(TEXT_PATH, slice_of(raw, size)));
		assert_in_range(strlen(once), 0, size);
		if (!strpbrk(once, "%&\xc0\xef"))
			assert_string_equal(path(once), once);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_stays_as_it_is),
		cmocka_unit_test(percents_are_decoded_and_bad_ones_kept),
		cmocka_unit_test(percents_between_single_letters_are_nothing),
		cmocka_unit_test(percents_are_decoded_three_times_and_no_more),
		cmocka_unit_test(a_plus_is_a_space_in_forms_only_and_only_as_it_was_sent),
		cmocka_unit_test(wide_escapes_are_decoded),
		cmocka_unit_test(utf8_longer_than_need_be_means_what_it_means),
		cmocka_unit_test(good_utf8_stays),
		cmocka_unit_test(look_alikes_are_ascii),
		cmocka_unit_test(entities_are_decoded),
		cmocka_unit_test(letters_are_small),
		cmocka_unit_test(a_nul_is_nothing),
		cmocka_unit_test(white_space_is_one_space),
		cmocka_unit_test(a_comment_of_words_is_a_space),
		cmocka_unit_test(a_comment_of_one_word_ends_with_its_line),
		cmocka_unit_test(what_a_comment_might_hide_is_kept),
		cmocka_unit_test(slashes_of_a_path_are_one_and_dots_stay),
		cmocka_unit_test(what_does_not_fit_is_told),
		cmocka_unit_test(a_target_is_a_path_and_a_query),
		cmocka_unit_test(once_normal_it_is_normal_when_it_holds_no_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
