/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "base/host_set.h"

#include <string.h>

static struct host_set set_of(const char *const names[], size_t count)
{
	struct host_set set;

	assert_int_equal(host_set_init(&set, names, count), 0);
	return set;
}

static void a_name_is_in_it_as_it_is_whatever_its_case_and_final_dot(void **state)
{
	struct host_set set = set_of((const char *const[]){ "www.Kota.go.id", "mail.kota.go.id." }, 2);

	(void)state;
	assert_true(host_set_contains(&set, "www.kota.go.id"));
	assert_true(host_set_contains(&set, "WWW.KOTA.GO.ID."));
	assert_true(host_set_contains(&set, "mail.kota.go.id"));
	assert_false(host_set_contains(&set, "ww.kota.go.id"));
	assert_false(host_set_contains(&set, "a.www.kota.go.id"));
	assert_false(host_set_contains(&set, "kota.go.id"));
	assert_false(host_set_contains(&set, ""));
	host_set_finish(&set);
}

static void a_star_is_every_name_below_and_not_the_name_itself(void **state)
{
	struct host_set set = set_of((const char *const[]){ "*.kota.go.id" }, 1);

	(void)state;
	assert_true(host_set_contains(&set, "www.kota.go.id"));
	assert_true(host_set_contains(&set, "a.b.c.kota.go.id"));
	assert_false(host_set_contains(&set, "kota.go.id"));
	assert_false(host_set_contains(&set, ".kota.go.id"));
	assert_false(host_set_contains(&set, "xkota.go.id"));
	assert_false(host_set_contains(&set, "*.kota.go.id")); /* no name */
	assert_false(host_set_contains(&set, "www.kota.go.id.example.com"));
	host_set_finish(&set);
}

static void the_empty_set_and_names_too_long_hold_nothing(void **state)
{
	struct host_set set = set_of(NULL, 0);
	char name[400];

	(void)state;
	assert_false(host_set_contains(&set, "www.kota.go.id"));
	host_set_finish(&set);
	memset(name, 'a', sizeof name);
	name[sizeof name - 1] = '\0';
	memcpy(name + 300, ".kota.go.id", 12);
	set = set_of((const char *const[]){ name, "*.kota.go.id" }, 2);
	assert_int_equal(set.count, 1);
	assert_false(host_set_contains(&set, name));
	name[HOST_NAME_MOST] = '\0';
	memcpy(name + HOST_NAME_MOST - 11, ".kota.go.id", 11);
	assert_true(host_set_contains(&set, name));
	host_set_finish(&set);
}

static void only_host_names_are_valid(void **state)
{
	(void)state;
	assert_true(host_name_is_valid("www.kota.go.id"));
	assert_true(host_name_is_valid("*.kota.go.id"));
	assert_true(host_name_is_valid("a_b.xn--p1ai"));
	assert_false(host_name_is_valid(""));
	assert_false(host_name_is_valid("localhost"));
	assert_false(host_name_is_valid("*"));
	assert_false(host_name_is_valid("*."));
	assert_false(host_name_is_valid("*kota.go.id"));
	assert_false(host_name_is_valid("www.*.go.id"));
	assert_false(host_name_is_valid("www..go.id"));
	assert_false(host_name_is_valid("192.0.2.1"));
	assert_false(host_name_is_valid("https://www.kota.go.id"));
	assert_false(host_name_is_valid("www.kota.go.id:443"));
	assert_false(host_name_is_valid(".go.id"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_in_it_as_it_is_whatever_its_case_and_final_dot),
		cmocka_unit_test(a_star_is_every_name_below_and_not_the_name_itself),
		cmocka_unit_test(the_empty_set_and_names_too_long_hold_nothing),
		cmocka_unit_test(only_host_names_are_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
