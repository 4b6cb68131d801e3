/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * settings.h - what an operator can decide, with defaults that need no decision.
 *
 * Thresholds are part of the definition: one that differs from its default is printed with every
 * total, under changed_settings.
 */
#pragma once
#include <ronda/addr.h>
#include <ronda/places.h>

/* X(field, "name", default, least, most, "what it decides") */
#define RONDA_THRESHOLDS(X)                                                                        \
	X(answer_seconds, "answer-seconds", 30, 1, 3600,                                           \
		"a probe without an answer for so long is unanswered")                             \
	X(same_probe_seconds, "same-probe-seconds", 120, 1, 86400,                                 \
		"a repeated probe within so long is the same probe")                               \
	X(probes_per_pair, "probes-per-pair", 10, 1, 255,                                          \
		"probes to one address and port in the time above; more are flood packets")        \
	X(scanner_score, "scanner-score", 4, 1, 100,                                               \
		"failed first contacts, less the useful ones, that make a scanner")                \
	X(scanner_hours, "scanner-hours", 24, 1, 8760,                                             \
		"a scanner without a contact for so long is forgotten")                            \
	X(failed_pairs, "failed-pairs", 25, 1, 32,                                                 \
		"distinct failed address and port pairs in the window that make a scanner")        \
	X(failed_minutes, "failed-minutes", 15, 1, 1440, "the window for failed and dark pairs")   \
	X(dark_pairs, "dark-pairs", 10, 1, 32,                                                     \
		"distinct failed pairs that are enough when some are dark")                        \
	X(dark_addresses, "dark-addresses", 3, 1, 32, "... of which so many dark addresses")       \
	X(stealth_pairs, "stealth-pairs", 10, 1, 10,                                               \
		"bare acknowledgements to so many unknown pairs in the seconds below are a scan")  \
	X(stealth_seconds, "stealth-seconds", 60, 1, 3600, "... seconds")                          \
	X(web_missing, "web-missing", 10, 1, 31,                                                   \
		"paths answered 4xx, beyond which each further one is a web attempt")              \
	X(web_leak_seconds, "web-leak-seconds", 10, 1, 3600, "... less one each so many seconds")  \
	X(incident_minutes, "incident-minutes", 15, 1, 1440,                                       \
		"an incident ends after so long without an attempt")                               \
	X(login_refusals, "login-refusals", 3, 1, 8,                                               \
		"refused log-ins at one target in the window from which on they count")            \
	X(login_connections, "login-connections", 6, 1, 20,                                        \
		"connections to a log-in service that cannot be read, likewise")                   \
	X(login_minutes, "login-minutes", 10, 1, 1440, "the window for log-ins")                   \
	X(syn_flood_packets, "syn-flood-packets", 100, 1, 1000000000,                              \
		"SYN per second to one address and port that are a flood")                         \
	X(syn_flood_completed, "syn-flood-completed", 20, 0, 100,                                  \
		"... when fewer than so many percent complete the handshake")                      \
	X(datagram_flood_packets, "datagram-flood-packets", 1000, 1, 1000000000,                   \
		"unanswered or unasked datagrams, or ICMP packets, per second to one address "     \
		"that are a flood")                                                                \
	X(http_flood_requests, "http-flood-requests", 500, 1, 1000000000,                          \
		"HTTP requests per second to one address and port that are a flood")               \
	X(http_flood_served, "http-flood-served", 20, 0, 100,                                      \
		"... when fewer than so many percent are served")                                  \
	X(http_flood_seconds, "http-flood-seconds", 5, 1, 60, "... for so many seconds in a row")  \
	X(slow_connections, "slow-connections", 100, 1, 1000000000,                                \
		"connections held by unfinished requests at one address and port that are a flood") \
	X(flood_over_seconds, "flood-over-seconds", 60, 1, 3600,                                   \
		"a flood is over after so long below its threshold")                               \
	X(ipv6_source_bits, "ipv6-source-bits", 64, 16, 128, "IPv6 addresses with so many bits "   \
		"in common are one source")

#define RONDA_THRESHOLD_FIELD(field, name, normal, least, most, meaning) uint32_t field;
#define RONDA_THRESHOLD_NORMAL(field, name, normal, least, most, meaning) .field = normal,

struct ronda_thresholds {
	RONDA_THRESHOLDS(RONDA_THRESHOLD_FIELD)
};

#define RONDA_THRESHOLDS_NORMAL { RONDA_THRESHOLDS(RONDA_THRESHOLD_NORMAL) }

/* "name=value"; -EINVAL names what was given and the bounds. */
int ronda_threshold_set(struct ronda_thresholds *thresholds, const char *assignment,
	struct ronda_error *error);

struct ronda_prefixes {
	struct ronda_prefix *prefix;
	size_t count;
};

struct rules; /* what requests and streams are matched against; opaque here */

struct ronda_names {
	const char **name;
	size_t count;
};

struct ronda_named_addr {
	struct ronda_addr addr;
	const char *name;
};

struct ronda_named_addrs {
	struct ronda_named_addr *named;
	size_t count;
};

struct ronda_settings {
	const char *sensor;             /* its name in every summary */
	const struct rules *rules;      /* NULL: the built-in ones; else outlives the engine */
	struct ronda_prefixes protect;  /* ours; none: every target is in scope */
	struct ronda_prefixes dark;     /* addresses of ours that nobody should ever contact */
	struct ronda_prefixes monitor;  /* the office's own watchers, counted on a line of their own */
	struct ronda_prefixes research; /* research scanners besides those known: "of which", in the total */
	struct ronda_names sites;       /* host names of ours, "*.example.go.id" for all below one; copied */
	struct ronda_named_addrs names; /* what a server of ours is called where no host name was asked for; copied */
	ronda_country home;
	uint64_t memory_bytes;          /* for all tables together, at least RONDA_MEMORY_LEAST */
	unsigned threads;               /* that count, the caller's included, among which sources and memory are divided;
	                                 * at most RONDA_THREADS_MOST; 0 is 1 */
	uint32_t frame_bytes_most;      /* a longer one cannot have been on the wire so; 0: RONDA_FRAME_BYTES_MOST */
	uint64_t seed;                  /* of the tables' hashes: fixed for files, secret on a wire */
	struct ronda_thresholds thresholds;
};

/* A jumbo frame of 9,216 bytes of payload with its Ethernet header and two VLAN tags. */
#define RONDA_FRAME_BYTES_MOST 9238u

#define RONDA_THREADS_MOST 64u
/* ... for each thread */
#define RONDA_MEMORY_LEAST ((uint64_t)16 << 20)
#define RONDA_MEMORY_NORMAL ((uint64_t)256 << 20)
