/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"
#include "pictures.h"

#include "http/view.h"

/* A Tuesday, 2026-11-24, 00:00 WIB. */
#define MIDNIGHT (1795453200 * SECOND)

static struct stamp_zone *wib;
static const struct vitals no_vitals;

static int know_wib(void **state)
{
	(void)state;
	wib = stamp_zone_create("WIB", NULL);
	return wib ? 0 : -1;
}

static int forget_wib(void **state)
{
	(void)state;
	stamp_zone_destroy(wib);
	return 0;
}

static void show(struct wall *wall, struct ronda_summary *s, bool whole)
{
	wall_take(wall, s, whole);
	ronda_summary_destroy(s);
}

static struct wall_now at(struct wall *wall, uint64_t ns)
{
	struct wall_now now;

	wall_now(wall, ns, &no_vitals, &now);
	return now;
}

static void a_day_begins_at_midnight_where_the_office_is(void **state)
{
	struct stamp_zone *berlin = stamp_zone_create("Europe/Berlin", NULL);

	(void)state;
	assert_int_equal(stamp_day(wib, MIDNIGHT), MIDNIGHT);
	assert_int_equal(stamp_day(wib, MIDNIGHT + 13 * HOUR + 5), MIDNIGHT);
	assert_int_equal(stamp_day(wib, MIDNIGHT - 1), MIDNIGHT - DAY);
	if (!berlin)
		return; /* without a time-zone database */
	/* The 25th of October 2026 has 25 hours there, the 29th of March 23. */
	assert_int_equal(stamp_day(berlin, 1792965600 * SECOND), 1792879200 * SECOND);
	assert_int_equal(stamp_day(berlin, 1774807200 * SECOND), 1774738800 * SECOND);
	stamp_zone_destroy(berlin);
}

static void a_period_is_counted_once_however_often_it_was_looked_at(void **state)
{
	struct wall wall;

	(void)state;
	wall_init(&wall, wib);
	for (unsigned i = 1; i < 60; i++)
		show(&wall, picture(MIDNIGHT, MIDNIGHT + i * SECOND, 10 * i), false);
	assert_int_equal(wall.today->attempts.total, 590);
	show(&wall, picture(MIDNIGHT, MIDNIGHT + MINUTE, 600), true);
	show(&wall, picture(MIDNIGHT + MINUTE, MIDNIGHT + MINUTE + SECOND, 7), false);
	assert_int_equal(wall.today->attempts.total, 607);
	assert_int_equal(wall.ever.attempts, 607);
	assert_int_equal(past_sum(&wall.past, MIDNIGHT, MIDNIGHT + HOUR).attempts, 607);
	wall_finish(&wall);
}

static void a_picture_that_comes_too_late_adds_nothing(void **state)
{
	struct wall wall;

	(void)state;
	wall_init(&wall, wib);
	show(&wall, picture(MIDNIGHT, MIDNIGHT + MINUTE, 600), true);
	show(&wall, picture(MIDNIGHT, MIDNIGHT + 59 * SECOND, 590), false);
	assert_int_equal(wall.today->attempts.total, 600);
	assert_int_equal(wall.ever.attempts, 600);
	wall_finish(&wall);
}

static void at_midnight_a_new_day_begins_and_the_counters_go_on(void **state)
{
	struct wall wall;

	(void)state;
	wall_init(&wall, wib);
	show(&wall, picture(MIDNIGHT - MINUTE, MIDNIGHT, 600), true);
	assert_int_equal(wall.today->attempts.total, 600);
	show(&wall, picture(MIDNIGHT, MIDNIGHT + SECOND, 5), false);
	assert_int_equal(wall.today->attempts.total, 5);
	assert_int_equal(wall.ever.attempts, 605);
	wall_finish(&wall);
}

static void today_is_held_against_the_same_hours_a_week_before(void **state)
{
	struct wall wall;
	struct wall_now now;

	(void)state;
	wall_init(&wall, wib);
	for (uint64_t ns = MIDNIGHT - 7 * DAY; ns < MIDNIGHT + 6 * HOUR; ns += 5 * MINUTE)
		show(&wall, picture(ns, ns + 5 * MINUTE, 10), true);
	now = at(&wall, MIDNIGHT + 6 * HOUR);
	assert_true(now.before.known);
	assert_int_equal(now.before.start_ns, MIDNIGHT - 7 * DAY);
	assert_int_equal(now.before.so_far.attempts, 6 * 12 * 10);
	assert_int_equal(now.before.whole_day.attempts, 24 * 12 * 10);
	assert_int_equal(now.today->attempts.total, 6 * 12 * 10);
	assert_int_equal(now.last_day.attempts, 24 * 12 * 10 - 10); /* the bucket that runs is empty yet */
	wall_finish(&wall);
}

static void a_week_that_nobody_watched_is_not_known_instead_of_quiet(void **state)
{
	struct wall wall;

	(void)state;
	wall_init(&wall, wib);
	show(&wall, picture(MIDNIGHT, MIDNIGHT + MINUTE, 10), true);
	assert_false(at(&wall, MIDNIGHT + MINUTE).before.known);
	wall_finish(&wall);
}

static void a_day_of_invented_names_stays_bounded_and_adds_up(void **state)
{
	struct wall wall;
	struct ronda_error error;

	(void)state;
	wall_init(&wall, wib);
	for (unsigned period = 0; period < 20; period++) {
		struct ronda_summary *s = picture(MIDNIGHT + period * MINUTE, MIDNIGHT + (period + 1) * MINUTE, 0);

		for (unsigned i = 0; i < 500; i++) {
			char name[64];

			snprintf(name, sizeof name, "%c%03u-%02u.example", 'a' + i % 26, i, period);
			with_site(s, name, 1 + i % 3);
			s->attempts.total += 1 + i % 3;
		}
		s->attempts.unverified = s->attempts.by_class[0] = s->attempts.by_outcome[0] =
			s->attempts.by_origin[RONDA_ORIGIN_FOREIGN] = s->attempts.total;
		s->attempts.by_hour.row = calloc(1, sizeof(struct ronda_row));
		s->attempts.by_hour.row[0] = (struct ronda_row){ strdup("2026-11-23T17:00:00Z"), s->attempts.total };
		s->attempts.by_country.row = calloc(1, sizeof(struct ronda_row));
		s->attempts.by_country.row[0] = (struct ronda_row){ strdup("US"), s->attempts.total };
		s->attempts.by_hour.count = s->attempts.by_country.count = 1;
		show(&wall, s, true);
	}
	assert_in_range(wall.today->attempts.by_site.count, 1, DAY_SITES + 1);
	assert_int_equal(wall.today->parts_count, 1);
	if (ronda_summary_check(wall.today, &error) < 0)
		fail_msg("%s", error.text);
	wall_finish(&wall);
}

static void an_hour_that_is_recalled_adds_up_and_lies_in_the_past(void **state)
{
	struct digest hour = { .attempts = 100, .period_ns = HOUR };
	struct wall wall;

	(void)state;
	wall_init(&wall, wib);
	wall_remember_hour(&wall, MIDNIGHT - HOUR, &hour, MIDNIGHT + 17 * MINUTE);
	wall_remember_hour(&wall, MIDNIGHT, &hour, MIDNIGHT + 17 * MINUTE);
	assert_int_equal(past_sum(&wall.past, MIDNIGHT - HOUR, MIDNIGHT).attempts, 100);
	assert_int_equal(past_sum(&wall.past, MIDNIGHT - HOUR, MIDNIGHT - HOUR + 5 * MINUTE).attempts, 9);
	assert_int_equal(past_sum(&wall.past, MIDNIGHT, MIDNIGHT + 20 * MINUTE).attempts, 100);
	assert_int_equal(at(&wall, MIDNIGHT + 17 * MINUTE).last_day.attempts, 200);
	assert_int_equal(wall.ever.attempts, 0);
	wall_finish(&wall);
}

static void a_flood_is_an_attack_until_it_is_over(void **state)
{
	struct wall wall;
	struct ronda_summary *s = picture(MIDNIGHT, MIDNIGHT + MINUTE, 0);

	(void)state;
	wall_init(&wall, wib);
	with_flood(s, "192.0.2.1", MIDNIGHT + 30 * SECOND, MIDNIGHT + MINUTE, true);
	show(&wall, s, true);
	assert_int_equal(at(&wall, MIDNIGHT + MINUTE).state, WALL_ATTACK);
	/* It is not listed any more: its last word was that it goes on. */
	for (unsigned i = 1; i <= 100; i++)
		show(&wall, picture(MIDNIGHT + MINUTE, MIDNIGHT + MINUTE + i * SECOND, 0), false);
	assert_int_equal(at(&wall, MIDNIGHT + MINUTE + 100 * SECOND).floods_ongoing, 0);
	assert_int_equal(at(&wall, MIDNIGHT + MINUTE + 100 * SECOND).state, WALL_QUIET);
	wall_finish(&wall);
}

static void a_sensor_that_loses_packets_is_degraded_whatever_else(void **state)
{
	struct wall wall;
	struct ronda_summary *s = picture(MIDNIGHT, MIDNIGHT + MINUTE, 0);

	(void)state;
	wall_init(&wall, wib);
	assert_int_equal(at(&wall, MIDNIGHT).state, WALL_WAITING);
	with_flood(s, "192.0.2.1", MIDNIGHT, MIDNIGHT + MINUTE, true);
	s->capture.kernel_drop_packets = 1;
	show(&wall, s, true);
	assert_int_equal(at(&wall, MIDNIGHT + MINUTE).state, WALL_DEGRADED);
	assert_int_equal(at(&wall, MIDNIGHT + MINUTE).faults, PULSE_SET(PULSE_FAULT_DROPS));
	wall_finish(&wall);
}

static void silence_is_a_fault_after_a_minute_and_an_old_database_is_no_grave_one(void **state)
{
	struct wall wall;
	struct ronda_summary *s = picture(MIDNIGHT, MIDNIGHT + MINUTE, 0);

	(void)state;
	wall_init(&wall, wib);
	s->geoip.built_seconds = MIDNIGHT / SECOND - 200 * 86400;
	show(&wall, s, true);
	assert_int_equal(at(&wall, MIDNIGHT + MINUTE).faults, PULSE_SET(PULSE_FAULT_STALE_PLACES));
	assert_int_equal(at(&wall, MIDNIGHT + MINUTE).state, WALL_QUIET);
	assert_int_equal(at(&wall, MIDNIGHT + 3 * MINUTE).state, WALL_DEGRADED);
	wall_finish(&wall);
}

static void busy_is_three_times_the_usual(void **state)
{
	struct wall wall;
	uint64_t ns = MIDNIGHT;

	(void)state;
	wall_init(&wall, wib);
	for (; ns < MIDNIGHT + 5 * HOUR; ns += MINUTE)
		show(&wall, picture(ns, ns + MINUTE, 10), true);
	assert_int_equal(at(&wall, ns).state, WALL_QUIET);
	for (; ns < MIDNIGHT + 5 * HOUR + 10 * MINUTE; ns += MINUTE)
		show(&wall, picture(ns, ns + MINUTE, 70), true);
	assert_int_equal(at(&wall, ns - SECOND).state, WALL_BUSY);
	wall_finish(&wall);
}

static void every_document_of_a_view_can_be_read_and_tells_of_one_moment(void **state)
{
	struct wall wall;
	struct ronda_summary *s = picture(MIDNIGHT, MIDNIGHT + MINUTE, 30);
	struct wall_now now;
	struct view *view;

	(void)state;
	wall_init(&wall, wib);
	with_review(s, MIDNIGHT + SECOND, "x", "y", "\"</script>\n");
	show(&wall, s, true);
	now = at(&wall, MIDNIGHT + MINUTE);
	view = view_create(&now, 1);
	assert_non_null(view);
	for (unsigned i = 0; i < VIEW_DOCUMENT_COUNT; i++) {
		json_t *json = i == VIEW_EVENT ? json_object() : json_loads(view->document[i].text, 0, NULL);

		assert_non_null(json);
		json_decref(json);
	}
	/* An event is one line of data: whatever a name holds, it cannot begin another field. */
	assert_ptr_equal(strstr(strstr(view->document[VIEW_EVENT].text, "\ndata: ") + 1, "\n"),
		view->document[VIEW_EVENT].text + view->document[VIEW_EVENT].length - 2);
	view_release(view_hold(view));
	view_release(view);
	wall_finish(&wall);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_begins_at_midnight_where_the_office_is),
		cmocka_unit_test(a_period_is_counted_once_however_often_it_was_looked_at),
		cmocka_unit_test(a_picture_that_comes_too_late_adds_nothing),
		cmocka_unit_test(at_midnight_a_new_day_begins_and_the_counters_go_on),
		cmocka_unit_test(today_is_held_against_the_same_hours_a_week_before),
		cmocka_unit_test(a_week_that_nobody_watched_is_not_known_instead_of_quiet),
		cmocka_unit_test(a_day_of_invented_names_stays_bounded_and_adds_up),
		cmocka_unit_test(an_hour_that_is_recalled_adds_up_and_lies_in_the_past),
		cmocka_unit_test(a_flood_is_an_attack_until_it_is_over),
		cmocka_unit_test(a_sensor_that_loses_packets_is_degraded_whatever_else),
		cmocka_unit_test(silence_is_a_fault_after_a_minute_and_an_old_database_is_no_grave_one),
		cmocka_unit_test(busy_is_three_times_the_usual),
		cmocka_unit_test(every_document_of_a_view_can_be_read_and_tells_of_one_moment),
	};

	return cmocka_run_group_tests(tests, know_wib, forget_wib);
}
