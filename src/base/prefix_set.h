/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prefix_set.h - a set of prefixes that answers "is this address in it?" in a few comparisons.
 */
#pragma once
#include <ronda/addr.h>

enum { PREFIX_SET_BLOCKS = 1 << 16 };

struct prefix_set {
	struct range *range; /* sorted, disjoint */
	size_t count;
	/* Of each IPv4 /16 whether any prefix touches it: most addresses are told apart by one bit. */
	uint64_t touched[PREFIX_SET_BLOCKS / 64];
};

/* The union of `count` prefixes; overlapping ones are fine. -ENOMEM leaves the set empty. */
int prefix_set_init(struct prefix_set *set, const struct ronda_prefix *prefixes, size_t count);
/* The empty set again. */
void prefix_set_finish(struct prefix_set *set);

bool prefix_set_search(const struct prefix_set *set, const struct ronda_addr *addr);

static inline bool prefix_set_contains(const struct prefix_set *set, const struct ronda_addr *addr)
{
	unsigned block = (unsigned)addr->bytes[12] << 8 | addr->bytes[13];

	if (!set->count || (ronda_addr_is_v4(addr) && !(set->touched[block / 64] >> block % 64 & 1)))
		return false;
	return prefix_set_search(set, addr);
}

/* Is it the last address of one of the prefixes, an IPv4 subnet's broadcast address? */
bool prefix_set_ends_at(const struct prefix_set *set, const struct ronda_addr *addr);
