/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"
#include "pictures.h"

#include "watch/watch.h"

#include <jansson.h>

#define START (1795453200 * SECOND)

static struct notice told[4096];
static size_t told_count;

static void note(void *context, const struct notice *notice)
{
	(void)context;
	assert_in_range(told_count, 0, 4095);
	told[told_count++] = *notice;
}

static struct watch *begin(void)
{
	told_count = 0;
	return watch_create(note, NULL);
}

static void show(struct watch *watch, struct ronda_summary *s, bool whole)
{
	watch_take(watch, s, whole);
	ronda_summary_destroy(s);
}

static size_t count(enum notice_kind kind, enum notice_phase phase)
{
	size_t count = 0;

	for (size_t i = 0; i < told_count; i++)
		count += told[i].kind == kind && told[i].phase == phase;
	return count;
}

/* A second at a time, periods of a minute, from `from` to `to` seconds after START; a flood from 30 to 90. */
static void watch_a_flood(struct watch *watch, unsigned from, unsigned to)
{
	for (unsigned s = from + 1; s <= to; s++) {
		uint64_t period = START + (s - 1) / 60 * MINUTE, now = START + s * SECOND;
		struct ronda_summary *look = picture(period, now, 0);

		if (s > 30 && s <= 180)
			with_flood(look, "192.0.2.1", START + 30 * SECOND, s < 90 ? now : START + 90 * SECOND, s < 150);
		show(watch, look, s % 60 == 0);
	}
}

static void a_flood_is_told_of_once_when_it_begins_and_once_when_it_is_over(void **state)
{
	struct watch *watch = begin();

	(void)state;
	watch_a_flood(watch, 0, 400);
	assert_int_equal(told_count, 2);
	assert_int_equal(told[0].kind, NOTICE_FLOOD);
	assert_int_equal(told[0].phase, NOTICE_ONSET);
	assert_int_equal(told[0].time_ns, START + 31 * SECOND);
	assert_int_equal(told[1].phase, NOTICE_END);
	assert_string_equal(told[0].id, told[1].id);
	assert_int_equal(told[1].end_ns, START + 90 * SECOND);
	assert_int_equal(told[1].flood.packets, 3000); /* of three periods */
	watch_destroy(watch);
}

static void a_flood_that_no_picture_lists_any_more_is_over(void **state)
{
	struct watch *watch = begin();
	struct ronda_summary *look = picture(START, START + MINUTE, 0);

	(void)state;
	with_flood(look, "192.0.2.1", START, START + MINUTE, true);
	show(watch, look, true);
	for (unsigned i = 1; i < 200; i++)
		show(watch, picture(START + MINUTE, START + MINUTE + i * SECOND, 0), false);
	assert_int_equal(count(NOTICE_FLOOD, NOTICE_ONSET), 1);
	assert_int_equal(count(NOTICE_FLOOD, NOTICE_END), 1);
	watch_destroy(watch);
}

/* On for a minute, off for two, for a day. */
static void a_flood_that_comes_and_goes_all_day_makes_no_storm(void **state)
{
	struct watch *watch = begin();

	(void)state;
	for (unsigned minute = 0; minute < 24 * 60; minute++) {
		uint64_t at = START + minute * MINUTE, start = START + minute / 3 * 3 * MINUTE;
		struct ronda_summary *look = picture(at, at + MINUTE, 0);

		with_flood(look, "192.0.2.1", start, start + MINUTE, minute % 3 == 0);
		show(watch, look, true);
	}
	assert_in_range(count(NOTICE_FLOOD, NOTICE_ONSET), 1, 5);
	assert_int_equal(count(NOTICE_FLOOD, NOTICE_ONSET), count(NOTICE_FLOOD, NOTICE_END));
	assert_in_range(told_count, 3, 24 * 7);
	watch_destroy(watch);
}

static void two_hundred_floods_at_once_are_ten_notices_and_a_sum(void **state)
{
	struct watch *watch = begin();
	uint64_t told_of = 0;

	(void)state;
	for (unsigned i = 1; i <= 700; i++) {
		struct ronda_summary *look = picture(START, START + i * SECOND, 0);

		for (unsigned target = 0; target < 200 && i < 120; target++) {
			char addr[RONDA_ADDR_TEXT];

			snprintf(addr, sizeof addr, "192.0.2.%u", target);
			with_flood(look, addr, START, START + i * SECOND, true);
		}
		show(watch, look, false);
	}
	assert_int_equal(count(NOTICE_FLOOD, NOTICE_ONSET), WATCH_BURST);
	assert_int_equal(count(NOTICE_FLOOD, NOTICE_END), WATCH_BURST);
	for (size_t i = 0; i < told_count; i++)
		if (told[i].kind == NOTICE_HELD_BACK)
			told_of += told[i].held_back.by_kind[NOTICE_FLOOD];
	assert_int_equal(told_of, 200 - WATCH_BURST);
	watch_destroy(watch);
}

static void an_answer_is_told_of_once_an_hour_for_a_rule_and_a_site(void **state)
{
	struct watch *watch = begin();

	(void)state;
	for (unsigned minute = 0; minute < 90; minute++) {
		uint64_t at = START + minute * MINUTE;
		struct ronda_summary *look = picture(at, at + MINUTE, 9);

		with_review(look, at + SECOND, "log4shell", "log4shell", "www.example.go.id");
		with_review(look, at + 2 * SECOND, "nikto", "scanner-agent", "www.example.go.id"); /* means little */
		with_review(look, at + 3 * SECOND, "sqli", "sqli", "www.example.go.id")->outcome = RONDA_OUTCOME_REJECTED;
		show(watch, look, true);
	}
	assert_int_equal(told_count, 2);
	assert_int_equal(told[0].kind, NOTICE_SERVED);
	assert_int_equal(told[0].phase, NOTICE_ONCE);
	watch_destroy(watch);
}

static void an_answer_is_told_of_when_it_is_first_seen_and_not_again_at_the_periods_end(void **state)
{
	struct watch *watch = begin();

	(void)state;
	for (unsigned i = 1; i <= 60; i++) {
		struct ronda_summary *look = picture(START, START + i * SECOND, 1);

		if (i > 5)
			with_review(look, START + 5 * SECOND, "log4shell", "log4shell", "www.example.go.id");
		show(watch, look, i == 60);
	}
	assert_int_equal(told_count, 1);
	assert_int_equal(told[0].time_ns, START + 6 * SECOND);
	watch_destroy(watch);
}

static void a_sensor_that_loses_packets_now_and_then_is_one_fault(void **state)
{
	struct watch *watch = begin();
	uint64_t drops = 0;

	(void)state;
	for (unsigned i = 1; i <= 1000; i++) {
		struct ronda_summary *look = picture(START, START + i * SECOND, 0);

		if (i < 500 && i % 50 == 0)
			drops += 7;
		look->capture.kernel_drop_packets = drops;
		show(watch, look, false);
	}
	assert_int_equal(told_count, 2);
	assert_int_equal(told[0].kind, NOTICE_DEGRADED);
	assert_int_equal(told[0].fault, PULSE_FAULT_DROPS);
	assert_int_equal(told[1].phase, NOTICE_END);
	watch_destroy(watch);
}

static void silence_is_told_of_after_a_minute_and_its_end_too(void **state)
{
	struct watch *watch = begin();

	(void)state;
	for (unsigned i = 1; i <= 600; i++) {
		struct ronda_summary *look = picture(START, START + i * SECOND, 0);

		look->frames.delivered = i < 100 ? 100 * i : i < 300 ? 10000 : 10000 + i;
		show(watch, look, false);
	}
	assert_int_equal(told_count, 2);
	assert_int_equal(told[0].fault, PULSE_FAULT_SILENT);
	assert_in_range(told[0].time_ns, START + 155 * SECOND, START + 165 * SECOND);
	assert_int_equal(told[1].phase, NOTICE_END);
	watch_destroy(watch);
}

static void a_tap_that_is_one_way_for_a_moment_is_none(void **state)
{
	struct watch *watch = begin();

	(void)state;
	for (unsigned i = 1; i <= 1000; i++) {
		struct ronda_summary *look = picture(START, START + i * SECOND, 0);

		look->capture.one_way = i % 100 < 60;
		show(watch, look, false);
	}
	assert_int_equal(told_count, 0);
	watch_destroy(watch);
}

static void two_great_hours_after_a_quiet_week_are_a_surge_with_an_end(void **state)
{
	struct watch *watch = begin();

	(void)state;
	for (unsigned hour = 0; hour < 9 * 24; hour++) {
		uint64_t at = START / HOUR * HOUR + hour * HOUR;
		bool surge = hour >= 8 * 24 && hour < 8 * 24 + 5;

		show(watch, picture(at, at + HOUR, surge ? 9000 : 400 + hour * 37 % 90), true);
	}
	assert_int_equal(count(NOTICE_SURGE, NOTICE_ONSET), 1);
	assert_int_equal(count(NOTICE_SURGE, NOTICE_END), 1);
	assert_int_equal(told_count, 2);
	assert_null(watch_surge(watch));
	watch_destroy(watch);
}

static void a_notice_is_valid_json_and_holds_no_control_character(void **state)
{
	struct watch *watch = begin();
	struct ronda_summary *look = picture(START, START + MINUTE, 0);
	struct ronda_review *review = with_review(look, START + SECOND, "a\033[31m\nb", "x", "\xc2\x9b\xe2\x80\xae\xff.example\r\n");
	char text[NOTICE_TEXT], *json;
	json_t *object;

	(void)state;
	free(review->line);
	review->line = strdup("GET /\r\nBcc: all@example.org\x07");
	show(watch, look, true);
	assert_int_equal(told_count, 1);
	for (enum words_lang lang = WORDS_EN; lang < WORDS_LANG_COUNT; lang++)
		for (const char *at = notice_sentence(&told[0], lang, text); *at; at++)
			assert_true((unsigned char)*at >= ' ' && *at != 0x7f);
	json = notice_json(&told[0]);
	object = json_loads(json, 0, NULL);
	assert_non_null(object);
	assert_string_equal(json_string_value(json_object_get(json_object_get(object, "served"), "site")), "???.example??");
	json_decref(object);
	free(json);
	watch_destroy(watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flood_is_told_of_once_when_it_begins_and_once_when_it_is_over),
		cmocka_unit_test(a_flood_that_no_picture_lists_any_more_is_over),
		cmocka_unit_test(a_flood_that_comes_and_goes_all_day_makes_no_storm),
		cmocka_unit_test(two_hundred_floods_at_once_are_ten_notices_and_a_sum),
		cmocka_unit_test(an_answer_is_told_of_once_an_hour_for_a_rule_and_a_site),
		cmocka_unit_test(an_answer_is_told_of_when_it_is_first_seen_and_not_again_at_the_periods_end),
		cmocka_unit_test(a_sensor_that_loses_packets_now_and_then_is_one_fault),
		cmocka_unit_test(silence_is_told_of_after_a_minute_and_its_end_too),
		cmocka_unit_test(a_tap_that_is_one_way_for_a_moment_is_none),
		cmocka_unit_test(two_great_hours_after_a_quiet_week_are_a_surge_with_an_end),
		cmocka_unit_test(a_notice_is_valid_json_and_holds_no_control_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
