/* SPDX-License-Identifier: BSD-2-Clause */
/* session.h - what count, explain and run have in common: places, an engine, files fed to it. */
#pragma once
#include "app/options.h"

#include <ronda/engine.h>

/* The place table that the options ask for. NULL: none, and `note` says so for a person (or is empty).
 * -errno: a database or list that was named cannot be used. */
int session_places(struct ronda_places **places, const struct options *options, struct ronda_error *note);

struct hours;

struct session {
	struct ronda_places *places;
	struct rules *rules; /* NULL: the built-in ones */
	struct ronda_engine *engine;
	struct evidence *evidence; /* NULL: none is kept */
};

/* Places, rules and engine for the options. An exit status; complains by itself. */
int session_open(struct session *session, const struct options *options);
void session_close(struct session *session);

struct feed {
	struct ronda_error error; /* the last failure */
	uint64_t first_ns;        /* stamp of the file's first frame; 0: it has none */
	bool progress;            /* tell of it on standard error, if that is a terminal */
	struct hours *hours;      /* what frames go to on their way to the engine; NULL: they go there at once */
};

/* Feeds one file into the engine. An exit status; feed->error is set if it is not STATUS_DONE. */
int session_feed(struct session *session, const char *path, const char *filter, struct feed *feed);

/* A summary for people or machines, to standard output. An exit status. */
int session_print(const struct ronda_summary *summary, const struct options *options, bool one_line);
