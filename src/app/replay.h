/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay.h - capture files counted at the pace at which they were captured, or so many times as fast.
 *
 * Threads    One of its own, which alone touches the engine; others may peek at it.
 */
#pragma once
#include "app/session.h"

struct replay;

struct replay_options {
	char **files;
	int count;
	const char *filter;
	double speed;        /* 1: as it was; 0: as fast as it goes */
};

/* NULL when there is no thread to be had. The options' strings outlive it. */
struct replay *replay_start(struct ronda_engine *engine, const struct replay_options *options);
/* Set when the last frame is counted, and all that was pending is decided. */
const _Atomic bool *replay_ended(const struct replay *replay);
/* The period so far; see ronda_engine_peek(). */
int replay_peek(void *replay, struct ronda_peek *peek);
/* Ends it. An exit status, and a sentence if it is not STATUS_DONE; the engine stays. */
int replay_stop(struct replay *replay, struct ronda_error *error);
