/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "base/prefix_set.h"

#include <stdlib.h>

static struct ronda_addr addr(const char *text)
{
	struct ronda_addr parsed;

	assert_int_equal(ronda_addr_parse(&parsed, text, NULL), 0);
	return parsed;
}

static struct prefix_set set_of(const char *const texts[], size_t count)
{
	struct ronda_prefix prefixes[16];
	struct prefix_set set;

	assert_in_range(count, 0, 16);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(ronda_prefix_parse(&prefixes[i], texts[i], NULL), 0);
	assert_int_equal(prefix_set_init(&set, prefixes, count), 0);
	return set;
}

#define SET(...)                                                                                   \
	set_of((const char *const[]){ __VA_ARGS__ },                                               \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static bool holds(const struct prefix_set *set, const char *text)
{
	struct ronda_addr one = addr(text);

	return prefix_set_contains(set, &one);
}

static bool ends_at(const struct prefix_set *set, const char *text)
{
	struct ronda_addr one = addr(text);

	return prefix_set_ends_at(set, &one);
}

static void an_empty_set_holds_nothing(void **state)
{
	struct prefix_set set;

	(void)state;
	assert_int_equal(prefix_set_init(&set, NULL, 0), 0);
	assert_false(holds(&set, "0.0.0.0"));
	assert_false(holds(&set, "::"));
	assert_false(ends_at(&set, "255.255.255.255"));
	prefix_set_finish(&set);
}

static void a_set_holds_first_and_last_of_each_prefix_and_no_neighbour(void **state)
{
	struct prefix_set set = SET("198.51.100.0/24", "103.94.188.0/22", "2001:db8:1::/48");

	(void)state;
	assert_true(holds(&set, "103.94.188.0"));
	assert_true(holds(&set, "103.94.191.255"));
	assert_false(holds(&set, "103.94.187.255"));
	assert_false(holds(&set, "103.94.192.0"));
	assert_true(holds(&set, "198.51.100.255"));
	assert_false(holds(&set, "198.51.101.0"));
	assert_true(holds(&set, "2001:db8:1::"));
	assert_true(holds(&set, "2001:db8:1:ffff:ffff:ffff:ffff:ffff"));
	assert_false(holds(&set, "2001:db8:2::"));
	assert_false(holds(&set, "2001:db8:0:ffff:ffff:ffff:ffff:ffff"));
	prefix_set_finish(&set);
}

static void all_of_ipv4_holds_no_ipv6(void **state)
{
	struct prefix_set set = SET("0.0.0.0/0");

	(void)state;
	assert_true(holds(&set, "0.0.0.0"));
	assert_true(holds(&set, "255.255.255.255"));
	assert_false(holds(&set, "::1"));
	assert_false(holds(&set, "2001:db8::1"));
	prefix_set_finish(&set);
}

static void all_of_ipv6_holds_ipv4_too_because_that_is_mapped_into_it(void **state)
{
	struct prefix_set set = SET("::/0");

	(void)state;
	assert_true(holds(&set, "::"));
	assert_true(holds(&set, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
	assert_true(holds(&set, "192.0.2.1"));
	prefix_set_finish(&set);
}

static void nested_and_repeated_prefixes_are_their_union(void **state)
{
	struct prefix_set set = SET("10.0.0.0/16", "10.0.0.0/8", "10.1.2.3", "10.0.0.0/16", "11.0.0.1");

	(void)state;
	assert_true(holds(&set, "10.255.255.255"));
	assert_true(holds(&set, "10.1.2.3"));
	assert_true(holds(&set, "10.1.2.4"));
	assert_true(holds(&set, "11.0.0.1"));
	assert_false(holds(&set, "11.0.0.0"));
	assert_false(holds(&set, "11.0.0.2"));
	prefix_set_finish(&set);
}

static void a_subnet_ends_at_its_broadcast_address_and_a_host_nowhere(void **state)
{
	struct prefix_set set = SET("192.0.2.0/25", "198.51.100.7", "2001:db8::/64");

	(void)state;
	assert_true(ends_at(&set, "192.0.2.127"));
	assert_false(ends_at(&set, "192.0.2.126"));
	assert_false(ends_at(&set, "192.0.2.128"));
	assert_false(ends_at(&set, "192.0.2.0"));
	assert_false(ends_at(&set, "198.51.100.7"));
	assert_false(ends_at(&set, "2001:db8::ffff:ffff:ffff:ffff")); /* IPv6 has no broadcast */
	prefix_set_finish(&set);
}

static uint32_t chance = 12345;

static uint32_t draw(uint32_t n)
{
	chance = chance * 1664525 + 1013904223;
	return (chance >> 8) % n;
}

/* Few bits, so that prefixes nest, repeat and touch. */
static struct ronda_prefix any_prefix(void)
{
	uint8_t bytes[4] = { 10, 0, (uint8_t)draw(4), (uint8_t)draw(256) };
	unsigned bits = 96 + 20 + draw(13);

	return (struct ronda_prefix){ ronda_addr_mask(ronda_addr_v4(bytes), bits), (uint8_t)bits };
}

static bool any_contains(const struct ronda_prefix *prefixes, size_t count, const struct ronda_addr *one)
{
	for (size_t i = 0; i < count; i++)
		if (ronda_prefix_contains(&prefixes[i], one))
			return true;
	return false;
}

static void a_set_agrees_with_looking_at_each_prefix(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		struct ronda_prefix prefixes[12];
		size_t count = draw(13);
		struct prefix_set set;

		for (size_t i = 0; i < count; i++)
			prefixes[i] = any_prefix();
		assert_int_equal(prefix_set_init(&set, prefixes, count), 0);
		for (unsigned i = 0; i < 2048; i++) {
			struct ronda_addr one = ronda_addr_v4((const uint8_t[]){ 10, 0, (uint8_t)(i >> 8), (uint8_t)i });

			assert_int_equal(prefix_set_contains(&set, &one), any_contains(prefixes, count, &one));
		}
		prefix_set_finish(&set);
	}
}

static void a_prefix_wider_than_a_16_holds_all_of_its_blocks_and_neither_neighbour(void **state)
{
	struct prefix_set set = SET("10.254.0.0/15", "192.0.2.1");

	(void)state;
	assert_true(holds(&set, "10.254.0.0"));
	assert_true(holds(&set, "10.255.255.255"));
	assert_false(holds(&set, "10.253.255.255"));
	assert_false(holds(&set, "11.0.0.0"));
	assert_true(holds(&set, "192.0.2.1"));
	assert_false(holds(&set, "192.0.2.2"));
	prefix_set_finish(&set);
}

static void a_finished_set_is_empty(void **state)
{
	struct prefix_set set = SET("10.0.0.0/8");

	(void)state;
	prefix_set_finish(&set);
	assert_false(holds(&set, "10.0.0.1"));
	prefix_set_finish(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_set_holds_nothing),
		cmocka_unit_test(a_set_holds_first_and_last_of_each_prefix_and_no_neighbour),
		cmocka_unit_test(all_of_ipv4_holds_no_ipv6),
		cmocka_unit_test(all_of_ipv6_holds_ipv4_too_because_that_is_mapped_into_it),
		cmocka_unit_test(nested_and_repeated_prefixes_are_their_union),
		cmocka_unit_test(a_subnet_ends_at_its_broadcast_address_and_a_host_nowhere),
		cmocka_unit_test(a_set_agrees_with_looking_at_each_prefix),
		cmocka_unit_test(a_prefix_wider_than_a_16_holds_all_of_its_blocks_and_neither_neighbour),
		cmocka_unit_test(a_finished_set_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
