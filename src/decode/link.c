/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of link types, and those that take only a few lines. */
#include "decode/walk.h"

enum ronda_fate raw_ip(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_peek(bytes, 1);

	if (!at)
		return ran_out(walk, bytes, IP_PART);
	if (at[0] >> 4 == 4)
		return ip4(walk, bytes);
	return at[0] >> 4 == 6 ? ip6(walk, bytes) : refuse(walk, RONDA_REASON_IP_VERSION);
}

/* `skip` bytes that do not concern us, then IP. */
static enum ronda_fate raw_after(struct walk *walk, struct bytes bytes, uint32_t skip)
{
	return bytes_take(&bytes, skip) ? raw_ip(walk, bytes) : ran_out(walk, bytes, LINK_PART);
}

static enum ronda_fate ipnet(struct walk *walk, struct bytes bytes)
{
	return raw_after(walk, bytes, 24);
}

/* The byte after the direction says whether the headers are compressed. */
static enum ronda_fate slip(struct walk *walk, struct bytes bytes)
{
	enum { COMPRESSED = 0x80 };
	const uint8_t *at = bytes_peek(bytes, 16);

	return at && at[1] & COMPRESSED ? refuse(walk, RONDA_REASON_NOT_IP)
		: raw_after(walk, bytes, 16);
}

/* An address family in the byte order, and by the number, of the machine that captured. */
static enum ronda_fate by_family(struct walk *walk, struct bytes bytes, uint32_t family)
{
	if (family > UINT16_MAX)
		family = __builtin_bswap32(family);
	switch (family) {
	case 2:
		return ip4(walk, bytes);
	case 10: case 24: case 28: case 30: /* Linux; NetBSD and OpenBSD; FreeBSD; macOS */
		return ip6(walk, bytes);
	default:
		return refuse(walk, RONDA_REASON_NOT_IP);
	}
}

static enum ronda_fate loopback(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 4);

	return at ? by_family(walk, bytes, be32(at)) : ran_out(walk, bytes, LINK_PART);
}

static enum ronda_fate enc(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 12);

	return at ? by_family(walk, bytes, be32(at)) : ran_out(walk, bytes, LINK_PART);
}

/* What Linux' cooked header says it carries: mostly an EtherType. */
static enum ronda_fate cooked(struct walk *walk, struct bytes bytes, uint16_t device, uint16_t type)
{
	enum { DEVICE_RADIOTAP = 803, DEVICE_NETLINK = 824, TYPE_LLC = 4 };

	if (device == DEVICE_NETLINK)
		return refuse(walk, RONDA_REASON_NOT_IP);
	if (device == DEVICE_RADIOTAP)
		return radiotap(walk, bytes);
	if (type == TYPE_LLC)
		return llc(walk, bytes);
	return type < 0x0600 ? refuse(walk, RONDA_REASON_NOT_IP) : ethertype(walk, bytes, type);
}

static bool is_group(unsigned packet_type)
{
	enum { BROADCAST = 1, MULTICAST = 2 };

	return packet_type == BROADCAST || packet_type == MULTICAST;
}

static enum ronda_fate sll(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 16);

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	walk->notes |= is_group(be16(at)) ? RONDA_GROUP : 0;
	return cooked(walk, bytes, be16(at + 2), be16(at + 14));
}

static enum ronda_fate sll2(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 20);

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	walk->notes |= is_group(at[10]) ? RONDA_GROUP : 0;
	return cooked(walk, bytes, be16(at + 8), be16(at));
}

/* Frame control, two addresses, LLC. */
static enum ronda_fate fddi(struct walk *walk, struct bytes bytes)
{
	enum { KIND = 0xf0, LLC = 0x50 };
	const uint8_t *at = bytes_take(&bytes, 13);

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	walk->notes |= at[1] & 1 ? RONDA_GROUP : 0;
	return (at[0] & KIND) == LLC ? llc(walk, bytes) : refuse(walk, RONDA_REASON_NOT_IP);
}

enum { /* libpcap's DLT_ values */
	DLT_NULL = 0, DLT_EN10MB = 1, DLT_SLIP = 8, DLT_PPP = 9, DLT_FDDI = 10, DLT_RAW_LINUX = 12,
	DLT_RAW_OPENBSD = 14, DLT_PPP_SERIAL = 50, DLT_PPP_ETHER = 51, DLT_RAW_FILE = 101,
	DLT_C_HDLC = 104, DLT_IEEE802_11 = 105, DLT_FRELAY = 107, DLT_LOOP = 108, DLT_ENC = 109,
	DLT_LINUX_SLL = 113, DLT_PRISM = 119, DLT_RADIOTAP = 127, DLT_AVS = 163, DLT_PPPD = 166,
	DLT_PPI = 192, DLT_PPP_WITH_DIR = 204, DLT_C_HDLC_WITH_DIR = 205, DLT_FRELAY_WITH_DIR = 206,
	DLT_MPLS = 219, DLT_IPNET = 226, DLT_IPV4 = 228, DLT_IPV6 = 229, DLT_NFLOG = 239,
	DLT_LINUX_SLL2 = 276,
};

layer *const link_layers[LINK_TYPES] = {
	[DLT_NULL] = loopback,
	[DLT_EN10MB] = ethernet,
	[DLT_SLIP] = slip,
	[DLT_PPP] = hdlc,
	[DLT_FDDI] = fddi,
	[DLT_RAW_LINUX] = raw_ip,
	[DLT_RAW_OPENBSD] = raw_ip,
	[DLT_PPP_SERIAL] = hdlc,
	[DLT_PPP_ETHER] = pppoe,
	[DLT_RAW_FILE] = raw_ip,
	[DLT_C_HDLC] = chdlc,
	[DLT_IEEE802_11] = wlan,
	[DLT_FRELAY] = frelay,
	[DLT_LOOP] = loopback,
	[DLT_ENC] = enc,
	[DLT_LINUX_SLL] = sll,
	[DLT_PRISM] = prism,
	[DLT_RADIOTAP] = radiotap,
	[DLT_AVS] = prism,
	[DLT_PPPD] = pppd,
	[DLT_PPI] = ppi,
	[DLT_PPP_WITH_DIR] = ppp_directed,
	[DLT_C_HDLC_WITH_DIR] = chdlc_directed,
	[DLT_FRELAY_WITH_DIR] = frelay_directed,
	[DLT_MPLS] = mpls,
	[DLT_IPNET] = ipnet,
	[DLT_IPV4] = ip4,
	[DLT_IPV6] = ip6,
	[DLT_NFLOG] = nflog,
	[DLT_LINUX_SLL2] = sll2,
};
