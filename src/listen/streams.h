/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * streams.h - the memory of one worker for bytes of streams that wait (detect/stream.h).
 *
 * Threads    One: the worker's.
 * Memory     Sized once; pages come as they are first needed, so a quiet wire stays small.
 * When full  Who has waited longest since its reader last read anything is robbed of all it holds. Bytes that
 *            merely trickle in do not make a stream younger, so those who open connections and never finish a
 *            request rob each other: an honest one keeps its bytes for as long as it takes the others to
 *            fill this whole memory, at a block for each of their segments (64 MiB: 116,000 of them).
 */
#pragma once
#include "base/memory.h"
#include "detect/stream.h"

struct streams {
	struct stream_memory memory; /* what stream_push() is given; its tally is there */
	uint32_t size;               /* blocks, and as many holdings: 1 .. size */
	uint32_t fresh_block, fresh_holding; /* the first that was never given out */
	uint32_t free_block, free_holding;   /* chains of those given back; 0: none */
	uint32_t oldest, newest;     /* holdings, in the order of robbing; 0: none */
	uint32_t blocks, holdings;   /* given out now */
	uint64_t robbed;             /* holdings, in all */
	size_t bytes;
	void *map;
};

/* -EINVAL when `bytes` do not suffice for one stream's blocks, -ENOMEM when memory is short. Afterwards it
 * must stay where it is. */
int streams_init(struct streams *streams, size_t bytes);
void streams_finish(struct streams *streams);

/* Sends for what the stream holds, if anything. */
static inline void streams_prefetch(const struct streams *streams, const struct stream *stream)
{
	if (stream->holding)
		__builtin_prefetch(&streams->memory.holding[stream->holding], 1);
}
