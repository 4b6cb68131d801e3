/* SPDX-License-Identifier: BSD-2-Clause */
/* The last acts: whose are kept when some are loud. */
#include "claim.h"

#include "base/hash.h"
#include "count/recents.h"

#include <stdlib.h>

static uint64_t hash_of(unsigned source)
{
	return hash_number(source, 1);
}

static void act(struct recents *recents, unsigned source, uint64_t when_ns)
{
	recents_add(recents, hash_of(source), &(struct recent){ .act = { .port = (uint16_t)source, .decided_ns = when_ns } });
}

static unsigned held_of(const struct recents *recents, unsigned source)
{
	unsigned held = 0;

	for (unsigned set = 0; set < RECENT_SETS; set++)
		for (unsigned i = 0; i < RECENTS_PER_SET; i++)
			held += recents->set[set].recent[i].act.decided_ns && recents->set[set].recent[i].act.port == source;
	return held;
}

/* One that shares a set with `source`. */
static unsigned neighbour_of(unsigned source, unsigned after)
{
	for (unsigned other = after + 1;; other++)
		if ((hash_of(other) >> 32) % RECENT_SETS == (hash_of(source) >> 32) % RECENT_SETS && other != source)
			return other;
}

static void a_loud_source_leaves_the_others_theirs(void **state)
{
	struct recents *recents = calloc(1, sizeof *recents);
	unsigned quiet = 1, loud = neighbour_of(quiet, quiet);

	(void)state;
	for (unsigned i = 1; i <= 5; i++)
		act(recents, quiet, i);
	for (unsigned i = 1; i <= 10000; i++)
		act(recents, loud, 100 + i);
	assert_int_equal(held_of(recents, quiet), 5);
	assert_int_equal(held_of(recents, loud), RECENTS_PER_SOURCE);
	free(recents);
}

static void of_a_source_the_latest_are_kept(void **state)
{
	struct recents *recents = calloc(1, sizeof *recents);

	(void)state;
	for (unsigned i = 1; i <= 1000; i++)
		act(recents, 7, i);
	for (unsigned set = 0; set < RECENT_SETS; set++)
		for (unsigned i = 0; i < RECENTS_PER_SET; i++) {
			uint64_t when_ns = recents->set[set].recent[i].act.decided_ns;

			assert_true(!when_ns || when_ns > 1000 - RECENTS_PER_SOURCE);
		}
	free(recents);
}

static void many_in_one_set_keep_the_latest_of_all(void **state)
{
	struct recents *recents = calloc(1, sizeof *recents);
	unsigned source[8] = { 3 };

	(void)state;
	for (unsigned i = 1; i < 8; i++)
		source[i] = neighbour_of(3, source[i - 1]);
	for (unsigned i = 0; i < 800; i++)
		act(recents, source[i % 8], 1 + i);
	for (unsigned i = 0; i < 8; i++)
		assert_int_equal(held_of(recents, source[i]), RECENTS_PER_SET / 8);
	free(recents);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loud_source_leaves_the_others_theirs),
		cmocka_unit_test(of_a_source_the_latest_are_kept),
		cmocka_unit_test(many_in_one_set_keep_the_latest_of_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
