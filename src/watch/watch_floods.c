/* SPDX-License-Identifier: BSD-2-Clause */
/* watch_floods.c - a flood comes and goes; its target is remembered, so that it is told of once. */
#include "watch/inside.h"

#include "base/stamp.h"

#define SECOND STAMP_SECOND_NS
#define HOUR_NS (3600 * SECOND)

static bool is_same_target(const struct flood_memory *memory, const struct ronda_flood *flood)
{
	return memory->used && memory->kind == flood->kind && memory->port == flood->port &&
		memory->service == flood->service && ronda_addr_equal(&memory->target, &flood->target);
}

/* The one for this target; else the one that was quiet for longest and is not waited for. NULL: all are. */
static struct flood_memory *remember(struct flood_watch *floods, const struct ronda_flood *flood)
{
	struct flood_memory *oldest = NULL;

	for (unsigned i = 0; i < WATCH_FLOODS; i++) {
		struct flood_memory *memory = &floods->flood[i];

		if (is_same_target(memory, flood))
			return memory;
		if (!memory->told && (!oldest || memory->seen_ns < oldest->seen_ns))
			oldest = memory;
	}
	if (oldest)
		*oldest = (struct flood_memory){ .used = true, .kind = flood->kind, .service = flood->service,
			.target = flood->target, .port = flood->port };
	return oldest;
}

static void fill_flood(struct notice *notice, const struct ronda_flood *flood)
{
	notice->flood.kind = flood->kind;
	notice->flood.service = flood->service;
	notice->flood.target = flood->target;
	notice->flood.port = flood->port;
	notice->flood.sources = flood->sources > notice->flood.sources ? flood->sources : notice->flood.sources;
	notice->flood.spoofed |= flood->spoofed;
	if (flood->peak_packets_per_second > notice->flood.peak_packets_per_second)
		notice->flood.peak_packets_per_second = flood->peak_packets_per_second;
	if (flood->peak_bits_per_second > notice->flood.peak_bits_per_second)
		notice->flood.peak_bits_per_second = flood->peak_bits_per_second;
}

/* A summary counts the packets of its own period. */
static void add_packets(struct flood_memory *memory, const struct ronda_summary *picture, const struct ronda_flood *flood)
{
	if (memory->period_ns != picture->start_ns)
		memory->packets += memory->period_packets;
	memory->period_ns = picture->start_ns;
	memory->period_packets = flood->packets;
	memory->onset.flood.packets = memory->packets + memory->period_packets;
}

static void begin_flood(struct teller *teller, struct flood_memory *memory, const struct ronda_flood *flood)
{
	unsigned again = memory->again_seconds ? memory->again_seconds : WATCH_AGAIN_SECONDS;
	struct notice notice = teller_begin(teller, NOTICE_FLOOD, NOTICE_ONSET, flood->start_ns);

	fill_flood(&notice, flood);
	notice.flood.packets = flood->packets;
	memory->packets = memory->period_packets = 0;
	memory->onset = notice;
	if (teller->now_ns < memory->quiet_until_ns) { /* so soon again: the next one must wait longer */
		memory->again_seconds = again * 2 < WATCH_AGAIN_MOST_SECONDS ? again * 2 : WATCH_AGAIN_MOST_SECONDS;
		memory->quiet_until_ns = teller->now_ns + memory->again_seconds * SECOND;
		teller_hold_back(teller, NOTICE_FLOOD);
		return;
	}
	memory->again_seconds = WATCH_AGAIN_SECONDS;
	memory->told = teller_tell(teller, &notice);
	memory->quiet_until_ns = teller->now_ns + WATCH_AGAIN_SECONDS * SECOND;
}

/* One that is over already when it is first seen (in a period's summary) is told of by both notices. */
static void see_flood(struct flood_watch *floods, struct teller *teller, const struct ronda_summary *picture,
	const struct ronda_flood *flood)
{
	struct flood_memory *memory = remember(floods, flood);

	if (!memory)
		return;
	if (memory->start_ns != flood->start_ns) {
		if (flood->end_ns + HOUR_NS < teller->now_ns)
			return; /* long over */
		if (memory->told)
			teller_end(teller, &memory->onset, memory->seen_ns);
		memory->told = false;
		memory->start_ns = flood->start_ns;
		begin_flood(teller, memory, flood);
	}
	fill_flood(&memory->onset, flood);
	add_packets(memory, picture, flood);
	if (flood->end_ns > memory->seen_ns)
		memory->seen_ns = flood->end_ns;
	if (memory->told && !pulse_flood_goes_on(picture, flood, teller->now_ns)) {
		teller_end(teller, &memory->onset, memory->seen_ns);
		memory->told = false;
		memory->quiet_until_ns = teller->now_ns + memory->again_seconds * SECOND;
	}
}

static bool is_listed(const struct ronda_summary *picture, const struct flood_memory *memory)
{
	for (size_t i = 0; i < picture->floods_count; i++)
		if (is_same_target(memory, &picture->floods[i]) && picture->floods[i].start_ns == memory->start_ns)
			return true;
	return false;
}

/* What no picture lists any more is over. */
static void end_unlisted(struct flood_watch *floods, struct teller *teller, const struct ronda_summary *picture)
{
	for (unsigned i = 0; i < WATCH_FLOODS; i++) {
		struct flood_memory *memory = &floods->flood[i];
		struct ronda_flood last = { .ongoing = true, .end_ns = memory->seen_ns };

		if (!memory->told || is_listed(picture, memory) || pulse_flood_goes_on(picture, &last, teller->now_ns))
			continue;
		teller_end(teller, &memory->onset, memory->seen_ns);
		memory->told = false;
		memory->quiet_until_ns = teller->now_ns + memory->again_seconds * SECOND;
	}
}

void flood_watch_see(struct flood_watch *floods, struct teller *teller, const struct ronda_summary *picture)
{
	for (size_t i = 0; i < picture->floods_count; i++)
		see_flood(floods, teller, picture, &picture->floods[i]);
	end_unlisted(floods, teller, picture);
}
