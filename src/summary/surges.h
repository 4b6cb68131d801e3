/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * surges.h - the hours of the last eight weeks, as they pass, and the surge that goes on: for notices, the dashboard
 * and the console alike. base/surge.h says what a surge is.
 *
 * Threads    One. Reads no clock.
 * Memory     All of it in the struct; zeroed, it knows nothing.
 */
#pragma once
#include "base/surge.h"

enum { SURGES_HOURS = 8 * 7 * 24 };

struct surges {
	struct surge_hour hour[SURGES_HOURS]; /* the latest last */
	size_t hours;
	uint64_t number;           /* of the one that runs, since 1970: hour[hours - 1] */
	bool ongoing;
	uint64_t start_ns;         /* of the one that goes on, or was the last; 0: there was none */
	uint64_t end_ns;           /* of the one that is over */
	uint64_t attempts, usual;  /* in its hours that are over */
};

enum surges_news { SURGES_SAME, SURGES_BEGAN, SURGES_OVER };

/* An hour before now, in their order. */
void surges_remember(struct surges *surges, uint64_t start_ns, uint64_t attempts, uint64_t up_seconds);

/* So many attempts in so many watched seconds are new at `now_ns`. An hour is judged when it is over. */
enum surges_news surges_see(struct surges *surges, uint64_t now_ns, uint64_t attempts, uint64_t up_seconds);
