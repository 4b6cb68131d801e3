/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/pace.h"

uint64_t sum_feed(struct sum *sum, uint64_t count, uint64_t period)
{
	uint64_t known = sum->period == period + 1 ? sum->last : 0;
	uint64_t more = count > known ? count - known : 0;

	sum->period = period + 1;
	sum->last = count;
	sum->today += more;
	return more;
}

uint64_t pace_feed(struct pace *pace, const struct tempo *tempo, uint64_t count, uint64_t period)
{
	uint64_t more = sum_feed(&pace->sum, count, period);

	pace->minute[tempo->now_ns / MINUTE_NS % MINUTES] += more;
	pace->recent[tempo->beat] += more;
	return more;
}

void pace_begin_beat(struct pace *pace, unsigned beat)
{
	pace->recent[beat] = 0;
}

void pace_begin_minutes(struct pace *pace, uint64_t from, uint64_t to)
{
	for (uint64_t minute = from + 1; minute <= to && minute <= from + MINUTES; minute++)
		pace->minute[minute % MINUTES] = 0;
}

static uint64_t add_up(const uint64_t *part, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += part[i];
	return sum;
}

uint64_t pace_lately(const struct pace *pace)
{
	return add_up(pace->recent, BEATS);
}

uint64_t pace_last_hour(const struct pace *pace)
{
	return add_up(pace->minute, MINUTES);
}

static double rate_of(const struct pace *pace, const struct tempo *tempo)
{
	double span = 0;

	for (unsigned i = 0; i < BEATS; i++)
		span += tempo->span[i];
	return tempo->looks > 1 && span > 0 ? (double)pace_lately(pace) / span : 0;
}

struct picture_count pace_count(const struct pace *pace, const struct tempo *tempo)
{
	return (struct picture_count){ rate_of(pace, tempo), pace_last_hour(pace), pace->sum.today };
}
