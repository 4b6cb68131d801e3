/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/pulse.h"

#include <ronda/settings.h>

#include <stdlib.h>

#define SECOND UINT64_C(1000000000)

enum { COUNTS = sizeof(struct digest) / sizeof(uint64_t), DAY_SECONDS = 86400 };

struct digest digest_of(const struct ronda_summary *s)
{
	struct digest digest = {
		.attempts = s->attempts.total,
		.verified = s->attempts.verified,
		.unverified = s->attempts.unverified,
		.research = s->attempts.of_which_research,
		.undecided = s->attempts.undecided,
		.lost_pending = s->attempts.lost_pending,
		.outbound = s->outbound.attempts,
		.internal = s->internal.attempts,
		.monitor_acts = s->monitor_acts,
		.incidents = s->incidents.total,
		.backscatter_packets = s->backscatter.packets,
		.frames = s->frames.delivered,
		.kernel_drops = s->capture.kernel_drop_packets,
		.interface_drops = s->capture.interface_drop_packets,
		.packets = s->traffic.packets,
		.wire_bytes = s->traffic.wire_bytes,
		.evicted_packets = s->traffic.evicted_packets,
		.untracked_packets = s->traffic.untracked_packets,
		.sources_evicted = s->sources.evicted,
		.connections_evicted = s->listening.evicted,
		.forgotten = s->listening.forgotten,
		.period_ns = s->end_ns - s->start_ns,
		.up_seconds = s->up_seconds,
	};

	memcpy(digest.by_class, s->attempts.by_class, sizeof digest.by_class);
	memcpy(digest.by_outcome, s->attempts.by_outcome, sizeof digest.by_outcome);
	memcpy(digest.by_origin, s->attempts.by_origin, sizeof digest.by_origin);
	memcpy(digest.by_fate, s->frames.by_fate, sizeof digest.by_fate);
	return digest;
}

void digest_add(struct digest *to, const struct digest *more)
{
	uint64_t *sum = (uint64_t *)to;
	const uint64_t *count = (const uint64_t *)more;

	for (unsigned i = 0; i < COUNTS; i++)
		sum[i] += count[i];
}

struct digest digest_minus(const struct digest *later, const struct digest *earlier)
{
	struct digest difference = *later;
	uint64_t *left = (uint64_t *)&difference;
	const uint64_t *less = (const uint64_t *)earlier;

	for (unsigned i = 0; i < COUNTS; i++)
		left[i] -= less[i] < left[i] ? less[i] : left[i];
	return difference;
}

struct digest digest_part(const struct digest *whole, unsigned part, unsigned parts)
{
	struct digest one = *whole;
	uint64_t *count = (uint64_t *)&one;

	for (unsigned i = 0; i < COUNTS; i++)
		count[i] = count[i] / parts + (part < count[i] % parts);
	return one;
}

#define FAULT_NAME(NAME, name, en, id) name,
#define FAULT_WORDS(NAME, name, en, id) { en, id },

const char *pulse_fault_name(enum pulse_fault fault)
{
	static const char *const names[] = { PULSE_FAULTS(FAULT_NAME) };

	return names[fault];
}

const char *pulse_fault_words(enum pulse_fault fault, bool indonesian)
{
	static const char *const texts[][2] = { PULSE_FAULTS(FAULT_WORDS) };

	return texts[fault][indonesian];
}

struct digest pulse_take(struct pulse *pulse, const struct ronda_summary *picture, bool whole)
{
	struct digest now = digest_of(picture), added = now;

	if (pulse->first_ns == 0)
		pulse->first_ns = pulse->packet_ns = picture->start_ns;
	if (picture->start_ns < pulse->closed_ns && pulse->closed_ns - picture->start_ns < 3600 * SECOND)
		return (struct digest){ 0 }; /* late; but a clock that was set back begins anew */
	if (picture->start_ns == pulse->start_ns)
		added = digest_minus(&now, &pulse->last);
	pulse->last = now;
	pulse->start_ns = picture->start_ns;
	pulse->end_ns = picture->end_ns;
	if (whole)
		pulse->closed_ns = picture->end_ns;
	if (added.frames || picture->end_ns < pulse->packet_ns)
		pulse->packet_ns = picture->end_ns;
	if (added.kernel_drops || added.interface_drops)
		pulse->loss_ns = picture->end_ns;
	pulse->down = picture->capture.error != NULL;
	pulse->one_way = picture->capture.one_way;
	pulse->places_built_seconds = picture->geoip.built_seconds;
	return added;
}

static bool is_within(uint64_t then_ns, uint64_t now_ns, uint64_t seconds)
{
	return then_ns && now_ns < then_ns + seconds * SECOND;
}

unsigned pulse_faults(const struct pulse *pulse, uint64_t now_ns)
{
	uint64_t built = pulse->places_built_seconds;
	unsigned faults = 0;

	if (pulse->first_ns == 0)
		return 0;
	if (is_within(pulse->loss_ns, now_ns, PULSE_LOSS_SECONDS))
		faults |= PULSE_SET(PULSE_FAULT_DROPS);
	if (!is_within(pulse->packet_ns, now_ns, PULSE_SILENCE_SECONDS))
		faults |= PULSE_SET(PULSE_FAULT_SILENT);
	if (pulse->down)
		faults |= PULSE_SET(PULSE_FAULT_DOWN);
	if (pulse->one_way)
		faults |= PULSE_SET(PULSE_FAULT_ONE_WAY);
	if (built && now_ns / SECOND > built + (uint64_t)PULSE_STALE_DAYS * DAY_SECONDS)
		faults |= PULSE_SET(PULSE_FAULT_STALE_PLACES);
	return faults;
}

/* As a changed setting has it, else the definition. */
static uint64_t flood_over_seconds(const struct ronda_summary *picture)
{
	const struct ronda_thresholds normal = RONDA_THRESHOLDS_NORMAL;

	for (size_t i = 0; i < picture->settings_count; i++)
		if (strcmp(picture->settings[i].name, "flood-over-seconds") == 0)
			return strtoul(picture->settings[i].value, NULL, 10);
	return normal.flood_over_seconds;
}

bool pulse_flood_goes_on(const struct ronda_summary *picture, const struct ronda_flood *flood, uint64_t now_ns)
{
	return flood->ongoing && now_ns <= flood->end_ns + (flood_over_seconds(picture) + 2) * SECOND;
}
