/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sketch.h - how many different sources: exact while they are few, HyperLogLog when they are many.
 *
 * Up to RONDA_SKETCH_EXACT different 64-bit hashes are kept as they are; beyond that the same
 * 4,096 bytes hold HyperLogLog registers (Flajolet et al. 2007, p = 12, standard error
 * 1.04 / sqrt(4096) = 1.625 %). Both kinds merge, in any order and grouping, to the same bytes.
 * The hash is fixed for all time, so that sketches of different sensors can be merged.
 */
#pragma once
#include <ronda/addr.h>

enum { RONDA_SKETCH_REGISTERS = 4096, RONDA_SKETCH_EXACT = 512 };

/* All zero is the empty sketch. */
struct ronda_sketch {
	bool dense;
	uint16_t exact_count;                      /* hashes held, when not dense */
	union {
		uint64_t exact[RONDA_SKETCH_EXACT];    /* sorted */
		uint8_t registers[RONDA_SKETCH_REGISTERS];
	};
};

void ronda_sketch_add(struct ronda_sketch *sketch, const struct ronda_addr *source);
/* The same for one that is never merged nor written down: any 64-bit hash of the source will do, as long as
 * it is the same each time. */
void ronda_sketch_add_hash(struct ronda_sketch *sketch, uint64_t hash);

/* The same for a sketch that was made dense from the start, for those who add with every packet: its count is an
 * estimate from the first source on, right for a few all the same. */
static inline void ronda_sketch_raise(struct ronda_sketch *sketch, uint64_t hash)
{
	/* The bit below the last one that counts ends a run of zeros that has no end of its own. */
	uint8_t rank = (uint8_t)(__builtin_clzll(hash << 12 | 1ull << 11) + 1);
	uint8_t *cell = &sketch->registers[hash >> 52];

	if (*cell < rank)
		*cell = rank;
}

/* Sends for the memory that adding this hash will need. */
static inline void ronda_sketch_prefetch(const struct ronda_sketch *sketch, uint64_t hash)
{
	__builtin_prefetch(&sketch->registers[hash >> 52], 1);
}

void ronda_sketch_merge(struct ronda_sketch *into, const struct ronda_sketch *from);
/* How many different sources were added: exact or, when dense, the nearest whole number. */
uint64_t ronda_sketch_count(const struct ronda_sketch *sketch);
/* The relative standard error: 0 or 0.01625. */
double ronda_sketch_error(const struct ronda_sketch *sketch);
