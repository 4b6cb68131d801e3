/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * board.h - what is added up over periods while the sensor runs: rates, the last hour, today.
 *
 * Today is the same as the dashboard's (http/day.h), which sums whole summaries up: no period goes on over the office's
 * midnight, and both begin with what the store knows. The board knows a rate beside each count, and sums sources up
 * that a summary has long let go of.
 *
 * Fed with looks at the running period and with each period's end. The counts of a period only grow, so what is new
 * is the difference to the look before. It knows some thousands of sources, sites and networks; those with least
 * attempts give way, and come back with what they do next.
 *
 * Threads    One at a time.
 */
#pragma once
#include "base/stamp.h"
#include "summary/picture.h"

#include <ronda/engine.h>

struct board;

struct board_options {
	const char *sensor, *input;
	const struct stamp_zone *zone; /* whose midnight; outlives the board */
	const struct ronda_thresholds *thresholds; /* NULL: the normal ones; outlives it too */
	bool replay;
};

/* NULL when memory is short. */
struct board *board_create(const struct board_options *options);
void board_destroy(struct board *board); /* NULL is fine */

/* What is known of the time before: an hour, in their order; then all of today, as a summary. Before the first look. Rates
 * and the last hour begin with what is seen. */
void board_remember_hour(struct board *board, uint64_t start_ns, uint64_t attempts, uint64_t up_seconds);
void board_remember_today(struct board *board, const struct ronda_summary *today);

/* A look at the running period: so many (peek->period) were closed before it, and so many seconds have passed since
 * the last look; negative: as many as in the capture's own time, which may stand still or jump. */
void board_look(struct board *board, const struct ronda_peek *peek, double seconds);
/* A period's summary, once it is closed: period number `period`. */
void board_close(struct board *board, const struct ronda_summary *summary, uint64_t period);

/* As it stands; NULL when memory is short. */
struct ronda_picture *board_picture(const struct board *board);
