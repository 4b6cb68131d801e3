/* SPDX-License-Identifier: BSD-2-Clause */
#include "decode/walk.h"

#include <stdlib.h>

struct decoder {
	struct fragments *fragments;
};

struct decoder *decoder_create(void)
{
	struct decoder *decoder = calloc(1, sizeof *decoder);

	if (decoder && !(decoder->fragments = fragments_create())) {
		free(decoder);
		decoder = NULL;
	}
	return decoder;
}

void decoder_destroy(struct decoder *decoder)
{
	if (!decoder)
		return;
	fragments_destroy(decoder->fragments);
	free(decoder);
}

#define FATE_OF(NAME, key, FATE) [RONDA_REASON_##NAME] = RONDA_FATE_##FATE,

enum ronda_fate refuse(struct walk *walk, enum ronda_reason reason)
{
	static const enum ronda_fate fates[] = { RONDA_REASONS(FATE_OF) };

	walk->reason = reason;
	return fates[reason];
}

enum ronda_fate ran_out(struct walk *walk, struct bytes bytes, enum part part)
{
	static const enum ronda_reason cut[] = {
		[LINK_PART] = RONDA_REASON_CUT_LINK,
		[IP_PART] = RONDA_REASON_CUT_IP,
		[TRANSPORT_PART] = RONDA_REASON_CUT_TRANSPORT,
	};
	static const enum ronda_reason ended[] = {
		[LINK_PART] = RONDA_REASON_SHORT_LINK,
		[IP_PART] = RONDA_REASON_SHORT_IP,
		[TRANSPORT_PART] = RONDA_REASON_SHORT_TRANSPORT,
	};

	return refuse(walk, bytes.cut ? cut[part] : ended[part]);
}

/* Layer by layer. */
static enum ronda_fate walk_down(struct decoder *decoder, const struct ronda_frame *frame,
	struct ronda_packet *packet, enum ronda_reason *reason)
{
	struct walk walk = {
		.fragments = decoder->fragments,
		.packet = packet,
		.time_ns = frame->time_ns,
	};
	struct bytes bytes = {
		.at = frame->data,
		.left = frame->captured_bytes,
		.cut = frame->wire_bytes > frame->captured_bytes
			? frame->wire_bytes - frame->captured_bytes : 0,
	};
	layer *first = link_layer(frame->link);
	enum ronda_fate fate = likely(first != NULL) ? first(&walk, bytes)
		: refuse(&walk, RONDA_REASON_LINK_TYPE);

	if (fate != RONDA_FATE_DECODED)
		*reason = walk.reason;
	return fate;
}

enum ronda_fate decode_frame(struct decoder *decoder, const struct ronda_frame *frame,
	struct ronda_packet *packet, enum ronda_reason *reason)
{
	enum ronda_fate fate = decode_common(frame, packet) ? RONDA_FATE_DECODED :
		walk_down(decoder, frame, packet, reason);

	packet->time_ns = frame->time_ns;
	packet->wire_bytes = frame->wire_bytes;
	return fate;
}
