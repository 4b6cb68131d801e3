/* SPDX-License-Identifier: BSD-2-Clause */
/* The laws that hold whatever comes: random streams through the whole engine. */
#include "story.h"

#include "base/hash.h"

enum { STREAMS = 300, THREADED_STREAMS = 16 };

static uint64_t chance;

static uint64_t draw(void)
{
	return hash_number(++chance, 0xda3e39cb94b95bdb);
}

static uint32_t below(uint32_t n)
{
	return (uint32_t)(draw() % n);
}

/* Few hosts and ports, so that packets meet; some of them ours, some multicast, some IPv6. */
static struct end any_end(bool v6)
{
	static const uint32_t networks[] = { 0x675ebc00, 0xc6336400, 0x0a000000, 0xe0000000 };
	struct end end = { .port = (uint16_t)(below(4) ? 20 + below(6) : draw()) };
	uint8_t bytes[16] = { 0x20, 0x01, 0x0d, 0xb8, [7] = (uint8_t)below(4), [15] = (uint8_t)below(4) };

	end.addr = v6 ? ronda_addr_v6(bytes) : v4(networks[below(4)] + below(6));
	return end;
}

static void any_frame(struct frame *frame)
{
	static uint8_t payload[1400];
	bool v6 = below(8) == 0;
	struct end from = any_end(v6), to = any_end(v6);
	struct frame about;
	uint32_t seq = below(4), ack = below(4);

	switch (below(10)) {
	case 0: case 1:
		syn(frame, from, to, seq);
		break;
	case 2:
		syn_ack(frame, from, to, seq, ack);
		break;
	case 3:
		rst_ack(frame, from, to, ack);
		break;
	case 4:
		datagram(frame, from, to, payload, below(3));
		break;
	case 5:
		below(2) ? echo(frame, from, to, 1) : echo_reply(frame, from, to, to.port, 1);
		break;
	case 6:
		below(2) ? syn(&about, to, from, seq) : datagram(&about, to, from, payload, 2);
		unreachable(frame, from.addr, &about, (uint8_t)(below(2) ? 13 : 4));
		break;
	case 7:
		data(frame, from, to, seq, ack, payload, below(1400));
		break;
	case 8:
		acks(frame, from, to, seq, ack);
		break;
	default:
		segment(frame, from, to, (uint8_t)draw(), seq, ack, payload, below(3));
		break;
	}
}

/* The frame as built, wrapped, cut short, or spoilt. */
static void spoil(struct frame *frame)
{
	switch (below(12)) {
	case 0:
		in_vlan(frame, (uint16_t)below(4096));
		break;
	case 1:
		frame->size = below(frame->size) + 1;
		break;
	case 2:
		frame->bytes[below(frame->size)] ^= (uint8_t)draw();
		break;
	default:
		break;
	}
}

static void any_pause(struct story *story)
{
	switch (below(40)) {
	case 0:
		story_wait_ms(story, below(40000));
		break;
	case 1:
		story_wait_ms(story, below(2 * 3600 * 1000));
		break;
	default:
		story->now_ns += below(2000) * UINT64_C(100000);
		break;
	}
}

static void begin_any(struct story *story)
{
	if (below(2))
		story_begin_protected(story, below(2) ? "103.94.188.4/31" : NULL, below(2) ? "198.51.100.2/31" : NULL);
	else
		story_begin(story);
}

/* Both ways through text, the same summary. */
static void reads_back(const struct ronda_summary *summary)
{
	struct ronda_error error = { "" };
	char *text = ronda_summary_to_json(summary, SIZE_MAX, false), *again;
	struct ronda_summary *read = ronda_summary_from_json(text, strlen(text), &error);

	assert_string_equal(error.text, "");
	again = ronda_summary_to_json(read, SIZE_MAX, false);
	assert_string_equal(text, again);
	ronda_summary_destroy(read);
	free(text);
	free(again);
}

static void play(uint64_t seed, unsigned frames)
{
	struct ronda_summary *summary;
	struct story story;
	uint64_t delivered = 0;

	chance = seed << 32;
	begin_any(&story);
	for (unsigned i = 0; i < frames; i++) {
		any_frame(&story.frame);
		spoil(&story.frame);
		story_send(&story);
		any_pause(&story);
		if (below(1000))
			continue;
		summary = story_period(&story);
		delivered += summary->frames.delivered;
		ronda_summary_destroy(summary);
	}
	summary = story_end_how(&story, below(2) ? RONDA_FINISH_FILE : RONDA_FINISH_LIVE);
	assert_int_equal(delivered + summary->frames.delivered, frames);
	reads_back(summary);
	ronda_summary_destroy(summary);
}

static void identities_hold_for_three_hundred_random_streams(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= STREAMS; seed++)
		play(seed, 100 + (unsigned)(seed * 37 % 1500));
}

/* The smallest tables, and more sources than fit: nothing goes uncounted when they are full. */
static void identities_hold_when_every_table_is_full(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	chance = 1;
	story_begin(&story);
	for (uint32_t i = 0; i < 400000; i++) {
		struct end from = { v4(0x40000000 + below(300000)), (uint16_t)draw() };

		syn(&story.frame, from, any_end(false), (uint32_t)draw());
		story.now_ns += 20000;
		story_send_at(&story, story.now_ns);
	}
	summary = story_end(&story);
	assert_true(summary->sources.evicted > 0);
	assert_true(summary->attempts.lost_pending > 0);
	assert_int_equal(summary->traffic.packets, 400000);
	ronda_summary_destroy(summary);
}

static void the_same_stream_gives_the_same_numbers(void **state)
{
	char *text[2];

	(void)state;
	for (unsigned run = 0; run < 2; run++) {
		struct ronda_summary *summary;
		struct story story;

		chance = 77;
		begin_any(&story);
		for (unsigned i = 0; i < 2000; i++) {
			any_frame(&story.frame);
			story_send(&story);
		}
		summary = story_end(&story);
		text[run] = ronda_summary_to_json(summary, SIZE_MAX, true);
		ronda_summary_destroy(summary);
	}
	assert_string_equal(text[0], text[1]);
	free(text[0]);
	free(text[1]);
}

/* A random stream with pauses, damage and turns of time, counted by so many threads: its summary as text. */
static char *told_by(unsigned threads, uint64_t seed)
{
	struct ronda_settings settings = story_settings();
	struct ronda_prefix ours;
	struct story story;

	settings.memory_bytes = RONDA_MEMORY_LEAST * 5;
	settings.threads = threads;
	if (seed % 2)
		settings.protect = prefixes_of(&ours, "103.94.188.0/22");
	story_begin_with(&story, &settings);
	chance = seed << 32;
	for (unsigned i = 0; i < 1500; i++) {
		any_frame(&story.frame);
		spoil(&story.frame);
		story_send(&story);
		any_pause(&story);
	}

	struct ronda_summary *summary = story_end(&story);
	char *text = ronda_summary_to_json(summary, SIZE_MAX, true);

	ronda_summary_destroy(summary);
	return text;
}

static void any_number_of_threads_gives_the_same_summary(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= THREADED_STREAMS; seed++) {
		char *alone = told_by(1, seed);

		for (unsigned threads = 2; threads <= 5; threads++) {
			char *together = told_by(threads, seed);

			assert_string_equal(alone, together);
			free(together);
		}
		free(alone);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_threads_gives_the_same_summary),
		cmocka_unit_test(identities_hold_for_three_hundred_random_streams),
		cmocka_unit_test(identities_hold_when_every_table_is_full),
		cmocka_unit_test(the_same_stream_gives_the_same_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
