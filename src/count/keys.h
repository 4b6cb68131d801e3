/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keys.h - from addresses to keys: which source, which flow, which target, and where each would be in the tables.
 *
 * It depends on the settings alone, so it is the same for every counter of an engine, and whoever hands packets to
 * them may do it in their place.
 */
#pragma once
#include "base/hash.h"
#include "count/batch.h"

struct keys {
	uint64_t seed;
	struct ronda_addr v6_mask;  /* what of an IPv6 address names its source */
	uint32_t source_sets;       /* of a counter's table of sources */
};

void keys_init(struct keys *keys, const struct ronda_settings *settings);

/* Which steps the packet takes: enum item_kind. */
uint8_t keys_kind(const struct ronda_packet *packet);

/* Fills in all of the items that follows from their packets; their times and kinds stand there already. */
void keys_find(const struct keys *keys, struct item *items, unsigned count);

/* An address as a source: IPv6 by its prefix. */
static inline struct ronda_addr keys_source(const struct keys *keys, const struct ronda_addr *addr)
{
	struct ronda_addr key = *addr;

	if (!ronda_addr_is_v4(addr)) {
		key.halves[0] &= keys->v6_mask.halves[0];
		key.halves[1] &= keys->v6_mask.halves[1];
	}
	return key;
}

/* The hash of an address as a source; `hash` is that of the address itself. */
static inline uint64_t keys_source_hash(const struct keys *keys, const struct ronda_addr *addr, uint64_t hash)
{
	if (ronda_addr_is_v4(addr))
		return hash;

	struct ronda_addr key = keys_source(keys, addr);

	return hash_addr(&key, keys->seed);
}

static inline struct source_place keys_place(const struct keys *keys, uint64_t source_hash)
{
	return sources_place(keys->source_sets, source_hash);
}
