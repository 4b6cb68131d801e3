/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scanner.h - is a source a scanner? What it did to whom, and what followed.
 *
 * The test is the sequential hypothesis test of Jung, Paxson, Berger and Balakrishnan (2004) in whole
 * steps, with two absolute counts beside it for those who mix failures with successes; definition
 * attempt/1 states both. A source's state is a `behaviour`, small enough to stand beside its counters;
 * when that does not hold what must be remembered, a `dossier` does, from a pool of count's.
 *
 * Pure state: no table, no clock. One writer.
 */
#pragma once
#include <ronda/attack.h>
#include <ronda/packet.h>
#include <ronda/settings.h>

enum { PAIRS_REMEMBERED = 32, SPREAD_BITS = 2048 };

/* Acts against one address and port that count if the source turns out to be a scanner. */
struct held {
	struct ronda_addr target;
	uint32_t when_s;  /* of its first contact's failure */
	uint16_t port;
	uint8_t proto;
	bool failed : 1;  /* the first contact was refused or unanswered */
	bool dark : 1;    /* the target is listed dark */
	uint16_t acts[RONDA_OUTCOME_COUNT];
};

enum { BEHAVIOUR_SCANNER = 1 << 0, BEHAVIOUR_CONTACT = 1 << 1, BEHAVIOUR_HELD = 1 << 2 };

/* Without a dossier one contact is remembered: the one that `held` names, be an act held or not. */
struct behaviour {
	uint64_t last_contact_ns; /* 0: none yet */
	uint32_t dossier;         /* its place in the pool; 0: none */
	int8_t score;
	uint8_t flags;
	uint16_t contacts;        /* with a dossier: how many there were; the last PAIRS_REMEMBERED are kept */
	uint32_t window;          /* probes of the contact since its window began: seconds << 8 | probes */
	uint32_t who;             /* the contact's, as an approach has it */
	struct held held;
};

struct dossier {
	uint16_t helds;           /* how many there were; the last PAIRS_REMEMBERED are kept */
	uint32_t by_class[RONDA_CLASS_COUNT];
	/* The contacts, as columns, so that looking one up is a few wide comparisons. */
	uint32_t pair[PAIRS_REMEMBERED] __attribute__((aligned(64))); /* hash of the two below; 0: free */
	uint32_t window[PAIRS_REMEMBERED]; /* as a behaviour's */
	uint32_t who[PAIRS_REMEMBERED];    /* the first ones' addresses, as an approach has them, */
	uint32_t what[PAIRS_REMEMBERED];   /* ... and port << 8 | protocol */
	struct held held[PAIRS_REMEMBERED];
	/* Linear counting, once there were more contacts than are remembered. */
	uint64_t targets[SPREAD_BITS / 64], ports[SPREAD_BITS / 64];
} __attribute__((aligned(64)));

/* What the source does; a packet that begins an act. */
struct approach {
	struct ronda_addr target;
	uint64_t now_ns;
	uint32_t who;   /* a hash of the target's address, always the same one; only scanner_contact() looks at it */
	uint32_t site;  /* the name it was asked for by, in listen's sites; 0: the target's address */
	uint16_t port;
	uint8_t proto;
};

enum {
	CONTACT_FIRST = 1 << 0,  /* with this pair, as far as is remembered */
	CONTACT_BEYOND = 1 << 1, /* more probes of the pair than the window allows */
};

/* Would the next call need a dossier that the source does not have? Then count gives it one first. */
bool scanner_needs_dossier(const struct behaviour *behaviour, const struct approach *approach);

/* Sends for what will be written in a dossier when it is opened. */
void scanner_prefetch_new(const struct dossier *dossier);

/* Moves what the behaviour remembers into an empty dossier. */
void scanner_open_dossier(struct behaviour *behaviour, struct dossier *dossier);

/* Has the scanner been quiet so long that it is a new source? The caller then drops its dossier, too. */
bool scanner_lapses(struct behaviour *behaviour, uint64_t now_ns, const struct ronda_thresholds *);

/* Sends for what scanner_contact() will look at and write in a dossier. */
void scanner_prefetch(const struct dossier *dossier, uint32_t who, uint16_t port);

/* The source approaches a target: returns a set of CONTACT_. `dossier` may be NULL. */
unsigned scanner_contact(struct behaviour *behaviour, struct dossier *dossier,
	const struct approach *approach, const struct ronda_thresholds *thresholds);

struct decision {
	enum ronda_outcome outcome;
	bool used;          /* client data came */
	bool first_contact;
	bool dark;
	bool out_of_sight;  /* no answer was seen, though there was one: the score stays */
};

enum scanner_says { SCANNER_USEFUL, SCANNER_HOLDS, SCANNER_COUNTS, SCANNER_FALLS /* the verdict, now */ };

/* An act is decided. With SCANNER_HOLDS it is held here; with SCANNER_FALLS it and all held acts count. */
enum scanner_says scanner_judge(struct behaviour *behaviour, struct dossier *dossier,
	const struct approach *act, const struct decision *decision,
	const struct ronda_thresholds *thresholds);

/* The held acts, for crediting: `*count` of them. Forget them afterwards. */
const struct held *scanner_held(const struct behaviour *behaviour, const struct dossier *dossier,
	size_t *count);
void scanner_forget_held(struct behaviour *behaviour, struct dossier *dossier);

/* How many different targets and ports: exact up to PAIRS_REMEMBERED contacts, beyond that by linear
 * counting (Whang et al. 1990) in 2,048 bits: 2 % at 1,000, a lower bound from about 12,000 on. */
void scanner_spread(const struct behaviour *behaviour, const struct dossier *dossier, uint64_t *targets,
	uint64_t *ports);
