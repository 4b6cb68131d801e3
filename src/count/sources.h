/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sources.h - who sent what: the sources of one worker, in fixed memory.
 *
 * Threads    One writer, the worker. Any number of readers, through sources_read(), which never waits
 *            and never delays the writer.
 * Ordering   A reader meets a slot whole or not at all: `version` is odd while a slot changes hands, the
 *            key is stored with release after that and loaded with acquire before it is checked again.
 *            Counts are relaxed: each is exact, but several read together are not one instant.
 * Memory     Sized once. A set is one cache line: for eight sources the tag, the weight and the slot. Slots
 *            are two lines each and given out in order, so that a few sources are near each other.
 * When full  Space-Saving (Metwally, Agrawal, El Abbadi 2005) within the set: the source with the least
 *            weight gives way, and the newcomer inherits that weight as its error. Verified sources and
 *            unverified ones are told apart in the same set, rather than in two tables: a verified
 *            source gives way only to keep two of the eight places open, so a flood of forged sources
 *            turns over those and leaves the others alone; and there is one look-up, not two, and no
 *            slot to move when a handshake completes.
 */
#pragma once
#include "base/memory.h"
#include "detect/scanner.h"

#include <stdatomic.h>

enum { SOURCES_PER_SET = 8, SOURCES_VERIFIED_MOST = 6 };

enum {
	SOURCE_VERIFIED = 1 << 0,
	SOURCE_RESOLVED = 1 << 1,  /* the flags below are known */
	SOURCE_PROTECTED = 1 << 2,
	SOURCE_MONITOR = 1 << 3,
	SOURCE_PLACED = 1 << 4,    /* country and origin are known */
	SOURCE_RESEARCH = 1 << 6,
	SOURCE_NEW = 1 << 5,       /* got its slot in this period: `floor` is its error */
};

/* The first line is written with every packet. */
struct source {
	_Atomic uint32_t version;
	_Atomic uint32_t attempts;          /* this period, as are the counts below */
	_Atomic uint64_t key[2];            /* the address, IPv6 masked to a prefix */
	_Atomic uint64_t packets, bytes;
	_Atomic uint64_t first_ns, last_ns; /* meaningless while packets is 0 */
	_Atomic uint32_t floor;             /* its weight before this period, or before it had this slot */
	_Atomic uint16_t country;
	_Atomic uint8_t origin, flags;
	struct behaviour behaviour;         /* the worker's alone */
} __attribute__((aligned(128)));

/* Columns, so that eight tags are one wide comparison. */
typedef uint16_t source_tags __attribute__((vector_size(2 * SOURCES_PER_SET)));

struct source_set {
	source_tags tag;                    /* of the keys' hashes; 0: free */
	uint16_t weight[SOURCES_PER_SET];   /* sources_weigh() of floor and packets; top bit: verified */
	uint32_t slot[SOURCES_PER_SET];
} __attribute__((aligned(LINE_BYTES)));

struct sources {
	struct source_set *set;
	struct source *slot;
	uint32_t sets, slots;
	_Atomic uint32_t used;     /* slots given out */
	uint16_t heaviest_victim;  /* weight of one that gave way, this period */
	uint64_t evicted;          /* sources, this period */
	uint64_t evicted_packets;  /* theirs, this period */
};

/* Where a source would be, in a table of so many sets; computed once a packet. */
struct source_place {
	uint32_t set;
	uint16_t tag;
};

/* -ENOMEM when memory is short. */
int sources_init(struct sources *sources, size_t bytes);
void sources_finish(struct sources *sources);

static inline struct source_place sources_place(uint32_t sets, uint64_t hash)
{
	return (struct source_place){
		.set = (uint32_t)(((hash >> 32) * sets) >> 32),
		.tag = (uint16_t)(hash | 1),
	};
}

static inline void sources_prefetch_set(const struct sources *sources, struct source_place place)
{
	__builtin_prefetch(&sources->set[place.set], 1);
}

/* The first way of the set with this tag, or -1. */
static inline int sources_match(const struct source_set *set, uint16_t tag)
{
	union {
		source_tags tags;
		uint64_t half[2];
	} same = { .tags = (source_tags)(set->tag == tag) };

	if (same.half[0])
		return __builtin_ctzll(same.half[0]) / 16;
	return same.half[1] ? 4 + __builtin_ctzll(same.half[1]) / 16 : -1;
}

/* Sends for a slot. */
static inline void source_prefetch(const struct source *source)
{
	__builtin_prefetch(source, 1);
	__builtin_prefetch(&source->behaviour, 1);
}

/* When the set is at hand: sends for the slot that will be found, or be taken. Returns where it will be found, if
 * nothing moves until then: a hint for sources_find(). */
int sources_prefetch_slot(const struct sources *sources, struct source_place place);

/* Is the slot this source's? The worker reads what it wrote itself: relaxed is enough. */
static inline bool sources_is(const struct source *source, const struct ronda_addr *key)
{
	return atomic_load_explicit(&source->key[1], memory_order_relaxed) == key->halves[1] &&
		atomic_load_explicit(&source->key[0], memory_order_relaxed) == key->halves[0];
}

/* The way of `key` in its set, or -1. */
int sources_find(const struct sources *sources, struct source_place place, const struct ronda_addr *key);

static inline struct source *sources_slot(const struct sources *sources, struct source_place place, int way)
{
	return &sources->slot[sources->set[place.set].slot[way]];
}

/*
 * A way and slot for `key`, which is not in the table, with all counts 0. When another had to give way,
 * `*dossier` is that one's, for the caller to close; otherwise 0.
 */
int sources_claim(struct sources *sources, struct source_place place, const struct ronda_addr *key,
	uint32_t *dossier);

/* A weight in fifteen bits: exact below 1,024, then rounded down by less than one part in 512. Larger
 * weights never have smaller codes. */
static inline uint16_t sources_weigh(uint64_t weight)
{
	unsigned shift = weight < 1024 ? 0 : 54 - (unsigned)__builtin_clzll(weight);

	return (uint16_t)((shift << 9) + (weight >> shift));
}

/* One packet of its own; `weight` is that of its way. */
static inline void sources_count(uint16_t *weight, struct source *source, uint64_t stamp_ns, uint32_t bytes)
{
	uint64_t packets = atomic_load_explicit(&source->packets, memory_order_relaxed);
	uint64_t floor = atomic_load_explicit(&source->floor, memory_order_relaxed);

	uint64_t first_ns = atomic_load_explicit(&source->first_ns, memory_order_relaxed);
	uint64_t last_ns = atomic_load_explicit(&source->last_ns, memory_order_relaxed);

	if (packets == 0 || stamp_ns < first_ns)
		atomic_store_explicit(&source->first_ns, stamp_ns, memory_order_relaxed);
	if (packets == 0 || stamp_ns > last_ns)
		atomic_store_explicit(&source->last_ns, stamp_ns, memory_order_relaxed);
	atomic_store_explicit(&source->packets, packets + 1, memory_order_relaxed);
	atomic_store_explicit(&source->bytes,
		atomic_load_explicit(&source->bytes, memory_order_relaxed) + bytes, memory_order_relaxed);
	*weight = (uint16_t)((*weight & 0x8000) | sources_weigh(floor + packets + 1));
}

/* Its handshake is complete. */
void sources_verify(struct sources *sources, struct source_place place, struct source *source);

static inline bool source_is(const struct source *source, uint8_t flags)
{
	return atomic_load_explicit(&source->flags, memory_order_relaxed) & flags;
}

static inline struct ronda_addr source_key(const struct source *source)
{
	return (struct ronda_addr){ .halves = {
		atomic_load_explicit(&source->key[0], memory_order_relaxed),
		atomic_load_explicit(&source->key[1], memory_order_relaxed),
	} };
}

static inline void source_mark(struct source *source, uint8_t flags)
{
	atomic_store_explicit(&source->flags,
		atomic_load_explicit(&source->flags, memory_order_relaxed) | flags, memory_order_relaxed);
}

/* A copy for a reader. */
struct source_copy {
	struct ronda_addr key;
	uint64_t packets, bytes, first_ns, last_ns;
	uint32_t attempts;
	uint32_t error;         /* packets it may have sent in this period before it had the slot */
	ronda_country country;
	uint8_t origin, flags;
};

/* Slots given out so far: those that a walk must look at. Any thread. */
static inline size_t sources_used(const struct sources *sources)
{
	return atomic_load_explicit(&sources->used, memory_order_relaxed);
}

/* Slot `index` (below sources_used()) as it is now; false: it is free, without a packet or
 * attempt in this period, or changing hands. Any thread. */
bool sources_read(const struct sources *sources, size_t index, struct source_copy *copy);

/* Forgets the period's counts, keeps what is known. Worker only. */
void sources_begin_period(struct sources *sources);
