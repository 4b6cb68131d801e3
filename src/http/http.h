/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http.h - the wall dashboard, its API and the metrics, from the pictures that are handed in.
 *
 *     http = http_start(&settings, &error);
 *     for each picture: http_take(http, picture, whole);
 *     http_stop(http);
 *
 * Threads    http_start() makes two of its own: one renders (once for each picture, or each second), one talks to
 *            clients. http_take() may be called from any other, and waits for a rendering at most; never for a client.
 * Bounds     Memory does not grow with time or clients: see wall.h for what is kept, server.h for the clients.
 */
#pragma once
#include "http/day.h"
#include "http/gate.h"
#include "http/vitals.h"

#include "base/stamp.h"
#include "summary/pulse.h"

#include <ronda/summary.h>

/* What only the past knows; whoever has a store fills this in. Any function may be NULL. Called in the clients' thread,
 * one at a time. */
struct http_archive {
	void *context;            /* of the reports */
	/* Months that a report can be made of, the latest first, as "2026-11"; how many there are, at most `room`. */
	size_t (*months)(void *context, char (*month)[8], size_t room);
	/* The report of a month as an HTML page that needs no other file, for free(); NULL: there is none. */
	char *(*report)(void *context, const char *month, enum words_lang lang, size_t *bytes);
	/* Further back than the process remembers: History of openapi.json, for free(); steps are hours or days. NULL: it
	 * cannot be had. */
	void *history_context;
	char *(*history)(void *context, uint64_t start_ns, uint64_t end_ns, uint32_t step_seconds);
};

struct http_settings {
	struct gate_place place;
	const char *token;                /* NULL: none is asked for */
	struct ronda_names names;         /* under which a client may ask, besides addresses and localhost */
	enum words_lang lang;             /* for who asks for none */
	const struct stamp_zone *zone;    /* outlives it */
	struct http_archive archive;
	void (*vitals)(void *context, struct vitals *vitals); /* in the rendering thread */
	void *vitals_context;
};

struct http;

/* Copies the settings, but for what they point to, which must outlive it. NULL and a sentence. */
struct http *http_start(const struct http_settings *settings, struct ronda_error *error);

/* Where it listens: the port given, or the one that was found free. */
uint16_t http_port(const struct http *http);

/* A picture of the period that runs, or (`whole`) of one that has ended. Borrowed for the call. NULL http: nothing. */
void http_take(struct http *http, const struct ronda_summary *picture, bool whole);

/* What was counted in an hour before this process began; and all of today, as a summary. Before the first picture. NULL
 * http: nothing. */
void http_remember_hour(struct http *http, uint64_t start_ns, const struct digest *hour);
void http_remember_today(struct http *http, const struct ronda_summary *today);

void http_stop(struct http *http); /* NULL is fine */
