/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/wall.h"

#define STEP_NS (PAST_STEP_SECONDS * STAMP_SECOND_NS)
#define MINUTE_NS (60 * STAMP_SECOND_NS)
#define HOUR_NS (60 * MINUTE_NS)
#define DAY_NS (24 * HOUR_NS)

#define STATE_NAME(NAME, name) name,

const char *wall_state_name(enum wall_state state)
{
	static const char *const names[] = { WALL_STATES(STATE_NAME) };

	return names[state];
}

int wall_init(struct wall *wall, const struct stamp_zone *zone)
{
	*wall = (struct wall){ .zone = zone, .day.zone = zone };
	return past_init(&wall->past);
}

void wall_finish(struct wall *wall)
{
	past_finish(&wall->past);
	day_finish(&wall->day);
	ronda_summary_destroy(wall->today);
	wall->today = NULL;
}

void wall_take(struct wall *wall, const struct ronda_summary *picture, bool whole)
{
	struct digest added = pulse_take(&wall->pulse, picture, whole);
	struct ronda_summary *today;

	if (wall->pulse.end_ns != picture->end_ns || wall->pulse.start_ns != picture->start_ns)
		return; /* too late */
	digest_add(&wall->ever, &added);
	past_add(&wall->past, picture->end_ns ? picture->end_ns - 1 : 0, &added);
	wall->look[wall->looks++ % WALL_LOOKS] = (struct wall_look){ picture->end_ns, added };
	if (whole)
		day_add(&wall->day, picture);
	today = day_so_far(&wall->day, whole ? NULL : picture);
	if (!today)
		return; /* memory is short: the page stays as it is */
	ronda_summary_destroy(wall->today);
	wall->today = today;
}

void wall_remember_hour(struct wall *wall, uint64_t start_ns, const struct digest *hour, uint64_t now_ns)
{
	past_add_hour(&wall->past, start_ns, hour, now_ns);
}

static struct wall_rates rates(const struct wall *wall)
{
	struct digest sum = { 0 };
	struct wall_rates rates = { 0 };

	for (uint64_t i = 0; i < WALL_LOOKS && i < wall->looks; i++) {
		digest_add(&sum, &wall->look[(wall->looks - 1 - i) % WALL_LOOKS].added);
		if (sum.period_ns >= WALL_RATE_SECONDS * STAMP_SECOND_NS)
			break;
	}
	if (sum.period_ns == 0)
		return rates;
	rates.seconds = (double)sum.period_ns / 1e9;
	rates.packets_per_second = (double)sum.packets / rates.seconds;
	rates.bits_per_second = (double)sum.wire_bytes * 8 / rates.seconds;
	rates.attempts_per_minute = (double)sum.attempts * 60 / rates.seconds;
	return rates;
}

/* Attempts in ten minutes as the day before the last ten had them. */
static double usual(const struct wall *wall, uint64_t now_ns)
{
	struct digest day = past_sum(&wall->past, now_ns - DAY_NS, now_ns - 2 * STEP_NS);
	double watched = (double)day.period_ns / 1e9;

	return watched < WALL_USUAL_SECONDS ? -1 : (double)day.attempts * 600 / watched;
}

static bool is_busy(const struct wall_now *now)
{
	uint64_t attempts = now->last_ten_minutes.attempts;

	if (now->usual_ten_minutes < 0)
		return attempts >= WALL_BUSY_UNKNOWN;
	return attempts >= WALL_BUSY_LEAST && (double)attempts >= WALL_BUSY_FACTOR * now->usual_ten_minutes;
}

static size_t floods_ongoing(const struct ronda_summary *today, uint64_t now_ns)
{
	size_t count = 0;

	for (size_t i = 0; today && i < today->floods_count; i++)
		count += pulse_flood_goes_on(today, &today->floods[i], now_ns);
	return count;
}

static enum wall_state state(const struct wall_now *now)
{
	if (!now->today)
		return WALL_WAITING;
	if (now->faults & PULSE_GRAVE)
		return WALL_DEGRADED;
	if (now->floods_ongoing || now->vitals.surge.start_ns)
		return WALL_ATTACK;
	return is_busy(now) ? WALL_BUSY : WALL_QUIET;
}

static struct wall_before week_before(const struct wall *wall, uint64_t now_ns)
{
	struct wall_before before = { 0 };
	uint64_t today_ns = stamp_day(wall->zone, now_ns);

	before.start_ns = stamp_day_after(wall->zone, now_ns, -7);
	before.end_ns = before.start_ns + (now_ns - today_ns);
	before.so_far = past_sum(&wall->past, before.start_ns, before.end_ns);
	before.whole_day = past_sum(&wall->past, before.start_ns, before.start_ns + DAY_NS);
	before.known = before.so_far.period_ns && before.so_far.period_ns * 2 >= before.end_ns - before.start_ns;
	return before;
}

void wall_now(const struct wall *wall, uint64_t now_ns, const struct vitals *vitals, struct wall_now *now)
{
	uint64_t end_ns = now_ns - now_ns % STEP_NS + STEP_NS; /* of the bucket that runs */

	*now = (struct wall_now){
		.now_ns = now_ns,
		.wall = wall,
		.today = wall->today,
		.vitals = *vitals,
		.faults = pulse_faults(&wall->pulse, now_ns),
		.floods_ongoing = floods_ongoing(wall->today, now_ns),
		.rates = rates(wall),
		.last_ten_minutes = past_sum(&wall->past, end_ns - 2 * STEP_NS, end_ns),
		.last_hour = past_sum(&wall->past, end_ns - HOUR_NS, end_ns),
		.last_day = past_sum(&wall->past, end_ns - DAY_NS, end_ns),
		.usual_ten_minutes = usual(wall, end_ns),
		.before = week_before(wall, now_ns),
	};
	now->state = state(now);
}
