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
	datagram(frame, (struct end){ sender(i % sources).addr, (uint16_t)(20000 + i) }, victim(5000), "x", 1);
}

static void an_echo(struct frame *frame, uint32_t i, uint32_t sources)
{
	echo(frame, sender(i % sources), victim(0), (uint16_t)i);
}

/* A question for the time of day; it has a type that nothing waits for. */
static void a_timestamp(struct frame *frame, uint32_t i, uint32_t sources)
{
	enum { TYPE_AT = 14 + 20, TIMESTAMP = 13 };

	an_echo(frame, i, sources);
	frame->bytes[TYPE_AT] = TIMESTAMP;
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

static void any_message_of_icmp_is_one_of_a_flood(void **state)
{
	(void)state;
	floods_told(after(a_timestamp, 1000, 990, 10), 1);
	floods_told(after(a_timestamp, 999, 990, 10), 0);
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

/* A question, then its answer. */
static void a_talk(struct frame *frame, uint32_t i, uint32_t sources)
{
	struct end client = { sender(i / 2 % sources).addr, (uint16_t)(20000 + i / 2) };

	if (i % 2)
		datagram(frame, victim(5000), client, "x", 1);
	else
		datagram(frame, client, victim(5000), "x", 1);
}

/* Each client asks more often than ten times, so that most of it are no acts; whoever counts them. */
static void a_busy_server_that_answers_is_not_flooded(void **state)
{
	(void)state;
	for (unsigned threads = 1; threads <= 5; threads++) {
		struct ronda_settings settings = story_settings();
		struct story story;

		settings.threads = threads;
		settings.memory_bytes *= threads;
		story_begin_with(&story, &settings);
		pour(&story, a_talk, 6000, 990, 10);
		floods_told(aftermath(&story), 0);
		story_begin_with(&story, &settings);
		pour(&story, a_datagram, 3000, 990, 10);
		floods_told(aftermath(&story), 1);
	}
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
		datagram(&story.frame, victim(5000), (struct end){ sender(i).addr, (uint16_t)(20000 + i) }, "y", 1);
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

/* SYN to the victim: so many in so many ms, with `pause_ms` after the end of the first window. */
struct burst {
	uint32_t count, ms, pause_ms;
};

static struct ronda_summary *after_bursts(const struct burst *bursts, size_t count)
{
	struct story story;

	story_begin(&story);
	for (size_t i = 0; i < count; i++) {
		pour(&story, a_syn, bursts[i].count, bursts[i].ms, bursts[i].count);
		story.now_ns += bursts[i].pause_ms * STORY_MS;
	}
	return aftermath(&story);
}

#define AFTER(...) after_bursts((const struct burst[]){ __VA_ARGS__ }, \
	sizeof (const struct burst[]){ __VA_ARGS__ } / sizeof(struct burst))

static void one_flood_of(uint64_t packets, uint64_t start_ms, struct ronda_summary *summary)
{
	assert_int_equal(summary->floods_count, 1);
	assert_int_equal(summary->floods[0].packets, packets);
	assert_int_equal(summary->floods[0].start_ns, STORY_START_NS + start_ms * STORY_MS);
	ronda_summary_destroy(summary);
}

static void the_second_in_which_a_flood_sets_in_belongs_to_it(void **state)
{
	struct ronda_summary *summary = AFTER({ 80, 1000, 0 }, { 400, 2000, 0 });

	(void)state;
	assert_in_range(summary->floods[0].sources, 370, 410); /* an estimate */
	assert_in_range(summary->floods[0].peak_packets_per_second, 199, 201);
	one_flood_of(480, 0, summary);
	one_flood_of(480, 0, AFTER({ 80, 1000, 999 }, { 400, 2000, 0 }));
	one_flood_of(408, 0, AFTER({ 8, 1000, 0 }, { 400, 2000, 0 }));
}

static void the_sources_of_that_second_are_sources_of_the_flood(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint16_t i = 0; i < 90; i++) {
		syn(&story.frame, end_at("203.0.113.9", (uint16_t)(1024 + i)), victim(80), i);
		story_send_at(&story, STORY_START_NS + i * 11 * STORY_MS);
	}
	story.now_ns = STORY_START_NS + STORY_SECOND;
	pour(&story, a_syn, 200, 1000, 40);
	summary = aftermath(&story);
	assert_int_equal(summary->floods[0].sources, 41);
	one_flood_of(290, 0, summary);
}

static void what_came_before_that_second_does_not(void **state)
{
	(void)state;
	one_flood_of(400, 2000, AFTER({ 80, 1000, 1000 }, { 400, 2000, 0 })); /* a second without any lies between */
	one_flood_of(480, 1000, AFTER({ 60, 1000, 0 }, { 80, 1000, 0 }, { 400, 2000, 0 }));
	one_flood_of(400, 1000, AFTER({ 7, 1000, 0 }, { 400, 2000, 0 }));
}

static void the_second_in_which_a_flood_ebbs_belongs_to_it(void **state)
{
	struct ronda_summary *summary = AFTER({ 400, 2000, 0 }, { 30, 1000, 0 });

	(void)state;
	assert_int_equal(summary->floods[0].end_ns, STORY_START_NS + 3 * STORY_SECOND);
	one_flood_of(430, 0, summary);
	one_flood_of(401, 0, AFTER({ 400, 2000, 999 }, { 1, 1000, 0 }));
}

static void what_comes_after_that_second_does_not(void **state)
{
	(void)state;
	one_flood_of(400, 0, AFTER({ 400, 2000, 1000 }, { 30, 1000, 0 }));
	one_flood_of(430, 0, AFTER({ 400, 2000, 0 }, { 30, 1000, 0 }, { 20, 1000, 0 }));
	one_flood_of(850, 0, AFTER({ 400, 2000, 0 }, { 30, 1000, 0 }, { 20, 1000, 0 }, { 400, 2000, 0 }));
}

static void two_quiet_seconds_are_no_flood_however_they_meet(void **state)
{
	(void)state;
	floods_told(AFTER({ 99, 1000, 0 }, { 99, 1000, 0 }, { 99, 1000, 0 }), 0);
}

static void targets_that_went_quiet_leave_room_for_a_flood(void **state)
{
	enum { TARGETS = 3000, EACH = 9 };
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint32_t i = 0; i < TARGETS * EACH; i++) {
		struct end to = { v4(0x0a000000 + i / EACH), 80 };

		syn(&story.frame, (struct end){ sender(1).addr, (uint16_t)(1024 + i) }, to, i);
		story_send_at(&story, STORY_START_NS + i / EACH * STORY_MS / 4);
	}
	story.now_ns = STORY_START_NS + 10 * STORY_SECOND;
	pour(&story, a_syn, 500, 2000, 500);
	summary = aftermath(&story);
	assert_int_equal(summary->floods_count, 1);
	assert_true(hits_the_victim(&summary->floods[0]));
	ronda_summary_destroy(summary);
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

/* `count` unasked answers in 990 ms, from one port to another. */
static struct ronda_summary *after_answers(uint32_t count, uint16_t from_port, uint16_t to_port)
{
	struct story story;

	story_begin(&story);
	for (uint32_t i = 0; i < count; i++) {
		datagram(&story.frame, (struct end){ sender(i).addr, from_port }, victim(to_port), "answer", 6);
		story_send_at(&story, STORY_START_NS + i * (990 * STORY_MS / count));
	}
	story.now_ns += STORY_SECOND;
	return aftermath(&story);
}

static void a_thousand_unasked_answers_are_a_reflection_by_their_service(void **state)
{
	struct ronda_summary *summary = after_answers(1000, 11211, 40000);

	(void)state;
	assert_int_equal(summary->floods_count, 1);
	assert_int_equal(summary->floods[0].kind, RONDA_FLOOD_REFLECTION);
	assert_int_equal(summary->floods[0].service, RONDA_SERVICE_MEMCACHED);
	assert_int_equal(summary->floods[0].port, 0);
	assert_int_equal(summary->floods[0].packets, 1000);
	assert_in_range(summary->floods[0].sources, 950, 1050);
	assert_false(summary->floods[0].spoofed); /* they are the reflectors' own addresses */
	ronda_summary_destroy(summary);
	floods_told(after_answers(999, 11211, 40000), 0);
}

static void a_reflection_may_be_aimed_at_a_low_port(void **state)
{
	struct ronda_summary *aimed = after_answers(1000, 123, 80), *same = after_answers(1000, 123, 123);

	(void)state;
	assert_int_equal(aimed->floods[0].service, RONDA_SERVICE_NTP);
	assert_int_equal(same->floods_count, 1);
	assert_int_equal(same->floods[0].kind, RONDA_FLOOD_UDP); /* questions look like this, too */
	assert_int_equal(same->floods[0].service, RONDA_SERVICE_NONE);
	ronda_summary_destroy(aimed);
	ronda_summary_destroy(same);
}

static void each_service_is_a_reflection_of_its_own(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint32_t i = 0; i < 3000; i++) {
		datagram(&story.frame, (struct end){ sender(i).addr, i % 3 ? 53 : 1900 }, victim(40000), "answer", 6);
		story_send_at(&story, STORY_START_NS + i * STORY_MS / 4);
	}
	story.now_ns += STORY_SECOND;
	summary = aftermath(&story);
	assert_int_equal(summary->floods_count, 2);
	assert_int_equal(summary->floods[0].service + summary->floods[1].service,
		RONDA_SERVICE_DNS + RONDA_SERVICE_SSDP);
	assert_int_equal(summary->floods[0].packets + summary->floods[1].packets, 3000);
	ronda_summary_destroy(summary);
}

/* Stray SYN-ACK to so many addresses. */
static struct ronda_summary *after_syn_acks(uint32_t count, uint32_t targets)
{
	struct story story;

	story_begin(&story);
	for (uint32_t i = 0; i < count; i++) {
		syn_ack(&story.frame, (struct end){ sender(i % 50).addr, 443 },
			(struct end){ v4(0x675ebc00 + i % targets), (uint16_t)(1024 + i) }, i, 1);
		story_send_at(&story, STORY_START_NS + i * (990 * STORY_MS / count));
	}
	story.now_ns += STORY_SECOND;
	return aftermath(&story);
}

static void stray_syn_acks_to_one_address_are_a_reflection_and_to_many_are_backscatter(void **state)
{
	struct ronda_summary *summary = after_syn_acks(1000, 1);

	(void)state;
	assert_int_equal(summary->floods_count, 1);
	assert_int_equal(summary->floods[0].kind, RONDA_FLOOD_REFLECTION);
	assert_int_equal(summary->floods[0].service, RONDA_SERVICE_TCP);
	ronda_summary_destroy(summary);
	floods_told(after_syn_acks(999, 1), 0);
	floods_told(after_syn_acks(5000, 10), 0);
}

static void a_busy_resolver_is_no_flood(void **state)
{
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint32_t i = 0; i < 3000; i++) {
		struct end asks = victim((uint16_t)(20000 + i)), answers = { sender(i).addr, 53 };

		datagram(&story.frame, asks, answers, "question", 8);
		story_send_at(&story, STORY_START_NS + i * STORY_MS / 4);
		datagram(&story.frame, answers, asks, "answer", 6);
		story_send_at(&story, STORY_START_NS + i * STORY_MS / 4 + 1000);
	}
	story.now_ns += STORY_SECOND;
	floods_told(aftermath(&story), 0);
}

/* One sends 20,000 datagrams in a second and gets one for each `back`. */
static size_t floods_of_a_speed_test(uint16_t from_port, uint32_t back)
{
	struct ronda_summary *summary;
	struct end from = { sender(0).addr, from_port };
	struct story story;
	size_t floods;

	story_begin(&story);
	for (uint32_t i = 0; i < 20000; i++) {
		datagram(&story.frame, from, victim(5201), "x", 1);
		story_send_at(&story, STORY_START_NS + i * STORY_MS / 20);
		if (i % back == back - 1) {
			datagram(&story.frame, victim(5201), from, "y", 1);
			story_send_at(&story, STORY_START_NS + i * STORY_MS / 20 + 1000);
		}
	}
	story.now_ns += STORY_SECOND;
	summary = aftermath(&story);
	floods = summary->floods_count;
	ronda_summary_destroy(summary);
	return floods;
}

static void a_speed_test_that_is_answered_is_no_flood(void **state)
{
	(void)state;
	assert_int_equal(floods_of_a_speed_test(40000, 1), 0);
	assert_int_equal(floods_of_a_speed_test(40000, 500), 0);
	assert_int_equal(floods_of_a_speed_test(37810, 500), 0); /* a service's port, by chance */
	assert_int_equal(floods_of_a_speed_test(40000, 30000), 1); /* nobody answers */
}

static void a_big_download_is_no_flood(void **state)
{
	static const char block[1400];
	struct end from = sender(1), to = victim(8080);
	struct story story;

	(void)state;
	story_begin(&story);
	shakes_hands(&story, from, to, 100);
	SEND(&story, data, from, to, 101, 7001, "get", 3);
	for (uint32_t i = 0; i < 100000; i++) {
		data(&story.frame, to, from, 7001 + i * 1400, 104, block, sizeof block);
		story_send_at(&story, story.now_ns + i * 10000);
		if (i % 2) {
			acks(&story.frame, from, to, 104, 7001 + (i + 1) * 1400);
			story_send_at(&story, story.now_ns + i * 10000 + 100);
		}
	}
	story.now_ns += STORY_SECOND;
	floods_told(aftermath(&story), 0);
}

/* Clients of the victim's port 80, each with one connection that stays. */
enum { CLIENTS = 120 };

struct crowd {
	struct story story;
	uint32_t sent[CLIENTS], got[CLIENTS]; /* the next sequence numbers */
};

static void crowd_connects(struct crowd *crowd, unsigned clients)
{
	story_begin(&crowd->story);
	for (unsigned i = 0; i < clients; i++) {
		shakes_hands(&crowd->story, sender(i), victim(80), 100);
		crowd->sent[i] = 101;
		crowd->got[i] = 7001;
	}
	story_wait_ms(&crowd->story, 1000);
}

static void says_at(struct crowd *crowd, unsigned i, const char *text, uint64_t at_ns)
{
	uint32_t size = (uint32_t)strlen(text);

	data(&crowd->story.frame, sender(i), victim(80), crowd->sent[i], crowd->got[i], text, size);
	crowd->sent[i] += size;
	story_send_at(&crowd->story, at_ns);
}

static void hears_at(struct crowd *crowd, unsigned i, const char *text, uint64_t at_ns)
{
	uint32_t size = (uint32_t)strlen(text);

	data(&crowd->story.frame, victim(80), sender(i), crowd->got[i], crowd->sent[i], text, size);
	crowd->got[i] += size;
	story_send_at(&crowd->story, at_ns);
}

#define REQUEST "GET /a HTTP/1.1\r\nHost: a.go.id\r\n\r\n"
#define OK "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
#define BUSY "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"

/* `a_second` requests in each of so many seconds; of a hundred `served` get OK, the others BUSY. */
static struct ronda_summary *after_requests(uint32_t a_second, uint32_t seconds, uint32_t served)
{
	struct crowd crowd;
	uint64_t start_ns;

	crowd_connects(&crowd, 100);
	start_ns = crowd.story.now_ns;
	for (uint32_t i = 0; i < a_second * seconds; i++) {
		uint64_t at_ns = start_ns + i * (STORY_SECOND / a_second);

		says_at(&crowd, i % 100, REQUEST, at_ns);
		hears_at(&crowd, i % 100, i * 7 % 100 < served ? OK : BUSY, at_ns + 1000);
	}
	crowd.story.now_ns += seconds * STORY_SECOND;
	return aftermath(&crowd.story);
}

static void requests_that_are_not_served_are_a_flood(void **state)
{
	struct ronda_summary *summary = after_requests(600, 8, 0);

	(void)state;
	assert_int_equal(summary->floods_count, 1);
	assert_int_equal(summary->floods[0].kind, RONDA_FLOOD_HTTP);
	assert_int_equal(summary->floods[0].port, 80);
	assert_in_range(summary->floods[0].packets, 4700, 4800);
	assert_in_range(summary->floods[0].bytes, 4700 * 30, 4800 * 34);
	assert_in_range(summary->floods[0].peak_packets_per_second, 595, 605);
	assert_in_range(summary->floods[0].sources, 98, 102);
	assert_false(summary->floods[0].spoofed);
	ronda_summary_destroy(summary);
}

static void requests_are_a_flood_from_five_hundred_a_second_in_five_seconds_on(void **state)
{
	(void)state;
	floods_told(after_requests(500, 6, 0), 1);
	floods_told(after_requests(490, 8, 0), 0);
	floods_told(after_requests(600, 4, 0), 0);
}

static void a_busy_site_is_no_flood(void **state)
{
	(void)state;
	floods_told(after_requests(1000, 8, 100), 0);
	floods_told(after_requests(1000, 8, 21), 0);
	floods_told(after_requests(1000, 8, 18), 1);
}

/* A thousand requests a second to a site that takes three seconds for each. */
static void a_slow_but_busy_site_is_no_flood(void **state)
{
	enum { AFTER = 3000 };
	struct crowd crowd;
	uint64_t start_ns;

	(void)state;
	crowd_connects(&crowd, CLIENTS);
	start_ns = crowd.story.now_ns;
	for (uint32_t i = 0; i < 10000; i++) {
		uint64_t at_ns = start_ns + i * STORY_MS;

		says_at(&crowd, i % CLIENTS, REQUEST, at_ns);
		if (i >= AFTER)
			hears_at(&crowd, i % CLIENTS, OK, at_ns + 1000);
	}
	crowd.story.now_ns += 10 * STORY_SECOND;
	floods_told(aftermath(&crowd.story), 0);
}

static void requests_whose_answers_cannot_be_seen_are_no_flood(void **state)
{
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint32_t i = 0; i < 8000; i++) {
		struct end from = { sender(i % 100).addr, (uint16_t)(1024 + i) };

		syn(&story.frame, from, victim(80), 100);
		story_send_at(&story, STORY_START_NS + i * STORY_MS);
		data(&story.frame, from, victim(80), 101, 7001, REQUEST, sizeof REQUEST - 1);
		story_send_at(&story, STORY_START_NS + i * STORY_MS + 1000);
	}
	story.now_ns += 8 * STORY_SECOND;

	struct ronda_summary *summary = aftermath(&story);

	for (size_t i = 0; i < summary->floods_count; i++)
		assert_int_not_equal(summary->floods[i].kind, RONDA_FLOOD_HTTP);
	ronda_summary_destroy(summary);
}

/* So many begin with `first`, and send `more` each five seconds for 40 s. */
static struct ronda_summary *after_dawdling(unsigned clients, const char *first, const char *more)
{
	struct crowd crowd;

	crowd_connects(&crowd, clients);
	for (unsigned round = 0; round < 8; round++) {
		for (unsigned i = 0; i < clients && (round ? more : first); i++)
			says_at(&crowd, i, round ? more : first, crowd.story.now_ns);
		for (unsigned i = 0; i < 50; i++)
			story_wait_ms(&crowd.story, 100);
	}
	return story_end(&crowd.story);
}

#define HALF "GET / HTTP/1.1\r\nHost: a.go.id\r\n"

static void a_hundred_unfinished_requests_at_once_are_a_slow_flood(void **state)
{
	struct ronda_summary *summary = after_dawdling(100, HALF, "X-a: b\r\n");

	(void)state;
	assert_int_equal(summary->floods_count, 1);
	assert_int_equal(summary->floods[0].kind, RONDA_FLOOD_SLOW);
	assert_int_equal(summary->floods[0].port, 80);
	assert_int_equal(summary->floods[0].peak_packets_per_second, 100);
	assert_in_range(summary->floods[0].sources, 98, 102);
	assert_false(summary->floods[0].spoofed);
	ronda_summary_destroy(summary);
	floods_told(after_dawdling(99, HALF, "X-a: b\r\n"), 0);
}

static void slow_bodies_and_heads_without_more_are_slow_too(void **state)
{
	(void)state;
	floods_told(after_dawdling(100, HALF, NULL), 1);
	floods_told(after_dawdling(100, "GET / HT", NULL), 1);
	floods_told(after_dawdling(100, "POST / HTTP/1.1\r\nHost: a.go.id\r\nContent-Length: 9000\r\n\r\n", "a=b"), 1);
}

static void waiting_and_uploading_are_not_slow(void **state)
{
	static char upload[1201];

	(void)state;
	memset(upload, 'u', sizeof upload - 1);
	floods_told(after_dawdling(CLIENTS, REQUEST, NULL), 0);
	floods_told(after_dawdling(CLIENTS, REQUEST, REQUEST), 0);
	floods_told(after_dawdling(CLIENTS, "POST / HTTP/1.1\r\nHost: a.go.id\r\nContent-Length: 9999999\r\n\r\n", upload), 0);
	floods_told(after_dawdling(CLIENTS, "no such thing", "x"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hundred_syn_in_a_second_are_a_flood_and_ninety_nine_are_not),
		cmocka_unit_test(a_hundred_syn_in_more_than_a_second_are_none),
		cmocka_unit_test(a_thousand_datagrams_are_a_flood_and_one_less_is_not),
		cmocka_unit_test(a_thousand_echoes_are_a_flood_and_one_less_is_not),
		cmocka_unit_test(any_message_of_icmp_is_one_of_a_flood),
		cmocka_unit_test(a_flood_is_told_whole),
		cmocka_unit_test(a_busy_server_that_answers_is_not_flooded),
		cmocka_unit_test(a_flood_of_datagrams_is_of_the_address_whole),
		cmocka_unit_test(a_rush_of_visitors_is_no_flood),
		cmocka_unit_test(answered_datagrams_are_no_flood),
		cmocka_unit_test(a_flood_with_many_sources_that_are_nobodys_is_spoofed),
		cmocka_unit_test(the_second_in_which_a_flood_sets_in_belongs_to_it),
		cmocka_unit_test(the_sources_of_that_second_are_sources_of_the_flood),
		cmocka_unit_test(what_came_before_that_second_does_not),
		cmocka_unit_test(the_second_in_which_a_flood_ebbs_belongs_to_it),
		cmocka_unit_test(what_comes_after_that_second_does_not),
		cmocka_unit_test(two_quiet_seconds_are_no_flood_however_they_meet),
		cmocka_unit_test(targets_that_went_quiet_leave_room_for_a_flood),
		cmocka_unit_test(a_flood_adds_and_removes_no_attempt),
		cmocka_unit_test(with_protect_only_floods_against_us_are_told),
		cmocka_unit_test(a_flood_across_two_periods_is_told_in_both_and_adds_up),
		cmocka_unit_test(a_flood_that_ended_is_told_no_more),
		cmocka_unit_test(a_flood_is_over_after_a_minute_below),
		cmocka_unit_test(a_floods_sources_are_those_of_the_period),
		cmocka_unit_test(a_thousand_unasked_answers_are_a_reflection_by_their_service),
		cmocka_unit_test(a_reflection_may_be_aimed_at_a_low_port),
		cmocka_unit_test(each_service_is_a_reflection_of_its_own),
		cmocka_unit_test(stray_syn_acks_to_one_address_are_a_reflection_and_to_many_are_backscatter),
		cmocka_unit_test(a_busy_resolver_is_no_flood),
		cmocka_unit_test(a_speed_test_that_is_answered_is_no_flood),
		cmocka_unit_test(a_big_download_is_no_flood),
		cmocka_unit_test(requests_that_are_not_served_are_a_flood),
		cmocka_unit_test(requests_are_a_flood_from_five_hundred_a_second_in_five_seconds_on),
		cmocka_unit_test(a_busy_site_is_no_flood),
		cmocka_unit_test(a_slow_but_busy_site_is_no_flood),
		cmocka_unit_test(requests_whose_answers_cannot_be_seen_are_no_flood),
		cmocka_unit_test(a_hundred_unfinished_requests_at_once_are_a_slow_flood),
		cmocka_unit_test(slow_bodies_and_heads_without_more_are_slow_too),
		cmocka_unit_test(waiting_and_uploading_are_not_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
