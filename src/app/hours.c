/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/hours.h"

#include "base/stamp.h"

#define HOUR_NS (3600 * STAMP_SECOND_NS)
#define SETTLED_NS (60 * STAMP_SECOND_NS)   /* after so long without a frame nothing is pending */
#define FILE_GAP_NS (2 * STAMP_SECOND_NS)

void hours_begin_file(struct hours *hours)
{
	hours->begins_file = true;
}

static void close_period(struct hours *hours, uint64_t end_ns, const char *error)
{
	struct ronda_glance glance = ronda_engine_glance(hours->engine);
	struct ronda_coverage coverage = { hours->start_ns, end_ns, .up_seconds = UINT64_MAX, .error = error };
	struct ronda_summary *summary = ronda_engine_summary(hours->engine, &coverage, hours->top);

	if (!summary) {
		hours->receive(hours->context, NULL);
		return;
	}
	hours->attempts += glance.attempts;
	hours->frames += glance.frames;
	hours->before_ns[1] = hours->before_ns[0];
	hours->before_ns[0] = end_ns;
	hours->receive(hours->context, summary);
}

/* A frame out of order by a little may come before the end of a period that is over. */
static uint64_t after_what_was(const struct hours *hours, uint64_t start_ns)
{
	for (int i = 0; i < 2; i++)
		if (start_ns < hours->before_ns[i] && hours->before_ns[i] - start_ns < HOUR_NS)
			start_ns = hours->before_ns[i];
	return start_ns;
}

static void begin_period(struct hours *hours, uint64_t start_ns)
{
	hours->start_ns = after_what_was(hours, start_ns);
	hours->last_ns = hours->start_ns;
	hours->end_ns = stamp_hour(hours->start_ns) + HOUR_NS;
}

/* Whatever must be over before a frame of this time is counted. */
static void make_way(struct hours *hours, uint64_t time_ns)
{
	uint64_t gap_ns = hours->begins_file ? FILE_GAP_NS : HOUR_NS;

	hours->begins_file = false;
	if (!hours->end_ns) {
		begin_period(hours, time_ns);
	} else if (time_ns + HOUR_NS < hours->last_ns) {
		close_period(hours, hours->last_ns, NULL);
		begin_period(hours, time_ns);
	} else if (time_ns > hours->last_ns + gap_ns) {
		uint64_t settled_ns = hours->last_ns + SETTLED_NS;

		ronda_engine_tick(hours->engine, settled_ns < time_ns ? settled_ns : time_ns);
		close_period(hours, hours->last_ns, NULL);
		begin_period(hours, time_ns);
	} else if (time_ns >= hours->end_ns) {
		ronda_engine_tick(hours->engine, hours->end_ns);
		close_period(hours, hours->end_ns, NULL);
		begin_period(hours, hours->end_ns);
	}
	if (hours->last_ns < time_ns)
		hours->last_ns = time_ns;
}

static bool is_within(const struct hours *hours, uint64_t time_ns)
{
	return !hours->begins_file && time_ns < hours->end_ns && time_ns <= hours->last_ns + HOUR_NS &&
		time_ns + HOUR_NS >= hours->last_ns;
}

void hours_deliver(void *context, const struct ronda_frame *frames, size_t count)
{
	struct hours *hours = context;
	size_t from = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t time_ns = frames[i].time_ns;

		if (is_within(hours, time_ns)) {
			if (hours->last_ns < time_ns)
				hours->last_ns = time_ns;
			continue;
		}
		ronda_engine_frames(hours->engine, frames + from, i - from);
		from = i;
		make_way(hours, time_ns);
	}
	ronda_engine_frames(hours->engine, frames + from, count - from);
}

void hours_end(struct hours *hours, const char *error)
{
	close_period(hours, hours->last_ns, error);
}
