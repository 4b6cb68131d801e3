/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * picture.h - what a sensor sees now: rates, the last hour, today; for the console, the dashboard, anyone who looks on.
 *
 * Plain data, made once a second, never changed afterwards. Unlike a summary it runs on over periods, and is
 * not kept nor merged: the summaries are the record. Totals are exact; rows of sources (and networks, which are
 * made of them) are lower bounds, since only those with most attempts are looked at each second.
 *
 * As one line of JSON it is what the sensor's socket sends; "schema": "ronda.picture/1". Keys are added, never renamed.
 */
#pragma once
#include <ronda/settings.h>
#include <ronda/summary.h>

enum { PICTURE_SPARK = 120, PICTURE_NAME = 96, PICTURE_WHY = 64, PICTURE_LINE = 200 };

#define PICTURE_SCHEMA "ronda.picture/1"

/* Of anything that is counted: `rate` a second over the last ten pictures; the last 60 minutes; since today_ns. */
struct picture_count {
	double rate;
	uint64_t hour, today;
};

struct picture_row {
	char name[PICTURE_NAME];    /* "US", "www.example.go.id", "198.51.100.0/24", "probe" */
	struct picture_count attempts;
	uint64_t by_class[RONDA_CLASS_COUNT]; /* today; sites and networks only */
	uint64_t sources;           /* networks: different ones that were looked at */
	uint64_t last_ns;
};

struct picture_source {
	struct ronda_addr addr;     /* IPv6: its prefix */
	uint8_t prefix_bits;        /* 128, or for IPv6 the source length */
	enum ronda_origin origin;
	ronda_country country;
	bool verified;
	struct picture_count attempts;
	uint64_t by_class[RONDA_CLASS_COUNT]; /* today */
	uint64_t targets, ports;    /* in the period it had most */
	uint64_t packets;           /* today, at least */
	uint64_t first_ns, last_ns; /* today */
	char site[PICTURE_NAME];    /* of its last act that was looked at; "": none was */
	enum ronda_outcome outcome; /* likewise; RONDA_OUTCOME_COUNT: none was */
};

struct picture_flood {
	enum ronda_flood_kind kind;
	enum ronda_service service;
	struct ronda_addr target;
	uint16_t port;              /* 0: the address as a whole */
	uint64_t start_ns, end_ns;
	bool ongoing, spoofed;
	uint64_t packets, peak_packets_per_second, peak_bits_per_second, sources;
};

/* An act that was booked. */
struct picture_act {
	uint64_t act_ns, decided_ns;
	struct ronda_addr source, target;
	uint16_t port;
	uint8_t proto;
	enum ronda_class class;
	enum ronda_outcome outcome;
	enum ronda_direction direction;
	enum ronda_origin origin;
	ronda_country country;
	bool verified, scanner, bare;
	int score;
	uint32_t credits;           /* earlier acts that count with it */
	char why[PICTURE_WHY];      /* the rule that matches, or the service; "": none */
	char site[PICTURE_NAME];    /* "": the target's address */
};

/* An attempt that a server answered: worth a look. */
struct picture_review {
	uint64_t time_ns;
	struct ronda_addr source, addr;
	ronda_country country;
	enum ronda_class class;
	enum ronda_outcome outcome;
	uint16_t port, status;
	uint64_t response_bytes;
	char rule[PICTURE_WHY], site[PICTURE_NAME], line[PICTURE_LINE];
};

struct ronda_picture {
	uint64_t serial;            /* one more each time */
	char sensor[64], input[64]; /* "tap", "eth1" */
	ronda_country home;
	struct ronda_thresholds thresholds;
	uint64_t now_ns;            /* the engine's time */
	uint64_t since_ns;          /* when it began to count */
	uint64_t today_ns;          /* midnight in the sensor's zone, or since_ns if that is later */
	double every_seconds;       /* between pictures */
	bool replay, ended;         /* from a file; nothing more comes */
	bool stale;                 /* the capture thread did not answer: all is as it was */

	struct picture_count attempts, packets, bytes;
	struct picture_count by_class[RONDA_CLASS_COUNT], by_outcome[RONDA_OUTCOME_COUNT],
		by_origin[RONDA_ORIGIN_COUNT];
	struct picture_count verified, research, outbound, internal;
	struct picture_count kernel_drops, interface_drops, backscatter;
	uint64_t up_seconds_hour, seconds_hour, up_seconds_today, seconds_today; /* coverage */
	bool down, one_way;         /* no packets can be had at this moment; one direction only */
	uint64_t sources_seen, sources_attacking; /* different ones, today */
	uint64_t sources_used, sources_room; /* slots */
	uint64_t evicted_sources, lost_pending; /* in this period */
	uint64_t geoip_built_seconds; /* 0: there is none */

	struct {
		uint64_t start_ns;  /* 0: none goes on */
		uint64_t attempts, usual; /* in its hours that are over */
	} surge;

	double spark[PICTURE_SPARK];/* attempts a second, one a picture, the latest last */
	size_t spark_count;
	uint64_t strip[24];         /* attempts in each of the last 24 hours of the clock, this one last */

	struct picture_source *source;
	size_t source_count;
	struct picture_row *country, *site, *network; /* those with most first */
	size_t country_count, site_count, network_count;
	struct picture_flood *flood; /* the latest first */
	size_t flood_count;
	struct picture_act *act;    /* the latest first */
	size_t act_count;
	struct picture_review *review; /* the latest first */
	size_t review_count;
};

/* Frees it and all it holds; NULL is fine. */
void picture_destroy(struct ronda_picture *picture);

/*
 * One line of JSON, no newline, for the caller to free(). At most `sources` of the sources, and of the acts at most
 * `acts`: only those of `watched` (a source), if it is not NULL. NULL when memory is short.
 */
char *picture_to_json(const struct ronda_picture *picture, size_t sources, const struct ronda_addr *watched, size_t acts);

/* The picture that `bytes` of JSON hold. NULL and a sentence when they hold none. What is missing is 0; more rows than
 * any sensor sends are refused. */
struct ronda_picture *picture_from_json(const char *text, size_t bytes, struct ronda_error *error);

/* As a source is written: "192.0.2.1", "2001:db8::/64". */
const char *picture_source_name(const struct ronda_addr *addr, unsigned prefix_bits, char text[RONDA_ADDR_TEXT]);
