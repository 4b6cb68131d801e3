/* SPDX-License-Identifier: BSD-2-Clause */
/* Floods as the summary tells them; each story begins at its first packet, and stays a second long or so. */
#include "story.h"

static struct end victim(uint16_t port)
{
	return end_at("103.94.188.80", port);
}

static bool hits_the_victim(const struct ronda_flood *flood)
{
	struct end end = victim(80);

	return ronda_addr_equal(&flood->target, &end.addr);
}

static struct end sender(uint32_t i)
{
	return (struct end){ v4(0xc6120000 + i), (uint16_t)(1024 + i % 60000) };
}

/* `count` packets evenly over `ms`, built by `build`; sources turn among `sources`. */
typedef void builder(struct frame *, uint32_t i, uint32_t sources);

static void pour(struct story *story, builder *build, uint32_t count, uint32_t ms, uint32_t sources)
{
	uint64_t start_ns = story->now_ns;

	for (uint32_t i = 0; i < count; i++) {
		build(&story->frame, i, sources);
		story_send_at(story, start_ns + i * (ms * STORY_MS / count));
	}
	story->now_ns = start_ns + ms * STORY_MS;
}

static void a_syn(struct frame *frame, uint32_t i, uint32_t sources)
{
	syn(frame, (struct end){ sender(i % sources).addr, (uint16_t)(1024 + i) }, victim(80), i);
}

static void a_datagram(struct frame *frame, uint32_t i, uint32_t sources)
{
	datagram(frame, (struct end){ sender(i % sources).addr, (uint16_t)(1024 + i) }, victim(5000), "x", 1);
}

static void an_echo(struct frame *frame, uint32_t i, uint32_t sources)
{
	echo(frame, sender(i % sources), victim(0), (uint16_t)i);
}

/* What is left of a story after a second's end and another. */
static struct ronda_summary *aftermath(struct story *story)
{
	story_wait_ms(story, 2000);
	return story_end(story);
}

static struct ronda_summary *after(builder *build, uint32_t count, uint32_t ms, uint32_t sources)
{
	struct story story;

	story_begin(&story);
	pour(&story, build, count, ms, sources);
	return aftermath(&story);
}

static void floods_told(struct ronda_summary *summary, size_t floods)
{
	assert_int_equal(summary->floods_count, floods);
	ronda_summary_destroy(summary);
}

static void a_hundred_syn_in_a_second_are_a_flood_and_ninety_nine_are_not(void **state)
{
	(void)state;
	floods_told(after(a_syn, 100, 990, 100), 1);
	floods_told(after(a_syn, 99, 990, 99), 0);
}

static void a_hundred_syn_in_more_than_a_second_are_none(void **state)
{
	(void)state;
	floods_told(after(a_syn, 100, 1020, 100), 0);
	floods_told(after(a_syn, 500, 5100, 100), 0);
}

static void a_thousand_datagrams_are_a_flood_and_one_less_is_not(void **state)
{
	(void)state;
	floods_told(after(a_datagram, 1000, 990, 10), 1);
	floods_told(after(a_datagram, 999, 990, 10), 0);
}

static void a_thousand_echoes_are_a_flood_and_one_less_is_not(void **state)
{
	(void)state;
	floods_told(after(an_echo, 1000, 990, 10), 1);
	floods_told(after(an_echo, 999, 990, 10), 0);
}

static void a_flood_is_told_whole(void **state)
{
	struct ronda_summary *summary = after(a_syn, 600, 3000, 200);
	const struct ronda_flood *flood = summary->floods;

	(void)state;
	assert_int_equal(summary->floods_count, 1);
	assert_int_equal(flood->kind, RONDA_FLOOD_SYN);
	assert_true(hits_the_victim(flood));
	assert_int_equal(flood->port, 80);
	assert_int_equal(flood->start_ns, STORY_START_NS);
	assert_in_range(flood->end_ns, STORY_START_NS + 2900 * STORY_MS, STORY_START_NS + 3100 * STORY_MS);
	assert_int_equal(flood->packets, 600);
	assert_int_equal(flood->bytes, 600 * 60);
	assert_in_range(flood->peak_packets_per_second, 195, 205);
	assert_in_range(flood->peak_bits_per_second, 195 * 480, 205 * 480);
	assert_in_range(flood->sources, 190, 210);
	ronda_summary_destroy(summary);
}

static void a_flood_of_datagrams_is_of_the_address_whole(void **state)
{
	struct ronda_summary *summary = after(a_datagram, 1500, 900, 5);

	(void)state;
	assert_int_equal(summary->floods_count, 1);
	assert_int_equal(summary->floods[0].kind, RONDA_FLOOD_UDP);
	assert_int_equal(summary->floods[0].port, 0);
	ronda_summary_destroy(summary);
}

/* Of 100 connections in a second so many complete their handshakes. */
static size_t floods_when_completed(uint32_t completed)
{
	struct ronda_summary *summary;
	struct story story;
	size_t floods;

	story_begin(&story);
	for (uint32_t i = 0; i < 100; i++) {
		struct end from = sender(i);

		story.now_ns = STORY_START_NS + i * 9 * STORY_MS;
		if (i < completed)
			shakes_hands(&story, from, victim(80), i);
		else
			SEND(&story, syn, from, victim(80), i);
	}
	summary = aftermath(&story);
	floods = summary->floods_count;
	ronda_summary_destroy(summary);
	return floods;
}

static void a_rush_of_visitors_is_no_flood(void **state)
{
	(void)state;
	assert_int_equal(floods_when_completed(19), 1);
	assert_int_equal(floods_when_completed(20), 0);
	assert_int_equal(floods_when_completed(100), 0);
}

static void answered_datagrams_are_no_flood(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint32_t i = 0; i < 1500; i++) {
		uint64_t at_ns = STORY_START_NS + i * STORY_MS / 2;

		a_datagram(&story.frame, i, 1500);
		story_send_at(&story, at_ns);
		datagram(&story.frame, victim(5000), (struct end){ sender(i).addr, (uint16_t)(1024 + i) }, "y", 1);
		story_send_at(&story, at_ns + 1000);
	}
	story.now_ns += STORY_SECOND;
	summary = aftermath(&story);
	floods_told(summary, 0);
}

static void a_flood_with_many_sources_that_are_nobodys_is_spoofed(void **state)
{
	struct ronda_summary *forged = after(a_syn, 900, 900, 900), *own = after(a_syn, 900, 900, 10);

	(void)state;
	assert_int_equal(forged->floods_count, 1);
	assert_true(forged->floods[0].spoofed);
	assert_int_equal(own->floods_count, 1);
	assert_false(own->floods[0].spoofed);
	assert_int_equal(own->floods[0].sources, 10);
	ronda_summary_destroy(forged);
	ronda_summary_destroy(own);
}

/* Two bursts with so many seconds between the first one's end and the second one. */
static size_t floods_with_a_pause(uint32_t seconds)
{
	struct ronda_summary *summary;
	struct story story;
	size_t floods;

	story_begin(&story);
	pour(&story, a_syn, 200, 1000, 50);
	story.now_ns = STORY_START_NS + 1000 * STORY_MS + seconds * STORY_SECOND;
	pour(&story, a_syn, 200, 1000, 50);
	summary = aftermath(&story);
	floods = summary->floods_count;
	ronda_summary_destroy(summary);
	return floods;
}

static void a_flood_is_over_after_a_minute_below(void **state)
{
	(void)state;
	assert_int_equal(floods_with_a_pause(0), 1);
	assert_int_equal(floods_with_a_pause(58), 1);
	assert_int_equal(floods_with_a_pause(62), 2);
	assert_int_equal(floods_with_a_pause(600), 2);
}

static void a_flood_adds_and_removes_no_attempt(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	scans(&story, end_at("203.0.113.9", 1), victim(0), 6);
	pour(&story, a_syn, 5000, 5000, 5000); /* each source once: no scanner among them */
	summary = aftermath(&story);
	assert_int_equal(summary->attempts.total, 6);
	assert_int_equal(summary->floods_count, 1);
	ronda_summary_destroy(summary);
}

static void with_protect_only_floods_against_us_are_told(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin_protected(&story, NULL, NULL);
	for (uint16_t i = 0; i < 500; i++)
		SEND(&story, syn, sender(i), end_at("192.0.2.1", 80), i);
	pour(&story, a_syn, 500, 900, 500);
	summary = aftermath(&story);
	assert_int_equal(summary->floods_count, 1);
	assert_true(hits_the_victim(&summary->floods[0]));
	ronda_summary_destroy(summary);
}

static void a_flood_across_two_periods_is_told_in_both_and_adds_up(void **state)
{
	struct ronda_summary *first, *second, *merged;
	struct ronda_error error = { "" };
	struct story story;

	(void)state;
	story_begin(&story);
	pour(&story, a_syn, 1000, 5000, 100);
	first = story_period(&story);
	pour(&story, a_syn, 1000, 5000, 100);
	second = aftermath(&story);
	assert_int_equal(first->floods_count, 1);
	assert_true(first->floods[0].ongoing);
	assert_int_equal(second->floods_count, 1);
	assert_int_equal(second->floods[0].start_ns, first->floods[0].start_ns);
	merged = ronda_summary_merge((const struct ronda_summary *const[]){ first, second }, 2, &error);
	assert_non_null(merged);
	assert_int_equal(merged->floods_count, 1);
	assert_int_equal(merged->floods[0].packets, 2000);
	ronda_summary_destroy(first);
	ronda_summary_destroy(second);
	ronda_summary_destroy(merged);
}

static void a_flood_that_ended_is_told_no_more(void **state)
{
	struct ronda_summary *second;
	struct story story;

	(void)state;
	story_begin(&story);
	pour(&story, a_syn, 1000, 5000, 100);
	story_wait_ms(&story, 90000);
	ronda_summary_destroy(story_period(&story));
	story_wait_ms(&story, 1000);
	second = story_end(&story);
	floods_told(second, 0);
}

static void a_floods_sources_are_those_of_the_period(void **state)
{
	struct ronda_summary *second;
	struct story story;

	(void)state;
	story_begin(&story);
	pour(&story, a_syn, 1000, 5000, 200);
	ronda_summary_destroy(story_period(&story));
	pour(&story, a_syn, 1000, 5000, 3); /* three of them go on */
	second = aftermath(&story);
	assert_int_equal(second->floods_count, 1);
	assert_int_equal(second->floods[0].sources, 3);
	ronda_summary_destroy(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hundred_syn_in_a_second_are_a_flood_and_ninety_nine_are_not),
		cmocka_unit_test(a_hundred_syn_in_more_than_a_second_are_none),
		cmocka_unit_test(a_thousand_datagrams_are_a_flood_and_one_less_is_not),
		cmocka_unit_test(a_thousand_echoes_are_a_flood_and_one_less_is_not),
		cmocka_unit_test(a_flood_is_told_whole),
		cmocka_unit_test(a_flood_of_datagrams_is_of_the_address_whole),
		cmocka_unit_test(a_rush_of_visitors_is_no_flood),
		cmocka_unit_test(answered_datagrams_are_no_flood),
		cmocka_unit_test(a_flood_with_many_sources_that_are_nobodys_is_spoofed),
		cmocka_unit_test(a_flood_adds_and_removes_no_attempt),
		cmocka_unit_test(with_protect_only_floods_against_us_are_told),
		cmocka_unit_test(a_flood_across_two_periods_is_told_in_both_and_adds_up),
		cmocka_unit_test(a_flood_that_ended_is_told_no_more),
		cmocka_unit_test(a_flood_is_over_after_a_minute_below),
		cmocka_unit_test(a_floods_sources_are_those_of_the_period),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
