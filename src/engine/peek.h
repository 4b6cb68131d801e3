/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * peek.h - a picture of the running period, taken from another thread.
 *
 * The reader looks at the source slots by itself (sources_read()), and chooses those worth a row. Then it asks: the
 * engine's thread, between two batches, copies the banks, the last acts and those slots into counters that count nothing,
 * and goes on. From that copy the reader makes a summary as at a period's end. All of it is of one instant.
 *
 * Threads    peek_take() is the reader's, one at a time; peek_is_asked() and peek_answer() are the worker's.
 * Ordering   `state` hands the copy over: the reader writes what it wants and stores ASKED with release; the
 *            worker takes it with acquire, and hands its copy back by DONE with release. Whoever holds the
 *            state ASKED by exchanging it has the right to go on: the worker to COPYING, or a reader that waited
 *            too long back to IDLE.
 * Memory     Got by the first peek, not by the worker.
 */
#pragma once
#include "summary/make.h"

#include <ronda/engine.h>

#include <semaphore.h>

enum { PEEK_IDLE, PEEK_ASKED, PEEK_COPYING, PEEK_DONE };

struct peek_shadow;

struct peek {
	_Atomic int state;
	sem_t answered;
	struct peek_shadow *shadow; /* one a counter; NULL until the first */
	size_t shadows;
};

int peek_init(struct peek *peek);
void peek_finish(struct peek *peek);

/* Relaxed: the asking is only noticed here; peek_answer() takes what was asked with acquire. */
static inline bool peek_is_asked(const struct peek *peek)
{
	return atomic_load_explicit(&peek->state, memory_order_relaxed) == PEEK_ASKED;
}

/* The counters are at rest, and all of the engine's; as in peek_take(). */
void peek_answer(struct peek *peek, const struct counters *counters, const struct frame_counts *frames, uint64_t period);

/* The summary of the copy; see ronda_engine_peek(). */
int peek_take(struct peek *peek, const struct counters *counters, const char *sensor,
	const struct ronda_prefixes *protect, const struct ronda_peek_wish *wish, struct ronda_peek *taken);
