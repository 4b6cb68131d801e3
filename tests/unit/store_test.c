/* SPDX-License-Identifier: BSD-2-Clause */
/* Real files in a folder of the test's own. */
#include "claim.h"
#include "summaries.h"

#include "store/schema.h"
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
			assert_true(read->sources.top[i].attempts + read->sources.top[i].attempts_error >= read->attempts.total);
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

static void leave_out_hostnames(struct ronda_summary *s)
{
	for (size_t i = 0; i < s->hostnames_count; i++)
		free(s->hostnames[i].name);
	s->hostnames_count = 0;
}

/* Likewise of each stretch of time, over days, hours and the minutes at its ends. Host names are told of by when
 * they were seen, which the random ones were not in their period. */
static void a_stretch_comes_back_as_the_merge_of_what_began_in_it(void **state)
{
	enum { MANY = 60 };

	(void)state;
	for (unsigned seed = 0; seed < 4; seed++) {
		struct ronda_summary *s[MANY];
		struct store *store = fresh();
		struct ronda_error error = { "" };

		for (unsigned i = 0; i < MANY; i++) {
			leave_out_what_is_not_kept(s[i] = random_summary(1000 + seed * MANY + i, i));
			assert_int_equal(store_add(store, s[i], &error), 0);
		}
		random_state = seed;
		for (unsigned turn = 0; turn < 25; turn++) {
			unsigned a = (unsigned)below(MANY), b = a + 1 + (unsigned)below(MANY - a);
			uint64_t hour_ns = 3600 * STAMP_SECOND_NS, start_ns = 1657670400 * STAMP_SECOND_NS;
			struct store_query query = { .from_ns = start_ns + a * hour_ns, .to_ns = start_ns + b * hour_ns, .top = 10000 };

			if (perhaps()) /* not on the hour: a minute after the hour before has begun, and up to one into the last */
				query.from_ns -= a ? hour_ns - 60 * STAMP_SECOND_NS : 0, query.to_ns -= hour_ns - 60 * STAMP_SECOND_NS;

			struct store_result *result = answered(store, query);
			struct ronda_summary *merged = ronda_summary_merge((const struct ronda_summary *const *)s + a, b - a, &error);

			assert_non_null(merged);
			leave_out_what_is_not_kept(merged);
			leave_out_hostnames(merged);
			leave_out_hostnames(result->summary);
			result->summary->sources.top_complete = merged->sources.top_complete &= result->summary->sources.top_complete;
			compare_errors(result->summary, merged);
			assert_same(result->summary, merged);
			store_result_destroy(result);
			ronda_summary_destroy(merged);
		}
		for (unsigned i = 0; i < MANY; i++)
			ronda_summary_destroy(s[i]);
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

/* Sixty days of hours, of which minutes are kept for two days and hours for ten. */
static void what_grows_old_is_told_in_less_detail_and_never_less_of_it(void **state)
{
	enum { DAYS = 60 };
	struct store *store = fresh();
	struct ronda_error error;
	struct store_info info;
	struct store_result *result;

	(void)state;
	store_keep(store, STORE_KEEP_MINUTES, 2 * 86400, &error);
	store_keep(store, STORE_KEEP_HOURS, 10 * 86400, &error);
	for (unsigned hour = 0; hour < DAYS * 24; hour++)
		assert_int_equal(added(store, of_minutes("tap", hour * 60, hour * 60 + 60)), 0);
	assert_int_equal(store_info(store, &info, &error), 0);
	assert_int_equal(info.kept_from_ns[STORE_KEEP_DAYS], minute_ns(0) - 7 * 3600 * STAMP_SECOND_NS); /* WIB's midnight */
	assert_in_range(info.kept_from_ns[STORE_KEEP_HOURS], minute_ns((DAYS - 12) * 1440), minute_ns((DAYS - 9) * 1440));
	assert_in_range(info.kept_from_ns[STORE_KEEP_MINUTES], minute_ns((DAYS - 4) * 1440), minute_ns((DAYS - 1) * 1440));
	assert_int_equal(info.periods, DAYS * 24);

	result = answered(store, ALL);
	assert_int_equal(result->summary->attempts.total, 3 * 24 * DAYS);
	assert_int_equal(result->summary->up_seconds, DAYS * 86400);
	assert_int_equal(result->hours_count, DAYS * 24 + 1);
	for (unsigned hour = 0; hour < DAYS * 24; hour++) { /* the series stays */
		assert_int_equal(result->hours[hour].attempts, 3);
		assert_int_equal(result->hours[hour].by_class[RONDA_CLASS_PROBE], 3);
		assert_int_equal(result->hours[hour].up_seconds, 3600);
	}
	store_result_destroy(result);

	/* Long ago only whole days of the office are left, lately any hour. */
	result = answered(store, (struct store_query){ .from_ns = minute_ns(600), .to_ns = minute_ns(660) });
	assert_true(result->widened);
	assert_int_equal(result->summary->attempts.total, 3 * 24 - 3 * 7); /* the first day began at 07:00 WIB */
	store_result_destroy(result);
	result = answered(store, (struct store_query){ .from_ns = minute_ns((DAYS - 2) * 1440), .to_ns = minute_ns((DAYS - 2) * 1440 + 120) });
	assert_false(result->widened);
	assert_int_equal(result->summary->attempts.total, 6);
	store_result_destroy(result);

	assert_int_equal(added(store, of_minutes("late", 100, 130)), 0); /* an old period that comes late */
	assert_int_equal(added(store, of_minutes("late", 100, 130)), STORE_KNOWN);
	assert_int_equal(total_of(store, ALL), 3 * 24 * DAYS + 3);
	assert_int_equal(store_compact(store, &error), 0);
	assert_int_equal(total_of(store, ALL), 3 * 24 * DAYS + 3);
	store_close(store);
}

static void periods_that_were_joined_are_still_known(void **state)
{
	struct store *store = fresh();
	struct ronda_error error;

	(void)state;
	store_keep(store, STORE_KEEP_MINUTES, 3600, &error);
	for (unsigned minute = 0; minute < 600; minute++)
		added(store, of_minutes("tap", minute, minute + 1));
	assert_int_equal(added(store, of_minutes("tap", 5, 6)), STORE_KNOWN);
	assert_int_equal(added(store, of_minutes("tap", 0, 60)), STORE_KNOWN);
	assert_int_equal(added(store, of_minutes("tap", 599, 600)), STORE_KNOWN);
	assert_int_equal(total_of(store, ALL), 3 * 600);
	store_close(store);
}

/* A scan of a /16 from forged senders, each hour: lists stay short, totals stay exact. */
static struct ronda_summary *flooded(unsigned hour, unsigned rows)
{
	struct ronda_summary *s = of_minutes("tap", hour * 60, hour * 60 + 60);
	char name[32];

	s->sources.top = realloc(s->sources.top, rows * sizeof *s->sources.top);
	s->attempts.by_site.row = realloc(s->attempts.by_site.row, rows * sizeof *s->attempts.by_site.row);
	s->attempts.by_site_class.row = realloc(s->attempts.by_site_class.row, rows * sizeof *s->attempts.by_site_class.row);
	s->floods = calloc(rows, sizeof *s->floods);
	s->hostnames = calloc(rows, sizeof *s->hostnames);
	free(s->attempts.by_site.row[0].name);
	free(s->attempts.by_site_class.row[0].name);
	for (unsigned i = 0; i < rows; i++) {
		uint8_t v4[] = { 10, (uint8_t)hour, (uint8_t)(i >> 8), (uint8_t)i };

		snprintf(name, sizeof name, "10.%u.%u.%u", hour & 255, i >> 8, i & 255);
		s->attempts.by_site.row[i] = (struct ronda_row){ strdup(name), 1 };
		s->attempts.by_site_class.row[i] = (struct ronda_class_row){ strdup(name), { 1 } };
		s->floods[i] = (struct ronda_flood){ .sensor = strdup("tap"), .target = ronda_addr_v4(v4), .packets = 1 + i,
			.start_ns = s->start_ns, .end_ns = s->end_ns };
		s->sources.top[i] = (struct ronda_source){ .addr = ronda_addr_v4(v4), .prefix_bits = 128, .attempts = 1,
			.packets = 1, .by_class[0] = 1, .first_seen_ns = s->start_ns, .last_seen_ns = s->end_ns };
		s->hostnames[i] = (struct ronda_hostname){ strdup(name), ronda_addr_v4(v4), s->start_ns, s->end_ns, false };
	}
	s->sources.top_count = s->attempts.by_site.count = s->attempts.by_site_class.count = rows;
	s->floods_count = s->hostnames_count = rows;
	s->attempts.total = s->attempts.unverified = s->attempts.by_class[0] = rows;
	s->attempts.by_outcome[RONDA_OUTCOME_REFUSED] = s->attempts.by_origin[RONDA_ORIGIN_FOREIGN] = rows;
	s->attempts.by_country.row[0].count = s->attempts.by_hour.row[0].count = rows;
	s->traffic.packets = rows;
	summary_settle_rows(&s->attempts.by_site);
	summary_settle_class_rows(&s->attempts.by_site_class);
	qsort(s->floods, rows, sizeof *s->floods, summary_order_floods);
	qsort(s->hostnames, rows, sizeof *s->hostnames, summary_order_hostnames);
	qsort(s->sources.top, rows, sizeof *s->sources.top, summary_order_sources);
	return s;
}

static void a_flood_of_names_and_addresses_does_not_fill_the_file(void **state)
{
	enum { ROWS = 3000, HOURS = 20 };
	struct store *store = fresh();
	struct store_info info;
	struct ronda_error error;
	uint64_t of_names = 0;

	(void)state;
	for (unsigned hour = 0; hour < HOURS; hour++) {
		struct ronda_summary *s = flooded(hour, ROWS);

		assert_int_equal(ronda_summary_check(s, &error), 0);
		added(store, s);
	}

	struct store_result *result = answered(store, ALL);

	assert_int_equal(result->summary->attempts.total, ROWS * HOURS);
	assert_in_range(result->summary->attempts.by_site.count, STORE_SITES, 3 * STORE_SITES);
	assert_in_range(result->summary->sources.top_count, STORE_SOURCES_OF_DAY, 3 * STORE_SOURCES_OF_DAY);
	assert_in_range(result->summary->hostnames_count, STORE_HOSTNAMES, 5 * STORE_HOSTNAMES / 2 + 2);
	assert_int_equal(result->hostnames_omitted + result->summary->hostnames_count, ROWS * HOURS);
	assert_int_equal(result->floods_omitted + result->summary->floods_count, ROWS * HOURS);
	for (size_t i = 0; i < result->summary->attempts.by_site.count; i++)
		of_names += result->summary->attempts.by_site.row[i].count;
	assert_int_equal(of_names, ROWS * HOURS);
	assert_int_equal(result->summary->sources.top[0].attempts, 1);
	store_result_destroy(result);
	store_info(store, &info, &error);
	assert_true(info.file_bytes < 4 << 20);
	store_close(store);
}

static void the_file_stays_below_its_most(void **state)
{
	enum { MOST = 6 << 20, HOURS = 24 * 20 };
	struct store *store = fresh();
	struct store_info info;
	struct ronda_error error;

	(void)state;
	store_keep(store, STORE_KEEP_SIZE, MOST, &error);
	for (unsigned hour = 0; hour < HOURS; hour++)
		added(store, flooded(hour, 60));
	store_info(store, &info, &error);
	assert_true(info.file_bytes < MOST + MOST / 4);
	assert_true(info.kept_from_ns[STORE_KEEP_HOURS] > minute_ns(1440));
	assert_int_equal(total_of(store, ALL), 60 * HOURS); /* days are kept: detail alone went */
	store_close(store);
}

static void each_failure_has_its_code_and_a_sentence(void **state)
{
	struct store *store = fresh(), *other;
	struct ronda_error error = { "" };
	struct ronda_summary *s = of_minutes("tap", 0, 60);
	sqlite3 *sql;
	FILE *damaged;

	(void)state;
	assert_int_equal(store_open(&other, "/nonexistent/ronda.db", STORE_WRITE, &error), -ENOENT);
	assert_non_null(strstr(error.text, "/nonexistent/ronda.db"));
	assert_int_equal(store_open(&other, "/nonexistent/ronda.db", STORE_READ, &error), -ENOENT);

	/* Somebody else writes, for longer than we wait; when they are done it goes on. */
	store_set_patience(store, 10);
	sqlite3_open(file, &sql);
	assert_int_equal(sqlite3_exec(sql, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(store_add(store, s, &error), -EBUSY);
	assert_non_null(strstr(error.text, "another process"));
	assert_int_equal(sqlite3_exec(sql, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(store_add(store, s, &error), 0);
	assert_int_equal(store_add(store, s, &error), STORE_KNOWN);
	store_close(store);

	sqlite3_exec(sql, "PRAGMA user_version = 99", NULL, NULL, NULL);
	assert_int_equal(store_open(&other, file, STORE_WRITE, &error), -ENOTSUP);
	assert_non_null(strstr(error.text, "newer ronda (schema 99"));
	sqlite3_close(sql);

	forget_files();
	sqlite3_open(file, &sql);
	sqlite3_exec(sql, "CREATE TABLE address_book(name)", NULL, NULL, NULL);
	sqlite3_close(sql);
	assert_int_equal(store_open(&other, file, STORE_WRITE, &error), -EBADMSG);
	assert_non_null(strstr(error.text, "another program's database"));

	forget_files();
	damaged = fopen(file, "w");
	for (int i = 0; i < 5000; i++)
		fputs("no database", damaged);
	fclose(damaged);
	assert_int_equal(store_open(&other, file, STORE_WRITE, &error), -EBADMSG);
	assert_int_equal(store_open(&other, file, STORE_READ, &error), -EBADMSG);
	ronda_summary_destroy(s);
}

static void a_removed_file_is_noticed(void **state)
{
	struct store *store = fresh();

	(void)state;
	assert_true(store_is_there(store));
	unlink(file);
	assert_false(store_is_there(store));
	store_close(store);
}

static void a_disk_that_is_full_takes_nothing_or_all(void **state)
{
	struct store *store = fresh();
	struct ronda_error error = { "" };
	struct store_result *result;
	unsigned hour = 0;
	int outcome;

	(void)state;
	added(store, of_minutes("tap", 0, 60));
	store_limit_pages(store, 200);
	do {
		struct ronda_summary *s = flooded(++hour, 300);

		outcome = store_add(store, s, &error);
		ronda_summary_destroy(s);
	} while (outcome == 0 && hour < 200);
	assert_int_equal(outcome, -ENOSPC);
	assert_non_null(strstr(error.text, "make room"));
	result = answered(store, ALL);
	assert_int_equal(result->summary->attempts.total, 3 + (hour - 1) * 300);
	store_result_destroy(result);
	store_limit_pages(store, 1 << 20);
	assert_int_equal(added(store, flooded(hour, 300)), 0);
	assert_int_equal(total_of(store, ALL), 3 + hour * 300);
	store_close(store);
}

static struct ronda_summary *of_country(uint64_t hour, const char *country)
{
	struct ronda_summary *s = of_minutes("tap", hour * 60, hour * 60 + 60);

	strcpy(s->attempts.by_country.row[0].name, country);
	return s;
}

static void a_country_first_met_on_a_full_disk_is_not_taken_for_another(void **state)
{
	struct store *store = fresh();
	struct ronda_error error;
	struct ronda_summary *failing = flooded(1, 3000);
	struct store_result *result;

	(void)state;
	added(store, of_country(0, "US"));
	strcpy(failing->attempts.by_country.row[0].name, "CN");
	store_limit_pages(store, 100);
	assert_int_equal(store_add(store, failing, &error), -ENOSPC);
	ronda_summary_destroy(failing);
	store_limit_pages(store, 1 << 20);
	assert_int_equal(added(store, of_country(1, "NL")), 0);
	assert_int_equal(added(store, of_country(2, "CN")), 0);
	result = answered(store, ALL);
	assert_int_equal(result->summary->attempts.by_country.count, 3);
	assert_string_equal(result->summary->attempts.by_country.row[0].name, "CN");
	assert_int_equal(result->summary->attempts.by_country.row[0].count, 3);
	assert_string_equal(result->summary->attempts.by_country.row[1].name, "NL");
	store_result_destroy(result);
	store_close(store);
}

static void notes_stay_until_they_are_removed(void **state)
{
	struct store *store = fresh();
	struct store_note note = { 0, minute_ns(60), minute_ns(90), NULL, "defacement", "front page, 20\u00a0min" };
	struct store_result *result;
	struct ronda_error error;
	int64_t id;

	(void)state;
	added(store, of_minutes("tap", 0, 60));
	assert_int_equal(store_note_add(store, &note, &id, &error), 0);
	result = answered(store, (struct store_query){ .from_ns = minute_ns(30), .to_ns = minute_ns(61) });
	assert_int_equal(result->notes_count, 1);
	assert_string_equal(result->notes[0].text, note.text);
	assert_null(result->notes[0].site);
	store_result_destroy(result);
	result = answered(store, (struct store_query){ .from_ns = minute_ns(30), .to_ns = minute_ns(60) });
	assert_int_equal(result->notes_count, 0);
	store_result_destroy(result);
	assert_int_equal(store_note_remove(store, id, &error), 0);
	assert_int_equal(store_note_remove(store, id, &error), -ENOENT);
	store_close(store);
}

static void count_fault(void *context, const char *text)
{
	assert_non_null(text);
	++*(int *)context;
}

static void a_check_finds_what_does_not_add_up(void **state)
{
	static const char *const harm[] = {
		"UPDATE count SET value = value + 1 WHERE tile = 2 AND name = (SELECT id FROM name WHERE text = 'attempts.total')",
		"UPDATE site SET probe = 0",
		"DELETE FROM hour WHERE tile = 3",
		"DELETE FROM tile WHERE id = 1",
		"UPDATE part SET end_ns = end_ns + 60000000000",
	};

	(void)state;
	for (size_t i = 0; i <= sizeof harm / sizeof *harm; i++) {
		struct store *store = fresh();
		struct ronda_error error;
		int faults = 0;
		sqlite3 *sql;

		added(store, of_minutes("tap", 0, 60));
		added(store, of_minutes("tap", 60, 120));
		if (i < sizeof harm / sizeof *harm) {
			sqlite3_open(file, &sql);
			assert_int_equal(sqlite3_exec(sql, harm[i], NULL, NULL, NULL), SQLITE_OK);
			sqlite3_close(sql);
		}
		assert_int_equal(store_check(store, count_fault, &faults, &error), i < sizeof harm / sizeof *harm);
		assert_int_equal(faults > 0, i < sizeof harm / sizeof *harm);
		store_close(store);
	}
}

static int keep_total(void *context, struct ronda_summary *summary)
{
	struct store *into = context;

	assert_int_equal(ronda_summary_check(summary, NULL), 0);
	assert_int_equal(added(into, summary), 0);
	return 0;
}

static void what_is_exported_makes_another_store_of_the_same_sums(void **state)
{
	struct store *store = fresh(), *other;
	char path[160];
	struct ronda_error error;
	struct store_result *a, *b;

	(void)state;
	for (unsigned minute = 0; minute < 2880; minute += 10)
		added(store, of_minutes(minute % 20 ? "tap" : "tap-2", minute, minute + 10));
	snprintf(path, sizeof path, "%s/other.db", folder);
	assert_int_equal(store_open(&other, path, STORE_WRITE, &error), 0);
	assert_int_equal(store_export(store, &(struct store_query){ 0 }, keep_total, other, &error), 0);
	a = answered(store, ALL);
	b = answered(other, ALL);
	assert_same(b->summary, a->summary);
	store_result_destroy(a);
	store_result_destroy(b);
	store_close(store);
	store_close(other);
}

static int count_total(void *context, struct ronda_summary *summary)
{
	++*(int *)context;
	ronda_summary_destroy(summary);
	return 0;
}

static void the_last_hour_is_exported_once_nothing_more_can_begin_in_it(void **state)
{
	static const struct { uint64_t minutes_later; int hours; } after[] = { { 0, 1 }, { 24 * 60 + 9, 1 }, { 25 * 60, 2 } };
	struct store *store = fresh();
	struct ronda_summary *last = of_minutes("tap", 60, 90);
	uint64_t start_ns = last->start_ns;
	struct ronda_error error;

	(void)state;
	added(store, of_minutes("tap", 0, 60));
	added(store, last);
	for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
		const struct store_query query = { .now_ns = start_ns + after[i].minutes_later * 60 * UINT64_C(1000000000) };
		int hours = 0;

		assert_int_equal(store_export(store, &query, count_total, &hours, &error), 0);
		assert_int_equal(hours, after[i].hours);
	}
	store_close(store);
}

static void a_sensor_of_a_long_name_is_exported_once(void **state)
{
	struct store *store = fresh();
	char name[1001] = "";
	struct ronda_error error;
	int hours = 0;

	(void)state;
	memset(name, 'x', sizeof name - 1);
	added(store, of_minutes(name, 0, 60));
	added(store, of_minutes(name, 60, 120));
	assert_int_equal(store_export(store, &(struct store_query){ 0 }, count_total, &hours, &error), 0);
	assert_int_equal(hours, 2);
	store_close(store);
}

static void a_source_is_found_by_address_network_and_country(void **state)
{
	struct store *store = fresh();
	struct store_sighting *sighting;
	struct store_lookup what = { 0 };
	struct ronda_error error;
	struct { const char *prefix, *country; uint64_t attempts; size_t days, sources; } asked[] = {
		{ "198.51.100.7", "", 9, 2, 1 }, { "198.51.100.0/24", "", 9, 2, 1 }, { "198.51.101.0/24", "", 0, 0, 0 },
		{ "0.0.0.0/0", "", 9, 2, 1 }, { "2001:db8::/32", "", 0, 0, 0 }, { "::/0", "", 0, 0, 0 }, { NULL, "US", 9, 2, 1 },
		{ NULL, "ID", 0, 0, 0 }, { NULL, "unknown", 0, 0, 0 },
	};

	(void)state;
	added(store, of_minutes("tap", 0, 60));
	added(store, of_minutes("tap", 60, 120));
	added(store, of_minutes("tap", 2000, 2060));
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		if (asked[i].prefix)
			ronda_prefix_parse(&what.prefix, asked[i].prefix, &error);
		snprintf(what.country, sizeof what.country, "%s", asked[i].country);
		assert_int_equal(store_look(store, &ALL, &what, &sighting, &error), 0);
		assert_int_equal(sighting->attempts, asked[i].attempts);
		assert_int_equal(sighting->days, asked[i].days);
		assert_int_equal(sighting->sources, asked[i].sources);
		store_sighting_destroy(sighting);
	}
	store_close(store);
}

/* The steps of a ronda to come: the file they begin with is one of this version. */
static void an_older_file_is_brought_up_to_date_step_by_step(void **state)
{
	static const char *const steps[] = {
		"CREATE TABLE never(called INTEGER)", "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT 'kantor'",
		"CREATE TABLE next(number INTEGER); INSERT INTO next SELECT count(*) FROM part",
	};
	const struct store_note note = { .start_ns = 1, .end_ns = 1, .kind = "incident", .text = "front page" };
	struct ronda_error error;
	struct db db;
	int64_t id;

	(void)state;
	struct store *store = fresh();
	uint64_t total = 0;

	for (unsigned i = 0; i < 5; i++) {
		struct ronda_summary *summary = random_summary(i + 1, i);

		total += summary->attempts.total;
		added(store, summary);
	}
	assert_int_equal(store_note_add(store, &note, &id, &error), 0);
	store_close(store);

	assert_int_equal(db_open(&db, file, SQLITE_OPEN_READWRITE), 0);
	assert_int_equal(db_number(&db, 0, "PRAGMA user_version", ""), 1);
	schema_climb(&db, steps, 3);
	assert_int_equal(db.failed, 0);
	assert_int_equal(db_number(&db, 0, "PRAGMA user_version", ""), 3);
	assert_int_equal(db_number(&db, 0, "SELECT count(*) FROM note WHERE author = 'kantor' AND text = 'front page'", ""), 1);
	assert_int_equal(db_number(&db, 0, "SELECT number = (SELECT count(*) FROM part) FROM next", ""), 1);
	assert_int_equal(db_number(&db, 0, "SELECT count(*) FROM sqlite_schema WHERE name = 'never'", ""), 0);
	schema_climb(&db, steps, 3); /* there is nothing left to do */
	assert_int_equal(db.failed, 0);
	assert_int_equal(db_number(&db, 0, "SELECT count(*) FROM next", ""), 1);
	db_close(&db);

	/* This ronda knows no version 3, and says so. */
	assert_int_equal(store_open(&store, file, STORE_READ, &error), -ENOTSUP);
	assert_non_null(strstr(error.text, "newer ronda (schema 3"));
	assert_int_equal(db_open(&db, file, SQLITE_OPEN_READWRITE), 0);
	db_script(&db, "PRAGMA user_version = 1");
	db_close(&db);
	store = opened(STORE_READ);

	struct store_result *all = answered(store, ALL);

	assert_int_equal(all->summary->attempts.total, total);
	store_result_destroy(all);
	store_close(store);
}

static void a_step_that_fails_leaves_the_file_as_it_was(void **state)
{
	static const char *const steps[] = {
		"", "CREATE TABLE next(number INTEGER)", "CREATE TABLE half(number INTEGER); INSERT INTO nowhere VALUES (1)", "",
	};
	struct db db;

	(void)state;
	store_close(fresh());
	assert_int_equal(db_open(&db, file, SQLITE_OPEN_READWRITE), 0);
	schema_climb(&db, steps, 4);
	assert_int_not_equal(db.failed, 0);
	assert_non_null(strstr(db.error.text, "nowhere"));
	db_close(&db);
	assert_int_equal(db_open(&db, file, SQLITE_OPEN_READWRITE), 0);
	assert_int_equal(db_number(&db, 0, "PRAGMA user_version", ""), 2); /* the step before it stays */
	assert_int_equal(db_number(&db, 0, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'", ""), 0);
	db_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_was_added_comes_back_as_their_merge_does),
		cmocka_unit_test(a_stretch_comes_back_as_the_merge_of_what_began_in_it),
		cmocka_unit_test(the_same_period_twice_counts_once),
		cmocka_unit_test(another_period_that_overlaps_is_refused_and_says_what_to_do),
		cmocka_unit_test(a_sum_of_which_a_part_is_known_is_refused),
		cmocka_unit_test(another_home_country_is_refused),
		cmocka_unit_test(ranges_add_up_at_any_minute),
		cmocka_unit_test(hours_tell_what_was_tried_when_and_whether_somebody_looked),
		cmocka_unit_test(an_empty_store_and_an_empty_range_have_an_answer),
		cmocka_unit_test(a_source_made_at_least_and_at_most_what_is_said),
		cmocka_unit_test(what_grows_old_is_told_in_less_detail_and_never_less_of_it),
		cmocka_unit_test(periods_that_were_joined_are_still_known),
		cmocka_unit_test(a_flood_of_names_and_addresses_does_not_fill_the_file),
		cmocka_unit_test(the_file_stays_below_its_most),
		cmocka_unit_test(each_failure_has_its_code_and_a_sentence),
		cmocka_unit_test(a_removed_file_is_noticed),
		cmocka_unit_test(a_disk_that_is_full_takes_nothing_or_all),
		cmocka_unit_test(a_country_first_met_on_a_full_disk_is_not_taken_for_another),
		cmocka_unit_test(notes_stay_until_they_are_removed),
		cmocka_unit_test(a_check_finds_what_does_not_add_up),
		cmocka_unit_test(what_is_exported_makes_another_store_of_the_same_sums),
		cmocka_unit_test(a_sensor_of_a_long_name_is_exported_once),
		cmocka_unit_test(the_last_hour_is_exported_once_nothing_more_can_begin_in_it),
		cmocka_unit_test(a_source_is_found_by_address_network_and_country),
		cmocka_unit_test(an_older_file_is_brought_up_to_date_step_by_step),
		cmocka_unit_test(a_step_that_fails_leaves_the_file_as_it_was),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
