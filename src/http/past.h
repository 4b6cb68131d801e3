/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * past.h - what the process remembers of the last nine days: a ring of five-minute buckets.
 *
 * Nine days hold the same weekday of a week before, whole. A bucket says for how long it was watched, so that
 * "nothing happened" and "nobody looked" differ.
 *
 * Threads    One.
 * Memory     PAST_BUCKETS buckets, once. The oldest gives way.
 */
#pragma once
#include "summary/pulse.h"

enum { PAST_STEP_SECONDS = 300, PAST_BUCKETS = 9 * 86400 / PAST_STEP_SECONDS };

struct past_bucket {
	uint64_t number;        /* seconds since 1970 / PAST_STEP_SECONDS; 0: unused */
	struct digest digest;
};

struct past {
	struct past_bucket *bucket;
};

int past_init(struct past *past); /* -ENOMEM */
void past_finish(struct past *past);

/* What a look added, at `at_ns`. */
void past_add(struct past *past, uint64_t at_ns, const struct digest *added);

/* An hour of which no more is known, spread over its buckets up to `now_ns`: their sum is the hour's, exactly. */
void past_add_hour(struct past *past, uint64_t start_ns, const struct digest *hour, uint64_t now_ns);

/* The sum of the buckets that begin in start_ns <= t < end_ns, which should be whole steps. */
struct digest past_sum(const struct past *past, uint64_t start_ns, uint64_t end_ns);

/* The beginning of the oldest bucket; 0: there is none. */
uint64_t past_oldest_ns(const struct past *past);
