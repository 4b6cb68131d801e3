/* SPDX-License-Identifier: BSD-2-Clause */
/* inside.h - what is watched for, each by a file of its own. Zeroed, none of them has seen anything. Within src/watch only. */
#pragma once
#include "watch/teller.h"

/* Which target by which means; a flood comes and goes, this stays. */
struct flood_memory {
	bool used, told;              /* told: its onset was, its end was not yet */
	enum ronda_flood_kind kind;
	enum ronda_service service;
	struct ronda_addr target;
	uint16_t port;
	uint64_t start_ns;            /* of the latest one */
	uint64_t seen_ns;             /* ... going on */
	uint64_t quiet_until_ns;      /* another onset is not told before */
	unsigned again_seconds;
	uint64_t packets;             /* in the periods before the one that began at ... */
	uint64_t period_ns, period_packets;
	struct notice onset;          /* as it was told, with the latest figures */
};

struct flood_watch {
	struct flood_memory flood[WATCH_FLOODS];
};

void flood_watch_see(struct flood_watch *floods, struct teller *teller, const struct ronda_summary *picture);

struct answer_memory {
	uint64_t hash;                /* of rule and site; 0: unused */
	uint64_t quiet_until_ns;
};

struct answer_watch {
	struct answer_memory answer[WATCH_ANSWERS];
	unsigned next_answer;
	uint64_t looked_at_ns;        /* reviews up to here were */
};

void answer_watch_see(struct answer_watch *answers, struct teller *teller, const struct ronda_summary *picture);

struct fault_memory {
	uint64_t since_ns, away_ns;   /* continuously there, or away, since; 0: not */
	bool told;
	struct notice onset;
};

struct fault_watch {
	struct fault_memory fault[PULSE_FAULT_COUNT];
};

/* `there`: a set, as pulse_faults() tells it. */
void fault_watch_see(struct fault_watch *faults, struct teller *teller, unsigned there);
