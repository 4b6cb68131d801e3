/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole stories, frame by frame, through the library's door. */
#include "story.h"

static struct end scanner(void)
{
	return end_at("198.51.100.9", 40000);
}

static struct end client(void)
{
	return end_at("203.0.113.5", 50000);
}

static struct end server(uint16_t port)
{
	return end_at("103.94.188.10", port);
}

static uint64_t count_of(const struct ronda_rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->row[i].name, name) == 0)
			return rows->row[i].count;
	return 0;
}

static const struct ronda_source *source_of(const struct ronda_summary *summary, struct end end)
{
	for (size_t i = 0; i < summary->sources.top_count; i++)
		if (ronda_addr_equal(&summary->sources.top[i].addr, &end.addr))
			return &summary->sources.top[i];
	fail_msg("a source is missing");
	return NULL;
}

static void a_scan_counts_from_its_first_probe_once_the_fourth_has_failed(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	story_observe(&story, scanner());
	scans(&story, scanner(), server(0), 10);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 10);
	assert_int_equal(summary->attempts.by_class[RONDA_CLASS_PROBE], 10);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_REFUSED], 10);
	assert_int_equal(count_of(&summary->attempts.by_site, "103.94.188.10"), 10);
	assert_int_equal(count_of(&summary->attempts.by_hour, "2022-07-13T00:00:00Z"), 10);
	assert_int_equal(summary->attempts.unverified, 10);
	assert_int_equal(summary->incidents.total, 1);
	assert_int_equal(ronda_sketch_count(&summary->sources.seen), 2);
	assert_int_equal(ronda_sketch_count(&summary->sources.attacking), 1);
	assert_int_equal(story.told[RONDA_HELD], 3);
	assert_int_equal(story.told[RONDA_CREDITED], 1);
	assert_int_equal(story.credits, 3);
	assert_int_equal(story.told[RONDA_COUNTED], 6);
	ronda_summary_destroy(summary);
}

static void three_failures_are_no_scan(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	scans(&story, scanner(), server(0), 3);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 0);
	assert_int_equal(summary->incidents.total, 0);
	assert_int_equal(summary->traffic.packets, 6);
	ronda_summary_destroy(summary);
}

static void a_benign_client_is_never_counted(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	story_observe(&story, client());
	for (uint16_t i = 0; i < 50; i++) { /* fewer than ten in 120 s */
		visits(&story, end_at("203.0.113.5", 50000 + i), server(443), 1000u * i);
		story_wait_ms(&story, 13000);
	}
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 0);
	assert_int_equal(story.told[RONDA_USEFUL], 50);
	assert_true(source_of(summary, client())->verified);
	assert_int_equal(source_of(summary, client())->packets, 200);
	ronda_summary_destroy(summary);
}

static void nobody_answers_for_thirty_seconds_is_unanswered_and_not_before(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	story_observe(&story, scanner());
	SEND(&story, syn, scanner(), server(22), 1);
	story_wait_ms(&story, 29999);
	assert_int_equal(story.told[RONDA_HELD], 0);
	story_wait_ms(&story, 1);
	assert_int_equal(story.told[RONDA_HELD], 1);
	assert_int_equal(story.act.outcome, RONDA_OUTCOME_UNANSWERED);
	assert_int_equal(story.act.decided_ns - story.act.act_ns, 30 * STORY_SECOND);
	assert_int_equal(story.act.score_before, 0);
	assert_int_equal(story.act.score_after, 1);
	summary = story_end(&story);
	ronda_summary_destroy(summary);
}

/* Each kind of answer, to a scanner already known. */
static void every_outcome_of_a_probe_is_booked_as_what_was_seen(void **state)
{
	struct ronda_summary *summary;
	struct frame asked;
	struct story story;

	(void)state;
	story_begin(&story);
	scans(&story, scanner(), server(0), 4);                                /* refused: 4 */
	SEND(&story, syn, scanner(), server(100), 1);                          /* unanswered */
	SEND(&story, syn, scanner(), server(101), 1);                          /* answered, then reset */
	SEND(&story, syn_ack, server(101), scanner(), 7000, 2);
	SEND(&story, rst, scanner(), server(101), 2);
	shakes_hands(&story, scanner(), server(102), 1);                       /* established, no data */
	SEND(&story, syn, scanner(), server(103), 1);                          /* prohibited */
	asked = story.frame;
	SEND(&story, unreachable, end_at("103.94.188.1", 0).addr, &asked, 13);
	SEND(&story, syn, scanner(), server(104), 1);                          /* one way: unknown */
	SEND(&story, acks, scanner(), server(104), 2, 99);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_REFUSED], 5);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_UNANSWERED], 1);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_ANSWERED], 1);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_ESTABLISHED], 1);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_UNKNOWN], 1);
	assert_int_equal(summary->attempts.total, 9);
	ronda_summary_destroy(summary);
}

static void a_retransmitted_probe_is_one_act(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	scans(&story, scanner(), server(0), 4);
	for (unsigned i = 0; i < 5; i++) {
		SEND(&story, syn, scanner(), server(80), 1);
		story_wait_ms(&story, 1000 << i);
	}
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 5);
	ronda_summary_destroy(summary);
}

static void another_number_on_the_same_tuple_is_another_act(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	scans(&story, scanner(), server(0), 4);
	for (uint32_t seq = 1; seq <= 3; seq++)
		SEND(&story, syn, scanner(), server(80), seq);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 7);
	ronda_summary_destroy(summary);
}

static void beyond_ten_probes_of_a_pair_the_rest_are_flood_packets(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	story_observe(&story, scanner());
	scans(&story, scanner(), server(0), 4);
	for (uint16_t i = 0; i < 15; i++)
		is_refused(&story, end_at("198.51.100.9", 41000 + i), server(80), 1);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 4 + 10);
	assert_int_equal(story.told[RONDA_BEYOND], 5);
	ronda_summary_destroy(summary);
}

static void datagrams_and_echoes_are_probes_too(void **state)
{
	struct ronda_summary *summary;
	struct story story;
	struct frame asked;

	(void)state;
	story_begin(&story);
	SEND(&story, echo, scanner(), end_at("103.94.188.11", 0), 1);
	SEND(&story, echo, scanner(), end_at("103.94.188.11", 0), 2);
	SEND(&story, echo, scanner(), end_at("103.94.188.12", 0), 1);
	SEND(&story, datagram, scanner(), server(53), "x", 1);
	SEND(&story, datagram, scanner(), server(123), "x", 1);
	asked = story.frame;
	SEND(&story, unreachable, server(0).addr, &asked, 3);
	SEND(&story, datagram, scanner(), server(161), "x", 1);
	SEND(&story, datagram, server(161), scanner(), "y", 1); /* of use: -1 */
	SEND(&story, syn, scanner(), server(22), 1);
	SEND(&story, syn, scanner(), server(23), 1);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 6); /* two echoed addresses, two datagrams, two SYN */
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_REFUSED], 1);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_UNANSWERED], 5);
	ronda_summary_destroy(summary);
}

static void answers_to_nobody_are_backscatter_and_no_attempt(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint16_t i = 0; i < 20; i++) {
		SEND(&story, syn_ack, scanner(), server(1000 + i), 1, 2);
		SEND(&story, rst_ack, scanner(), server(2000 + i), 2);
		SEND(&story, datagram, end_at("198.51.100.9", 53), server(3000 + i), "answer", 6);
		SEND(&story, echo_reply, scanner(), server(0), 4000 + i, 1);
	}
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 0);
	assert_int_equal(summary->backscatter.packets, 80);
	assert_int_equal(ronda_sketch_count(&summary->backscatter.sources), 1);
	ronda_summary_destroy(summary);
}

static void a_multicast_or_broadcast_target_is_no_contact(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin_protected(&story, NULL, NULL);
	story_observe(&story, scanner());
	for (uint16_t i = 0; i < 10; i++) {
		SEND(&story, datagram, scanner(), end_at("224.0.0.251", 5000 + i), "x", 1);
		SEND(&story, datagram, scanner(), end_at("255.255.255.255", 5000 + i), "x", 1);
		SEND(&story, datagram, scanner(), end_at("103.94.191.255", 5000 + i), "x", 1);
	}
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 0);
	assert_int_equal(story.told[RONDA_NO_TARGET], 30);
	assert_int_equal(source_of(summary, scanner())->targets, 0);
	ronda_summary_destroy(summary);
}

static void each_direction_has_a_total_of_its_own(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin_protected(&story, NULL, NULL);
	scans(&story, scanner(), server(0), 5);
	scans(&story, end_at("103.94.189.1", 1), end_at("192.0.2.77", 0), 6);
	scans(&story, end_at("103.94.189.2", 1), server(0), 7);
	scans(&story, end_at("192.0.2.80", 1), end_at("192.0.2.81", 0), 8);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 5);
	assert_int_equal(summary->outbound.attempts, 6);
	assert_int_equal(summary->outbound.sources, 1);
	assert_int_equal(summary->internal.attempts, 7);
	assert_int_equal(summary->internal.sources, 1);
	assert_int_equal(source_of(summary, end_at("192.0.2.80", 1))->attempts, 0);
	assert_int_equal(summary->scope_count, 1);
	assert_string_equal(summary->scope[0], "103.94.188.0/22");
	ronda_summary_destroy(summary);
}

static void what_a_monitor_does_stands_on_a_line_of_its_own(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin_protected(&story, NULL, "198.51.100.0/24");
	scans(&story, scanner(), server(0), 9);
	scans(&story, end_at("198.51.101.1", 1), server(0), 4);
	summary = story_end(&story);
	assert_int_equal(summary->monitor_acts, 9);
	assert_int_equal(summary->attempts.total, 4);
	ronda_summary_destroy(summary);
}

/* Ten failed pairs among as many successes, so that the score says nothing. */
static uint64_t attempts_at(const char *network, const char *dark)
{
	struct ronda_summary *summary;
	struct story story;
	uint64_t total;

	story_begin_protected(&story, dark, NULL);
	for (uint16_t i = 0; i < 10; i++) {
		struct end target = end_at(network, 7000);

		target.addr.bytes[15] = (uint8_t)(target.addr.bytes[15] + i % 3);
		target.port = (uint16_t)(7000 + i);
		visits(&story, end_at("198.51.100.9", 50000 + i), server(8000 + i), 77);
		is_refused(&story, scanner(), target, 5);
	}
	summary = story_end(&story);
	total = summary->attempts.total;
	ronda_summary_destroy(summary);
	return total;
}

static void dark_addresses_tell_a_scanner_sooner(void **state)
{
	(void)state;
	assert_int_equal(attempts_at("103.94.190.20", "103.94.190.0/24"), 10);
	assert_int_equal(attempts_at("103.94.190.20", "103.94.189.0/24"), 0);
	assert_int_equal(attempts_at("103.94.190.20", "103.94.190.20/31"), 0); /* two of the three are dark */
}

static void at_the_end_of_a_file_what_waits_is_decided(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint16_t port = 1; port <= 5; port++)
		SEND(&story, syn, scanner(), server(port), port);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 5);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_UNANSWERED], 5);
	assert_int_equal(summary->attempts.undecided + summary->attempts.lost_pending, 0);
	ronda_summary_destroy(summary);
}

static void at_a_live_end_what_is_younger_than_three_seconds_stays_undecided(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	story_observe(&story, scanner());
	for (uint16_t port = 1; port <= 4; port++)
		SEND(&story, syn, scanner(), server(port), port);
	story_wait_ms(&story, 2); /* the last of them is then 3,000 ms old at the end, the next younger */
	for (uint16_t port = 5; port <= 7; port++)
		SEND(&story, syn, scanner(), server(port), port);
	story_wait_ms(&story, 2995);
	summary = story_end_how(&story, RONDA_FINISH_LIVE);
	assert_int_equal(summary->attempts.total, 4);
	assert_int_equal(summary->attempts.undecided, 3);
	assert_int_equal(story.told[RONDA_UNDECIDED], 3);
	ronda_summary_destroy(summary);
}

static void a_jump_back_of_over_an_hour_begins_time_anew(void **state)
{
	struct story story;

	(void)state;
	story_begin(&story);
	story_observe(&story, scanner());
	SEND(&story, syn, scanner(), server(1), 1);
	story.now_ns -= 2 * 3600 * STORY_SECOND;
	SEND(&story, syn, scanner(), server(2), 2);
	assert_int_equal(ronda_engine_glance(story.engine).now_ns, story.now_ns);
	story_wait_ms(&story, 0);
	assert_int_equal(story.told[RONDA_HELD], 1); /* the first waits no more */
	story_wait_ms(&story, 30000);
	assert_int_equal(story.told[RONDA_HELD], 2);
	ronda_engine_destroy(story.engine);
}

static void a_jump_back_of_less_leaves_time_where_it_is(void **state)
{
	struct ronda_summary *summary;
	struct story story;
	uint64_t latest;

	(void)state;
	story_begin(&story);
	SEND(&story, syn, scanner(), server(1), 1);
	latest = story.now_ns;
	syn(&story.frame, scanner(), server(2), 2);
	story_send_at(&story, latest - 3599 * STORY_SECOND);
	assert_int_equal(ronda_engine_glance(story.engine).now_ns, latest);
	ronda_engine_finish(story.engine, RONDA_FINISH_FILE);
	summary = ronda_engine_summary(story.engine, &(struct ronda_coverage){ .up_seconds = UINT64_MAX }, 10);
	assert_int_equal(summary->traffic.packets, 2);
	ronda_summary_destroy(summary);
	ronda_engine_destroy(story.engine);
}

/* The same frames in one period, or in two that are merged. */
static struct ronda_summary *two_scans_and_a_visit(bool in_two)
{
	const struct ronda_summary *parts[2];
	struct ronda_error error = { "" };
	struct ronda_summary *first = NULL, *last, *merged;
	struct story story;

	story_begin_protected(&story, NULL, NULL);
	scans(&story, scanner(), server(0), 6);
	visits(&story, client(), server(443), 9);
	SEND(&story, syn, scanner(), server(900), 1);
	if (in_two)
		first = story_period(&story);
	story_wait_ms(&story, 31000);
	scans(&story, scanner(), server(1000), 5);
	scans(&story, end_at("192.0.2.50", 9), server(0), 7);
	last = story_end(&story);
	if (!in_two)
		return last;
	parts[0] = first;
	parts[1] = last;
	merged = ronda_summary_merge(parts, 2, &error);
	assert_string_equal(error.text, "");
	ronda_summary_destroy(first);
	ronda_summary_destroy(last);
	return merged;
}

static void two_periods_add_up_to_the_whole(void **state)
{
	struct ronda_summary *whole = two_scans_and_a_visit(false), *sum = two_scans_and_a_visit(true);

	(void)state;
	assert_int_equal(whole->attempts.total, 6 + 1 + 5 + 7);
	assert_int_equal(sum->attempts.total, whole->attempts.total);
	assert_memory_equal(sum->attempts.by_class, whole->attempts.by_class, sizeof whole->attempts.by_class);
	assert_memory_equal(sum->attempts.by_outcome, whole->attempts.by_outcome, sizeof whole->attempts.by_outcome);
	assert_memory_equal(sum->attempts.by_origin, whole->attempts.by_origin, sizeof whole->attempts.by_origin);
	assert_memory_equal(&sum->frames, &whole->frames, sizeof whole->frames);
	assert_memory_equal(&sum->traffic, &whole->traffic, sizeof whole->traffic);
	assert_int_equal(sum->incidents.total, whole->incidents.total);
	assert_int_equal(sum->backscatter.packets, whole->backscatter.packets);
	assert_memory_equal(&sum->sources.seen, &whole->sources.seen, sizeof whole->sources.seen);
	assert_memory_equal(&sum->sources.attacking, &whole->sources.attacking, sizeof whole->sources.attacking);
	assert_int_equal(sum->start_ns, whole->start_ns);
	assert_int_equal(sum->end_ns, whole->end_ns);
	ronda_summary_destroy(whole);
	ronda_summary_destroy(sum);
}

static void a_scanner_of_the_last_period_counts_at_once_in_the_next(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	scans(&story, scanner(), server(0), 4);
	ronda_summary_destroy(story_period(&story));
	scans(&story, scanner(), server(100), 1);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 1);
	assert_int_equal(summary->incidents.total, 0); /* it goes on since the last period */
	assert_int_equal(summary->frames.delivered, 2);
	ronda_summary_destroy(summary);
}

static void verified_is_what_it_was_when_the_attempt_was_booked(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	scans(&story, scanner(), server(0), 5);
	shakes_hands(&story, scanner(), server(80), 1);
	SEND(&story, fin, scanner(), server(80), 2, 7001);
	scans(&story, scanner(), server(100), 2);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.unverified, 5);
	assert_int_equal(summary->attempts.verified, 3);
	ronda_summary_destroy(summary);
}

/* 1.0.0.0/8 is Indonesia, 2.0.0.0/8 the United States, 4.0.0.0/8 the operator's own; the rest is unknown. */
static struct ronda_places *some_places(void)
{
	struct ronda_places *places = calloc(1, sizeof *places);

	assert_non_null(places);
	places->by_24 = calloc(1 << 24, 1);
	assert_non_null(places->by_24);
	memset(places->by_24 + (1 << 16), 1, 1 << 16);
	memset(places->by_24 + (2 << 16), 2, 1 << 16);
	memset(places->by_24 + (4 << 16), 3, 1 << 16);
	places->countries[1] = RONDA_COUNTRY('I', 'D');
	places->countries[2] = RONDA_COUNTRY('U', 'S');
	places->countries[3] = RONDA_COUNTRY_LOCAL;
	return places;
}

static void each_source_is_domestic_foreign_local_or_unknown(void **state)
{
	struct ronda_places *places = some_places();
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	ronda_engine_set_places(story.engine, places);
	scans(&story, end_at("1.2.3.4", 1), server(0), 4);
	scans(&story, end_at("2.2.3.4", 1), server(0), 5);
	scans(&story, end_at("4.2.3.4", 1), server(0), 6);
	scans(&story, end_at("10.2.3.4", 1), server(0), 7); /* private, though no database says so */
	scans(&story, end_at("9.9.9.9", 1), server(0), 8);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.by_origin[RONDA_ORIGIN_DOMESTIC], 4);
	assert_int_equal(summary->attempts.by_origin[RONDA_ORIGIN_FOREIGN], 5);
	assert_int_equal(summary->attempts.by_origin[RONDA_ORIGIN_LOCAL], 13);
	assert_int_equal(summary->attempts.by_origin[RONDA_ORIGIN_UNKNOWN], 8);
	assert_int_equal(count_of(&summary->attempts.by_country, "ID"), 4);
	assert_int_equal(count_of(&summary->attempts.by_country, "US"), 5);
	assert_int_equal(count_of(&summary->attempts.by_country, "local"), 13);
	assert_int_equal(count_of(&summary->attempts.by_country, "unknown"), 8);
	assert_int_equal(source_of(summary, end_at("2.2.3.4", 1))->country, RONDA_COUNTRY('U', 'S'));
	ronda_summary_destroy(summary);
	ronda_places_destroy(places);
}

static void a_protected_source_is_local_wherever_the_database_puts_it(void **state)
{
	struct ronda_settings settings = story_settings();
	struct ronda_places *places = some_places();
	struct ronda_prefix prefix[2];
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	settings.protect = prefixes_of(prefix, "2.2.0.0/16");
	story_begin_with(&story, &settings);
	ronda_engine_set_places(story.engine, places);
	scans(&story, end_at("2.2.3.4", 1), end_at("9.9.9.9", 0), 5);
	summary = story_end(&story);
	assert_int_equal(summary->outbound.attempts, 5);
	assert_int_equal(source_of(summary, end_at("2.2.3.4", 1))->origin, RONDA_ORIGIN_LOCAL);
	ronda_summary_destroy(summary);
	ronda_places_destroy(places);
}

static void an_ipv6_network_is_one_source(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	is_refused(&story, end_at("2001:db8:1:2::1", 1), end_at("2001:db8:9::1", 22), 1);
	is_refused(&story, end_at("2001:db8:1:2::2", 1), end_at("2001:db8:9::1", 23), 1);
	is_refused(&story, end_at("2001:db8:1:2:ffff::3", 1), end_at("2001:db8:9::1", 24), 1);
	is_refused(&story, end_at("2001:db8:1:3::1", 1), end_at("2001:db8:9::1", 25), 1); /* the neighbour */
	is_refused(&story, end_at("2001:db8:1:2::4", 1), end_at("2001:db8:9::1", 25), 1);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 4);
	assert_int_equal(source_of(summary, end_at("2001:db8:1:2::", 0))->prefix_bits, 64);
	ronda_summary_destroy(summary);
}

static void every_frame_has_a_fate_and_the_bounds_of_the_period_hold_it(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	SEND(&story, syn, scanner(), server(22), 1);
	story.frame.size = 20;
	story_send(&story); /* cut inside the IP header */
	story.frame.bytes[12] = 0x08, story.frame.bytes[13] = 0x06;
	story.frame.size = 60;
	story_send(&story); /* ARP */
	summary = story_end(&story);
	assert_int_equal(summary->frames.delivered, 3);
	assert_int_equal(summary->frames.by_fate[RONDA_FATE_DECODED], 1);
	assert_int_equal(summary->frames.by_fate[RONDA_FATE_NON_IP], 1);
	assert_int_equal(summary->traffic.packets, 1);
	assert_int_equal(summary->start_ns, STORY_START_NS + STORY_MS);
	assert_int_equal(summary->end_ns, STORY_START_NS + 3 * STORY_MS);
	ronda_summary_destroy(summary);
}

static void frame_of(struct story *story, const uint8_t *data, uint32_t captured, uint32_t wire)
{
	ronda_engine_frame(story->engine, &(struct ronda_frame){ .time_ns = story->now_ns, .captured_bytes = captured,
		.wire_bytes = wire, .data = data, .link = ETHERNET_LINK });
}

static void frames_cut_short_or_longer_than_a_wire_carries_are_told_of(void **state)
{
	static const uint8_t nothing[64];
	struct ronda_settings settings = story_settings();
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	settings.frame_bytes_most = 1522;
	story_begin_with(&story, &settings);
	frame_of(&story, nothing, 64, 64);
	frame_of(&story, nothing, 64, 65);
	frame_of(&story, nothing, 64, 1522);
	frame_of(&story, nothing, 64, 1523);
	summary = story_end(&story);
	assert_int_equal(summary->frames.delivered, 4);
	assert_int_equal(summary->frames.cut_short, 3);
	assert_int_equal(summary->frames.glued, 1);
	ronda_summary_destroy(summary);
}

static void too_little_memory_is_refused_with_the_least(void **state)
{
	struct ronda_settings settings = story_settings();
	struct ronda_error error = { "" };

	(void)state;
	settings.memory_bytes = RONDA_MEMORY_LEAST - 1;
	assert_null(ronda_engine_create(&settings, NULL, &error));
	assert_non_null(strstr(error.text, "16 MiB"));
	ronda_engine_destroy(NULL);
}

static void an_engine_that_saw_nothing_has_a_summary(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	summary = story_end(&story);
	assert_int_equal(summary->frames.delivered, 0);
	assert_int_equal(summary->sources.top_count, 0);
	ronda_summary_destroy(summary);
}

/* Two cards, or two queues of one: stamps are not always in order. */
static void stamps_a_little_out_of_order_break_no_identity(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	SEND(&story, syn, scanner(), server(1), 1);
	syn(&story.frame, scanner(), server(2), 2);
	story_send_at(&story, story.now_ns - 10 * STORY_MS);
	summary = story_end(&story);
	assert_int_equal(source_of(summary, scanner())->first_seen_ns, STORY_START_NS - 9 * STORY_MS);
	assert_int_equal(source_of(summary, scanner())->last_seen_ns, STORY_START_NS + STORY_MS);
	ronda_summary_destroy(summary);
}

static void a_jump_back_amid_a_flood_breaks_no_identity(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint16_t i = 0; i < 2500; i++)
		SEND(&story, syn, end_at("198.51.100.9", 1000 + i), server(80), 1);
	story.now_ns -= 2 * 3600 * STORY_SECOND;
	for (uint16_t i = 0; i < 2500; i++)
		SEND(&story, syn, end_at("198.51.100.10", 1000 + i), server(80), 1);
	summary = story_end(&story);
	assert_true(summary->floods_count >= 1);
	ronda_summary_destroy(summary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scan_counts_from_its_first_probe_once_the_fourth_has_failed),
		cmocka_unit_test(three_failures_are_no_scan),
		cmocka_unit_test(a_benign_client_is_never_counted),
		cmocka_unit_test(nobody_answers_for_thirty_seconds_is_unanswered_and_not_before),
		cmocka_unit_test(every_outcome_of_a_probe_is_booked_as_what_was_seen),
		cmocka_unit_test(a_retransmitted_probe_is_one_act),
		cmocka_unit_test(another_number_on_the_same_tuple_is_another_act),
		cmocka_unit_test(beyond_ten_probes_of_a_pair_the_rest_are_flood_packets),
		cmocka_unit_test(datagrams_and_echoes_are_probes_too),
		cmocka_unit_test(answers_to_nobody_are_backscatter_and_no_attempt),
		cmocka_unit_test(a_multicast_or_broadcast_target_is_no_contact),
		cmocka_unit_test(each_direction_has_a_total_of_its_own),
		cmocka_unit_test(what_a_monitor_does_stands_on_a_line_of_its_own),
		cmocka_unit_test(dark_addresses_tell_a_scanner_sooner),
		cmocka_unit_test(at_the_end_of_a_file_what_waits_is_decided),
		cmocka_unit_test(at_a_live_end_what_is_younger_than_three_seconds_stays_undecided),
		cmocka_unit_test(a_jump_back_of_over_an_hour_begins_time_anew),
		cmocka_unit_test(a_jump_back_of_less_leaves_time_where_it_is),
		cmocka_unit_test(two_periods_add_up_to_the_whole),
		cmocka_unit_test(a_scanner_of_the_last_period_counts_at_once_in_the_next),
		cmocka_unit_test(verified_is_what_it_was_when_the_attempt_was_booked),
		cmocka_unit_test(each_source_is_domestic_foreign_local_or_unknown),
		cmocka_unit_test(a_protected_source_is_local_wherever_the_database_puts_it),
		cmocka_unit_test(an_ipv6_network_is_one_source),
		cmocka_unit_test(every_frame_has_a_fate_and_the_bounds_of_the_period_hold_it),
		cmocka_unit_test(frames_cut_short_or_longer_than_a_wire_carries_are_told_of),
		cmocka_unit_test(too_little_memory_is_refused_with_the_least),
		cmocka_unit_test(an_engine_that_saw_nothing_has_a_summary),
		cmocka_unit_test(stamps_a_little_out_of_order_break_no_identity),
		cmocka_unit_test(a_jump_back_amid_a_flood_breaks_no_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
