/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * counter.h - one worker: packets in, numbers in its tables and its bank.
 *
 * A packet is admitted (hashed, its lines sent for) and acted upon when a batch is full, by which time
 * the lines are there. Nothing on that way allocates, locks or calls the system.
 *
 * Threads    One: the worker's. (Others may read the sources, see sources.h.)
 */
#pragma once
#include "base/addr_names.h"
#include "base/hash.h"
#include "base/host_set.h"
#include "base/prefix_set.h"
#include "count/bank.h"
#include "count/dossiers.h"
#include "count/due.h"
#include "count/fast_open.h"
#include "count/fingerprints.h"
#include "count/floods.h"
#include "count/flows.h"
#include "count/incidents.h"
#include "count/memos.h"
#include "count/recents.h"
#include "count/reviews.h"
#include "count/sources.h"
#include "listen/listen.h"

enum { BATCH = 32, COUNTER_ARENA = 1 << 18 };

struct item {
	struct ronda_packet packet;
	struct ronda_addr key;      /* the sender as a source */
	uint64_t flow_key;
	uint64_t source_hash;       /* of `key` */
	uint64_t sender_hash, target_hash; /* of the packet's addresses */
	uint64_t flood_key;         /* of the target of a SYN, datagram or echo request; 0: none */
	uint64_t now_ns;
	struct source_place place;  /* the sender's */
	struct source_place other;  /* the target's, if `answers` */
	struct source *source;      /* where it is, or was when the batch began; once counted: the sender's */
	struct window *window;      /* of `flood_key`, if there was one when the batch began */
	struct talk *talk;          /* of the flow, as far as was seen when the batch began */
	int8_t way;                 /* in its set, as far as was seen when the batch began; -1: none */
	uint8_t kind;               /* which steps it takes; see admit.c */
	bool answers;               /* by its looks it may decide an act of its target's */
	bool from_greater;          /* the sender is the endpoint with the greater hash */
};

struct counter {
	/* settings, unchanged from counter_init() on but for places */
	struct ronda_thresholds thresholds;
	struct prefix_set protect, dark, monitor, research;
	struct host_set declared;   /* names of ours */
	struct addr_names names;    /* of single addresses */
	struct ronda_addr v6_mask;  /* what of an IPv6 address names its source */
	uint64_t answer_ns;         /* thresholds.answer_seconds */
	ronda_country home;
	uint64_t seed;
	const struct ronda_places *places;

	struct flows flows;
	struct sources sources;
	struct dossiers dossiers;
	struct pending pending;
	struct due due;
	struct floods floods;
	struct incidents incidents;
	struct memos bares;         /* struct bares of a source */
	struct memos tries;         /* struct tries of a source and target */
	struct memos trails;        /* struct trail of a source */
	struct fingerprints fingerprints;
	struct listener listener;
	struct fast_opens fast_opens;
	struct bank bank;
	struct reviews reviews;
	struct recents recents;

	uint64_t now_ns;            /* the largest stamp admitted; 0 before the first */
	uint64_t sweep_ns;          /* when the next part of the flows is swept */
	unsigned batched;
	unsigned kept;              /* so many of them have their payload in the arena, or none */
	size_t arena_used;
	uint8_t *arena;             /* COUNTER_ARENA bytes */
	struct item batch[BATCH];

	ronda_observer *observer;   /* NULL: nobody looks */
	void *observer_context;
	struct ronda_addr observed; /* as a source */
	ronda_witness *witness;     /* of what is booked; NULL: nobody wants to know */
	void *witness_context;
};

/* -ENOMEM when memory is short; counter_finish() is due even then. `settings` is copied; `rules` (NULL: none)
 * outlives it. It must stay where it is. */
int counter_init(struct counter *counter, const struct ronda_settings *settings, const struct rules *rules);
void counter_finish(struct counter *counter);

/* Where the next packet is to be written ... */
static inline struct ronda_packet *counter_next(struct counter *counter)
{
	return &counter->batch[counter->batched].packet;
}
/* ... and that it has been. Its payload must stay where it is until counter_keep(). */
void counter_admit(struct counter *counter);
/* Payloads are about to go: what is still wanted of them is copied. */
void counter_keep(struct counter *counter);

/* A frame that held no packet: it only moves the bounds of the period. */
void counter_note_refused(struct counter *counter, uint64_t time_ns, enum ronda_reason reason);

/* Acts upon what has been admitted. */
void counter_flush(struct counter *counter);

/* Time is at least `now_ns`; what is due is decided. Flushes. */
void counter_tick(struct counter *counter, uint64_t now_ns);

/* Decides all that is pending; see enum ronda_finish. Flushes. */
void counter_settle(struct counter *counter, enum ronda_finish how);

/* Settles the floods' windows that are over; with `end`, all of them. */
void counter_close_floods(struct counter *counter, bool end);

/* After the period was reported: all its counts are 0 again, what is known of sources stays. */
void counter_begin_period(struct counter *counter);

/* An address as a source: IPv6 by its prefix. */
static inline struct ronda_addr counter_source_key(const struct counter *counter, const struct ronda_addr *addr)
{
	struct ronda_addr key = *addr;

	if (!ronda_addr_is_v4(addr)) {
		key.halves[0] &= counter->v6_mask.halves[0];
		key.halves[1] &= counter->v6_mask.halves[1];
	}
	return key;
}

/* Where an address is as a source; `hash` is that of the address itself. */
static inline struct source_place counter_place(const struct counter *counter, const struct ronda_addr *addr,
	uint64_t hash)
{
	if (!ronda_addr_is_v4(addr)) {
		struct ronda_addr key = counter_source_key(counter, addr);

		hash = hash_addr(&key, counter->seed);
	}
	return sources_place(&counter->sources, hash);
}
