/* SPDX-License-Identifier: BSD-2-Clause */
#include "decode/walk.h"

enum {
	SHORTEST = 20,
	/* A card that cuts segments for its host is handed packets too big for the length field,
	 * which then is 0. None hands over what would fit any network as it is. */
	SURELY_OVERSIZED = 576,
};

static enum ronda_fate ip4_fragment(struct walk *walk, struct bytes bytes, uint32_t stated,
	const uint8_t *ip, uint32_t header)
{
	struct piece piece = {
		.offset = (be16(ip + 6) & 0x1fffu) * 8,
		.more = be16(ip + 6) & 0x2000,
		.id = be16(ip + 4),
		.proto = ip[9],
		.header_bytes = (uint8_t)header,
	};

	return fragment(walk, bytes, stated, &piece);
}

enum ronda_fate ip4(struct walk *walk, struct bytes bytes)
{
	struct ronda_packet *packet = walk->packet;
	const uint8_t *ip = bytes_peek(bytes, SHORTEST);
	uint32_t header, total;

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	if (unlikely(!ip))
		return ran_out(walk, bytes, IP_PART);
	if (unlikely(ip[0] >> 4 != 4))
		return refuse(walk, RONDA_REASON_IP_VERSION);
	header = (ip[0] & 0xfu) * 4;
	total = be16(ip + 2);
	if (unlikely(total == 0 && bytes_sent(bytes) > SURELY_OVERSIZED)) {
		total = bytes_sent(bytes);
		walk->unsized = true;
	}
	if (unlikely(header < SHORTEST || total < header))
		return refuse(walk, RONDA_REASON_IP_LENGTH);
	if (unlikely(walk->notes & RONDA_TUNNELLED && total > bytes_sent(bytes)))
		return refuse(walk, RONDA_REASON_IP_LENGTH);
	bytes = bytes_first(bytes, total);
	if (unlikely(!bytes_take(&bytes, header)))
		return ran_out(walk, bytes, IP_PART);

	packet->source = ronda_addr_v4(ip + 12);
	packet->target = ronda_addr_v4(ip + 16);
	walk->v6 = false;
	packet_start(packet, ip[9], walk->notes);
	if (unlikely(is_group_v4(ip + 16)))
		packet->notes |= RONDA_GROUP;
	if (unlikely(be16(ip + 6) & 0x3fff))
		return ip4_fragment(walk, bytes, total - header, ip, header);
	return upper(walk, bytes, total - header, ip[9]);
}
