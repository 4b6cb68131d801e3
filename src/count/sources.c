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

int sources_find(const struct sources *sources, struct source_place place, const struct ronda_addr *key)
{
	const struct source_set *set = &sources->set[place.set];
	int way = sources_match(set, place.tag);

	if (way < 0 || sources_is(&sources->slot[set->slot[way]], key))
		return way;
	for (way++; way < SOURCES_PER_SET; way++) /* another source of the same tag */
		if (set->tag[way] == place.tag && sources_is(&sources->slot[set->slot[way]], key))
			return way;
	return -1;
}

/* The way of least weight, -1 in an empty set. A verified source weighs more than any other. Weight, then way, as one
 * number, a free way's beyond all: which is least is not to be guessed by the processor. */
static int lightest(const struct source_set *set)
{
	uint32_t least = UINT32_MAX;

	for (uint32_t way = 0; way < SOURCES_PER_SET; way++) {
		uint32_t weight = set->weight[way] | (set->tag[way] ? 0 : 0x10000u);
		uint32_t here = weight * SOURCES_PER_SET + way;

		least = here < least ? here : least;
	}
	return least < 0x10000u * SOURCES_PER_SET ? (int)(least % SOURCES_PER_SET) : -1;
}

int sources_prefetch_slot(const struct sources *sources, struct source_place place)
{
	const struct source_set *set = &sources->set[place.set];
	int found = sources_match(set, place.tag), way = found;

	if (way < 0 && (sources_used(sources) == sources->slots || sources_match(set, 0) < 0))
		way = lightest(set);
	if (way >= 0)
		source_prefetch(&sources->slot[set->slot[way]]);
	return found;
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

static bool is_evictable(const struct source_set *set, int way)
{
	return way >= 0 && !(set->weight[way] & VERIFIED_BIT);
}

/*
 * The set whose lightest source gives way when there is no free slot: the newcomer's own or, if nobody there
 * is unverified, the next that has someone; where all are verified, any.
 */
static struct source_set *set_to_rob(const struct sources *sources, uint32_t own)
{
	enum { NEARBY = 256 };
	struct source_set *any = NULL;

	for (uint32_t i = 0, at = own; i < sources->sets; i++, at = at + 1 < sources->sets ? at + 1 : 0) {
		struct source_set *set = &sources->set[at];
		int way = lightest(set);

		if (is_evictable(set, way) || (any && i >= NEARBY))
			return is_evictable(set, way) ? set : any;
		if (way >= 0 && !any)
			any = set;
	}
	return any;
}

/*
 * Frees the way of the one that gives way, and returns its slot. `*free_way` is the first free one of the newcomer's own
 * set, or -1, before and after: looking for it anew would wait for the tag that was just written.
 *
 * In its own set the least weight never falls, so the victim's bounds what any earlier victim there had sent; a victim
 * from elsewhere says nothing of that, and the heaviest of all victims does.
 */
static uint32_t evict(struct sources *sources, uint32_t own, int *free_way, uint32_t *floor, uint32_t *dossier)
{
	struct source_set *set = set_to_rob(sources, own);
	int way = lightest(set);
	uint16_t weight = set->weight[way] & (uint16_t)~VERIFIED_BIT;
	struct source *victim = &sources->slot[set->slot[way]];

	if (weight > sources->heaviest_victim)
		sources->heaviest_victim = weight;
	*floor = heaviest(set == &sources->set[own] ? weight : sources->heaviest_victim);
	*dossier = victim->behaviour.dossier;
	account_for(sources, victim);
	set->tag[way] = 0;
	if (set == &sources->set[own] && (*free_way < 0 || way < *free_way))
		*free_way = way;
	return set->slot[way];
}

int sources_claim(struct sources *sources, struct source_place place, const struct ronda_addr *key,
	uint32_t *dossier)
{
	struct source_set *set = &sources->set[place.set];
	uint32_t floor = 0, slot = (uint32_t)sources_used(sources);
	int way = sources_match(set, 0);

	*dossier = 0;
	if (way >= 0 && slot < sources->slots)
		atomic_store_explicit(&sources->used, slot + 1, memory_order_relaxed);
	else
		slot = evict(sources, place.set, &way, &floor, dossier);
	set->tag[way] = place.tag;
	set->weight[way] = sources_weigh(floor);
	set->slot[way] = slot;
	hand_over(&sources->slot[slot], key, floor);
	return way;
}

/* The verified source of least weight, but for `except`, may be evicted again. Its weight is raised to
 * the others' least, so that no newcomer inherits less than an earlier one did. */
static void demote_one(const struct sources *sources, struct source_set *set, int except)
{
	int demoted = -1;
	uint16_t floor = UINT16_MAX;

	for (int way = 0; way < SOURCES_PER_SET; way++) {
		if (!set->tag[way] || way == except)
			continue;
		if (!(set->weight[way] & VERIFIED_BIT))
			floor = set->weight[way] < floor ? set->weight[way] : floor;
		else if (demoted < 0 || set->weight[way] < set->weight[demoted])
			demoted = way;
	}
	set->weight[demoted] &= (uint16_t)~VERIFIED_BIT;
	if (floor != UINT16_MAX && set->weight[demoted] < floor) {
		set->weight[demoted] = floor;
		atomic_store_explicit(&sources->slot[set->slot[demoted]].floor, heaviest(floor), memory_order_relaxed);
	}
}

void sources_verify(struct sources *sources, struct source_place place, struct source *source)
{
	struct source_set *set = &sources->set[place.set];
	int own = -1;
	unsigned verified = 0;

	source_mark(source, SOURCE_VERIFIED);
	for (int way = 0; way < SOURCES_PER_SET; way++) {
		if (set->tag[way] && &sources->slot[set->slot[way]] == source) {
			set->weight[way] |= VERIFIED_BIT;
			own = way;
		}
		verified += set->tag[way] && (set->weight[way] & VERIFIED_BIT);
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

static void weigh_again(const struct sources *sources, struct source_set *set)
{
	for (int way = 0; way < SOURCES_PER_SET; way++)
		if (set->tag[way])
			set->weight[way] = (uint16_t)((set->weight[way] & VERIFIED_BIT) | sources_weigh(
				atomic_load_explicit(&sources->slot[set->slot[way]].floor, memory_order_relaxed)));
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
		weigh_again(sources, &sources->set[i]);
	sources->heaviest_victim = 0;
	sources->evicted = 0;
	sources->evicted_packets = 0;
}
