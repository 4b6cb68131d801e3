/* SPDX-License-Identifier: BSD-2-Clause */
/* Real files in a folder of the test's own. */
#include "claim.h"
#include "summaries.h"

#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <sqlite3.h>
#include <unistd.h>

static char folder[] = "/tmp/ronda-store-XXXXXX";
static char file[64];

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_was_added_comes_back_as_their_merge_does),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
