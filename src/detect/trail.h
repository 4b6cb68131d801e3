/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trail.h - does a source look for what is not there? The paths it asked for and was answered 4xx: class web of
 * definition attempt/1.
 *
 * A bucket that each new path fills by one and time empties by one each so many seconds; what overflows counts.
 * Pure state, one a source, all zero at first. One writer.
 */
#pragma once
#include <ronda/settings.h>

enum { TRAIL_PATHS = 32 }; /* remembered, to tell a new one */

struct trail {
	uint64_t last_ns;
	uint64_t level_ms;             /* of what is in the bucket: one path is web_leak_seconds */
	uint64_t path[TRAIL_PATHS];    /* hashes, the latest; 0: none */
	uint32_t next;
};

/* A path (by its hash, not 0) was answered 4xx. Does it count? One that is remembered neither fills nor counts. */
bool trail_adds(struct trail *trail, uint64_t path, uint64_t now_ns, const struct ronda_thresholds *thresholds);
