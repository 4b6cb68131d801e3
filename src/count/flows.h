/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flows.h - the conversations of one worker: a set-associative table of fixed size.
 *
 * Threads    One: the worker's. Nobody else looks inside.
 * Memory     Sized once. A set of four flows is one cache line.
 * When full  The place in the set that is missed least is taken: an idle flow or one that is no act here, else the
 *            probe of a stranger (so that a spoofed flood drives out its like), else the oldest.
 */
#pragma once
#include "base/memory.h"
#include "detect/flow.h"

enum { FLOWS_PER_SET = 4 };

struct flow_set {
	struct flow flow[FLOWS_PER_SET];
} __attribute__((aligned(LINE_BYTES)));

struct flows {
	struct flow_set *set;
	size_t sets;
	size_t hand;        /* the set that flows_sweep() comes to next */
};

/* -ENOMEM when memory is short. */
int flows_init(struct flows *flows, size_t bytes);
void flows_finish(struct flows *flows);

/* The upper half of a key finds the set, the lower one the flow in it. */
static inline struct flow_set *flows_set(const struct flows *flows, uint64_t key)
{
	return &flows->set[((key >> 32) * flows->sets) >> 32];
}

static inline void flows_prefetch(const struct flows *flows, uint64_t key)
{
	__builtin_prefetch(flows_set(flows, key), 1);
}

/* The flow of `key` (its lower half is not 0), or NULL. Another key is taken for it once in 2^30. */
static inline struct flow *flows_find(const struct flows *flows, uint64_t key)
{
	struct flow_set *set = flows_set(flows, key);

	for (unsigned way = 0; way < FLOWS_PER_SET; way++)
		if (set->flow[way].tag == (uint32_t)key)
			return &set->flow[way];
	return NULL;
}

/*
 * A place for `key`, which is not in the table, FLOW_FREE but for its tag. `*lost` is set when an
 * undecided act had to go for it.
 */
struct flow *flows_claim(const struct flows *flows, uint64_t key, uint32_t now_ms, bool *lost);

/*
 * Looks at the next `sets` sets for undecided acts born `age_ms` ago or earlier (0: all), which nothing
 * waits for any more, and closes them. Returns how many.
 */
uint64_t flows_sweep(struct flows *flows, size_t sets, uint32_t now_ms, uint32_t age_ms);
