/* SPDX-License-Identifier: BSD-2-Clause */
/* make.h - from a worker's bank and sources to a summary. The only door between summary and count. */
#pragma once
#include "count/counter.h"
#include "count/frame_counts.h"

/* What the counter does not know of its period. */
struct summary_frame {
	const char *sensor;
	const struct ronda_prefixes *protect;
	const struct ronda_coverage *coverage;
	const struct frame_counts *frames;
	size_t top;
};

/* A new summary of the counter's period so far, for the caller to destroy; NULL when memory is short. */
struct ronda_summary *summary_make(const struct counter *counter, const struct summary_frame *frame);
