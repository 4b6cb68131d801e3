/* SPDX-License-Identifier: BSD-2-Clause */
/* QUIC: the packets of the RFCs, and connections of our own in words. */
#include "claim.h"
#include "initials.h"

#include "detect/ja4.h"
#include "detect/quic.h"

#include <openssl/crypto.h>

static size_t allocations;

static void *counted_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	allocations++;
	return malloc(size);
}

static void *counted_realloc(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	allocations++;
	return realloc(old, size);
}

static void counted_free(void *old, const char *file, int line)
{
	(void)file;
	(void)line;
	free(old);
}

/* A connection, and what was heard of it, as words. */
static struct talk {
	struct quic quic;
	struct quic_pieces pieces;
	bool no_room;
	unsigned rooms; /* how often one was asked for */
	size_t length;
	char heard[600], ja4[JA4_SIZE];
	struct quic_verdict verdict;
} talk;

static struct quic_crypto *crypto;

static void write_down(const char *words)
{
	talk.length += (size_t)snprintf(talk.heard + talk.length, sizeof talk.heard - talk.length, "%s%s",
		talk.length ? ", " : "", words);
	assert_true(talk.length < sizeof talk.heard);
}

static void hear_hello(void *context, const struct hello *hello)
{
	static const char *const states[] = { "hello", "cut hello", "broken hello" };
	char words[300];

	assert_ptr_equal(context, &talk);
	snprintf(words, sizeof words, "%s%s%s", states[hello->state], hello->name[0] ? " " : "", hello->name);
	write_down(words);
	ja4_format(hello, talk.ja4);
}

static void hear_verdict(void *context, const struct quic_verdict *verdict)
{
	static const char *const outcomes[] = { "undecided", "established", "failed", "unknown" };
	static const char *const causes[] = { "close", "version", "end" };
	char words[100];
	int size = snprintf(words, sizeof words, "%s", outcomes[verdict->outcome]);

	(void)context;
	if (verdict->outcome == QUIC_FAILED)
		size += snprintf(words + size, sizeof words - size, " by %s", causes[verdict->cause]);
	if (verdict->outcome == QUIC_FAILED && verdict->cause == QUIC_BY_CLOSE)
		snprintf(words + size, sizeof words - size, " %llx of %s", (unsigned long long)verdict->error,
			verdict->side == TALK_CLIENT ? "client" : "server");
	talk.verdict = *verdict;
	write_down(words);
}

static struct quic_pieces *lend_room(void *context)
{
	(void)context;
	talk.rooms++;
	return talk.no_room ? NULL : &talk.pieces;
}

static const struct quic_ear ear = { hear_hello, hear_verdict, lend_room };

static void begin_talk(void)
{
	memset(&talk, 0, sizeof talk);
	memset(talk.pieces.bytes, 0xee, sizeof talk.pieces.bytes);
}

/* In memory of its own, so that its very end is watched. */
static void shows_cut(enum talk_side side, const struct draft *draft, size_t there)
{
	uint8_t *copy = malloc(there ? there : 1);
	struct bytes datagram = { .at = copy, .left = (uint32_t)there, .cut = (uint32_t)(draft->size - there) };

	memcpy(copy, draft->bytes, there);
	quic_read(&talk.quic, side, datagram, crypto, &ear, &talk);
	free(copy);
}

static void client_sends(const struct draft *draft)
{
	shows_cut(TALK_CLIENT, draft, draft->size);
}

static void server_sends(const struct draft *draft)
{
	shows_cut(TALK_SERVER, draft, draft->size);
}

static void sends_hex(enum talk_side side, const char *hex)
{
	static struct draft draft;

	draft.size = 0;
	put_hex(&draft, hex);
	shows_cut(side, &draft, draft.size);
}

static void is_heard(const char *expected)
{
	assert_string_equal(talk.heard, expected);
}

static void is_heard_at_the_end(const char *expected)
{
	quic_end(&talk.quic, &ear, &talk);
	quic_end(&talk.quic, &ear, &talk);
	is_heard(expected);
}

static const struct envelope from_client = { .version = QUIC_1, .side = TALK_CLIENT, .key_id = SAMPLE_ID,
	.to = SAMPLE_ID, .from = "c1c2" };
static const struct envelope from_server = { .version = QUIC_1, .side = TALK_SERVER, .key_id = SAMPLE_ID, .to = "c1c2",
	.from = "5e5e5e5e" };

static struct draft frames, datagram, hello;

static void new_datagram(void)
{
	frames.size = datagram.size = 0;
}

static void seal_and_send(const struct envelope *envelope)
{
	datagram.size = 0;
	put_initial(&datagram, envelope, frames.bytes, frames.size, envelope->side == TALK_CLIENT ? 1200 : 0);
	if (envelope->side == TALK_CLIENT)
		client_sends(&datagram);
	else
		server_sends(&datagram);
	frames.size = 0;
}

static void hello_of_size(size_t padding)
{
	hello.size = 0;
	HELLO(&hello, .name = "a.test", .alpn = "h3", .supported = { TLS_1_3 }, .padding = padding);
}

/* The hello whole in one datagram. */
static void client_asks(void)
{
	begin_talk();
	hello_of_size(10);
	new_datagram();
	put_crypto(&frames, 0, hello.bytes, hello.size);
	seal_and_send(&from_client);
	is_heard("hello a.test");
}

static void key_is(const uint8_t *key, size_t size, const char *expected)
{
	struct draft draft = { 0 };

	put_hex(&draft, expected);
	assert_int_equal(draft.size, size);
	assert_memory_equal(key, draft.bytes, size);
}

/* RFC 9001 appendix A.1 and RFC 9369 appendix A.1. */
static void keys_are_those_of_the_rfcs(void **state)
{
	static const struct {
		uint32_t version;
		enum talk_side side;
		const char *key, *iv, *mask;
	} cases[] = {
		{ QUIC_1, TALK_CLIENT, "1f369613dd76d5467730efcbe3b1a22d", "fa044b2f42a3fd3b46fb255c",
			"9f50449e04a0e810283a1e9933adedd2" },
		{ QUIC_1, TALK_SERVER, "cf3a5331653c364c88f0f379b6067e37", "0ac1493ca1905853b0bba03e",
			"c206b8d9b9f0f37644430b490eeaa314" },
		{ QUIC_2, TALK_CLIENT, "8b1a0bc121284290a29e0971b5cd045d", "91f73e2351d8fa91660e909f",
			"45b95e15235d6f45a6b19cbcb0294ba9" },
		{ QUIC_2, TALK_SERVER, "82db637861d55e1d011f19ea71d5d2a7", "dd13c276499c0249d3310652",
			"edf6d05c83121201b436e16877593c3a" },
	};
	struct draft id = { 0 };

	(void)state;
	put_hex(&id, SAMPLE_ID);
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct quic_keys keys;

		for (unsigned again = 0; again < 2; again++) {
			assert_true(quic_derive(crypto, cases[i].version, id.bytes, id.size, cases[i].side, &keys));
			key_is(keys.key, sizeof keys.key, cases[i].key);
			key_is(keys.iv, sizeof keys.iv, cases[i].iv);
			key_is(keys.mask, sizeof keys.mask, cases[i].mask);
		}
	}
}

static void the_clients_sample_packets_are_opened(void **state)
{
	(void)state;
	begin_talk();
	sends_hex(TALK_CLIENT, client_initial_1);
	is_heard("hello example.com");
	assert_string_equal(talk.ja4, SAMPLE_JA4);
	assert_int_equal(talk.rooms, 0);
	begin_talk();
	sends_hex(TALK_CLIENT, client_initial_2);
	is_heard("hello example.com");
	assert_string_equal(talk.ja4, SAMPLE_JA4);
	assert_int_equal(talk.quic.version, QUIC_2);
}

static void the_servers_sample_packets_are_opened(void **state)
{
	static const char *const samples[] = { server_initial_1, server_initial_2 };
	struct draft id = { 0 }, draft;
	uint8_t plain[200];

	(void)state;
	put_hex(&id, SAMPLE_ID);
	for (unsigned i = 0; i < 2; i++) {
		struct quic_sealed sealed = { .at = draft.bytes, .number_at = 18 };
		struct quic_keys keys;

		draft.size = 0;
		put_hex(&draft, samples[i]);
		sealed.size = sealed.there = draft.size;
		assert_true(quic_derive(crypto, i ? QUIC_2 : QUIC_1, id.bytes, id.size, TALK_SERVER, &keys));
		assert_int_equal(quic_open(crypto, &keys, &sealed, plain), 99);
		assert_memory_equal(plain, "\x02\0\0\0\0\x06\0\x40\x5a\x02\0\0\x56\x03\x03", 15);
		draft.bytes[60] ^= 1;
		assert_true(quic_open(crypto, &keys, &sealed, plain) < 0);
	}
}

static void first_datagrams_are_claimed(void **state)
{
	struct draft draft = { 0 };
	struct bytes whole, changed;

	(void)state;
	put_hex(&draft, client_initial_1);
	whole = bytes_of(draft.bytes, (uint32_t)draft.size);
	assert_int_equal(quic_claims(whole), QUIC_INITIAL);
	changed = whole;
	changed.left = 1199;
	assert_int_equal(quic_claims(changed), QUIC_NO); /* too short to have been sent so */
	changed.cut = 1;
	assert_int_equal(quic_claims(changed), QUIC_INITIAL); /* ... but for the capture */
	changed.left = 40;
	changed.cut = 1160;
	assert_int_equal(quic_claims(changed), QUIC_INITIAL);
	draft.bytes[0] = 0x80;
	assert_int_equal(quic_claims(whole), QUIC_NO); /* fixed bit */
	draft.bytes[0] = 0x40;
	assert_int_equal(quic_claims(whole), QUIC_NO); /* short header */
	draft.bytes[0] = 0xe0;
	assert_int_equal(quic_claims(whole), QUIC_NO); /* Handshake */
	draft.bytes[0] = 0xc0;
	draft.bytes[5] = 7;
	assert_int_equal(quic_claims(whole), QUIC_NO); /* too short an ID */
	draft.bytes[5] = 21;
	assert_int_equal(quic_claims(whole), QUIC_NO);
	draft.bytes[5] = 8;
	draft.bytes[16] = 0x7f; /* longer than the datagram */
	assert_int_equal(quic_claims(whole), QUIC_NO);
}

static void versions_that_cannot_be_opened_are_claimed_as_such(void **state)
{
	static const struct {
		uint32_t version;
		enum quic_claim claim;
	} cases[] = { { 0x0a1a2a3a, QUIC_OTHER }, { 0xff00001d, QUIC_OTHER }, { 0x51303436, QUIC_OTHER },
		{ 0xfaceb002, QUIC_OTHER }, { 0x00000002, QUIC_NO }, { 0x12345678, QUIC_NO }, { 0, QUIC_NO } };
	struct draft draft = { 0 };

	(void)state;
	put_hex(&draft, client_initial_1);
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (unsigned j = 0; j < 4; j++)
			draft.bytes[1 + j] = (uint8_t)(cases[i].version >> 8 * (3 - j));
		assert_int_equal(quic_claims(bytes_of(draft.bytes, (uint32_t)draft.size)), cases[i].claim);
	}
	draft.bytes[1] = 0x0a;
	draft.bytes[2] = draft.bytes[3] = draft.bytes[4] = 0x0a;
	begin_talk();
	client_sends(&draft);
	is_heard_at_the_end("unknown");
	assert_int_equal(talk.verdict.version, 0x0a0a0a0a);
}

static void any_other_datagram_is_passed_over(void **state)
{
	static const char dns[] = "123401000001000000000000076578616d706c6503636f6d0000010001";

	(void)state;
	begin_talk();
	sends_hex(TALK_CLIENT, dns);
	sends_hex(TALK_SERVER, dns);
	is_heard("");
	assert_false(talk.quic.begun);
}

static void packet_numbers_may_be_of_any_length(void **state)
{
	(void)state;
	for (unsigned size = 1; size <= 4; size++) {
		struct envelope envelope = from_client;

		envelope.number_size = size;
		envelope.number = 0x7fffffffu >> (32 - 8 * size);
		envelope.token = "aabbcc";
		begin_talk();
		hello_of_size(10);
		put_crypto(&frames, 0, hello.bytes, hello.size);
		seal_and_send(&envelope);
		is_heard("hello a.test");
	}
}

/* As browsers do, so that servers do not count on one frame. */
static void frames_in_any_order_with_others_between_are_joined(void **state)
{
	static const uint8_t order[] = { 7, 2, 9, 0, 4, 1, 8, 3, 6, 5 };

	(void)state;
	begin_talk();
	new_datagram();
	hello_of_size(700);
	for (unsigned i = 0; i < 10; i++) {
		size_t part = (hello.size + 9) / 10, from = order[i] * part,
		       to = from + part < hello.size ? from + part : hello.size;

		put_crypto(&frames, from, hello.bytes + from, to - from);
		put_number(&frames, 1, 1); /* PING */
		put_zeros(&frames, i);
	}
	put_hex(&frames, "02050001020103"); /* ACK with two ranges */
	seal_and_send(&from_client);
	is_heard("hello a.test");
	assert_int_equal(talk.rooms, 0);
}

/* A hello of two datagrams, in this order, each of these pieces: (from, to) in sixteenths. */
static void a_long_hello(const uint8_t pieces[][2], const unsigned *counts, unsigned datagrams)
{
	begin_talk();
	new_datagram();
	hello_of_size(1600);
	for (unsigned i = 0; i < datagrams; i++) {
		struct envelope envelope = from_client;

		envelope.number = i;
		for (unsigned j = 0; j < counts[i]; j++, pieces++) {
			size_t from = hello.size * (*pieces)[0] / 16, to = hello.size * (*pieces)[1] / 16;

			put_crypto(&frames, from, hello.bytes + from, to - from);
		}
		if (i + 1 == datagrams)
			is_heard("");
		seal_and_send(&envelope);
	}
}

static void a_hello_of_two_datagrams_is_joined_in_either_order(void **state)
{
	(void)state;
	a_long_hello((const uint8_t[][2]){ { 0, 9 }, { 9, 16 } }, (const unsigned[]){ 1, 1 }, 2);
	is_heard("hello a.test");
	assert_int_equal(talk.rooms, 2);
	assert_true(quic_keeps_nothing(&talk.quic));
	a_long_hello((const uint8_t[][2]){ { 9, 16 }, { 0, 9 } }, (const unsigned[]){ 1, 1 }, 2);
	is_heard("hello a.test");
	/* Scrambled, overlapping, and the first sent twice. */
	a_long_hello((const uint8_t[][2]){ { 12, 16 }, { 0, 2 }, { 4, 8 }, { 12, 16 }, { 0, 2 }, { 4, 8 }, { 7, 13 }, { 1, 5 } },
		(const unsigned[]){ 3, 3, 2 }, 3);
	is_heard("hello a.test");
}

static void a_hello_with_a_gap_is_waited_for(void **state)
{
	(void)state;
	a_long_hello((const uint8_t[][2]){ { 0, 5 }, { 9, 16 } }, (const unsigned[]){ 1, 1 }, 2);
	is_heard("");
	assert_false(quic_keeps_nothing(&talk.quic));
	is_heard_at_the_end("failed by end");
}

static void without_a_place_for_pieces_a_long_hello_is_told_cut(void **state)
{
	(void)state;
	begin_talk();
	talk.no_room = true;
	new_datagram();
	hello_of_size(1600);
	put_crypto(&frames, 0, hello.bytes, 1000);
	seal_and_send(&from_client);
	is_heard("cut hello a.test");
	assert_true(quic_keeps_nothing(&talk.quic));
}

static void a_hello_that_never_ends_is_given_up(void **state)
{
	(void)state;
	begin_talk();
	hello_of_size(30000);
	for (unsigned i = 0; i < 100 && !talk.quic.told; i++) {
		new_datagram();
		put_crypto(&frames, 1000 * i, hello.bytes + 1000 * i, 1000);
		seal_and_send(&from_client);
	}
	is_heard("cut hello a.test");
	begin_talk();
	for (unsigned i = 0; i < 100; i++) {
		new_datagram();
		put_crypto(&frames, 0, hello.bytes, 100);
		seal_and_send(&from_client);
		assert_true(talk.quic.tries <= 16);
	}
	is_heard("cut hello a.test");
}

static void what_is_no_client_hello_is_not_told(void **state)
{
	(void)state;
	begin_talk();
	hello_of_size(0);
	hello.bytes[0] = 2;
	new_datagram();
	put_crypto(&frames, 0, hello.bytes, hello.size);
	seal_and_send(&from_client);
	is_heard("");
	assert_true(quic_keeps_nothing(&talk.quic));
}

static void a_changed_packet_is_not_opened(void **state)
{
	struct draft draft = { 0 };

	(void)state;
	put_hex(&draft, client_initial_1);
	for (size_t at = 0; at < draft.size; at += 7) {
		begin_talk();
		draft.bytes[at] ^= 0x10;
		client_sends(&draft);
		is_heard("");
		draft.bytes[at] ^= 0x10;
	}
}

/* The tag is missing then, and what is there is taken on trust. */
static void of_a_packet_cut_by_the_capture_what_is_there_is_told(void **state)
{
	struct draft draft = { 0 };

	(void)state;
	put_hex(&draft, client_initial_1);
	for (size_t there = 0; there < draft.size; there++) {
		begin_talk();
		shows_cut(TALK_CLIENT, &draft, there);
		if (there >= 4 + 0xf1 + 4 + 18) /* header, packet number, header of the frame, hello */
			is_heard("hello example.com");
		else
			assert_true(!talk.heard[0] || !strncmp(talk.heard, "cut hello", 9));
	}
}

/* So that nobody takes chance for a hello: what comes out must be one. */
static void of_a_cut_packet_with_other_keys_nothing_is_told(void **state)
{
	struct draft draft = { 0 };

	(void)state;
	put_hex(&draft, client_initial_1);
	for (unsigned change = 1; change < 256; change++) {
		begin_talk();
		draft.bytes[8] ^= (uint8_t)change;
		shows_cut(TALK_CLIENT, &draft, 600);
		is_heard("");
		draft.bytes[8] ^= (uint8_t)change;
	}
}

static void a_short_datagram_is_no_packet_however_it_ends(void **state)
{
	struct draft draft = { 0 };

	(void)state;
	put_hex(&draft, client_initial_1);
	for (size_t size = 0; size < draft.size; size++) {
		struct draft part = draft;

		part.size = size;
		begin_talk();
		client_sends(&part);
		server_sends(&part);
		is_heard("");
	}
}

static const char server_handshake[] = "e00000000102c1c2045e5e5e5e" "4014" "000102030405060708090a0b0c0d0e0f10111213";
static const char short_packet[] = "40c1c20102030405060708090a0b0c0d0e0f101112131415161718";

static void both_sides_short_packets_establish(void **state)
{
	(void)state;
	client_asks();
	sends_hex(TALK_SERVER, server_handshake);
	sends_hex(TALK_SERVER, short_packet);
	is_heard("hello a.test");
	sends_hex(TALK_CLIENT, short_packet);
	is_heard_at_the_end("hello a.test, established");
	assert_true(talk.verdict.answered);
}

static void a_greased_fixed_bit_changes_nothing(void **state)
{
	(void)state;
	client_asks();
	sends_hex(TALK_SERVER, "a00000000102c1c2045e5e5e5e" "4014" "000102030405060708090a0b0c0d0e0f10111213");
	sends_hex(TALK_SERVER, "00c1c20102030405060708090a0b0c0d0e0f101112131415161718");
	sends_hex(TALK_CLIENT, "005e5e5e5e030405060708090a0b0c0d0e0f101112131415161718");
	is_heard("hello a.test, established");
}

/* Padding behind the packets is no packet with a short header. */
static void zeros_behind_an_initial_are_nothing(void **state)
{
	(void)state;
	begin_talk();
	hello_of_size(10);
	new_datagram();
	put_crypto(&frames, 0, hello.bytes, hello.size);
	put_initial(&datagram, &from_client, frames.bytes, frames.size, 0);
	put_zeros(&datagram, 1200 - datagram.size);
	client_sends(&datagram);
	is_heard("hello a.test");
	assert_false(talk.quic.client_short);
}

static void one_sides_do_not(void **state)
{
	(void)state;
	client_asks();
	sends_hex(TALK_SERVER, server_handshake);
	sends_hex(TALK_SERVER, short_packet);
	sends_hex(TALK_SERVER, short_packet);
	is_heard_at_the_end("hello a.test, failed by end");
}

static void silence_is_a_failure_without_an_answer(void **state)
{
	(void)state;
	client_asks();
	is_heard_at_the_end("hello a.test, failed by end");
	assert_false(talk.verdict.answered);
}

static void a_client_that_goes_on_alone_was_answered_out_of_sight(void **state)
{
	(void)state;
	client_asks();
	sends_hex(TALK_CLIENT, short_packet);
	is_heard_at_the_end("hello a.test, unknown");
}

static void a_close_of_the_server_is_read(void **state)
{
	(void)state;
	client_asks();
	new_datagram();
	put_hex(&frames, "0200000000"); /* ACK */
	seal_and_send(&from_server);
	is_heard("hello a.test");
	put_hex(&frames, "02000000001c417806026e6f"); /* ACK, CONNECTION_CLOSE: no application protocol */
	seal_and_send(&from_server);
	is_heard_at_the_end("hello a.test, failed by close 178 of server");
	assert_true(talk.verdict.answered);
}

static void a_close_with_other_keys_is_not(void **state)
{
	struct envelope envelope = from_server;

	(void)state;
	client_asks();
	envelope.key_id = "0011223344556677";
	put_hex(&frames, "1c41780600");
	seal_and_send(&envelope);
	is_heard_at_the_end("hello a.test, failed by end");
}

static void a_close_of_the_client_amid_its_hello_is_read(void **state)
{
	(void)state;
	begin_talk();
	hello_of_size(1600);
	new_datagram();
	put_crypto(&frames, 0, hello.bytes, 1000);
	seal_and_send(&from_client);
	put_hex(&frames, "1c0a0000");
	seal_and_send(&from_client);
	is_heard("cut hello a.test, failed by close a of client");
}

static void after_a_retry_keys_follow_from_the_servers_id(void **state)
{
	struct envelope envelope = from_client;

	(void)state;
	begin_talk();
	hello_of_size(1600);
	new_datagram();
	put_crypto(&frames, 0, hello.bytes, 1000);
	seal_and_send(&from_client);
	sends_hex(TALK_SERVER, "f00000000102c1c204aabbccdd" "0102030405060708" "000102030405060708090a0b0c0d0e0f");
	envelope.to = envelope.key_id = "aabbccdd";
	envelope.token = "0102030405060708";
	put_crypto(&frames, 0, hello.bytes, 1000);
	seal_and_send(&envelope);
	put_crypto(&frames, 1000, hello.bytes + 1000, hello.size - 1000);
	envelope.number = 1;
	seal_and_send(&envelope);
	is_heard_at_the_end("hello a.test, failed by end");
	assert_true(talk.verdict.retried && talk.verdict.answered);
}

static void a_retry_out_of_sight_does_no_harm(void **state)
{
	struct envelope envelope = from_client;

	(void)state;
	begin_talk();
	hello_of_size(1600);
	new_datagram();
	put_crypto(&frames, 0, hello.bytes, 1000);
	seal_and_send(&from_client);
	envelope.to = envelope.key_id = "aabbccddeeff0011";
	for (unsigned from = 0; from < 2; from++) {
		put_crypto(&frames, from * 1000, hello.bytes + from * 1000, from ? hello.size - 1000 : 1000);
		seal_and_send(&envelope);
	}
	is_heard("hello a.test");
}

static const char negotiation[] = "8000000000" "02c1c2" "088394c8f03e515708" "000000016b3343cf";

static void versions_that_do_not_meet_are_a_failure(void **state)
{
	(void)state;
	client_asks();
	sends_hex(TALK_SERVER, negotiation);
	is_heard_at_the_end("hello a.test, failed by version");
}

static void after_a_negotiation_the_client_begins_anew(void **state)
{
	struct draft draft = { 0 };

	(void)state;
	put_hex(&draft, client_initial_1);
	draft.bytes[1] = draft.bytes[2] = draft.bytes[3] = draft.bytes[4] = 0x0a;
	begin_talk();
	client_sends(&draft);
	sends_hex(TALK_SERVER, negotiation);
	sends_hex(TALK_CLIENT, client_initial_2);
	is_heard("hello example.com");
	sends_hex(TALK_SERVER, server_initial_2);
	sends_hex(TALK_CLIENT, short_packet);
	sends_hex(TALK_SERVER, short_packet);
	is_heard("hello example.com, established");
	assert_int_equal(talk.verdict.version, QUIC_2);
}

static void packets_that_share_a_datagram_are_all_seen(void **state)
{
	(void)state;
	client_asks();
	datagram.size = frames.size = 0;
	put_hex(&frames, "0200000000");
	put_initial(&datagram, &from_server, frames.bytes, frames.size, 0);
	put_hex(&datagram, server_handshake);
	put_hex(&datagram, short_packet);
	server_sends(&datagram);
	assert_true(talk.quic.server_short);
	assert_int_equal(talk.quic.server_tries, 4); /* no use in looking for a close any more */
	sends_hex(TALK_CLIENT, short_packet);
	is_heard("hello a.test, established");
}

static void nothing_is_allocated_for_a_packet(void **state)
{
	static char text[JA4_SIZE];
	static struct draft first, second;
	struct hello chromes;
	size_t before;

	(void)state;
	first.size = second.size = 0;
	put_hex(&first, client_initial_1);
	put_hex(&second, server_initial_2);
	hello.size = 0;
	chrome(&hello);
	hello_read(&chromes, hello.bytes, hello.size, HELLO_OVER_TCP);
	begin_talk();
	talk.no_room = true;
	before = allocations;
	assert_true(before > 0);
	first.bytes[300] ^= 1; /* so that nobody hears, and writes, anything */
	for (unsigned i = 0; i < 10; i++) {
		first.bytes[6] = (uint8_t)i;
		second.bytes[6] = (uint8_t)i;
		quic_read(&talk.quic, TALK_CLIENT, bytes_of(first.bytes, 1200), crypto, &ear, &talk);
		quic_read(&talk.quic, TALK_SERVER, bytes_of(second.bytes, (uint32_t)second.size), crypto, &ear, &talk);
		assert_true(ja4_format(&chromes, text));
	}
	assert_int_equal(allocations, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_those_of_the_rfcs),
		cmocka_unit_test(the_clients_sample_packets_are_opened),
		cmocka_unit_test(the_servers_sample_packets_are_opened),
		cmocka_unit_test(first_datagrams_are_claimed),
		cmocka_unit_test(versions_that_cannot_be_opened_are_claimed_as_such),
		cmocka_unit_test(any_other_datagram_is_passed_over),
		cmocka_unit_test(packet_numbers_may_be_of_any_length),
		cmocka_unit_test(frames_in_any_order_with_others_between_are_joined),
		cmocka_unit_test(a_hello_of_two_datagrams_is_joined_in_either_order),
		cmocka_unit_test(a_hello_with_a_gap_is_waited_for),
		cmocka_unit_test(without_a_place_for_pieces_a_long_hello_is_told_cut),
		cmocka_unit_test(a_hello_that_never_ends_is_given_up),
		cmocka_unit_test(what_is_no_client_hello_is_not_told),
		cmocka_unit_test(a_changed_packet_is_not_opened),
		cmocka_unit_test(of_a_packet_cut_by_the_capture_what_is_there_is_told),
		cmocka_unit_test(of_a_cut_packet_with_other_keys_nothing_is_told),
		cmocka_unit_test(a_short_datagram_is_no_packet_however_it_ends),
		cmocka_unit_test(both_sides_short_packets_establish),
		cmocka_unit_test(a_greased_fixed_bit_changes_nothing),
		cmocka_unit_test(zeros_behind_an_initial_are_nothing),
		cmocka_unit_test(one_sides_do_not),
		cmocka_unit_test(silence_is_a_failure_without_an_answer),
		cmocka_unit_test(a_client_that_goes_on_alone_was_answered_out_of_sight),
		cmocka_unit_test(a_close_of_the_server_is_read),
		cmocka_unit_test(a_close_with_other_keys_is_not),
		cmocka_unit_test(a_close_of_the_client_amid_its_hello_is_read),
		cmocka_unit_test(after_a_retry_keys_follow_from_the_servers_id),
		cmocka_unit_test(a_retry_out_of_sight_does_no_harm),
		cmocka_unit_test(versions_that_do_not_meet_are_a_failure),
		cmocka_unit_test(after_a_negotiation_the_client_begins_anew),
		cmocka_unit_test(packets_that_share_a_datagram_are_all_seen),
		cmocka_unit_test(nothing_is_allocated_for_a_packet),
	};
	int failed;

	CRYPTO_set_mem_functions(counted_malloc, counted_realloc, counted_free);
	crypto = quic_crypto_create();
	if (!crypto)
		return EXIT_FAILURE;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	quic_crypto_destroy(crypto);
	return failed;
}
