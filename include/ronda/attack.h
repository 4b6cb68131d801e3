/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * attack.h - the words of definition attempt/1, each list written once.
 *
 * Every list is an X-macro: X(NAME, "name", "what it means"). JSON keys, reports and the manual
 * expand the same list, so they cannot disagree. Add at the end; never rename.
 */
#pragma once

#define RONDA_DEFINITION "attempt/1"

/* What one hostile act can be; the most specific wins. */
#define RONDA_CLASSES(X)                                                                           \
	X(PROBE, "probe", "a scanner's packet that was refused, unanswered, or led to no data")    \
	X(STEALTH, "stealth", "a TCP segment no stack sends, for an unknown connection")           \
	X(LOGIN, "login", "a refused or repeated log-in")                                          \
	X(WEB, "web", "a clear-text HTTP request that matches a rule or probes paths")             \
	X(TLS, "tls", "a TLS or QUIC connection of a scanner, without a declared name or failed")  \
	X(EXPLOIT, "exploit", "a flow that matches a signature outside HTTP")

/* What came back, as far as a tap can see. */
#define RONDA_OUTCOMES(X)                                                                          \
	X(UNANSWERED, "unanswered", "no answer was seen within 30 s")                              \
	X(REFUSED, "refused", "answered by a reset, or by ICMP prohibited or unreachable")         \
	X(ANSWERED, "answered", "answered, no handshake completed")                                \
	X(ESTABLISHED, "established", "the handshake was completed")                               \
	X(REJECTED, "rejected", "the application said no")                                         \
	X(SERVED, "served", "the application answered with data")                                  \
	X(UNKNOWN, "unknown", "only one direction was seen")

/* Where a source is, seen from the office. */
#define RONDA_ORIGINS(X)                                                                           \
	X(DOMESTIC, "domestic", "its country is the home country")                                 \
	X(FOREIGN, "foreign", "its country is another")                                            \
	X(LOCAL, "local", "protected, private, link-local or loopback")                            \
	X(UNKNOWN, "unknown", "the database has no answer")

/* What became of each frame; exactly one. */
#define RONDA_FATES(X)                                                                             \
	X(DECODED, "decoded", "an IP packet was understood")                                       \
	X(NON_IP, "non_ip", "carries no IP: ARP, spanning tree, 802.11 management, ...")           \
	X(TRUNCATED, "truncated", "the capture cut it before the headers ended")                   \
	X(MALFORMED, "malformed", "its headers contradict themselves")                             \
	X(UNSUPPORTED, "unsupported", "a link type or nesting that ronda does not take apart")

/* Who opened and whose the target is. */
#define RONDA_DIRECTIONS(X)                                                                        \
	X(INBOUND, "inbound", "against a protected address, or against any when none is named")    \
	X(OUTBOUND, "outbound", "from a protected address to elsewhere")                           \
	X(INTERNAL, "internal", "from one protected address to another")                           \
	X(TRANSIT, "transit", "between two addresses that are not ours")

/* Incidents measured in packets. */
#define RONDA_FLOODS(X)                                                                            \
	X(SYN, "syn", "100 SYN in a second to one port, under 20 % completed")                     \
	X(UDP, "udp", "1,000 unanswered datagrams in a second to one address")                     \
	X(ICMP, "icmp", "1,000 ICMP packets in a second to one address")                           \
	X(REFLECTION, "reflection",                                                                \
		"1,000 unasked answers of one service in a second to one address")                 \
	X(HTTP, "http",                                                                            \
		"500 requests a second to one port for 5 s, under 20 % served; packets: requests") \
	X(SLOW, "slow",                                                                            \
		"100 connections to one port held by unfinished requests; packets: connections")

/* Services that can be made to answer to a forged sender: X(NAME, "name", the UDP port they answer from). TCP answers
 * from any port, by a SYN-ACK; its number here is no port. */
#define RONDA_SERVICES(X)                                                                          \
	X(TCP, "tcp", 65536) X(ECHO, "echo", 7) X(QOTD, "qotd", 17) X(CHARGEN, "chargen", 19)      \
	X(DNS, "dns", 53) X(PORTMAP, "portmap", 111) X(NTP, "ntp", 123) X(NETBIOS, "netbios", 137) \
	X(SNMP, "snmp", 161) X(XDMCP, "xdmcp", 177) X(CLDAP, "cldap", 389) X(SLP, "slp", 427)      \
	X(ISAKMP, "isakmp", 500) X(RIP, "rip", 520) X(IPMI, "ipmi", 623) X(MSSQL, "mssql", 1434)   \
	X(CITRIX, "citrix", 1604) X(SSDP, "ssdp", 1900) X(ARD, "ard", 3283) X(RDP, "rdp", 3389)    \
	X(WSD, "wsd", 3702) X(NAT_PMP, "nat-pmp", 5351) X(MDNS, "mdns", 5353) X(COAP, "coap", 5683) \
	X(UBIQUITI, "ubiquiti", 10001) X(MITEL, "mitel", 10074) X(MEMCACHED, "memcached", 11211)   \
	X(STEAM, "steam", 27015) X(QUAKE, "quake", 27960) X(LANTRONIX, "lantronix", 30718)         \
	X(PLEX, "plex", 32414) X(JENKINS, "jenkins", 33848) X(DVR, "dvr", 37810)                   \
	X(CRESTRON, "crestron", 41794) X(BACNET, "bacnet", 47808)

#define RONDA_CLASS_WORD(NAME, name, meaning)     RONDA_CLASS_##NAME,
#define RONDA_OUTCOME_WORD(NAME, name, meaning)   RONDA_OUTCOME_##NAME,
#define RONDA_ORIGIN_WORD(NAME, name, meaning)    RONDA_ORIGIN_##NAME,
#define RONDA_FATE_WORD(NAME, name, meaning)      RONDA_FATE_##NAME,
#define RONDA_DIRECTION_WORD(NAME, name, meaning) RONDA_##NAME,
#define RONDA_FLOOD_WORD(NAME, name, meaning)     RONDA_FLOOD_##NAME,
#define RONDA_SERVICE_WORD(NAME, name, port)      RONDA_SERVICE_##NAME,

enum ronda_class { RONDA_CLASSES(RONDA_CLASS_WORD) RONDA_CLASS_COUNT };
enum ronda_outcome { RONDA_OUTCOMES(RONDA_OUTCOME_WORD) RONDA_OUTCOME_COUNT };
enum ronda_origin { RONDA_ORIGINS(RONDA_ORIGIN_WORD) RONDA_ORIGIN_COUNT };
enum ronda_fate { RONDA_FATES(RONDA_FATE_WORD) RONDA_FATE_COUNT };
enum ronda_direction { RONDA_DIRECTIONS(RONDA_DIRECTION_WORD) RONDA_DIRECTION_COUNT };
enum ronda_flood_kind { RONDA_FLOODS(RONDA_FLOOD_WORD) RONDA_FLOOD_COUNT };
enum ronda_service { RONDA_SERVICE_NONE, RONDA_SERVICES(RONDA_SERVICE_WORD) RONDA_SERVICE_COUNT };

/* The names as JSON spells them; an index outside the list is a caller's defect. */
const char *ronda_class_name(enum ronda_class class);
const char *ronda_outcome_name(enum ronda_outcome outcome);
const char *ronda_origin_name(enum ronda_origin origin);
const char *ronda_fate_name(enum ronda_fate fate);
const char *ronda_direction_name(enum ronda_direction direction);
const char *ronda_flood_name(enum ronda_flood_kind kind);
const char *ronda_service_name(enum ronda_service service); /* NULL for RONDA_SERVICE_NONE */
