/* SPDX-License-Identifier: BSD-2-Clause */
/* PPP in its many wrappings, and Cisco's HDLC, which shares its lines. */
#include "decode/walk.h"

enum { ALL_STATIONS = 0xff, UNNUMBERED = 0x03, CISCO_UNICAST = 0x0f, CISCO_BROADCAST = 0x8f };

/* From the protocol field on, which is one byte when that is odd (RFC 1661, 6.5). */
static enum ronda_fate ppp_protocol(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 1);
	uint16_t protocol;

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	protocol = at[0];
	if (!(at[0] & 1)) {
		if (!(at = bytes_take(&bytes, 1)))
			return ran_out(walk, bytes, LINK_PART);
		protocol = (uint16_t)(protocol << 8 | at[0]);
	}
	switch (protocol) {
	case 0x0021:
		return ip4(walk, bytes);
	case 0x0057:
		return ip6(walk, bytes);
	case 0x0281: case 0x0283:
		return mpls(walk, bytes);
	default:
		return refuse(walk, RONDA_REASON_NOT_IP);
	}
}

enum ronda_fate ppp(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_peek(bytes, 2);

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	if (at && at[0] == ALL_STATIONS && at[1] == UNNUMBERED)
		bytes_take(&bytes, 2);
	return ppp_protocol(walk, bytes);
}

enum ronda_fate pppoe(struct walk *walk, struct bytes bytes)
{
	enum { VERSION_AND_TYPE = 0x11, SESSION = 0 };
	const uint8_t *at = bytes_take(&bytes, 6);

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (at[0] != VERSION_AND_TYPE || be16(at + 4) > bytes_sent(bytes))
		return refuse(walk, RONDA_REASON_LINK_HEADER);
	if (at[1] != SESSION)
		return refuse(walk, RONDA_REASON_NOT_IP);
	return ppp(walk, bytes_first(bytes, be16(at + 4)));
}

/* Address, control, EtherType. */
enum ronda_fate chdlc(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 4);

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (at[0] == CISCO_BROADCAST)
		walk->notes |= RONDA_GROUP;
	return be16(at + 2) < 0x0600 ? refuse(walk, RONDA_REASON_NOT_IP)
		: ethertype(walk, bytes, be16(at + 2));
}

/* A serial line: either of the two. */
enum ronda_fate hdlc(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_peek(bytes, 1);

	return at && (at[0] == CISCO_UNICAST || at[0] == CISCO_BROADCAST) ? chdlc(walk, bytes)
		: ppp(walk, bytes);
}

/* pppd writes the direction where the address was. */
enum ronda_fate pppd(struct walk *walk, struct bytes bytes)
{
	if (!bytes_take(&bytes, 2))
		return ran_out(walk, bytes, LINK_PART);
	return ppp_protocol(walk, bytes);
}

/* A byte of direction stands in front. */
enum ronda_fate ppp_directed(struct walk *walk, struct bytes bytes)
{
	return bytes_take(&bytes, 1) ? ppp(walk, bytes) : ran_out(walk, bytes, LINK_PART);
}

enum ronda_fate chdlc_directed(struct walk *walk, struct bytes bytes)
{
	return bytes_take(&bytes, 1) ? chdlc(walk, bytes) : ran_out(walk, bytes, LINK_PART);
}
