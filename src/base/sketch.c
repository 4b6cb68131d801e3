/* SPDX-License-Identifier: BSD-2-Clause */
#include <ronda/sketch.h>

#include <endian.h>
#include <math.h>

enum { INDEX_BITS = 12, RANK_MAX = 64 - INDEX_BITS + 1 };

/* Every input bit reaches every output bit; no two inputs meet (each step can be undone). */
static uint64_t stir(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* Fixed for all time. Addresses of one upper half never meet, so IPv4 alone is counted exactly. */
static uint64_t hash(const struct ronda_addr *source)
{
	return stir(stir(be64toh(source->halves[0]) + 0x9e3779b97f4a7c15) ^ be64toh(source->halves[1]));
}

static void thicken(struct ronda_sketch *sketch)
{
	const struct ronda_sketch exact = *sketch;

	memset(sketch, 0, sizeof *sketch);
	sketch->dense = true;
	for (unsigned i = 0; i < exact.exact_count; i++)
		ronda_sketch_raise(sketch, exact.exact[i]);
}

static void add_exact(struct ronda_sketch *sketch, uint64_t h)
{
	unsigned low = 0, high = sketch->exact_count;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (sketch->exact[middle] < h)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < sketch->exact_count && sketch->exact[low] == h)
		return;
	if (sketch->exact_count == RONDA_SKETCH_EXACT) {
		thicken(sketch);
		ronda_sketch_raise(sketch, h);
		return;
	}
	memmove(&sketch->exact[low + 1], &sketch->exact[low],
		(sketch->exact_count - low) * sizeof sketch->exact[0]);
	sketch->exact[low] = h;
	sketch->exact_count++;
}

void ronda_sketch_add_hash(struct ronda_sketch *sketch, uint64_t hash)
{
	if (sketch->dense)
		ronda_sketch_raise(sketch, hash);
	else
		add_exact(sketch, hash);
}

void ronda_sketch_add(struct ronda_sketch *sketch, const struct ronda_addr *source)
{
	ronda_sketch_add_hash(sketch, hash(source));
}

void ronda_sketch_merge(struct ronda_sketch *into, const struct ronda_sketch *from)
{
	if (!from->dense) {
		for (unsigned i = 0; i < from->exact_count; i++)
			ronda_sketch_add_hash(into, from->exact[i]);
		return;
	}
	if (!into->dense)
		thicken(into);
	for (unsigned i = 0; i < RONDA_SKETCH_REGISTERS; i++)
		if (into->registers[i] < from->registers[i])
			into->registers[i] = from->registers[i];
}

/*
 * The estimate is Ertl's (New cardinality estimation algorithms for HyperLogLog sketches, 2017,
 * algorithm 6): the same registers as Flajolet's, without the bias that his formula has between
 * its two ranges. Only +, *, / and square roots, so every machine finds the same number.
 */
static double untouched_part(double x) /* sigma: registers still at 0 */
{
	double sum = x, before, power = 1;

	if (x >= 1)
		return INFINITY;
	do {
		before = sum;
		x *= x;
		sum += x * power;
		power += power;
	} while (sum != before);
	return sum;
}

static double saturated_part(double x) /* tau: registers at their highest */
{
	double rest, before, power = 1;

	if (x <= 0 || x >= 1)
		return 0;
	rest = 1 - x;
	do {
		before = rest;
		x = sqrt(x);
		power *= 0.5;
		rest -= (1 - x) * (1 - x) * power;
	} while (rest != before);
	return rest / 3;
}

uint64_t ronda_sketch_count(const struct ronda_sketch *sketch)
{
	static const double registers = RONDA_SKETCH_REGISTERS, half_by_log_2 = 0.72134752044448170368;
	unsigned of_rank[RANK_MAX + 1] = { 0 };
	double z, estimate;

	if (!sketch->dense)
		return sketch->exact_count;
	for (unsigned i = 0; i < RONDA_SKETCH_REGISTERS; i++)
		of_rank[sketch->registers[i] < RANK_MAX ? sketch->registers[i] : RANK_MAX]++;
	z = registers * saturated_part(1 - of_rank[RANK_MAX] / registers);
	for (unsigned rank = RANK_MAX - 1; rank > 0; rank--)
		z = 0.5 * (z + of_rank[rank]);
	z += registers * untouched_part(of_rank[0] / registers);
	estimate = half_by_log_2 * registers * registers / z;
	return estimate < 9e18 ? (uint64_t)(estimate + 0.5) : (uint64_t)9e18;
}

double ronda_sketch_error(const struct ronda_sketch *sketch)
{
	return sketch->dense ? 0.01625 : 0;
}
