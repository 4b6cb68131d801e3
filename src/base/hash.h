/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hash.h - hashes for tables in memory. Not for anything that is written down: the seed may differ
 * from run to run. (What is written down is sketch.c's, fixed for all time.)
 */
#pragma once
#include <ronda/addr.h>

/* Both halves of a 128-bit product, folded: every input bit reaches every output bit. */
static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* `seed` should be secret on a live wire, so that nobody can aim packets at one set of a table. Folded twice:
 * once leaves the addresses of one network in a row. */
static inline uint64_t hash_addr(const struct ronda_addr *addr, uint64_t seed)
{
	uint64_t once = hash_fold(addr->halves[0] ^ seed ^ 0x9e3779b97f4a7c15,
		addr->halves[1] ^ 0xc2b2ae3d27d4eb4f);

	return hash_fold(once, 0xff51afd7ed558ccd);
}

static inline uint64_t hash_number(uint64_t number, uint64_t seed)
{
	return hash_fold(number ^ 0xd6e8feb86659fd93, seed ^ 0xa0761d6478bd642f);
}

/* An endpoint of a conversation: `hash` is hash_addr()'s, which no port can undo. */
static inline uint64_t hash_endpoint(uint64_t hash, uint32_t port)
{
	return hash + port * UINT64_C(0x9e3779b97f4a7c15);
}

/* Two endpoints, the same either way round. */
static inline uint64_t hash_endpoints(uint64_t a, uint64_t b, uint64_t seed)
{
	return hash_fold((a < b ? a : b) ^ 0xd6e8feb86659fd93, (a < b ? b : a) ^ 0xa0761d6478bd642f ^ seed << 56);
}

/* A place among `count`, from the upper bits of `hash`. */
static inline size_t hash_place(uint64_t hash, size_t count)
{
	return (size_t)(((unsigned __int128)hash * count) >> 64);
}
