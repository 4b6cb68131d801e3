/* SPDX-License-Identifier: BSD-2-Clause */
#include "ranges.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 };
enum { BENEATH = 255 }; /* the place of what no paint covers: whatever lies beneath */

void ranges_finish(struct ranges *ranges)
{
	free(ranges->range);
	*ranges = (struct ranges){ 0 };
}

/* Room for `more` of them. */
static int reserve(struct ranges *ranges, size_t more)
{
	size_t capacity = ranges->capacity ? ranges->capacity : 1024;
	void *range;

	if (more > RANGES_MOST - ranges->count)
		return -E2BIG;
	while (capacity < ranges->count + more)
		capacity *= 2;
	if (capacity == ranges->capacity)
		return 0;
	range = realloc(ranges->range, capacity * sizeof *ranges->range);
	if (!range)
		return -ENOMEM;
	ranges->range = range;
	ranges->capacity = capacity;
	return 0;
}

int ranges_reserve(struct ranges *ranges, size_t count)
{
	size_t most = count < RANGES_MOST ? count : RANGES_MOST;
	size_t bytes = (most * sizeof *ranges->range + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;

	ranges->range = aligned_alloc(HUGE_PAGE, bytes);
	if (!ranges->range)
		return -ENOMEM;
	madvise(ranges->range, bytes, MADV_HUGEPAGE);
	ranges->capacity = bytes / sizeof *ranges->range;
	return 0;
}

int ranges_append(struct ranges *ranges, number first, uint8_t place)
{
	/* A range that turns out to be empty gives way. */
	if (ranges->count && range_first(&ranges->range[ranges->count - 1]) == first)
		ranges->count--;
	if (ranges->count && ranges->range[ranges->count - 1].country == place)
		return 0;
	if (ranges->count == ranges->capacity) {
		int status = reserve(ranges, 1);

		if (status < 0)
			return status;
	}
	ranges->range[ranges->count++] = (struct ronda_place_range6){
		.high = (uint64_t)(first >> 64),
		.low = (uint64_t)first,
		.country = place,
	};
	return 0;
}

/* Outer blocks before the inner ones they hold; equal ones as they came, hence the comparison of
 * where they stand in `paints`: mergesort would be stable, qsort is not sworn to be. */
struct layer {
	struct paint paint;
	size_t order;
};

static int compare_layers(const void *left, const void *right)
{
	const struct layer *a = left, *b = right;

	if (a->paint.first != b->paint.first)
		return a->paint.first < b->paint.first ? -1 : 1;
	if (a->paint.bits != b->paint.bits)
		return a->paint.bits < b->paint.bits ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* The blocks that are open at one point of the sweep, the innermost last; each is longer than the
 * one before, so 129 lengths are room enough. */
struct nest {
	struct paint open[129];
	size_t depth;
	unsigned width;
};

static number last_of(const struct paint *paint, unsigned width)
{
	return paint->first | low_bits(width - paint->bits);
}

/* Closes the innermost block: after it, its surroundings go on. */
static int close_innermost(struct nest *nest, struct ranges *flat)
{
	number last = last_of(&nest->open[--nest->depth], nest->width);

	if (last == low_bits(nest->width))
		return 0;
	return ranges_append(
		flat, last + 1, nest->depth ? nest->open[nest->depth - 1].place : BENEATH);
}

/* Nested blocks as ranges side by side. */
static int flatten(struct ranges *flat, const struct paint *paints, size_t count, unsigned width)
{
	struct nest nest = { .width = width };
	int status = ranges_append(flat, 0, BENEATH);

	for (size_t i = 0; i < count && status == 0; i++) {
		const struct paint *paint = &paints[i];

		while (nest.depth && last_of(&nest.open[nest.depth - 1], width) < paint->first &&
			status == 0)
			status = close_innermost(&nest, flat);
		if (nest.depth && nest.open[nest.depth - 1].bits == paint->bits)
			nest.depth--; /* the same block again */
		nest.open[nest.depth++] = *paint;
		if (status == 0)
			status = ranges_append(flat, paint->first, paint->place);
	}
	while (nest.depth && status == 0)
		status = close_innermost(&nest, flat);
	return status;
}

/* The first range from `at` on that starts at `first` or later. */
static size_t range_from(const struct ranges *ranges, size_t at, number first)
{
	size_t below = at, above = ranges->count;

	while (below < above) {
		size_t middle = below + (above - below) / 2;

		if (range_first(&ranges->range[middle]) < first)
			below = middle + 1;
		else
			above = middle;
	}
	return below;
}

/* What `base` says from `first` up to the range `end` of it (not included). In `base` neighbours differ already. */
static int copy(struct ranges *out, const struct ranges *base, number first, size_t begin, size_t end)
{
	int status = 0;

	if (begin == end || range_first(&base->range[begin]) != first)
		status = ranges_append(out, first, base->range[begin - 1].country);
	if (status == 0 && begin < end) {
		status = ranges_append(out, range_first(&base->range[begin]), base->range[begin].country);
		begin++;
	}
	if (status == 0)
		status = reserve(out, end - begin);
	if (status < 0 || begin == end)
		return status;
	memcpy(&out->range[out->count], &base->range[begin], (end - begin) * sizeof *base->range);
	out->count += end - begin;
	return 0;
}

static int lay_over(struct ranges *out, const struct ranges *base, const struct ranges *flat)
{
	for (size_t j = 0, at = 0; j < flat->count; j++) {
		number first = range_first(&flat->range[j]);
		bool last = j + 1 == flat->count;
		size_t begin = range_from(base, at, first);
		size_t end = last ? base->count : range_from(base, begin, range_first(&flat->range[j + 1]));
		uint8_t place = flat->range[j].country;
		int status = place == BENEATH ? copy(out, base, first, begin, end) : ranges_append(out, first, place);

		if (status < 0)
			return status;
		at = begin;
	}
	return 0;
}

static int sort_paints(struct paint *paints, size_t count)
{
	struct layer *layers = calloc(count ? count : 1, sizeof *layers);

	if (!layers)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		layers[i] = (struct layer){ paints[i], i };
	qsort(layers, count, sizeof *layers, compare_layers);
	for (size_t i = 0; i < count; i++)
		paints[i] = layers[i].paint;
	free(layers);
	return 0;
}

int ranges_paint(struct ranges *ranges, struct paint *paints, size_t count, unsigned width)
{
	struct ranges flat = { 0 }, out = { 0 };
	int status = sort_paints(paints, count);

	if (status == 0)
		status = flatten(&flat, paints, count, width);
	if (status == 0)
		status = ranges_reserve(&out, ranges->count + 2 * flat.count);
	if (status == 0)
		status = lay_over(&out, ranges, &flat);
	if (status == 0) {
		struct ranges old = *ranges;

		*ranges = out;
		out = old;
	}
	ranges_finish(&flat);
	ranges_finish(&out);
	return status;
}
