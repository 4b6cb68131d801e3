/* SPDX-License-Identifier: BSD-2-Clause */
/* rank.c - which sources get a row of their own. */
#include "summary/rank.h"

#include "summary/shape.h"

#include <stdlib.h>

/* Sources ranked by attempts, then packets, then address; the least of those kept stands first. */
struct rank {
	uint64_t attempts, packets;
	struct ronda_addr key;
	const struct counter *counter;
	size_t slot;
};

static bool is_below(const struct rank *a, const struct rank *b)
{
	if (a->attempts != b->attempts)
		return a->attempts < b->attempts;
	return a->packets != b->packets ? a->packets < b->packets : ronda_addr_compare(&a->key, &b->key) > 0;
}

static void sift_down(struct rank *heap, size_t count, size_t at)
{
	for (;;) {
		size_t least = at, left = 2 * at + 1;

		for (size_t child = left; child < left + 2 && child < count; child++)
			if (is_below(&heap[child], &heap[least]))
				least = child;
		if (least == at)
			return;

		struct rank swap = heap[at];

		heap[at] = heap[least];
		heap[least] = swap;
		at = least;
	}
}

static void keep_highest(struct rank *heap, size_t *count, size_t most, struct rank rank)
{
	if (*count < most) {
		heap[(*count)++] = rank;
		for (size_t at = *count - 1; at && is_below(&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2) {
			struct rank swap = heap[at];

			heap[at] = heap[(at - 1) / 2];
			heap[(at - 1) / 2] = swap;
		}
	} else if (most && is_below(&heap[0], &rank)) {
		heap[0] = rank;
		sift_down(heap, *count, 0);
	}
}

/* All of them, in the order in which they stand; returns how many there are. */
static size_t rank_all(const struct counters *counters, struct rank *heap, size_t most, size_t *kept)
{
	size_t active = 0;

	*kept = 0;
	for (size_t c = 0; c < counters->count; c++) {
		const struct counter *counter = counters->counter[c];

		for (size_t i = 0; i < sources_used(&counter->sources); i++) {
			struct source_copy copy;

			if (!sources_read(&counter->sources, i, &copy))
				continue;
			active++;
			keep_highest(heap, kept, most, (struct rank){ copy.attempts, copy.packets, copy.key, counter, i });
		}
	}
	return active;
}

static void fill_source(struct ronda_source *row, const struct counter *counter, size_t slot)
{
	const struct source *source = &counter->sources.slot[slot];
	const struct dossier *dossier = dossiers_at(&counter->dossiers, source->behaviour.dossier);
	uint64_t evicted = counter->sources.evicted_packets;
	struct source_copy copy;

	sources_read(&counter->sources, slot, &copy);
	*row = (struct ronda_source){
		.addr = copy.key,
		.prefix_bits = ronda_addr_is_v4(&copy.key) ? 128 : (uint8_t)counter->thresholds.ipv6_source_bits,
		.origin = copy.origin,
		.country = copy.country,
		.verified = copy.flags & SOURCE_VERIFIED,
		.attempts = copy.attempts,
		/* each attempt took a packet, and no more of its packets are missing than were evicted */
		.attempts_error = copy.error < evicted ? copy.error : evicted,
		.packets = copy.packets,
		.bytes = copy.bytes,
		.first_seen_ns = copy.first_ns,
		.last_seen_ns = copy.last_ns,
	};
	scanner_spread(&source->behaviour, dossier, &row->targets, &row->ports);
	for (unsigned class = 0; dossier && class < RONDA_CLASS_COUNT; class++)
		row->by_class[class] = dossier->by_class[class];
}

int rank_sources(struct ronda_summary *summary, const struct counters *counters, size_t top)
{
	size_t active = rank_all(counters, NULL, 0, &(size_t){ 0 }), most = top < active ? top : active, count;
	struct rank *heap = calloc(most ? most : 1, sizeof *heap);

	summary->sources.top = calloc(most ? most : 1, sizeof *summary->sources.top);
	if (!heap || !summary->sources.top) {
		free(heap);
		return -1;
	}
	rank_all(counters, heap, most, &count);
	for (size_t i = 0; i < count; i++)
		fill_source(&summary->sources.top[i], heap[i].counter, heap[i].slot);
	free(heap);
	summary->sources.top_count = count;
	summary->sources.top_complete = count == active;
	qsort(summary->sources.top, count, sizeof *summary->sources.top, summary_order_sources);
	return 0;
}
