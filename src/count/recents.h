/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recents.h - the last acts that were booked, for whoever looks on.
 *
 * All zero is empty. Kept in sets by source, so that one that is loud washes out its own acts and those of
 * a few others, and not everybody's.
 *
 * Threads    One: the worker's.
 * When full  The oldest of the set gives way.
 */
#pragma once
#include <ronda/engine.h>

enum { RECENT_SETS = 64, RECENTS_PER_SET = 16 };

struct recent {
	struct ronda_act act;     /* decided_ns 0: free */
	uint32_t site;            /* a name in listen's sites, or 0 */
	ronda_country country;
	uint8_t origin;
};

struct recents {
	bool wanted;              /* nobody ever looked: nothing is kept */
	uint8_t next[RECENT_SETS];
	struct recent recent[RECENT_SETS][RECENTS_PER_SET];
};

/* `source_hash` is any hash of the act's source that is the same each time. */
static inline void recents_add(struct recents *recents, uint64_t source_hash, const struct recent *recent)
{
	unsigned set = (unsigned)(source_hash >> 32) % RECENT_SETS;

	recents->recent[set][recents->next[set]++ % RECENTS_PER_SET] = *recent;
}
