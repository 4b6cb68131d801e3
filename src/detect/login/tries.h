/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tries.h - how many log-ins one source tried at one target, and which of them count.
 *
 * The rule of definition attempt/1, class `login`: refusals count from the third in ten minutes, with the
 * two before it; connections whose refusals cannot be seen count from the sixth, without those before it.
 * The window slides and is exact to the millisecond: a try counts by those that came at most ten minutes
 * before it, and no other.
 *
 * Pure state, one for each source and target, all zero at first: no table, no clock. One writer. Times are
 * those of the decision and do not run backwards; one before the last begins anew.
 */
#pragma once
#include <ronda/settings.h>

enum { TRIES_REFUSALS_MOST = 8, TRIES_CONNECTIONS_MOST = 20 };

struct tries {
	uint64_t last_ns;                                    /* 0: none yet */
	uint32_t refused_ms[TRIES_REFUSALS_MOST];            /* the latest, newest first; wraps in 49 days */
	uint32_t connected_ms[TRIES_CONNECTIONS_MOST];
	uint8_t refused, connected;                          /* how many of them are within the window */
	uint8_t uncounted;                                   /* of the refusals, the newest so many */
};

/* A log-in was refused in clear text. How many acts count by that, now: 0; 1; or, when it is the one that
 * makes them count, 1 and as many before it. All are `rejected`. */
unsigned tries_refused(struct tries *tries, uint64_t now_ns, const struct ronda_thresholds *thresholds);

/* A connection of which that cannot be seen is over: 0 or 1. */
unsigned tries_connected(struct tries *tries, uint64_t now_ns, const struct ronda_thresholds *thresholds);

/* Was somebody let in amid refusals or connections that counted? No act by itself, but worth a look. */
bool tries_count(const struct tries *tries, uint64_t now_ns, const struct ronda_thresholds *thresholds);

/* Nothing of it will matter any more, so that its place can be given to another. */
static inline bool tries_are_stale(const struct tries *tries, uint64_t now_ns,
	const struct ronda_thresholds *thresholds)
{
	return now_ns / 1000000 > tries->last_ns / 1000000 + thresholds->login_minutes * UINT64_C(60000);
}
