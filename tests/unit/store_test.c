/* SPDX-License-Identifier: BSD-2-Clause */
/* Real files in a folder of the test's own. */
#include "claim.h"
#include "summaries.h"

#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <sqlite3.h>
#include <unistd.h>

static char folder[64];
static char file[96];

static void forget_files(void)
{
	char path[320];
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
			unlink(path);
		}
	closedir(dir);
}

static int make_folder(void **state)
{
	(void)state;
	setenv("TZ", "Asia/Jakarta", 1); /* days are the office's */
	snprintf(folder, sizeof folder, "%s/ronda-store-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof file, "%s/ronda.db", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	forget_files();
	return rmdir(folder);
}

static struct store *opened(enum store_mode mode)
{
	struct ronda_error error = { "" };
	struct store *store;

	store_open(&store, file, mode, &error);
	assert_string_equal(error.text, "");
	assert_non_null(store);
	return store;
}

static struct store *fresh(void)
{
	forget_files();
	return opened(STORE_WRITE);
}

/* Adds and gives up the summary. */
static int added(struct store *store, struct ronda_summary *summary)
{
	struct ronda_error error = { "" };
	int outcome = store_add(store, summary, &error);

	if (outcome < 0)
		fail_msg("%s", error.text);
	ronda_summary_destroy(summary);
	return outcome;
}

static struct store_result *answered(struct store *store, struct store_query query)
{
	struct ronda_error error = { "" };
	struct store_result *result;

	store_read(store, &query, &result, &error);
	assert_string_equal(error.text, "");
	assert_int_equal(result->summary->parts_count ? ronda_summary_check(result->summary, &error) : 0, 0);
	assert_string_equal(error.text, "");
	return result;
}

#define ALL (struct store_query){ .top = STORE_TOP_MOST }

/* What a store does not tell of: sources without an attempt, and where one period ends and the next begins. */
static void leave_out_what_is_not_kept(struct ronda_summary *s)
{
	size_t kept = 0, parts = 0;

	for (size_t i = 0; i < s->sources.top_count; i++)
		if (s->sources.top[i].attempts || s->sources.top[i].attempts_error)
			s->sources.top[kept++] = s->sources.top[i];
		else
			s->sources.top_complete = false;
	s->sources.top_count = kept;
	for (size_t i = 0; i < s->parts_count; i++) {
		struct ronda_part *last = parts ? &s->parts[parts - 1] : NULL, *part = &s->parts[i];

		if (last && strcmp(last->sensor, part->sensor) == 0 && last->end_ns == part->start_ns &&
		    last->start_ns < last->end_ns) {
			last->end_ns = part->end_ns;
			last->up_seconds += part->up_seconds;
			free(part->sensor);
		} else {
			s->parts[parts++] = *part;
		}
	}
	s->parts_count = parts;
}

/* The bounds of a store are wider where a top was cut; here they must be as wide at least. */
static void compare_errors(struct ronda_summary *read, struct ronda_summary *merged)
{
	for (size_t i = 0; i < read->sources.top_count && i < merged->sources.top_count; i++) {
		if (merged->sources.top[i].attempts_error > read->sources.top[i].attempts_error)
			assert_int_equal(read->sources.top[i].attempts + read->sources.top[i].attempts_error,
				read->attempts.total);
		read->sources.top[i].attempts_error = merged->sources.top[i].attempts_error = 0;
	}
}

static void assert_same(const struct ronda_summary *a, const struct ronda_summary *b)
{
	char *left = ronda_summary_to_json(a, SIZE_MAX, true), *right = ronda_summary_to_json(b, SIZE_MAX, true);

	size_t at = 0;

	while (left[at] && left[at] == right[at])
		at++;
	at = at > 60 ? at - 60 : 0;
	if (strcmp(left, right) != 0)
		fail_msg("... %.200s ... where it should be ... %.200s ...", left + at, right + at);
	free(left);
	free(right);
}

enum { SOME = 24 };

static void all_that_was_added_comes_back_as_their_merge_does(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 40; seed++) {
		struct ronda_summary *s[SOME], *merged;
		struct ronda_error error = { "" };
		struct store *store = fresh();

		for (unsigned i = 0; i < SOME; i++)
			leave_out_what_is_not_kept(s[i] = random_summary(seed * SOME + i, i));
		merged = ronda_summary_merge((const struct ronda_summary *const *)s, SOME, &error);
		assert_non_null(merged);
		for (unsigned i = 0; i < SOME; i++)
			assert_int_equal(added(store, s[(i * 7 + seed) % SOME]), 0);

		struct store_result *result = answered(store, ALL);

		leave_out_what_is_not_kept(merged);
		result->summary->sources.top_complete = merged->sources.top_complete &= result->summary->sources.top_complete;
		compare_errors(result->summary, merged);
		assert_same(result->summary, merged);
		assert_int_equal(result->periods, SOME);
		store_result_destroy(result);
		ronda_summary_destroy(merged);
		store_close(store);
	}
}

/* A plain summary of a sensor's minutes [from, to) after 2022-07-13 00:00 UTC. */
static struct ronda_summary *of_minutes(const char *sensor, uint64_t from, uint64_t to)
{
	struct ronda_summary *s = plain_summary();
	uint64_t start_ns = 1657670400 * STAMP_SECOND_NS;
	char hour[STAMP_TEXT];

	free(s->sensor);
	free(s->parts[0].sensor);
	s->sensor = strdup(sensor);
	s->parts[0].sensor = strdup(sensor);
	s->parts[0].start_ns = s->start_ns = start_ns + from * 60 * STAMP_SECOND_NS;
	s->parts[0].end_ns = s->end_ns = start_ns + to * 60 * STAMP_SECOND_NS;
	s->parts[0].up_seconds = s->up_seconds = (to - from) * 60;
	s->sources.top[0].first_seen_ns = s->start_ns;
	s->sources.top[0].last_seen_ns = s->end_ns;
	free(s->attempts.by_hour.row[0].name);
	s->attempts.by_hour.row[0].name = strdup(stamp_format(stamp_hour(s->start_ns), hour));
	return s;
}

static uint64_t minute_ns(uint64_t minute)
{
	return (1657670400 + minute * 60) * STAMP_SECOND_NS;
}

static uint64_t total_of(struct store *store, struct store_query query)
{
	struct store_result *result = answered(store, query);
	uint64_t total = result->summary->attempts.total;

	store_result_destroy(result);
	return total;
}

static void the_same_period_twice_counts_once(void **state)
{
	struct store *store = fresh();

	(void)state;
	assert_int_equal(added(store, of_minutes("tap", 0, 60)), 0);
	assert_int_equal(added(store, of_minutes("tap", 0, 60)), STORE_KNOWN);
	assert_int_equal(total_of(store, ALL), 3);
	store_close(store);
}

static void another_period_that_overlaps_is_refused_and_says_what_to_do(void **state)
{
	static const uint64_t spans[][2] = { { 30, 90 }, { 0, 59 }, { 1, 60 }, { 0, 120 }, { 10, 20 }, { 0, 0 } };
	struct store *store = fresh();
	struct ronda_error error = { "" };

	(void)state;
	added(store, of_minutes("tap", 0, 60));
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		struct ronda_summary *summary = of_minutes("tap", spans[i][0], spans[i][1]);

		assert_int_equal(store_add(store, summary, &error), STORE_REFUSED);
		assert_non_null(strstr(error.text, "--sensor NAME"));
		assert_non_null(strstr(error.text, "2022-07-13T00:00:00Z to 2022-07-13T01:00:00Z"));
		ronda_summary_destroy(summary);
	}
	assert_int_equal(total_of(store, ALL), 3);
	assert_int_equal(added(store, of_minutes("tap", 60, 90)), 0);
	assert_int_equal(added(store, of_minutes("tap-2", 30, 90)), 0);
	assert_int_equal(total_of(store, ALL), 9);
	store_close(store);
}

static void a_sum_of_which_a_part_is_known_is_refused(void **state)
{
	struct ronda_summary *both[] = { of_minutes("tap", 0, 60), of_minutes("tap", 60, 120) };
	struct ronda_summary *sum = ronda_summary_merge((const struct ronda_summary *const *)both, 2, NULL);
	struct store *store = fresh();
	struct ronda_error error = { "" };

	(void)state;
	assert_int_equal(added(store, both[0]), 0);
	assert_int_equal(store_add(store, sum, &error), STORE_REFUSED);
	assert_non_null(strstr(error.text, "1 of the 2 parts"));
	assert_int_equal(added(store, both[1]), 0);
	assert_int_equal(added(store, sum), STORE_KNOWN);
	assert_int_equal(total_of(store, ALL), 6);
	store_close(store);
}

static void another_home_country_is_refused(void **state)
{
	struct ronda_summary *other = of_minutes("tap", 60, 120);
	struct store *store = fresh();
	struct ronda_error error = { "" };

	(void)state;
	other->home = RONDA_COUNTRY('M', 'Y');
	added(store, of_minutes("tap", 0, 60));
	assert_int_equal(store_add(store, other, &error), STORE_REFUSED);
	assert_non_null(strstr(error.text, "MY"));
	ronda_summary_destroy(other);
	store_close(store);
}

/* Ranges that do not overlap add up to the one they make, wherever they are cut. */
static void ranges_add_up_at_any_minute(void **state)
{
	struct store *store = fresh();

	(void)state;
	for (unsigned minute = 0; minute < 3 * 1440; minute += 7)
		assert_int_equal(added(store, of_minutes("tap", minute, minute + 7)), 0);

	uint64_t all = total_of(store, ALL);

	assert_int_equal(all, (3 * 1440 / 7 + 1) * 3);
	random_state = 1;
	for (int i = 0; i < 60; i++) {
		uint64_t a = below(3 * 1440), b = a + below(3 * 1440 - a + 1);
		uint64_t begun = (b + 6) / 7 - (a + 6) / 7;

		assert_int_equal(total_of(store, (struct store_query){ .from_ns = minute_ns(a), .to_ns = minute_ns(b) }),
			a == b ? 0 : 3 * begun);
		assert_int_equal((b > 0 ? total_of(store, (struct store_query){ .to_ns = minute_ns(b) }) : 0) +
			total_of(store, (struct store_query){ .from_ns = minute_ns(b) }), all);
	}
	store_close(store);
}

static void hours_tell_what_was_tried_when_and_whether_somebody_looked(void **state)
{
	struct store *store = fresh();
	struct store_result *result;

	(void)state;
	added(store, of_minutes("tap", 0, 60));
	added(store, of_minutes("tap", 180, 200));
	added(store, of_minutes("tap-2", 60, 120));
	result = answered(store, (struct store_query){ .from_ns = minute_ns(0), .to_ns = minute_ns(300) });
	assert_int_equal(result->hours_count, 4);
	assert_int_equal(result->hours[0].attempts, 3);
	assert_int_equal(result->hours[0].by_class[RONDA_CLASS_PROBE], 3);
	assert_int_equal(result->hours[0].by_origin[RONDA_ORIGIN_FOREIGN], 3);
	assert_int_equal(result->hours[0].up_seconds, 3600);
	assert_int_equal(result->hours[1].sensors, 1);
	assert_int_equal(result->hours[2].attempts, 0);
	assert_int_equal(result->hours[2].sensors, 0);
	assert_int_equal(result->hours[3].up_seconds, 1200);
	assert_int_equal(result->hours[3].start_ns, minute_ns(180));
	assert_int_equal(result->sensors_count, 2);
	assert_string_equal(result->sensors[0].name, "tap");
	assert_int_equal(result->sensors[0].total, 6);
	assert_int_equal(result->sensors[0].attempts[3], 3);
	assert_int_equal(result->sensors[0].gaps_count, 1);
	assert_int_equal(result->sensors[0].gaps[0].start_ns, minute_ns(60));
	assert_int_equal(result->sensors[0].gaps[0].end_ns, minute_ns(180));
	assert_int_equal(result->sensors[1].attempts[1], 3);
	assert_int_equal(result->sensors[1].gaps_count, 0);
	assert_int_equal(result->shared_count, 1);
	assert_int_equal(result->shared[0].sensors, 2);
	assert_int_equal(result->shared[0].attempts[0], 6);
	assert_int_equal(result->shared[0].first_seen_ns[1], minute_ns(60));
	store_result_destroy(result);

	result = answered(store, (struct store_query){ .sensors = (const char *const[]){ "tap-2" }, .sensors_count = 1 });
	assert_int_equal(result->summary->attempts.total, 3);
	assert_string_equal(result->summary->sensor, "tap-2");
	store_result_destroy(result);

	result = answered(store, (struct store_query){ .site = "www.example.id" });
	assert_int_equal(result->hours[3].by_class[RONDA_CLASS_PROBE], 3);
	store_result_destroy(result);
	result = answered(store, (struct store_query){ .site = "www.example.net" });
	assert_int_equal(result->hours[3].attempts, 0);
	assert_int_equal(result->hours[3].up_seconds, 1200);
	store_result_destroy(result);
	store_close(store);
}

static void an_empty_store_and_an_empty_range_have_an_answer(void **state)
{
	struct store *store = fresh();
	struct store_result *result = answered(store, ALL);

	(void)state;
	assert_int_equal(result->summary->parts_count, 0);
	assert_string_equal(result->summary->sensor, "");
	assert_int_equal(result->hours_count, 0);
	store_result_destroy(result);
	added(store, of_minutes("tap", 0, 60));
	result = answered(store, (struct store_query){ .from_ns = minute_ns(5000), .to_ns = minute_ns(6000) });
	assert_int_equal(result->summary->attempts.total, 0);
	store_result_destroy(result);
	store_close(store);
}

/* Four busy tops of which the store keeps a part: what it says of a source is true, if not exact. */
static void a_source_made_at_least_and_at_most_what_is_said(void **state)
{
	enum { SOURCES = 4000, HOURS = 30, LISTED = 1200 };
	static uint64_t truth[SOURCES];
	struct store *store = fresh();

	(void)state;
	random_state = 5;
	for (unsigned hour = 0; hour < HOURS; hour++) {
		struct ronda_summary *s = of_minutes("tap", hour * 60, hour * 60 + 60);
		static uint64_t now[SOURCES];
		uint64_t total = 0;

		s->sources.top = realloc(s->sources.top, SOURCES * sizeof *s->sources.top);
		s->sources.top_count = SOURCES;
		for (unsigned i = 0; i < SOURCES; i++) {
			now[i] = 1 + below(perhaps() ? 3 : 5000 / (i + 1) + 3);
			truth[i] += now[i];
			total += now[i];
			s->sources.top[i] = (struct ronda_source){ .prefix_bits = 128, .origin = RONDA_ORIGIN_FOREIGN,
				.country = RONDA_COUNTRY('U', 'S'), .attempts = now[i], .packets = now[i], .by_class[0] = now[i] };
			s->sources.top[i].addr = ronda_addr_v4((const uint8_t[]){ 10, 0, (uint8_t)(i >> 8), (uint8_t)i });
		}
		qsort(s->sources.top, SOURCES, sizeof *s->sources.top, summary_order_sources);
		s->sources.top_count = LISTED;
		s->sources.top_complete = false;
		s->traffic.packets = s->frames.delivered = s->frames.by_fate[RONDA_FATE_DECODED] = total;
		s->attempts.total = s->attempts.unverified = s->attempts.by_class[0] = total;
		s->attempts.by_outcome[RONDA_OUTCOME_REFUSED] = s->attempts.by_origin[RONDA_ORIGIN_FOREIGN] = total;
		s->attempts.by_country.row[0].count = s->attempts.by_site.row[0].count = total;
		s->attempts.by_hour.row[0].count = s->attempts.by_site_class.row[0].by_class[0] = total;
		assert_int_equal(ronda_summary_check(s, NULL), 0);
		added(store, s);
	}

	struct store_result *result = answered(store, ALL);
	const struct ronda_summary *sum = result->summary;

	assert_true(sum->sources.top_count >= STORE_SOURCES_OF_DAY);
	assert_true(sum->sources.top_count <= 3 * STORE_SOURCES_OF_DAY);
	assert_false(sum->sources.top_complete);
	for (size_t i = 0; i < sum->sources.top_count; i++) {
		const struct ronda_source *source = &sum->sources.top[i];
		uint64_t true_count = truth[source->addr.bytes[14] << 8 | source->addr.bytes[15]];

		assert_in_range(true_count, source->attempts, source->attempts + source->attempts_error);
	}
	assert_true(sum->sources.top[0].attempts_error * 100 < sum->sources.top[0].attempts); /* of use, too */
	store_result_destroy(result);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_was_added_comes_back_as_their_merge_does),
		cmocka_unit_test(the_same_period_twice_counts_once),
		cmocka_unit_test(another_period_that_overlaps_is_refused_and_says_what_to_do),
		cmocka_unit_test(a_sum_of_which_a_part_is_known_is_refused),
		cmocka_unit_test(another_home_country_is_refused),
		cmocka_unit_test(ranges_add_up_at_any_minute),
		cmocka_unit_test(hours_tell_what_was_tried_when_and_whether_somebody_looked),
		cmocka_unit_test(an_empty_store_and_an_empty_range_have_an_answer),
		cmocka_unit_test(a_source_made_at_least_and_at_most_what_is_said),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
