/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/counter.h"

#include "count/hear.h"
#include "detect/bare.h"
#include "detect/login/tries.h"
#include "detect/trail.h"

#include <errno.h>
#include <stdlib.h>

/*
 * How the memory is divided, in parts of 64. A source costs 144 bytes, a flow 16; a pending act waits
 * in 48. Dossiers are for the few that contact several targets.
 */
enum {
	FLOWS_PART = 12, SOURCES_PART = 24, PENDING_PART = 9, DOSSIERS_PART = 6, FLOODS_PART = 2,
	INCIDENTS_PART = 1, BARES_PART = 1, TRIES_PART = 1, TRAILS_PART = 1, LISTEN_PART = 7,
};

_Static_assert(FLOWS_PART + SOURCES_PART + PENDING_PART + DOSSIERS_PART + FLOODS_PART + INCIDENTS_PART +
	BARES_PART + TRIES_PART + TRAILS_PART + LISTEN_PART == 64, "the parts are the whole");

static int init_tables(struct counter *counter, uint64_t memory, const struct rules *rules)
{
	uint64_t part = memory / 64;
	int failed = flows_init(&counter->flows, part * FLOWS_PART);

	if (!failed)
		failed = sources_init(&counter->sources, part * SOURCES_PART);
	if (!failed)
		failed = pending_init(&counter->pending, part * PENDING_PART);
	if (!failed)
		failed = dossiers_init(&counter->dossiers, part * DOSSIERS_PART);
	if (!failed)
		failed = floods_init(&counter->floods, part * FLOODS_PART);
	if (!failed)
		failed = incidents_init(&counter->incidents, part * INCIDENTS_PART);
	if (!failed)
		failed = memos_init(&counter->bares, part * BARES_PART, sizeof(struct bares));
	if (!failed)
		failed = memos_init(&counter->tries, part * TRIES_PART, sizeof(struct tries));
	if (!failed)
		failed = memos_init(&counter->trails, part * TRAILS_PART, sizeof(struct trail));
	if (!failed)
		failed = listener_init(&counter->listener, part * LISTEN_PART, rules, &counter->declared,
			counter->thresholds.answer_seconds * 1000, heard, counter);
	if (!failed)
		failed = fingerprints_init(&counter->fingerprints);
	if (!failed)
		failed = bank_init(&counter->bank);
	return failed;
}

static int init_set(struct prefix_set *set, const struct ronda_prefixes *prefixes)
{
	return prefix_set_init(set, prefixes->prefix, prefixes->count);
}

int counter_init(struct counter *counter, const struct ronda_settings *settings, const struct rules *rules)
{
	memset(counter, 0, sizeof *counter);
	keys_init(&counter->keys, settings);
	counter->thresholds = settings->thresholds;
	counter->due.next_ns = UINT64_MAX;
	counter->answer_ns = settings->thresholds.answer_seconds * UINT64_C(1000000000);
	counter->home = settings->home;
	counter->stands_for = FLOOD_ONE;
	if (init_set(&counter->protect, &settings->protect) < 0 ||
		init_set(&counter->dark, &settings->dark) < 0 ||
		init_set(&counter->monitor, &settings->monitor) < 0 ||
		init_set(&counter->research, &settings->research) < 0 ||
		host_set_init(&counter->declared, settings->sites.name, settings->sites.count) < 0 ||
		addr_names_init(&counter->names, &settings->names) < 0)
		return -ENOMEM;

	int failed = init_tables(counter, settings->memory_bytes, rules);

	counter->keys.source_sets = counter->sources.sets;
	return failed;
}

int counter_share(struct counter *counter, unsigned i, unsigned part)
{
	counter->stands_for = FLOOD_ONE * 65536 / part;
	counter->follows = i > 0;
	return flood_notes_init(&counter->flood_notes);
}

void counter_finish(struct counter *counter)
{
	flood_notes_finish(&counter->flood_notes);
	prefix_set_finish(&counter->protect);
	prefix_set_finish(&counter->dark);
	prefix_set_finish(&counter->monitor);
	prefix_set_finish(&counter->research);
	host_set_finish(&counter->declared);
	addr_names_finish(&counter->names);
	flows_finish(&counter->flows);
	sources_finish(&counter->sources);
	pending_finish(&counter->pending);
	dossiers_finish(&counter->dossiers);
	floods_finish(&counter->floods);
	incidents_finish(&counter->incidents);
	memos_finish(&counter->bares);
	memos_finish(&counter->tries);
	memos_finish(&counter->trails);
	listener_finish(&counter->listener);
	fingerprints_finish(&counter->fingerprints);
	bank_finish(&counter->bank);
}

void counter_begin_period(struct counter *counter)
{
	for (uint32_t i = 1; i < counter->dossiers.used; i++)
		memset(counter->dossiers.dossier[i].by_class, 0, sizeof counter->dossiers.dossier[i].by_class);
	sources_begin_period(&counter->sources);
	floods_begin_period(&counter->floods);
	listener_begin_period(&counter->listener);
	counter->dossiers.taken = 0;
	counter->bares.forgotten = counter->tries.forgotten = counter->trails.forgotten = 0;
	counter->flood_notes.lost = 0;
	reviews_clear(&counter->reviews);
	bank_clear(&counter->bank);
}

void counter_settle(struct counter *counter, enum ronda_finish how)
{
	due_settle(counter, how);
}

void counter_close_floods(struct counter *counter, bool end)
{
	floods_close(&counter->floods, counter->now_ns, end, &counter->thresholds);
}
