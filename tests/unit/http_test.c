/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told of talks that keep to HTTP, of those that do not quite, and of those that try to hide. */
#include "claim.h"
#include "http_desk.h"

#include "detect/http_form.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
#define OK(length, body) "HTTP/1.1 200 OK\r\nContent-Length: " #length "\r\n\r\n" body

static struct desk desk; /* too large for a stack */

static int anew(void **state)
{
	(void)state;
	memset(&desk, 0, sizeof desk);
	return 0;
}

static int kept_promises(void **state)
{
	(void)state;
	return desk.broken ? -1 : 0;
}

static void client(const char *text)
{
	says(&desk, TALK_CLIENT, text);
}

static void server(const char *text)
{
	says(&desk, TALK_SERVER, text);
}

static void assert_asked(const char *text)
{
	assert_string_equal(desk.asked, text);
}

static void assert_answered(const char *text)
{
	assert_string_equal(desk.answered, text);
}

static bool claims(const char *text)
{
	bool maybe;

	return http_claims((const uint8_t *)text, strlen(text), &maybe);
}

static bool may_claim(const char *text)
{
	bool maybe = false;

	return !http_claims((const uint8_t *)text, strlen(text), &maybe) && maybe;
}

/* ---- Which talks are HTTP. ---- */

static void a_known_method_and_a_path_are_http_at_once(void **state)
{
	(void)state;
	assert_true(claims("GET /"));
	assert_true(claims("\r\nPOST /login HT"));
	assert_true(claims("OPTIONS * HTTP/1.1\r\n"));
	assert_true(claims("CONNECT a:443 HTTP/1.1\r\n"));
	assert_true(claims("GET http://a/ HTTP/1.0\n"));
}

static void an_unknown_method_needs_the_version(void **state)
{
	(void)state;
	assert_true(claims("QUUX /x HTTP/1.1\r\n"));
	assert_true(may_claim("QUUX /x HTTP/1."));
	assert_false(claims("QUUX /x\r\n") || may_claim("QUUX /x\r\n"));
}

static void too_few_bytes_may_become_http(void **state)
{
	(void)state;
	assert_true(may_claim(""));
	assert_true(may_claim("\r\n"));
	assert_true(may_claim("GE"));
	assert_true(may_claim("GET "));
}

static void other_protocols_are_not_http(void **state)
{
	static const char *const others[] = { "SSH-2.0-OpenSSH_9.2\r\n", "EHLO example.org\r\n", "USER anonymous\r\n",
		"\x16\x03\x01\x02", "OPTIONS sip:a@b SIP/2.0\r\n", "OPTIONS / RTSP/1.0\r\n", "GET key\r\n",
		"*1\r\n$4\r\nPING\r\n", "NICK x\r\n", " GET / HTTP/1.1\r\n", "GET\r\n" };

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (claims(others[i]) || may_claim(others[i]))
			fail_msg("%s", others[i]);
}

static void a_request_line_without_an_end_is_not_waited_for_for_ever(void **state)
{
	static char text[8192];
	bool maybe;

	(void)state;
	memset(text, 'x', sizeof text);
	memcpy(text, "QUUX ", 5);
	assert_false(http_claims((const uint8_t *)text, 1000, &maybe));
	assert_true(maybe);
	assert_false(http_claims((const uint8_t *)text, sizeof text, &maybe));
	assert_false(maybe);
}

/* ---- Requests. ---- */

static void a_request_is_told_with_its_parts(void **state)
{
	(void)state;
	client("GET /a?b=1 HTTP/1.1\r\nHost: example.go.id:8080\r\nUser-Agent: curl/8\r\n"
		"Authorization: Basic eDp5\r\n\r\n");
	assert_asked("1 GET /a?b=1 host=example.go.id agent=curl/8 basic\n");
}

static void field_names_and_schemes_are_of_either_case(void **state)
{
	(void)state;
	client("GET / HTTP/1.1\r\nhOST:a\r\nUSER-AGENT:\t b \r\nauthorization: dIGEST x\r\n\r\n");
	assert_asked("1 GET / host=a agent=b digest\n");
}

static void line_feeds_alone_end_lines(void **state)
{
	(void)state;
	client("GET / HTTP/1.1\nHost: a\n\nGET /b HTTP/1.1\nHost: a\r\n\nGET /c HTTP/1.0\n\n");
	assert_asked("1 GET / host=a\n2 GET /b host=a\n3 GET /c\n");
}

static void a_folded_line_belongs_to_its_field(void **state)
{
	(void)state;
	client("GET / HTTP/1.1\r\nUser-Agent: a\r\n b\r\n\tc\r\nHost: d\r\n\r\n");
	assert_asked("1 GET / host=d agent=a\r\n b\r\n\tc\n");
}

static void the_host_is_that_of_the_uri_if_it_has_one(void **state)
{
	(void)state;
	client("GET http://u:p@b.id:81/x HTTP/1.1\r\nHost: a\r\n\r\n");
	client("GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n");
	client("GET / HTTP/1.0\r\n\r\n");
	assert_asked("1 GET http://u:p@b.id:81/x host=b.id\n2 GET / host=2001:db8::1\n3 GET /\n");
}

static void white_space_inside_a_target_is_kept(void **state)
{
	(void)state;
	client("GET /a b'or 1 HTTP/1.1\r\n\r\n");
	assert_asked("1 GET /a b'or 1\n");
}

static void pipelined_requests_are_told_one_by_one(void **state)
{
	(void)state;
	client(GET("/1") GET("/2") "\r\n\r\n" GET("/3"));
	assert_asked("1 GET /1 host=a\n2 GET /2 host=a\n3 GET /3 host=a\n");
}

static void a_request_that_comes_byte_by_byte_is_told_once(void **state)
{
	(void)state;
	says_slowly(&desk, TALK_CLIENT, "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx=y" GET("/2"));
	assert_asked("1 POST /p host=a body=x=y\n2 GET /2 host=a\n");
}

static void a_simple_request_is_whole_at_its_line_end(void **state)
{
	(void)state;
	client("GET /cgi-bin/x\r\n");
	assert_asked("1 GET /cgi-bin/x simple\n");
	client(GET("/2"));
	assert_asked("1 GET /cgi-bin/x simple\n");
}

static void what_is_no_request_ends_the_reading(void **state)
{
	(void)state;
	client(GET("/1") "\x16\x03\x01 what\r\n" GET("/2"));
	assert_asked("1 GET /1 host=a\n");
	assert_false(http_is_over(&desk.http));
	server(OK(2, "ok"));
	assert_answered("1 200 of 2: 2\n");
	assert_true(http_is_over(&desk.http));
}

/* ---- Bodies of requests. ---- */

static void a_request_waits_for_its_body(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
	assert_asked("");
	client("cde" GET("/2"));
	assert_asked("1 POST / body=abcde\n2 GET /2 host=a\n");
}

static void a_body_that_never_comes_is_not_waited_for_beyond_the_end(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\nab");
	hang_up(&desk);
	assert_asked("1 POST / body=ab\n");
}

static void no_more_than_the_bound_of_a_body_is_waited_for(void **state)
{
	static char body[HTTP_BODY_MOST + 1];

	(void)state;
	memset(body, 'x', HTTP_BODY_MOST);
	client("POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
	says_bytes(&desk, TALK_CLIENT, body, HTTP_BODY_MOST - 1);
	assert_int_equal(desk.requests, 0);
	client("x");
	assert_int_equal(desk.requests, 1);
	assert_int_equal(strlen(desk.asked), strlen("1 POST / body=\n") + HTTP_BODY_MOST);
	for (size_t sent = HTTP_BODY_MOST; sent < 1000000; sent += 32)
		says_bytes(&desk, TALK_CLIENT, body, 1000000 - sent < 32 ? 1000000 - sent : 32);
	client(GET("/2"));
	assert_int_equal(desk.requests, 2);
}

static void chunks_do_not_hide_what_is_in_the_body(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3\r\n<sc\r\n4;x=\"y\"\r\nript\r\n00001\n>\n0\r\nX-Sum: 1\r\n\r\n" GET("/2"));
	assert_asked("1 POST / body=<script>\n2 GET /2 host=a\n");
}

static void chunks_byte_by_byte_are_the_same(void **state)
{
	(void)state;
	says_slowly(&desk, TALK_CLIENT, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3\r\n<sc\r\n4;x=\"y\"\r\nript\r\n00001\n>\n0\r\nX-Sum: 1\r\n\r\n" GET("/2"));
	assert_asked("1 POST / body=<script>\n2 GET /2 host=a\n");
}

static void broken_chunks_end_the_reading_but_what_was_read_is_told(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n" GET("/2"));
	assert_asked("1 POST / body=abc\n");
}

static void a_chunk_longer_than_any_is_broken(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff1\r\nabc");
	assert_asked("1 POST /\n");
	assert_false(http_skip(&desk.http, TALK_CLIENT, 1));
}

static void chunks_beat_a_length_and_that_is_told(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nContent-Length: 100\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" GET("/2"));
	assert_asked("1 POST / ambiguous\n2 GET /2 host=a\n");
}

static void the_least_of_two_lengths_shows_what_the_other_hides(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nContent-Length: 100\r\nContent-Length: 1\r\n\r\nx" GET("/2"));
	assert_asked("1 POST / body=x ambiguous\n2 GET /2 host=a\n");
}

static void the_same_length_twice_is_one(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1, 1\r\n\r\nx" GET("/2"));
	assert_asked("1 POST / body=x\n2 GET /2 host=a\n");
}

static void odd_framings_are_told(void **state)
{
	static const char *const odd[] = { "Content-Length: +0", "Content-Length: 0x0", "Content-Length: -1",
		"Content-Length:", "Content-Length : 0", "Transfer-Encoding: xyz",
		"Host: a\r\nHost: b", "Content-Length: 99999999999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		anew(NULL);
		client("GET / HTTP/1.1\r\n");
		client(odd[i]);
		client("\r\n\r\n");
		hang_up(&desk);
		if (!strstr(desk.asked, " ambiguous\n"))
			fail_msg("%s", odd[i]);
	}
}

static void an_encoding_that_ends_in_chunks_is_chunks_and_identity_is_nothing(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
	client("POST /2 HTTP/1.1\r\nTransfer-Encoding: identity\r\nContent-Length: 1\r\n\r\ny" GET("/3"));
	assert_asked("1 POST / body=x\n2 POST /2 body=y\n3 GET /3 host=a\n");
}

/* ---- Long heads. ---- */

static void fill(const char *name, size_t size)
{
	client(name);
	for (size_t i = 0; i < size; i++)
		says_bytes(&desk, TALK_CLIENT, "x", 1);
	client("\r\n");
}

static void a_head_longer_than_a_view_is_told_cut_and_what_follows_is_not_lost(void **state)
{
	(void)state;
	client("POST /long HTTP/1.1\r\nHost: a\r\n");
	fill("X-One: ", 10000);
	fill("X-Two: ", 10000);
	fill("X-Three: ", 30000);
	client("Content-Length: 2\r\n\r\nab" GET("/2"));
	assert_asked("1 POST /long host=a cut\n2 GET /2 host=a\n");
}

static void a_line_longer_than_a_view_is_told_cut(void **state)
{
	(void)state;
	fill("SEARCH /", 40000);
	client("Host: a\r\n\r\n" GET("/2"));
	assert_int_equal(desk.requests, 2);
	assert_memory_equal(desk.asked, "1 SEARCH /xxx", 13);
	assert_non_null(strstr(desk.asked, "xxx cut\n2 GET /2 host=a\n"));
}

static void a_cut_within_the_blank_line_is_no_matter(void **state)
{
	(void)state;
	for (size_t size = TALK_VIEW_MOST - 8; size < TALK_VIEW_MOST + 8; size++) {
		size_t before = strlen("GET / HTTP/1.1\r\nX: ");

		anew(NULL);
		client("GET / HTTP/1.1\r\n");
		fill("X: ", size - before);
		client("\r\n" GET("/2"));
		if (desk.requests != 2)
			fail_msg("%zu", size);
	}
}

static void an_unfinished_request_is_told_as_cut_at_the_end(void **state)
{
	(void)state;
	client("GET /slow HTTP/1.1\r\nHost: a\r\nX-a: ");
	assert_asked("");
	hang_up(&desk);
	assert_asked("1 GET /slow host=a cut\n");
}

static void a_few_letters_are_no_request(void **state)
{
	(void)state;
	client("GET");
	hang_up(&desk);
	assert_asked("");
}

/* ---- Responses. ---- */

static void a_response_is_told_with_its_request_and_what_it_held(void **state)
{
	(void)state;
	client(GET("/1"));
	server("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 4\r\n\r\nno");
	assert_answered("1 401 of 4 login?");
	server("no");
	assert_answered("1 401 of 4 login?: 4\n");
}

static void responses_answer_in_the_order_of_the_requests(void **state)
{
	(void)state;
	client(GET("/1") GET("/2") GET("/3"));
	server(OK(1, "x") "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n");
	server("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
	assert_answered("1 200 of 1: 1\n2 404: 5\n3 302 of 0: 0\n");
}

static void interim_responses_answer_nothing(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
	server("HTTP/1.1 100 Continue\r\n\r\n");
	client("x");
	server("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" OK(0, ""));
	assert_answered("1 200 of 0: 0\n");
}

static void answers_to_head_and_204_and_304_have_no_body(void **state)
{
	(void)state;
	client("HEAD /1 HTTP/1.1\r\n\r\n" GET("/2") GET("/3") GET("/4"));
	server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nHTTP/1.1 204 No\r\n\r\n"
		"HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n" OK(1, "x"));
	assert_answered("1 200 of 1000: 0\n2 204: 0\n3 304 of 9: 0\n4 200 of 1: 1\n");
}

static void sixty_four_pipelined_heads_are_remembered(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 64; i++)
		client("HEAD / HTTP/1.1\r\n\r\n");
	for (unsigned i = 0; i < 64; i++)
		server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
	assert_int_equal(desk.answers, 64);
}

static void more_pipelined_heads_leave_the_answers_unknown(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 65; i++)
		client("HEAD / HTTP/1.1\r\n\r\n");
	server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
	assert_int_equal(desk.requests, 65);
	assert_int_equal(desk.responses, 0);
}

static void a_thousand_pipelined_gets_are_paired(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		client("GET / HTTP/1.1\r\n\r\n");
	client("HEAD / HTTP/1.0\r\n\r\n");
	assert_int_equal(desk.requests, 1001);
	anew(NULL);
	for (unsigned i = 0; i < 1000; i++)
		client("GET / HTTP/1.1\r\n\r\n");
	for (unsigned i = 0; i < 1000; i++)
		server(OK(3, "abc"));
	assert_int_equal(desk.answers, 1000);
}

static void a_body_without_a_length_lasts_to_the_close(void **state)
{
	(void)state;
	client(GET("/1"));
	server("HTTP/1.0 200 OK\r\n\r\nHTTP/1.1 500 No\r\n\r\n");
	assert_answered("1 200");
	hang_up(&desk);
	assert_answered("1 200: 19\n");
}

static void a_response_that_the_close_cuts_is_told_as_cut(void **state)
{
	(void)state;
	client(GET("/1"));
	server(OK(100, "abc"));
	hang_up(&desk);
	assert_answered("1 200 of 100: 3 cut\n");
}

static void two_lengths_of_a_response_leave_the_later_ones_unknown(void **state)
{
	(void)state;
	client(GET("/1") GET("/2"));
	server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx" OK(1, "x"));
	assert_int_equal(desk.responses, 1);
}

static void a_response_before_its_request_is_told_after_it(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n");
	server("HTTP/1.1 413 Too much\r\nContent-Length: 2\r\n\r\nno");
	assert_answered("");
	client("0123456789");
	assert_asked("1 POST / body=0123456789\n");
	assert_answered("1 413 of 2: 2\n");
}

static void a_response_half_read_when_its_request_is_told_goes_on(void **state)
{
	(void)state;
	client("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n");
	server("HTTP/1.1 413 Too much\r\nContent-Length: 4\r\n\r\nno");
	client("0123456789");
	assert_answered("1 413 of 4");
	server("no");
	assert_answered("1 413 of 4: 4\n");
}

static void a_response_captured_before_its_request_waits_for_it(void **state)
{
	(void)state;
	server(OK(2, "ok"));
	client(GET("/1"));
	assert_answered("1 200 of 2: 2\n");
}

static void an_answer_to_an_unfinished_request_is_paired(void **state)
{
	(void)state;
	client("GET /slow HTTP/1.1\r\nX-a: ");
	server("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
	assert_answered("");
	hang_up(&desk);
	assert_asked("1 GET /slow cut\n");
	assert_answered("1 408 of 0: 0\n");
}

static void a_second_answer_to_one_request_is_not_told(void **state)
{
	(void)state;
	client(GET("/1"));
	server(OK(1, "x") "HTTP/1.1 408 Request Timeout\r\n\r\n");
	hang_up(&desk);
	assert_answered("1 200 of 1: 1\n");
}

static void a_server_that_does_not_speak_http_ends_only_its_side(void **state)
{
	(void)state;
	client(GET("/1"));
	server("<html>");
	client(GET("/2"));
	server(OK(1, "x"));
	assert_int_equal(desk.requests, 2);
	assert_int_equal(desk.responses, 0);
}

static void a_response_head_longer_than_a_view_is_told_and_left_behind(void **state)
{
	(void)state;
	client(GET("/1") GET("/2"));
	server("HTTP/1.1 200 OK\r\nX: ");
	for (unsigned i = 0; i < 2000; i++)
		server("0123456789");
	server("\r\nContent-Length: 3\r\n\r\nabc" OK(1, "x"));
	assert_answered("1 200: 3\n2 200 of 1: 1\n");
}

/* ---- Tunnels. ---- */

static void after_an_upgrade_nothing_is_read(void **state)
{
	(void)state;
	client("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
	server("HTTP/1.1 101 Switching\r\n\r\n\x81\x05hello");
	client(GET("/2"));
	assert_asked("1 GET /ws\n");
	assert_answered("1 101: 0\n");
	assert_true(http_is_over(&desk.http));
}

static void after_a_granted_connect_nothing_is_read(void **state)
{
	(void)state;
	client("CONNECT b:443 HTTP/1.1\r\n\r\n");
	server("HTTP/1.1 200 OK\r\n\r\n");
	client(GET("/2"));
	assert_int_equal(desk.requests, 1);
	assert_true(http_is_over(&desk.http));
}

static void after_a_denied_connect_requests_go_on(void **state)
{
	(void)state;
	client("CONNECT b:443 HTTP/1.1\r\n\r\n" GET("/2"));
	server("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n" OK(1, "x"));
	assert_int_equal(desk.requests, 2);
	assert_answered("1 405 of 0: 0\n2 200 of 1: 1\n");
}

static void the_preface_of_http2_ends_the_reading(void **state)
{
	(void)state;
	assert_true(claims("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
	client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	assert_asked("");
	assert_true(http_is_over(&desk.http));
}

/* ---- Loss. ---- */

static void a_loss_inside_a_body_of_known_length_is_survived(void **state)
{
	(void)state;
	client(GET("/1") GET("/2"));
	server(OK(1000, "abc"));
	assert_true(loses(&desk, TALK_SERVER, 990));
	server("1234567" OK(1, "x"));
	assert_answered("1 200 of 1000: 1000\n2 200 of 1: 1\n");
}

static void a_loss_up_to_the_end_of_a_body_is_survived(void **state)
{
	(void)state;
	client(GET("/1") GET("/2"));
	server(OK(1000, "abc"));
	assert_true(loses(&desk, TALK_SERVER, 997));
	server(OK(1, "x"));
	assert_answered("1 200 of 1000: 1000\n2 200 of 1: 1\n");
}

static void a_loss_beyond_a_body_leaves_the_answers_unknown_and_the_requests_told(void **state)
{
	(void)state;
	client(GET("/1") GET("/2"));
	server(OK(1000, "abc"));
	assert_false(loses(&desk, TALK_SERVER, 998));
	server(OK(1, "x"));
	client(GET("/3"));
	hang_up(&desk);
	assert_int_equal(desk.requests, 3);
	assert_answered("1 200 of 1000: 3 cut\n");
}

static void a_loss_inside_a_chunk_is_survived_and_over_two_is_not(void **state)
{
	(void)state;
	client(GET("/1") GET("/2"));
	server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc");
	assert_true(loses(&desk, TALK_SERVER, 97));
	server("\r\n1\r\nx");
	assert_false(loses(&desk, TALK_SERVER, 1));
	hang_up(&desk);
	assert_answered("1 200: 101 cut\n");
}

static void after_a_loss_between_messages_a_request_is_read_but_no_response(void **state)
{
	(void)state;
	client(GET("/1"));
	assert_false(loses(&desk, TALK_CLIENT, 10));
	client(GET("/3"));
	server(OK(1, "x") OK(2, "xx"));
	client(GET("/4"));
	hang_up(&desk);
	assert_asked("1 GET /1 host=a\n2 GET /3 host=a\n3 GET /4 host=a\n");
	assert_answered("");
}

static void after_a_loss_what_was_asked_before_is_still_answered(void **state)
{
	(void)state;
	client(GET("/1"));
	assert_false(loses(&desk, TALK_CLIENT, 10));
	server(OK(1, "x") OK(2, "xx"));
	client("abc");
	client(GET("/3"));
	server(OK(3, "xxx"));
	hang_up(&desk);
	assert_asked("1 GET /1 host=a\n2 GET /3 host=a\n");
	assert_answered("1 200 of 1: 1\n");
}

/* What comes after a loss, in one piece, is told as ... */
static const char *asked_after_a_loss(const char *piece)
{
	anew(NULL);
	loses(&desk, TALK_CLIENT, 10);
	client(piece);
	return desk.asked;
}

static void after_a_loss_only_a_request_at_a_segments_begin_is_one(void **state)
{
	(void)state;
	assert_string_equal(asked_after_a_loss(GET("/1")), "1 GET /1 host=a\n");
	assert_string_equal(asked_after_a_loss("x" GET("/1")), "");
	assert_string_equal(asked_after_a_loss("Cookie: a\r\n\r\n" GET("/1")), "");
	assert_string_equal(asked_after_a_loss("GET /1 HTTP/1.1\r\n\r\n"), "");
	assert_string_equal(asked_after_a_loss("GET /1 HTTP/1.1\r\nand so on: text\r\n\r\n"), "");
	assert_string_equal(asked_after_a_loss("GET /1 HTTP/1.1\r\nHost: a"), "");
	assert_string_equal(asked_after_a_loss("GET /1\r\nHost: a\r\n\r\n"), "");
}

static void a_loss_inside_an_upload_is_survived(void **state)
{
	(void)state;
	client("POST /1 HTTP/1.1\r\nContent-Length: 9000\r\n\r\nab");
	assert_true(loses(&desk, TALK_CLIENT, 8990));
	client("12345678" GET("/2"));
	assert_asked("1 POST /1 body=ab\n2 GET /2 host=a\n");
}

/* ---- Log-in forms. ---- */

#define FORM(body, length) "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n" \
	"Content-Length: " #length "\r\n\r\n" body

static bool sends_password(const char *type, const char *body)
{
	char head[256];

	anew(NULL);
	snprintf(head, sizeof head, "POST / HTTP/1.1\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", type,
		strlen(body));
	client(head);
	client(body);
	return strstr(desk.asked, " password\n");
}

static void a_password_is_known_by_its_name(void **state)
{
	static const char *const passwords[] = { "user=a&password=b", "log=admin&pwd=x", "u=1&user%5Bpass%5D=x",
		"kata_sandi=x", "userPass=x", "j_password=x", "PASSWD=1", "sandi=1" };
	static const char *const others[] = { "user=a&q=password", "passenger=1", "compass=north", "sandiwara=1",
		"", "a" };

	(void)state;
	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++)
		if (!sends_password("application/x-www-form-urlencoded", passwords[i]))
			fail_msg("%s", passwords[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (sends_password("application/x-www-form-urlencoded", others[i]))
			fail_msg("%s", others[i]);
}

static void passwords_are_found_in_multipart_and_json(void **state)
{
	(void)state;
	assert_true(sends_password("multipart/form-data; boundary=x",
		"--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nb\r\n--x--"));
	assert_false(sends_password("multipart/form-data; boundary=x",
		"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"password\"\r\n\r\nb\r\n--x--"));
	assert_true(sends_password("application/json", "{\"user\": \"a\", \"password\" : \"b\"}"));
	assert_false(sends_password("application/json", "{\"user\": \"password\", \"x\": \"b\"}"));
	assert_false(sends_password("text/plain", "password=x"));
}

static void a_log_in_answered_by_its_form_is_told(void **state)
{
	(void)state;
	client(FORM("user=a&pass=b", 13));
	server("HTTP/1.1 200 OK\r\nContent-Length: 38\r\n\r\n<form><input TYPE = \"pass");
	server("word\" name=x>");
	assert_answered("1 200 of 38: 38 form\n");
}

static void chunks_do_not_hide_the_form(void **state)
{
	(void)state;
	client(FORM("user=a&pass=b", 13));
	server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n<input typ\r\n9\r\ne='passwo\r\n");
	server("4\r\nrd'>\r\n0\r\n\r\n");
	assert_answered("1 200: 23 form\n");
}

static void other_pages_and_other_requests_show_no_form(void **state)
{
	(void)state;
	client(FORM("user=a&pass=b", 13) GET("/login"));
	server(OK(18, "<input type='text'") OK(22, "<input type='password'"));
	assert_answered("1 200 of 18: 18\n2 200 of 22: 22\n");
}

static void a_password_may_stand_in_the_query(void **state)
{
	(void)state;
	client(GET("/brute?username=a&password=b") GET("/brute?q=password"));
	assert_non_null(strstr(desk.asked, "password=b host=a password\n2 GET /brute?q=password host=a\n"));
}

static void a_page_is_for_logging_in_by_its_name(void **state)
{
	static const char *const pages[] = { "login", "/login", "/login.php?error=1", "http://a.example/app/login/", "/masuk",
		"../signin.aspx", "/login/index.php", "/User/Login;jsessionid=1", "/wp-login.php#a" };
	static const char *const others[] = { "", "/", "/index.php", "/login/otp", "/dashboard?from=/login", "/relogin",
		"/login/index.php?testsession=3", "/loginlog", "//", "?login" };

	(void)state;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (!form_is_login_page(slice_of(pages[i], strlen(pages[i]))))
			fail_msg("%s", pages[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (form_is_login_page(slice_of(others[i], strlen(others[i]))))
			fail_msg("%s", others[i]);
}

/* ---- Cost. ---- */

static void the_state_is_small(void **state)
{
	(void)state;
	assert_in_range(sizeof(struct http), 1, 160);
}

/* ---- However it is cut into pieces, it tells the same. ---- */

static uint32_t seed;

static uint32_t below(uint32_t most)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % most;
}

struct stream {
	char bytes[1 << 16];
	size_t size;
};

static void add(struct stream *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct stream *stream, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	stream->size += (size_t)vsnprintf(stream->bytes + stream->size, sizeof stream->bytes - stream->size,
		format, list);
	va_end(list);
	assert_in_range(stream->size, 0, sizeof stream->bytes - 1);
}

static void add_letters(struct stream *stream, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		add(stream, "%c", "ab\r\n&=% HTTP/1"[below(14)]);
}

static void add_body(struct stream *stream, uint32_t most)
{
	const char *end = below(4) ? "\r\n" : "\n";
	uint32_t size = below(most);

	if (below(2)) {
		add(stream, "Content-Length: %u%s%s", size, end, end);
		add_letters(stream, size);
		return;
	}
	add(stream, "Transfer-Encoding: chunked%s%s", end, end);
	for (unsigned i = below(5); i; i--) {
		uint32_t chunk = 1 + below(most / 4 + 1);

		add(stream, "%x%s\r\n", chunk, below(2) ? ";ext=1" : "");
		add_letters(stream, chunk);
		add(stream, "%s", end);
	}
	add(stream, "0%s%s%s", end, below(3) ? "" : "Trailer: x\r\n", end);
}

static void add_exchange(struct stream *asked, struct stream *answered)
{
	bool head = !below(6);

	if (below(3)) {
		add(asked, "%s /%u HTTP/1.%u\r\nHost: h%u\r\nUser-Agent: a\r\n\tb\r\n\r\n", head ? "HEAD" : "GET",
			below(100), below(2), below(9));
	} else {
		head = false;
		add(asked, "POST /%u HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n", below(100));
		add_body(asked, below(3) ? 40 : 6000);
	}
	if (!below(5))
		add(answered, "HTTP/1.1 100 Continue\r\n\r\n");
	if (head || !below(5)) {
		add(answered, "HTTP/1.1 %u X\r\n%s\r\n", head ? 200 : 304, below(2) ? "Content-Length: 77\r\n" : "");
		return;
	}
	add(answered, "HTTP/1.1 %u X\r\n", 400 + below(99));
	add_body(answered, below(3) ? 40 : 6000);
}

static void says_in_pieces(const struct stream *asked, const struct stream *answered, uint32_t most)
{
	size_t at = 0, back = 0;

	while (at < asked->size || back < answered->size) {
		size_t piece = 1 + below(most);

		if (at < asked->size && (below(2) || back == answered->size)) {
			piece = piece < asked->size - at ? piece : asked->size - at;
			says_bytes(&desk, TALK_CLIENT, asked->bytes + at, piece);
			at += piece;
		} else if (back < answered->size && desk.size[TALK_SERVER] + piece < TALK_VIEW_MOST) {
			piece = piece < answered->size - back ? piece : answered->size - back;
			says_bytes(&desk, TALK_SERVER, answered->bytes + back, piece);
			back += piece;
		}
	}
	hang_up(&desk);
}

static void random_pipelines_tell_the_same_in_any_pieces(void **state)
{
	static const uint32_t sizes[] = { 1, 3, 40, 1460, 9000 };
	static struct stream asked, answered;
	static struct desk whole;

	(void)state;
	for (uint32_t round = 0; round < 300; round++) {
		uint32_t exchanges;

		seed = round;
		exchanges = 1 + below(8);
		asked.size = answered.size = 0;
		for (uint32_t i = 0; i < exchanges; i++)
			add_exchange(&asked, &answered);
		anew(NULL);
		says_bytes(&desk, TALK_CLIENT, asked.bytes, asked.size);
		says_bytes(&desk, TALK_SERVER, answered.bytes, answered.size);
		hang_up(&desk);
		assert_int_equal(desk.requests, exchanges);
		assert_int_equal(desk.answers, exchanges);
		whole = desk;
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			anew(NULL);
			says_in_pieces(&asked, &answered, sizes[i]);
			assert_string_equal(desk.asked, whole.asked);
			assert_string_equal(desk.answered, whole.answered);
			assert_int_equal(desk.broken, 0);
		}
	}
}

#define test(name) cmocka_unit_test_setup_teardown(name, anew, kept_promises)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_known_method_and_a_path_are_http_at_once),
		test(an_unknown_method_needs_the_version),
		test(too_few_bytes_may_become_http),
		test(other_protocols_are_not_http),
		test(a_request_line_without_an_end_is_not_waited_for_for_ever),
		test(a_request_is_told_with_its_parts),
		test(field_names_and_schemes_are_of_either_case),
		test(line_feeds_alone_end_lines),
		test(a_folded_line_belongs_to_its_field),
		test(the_host_is_that_of_the_uri_if_it_has_one),
		test(white_space_inside_a_target_is_kept),
		test(pipelined_requests_are_told_one_by_one),
		test(a_request_that_comes_byte_by_byte_is_told_once),
		test(a_simple_request_is_whole_at_its_line_end),
		test(what_is_no_request_ends_the_reading),
		test(a_request_waits_for_its_body),
		test(a_body_that_never_comes_is_not_waited_for_beyond_the_end),
		test(no_more_than_the_bound_of_a_body_is_waited_for),
		test(chunks_do_not_hide_what_is_in_the_body),
		test(chunks_byte_by_byte_are_the_same),
		test(broken_chunks_end_the_reading_but_what_was_read_is_told),
		test(a_chunk_longer_than_any_is_broken),
		test(chunks_beat_a_length_and_that_is_told),
		test(the_least_of_two_lengths_shows_what_the_other_hides),
		test(the_same_length_twice_is_one),
		test(odd_framings_are_told),
		test(an_encoding_that_ends_in_chunks_is_chunks_and_identity_is_nothing),
		test(a_head_longer_than_a_view_is_told_cut_and_what_follows_is_not_lost),
		test(a_line_longer_than_a_view_is_told_cut),
		test(a_cut_within_the_blank_line_is_no_matter),
		test(an_unfinished_request_is_told_as_cut_at_the_end),
		test(a_few_letters_are_no_request),
		test(a_response_is_told_with_its_request_and_what_it_held),
		test(responses_answer_in_the_order_of_the_requests),
		test(interim_responses_answer_nothing),
		test(answers_to_head_and_204_and_304_have_no_body),
		test(sixty_four_pipelined_heads_are_remembered),
		test(more_pipelined_heads_leave_the_answers_unknown),
		test(a_thousand_pipelined_gets_are_paired),
		test(a_body_without_a_length_lasts_to_the_close),
		test(a_response_that_the_close_cuts_is_told_as_cut),
		test(two_lengths_of_a_response_leave_the_later_ones_unknown),
		test(a_response_before_its_request_is_told_after_it),
		test(a_response_half_read_when_its_request_is_told_goes_on),
		test(a_response_captured_before_its_request_waits_for_it),
		test(an_answer_to_an_unfinished_request_is_paired),
		test(a_second_answer_to_one_request_is_not_told),
		test(a_server_that_does_not_speak_http_ends_only_its_side),
		test(a_response_head_longer_than_a_view_is_told_and_left_behind),
		test(after_an_upgrade_nothing_is_read),
		test(after_a_granted_connect_nothing_is_read),
		test(after_a_denied_connect_requests_go_on),
		test(the_preface_of_http2_ends_the_reading),
		test(a_loss_inside_a_body_of_known_length_is_survived),
		test(a_loss_up_to_the_end_of_a_body_is_survived),
		test(a_loss_beyond_a_body_leaves_the_answers_unknown_and_the_requests_told),
		test(a_loss_inside_a_chunk_is_survived_and_over_two_is_not),
		test(after_a_loss_between_messages_a_request_is_read_but_no_response),
		test(after_a_loss_what_was_asked_before_is_still_answered),
		test(after_a_loss_only_a_request_at_a_segments_begin_is_one),
		test(a_loss_inside_an_upload_is_survived),
		test(a_password_is_known_by_its_name),
		test(passwords_are_found_in_multipart_and_json),
		test(a_log_in_answered_by_its_form_is_told),
		test(chunks_do_not_hide_the_form),
		test(other_pages_and_other_requests_show_no_form),
		test(a_password_may_stand_in_the_query),
		test(a_page_is_for_logging_in_by_its_name),
		test(the_state_is_small),
		test(random_pipelines_tell_the_same_in_any_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
