/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * courier.h - carries notices to one outlet, in their order, however long it takes.
 *
 * Threads    One of its own for each courier, so that one that hangs holds up no other. courier_put() from any; it never
 *            waits for the outlet.
 * Failure    Tried again after COURIER_FIRST_SECONDS, then twice as long each time, up to COURIER_LONGEST_SECONDS. The
 *            first failure and the recovery are told on standard error. What is refused for good is dropped, and told.
 * When full  COURIER_ROOM notices wait; a new one takes the place of the oldest, which is counted as lost.
 */
#pragma once
#include "watch/outlet.h"

enum { COURIER_ROOM = 64, COURIER_FIRST_SECONDS = 2, COURIER_LONGEST_SECONDS = 600, COURIER_LAST_SECONDS = 5 };

struct courier;

/* Takes over what `outlet` holds. NULL when there is no memory or thread. */
struct courier *courier_start(const struct outlet *outlet);
void courier_put(struct courier *courier, const struct notice *notice);

struct courier_counts {
	uint64_t sent, lost;
	size_t waiting;
};
struct courier_counts courier_count(struct courier *courier);

/* Tries what waits once more, for COURIER_LAST_SECONDS, and ends; NULL is fine. */
void courier_stop(struct courier *courier);
