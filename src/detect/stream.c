/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/stream_held.h"

#include <ronda/packet.h>

enum { SIDE_BEGUN = 1 << 0, SIDE_FIN = 1 << 1 /* `fin` is known */, SIDE_ENDED = 1 << 2 };

/* A reader that wanted nothing so often in a row is shown bytes only when there are a sixteenth more. */
#define STALLS_BORNE 64

static const struct bytes nothing = { .at = (const uint8_t *)"" };

static bool is_open(const struct stream_side *side)
{
	return (side->state & (SIDE_BEGUN | SIDE_ENDED)) == SIDE_BEGUN;
}

/* Is `seq` where the side's FIN stands? */
static bool ends_at(const struct stream_side *side, uint32_t seq)
{
	return (side->state & SIDE_FIN) && side->fin == seq;
}

/* Functions that return false have left the stream: it is over. */
static bool leave(struct push *push)
{
	if (push->stream->holding)
		push->memory->keeper->close(push->memory, push->stream->holding);
	push->stream->holding = 0;
	push->stream->side[TALK_CLIENT].unread = push->stream->side[TALK_SERVER].unread = 0;
	push->stream->over = true;
	return false;
}

static bool skip(struct push *push, enum talk_side from, uint64_t bytes)
{
	if (push->reader->skip(push->context, from, bytes))
		return true;
	push->memory->tally.gave_up++;
	return leave(push);
}

/* Shows the first `size` bytes of what waits and `fresh` after it. Drops what was read: *used says how much. */
static bool show(struct push *push, enum talk_side from, struct bytes *fresh, size_t size, bool last,
	size_t *used)
{
	struct stream_side *side = &push->stream->side[from];
	struct talk_view view = { .data = held_join(push, from, *fresh, size), .size = size, .last = last };
	size_t count = push->reader->read(push->context, from, &view);
	uint32_t kept;

	if (count == STREAM_OVER)
		return leave(push);
	*used = count < size ? count : size;
	kept = (uint32_t)(*used < side->unread ? *used : side->unread);
	held_drop(push, from, kept);
	bytes_take(fresh, (uint32_t)*used - kept);
	side->next += (uint32_t)*used - kept;
	if (*used && push->stream->holding)
		push->memory->keeper->renew(push->memory, push->stream->holding);
	return true;
}

/* Shows them as the last ones. What is left of them is not kept: *left says how much. */
static bool show_last(struct push *push, enum talk_side from, struct bytes *fresh, size_t size, size_t *left)
{
	struct stream_side *side = &push->stream->side[from];
	size_t used;
	uint32_t kept;

	if (!show(push, from, fresh, size, true, &used))
		return false;
	*left = size - used;
	kept = (uint32_t)(*left < side->unread ? *left : side->unread);
	held_drop(push, from, kept);
	bytes_take(fresh, (uint32_t)*left - kept);
	side->next += (uint32_t)*left - kept;
	push->memory->tally.left_bytes += *left;
	return true;
}

static bool lose(struct push *push, enum talk_side from, uint32_t to);

/* Puts what was not shown yet behind what waits. Memory that is refused is a gap. */
static bool keep(struct push *push, enum talk_side from, struct bytes fresh)
{
	struct stream_side *side = &push->stream->side[from];

	if (!fresh.left)
		return true;
	held_append(push, from, &fresh);
	return !fresh.left || lose(push, from, side->next + fresh.left);
}

/* All is shown, and the reader has read `used` of it: keeps the rest. */
static bool keep_seen(struct push *push, enum talk_side from, struct bytes fresh, size_t used)
{
	struct stream_held *held;

	if (!keep(push, from, fresh))
		return false;
	held = held_of(push, from);
	if (held) {
		held->shown = push->stream->side[from].unread;
		held->stalls = (uint8_t)(used ? 0 : held->stalls + (held->stalls < UINT8_MAX));
	}
	return true;
}

/*
 * Shows what waits and the `fresh` bytes at `next`, as much as a view may have at a time, and keeps what is
 * left. So at most a view less one byte waits when it returns.
 */
static bool deliver(struct push *push, enum talk_side from, struct bytes fresh)
{
	struct stream_side *side = &push->stream->side[from];
	size_t total, size, used = 0;

	for (;;) {
		total = side->unread + (size_t)fresh.left;
		size = total < TALK_VIEW_MOST ? total : TALK_VIEW_MOST;
		if (!total)
			return true;
		if (size == total && ends_at(side, side->next + fresh.left))
			return show_last(push, from, &fresh, size, &used);
		if (!show(push, from, &fresh, size, false, &used))
			return false;
		if (!used && size == TALK_VIEW_MOST) { /* it wants more than there may be */
			if (!show_last(push, from, &fresh, size, &used) || (used && !skip(push, from, used)))
				return false;
		} else if (size == total) {
			break;
		}
	}
	return keep_seen(push, from, fresh, used);
}

/* Is the reader to be spared another look, for so few bytes more? */
static bool can_wait(const struct push *push, enum talk_side from, uint32_t more)
{
	const struct stream_side *side = &push->stream->side[from];
	const struct stream_held *held = held_of(push, from);
	uint32_t total = side->unread + more;

	return held && held->stalls >= STALLS_BORNE && total < TALK_VIEW_MOST
		&& total < held->shown + held->shown / 16u && !ends_at(side, side->next + more);
}

/* Before one side speaks on, what the other said earlier is shown. */
static bool catch_up(struct push *push, enum talk_side from)
{
	const struct stream_held *held = held_of(push, from);

	return !held || push->stream->side[from].unread == held->shown || deliver(push, from, nothing);
}

/* What came too early and is in time now is shown. */
static bool join_out(struct push *push, enum talk_side from)
{
	return !held_join_out(push, from) || deliver(push, from, nothing);
}

/* What there is between `next` and `to` will not come. Nothing that is held lies between the two. */
static bool lose(struct push *push, enum talk_side from, uint32_t to)
{
	struct stream_side *side = &push->stream->side[from];
	struct bytes none = nothing;
	uint64_t lost = to - side->next;
	size_t left = 0;

	push->memory->tally.gaps++;
	push->memory->tally.lost_bytes += lost;
	if (side->unread && !show_last(push, from, &none, side->unread, &left))
		return false;
	side->next = to;
	return skip(push, from, lost + left) && join_out(push, from);
}

/* ... and the other side has it: it was the tap that lost it. */
static bool lose_acked(struct push *push, enum talk_side from, uint32_t to)
{
	push->memory->tally.acked_gaps++;
	return lose(push, from, to);
}

/* All up to `to` that did not come will not; what did is shown. */
static bool lose_all(struct push *push, enum talk_side from, uint32_t to)
{
	const struct stream_side *side = &push->stream->side[from];

	while (beyond(to, side->next) > 0)
		if (!lose_acked(push, from, held_up_to_out(push, from, to)))
			return false;
	return true;
}

/* Bytes that begin at `next`: up to what is held beyond, then that. */
static bool take_in_order(struct push *push, enum talk_side from, struct bytes bytes)
{
	const struct stream_side *side = &push->stream->side[from];

	bytes = bytes_first(bytes, held_up_to_out(push, from, side->next + bytes.left) - side->next);
	if (can_wait(push, from, bytes.left))
		return keep(push, from, bytes) && join_out(push, from);
	return deliver(push, from, bytes) && join_out(push, from);
}

/* Has the other side what this one said before `seq`? */
static bool was_acked(const struct stream_side *side, uint32_t seq)
{
	return beyond(side->acked, seq) >= 0 && beyond(side->acked, side->next) > 0;
}

/* What was captured of a segment, from its place to wherever it leads. */
static bool take(struct push *push, enum talk_side from, uint32_t seq, struct bytes bytes)
{
	const struct stream_side *side = &push->stream->side[from];

	held_compare(push, from, seq, bytes);
	if (bytes.left && beyond(seq, side->next) > 0)
		push->memory->tally.early++;
	while (bytes.left) {
		int32_t ahead = beyond(seq, side->next);

		if (ahead < 0) {
			uint32_t old = -(int64_t)ahead < bytes.left ? (uint32_t)-ahead : bytes.left;

			bytes_take(&bytes, old);
			seq += old;
		} else if (!ahead) {
			if (!take_in_order(push, from, bytes))
				return false;
		} else if (was_acked(side, seq)) {
			if (!lose_acked(push, from, held_up_to_out(push, from, seq)))
				return false;
		} else if (!held_put_out(push, from, &seq, &bytes)) {
			if (!lose(push, from, held_up_to_out(push, from, seq)))
				return false;
		}
	}
	return true;
}

/*
 * The other side acknowledges: what it has and the tap has not, the tap lost. A capture may show the two
 * directions a little out of step, so a bare acknowledgement only tells when more came after the gap. When a
 * server answers, what it answers to is not going to come; a client's word for what a server said is not taken.
 */
static bool heed_ack(struct push *push, const struct stream_segment *segment)
{
	enum talk_side other = !segment->side;
	struct stream_side *side = &push->stream->side[other];
	const struct stream_side *own = &push->stream->side[segment->side];
	uint32_t to = segment->ack;
	const struct stream_held *held;

	if (!(segment->flags & RONDA_TCP_ACK) || !is_open(side))
		return true;
	side->acked = to;
	if (side->state & SIDE_FIN)
		to = nearer(to, side->fin);
	if (beyond(to, side->next) <= 0 || beyond(to, side->next) > STREAM_WINDOW)
		return true;
	if (segment->side == TALK_SERVER && segment->size && segment->seq == own->next
		&& beyond(to, side->next) > 1) /* 1 may be a FIN */
		return lose_all(push, other, to);
	while ((held = held_of(push, other)) && held->out && beyond(to, block_at(push, held->out)->seq) >= 0)
		if (!lose_acked(push, other, block_at(push, held->out)->seq))
			return false;
	return true;
}

static bool was_robbed(const struct stream *stream, const struct stream_memory *memory)
{
	return stream->holding && memory->holding[stream->holding].generation != stream->generation;
}

/* Was the stream robbed, or does a gap wait for too long? */
static bool settle(struct push *push)
{
	struct stream *stream = push->stream;
	bool robbed = was_robbed(stream, push->memory);

	if (robbed)
		stream->holding = 0;
	for (unsigned from = TALK_CLIENT; from <= TALK_SERVER; from++) {
		struct stream_side *side = &stream->side[from];
		const struct stream_held *held = held_of(push, from);
		uint32_t lost = side->unread;

		if (robbed && lost) {
			side->unread = 0;
			push->memory->tally.robbed++;
			push->memory->tally.robbed_bytes += lost;
			if (!skip(push, from, lost))
				return false;
		} else if (held && held->out && push->now_ms - held->out_ms >= STREAM_GAP_MS
			&& !lose(push, from, block_at(push, held->out)->seq)) {
			return false;
		}
	}
	return true;
}

/* Shows all that is left of a side, across its gaps, and ends it. */
static bool finish(struct push *push, enum talk_side from, enum stream_ending how)
{
	struct stream_side *side = &push->stream->side[from];
	struct bytes none = nothing;
	const struct stream_held *held;
	size_t left;

	if (!is_open(side))
		return true;
	while ((held = held_of(push, from)) && held->out)
		if (!lose(push, from, block_at(push, held->out)->seq))
			return false;
	if (side->unread && !show_last(push, from, &none, side->unread, &left))
		return false;
	side->state |= SIDE_ENDED;
	side->next++;
	push->reader->end(push->context, from, how);
	return true;
}

static bool finish_both(struct push *push, enum stream_ending how)
{
	return finish(push, TALK_CLIENT, how) && finish(push, TALK_SERVER, how) && leave(push);
}

/* A side that has come to its FIN has ended; when none is left, so has the stream. */
static bool finish_due(struct push *push)
{
	const struct stream_side *side = push->stream->side;

	for (unsigned from = TALK_CLIENT; from <= TALK_SERVER; from++)
		if (is_open(&side[from]) && ends_at(&side[from], side[from].next)
			&& !finish(push, from, STREAM_FIN))
			return false;
	if (side[TALK_CLIENT].state & side[TALK_SERVER].state & SIDE_ENDED)
		return leave(push);
	return true;
}

/* Hosts take a RST only at the very sequence number they expect (RFC 5961); beyond a gap of the tap's, that
 * one is what they acknowledged. */
static bool is_due(const struct stream *stream, const struct stream_segment *segment)
{
	const struct stream_side *own = &stream->side[segment->side];
	const struct stream_side *other = &stream->side[!segment->side];

	if (own->state & SIDE_BEGUN)
		return segment->seq == own->next
			|| (segment->seq == own->acked && beyond(segment->seq, own->next) > 0);
	return (segment->flags & RONDA_TCP_ACK) && (other->state & SIDE_BEGUN) && segment->ack == other->next;
}

/* Does a host take what the segment says? */
static bool is_sound(struct push *push, const struct stream_segment *segment)
{
	const struct stream_side *side = &push->stream->side[segment->side];
	int32_t ahead = beyond(segment->seq, side->next);

	if (side->state & SIDE_ENDED)
		return false;
	if (segment->flags & RONDA_TCP_SYN)
		return segment->seq + 1 == side->next && !side->unread;
	if (!(segment->flags & RONDA_TCP_ACK) || segment->size > STREAM_WINDOW)
		return false;
	if (ahead <= STREAM_WINDOW && ahead >= -STREAM_WINDOW)
		return true;
	return ahead > 0 && was_acked(side, segment->seq - STREAM_WINDOW)
		&& !was_acked(side, segment->seq + STREAM_WINDOW);
}

/* A FIN stands behind all that is held, or it is not one. */
static void note_fin(struct push *push, const struct stream_segment *segment)
{
	struct stream_side *side = &push->stream->side[segment->side];
	const struct stream_held *held = held_of(push, segment->side);
	uint32_t fin = segment->seq + segment->size;

	if (side->state & SIDE_FIN || beyond(fin, side->next) < 0
		|| (held && held->out && beyond(fin, end_of(block_at(push, held->out_last))) < 0))
		return;
	side->fin = fin;
	side->state |= SIDE_FIN;
}

/* The payload and the FIN of a sound segment. */
static bool take_segment(struct push *push, const struct stream_segment *segment)
{
	const struct stream_side *side = &push->stream->side[segment->side];
	uint32_t seq = segment->seq + (segment->flags & RONDA_TCP_SYN ? 1 : 0);
	struct bytes bytes = segment->captured ? bytes_of(segment->data, segment->captured) : nothing;
	uint32_t end;

	if ((segment->flags & (RONDA_TCP_FIN | RONDA_TCP_SYN)) == RONDA_TCP_FIN)
		note_fin(push, segment);
	if (beyond(seq, side->next) > STREAM_WINDOW && !lose_all(push, segment->side, seq))
		return false;
	bytes.cut = segment->size - segment->captured;
	if (side->state & SIDE_FIN)
		bytes = bytes_first(bytes, beyond(side->fin, seq) > 0 ? side->fin - seq : 0);
	end = seq + bytes_sent(bytes);
	if (bytes_sent(bytes) && (beyond(end, side->next) <= 0)) {
		push->memory->tally.old++;
		if (bytes_sent(bytes) > 1 || end != side->next) /* what a keep-alive says means nothing */
			held_compare(push, segment->side, seq, bytes);
		return true;
	}
	seq += bytes.left;
	if (!take(push, segment->side, seq - bytes.left, bytes))
		return false;
	return !bytes.cut || beyond(seq, side->next) > 0 || lose_all(push, segment->side, end);
}

/* All that is not plain. */
static bool push_any(struct push *push, const struct stream_segment *segment)
{
	struct stream *stream = push->stream;
	enum talk_side other = !segment->side;

	if (!settle(push))
		return false;
	if (segment->flags & RONDA_TCP_RST) {
		if (is_due(stream, segment))
			return finish_both(push, STREAM_RESET);
		push->memory->tally.wild++;
		return true;
	}
	if ((segment->flags & RONDA_TCP_SYN) && !(stream->side[segment->side].state & SIDE_BEGUN))
		stream_begin(stream, segment->side, segment->seq + 1);
	if (!(stream->side[segment->side].state & SIDE_BEGUN)) {
		push->memory->tally.unknown++;
		return true;
	}
	if (!is_sound(push, segment)) {
		push->memory->tally.wild += segment->size > 0;
		return true;
	}
	if (!heed_ack(push, segment))
		return false;
	if ((segment->size || segment->flags & RONDA_TCP_FIN) && !catch_up(push, other))
		return false;
	return take_segment(push, segment) && finish_due(push);
}

/* In order, with nothing kept on either side and nothing else to it? */
static bool is_plain(const struct stream *stream, const struct stream_segment *segment)
{
	const struct stream_side *side = &stream->side[segment->side], *other = &stream->side[!segment->side];
	const uint8_t telling = RONDA_TCP_ACK | RONDA_TCP_SYN | RONDA_TCP_FIN | RONDA_TCP_RST;

	return !stream->holding && side->state == SIDE_BEGUN && segment->seq == side->next
		&& (segment->flags & telling) == RONDA_TCP_ACK && segment->captured == segment->size
		&& segment->size < TALK_VIEW_MOST
		&& (!other->state || beyond(segment->ack, other->next) <= 1);
}

/* A plain segment of which the reader left something, or wants no more. */
static void push_rest(struct push *push, const struct stream_segment *segment, size_t used)
{
	struct bytes bytes = bytes_of(segment->data, segment->size);

	if (used == STREAM_OVER) {
		leave(push);
		return;
	}
	bytes_take(&bytes, (uint32_t)used);
	push->stream->side[segment->side].next += (uint32_t)used;
	if (keep_seen(push, segment->side, bytes, used))
		held_let_go(push);
}

void stream_begin(struct stream *stream, enum talk_side side, uint32_t first)
{
	stream->side[side] = (struct stream_side){ .next = first, .acked = first, .state = SIDE_BEGUN };
}

void stream_push(struct stream *stream, struct stream_memory *memory, const struct stream_segment *segment,
	const struct stream_reader *reader, void *context)
{
	struct push push = { stream, memory, reader, context, segment->now_ms };

	if (stream->over)
		return;
	if (segment->size) {
		memory->tally.segments++;
		memory->tally.bytes += segment->captured;
	}
	if (!is_plain(stream, segment)) {
		if (push_any(&push, segment))
			held_let_go(&push);
		return;
	}
	stream->side[!segment->side].acked = segment->ack;
	if (!segment->size)
		return;

	struct talk_view view = { .data = segment->data, .size = segment->size };
	size_t used = reader->read(context, segment->side, &view);

	if (used < segment->size || used == STREAM_OVER)
		push_rest(&push, segment, used);
	else
		stream->side[segment->side].next += segment->size;
}

void stream_end(struct stream *stream, struct stream_memory *memory, const struct stream_reader *reader,
	void *context)
{
	struct push push = { stream, memory, reader, context, 0 };

	if (stream->over)
		return;
	if (!reader) {
		if (was_robbed(stream, memory))
			stream->holding = 0;
		leave(&push);
		return;
	}
	if (settle(&push))
		finish_both(&push, STREAM_CUT);
}
