/* SPDX-License-Identifier: BSD-2-Clause */
/* ClientHellos: two browsers', and ours with one thing different. Expected fingerprints are published ones, or
 * were computed by a program of another hand from the description. */
#include "claim.h"
#include "hellos.h"

#include "detect/ja4.h"

static struct hello hello_of(const struct draft *draft)
{
	struct hello hello;

	hello_read(&hello, draft->bytes, draft->size, HELLO_OVER_TCP);
	return hello;
}

#define READ(...) \
	({ \
		static struct draft read_draft; \
		read_draft.size = 0; \
		HELLO(&read_draft, __VA_ARGS__); \
		hello_of(&read_draft); \
	})

static const char *ja4_of(const struct hello *hello)
{
	static char text[JA4_SIZE];
	bool done = ja4_format(hello, text);

	assert_int_equal(done, text[0] != '\0');
	return text;
}

static void a_browsers_hello_is_read_whole(void **state)
{
	struct draft draft;
	struct hello hello;
	struct bytes alpns, alpn;

	(void)state;
	chrome(&draft);
	hello = hello_of(&draft);
	assert_int_equal(hello.state, HELLO_WHOLE);
	assert_int_equal(hello.naming, HELLO_NAMED);
	assert_string_equal(hello.name, CHROME_NAME);
	assert_int_equal(hello.legacy_version, TLS_1_2);
	assert_int_equal(hello.version, TLS_1_3);
	assert_int_equal(hello.cipher_count, 15);
	assert_int_equal(hello.ciphers[0], 0x1301);
	assert_int_equal(hello.extension_count, 16);
	assert_int_equal(hello.extensions[0], 0);
	assert_int_equal(hello.signature_count, 8);
	assert_false(hello.outer || hello.early_data || hello.heartbeat || hello.ssl2 || hello.crowded);
	alpns = hello.alpns;
	assert_true(hello_next_alpn(&alpns, &alpn));
	assert_memory_equal(alpn.at, "h2", 2);
	assert_true(hello_next_alpn(&alpns, &alpn));
	assert_int_equal(alpn.left, 8);
	assert_memory_equal(alpn.at, "http/1.1", 8);
	assert_false(hello_next_alpn(&alpns, &alpn));
}

static void fingerprints_are_the_published_ones(void **state)
{
	struct draft draft;
	struct hello hello;

	(void)state;
	chrome(&draft);
	hello = hello_of(&draft);
	assert_string_equal(ja4_of(&hello), CHROME_JA4);
	firefox(&draft);
	hello = hello_of(&draft);
	assert_string_equal(hello.name, FIREFOX_NAME);
	assert_string_equal(ja4_of(&hello), FIREFOX_JA4);
}

static void a_fingerprint_over_quic_begins_with_q(void **state)
{
	struct draft draft;
	struct hello hello;

	(void)state;
	chrome(&draft);
	hello_read(&hello, draft.bytes, draft.size, HELLO_OVER_QUIC);
	assert_string_equal(ja4_of(&hello), "q13d1516h2_8daaf6152771_e5627efa2ab1");
}

/* The description's own examples. */
static void characters_of_the_alpn_are_those_of_the_description(void **state)
{
	static const struct {
		const char *alpn;
		size_t size;
		const char *expected;
	} cases[] = {
		{ "h2", 2, "h2" }, { "http/1.1", 8, "h1" }, { "h", 1, "hh" }, { "\xab", 1, "ab" }, { "\xab\xcd", 2, "ad" },
		{ "\x30\xab", 2, "3b" }, { "\x30\x31\xab\xcd", 4, "3d" }, { "\x30\xab\xcd\x31", 4, "01" },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct hello hello = READ(.alpn = cases[i].alpn, .alpn_size = cases[i].size);

		assert_memory_equal(ja4_of(&hello) + 8, cases[i].expected, 2);
	}
}

static void fingerprints_agree_with_another_hand(void **state)
{
	static const struct {
		struct wish wish;
		const char *expected;
	} cases[] = {
		{ { .name = "a.test", .alpn = "h2", .supported = { TLS_1_3, TLS_1_2 }, .signatures = { 0x0403, 0x0804 } },
			"t13d0304h2_159d175d8039_ef5f37ab036a" },
		{ { .version = 0x0301, .ciphers = { 0x0035, 0x002f, 0x000a }, .empty = { 35, 10 } },
			"t10i030200_5704bdfc91c6_0c6363272b2b" },
		{ { .version = 0x0300, .no_extensions = true },
			"ts3i030000_159d175d8039_000000000000" },
		{ { .supported = { 0x7f1c }, .name = "a.test" },
			"t00d030200_159d175d8039_b9a491fefe05" },
		{ { .name = "a.test", .alpn = "h2" },
			"t12d0302h2_159d175d8039_000000000000" },
		{ { .alpn = "dot", .signatures = { 0x0804, 0x0403 }, .padding = 7, .empty = { 0xff01, 5 } },
			"t12i0305dt_159d175d8039_239f35b60f3c" },
	};
	static struct draft draft;

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct hello hello;

		draft.size = 0;
		put_hello(&draft, &cases[i].wish);
		hello = hello_of(&draft);
		assert_string_equal(ja4_of(&hello), cases[i].expected);
	}
}

static void grease_is_left_out_everywhere(void **state)
{
	struct hello plain = READ(.name = "a.test", .supported = { TLS_1_3, TLS_1_2 }, .ciphers = { 0x1301, 0xc02f },
		.signatures = { 0x0403, 0x0804 }, .empty = { 10, 23 });
	struct hello greased = READ(.name = "a.test", .supported = { 0xfafa, TLS_1_3, TLS_1_2 },
		.ciphers = { 0x0a0a, 0x1301, 0xc02f }, .signatures = { 0x5a5a, 0x0403, 0x0804 }, .empty = { 0x1a1a, 10, 23 });
	struct hello alike = READ(.ciphers = { 0x0a1a, 0x1301, 0xc02f });
	char text[JA4_SIZE];

	(void)state;
	strcpy(text, ja4_of(&plain));
	assert_string_equal(ja4_of(&greased), text);
	assert_int_equal(greased.version, TLS_1_3);
	assert_int_equal(greased.cipher_count, 2);
	assert_int_equal(alike.cipher_count, 3); /* 0a1a is no GREASE */
}

static void names_are_lower_case_host_names(void **state)
{
	static const char *const good[] = { "example.com", "a", "localhost", "xn--bcher-kva.example", "_dmarc.example.com",
		"r3---sn-4g5e6nsk.example", "1.2.3", "1.2.3.4.example", "0" };

	(void)state;
	for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
		struct hello hello = READ(.name = good[i]);

		assert_int_equal(hello.naming, HELLO_NAMED);
		assert_string_equal(hello.name, good[i]);
	}
}

static void case_and_a_final_dot_make_no_other_name(void **state)
{
	struct hello hello = READ(.name = "WWW.Example.COM.");

	(void)state;
	assert_int_equal(hello.naming, HELLO_NAMED);
	assert_string_equal(hello.name, "www.example.com");
}

static void what_is_no_host_name_is_flagged_and_kept_out(void **state)
{
	static const char *const bad[] = { ".", "..", "a..b", ".a", "a b", "-a.test", "a-.test", "a.test-", "a/b", "a@b", "\xc3\xa9.test",
		"*.example.com", "a:b", "a.test:443", "'or 1=1", "${jndi:ldap://x}" };
	char label[80] = { 0 }, name[300] = { 0 };

	(void)state;
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct hello hello = READ(.name = bad[i]);

		assert_int_equal(hello.state, HELLO_WHOLE);
		assert_int_equal(hello.naming, HELLO_MISNAMED);
		assert_string_equal(hello.name, "");
		assert_true(hello_has_extension(&hello, 0));
	}
	memset(label, 'a', 63);
	assert_int_equal(READ(.name = label).naming, HELLO_NAMED);
	label[63] = 'a';
	assert_int_equal(READ(.name = label).naming, HELLO_MISNAMED);
	for (unsigned i = 0; i < 290; i++)
		name[i] = i % 10 == 9 ? '.' : 'a';
	name[253] = '\0';
	assert_int_equal(READ(.name = name).naming, HELLO_NAMED);
	name[253] = 'a';
	name[254] = '\0';
	assert_int_equal(READ(.name = name).naming, HELLO_MISNAMED);
	name[254] = 'a';
	assert_int_equal(READ(.name = name).naming, HELLO_MISNAMED);
}

static void a_name_with_a_nul_inside_is_no_name(void **state)
{
	struct hello hello = READ(.name = "a.test\0.evil.test", .name_size = 17);
	struct hello address = READ(.name = "1.2.3.4\0", .name_size = 8);

	(void)state;
	assert_int_equal(hello.naming, HELLO_MISNAMED);
	assert_int_equal(address.naming, HELLO_MISNAMED);
}

static void an_address_is_told_from_a_name(void **state)
{
	(void)state;
	assert_int_equal(READ(.name = "192.0.2.1").naming, HELLO_ADDRESS);
	assert_int_equal(READ(.name = "2001:db8::1").naming, HELLO_ADDRESS);
	assert_int_equal(READ(.name = "[2001:db8::1]").naming, HELLO_ADDRESS);
	assert_int_equal(READ(.name = "192.0.2.1.example").naming, HELLO_NAMED);
}

static void without_a_name_there_is_none(void **state)
{
	struct hello hello = READ(.alpn = "h2");

	(void)state;
	assert_int_equal(hello.naming, HELLO_UNNAMED);
	assert_string_equal(hello.name, "");
	assert_int_equal(ja4_of(&hello)[3], 'i');
}

static void a_hello_without_extensions_is_whole(void **state)
{
	struct hello hello = READ(.no_extensions = true, .version = 0x0301);

	(void)state;
	assert_int_equal(hello.state, HELLO_WHOLE);
	assert_int_equal(hello.version, 0x0301);
	assert_string_equal(ja4_of(&hello) + 23, "_000000000000");
}

static void encrypted_hellos_early_data_and_heartbeats_are_marked(void **state)
{
	struct draft draft = { 0 };
	struct hello hello = READ(.empty = { 42, 15 });

	(void)state;
	assert_true(hello.early_data && hello.heartbeat && !hello.outer);
	/* ECH is marked by what is inside: 0 is an outer hello. */
	HELLO(&draft, .empty = { 0xfe0d }, .name = "outer.test");
	assert_false(hello_of(&draft).outer);
	put_number(&draft, 1, 0);
	draft.bytes[3]++;
	draft.bytes[4 + 2 + 32 + 1 + 8 + 2 + 1]++;
	draft.bytes[draft.size - 2]++;
	hello = hello_of(&draft);
	assert_int_equal(hello.state, HELLO_WHOLE);
	assert_true(hello.outer);
	assert_string_equal(hello.name, "outer.test");
}

/* However much is missing, what is told of the rest is true and nothing else is told. */
static void a_hello_cut_anywhere_tells_what_there_is(void **state)
{
	struct draft draft;
	struct hello whole, hello;

	(void)state;
	firefox(&draft);
	whole = hello_of(&draft);
	for (size_t size = 0; size < draft.size; size++) {
		uint8_t *copy = malloc(size ? size : 1);

		memcpy(copy, draft.bytes, size);
		assert_int_equal(hello_read(&hello, copy, size, HELLO_OVER_TCP), HELLO_CUT);
		assert_true(hello.naming == HELLO_UNNAMED || !strcmp(hello.name, whole.name));
		assert_true(hello.cipher_count <= whole.cipher_count);
		assert_memory_equal(hello.ciphers, whole.ciphers, hello.cipher_count * 2);
		assert_memory_equal(hello.extensions, whole.extensions, hello.extension_count * 2);
		assert_memory_equal(hello.signatures, whole.signatures, hello.signature_count * 2);
		assert_string_equal(ja4_of(&hello), "");
		free(copy);
	}
	assert_int_equal(hello.naming, HELLO_NAMED); /* the name comes early */
}

static void bytes_behind_the_message_are_left_alone(void **state)
{
	struct draft draft;
	struct hello hello;

	(void)state;
	chrome(&draft);
	put_zeros(&draft, 100);
	hello = hello_of(&draft);
	assert_int_equal(hello.state, HELLO_WHOLE);
	assert_string_equal(ja4_of(&hello), CHROME_JA4);
}

/* Each length in it in turn says too much. */
static void contradicting_lengths_are_broken(void **state)
{
	static const size_t lengths[] = { 71, 72, 105, 107, 108, 111, 115, 117, 120 };
	struct draft draft;
	struct hello hello;

	(void)state;
	for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		chrome(&draft);
		draft.bytes[lengths[i]] = 0xff;
		hello = hello_of(&draft);
		assert_int_equal(hello.state, HELLO_BROKEN);
	}
	chrome(&draft);
	draft.bytes[3] = 0xff; /* the message one byte shorter than its extensions */
	draft.bytes[2] = 0;
	assert_int_equal(hello_of(&draft).state, HELLO_BROKEN);
	chrome(&draft);
	put_zeros(&draft, 1);
	draft.bytes[3]++; /* and one longer */
	assert_int_equal(hello_of(&draft).state, HELLO_BROKEN);
}

static void another_message_is_no_hello(void **state)
{
	struct draft draft;

	(void)state;
	chrome(&draft);
	draft.bytes[0] = 2;
	assert_int_equal(hello_of(&draft).state, HELLO_BROKEN);
}

static void a_crowded_list_has_no_fingerprint(void **state)
{
	struct draft draft = { 0 };
	struct hello hello;
	size_t message, list;

	(void)state;
	for (unsigned count = HELLO_CIPHERS_MOST; count <= HELLO_CIPHERS_MOST + 1; count++) {
		draft.size = 0;
		put_number(&draft, 1, 1);
		message = begin_vector(&draft, 3);
		put_number(&draft, 2, TLS_1_2);
		put_zeros(&draft, 32 + 1);
		list = begin_vector(&draft, 2);
		for (unsigned i = 0; i < count; i++)
			put_number(&draft, 2, 0xffff - i);
		end_vector(&draft, 2, list);
		put_number(&draft, 2, 0x0100);
		end_vector(&draft, 3, message);
		hello = hello_of(&draft);
		assert_int_equal(hello.state, HELLO_WHOLE);
		assert_int_equal(hello.cipher_count, HELLO_CIPHERS_MOST);
		assert_int_equal(hello.crowded, count > HELLO_CIPHERS_MOST);
		assert_int_equal(ja4_of(&hello)[0], hello.crowded ? '\0' : 't');
		if (!hello.crowded)
			assert_memory_equal(ja4_of(&hello), "t12i9900", 8);
	}
}

static void the_first_of_two_names_counts(void **state)
{
	struct draft draft = { 0 };
	size_t message, extensions;

	(void)state;
	put_number(&draft, 1, 1);
	message = begin_vector(&draft, 3);
	put_number(&draft, 2, TLS_1_2);
	put_zeros(&draft, 32 + 1);
	put_number(&draft, 4, 0x00021301);
	put_number(&draft, 2, 0x0100);
	extensions = begin_vector(&draft, 2);
	put_name(&draft, "first.test", 10);
	put_name(&draft, "second.test", 11);
	end_vector(&draft, 2, extensions);
	end_vector(&draft, 3, message);
	assert_string_equal(hello_of(&draft).name, "first.test");
}

static void the_form_of_ssl_2_is_read(void **state)
{
	static const uint8_t message[] = { 1, 3, 1, 0, 6, 0, 0, 0, 16, 0, 0, 0x2f, 7, 0, 0xc0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
		12, 13, 14, 15, 16 };
	struct hello hello;

	(void)state;
	assert_int_equal(hello_read_ssl2(&hello, message, sizeof message, sizeof message), HELLO_WHOLE);
	assert_true(hello.ssl2);
	assert_int_equal(hello.version, 0x0301);
	assert_int_equal(hello.cipher_count, 1);
	assert_int_equal(hello.ciphers[0], 0x002f);
	assert_string_equal(ja4_of(&hello), "");
	for (size_t size = 0; size < sizeof message; size++)
		assert_int_equal(hello_read_ssl2(&hello, message, size, sizeof message), HELLO_CUT);
	assert_int_equal(hello_read_ssl2(&hello, message, sizeof message - 1, sizeof message - 1), HELLO_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_browsers_hello_is_read_whole),
		cmocka_unit_test(fingerprints_are_the_published_ones),
		cmocka_unit_test(a_fingerprint_over_quic_begins_with_q),
		cmocka_unit_test(characters_of_the_alpn_are_those_of_the_description),
		cmocka_unit_test(fingerprints_agree_with_another_hand),
		cmocka_unit_test(grease_is_left_out_everywhere),
		cmocka_unit_test(names_are_lower_case_host_names),
		cmocka_unit_test(case_and_a_final_dot_make_no_other_name),
		cmocka_unit_test(what_is_no_host_name_is_flagged_and_kept_out),
		cmocka_unit_test(a_name_with_a_nul_inside_is_no_name),
		cmocka_unit_test(an_address_is_told_from_a_name),
		cmocka_unit_test(without_a_name_there_is_none),
		cmocka_unit_test(a_hello_without_extensions_is_whole),
		cmocka_unit_test(encrypted_hellos_early_data_and_heartbeats_are_marked),
		cmocka_unit_test(a_hello_cut_anywhere_tells_what_there_is),
		cmocka_unit_test(bytes_behind_the_message_are_left_alone),
		cmocka_unit_test(contradicting_lengths_are_broken),
		cmocka_unit_test(another_message_is_no_hello),
		cmocka_unit_test(a_crowded_list_has_no_fingerprint),
		cmocka_unit_test(the_first_of_two_names_counts),
		cmocka_unit_test(the_form_of_ssl_2_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
