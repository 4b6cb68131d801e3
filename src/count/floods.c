/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/floods.h"

#include "base/branch.h"
#include "base/memory.h"

#include <errno.h>

enum { PER_SET = 4, RECORD_FROM = 8 }; /* a target is in one of the windows of its set, which is two lines */

#define SECOND UINT64_C(1000000000)

int floods_init(struct floods *floods, size_t bytes)
{
	*floods = (struct floods){
		.size = (uint32_t)(bytes * 7 / 8 / sizeof(struct flood)),
		.windows = bytes / 8 / sizeof(struct window) / PER_SET * PER_SET,
	};
	floods->flood = memory_map(floods->size * sizeof(struct flood));
	floods->window = memory_map(floods->windows * sizeof(struct window));
	if (!floods->flood || !floods->window)
		return -ENOMEM;
	for (uint32_t i = 0; i < floods->size; i++)
		floods->flood[i].next_free = i + 1 < floods->size ? i + 1 : FLOODS_NO_RECORD;
	return 0;
}

void floods_finish(struct floods *floods)
{
	memory_unmap(floods->flood, floods->size * sizeof(struct flood));
	memory_unmap(floods->window, floods->windows * sizeof(struct window));
	*floods = (struct floods){ 0 };
}

/* Rounds end when they are ended. */
static uint32_t length_ms(const struct window *window)
{
	return window->tag & FLOODS_ROUND ? UINT32_MAX : 1000;
}

static uint32_t ms(uint64_t ns)
{
	return (uint32_t)(ns / 1000000);
}

static struct window *home(const struct floods *floods, uint64_t key)
{
	return &floods->window[hash_place(key, floods->windows / PER_SET) * PER_SET];
}

void floods_prefetch(const struct floods *floods, uint64_t key)
{
	const struct window *set = home(floods, key);

	__builtin_prefetch(set, 1);
	__builtin_prefetch(set + PER_SET / 2, 1);
}

static struct window *find(const struct floods *floods, uint64_t key)
{
	struct window *window = home(floods, key);

	for (unsigned i = 0; i < PER_SET; i++)
		if (window[i].tag == (uint32_t)key)
			return &window[i];
	return NULL;
}

static struct flood *record_of(const struct floods *floods, const struct window *window)
{
	return window->tag && window->record < FLOODS_PAST ? &floods->flood[window->record] : NULL;
}

/* Which record is that of the window before? */
static uint32_t lead_of(const struct floods *floods, const struct window *window)
{
	if (window->record < FLOODS_PAST)
		return floods->flood[window->record].lead;
	return window->record == FLOODS_NO_RECORD ? FLOODS_NO_RECORD : window->record & ~FLOODS_PAST;
}

/* How much a window would be missed: one of an active flood most, then by the packets in it. */
static uint64_t worth(const struct floods *floods, const struct window *window, uint32_t now_ms)
{
	const struct flood *flood = record_of(floods, window);

	if (!window->tag)
		return 0;
	if (flood && flood->active)
		return UINT64_C(1) << 32;
	return now_ms - window->begun_ms < length_ms(window) ? 1 + (uint64_t)window->packets : 1;
}

static void give_back(struct floods *floods, struct flood *flood)
{
	flood->used = flood->open = false;
	flood->next_free = floods->free;
	floods->free = (uint32_t)(flood - floods->flood);
}

/* The window before is no edge of anything. */
static void drop_lead(struct floods *floods, struct window *window)
{
	uint32_t lead = lead_of(floods, window);

	if (lead != FLOODS_NO_RECORD)
		give_back(floods, &floods->flood[lead]);
	if (window->record < FLOODS_PAST)
		floods->flood[window->record].lead = FLOODS_NO_RECORD;
	else
		window->record = FLOODS_NO_RECORD;
}

/* A record lives on after its window when it has something to report. */
static void let_go(struct floods *floods, struct window *window)
{
	struct flood *flood = record_of(floods, window);

	if (window->tag)
		drop_lead(floods, window);
	if (flood && flood->open)
		flood->active = false;
	else if (flood)
		give_back(floods, flood);
	*window = (struct window){ .record = FLOODS_NO_RECORD };
}

static struct window *claim(struct floods *floods, uint64_t key, uint32_t now_ms)
{
	struct window *first = home(floods, key), *victim = first;
	uint64_t least = worth(floods, first, now_ms);

	for (unsigned i = 1; i < PER_SET && least; i++) {
		uint64_t here = worth(floods, &first[i], now_ms);

		if (here < least) {
			least = here;
			victim = &first[i];
		}
	}
	let_go(floods, victim);
	*victim = (struct window){ .tag = (uint32_t)key, .begun_ms = now_ms, .record = FLOODS_NO_RECORD };
	return victim;
}

/* The full stamp of a window's begin, a whole millisecond. */
static uint64_t begun_ns(const struct window *window, uint64_t now_ns)
{
	return (now_ns / 1000000 - (ms(now_ns) - window->begun_ms)) * 1000000;
}

static bool is_mostly_idle(const struct window *window, uint32_t packets, uint32_t percent)
{
	return window->packets >= packets && window->completed * UINT64_C(100) < window->packets * (uint64_t)percent;
}

static bool is_above(const struct window *window, enum ronda_flood_kind kind,
	const struct ronda_thresholds *thresholds)
{
	switch (kind) {
	case RONDA_FLOOD_SYN:
		return is_mostly_idle(window, thresholds->syn_flood_packets, thresholds->syn_flood_completed);
	case RONDA_FLOOD_HTTP:
		return is_mostly_idle(window, thresholds->http_flood_requests, thresholds->http_flood_served);
	case RONDA_FLOOD_SLOW:
		return window->packets >= thresholds->slow_connections;
	default:
		return window->packets >= thresholds->datagram_flood_packets + (uint64_t)window->completed;
	}
}

static void begin_flood(struct flood *flood, uint64_t start_ns)
{
	flood->start_ns = start_ns;
	flood->packets = flood->bytes = flood->verified_packets = 0;
	flood->tail_packets = flood->tail_bytes = 0;
	flood->peak_packets = flood->peak_bytes = 0;
}

static void add_window(struct flood *flood, const struct window *window, uint64_t end_ns)
{
	flood->end_ns = end_ns;
	flood->packets += flood->tail_packets + window->packets;
	flood->bytes += flood->tail_bytes + window->bytes;
	flood->verified_packets += window->verified;
	flood->tail_packets = flood->tail_bytes = 0;
	if (window->packets > flood->peak_packets)
		flood->peak_packets = window->packets;
	if (window->bytes > flood->peak_bytes)
		flood->peak_bytes = window->bytes;
}

/* Is there less than a second between what ended and what begins? */
static bool follows(uint64_t start_ns, const struct flood *flood)
{
	return start_ns < flood->end_ns + SECOND;
}

static bool has_edges(const struct flood *flood)
{
	return flood->kind != RONDA_FLOOD_HTTP && flood->kind != RONDA_FLOOD_SLOW;
}

/* The flood set in during the window before, if there was one. */
static void take_lead(struct flood *flood, const struct flood *lead)
{
	if (!follows(flood->start_ns, lead))
		return;
	flood->start_ns = lead->start_ns;
	flood->packets = lead->packets;
	flood->bytes = lead->bytes;
	flood->verified_packets = lead->verified_packets;
	ronda_sketch_merge(&flood->sources, &lead->sources);
}

/* One window above more, the first or the next in a row: perhaps that is enough to be a flood. */
static void rise(struct flood *flood, uint64_t start_ns, const struct ronda_thresholds *thresholds)
{
	uint32_t needed = flood->kind == RONDA_FLOOD_HTTP ? thresholds->http_flood_seconds : 1;

	if (!flood->streak || start_ns > flood->end_ns + SECOND) {
		flood->streak = 0;
		begin_flood(flood, start_ns);
	}
	flood->open = flood->active = ++flood->streak >= needed;
}

static void close_above(struct floods *floods, struct window *window, struct flood *flood, uint64_t start_ns,
	uint64_t end_ns, const struct ronda_thresholds *thresholds)
{
	if (!flood->active) {
		rise(flood, start_ns, thresholds);
		if (flood->lead != FLOODS_NO_RECORD)
			take_lead(flood, &floods->flood[flood->lead]);
		drop_lead(floods, window);
	}
	add_window(flood, window, end_ns);
	flood->ebbed = false;
}

/* In a flood, but below: the first such window is its edge, the others are if one above comes yet. */
static void close_between(const struct window *window, struct flood *flood, uint64_t start_ns, uint64_t end_ns)
{
	if (has_edges(flood) && !flood->ebbed && window->packets && follows(start_ns, flood)) {
		add_window(flood, window, end_ns);
	} else {
		flood->tail_packets += window->packets;
		flood->tail_bytes += window->bytes;
	}
	flood->ebbed = true;
}

/* No flood, but perhaps the second in which one sets in: the record is kept for as long as the next window lasts. */
static void close_below(struct floods *floods, struct window *window, struct flood *flood, uint64_t start_ns,
	uint64_t end_ns)
{
	drop_lead(floods, window);
	if (!has_edges(flood)) {
		give_back(floods, flood);
		window->record = FLOODS_NO_RECORD;
		return;
	}
	begin_flood(flood, start_ns);
	add_window(flood, window, end_ns);
	window->record |= FLOODS_PAST;
}

/* The window is over, with its last packet at or before `now_ns`. */
static void close_window(struct floods *floods, struct window *window, uint64_t now_ns,
	const struct ronda_thresholds *thresholds)
{
	struct flood *flood = record_of(floods, window);
	uint64_t start_ns = begun_ns(window, now_ns), over_ns = start_ns + length_ms(window) * UINT64_C(1000000);
	uint64_t end_ns = over_ns < now_ns ? over_ns : now_ns;

	if (!flood)
		drop_lead(floods, window);
	else if (is_above(window, flood->kind, thresholds))
		close_above(floods, window, flood, start_ns, end_ns, thresholds);
	else if (flood->active)
		close_between(window, flood, start_ns, end_ns);
	else
		close_below(floods, window, flood, start_ns, end_ns);
	if (flood && flood->active && now_ns > flood->end_ns + thresholds->flood_over_seconds * SECOND) {
		let_go(floods, window); /* over; the record stays until it is reported */
		return;
	}
	window->packets = window->completed = window->verified = 0;
	window->bytes = 0;
}

/* Gives back the records of targets that have been quiet for a second: no flood of theirs can begin with them. */
static void reclaim(struct floods *floods, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	if (floods->reclaimed_ns + SECOND > now_ns)
		return;
	floods->reclaimed_ns = now_ns;
	for (size_t i = 0; i < floods->windows; i++) {
		struct window *window = &floods->window[i];
		const struct flood *flood = record_of(floods, window);
		bool serves = flood && (flood->active || flood->streak || is_above(window, flood->kind, thresholds));

		if (window->tag && !(window->tag & FLOODS_ROUND) && !serves && ms(now_ns) - window->begun_ms >= 2000)
			let_go(floods, window);
	}
}

/* The window of the packet's second: the target's, over and begun again if need be, or a new one. */
static struct window *this_second(struct floods *floods, const struct flood_packet *packet,
	const struct ronda_thresholds *thresholds)
{
	uint32_t now_ms = ms(packet->now_ns);
	struct window *window = packet->hint;

	if (!window || window->tag != (uint32_t)packet->key)
		window = find(floods, packet->key);
	if (likely(window && now_ms - window->begun_ms < length_ms(window)))
		return window;
	if (window) {
		close_window(floods, window, packet->now_ns, thresholds);
		window->begun_ms = now_ms;
	}
	return window && window->tag ? window : claim(floods, packet->key, now_ms);
}

bool floods_count(struct floods *floods, const struct flood_packet *packet,
	const struct ronda_thresholds *thresholds)
{
	struct window *window = this_second(floods, packet, thresholds);

	window->packets++;
	window->bytes += packet->bytes;
	window->verified += packet->verified;
	if (window->record >= FLOODS_PAST) {
		if (unlikely(window->packets == RECORD_FROM && floods->free == FLOODS_NO_RECORD))
			reclaim(floods, packet->now_ns, thresholds);
		return window->packets == RECORD_FROM;
	}
	ronda_sketch_raise(&floods->flood[window->record].sources, packet->source_hash);
	return false;
}

void floods_record(struct floods *floods, const struct flood_packet *packet, const struct flood_target *target)
{
	struct window *window = find(floods, packet->key);

	if (!window)
		return;
	if (floods->free == FLOODS_NO_RECORD)
		drop_lead(floods, window); /* rather none than no record */
	if (floods->free == FLOODS_NO_RECORD)
		return;

	struct flood *flood = &floods->flood[floods->free];
	uint32_t lead = lead_of(floods, window);

	window->record = floods->free;
	floods->free = flood->next_free;
	*flood = (struct flood){ .used = true, .kind = target->kind, .target = target->addr, .port = target->port,
		.service = target->service, .lead = lead, .sources.dense = true };
	ronda_sketch_raise(&flood->sources, packet->source_hash);
}

struct window *floods_prefetch_sources(const struct floods *floods, uint64_t key, uint64_t source_hash)
{
	struct window *window = find(floods, key);

	if (window && window->record < FLOODS_PAST)
		ronda_sketch_prefetch(&floods->flood[window->record].sources, source_hash);
	return window;
}

void floods_complete(struct floods *floods, uint64_t key)
{
	struct window *window = find(floods, key);

	if (window)
		window->completed++;
}

void floods_close(struct floods *floods, uint64_t now_ns, bool end,
	const struct ronda_thresholds *thresholds)
{
	for (size_t i = 0; i < floods->windows; i++) {
		struct window *window = &floods->window[i];

		if (window->tag && (end || ms(now_ns) - window->begun_ms >= length_ms(window))) {
			close_window(floods, window, now_ns, thresholds);
			window->begun_ms = ms(now_ns);
		}
	}
}

void floods_end_round(struct floods *floods, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	for (size_t i = 0; i < floods->windows; i++) {
		struct window *window = &floods->window[i];

		if (!(window->tag & FLOODS_ROUND))
			continue;
		close_window(floods, window, now_ns, thresholds);
		window->begun_ms = ms(now_ns);
	}
}

void floods_end(struct floods *floods, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	floods_close(floods, now_ns, true, thresholds);
	for (size_t i = 0; i < floods->windows; i++)
		if (floods->window[i].tag)
			let_go(floods, &floods->window[i]);
}

void floods_begin_period(struct floods *floods)
{
	for (uint32_t i = 0; i < floods->size; i++) {
		struct flood *flood = &floods->flood[i];

		if (!flood->used || !flood->open)
			continue; /* if it turns out to be one, that is told of when it does */
		if (!flood->active)
			give_back(floods, flood);
		flood->packets = flood->bytes = flood->verified_packets = 0;
		flood->peak_packets = flood->peak_bytes = 0;
		flood->sources = (struct ronda_sketch){ .dense = true };
	}
}

/* Many senders, few packets each, hardly any proven: the addresses are not the senders' own. But who reflects, answers
 * from his own. */
bool flood_is_spoofed(const struct flood *flood)
{
	uint64_t sources = ronda_sketch_count(&flood->sources);

	return flood->kind != RONDA_FLOOD_REFLECTION && sources >= 50 && flood->packets < 4 * sources && flood->verified_packets * 10 < flood->packets * FLOOD_ONE;
}
