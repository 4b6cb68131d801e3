/* SPDX-License-Identifier: BSD-2-Clause */
/* What a store refuses is kept beside it, within a size. */
#include "app/refused.h"
#include "claim.h"
#include "summaries.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], store[80], refused[96];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/ronda-refused-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(store, sizeof store, "%s/past.db", folder);
	snprintf(refused, sizeof refused, "%s.refused", store);
	return 0;
}

/* How many there are, and their bytes; removes them if asked to. */
static size_t files(uint64_t *bytes, bool away)
{
	DIR *dir = opendir(refused);
	size_t count = 0;
	struct stat stat;

	*bytes = 0;
	for (const struct dirent *entry; dir && (entry = readdir(dir));) {
		if (*entry->d_name == '.' || fstatat(dirfd(dir), entry->d_name, &stat, 0) < 0)
			continue;
		count++;
		*bytes += (uint64_t)stat.st_size;
		if (away)
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
	return count;
}

static int remove_folder(void **state)
{
	uint64_t bytes;

	(void)state;
	files(&bytes, true);
	rmdir(refused);
	return rmdir(folder);
}

static void keep(unsigned hour, uint64_t most_bytes)
{
	struct ronda_summary *summary = random_summary(7, hour);
	struct ronda_error error = { "" };

	assert_int_equal(refused_keep(store, summary, "the store is another country's", most_bytes, &error), 0);
	assert_string_equal(error.text, "");
	ronda_summary_destroy(summary);
}

static void what_a_store_refuses_becomes_a_file_each(void **state)
{
	uint64_t bytes;

	(void)state;
	keep(1, REFUSED_BYTES);
	keep(2, REFUSED_BYTES);
	keep(2, REFUSED_BYTES); /* the same once more */
	assert_int_equal(files(&bytes, false), 2);
}

static void the_oldest_give_way_and_the_newest_never(void **state)
{
	uint64_t bytes, one;

	(void)state;
	keep(0, REFUSED_BYTES);
	files(&one, false);
	for (unsigned hour = 1; hour < 20; hour++)
		keep(hour, 5 * one);
	assert_in_range(files(&bytes, false), 4, 5);
	assert_in_range(bytes, 1, 5 * one);
	keep(20, 1);
	assert_int_equal(files(&bytes, false), 1);
}

static void a_folder_that_cannot_be_made_is_told_of(void **state)
{
	struct ronda_summary *summary = plain_summary();
	struct ronda_error error = { "" };

	(void)state;
	assert_true(refused_keep("/proc/nowhere/past.db", summary, "so", REFUSED_BYTES, &error) < 0);
	assert_non_null(strstr(error.text, "/proc/nowhere/past.db.refused"));
	ronda_summary_destroy(summary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_a_store_refuses_becomes_a_file_each, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(the_oldest_give_way_and_the_newest_never, make_folder, remove_folder),
		cmocka_unit_test(a_folder_that_cannot_be_made_is_told_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
