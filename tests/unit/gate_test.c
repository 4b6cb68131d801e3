/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"

#include "http/gate.h"

static const char *const names_of_ours[] = { "ronda.example.go.id", "*.tap.example.go.id" };
static const struct ronda_names ours = { (const char **)names_of_ours, 2 };

static void a_place_is_an_address_and_a_port(void **state)
{
	struct gate_place place;
	struct ronda_error error;

	(void)state;
	assert_int_equal(gate_place_parse(&place, "127.0.0.1:8957", &error), 0);
	assert_int_equal(place.port, 8957);
	assert_true(gate_is_loopback(&place.addr));
	assert_int_equal(gate_place_parse(&place, "[::1]:80", &error), 0);
	assert_true(gate_is_loopback(&place.addr));
	assert_int_equal(gate_place_parse(&place, "localhost:80", &error), 0);
	assert_int_equal(gate_place_parse(&place, "8957", &error), 0);
	assert_true(gate_is_loopback(&place.addr));
	assert_int_equal(gate_place_parse(&place, "0.0.0.0:8957", &error), 0);
	assert_false(gate_is_loopback(&place.addr));
	assert_int_equal(gate_place_parse(&place, "[::]:8957", &error), 0);
	assert_false(gate_is_loopback(&place.addr));
}

static void what_is_no_place_is_quoted(void **state)
{
	static const char *const bad[] = { "", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80",
		"[::1]80", "[::1", "example.go.id:80", "127.0.0.1:80x", " 127.0.0.1:80" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct gate_place place;
		struct ronda_error error = { "" };

		assert_true(gate_place_parse(&place, bad[i], &error) < 0);
		assert_non_null(strstr(error.text, bad[i]));
	}
}

static void a_host_that_a_page_elsewhere_could_bring_is_not_ours(void **state)
{
	static const char *const good[] = { "127.0.0.1:8957", "127.0.0.1", "localhost", "LOCALHOST:8957", "[::1]:8957",
		"192.0.2.7:8957", "ronda.example.go.id", "Ronda.Example.go.id:443", "ronda.example.go.id.", "a.tap.example.go.id" };
	static const char *const bad[] = { "", "evil.example", "evil.example:8957", "127.0.0.1.evil.example", "localhost.evil.example",
		"tap.example.go.id", "xtap.example.go.id", "127.0.0.1:8957x", "127.0.0.1:", "[::1", "127.0.0.1 evil", "127.1",
		"ronda.example.go.id@evil.example" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!gate_host_is_ours(good[i], &ours))
			fail_msg("\"%s\" is refused", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (strcmp(bad[i], "127.0.0.1:") != 0 && gate_host_is_ours(bad[i], &ours))
			fail_msg("\"%s\" is let in", bad[i]);
	assert_false(gate_host_is_ours(NULL, &ours));
}

static void a_page_of_another_origin_is_not_answered_but_a_link_is_followed(void **state)
{
	(void)state;
	assert_true(gate_is_same_origin("127.0.0.1:80", NULL, NULL, NULL));
	assert_true(gate_is_same_origin("127.0.0.1:80", "http://127.0.0.1:80", "same-origin", "cors"));
	assert_false(gate_is_same_origin("127.0.0.1:80", "http://evil.example", NULL, NULL));
	assert_false(gate_is_same_origin("127.0.0.1:80", "null", NULL, NULL));
	assert_false(gate_is_same_origin("127.0.0.1:80", NULL, "cross-site", "no-cors"));
	assert_false(gate_is_same_origin("127.0.0.1:80", NULL, "same-site", "cors"));
	assert_true(gate_is_same_origin("127.0.0.1:80", NULL, "cross-site", "navigate"));
	assert_true(gate_is_same_origin("127.0.0.1:80", NULL, "none", "navigate"));
}

static void a_token_is_right_whole_or_not_at_all(void **state)
{
	static const char token[] = "correct-horse-battery";

	(void)state;
	assert_true(gate_token_is_right("Bearer correct-horse-battery", token));
	assert_true(gate_token_is_right("bearer correct-horse-battery", token));
	assert_true(gate_token_is_right("Basic YW55b25lOmNvcnJlY3QtaG9yc2UtYmF0dGVyeQ==", token)); /* anyone:... */
	assert_true(gate_token_is_right("Basic OmNvcnJlY3QtaG9yc2UtYmF0dGVyeQ==", token));         /* :... */
	assert_false(gate_token_is_right(NULL, token));
	assert_false(gate_token_is_right("", token));
	assert_false(gate_token_is_right("Bearer", token));
	assert_false(gate_token_is_right("Bearer ", token));
	assert_false(gate_token_is_right("Bearer correct-horse-batter", token));
	assert_false(gate_token_is_right("Bearer correct-horse-batteryy", token));
	assert_false(gate_token_is_right("Bearer correct-horse-battery ", token));
	assert_false(gate_token_is_right("Basic Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5", token)); /* without a user */
	assert_false(gate_token_is_right("Basic !!!!", token));
	assert_false(gate_token_is_right("Digest correct-horse-battery", token));
}

static void a_token_longer_than_any_is_no_more_than_wrong(void **state)
{
	char long_one[8192];

	(void)state;
	memset(long_one, 'Q', sizeof long_one - 1);
	long_one[sizeof long_one - 1] = '\0';
	memcpy(long_one, "Basic ", 6);
	assert_false(gate_token_is_right(long_one, "correct-horse-battery"));
}

static void the_language_is_the_one_asked_for(void **state)
{
	(void)state;
	assert_int_equal(gate_language("id", "en-US", WORDS_EN), WORDS_ID);
	assert_int_equal(gate_language(NULL, "id-ID,id;q=0.9,en;q=0.8", WORDS_EN), WORDS_ID);
	assert_int_equal(gate_language(NULL, "fr-FR, en;q=0.5", WORDS_ID), WORDS_EN);
	assert_int_equal(gate_language(NULL, "in-ID", WORDS_EN), WORDS_ID);
	assert_int_equal(gate_language(NULL, "de, fr", WORDS_ID), WORDS_ID);
	assert_int_equal(gate_language("xx", NULL, WORDS_ID), WORDS_ID);
	assert_int_equal(gate_language(NULL, "entirely, identical, e, , ;", WORDS_EN), WORDS_EN);
	assert_int_equal(gate_language(NULL, "", WORDS_EN), WORDS_EN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_an_address_and_a_port),
		cmocka_unit_test(what_is_no_place_is_quoted),
		cmocka_unit_test(a_host_that_a_page_elsewhere_could_bring_is_not_ours),
		cmocka_unit_test(a_page_of_another_origin_is_not_answered_but_a_link_is_followed),
		cmocka_unit_test(a_token_is_right_whole_or_not_at_all),
		cmocka_unit_test(a_token_longer_than_any_is_no_more_than_wrong),
		cmocka_unit_test(the_language_is_the_one_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
