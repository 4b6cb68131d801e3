/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "base/stamp.h"

#include <stdlib.h>
#include <string.h>

static void a_time_is_written_with_the_shortest_exact_fraction(void **state)
{
	static const struct { uint64_t ns; const char *text; } times[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ 1657670400000000000, "2022-07-13T00:00:00Z" },
		{ 1657670400250000000, "2022-07-13T00:00:00.25Z" },
		{ 1657670400000000001, "2022-07-13T00:00:00.000000001Z" },
		{ 1657670400120000000, "2022-07-13T00:00:00.12Z" },
		{ 951782399999999999, "2000-02-28T23:59:59.999999999Z" },
		{ STAMP_END_NS - 1, "2553-12-31T23:59:59.999999999Z" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		char text[STAMP_TEXT];
		uint64_t ns = 1;

		assert_string_equal(stamp_format(times[i].ns, text), times[i].text);
		assert_int_equal(stamp_parse(&ns, times[i].text, NULL), 0);
		assert_int_equal(ns, times[i].ns);
	}
}

static void an_offset_is_taken_off(void **state)
{
	uint64_t east, west, utc;

	(void)state;
	assert_int_equal(stamp_parse(&utc, "2022-07-13T00:00:00Z", NULL), 0);
	assert_int_equal(stamp_parse(&east, "2022-07-13T07:00:00.000+07:00", NULL), 0);
	assert_int_equal(stamp_parse(&west, "2022-07-12T20:30:00-03:30", NULL), 0);
	assert_int_equal(east, utc);
	assert_int_equal(west, utc);
}

static void what_is_not_a_time_is_refused(void **state)
{
	static const char *const texts[] = { "", "2022", "2022-07-13", "2022-07-13T00:00:00", "2022-07-13 00:00:00Z",
		"2022-13-13T00:00:00Z", "2022-00-13T00:00:00Z", "2022-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
		"2022-07-00T00:00:00Z", "2022-07-13T24:00:00Z", "2022-07-13T00:60:00Z", "2022-07-13T00:00:60Z",
		"2022-07-13T00:00:00.Z", "2022-07-13T00:00:00.1234567890Z", "2022-07-13T00:00:00Zx",
		"2022-07-13T00:00:00+7:00", "2022-07-13T00:00:00+24:00", "2022-07-13T00:00:00+07:60",
		"1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "2554-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
		"-022-07-13T00:00:00Z", " 2022-07-13T00:00:00Z", "2022-07-13T00:00:0", "2022-07-13T00:00:00-" };
	struct ronda_error error;
	uint64_t ns;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (stamp_parse(&ns, texts[i], &error) == 0)
			fail_msg("\"%s\" was taken", texts[i]);
	assert_true(stamp_parse(&ns, NULL, &error) < 0);
	assert_int_equal(stamp_parse(&ns, "2000-02-29T00:00:00Z", NULL), 0);
	assert_int_equal(stamp_parse(&ns, "2553-12-31T23:59:59-00:00", NULL), 0);
}

static void an_hour_begins_at_its_beginning(void **state)
{
	(void)state;
	assert_int_equal(stamp_hour(1657670400 * STAMP_SECOND_NS), 1657670400 * STAMP_SECOND_NS);
	assert_int_equal(stamp_hour(1657673999 * STAMP_SECOND_NS + 999999999), 1657670400 * STAMP_SECOND_NS);
	assert_int_equal(stamp_hour(1657674000 * STAMP_SECOND_NS), 1657674000 * STAMP_SECOND_NS);
}

static void assert_local(const char *name, const char *utc, int day, int hour, int minute, const char *zone_name)
{
	struct ronda_error error = { "" };
	struct stamp_zone *zone = stamp_zone_create(name, &error);
	struct stamp_local local;
	uint64_t ns;

	assert_string_equal(error.text, "");
	assert_non_null(zone);
	assert_int_equal(stamp_parse(&ns, utc, NULL), 0);
	local = stamp_local(zone, ns);
	assert_int_equal(local.day, day);
	assert_int_equal(local.hour, hour);
	assert_int_equal(local.minute, minute);
	assert_string_equal(local.zone, zone_name);
	stamp_zone_destroy(zone);
}

static void the_clocks_of_indonesia_are_known(void **state)
{
	(void)state;
	assert_local("WIB", "2022-07-13T17:00:00Z", 14, 0, 0, "WIB");
	assert_local("WITA", "2022-07-13T17:00:00Z", 14, 1, 0, "WITA");
	assert_local("WIT", "2022-07-13T17:00:00Z", 14, 2, 0, "WIT");
	assert_local("Asia/Jakarta", "2022-07-13T16:59:59Z", 13, 23, 59, "WIB");
	assert_local("Asia/Makassar", "2022-07-13T00:00:00Z", 13, 8, 0, "WITA");
	assert_local("Asia/Jayapura", "2022-07-13T00:00:00Z", 13, 9, 0, "WIT");
	assert_local("UTC", "2022-07-13T00:00:00Z", 13, 0, 0, "UTC");
}

static void summer_time_begins_and_ends_to_the_second(void **state)
{
	struct stamp_zone *zone = stamp_zone_create("Europe/Berlin", NULL);

	(void)state;
	if (!zone)
		skip(); /* no time-zone database here */
	stamp_zone_destroy(zone);
	assert_local("Europe/Berlin", "2022-03-27T00:59:59Z", 27, 1, 59, "CET");
	assert_local("Europe/Berlin", "2022-03-27T01:00:00Z", 27, 3, 0, "CEST");
	assert_local("Europe/Berlin", "2022-10-30T00:59:59Z", 30, 2, 59, "CEST");
	assert_local("Europe/Berlin", "2022-10-30T01:00:00Z", 30, 2, 0, "CET");
}

static void a_zone_that_does_not_exist_is_told(void **state)
{
	static const char *const names[] = { "", "Asia/Jakartaa", "../../../etc/passwd", "/etc/localtime", "wib",
		"Asia", "zone.tab", "Asia/Jakarta;x" };
	struct ronda_error error;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		error.text[0] = '\0';
		if (stamp_zone_create(names[i], &error))
			fail_msg("\"%s\" was taken", names[i]);
		assert_non_null(strstr(error.text, "WIB, WITA, WIT"));
	}
}

static void the_machine_has_a_zone_and_TZ_may_name_it(void **state)
{
	struct stamp_zone *zone;

	(void)state;
	unsetenv("TZ");
	zone = stamp_zone_create(NULL, NULL);
	assert_non_null(zone);
	stamp_zone_destroy(zone);
	setenv("TZ", ":Asia/Jayapura", 1);
	assert_local(NULL, "2022-07-13T00:00:00Z", 13, 9, 0, "WIT");
	setenv("TZ", "Nowhere", 1);
	assert_null(stamp_zone_create(NULL, NULL));
	unsetenv("TZ");
}

static uint64_t at(const char *text)
{
	uint64_t ns;

	assert_int_equal(stamp_parse(&ns, text, NULL), 0);
	return ns;
}

static void assert_period(const char *zone_name, const char *in, uint64_t every_seconds, const char *start, const char *end)
{
	struct stamp_zone *zone = stamp_zone_create(zone_name, NULL);
	uint64_t end_ns;

	assert_non_null(zone);
	assert_int_equal(stamp_period(zone, at(in), every_seconds * STAMP_SECOND_NS, &end_ns), at(start));
	assert_int_equal(end_ns, at(end));
	stamp_zone_destroy(zone);
}

static void a_period_begins_by_the_offices_clock_and_ends_at_midnight_at_last(void **state)
{
	(void)state;
	assert_period("WIB", "2022-07-13T10:00:30Z", 60, "2022-07-13T10:00:00Z", "2022-07-13T10:01:00Z");
	assert_period("WIB", "2022-07-13T10:01:00Z", 60, "2022-07-13T10:01:00Z", "2022-07-13T10:02:00Z");
	assert_period("WIB", "2022-07-13T10:00:30Z", 86400, "2022-07-12T17:00:00Z", "2022-07-13T17:00:00Z");
	assert_period("WIB", "2022-07-13T16:59:59Z", 7 * 3600, "2022-07-13T14:00:00Z", "2022-07-13T17:00:00Z"); /* 21:00 to 24:00 */
	assert_period("WIB", "2022-07-13T17:00:00Z", 7 * 3600, "2022-07-13T17:00:00Z", "2022-07-14T00:00:00Z");
	assert_period("Asia/Kolkata", "2022-07-13T10:10:00Z", 3600, "2022-07-13T09:30:00Z", "2022-07-13T10:30:00Z");
}

static void a_day_may_have_23_hours_or_25(void **state)
{
	(void)state;
	assert_period("Europe/Berlin", "2022-03-27T12:00:00Z", 86400, "2022-03-26T23:00:00Z", "2022-03-27T22:00:00Z");
	assert_period("Europe/Berlin", "2022-10-30T22:30:00Z", 86400, "2022-10-30T22:00:00Z", "2022-10-30T23:00:00Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_written_with_the_shortest_exact_fraction),
		cmocka_unit_test(an_offset_is_taken_off),
		cmocka_unit_test(what_is_not_a_time_is_refused),
		cmocka_unit_test(an_hour_begins_at_its_beginning),
		cmocka_unit_test(the_clocks_of_indonesia_are_known),
		cmocka_unit_test(summer_time_begins_and_ends_to_the_second),
		cmocka_unit_test(a_zone_that_does_not_exist_is_told),
		cmocka_unit_test(the_machine_has_a_zone_and_TZ_may_name_it),
		cmocka_unit_test(a_period_begins_by_the_offices_clock_and_ends_at_midnight_at_last),
		cmocka_unit_test(a_day_may_have_23_hours_or_25),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
