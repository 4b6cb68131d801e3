/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "app/span.h"

#include <string.h>

static struct stamp_zone *wib;

static int open_zone(void **state)
{
	(void)state;
	wib = stamp_zone_create("WIB", NULL);
	return wib ? 0 : -1;
}

static int close_zone(void **state)
{
	(void)state;
	stamp_zone_destroy(wib);
	return 0;
}

static uint64_t at(const char *text)
{
	uint64_t ns;

	assert_int_equal(stamp_parse(&ns, text, NULL), 0);
	return ns;
}

static void assert_span(const char *from, const char *to, const char *last, const char *starts, const char *ends)
{
	struct span span;
	struct ronda_error error = { "" };

	span_read(&span, from, to, last, wib, at("2022-10-13T05:30:00Z"), &error);
	assert_string_equal(error.text, "");
	assert_int_equal(span.from_ns, starts ? at(starts) : 0);
	assert_int_equal(span.to_ns, ends ? at(ends) : 0);
}

static void assert_refused(const char *from, const char *to, const char *last, const char *told)
{
	struct span span;
	struct ronda_error error = { "" };

	assert_true(span_read(&span, from, to, last, wib, at("2022-10-13T05:30:00Z"), &error) < 0);
	assert_non_null(strstr(error.text, told));
}

static void days_are_the_zones_and_the_last_one_is_included(void **state)
{
	(void)state;
	assert_span("2022-07-13", "2022-10-13", NULL, "2022-07-12T17:00:00Z", "2022-10-13T17:00:00Z");
	assert_span("2022-02-28", "2022-02-28", NULL, "2022-02-27T17:00:00Z", "2022-02-28T17:00:00Z");
	assert_span("2024-02-29", NULL, NULL, "2024-02-28T17:00:00Z", NULL);
	assert_span(NULL, "2022-12-31", NULL, NULL, "2022-12-31T17:00:00Z");
	assert_span(NULL, NULL, NULL, NULL, NULL);
}

static void times_are_the_zones_unless_they_say(void **state)
{
	(void)state;
	assert_span("2022-07-13 14:30", "2022-07-13T15:00:10", NULL, "2022-07-13T07:30:00Z", "2022-07-13T08:00:10Z");
	assert_span("2022-07-13T14:30:00Z", "2022-07-13T14:30:00-01:00", NULL, "2022-07-13T14:30:00Z", "2022-07-13T15:30:00Z");
}

static void the_last_days_begin_at_a_midnight_and_hours_now(void **state)
{
	(void)state;
	assert_span(NULL, NULL, "24h", "2022-10-12T05:30:00Z", "2022-10-13T05:30:00Z");
	assert_span(NULL, NULL, "7d", "2022-10-05T17:00:00Z", "2022-10-13T05:30:00Z");
	assert_span(NULL, NULL, "2w", "2022-09-28T17:00:00Z", "2022-10-13T05:30:00Z");
	assert_span(NULL, NULL, "3m", "2022-07-12T17:00:00Z", "2022-10-13T05:30:00Z");
	assert_span(NULL, NULL, "1y", "2021-10-12T17:00:00Z", "2022-10-13T05:30:00Z");
}

static void months_before_the_31st_begin_on_the_last_day_there_is(void **state)
{
	struct span span;

	(void)state;
	assert_int_equal(span_read(&span, NULL, NULL, "3m", wib, at("2022-05-31T05:00:00Z"), NULL), 0);
	assert_int_equal(span.from_ns, at("2022-02-27T17:00:00Z"));
	assert_int_equal(span_read(&span, NULL, NULL, "1y", wib, at("2024-02-29T05:00:00Z"), NULL), 0);
	assert_int_equal(span.from_ns, at("2023-02-27T17:00:00Z"));
	assert_int_equal(span_read(&span, NULL, NULL, "100000y", wib, at("2024-02-29T05:00:00Z"), NULL), 0);
	assert_true(span.from_ns < at("1970-02-01T00:00:00Z"));
}

static void what_is_no_time_is_told_with_what_was_given(void **state)
{
	(void)state;
	assert_refused("yesterday", NULL, NULL, "\"yesterday\"");
	assert_refused("2022-13-01", NULL, NULL, "2022-13-01");
	assert_refused("2022-06-31", NULL, NULL, "there is no such day");
	assert_refused("2022-02-29", NULL, NULL, "there is no such day");
	assert_refused(NULL, "2022-06-31", NULL, "there is no such day");
	assert_refused("2022-07-13 25:00", NULL, NULL, "25:00");
	assert_refused("2022-07-13 10:00x", NULL, NULL, "10:00x");
	assert_refused("2022-07-13", "2022-07-12", NULL, "not before");
	assert_refused(NULL, NULL, "7", "\"7\"");
	assert_refused(NULL, NULL, "0d", "\"0d\"");
	assert_refused(NULL, NULL, "-3d", "\"-3d\"");
	assert_refused(NULL, NULL, "3 m", "\"3 m\"");
	assert_refused("2022-07-13", NULL, "7d", "--last does not go with");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_the_zones_and_the_last_one_is_included),
		cmocka_unit_test(times_are_the_zones_unless_they_say),
		cmocka_unit_test(the_last_days_begin_at_a_midnight_and_hours_now),
		cmocka_unit_test(months_before_the_31st_begin_on_the_last_day_there_is),
		cmocka_unit_test(what_is_no_time_is_told_with_what_was_given),
	};

	return cmocka_run_group_tests(tests, open_zone, close_zone);
}
