/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prefix_set.h - a set of prefixes that answers "is this address in it?" in a few comparisons.
 */
#pragma once
#include <ronda/addr.h>

struct prefix_set {
	struct range *range; /* sorted, disjoint */
	size_t count;
};

/* The union of `count` prefixes; overlapping ones are fine. -ENOMEM leaves the set empty. */
int prefix_set_init(struct prefix_set *set, const struct ronda_prefix *prefixes, size_t count);
/* The empty set again. */
void prefix_set_finish(struct prefix_set *set);

bool prefix_set_search(const struct prefix_set *set, const struct ronda_addr *addr);

static inline bool prefix_set_contains(const struct prefix_set *set, const struct ronda_addr *addr)
{
	return set->count && prefix_set_search(set, addr);
}

/* Is it the last address of one of the prefixes, an IPv4 subnet's broadcast address? */
bool prefix_set_ends_at(const struct prefix_set *set, const struct ronda_addr *addr);
