/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream_held.h - the bytes that a stream holds: what waits to be read, and what came too early. stream.c's own.
 *
 * `side->next` and `side->unread` move with what is kept; nobody is shown or told anything.
 */
#pragma once
#include "base/bytes.h"
#include "detect/stream.h"

/* One call to stream.c, and whom it serves. */
struct push {
	struct stream *stream;
	struct stream_memory *memory;
	const struct stream_reader *reader;
	void *context;
	uint32_t now_ms;
};

/* How far sequence number `a` is beyond `b`. */
static inline int32_t beyond(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

static inline uint32_t nearer(uint32_t a, uint32_t b)
{
	return beyond(a, b) < 0 ? a : b;
}

/* NULL when the stream holds nothing. */
static inline struct stream_held *held_of(const struct push *push, enum talk_side from)
{
	return push->stream->holding ? &push->memory->holding[push->stream->holding].held[from] : NULL;
}

static inline struct stream_block *block_at(const struct push *push, uint32_t number)
{
	return &push->memory->block[number];
}

static inline uint32_t end_of(const struct stream_block *block)
{
	return block->seq + block->size;
}

/* Puts the bytes at `next` behind those that wait to be read. When blocks are refused, *bytes is what is left. */
void held_append(struct push *push, enum talk_side from, struct bytes *bytes);
/* The oldest `count` of the bytes that wait to be read are done with. */
void held_drop(struct push *push, enum talk_side from, uint32_t count);
/* The first `size` bytes of what waits and `fresh` after it, in one piece. Borrowed until the next call. */
const uint8_t *held_join(struct push *push, enum talk_side from, struct bytes fresh, size_t size);

/* Keeps bytes that came too early. False when there is no room for all; *seq and *bytes are what is left. */
bool held_put_out(struct push *push, enum talk_side from, uint32_t *seq, struct bytes *bytes);
/* The beginning of what came too early, or `seq` when that is nearer. */
uint32_t held_up_to_out(const struct push *push, enum talk_side from, uint32_t seq);
/* What came too early and begins at `next` now waits to be read. Was there any? */
bool held_join_out(struct push *push, enum talk_side from);

/* Makes the stream ambiguous if these bytes are not those that it holds for the same place. */
void held_compare(struct push *push, enum talk_side from, uint32_t seq, struct bytes bytes);

/* Gives the holding back when nothing is in it. */
void held_let_go(struct push *push);
