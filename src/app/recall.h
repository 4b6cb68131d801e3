/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recall.h - what the store knows of the time before this process: for the console, the dashboard's week, the search for
 * surges, and history further back.
 *
 * The store knows attempts by the hour, so an hour's are spread evenly over its five-minute buckets. It knows no packets.
 */
#pragma once
#include "app/options.h"
#include "base/stamp.h"
#include "summary/pulse.h"

struct recall_listener {
	void (*hour)(void *context, uint64_t start_ns, const struct digest *hour); /* in their order */
	void (*today)(void *context, const struct ronda_summary *today);           /* once, after them */
	void *context;
};

/* Tells of the hours of this sensor before now, and of today. A store that cannot be read is told of, and nothing is
 * recalled. */
void recall(const struct options *options, const struct stamp_zone *zone, const struct recall_listener *listener);

/* http_archive.history, with a struct recall_store as its context; opens the store each time. Steps are hours or days. */
struct recall_store {
	const struct options *options;
	const struct stamp_zone *zone;
};
char *recall_history(void *context, uint64_t start_ns, uint64_t end_ns, uint32_t step_seconds);
