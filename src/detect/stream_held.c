/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/stream_held.h"

static uint32_t room_in(const struct stream_block *block)
{
	return STREAM_BLOCK_BYTES - block->from - block->size;
}

/* What is held, opened if need be; NULL when it is refused. */
static struct stream_held *hold(struct push *push, enum talk_side from)
{
	struct stream *stream = push->stream;

	if (!stream->holding) {
		stream->holding = push->memory->keeper->open(push->memory);
		stream->generation = push->memory->holding[stream->holding].generation;
	}
	return held_of(push, from);
}

void held_let_go(struct push *push)
{
	const struct stream_holding *holding = &push->memory->holding[push->stream->holding];

	if (!push->stream->holding || holding->held[TALK_CLIENT].kept || holding->held[TALK_CLIENT].out
		|| holding->held[TALK_SERVER].kept || holding->held[TALK_SERVER].out)
		return;
	push->memory->keeper->close(push->memory, push->stream->holding);
	push->stream->holding = 0;
}

/* A new block at the end of a chain, or after `previous` in the midst of it. */
static struct stream_block *link_block(struct push *push, uint32_t *first, uint32_t *last, uint32_t previous,
	uint32_t seq)
{
	uint32_t number = push->memory->keeper->take(push->memory, push->stream->holding);
	struct stream_block *block = block_at(push, number);
	uint32_t *link = previous ? &block_at(push, previous)->next : first;

	if (!number)
		return NULL;
	block->next = *link;
	block->seq = seq;
	block->from = block->size = 0;
	*link = number;
	if (!block->next)
		*last = number;
	return block;
}

/* As many of the bytes as go into the block. */
static uint32_t fill(struct stream_block *block, struct bytes *bytes, uint32_t most)
{
	uint32_t count = room_in(block) < most ? room_in(block) : most;

	memcpy(block->data + block->from + block->size, bytes->at, count);
	block->size = (uint16_t)(block->size + count);
	bytes_take(bytes, count);
	return count;
}

void held_append(struct push *push, enum talk_side from, struct bytes *bytes)
{
	struct stream_side *side = &push->stream->side[from];
	struct stream_held *held = hold(push, from);

	while (held && bytes->left) {
		struct stream_block *block = held->kept_last ? block_at(push, held->kept_last) : NULL;

		if (!block || !room_in(block))
			block = link_block(push, &held->kept, &held->kept_last, held->kept_last, side->next);
		if (!block)
			return;

		uint32_t count = fill(block, bytes, bytes->left);

		side->next += count;
		side->unread = (uint16_t)(side->unread + count);
	}
}

/* Moves one block of what came too early behind what waits. */
static void move_block(struct push *push, struct stream_held *held, struct stream_side *side)
{
	uint32_t number = held->out;
	struct stream_block *block = block_at(push, number);
	struct stream_block *last = held->kept_last ? block_at(push, held->kept_last) : NULL;

	held->out = block->next;
	held->out_blocks--;
	if (!held->out)
		held->out_last = 0;
	side->next += block->size;
	side->unread = (uint16_t)(side->unread + block->size);
	block->next = 0;
	if (last && room_in(last) >= block->size) {
		struct bytes bytes = bytes_of(block->data + block->from, block->size);

		fill(last, &bytes, bytes.left);
		push->memory->keeper->give(push->memory, number);
		return;
	}
	if (last)
		last->next = number;
	else
		held->kept = number;
	held->kept_last = number;
}

bool held_join_out(struct push *push, enum talk_side from)
{
	struct stream_side *side = &push->stream->side[from];
	struct stream_held *held = held_of(push, from);
	bool moved = false;

	for (; held && held->out && block_at(push, held->out)->seq == side->next; moved = true)
		move_block(push, held, side);
	if (moved)
		held->out_ms = push->now_ms;
	return moved;
}

void held_drop(struct push *push, enum talk_side from, uint32_t count)
{
	struct stream_held *held = held_of(push, from);

	if (!count)
		return;
	push->stream->side[from].unread = (uint16_t)(push->stream->side[from].unread - count);
	while (count) {
		uint32_t number = held->kept;
		struct stream_block *block = block_at(push, number);
		uint16_t here = (uint16_t)(count < block->size ? count : block->size);

		count -= here;
		block->from = (uint16_t)(block->from + here);
		block->seq += here;
		block->size = (uint16_t)(block->size - here);
		if (block->size)
			return;
		held->kept = block->next;
		if (!held->kept) {
			held->kept_last = 0;
			held->shown = held->stalls = 0;
		}
		push->memory->keeper->give(push->memory, number);
	}
}

const uint8_t *held_join(struct push *push, enum talk_side from, struct bytes fresh, size_t size)
{
	size_t done = 0;

	if (!push->stream->side[from].unread)
		return fresh.at;
	push->memory->tally.joined++;
	for (uint32_t number = held_of(push, from)->kept; number && done < size;) {
		const struct stream_block *block = block_at(push, number);
		size_t count = size - done < block->size ? size - done : block->size;

		__builtin_prefetch(block_at(push, block->next));
		memcpy(push->memory->join + done, block->data + block->from, count);
		done += count;
		number = block->next;
	}
	if (done < size)
		memcpy(push->memory->join + done, fresh.at, size - done);
	return push->memory->join;
}

uint32_t held_up_to_out(const struct push *push, enum talk_side from, uint32_t seq)
{
	const struct stream_held *held = held_of(push, from);

	return held && held->out ? nearer(block_at(push, held->out)->seq, seq) : seq;
}

/* Where `seq` belongs in what came too early: *previous ends before it or at it, what is returned after. */
static uint32_t find_out(const struct push *push, const struct stream_held *held, uint32_t seq,
	uint32_t *previous)
{
	uint32_t number = held->out;

	*previous = 0;
	if (held->out_last && beyond(seq, end_of(block_at(push, held->out_last))) >= 0) {
		*previous = held->out_last;
		return 0;
	}
	while (number && beyond(seq, end_of(block_at(push, number))) >= 0) {
		*previous = number;
		number = block_at(push, number)->next;
	}
	return number;
}

/* Puts bytes at `seq`, none of which are held, behind block `previous` (0: first). How many it took. */
static uint32_t put_out(struct push *push, struct stream_held *held, uint32_t previous, uint32_t seq,
	struct bytes *bytes, uint32_t most)
{
	struct stream_block *block = previous ? block_at(push, previous) : NULL;

	if (!block || end_of(block) != seq || !room_in(block)) {
		if (held->out_blocks == STREAM_OUT_BLOCKS)
			return 0;
		block = link_block(push, &held->out, &held->out_last, previous, seq);
		if (!block)
			return 0;
		held->out_blocks++;
	}
	return fill(block, bytes, most);
}

bool held_put_out(struct push *push, enum talk_side from, uint32_t *seq, struct bytes *bytes)
{
	struct stream_held *held = hold(push, from);

	if (!held)
		return false;
	if (!held->out)
		held->out_ms = push->now_ms;
	while (bytes->left) {
		uint32_t previous, number = find_out(push, held, *seq, &previous), count = bytes->left;
		const struct stream_block *block = block_at(push, number);

		if (number && beyond(*seq, block->seq) >= 0) { /* held already; the first to come wins */
			count = end_of(block) - *seq < count ? end_of(block) - *seq : count;
			bytes_take(bytes, count);
		} else {
			if (number && block->seq - *seq < count)
				count = block->seq - *seq;
			count = put_out(push, held, previous, *seq, bytes, count);
			if (!count)
				return false;
		}
		*seq += count;
	}
	return true;
}

/* Do the bytes contradict this chain? */
static bool contradicts(const struct push *push, uint32_t number, uint32_t seq, struct bytes bytes)
{
	for (const struct stream_block *block; number; number = block->next) {
		int32_t ahead;

		block = block_at(push, number);
		ahead = beyond(seq, block->seq);
		if (ahead >= block->size)
			continue;
		if (-(int64_t)ahead >= bytes.left)
			return false;

		uint32_t skip_block = ahead > 0 ? (uint32_t)ahead : 0;
		uint32_t skip_bytes = ahead < 0 ? (uint32_t)-ahead : 0;
		uint32_t count = block->size - skip_block;

		if (bytes.left - skip_bytes < count)
			count = bytes.left - skip_bytes;
		if (memcmp(block->data + block->from + skip_block, bytes.at + skip_bytes, count) != 0)
			return true;
	}
	return false;
}

void held_compare(struct push *push, enum talk_side from, uint32_t seq, struct bytes bytes)
{
	const struct stream_side *side = &push->stream->side[from];
	const struct stream_held *held = held_of(push, from);

	if (!held || !bytes.left)
		return;
	if ((beyond(seq, side->next) < 0 && contradicts(push, held->kept, seq, bytes))
		|| (held->out_last && beyond(seq, end_of(block_at(push, held->out_last))) < 0
			&& contradicts(push, held->out, seq, bytes))) {
		push->stream->ambiguous = true;
		push->memory->tally.ambiguous++;
	}
}
