/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * console.h - the view on a terminal, until somebody quits.
 *
 * Draws what changed, at most ten times a second. The terminal is as it was before when console_run() returns.
 *
 * Threads    One. SIGINT, SIGTERM and SIGHUP end it while it runs.
 */
#pragma once
#include "console/view.h"

/* Where pictures come from. */
struct console_feed {
	/* What to poll for the next picture; -1: nothing, at this moment. */
	int (*wait_fd)(void *context);
	/* The next picture, NULL if there is none; `*gone`: the sensor cannot be reached. Also called each second. */
	const struct ronda_picture *(*take)(void *context, bool *gone);
	void (*release)(void *context, const struct ronda_picture *picture);
	/* Whose acts are wanted; NULL: the latest of all. */
	void (*watch)(void *context, const struct ronda_addr *source);
	void *context;
};

struct console_options {
	enum words_lang lang;
	const struct stamp_zone *zone;
	bool ascii;
	const struct network_names *networks; /* NULL: none */
};

/* 0, or -errno and a sentence when there is no terminal that can be drawn on. */
int console_run(const struct console_feed *feed, const struct console_options *options, struct ronda_error *error);

/* Can the locale's encoding show more than ASCII? Sets the locale. */
bool console_is_utf8(void);
