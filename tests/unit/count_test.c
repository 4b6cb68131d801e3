/* SPDX-License-Identifier: BSD-2-Clause */
/* The small tables of a worker: flows, what waits, dossiers, incidents, and the bank. */
#include "claim.h"

#include "base/hash.h"
#include "count/bank.h"
#include "count/dossiers.h"
#include "count/flows.h"
#include "count/incidents.h"
#include "count/pending.h"
#include "count/reviews.h"

enum { NOW_MS = 1000000, SECOND_MS = 1000 };

#define HOUR_NS UINT64_C(3600000000000)

/* Flows. One set, so that all keys meet in it. */

static struct flows one_set(void)
{
	struct flows flows;

	assert_int_equal(flows_init(&flows, sizeof(struct flow_set)), 0);
	assert_int_equal(flows.sets, 1);
	return flows;
}

static struct flow *put_flow(struct flows *flows, uint64_t key, enum flow_stage stage, unsigned notes, uint32_t born_ms)
{
	bool lost;
	struct flow *flow = flows_claim(flows, key, NOW_MS, &lost);

	flow->stage = stage & 0xf;
	flow->notes = notes & 0xf;
	flow->born_ms = born_ms;
	return flow;
}

static void a_claimed_flow_is_found_and_is_free(void **state)
{
	struct flows flows = one_set();
	struct flow *flow;
	bool lost = true;

	(void)state;
	assert_null(flows_find(&flows, 77));
	flow = flows_claim(&flows, 77, NOW_MS, &lost);
	assert_false(lost);
	assert_int_equal(flow->stage, FLOW_FREE);
	assert_ptr_equal(flows_find(&flows, 77), flow);
	assert_null(flows_find(&flows, 78));
	flows_finish(&flows);
}

static void a_place_that_is_free_is_taken_before_any_other(void **state)
{
	struct flows flows = one_set();
	bool lost;

	(void)state;
	for (uint64_t key = 1; key < FLOWS_PER_SET; key++)
		put_flow(&flows, key, FLOW_OVER, 0, 0);
	flows_claim(&flows, FLOWS_PER_SET, NOW_MS, &lost);
	for (uint64_t key = 1; key <= FLOWS_PER_SET; key++)
		assert_non_null(flows_find(&flows, key));
	flows_finish(&flows);
}

/* Four flows of which `least` is missed least: it goes for the fifth, and that tells what was lost. */
static void goes_first(struct flows *flows, uint64_t least, bool undecided)
{
	bool lost;

	flows_claim(flows, 99, NOW_MS, &lost);
	assert_null(flows_find(flows, least));
	assert_int_equal(lost, undecided);
	for (uint64_t key = 1; key <= FLOWS_PER_SET; key++)
		if (key != least)
			assert_non_null(flows_find(flows, key));
	flows_finish(flows);
}

static void an_idle_flow_goes_first(void **state)
{
	struct flows flows = one_set();

	(void)state;
	put_flow(&flows, 1, FLOW_ASKED, FLOW_STRANGER, NOW_MS - SECOND_MS);
	put_flow(&flows, 2, FLOW_OVER, 0, NOW_MS - SECOND_MS);
	put_flow(&flows, 3, FLOW_OVER, 0, NOW_MS - 600 * SECOND_MS);
	put_flow(&flows, 4, FLOW_ASKED, 0, NOW_MS - SECOND_MS);
	goes_first(&flows, 3, false);
}

static void then_a_strangers_probe(void **state)
{
	struct flows flows = one_set();

	(void)state;
	put_flow(&flows, 1, FLOW_ASKED, 0, NOW_MS - 20 * SECOND_MS);
	put_flow(&flows, 2, FLOW_OVER, 0, NOW_MS - 20 * SECOND_MS);
	put_flow(&flows, 3, FLOW_ESTABLISHED, 0, NOW_MS - 20 * SECOND_MS);
	put_flow(&flows, 4, FLOW_ASKED, FLOW_STRANGER, NOW_MS - SECOND_MS);
	goes_first(&flows, 4, true);
}

static void then_the_oldest_that_is_decided(void **state)
{
	struct flows flows = one_set();

	(void)state;
	put_flow(&flows, 1, FLOW_OVER, 0, NOW_MS - 2 * SECOND_MS);
	put_flow(&flows, 2, FLOW_USED, 0, NOW_MS - 3 * SECOND_MS);
	put_flow(&flows, 3, FLOW_ASKED, 0, NOW_MS - 9 * SECOND_MS);
	put_flow(&flows, 4, FLOW_OVER, 0, NOW_MS - SECOND_MS);
	goes_first(&flows, 2, false);
}

static void last_of_all_the_oldest_that_waits_and_its_loss_is_told(void **state)
{
	struct flows flows = one_set();

	(void)state;
	for (uint64_t key = 1; key <= FLOWS_PER_SET; key++)
		put_flow(&flows, key, FLOW_ASKED, 0, (uint32_t)(NOW_MS - key * SECOND_MS));
	goes_first(&flows, FLOWS_PER_SET, true);
}

static void a_sweep_closes_what_waits_for_too_long_and_only_that(void **state)
{
	struct flows flows = one_set();

	(void)state;
	put_flow(&flows, 1, FLOW_ASKED, 0, NOW_MS - 61 * SECOND_MS);
	put_flow(&flows, 2, FLOW_ASKED, 0, NOW_MS - 61 * SECOND_MS + 1);
	put_flow(&flows, 3, FLOW_OVER, 0, NOW_MS - 100 * SECOND_MS);
	put_flow(&flows, 4, FLOW_ASKED, 0, NOW_MS + SECOND_MS); /* stamped ahead */
	assert_int_equal(flows_sweep(&flows, 1, NOW_MS, 61 * SECOND_MS), 1);
	assert_false(flow_is_pending(flows_find(&flows, 1)));
	assert_true(flow_is_pending(flows_find(&flows, 2)));
	assert_int_equal(flows_sweep(&flows, 1, NOW_MS, 0), 2);
	flows_finish(&flows);
}

static void a_sweep_comes_round_to_every_set(void **state)
{
	struct flows flows;
	uint64_t closed = 0;
	bool lost;

	(void)state;
	assert_int_equal(flows_init(&flows, 100 * sizeof(struct flow_set)), 0);
	for (uint64_t i = 0; i < 100; i++)
		flows_claim(&flows, hash_number(i, 3) | 1, 0, &lost)->stage = FLOW_ASKED;
	for (unsigned i = 0; i < 10; i++)
		closed += flows_sweep(&flows, 10, NOW_MS, 1);
	assert_int_equal(closed, 100);
	flows_finish(&flows);
}

/* What waits */

static struct pending few_places(size_t each_lane)
{
	struct pending pending;

	assert_int_equal(pending_init(&pending, each_lane * LANES * sizeof(struct wait)), 0);
	return pending;
}

static void put_wait(struct pending *pending, unsigned lane, uint64_t deadline_ns)
{
	pending_put(pending, lane, deadline_ns)->flow_key = deadline_ns * 10 + lane;
}

static void takes(struct pending *pending, unsigned lane, uint64_t deadline_ns)
{
	assert_true(pending->next_ns <= deadline_ns);

	struct wait wait;

	assert_int_equal(pending_take(pending, deadline_ns, &wait, 1), 1);
	assert_int_equal(wait.deadline_ns, deadline_ns);
	assert_int_equal(wait.flow_key, deadline_ns * 10 + lane);
}

static void takes_nothing(struct pending *pending)
{
	struct wait wait;

	assert_int_equal(pending_take(pending, UINT64_MAX, &wait, 1), 0);
	assert_true(pending->next_ns == UINT64_MAX);
}

static void waits_end_in_the_order_of_their_deadlines_over_both_lanes(void **state)
{
	struct pending pending = few_places(8);

	(void)state;
	takes_nothing(&pending);
	put_wait(&pending, LANE_KNOWN, 10);
	put_wait(&pending, LANE_STRANGERS, 11);
	put_wait(&pending, LANE_STRANGERS, 12);
	put_wait(&pending, LANE_KNOWN, 13);
	put_wait(&pending, LANE_STRANGERS, 14);
	takes(&pending, LANE_KNOWN, 10);
	takes(&pending, LANE_STRANGERS, 11);
	takes(&pending, LANE_STRANGERS, 12);
	put_wait(&pending, LANE_KNOWN, 15);
	takes(&pending, LANE_KNOWN, 13);
	takes(&pending, LANE_STRANGERS, 14);
	takes(&pending, LANE_KNOWN, 15);
	takes_nothing(&pending);
	pending_finish(&pending);
}

static void as_many_are_taken_at_once_as_are_due_and_as_there_is_room_for(void **state)
{
	struct pending pending = few_places(8);
	struct wait due[8];

	(void)state;
	for (uint64_t at = 10; at < 16; at++)
		put_wait(&pending, at % 2 ? LANE_KNOWN : LANE_STRANGERS, at);
	assert_int_equal(pending_take(&pending, 9, due, 8), 0);
	assert_int_equal(pending_take(&pending, 13, due, 3), 3);
	assert_int_equal(due[0].deadline_ns, 10);
	assert_int_equal(due[2].deadline_ns, 12);
	assert_true(pending.next_ns == 13);
	assert_int_equal(pending_take(&pending, 14, due, 8), 2);
	assert_int_equal(due[1].deadline_ns, 14);
	takes(&pending, LANE_KNOWN, 15);
	takes_nothing(&pending);
	pending_finish(&pending);
}

static void a_full_lane_drops_its_own_first_and_leaves_the_other_alone(void **state)
{
	struct pending pending = few_places(4);

	(void)state;
	put_wait(&pending, LANE_KNOWN, 1);
	for (uint64_t at = 2; at <= 7; at++)
		put_wait(&pending, LANE_STRANGERS, at);
	takes(&pending, LANE_KNOWN, 1);
	for (uint64_t at = 4; at <= 7; at++)
		takes(&pending, LANE_STRANGERS, at);
	takes_nothing(&pending);
	pending_finish(&pending);
}

static void a_lane_goes_round_for_ever(void **state)
{
	struct pending pending = few_places(3);

	(void)state;
	put_wait(&pending, LANE_KNOWN, 0);
	for (uint64_t at = 1; at < 1000; at++) {
		put_wait(&pending, LANE_KNOWN, at);
		takes(&pending, LANE_KNOWN, at - 1);
	}
	takes(&pending, LANE_KNOWN, 999);
	takes_nothing(&pending);
	pending_finish(&pending);
}

/* Dossiers */

enum { POOL = 12 };

static struct dossiers small_pool(void)
{
	struct dossiers dossiers;

	assert_int_equal(dossiers_init(&dossiers, POOL * DOSSIER_BYTES), 0);
	assert_int_equal(dossiers.size, POOL);
	return dossiers;
}

static void every_source_gets_a_dossier_of_its_own_while_there_are_any(void **state)
{
	struct dossiers dossiers = small_pool();
	bool given[POOL] = { true };
	uint32_t robbed;

	(void)state;
	assert_null(dossiers_at(&dossiers, 0));
	for (uint32_t owner = 0; owner < POOL - 1; owner++) {
		uint32_t place = dossiers_open(&dossiers, owner, &robbed);

		assert_int_equal(robbed, UINT32_MAX);
		assert_in_range(place, 1, POOL - 1);
		assert_false(given[place]);
		given[place] = true;
		assert_int_equal(dossiers.owner[place], owner);
	}
	dossiers_finish(&dossiers);
}

static void one_given_back_is_given_out_again_before_anyone_is_robbed(void **state)
{
	struct dossiers dossiers = small_pool();
	uint32_t robbed, place[POOL];

	(void)state;
	for (uint32_t owner = 1; owner < POOL; owner++)
		place[owner] = dossiers_open(&dossiers, owner, &robbed);
	dossiers_close(&dossiers, place[3]);
	dossiers_close(&dossiers, place[7]);
	dossiers_close(&dossiers, 0); /* none: fine */
	assert_int_equal(dossiers_open(&dossiers, 20, &robbed) * dossiers_open(&dossiers, 21, &robbed),
		place[3] * place[7]);
	assert_int_equal(robbed, UINT32_MAX);
	dossiers_open(&dossiers, 22, &robbed);
	assert_int_not_equal(robbed, UINT32_MAX);
	assert_int_equal(dossiers.taken, 1);
	dossiers_finish(&dossiers);
}

static void the_one_not_used_for_longest_is_robbed(void **state)
{
	struct dossiers dossiers = small_pool();
	uint32_t robbed, place[POOL];

	(void)state;
	for (uint32_t owner = 1; owner < POOL; owner++) {
		place[owner] = dossiers_open(&dossiers, owner, &robbed);
		dossiers_touch(&dossiers, place[owner], 1000 + owner);
	}
	dossiers_touch(&dossiers, place[1], 2000);
	dossiers_touch(&dossiers, place[5], 10);
	assert_int_equal(dossiers_open(&dossiers, 50, &robbed), place[5]);
	assert_int_equal(robbed, 5);
	dossiers_touch(&dossiers, place[5], 3000);
	dossiers_open(&dossiers, 51, &robbed);
	assert_int_equal(robbed, 2);
	dossiers_finish(&dossiers);
}

/* Incidents */

enum { GAP = 900 };

static void an_incident_lasts_until_so_long_passes_without_an_attempt(void **state)
{
	struct incidents incidents;

	(void)state;
	assert_int_equal(incidents_init(&incidents, 4096), 0);
	assert_true(incidents_open(&incidents, 7, 10000, GAP));
	assert_false(incidents_open(&incidents, 7, 10000, GAP));
	assert_false(incidents_open(&incidents, 7, 10000 + GAP, GAP));
	assert_false(incidents_open(&incidents, 7, 10000 + 2 * GAP, GAP));
	assert_true(incidents_open(&incidents, 7, 10000 + 3 * GAP + 1, GAP));
	incidents_finish(&incidents);
}

static void time_that_goes_back_opens_no_incident(void **state)
{
	struct incidents incidents;

	(void)state;
	assert_int_equal(incidents_init(&incidents, 4096), 0);
	assert_true(incidents_open(&incidents, 7, 10000, GAP));
	assert_false(incidents_open(&incidents, 7, 9000, GAP));
	assert_false(incidents_open(&incidents, 7, 9000 + GAP, GAP));
	incidents_finish(&incidents);
}

static void each_key_has_an_incident_of_its_own(void **state)
{
	struct incidents incidents;

	(void)state;
	assert_int_equal(incidents_init(&incidents, 1 << 20), 0);
	for (uint64_t i = 0; i < 1000; i++)
		assert_true(incidents_open(&incidents, hash_number(i, 1) | 1, 10000, GAP));
	for (uint64_t i = 0; i < 1000; i++)
		assert_false(incidents_open(&incidents, hash_number(i, 1) | 1, 10001, GAP));
	incidents_finish(&incidents);
}

static void of_too_many_the_one_silent_for_longest_is_forgotten(void **state)
{
	struct incidents incidents;
	uint32_t now_s = 10000;

	(void)state;
	assert_int_equal(incidents_init(&incidents, 64), 0); /* one set */
	assert_true(incidents_open(&incidents, 1, now_s, GAP));
	for (uint64_t other = 2; other < 40; other++) {
		assert_true(incidents_open(&incidents, other, ++now_s, GAP));
		assert_false(incidents_open(&incidents, 1, ++now_s, GAP)); /* it goes on all the time */
	}
	assert_true(incidents_open(&incidents, 2, ++now_s, GAP)); /* forgotten long since */
	incidents_finish(&incidents);
}

/* The bank */

static uint64_t sum_of(const uint64_t *counts, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += counts[i];
	return sum;
}

static uint64_t sum_of_sites(const struct bank *bank)
{
	uint64_t sum = bank->other_sites;

	for (unsigned set = 0; set < BANK_SITE_SETS; set++)
		for (unsigned way = 0; way < BANK_SITES_PER_SET; way++)
			sum += bank->site[set][way].attempts;
	return sum;
}

/* Of one class, over all sites; each site's attempts must be the sum of its classes. */
static uint64_t class_over_sites(const struct bank *bank, unsigned class)
{
	uint64_t sum = bank->other_by_class[class];

	for (unsigned set = 0; set < BANK_SITE_SETS; set++)
		for (unsigned way = 0; way < BANK_SITES_PER_SET; way++) {
			const struct bank_site *site = &bank->site[set][way];

			assert_int_equal(sum_of(site->by_class, RONDA_CLASS_COUNT), site->attempts);
			sum += site->by_class[class];
		}
	return sum;
}

static uint64_t sum_of_hours(const struct bank *bank)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < bank->hours; i++)
		sum += bank->hour[i].attempts;
	return sum;
}

static void the_banks_sums_are_its_total(const struct bank *bank)
{
	assert_int_equal(sum_of(bank->by_class, RONDA_CLASS_COUNT), bank->total);
	assert_int_equal(sum_of(bank->by_outcome, RONDA_OUTCOME_COUNT), bank->total);
	assert_int_equal(sum_of(bank->by_origin, RONDA_ORIGIN_COUNT), bank->total);
	assert_int_equal(sum_of(bank->by_country, BANK_COUNTRIES) + bank->by_origin[RONDA_ORIGIN_LOCAL] +
		bank->by_origin[RONDA_ORIGIN_UNKNOWN], bank->total);
	assert_int_equal(sum_of_sites(bank), bank->total);
	assert_int_equal(sum_of_hours(bank), bank->total);
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		assert_int_equal(class_over_sites(bank, class), bank->by_class[class]);
	assert_true(bank->verified <= bank->total);
}

static struct booking booking_of(uint64_t chance, const struct ronda_addr *site)
{
	enum ronda_origin origin = chance >> 8 & 3;
	bool placed = origin == RONDA_ORIGIN_DOMESTIC || origin == RONDA_ORIGIN_FOREIGN;

	return (struct booking){
		.class = (enum ronda_class)(chance % RONDA_CLASS_COUNT),
		.outcome = (enum ronda_outcome)((chance >> 16) % RONDA_OUTCOME_COUNT),
		.origin = origin,
		.country = placed ? RONDA_COUNTRY('A' + (chance >> 24) % 26, 'A' + (chance >> 32) % 26) : 0,
		.verified = chance >> 40 & 1,
		.addr = site,
		.when_ns = (chance >> 48) % 50 * HOUR_NS,
	};
}

static void every_booking_is_in_each_sum_once_however_many_sites(void **state)
{
	static struct bank bank;
	uint64_t total = 0;

	(void)state;
	assert_int_equal(bank_init(&bank), 0);
	for (uint32_t i = 0; i < 30000; i++) {
		uint64_t chance = hash_number(i, 5);
		struct ronda_addr site = { .words = { 1, 2, 3, (uint32_t)(chance >> 20) % 20000 } };
		struct booking booking = booking_of(chance, &site);

		bank_book(&bank, &booking, 1 + i % 5);
		total += 1 + i % 5;
	}
	assert_int_equal(bank.total, total);
	assert_int_equal(bank.hours, 50);
	assert_true(bank.other_sites > 0);
	the_banks_sums_are_its_total(&bank);
	bank_finish(&bank);
}

static void a_site_with_many_attempts_stays_whoever_else_comes(void **state)
{
	static struct bank bank;
	struct ronda_addr busy = { .words = { 0, 0, 0, 42 } };
	struct booking booking = { .origin = RONDA_ORIGIN_UNKNOWN, .addr = &busy };
	uint64_t of_busy = 0;

	(void)state;
	assert_int_equal(bank_init(&bank), 0);
	bank_book(&bank, &booking, 1000);
	for (uint32_t i = 100; i < 50000; i++) {
		struct ronda_addr site = { .words = { 0, 0, 0, i } };

		booking.addr = &site;
		bank_book(&bank, &booking, 1);
	}
	for (unsigned i = 0; i < BANK_SITE_SETS * BANK_SITES_PER_SET; i++)
		if (ronda_addr_equal(&bank.site[i / BANK_SITES_PER_SET][i % BANK_SITES_PER_SET].addr, &busy))
			of_busy += bank.site[i / BANK_SITES_PER_SET][i % BANK_SITES_PER_SET].attempts;
	assert_int_equal(of_busy, 1000);
	bank_finish(&bank);
}

static void a_cleared_bank_is_empty_and_serves_again(void **state)
{
	static struct bank bank;
	struct ronda_addr site = { .words = { 0, 0, 0, 42 } };
	struct booking booking = { .origin = RONDA_ORIGIN_LOCAL, .addr = &site, .verified = true };

	(void)state;
	assert_int_equal(bank_init(&bank), 0);
	bank_book(&bank, &booking, 9);
	bank_clear(&bank);
	assert_int_equal(bank.total, 0);
	the_banks_sums_are_its_total(&bank);
	bank_book(&bank, &booking, 2);
	assert_int_equal(bank.verified, 2);
	the_banks_sums_are_its_total(&bank);
	bank_finish(&bank);
}

static void the_latest_reviews_are_kept_the_oldest_first(void **state)
{
	static struct reviews reviews;

	(void)state;
	assert_int_equal(reviews_count(&reviews), 0);
	for (unsigned i = 0; i < 2 * REVIEWS_MOST + 7; i++)
		reviews_add(&reviews)->time_ns = i;
	assert_int_equal(reviews_count(&reviews), REVIEWS_MOST);
	assert_int_equal(reviews.told, 2 * REVIEWS_MOST + 7);
	for (unsigned i = 0; i < REVIEWS_MOST; i++)
		assert_int_equal(reviews_at(&reviews, i)->time_ns, REVIEWS_MOST + 7 + i);
	reviews_clear(&reviews);
	assert_int_equal(reviews_count(&reviews), 0);
	reviews_add(&reviews)->time_ns = 5;
	assert_int_equal(reviews_at(&reviews, 0)->time_ns, 5);
}

static void what_is_written_for_review_is_cut_to_its_place(void **state)
{
	char text[5];

	(void)state;
	review_write(text, sizeof text, "select");
	assert_string_equal(text, "sele");
	review_write(text, sizeof text, "ab");
	assert_string_equal(text, "ab");
	review_write(text, sizeof text, NULL);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claimed_flow_is_found_and_is_free),
		cmocka_unit_test(a_place_that_is_free_is_taken_before_any_other),
		cmocka_unit_test(an_idle_flow_goes_first),
		cmocka_unit_test(then_a_strangers_probe),
		cmocka_unit_test(then_the_oldest_that_is_decided),
		cmocka_unit_test(last_of_all_the_oldest_that_waits_and_its_loss_is_told),
		cmocka_unit_test(a_sweep_closes_what_waits_for_too_long_and_only_that),
		cmocka_unit_test(a_sweep_comes_round_to_every_set),
		cmocka_unit_test(waits_end_in_the_order_of_their_deadlines_over_both_lanes),
		cmocka_unit_test(as_many_are_taken_at_once_as_are_due_and_as_there_is_room_for),
		cmocka_unit_test(a_full_lane_drops_its_own_first_and_leaves_the_other_alone),
		cmocka_unit_test(a_lane_goes_round_for_ever),
		cmocka_unit_test(every_source_gets_a_dossier_of_its_own_while_there_are_any),
		cmocka_unit_test(one_given_back_is_given_out_again_before_anyone_is_robbed),
		cmocka_unit_test(the_one_not_used_for_longest_is_robbed),
		cmocka_unit_test(an_incident_lasts_until_so_long_passes_without_an_attempt),
		cmocka_unit_test(time_that_goes_back_opens_no_incident),
		cmocka_unit_test(each_key_has_an_incident_of_its_own),
		cmocka_unit_test(of_too_many_the_one_silent_for_longest_is_forgotten),
		cmocka_unit_test(every_booking_is_in_each_sum_once_however_many_sites),
		cmocka_unit_test(a_site_with_many_attempts_stays_whoever_else_comes),
		cmocka_unit_test(a_cleared_bank_is_empty_and_serves_again),
		cmocka_unit_test(the_latest_reviews_are_kept_the_oldest_first),
		cmocka_unit_test(what_is_written_for_review_is_cut_to_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
