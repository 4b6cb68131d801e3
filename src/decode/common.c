/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * common.c - the commonest of frames in one step: Ethernet II, IPv4 without options or fragments, TCP, all of
 * it captured. Whatever is not exactly that is left to the layers; they and this agree on every frame.
 */
#include "decode/walk.h"

enum { EN10MB = 1, LINK = 14, IP = 20, TCP = 20, IPV4 = 0x0800 };

static bool is_common(const uint8_t *ip, uint32_t left)
{
	uint32_t total = be16(ip + 2);

	return ip[0] == 0x45 && ip[9] == RONDA_TCP && !(be16(ip + 6) & 0x3fff) && total >= IP + TCP &&
		total <= left;
}

bool decode_common(const struct ronda_frame *frame, struct ronda_packet *packet)
{
	const uint8_t *at = frame->data, *ip = at + LINK, *tcp = ip + IP;

	if (frame->link != EN10MB || frame->captured_bytes < LINK + IP + TCP || be16(at + 12) != IPV4 ||
		!is_common(ip, frame->captured_bytes - LINK))
		return false;

	uint32_t segment = be16(ip + 2) - (uint32_t)IP, header = (tcp[12] >> 4) * 4u;

	if (header < TCP || header > segment || (at[0] & 1) || is_group_v4(ip + 16))
		return false;
	packet->source = ronda_addr_v4(ip + 12);
	packet->target = ronda_addr_v4(ip + 16);
	packet->source_port = be16(tcp);
	packet->target_port = be16(tcp + 2);
	packet->proto = RONDA_TCP;
	packet->tcp_flags = tcp[13];
	packet->icmp_type = packet->icmp_code = 0;
	packet->notes = RONDA_HAS_PORTS | RONDA_HAS_TRANSPORT;
	packet->seq = be32(tcp + 4);
	packet->ack = be32(tcp + 8);
	packet->payload = tcp + header;
	packet->payload_bytes = segment - header;
	packet->captured_payload_bytes = (uint16_t)(segment - header);
	return true;
}
