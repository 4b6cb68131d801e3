/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flood_notes.h - what the listener heard that may be part of a flood: requests, and those kept unfinished.
 *
 * Packets are counted for floods by the counter whose source the target is. But what is said is heard by the client's
 * counter alone; where there are several, each notes it down, and all notes together are counted in the order of their
 * times by the first of them.
 *
 * Threads    One at a time: the counter's, or, while that is at rest, whoever gathers the notes. But for
 *            flood_notes_count(), which any may call.
 * When full  What cannot be noted is missing from the flood: `lost` says how much.
 */
#pragma once
#include "count/floods.h"
#include "listen/listen.h"

#include <stdatomic.h>

enum { FLOOD_NOTES = 1 << 15 };

struct flood_note {
	uint64_t now_ns;
	uint64_t key;               /* floods_key() of its target */
	uint64_t source_hash;
	struct ronda_addr server;
	uint32_t bytes;
	uint16_t port;
	uint8_t kind;               /* enum heard_kind: HEARD_ASKED, HEARD_SERVED, HEARD_SLOW or HEARD_ROUND */
	bool verified;
};

struct flood_notes {
	struct flood_note *note;    /* FLOOD_NOTES of them; NULL: one counter for all, who needs none */
	_Atomic uint32_t count;
	uint64_t lost;
};

/* -ENOMEM when memory is short. */
int flood_notes_init(struct flood_notes *notes);
void flood_notes_finish(struct flood_notes *notes);

void flood_notes_add(struct flood_notes *notes, const struct flood_note *note);

static inline uint32_t flood_notes_count(const struct flood_notes *notes)
{
	return atomic_load_explicit(&notes->count, memory_order_relaxed);
}

/* Has all notes of `many` counted, in the order of their times, which is each one's own as well; they are empty then. */
typedef void flood_notes_each(void *context, const struct flood_note *note);
void flood_notes_gather(struct flood_notes *const *many, unsigned count, flood_notes_each *each, void *context);
