/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crew.h - who counts: a counter in the caller's own thread, and perhaps others in threads of their own.
 *
 * Sources are divided among the counters by their hash. A packet is handed to the counter whose source its sender is,
 * and to the one whose source its target is: so each sees all packets of its own sources in the order of the capture,
 * whichever side of a conversation they are on, and counts the same as one counter for all would. The sender's counter
 * counts the packet as traffic; the target's counts it for floods; who began a conversation, both know alike.
 *
 * Time comes to a counter with its packets. What goes by time alone (a round of the listener, a talk's end) must not wait
 * for the next of them, so crew_meet() has all come to the same moment: when notes are to be gathered, at least every few
 * seconds, and before and after a pause. Then crew_tick() calls counter_tick(), and that due_decide() and listener_tick();
 * while packets come, act_on_item() calls these two.
 *
 * The caller's thread takes the frames in besides, so its counter's part of the sources (and of the memory) is smaller.
 *
 * Threads    The caller's: fills batches, and hands over those that are others'. One a worker: acts upon them. A ring of
 *            batches goes from the one to the other, single producer, single consumer.
 * Ordering   `filled` is stored with release when a batch is handed over, and loaded with acquire; so is `acted` when it
 *            may be filled again. After crew_flush() both are equal: the workers are at rest, and the counters are the
 *            caller's to read and to write until it admits the next packet.
 * Memory     Sized once. The tables' memory is divided among the counters.
 */
#pragma once
#include "base/branch.h"
#include "count/batch.h"
#include "summary/make.h"

enum { CREW_MOST = COUNTERS_MOST };

struct worker;

struct crew {
	struct counter *counter[CREW_MOST];
	struct worker *worker[CREW_MOST]; /* one a counter; of the first, the caller's own, NULL */
	unsigned counters;
	unsigned own_part;          /* of 65,536 sources so many are the first one's; the others share the rest */
	uint64_t meet_ns;           /* when the counters are to put together what each has noted */
	uint64_t ticked_ns;         /* when they did, or time came to all of them, last */
	struct batch batch;         /* the next packet is written into it */
	struct batch own;           /* with workers: of that, what is for the first counter */
};

/* -ENOMEM or -EAGAIN when memory or threads are short; crew_finish() is due even then. `rules` outlives it. */
int crew_init(struct crew *crew, const struct ronda_settings *settings, const struct rules *rules);
void crew_finish(struct crew *crew);

/* Where the next packet is to be written ... */
static inline struct item *crew_next(struct crew *crew)
{
	return &crew->batch.item[crew->batch.count];
}

/* What was admitted is acted upon, or handed on to those whom it concerns. */
void crew_pass_on(struct crew *crew);

/* All that was admitted is acted upon, and the counters are at rest. */
void crew_flush(struct crew *crew);

/* ... and that it has been, its time and kind as well. Its payload must stay where it is until crew_keep(). */
static inline void crew_admit(struct crew *crew)
{
	if (++crew->batch.count == BATCH)
		crew_pass_on(crew);
}

/* Time comes to `now_ns`. All are at rest. */
void crew_tick(struct crew *crew, uint64_t now_ns);

/* What waits waits no more, and what that was a part of is counted. All are at rest. */
void crew_settle(struct crew *crew, enum ronda_finish how);

/* It is time to: a second has passed, and a packet of `next_ns` comes next. Even where nothing was noted, time comes to all
 * within half a round of the listener: one who missed more would make up for a round of its own (listener_tick()). */
void crew_meet(struct crew *crew, uint64_t now_ns, uint64_t next_ns);

/* Payloads are about to go: what is still wanted of them is copied. */
void crew_keep(struct crew *crew);

/* Attempts counted so far in this period, as far as is known at this moment. */
uint64_t crew_attempts(const struct crew *crew);

/* All of them, at rest. */
struct counters crew_counters(const struct crew *crew);
