/* SPDX-License-Identifier: BSD-2-Clause */
/* ICMP for both families: echoes have an identifier, errors quote the packet they answer. */
#include "decode/walk.h"

enum { HEADER = 8, NEEDED_OF_QUOTE = 8 };

static bool is_echo(bool v6, uint8_t type)
{
	return v6 ? type == 128 || type == 129 : type == 8 || type == 0;
}

static bool is_error(bool v6, uint8_t type)
{
	if (v6) /* unreachable, too big, time exceeded, parameter problem */
		return type >= 1 && type <= 4;
	return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

/* The first bytes of what the quoted packet carried; false when they do not tell whose it was. */
static bool quoted_transport(struct ronda_packet *packet, struct bytes bytes, uint8_t proto, bool v6)
{
	bool is_icmp = proto == (v6 ? RONDA_ICMPV6 : RONDA_ICMP);
	const uint8_t *at = bytes_peek(bytes, NEEDED_OF_QUOTE);

	packet->quoted.proto = proto;
	packet->quoted.source_port = packet->quoted.target_port = 0;
	packet->quoted.seq = 0;
	if (proto != RONDA_TCP && proto != RONDA_UDP && proto != RONDA_SCTP && !is_icmp)
		return true;
	if (!at)
		return false;
	if (is_icmp) {
		if (is_echo(v6, at[0]))
			packet->quoted.source_port = packet->quoted.target_port = be16(at + 4);
		return true;
	}
	packet->quoted.source_port = be16(at);
	packet->quoted.target_port = be16(at + 2);
	if (proto == RONDA_TCP)
		packet->quoted.seq = be32(at + 4);
	return true;
}

static bool quoted_ip4(struct ronda_packet *packet, struct bytes bytes)
{
	const uint8_t *ip = bytes_peek(bytes, 20);
	uint32_t header = ip ? (ip[0] & 0xfu) * 4 : 0;

	if (!ip || ip[0] >> 4 != 4 || header < 20 || !bytes_take(&bytes, header))
		return false;
	if (be16(ip + 6) & 0x1fff) /* a later fragment */
		return false;
	packet->quoted.source = ronda_addr_v4(ip + 12);
	packet->quoted.target = ronda_addr_v4(ip + 16);
	return quoted_transport(packet, bytes, ip[9], false);
}

static bool quoted_ip6(struct walk *walk, struct bytes bytes)
{
	enum { FRAGMENT = 44 };
	struct ronda_packet *packet = walk->packet;
	const uint8_t *ip = bytes_take(&bytes, 40), *at;
	uint32_t unlimited = UINT32_MAX;
	uint8_t proto;

	if (!ip || ip[0] >> 4 != 6)
		return false;
	proto = ip[6];
	if (extensions(walk, &bytes, &unlimited, &proto) != RONDA_FATE_DECODED)
		return false;
	if (proto == FRAGMENT) {
		at = bytes_take(&bytes, 8);
		if (!at || be16(at + 2) & 0xfff8)
			return false;
		proto = at[0];
		if (extensions(walk, &bytes, &unlimited, &proto) != RONDA_FATE_DECODED)
			return false;
	}
	packet->quoted.source = ronda_addr_v6(ip + 8);
	packet->quoted.target = ronda_addr_v6(ip + 24);
	return quoted_transport(packet, bytes, proto, true);
}

enum ronda_fate icmp(struct walk *walk, struct bytes *bytes, uint32_t stated, uint8_t proto)
{
	struct ronda_packet *packet = walk->packet;
	bool v6 = proto == RONDA_ICMPV6;
	const uint8_t *at = bytes_take(bytes, HEADER);

	if (stated < HEADER)
		return refuse(walk, RONDA_REASON_SHORT_TRANSPORT);
	if (!at)
		return ran_out(walk, *bytes, TRANSPORT_PART);
	packet->icmp_type = at[0];
	packet->icmp_code = at[1];
	packet->notes |= RONDA_HAS_TRANSPORT;
	packet_payload(packet, *bytes, stated - HEADER);
	if (is_echo(v6, at[0])) {
		packet->source_port = packet->target_port = be16(at + 4);
		packet->notes |= RONDA_HAS_PORTS;
	} else if (is_error(v6, at[0])) {
		bool understood = v6 ? quoted_ip6(walk, *bytes) : quoted_ip4(packet, *bytes);

		packet->notes |= understood ? RONDA_QUOTES : 0;
	}
	return RONDA_FATE_DECODED;
}
