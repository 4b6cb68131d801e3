/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hub.h - the latest picture, for any number of lookers-on.
 *
 * A thread of its own looks at the sensor once a second, and publishes what it saw. Who looks on takes the latest
 * picture, keeps it as long as it likes, and lets go of it; a slow one has an old picture, and delays nobody.
 *
 * Threads    hub_picture(), hub_release(), hub_watch() and hub_unwatch(): any. hub_close_period(): one at a time,
 *            in the periods' order; it may wait for a few milliseconds, so it is not for the capture thread.
 * Memory     One picture (some hundred KiB) for each that somebody holds, and the latest.
 */
#pragma once
#include "live/board.h"

struct hub;

/* A look at the running period: ronda_engine_peek() or what comes to it. Called in the hub's thread alone. */
typedef int hub_peek(void *context, struct ronda_peek *peek);

struct hub_options {
	struct board_options board;
	unsigned interval_ms;       /* between two looks: 1000 */
	hub_peek *peek;
	void *context;
	void (*remember)(void *context, struct board *board); /* within hub_create(): tells it of the time before; or NULL */
	const _Atomic bool *ended;  /* set when nothing more comes; NULL: more always may */
};

/* Starts the thread. NULL when there is none to be had, or no memory. */
struct hub *hub_create(const struct hub_options *options);
/* Ends it; all pictures must have been let go of. To be called before what it peeks at is gone. NULL is fine. */
void hub_destroy(struct hub *hub);

/* The next period's summary: each one must come, a merged one counts as many as it has parts. */
void hub_close_period(struct hub *hub, const struct ronda_summary *summary);

/* The latest picture, to be let go of; NULL before the first. */
const struct ronda_picture *hub_picture(struct hub *hub);
void hub_release(const struct ronda_picture *picture); /* NULL is fine */

/* An eventfd that can be read whenever there is a new picture; -1 when there are too many. Given back by
 * hub_unwatch(), which closes it. */
int hub_watch(struct hub *hub);
void hub_unwatch(struct hub *hub, int event);
