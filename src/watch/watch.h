/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * watch.h - looks at each picture and says what is new, once: an onset, and its end.
 *
 * Never a storm. A fault is told of when it has lasted, and its end when it has stayed away. A flood that comes back to
 * the same target soon, or an answer to the same rule at the same site, is not told of again. All together no more
 * than WATCH_BURST notices are told of at once and WATCH_AN_HOUR in an hour; what is beyond is added up in one. The end of
 * what was told of is always told.
 *
 * Threads    One. Reads no clock: time is the pictures'.
 * Memory     Bounded: WATCH_FLOODS floods and WATCH_ANSWERS answers are remembered, 8 weeks of hours for surges.
 */
#pragma once
#include "watch/notice.h"

enum {
	WATCH_BURST = 10, WATCH_AN_HOUR = 30,
	WATCH_FLOODS = 256, WATCH_ANSWERS = 512,
	WATCH_AGAIN_SECONDS = 600,       /* a flood at the same target; doubles each time, up to ... */
	WATCH_AGAIN_MOST_SECONDS = 7200,
	WATCH_ANSWER_SECONDS = 3600,     /* the same rule at the same site */
	WATCH_RECOVERED_SECONDS = 120,   /* a fault must have stayed away so long */
	WATCH_ADD_UP_SECONDS = 600,      /* between two notices of what was held back */
};

/* Receives each notice; borrowed for the call. */
typedef void watch_sink(void *context, const struct notice *notice);

struct watch;

struct watch *watch_create(watch_sink *sink, void *context); /* NULL when memory is short */
void watch_destroy(struct watch *watch); /* NULL is fine */

/* A picture of the running period, or (`whole`) of one that has ended. */
void watch_take(struct watch *watch, const struct ronda_summary *picture, bool whole);

/* An hour before the first picture, for what is usual; in their order. NULL watch: nothing. */
void watch_remember_hour(struct watch *watch, uint64_t start_ns, const struct digest *hour);

/* The surge that was told of and is not over; NULL: there is none. Borrowed until the next picture. */
const struct notice *watch_surge(const struct watch *watch);
