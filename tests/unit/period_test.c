/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/period.h"

#include "claim.h"

#include <stdlib.h>
#include <string.h>

static struct stamp_zone *zone_named(const char *name)
{
	struct stamp_zone *zone = stamp_zone_create(name, NULL);

	assert_non_null(zone);
	return zone;
}

static void assert_moment(uint64_t ns, const char *expected)
{
	char text[STAMP_TEXT];

	assert_string_equal(stamp_format(ns, text), expected);
}

static struct period month(const char *text, const char *zone_name)
{
	struct stamp_zone *zone = zone_named(zone_name);
	struct period period = { 0 };
	struct ronda_error error = { "" };

	if (period_month(&period, text, zone, &error) != 0)
		fail_msg("%s", error.text);
	stamp_zone_destroy(zone);
	return period;
}

static void a_month_is_one_of_the_zones_own(void **state)
{
	struct period jakarta = month("2022-09", "WIB"), jayapura = month("2022-09", "Asia/Jayapura");

	(void)state;
	assert_moment(jakarta.from_ns, "2022-08-31T17:00:00Z");
	assert_moment(jakarta.to_ns, "2022-09-30T17:00:00Z");
	assert_moment(jayapura.from_ns, "2022-08-31T15:00:00Z");
	assert_moment(month("2022-09", "WITA").to_ns, "2022-09-30T16:00:00Z");
}

static void february_has_a_leap_day_when_the_year_has(void **state)
{
	(void)state;
	assert_moment(month("2024-02", "UTC").to_ns, "2024-03-01T00:00:00Z");
	assert_int_equal(month("2024-02", "WIB").to_ns - month("2024-02", "WIB").from_ns, 29 * 86400 * STAMP_SECOND_NS);
	assert_int_equal(month("2023-02", "WIB").to_ns - month("2023-02", "WIB").from_ns, 28 * 86400 * STAMP_SECOND_NS);
	assert_int_equal(month("2100-02", "WIB").to_ns - month("2100-02", "WIB").from_ns, 28 * 86400 * STAMP_SECOND_NS);
}

static void december_ends_in_the_next_year(void **state)
{
	(void)state;
	assert_moment(month("2022-12", "UTC").to_ns, "2023-01-01T00:00:00Z");
}

static void a_month_is_an_hour_shorter_where_clocks_are_put_forward(void **state)
{
	struct stamp_zone *zone = stamp_zone_create("Europe/Berlin", NULL);
	struct period march = { 0 };

	(void)state;
	if (!zone)
		skip(); /* no time-zone database here */
	assert_int_equal(period_month(&march, "2022-03", zone, NULL), 0);
	assert_int_equal(march.to_ns - march.from_ns, (31 * 24 - 1) * 3600 * STAMP_SECOND_NS);
	assert_moment(period_before(&march, zone).from_ns, "2022-01-31T23:00:00Z");
	stamp_zone_destroy(zone);
}

static void the_machines_zone_is_none_of_its_business(void **state)
{
	struct period here = month("2022-09", "WIB"), there;

	(void)state;
	setenv("TZ", "America/New_York", 1);
	there = month("2022-09", "WIB");
	unsetenv("TZ");
	assert_memory_equal(&here, &there, sizeof here);
}

static void assert_range(const char *text, const char *from, const char *to)
{
	struct stamp_zone *zone = zone_named("WIB");
	struct period period = { 0 };
	struct ronda_error error = { "" };

	if (period_range(&period, text, zone, &error) != 0)
		fail_msg("%s", error.text);
	assert_moment(period.from_ns, from);
	assert_moment(period.to_ns, to);
	stamp_zone_destroy(zone);
}

static void a_range_has_its_last_day_in_it(void **state)
{
	(void)state;
	assert_range("2022-07-13..2022-10-13", "2022-07-12T17:00:00Z", "2022-10-13T17:00:00Z");
	assert_range("2022-05-31..2022-05-31", "2022-05-30T17:00:00Z", "2022-05-31T17:00:00Z");
	assert_range("2022-05..2022-06", "2022-04-30T17:00:00Z", "2022-06-30T17:00:00Z");
	assert_range("2022-05", "2022-04-30T17:00:00Z", "2022-05-31T17:00:00Z");
	assert_range("2022-05-31T08:00..2022-05-31 09:30:30", "2022-05-31T01:00:00Z", "2022-05-31T02:30:30Z");
	assert_range("2022-05-31T08:00:00Z..2022-05-31T24:00", "2022-05-31T08:00:00Z", "2022-05-31T17:00:00Z");
}

static void what_is_no_time_is_refused_with_its_words(void **state)
{
	static const char *const bad[] = { "", "2022", "2022-13", "2022-02-30", "2023-02-29", "2022-1-1", "2022-01-01T25:00",
		"2022-01-01T08", "2022-01-01T08:60", "2022-01-01T08:00:00x", "yesterday", "..", "2022-01-02..2022-01-01",
		"2022-01-01T24:01", "2022-07-13..", "0000-01-01" };
	struct stamp_zone *zone = zone_named("UTC");

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct period period;
		struct ronda_error error = { "" };

		if (period_range(&period, bad[i], zone, &error) == 0)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_non_null(strchr(error.text, '"'));
	}
	stamp_zone_destroy(zone);
}

static void assert_before(const char *text, const char *from, const char *to)
{
	struct stamp_zone *zone = zone_named("WIB");
	struct period period, before;

	assert_int_equal(period_range(&period, text, zone, NULL), 0);
	before = period_before(&period, zone);
	assert_moment(before.from_ns, from);
	assert_moment(before.to_ns, to);
	stamp_zone_destroy(zone);
}

static void before_a_month_is_the_month_before(void **state)
{
	(void)state;
	assert_before("2022-03", "2022-01-31T17:00:00Z", "2022-02-28T17:00:00Z");
	assert_before("2022-07..2022-09", "2022-03-31T17:00:00Z", "2022-06-30T17:00:00Z");
	assert_before("2022-01", "2021-11-30T17:00:00Z", "2021-12-31T17:00:00Z");
}

static void before_days_are_as_many_days(void **state)
{
	(void)state;
	assert_before("2022-03-08..2022-03-14", "2022-02-28T17:00:00Z", "2022-03-07T17:00:00Z");
	assert_before("2022-03-08T10:00..2022-03-08T12:00", "2022-03-08T01:00:00Z", "2022-03-08T03:00:00Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_month_is_one_of_the_zones_own),
		cmocka_unit_test(february_has_a_leap_day_when_the_year_has),
		cmocka_unit_test(december_ends_in_the_next_year),
		cmocka_unit_test(a_month_is_an_hour_shorter_where_clocks_are_put_forward),
		cmocka_unit_test(the_machines_zone_is_none_of_its_business),
		cmocka_unit_test(a_range_has_its_last_day_in_it),
		cmocka_unit_test(what_is_no_time_is_refused_with_its_words),
		cmocka_unit_test(before_a_month_is_the_month_before),
		cmocka_unit_test(before_days_are_as_many_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
