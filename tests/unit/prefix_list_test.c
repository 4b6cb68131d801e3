/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "base/prefix_list.h"
#include "rules/builtin.h"

#include <stdlib.h>

static struct ronda_prefixes list;
static struct ronda_error error;

static int reads(const char *text)
{
	free(list.prefix);
	list = (struct ronda_prefixes){ 0 };
	error.text[0] = '\0';
	return prefix_list_read(&list, "a.list", text, strlen(text), &error);
}

static void a_line_is_a_prefix_and_whatever_follows(void **state)
{
	(void)state;
	assert_int_equal(reads("192.0.2.0/24 Somebody, somewhere\n\n# nobody\n2001:db8::/32# close\r\n  10.0.0.1\tx"), 0);
	assert_int_equal(list.count, 3);
	assert_int_equal(list.prefix[0].bits, 120);
	assert_int_equal(list.prefix[1].bits, 32);
	assert_int_equal(list.prefix[2].bits, 128);
}

static void a_line_that_is_none_is_named(void **state)
{
	(void)state;
	assert_true(reads("192.0.2.0/24 a\n192.0.2.1/24 b\n") < 0);
	assert_non_null(strstr(error.text, "a.list:2: "));
	assert_true(reads("Censys 192.0.2.0/24\n") < 0);
	assert_non_null(strstr(error.text, "a.list:1: \"Censys\""));
	assert_true(reads("1111111111111111111111111111111111111111111111111111111111111111 x\n") < 0);
}

static void nothing_is_an_empty_list(void **state)
{
	(void)state;
	assert_int_equal(reads(""), 0);
	assert_int_equal(reads("# a\n\n   \n"), 0);
	assert_int_equal(list.count, 0);
}

static void the_known_research_scanners_can_be_read(void **state)
{
	(void)state;
	assert_int_equal(reads(research_builtin.text), 0);
	assert_true(list.count > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_prefix_and_whatever_follows),
		cmocka_unit_test(a_line_that_is_none_is_named),
		cmocka_unit_test(nothing_is_an_empty_list),
		cmocka_unit_test(the_known_research_scanners_can_be_read),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(list.prefix);
	return failed;
}
