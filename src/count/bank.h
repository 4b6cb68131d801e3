/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bank.h - the totals of one worker in one period. Every decided act is added here once, whole, so
 * that the identities hold exactly; the sources' slots serve only the ranking.
 *
 * Threads    One: the worker's. Handed over whole between two batches.
 */
#pragma once
#include <ronda/engine.h>
#include <ronda/sketch.h>

enum { BANK_COUNTRIES = 26 * 26, BANK_SITE_SETS = 1024, BANK_SITES_PER_SET = 4, BANK_HOURS = 1 << 16,
	BANK_SITES = BANK_SITE_SETS * BANK_SITES_PER_SET };

struct bank_site {
	struct ronda_addr addr;
	uint64_t attempts;    /* 0: free */
	uint32_t site;        /* its name, in listen's sites; 0: the address. Up to here it is looked at, */
	uint64_t by_class[RONDA_CLASS_COUNT]; /* and counted mostly in the first */
};

struct bank_hour {
	uint64_t hour;        /* since 1970 */
	uint64_t attempts;
};

struct bank {
	uint64_t packets, wire_bytes, untracked_packets;

	uint64_t total;               /* inbound, and nobody's monitor */
	uint64_t by_class[RONDA_CLASS_COUNT], by_outcome[RONDA_OUTCOME_COUNT], by_origin[RONDA_ORIGIN_COUNT];
	uint64_t by_country[BANK_COUNTRIES]; /* domestic and foreign ones */
	uint64_t verified, research;
	uint64_t undecided, lost_pending;
	uint64_t incidents[RONDA_CLASS_COUNT];
	uint64_t outbound, internal, monitor_acts;
	uint64_t backscatter_packets;
	uint64_t answered, one_way;   /* connections whose SYN-ACK was seen; that went on without */

	struct ronda_sketch seen, attacking, outbound_sources, internal_sources, backscatter_sources;

	struct bank_site site[BANK_SITE_SETS][BANK_SITES_PER_SET];
	uint64_t other_sites;         /* attempts at sites that had no place */
	uint64_t other_by_class[RONDA_CLASS_COUNT];
	struct bank_hour *hour;       /* BANK_HOURS of them, in order of first use */
	uint32_t hours;
};

/* -ENOMEM when memory is short. */
int bank_init(struct bank *bank);
void bank_finish(struct bank *bank);
/* Everything 0 again. */
void bank_clear(struct bank *bank);

/* Adds all totals of `bank`, its sites left out: they are numbered by its own counter. */
void bank_add(struct bank *sum, const struct bank *bank);

/* One attempt of the total, as it is at this moment. */
struct booking {
	enum ronda_class class;
	enum ronda_outcome outcome;
	enum ronda_origin origin;
	ronda_country country;
	bool verified;
	const struct ronda_addr *addr;
	uint32_t site;
	uint64_t when_ns;
};
/* Sends for where an attempt at this address will be booked. */
void bank_prefetch(const struct bank *bank, const struct ronda_addr *addr);
void bank_book(struct bank *bank, const struct booking *booking, uint32_t times);
