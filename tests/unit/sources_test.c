/* SPDX-License-Identifier: BSD-2-Clause */
/* A small table of sources, and floods that do not fit into it. */
#include "claim.h"

#include "base/hash.h"
#include "count/sources.h"

#include <stdlib.h>

enum { TABLE_BYTES = 256 << 10, KEYS = 1 << 16 };

static const uint64_t seed = 7;

static struct ronda_addr key_of(uint32_t number)
{
	uint8_t bytes[4] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number };

	return ronda_addr_v4(bytes);
}

static uint32_t number_of(const struct ronda_addr *key)
{
	return (uint32_t)key->bytes[12] << 24 | (uint32_t)key->bytes[13] << 16 | (uint32_t)key->bytes[14] << 8 |
		key->bytes[15];
}

static struct source_place place_of(const struct sources *sources, const struct ronda_addr *key)
{
	return sources_place(sources->sets, hash_addr(key, seed));
}

static struct source *send(struct sources *sources, uint32_t number, uint64_t now_ns)
{
	struct ronda_addr key = key_of(number);
	struct source_place place = place_of(sources, &key);
	int way = sources_find(sources, place, &key);
	uint32_t dossier;

	if (way < 0)
		way = sources_claim(sources, place, &key, &dossier);
	sources_count(&sources->set[place.set].weight[way], sources_slot(sources, place, way), now_ns, 60);
	return sources_slot(sources, place, way);
}

static void verify(struct sources *sources, uint32_t number)
{
	struct ronda_addr key = key_of(number);
	struct source *source = send(sources, number, 1);

	sources_verify(sources, place_of(sources, &key), source);
}

static bool holds(const struct sources *sources, uint32_t number)
{
	struct ronda_addr key = key_of(number);

	return sources_find(sources, place_of(sources, &key), &key) >= 0;
}

static struct sources small_table(void)
{
	struct sources sources;

	assert_int_equal(sources_init(&sources, TABLE_BYTES), 0);
	return sources;
}

/* The sum over all that can be read. */
static uint64_t packets_held(const struct sources *sources)
{
	uint64_t packets = 0;
	struct source_copy copy;

	for (size_t i = 0; i < sources_used(sources); i++)
		if (sources_read(sources, i, &copy))
			packets += copy.packets;
	return packets;
}

static uint64_t chance;

static uint64_t draw(void)
{
	return hash_number(++chance, 99);
}

static uint32_t spoofed(void)
{
	return (uint32_t)draw() | 0x80000000u;
}

static void every_count_is_exact_until_the_table_is_full(void **state)
{
	struct sources sources = small_table();
	uint32_t few = sources.slots / 8;
	struct source_copy copy;

	(void)state;
	for (uint32_t round = 0; round < 20; round++)
		for (uint32_t i = 0; i < few; i++)
			for (uint32_t n = 0; n < 1 + i % 3; n++)
				send(&sources, i, 1000 + round);
	assert_int_equal(sources_used(&sources), few);
	for (size_t i = 0; i < few; i++) {
		uint64_t packets;

		assert_true(sources_read(&sources, i, &copy));
		packets = 20 * (1 + number_of(&copy.key) % 3);
		assert_int_equal(copy.packets, packets);
		assert_int_equal(copy.bytes, 60 * packets);
		assert_int_equal(copy.error, 0);
		assert_int_equal(copy.first_ns, 1000);
		assert_int_equal(copy.last_ns, 1019);
	}
	assert_int_equal(sources.evicted, 0);
	assert_int_equal(sources.evicted_packets, 0);
	sources_finish(&sources);
}

static void no_packet_of_a_spoofed_flood_goes_uncounted(void **state)
{
	struct sources sources = small_table();

	(void)state;
	for (uint32_t i = 0; i < 1000000; i++)
		send(&sources, spoofed(), i);
	assert_int_equal(packets_held(&sources) + sources.evicted_packets, 1000000);
	assert_true(sources.evicted > 900000);
	sources_finish(&sources);
}

static void a_key_is_never_held_twice(void **state)
{
	struct sources sources = small_table();
	static uint8_t seen[KEYS];
	struct source_copy copy;

	(void)state;
	memset(seen, 0, sizeof seen);
	for (uint32_t i = 0; i < 500000; i++)
		send(&sources, (uint32_t)draw() % KEYS, i);
	for (size_t i = 0; i < sources_used(&sources); i++)
		if (sources_read(&sources, i, &copy))
			assert_int_equal(seen[number_of(&copy.key)]++, 0);
	sources_finish(&sources);
}

/* A few heavy ones among very many light ones: few of the heavy ones may be missed at all. */
static void the_truth_lies_within_the_stated_error(void **state)
{
	struct sources sources = small_table();
	static uint64_t truth[KEYS];
	struct source_copy copy;
	unsigned heavy = 0;

	(void)state;
	memset(truth, 0, sizeof truth);
	for (uint32_t i = 0; i < 1000000; i++) {
		uint64_t dice = draw();
		uint32_t number = dice % 4 ? (uint32_t)(dice >> 32) % KEYS : (uint32_t)(dice >> 32) % 50;

		truth[number]++;
		send(&sources, number, i);
	}
	for (size_t i = 0; i < sources_used(&sources); i++) {
		if (!sources_read(&sources, i, &copy))
			continue;
		assert_true(copy.packets <= truth[number_of(&copy.key)]);
		assert_true(truth[number_of(&copy.key)] <= copy.packets + copy.error);
		heavy += number_of(&copy.key) < 50;
	}
	assert_int_equal(heavy, 50);
	sources_finish(&sources);
}

static void more_verified_sources_than_fit_still_leave_room_for_new_ones(void **state)
{
	struct sources sources = small_table();

	(void)state;
	for (uint32_t i = 0; i < 4 * sources.slots; i++)
		verify(&sources, i);
	for (uint32_t i = 0; i < 10000; i++) {
		uint32_t number = spoofed();

		send(&sources, number, i);
		assert_true(holds(&sources, number));
	}
	assert_int_equal(packets_held(&sources) + sources.evicted_packets, 4 * sources.slots + 10000);
	sources_finish(&sources);
}

static void a_newcomer_brings_nothing_of_its_slots_last_owner(void **state)
{
	struct sources sources = small_table();
	struct source_copy copy;

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		struct source *source = send(&sources, spoofed(), i);

		if (i % 3 == 0) {
			source_mark(source, SOURCE_PROTECTED | SOURCE_PLACED);
			atomic_store(&source->attempts, 5);
			source->behaviour.score = 3;
		}
	}
	for (uint32_t i = 0; i < 1000; i++) {
		struct source *source = send(&sources, i, i);

		assert_int_equal(source->behaviour.score, 0);
		assert_true(sources_read(&sources, (size_t)(source - sources.slot), &copy));
		assert_int_equal(copy.attempts, 0);
		assert_int_equal(copy.packets, 1);
		assert_false(copy.flags & (SOURCE_VERIFIED | SOURCE_PROTECTED | SOURCE_PLACED));
	}
	sources_finish(&sources);
}

static void a_new_period_forgets_counts_and_keeps_what_is_known(void **state)
{
	struct sources sources = small_table();
	struct source_copy copy;

	(void)state;
	for (uint32_t i = 0; i < 9; i++)
		verify(&sources, 5);
	sources_begin_period(&sources);
	assert_false(sources_read(&sources, 0, &copy)); /* silent in this period */
	send(&sources, 5, 77);
	assert_true(sources_read(&sources, 0, &copy));
	assert_int_equal(copy.packets, 1);
	assert_int_equal(copy.error, 0);
	assert_int_equal(copy.first_ns, 77);
	assert_true(copy.flags & SOURCE_VERIFIED);
	sources_finish(&sources);
}

static void the_truth_of_each_period_lies_within_its_error(void **state)
{
	struct sources sources = small_table();
	static uint64_t truth[KEYS];
	struct source_copy copy;

	(void)state;
	for (unsigned period = 0; period < 5; period++) {
		memset(truth, 0, sizeof truth);
		for (uint32_t i = 0; i < 200000; i++) {
			uint64_t dice = draw();
			uint32_t number = dice % 4 ? (uint32_t)(dice >> 32) % KEYS : (uint32_t)(dice >> 32) % 50;

			truth[number]++;
			send(&sources, number, i);
		}
		for (size_t i = 0; i < sources_used(&sources); i++) {
			if (!sources_read(&sources, i, &copy))
				continue;
			assert_true(copy.packets <= truth[number_of(&copy.key)]);
			assert_true(truth[number_of(&copy.key)] <= copy.packets + copy.error);
		}
		assert_int_equal(packets_held(&sources) + sources.evicted_packets, 200000);
		sources_begin_period(&sources);
	}
	sources_finish(&sources);
}

/* The weight that a code stands for, worked out from what the header promises. */
static uint64_t least_with_code(uint16_t code)
{
	uint64_t low = 0, high = UINT32_MAX;

	while (low < high) {
		uint64_t middle = (low + high) / 2;

		if (sources_weigh(middle) >= code)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void weights_are_exact_to_a_thousand_and_then_within_one_part_in_512(void **state)
{
	(void)state;
	for (uint64_t weight = 0; weight < 1024; weight++)
		assert_int_equal(sources_weigh(weight), weight);
	for (uint64_t weight = 1024; weight < UINT32_MAX; weight += 1 + weight / 700) {
		uint64_t least = least_with_code(sources_weigh(weight));

		assert_true(least <= weight);
		assert_true((weight - least) * 512 < weight);
	}
}

static void a_larger_weight_never_has_a_smaller_code(void **state)
{
	uint16_t last = 0;

	(void)state;
	for (uint64_t weight = 0; weight < 1 << 20; weight++) {
		assert_true(sources_weigh(weight) >= last);
		last = sources_weigh(weight);
	}
	for (unsigned bit = 20; bit < 33; bit++) {
		assert_true(sources_weigh((UINT64_C(1) << bit) - 1) <= sources_weigh(UINT64_C(1) << bit));
		assert_true(sources_weigh(UINT64_C(1) << bit) < 0x8000);
	}
}

static void two_parts_of_the_same_key_are_compared_whole(void **state)
{
	struct sources sources = small_table();
	struct ronda_addr a = key_of(1), b = a;
	struct source_place place = place_of(&sources, &a);
	uint32_t dossier;

	(void)state;
	b.bytes[0] = 0x20; /* as if it hashed the same */
	sources_claim(&sources, place, &a, &dossier);
	assert_true(sources_find(&sources, place, &a) >= 0);
	assert_true(sources_find(&sources, place, &b) < 0);
	b = a;
	b.bytes[15] ^= 1;
	assert_true(sources_find(&sources, place, &b) < 0);
	sources_finish(&sources);
}

/* Tables of so few sets that some are empty, which the larger tests meet too seldom. */
static void the_truth_lies_within_the_error_in_the_tiniest_tables(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		struct sources sources;
		uint64_t truth[64] = { 0 };
		struct source_copy copy;

		assert_int_equal(sources_init(&sources, (sizeof(struct source_set) + 4 * sizeof(struct source)) * (2 + round % 6)), 0);
		for (uint32_t i = 0; i < 2000; i++) {
			uint64_t dice = draw();
			uint32_t number = dice % 2 ? (uint32_t)(dice >> 32) % 64 : (uint32_t)(dice >> 32) % 4;

			truth[number]++;
			send(&sources, number, i);
		}
		for (size_t i = 0; i < sources_used(&sources); i++) {
			if (!sources_read(&sources, i, &copy))
				continue;
			assert_true(copy.packets <= truth[number_of(&copy.key)]);
			assert_true(truth[number_of(&copy.key)] <= copy.packets + copy.error);
		}
		sources_finish(&sources);
	}
}

static void a_few_verified_sources_survive_a_spoofed_flood(void **state)
{
	struct sources sources = small_table();

	(void)state;
	for (uint32_t i = 0; i < 50; i++)
		verify(&sources, i);
	for (uint32_t i = 0; i < 1000000; i++)
		send(&sources, spoofed(), i);
	for (uint32_t i = 0; i < 50; i++)
		assert_true(holds(&sources, i));
	sources_finish(&sources);
}

static void verified_sources_survive_one_that_began_before_them(void **state)
{
	struct sources sources = small_table();

	(void)state;
	for (uint32_t i = 0; i < 100000; i++)
		send(&sources, spoofed(), i);
	for (uint32_t i = 0; i < 50; i++)
		verify(&sources, i);
	for (uint32_t i = 0; i < 1000000; i++)
		send(&sources, spoofed(), i);
	for (uint32_t i = 0; i < 50; i++)
		assert_true(holds(&sources, i));
	sources_finish(&sources);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_count_is_exact_until_the_table_is_full),
		cmocka_unit_test(no_packet_of_a_spoofed_flood_goes_uncounted),
		cmocka_unit_test(a_key_is_never_held_twice),
		cmocka_unit_test(the_truth_lies_within_the_stated_error),
		cmocka_unit_test(more_verified_sources_than_fit_still_leave_room_for_new_ones),
		cmocka_unit_test(a_newcomer_brings_nothing_of_its_slots_last_owner),
		cmocka_unit_test(a_new_period_forgets_counts_and_keeps_what_is_known),
		cmocka_unit_test(the_truth_of_each_period_lies_within_its_error),
		cmocka_unit_test(weights_are_exact_to_a_thousand_and_then_within_one_part_in_512),
		cmocka_unit_test(a_larger_weight_never_has_a_smaller_code),
		cmocka_unit_test(two_parts_of_the_same_key_are_compared_whole),
		cmocka_unit_test(the_truth_lies_within_the_error_in_the_tiniest_tables),
		cmocka_unit_test(a_few_verified_sources_survive_a_spoofed_flood),
		cmocka_unit_test(verified_sources_survive_one_that_began_before_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
