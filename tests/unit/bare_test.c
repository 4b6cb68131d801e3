/* SPDX-License-Identifier: BSD-2-Clause */
/* Bare acknowledgements of one source; time is told in seconds. */
#include "claim.h"

#include "detect/bare.h"

static const struct bare *due[BARE_PAIRS];

static unsigned sends(struct bares *bares, uint8_t host, uint32_t at_s)
{
	const uint8_t bytes[] = { 192, 0, 2, host };
	struct bare bare = { .target = ronda_addr_v4(bytes), .port = 80, .sent_s = at_s,
		.outcome = RONDA_OUTCOME_REFUSED };

	return bares_add(bares, &bare, 10, 60, due);
}

static void ten_in_a_minute_count_with_the_nine_before(void **state)
{
	struct bares bares = { 0 };

	(void)state;
	for (uint8_t i = 0; i < 9; i++)
		assert_int_equal(sends(&bares, i, 1000 + 6 * i), 0);
	assert_int_equal(sends(&bares, 9, 1060), 10);
	assert_int_equal(sends(&bares, 10, 1061), 1);
	assert_int_equal(sends(&bares, 11, 1130), 0);
}

static void ten_in_more_than_a_minute_do_not(void **state)
{
	struct bares bares = { 0 };

	(void)state;
	for (uint8_t i = 0; i < 100; i++)
		assert_int_equal(sends(&bares, i, 1000 + 7u * i), 0);
}

static void a_fast_scan_counts_once_each(void **state)
{
	struct bares bares = { 0 };
	unsigned counted = 0;

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		counted += sends(&bares, (uint8_t)i, 1000 + i / 10);
	assert_int_equal(counted, 200);
}

static void repeats_of_one_pair_are_one(void **state)
{
	struct bares bares = { 0 };

	(void)state;
	for (unsigned i = 0; i < 50; i++)
		assert_int_equal(sends(&bares, 1, 1000), 0);
}

static void the_order_in_which_they_are_decided_does_not_matter(void **state)
{
	struct bares bares = { 0 };

	(void)state;
	for (uint8_t i = 9; i > 0; i--)
		assert_int_equal(sends(&bares, i, 1000 + i), 0);
	assert_int_equal(sends(&bares, 10, 1000), 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_in_a_minute_count_with_the_nine_before),
		cmocka_unit_test(ten_in_more_than_a_minute_do_not),
		cmocka_unit_test(a_fast_scan_counts_once_each),
		cmocka_unit_test(repeats_of_one_pair_are_one),
		cmocka_unit_test(the_order_in_which_they_are_decided_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
