/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pace.h - a count that only grows, and how fast it does: lately, in the last hour, today.
 *
 * A count belongs to a numbered period and begins at 0 in each; what is new is the difference to what it was before.
 * "Lately" is the last BEATS looks, each a beat that took some seconds. "Today" ends when its owner says so.
 *
 * Threads    One at a time.
 */
#pragma once
#include "base/stamp.h"
#include "summary/picture.h"

#define MINUTE_NS (60 * STAMP_SECOND_NS)

enum { BEATS = 10, MINUTES = 60 };

/* Where in time all paces of a board stand. */
struct tempo {
	uint64_t now_ns;
	uint64_t looks;            /* so far */
	double span[BEATS];        /* seconds that each beat took */
	unsigned beat;             /* the one that runs */
};

/* One count that only grows within a period, and what it came to. */
struct sum {
	uint64_t today;
	uint64_t period;           /* when it was fed last, plus 1; 0: never */
	uint64_t last;             /* the period's count then */
};

/* ... and how fast. */
struct pace {
	struct sum sum;
	uint64_t minute[MINUTES], recent[BEATS];
};

/* The count of `period` is now `count`. How many more there are than were known. */
uint64_t sum_feed(struct sum *sum, uint64_t count, uint64_t period);
uint64_t pace_feed(struct pace *pace, const struct tempo *tempo, uint64_t count, uint64_t period);

/* A beat begins; time went on from one minute (since 1970) to a later one. */
void pace_begin_beat(struct pace *pace, unsigned beat);
void pace_begin_minutes(struct pace *pace, uint64_t from, uint64_t to);

uint64_t pace_lately(const struct pace *pace);    /* so many in the last BEATS beats */
uint64_t pace_last_hour(const struct pace *pace);
/* All of it, the rate in seconds of the beats; 0 before the second look: one is no pace. */
struct picture_count pace_count(const struct pace *pace, const struct tempo *tempo);
