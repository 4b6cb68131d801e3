/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * day.h - the office's day so far, as one summary: the periods that ended today, and the one that runs.
 *
 * A period belongs to the day in which it ends, in the office's zone.
 *
 * Threads    One.
 * Memory     Bounded: of a day DAY_SOURCES sources, DAY_SITES sites, DAY_FLOODS floods and DAY_REVIEWS rows of
 *            review are kept, those with most attempts or the latest; totals stay exact, and sites beyond the
 *            bound are "other".
 */
#pragma once
#include <ronda/summary.h>

#include "base/stamp.h"

enum { DAY_SOURCES = 2000, DAY_SITES = 1000, DAY_FLOODS = 500, DAY_REVIEWS = 200 };

struct day {
	const struct stamp_zone *zone; /* borrowed */
	struct ronda_summary *closed;  /* NULL: nothing ended today */
	uint64_t starts_ns, ends_ns;   /* of this day; 0: none began */
};

void day_finish(struct day *day);

/* A period has ended. -ENOMEM or, when it overlaps what is there (a clock was set back), the day begins anew with
 * it: 1. */
int day_add(struct day *day, const struct ronda_summary *period);

/* All of the day with `running` (NULL: nothing runs); the caller owns it. NULL: there is nothing, or memory is short. */
struct ronda_summary *day_so_far(struct day *day, const struct ronda_summary *running);
