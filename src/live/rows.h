/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rows.h - sources, sites or countries by name, and how much each has done.
 *
 * Threads    One at a time.
 * Memory     Got by rows_init(), for all it will ever hold.
 * When full  Half of the rows give way to a new one: those that did nothing lately first, then those with least today.
 *            One that gave way comes back with what it does next.
 */
#pragma once
#include "live/pace.h"

struct row {
	char name[PICTURE_NAME];   /* "": free */
	struct pace attempts;
	struct sum packets, by_class[RONDA_CLASS_COUNT];
	uint64_t last_ns;
	struct picture_source source; /* sources only, as are: */
	uint64_t act_ns;           /* when its last act was booked */
};

/* Open addressing over twice as many places. */
struct rows {
	struct row *row;
	uint32_t *place;           /* index of a row plus 1; 0: free */
	uint32_t count, most, places;
};

/* Room for `most`. -1 when memory is short; to be finished all the same. */
int rows_init(struct rows *rows, uint32_t most);
void rows_finish(struct rows *rows); /* zeroed is fine */

/* The row of this name, NULL when there is none; or a new one. Borrowed until another is claimed. */
struct row *rows_known(const struct rows *rows, const char *name);
struct row *rows_claim(struct rows *rows, const char *name);

/* Today begins anew, for all but the paces. */
void rows_begin_day(struct rows *rows);
