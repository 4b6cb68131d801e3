/* SPDX-License-Identifier: BSD-2-Clause */
/* Frame Relay: RFC 2427, and Cisco's older way with an EtherType straight behind the address. */
#include "decode/walk.h"

enum { UNNUMBERED = 0x03, PADDING = 0x00 };

/* By the number that ISO gave each network protocol. */
static enum ronda_fate network_protocol(struct walk *walk, struct bytes bytes)
{
	enum { SNAP = 0x80, IPV6 = 0x8e, IPV4 = 0xcc, PPP = 0xcf };
	const uint8_t *at = bytes_take(&bytes, 1);

	if (at && at[0] == PADDING)
		at = bytes_take(&bytes, 1);
	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	switch (at[0]) {
	case IPV4:
		return ip4(walk, bytes);
	case IPV6:
		return ip6(walk, bytes);
	case PPP:
		return ppp(walk, bytes);
	case SNAP:
		at = bytes_take(&bytes, 5);
		if (!at)
			return ran_out(walk, bytes, LINK_PART);
		if (be24(at) == 0x000000 && be16(at + 3) >= 0x0600)
			return ethertype(walk, bytes, be16(at + 3));
		if (be24(at) == 0x0080c2 && (be16(at + 3) == 1 || be16(at + 3) == 7))
			return ethernet(walk, bytes);
		return refuse(walk, RONDA_REASON_NOT_IP);
	default:
		return refuse(walk, RONDA_REASON_NOT_IP);
	}
}

enum ronda_fate frelay(struct walk *walk, struct bytes bytes)
{
	enum { LAST_OF_ADDRESS = 0x01, LONGEST_ADDRESS = 4 };
	const uint8_t *at;
	unsigned length = 0;

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	do {
		at = bytes_take(&bytes, 1);
		if (!at)
			return ran_out(walk, bytes, LINK_PART);
		if (++length > LONGEST_ADDRESS)
			return refuse(walk, RONDA_REASON_LINK_HEADER);
	} while (!(at[0] & LAST_OF_ADDRESS));

	at = bytes_peek(bytes, 2);
	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (at[0] == UNNUMBERED) {
		bytes_take(&bytes, 1);
		return network_protocol(walk, bytes);
	}
	bytes_take(&bytes, 2);
	return be16(at) < 0x0600 ? refuse(walk, RONDA_REASON_NOT_IP)
		: ethertype(walk, bytes, be16(at));
}

/* A byte of direction stands in front. */
enum ronda_fate frelay_directed(struct walk *walk, struct bytes bytes)
{
	return bytes_take(&bytes, 1) ? frelay(walk, bytes) : ran_out(walk, bytes, LINK_PART);
}
