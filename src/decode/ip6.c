/* SPDX-License-Identifier: BSD-2-Clause */
#include "decode/walk.h"

enum {
	HEADER = 40,
	SURELY_OVERSIZED = 1280, /* see ip4.c; the least that any IPv6 network carries */
};
enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, AUTHENTICATION = 51, DESTINATION = 60,
	MOBILITY = 135, HIP = 139, SHIM6 = 140 };

bool is_extension(uint8_t proto, bool v6)
{
	switch (proto) {
	case HOP_BY_HOP: case ROUTING: case DESTINATION: case MOBILITY: case HIP: case SHIM6:
		return v6;
	default:
		return proto == AUTHENTICATION;
	}
}

enum ronda_fate extensions(struct walk *walk, struct bytes *bytes, uint32_t *stated, uint8_t *proto)
{
	while (is_extension(*proto, walk->v6)) {
		const uint8_t *at = bytes_peek(*bytes, 2);
		uint32_t size;

		if (too_deep(walk))
			return refuse(walk, RONDA_REASON_TOO_DEEP);
		if (!at)
			return ran_out(walk, *bytes, IP_PART);
		size = *proto == AUTHENTICATION ? (at[1] + 2u) * 4 : (at[1] + 1u) * 8;
		if (!bytes_take(bytes, size))
			return ran_out(walk, *bytes, IP_PART);
		*stated -= size;
		*proto = at[0];
	}
	return RONDA_FATE_DECODED;
}

/* At a fragment header. One that is first and last at once is a whole packet (RFC 6946). */
static enum ronda_fate ip6_fragment(struct walk *walk, struct bytes bytes, uint32_t stated)
{
	const uint8_t *at = bytes_take(&bytes, 8);

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	if (!at)
		return ran_out(walk, bytes, IP_PART);

	struct piece piece = {
		.offset = be16(at + 2) & 0xfff8,
		.more = at[3] & 1,
		.id = be32(at + 4),
		.proto = at[0],
	};

	walk->packet->proto = piece.proto;
	if (piece.offset || piece.more)
		return fragment(walk, bytes, stated - 8, &piece);
	return upper(walk, bytes, stated - 8, piece.proto);
}

/* What the length field says; the frame's own end when it says nothing. */
static uint32_t payload_length(struct walk *walk, struct bytes bytes, const uint8_t *ip)
{
	uint32_t length = be16(ip + 4), sent = bytes_sent(bytes) - HEADER;

	if (likely(length))
		return length;
	walk->unsized = ip[6] == HOP_BY_HOP || sent > SURELY_OVERSIZED;
	return walk->unsized ? sent : 0;
}

enum ronda_fate ip6(struct walk *walk, struct bytes bytes)
{
	struct ronda_packet *packet = walk->packet;
	const uint8_t *ip = bytes_peek(bytes, HEADER);
	uint8_t proto;
	uint32_t stated;

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	if (unlikely(!ip))
		return ran_out(walk, bytes, IP_PART);
	if (unlikely(ip[0] >> 4 != 6))
		return refuse(walk, RONDA_REASON_IP_VERSION);
	stated = payload_length(walk, bytes, ip);
	if (unlikely(walk->notes & RONDA_TUNNELLED && HEADER + stated > bytes_sent(bytes)))
		return refuse(walk, RONDA_REASON_IP_LENGTH);
	bytes = bytes_first(bytes, HEADER + stated);
	bytes_take(&bytes, HEADER);

	proto = ip[6];
	packet->source = ronda_addr_v6(ip + 8);
	packet->target = ronda_addr_v6(ip + 24);
	walk->v6 = true;
	packet_start(packet, proto, walk->notes);
	if (ip[24] == 0xff)
		packet->notes |= RONDA_GROUP;
	if (unlikely(is_extension(proto, true))) {
		enum ronda_fate fate = extensions(walk, &bytes, &stated, &proto);

		if (fate != RONDA_FATE_DECODED)
			return fate;
		packet->proto = proto;
	}
	if (unlikely(proto == FRAGMENT))
		return ip6_fragment(walk, bytes, stated);
	return upper(walk, bytes, stated, proto);
}
