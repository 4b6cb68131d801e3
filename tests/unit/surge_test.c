/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/surge.h"

#include "claim.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 24, WEEK = 7 * DAY, YEAR = 52 * WEEK, MOST = 400 };

static uint64_t chance;

static double uniform(void) /* splitmix64 */
{
	uint64_t z = chance += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53 + 0x1p-54;
}

static double normal(void)
{
	double radius = sqrt(-2 * log(uniform()));

	return radius * cos(6.283185307179586 * uniform());
}

/* What an office sees in an hour: a shape over the day and the week, weather that lasts for hours,
 * chance, and now and then one wild hour. */
static void make(struct surge_hour *hours, size_t count, double mean, uint64_t seed)
{
	double weather = 0;

	chance = seed;
	for (size_t i = 0; i < count; i++) {
		double shape = (1 + 0.5 * sin(6.283185307179586 * (double)(i % DAY) / DAY)) * (i % WEEK < 5 * DAY ? 1 : 0.6);
		double rate;

		weather = 0.7 * weather + 0.15 * normal();
		rate = mean * shape * exp(weather) * (uniform() < 0.003 ? 8 : 1);
		hours[i].count = (uint64_t)fmax(0, rate + sqrt(rate) * normal());
		hours[i].up_seconds = SURGE_HOUR_SECONDS;
	}
}

static void multiply(struct surge_hour *hours, size_t from, size_t to, double by)
{
	for (size_t i = from; i < to; i++)
		hours[i].count = (uint64_t)((double)hours[i].count * by);
}

static void ordinary_years_raise_few_alarms(void **state)
{
	static struct surge_hour hours[YEAR];
	static struct surge found[MOST];
	static const double means[] = { 2, 20, 400, 20000 };
	enum { YEARS = 10 };

	(void)state;
	for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
		long alarms = 0;

		for (uint64_t year = 0; year < YEARS; year++) {
			make(hours, YEAR, means[m], 1000 * m + year);
			alarms += surge_find(hours, YEAR, found, MOST);
		}
		printf("false alarms at %.0f an hour: %.1f a year\n", means[m], (double)alarms / YEARS);
		assert_true(alarms <= 3 * YEARS);
	}
}

static void surges_are_found_within_hours_of_their_onset(void **state)
{
	static struct surge_hour hours[13 * WEEK];
	static struct surge found[MOST];
	static const struct { double by; double delay_most, share_least; } sizes[] = {
		{ 1.8, 24, 0.6 }, { 2.5, 9, 0.9 }, { 4, 4, 1 }, { 10, 2, 1 },
	};
	enum { TRIALS = 100 };

	(void)state;
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		double delay = 0, onset_off = 0, end_off = 0;
		int caught = 0;

		for (uint64_t trial = 0; trial < TRIALS; trial++) {
			size_t from = WEEK + trial * 11 % (10 * WEEK), to = from + DAY + trial * 7 % (2 * DAY);
			long count;

			make(hours, 13 * WEEK, 400, trial);
			multiply(hours, from, to, sizes[s].by);
			count = surge_find(hours, 13 * WEEK, found, MOST);
			for (long i = 0; i < count; i++) {
				if (found[i].end <= from || found[i].noticed >= to)
					continue;
				caught++;
				delay += fmax(0, (double)found[i].noticed - (double)from);
				onset_off += fabs((double)found[i].onset - (double)from);
				end_off += fabs((double)found[i].end - (double)to);
				break;
			}
		}
		printf("surge of %.1f times: %d %% found, noticed after %.1f h, onset off by %.1f h, end by %.1f h\n",
			sizes[s].by, 100 * caught / TRIALS, delay / caught, onset_off / caught, end_off / caught);
		assert_true(caught >= (int)(sizes[s].share_least * TRIALS));
		assert_true(delay / caught <= sizes[s].delay_most);
		assert_true(sizes[s].by < 3 || (onset_off / caught <= 2 && end_off / caught <= 3));
	}
}

static void a_flat_series(struct surge_hour *hours, size_t count, uint64_t each)
{
	for (size_t i = 0; i < count; i++)
		hours[i] = (struct surge_hour){ each, SURGE_HOUR_SECONDS };
}

static void a_surge_in_a_still_series_is_found_to_the_hour(void **state)
{
	static struct surge_hour hours[6 * WEEK];
	struct surge found[4];

	(void)state;
	a_flat_series(hours, 6 * WEEK, 100);
	multiply(hours, 500, 548, 5);
	hours[520].count = 999;
	assert_int_equal(surge_find(hours, 6 * WEEK, found, 4), 1);
	assert_int_equal(found[0].onset, 500);
	assert_int_equal(found[0].noticed, 501);
	assert_int_equal(found[0].end, 548);
	assert_int_equal(found[0].peak, 520);
	assert_int_equal(found[0].count, 47 * 500 + 999);
	assert_int_equal(found[0].expected, 4800);
	assert_false(found[0].ongoing);
}

static void one_wild_hour_is_none(void **state)
{
	static struct surge_hour hours[6 * WEEK];
	struct surge found[4];

	(void)state;
	a_flat_series(hours, 6 * WEEK, 100);
	hours[400].count = 1000000;
	assert_int_equal(surge_find(hours, 6 * WEEK, found, 4), 0);
}

static void a_fifth_more_is_none(void **state)
{
	static struct surge_hour hours[6 * WEEK];
	struct surge found[4];

	(void)state;
	a_flat_series(hours, 6 * WEEK, 1000000);
	multiply(hours, 400, 600, 1.15);
	assert_int_equal(surge_find(hours, 6 * WEEK, found, 4), 0);
}

static void a_gap_is_neither_a_surge_nor_the_end_of_one(void **state)
{
	static struct surge_hour hours[6 * WEEK];
	struct surge found[4];

	(void)state;
	a_flat_series(hours, 6 * WEEK, 100);
	memset(&hours[300], 0, 60 * sizeof *hours);
	assert_int_equal(surge_find(hours, 6 * WEEK, found, 4), 0);
	multiply(hours, 500, 548, 5);
	memset(&hours[510], 0, 10 * sizeof *hours);
	assert_int_equal(surge_find(hours, 6 * WEEK, found, 4), 1);
	assert_int_equal(found[0].onset, 500);
	assert_int_equal(found[0].end, 548);
	assert_int_equal(found[0].expected, 3800);
}

static void a_surge_ends_where_a_gap_of_a_day_begins(void **state)
{
	static struct surge_hour hours[6 * WEEK];
	struct surge found[4];

	(void)state;
	a_flat_series(hours, 6 * WEEK, 100);
	multiply(hours, 500, 600, 5);
	memset(&hours[510], 0, 2 * DAY * sizeof *hours);
	assert_int_equal(surge_find(hours, 6 * WEEK, found, 4), 2);
	assert_int_equal(found[0].end, 510);
	assert_int_equal(found[1].onset, 510 + 2 * DAY);
	assert_int_equal(found[1].end, 600);
}

static void an_hour_half_observed_counts_for_a_whole_one(void **state)
{
	static struct surge_hour hours[6 * WEEK];
	struct surge found[4];

	(void)state;
	a_flat_series(hours, 6 * WEEK, 100);
	for (size_t i = 200; i < 300; i++)
		hours[i] = (struct surge_hour){ 50, SURGE_HOUR_SECONDS / 2 };
	assert_int_equal(surge_find(hours, 6 * WEEK, found, 4), 0);
}

static void a_surge_at_the_end_goes_on(void **state)
{
	static struct surge_hour hours[6 * WEEK];
	struct surge found[4];

	(void)state;
	a_flat_series(hours, 6 * WEEK, 100);
	multiply(hours, 6 * WEEK - 12, 6 * WEEK, 5);
	assert_int_equal(surge_find(hours, 6 * WEEK, found, 4), 1);
	assert_true(found[0].ongoing);
	assert_int_equal(found[0].end, 6 * WEEK);
}

static void the_first_days_have_surges_too_but_not_the_first_hours(void **state)
{
	static struct surge_hour hours[3 * DAY];
	struct surge found[4];

	(void)state;
	a_flat_series(hours, 3 * DAY, 100);
	multiply(hours, 40, 50, 6);
	assert_int_equal(surge_find(hours, 3 * DAY, found, 4), 1);
	assert_int_equal(found[0].onset, 40);
	assert_int_equal(found[0].end, 50);
	assert_int_equal(surge_find(hours + 35, SURGE_LEAST_HOURS - 1, found, 4), 0);
	assert_int_equal(surge_find(hours, 0, found, 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_years_raise_few_alarms),
		cmocka_unit_test(surges_are_found_within_hours_of_their_onset),
		cmocka_unit_test(a_surge_in_a_still_series_is_found_to_the_hour),
		cmocka_unit_test(one_wild_hour_is_none),
		cmocka_unit_test(a_fifth_more_is_none),
		cmocka_unit_test(a_gap_is_neither_a_surge_nor_the_end_of_one),
		cmocka_unit_test(a_surge_ends_where_a_gap_of_a_day_begins),
		cmocka_unit_test(an_hour_half_observed_counts_for_a_whole_one),
		cmocka_unit_test(a_surge_at_the_end_goes_on),
		cmocka_unit_test(the_first_days_have_surges_too_but_not_the_first_hours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
