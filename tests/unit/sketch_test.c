/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include <ronda/sketch.h>

#include <math.h>

static struct ronda_addr address(uint32_t number)
{
	const uint8_t v4[4] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number };

	return ronda_addr_v4(v4);
}

/* The sources from `first` on, `count` of them, each twice. */
static struct ronda_sketch sketch_of(uint32_t first, uint32_t count)
{
	struct ronda_sketch sketch = { 0 };

	for (uint32_t i = 0; i < 2 * count; i++) {
		struct ronda_addr addr = address(first + i / 2);

		ronda_sketch_add(&sketch, &addr);
	}
	return sketch;
}

static void few_sources_are_counted_exactly(void **state)
{
	(void)state;
	for (uint32_t count = 0; count <= RONDA_SKETCH_EXACT; count++) {
		struct ronda_sketch sketch = sketch_of(0xc0000200, count);

		assert_int_equal(ronda_sketch_count(&sketch), count);
		assert_true(ronda_sketch_error(&sketch) == 0);
	}
}

static void many_are_counted_within_four_standard_errors(void **state)
{
	(void)state;
	for (uint32_t count = RONDA_SKETCH_EXACT + 1; count < 3000000; count += count / 3) {
		struct ronda_sketch sketch = sketch_of(0x0a000000, count);
		double found = (double)ronda_sketch_count(&sketch);

		assert_true(ronda_sketch_error(&sketch) == 0.01625);
		assert_true(fabs(found / count - 1) < 4 * 0.01625);
	}
}

/* Over many different sets the errors even out: no bias at any size, and the stated spread. */
static void the_error_is_the_stated_one(void **state)
{
	static const uint32_t sizes[] = { 600, 4096, 12000, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		double sum = 0, squares = 0;

		for (uint32_t set = 0; set < 100; set++) {
			struct ronda_sketch sketch = sketch_of(set * 1000003, sizes[i]);
			double off = (double)ronda_sketch_count(&sketch) / sizes[i] - 1;

			sum += off;
			squares += off * off;
		}
		assert_true(fabs(sum / 100) < 4 * 0.01625 / 10);
		assert_true(sqrt(squares / 100) < 1.3 * 0.01625);
	}
}

static void merging_gives_the_same_bytes_in_any_order(void **state)
{
	static const uint32_t sizes[] = { 0, 1, 300, 512, 513, 20000 };
	const size_t count = sizeof sizes / sizeof *sizes;

	(void)state;
	for (size_t i = 0; i < count * count; i++) {
		struct ronda_sketch a = sketch_of(1, sizes[i % count]), b = sketch_of(200, sizes[i / count]);
		struct ronda_sketch ab = a, ba = b;
		uint32_t end_a = 1 + sizes[i % count], end_b = 200 + sizes[i / count];

		ronda_sketch_merge(&ab, &b);
		ronda_sketch_merge(&ba, &a);
		assert_memory_equal(&ab, &ba, sizeof ab);
		if (sizes[i % count] >= 199 && sizes[i / count] > 0) { /* one range: as if all were added to one */
			struct ronda_sketch all = sketch_of(1, (end_a > end_b ? end_a : end_b) - 1);

			assert_memory_equal(&ab, &all, sizeof ab);
		}
		ronda_sketch_merge(&ab, &b);
		assert_memory_equal(&ab, &ba, sizeof ab);
	}
}

/* Sensors of different versions must agree for ever, so these are written down. */
static void the_hash_never_changes(void **state)
{
	static const struct { const char *text; uint64_t hash; } known[] = {
		{ "192.0.2.1", 0x6b390e5096f79c83 },
		{ "2001:db8:1:2::", 0x19b00d275f1197b4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct ronda_sketch sketch = { 0 };
		struct ronda_addr addr;

		assert_int_equal(ronda_addr_parse(&addr, known[i].text, NULL), 0);
		ronda_sketch_add(&sketch, &addr);
		assert_int_equal(sketch.exact[0], known[i].hash);
	}
}

static void registers_of_any_content_give_a_number(void **state)
{
	struct ronda_sketch sketch = { .dense = true };

	(void)state;
	assert_int_equal(ronda_sketch_count(&sketch), 0);
	memset(sketch.registers, 255, sizeof sketch.registers);
	assert_true(ronda_sketch_count(&sketch) <= INT64_MAX);
	assert_true(ronda_sketch_count(&sketch) > UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_sources_are_counted_exactly),
		cmocka_unit_test(many_are_counted_within_four_standard_errors),
		cmocka_unit_test(the_error_is_the_stated_one),
		cmocka_unit_test(merging_gives_the_same_bytes_in_any_order),
		cmocka_unit_test(the_hash_never_changes),
		cmocka_unit_test(registers_of_any_content_give_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
