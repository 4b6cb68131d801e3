/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/prefix_set.h"

#include <errno.h>
#include <stdlib.h>

struct range {
	struct ronda_addr first, last;
};

static int by_first(const void *a, const void *b)
{
	return ronda_addr_compare(&((const struct range *)a)->first, &((const struct range *)b)->first);
}

static struct range of_prefix(const struct ronda_prefix *prefix)
{
	struct range range = { ronda_addr_mask(prefix->addr, prefix->bits), prefix->addr };

	for (unsigned bit = prefix->bits; bit < 128; bit++)
		range.last.bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return range;
}

static unsigned block_of(const struct ronda_addr *addr)
{
	return (unsigned)addr->bytes[12] << 8 | addr->bytes[13];
}

/* A range may begin or end outside IPv4: a prefix of IPv6 that holds all of it. */
static void touch(struct prefix_set *set, const struct range *range)
{
	static const struct ronda_addr least = { .bytes = { [10] = 0xff, [11] = 0xff } };
	struct range v4 = { least, ronda_addr_v4((const uint8_t[]){ 0xff, 0xff, 0xff, 0xff }) };

	if (ronda_addr_compare(&range->last, &v4.first) < 0 || ronda_addr_compare(&range->first, &v4.last) > 0)
		return;
	if (ronda_addr_compare(&range->first, &v4.first) > 0)
		v4.first = range->first;
	if (ronda_addr_compare(&range->last, &v4.last) < 0)
		v4.last = range->last;
	for (unsigned block = block_of(&v4.first); block <= block_of(&v4.last); block++)
		set->touched[block / 64] |= UINT64_C(1) << block % 64;
}

int prefix_set_init(struct prefix_set *set, const struct ronda_prefix *prefixes, size_t count)
{
	memset(set, 0, sizeof *set);
	if (count == 0)
		return 0;
	set->range = calloc(count, sizeof *set->range);
	if (!set->range)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		set->range[i] = of_prefix(&prefixes[i]);
	qsort(set->range, count, sizeof *set->range, by_first);

	/* Prefixes nest or are disjoint: one that begins inside the last kept one is inside it whole. */
	size_t kept = 1;

	for (size_t i = 1; i < count; i++)
		if (ronda_addr_compare(&set->range[i].first, &set->range[kept - 1].last) > 0)
			set->range[kept++] = set->range[i];
		else if (ronda_addr_compare(&set->range[i].last, &set->range[kept - 1].last) > 0)
			set->range[kept - 1].last = set->range[i].last;
	set->count = kept;
	for (size_t i = 0; i < kept; i++)
		touch(set, &set->range[i]);
	return 0;
}

void prefix_set_finish(struct prefix_set *set)
{
	free(set->range);
	*set = (struct prefix_set){ 0 };
}

/* The last range that begins at or below `addr`. */
static const struct range *candidate(const struct prefix_set *set, const struct ronda_addr *addr)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (ronda_addr_compare(&set->range[middle].first, addr) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &set->range[low - 1] : NULL;
}

bool prefix_set_search(const struct prefix_set *set, const struct ronda_addr *addr)
{
	const struct range *range = candidate(set, addr);

	return range && ronda_addr_compare(addr, &range->last) <= 0;
}

bool prefix_set_ends_at(const struct prefix_set *set, const struct ronda_addr *addr)
{
	const struct range *range = candidate(set, addr);

	return range && ronda_addr_is_v4(addr) && ronda_addr_equal(addr, &range->last) &&
		!ronda_addr_equal(&range->first, &range->last);
}
