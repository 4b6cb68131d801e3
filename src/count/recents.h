/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recents.h - the last acts that were booked, for whoever looks on.
 *
 * All zero is empty. Kept in sets by source, and of each set a source has a part at most: one that is loud washes out
 * its own acts first.
 *
 * Threads    One: the worker's.
 * When full  The oldest of the set gives way; or, of a source that has its part, its own oldest.
 */
#pragma once
#include <ronda/engine.h>

enum { RECENT_SETS = 64, RECENTS_PER_SET = 32, RECENTS_PER_SOURCE = 16 };

struct recent {
	struct ronda_act act;     /* decided_ns 0: free */
	uint32_t site;            /* a name in listen's sites, or 0 */
	ronda_country country;
	uint8_t origin;
};

struct recent_set {
	uint32_t serial;          /* of the last one */
	uint32_t age[RECENTS_PER_SET]; /* serials */
	uint32_t whose[RECENTS_PER_SET]; /* hashes of sources */
	struct recent recent[RECENTS_PER_SET];
};

struct recents {
	bool wanted;              /* nobody ever looked: nothing is kept */
	struct recent_set set[RECENT_SETS];
};

/* `source_hash` is any hash of the act's source that is the same each time. */
static inline void recents_add(struct recents *recents, uint64_t source_hash, const struct recent *recent)
{
	struct recent_set *set = &recents->set[(source_hash >> 32) % RECENT_SETS];
	uint32_t whose = (uint32_t)source_hash;
	unsigned own = 0, own_oldest = 0, oldest = 0;

	for (unsigned i = 0; i < RECENTS_PER_SET; i++) {
		if (set->whose[i] == whose && (!own++ || set->age[i] < set->age[own_oldest]))
			own_oldest = i;
		if (set->age[i] < set->age[oldest])
			oldest = i;
	}

	unsigned at = own < RECENTS_PER_SOURCE ? oldest : own_oldest;

	set->age[at] = ++set->serial;
	set->whose[at] = whose;
	set->recent[at] = *recent;
}
