/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP bytes in order: what a reader is shown, what it is told was lost, and what the memory holds meanwhile. A
 * reader here knows where in the stream it stands, so bytes shown twice, left out or from elsewhere cannot pass.
 */
#include "claim.h"

#include "listen/streams.h"

#include <ronda/packet.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POOL_BYTES = 1 << 20, SAID_MOST = 300000, ENDED_NOT = -1 };

static uint64_t dice_state = 88172645463325252;

static uint32_t dice(uint32_t sides)
{
	dice_state ^= dice_state << 13;
	dice_state ^= dice_state >> 7;
	dice_state ^= dice_state << 17;
	return (uint32_t)(dice_state >> 20) % sides;
}

/* How the reader reads. */
enum manner { READS_ALL, READS_NOTHING, READS_LINES, READS_AT_RANDOM, READS_WHEN_LAST };

struct ear {
	enum manner manner;
	bool cannot_skip, has_enough;
	const uint8_t *said[2];  /* what it should hear */
	uint64_t position[2];    /* it has read or skipped so much */
	uint64_t skipped[2];
	unsigned views[2], skips[2], lasts[2];
	size_t largest, latest;
	int ended[2];
	bool checks;
	uint8_t heard[2][512];   /* the first that it read */
};

static size_t read_line(const struct talk_view *view)
{
	size_t size = view->size;

	while (size && view->data[size - 1] != '\n')
		size--;
	return size;
}

static size_t how_much(const struct ear *ear, const struct talk_view *view)
{
	switch (ear->manner) {
	case READS_ALL: return view->size;
	case READS_LINES: return read_line(view);
	case READS_AT_RANDOM: return dice(3) ? dice((uint32_t)view->size + 1) : dice(2) ? view->size : 0;
	case READS_WHEN_LAST: return view->last ? view->size : 0;
	default: return 0;
	}
}

static size_t hear(void *context, enum talk_side side, const struct talk_view *view)
{
	struct ear *ear = context;
	size_t used = how_much(ear, view);

	assert_true(view->size > 0 && view->size <= TALK_VIEW_MOST);
	assert_int_equal(ear->ended[side], ENDED_NOT);
	if (ear->said[side])
		assert_memory_equal(view->data, ear->said[side] + ear->position[side], view->size);
	for (size_t i = 0; i < used && ear->position[side] + i < sizeof ear->heard[side]; i++)
		ear->heard[side][ear->position[side] + i] = view->data[i];
	ear->views[side]++;
	ear->lasts[side] += view->last;
	ear->latest = view->size;
	if (view->size > ear->largest)
		ear->largest = view->size;
	if (ear->has_enough)
		return STREAM_OVER;
	ear->position[side] += used;
	return used;
}

static bool miss(void *context, enum talk_side side, uint64_t bytes)
{
	struct ear *ear = context;

	assert_true(bytes > 0);
	ear->position[side] += bytes;
	ear->skipped[side] += bytes;
	ear->skips[side]++;
	return !ear->cannot_skip;
}

static void hang_up(void *context, enum talk_side side, enum stream_ending how)
{
	struct ear *ear = context;

	assert_int_equal(ear->ended[side], ENDED_NOT);
	ear->ended[side] = (int)how;
}

static const struct stream_reader reader = { hear, miss, hang_up };

/* One connection, and all around it. */
struct line {
	struct streams *streams;
	struct stream stream;
	struct ear ear;
	uint32_t first[2]; /* sequence number of the first byte */
	uint32_t now_ms;
};

static struct line a_line(struct streams *streams, enum manner manner)
{
	struct line line = { .streams = streams, .ear = { .manner = manner, .ended = { ENDED_NOT, ENDED_NOT } },
		.first = { 1001, 5001 } };

	stream_begin(&line.stream, TALK_CLIENT, line.first[0]);
	stream_begin(&line.stream, TALK_SERVER, line.first[1]);
	return line;
}

static void push(struct line *line, struct stream_segment segment)
{
	uint8_t *copy = malloc(segment.captured ? segment.captured : 1); /* so that its ends are watched */

	if (segment.captured)
		memcpy(copy, segment.data, segment.captured);
	segment.data = copy;
	segment.now_ms = line->now_ms;
	stream_push(&line->stream, &line->streams->memory, &segment, &reader, &line->ear);
	free(copy);
}

/* From offset `at` of what the side says; it acknowledges nothing new. */
static struct stream_segment part(const struct line *line, enum talk_side side, uint32_t at, const void *data,
	size_t size)
{
	return (struct stream_segment){ .side = side, .seq = line->first[side] + at,
		.ack = line->first[side == TALK_CLIENT ? TALK_SERVER : TALK_CLIENT], .data = data,
		.captured = (uint32_t)size, .size = (uint32_t)size, .flags = RONDA_TCP_ACK };
}

static void says(struct line *line, enum talk_side side, uint32_t at, const char *text)
{
	push(line, part(line, side, at, text, strlen(text)));
}

/* The side acknowledges all before offset `at` of the other. */
static void acks(struct line *line, enum talk_side side, uint32_t at)
{
	struct stream_segment segment = part(line, side, 0, NULL, 0);

	segment.seq = line->stream.side[side].next;
	segment.ack += at;
	push(line, segment);
}

static void sends(struct line *line, enum talk_side side, uint32_t at, uint8_t flags)
{
	struct stream_segment segment = part(line, side, at, NULL, 0);

	segment.flags = flags;
	push(line, segment);
}

static void hangs_up(struct line *line)
{
	stream_end(&line->stream, &line->streams->memory, &reader, &line->ear);
	assert_true(line->stream.over);
}

static const struct stream_tally *tally(const struct line *line)
{
	return &line->streams->memory.tally;
}

static int one_pool(void **state)
{
	struct streams *streams = malloc(sizeof *streams);

	*state = streams;
	return streams_init(streams, POOL_BYTES);
}

/* Whatever the test did: once its streams are over, nothing is held. */
static int nothing_held(void **state)
{
	struct streams *streams = *state;
	bool held = streams->blocks || streams->holdings || streams->oldest || streams->newest;

	streams_finish(streams);
	free(streams);
	return held;
}

#define HEARD(line, side, text) assert_memory_equal((line).ear.heard[side], text, sizeof text - 1)

/* In order. */

static void a_segment_in_order_is_read_where_it_lies(void **state)
{
	struct line line = a_line(*state, READS_ALL);
	static const uint8_t text[] = "GET / HTTP/1.1\r\n\r\n";
	struct stream_segment segment = part(&line, TALK_CLIENT, 0, text, sizeof text - 1);

	line.ear.said[TALK_CLIENT] = text;
	stream_push(&line.stream, &line.streams->memory, &segment, &reader, &line.ear);
	assert_int_equal(line.ear.position[TALK_CLIENT], sizeof text - 1);
	assert_int_equal(line.streams->holdings, 0);
	assert_int_equal(tally(&line)->joined, 0);
	hangs_up(&line);
}

static void what_is_left_is_shown_again_with_more(void **state)
{
	struct line line = a_line(*state, READS_LINES);

	says(&line, TALK_CLIENT, 0, "USER ro");
	assert_int_equal(line.ear.position[TALK_CLIENT], 0);
	assert_int_equal(line.streams->blocks, 1);
	says(&line, TALK_CLIENT, 7, "ot\nPA");
	assert_int_equal(line.ear.position[TALK_CLIENT], 10);
	says(&line, TALK_CLIENT, 12, "SS x\n");
	HEARD(line, TALK_CLIENT, "USER root\nPASS x\n");
	assert_int_equal(line.streams->blocks, 0);
	assert_int_equal(line.streams->holdings, 0);
	hangs_up(&line);
}

static void the_two_sides_do_not_mix(void **state)
{
	struct line line = a_line(*state, READS_LINES);

	says(&line, TALK_CLIENT, 0, "a");
	says(&line, TALK_SERVER, 0, "1");
	says(&line, TALK_CLIENT, 1, "b\n");
	says(&line, TALK_SERVER, 1, "2\n");
	HEARD(line, TALK_CLIENT, "ab\n");
	HEARD(line, TALK_SERVER, "12\n");
	hangs_up(&line);
}

static void a_syn_begins_a_side_and_its_data_count(void **state)
{
	struct line line = a_line(*state, READS_ALL);
	struct stream_segment syn = part(&line, TALK_CLIENT, UINT32_MAX /* the SYN itself */, "early ", 6);

	line.stream = (struct stream){ 0 };
	syn.flags = RONDA_TCP_SYN;
	push(&line, syn);
	push(&line, syn);
	says(&line, TALK_CLIENT, 6, "and late");
	HEARD(line, TALK_CLIENT, "early and late");
	hangs_up(&line);
}

static void a_side_whose_beginning_was_not_seen_is_not_read(void **state)
{
	struct line line = a_line(*state, READS_ALL);

	line.stream = (struct stream){ 0 };
	says(&line, TALK_CLIENT, 0, "abc");
	assert_int_equal(line.ear.views[TALK_CLIENT], 0);
	assert_int_equal(tally(&line)->unknown, 1);
	stream_begin(&line.stream, TALK_CLIENT, line.first[TALK_CLIENT] + 3);
	says(&line, TALK_CLIENT, 3, "def");
	HEARD(line, TALK_CLIENT, "def");
	hangs_up(&line);
}

/* Again, and otherwise. */

static void a_retransmission_is_not_shown_again(void **state)
{
	struct line line = a_line(*state, READS_ALL);

	says(&line, TALK_CLIENT, 0, "abc");
	says(&line, TALK_CLIENT, 0, "abc");
	assert_int_equal(line.ear.views[TALK_CLIENT], 1);
	says(&line, TALK_CLIENT, 1, "bcde");
	HEARD(line, TALK_CLIENT, "abcde");
	assert_int_equal(tally(&line)->old, 1);
	assert_false(line.stream.ambiguous);
	hangs_up(&line);
}

static void of_two_that_overlap_the_first_wins_and_a_difference_is_told(void **state)
{
	struct line line = a_line(*state, READS_LINES);

	says(&line, TALK_CLIENT, 0, "GET /a");
	says(&line, TALK_CLIENT, 5, "a/b");
	assert_false(line.stream.ambiguous);
	says(&line, TALK_CLIENT, 6, "XYc");
	assert_true(line.stream.ambiguous);
	says(&line, TALK_CLIENT, 9, "\n");
	HEARD(line, TALK_CLIENT, "GET /a/bc\n");
	hangs_up(&line);
}

static void the_first_wins_before_its_time_too(void **state)
{
	struct line line = a_line(*state, READS_ALL);

	says(&line, TALK_CLIENT, 3, "def");
	says(&line, TALK_CLIENT, 2, "cDEFgh");
	assert_true(line.stream.ambiguous);
	says(&line, TALK_CLIENT, 0, "abXY");
	HEARD(line, TALK_CLIENT, "abcdefgh");
	assert_int_equal(tally(&line)->ambiguous, 2);
	hangs_up(&line);
}

static void a_keep_alive_byte_means_nothing(void **state)
{
	struct line line = a_line(*state, READS_NOTHING);

	says(&line, TALK_CLIENT, 0, "abc");
	says(&line, TALK_CLIENT, 2, "?");
	assert_false(line.stream.ambiguous);
	says(&line, TALK_CLIENT, 1, "?"); /* no keep-alive */
	assert_true(line.stream.ambiguous);
	hangs_up(&line);
}

/* Out of order, and lost. */

static void an_early_segment_waits_for_the_gap_to_fill(void **state)
{
	struct line line = a_line(*state, READS_ALL);

	says(&line, TALK_CLIENT, 6, "ghi");
	says(&line, TALK_CLIENT, 3, "def");
	assert_int_equal(line.ear.views[TALK_CLIENT], 0);
	says(&line, TALK_CLIENT, 0, "abc");
	HEARD(line, TALK_CLIENT, "abcdefghi");
	assert_int_equal(line.ear.skips[TALK_CLIENT], 0);
	assert_int_equal(line.streams->blocks, 0);
	hangs_up(&line);
}

static void what_the_receiver_has_and_the_tap_has_not_is_lost(void **state)
{
	struct line line = a_line(*state, READS_ALL);

	says(&line, TALK_CLIENT, 0, "abc");
	says(&line, TALK_CLIENT, 6, "ghi");
	acks(&line, TALK_SERVER, 5); /* not all of the gap */
	assert_int_equal(line.ear.skips[TALK_CLIENT], 0);
	acks(&line, TALK_SERVER, 9);
	assert_int_equal(line.ear.skipped[TALK_CLIENT], 3);
	assert_int_equal(line.ear.position[TALK_CLIENT], 9);
	assert_int_equal(tally(&line)->lost_bytes, 3);
	hangs_up(&line);
}

static void an_acknowledgement_that_was_captured_before_its_data_loses_nothing(void **state)
{
	struct line line = a_line(*state, READS_ALL);

	acks(&line, TALK_SERVER, 3);
	says(&line, TALK_CLIENT, 0, "abc");
	HEARD(line, TALK_CLIENT, "abc");

	uint64_t before = line.streams->memory.tally.acked_gaps;

	acks(&line, TALK_SERVER, 6);
	says(&line, TALK_CLIENT, 6, "ghi"); /* but now it did */
	assert_int_equal(line.ear.skipped[TALK_CLIENT], 3);
	assert_int_equal(line.streams->memory.tally.acked_gaps, before + 1);
	assert_int_equal(line.ear.position[TALK_CLIENT], 9);
	hangs_up(&line);
}

static void what_a_server_answers_to_is_lost_before_the_answer_is_read(void **state)
{
	struct line line = a_line(*state, READS_ALL);
	struct stream_segment answer = part(&line, TALK_SERVER, 0, "200 OK", 6);

	answer.ack += 40;
	push(&line, answer);
	assert_int_equal(line.ear.skipped[TALK_CLIENT], 40);
	HEARD(line, TALK_SERVER, "200 OK");
	hangs_up(&line);
}

static void a_client_does_not_make_a_gap_of_what_the_server_will_say(void **state)
{
	struct line line = a_line(*state, READS_ALL);
	struct stream_segment request = part(&line, TALK_CLIENT, 0, "GET /", 5);

	request.ack += 40;
	push(&line, request);
	assert_int_equal(line.ear.skips[TALK_SERVER], 0);
	says(&line, TALK_SERVER, 0, "200 OK");
	HEARD(line, TALK_SERVER, "200 OK");
	hangs_up(&line);
}

static void a_gap_is_waited_for_so_long_and_no_longer(void **state)
{
	struct line line = a_line(*state, READS_ALL);

	says(&line, TALK_CLIENT, 6, "ghi");
	line.now_ms += STREAM_GAP_MS - 1;
	says(&line, TALK_CLIENT, 9, "jkl");
	assert_int_equal(line.ear.skips[TALK_CLIENT], 0);
	line.now_ms += 1;
	says(&line, TALK_CLIENT, 12, "mno");
	assert_int_equal(line.ear.skipped[TALK_CLIENT], 6);
	assert_int_equal(line.ear.position[TALK_CLIENT], 15);
	hangs_up(&line);
}

static void a_gap_with_too_much_beyond_it_is_lost(void **state)
{
	struct line line = a_line(*state, READS_ALL);
	static const uint8_t zeroes[STREAM_BLOCK_BYTES];
	uint32_t at = 10;

	for (unsigned i = 0; i < STREAM_OUT_BLOCKS; i++, at += STREAM_BLOCK_BYTES)
		push(&line, part(&line, TALK_CLIENT, at, zeroes, sizeof zeroes));
	assert_int_equal(line.ear.skips[TALK_CLIENT], 0);
	assert_int_equal(line.streams->blocks, STREAM_OUT_BLOCKS);
	push(&line, part(&line, TALK_CLIENT, at, zeroes, 1));
	assert_int_equal(line.ear.skipped[TALK_CLIENT], 10);
	assert_int_equal(line.ear.position[TALK_CLIENT], at + 1);
	assert_int_equal(line.streams->blocks, 0);
	hangs_up(&line);
}

static void what_the_capture_cut_off_is_lost(void **state)
{
	struct line line = a_line(*state, READS_LINES);
	struct stream_segment cut = part(&line, TALK_CLIENT, 0, "one\ntwo", 7);

	cut.size = 100;
	push(&line, cut);
	assert_int_equal(line.ear.position[TALK_CLIENT], 100);
	assert_int_equal(line.ear.skipped[TALK_CLIENT], 96); /* with the line that was begun */
	assert_int_equal(line.ear.lasts[TALK_CLIENT], 1);
	assert_int_equal(tally(&line)->lost_bytes, 93);
	assert_int_equal(tally(&line)->left_bytes, 3);
	cut = part(&line, TALK_CLIENT, 100, NULL, 0);
	cut.size = 50;
	push(&line, cut);
	assert_int_equal(line.ear.position[TALK_CLIENT], 150);
	hangs_up(&line);
}

static void before_a_gap_all_is_shown_a_last_time(void **state)
{
	struct line line = a_line(*state, READS_WHEN_LAST);

	says(&line, TALK_CLIENT, 0, "abc");
	says(&line, TALK_CLIENT, 6, "ghi");
	acks(&line, TALK_SERVER, 9);
	HEARD(line, TALK_CLIENT, "abc");
	assert_int_equal(line.ear.skipped[TALK_CLIENT], 3);
	assert_int_equal(line.stream.side[TALK_CLIENT].unread, 3);
	hangs_up(&line);
	assert_int_equal(line.ear.position[TALK_CLIENT], 9);
}

static void a_reader_that_cannot_go_on_frees_all(void **state)
{
	struct line line = a_line(*state, READS_NOTHING);

	line.ear.cannot_skip = true;
	says(&line, TALK_SERVER, 0, "abc");
	says(&line, TALK_CLIENT, 6, "ghi");
	acks(&line, TALK_SERVER, 9);
	assert_true(line.stream.over);
	assert_int_equal(line.streams->holdings, 0);
	assert_int_equal(tally(&line)->gave_up, 1);
	assert_int_equal(line.ear.ended[TALK_CLIENT], ENDED_NOT);
	says(&line, TALK_CLIENT, 0, "abc");
	assert_int_equal(line.ear.views[TALK_CLIENT], 0);
}

static void a_reader_that_has_enough_frees_all(void **state)
{
	struct line line = a_line(*state, READS_NOTHING);

	says(&line, TALK_SERVER, 0, "abc");
	line.ear.has_enough = true;
	says(&line, TALK_CLIENT, 0, "abc");
	assert_true(line.stream.over);
	assert_int_equal(line.streams->holdings, 0);
}

static void more_than_a_view_is_shown_a_last_time_and_skipped(void **state)
{
	struct line line = a_line(*state, READS_NOTHING);
	static uint8_t much[40000];

	push(&line, part(&line, TALK_CLIENT, 0, much, TALK_VIEW_MOST - 1));
	assert_int_equal(line.ear.lasts[TALK_CLIENT], 0);
	assert_int_equal(line.ear.skips[TALK_CLIENT], 0);
	push(&line, part(&line, TALK_CLIENT, TALK_VIEW_MOST - 1, much, sizeof much));
	assert_int_equal(line.ear.largest, TALK_VIEW_MOST);
	assert_int_equal(line.ear.lasts[TALK_CLIENT], 3);
	assert_int_equal(line.ear.skipped[TALK_CLIENT], 3 * TALK_VIEW_MOST);
	assert_int_equal(line.stream.side[TALK_CLIENT].unread, sizeof much - 1 - 2 * TALK_VIEW_MOST);
	hangs_up(&line);
}

static void a_trickle_is_not_shown_byte_by_byte_for_ever_but_before_the_answer(void **state)
{
	struct line line = a_line(*state, READS_NOTHING);
	uint32_t views;

	for (uint32_t i = 0; i < 10000; i++)
		says(&line, TALK_CLIENT, i, "x");
	views = line.ear.views[TALK_CLIENT];
	assert_in_range(views, 64, 200);
	assert_true(line.ear.latest < 10000);
	says(&line, TALK_SERVER, 0, "400");
	assert_int_equal(line.ear.views[TALK_CLIENT], views + 1);
	assert_int_equal(line.ear.largest, 10000);
	says(&line, TALK_CLIENT, 10000, "x");
	hangs_up(&line);
	assert_int_equal(line.ear.largest, 10001);
}

/* The end. */

static void a_fin_ends_a_side_when_its_time_has_come(void **state)
{
	struct line line = a_line(*state, READS_WHEN_LAST);

	sends(&line, TALK_CLIENT, 6, RONDA_TCP_FIN | RONDA_TCP_ACK);
	assert_int_equal(line.ear.ended[TALK_CLIENT], ENDED_NOT);
	says(&line, TALK_CLIENT, 3, "defXX"); /* what is beyond the FIN was never said */
	says(&line, TALK_CLIENT, 0, "abc");
	HEARD(line, TALK_CLIENT, "abcdef");
	assert_int_equal(line.ear.lasts[TALK_CLIENT], 1);
	assert_int_equal(line.ear.ended[TALK_CLIENT], STREAM_FIN);
	says(&line, TALK_CLIENT, 7, "more");
	assert_false(line.stream.over);
	says(&line, TALK_SERVER, 0, "bye");
	sends(&line, TALK_SERVER, 3, RONDA_TCP_FIN | RONDA_TCP_ACK);
	HEARD(line, TALK_SERVER, "bye");
	assert_int_equal(line.ear.ended[TALK_SERVER], STREAM_FIN);
	assert_true(line.stream.over);
	assert_int_equal(line.ear.position[TALK_CLIENT], 6);
}

static void a_fin_with_data_makes_them_the_last(void **state)
{
	struct line line = a_line(*state, READS_WHEN_LAST);
	struct stream_segment segment = part(&line, TALK_CLIENT, 0, "abc", 3);

	segment.flags |= RONDA_TCP_FIN | RONDA_TCP_PSH;
	push(&line, segment);
	assert_int_equal(line.ear.views[TALK_CLIENT], 1);
	HEARD(line, TALK_CLIENT, "abc");
	assert_int_equal(line.ear.ended[TALK_CLIENT], STREAM_FIN);
	hangs_up(&line);
	assert_int_equal(line.ear.ended[TALK_SERVER], STREAM_CUT);
}

static void a_rst_ends_both_sides_only_at_the_number_expected(void **state)
{
	struct line line = a_line(*state, READS_WHEN_LAST);

	says(&line, TALK_CLIENT, 0, "abc");
	sends(&line, TALK_CLIENT, 0, RONDA_TCP_RST);
	sends(&line, TALK_CLIENT, 4, RONDA_TCP_RST);
	sends(&line, TALK_CLIENT, 1 << 30, RONDA_TCP_RST);
	assert_false(line.stream.over);
	assert_int_equal(tally(&line)->wild, 3);
	sends(&line, TALK_CLIENT, 3, RONDA_TCP_RST);
	assert_true(line.stream.over);
	HEARD(line, TALK_CLIENT, "abc");
	assert_int_equal(line.ear.ended[TALK_CLIENT], STREAM_RESET);
	assert_int_equal(line.ear.ended[TALK_SERVER], STREAM_RESET);
}

static void wild_segments_and_those_no_host_takes_are_ignored(void **state)
{
	struct line line = a_line(*state, READS_ALL);
	struct stream_segment bare = part(&line, TALK_CLIENT, 0, "no ack", 6);

	bare.flags = RONDA_TCP_PSH;
	push(&line, bare);
	bare.flags = RONDA_TCP_SYN;
	push(&line, bare);
	says(&line, TALK_CLIENT, STREAM_WINDOW + 1, "wild");
	says(&line, TALK_CLIENT, UINT32_MAX - STREAM_WINDOW, "wild");
	assert_int_equal(tally(&line)->wild, 4);
	assert_int_equal(line.streams->blocks, 0);
	says(&line, TALK_CLIENT, 0, "abc");
	HEARD(line, TALK_CLIENT, "abc");
	says(&line, TALK_CLIENT, STREAM_WINDOW + 3, "not wild");
	assert_int_equal(line.streams->blocks, 1);
	hangs_up(&line);
}

static void a_far_number_that_the_other_side_confirms_is_a_long_gap(void **state)
{
	struct line line = a_line(*state, READS_ALL);

	acks(&line, TALK_CLIENT, 9000000);
	says(&line, TALK_SERVER, 9000000, "abc");
	assert_int_equal(line.ear.skipped[TALK_SERVER], 9000000);
	assert_int_equal(line.ear.position[TALK_SERVER], 9000003);
	hangs_up(&line);
}

/* The memory. */

static void when_blocks_run_out_who_waited_longest_is_robbed_and_told(void **state)
{
	struct streams *streams = *state;
	uint32_t count = streams->size + 1;
	struct line *lines = calloc(count, sizeof *lines);

	for (uint32_t i = 0; i < count; i++) {
		lines[i] = a_line(streams, READS_LINES);
		says(&lines[i], TALK_CLIENT, 0, "GET");
		if (i == 5)
			says(&lines[0], TALK_CLIENT, 3, "\n/"); /* it was read, and so is younger */
		if (i == 6)
			says(&lines[1], TALK_CLIENT, 3, " /"); /* it only trickles */
		assert_true(streams->blocks <= streams->size);
	}
	assert_int_equal(streams->robbed, 1);
	says(&lines[0], TALK_CLIENT, 5, "\n");
	HEARD(lines[0], TALK_CLIENT, "GET\n/\n");
	says(&lines[1], TALK_CLIENT, 5, "a\n");
	assert_int_equal(lines[1].ear.skipped[TALK_CLIENT], 5);
	assert_int_equal(lines[1].ear.position[TALK_CLIENT], 7);
	assert_int_equal(streams->memory.tally.robbed_bytes, 5);
	for (uint32_t i = 0; i < count; i++)
		hangs_up(&lines[i]);
	free(lines);
}

static void a_million_half_requests_do_not_hurt_a_whole_one(void **state)
{
	enum { HOSTILE = 1000000, EACH = 500 /* hostile ones between its two halves */ };
	struct streams *streams = *state;
	struct stream *hostile = calloc(HOSTILE, sizeof *hostile);
	struct ear deaf = { .manner = READS_NOTHING, .ended = { ENDED_NOT, ENDED_NOT } };
	static const uint8_t half[] = "GET /index.php?id=1 HTTP/1.1\r\nHost: www.example.go.id\r\nX-a: ";
	struct line honest = a_line(streams, READS_LINES);
	uint32_t asked = 0;

	assert_true(streams->size > EACH);
	for (uint32_t i = 0; i < HOSTILE; i++) {
		struct stream_segment segment = { .data = half, .captured = sizeof half - 1,
			.size = sizeof half - 1, .seq = i + 1, .flags = RONDA_TCP_ACK };

		stream_begin(&hostile[i], TALK_CLIENT, i + 1);
		stream_push(&hostile[i], &streams->memory, &segment, &reader, &deaf);
		assert_true(streams->blocks <= streams->size && streams->holdings <= streams->size);
		if (i % EACH == 0) {
			says(&honest, TALK_CLIENT, asked, i / EACH % 2 ? "/ HTTP\n" : "GET ");
			asked += i / EACH % 2 ? 7 : 4;
		}
	}
	assert_int_equal(honest.ear.skips[TALK_CLIENT], 0);
	assert_int_equal(honest.ear.position[TALK_CLIENT], asked);
	hangs_up(&honest);
	for (uint32_t i = 0; i < HOSTILE; i++)
		stream_end(&hostile[i], &streams->memory, NULL, NULL);
	free(hostile);
}

static void one_stream_holds_so_much_and_no_more(void **state)
{
	struct streams *streams = *state;
	uint32_t most = 0;

	for (unsigned round = 0; round < 40; round++) {
		struct line line = a_line(streams, round % 2 ? READS_NOTHING : READS_AT_RANDOM);

		for (unsigned i = 0; i < 3000; i++) {
			static const uint8_t zeroes[3000];
			enum talk_side side = dice(2) ? TALK_SERVER : TALK_CLIENT;
			uint32_t at = line.stream.side[side].next - line.first[side];
			uint32_t size = dice(4) ? 1 + dice(3) : 1 + dice(sizeof zeroes);

			push(&line, part(&line, side, dice(3) ? at + dice(200) : at, zeroes, size));
			if (streams->blocks > most)
				most = streams->blocks;
		}
		hangs_up(&line);
		assert_int_equal(streams->blocks, 0);
	}
	assert_in_range(most, STREAM_SIDE_BLOCKS_MOST / 2, 2 * STREAM_SIDE_BLOCKS_MOST);
}

/* Laws, on whatever the dice say. */

struct piece {
	uint32_t at, size;
	bool lost;
};

enum { PIECES_MOST = 4000 };

struct plan {
	uint32_t said, pieces;
	struct piece piece[PIECES_MOST];
};

/* Cuts `said` bytes into pieces that may overlap and come again, and moves each a few places. */
static void make_plan(struct plan *plan, uint32_t said, uint32_t largest, uint32_t stray, bool again)
{
	uint32_t at = 0;

	plan->said = said;
	plan->pieces = 0;
	while (at < said) {
		struct piece piece = { .at = at, .size = 1 + dice(largest) };

		if (again && at && !dice(4)) /* begins earlier */
			piece.at -= dice(at < 2000 ? at : 2000);
		if (piece.size > said - piece.at)
			piece.size = said - piece.at;
		if (piece.at + piece.size > at)
			at = piece.at + piece.size;
		assert_true(plan->pieces + 2 < PIECES_MOST);
		plan->piece[plan->pieces++] = piece;
		if (again && !dice(6))
			plan->piece[plan->pieces++] = piece;
	}
	for (uint32_t i = 0; stray && i < plan->pieces; i++) {
		uint32_t other = i + dice(stray);
		struct piece piece = plan->piece[i];

		if (other >= plan->pieces || dice(3))
			continue;
		plan->piece[i] = plan->piece[other];
		plan->piece[other] = piece;
	}
}

/* What is written down says whose byte came first. */
static void send_piece(struct line *line, const struct piece *piece, const uint8_t *said, uint8_t *first,
	bool *have)
{
	static uint8_t bytes[70000];

	memcpy(bytes, said + piece->at, piece->size);
	for (uint32_t i = 0; have && i < piece->size; i++) {
		if (have[piece->at + i] && !dice(20))
			bytes[i] ^= 1; /* a lie, too late */
		if (!have[piece->at + i])
			first[piece->at + i] = bytes[i];
		have[piece->at + i] = true;
	}
	push(line, part(line, TALK_CLIENT, piece->at, bytes, piece->size));
}

static const uint8_t *random_words(uint32_t size)
{
	static uint8_t said[SAID_MOST + 4];

	for (uint32_t i = 0; i < size; i++)
		said[i] = (uint8_t)dice(256);
	return said;
}

static void pieces_in_any_order_read_as_they_were_said(void **state)
{
	static struct plan plan;

	for (unsigned round = 0; round < 600; round++) {
		struct line line = a_line(*state, round % 2 ? READS_ALL : READS_AT_RANDOM);
		uint32_t largest = round % 5 ? 1 + dice(1500) : 60000;
		uint32_t said = largest < 50 ? 3000 : 1 + dice(SAID_MOST / 4);
		uint64_t left;

		if (said / largest > 800)
			said = largest * 800;
		line.ear.said[TALK_CLIENT] = random_words(said);
		line.first[TALK_CLIENT] = round % 3 ? dice(UINT32_MAX) : UINT32_MAX - dice(said); /* wraps */
		stream_begin(&line.stream, TALK_CLIENT, line.first[TALK_CLIENT]);
		make_plan(&plan, said, largest, largest > 1600 ? 0 : 5, true);
		for (uint32_t i = 0; i < plan.pieces; i++)
			send_piece(&line, &plan.piece[i], line.ear.said[TALK_CLIENT], NULL, NULL);
		sends(&line, TALK_CLIENT, said, RONDA_TCP_FIN | RONDA_TCP_ACK);
		left = said - line.ear.position[TALK_CLIENT];
		assert_int_equal(line.ear.ended[TALK_CLIENT], STREAM_FIN);
		assert_int_equal(tally(&line)->lost_bytes, 0);
		if (line.ear.manner == READS_ALL)
			assert_int_equal(left + line.ear.skips[TALK_CLIENT], 0);
		assert_false(line.stream.ambiguous);
		hangs_up(&line);
	}
}

static void whoever_came_first_is_believed(void **state)
{
	static struct plan plan;
	static uint8_t first[SAID_MOST];
	static bool have[SAID_MOST];

	for (unsigned round = 0; round < 300; round++) {
		struct line line = a_line(*state, round % 2 ? READS_ALL : READS_AT_RANDOM);
		uint32_t largest = 50 + dice(1400), said = 1 + dice(60000);
		const uint8_t *words = random_words(said);

		memset(have, 0, sizeof have);
		memcpy(first, words, said);
		line.ear.said[TALK_CLIENT] = first;
		make_plan(&plan, said, largest, 5, true);
		for (uint32_t i = 0; i < plan.pieces; i++)
			send_piece(&line, &plan.piece[i], words, first, have);
		sends(&line, TALK_CLIENT, said, RONDA_TCP_FIN | RONDA_TCP_ACK);
		assert_int_equal(line.ear.ended[TALK_CLIENT], STREAM_FIN);
		assert_int_equal(tally(&line)->lost_bytes, 0);
		hangs_up(&line);
	}
}

/* The receiver acknowledges what it got; of the pieces, the tap does not get all. */
static uint64_t run_with_losses(struct line *line, struct plan *plan, bool acknowledged)
{
	uint64_t lost = 0;
	uint32_t reached = 0;

	for (uint32_t i = 0; i < plan->pieces; i++) {
		struct piece *piece = &plan->piece[i];

		piece->lost = !dice(8);
		if (piece->lost)
			lost += piece->size;
		else
			send_piece(line, piece, line->ear.said[TALK_CLIENT], NULL, NULL);
		if (piece->at + piece->size > reached)
			reached = piece->at + piece->size;
		if (acknowledged && dice(2))
			acks(line, TALK_SERVER, reached);
		line->now_ms += 10;
	}
	sends(line, TALK_CLIENT, plan->said, RONDA_TCP_FIN | RONDA_TCP_ACK);
	return lost;
}

static void under_loss_what_was_lost_is_skipped_and_nothing_else(void **state)
{
	static struct plan plan;

	for (unsigned round = 0; round < 600; round++) {
		struct line line = a_line(*state, READS_ALL);
		uint32_t largest = 20 + dice(1480), said = 1 + dice(largest * 200);
		uint64_t lost;

		line.ear.said[TALK_CLIENT] = random_words(said);
		make_plan(&plan, said, largest, 0, false);
		lost = run_with_losses(&line, &plan, round % 2);
		hangs_up(&line);
		/* A piece lost at the very end leaves only the FIN behind it, which nothing confirms. */
		assert_true(line.ear.skipped[TALK_CLIENT] <= lost);
		for (uint32_t i = plan.pieces; i && plan.piece[i - 1].lost; i--)
			lost -= plan.piece[i - 1].size;
		assert_true(line.ear.skipped[TALK_CLIENT] >= lost);
		assert_true(line.ear.position[TALK_CLIENT] <= said);
	}
}

static void under_loss_disorder_and_moods_no_byte_is_shown_twice_or_elsewhere(void **state)
{
	static struct plan plan;

	for (unsigned round = 0; round < 600; round++) {
		struct line line = a_line(*state, round % 3 ? READS_AT_RANDOM : READS_NOTHING);
		uint32_t largest = 1 + dice(3000), said = 1 + dice(largest * 100);

		line.ear.said[TALK_CLIENT] = random_words(said);
		make_plan(&plan, said, largest, 1 + dice(60), round % 2);
		run_with_losses(&line, &plan, round % 4 < 2);
		hangs_up(&line);
		assert_true(line.ear.position[TALK_CLIENT] <= said);
	}
}

static void streams_that_rob_each_other_still_read_true(void **state)
{
	enum { LINES = 64, SIZE = 40000 };
	struct streams small;
	struct line lines[LINES];
	uint32_t at[LINES] = { 0 };
	const uint8_t *words = random_words(SIZE);

	(void)state;
	assert_int_equal(streams_init(&small, 150000), 0);
	for (unsigned i = 0; i < LINES; i++) {
		lines[i] = a_line(&small, i % 2 ? READS_AT_RANDOM : READS_NOTHING);
		lines[i].ear.said[TALK_CLIENT] = words;
	}
	for (unsigned step = 0; step < 40000; step++) {
		unsigned i = dice(LINES);
		uint32_t size = 1 + dice(900), early = dice(4) ? 0 : dice(3000);

		if (at[i] + size + early > SIZE)
			continue;
		push(&lines[i], part(&lines[i], TALK_CLIENT, at[i] + early, words + at[i] + early, size));
		at[i] += early ? 0 : size;
		assert_true(small.blocks <= small.size);
	}
	assert_true(small.robbed > 100 && small.memory.tally.robbed > 100);
	for (unsigned i = 0; i < LINES; i++)
		hangs_up(&lines[i]);
	assert_int_equal(small.blocks + small.holdings, 0);
	streams_finish(&small);
}

static void a_memory_too_small_for_one_stream_is_refused(void **state)
{
	struct streams small;

	(void)state;
	assert_int_equal(streams_init(&small, 0), -22);
	assert_int_equal(streams_init(&small, 50000), -22);
	streams_finish(&small);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, one_pool, nothing_held)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_segment_in_order_is_read_where_it_lies),
		CLAIM(what_is_left_is_shown_again_with_more),
		CLAIM(the_two_sides_do_not_mix),
		CLAIM(a_syn_begins_a_side_and_its_data_count),
		CLAIM(a_side_whose_beginning_was_not_seen_is_not_read),
		CLAIM(a_retransmission_is_not_shown_again),
		CLAIM(of_two_that_overlap_the_first_wins_and_a_difference_is_told),
		CLAIM(the_first_wins_before_its_time_too),
		CLAIM(a_keep_alive_byte_means_nothing),
		CLAIM(an_early_segment_waits_for_the_gap_to_fill),
		CLAIM(what_the_receiver_has_and_the_tap_has_not_is_lost),
		CLAIM(an_acknowledgement_that_was_captured_before_its_data_loses_nothing),
		CLAIM(what_a_server_answers_to_is_lost_before_the_answer_is_read),
		CLAIM(a_client_does_not_make_a_gap_of_what_the_server_will_say),
		CLAIM(a_gap_is_waited_for_so_long_and_no_longer),
		CLAIM(a_gap_with_too_much_beyond_it_is_lost),
		CLAIM(what_the_capture_cut_off_is_lost),
		CLAIM(before_a_gap_all_is_shown_a_last_time),
		CLAIM(a_reader_that_cannot_go_on_frees_all),
		CLAIM(a_reader_that_has_enough_frees_all),
		CLAIM(more_than_a_view_is_shown_a_last_time_and_skipped),
		CLAIM(a_trickle_is_not_shown_byte_by_byte_for_ever_but_before_the_answer),
		CLAIM(a_fin_ends_a_side_when_its_time_has_come),
		CLAIM(a_fin_with_data_makes_them_the_last),
		CLAIM(a_rst_ends_both_sides_only_at_the_number_expected),
		CLAIM(wild_segments_and_those_no_host_takes_are_ignored),
		CLAIM(a_far_number_that_the_other_side_confirms_is_a_long_gap),
		CLAIM(when_blocks_run_out_who_waited_longest_is_robbed_and_told),
		CLAIM(a_million_half_requests_do_not_hurt_a_whole_one),
		CLAIM(one_stream_holds_so_much_and_no_more),
		CLAIM(pieces_in_any_order_read_as_they_were_said),
		CLAIM(whoever_came_first_is_believed),
		CLAIM(under_loss_what_was_lost_is_skipped_and_nothing_else),
		CLAIM(under_loss_disorder_and_moods_no_byte_is_shown_twice_or_elsewhere),
		CLAIM(streams_that_rob_each_other_still_read_true),
		CLAIM(a_memory_too_small_for_one_stream_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
