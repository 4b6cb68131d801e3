/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/trail.h"

static bool is_known(const struct trail *trail, uint64_t path)
{
	for (unsigned i = 0; i < TRAIL_PATHS; i++)
		if (trail->path[i] == path)
			return true;
	return false;
}

bool trail_adds(struct trail *trail, uint64_t path, uint64_t now_ns, const struct ronda_thresholds *thresholds)
{
	uint64_t one_ms = thresholds->web_leak_seconds * UINT64_C(1000);
	uint64_t gone_ms = now_ns > trail->last_ns ? (now_ns - trail->last_ns) / 1000000 : 0;

	if (is_known(trail, path))
		return false;
	trail->path[trail->next++ % TRAIL_PATHS] = path;
	trail->level_ms = (trail->level_ms > gone_ms ? trail->level_ms - gone_ms : 0) + one_ms;
	trail->last_ns = now_ns;
	if (trail->level_ms <= thresholds->web_missing * one_ms)
		return false;
	trail->level_ms = (thresholds->web_missing + 1) * one_ms; /* full is full */
	return true;
}
