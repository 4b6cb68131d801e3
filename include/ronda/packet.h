/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packet.h - frames as they come in, and packets as they are understood.
 *
 * A frame is what the capture hands over. A packet is the innermost IP packet that decoding found
 * in it, in the host's byte order but for addresses.
 */
#pragma once
#include <ronda/addr.h>

/* Why a frame is not `decoded`: X(NAME, "key in frames.reasons", FATE). */
#define RONDA_REASONS(X)                                                                           \
	X(NOT_IP, "not_ip", NON_IP)                      /* another EtherType or protocol */       \
	X(ARP, "arp", NON_IP)                                                                      \
	X(LLC, "llc", NON_IP)                            /* 802.3 length: spanning tree, IS-IS */  \
	X(WLAN_NOT_DATA, "wlan_not_data", NON_IP)        /* 802.11 management, control, null */    \
	X(WLAN_ENCRYPTED, "wlan_encrypted", NON_IP)                                                \
	X(CUT_LINK, "cut_link", TRUNCATED)               /* the capture ends inside the ... */     \
	X(CUT_IP, "cut_ip", TRUNCATED)                                                             \
	X(CUT_TRANSPORT, "cut_transport", TRUNCATED)                                               \
	X(SHORT_LINK, "short_link", MALFORMED)           /* the frame itself ends inside the ... */\
	X(SHORT_IP, "short_ip", MALFORMED)                                                         \
	X(SHORT_TRANSPORT, "short_transport", MALFORMED)                                           \
	X(IP_VERSION, "ip_version", MALFORMED)                                                     \
	X(IP_LENGTH, "ip_length", MALFORMED)             /* header or total length impossible */   \
	X(TRANSPORT_LENGTH, "transport_length", MALFORMED)                                         \
	X(FRAGMENT, "fragment", MALFORMED)               /* beyond 65,535 bytes, overlong */       \
	X(LINK_HEADER, "link_header", MALFORMED)         /* radiotap, NFLOG, PPPoE lengths */      \
	X(LINK_TYPE, "link_type", UNSUPPORTED)                                                     \
	X(TOO_DEEP, "too_deep", UNSUPPORTED)             /* nested beyond the bound */

#define RONDA_REASON_WORD(NAME, key, FATE) RONDA_REASON_##NAME,
enum ronda_reason { RONDA_REASONS(RONDA_REASON_WORD) RONDA_REASON_COUNT };

const char *ronda_reason_name(enum ronda_reason reason);

/* One captured frame. `data` is borrowed for the call it is passed to. */
struct ronda_frame {
	uint64_t time_ns;       /* since 1970, UTC */
	uint32_t captured_bytes;
	uint32_t wire_bytes;    /* as it was on the wire, at least captured_bytes */
	const uint8_t *data;
	int link;               /* libpcap's DLT_ value */
};

enum { RONDA_ICMP = 1, RONDA_TCP = 6, RONDA_UDP = 17, RONDA_ICMPV6 = 58, RONDA_SCTP = 132 };

enum {
	RONDA_TCP_FIN = 0x01, RONDA_TCP_SYN = 0x02, RONDA_TCP_RST = 0x04, RONDA_TCP_PSH = 0x08,
	RONDA_TCP_ACK = 0x10, RONDA_TCP_URG = 0x20, RONDA_TCP_ECE = 0x40, RONDA_TCP_CWR = 0x80,
};

/* packet.notes */
enum {
	RONDA_HAS_PORTS = 1 << 0,     /* source and target port are known */
	RONDA_HAS_TRANSPORT = 1 << 1, /* the transport header is in this packet: flags, type, ... */
	RONDA_FRAGMENT = 1 << 2,      /* part of a fragmented packet */
	RONDA_HEADLESS = 1 << 3,      /* a later fragment whose head has not been seen */
	RONDA_GROUP = 1 << 4,         /* sent to a link-layer group, or IP multicast or broadcast */
	RONDA_TUNNELLED = 1 << 5,     /* found inside another IP packet */
	RONDA_QUOTES = 1 << 6,        /* an ICMP error whose quoted packet was understood */
};

struct ronda_packet {
	uint64_t time_ns;
	struct ronda_addr source, target;  /* of the IP header: who sent it, to whom */
	uint16_t source_port, target_port; /* ICMP echo: the identifier, twice */
	uint8_t proto;                     /* IP protocol after extension headers */
	uint8_t tcp_flags;
	uint8_t icmp_type, icmp_code;
	uint16_t notes;
	uint16_t captured_payload_bytes;
	uint32_t payload_bytes;            /* transport payload as the IP length states it */
	uint32_t seq, ack;
	uint32_t wire_bytes;               /* the whole frame's */
	const uint8_t *payload;            /* captured_payload_bytes of it; borrowed like the frame. Of fragments
	                                    * that came before their head: gathered in the decoder */
	struct {                           /* RONDA_QUOTES: the packet that the error answers */
		struct ronda_addr source, target;
		uint16_t source_port, target_port;
		uint32_t seq;
		uint8_t proto;
	} quoted;
};
