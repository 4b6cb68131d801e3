/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pending.h - acts that wait for an answer, in the order in which their time runs out.
 *
 * All wait equally long, so a queue is a sorted list: no timer, no search. Strangers (the first thing
 * ever seen of an unverified source) wait in a lane of their own, so that a spoofed flood cannot crowd
 * out the acts of sources that are known.
 *
 * A waiting act may be decided before its time; whoever takes it off the queue asks its flow. When a lane
 * is full its first, mostly decided long since, gives way to the newest without being asked: an act that was
 * still undecided is answered, found by flows_sweep(), or lost with its flow.
 */
#pragma once
#include <ronda/addr.h>

struct wait {
	struct ronda_addr target;
	uint64_t deadline_ns;
	uint64_t flow_key;
	uint32_t born_ms;  /* of the act, to know it again */
	uint32_t source;   /* its slot, and the slot's version: another means that it changed hands */
	uint32_t version;
	uint16_t port;
	uint8_t proto;
	uint8_t answered;  /* waits for client data, no more for an answer */
};

struct lane {
	struct wait *wait;
	size_t size, count;
	size_t head, tail; /* the first that waits, and where the next is put */
};

enum { LANE_STRANGERS, LANE_KNOWN, LANES };

struct pending {
	struct lane lane[LANES];
	uint64_t next_ns; /* no deadline is earlier; UINT64_MAX when nothing waits */
	uint64_t dropped; /* so many had to give way, in all */
};

/* -ENOMEM when memory is short. */
int pending_init(struct pending *pending, size_t bytes);
void pending_finish(struct pending *pending);

/* So many waits ahead, memory is sent for. Cold lines that are written to are left in a row, in order, behind the processor;
 * once that is full it stands still. */
enum { WAITS_AHEAD = 32 };

/* A place at the end of the lane, to be filled with a deadline no earlier than the last one's. */
static inline struct wait *pending_put(struct pending *pending, unsigned at, uint64_t deadline_ns)
{
	struct lane *lane = &pending->lane[at];
	struct wait *wait = &lane->wait[lane->tail];

	__builtin_prefetch(wait + WAITS_AHEAD, 1);
	lane->tail = lane->tail + 1 < lane->size ? lane->tail + 1 : 0;
	if (lane->count == lane->size) {
		lane->head = lane->tail;
		pending->dropped++;
	} else {
		lane->count++;
	}
	wait->deadline_ns = deadline_ns;
	if (deadline_ns < pending->next_ns)
		pending->next_ns = deadline_ns;
	return wait;
}

/* Takes copies of those due at `now_ns`, the earliest deadline first, at most `most`. How many. */
unsigned pending_take(struct pending *pending, uint64_t now_ns, struct wait *due, unsigned most);
