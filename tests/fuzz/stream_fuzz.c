/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any segments, of four connections that share a small memory. An input is a row of ops of eight bytes: which
 * connection, side and kind; flags; where (signed, from what is expected next); size; what is acknowledged; how
 * the reader feels; time. What stands at a place of a stream is a function of the place, so that a reader who
 * counts knows what it must be shown; an op may lie about that, and then the connection is no longer checked.
 */
#include "base/bytes.h"
#include "listen/streams.h"

#include <ronda/packet.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES = 4, OP_BYTES = 8 };

struct line {
	struct stream stream;
	uint32_t position[2]; /* sequence number that its reader stands at */
	bool lied, ended[2];
	uint8_t mood;
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static uint8_t byte_at(uint32_t seq)
{
	return (uint8_t)(seq * 2654435761u >> 24);
}

static size_t hear(void *context, enum talk_side side, const struct talk_view *view)
{
	struct line *line = context;
	size_t used = view->size;

	must(view->size && view->size <= TALK_VIEW_MOST && !line->ended[side]);
	for (size_t i = 0; i < view->size && !line->lied; i += 1 + (i > 200 && view->size - i > 200) * (i & 15))
		must(view->data[i] == byte_at(line->position[side] + (uint32_t)i));
	switch (line->mood % 8) {
	case 0: used = 0; break;
	case 1: used /= 2; break;
	case 2: used = view->last ? used : 0; break;
	case 3: used = used > 100 ? used - 100 : 0; break;
	case 4: used = used > 10 ? 10 : used; break;
	case 5: used += 7; break; /* a reader that says more than it was shown */
	default: break;
	}
	if (line->mood == 255)
		return STREAM_OVER;
	line->position[side] += (uint32_t)(used < view->size ? used : view->size);
	return used;
}

static bool miss(void *context, enum talk_side side, uint64_t bytes)
{
	struct line *line = context;

	must(bytes && !line->ended[side]);
	line->position[side] += (uint32_t)bytes;
	return line->mood != 254;
}

static void hang_up(void *context, enum talk_side side, enum stream_ending how)
{
	struct line *line = context;

	must(!line->ended[side] && how <= STREAM_CUT);
	line->ended[side] = true;
}

static const struct stream_reader reader = { hear, miss, hang_up };

static void begin(struct line *line, uint32_t first, unsigned sides)
{
	*line = (struct line){ .position = { first, ~first } };
	if (sides & 1)
		stream_begin(&line->stream, TALK_CLIENT, first);
	if (sides & 2)
		stream_begin(&line->stream, TALK_SERVER, ~first);
}

static void push(struct streams *streams, struct line *line, const uint8_t *op, uint32_t *now_ms)
{
	enum talk_side side = op[0] >> 2 & 1;
	const struct stream_side *own = &line->stream.side[side], *other = &line->stream.side[!side];
	uint32_t size = op[4] & 1 ? op[4] : op[4] * 16u, cut = op[0] & 8 ? size / 2 : size;
	uint8_t *bytes = malloc(cut ? cut : 1);
	struct stream_segment segment = { .data = bytes, .captured = cut, .size = size, .side = side,
		.flags = op[1] & 0x80 ? op[1] : RONDA_TCP_ACK };
	int32_t where = (int16_t)be16(op + 2);

	if (op[0] & 16) /* far */
		where *= 100;
	else if (op[0] & 32) /* in order */
		where = 0;
	segment.seq = (own->state ? own->next : line->position[side]) + (uint32_t)where;
	segment.ack = other->next + (op[5] & 1 ? (uint32_t)(int8_t)op[5] * 50u : 0);
	segment.ack += (uint32_t)op[5] >> 7 << 24;
	segment.now_ms = *now_ms += op[7] * 16u;
	if (segment.flags & RONDA_TCP_SYN && !own->state)
		segment.seq = line->position[side] - 1;
	must(bytes != NULL);
	for (uint32_t i = 0; i < cut; i++)
		bytes[i] = byte_at(segment.seq + (segment.flags & RONDA_TCP_SYN ? 1 : 0) + i);
	if (op[0] & 64 && cut) {
		bytes[cut / 2] ^= 0x55;
		line->lied = true;
	}
	stream_push(&line->stream, &streams->memory, &segment, &reader, line);
	free(bytes);
}

/* Nothing leaks, nothing is given out twice: the chains of all holdings are all blocks given out. */
static void check(const struct streams *streams)
{
	uint32_t blocks = 0, holdings = 0;

	for (uint32_t number = streams->oldest; number; number = streams->memory.holding[number].newer) {
		holdings++;
		for (unsigned side = 0; side < 2; side++) {
			const struct stream_held *held = &streams->memory.holding[number].held[side];
			uint32_t last = 0, out = 0;

			for (uint32_t at = held->kept; at; last = at, at = streams->memory.block[at].next)
				must(streams->memory.block[at].size && ++blocks <= streams->size);
			must(last == held->kept_last);
			last = 0;
			for (uint32_t at = held->out; at; last = at, at = streams->memory.block[at].next, out++)
				must(streams->memory.block[at].size && ++blocks <= streams->size);
			must(last == held->out_last && out == held->out_blocks && out <= STREAM_OUT_BLOCKS);
		}
	}
	must(holdings == streams->holdings && blocks == streams->blocks);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct streams streams;
	struct line line[LINES];
	uint32_t now_ms = 0;

	if (!streams.map && streams_init(&streams, 134000))
		abort();
	for (unsigned i = 0; i < LINES; i++)
		begin(&line[i], i * 0x3fffff00u, i == 3 ? 0 : 3);
	for (; size >= OP_BYTES; data += OP_BYTES, size -= OP_BYTES) {
		struct line *here = &line[data[0] & 3];

		here->mood = data[6];
		if (data[0] & 128 && data[1] == 77) {
			stream_end(&here->stream, &streams.memory, data[2] & 1 ? &reader : NULL, here);
			begin(here, be16(data + 2) * 65599u, data[4]);
		}
		push(&streams, here, data, &now_ms);
		if (size % (OP_BYTES * 16) < OP_BYTES)
			check(&streams);
	}
	for (unsigned i = 0; i < LINES; i++) {
		stream_end(&line[i].stream, &streams.memory, &reader, &line[i]);
		must(line[i].stream.over);
	}
	must(!streams.blocks && !streams.holdings);
	return 0;
}
