/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * counter.h - one worker: packets in, numbers in its tables and its bank.
 *
 * Packets come in batches: the lines that each will need are sent for in a row, and by the time it is acted upon they
 * are there. Nothing on that way allocates, locks or calls the system.
 *
 * Threads    One: the worker's. (Others may read the sources, see sources.h.)
 */
#pragma once
#include "base/addr_names.h"
#include "base/host_set.h"
#include "base/prefix_set.h"
#include "count/bank.h"
#include "count/dossiers.h"
#include "count/due.h"
#include "count/fast_open.h"
#include "count/fingerprints.h"
#include "count/flood_notes.h"
#include "count/floods.h"
#include "count/flows.h"
#include "count/incidents.h"
#include "count/keys.h"
#include "count/memos.h"
#include "count/recents.h"
#include "count/reviews.h"
#include "count/sources.h"
#include "listen/listen.h"

struct counter {
	/* settings, unchanged from counter_init() on but for places */
	struct ronda_thresholds thresholds;
	struct prefix_set protect, dark, monitor, research;
	struct host_set declared;   /* names of ours */
	struct addr_names names;    /* of single addresses */
	struct keys keys;
	uint64_t answer_ns;         /* thresholds.answer_seconds */
	ronda_country home;
	uint32_t stands_for;        /* one of its sources, among all: in parts of FLOOD_ONE */
	bool follows;               /* it is not the first of them */
	const struct ronda_places *places;

	struct flows flows;
	struct sources sources;
	struct dossiers dossiers;
	struct pending pending;
	struct due due;
	struct floods floods;
	struct flood_notes flood_notes;
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

	uint64_t now_ns;            /* the largest stamp acted upon; 0 before the first */
	uint64_t sweep_ns;          /* when the next part of the flows is swept */

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

/* It is number `i` of several counters, and `part` of 65,536 sources are its own. Before the first batch. -ENOMEM. */
int counter_share(struct counter *counter, unsigned i, unsigned part);
/* What all have noted down for floods is counted by the first. They are at rest. */
void counter_gather_notes(struct counter *const *counters, unsigned count);

/* Acts upon a batch whose items have their keys; its payloads are not needed after the call. */
void counter_act(struct counter *counter, struct batch *batch);

/* Time is at least `now_ns`; what is due is decided. */
void counter_tick(struct counter *counter, uint64_t now_ns);

/* Decides all that is pending; see enum ronda_finish. */
void counter_settle(struct counter *counter, enum ronda_finish how);

/* Settles the floods' windows that are over; with `end`, all of them. */
void counter_close_floods(struct counter *counter, bool end);

/* After the period was reported: all its counts are 0 again, what is known of sources stays. */
void counter_begin_period(struct counter *counter);

/* Time goes on at `now_ns`, before what it was: what waited waits no more. */
void counter_turn_back(struct counter *counter, uint64_t now_ns);

static inline uint64_t counter_hash(const struct counter *counter, const struct ronda_addr *addr)
{
	return hash_addr(addr, counter->keys.seed);
}
