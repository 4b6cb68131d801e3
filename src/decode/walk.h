/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * walk.h - what the layers of decode share.
 *
 * A layer is a function that is handed the bytes from its header on, takes its header off, and
 * returns what the next layer makes of the rest. It knows nothing of what was around it. A new link
 * type is one layer and one line in link.c; a new tunnel is one layer in tunnel.c and one line below.
 */
#pragma once
#include "base/branch.h"
#include "base/bytes.h"
#include "decode/decode.h"

#define MOST_LAYERS 16 /* headers one frame may nest: no real one comes near */

struct fragments;

/* One frame's way down. */
struct walk {
	struct fragments *fragments;
	struct ronda_packet *packet; /* being filled */
	uint64_t time_ns;
	enum ronda_reason reason;    /* once something was refused */
	uint16_t notes;              /* that the next IP packet starts with: RONDA_GROUP, RONDA_TUNNELLED */
	uint8_t depth;               /* layers so far */
	bool v6;                     /* the IP packet at hand is IPv6 */
	bool fragment;               /* it is a part of one */
	bool unsized;                /* it is too big for its length field, which is 0 */
};

typedef enum ronda_fate layer(struct walk *walk, struct bytes bytes);

/* Where the bytes ran out, to say which. */
enum part { LINK_PART, IP_PART, TRANSPORT_PART };

/* Ends the walk: keeps the reason and returns its fate. */
enum ronda_fate refuse(struct walk *walk, enum ronda_reason reason) __attribute__((cold));

/* Ends it because `bytes` are too few: cut by the capture, or never sent. */
enum ronda_fate ran_out(struct walk *walk, struct bytes bytes, enum part part)
	__attribute__((cold));

/* Counts a layer; true when it is one too many. */
static inline bool too_deep(struct walk *walk)
{
	return unlikely(++walk->depth > MOST_LAYERS);
}

/* Multicast, the broadcast address, or none at all. */
static inline bool is_group_v4(const uint8_t target[4])
{
	uint32_t number = be32(target);

	return number >> 28 == 0xe || number == UINT32_MAX || number == 0;
}

/* common.c: decodes the commonest kind of frame; false, and *packet is undefined, if it is another. */
bool decode_common(const struct ronda_frame *frame, struct ronda_packet *packet);

/* link.c: the layer for a libpcap DLT_ value; NULL when we have none. */
enum { LINK_TYPES = 277 };
extern layer *const link_layers[LINK_TYPES];
static inline layer *link_layer(int link)
{
	return (unsigned)link < LINK_TYPES ? link_layers[link] : NULL;
}
layer raw_ip; /* IPv4 or IPv6 by the first four bits */

/* ethernet.c */
layer ethernet, llc;
enum ronda_fate ethertype(struct walk *walk, struct bytes bytes, uint16_t type);

/* mpls.c, ppp.c, frelay.c, wlan.c, nflog.c */
layer mpls;
layer ppp, pppoe, hdlc, chdlc, pppd, ppp_directed, chdlc_directed;
layer frelay, frelay_directed;
layer wlan, radiotap, prism, ppi;
layer nflog;

/* ip4.c, ip6.c */
layer ip4, ip6;

/* Steps over the extension headers of IPv6 (of IPv4: AH) up to the transport or a fragment header.
 * RONDA_FATE_DECODED, or why it could not. `bytes` are at most *stated. */
enum ronda_fate extensions(struct walk *walk, struct bytes *bytes, uint32_t *stated, uint8_t *proto);
bool is_extension(uint8_t proto, bool v6);

/* transport.c: what an IP packet carries, `stated` bytes by its length field. upper() follows
 * tunnels; transport() stops behind the transport header and leaves `bytes` there. */
enum ronda_fate upper(struct walk *walk, struct bytes bytes, uint32_t stated, uint8_t proto);
enum ronda_fate transport(struct walk *walk, struct bytes *bytes, uint32_t stated, uint8_t proto);

/* icmp.c: as transport() does. */
enum ronda_fate icmp(struct walk *walk, struct bytes *bytes, uint32_t stated, uint8_t proto);

/* tunnel.c: the packet within walk->packet, whose payload is `bytes`, if it is a tunnel that holds
 * one; else that packet stands. */
enum ronda_fate tunnel(struct walk *walk, struct bytes bytes);

/* Tunnels, by IP protocol as X(protocol, layer) ... */
#define IP_TUNNELS(X)                                                                              \
	X(4, ip4)                                                                                  \
	X(41, ip6)                                                                                 \
	X(47, gre)                                                                                 \
	X(97, ether_ip)                                                                            \
	X(137, mpls)

/* ... and by UDP port as X(port, layer, also as source port). */
#define UDP_TUNNELS(X)                                                                             \
	X(4789, vxlan, false)                                                                      \
	X(8472, vxlan, false) /* as Linux had it before there was a standard */                    \
	X(4790, vxlan_gpe, false)                                                                  \
	X(6081, geneve, false)                                                                     \
	X(6635, mpls, false)                                                                       \
	X(2152, gtp, true)                                                                         \
	X(3544, teredo, true)

/* fragment.c */
struct fragments *fragments_create(void);
void fragments_destroy(struct fragments *fragments);

struct piece {
	uint32_t offset;       /* bytes, a multiple of 8 */
	bool more;             /* it is not the last */
	uint32_t id;
	uint8_t proto;         /* as this fragment states it */
	uint8_t header_bytes;  /* that count towards the 65,535 of the whole packet */
};

/* `bytes` is the part of the packet that the fragment carries, `stated` its length. */
enum ronda_fate fragment(struct walk *walk, struct bytes bytes, uint32_t stated,
	const struct piece *piece);

/* The start of every packet: all that a header may later fill is 0. */
static inline void packet_start(struct ronda_packet *packet, uint8_t proto, uint16_t notes)
{
	packet->source_port = packet->target_port = 0;
	packet->proto = proto;
	packet->tcp_flags = packet->icmp_type = packet->icmp_code = 0;
	packet->notes = notes;
	packet->seq = packet->ack = 0;
}

/* Its end: `bytes` are what is there of `stated` bytes of payload. */
static inline void packet_payload(struct ronda_packet *packet, struct bytes bytes, uint32_t stated)
{
	uint32_t there = bytes.left < stated ? bytes.left : stated;

	packet->payload = bytes.at;
	packet->captured_payload_bytes = (uint16_t)(there < UINT16_MAX ? there : UINT16_MAX);
	packet->payload_bytes = stated;
}
