/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "detect/rule_memo.h"

#include <stdio.h>

static struct rule_memo memo;

static int forget_all(void **state)
{
	(void)state;
	memset(&memo, 0, sizeof memo);
	return 0;
}

static struct slice text(const char *words)
{
	return slice_of(words, strlen(words));
}

static void keeps(const char *words, const size_t *terms, size_t count)
{
	struct rule_hits found = { 0 };

	for (size_t i = 0; i < count; i++)
		rule_hits_add(&found, terms[i]);
	rule_memo_keep(&memo, text(words), &found);
}

#define KEEPS(words, ...)                                                                          \
	keeps(words, (const size_t[]){ __VA_ARGS__ }, sizeof((const size_t[]){ __VA_ARGS__ }) / sizeof(size_t))

static bool recalls(const char *words, struct rule_hits *hits)
{
	*hits = (struct rule_hits){ 0 };
	return rule_memo_recall(&memo, text(words), hits);
}

static void what_was_found_in_a_text_is_found_again_without_looking(void **state)
{
	struct rule_hits hits;

	(void)state;
	KEEPS("/../../etc/passwd", 3, 64, 1023);
	assert_true(recalls("/../../etc/passwd", &hits));
	assert_true(hits.some);
	assert_int_equal(hits.term[0], 8);
	assert_int_equal(hits.term[1], 1);
	assert_true(hits.term[15] == UINT64_C(1) << 63);
}

static void that_nothing_was_found_is_remembered_too(void **state)
{
	struct rule_hits hits;

	(void)state;
	keeps("/index.html", NULL, 0);
	assert_true(recalls("/index.html", &hits));
	assert_false(hits.some);
}

static void hits_are_added_to_those_of_other_parts(void **state)
{
	struct rule_hits hits = { .term = { 1 }, .some = true };

	(void)state;
	KEEPS("/a", 5);
	assert_true(rule_memo_recall(&memo, text("/a"), &hits));
	assert_int_equal(hits.term[0], 1 | 1 << 5);
}

/* Seventeen times as many as there are places, each asked for when all were kept. */
static void no_text_is_taken_for_another_that_had_its_place(void **state)
{
	char words[16];
	struct rule_hits hits;
	unsigned recalled = 0;

	(void)state;
	for (unsigned i = 0; i < 17 * RULE_MEMO_PLACES; i++) {
		snprintf(words, sizeof words, "/page-%u", i);
		KEEPS(words, i % RULE_TERMS_MOST);
	}
	for (unsigned i = 0; i < 17 * RULE_MEMO_PLACES; i++) {
		unsigned term = i % RULE_TERMS_MOST;

		snprintf(words, sizeof words, "/page-%u", i);
		if (!recalls(words, &hits))
			continue;
		recalled++;
		assert_true(hits.term[term / 64] == UINT64_C(1) << term % 64);
	}
	assert_in_range(recalled, RULE_MEMO_PLACES / 2, RULE_MEMO_PLACES);
}

static void a_beginning_is_another_text(void **state)
{
	struct rule_hits hits;

	(void)state;
	keeps("/index", NULL, 0);
	assert_false(recalls("/index.php", &hits));
	assert_false(recalls("/inde", &hits));
	assert_false(recalls("", &hits));
}

static void the_longest_text_is_remembered_and_a_longer_one_is_not(void **state)
{
	char words[RULE_MEMO_TEXT + 2] = { 0 };
	struct rule_hits hits;

	(void)state;
	memset(words, 'a', RULE_MEMO_TEXT);
	keeps(words, NULL, 0);
	assert_true(recalls(words, &hits));
	words[RULE_MEMO_TEXT] = 'a';
	keeps(words, NULL, 0);
	assert_false(recalls(words, &hits));
}

static void a_text_in_which_too_much_was_found_is_looked_through_again(void **state)
{
	struct rule_hits hits;

	(void)state;
	KEEPS("/six", 1, 2, 3, 4, 5, 6);
	KEEPS("/seven", 1, 2, 3, 4, 5, 6, 7);
	assert_true(recalls("/six", &hits));
	assert_false(recalls("/seven", &hits));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_was_found_in_a_text_is_found_again_without_looking, forget_all),
		cmocka_unit_test_setup(that_nothing_was_found_is_remembered_too, forget_all),
		cmocka_unit_test_setup(hits_are_added_to_those_of_other_parts, forget_all),
		cmocka_unit_test_setup(no_text_is_taken_for_another_that_had_its_place, forget_all),
		cmocka_unit_test_setup(a_beginning_is_another_text, forget_all),
		cmocka_unit_test_setup(the_longest_text_is_remembered_and_a_longer_one_is_not, forget_all),
		cmocka_unit_test_setup(a_text_in_which_too_much_was_found_is_looked_through_again, forget_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
