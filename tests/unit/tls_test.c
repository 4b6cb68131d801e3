/* SPDX-License-Identifier: BSD-2-Clause */
/* TLS connections in words: who says what, and what the reader makes of it. */
#include "claim.h"
#include "tls_talk.h"

enum { CCS = 20, ALERT = 21, HANDSHAKE = 22, DATA = 23, HEARTBEAT = 24 };

/* A story: turns of bytes. */
struct turn {
	enum talk_side side;
	size_t from, to;
};

struct story {
	struct draft draft;
	struct turn turns[32];
	unsigned count;
};

static struct story story;

static void begin_story(void)
{
	memset(&story, 0, sizeof story);
}

/* What was written to the draft since the last turn is this side's. */
static void turn(enum talk_side side)
{
	struct turn *new = &story.turns[story.count];

	new->side = side;
	new->from = story.count ? story.turns[story.count - 1].to : 0;
	new->to = story.draft.size;
	story.count++;
}

static void client_says(void)
{
	turn(TALK_CLIENT);
}

static void server_says(void)
{
	turn(TALK_SERVER);
}

static struct tls_talk *tell_story(size_t most)
{
	static struct tls_talk talk;

	memset(&talk, 0, sizeof talk);
	for (unsigned i = 0; i < story.count; i++)
		say(&talk, story.turns[i].side, story.draft.bytes + story.turns[i].from,
			story.turns[i].to - story.turns[i].from, most);
	end_talk(&talk);
	return &talk;
}

/* The story is heard so, whatever pieces it comes in. */
static void is_heard_as(const char *expected)
{
	static const size_t pieces[] = { 0, 1, 2, 3, 4, 5, 6, 7, 11, 64, 517, 1460 };

	for (unsigned i = 0; i < sizeof pieces / sizeof *pieces; i++)
		assert_string_equal(tell_story(pieces[i])->heard, expected);
}

static void hello_in_records_of(size_t most, const struct wish *wish)
{
	static struct draft hello;

	hello.size = 0;
	put_hello(&hello, wish);
	put_records(&story.draft, hello.bytes, hello.size, most);
}

static void hello_with(const struct wish *wish)
{
	hello_in_records_of(16384, wish);
}

static const struct wish plain_wish = { .name = "a.test", .supported = { TLS_1_3, TLS_1_2 } };

static void server_hello(uint16_t version, bool heartbeat)
{
	static struct draft hello;

	hello.size = 0;
	put_server_hello(&hello, version, heartbeat);
	put_record(&story.draft, HANDSHAKE, hello.bytes, hello.size);
}

static void sealed(uint8_t type, size_t size)
{
	put_sealed(&story.draft, type, size);
}

static void change_cipher_spec(void)
{
	put_record(&story.draft, CCS, "\1", 1);
}

static void hellos(const struct wish *wish, uint16_t version)
{
	begin_story();
	hello_with(wish);
	client_says();
	server_hello(version, false);
	if (version < TLS_1_3)
		sealed(HANDSHAKE, 3000); /* certificate and so on */
	server_says();
}

static void tls_1_2_is_done_when_both_finished(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_2);
	sealed(HANDSHAKE, 70);
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	client_says();
	is_heard_as("hello a.test, failed 0303 by end");
	change_cipher_spec();
	server_says();
	is_heard_as("hello a.test, failed 0303 by end");
	sealed(HANDSHAKE, 40);
	server_says();
	is_heard_as("hello a.test, done 0303");
	sealed(DATA, 5000);
	client_says();
	sealed(ALERT, 26);
	server_says();
	is_heard_as("hello a.test, done 0303");
}

static void a_resumed_session_is_done_when_the_client_finished(void **state)
{
	(void)state;
	begin_story();
	hello_with(&plain_wish);
	client_says();
	server_hello(0x0301, false);
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	server_says();
	is_heard_as("hello a.test, failed 0301 by end");
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	client_says();
	is_heard_as("hello a.test, done 0301");
}

static void the_clients_data_alone_is_no_handshake_done(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_2);
	sealed(HANDSHAKE, 70);
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	sealed(DATA, 100); /* a false start */
	client_says();
	is_heard_as("hello a.test, failed 0303 by end");
}

static void tls_1_3_is_done_when_the_client_sent_what_can_be_finished(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_3);
	change_cipher_spec();
	sealed(DATA, 2000);
	server_says();
	is_heard_as("hello a.test, failed 0304 by end");
	change_cipher_spec();
	client_says();
	is_heard_as("hello a.test, failed 0304 by end");
	sealed(DATA, 52);
	client_says();
	is_heard_as("hello a.test, failed 0304 by end");
	sealed(DATA, 53);
	client_says();
	is_heard_as("hello a.test, done 0304");
}

static void a_sealed_alert_of_tls_1_3_is_known_by_its_length(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_3);
	sealed(DATA, 2000);
	server_says();
	change_cipher_spec();
	sealed(DATA, 19);
	client_says();
	is_heard_as("hello a.test, failed 0304 by sealed alert");
	assert_int_equal(tell_story(0)->verdict.side, TALK_CLIENT);
}

static void after_a_retry_the_second_hello_is_no_finished(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_3); /* the retry request says 1.3, too */
	change_cipher_spec();
	server_says();
	change_cipher_spec();
	hello_with(&plain_wish);
	client_says();
	server_hello(TLS_1_3, false);
	server_says();
	is_heard_as("hello a.test, failed 0304 by end");
	sealed(DATA, 1000);
	server_says();
	sealed(DATA, 69);
	client_says();
	is_heard_as("hello a.test, done 0304");
}

static void early_data_is_no_finished(void **state)
{
	struct wish wish = { .name = "a.test", .supported = { TLS_1_3 }, .empty = { 42 } };

	(void)state;
	begin_story();
	hello_with(&wish);
	change_cipher_spec();
	sealed(DATA, 500);
	client_says();
	server_hello(TLS_1_3, false);
	sealed(DATA, 300);
	server_says();
	is_heard_as("hello a.test, failed 0304 by end");
	sealed(DATA, 21); /* its end */
	sealed(DATA, 53);
	client_says();
	is_heard_as("hello a.test, done 0304");
}

static void an_alert_in_clear_before_the_end_is_a_failure(void **state)
{
	(void)state;
	begin_story();
	hello_with(&plain_wish);
	client_says();
	put_alert(&story.draft, 2, 40);
	server_says();
	is_heard_as("hello a.test, failed 0000 by alert 2/40 of server");
	assert_true(tell_story(0)->verdict.answered);
}

static void an_empty_alert_says_nothing(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_2);
	put_record(&story.draft, ALERT, NULL, 0);
	put(&story.draft, "\2\2", 2);
	server_says();
	is_heard_as("hello a.test, failed 0303 by end");
}

static void behind_the_end_of_a_server_hello_is_no_version(void **state)
{
	static struct draft hello;

	(void)state;
	hello.size = 0;
	put_server_hello(&hello, TLS_1_2, false);
	hello.bytes[3] = 0; /* an empty message, it says */
	begin_story();
	hello_with(&plain_wish);
	client_says();
	put_record(&story.draft, HANDSHAKE, hello.bytes, hello.size);
	server_says();
	is_heard_as("hello a.test, failed 0000 by end");
}

static void a_client_may_turn_a_certificate_down(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_2);
	put_alert(&story.draft, 2, 48);
	client_says();
	is_heard_as("hello a.test, failed 0303 by alert 2/48 of client");
}

static void a_warning_ends_nothing_but_is_named_if_it_was_the_end(void **state)
{
	(void)state;
	begin_story();
	hello_with(&plain_wish);
	client_says();
	put_alert(&story.draft, 1, 112);
	server_says();
	is_heard_as("hello a.test, failed 0000 by end 1/112 of server");
	server_hello(TLS_1_2, false);
	server_says();
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	client_says();
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	server_says();
	is_heard_as("hello a.test, done 0303");
}

static void a_sealed_alert_before_the_end_is_a_failure_too(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_2);
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	sealed(ALERT, 26);
	client_says();
	is_heard_as("hello a.test, failed 0303 by sealed alert");
}

static void silence_is_a_failure_without_an_answer(void **state)
{
	(void)state;
	begin_story();
	hello_with(&plain_wish);
	client_says();
	is_heard_as("hello a.test, failed 0000 by end");
	assert_false(tell_story(0)->verdict.answered);
}

static void other_words_of_the_server_are_a_failure(void **state)
{
	(void)state;
	begin_story();
	hello_with(&plain_wish);
	client_says();
	put(&story.draft, "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
	server_says();
	is_heard_as("hello a.test, failed 0000 by other words");
	assert_false(tell_story(0)->verdict.answered);
}

static void other_words_of_the_client_are_malformed(void **state)
{
	(void)state;
	hellos(&plain_wish, TLS_1_2);
	put(&story.draft, "GET / HTTP/1.1\r\n\r\n", 18);
	client_says();
	is_heard_as("hello a.test, malformed 0303");
	begin_story();
	put(&story.draft, "GET / HTTP/1.1\r\n\r\n", 18);
	client_says();
	is_heard_as("malformed 0000");
	begin_story();
	put_record(&story.draft, HANDSHAKE, "\2\0\0\4abcd", 8); /* a ServerHello */
	client_says();
	is_heard_as("malformed 0000");
}

static void a_client_that_goes_on_alone_was_answered_out_of_sight(void **state)
{
	(void)state;
	begin_story();
	hello_with(&plain_wish);
	client_says();
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	client_says();
	is_heard_as("hello a.test, unknown 0000");
	begin_story();
	hello_with(&plain_wish);
	sealed(DATA, 80);
	client_says();
	is_heard_as("hello a.test, unknown 0000");
}

static void a_hello_over_many_records_is_joined(void **state)
{
	static const size_t sizes[] = { 1, 2, 3, 4, 5, 50, 100, 511, 512, 513 };

	(void)state;
	for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct wish wish = plain_wish;

		wish.padding = 400;
		begin_story();
		hello_in_records_of(sizes[i], &wish);
		client_says();
		put_alert(&story.draft, 2, 70);
		server_says();
		is_heard_as("hello a.test, failed 0000 by alert 2/70 of server");
	}
}

static void a_hello_longer_than_can_be_kept_is_told_cut(void **state)
{
	struct wish wish = { .name = "a.test", .padding = 17000 };

	(void)state;
	begin_story();
	hello_with(&wish);
	sealed(DATA, 100);
	client_says();
	server_hello(TLS_1_3, false);
	sealed(DATA, 100);
	server_says();
	is_heard_as("cut hello a.test, done 0304");
	begin_story();
	wish.padding = 16000;
	hello_with(&wish);
	client_says();
	is_heard_as("hello a.test, failed 0000 by end");
}

static void a_hello_that_ends_early_is_told_cut(void **state)
{
	static struct draft hello;

	(void)state;
	hello.size = 0;
	put_hello(&hello, &plain_wish);
	begin_story();
	put_record(&story.draft, HANDSHAKE, hello.bytes, hello.size - 5);
	client_says();
	is_heard_as("cut hello a.test, failed 0000 by end");
	put_alert(&story.draft, 2, 0);
	client_says();
	is_heard_as("cut hello a.test, failed 0000 by alert 2/0 of client");
}

/* All prefixes of a whole conversation, byte by byte and at once. */
static void a_talk_cut_anywhere_is_heard_the_same_in_any_pieces(void **state)
{
	size_t whole;

	(void)state;
	begin_story();
	hello_in_records_of(60, &plain_wish);
	client_says();
	server_hello(TLS_1_2, false);
	server_says();
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	put_record(&story.draft, HEARTBEAT, "\1\xff\xff", 3);
	client_says();
	sealed(HEARTBEAT, 800);
	put_alert(&story.draft, 1, 0);
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	server_says();
	whole = story.draft.size;
	for (size_t size = 0; size <= whole; size++) {
		struct story kept = story;
		char heard[512];

		for (unsigned i = 0; i < story.count; i++) {
			story.turns[i].from = story.turns[i].from < size ? story.turns[i].from : size;
			story.turns[i].to = story.turns[i].to < size ? story.turns[i].to : size;
		}
		strcpy(heard, tell_story(0)->heard);
		assert_string_equal(tell_story(1)->heard, heard);
		assert_string_equal(tell_story(7)->heard, heard);
		story = kept;
	}
}

static void lost_bytes_inside_a_record_are_survived(void **state)
{
	static struct tls_talk talk;

	(void)state;
	hellos(&plain_wish, TLS_1_2);
	memset(&talk, 0, sizeof talk);
	say(&talk, TALK_CLIENT, story.draft.bytes, story.turns[0].to, 0);
	/* All but 2,900 of the 3,000 bytes of the server's second record. */
	say(&talk, TALK_SERVER, story.draft.bytes + story.turns[1].from, story.turns[1].to - story.turns[1].from - 2900, 0);
	tls_skip(&talk.tls, TALK_SERVER, 2900, &tls_ear, &talk);
	assert_string_equal(talk.heard, "hello a.test");
	story.draft.size = 0;
	put_alert(&story.draft, 2, 80);
	say(&talk, TALK_SERVER, story.draft.bytes, story.draft.size, 0);
	assert_string_equal(talk.heard, "hello a.test, failed 0303 by alert 2/80 of server");
}

static void one_byte_more_is_not(void **state)
{
	static struct tls_talk talk;

	(void)state;
	hellos(&plain_wish, TLS_1_2);
	memset(&talk, 0, sizeof talk);
	say(&talk, TALK_CLIENT, story.draft.bytes, story.turns[0].to, 0);
	say(&talk, TALK_SERVER, story.draft.bytes + story.turns[1].from, story.turns[1].to - story.turns[1].from - 2900, 0);
	tls_skip(&talk.tls, TALK_SERVER, 2901, &tls_ear, &talk);
	assert_string_equal(talk.heard, "hello a.test, unknown 0303");
	assert_true(tls_is_over(&talk.tls));
}

static void a_request_beyond_its_record_is_heartbleed(void **state)
{
	(void)state;
	hellos(&plain_wish, 0x0302);
	put_record(&story.draft, HEARTBEAT, "\1\x40\0", 3);
	client_says();
	is_heard_as("hello a.test, heartbleed, failed 0302 by end");
	put_alert(&story.draft, 2, 10);
	server_says();
	is_heard_as("hello a.test, heartbleed, failed 0302 by alert 2/10 of server");
}

static void a_long_answer_to_it_is_told(void **state)
{
	(void)state;
	hellos(&plain_wish, 0x0302);
	put_record(&story.draft, HEARTBEAT, "\1\x40\0", 3);
	put_record(&story.draft, HEARTBEAT, "\1\x40\0", 3);
	client_says();
	put_record(&story.draft, HEARTBEAT, "\2\0\0", 3);
	server_says();
	is_heard_as("hello a.test, heartbleed, failed 0302 by end");
	sealed(HEARTBEAT, 16384);
	sealed(HEARTBEAT, 16384);
	server_says();
	is_heard_as("hello a.test, heartbleed, bled, failed 0302 by end");
}

static void an_honest_heartbeat_is_nothing(void **state)
{
	(void)state;
	hellos(&plain_wish, 0x0302);
	put_record(&story.draft, HEARTBEAT, "\1\0\4abcd0123456789abcdef", 23);
	client_says();
	put_record(&story.draft, HEARTBEAT, "\2\0\4abcd0123456789abcdef0123", 27);
	server_says();
	is_heard_as("hello a.test, failed 0302 by end");
	put_record(&story.draft, HEARTBEAT, "\1\0\5abcd0123456789abcdef", 23);
	client_says();
	is_heard_as("hello a.test, heartbleed, failed 0302 by end");
}

static void sealed_heartbeats(size_t asked, size_t answered, bool agreed)
{
	struct wish wish = { .name = "a.test", .empty = { 15 } };

	begin_story();
	hello_with(&wish);
	client_says();
	server_hello(TLS_1_2, agreed);
	server_says();
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	client_says();
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	server_says();
	sealed(HEARTBEAT, asked);
	client_says();
	sealed(HEARTBEAT, answered);
	server_says();
}

static void a_sealed_answer_much_longer_than_the_question_is_heartbleed(void **state)
{
	(void)state;
	sealed_heartbeats(32, 16416, true);
	is_heard_as("hello a.test, done 0303, heartbleed, bled");
	sealed_heartbeats(32, 32 + 512, true); /* padding */
	is_heard_as("hello a.test, done 0303");
	sealed_heartbeats(2000, 2000, true);
	is_heard_as("hello a.test, done 0303");
}

static void without_agreed_heartbeats_the_talk_is_over_when_it_is_done(void **state)
{
	(void)state;
	sealed_heartbeats(32, 16416, false);
	is_heard_as("hello a.test, done 0303");
	assert_true(tls_is_over(&tell_story(0)->tls));
}

static void the_form_of_ssl_2_begins_a_talk_too(void **state)
{
	static const char hello[] = "802e0103010015000000100000350000"
		"2f00000a0000050000040000ff0102030405060708090a0b0c0d0e0f10";

	(void)state;
	begin_story();
	put_hex(&story.draft, hello);
	story.draft.bytes[1] = (uint8_t)(story.draft.size - 2);
	story.draft.bytes[6] = (uint8_t)(story.draft.size - 2 - 9 - 16);
	client_says();
	is_heard_as("hello, failed 0000 by end");
	server_hello(0x0301, false);
	server_says();
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	client_says();
	change_cipher_spec();
	sealed(HANDSHAKE, 40);
	server_says();
	is_heard_as("hello, done 0301");
}

static void ssl_2_to_the_end_is_unknown(void **state)
{
	(void)state;
	begin_story();
	put_hex(&story.draft, "801c0100020003000000100100800102030405060708090a0b0c0d0e0f10");
	client_says();
	put_hex(&story.draft, "80100400010002");
	put_zeros(&story.draft, 20);
	server_says();
	is_heard_as("hello, unknown 0000");
	assert_true(tell_story(0)->verdict.answered);
}

static void first_bytes_are_claimed_or_not(void **state)
{
	static const struct {
		const char *hex;
		bool claimed, maybe;
	} cases[] = {
		{ "", false, true }, { "16", false, true }, { "1603", false, true }, { "160301", false, true },
		{ "1603010200", false, true }, { "160301020001", true, false }, { "160304000101", true, false },
		{ "160305", false, false }, { "160301000001", false, false }, { "160301400101", false, false },
		{ "160301020002", false, false }, { "1503010002", false, false }, { "1602", false, false },
		{ "474554202f20", false, false }, { "80", false, true }, { "802e01", false, true }, { "802e04", false, false },
		{ "801c0100020003000000100100", true, false }, { "801d0100020003000000100100", false, false },
		{ "801c0100020004000000100100", false, false }, { "801c010002000300000010", true, false },
		{ "801c0100020003000000", false, true },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct draft draft = { 0 };
		bool maybe;

		put_hex(&draft, cases[i].hex);
		assert_int_equal(tls_claims(draft.bytes, draft.size, &maybe), cases[i].claimed);
		assert_int_equal(maybe, cases[i].maybe);
	}
}

static void the_state_is_small(void **state)
{
	(void)state;
	assert_true(sizeof(struct tls) <= 96);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tls_1_2_is_done_when_both_finished),
		cmocka_unit_test(a_resumed_session_is_done_when_the_client_finished),
		cmocka_unit_test(the_clients_data_alone_is_no_handshake_done),
		cmocka_unit_test(tls_1_3_is_done_when_the_client_sent_what_can_be_finished),
		cmocka_unit_test(a_sealed_alert_of_tls_1_3_is_known_by_its_length),
		cmocka_unit_test(after_a_retry_the_second_hello_is_no_finished),
		cmocka_unit_test(early_data_is_no_finished),
		cmocka_unit_test(an_alert_in_clear_before_the_end_is_a_failure),
		cmocka_unit_test(an_empty_alert_says_nothing),
		cmocka_unit_test(behind_the_end_of_a_server_hello_is_no_version),
		cmocka_unit_test(a_client_may_turn_a_certificate_down),
		cmocka_unit_test(a_warning_ends_nothing_but_is_named_if_it_was_the_end),
		cmocka_unit_test(a_sealed_alert_before_the_end_is_a_failure_too),
		cmocka_unit_test(silence_is_a_failure_without_an_answer),
		cmocka_unit_test(other_words_of_the_server_are_a_failure),
		cmocka_unit_test(other_words_of_the_client_are_malformed),
		cmocka_unit_test(a_client_that_goes_on_alone_was_answered_out_of_sight),
		cmocka_unit_test(a_hello_over_many_records_is_joined),
		cmocka_unit_test(a_hello_longer_than_can_be_kept_is_told_cut),
		cmocka_unit_test(a_hello_that_ends_early_is_told_cut),
		cmocka_unit_test(a_talk_cut_anywhere_is_heard_the_same_in_any_pieces),
		cmocka_unit_test(lost_bytes_inside_a_record_are_survived),
		cmocka_unit_test(one_byte_more_is_not),
		cmocka_unit_test(a_request_beyond_its_record_is_heartbleed),
		cmocka_unit_test(a_long_answer_to_it_is_told),
		cmocka_unit_test(an_honest_heartbeat_is_nothing),
		cmocka_unit_test(a_sealed_answer_much_longer_than_the_question_is_heartbleed),
		cmocka_unit_test(without_agreed_heartbeats_the_talk_is_over_when_it_is_done),
		cmocka_unit_test(the_form_of_ssl_2_begins_a_talk_too),
		cmocka_unit_test(ssl_2_to_the_end_is_unknown),
		cmocka_unit_test(first_bytes_are_claimed_or_not),
		cmocka_unit_test(the_state_is_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
