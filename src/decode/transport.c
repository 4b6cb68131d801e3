/* SPDX-License-Identifier: BSD-2-Clause */
#include "decode/walk.h"

static void take_ports(struct ronda_packet *packet, const uint8_t *header)
{
	packet->source_port = be16(header);
	packet->target_port = be16(header + 2);
	packet->notes |= RONDA_HAS_PORTS | RONDA_HAS_TRANSPORT;
}

/* The first 14 of its bytes, to the flags, are enough of a header that the capture cut. */
static inline enum ronda_fate tcp(struct walk *walk, struct bytes *bytes, uint32_t stated)
{
	enum { SHORTEST = 20, TO_FLAGS = 14 };
	struct ronda_packet *packet = walk->packet;
	const uint8_t *at = bytes_peek(*bytes, TO_FLAGS);
	uint32_t header;

	if (unlikely(stated < SHORTEST))
		return refuse(walk, RONDA_REASON_SHORT_TRANSPORT);
	if (unlikely(!at))
		return ran_out(walk, *bytes, TRANSPORT_PART);
	header = (at[12] >> 4) * 4u;
	if (unlikely(header < SHORTEST || (header > stated && !walk->fragment)))
		return refuse(walk, RONDA_REASON_TRANSPORT_LENGTH);

	take_ports(packet, at);
	packet->seq = be32(at + 4);
	packet->ack = be32(at + 8);
	packet->tcp_flags = at[13];
	bytes_take(bytes, header < bytes->left ? header : bytes->left);
	packet_payload(packet, *bytes, header < stated ? stated - header : 0);
	return RONDA_FATE_DECODED;
}

/* The length that a UDP header states, against what IP leaves for it. A first fragment holds less
 * than the datagram; one too big for its length field says 0. */
static inline bool is_udp_length(const struct walk *walk, uint32_t length, uint32_t stated)
{
	if (unlikely(length < 8))
		return length == 0 && walk->unsized;
	return length <= stated || walk->fragment;
}

static inline enum ronda_fate udp(struct walk *walk, struct bytes *bytes, uint32_t stated)
{
	enum { HEADER = 8 };
	struct ronda_packet *packet = walk->packet;
	const uint8_t *at = bytes_peek(*bytes, HEADER);
	uint32_t length;

	if (unlikely(stated < HEADER))
		return refuse(walk, RONDA_REASON_SHORT_TRANSPORT);
	if (unlikely(!at))
		return ran_out(walk, *bytes, TRANSPORT_PART);
	length = be16(at + 4);
	if (unlikely(!is_udp_length(walk, length, stated)))
		return refuse(walk, RONDA_REASON_TRANSPORT_LENGTH);
	if (length && length < stated)
		stated = length;

	take_ports(packet, at);
	*bytes = bytes_first(*bytes, stated);
	bytes_take(bytes, HEADER);
	packet_payload(packet, *bytes, stated - HEADER);
	return RONDA_FATE_DECODED;
}

static enum ronda_fate sctp(struct walk *walk, struct bytes *bytes, uint32_t stated)
{
	enum { HEADER = 12 };
	const uint8_t *at = bytes_take(bytes, HEADER);

	if (stated < HEADER)
		return refuse(walk, RONDA_REASON_SHORT_TRANSPORT);
	if (!at)
		return ran_out(walk, *bytes, TRANSPORT_PART);
	take_ports(walk->packet, at);
	packet_payload(walk->packet, *bytes, stated - HEADER);
	return RONDA_FATE_DECODED;
}

enum ronda_fate transport(struct walk *walk, struct bytes *bytes, uint32_t stated, uint8_t proto)
{
	enum ronda_fate fate = extensions(walk, bytes, &stated, &proto);

	if (fate != RONDA_FATE_DECODED)
		return fate;
	walk->packet->proto = proto;
	if (proto == (walk->v6 ? RONDA_ICMPV6 : RONDA_ICMP))
		return icmp(walk, bytes, stated, proto);
	switch (proto) {
	case RONDA_TCP:
		return tcp(walk, bytes, stated);
	case RONDA_UDP:
		return udp(walk, bytes, stated);
	case RONDA_SCTP:
		return sctp(walk, bytes, stated);
	default:
		packet_payload(walk->packet, *bytes, stated);
		return fate;
	}
}

/* Whether tunnel() has a layer for it: a cheap look, so that few packets are asked. */
static bool is_tunnel(const struct ronda_packet *packet)
{
#define IS_PROTO(number, layer) | (packet->proto == number)
#define IS_PORT(port, layer, either)                                                               \
	| (packet->target_port == port) | (either && packet->source_port == port)

	if (likely(packet->proto == RONDA_UDP))
		return 0 UDP_TUNNELS(IS_PORT);
	return 0 IP_TUNNELS(IS_PROTO);
}

enum ronda_fate upper(struct walk *walk, struct bytes bytes, uint32_t stated, uint8_t proto)
{
	enum ronda_fate fate;

	if (likely(proto == RONDA_TCP))
		return tcp(walk, &bytes, stated);
	fate = proto == RONDA_UDP ? udp(walk, &bytes, stated)
		: transport(walk, &bytes, stated, proto);
	if (unlikely(fate == RONDA_FATE_DECODED && is_tunnel(walk->packet)))
		return tunnel(walk, bytes);
	return fate;
}
