/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * view.h - how it was at one moment, rendered once and then read by all.
 *
 * Every document of the API that takes no arguments is a text of the same view, so that two of them that carry the
 * same "time" tell of the same moment; and two hundred readers cost what one costs.
 *
 * Threads    Made by one, read by any number. Its count of references is atomic; the last one frees it.
 */
#pragma once
#include "http/wall.h"

#include <jansson.h>

/* X(NAME, "path", "type") */
#define VIEW_DOCUMENTS(X)                                                                          \
	X(SUMMARY, "/api/1/summary", "application/json")                                           \
	X(SOURCES, "/api/1/sources", "application/json")                                           \
	X(COUNTRIES, "/api/1/countries", "application/json")                                       \
	X(SITES, "/api/1/sites", "application/json")                                               \
	X(FLOODS, "/api/1/floods", "application/json")                                             \
	X(REVIEW, "/api/1/review", "application/json")                                             \
	X(BOARD, "/api/1/board", "application/json")                                               \
	X(EVENT, "/api/1/stream", "text/event-stream")                                             \
	X(HEALTH, "/healthz", "application/json")

#define VIEW_NUMBER(NAME, path, type) VIEW_##NAME,
enum view_document { VIEW_DOCUMENTS(VIEW_NUMBER) VIEW_DOCUMENT_COUNT };

enum { VIEW_SOURCES_MOST = 200, VIEW_SITES_MOST = 200, VIEW_FLOODS_MOST = 100, VIEW_REVIEWS_MOST = 100,
	VIEW_BOARD_SOURCES = 20, VIEW_BOARD_SITES = 12, VIEW_BOARD_FLOODS = 8, VIEW_BOARD_REVIEWS = 12 };

struct view_text {
	char *text;
	size_t length;
};

struct view {
	uint64_t number;                          /* grows by one a view */
	struct view_text document[VIEW_DOCUMENT_COUNT];
	struct view_text metrics, open_metrics;
	bool healthy;
};

/* With one reference. NULL when memory is short. */
struct view *view_create(const struct wall_now *now, uint64_t number);
struct view *view_hold(struct view *view);
void view_release(struct view *view); /* NULL is fine */

/* A row of history. */
json_t *view_history_row(uint64_t start_ns, const struct digest *sum);

/* "/api/1/history": `hours` back from now, in steps of `step_seconds`; for the caller to free(), NULL when memory is
 * short. */
char *view_history(const struct wall_now *now, unsigned hours, unsigned step_seconds);
