/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets within packets. Each tunnel is a layer that takes its own header off; the lists in walk.h
 * say by which protocol or port it is known. Whatever a layer refuses leaves the outer packet
 * standing, so it may refuse as soon as something does not fit.
 */
#include "decode/walk.h"

/* The rest is known to be incomplete, even where the capture has all of it. */
static struct bytes truncated(struct bytes bytes)
{
	if (bytes.cut < UINT16_MAX)
		bytes.cut = UINT16_MAX;
	return bytes;
}

static enum ronda_fate nothing_inside(struct walk *walk)
{
	return refuse(walk, RONDA_REASON_NOT_IP);
}

/* A mirrored frame. `header` is what stands before it in this version. */
static enum ronda_fate erspan(struct walk *walk, struct bytes bytes)
{
	enum { TRUNCATED = 0x0400, SUBHEADER = 0x01 };
	const uint8_t *at = bytes_take(&bytes, 8);
	bool cut = at && be16(at + 2) & TRUNCATED;

	if (!at)
		return nothing_inside(walk);
	switch (at[0] >> 4) {
	case 1: /* type II */
		break;
	case 2: /* type III */
		at = bytes_take(&bytes, 4);
		if (!at || (at[3] & SUBHEADER && !bytes_take(&bytes, 8)))
			return nothing_inside(walk);
		break;
	default:
		return nothing_inside(walk);
	}
	return ethernet(walk, cut ? truncated(bytes) : bytes);
}

/* Source routing: records of family, offset and length, until one is all zero. */
static bool skip_routes(struct bytes *bytes)
{
	for (const uint8_t *at = bytes_take(bytes, 4); at; at = bytes_take(bytes, 4)) {
		if (be16(at) == 0 && at[3] == 0)
			return true;
		if (!bytes_take(bytes, at[3]))
			return false;
	}
	return false;
}

/* PPTP's GRE: a key always, PPP in it, nothing but an acknowledgement when the length is 0. */
static enum ronda_fate gre_pptp(struct walk *walk, struct bytes bytes, uint16_t flags, uint16_t type)
{
	enum { KEY = 0x2000, SEQUENCE = 0x1000, ACKNOWLEDGEMENT = 0x0080, PPP = 0x880b };
	const uint8_t *key = bytes_take(&bytes, 4);
	uint32_t more = (flags & SEQUENCE ? 4u : 0u) + (flags & ACKNOWLEDGEMENT ? 4u : 0u);

	if (!key || !(flags & KEY) || type != PPP || !bytes_take(&bytes, more))
		return nothing_inside(walk);
	return ppp(walk, bytes_first(bytes, be16(key)));
}

/* WCCP version 2 puts four bytes of its own before the packet, version 1 none. */
static enum ronda_fate wccp(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_peek(bytes, 1);

	if (at && at[0] >> 4 != 4)
		bytes_take(&bytes, 4);
	return ip4(walk, bytes);
}

static enum ronda_fate gre(struct walk *walk, struct bytes bytes)
{
	enum { CHECKSUM = 0x8000, ROUTING = 0x4000, KEY = 0x2000, SEQUENCE = 0x1000, VERSION = 7 };
	enum { WCCP = 0x883e, ERSPAN = 0x88be, ERSPAN_III = 0x22eb, FRAME_RELAY = 0x6559 };
	const uint8_t *at = bytes_take(&bytes, 4);
	uint16_t flags = at ? be16(at) : 0, type = at ? be16(at + 2) : 0;
	uint32_t more = (flags & (CHECKSUM | ROUTING) ? 4u : 0u) + (flags & KEY ? 4u : 0u)
		+ (flags & SEQUENCE ? 4u : 0u);

	if (at && (flags & VERSION) == 1)
		return gre_pptp(walk, bytes, flags, type);
	if (!at || (flags & VERSION) != 0 || !bytes_take(&bytes, more))
		return nothing_inside(walk);
	if (flags & ROUTING && !skip_routes(&bytes))
		return nothing_inside(walk);
	switch (type) {
	case ERSPAN: /* type I has neither a sequence number nor a header */
		return flags & SEQUENCE ? erspan(walk, bytes) : ethernet(walk, bytes);
	case ERSPAN_III:
		return erspan(walk, bytes);
	case WCCP:
		return wccp(walk, bytes);
	case FRAME_RELAY:
		return frelay(walk, bytes);
	default:
		return type < 0x0600 ? nothing_inside(walk) : ethertype(walk, bytes, type);
	}
}

static enum ronda_fate ether_ip(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 2);

	return at && at[0] >> 4 == 3 ? ethernet(walk, bytes) : nothing_inside(walk);
}

static enum ronda_fate vxlan(struct walk *walk, struct bytes bytes)
{
	enum { HAS_NETWORK = 0x08 };
	const uint8_t *at = bytes_take(&bytes, 8);

	return at && at[0] & HAS_NETWORK ? ethernet(walk, bytes) : nothing_inside(walk);
}

static enum ronda_fate vxlan_gpe(struct walk *walk, struct bytes bytes)
{
	enum { HAS_PROTOCOL = 0x04 };
	const uint8_t *at = bytes_take(&bytes, 8);

	switch (at && at[0] & HAS_PROTOCOL ? at[3] : 0) {
	case 1:
		return ip4(walk, bytes);
	case 2:
		return ip6(walk, bytes);
	case 3:
		return ethernet(walk, bytes);
	default:
		return nothing_inside(walk);
	}
}

static enum ronda_fate geneve(struct walk *walk, struct bytes bytes)
{
	enum { VERSION = 0xc0, OPTION_WORDS = 0x3f };
	const uint8_t *at = bytes_take(&bytes, 8);

	if (!at || at[0] & VERSION || !bytes_take(&bytes, (at[0] & OPTION_WORDS) * 4u))
		return nothing_inside(walk);
	return be16(at + 2) < 0x0600 ? nothing_inside(walk) : ethertype(walk, bytes, be16(at + 2));
}

/* Extension headers: their length in words, content, the type of the next; 0 is none. */
static bool skip_gtp_extensions(struct bytes *bytes, uint8_t type)
{
	while (type) {
		const uint8_t *at = bytes_peek(*bytes, 1);
		uint32_t size = at ? at[0] * 4u : 0;

		if (!size || !bytes_take(bytes, size))
			return false;
		type = at[size - 1];
	}
	return true;
}

/* A subscriber's packet on its way through a mobile network. */
static enum ronda_fate gtp(struct walk *walk, struct bytes bytes)
{
	enum { VERSION_AND_TYPE = 0xf0, VERSION_1 = 0x30, EXTENSION = 0x04, OPTIONAL = 0x07 };
	enum { USER_PACKET = 255 };
	const uint8_t *at = bytes_take(&bytes, 8), *more;

	if (!at || (at[0] & VERSION_AND_TYPE) != VERSION_1 || at[1] != USER_PACKET)
		return nothing_inside(walk);
	bytes = bytes_first(bytes, be16(at + 2));
	if (at[0] & OPTIONAL) {
		more = bytes_take(&bytes, 4);
		if (!more || !skip_gtp_extensions(&bytes, at[0] & EXTENSION ? more[3] : 0))
			return nothing_inside(walk);
	}
	return raw_ip(walk, bytes);
}

/* IPv6 through a home router: an authentication and an origin may stand before it. */
static enum ronda_fate teredo(struct walk *walk, struct bytes bytes)
{
	enum { ORIGIN = 0, AUTHENTICATION = 1, NONCE_AND_CONFIRMATION = 9 };
	const uint8_t *at = bytes_peek(bytes, 4);

	if (at && be16(at) == AUTHENTICATION) {
		if (!bytes_take(&bytes, 4u + at[2] + at[3] + NONCE_AND_CONFIRMATION))
			return nothing_inside(walk);
		at = bytes_peek(bytes, 4);
	}
	if (at && be16(at) == ORIGIN && !bytes_take(&bytes, 8))
		return nothing_inside(walk);
	return ip6(walk, bytes);
}

static layer *tunnel_of(const struct ronda_packet *packet)
{
#define BY_PROTO(proto, layer)                                                                     \
	case proto:                                                                                \
		return layer;
#define BY_PORT(port, layer, either)                                                               \
	if (packet->target_port == port || (either && packet->source_port == port))                \
		return layer;

	switch (packet->proto) {
	IP_TUNNELS(BY_PROTO)
	case RONDA_UDP:
		UDP_TUNNELS(BY_PORT)
	}
	return NULL;
}

enum ronda_fate tunnel(struct walk *walk, struct bytes bytes)
{
	layer *first = tunnel_of(walk->packet);
	struct ronda_packet inner;
	struct walk inside = {
		.fragments = walk->fragments,
		.packet = &inner,
		.time_ns = walk->time_ns,
		.notes = RONDA_TUNNELLED,
		.depth = walk->depth,
	};

	if (!first)
		return RONDA_FATE_DECODED;
	if (first(&inside, walk->fragment ? truncated(bytes) : bytes) == RONDA_FATE_DECODED)
		*walk->packet = inner;
	else if (inside.reason == RONDA_REASON_TOO_DEEP)
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	return RONDA_FATE_DECODED;
}
