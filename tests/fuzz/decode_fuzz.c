/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes, as frames of any link type, end in a fate; and what a packet promises is there. An
 * input is a row of frames, each with four bytes before it: link type (a byte, and a bit of the
 * next), bytes that the capture cut (the rest of that), length (two).
 */
#include "base/bytes.h"
#include "decode/decode.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Fragments may be gathered elsewhere than in the frame; whoever watches memory sees what is touched. */
static bool is_readable(const uint8_t *bytes, size_t size)
{
	unsigned sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += bytes[i];
	return sum <= 255 * size;
}

static void check(const struct ronda_frame *frame, const struct ronda_packet *packet)
{
	must(packet->wire_bytes == frame->wire_bytes && packet->time_ns == frame->time_ns);
	must(is_readable(packet->payload, packet->captured_payload_bytes));
	must(packet->notes & RONDA_FRAGMENT || (packet->payload >= frame->data &&
		packet->payload + packet->captured_payload_bytes <= frame->data + frame->captured_bytes));
	must(packet->captured_payload_bytes <= packet->payload_bytes);
	must(!(packet->notes & RONDA_HEADLESS) || packet->notes & RONDA_FRAGMENT);
	must(!(packet->notes & RONDA_HEADLESS) || !(packet->notes & RONDA_HAS_PORTS));
	must(packet->notes & RONDA_HAS_PORTS || (!packet->source_port && !packet->target_port));
	must(!(packet->notes & RONDA_QUOTES) || packet->proto == RONDA_ICMP
		|| packet->proto == RONDA_ICMPV6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct decoder *decoder;
	static uint64_t now_ns;
	struct bytes input = bytes_of(data, (uint32_t)size);

	if (!decoder && !(decoder = decoder_create()))
		abort();
	now_ns += UINT64_C(120000000000); /* long enough to forget the last input's fragments */
	for (const uint8_t *head = bytes_take(&input, 4); head; head = bytes_take(&input, 4)) {
		uint32_t length = be16(head + 2) < input.left ? be16(head + 2) : input.left;
		uint8_t *copy = malloc(length ? length : 1); /* so that its very end is watched */
		struct ronda_frame frame = {
			.time_ns = ++now_ns,
			.captured_bytes = length,
			.wire_bytes = length + (head[1] >> 1),
			.data = copy,
			.link = head[0] | (head[1] & 1) << 8,
		};
		struct ronda_packet packet;
		enum ronda_reason reason = RONDA_REASON_COUNT;

		must(copy != NULL);
		memcpy(copy, bytes_take(&input, length), length);
		if (decode_frame(decoder, &frame, &packet, &reason) == RONDA_FATE_DECODED)
			check(&frame, &packet);
		else
			must(reason < RONDA_REASON_COUNT);
		free(copy);
	}
	return 0;
}
