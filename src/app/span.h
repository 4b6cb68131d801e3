/* SPDX-License-Identifier: BSD-2-Clause */
/* span.h - a stretch of time as people say it. */
#pragma once
#include "base/stamp.h"

struct span {
	uint64_t from_ns, to_ns; /* [from, to); to 0: no end */
};

/*
 * --from and --to: "2022-07-13", "2022-07-13 14:30" in the zone, or RFC 3339 with its own. A day as --to is
 * included. --last: "24h", "7d", "4w", "3m", "1y" before `now_ns`: hours from now; days, weeks, months and
 * years from a midnight. NULL: not given; all NULL is all time. -EINVAL and a sentence.
 */
int span_read(struct span *span, const char *from, const char *to, const char *last, const struct stamp_zone *zone,
	uint64_t now_ns, struct ronda_error *error);
