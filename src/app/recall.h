/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recall.h - what the store knows of the time before this process: for the dashboard's week, the search for surges, and
 * history further back.
 *
 * The store knows attempts by the hour, so an hour's are spread evenly over its five-minute buckets. It knows no packets.
 */
#pragma once
#include "app/options.h"
#include "http/http.h"
#include "watch/watch.h"

/* Tells both (either may be NULL) of the hours of this sensor before now, and the dashboard of today. A store that
 * cannot be read is told of, and nothing is recalled. Before the first picture. */
void recall(const struct options *options, const struct stamp_zone *zone, struct http *http, struct watch *watch);

/* http_archive.history, with a struct recall_store as its context; opens the store each time. Steps are hours or days. */
struct recall_store {
	const struct options *options;
	const struct stamp_zone *zone;
};
char *recall_history(void *context, uint64_t start_ns, uint64_t end_ns, uint32_t step_seconds);
