/* SPDX-License-Identifier: BSD-2-Clause */
/* What is added up over looks and periods: each attempt once. */
#include "story.h"

#include "live/board.h"
#include "pictures.h"
#include "summary/picture.h"

static struct end scanner(void)
{
	return end_at("198.51.100.9", 40000);
}

static struct board *a_board(const char *zone)
{
	static struct stamp_zone *used;
	struct board *board;

	stamp_zone_destroy(used);
	used = stamp_zone_create(zone, NULL);
	board = board_create(&(struct board_options){ .sensor = "tap", .input = "eth1", .zone = used });
	assert_non_null(board);
	return board;
}

/* A period in which the scanner tried `count` ports. */
static struct ronda_summary *a_period(struct story *story, unsigned count)
{
	scans(story, scanner(), end_at("103.94.188.10", (uint16_t)(story->now_ns / STORY_MS % 50000)), count);
	return story_period(story);
}

static void looked_at(struct board *board, struct ronda_summary *summary, uint64_t period, uint64_t now_ns)
{
	board_look(board, &(struct ronda_peek){ .summary = summary, .period = period, .now_ns = now_ns }, -1);
}

static void expect_today(const struct board *board, uint64_t attempts)
{
	struct ronda_picture *picture = board_picture(board);
	uint64_t sources = 0, networks = 0;

	assert_non_null(picture);
	for (size_t i = 0; i < picture->source_count; i++)
		sources += picture->source[i].attempts.today;
	for (size_t i = 0; i < picture->network_count; i++)
		networks += picture->network[i].attempts.today;
	assert_int_equal(picture->attempts.today, attempts);
	assert_int_equal(picture->by_class[RONDA_CLASS_PROBE].today, attempts);
	assert_int_equal(sources, attempts);
	assert_int_equal(networks, attempts);
	picture_destroy(picture);
}

static void a_second_look_at_the_same_counts_adds_nothing(void **state)
{
	struct board *board = a_board("UTC");
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	summary = a_period(&story, 10);
	looked_at(board, summary, 0, story.now_ns);
	expect_today(board, 10);
	looked_at(board, summary, 0, story.now_ns + STORY_SECOND);
	board_close(board, summary, 0);
	expect_today(board, 10);
	ronda_summary_destroy(summary);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

static void a_period_nobody_looked_at_is_added_when_it_closes(void **state)
{
	struct board *board = a_board("UTC");
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	for (unsigned period = 0; period < 3; period++) {
		summary = a_period(&story, 10);
		board_close(board, summary, period);
		ronda_summary_destroy(summary);
	}
	expect_today(board, 30);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

static void the_same_number_in_a_new_period_is_new(void **state)
{
	struct board *board = a_board("UTC");
	struct ronda_summary *first, *second;
	struct story story;

	(void)state;
	story_begin(&story);
	first = a_period(&story, 10);
	second = a_period(&story, 10);
	looked_at(board, first, 0, story.now_ns);
	looked_at(board, second, 1, story.now_ns + STORY_SECOND);
	expect_today(board, 20);
	ronda_summary_destroy(first);
	ronda_summary_destroy(second);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

static struct ronda_picture *at(struct board *board, struct ronda_summary *summary, uint64_t now_ns)
{
	struct ronda_picture *picture;

	looked_at(board, summary, 0, now_ns);
	picture = board_picture(board);
	assert_non_null(picture);
	return picture;
}

static void rates_fall_within_seconds_and_the_hour_within_an_hour(void **state)
{
	struct board *board = a_board("UTC");
	struct ronda_summary *nothing, *summary;
	struct ronda_picture *picture;
	struct story story;

	(void)state;
	story_begin(&story);
	nothing = story_period(&story);
	summary = a_period(&story, 10);
	looked_at(board, nothing, 0, story.now_ns - STORY_SECOND);
	picture = at(board, summary, story.now_ns);
	assert_true(picture->attempts.rate > 1 && picture->source[0].attempts.rate > 1);
	picture_destroy(picture);
	for (unsigned second = 1; second <= 10; second++)
		looked_at(board, summary, 0, story.now_ns + second * STORY_SECOND);
	picture = at(board, summary, story.now_ns + 11 * STORY_SECOND);
	assert_true(picture->attempts.rate == 0);
	assert_int_equal(picture->attempts.hour, 10);
	picture_destroy(picture);
	picture = at(board, summary, story.now_ns + 59 * MINUTE);
	assert_int_equal(picture->attempts.hour, 10);
	picture_destroy(picture);
	picture = at(board, summary, story.now_ns + 61 * MINUTE);
	assert_int_equal(picture->attempts.hour, 0);
	assert_int_equal(picture->attempts.today, 10);
	picture_destroy(picture);
	ronda_summary_destroy(nothing);
	ronda_summary_destroy(summary);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

static void today_begins_at_the_offices_midnight(void **state)
{
	struct board *board = a_board("WIB"); /* the story begins at 07:00 there */
	struct ronda_summary *summary;
	struct ronda_picture *picture;
	struct story story;

	(void)state;
	story_begin(&story);
	summary = a_period(&story, 10);
	looked_at(board, summary, 0, story.now_ns);
	picture = at(board, summary, STORY_START_NS + 17 * 60 * MINUTE - STORY_SECOND);
	assert_int_equal(picture->attempts.today, 10);
	picture_destroy(picture);
	picture = at(board, summary, STORY_START_NS + 17 * 60 * MINUTE + STORY_SECOND);
	assert_int_equal(picture->attempts.today, 0);
	assert_int_equal(picture->today_ns, STORY_START_NS + 17 * 60 * MINUTE);
	picture_destroy(picture);
	ronda_summary_destroy(summary);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

static void a_picture_is_the_same_after_a_way_through_json(void **state)
{
	struct board *board = a_board("UTC");
	struct ronda_summary *summary;
	struct ronda_picture *picture, *again;
	struct ronda_error error = { "" };
	struct story story;
	char *first, *second;

	(void)state;
	story_begin(&story);
	summary = a_period(&story, 10);
	picture = at(board, summary, story.now_ns);
	first = picture_to_json(picture, SIZE_MAX, NULL, SIZE_MAX);
	assert_non_null(first);
	again = picture_from_json(first, strlen(first), &error);
	assert_string_equal(error.text, "");
	second = picture_to_json(again, SIZE_MAX, NULL, SIZE_MAX);
	assert_string_equal(first, second);
	assert_int_equal(again->source_count, 1);
	assert_int_equal(again->source[0].attempts.today, 10);
	free(first);
	free(second);
	picture_destroy(picture);
	picture_destroy(again);
	ronda_summary_destroy(summary);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

static void more_sources_than_it_knows_leave_those_with_most(void **state)
{
	struct board *board = a_board("UTC");
	static struct ronda_source rows[256];
	struct ronda_picture *picture;
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	summary = a_period(&story, 10);
	free(summary->sources.top);
	for (unsigned look = 0; look < 40; look++) {
		for (unsigned i = 0; i < 256; i++)
			rows[i] = (struct ronda_source){ .addr = v4(0x05000000 + (i ? look * 256 + i : 0)), .prefix_bits = 128,
				.attempts = i ? 1 : 1000 + look, .packets = 1, .first_seen_ns = story.now_ns,
				.last_seen_ns = story.now_ns };
		summary->sources.top = rows;
		summary->sources.top_count = 256;
		looked_at(board, summary, 0, story.now_ns + look * STORY_SECOND);
	}
	picture = board_picture(board);
	assert_int_equal(picture->source[0].attempts.today, 1039);
	assert_in_range(picture->source_count, 100, 4096);
	picture_destroy(picture);
	summary->sources.top = NULL;
	summary->sources.top_count = 0;
	ronda_summary_destroy(summary);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

/* A flood of `packets` in this period, in the place of those that the summary has. */
static void set_flood(struct ronda_summary *summary, uint64_t packets, uint64_t end_ns, bool ongoing)
{
	for (size_t i = 0; i < summary->floods_count; i++)
		free(summary->floods[i].sensor);
	free(summary->floods);
	summary->floods = calloc(1, sizeof *summary->floods);
	summary->floods[0] = (struct ronda_flood){ .sensor = strdup("tap"), .kind = RONDA_FLOOD_SYN,
		.target = end_at("103.94.188.18", 0).addr, .port = 443, .start_ns = STORY_START_NS, .end_ns = end_ns,
		.ongoing = ongoing, .packets = packets, .peak_packets_per_second = 900 };
	summary->floods_count = 1;
}

static void a_flood_goes_on_over_periods_and_ends_when_nobody_tells_of_it(void **state)
{
	struct board *board = a_board("UTC");
	struct ronda_summary *first, *second, *third;
	struct ronda_picture *picture;
	struct story story;

	(void)state;
	story_begin(&story);
	first = a_period(&story, 10);
	second = a_period(&story, 10);
	third = a_period(&story, 10);
	set_flood(first, 1000, story.now_ns, true);
	looked_at(board, first, 0, story.now_ns);
	set_flood(first, 1500, story.now_ns + STORY_SECOND, true);
	board_close(board, first, 0);
	set_flood(second, 200, story.now_ns + 2 * STORY_SECOND, true);
	looked_at(board, second, 1, story.now_ns + 2 * STORY_SECOND);
	picture = board_picture(board);
	assert_int_equal(picture->flood_count, 1);
	assert_int_equal(picture->flood[0].packets, 1700);
	assert_true(picture->flood[0].ongoing);
	picture_destroy(picture);
	looked_at(board, third, 2, story.now_ns + 5 * MINUTE);
	picture = board_picture(board);
	assert_int_equal(picture->flood_count, 1);
	assert_false(picture->flood[0].ongoing);
	picture_destroy(picture);
	ronda_summary_destroy(first);
	ronda_summary_destroy(second);
	ronda_summary_destroy(third);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

static void a_source_has_the_site_and_answer_of_its_last_act(void **state)
{
	struct board *board = a_board("UTC");
	struct ronda_recent acts[2] = { { .source = scanner().addr, .site = "www.example.go.id" }, { .source = scanner().addr } };
	struct ronda_picture *picture;
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	summary = a_period(&story, 10);
	acts[0].act = (struct ronda_act){ .source = scanner().addr, .outcome = RONDA_OUTCOME_SERVED, .decided_ns = 5,
		.why = "xss-script", .class = RONDA_CLASS_WEB };
	acts[1].act = (struct ronda_act){ .source = scanner().addr, .target = end_at("103.94.188.66", 0).addr,
		.outcome = RONDA_OUTCOME_REFUSED, .decided_ns = 9 };
	board_look(board, &(struct ronda_peek){ .summary = summary, .now_ns = story.now_ns, .recent = acts, .recent_count = 1 }, 1);
	picture = board_picture(board);
	assert_string_equal(picture->source[0].site, "www.example.go.id");
	assert_int_equal(picture->source[0].outcome, RONDA_OUTCOME_SERVED);
	assert_string_equal(picture->act[0].why, "xss-script");
	picture_destroy(picture);
	board_look(board, &(struct ronda_peek){ .summary = summary, .now_ns = story.now_ns, .recent = acts, .recent_count = 2 }, 1);
	picture = board_picture(board);
	assert_string_equal(picture->source[0].site, "103.94.188.66");
	assert_int_equal(picture->source[0].outcome, RONDA_OUTCOME_REFUSED);
	assert_int_equal(picture->act[0].decided_ns, 9); /* the latest first */
	picture_destroy(picture);
	ronda_summary_destroy(summary);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

/* A restart in the middle of a day: the store knows the morning. */
static void what_is_known_of_today_is_in_todays_figures_and_in_no_rate(void **state)
{
	struct board *board = a_board("UTC");
	struct ronda_summary *before, *summary;
	struct ronda_picture *shown;
	struct story story;

	(void)state;
	story_begin(&story);
	before = a_period(&story, 10);
	summary = a_period(&story, 7);
	board_remember_hour(board, before->start_ns - before->start_ns % (60 * MINUTE), 10, 600);
	board_remember_today(board, before);
	expect_today(board, 10);
	looked_at(board, summary, 0, story.now_ns);
	looked_at(board, summary, 0, story.now_ns + STORY_SECOND);
	board_close(board, summary, 0);
	expect_today(board, 17);
	shown = board_picture(board);
	assert_int_equal(shown->attempts.hour, 7);
	assert_int_equal(shown->since_ns, before->start_ns);
	assert_int_equal(shown->strip[23] + shown->strip[22], 17); /* this hour of the clock, and the one before */
	assert_int_equal(shown->source_count, 1);
	picture_destroy(shown);
	ronda_summary_destroy(before);
	ronda_summary_destroy(summary);
	board_destroy(board);
	ronda_engine_destroy(story.engine);
}

static void a_surge_is_shown_since_its_onset_until_it_is_over(void **state)
{
	const uint64_t start = UINT64_C(1795453200000000000), hour = 60 * MINUTE;
	struct board *board = a_board("UTC");
	unsigned period = 0, shown_hours = 0;

	(void)state;
	for (unsigned i = 0; i < 8 * 24; i++)
		board_remember_hour(board, start + i * hour, 400 + i * 37 % 90, 3600);
	for (unsigned i = 8 * 24; i < 9 * 24; i++) {
		bool high = i >= 8 * 24 + 2 && i < 8 * 24 + 7;
		struct ronda_summary *summary = picture(start + i * hour, start + (i + 1) * hour, high ? 9000 : 400 + i * 37 % 90);
		struct ronda_picture *shown, *again;
		char *json;

		looked_at(board, summary, period++, summary->end_ns);
		ronda_summary_destroy(summary);
		shown = board_picture(board);
		json = picture_to_json(shown, 10, NULL, 10);
		again = picture_from_json(json, strlen(json), NULL);
		assert_int_equal(again->surge.start_ns, shown->surge.start_ns);
		assert_int_equal(again->surge.attempts, shown->surge.attempts);
		if (shown->surge.start_ns) {
			shown_hours++;
			assert_int_equal(shown->surge.start_ns, start + (8 * 24 + 2) * hour);
			assert_in_range(shown->surge.attempts, 2 * 9000, 5 * 9000 + 9 * 490);
			assert_in_range(shown->surge.usual, 2 * 400, 14 * 490);
		}
		free(json);
		picture_destroy(again);
		picture_destroy(shown);
	}
	assert_in_range(shown_hours, 4, 14);
	board_destroy(board);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_look_at_the_same_counts_adds_nothing),
		cmocka_unit_test(a_period_nobody_looked_at_is_added_when_it_closes),
		cmocka_unit_test(the_same_number_in_a_new_period_is_new),
		cmocka_unit_test(rates_fall_within_seconds_and_the_hour_within_an_hour),
		cmocka_unit_test(today_begins_at_the_offices_midnight),
		cmocka_unit_test(a_picture_is_the_same_after_a_way_through_json),
		cmocka_unit_test(a_flood_goes_on_over_periods_and_ends_when_nobody_tells_of_it),
		cmocka_unit_test(a_source_has_the_site_and_answer_of_its_last_act),
		cmocka_unit_test(more_sources_than_it_knows_leave_those_with_most),
		cmocka_unit_test(what_is_known_of_today_is_in_todays_figures_and_in_no_rate),
		cmocka_unit_test(a_surge_is_shown_since_its_onset_until_it_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
