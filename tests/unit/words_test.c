/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "base/stamp.h"
#include "base/words.h"

#include <string.h>

static void numbers_are_grouped_as_each_language_does(void **state)
{
	static const struct { uint64_t number; const char *en, *id; } numbers[] = {
		{ 0, "0", "0" }, { 7, "7", "7" }, { 999, "999", "999" }, { 1000, "1,000", "1.000" },
		{ 957254, "957,254", "957.254" }, { 1000000, "1,000,000", "1.000.000" },
		{ UINT64_MAX, "18,446,744,073,709,551,615", "18.446.744.073.709.551.615" },
	};
	char text[WORDS_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		assert_string_equal(words_number(WORDS_EN, numbers[i].number, text), numbers[i].en);
		assert_string_equal(words_number(WORDS_ID, numbers[i].number, text), numbers[i].id);
	}
	assert_string_equal(words_tenths(WORDS_EN, 12345, text), "1,234.5");
	assert_string_equal(words_tenths(WORDS_ID, 12345, text), "1.234,5");
}

static void a_share_is_never_all_or_nothing_unless_it_is(void **state)
{
	char text[WORDS_TEXT];

	(void)state;
	assert_string_equal(words_share(WORDS_EN, 0, 9, text), "0 %");
	assert_string_equal(words_share(WORDS_EN, 1, 1000000, text), "<0.1 %");
	assert_string_equal(words_share(WORDS_ID, 1, 1000000, text), "<0,1 %");
	assert_string_equal(words_share(WORDS_ID, 1, 3, text), "33,3 %");
	assert_string_equal(words_share(WORDS_EN, 999999, 1000000, text), "99.9 %");
	assert_string_equal(words_share(WORDS_EN, 9, 9, text), "100 %");
	assert_string_equal(words_share(WORDS_EN, UINT64_MAX / 2, UINT64_MAX, text), "50.0 %");
}

static uint64_t at(const char *text)
{
	uint64_t ns = 0;

	assert_int_equal(stamp_parse(&ns, text, NULL), 0);
	return ns;
}

static void a_duration_is_told_in_its_own_unit(void **state)
{
	static const struct { const char *start, *end, *en, *id; } spans[] = {
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:00:00Z", "less than a second", "kurang dari satu detik" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:00:00.999Z", "less than a second", "kurang dari satu detik" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:00:01Z", "one second", "satu detik" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:00:01.2Z", "1.2 seconds", "1,2 detik" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:00:09.97Z", "ten seconds", "sepuluh detik" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:00:12.4Z", "twelve seconds", "dua belas detik" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:00:45Z", "45 seconds", "45 detik" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:01:00Z", "one minute", "satu menit" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T00:01:30Z", "90 seconds", "90 detik" },
		{ "2022-07-13T00:00:00Z", "2022-07-13T01:00:00Z", "one hour", "satu jam" },
		{ "2022-07-13T00:00:00Z", "2022-07-14T00:00:00Z", "one day", "satu hari" },
		{ "2022-07-13T00:00:00Z", "2022-07-14T12:00:00Z", "36 hours", "36 jam" },
		{ "2022-07-01T00:00:00Z", "2022-07-14T00:00:00Z", "13 days", "13 hari" },
		{ "2022-07-01T00:00:00Z", "2022-07-29T00:00:00Z", "28 days", "28 hari" },
		{ "2022-02-01T00:00:00Z", "2022-03-01T00:00:00Z", "one month", "satu bulan" },
		{ "2022-07-01T00:00:00Z", "2022-07-31T23:59:59Z", "one month", "satu bulan" },
		{ "2022-07-13T00:00:00Z", "2022-10-13T00:00:00Z", "three months", "tiga bulan" },
		{ "2022-07-12T17:00:00Z", "2022-10-12T17:00:00Z", "three months", "tiga bulan" },
		{ "2022-01-31T00:00:00Z", "2022-02-28T00:00:00Z", "one month", "satu bulan" },
		{ "2022-07-13T00:00:00Z", "2023-07-13T00:00:00Z", "one year", "satu tahun" },
		{ "2022-07-13T00:00:00Z", "2024-01-13T00:00:00Z", "18 months", "18 bulan" },
		{ "1970-01-01T00:00:00Z", "2470-01-01T00:00:00Z", "500 years", "500 tahun" },
	};
	char text[WORDS_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		uint64_t start_ns = at(spans[i].start), end_ns = at(spans[i].end);

		assert_string_equal(words_duration(WORDS_EN, start_ns, end_ns, text), spans[i].en);
		assert_string_equal(words_duration(WORDS_ID, start_ns, end_ns, text), spans[i].id);
	}
}

static size_t places(const char *message)
{
	size_t found = 0;

	for (char digit = '1'; digit <= '9'; digit++) {
		const char place[] = { '{', digit, '}', '\0' };

		found += strstr(message, place) ? 1u << (digit - '1') : 0;
	}
	return found;
}

static void every_message_says_the_same_in_both_languages(void **state)
{
	(void)state;
	for (unsigned i = 0; i < WORDS_MESSAGE_COUNT; i++) {
		assert_true(words(WORDS_EN, i)[0] && words(WORDS_ID, i)[0]);
		assert_int_equal(places(words(WORDS_EN, i)), places(words(WORDS_ID, i)));
	}
	for (unsigned lang = 0; lang < WORDS_LANG_COUNT; lang++) {
		for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
			assert_true(words_class(lang, i) && strlen(words_class_short(lang, i)) <= 8);
		for (unsigned i = 0; i < RONDA_OUTCOME_COUNT; i++)
			assert_true(words_outcome(lang, i) && strlen(words_outcome_short(lang, i)) <= 11);
		for (unsigned i = 0; i < RONDA_ORIGIN_COUNT; i++)
			assert_non_null(words_origin(lang, i));
		for (unsigned i = 0; i < RONDA_FLOOD_COUNT; i++)
			assert_non_null(words_flood(lang, i));
	}
}

/* A tap cannot know any of these. */
static void no_message_claims_a_success_or_a_defence(void **state)
{
	static const char *const claims[] = { "hack", "block", "got in", "breach", "repel", "stopped", "success",
		"retas", "blokir", "cegah", "tangkis", "berhasil", "bobol", "jebol" };

	(void)state;
	for (unsigned lang = 0; lang < WORDS_LANG_COUNT; lang++)
		for (unsigned i = 0; i < WORDS_MESSAGE_COUNT; i++)
			for (size_t j = 0; j < sizeof claims / sizeof *claims; j++)
				assert_null(strcasestr(words(lang, i), claims[j]));
}

static void places_are_filled_once_and_a_long_text_is_cut(void **state)
{
	char text[WORDS_TEXT], small[12];

	(void)state;
	WORDS_FILL(WORDS_EN, WORDS_SENTENCE_MANY, text, "{2}", "x");
	assert_string_equal(text, "{2} attempts in x");
	WORDS_FILL(WORDS_EN, WORDS_SENTENCE_MANY, small, "957,254", "three months");
	assert_string_equal(small, "957,254 att");
	WORDS_FILL(WORDS_EN, WORDS_SENTENCE_MANY, small, "957,254,957,254", "three months");
	assert_string_equal(small, "957,254,957");
}

static void languages_are_named_by_their_codes(void **state)
{
	enum words_lang lang;

	(void)state;
	assert_true(words_lang_parse(&lang, "id"));
	assert_int_equal(lang, WORDS_ID);
	assert_true(words_lang_parse(&lang, "en"));
	assert_int_equal(lang, WORDS_EN);
	assert_false(words_lang_parse(&lang, "EN"));
	assert_false(words_lang_parse(&lang, ""));
	assert_false(words_lang_parse(&lang, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_grouped_as_each_language_does),
		cmocka_unit_test(a_share_is_never_all_or_nothing_unless_it_is),
		cmocka_unit_test(a_duration_is_told_in_its_own_unit),
		cmocka_unit_test(every_message_says_the_same_in_both_languages),
		cmocka_unit_test(no_message_claims_a_success_or_a_defence),
		cmocka_unit_test(places_are_filled_once_and_a_long_text_is_cut),
		cmocka_unit_test(languages_are_named_by_their_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
