/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include <ronda/addr.h>

static void an_address_is_written_as_it_was_read(void **state)
{
	static const char *const texts[] = { "192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::1" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct ronda_addr addr;
		char text[RONDA_ADDR_TEXT];

		assert_int_equal(ronda_addr_parse(&addr, texts[i], NULL), 0);
		assert_string_equal(ronda_addr_format(&addr, text), texts[i]);
	}
}

static void a_mapped_address_is_the_ipv4_one(void **state)
{
	struct ronda_addr plain, mapped;

	(void)state;
	assert_int_equal(ronda_addr_parse(&plain, "192.0.2.1", NULL), 0);
	assert_int_equal(ronda_addr_parse(&mapped, "::ffff:192.0.2.1", NULL), 0);
	assert_true(ronda_addr_equal(&plain, &mapped));
}

static void a_bad_prefix_is_told_with_what_was_meant(void **state)
{
	struct ronda_prefix prefix;
	struct ronda_error error;

	(void)state;
	assert_true(ronda_prefix_parse(&prefix, "192.0.2.1/24", &error) < 0);
	assert_non_null(strstr(error.text, "192.0.2.0/24"));
	assert_true(ronda_prefix_parse(&prefix, "192.0.2.0/33", &error) < 0);
	assert_non_null(strstr(error.text, "0 to 32"));
	assert_true(ronda_prefix_parse(&prefix, "192.0.2.0/", &error) < 0);
	assert_true(ronda_prefix_parse(&prefix, "192.0.2.0/-1", &error) < 0);
	assert_true(ronda_prefix_parse(&prefix, "office", &error) < 0);
	assert_true(ronda_prefix_parse(&prefix, "", &error) < 0);
	assert_true(ronda_prefix_parse(&prefix, NULL, &error) < 0);
}

static void a_prefix_contains_its_first_and_last_and_no_neighbour(void **state)
{
	struct ronda_prefix prefix;
	struct ronda_addr addr;

	(void)state;
	assert_int_equal(ronda_prefix_parse(&prefix, "103.94.188.0/22", NULL), 0);
	ronda_addr_parse(&addr, "103.94.188.0", NULL);
	assert_true(ronda_prefix_contains(&prefix, &addr));
	ronda_addr_parse(&addr, "103.94.191.255", NULL);
	assert_true(ronda_prefix_contains(&prefix, &addr));
	ronda_addr_parse(&addr, "103.94.192.0", NULL);
	assert_false(ronda_prefix_contains(&prefix, &addr));
	ronda_addr_parse(&addr, "103.94.187.255", NULL);
	assert_false(ronda_prefix_contains(&prefix, &addr));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_written_as_it_was_read),
		cmocka_unit_test(a_mapped_address_is_the_ipv4_one),
		cmocka_unit_test(a_bad_prefix_is_told_with_what_was_meant),
		cmocka_unit_test(a_prefix_contains_its_first_and_last_and_no_neighbour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
