/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include <ronda/places.h>

#include <stdlib.h>

#define ID RONDA_COUNTRY('I', 'D')
#define SG RONDA_COUNTRY('S', 'G')
#define US RONDA_COUNTRY('U', 'S')

enum { UNKNOWN_PLACE, ID_PLACE, SG_PLACE, US_PLACE, LOCAL_PLACE };

/* 192.0.2.0/24 ID; 198.51.100.0/24 SG, but .8 to .15 US; 2400:1000::/32 ID; one 6to4 site local. */
static int make(void **state)
{
	static const struct ronda_place_range4 ranges4[] = {
		{ 0, UNKNOWN_PLACE },
		{ 0xc6336400, SG_PLACE },
		{ 0xc6336408, US_PLACE },
		{ 0xc6336410, SG_PLACE },
	};
	static const struct ronda_place_range6 ranges6[] = {
		{ 0, 0, UNKNOWN_PLACE },
		{ 0x2002c00002630000, 0, LOCAL_PLACE },
		{ 0x2002c00002640000, 0, UNKNOWN_PLACE },
		{ 0x2400100000000000, 0, ID_PLACE },
		{ 0x2400100100000000, 0, UNKNOWN_PLACE },
	};
	struct ronda_places *places = calloc(1, sizeof *places);

	assert_non_null(places);
	places->by_24 = calloc(1 << 24, 1);
	places->ranges4 = malloc(sizeof ranges4);
	places->ranges6 = malloc(sizeof ranges6);
	assert_true(places->by_24 && places->ranges4 && places->ranges6);
	places->by_24[0xc00002] = ID_PLACE;
	places->by_24[0xc63364] = RONDA_PLACE_FINER;
	memcpy(places->ranges4, ranges4, sizeof ranges4);
	memcpy(places->ranges6, ranges6, sizeof ranges6);
	places->ranges4_count = sizeof ranges4 / sizeof *ranges4;
	places->ranges6_count = sizeof ranges6 / sizeof *ranges6;
	places->countries[ID_PLACE] = ID;
	places->countries[SG_PLACE] = SG;
	places->countries[US_PLACE] = US;
	places->countries[LOCAL_PLACE] = RONDA_COUNTRY_LOCAL;
	*state = places;
	return 0;
}

static int unmake(void **state)
{
	ronda_places_destroy(*state);
	return 0;
}

static struct ronda_addr address(const char *text)
{
	struct ronda_addr addr;

	assert_int_equal(ronda_addr_parse(&addr, text, NULL), 0);
	return addr;
}

static ronda_country country(const struct ronda_places *places, const char *text)
{
	struct ronda_addr addr = address(text);

	return ronda_places_country(places, &addr);
}

static bool is_local(const char *text)
{
	struct ronda_addr addr = address(text);

	return ronda_addr_is_local(&addr);
}

static void a_whole_24_is_in_one_place_and_its_neighbours_are_not(void **state)
{
	assert_int_equal(country(*state, "192.0.2.0"), ID);
	assert_int_equal(country(*state, "192.0.2.255"), ID);
	assert_int_equal(country(*state, "192.0.1.255"), 0);
	assert_int_equal(country(*state, "192.0.3.0"), 0);
	assert_int_equal(country(*state, "0.0.0.0"), 0);
	assert_int_equal(country(*state, "255.255.255.255"), 0);
}

static void a_divided_24_is_decided_to_the_address(void **state)
{
	assert_int_equal(country(*state, "198.51.100.0"), SG);
	assert_int_equal(country(*state, "198.51.100.7"), SG);
	assert_int_equal(country(*state, "198.51.100.8"), US);
	assert_int_equal(country(*state, "198.51.100.15"), US);
	assert_int_equal(country(*state, "198.51.100.16"), SG);
	assert_int_equal(country(*state, "198.51.100.255"), SG);
}

static void ipv6_is_decided_at_the_borders_of_its_ranges(void **state)
{
	assert_int_equal(country(*state, "2400:1000::"), ID);
	assert_int_equal(country(*state, "2400:1000:ffff:ffff:ffff:ffff:ffff:ffff"), ID);
	assert_int_equal(country(*state, "2400:fff:ffff:ffff:ffff:ffff:ffff:ffff"), 0);
	assert_int_equal(country(*state, "2400:1001::"), 0);
	assert_int_equal(country(*state, "::"), 0);
	assert_int_equal(country(*state, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), 0);
}

static void ipv4_inside_ipv6_is_where_the_ipv4_address_is(void **state)
{
	assert_int_equal(country(*state, "::ffff:192.0.2.1"), ID);
	assert_int_equal(country(*state, "2002:c000:201::1"), ID);
	assert_int_equal(country(*state, "2002:c633:6408::1"), US);
	assert_int_equal(country(*state, "2002:c633:6410::1"), SG);
	/* Teredo: the server 198.51.100.8 does not matter, the client is 192.0.2.1 inverted. */
	assert_int_equal(country(*state, "2001:0:c633:6408:0:63bf:3fff:fdfe"), ID);
	assert_int_equal(country(*state, "2001:0:c000:201:0:63bf:39cc:9bf7"), US);
	/* 2001:1::/32 is no Teredo. */
	assert_int_equal(country(*state, "2001:1:c633:6408:0:63bf:3fff:fdfe"), 0);
}

static void an_answer_for_a_6to4_site_itself_wins(void **state)
{
	assert_int_equal(country(*state, "2002:c000:263::1"), RONDA_COUNTRY_LOCAL);
	assert_int_equal(country(*state, "2002:c000:262::1"), ID);
	assert_int_equal(country(*state, "2002:c000:264::1"), ID);
}

static void without_a_table_everything_is_unknown(void **state)
{
	static const struct ronda_places empty;

	(void)state;
	assert_int_equal(country(NULL, "192.0.2.1"), 0);
	assert_int_equal(country(NULL, "2400:1000::1"), 0);
	assert_int_equal(country(&empty, "192.0.2.1"), 0);
	assert_int_equal(country(&empty, "2002:c000:201::1"), 0);
	ronda_places_destroy(NULL);
}

static void private_loopback_and_link_local_addresses_are_local(void **state)
{
	static const char *const local[] = {
		"0.0.0.0",
		"127.0.0.1",
		"127.255.255.255",
		"10.0.0.0",
		"10.255.255.255",
		"172.16.0.0",
		"172.31.255.255",
		"192.168.0.0",
		"192.168.255.255",
		"100.64.0.0",
		"100.127.255.255",
		"169.254.0.0",
		"169.254.255.255",
		"::",
		"::1",
		"fe80::",
		"febf:ffff::1",
		"fc00::",
		"fdff:ffff::1",
		"::ffff:10.1.2.3",
	};

	(void)state;
	for (size_t i = 0; i < sizeof local / sizeof *local; i++)
		if (!is_local(local[i]))
			fail_msg("%s is not local", local[i]);
}

static void their_neighbours_documentation_and_multicast_are_not(void **state)
{
	static const char *const elsewhere[] = {
		"0.0.0.1",
		"126.255.255.255",
		"128.0.0.0",
		"9.255.255.255",
		"11.0.0.0",
		"172.15.255.255",
		"172.32.0.0",
		"192.167.255.255",
		"192.169.0.0",
		"100.63.255.255",
		"100.128.0.0",
		"169.253.255.255",
		"169.255.0.0",
		"192.0.2.1",
		"198.51.100.1",
		"203.0.113.1",
		"224.0.0.1",
		"255.255.255.255",
		"::2",
		"fe7f:ffff::1",
		"fec0::",
		"fbff:ffff::1",
		"fe00::",
		"2001:db8::1",
		"ff02::1",
		"2002:a00:1::1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (is_local(elsewhere[i]))
			fail_msg("%s is local", elsewhere[i]);
}

static void a_country_is_two_letters_and_nothing_else(void **state)
{
	static const char *const others[] = { "", "I", "IDN", "I1", "1D", "??", " I", "I ",
		"\xc3\xa9" };

	(void)state;
	assert_int_equal(ronda_country_parse("ID"), ID);
	assert_int_equal(ronda_country_parse("id"), ID);
	assert_int_equal(ronda_country_parse("Id"), ID);
	assert_int_equal(ronda_country_parse(NULL), 0);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(ronda_country_parse(others[i]), 0);
}

static void a_country_is_written_as_it_was_read(void **state)
{
	char text[8];

	(void)state;
	assert_string_equal(ronda_country_format(ID, text), "ID");
	assert_string_equal(ronda_country_format(ronda_country_parse("zz"), text), "ZZ");
	assert_string_equal(ronda_country_format(0, text), "unknown");
	assert_string_equal(ronda_country_format(RONDA_COUNTRY_LOCAL, text), "local");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_24_is_in_one_place_and_its_neighbours_are_not),
		cmocka_unit_test(a_divided_24_is_decided_to_the_address),
		cmocka_unit_test(ipv6_is_decided_at_the_borders_of_its_ranges),
		cmocka_unit_test(ipv4_inside_ipv6_is_where_the_ipv4_address_is),
		cmocka_unit_test(an_answer_for_a_6to4_site_itself_wins),
		cmocka_unit_test(without_a_table_everything_is_unknown),
		cmocka_unit_test(private_loopback_and_link_local_addresses_are_local),
		cmocka_unit_test(their_neighbours_documentation_and_multicast_are_not),
		cmocka_unit_test(a_country_is_two_letters_and_nothing_else),
		cmocka_unit_test(a_country_is_written_as_it_was_read),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
