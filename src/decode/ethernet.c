/* SPDX-License-Identifier: BSD-2-Clause */
/* Ethernet, and all that is known by an EtherType. */
#include "decode/walk.h"

enum { /* EtherTypes */
	FIRST_ETHERTYPE = 0x0600, /* below is a length */
	IPV4 = 0x0800, ARP = 0x0806, IPV6 = 0x86dd,
	VLAN = 0x8100, VLAN_AD = 0x88a8, VLAN_9100 = 0x9100, VLAN_9200 = 0x9200, VLAN_9300 = 0x9300,
	VN_TAG = 0x8926, E_TAG = 0x893f, CISCO_METADATA = 0x8909,
	MPLS = 0x8847, MPLS_UPSTREAM = 0x8848,
	PPP = 0x880b, PPPOE_SESSION = 0x8864,
	BRIDGED = 0x6558, BACKBONE = 0x88e7, FABRIC_PATH = 0x8903,
};

/* A tag of `size` bytes, the last two of which are the EtherType of the rest. */
static enum ronda_fate tag(struct walk *walk, struct bytes bytes, uint32_t size)
{
	const uint8_t *at = bytes_take(&bytes, size);

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	return ethertype(walk, bytes, be16(at + size - 2));
}

/* `skip` bytes, then a whole Ethernet frame. */
static enum ronda_fate frame_after(struct walk *walk, struct bytes bytes, uint32_t skip)
{
	if (!bytes_take(&bytes, skip))
		return ran_out(walk, bytes, LINK_PART);
	return ethernet(walk, bytes);
}

enum ronda_fate ethertype(struct walk *walk, struct bytes bytes, uint16_t type)
{
	if (type < FIRST_ETHERTYPE)
		return llc(walk, bytes_first(bytes, type));
	switch (type) {
	case IPV4:
		return ip4(walk, bytes);
	case IPV6:
		return ip6(walk, bytes);
	case VLAN: case VLAN_AD: case VLAN_9100: case VLAN_9200: case VLAN_9300:
		return tag(walk, bytes, 4);
	case VN_TAG:
		return tag(walk, bytes, 6);
	case E_TAG: case CISCO_METADATA:
		return tag(walk, bytes, 8);
	case MPLS: case MPLS_UPSTREAM:
		return mpls(walk, bytes);
	case PPP:
		return ppp(walk, bytes);
	case PPPOE_SESSION:
		return pppoe(walk, bytes);
	case BRIDGED:
		return frame_after(walk, bytes, 0);
	case FABRIC_PATH:
		return frame_after(walk, bytes, 2);
	case BACKBONE:
		return frame_after(walk, bytes, 4);
	case ARP:
		return refuse(walk, RONDA_REASON_ARP);
	default:
		return refuse(walk, RONDA_REASON_NOT_IP);
	}
}

enum ronda_fate ethernet(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 14);

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	if (unlikely(!at))
		return ran_out(walk, bytes, LINK_PART);
	walk->notes = (uint16_t)((walk->notes & ~RONDA_GROUP) | (at[0] & 1 ? RONDA_GROUP : 0));

	uint16_t type = be16(at + 12);

	return likely(type == IPV4) ? ip4(walk, bytes) : ethertype(walk, bytes, type);
}

/* What follows the five bytes that SNAP adds: an organisation and its own number. */
static enum ronda_fate snap(struct walk *walk, struct bytes bytes)
{
	enum { ETHERTYPES = 0x000000, TUNNEL_ENCAPSULATION = 0x0000f8, BRIDGES = 0x0080c2 };
	const uint8_t *at = bytes_take(&bytes, 5);

	if (!at)
		return ran_out(walk, bytes, LINK_PART);

	uint32_t organisation = be24(at);
	uint16_t number = be16(at + 3);

	if (organisation == BRIDGES && (number == 1 || number == 7))
		return ethernet(walk, bytes);
	if (organisation != ETHERTYPES && organisation != TUNNEL_ENCAPSULATION)
		return refuse(walk, RONDA_REASON_LLC);
	return number < FIRST_ETHERTYPE ? refuse(walk, RONDA_REASON_LLC)
		: ethertype(walk, bytes, number);
}

enum ronda_fate llc(struct walk *walk, struct bytes bytes)
{
	enum { UNNUMBERED = 0x03, IP_POINT = 0x06, SNAP_POINT = 0xaa };
	const uint8_t *at = bytes_take(&bytes, 3);

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (at[0] == SNAP_POINT && at[1] == SNAP_POINT && at[2] == UNNUMBERED)
		return snap(walk, bytes);
	if (at[0] == IP_POINT && at[1] == IP_POINT && at[2] == UNNUMBERED)
		return ip4(walk, bytes);
	return refuse(walk, RONDA_REASON_LLC);
}
