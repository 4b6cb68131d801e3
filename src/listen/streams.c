/* SPDX-License-Identifier: BSD-2-Clause */
#include "listen/streams.h"

#include <errno.h>
#include <string.h>

_Static_assert(sizeof(struct stream_holding) == LINE_BYTES, "a holding is one line");
_Static_assert(sizeof(struct stream_block) == 8 * LINE_BYTES, "a block is whole lines");

static struct streams *streams_of(struct stream_memory *memory)
{
	return (struct streams *)((char *)memory - offsetof(struct streams, memory));
}

static struct stream_holding *at(const struct streams *streams, uint32_t number)
{
	return &streams->memory.holding[number];
}

static void take_out(struct streams *streams, uint32_t number)
{
	const struct stream_holding *holding = at(streams, number);

	if (holding->older)
		at(streams, holding->older)->newer = holding->newer;
	else
		streams->oldest = holding->newer;
	if (holding->newer)
		at(streams, holding->newer)->older = holding->older;
	else
		streams->newest = holding->older;
}

static void put_newest(struct streams *streams, uint32_t number)
{
	struct stream_holding *holding = at(streams, number);

	holding->older = streams->newest;
	holding->newer = 0;
	if (streams->newest)
		at(streams, streams->newest)->newer = number;
	else
		streams->oldest = number;
	streams->newest = number;
}

static void renew(struct stream_memory *memory, uint32_t number)
{
	struct streams *streams = streams_of(memory);

	if (streams->newest == number)
		return;
	take_out(streams, number);
	put_newest(streams, number);
}

static void give(struct stream_memory *memory, uint32_t number)
{
	struct streams *streams = streams_of(memory);

	memory->block[number].next = streams->free_block;
	streams->free_block = number;
	streams->blocks--;
}

static void give_chain(struct stream_memory *memory, uint32_t number)
{
	while (number) {
		uint32_t next = memory->block[number].next;

		give(memory, number);
		number = next;
	}
}

static void close_holding(struct stream_memory *memory, uint32_t number)
{
	struct streams *streams = streams_of(memory);
	struct stream_holding *holding = at(streams, number);

	for (unsigned side = TALK_CLIENT; side <= TALK_SERVER; side++) {
		give_chain(memory, holding->held[side].kept);
		give_chain(memory, holding->held[side].out);
	}
	take_out(streams, number);
	holding->generation++;
	holding->newer = streams->free_holding;
	streams->free_holding = number;
	streams->holdings--;
}

static bool rob(struct streams *streams, uint32_t spared)
{
	uint32_t victim = streams->oldest;

	if (victim == spared && victim)
		victim = at(streams, victim)->newer;
	if (!victim)
		return false;
	close_holding(&streams->memory, victim);
	streams->robbed++;
	return true;
}

static uint32_t take_free_holding(struct streams *streams)
{
	uint32_t number = streams->free_holding;

	if (number)
		streams->free_holding = at(streams, number)->newer;
	else if (streams->fresh_holding <= streams->size)
		number = streams->fresh_holding++;
	return number;
}

static uint32_t open_holding(struct stream_memory *memory)
{
	struct streams *streams = streams_of(memory);
	uint32_t number = take_free_holding(streams);

	if (!number && rob(streams, 0))
		number = take_free_holding(streams);
	if (!number)
		return 0;
	*at(streams, number) = (struct stream_holding){ .generation = at(streams, number)->generation };
	put_newest(streams, number);
	streams->holdings++;
	return number;
}

static uint32_t take_free_block(struct streams *streams)
{
	uint32_t number = streams->free_block;

	if (number)
		streams->free_block = streams->memory.block[number].next;
	else if (streams->fresh_block <= streams->size)
		number = streams->fresh_block++;
	return number;
}

/* Whoever is robbed may have opened a holding and not have taken a block yet: none, in one thread. */
static uint32_t take(struct stream_memory *memory, uint32_t holding)
{
	struct streams *streams = streams_of(memory);
	uint32_t number = take_free_block(streams);

	if (!number && rob(streams, holding))
		number = take_free_block(streams);
	streams->blocks += number != 0;
	return number;
}

static const struct stream_keeper keeper = { open_holding, close_holding, renew, take, give };

int streams_init(struct streams *streams, size_t bytes)
{
	const size_t each = sizeof(struct stream_block) + sizeof(struct stream_holding);
	size_t count = bytes > TALK_VIEW_MOST ? (bytes - TALK_VIEW_MOST) / each : 0;
	uint8_t *at_byte;

	*streams = (struct streams){ .bytes = bytes, .fresh_block = 1, .fresh_holding = 1 };
	if (count < 2 * STREAM_SIDE_BLOCKS_MOST + 1)
		return -EINVAL;
	if (count > UINT32_MAX)
		count = UINT32_MAX;
	streams->map = memory_map(bytes);
	if (!streams->map)
		return -ENOMEM;
	at_byte = streams->map;
	streams->size = (uint32_t)(count - 1); /* [0] is none */
	streams->memory.keeper = &keeper;
	streams->memory.join = at_byte;
	streams->memory.holding = (struct stream_holding *)(at_byte + TALK_VIEW_MOST);
	streams->memory.block = (struct stream_block *)(at_byte + TALK_VIEW_MOST
		+ count * sizeof(struct stream_holding));
	return 0;
}

void streams_finish(struct streams *streams)
{
	memory_unmap(streams->map, streams->bytes);
	*streams = (struct streams){ 0 };
}
