/* SPDX-License-Identifier: BSD-2-Clause */
/* make.h - from the counters' banks and sources to a summary. The only door between summary and count. */
#pragma once
#include "count/counter.h"
#include "count/frame_counts.h"

enum { COUNTERS_MOST = RONDA_THREADS_MOST };

/* Those among which an engine divides its sources; at least one. They are at rest. */
struct counters {
	const struct counter *counter[COUNTERS_MOST];
	size_t count;
};

/* What the counters do not know of their period. */
struct summary_frame {
	const char *sensor;
	const struct ronda_prefixes *protect;
	const struct ronda_coverage *coverage;
	const struct frame_counts *frames;
	size_t top;
};

/* A new summary of the counters' period so far, for the caller to destroy; NULL when memory is short. */
struct ronda_summary *summary_make(const struct counters *counters, const struct summary_frame *frame);
