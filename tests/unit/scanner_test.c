/* SPDX-License-Identifier: BSD-2-Clause */
/* One source and what it does to whom, act by act; time is told in seconds. */
#include "claim.h"

#include "base/hash.h"
#include "detect/scanner.h"

#define START_S UINT64_C(1657670400)
#define SECOND UINT64_C(1000000000)

static const struct ronda_thresholds normal = RONDA_THRESHOLDS_NORMAL;

struct suspect {
	struct behaviour behaviour;
	struct dossier dossier;
	bool has_dossier;
};

static struct approach to(uint32_t host, uint16_t port, uint64_t at_s)
{
	uint8_t bytes[4] = { 10, (uint8_t)(host >> 16), (uint8_t)(host >> 8), (uint8_t)host };

	struct ronda_addr target = ronda_addr_v4(bytes);

	return (struct approach){ .target = target, .who = (uint32_t)hash_addr(&target, 0), .port = port, .proto = RONDA_TCP,
		.now_ns = (START_S + at_s) * SECOND };
}

static struct dossier *dossier_for(struct suspect *suspect, const struct approach *approach)
{
	if (!suspect->has_dossier && scanner_needs_dossier(&suspect->behaviour, approach)) {
		scanner_open_dossier(&suspect->behaviour, &suspect->dossier);
		suspect->behaviour.dossier = 1;
		suspect->has_dossier = true;
	}
	return suspect->has_dossier ? &suspect->dossier : NULL;
}

static unsigned contacts(struct suspect *suspect, struct approach approach)
{
	if (scanner_lapses(&suspect->behaviour, approach.now_ns, &normal)) {
		suspect->behaviour.dossier = 0;
		suspect->has_dossier = false;
	}
	return scanner_contact(&suspect->behaviour, dossier_for(suspect, &approach), &approach, &normal);
}

static enum scanner_says judged(struct suspect *suspect, struct approach approach, struct decision decision)
{
	return scanner_judge(&suspect->behaviour, dossier_for(suspect, &approach), &approach, &decision, &normal);
}

/* The source approaches and, at once, this is what becomes of it. */
static enum scanner_says tries(struct suspect *suspect, struct approach approach, struct decision decision)
{
	decision.first_contact = contacts(suspect, approach) & CONTACT_FIRST;
	return judged(suspect, approach, decision);
}

static enum scanner_says fails_at(struct suspect *suspect, struct approach approach)
{
	return tries(suspect, approach, (struct decision){ .outcome = RONDA_OUTCOME_REFUSED });
}

static enum scanner_says fails_in_the_dark(struct suspect *suspect, struct approach approach)
{
	return tries(suspect, approach, (struct decision){ .outcome = RONDA_OUTCOME_UNANSWERED, .dark = true });
}

static enum scanner_says uses(struct suspect *suspect, struct approach approach)
{
	return tries(suspect, approach, (struct decision){ .outcome = RONDA_OUTCOME_ESTABLISHED, .used = true });
}

static enum scanner_says is_answered_by(struct suspect *suspect, struct approach approach)
{
	return tries(suspect, approach, (struct decision){ .outcome = RONDA_OUTCOME_ANSWERED });
}

static unsigned held_acts(const struct suspect *suspect)
{
	size_t count;
	const struct held *held =
		scanner_held(&suspect->behaviour, suspect->has_dossier ? &suspect->dossier : NULL, &count);
	unsigned acts = 0;

	for (size_t i = 0; i < count; i++)
		for (unsigned outcome = 0; outcome < RONDA_OUTCOME_COUNT; outcome++)
			acts += held[i].acts[outcome];
	return acts;
}

static size_t held_pairs(const struct suspect *suspect)
{
	size_t count;

	scanner_held(&suspect->behaviour, suspect->has_dossier ? &suspect->dossier : NULL, &count);
	return count;
}

static void four_failed_first_contacts_make_a_scanner_and_three_do_not(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (uint16_t port = 1; port <= 3; port++)
		assert_int_equal(fails_at(&suspect, to(1, port, port)), SCANNER_HOLDS);
	assert_int_equal(suspect.behaviour.score, 3);
	assert_int_equal(fails_at(&suspect, to(1, 4, 4)), SCANNER_FALLS);
	assert_true(suspect.behaviour.flags & BEHAVIOUR_SCANNER);
	assert_int_equal(held_acts(&suspect), 4);
}

static void after_the_verdict_each_act_counts_at_once_and_none_is_held(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (uint16_t port = 1; port <= 4; port++)
		fails_at(&suspect, to(1, port, 0));
	scanner_forget_held(&suspect.behaviour, &suspect.dossier);
	assert_int_equal(fails_at(&suspect, to(1, 5, 1)), SCANNER_COUNTS);
	assert_int_equal(is_answered_by(&suspect, to(1, 6, 1)), SCANNER_COUNTS);
	assert_int_equal(uses(&suspect, to(1, 7, 1)), SCANNER_USEFUL);
	assert_int_equal(held_acts(&suspect), 0);
}

static void refused_and_unanswered_weigh_the_same(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	fails_at(&suspect, to(1, 1, 0));
	assert_int_equal(suspect.behaviour.score, 1);
	tries(&suspect, to(1, 2, 0), (struct decision){ .outcome = RONDA_OUTCOME_UNANSWERED });
	assert_int_equal(suspect.behaviour.score, 2);
}

static void an_answer_without_data_moves_nothing_but_is_held(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	assert_int_equal(is_answered_by(&suspect, to(1, 1, 0)), SCANNER_HOLDS);
	assert_int_equal(suspect.behaviour.score, 0);
	assert_int_equal(held_acts(&suspect), 1);
}

static void an_answer_out_of_sight_moves_nothing(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	fails_at(&suspect, to(1, 1, 0));
	assert_int_equal(tries(&suspect, to(1, 2, 0),
		(struct decision){ .outcome = RONDA_OUTCOME_UNKNOWN, .out_of_sight = true }), SCANNER_HOLDS);
	assert_int_equal(tries(&suspect, to(1, 3, 0),
		(struct decision){ .outcome = RONDA_OUTCOME_UNKNOWN, .out_of_sight = true, .used = true }), SCANNER_USEFUL);
	assert_int_equal(suspect.behaviour.score, 1);
}

static void the_score_stays_between_minus_four_and_four(void **state)
{
	struct suspect good = { 0 }, bad = { 0 };

	(void)state;
	for (uint16_t port = 1; port <= 20; port++) {
		assert_int_equal(uses(&good, to(1, port, 0)), SCANNER_USEFUL);
		fails_at(&bad, to(1, port, 0));
	}
	assert_int_equal(good.behaviour.score, -4);
	assert_int_equal(bad.behaviour.score, 4);
}

static void one_who_was_useful_needs_eight_failures(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (uint16_t port = 1; port <= 10; port++)
		uses(&suspect, to(1, port, 0));
	for (uint16_t port = 11; port <= 17; port++)
		assert_int_equal(fails_at(&suspect, to(1, port, 0)), SCANNER_HOLDS);
	assert_int_equal(fails_at(&suspect, to(1, 18, 0)), SCANNER_FALLS);
}

static void repeats_of_one_contact_do_not_move_the_score_but_are_held(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (unsigned i = 0; i < 10; i++)
		assert_int_equal(fails_at(&suspect, to(1, 22, i * 121)), SCANNER_HOLDS);
	assert_int_equal(suspect.behaviour.score, 1);
	assert_int_equal(held_acts(&suspect), 10);
	assert_int_equal(held_pairs(&suspect), 1);
}

static void the_same_port_of_another_protocol_is_another_contact(void **state)
{
	struct suspect suspect = { 0 };
	struct approach udp = to(1, 53, 0);

	(void)state;
	udp.proto = RONDA_UDP;
	assert_true(contacts(&suspect, to(1, 53, 0)) & CONTACT_FIRST);
	assert_true(contacts(&suspect, udp) & CONTACT_FIRST);
	assert_false(contacts(&suspect, udp) & CONTACT_FIRST);
	assert_false(contacts(&suspect, to(1, 53, 0)) & CONTACT_FIRST);
}

/* Three failures and three successes in turn keep the score near zero. */
static enum scanner_says fails_among_successes(struct suspect *suspect, unsigned i, uint64_t at_s)
{
	uses(suspect, to(2, (uint16_t)(i + 1), at_s));
	return fails_at(suspect, to(1, (uint16_t)(i + 1), at_s));
}

static void twenty_five_failed_pairs_in_time_make_a_scanner_whatever_succeeded(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (unsigned i = 0; i < 24; i++)
		assert_int_equal(fails_among_successes(&suspect, i, i * 37), SCANNER_HOLDS);
	assert_int_equal(fails_among_successes(&suspect, 24, 900), SCANNER_FALLS); /* the first was at 0 s */
	assert_in_range(suspect.behaviour.score + 4, 0, 7);
}

static void twenty_five_failed_pairs_over_a_longer_time_do_not(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (unsigned i = 0; i < 24; i++)
		fails_among_successes(&suspect, i, i * 37);
	assert_int_equal(fails_among_successes(&suspect, 24, 901), SCANNER_HOLDS);
	assert_int_equal(fails_among_successes(&suspect, 25, 901), SCANNER_FALLS); /* of 25, the first at 37 s */
}

static void failures_of_one_pair_are_one_failed_pair(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	uses(&suspect, to(2, 1, 0));
	for (unsigned i = 0; i < 40; i++)
		assert_int_equal(fails_at(&suspect, to(1, 22, i)), SCANNER_HOLDS);
}

static void ten_failed_pairs_of_which_three_addresses_are_dark_make_a_scanner(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(fails_among_successes(&suspect, i, 0), SCANNER_HOLDS);
	for (uint32_t host = 101; host <= 103; host++) {
		uses(&suspect, to(3, (uint16_t)host, 0));
		assert_int_equal(fails_in_the_dark(&suspect, to(host, 80, 0)), SCANNER_HOLDS);
	}
	assert_int_equal(fails_among_successes(&suspect, 6, 0), SCANNER_FALLS);
}

static void ten_failed_pairs_at_two_dark_addresses_do_not(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (unsigned i = 0; i < 6; i++)
		fails_among_successes(&suspect, i, 0);
	for (uint16_t port = 1; port <= 6; port++) {
		uses(&suspect, to(3, port, 0));
		assert_int_equal(fails_in_the_dark(&suspect, to(101 + port % 2, port, 0)), SCANNER_HOLDS);
	}
}

static void nine_failed_pairs_are_too_few_however_dark(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (uint32_t host = 1; host <= 9; host++) {
		uses(&suspect, to(900, (uint16_t)host, 0));
		assert_int_equal(fails_in_the_dark(&suspect, to(host, 80, 0)), SCANNER_HOLDS);
	}
	uses(&suspect, to(900, 10, 0));
	assert_int_equal(fails_in_the_dark(&suspect, to(10, 80, 0)), SCANNER_FALLS);
}

static void a_scanner_is_forgotten_after_a_day_without_contact(void **state)
{
	const uint64_t day = 24 * 3600;
	struct suspect early = { 0 }, late = { 0 };

	(void)state;
	for (uint16_t port = 1; port <= 4; port++) {
		fails_at(&early, to(1, port, 0));
		fails_at(&late, to(1, port, 0));
	}
	assert_int_equal(fails_at(&early, to(1, 5, day - 1)), SCANNER_COUNTS);
	assert_int_equal(fails_at(&late, to(1, 5, day)), SCANNER_HOLDS);
	assert_int_equal(late.behaviour.score, 1);
	assert_int_equal(held_acts(&late), 1);
}

static void each_contact_prolongs_the_day(void **state)
{
	const uint64_t day = 24 * 3600;
	struct suspect suspect = { 0 };

	(void)state;
	for (uint16_t port = 1; port <= 4; port++)
		fails_at(&suspect, to(1, port, 0));
	contacts(&suspect, to(1, 1, day - 1));
	assert_int_equal(fails_at(&suspect, to(1, 2, 2 * day - 2)), SCANNER_COUNTS);
}

static void ten_probes_of_a_pair_fit_in_its_window_and_the_eleventh_does_not(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (unsigned i = 0; i < 10; i++)
		assert_false(contacts(&suspect, to(1, 80, i)) & CONTACT_BEYOND);
	assert_true(contacts(&suspect, to(1, 80, 10)) & CONTACT_BEYOND);
	assert_true(contacts(&suspect, to(1, 80, 119)) & CONTACT_BEYOND);
	assert_false(contacts(&suspect, to(1, 80, 120)) & CONTACT_BEYOND);
}

static void each_pair_has_a_window_of_its_own(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		contacts(&suspect, to(1, 80, i));
		contacts(&suspect, to(1, 81, i));
	}
	assert_false(contacts(&suspect, to(2, 80, 10)) & CONTACT_BEYOND);
	assert_true(contacts(&suspect, to(1, 80, 10)) & CONTACT_BEYOND);
	assert_true(contacts(&suspect, to(1, 81, 10)) & CONTACT_BEYOND);
}

static void the_last_thirty_two_pairs_are_remembered(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (uint16_t port = 1; port <= 32; port++)
		assert_true(contacts(&suspect, to(1, port, 0)) & CONTACT_FIRST);
	for (uint16_t port = 1; port <= 32; port++)
		assert_false(contacts(&suspect, to(1, port, 1)) & CONTACT_FIRST);
	assert_true(contacts(&suspect, to(1, 33, 2)) & CONTACT_FIRST); /* the first of them goes for it */
	for (uint16_t port = 2; port <= 33; port++)
		assert_false(contacts(&suspect, to(1, port, 3)) & CONTACT_FIRST);
	assert_true(contacts(&suspect, to(1, 1, 4)) & CONTACT_FIRST);
}

static void the_memory_goes_round_for_ever(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 200000; i++)
		assert_true(contacts(&suspect, to(i, 80, 0)) & CONTACT_FIRST);
	for (uint32_t i = 200000 - 32; i < 200000; i++)
		assert_false(contacts(&suspect, to(i, 80, 1)) & CONTACT_FIRST);
}

static void what_was_held_before_the_verdict_is_credited_whole(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	is_answered_by(&suspect, to(1, 80, 0));
	is_answered_by(&suspect, to(1, 443, 0));
	fails_at(&suspect, to(1, 1, 0));
	fails_at(&suspect, to(1, 1, 1)); /* a repeat */
	fails_at(&suspect, to(1, 2, 2));
	uses(&suspect, to(1, 25, 2));
	fails_at(&suspect, to(1, 3, 2));
	fails_at(&suspect, to(1, 4, 3));
	assert_int_equal(fails_at(&suspect, to(1, 5, 3)), SCANNER_FALLS);
	assert_int_equal(held_acts(&suspect), 8);
	assert_int_equal(held_pairs(&suspect), 7);
	scanner_forget_held(&suspect.behaviour, &suspect.dossier);
	assert_int_equal(held_acts(&suspect), 0);
}

static void a_benign_source_is_never_a_scanner(void **state)
{
	struct suspect suspect = { 0 };

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		assert_int_equal(uses(&suspect, to(i % 50, 443, i * 60)), SCANNER_USEFUL);
	assert_int_equal(held_acts(&suspect), 0);
}

static void the_spread_is_exact_for_thirty_two_contacts(void **state)
{
	struct suspect suspect = { 0 };
	uint64_t targets, ports;

	(void)state;
	scanner_spread(&suspect.behaviour, NULL, &targets, &ports);
	assert_int_equal(targets + ports, 0);
	contacts(&suspect, to(1, 80, 0));
	scanner_spread(&suspect.behaviour, NULL, &targets, &ports);
	assert_int_equal(targets, 1);
	assert_int_equal(ports, 1);
	for (uint32_t i = 0; i < 32; i++)
		contacts(&suspect, to(i % 8, (uint16_t)(80 + i / 8), 0)); /* one of them again */
	scanner_spread(&suspect.behaviour, &suspect.dossier, &targets, &ports);
	assert_int_equal(targets, 8);
	assert_int_equal(ports, 4);
}

static void the_spread_of_a_thousand_is_near(void **state)
{
	struct suspect suspect = { 0 };
	uint64_t targets, ports;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++)
		contacts(&suspect, to(i, 22, 0));
	scanner_spread(&suspect.behaviour, &suspect.dossier, &targets, &ports);
	assert_in_range(targets, 940, 1060); /* three times the standard error */
	assert_int_equal(ports, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_failed_first_contacts_make_a_scanner_and_three_do_not),
		cmocka_unit_test(after_the_verdict_each_act_counts_at_once_and_none_is_held),
		cmocka_unit_test(refused_and_unanswered_weigh_the_same),
		cmocka_unit_test(an_answer_without_data_moves_nothing_but_is_held),
		cmocka_unit_test(an_answer_out_of_sight_moves_nothing),
		cmocka_unit_test(the_score_stays_between_minus_four_and_four),
		cmocka_unit_test(one_who_was_useful_needs_eight_failures),
		cmocka_unit_test(repeats_of_one_contact_do_not_move_the_score_but_are_held),
		cmocka_unit_test(the_same_port_of_another_protocol_is_another_contact),
		cmocka_unit_test(twenty_five_failed_pairs_in_time_make_a_scanner_whatever_succeeded),
		cmocka_unit_test(twenty_five_failed_pairs_over_a_longer_time_do_not),
		cmocka_unit_test(failures_of_one_pair_are_one_failed_pair),
		cmocka_unit_test(ten_failed_pairs_of_which_three_addresses_are_dark_make_a_scanner),
		cmocka_unit_test(ten_failed_pairs_at_two_dark_addresses_do_not),
		cmocka_unit_test(nine_failed_pairs_are_too_few_however_dark),
		cmocka_unit_test(a_scanner_is_forgotten_after_a_day_without_contact),
		cmocka_unit_test(each_contact_prolongs_the_day),
		cmocka_unit_test(ten_probes_of_a_pair_fit_in_its_window_and_the_eleventh_does_not),
		cmocka_unit_test(each_pair_has_a_window_of_its_own),
		cmocka_unit_test(the_last_thirty_two_pairs_are_remembered),
		cmocka_unit_test(the_memory_goes_round_for_ever),
		cmocka_unit_test(what_was_held_before_the_verdict_is_credited_whole),
		cmocka_unit_test(a_benign_source_is_never_a_scanner),
		cmocka_unit_test(the_spread_is_exact_for_thirty_two_contacts),
		cmocka_unit_test(the_spread_of_a_thousand_is_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
