/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * summary.h - what one sensor saw in one period: plain data, made once, never changed, mergeable.
 *
 * Everything above the engine sees only this. Counts are of the period alone. Times are
 * nanoseconds since 1970, UTC. A summary owns all it points to; free it with
 * ronda_summary_destroy(). Reading one from several threads is fine.
 *
 * Identities, which ronda_summary_check() verifies:
 *   delivered = sum of fates;  delivered - decoded = sum of reasons
 *   attempts.total = sum by class = by outcome = by origin = by country = by site = by hour
 *                  = verified + unverified
 *   by_site, by_class = the sums over by_site_class
 *   review + those omitted <= attempts served, <= attempts of classes web and exploit
 *   traffic.packets >= sum over top of packets, and equal to it plus evicted and untracked
 *                      packets when top holds every source (top_complete)
 */
#pragma once
#include <ronda/attack.h>
#include <ronda/packet.h>
#include <ronda/places.h>
#include <ronda/sketch.h>

#include <stdio.h>

#define RONDA_SCHEMA "ronda.summary/1"

/* One row of an open-ended partition: a country, a site, an hour, a reason. Sorted by name, bytewise. */
struct ronda_row {
	char *name;
	uint64_t count;
};
struct ronda_rows {
	struct ronda_row *row;
	size_t count;
};

/* The same with a count for each class: of a site. */
struct ronda_class_row {
	char *name;
	uint64_t by_class[RONDA_CLASS_COUNT];
};
struct ronda_class_rows {
	struct ronda_class_row *row;
	size_t count;
};

struct ronda_setting { /* one changed setting, as the operator would write it */
	char *name, *value;
};

struct ronda_part { /* what a merged summary was made of; a fresh one has one part, itself */
	char *sensor;
	uint64_t start_ns, end_ns;
	uint64_t up_seconds;
};

struct ronda_flood {
	char *sensor;
	enum ronda_flood_kind kind;
	struct ronda_addr target;
	uint16_t port;              /* 0: the address as a whole */
	enum ronda_service service; /* that reflects it */
	uint64_t start_ns, end_ns;  /* end: its last packet above the threshold, so far */
	bool ongoing;               /* not over at the end of the period */
	uint64_t packets, bytes;    /* in this period; packets are requests or connections where attack.h says so */
	uint64_t peak_packets_per_second, peak_bits_per_second;
	uint64_t sources;           /* estimate for one period; after a merge a lower bound */
	bool spoofed;               /* many sources, few packets each, none verified */
};

/* A name that a server was seen to serve, by HTTP, TLS or QUIC. */
struct ronda_hostname {
	char *name;
	struct ronda_addr addr;     /* of the server */
	uint64_t first_seen_ns, last_seen_ns; /* first: since the sensor began, as far as it remembers */
	bool declared;              /* with --site */
};

/* An attempt of class web or exploit that a server answered: no break-in, but worth a look. */
struct ronda_review {
	uint64_t time_ns;           /* when the answer was complete */
	struct ronda_addr source;   /* as it was sent */
	ronda_country country;      /* RONDA_COUNTRY_LOCAL, or 0: unknown */
	enum ronda_class class;
	char *rule, *kind;          /* which matched */
	char *site;                 /* the name asked for, else the address */
	struct ronda_addr addr;     /* of the server */
	uint16_t port;
	char *line;                 /* the request's, cut and escaped; NULL: there is none */
	uint16_t status;            /* 0: there is none */
	uint64_t response_bytes;    /* of its body, seen */
	enum ronda_outcome outcome;
};

struct ronda_source {
	struct ronda_addr addr;     /* IPv6: the prefix, see prefix_bits */
	uint8_t prefix_bits;        /* 128, or for IPv6 the source length (64) */
	enum ronda_origin origin;
	ronda_country country;
	bool verified;
	uint64_t attempts;          /* at least this many ... */
	uint64_t attempts_error;    /* ... and at most this many more */
	uint64_t packets, bytes;    /* sent by it, at least */
	uint64_t targets, ports;    /* distinct, contacted; estimates above 32, lower bounds after a merge */
	uint64_t first_seen_ns, last_seen_ns;
	uint64_t by_class[RONDA_CLASS_COUNT];
};

struct ronda_summary {
	char *sensor;
	char **scope;               /* prefixes in words; none: any */
	size_t scope_count;
	ronda_country home;
	struct ronda_setting *settings; /* changed ones only, sorted by name */
	size_t settings_count;

	uint64_t start_ns, end_ns;
	uint64_t up_seconds;        /* seconds in which the sensor was up and lost nothing */
	struct ronda_part *parts;   /* sorted by sensor, then start */
	size_t parts_count;

	struct {
		char *file, *type;      /* NULL: no database */
		uint64_t built_seconds;
	} geoip;

	struct {
		uint64_t delivered;
		uint64_t by_fate[RONDA_FATE_COUNT];
		uint64_t by_reason[RONDA_REASON_COUNT];
		uint64_t cut_short;     /* captured only in part, whatever became of them */
		uint64_t glued;         /* longer than the wire carries: several packets that were made one by the capturing
		                         * machine, and are counted as one */
	} frames;

	struct {
		uint64_t kernel_drop_packets, interface_drop_packets;
		uint64_t acknowledged_gaps; /* in connections listened to: the receiver had what never passed here */
		bool complete;          /* false: the capture ended early, see error */
		char *error;            /* NULL when there was none */
		bool one_way;           /* in some part only one direction of connections was seen: outcomes are
		                         * unknown */
	} capture;

	struct {
		uint64_t packets, wire_bytes;
		uint64_t evicted_packets;    /* of sources that had to give up their slot */
		uint64_t untracked_packets;  /* of no slot at all */
		uint64_t duplicate_packets;  /* handed over by two mirror ports: decoded, but not in `packets` */
	} traffic;

	struct {
		uint64_t total;
		uint64_t by_class[RONDA_CLASS_COUNT];
		uint64_t by_outcome[RONDA_OUTCOME_COUNT];
		uint64_t by_origin[RONDA_ORIGIN_COUNT];
		struct ronda_rows by_country; /* "US"; "local" and "unknown" for sources without a country */
		struct ronda_rows by_site;    /* "other": those beyond the bound */
		struct ronda_class_rows by_site_class; /* the same sites */
		struct ronda_rows by_hour;    /* "2022-07-13T00:00:00Z" */
		uint64_t verified, unverified;
		uint64_t of_which_research;
		uint64_t undecided, lost_pending; /* outside the total */
	} attempts;

	struct {
		uint64_t attempts;
		uint64_t sources;       /* distinct, in this period; after a merge a lower bound */
	} outbound, internal;
	uint64_t monitor_acts;

	struct {
		uint64_t total, by_class[RONDA_CLASS_COUNT];
	} incidents;

	struct ronda_flood *floods; /* sorted by start, sensor, kind, target, port, service */
	size_t floods_count;

	struct {
		uint64_t packets;
		struct ronda_sketch sources;
	} backscatter;

	struct {
		uint64_t connections;        /* whose payload was followed */
		uint64_t requests, handshakes, logins; /* read on them */
		uint64_t given_up;           /* connections: bytes were lost, or no reader knows them */
		uint64_t evicted;            /* connections that had to give way to others */
		uint64_t names_refused;      /* host names asked for that found no place */
		uint64_t names_declared;     /* with --site; after a merge the most of one part */
		uint64_t forgotten;          /* times that what was known of a source gave way to another's: what it
		                              * did before may go uncredited */
	} listening;

	struct ronda_hostname *hostnames; /* served in this period; sorted by name, then address */
	size_t hostnames_count;
	struct ronda_review *review;      /* the latest; sorted by time, then by the rest */
	size_t review_count;
	uint64_t review_omitted;          /* earlier ones, for which there was no room */

	struct {
		struct ronda_sketch seen;      /* every source that sent a packet: "distinct", "sketch" */
		struct ronda_sketch attacking; /* those with an attempt in the total: "attacking", "attacking_sketch" */
		uint64_t evicted;
		struct ronda_source *top;      /* most attempts first, then packets, then address */
		size_t top_count;
		bool top_complete;             /* top holds every source of the period */
	} sources;
};

/* Frees it and all it holds; NULL is fine. */
void ronda_summary_destroy(struct ronda_summary *summary);

/* 0, or -EINVAL and a sentence naming the first identity that does not hold. */
int ronda_summary_check(const struct ronda_summary *summary, struct ronda_error *error);

/*
 * The sum of `count` (1..) summaries as a new one: the same for any order and any grouping.
 * NULL and a sentence when they cannot be added: parts of one sensor that overlap in time,
 * different definitions of home country.
 */
struct ronda_summary *ronda_summary_merge(const struct ronda_summary *const summaries[], size_t count,
	struct ronda_error *error);

/*
 * JSON text, schema ronda.summary/1, NUL-terminated, for the caller to free(). `top` bounds the
 * sources that are written (SIZE_MAX: all). `indent` false: one line. NULL when memory is short.
 */
char *ronda_summary_to_json(const struct ronda_summary *summary, size_t top, bool indent);

/* The same into `file`, with memory for one source at a time. -EIO when the file does not take it,
 * -ENOMEM when memory is short; part of the text may be written then. */
int ronda_summary_write_json(const struct ronda_summary *summary, size_t top, bool indent, FILE *file);

/* The summary that `bytes` of JSON hold; NULL and a sentence with line, column or key when they hold
 * none, or one whose identities are broken. */
struct ronda_summary *ronda_summary_from_json(const char *text, size_t bytes, struct ronda_error *error);
