/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/sources.h"

#include <errno.h>

#define VERIFIED_BIT 0x8000u

/* A set for four slots: sets fill up long before all slots are given out only for the unluckiest. */
enum { SLOTS_PER_SET = 4 };

int sources_init(struct sources *sources, size_t bytes)
{
	uint64_t sets = bytes / (sizeof *sources->set + SLOTS_PER_SET * sizeof *sources->slot);

	if (sets > UINT32_MAX / SLOTS_PER_SET)
		sets = UINT32_MAX / SLOTS_PER_SET;
	*sources = (struct sources){ .sets = (uint32_t)sets, .slots = (uint32_t)sets * SLOTS_PER_SET };
	sources->set = memory_map(sources->sets * sizeof *sources->set);
	sources->slot = memory_map(sources->slots * sizeof *sources->slot);
	return sources->set && sources->slot ? 0 : -ENOMEM;
}

void sources_finish(struct sources *sources)
{
	memory_unmap(sources->set, sources->sets * sizeof *sources->set);
	memory_unmap(sources->slot, sources->slots * sizeof *sources->slot);
	*sources = (struct sources){ 0 };
}

struct source_way *sources_find(const struct sources *sources, struct source_place place,
	const struct ronda_addr *key)
{
	struct source_set *set = &sources->set[place.set];

	for (struct source_way *way = set->way; way < set->way + SOURCES_PER_SET; way++)
		if (way->tag == place.tag && sources_is(&sources->slot[way->slot], key))
			return way;
	return NULL;
}

/* The first free way, or NULL. */
static struct source_way *free_way(struct source_set *set)
{
	for (struct source_way *way = set->way; way < set->way + SOURCES_PER_SET; way++)
		if (!way->tag)
			return way;
	return NULL;
}

/* The way of least weight, NULL in an empty set. A verified source weighs more than any other. */
static struct source_way *lightest(struct source_set *set)
{
	struct source_way *least = NULL;

	for (struct source_way *way = set->way; way < set->way + SOURCES_PER_SET; way++)
		if (way->tag && (!least || way->weight < least->weight))
			least = way;
	return least;
}

void sources_prefetch_slot(const struct sources *sources, struct source_place place)
{
	struct source_set *set = &sources->set[place.set];
	struct source_way *found = NULL;

	for (struct source_way *way = set->way; way < set->way + SOURCES_PER_SET; way++)
		if (way->tag == place.tag)
			found = way;
	if (!found && (sources_used(sources) == sources->slots || !free_way(set)))
		found = lightest(set);
	if (found) {
		__builtin_prefetch(&sources->slot[found->slot], 1);
		__builtin_prefetch(&sources->slot[found->slot].behaviour, 1);
	}
}

/* The most that a weight of this code can be. */
static uint32_t heaviest(uint16_t code)
{
	unsigned shift = code < 1024 ? 0 : (code >> 9) - 1u;
	uint64_t most = (((uint64_t)code - (shift << 9) + 1) << shift) - 1;

	return most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
}

static void account_for(struct sources *sources, const struct source *victim)
{
	uint64_t packets = atomic_load_explicit(&victim->packets, memory_order_relaxed);

	sources->evicted_packets += packets;
	sources->evicted += packets > 0;
}

/*
 * Release on every store after the version is odd: a reader that sees any of them sees the odd version
 * too, or a later one, when it looks again.
 */
static void hand_over(struct source *source, const struct ronda_addr *key, uint32_t floor)
{
	uint32_t version = atomic_load_explicit(&source->version, memory_order_relaxed);

	atomic_store_explicit(&source->version, version + 1, memory_order_relaxed);
	atomic_store_explicit(&source->key[0], key->halves[0], memory_order_release);
	atomic_store_explicit(&source->key[1], key->halves[1], memory_order_release);
	atomic_store_explicit(&source->packets, 0, memory_order_release);
	atomic_store_explicit(&source->bytes, 0, memory_order_release);
	atomic_store_explicit(&source->attempts, 0, memory_order_release);
	atomic_store_explicit(&source->floor, floor, memory_order_release);
	atomic_store_explicit(&source->country, 0, memory_order_release);
	atomic_store_explicit(&source->origin, RONDA_ORIGIN_UNKNOWN, memory_order_release);
	atomic_store_explicit(&source->flags, SOURCE_NEW, memory_order_release);
	atomic_store_explicit(&source->version, version + 2, memory_order_release);
	source->behaviour = (struct behaviour){ 0 };
}

/* Whose slot the newcomer gets when there is no free one: the lightest of the set, or, in an empty set,
 * of the next that is not. */
static struct source_way *victim_for(const struct sources *sources, uint32_t at)
{
	struct source_way *victim;

	while (!(victim = lightest(&sources->set[at])))
		at = at + 1 < sources->sets ? at + 1 : 0;
	return victim;
}

struct source_way *sources_claim(struct sources *sources, struct source_place place,
	const struct ronda_addr *key, uint32_t *dossier)
{
	struct source_way *way = free_way(&sources->set[place.set]);
	uint32_t floor = 0, slot = (uint32_t)sources_used(sources);

	*dossier = 0;
	if (way && slot < sources->slots) {
		atomic_store_explicit(&sources->used, slot + 1, memory_order_relaxed);
	} else {
		struct source_way *victim = victim_for(sources, place.set);

		slot = victim->slot;
		floor = heaviest(victim->weight & (uint16_t)~VERIFIED_BIT);
		account_for(sources, &sources->slot[slot]);
		*dossier = sources->slot[slot].behaviour.dossier;
		*victim = (struct source_way){ 0 };
		way = free_way(&sources->set[place.set]);
	}
	*way = (struct source_way){ .slot = slot, .tag = place.tag, .weight = sources_weigh(floor) };
	hand_over(&sources->slot[slot], key, floor);
	return way;
}

/* The verified source of least weight, but for `except`, may be evicted again. Its weight is raised to
 * the others' least, so that no newcomer inherits less than an earlier one did. */
static void demote_one(const struct sources *sources, struct source_set *set, const struct source_way *except)
{
	struct source_way *demoted = NULL;
	uint16_t floor = UINT16_MAX;

	for (struct source_way *way = set->way; way < set->way + SOURCES_PER_SET; way++) {
		if (!way->tag || way == except)
			continue;
		if (!(way->weight & VERIFIED_BIT))
			floor = way->weight < floor ? way->weight : floor;
		else if (!demoted || way->weight < demoted->weight)
			demoted = way;
	}
	demoted->weight &= (uint16_t)~VERIFIED_BIT;
	if (floor != UINT16_MAX && demoted->weight < floor) {
		demoted->weight = floor;
		atomic_store_explicit(&sources->slot[demoted->slot].floor, heaviest(floor), memory_order_relaxed);
	}
}

void sources_verify(struct sources *sources, struct source_place place, struct source *source)
{
	struct source_set *set = &sources->set[place.set];
	struct source_way *own = NULL;
	unsigned verified = 0;

	source_mark(source, SOURCE_VERIFIED);
	for (struct source_way *way = set->way; way < set->way + SOURCES_PER_SET; way++) {
		if (way->tag && &sources->slot[way->slot] == source) {
			way->weight |= VERIFIED_BIT;
			own = way;
		}
		verified += way->tag && (way->weight & VERIFIED_BIT);
	}
	if (verified > SOURCES_VERIFIED_MOST)
		demote_one(sources, set, own);
}

bool sources_read(const struct sources *sources, size_t index, struct source_copy *copy)
{
	const struct source *source = &sources->slot[index];
	uint32_t version = atomic_load_explicit(&source->version, memory_order_acquire);

	if (version == 0 || version % 2)
		return false;
	copy->key.halves[0] = atomic_load_explicit(&source->key[0], memory_order_acquire);
	copy->key.halves[1] = atomic_load_explicit(&source->key[1], memory_order_acquire);
	copy->packets = atomic_load_explicit(&source->packets, memory_order_acquire);
	copy->bytes = atomic_load_explicit(&source->bytes, memory_order_acquire);
	copy->attempts = atomic_load_explicit(&source->attempts, memory_order_acquire);
	copy->error = atomic_load_explicit(&source->floor, memory_order_acquire);
	copy->country = atomic_load_explicit(&source->country, memory_order_acquire);
	copy->origin = atomic_load_explicit(&source->origin, memory_order_acquire);
	copy->flags = atomic_load_explicit(&source->flags, memory_order_acquire);
	copy->first_ns = atomic_load_explicit(&source->first_ns, memory_order_acquire);
	copy->last_ns = atomic_load_explicit(&source->last_ns, memory_order_acquire);
	if (!(copy->flags & SOURCE_NEW))
		copy->error = 0;
	return atomic_load_explicit(&source->version, memory_order_relaxed) == version &&
		(copy->packets || copy->attempts);
}

static void begin_period(struct source *source)
{
	uint64_t packets = atomic_load_explicit(&source->packets, memory_order_relaxed);
	uint64_t weight = (atomic_load_explicit(&source->floor, memory_order_relaxed) + packets) / 2;
	uint8_t flags = atomic_load_explicit(&source->flags, memory_order_relaxed);

	atomic_store_explicit(&source->floor, weight < UINT32_MAX ? (uint32_t)weight : UINT32_MAX,
		memory_order_relaxed);
	atomic_store_explicit(&source->packets, 0, memory_order_relaxed);
	atomic_store_explicit(&source->bytes, 0, memory_order_relaxed);
	atomic_store_explicit(&source->attempts, 0, memory_order_relaxed);
	atomic_store_explicit(&source->flags, flags & (uint8_t)~SOURCE_NEW, memory_order_relaxed);
}

/*
 * Weights are halved, so that the past counts for less. Whoever is evicted in the coming period weighs
 * at least what it sent in it, so the error that is inherited stays a bound.
 */
void sources_begin_period(struct sources *sources)
{
	for (uint32_t i = 0; i < sources_used(sources); i++)
		begin_period(&sources->slot[i]);
	for (uint32_t i = 0; i < sources->sets; i++)
		for (unsigned at = 0; at < SOURCES_PER_SET; at++) {
			struct source_way *way = &sources->set[i].way[at];

			if (way->tag)
				way->weight = (uint16_t)((way->weight & VERIFIED_BIT) | sources_weigh(
					atomic_load_explicit(&sources->slot[way->slot].floor, memory_order_relaxed)));
		}
	sources->evicted = 0;
	sources->evicted_packets = 0;
}
