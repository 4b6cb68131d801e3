/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hours.h - frames into the engine, and a summary out of it at each hour of packet time, so that what a store
 * holds of a long capture is as true by hour as what a sensor tells.
 *
 * What is pending at an hour's end stays pending: the attempts are the same as of one summary.
 *
 * A period ends, too, where nothing was captured: before a frame that comes more than an hour after the one
 * before it, or, as the first of a file, two seconds; and where time goes back by more than an hour.
 */
#pragma once
#include <ronda/engine.h>

/* The receiver owns the summary (NULL: memory was short, and what it would have told is in the next). */
typedef void hours_summary(void *context, struct ronda_summary *summary);

struct hours {
	struct ronda_engine *engine;
	hours_summary *receive;
	void *context;
	size_t top;
	/* its own; zero at first */
	uint64_t start_ns, last_ns, end_ns; /* of the period: its first and last stamp, the end of its hour; 0: none */
	uint64_t before_ns[2];              /* where the last two periods ended */
	uint64_t attempts, frames;          /* of the periods that are over */
	bool begins_file;
};

/* The next frame is the first of a file. */
void hours_begin_file(struct hours *hours);
/* A capture's deliver function; the context is the struct hours. */
void hours_deliver(void *hours, const struct ronda_frame *frames, size_t count);
/* The last period, with what the capture has to say of its end (NULL: nothing); ronda_engine_finish() comes before. */
void hours_end(struct hours *hours, const char *error);
