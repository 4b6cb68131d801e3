/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * told_floods.h - the floods that looks and periods told of, each as one over all of its periods.
 *
 * Threads    One at a time.
 * When full  The flood that ended first gives way.
 */
#pragma once
#include "summary/picture.h"

enum { TOLD_FLOODS = 64 };

struct told_flood {
	struct picture_flood flood;
	uint64_t closed_packets, last, period; /* in periods before; in that one so far; its number plus 1 */
};

/* Zeroed: none. */
struct told_floods {
	struct told_flood row[TOLD_FLOODS];
	size_t count;
};

/* How the flood stands in period number `period`. */
void told_floods_feed(struct told_floods *floods, const struct ronda_flood *flood, uint64_t period);
/* One that no look tells of any more is over. */
void told_floods_end(struct told_floods *floods, uint64_t now_ns);

/* Into the picture: those that go on first, then the latest. -1 when memory is short. */
int told_floods_write(const struct told_floods *floods, struct ronda_picture *picture);
