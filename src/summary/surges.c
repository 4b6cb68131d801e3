/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/surges.h"

#include "base/stamp.h"

#include <string.h>

#define HOUR_NS (SURGE_HOUR_SECONDS * STAMP_SECOND_NS)

enum { FOUND_MOST = 64 };

static void turn_to(struct surges *surges, uint64_t number)
{
	uint64_t steps = surges->hours ? number - surges->number : 1;

	if (surges->hours && (number < surges->number || steps > SURGES_HOURS)) {
		surges->hours = 0; /* the clock was set: nothing is known of this time */
		steps = 1;
	}
	for (; steps; steps--) {
		if (surges->hours == SURGES_HOURS)
			memmove(surges->hour, surges->hour + 1, --surges->hours * sizeof *surges->hour);
		surges->hour[surges->hours++] = (struct surge_hour){ 0 };
	}
	surges->number = number;
}

static void add(struct surges *surges, uint64_t attempts, uint64_t up_seconds)
{
	struct surge_hour *hour = &surges->hour[surges->hours - 1];

	hour->count += attempts;
	hour->up_seconds = (uint32_t)(hour->up_seconds + up_seconds < SURGE_HOUR_SECONDS ? hour->up_seconds + up_seconds :
		SURGE_HOUR_SECONDS);
}

static uint64_t hour_ns(const struct surges *surges, size_t index)
{
	return (surges->number + 1 - surges->hours + index) * HOUR_NS;
}

static void note(struct surges *surges, const struct surge *surge)
{
	surges->start_ns = hour_ns(surges, surge->onset);
	surges->attempts = surge->count;
	surges->usual = surge->expected;
}

/* The hours that are over; the one that runs is not judged. */
static enum surges_news judge(struct surges *surges, uint64_t now_ns)
{
	struct surge found[FOUND_MOST];
	long count = surges->hours > 1 ? surge_find(surges->hour, surges->hours - 1, found, FOUND_MOST) : 0;
	const struct surge *last = count > 0 ? &found[(count < FOUND_MOST ? count : FOUND_MOST) - 1] : NULL;
	bool before = surges->ongoing;

	surges->ongoing = last && last->ongoing;
	if (last && (surges->ongoing || before))
		note(surges, last);
	if (before && !surges->ongoing)
		surges->end_ns = last ? hour_ns(surges, last->end) : now_ns;
	return surges->ongoing == before ? SURGES_SAME : before ? SURGES_OVER : SURGES_BEGAN;
}

void surges_remember(struct surges *surges, uint64_t start_ns, uint64_t attempts, uint64_t up_seconds)
{
	turn_to(surges, start_ns / HOUR_NS);
	add(surges, attempts, up_seconds);
}

enum surges_news surges_see(struct surges *surges, uint64_t now_ns, uint64_t attempts, uint64_t up_seconds)
{
	uint64_t number = (now_ns ? now_ns - 1 : 0) / HOUR_NS;
	bool turned = !surges->hours || number != surges->number;

	if (turned)
		turn_to(surges, number);
	add(surges, attempts, up_seconds);
	return turned ? judge(surges, now_ns) : SURGES_SAME;
}
