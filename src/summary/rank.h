/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once
#include "summary/make.h"

/* The `top` sources of all counters, ranked by attempts, into the summary. -1 when memory is short. */
int rank_sources(struct ronda_summary *summary, const struct counters *counters, size_t top);
