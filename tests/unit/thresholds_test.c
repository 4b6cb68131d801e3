/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include <ronda/settings.h>

#include <stdio.h>

struct row {
	const char *name;
	size_t offset;
	uint32_t normal, least, most;
};

#define ROW(field, name, normal, least, most, meaning)                                             \
	{ name, offsetof(struct ronda_thresholds, field), normal, least, most },

static const struct row rows[] = { RONDA_THRESHOLDS(ROW) };

enum { ROWS = sizeof rows / sizeof *rows };

static uint32_t value_of(const struct ronda_thresholds *thresholds, const struct row *row)
{
	uint32_t value;

	memcpy(&value, (const char *)thresholds + row->offset, sizeof value);
	return value;
}

static int set(struct ronda_thresholds *thresholds, const char *name, long long value, struct ronda_error *error)
{
	char text[100];

	snprintf(text, sizeof text, "%s=%lld", name, value);
	return ronda_threshold_set(thresholds, text, error);
}

static void each_default_lies_within_its_bounds(void **state)
{
	struct ronda_thresholds thresholds = RONDA_THRESHOLDS_NORMAL;

	(void)state;
	for (unsigned i = 0; i < ROWS; i++) {
		assert_int_equal(value_of(&thresholds, &rows[i]), rows[i].normal);
		assert_int_equal(set(&thresholds, rows[i].name, rows[i].normal, NULL), 0);
	}
}

static void each_name_sets_its_own_field_and_no_other(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ROWS; i++) {
		struct ronda_thresholds thresholds = RONDA_THRESHOLDS_NORMAL;
		uint32_t wanted = rows[i].normal == rows[i].most ? rows[i].least : rows[i].most;

		assert_int_equal(set(&thresholds, rows[i].name, wanted, NULL), 0);
		for (unsigned j = 0; j < ROWS; j++)
			assert_int_equal(value_of(&thresholds, &rows[j]), j == i ? wanted : rows[j].normal);
	}
}

static void both_bounds_are_taken_and_what_lies_beyond_is_not(void **state)
{
	struct ronda_thresholds thresholds = RONDA_THRESHOLDS_NORMAL;

	(void)state;
	for (unsigned i = 0; i < ROWS; i++) {
		struct ronda_error error = { "" };
		char most[20];

		assert_int_equal(set(&thresholds, rows[i].name, rows[i].least, NULL), 0);
		assert_int_equal(set(&thresholds, rows[i].name, rows[i].most, NULL), 0);
		assert_true(set(&thresholds, rows[i].name, (long long)rows[i].most + 1, &error) < 0);
		snprintf(most, sizeof most, "%u", rows[i].most);
		assert_non_null(strstr(error.text, rows[i].name));
		assert_non_null(strstr(error.text, most));
		assert_true(set(&thresholds, rows[i].name, (long long)rows[i].least - 1, &error) < 0);
		assert_int_equal(value_of(&thresholds, &rows[i]), rows[i].most);
	}
}

static void what_is_no_number_is_refused_and_changes_nothing(void **state)
{
	static const char *const texts[] = { "answer-seconds=", "answer-seconds= 30", "answer-seconds=+30",
		"answer-seconds=30 ", "answer-seconds=30s", "answer-seconds=0x20", "answer-seconds=3.5",
		"answer-seconds=4294967326", "answer-seconds=18446744073709551646", "answer-seconds==30" };
	struct ronda_thresholds thresholds = RONDA_THRESHOLDS_NORMAL;

	(void)state;
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct ronda_error error = { "" };

		assert_true(ronda_threshold_set(&thresholds, texts[i], &error) < 0);
		assert_non_null(strstr(error.text, "answer-seconds"));
		assert_int_equal(thresholds.answer_seconds, 30);
	}
}

static void what_is_no_name_is_refused_with_what_was_given(void **state)
{
	static const char *const texts[] = { "", "=", "=30", "answer-seconds", "answer=30", "answer-seconds2=30",
		"Answer-Seconds=30", " answer-seconds=30" };
	struct ronda_thresholds thresholds = RONDA_THRESHOLDS_NORMAL;

	(void)state;
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct ronda_error error = { "" };
		char quoted[40];

		snprintf(quoted, sizeof quoted, "\"%s\"", texts[i]);
		assert_true(ronda_threshold_set(&thresholds, texts[i], &error) < 0);
		assert_non_null(strstr(error.text, quoted));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_default_lies_within_its_bounds),
		cmocka_unit_test(each_name_sets_its_own_field_and_no_other),
		cmocka_unit_test(both_bounds_are_taken_and_what_lies_beyond_is_not),
		cmocka_unit_test(what_is_no_number_is_refused_and_changes_nothing),
		cmocka_unit_test(what_is_no_name_is_refused_with_what_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
