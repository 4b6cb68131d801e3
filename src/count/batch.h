/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * batch.h - packets on their way to a counter, which acts upon so many together.
 *
 * Threads    One at a time; whoever hands a batch to another thread does so with release and acquire.
 */
#pragma once
#include "count/sources.h"

#include <ronda/packet.h>

#include <string.h>

enum { BATCH = 32, BATCH_ARENA = 1 << 17, BATCH_PAYLOAD_MOST = 1 << 16 };

enum item_kind { KIND_TRAFFIC, KIND_TCP, KIND_UDP, KIND_ECHO_REQUEST, KIND_ECHO_REPLY, KIND_QUOTE,
	KIND_ICMP /* any other message of ICMP */ };

struct item {
	struct ronda_packet packet;
	struct ronda_addr key;      /* the sender as a source */
	uint64_t flow_key;
	uint64_t source_hash;       /* of `key` */
	uint64_t sender_hash, target_hash; /* of the packet's addresses */
	uint64_t flood_key;         /* of the target of a SYN, datagram or echo request; 0: none */
	uint64_t now_ns;            /* the largest stamp so far */
	struct source_place place;  /* the sender's */
	struct source_place other;  /* the target's, if `answers` */
	struct source *source;      /* where it is, or was when the batch began; once counted: the sender's */
	struct window *window;      /* of `flood_key`, if there was one when the batch began */
	struct talk *talk;          /* of the flow, as far as was seen when the batch began */
	int8_t way;                 /* in its set, as far as was seen when the batch began; -1: none */
	uint8_t kind;               /* enum item_kind: which steps it takes */
	bool answers;               /* by its looks it may decide an act of its target's */
	bool from_greater;          /* the sender is the endpoint with the greater hash */
	bool from_mine;             /* the sender is a source of the counter that it was handed to ... */
	bool to_mine;               /* ... as is the target; or, of a quote, who sent what it quotes */
};

struct batch {
	unsigned count;
	unsigned kept;              /* so many of them have their payload in the arena, or none */
	size_t arena_used;
	uint8_t *arena;             /* BATCH_ARENA bytes */
	struct item item[BATCH];
};

/* -ENOMEM when memory is short; batch_finish() is due even then. */
int batch_init(struct batch *batch);
void batch_finish(struct batch *batch);

static inline void batch_clear(struct batch *batch)
{
	batch->count = batch->kept = 0;
	batch->arena_used = 0;
}

/* Will anybody want its payload? */
static inline bool batch_wants(const struct ronda_packet *packet)
{
	return packet->captured_payload_bytes && (packet->proto == RONDA_TCP || packet->proto == RONDA_UDP);
}

/* Copies the payload of an item into the arena, if anybody will want it. There must be room: see batch_is_full(). */
static inline void batch_take_payload(struct batch *batch, struct ronda_packet *packet)
{
	if (!batch_wants(packet))
		return;
	packet->payload = memcpy(batch->arena + batch->arena_used, packet->payload, packet->captured_payload_bytes);
	batch->arena_used += packet->captured_payload_bytes;
}

/* Is there room for no further packet, or not for the largest payload? */
static inline bool batch_is_full(const struct batch *batch)
{
	return batch->count == BATCH || batch->arena_used > BATCH_ARENA - BATCH_PAYLOAD_MOST;
}

/* Payloads are about to go: those that are wanted are copied into the arena. False when they are too many: then it costs
 * less to act upon the batch at once than to copy them, and nothing was copied. */
bool batch_keep(struct batch *batch, size_t most);
