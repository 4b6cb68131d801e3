/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets that two mirror ports hand over, and those that only look so. */
#include "story.h"

static struct end victim(void)
{
	return end_at("103.94.188.80", 80);
}

static struct end sender(uint32_t i)
{
	return (struct end){ v4(0xc6120000 + i), (uint16_t)(1024 + i % 60000) };
}

static void number(struct frame *frame, uint16_t id)
{
	frame->bytes[18] = (uint8_t)(id >> 8);
	frame->bytes[19] = (uint8_t)id;
}

/* As a port behind a router hands it over: other stations, one hop less, another checksum of the header. */
static void pass_on(struct frame *frame)
{
	memset(frame->bytes, 0x42, 12);
	frame->bytes[22]--;
	frame->bytes[24] ^= 1;
}

/* How packets come. Without `id` none is numbered. */
struct way {
	uint32_t packets;
	uint64_t later_ms;      /* the copy */
	uint16_t id, more;      /* of the first; of each further one so much more */
	uint16_t copy_more;     /* of the copy so much more */
	uint8_t changed;        /* a byte of the copy that is changed; 0: none */
	bool same, once, vlan;  /* all are one packet; no copies; the copy is in a VLAN */
};

static struct ronda_summary *after(struct way way)
{
	struct story story;

	story_begin(&story);
	for (uint32_t i = 0; i < way.packets; i++) {
		uint32_t which = way.same ? 1 : i;
		uint16_t id = (uint16_t)(way.id + which * way.more);

		data(&story.frame, sender(which % 50), victim(), 1000 + which, 1, "some bytes of payload", 21);
		number(&story.frame, id);
		story_send(&story);
		if (way.once)
			continue;
		pass_on(&story.frame);
		number(&story.frame, (uint16_t)(id + way.copy_more));
		story.frame.bytes[way.changed ? way.changed : 24] ^= 1;
		if (way.vlan)
			in_vlan(&story.frame, 5);
		story.now_ns += way.later_ms * STORY_MS;
		story_send_at(&story, story.now_ns);
	}
	return story_end(&story);
}

#define AFTER(...) after((struct way){ __VA_ARGS__ })

static uint64_t duplicates(struct ronda_summary *summary)
{
	uint64_t count = summary->traffic.duplicate_packets;

	ronda_summary_destroy(summary);
	return count;
}

static void a_packet_of_two_mirror_ports_is_one_but_for_the_first_sixteen(void **state)
{
	(void)state;
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 1, .id = 7)), 1000 - 16);
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 1, .vlan = true, .id = 7)), 1000 - 16);
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 1, .later_ms = 10, .id = 7)), 1000 - 16);
	assert_int_equal(duplicates(AFTER(.packets = 1000, .id = 7)), 1000 - 16); /* always the same number */
}

static void what_differs_or_comes_later_is_no_copy(void **state)
{
	(void)state;
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 1, .later_ms = 11, .id = 7)), 0);
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 2, .copy_more = 1, .id = 7)), 0); /* sent again */
	assert_int_equal(duplicates(AFTER(.packets = 1000)), 0);
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 1, .changed = 14 + 1, .id = 7)), 0);       /* type of service */
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 1, .changed = 14 + 20 + 14, .id = 7)), 0); /* window */
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 1, .changed = 14 + 20 + 20, .id = 7)), 0); /* payload */
	assert_int_equal(duplicates(AFTER(.packets = 1000, .more = 1, .once = true, .id = 7)), 0);
}

static void a_few_that_come_twice_are_not_believed(void **state)
{
	(void)state;
	assert_int_equal(duplicates(AFTER(.more = 1, .packets = 16, .id = 7)), 0);
	assert_int_equal(duplicates(AFTER(.more = 1, .packets = 17, .id = 7)), 1);
}

static void a_tool_that_sends_one_packet_again_and_again_sends_many(void **state)
{
	(void)state;
	assert_int_equal(duplicates(AFTER(.packets = 1000, .same = true, .once = true, .id = 7)), 0);
}

/* 90 SYN a second, each seen twice. */
static void a_flood_is_not_made_by_a_second_mirror_port(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint32_t i = 0; i < 900; i++) {
		syn(&story.frame, sender(i), i < 100 ? end_at("192.0.2.1", (uint16_t)i) : victim(), i);
		number(&story.frame, (uint16_t)(i + 1));
		story_send_at(&story, STORY_START_NS + i * 11 * STORY_MS);
		pass_on(&story.frame);
		story_send_at(&story, STORY_START_NS + i * 11 * STORY_MS + 1000);
	}
	story.now_ns += 12 * STORY_SECOND;
	summary = story_end(&story);
	assert_int_equal(summary->traffic.duplicate_packets, 900 - 16);
	assert_int_equal(summary->floods_count, 0);
	ronda_summary_destroy(summary);
}

/* It begins after 20,000 packets that came once, and is noticed soon. */
static void a_second_mirror_port_is_noticed_later_too(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (uint32_t i = 0; i < 30000; i++) {
		data(&story.frame, sender(i % 50), victim(), 1000 + i, 1, "x", 1);
		number(&story.frame, (uint16_t)(i | 1));
		story_send_at(&story, STORY_START_NS + i * 100000);
		if (i >= 20000) {
			pass_on(&story.frame);
			story_send_at(&story, STORY_START_NS + i * 100000 + 1000);
		}
	}
	story.now_ns += 12 * STORY_SECOND;
	summary = story_end(&story);
	assert_in_range(summary->traffic.duplicate_packets, 6000, 9900);
	ronda_summary_destroy(summary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_packet_of_two_mirror_ports_is_one_but_for_the_first_sixteen),
		cmocka_unit_test(what_differs_or_comes_later_is_no_copy),
		cmocka_unit_test(a_few_that_come_twice_are_not_believed),
		cmocka_unit_test(a_tool_that_sends_one_packet_again_and_again_sends_many),
		cmocka_unit_test(a_flood_is_not_made_by_a_second_mirror_port),
		cmocka_unit_test(a_second_mirror_port_is_noticed_later_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
