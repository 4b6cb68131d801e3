/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * surge.h - from a count for each hour to the times when it was unusually high: onset, end, size.
 *
 * What is usual for an hour is the median of the same hour of the week, in the eight weeks on either
 * side (as far as the series goes); with fewer than four of those, of the same hour of the day within
 * ten days; with fewer than five of those, of all hours. Counts are compared by their square roots,
 * whose scatter does not depend on their size, in units of that scatter as it is found in the series
 * (median absolute deviation, of hours and of spells of six, since weather lasts), at least a tenth of
 * the usual. A sum of what exceeds the usual by more than one such unit (CUSUM; one hour adds 5 at
 * most) raises the alarm at 9: two hours of a great surge, a day of a small one. The onset is the hour
 * after which the sum was last zero. The end is found the same way, by a sum of what is lacking.
 *
 * A gap is no low count: an hour that was observed for less than half of it is passed over, one that
 * was observed for less than all of it is scaled up. A surge does not outlast a gap of a day.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SURGE_HOUR_SECONDS = 3600, SURGE_LEAST_HOURS = 24 };

/* Consecutive hours, gaps included. */
struct surge_hour {
	uint64_t count;
	uint32_t up_seconds; /* observed, 0 to 3,600 */
};

struct surge { /* hours by their index */
	size_t onset;       /* the first one */
	size_t noticed;     /* when it was certain */
	size_t end;         /* the first one that is not part of it */
	size_t peak;        /* the one with the highest count */
	bool ongoing;       /* not over at the end of the series */
	uint64_t count;     /* in all of its hours */
	uint64_t expected;  /* what would have been usual in those of them that were observed */
};

/*
 * Writes the first `most` surges to `found`, in the order of their onsets, and returns how many. None in
 * a series with fewer than SURGE_LEAST_HOURS observed hours, which has no usual yet. -ENOMEM when
 * memory is short.
 */
long surge_find(const struct surge_hour *hours, size_t count, struct surge *found, size_t most);
