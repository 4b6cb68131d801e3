/* SPDX-License-Identifier: BSD-2-Clause */
/* refused.h - summaries that a store will never take, such as those of another country: files beside it, within a size. */
#pragma once
#include <ronda/summary.h>

/* Of all files together, unless a test says otherwise. */
#define REFUSED_BYTES (UINT64_C(256) << 20)

/*
 * Writes the summary into the folder STORE.refused, made when it is not there, and says so, and `why`, on standard
 * error. What was written there first gives way when they would be more than `most_bytes`, which is said too. 0, or a
 * negative errno and a sentence: then nothing was kept.
 */
int refused_keep(const char *store, const struct ronda_summary *summary, const char *why, uint64_t most_bytes,
	struct ronda_error *error);
