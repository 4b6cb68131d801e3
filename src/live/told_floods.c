/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/told_floods.h"

#include "base/stamp.h"

#include <stdlib.h>

#define OVER_NS (120 * STAMP_SECOND_NS)

static bool is_same_flood(const struct picture_flood *told, const struct ronda_flood *flood)
{
	return told->kind == flood->kind && told->port == flood->port && told->service == flood->service &&
		told->start_ns == flood->start_ns && ronda_addr_equal(&told->target, &flood->target);
}

/* The one, or a place for it: the one that ended first gives way. */
static struct told_flood *row_of(struct told_floods *floods, const struct ronda_flood *flood)
{
	struct told_flood *oldest = NULL;

	for (size_t i = 0; i < floods->count; i++) {
		struct told_flood *row = &floods->row[i];

		if (is_same_flood(&row->flood, flood))
			return row;
		if (!oldest || row->flood.end_ns < oldest->flood.end_ns)
			oldest = row;
	}
	if (floods->count < TOLD_FLOODS)
		oldest = &floods->row[floods->count++];
	*oldest = (struct told_flood){ 0 };
	return oldest;
}

void told_floods_feed(struct told_floods *floods, const struct ronda_flood *flood, uint64_t period)
{
	struct told_flood *row = row_of(floods, flood);

	if (row->period != period + 1)
		row->closed_packets += row->last;
	row->period = period + 1;
	row->last = flood->packets;
	row->flood = (struct picture_flood){
		.kind = flood->kind,
		.service = flood->service,
		.target = flood->target,
		.port = flood->port,
		.start_ns = flood->start_ns,
		.end_ns = flood->end_ns,
		.ongoing = flood->ongoing,
		.spoofed = flood->spoofed,
		.packets = row->closed_packets + row->last,
		.peak_packets_per_second = flood->peak_packets_per_second,
		.peak_bits_per_second = flood->peak_bits_per_second,
		.sources = flood->sources,
	};
}

void told_floods_end(struct told_floods *floods, uint64_t now_ns)
{
	for (size_t i = 0; i < floods->count; i++)
		if (now_ns > floods->row[i].flood.end_ns + OVER_NS)
			floods->row[i].flood.ongoing = false;
}

static int order_floods(const void *a, const void *b)
{
	const struct picture_flood *x = a, *y = b;

	if (x->ongoing != y->ongoing)
		return x->ongoing ? -1 : 1;
	return (x->start_ns < y->start_ns) - (x->start_ns > y->start_ns);
}

int told_floods_write(const struct told_floods *floods, struct ronda_picture *picture)
{
	picture->flood = calloc(floods->count ? floods->count : 1, sizeof *picture->flood);
	if (!picture->flood)
		return -1;
	for (size_t i = 0; i < floods->count; i++)
		picture->flood[i] = floods->row[i].flood;
	picture->flood_count = floods->count;
	qsort(picture->flood, floods->count, sizeof *picture->flood, order_floods);
	return 0;
}
