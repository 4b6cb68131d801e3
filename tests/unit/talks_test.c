/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of connections under care: who is found, who has to go, and who is told. */
#include "claim.h"

#include "base/hash.h"
#include "listen/talks.h"

#include <stdlib.h>
#include <string.h>

enum { NOW_MS = 1000000, ONE_SET = sizeof(struct talk_set) + TALKS_PER_SET * sizeof(struct talk) };

/* Who was lost, and why. */
struct losses {
	uint64_t last_key;
	enum talk_loss last_why;
	unsigned count;
};

static void note(void *context, struct talk *talk, enum talk_loss why)
{
	struct losses *losses = context;

	losses->last_key = talk->key;
	losses->last_why = why;
	losses->count++;
}

static struct talks of_size(size_t bytes, struct losses *losses)
{
	struct talks talks;

	*losses = (struct losses){ 0 };
	assert_int_equal(talks_init(&talks, bytes, note, losses), 0);
	return talks;
}

/* Keys 1 .. 8, one after the other a second apart. */
static void fill(struct talks *talks)
{
	for (uint64_t key = 1; key <= TALKS_PER_SET; key++)
		talks_claim(talks, key << 2, NOW_MS + 1000 * (uint32_t)key);
}

static void a_claimed_talk_is_found_and_empty(void **state)
{
	struct losses losses;
	struct talks talks = of_size(ONE_SET, &losses);
	struct talk *talk;
	static const uint8_t zeroes[TALK_READER_BYTES];

	(void)state;
	assert_null(talks_find(&talks, 77));
	talk = talks_claim(&talks, 77, NOW_MS);
	memset(talk->reader, 1, sizeof talk->reader);
	talk->stream.over = true;
	assert_ptr_equal(talks_find(&talks, 77), talk);
	assert_null(talks_find(&talks, 78)); /* the same mark, another key */
	assert_null(talks_find(&talks, 77 + 4));
	talks_drop(&talks, talk);
	assert_null(talks_find(&talks, 77));
	assert_int_equal(talks.used, 0);
	talk = talks_claim(&talks, 77, NOW_MS);
	assert_memory_equal(talk->reader, zeroes, sizeof zeroes);
	assert_false(talk->stream.over);
	assert_int_equal(losses.count, 0);
	talks_finish(&talks);
}

static void a_key_without_a_lower_half_is_found_too(void **state)
{
	struct losses losses;
	struct talks talks = of_size(ONE_SET, &losses);
	uint64_t key = UINT64_C(5) << 32;
	struct talk *talk;

	(void)state;
	talk = talks_claim(&talks, key, NOW_MS);
	assert_ptr_equal(talks_find(&talks, key), talk);
	assert_null(talks_find(&talks, key | 4));
	talks_finish(&talks);
}

static void a_reader_s_state_is_aligned(void **state)
{
	struct losses losses;
	struct talks talks = of_size(3 * ONE_SET, &losses);

	(void)state;
	for (uint64_t key = 1; key < 9; key++)
		assert_int_equal((uintptr_t)talks_claim(&talks, key << 61, NOW_MS)->reader % LINE_BYTES, 0);
	talks_finish(&talks);
}

static void the_one_silent_for_longest_goes_and_is_told(void **state)
{
	struct losses losses;
	struct talks talks = of_size(ONE_SET, &losses);

	(void)state;
	fill(&talks);
	assert_int_equal(losses.count, 0);
	talks_touch(&talks, talks_find(&talks, 1 << 2), NOW_MS + 9500);
	talks_claim(&talks, 100 << 2, NOW_MS + 10000);
	assert_int_equal(losses.count, 1);
	assert_int_equal(losses.last_key, 2 << 2);
	assert_int_equal(losses.last_why, TALK_EVICTED);
	assert_int_equal(talks.evicted[TALK_SILENT], 1);
	assert_int_equal(talks.used, TALKS_PER_SET);
	talks_finish(&talks);
}

static void the_one_of_least_worth_goes_before_older_ones(void **state)
{
	struct losses losses;
	struct talks talks = of_size(ONE_SET, &losses);

	(void)state;
	fill(&talks);
	for (uint64_t key = 1; key <= TALKS_PER_SET; key++)
		talks_value(&talks, talks_find(&talks, key << 2), key == 4 ? TALK_MATTERS : TALK_SPEAKS);
	talks_value(&talks, talks_find(&talks, 7 << 2), TALK_SILENT);
	assert_non_null(talks_find(&talks, 4 << 2));
	talks_claim(&talks, 100 << 2, NOW_MS + 10000);
	assert_int_equal(losses.last_key, 7 << 2);
	talks_value(&talks, talks_find(&talks, 100 << 2), TALK_MATTERS);
	talks_claim(&talks, 101 << 2, NOW_MS + 10000);
	assert_int_equal(losses.last_key, 1 << 2);
	assert_int_equal(talks.evicted[TALK_SPEAKS], 1);
	talks_finish(&talks);
}

static void a_long_idle_one_goes_whatever_its_worth(void **state)
{
	struct losses losses;
	struct talks talks = of_size(ONE_SET, &losses);
	uint32_t later = NOW_MS + 8000 + TALK_IDLE_MS;

	(void)state;
	fill(&talks);
	for (uint64_t key = 1; key < TALKS_PER_SET; key++)
		talks_touch(&talks, talks_find(&talks, key << 2), later);
	talks_value(&talks, talks_find(&talks, 8 << 2), TALK_MATTERS);
	talks_claim(&talks, 100 << 2, later);
	assert_int_equal(losses.last_key, 8 << 2);
	talks_finish(&talks);
}

static void finishing_ends_all_and_says_why(void **state)
{
	struct losses losses;
	struct talks talks = of_size(20 * ONE_SET, &losses);

	(void)state;
	for (uint64_t key = 1; key <= 40; key++)
		talks_claim(&talks, hash_number(key, 1), NOW_MS);
	assert_int_equal(losses.count, 0);
	assert_int_equal(talks_finish_all(&talks), 40);
	assert_int_equal(losses.last_why, TALK_STOPPED);
	assert_int_equal(losses.count, 40);
	assert_int_equal(talks.used, 0);
	talks_finish(&talks);
}

static void as_many_are_claimed_as_are_used_dropped_or_lost(void **state)
{
	struct losses losses;
	struct talks talks = of_size(1 << 20, &losses);
	uint64_t claimed = 0, dropped = 0;

	(void)state;
	for (uint64_t i = 0; i < 100000; i++) {
		uint64_t key = hash_number(i % 7000, 3);
		struct talk *talk = talks_find(&talks, key);

		if (talk && i % 3 == 0) {
			talks_drop(&talks, talk);
			dropped++;
		} else if (!talk) {
			talk = talks_claim(&talks, key, (uint32_t)i);
			talks_value(&talks, talk, i % 3);
			assert_ptr_equal(talks_find(&talks, key), talk);
			claimed++;
		}
		assert_true(talks.used <= talks.sets * TALKS_PER_SET);
	}
	assert_true(losses.count > 1000 && dropped > 100);
	assert_int_equal(claimed, talks.used + dropped + losses.count);
	assert_int_equal(losses.count, talks.evicted[0] + talks.evicted[1] + talks.evicted[2]);
	talks_finish(&talks);
}

static void too_few_bytes_are_refused(void **state)
{
	struct talks talks;

	(void)state;
	assert_int_equal(talks_init(&talks, ONE_SET - 1, note, NULL), -22);
	talks_finish(&talks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claimed_talk_is_found_and_empty),
		cmocka_unit_test(a_key_without_a_lower_half_is_found_too),
		cmocka_unit_test(a_reader_s_state_is_aligned),
		cmocka_unit_test(the_one_silent_for_longest_goes_and_is_told),
		cmocka_unit_test(the_one_of_least_worth_goes_before_older_ones),
		cmocka_unit_test(a_long_idle_one_goes_whatever_its_worth),
		cmocka_unit_test(finishing_ends_all_and_says_why),
		cmocka_unit_test(as_many_are_claimed_as_are_used_dropped_or_lost),
		cmocka_unit_test(too_few_bytes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
