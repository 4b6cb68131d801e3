/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ranges.h - the whole of one address family, cut into ranges that each have one place.
 *
 * An address is a number: of 32 bits for IPv4, of 128 for IPv6. A place is an index, 0..254, as in
 * struct ronda_places. Ranges are sorted, start at 0, and neighbours differ.
 */
#pragma once
#include <ronda/places.h>

__extension__ typedef unsigned __int128 number;

enum { RANGES_MOST = 1 << 24 }; /* far beyond any list of countries; a bound for damaged files */

struct ranges { /* { 0 } is empty */
	struct ronda_place_range6 *range;
	size_t count, capacity;
};

struct paint { /* the block of addresses whose first `bits` bits are those of `first` */
	number first;
	unsigned bits;
	uint8_t place;
};

void ranges_finish(struct ranges *ranges);

/* Gives empty ranges room for so many (more are fine, too), on huge pages: those that are not used cost nothing. */
int ranges_reserve(struct ranges *ranges, size_t count);

/* From `first`, which is not below the last one, on everything is at `place`. -ENOMEM; -E2BIG when
 * there are RANGES_MOST. */
int ranges_append(struct ranges *ranges, number first, uint8_t place);

/* Lays `paints` over `ranges`: the longest wins, and of equal ones the later. They are sorted in
 * the course. `width` is 32 or 128. */
int ranges_paint(struct ranges *ranges, struct paint *paints, size_t count, unsigned width);

/* The last n (0..128) bits set. */
static inline number low_bits(unsigned n)
{
	return n >= 128 ? ~(number)0 : ((number)1 << n) - 1;
}

static inline number range_first(const struct ronda_place_range6 *range)
{
	return (number)range->high << 64 | range->low;
}
