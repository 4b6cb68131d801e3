/* SPDX-License-Identifier: BSD-2-Clause */
/* What the summary tells of what was said: host names, reviews, sites by class, one-way wires. */
#include "story.h"

#include "hellos.h"

#define ATTACK "/?id=1%27%20UNION%20SELECT%20password%20FROM%20users--"

static struct end scanner(void)
{
	return end_at("198.51.100.9", 40000);
}

static struct end client(uint16_t port)
{
	return end_at("203.0.113.5", port);
}

static struct end server(uint16_t port)
{
	return end_at("103.94.188.10", port);
}

static struct ronda_settings settings_with(struct ronda_prefix *protect, const char *monitor, const char *site)
{
	static const char *sites[2];
	struct ronda_settings settings = story_settings();

	settings.protect = prefixes_of(&protect[0], "103.94.188.0/22");
	if (monitor)
		settings.monitor = prefixes_of(&protect[1], monitor);
	sites[0] = site;
	sites[1] = "mail.example.go.id";
	settings.sites = (struct ronda_names){ sites, site ? 2 : 0 };
	return settings;
}

static void begin(struct story *story, const char *monitor, const char *site)
{
	struct ronda_prefix prefix[2];
	struct ronda_settings settings = settings_with(prefix, monitor, site);

	story_begin_with(story, &settings);
}

/* A connection, and how far each side has got. */
struct talk_of {
	struct end from, to;
	uint32_t client, server;
};

static struct talk_of connects(struct story *story, struct end from, struct end to)
{
	shakes_hands(story, from, to, 100);
	return (struct talk_of){ from, to, 101, 7001 };
}

static void client_says(struct story *story, struct talk_of *talk, const void *bytes, size_t size)
{
	SEND(story, data, talk->from, talk->to, talk->client, talk->server, bytes, size);
	talk->client += (uint32_t)size;
}

static void server_says(struct story *story, struct talk_of *talk, const void *bytes, size_t size)
{
	SEND(story, data, talk->to, talk->from, talk->server, talk->client, bytes, size);
	talk->server += (uint32_t)size;
}

static void hangs_up(struct story *story, const struct talk_of *talk)
{
	SEND(story, fin, talk->from, talk->to, talk->client, talk->server);
	SEND(story, fin, talk->to, talk->from, talk->server, talk->client + 1);
}

/* One request for a path at a host (NULL: it names none), answered with a status, a field and five bytes. */
static void asks_with(struct story *story, struct end from, struct end to, const char *host, const char *path,
	unsigned status, const char *field)
{
	struct talk_of talk = connects(story, from, to);
	char text[512];

	client_says(story, &talk, text, (size_t)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n%s%s%s\r\n", path,
		host ? "Host: " : "", host ? host : "", host ? "\r\n" : ""));
	server_says(story, &talk, text, (size_t)snprintf(text, sizeof text,
		"HTTP/1.1 %u X\r\n%sContent-Length: 5\r\n\r\nhello", status, field));
	hangs_up(story, &talk);
}

static void asks(struct story *story, struct end from, struct end to, const char *host, const char *path,
	unsigned status)
{
	asks_with(story, from, to, host, path, status, "");
}

/* A whole handshake of TLS 1.3 that names a host. */
static void shakes_tls(struct story *story, struct end from, struct end to, const char *host)
{
	static struct draft message, flight;
	struct talk_of talk = connects(story, from, to);

	message.size = flight.size = 0;
	HELLO(&message, .name = host, .supported = { TLS_1_3 });
	put_record(&flight, 22, message.bytes, message.size);
	client_says(story, &talk, flight.bytes, flight.size);
	message.size = flight.size = 0;
	put_server_hello(&message, TLS_1_3, false);
	put_record(&flight, 22, message.bytes, message.size);
	put_sealed(&flight, 23, 1000);
	server_says(story, &talk, flight.bytes, flight.size);
	flight.size = 0;
	put_sealed(&flight, 23, 69);
	client_says(story, &talk, flight.bytes, flight.size);
	hangs_up(story, &talk);
}

static bool is_at(const struct ronda_addr *addr, struct end end)
{
	return ronda_addr_equal(addr, &end.addr);
}

static const struct ronda_hostname *name_in(const struct ronda_summary *summary, const char *name)
{
	for (size_t i = 0; i < summary->hostnames_count; i++)
		if (strcmp(summary->hostnames[i].name, name) == 0)
			return &summary->hostnames[i];
	return NULL;
}

static uint64_t class_at(const struct ronda_summary *summary, const char *site, enum ronda_class class)
{
	for (size_t i = 0; i < summary->attempts.by_site_class.count; i++)
		if (strcmp(summary->attempts.by_site_class.row[i].name, site) == 0)
			return summary->attempts.by_site_class.row[i].by_class[class];
	return 0;
}

static void a_name_that_a_server_of_ours_served_is_told_and_no_other(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	begin(&story, NULL, "*.kota.go.id");
	asks(&story, client(1001), server(80), "WWW.Kota.go.id", "/", 200);
	shakes_tls(&story, client(1002), server(443), "toko.example.com");
	asks(&story, client(1003), server(80), "invented.example.com", "/", 404);
	asks(&story, server(5000), end_at("192.0.2.80", 80), "elsewhere.example.com", "/", 200);
	asks(&story, client(1004), server(80), "mail.example.go.id", "/", 301);
	summary = story_end(&story);
	assert_int_equal(summary->hostnames_count, 3);
	assert_true(name_in(summary, "www.kota.go.id")->declared);
	assert_true(name_in(summary, "mail.example.go.id")->declared);
	assert_false(name_in(summary, "toko.example.com")->declared);
	assert_true(is_at(&name_in(summary, "toko.example.com")->addr, server(0)));
	assert_int_equal(summary->listening.names_declared, 2);
	assert_int_equal(summary->attempts.total, 0);
	ronda_summary_destroy(summary);
}

static void without_protected_addresses_every_server_tells_its_names(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	story_begin(&story);
	asks(&story, server(5000), end_at("192.0.2.80", 80), "elsewhere.example.com", "/", 200);
	summary = story_end(&story);
	assert_int_equal(summary->hostnames_count, 1);
	assert_false(summary->hostnames[0].declared);
	ronda_summary_destroy(summary);
}

static void a_name_is_told_in_the_periods_in_which_it_was_served(void **state)
{
	struct ronda_summary *first, *second, *third;
	struct story story;

	(void)state;
	begin(&story, NULL, NULL);
	asks(&story, client(1001), server(80), "www.kota.go.id", "/", 200);
	first = story_period(&story);
	story_wait_ms(&story, 60000);
	second = story_period(&story);
	asks(&story, client(1002), server(80), "www.kota.go.id", "/", 200);
	third = story_end(&story);
	assert_int_equal(first->hostnames_count, 1);
	assert_int_equal(second->hostnames_count, 0);
	assert_int_equal(third->hostnames_count, 1);
	assert_int_equal(third->hostnames[0].first_seen_ns, first->hostnames[0].first_seen_ns);
	assert_true(third->hostnames[0].last_seen_ns > first->hostnames[0].last_seen_ns + 60 * STORY_SECOND);
	assert_int_equal(first->listening.requests, 1);
	assert_int_equal(second->listening.requests, 0);
	assert_int_equal(second->listening.connections, 0);
	assert_int_equal(third->listening.connections, 1);
	ronda_summary_destroy(first);
	ronda_summary_destroy(second);
	ronda_summary_destroy(third);
}

/* Five requests with credentials, each answered 401 with this field; how many of them count. */
static uint64_t refused_log_ins(const char *scheme, const char *field)
{
	struct ronda_summary *summary;
	struct story story;
	uint64_t counted;

	begin(&story, NULL, NULL);
	for (unsigned i = 0; i < 5; i++) {
		char host[96];

		snprintf(host, sizeof host, "www.kota.go.id\r\nAuthorization: %s TlRMTVNTUAAB", scheme);
		asks_with(&story, client((uint16_t)(1001 + i)), server(80), host, "/", 401, field);
	}
	summary = story_end(&story);
	counted = summary->attempts.by_class[RONDA_CLASS_LOGIN];
	ronda_summary_destroy(summary);
	return counted;
}

static void a_step_of_a_log_in_is_no_refusal(void **state)
{
	(void)state;
	assert_int_equal(refused_log_ins("Basic", "WWW-Authenticate: Basic realm=a\r\n"), 5);
	assert_int_equal(refused_log_ins("NTLM", "WWW-Authenticate: NTLM\r\n"), 5);
	assert_int_equal(refused_log_ins("NTLM", "WWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM TlRMTVNTUAAC\r\n"), 0);
	assert_int_equal(refused_log_ins("Digest", "WWW-Authenticate: Digest realm=\"a\", stale=FALSE\r\n"), 5);
	assert_int_equal(refused_log_ins("Digest", "WWW-Authenticate: Digest realm=\"a\", stale=true\r\n"), 0);
}

/* Thirty paths that are not there, each with this field in its head; how many of them count. */
static uint64_t missing_paths(const char *field)
{
	struct ronda_summary *summary;
	struct story story;
	uint64_t counted;

	begin(&story, NULL, NULL);
	for (unsigned i = 0; i < 30; i++) {
		char host[96], path[16];

		snprintf(host, sizeof host, "www.kota.go.id%s", field);
		snprintf(path, sizeof path, "/gambar-%u", i);
		asks(&story, client((uint16_t)(1001 + i)), server(80), host, path, 404);
	}
	summary = story_end(&story);
	counted = summary->attempts.by_class[RONDA_CLASS_WEB];
	ronda_summary_destroy(summary);
	return counted;
}

static void paths_that_are_missing_count_beyond_ten_unless_a_page_led_to_them(void **state)
{
	(void)state;
	assert_int_equal(missing_paths(""), 20);
	assert_int_equal(missing_paths("\r\nReferer: http://www.kota.go.id/galeri?hal=2"), 0);
	assert_int_equal(missing_paths("\r\nReferer: -"), 20);
}

static void an_attack_that_was_answered_is_for_review_with_what_was_asked(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	begin(&story, NULL, NULL);
	asks(&story, client(1001), server(80), "www.kota.go.id", ATTACK, 404); /* rejected */
	asks(&story, client(1002), server(8080), "www.kota.go.id", ATTACK, 200);
	asks(&story, client(1003), server(80), "www.kota.go.id", "/?id=1", 200); /* no attack */
	summary = story_end(&story);
	assert_int_equal(summary->attempts.by_class[RONDA_CLASS_WEB], 2);
	assert_int_equal(summary->review_count, 1);
	assert_int_equal(summary->review_omitted, 0);
	assert_true(is_at(&summary->review[0].source, client(0)));
	assert_true(is_at(&summary->review[0].addr, server(0)));
	assert_string_equal(summary->review[0].site, "www.kota.go.id");
	assert_string_equal(summary->review[0].line, "GET " ATTACK " HTTP/1.1");
	assert_int_equal(summary->review[0].port, 8080);
	assert_int_equal(summary->review[0].status, 200);
	assert_int_equal(summary->review[0].response_bytes, 5);
	assert_int_equal(summary->review[0].class, RONDA_CLASS_WEB);
	assert_int_equal(summary->review[0].outcome, RONDA_OUTCOME_SERVED);
	assert_int_equal(summary->review[0].country, 0);
	assert_true(summary->review[0].rule[0] && summary->review[0].kind[0]);
	ronda_summary_destroy(summary);
}

static void what_is_outside_the_total_is_not_for_review(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	begin(&story, "203.0.113.0/24", NULL);
	asks(&story, client(1001), server(80), NULL, ATTACK, 200);
	asks(&story, server(5000), end_at("192.0.2.80", 80), NULL, ATTACK, 200);
	asks(&story, server(5000), end_at("103.94.188.11", 80), NULL, ATTACK, 200);
	asks(&story, end_at("192.0.2.81", 1), end_at("192.0.2.80", 80), NULL, ATTACK, 200);
	summary = story_end(&story);
	assert_int_equal(summary->monitor_acts, 1);
	assert_int_equal(summary->outbound.attempts, 1);
	assert_int_equal(summary->internal.attempts, 1);
	assert_int_equal(summary->attempts.total, 0);
	assert_int_equal(summary->review_count, 0);
	ronda_summary_destroy(summary);
}

static void the_latest_two_hundred_are_kept_and_the_rest_is_counted(void **state)
{
	struct ronda_summary *summary;
	struct story story;
	char path[128];

	(void)state;
	begin(&story, NULL, NULL);
	for (unsigned i = 0; i < 203; i++) {
		snprintf(path, sizeof path, "%s&n=%u", ATTACK, i);
		asks(&story, client((uint16_t)(1000 + i)), server(80), NULL, path, 200);
	}
	summary = story_period(&story);
	assert_int_equal(summary->review_count, 200);
	assert_int_equal(summary->review_omitted, 3);
	assert_non_null(strstr(summary->review[0].line, "&n=3 "));
	assert_non_null(strstr(summary->review[199].line, "&n=202 "));
	assert_string_equal(summary->review[0].site, "103.94.188.10");
	ronda_summary_destroy(summary);
	asks(&story, client(2000), server(80), NULL, ATTACK, 200);
	summary = story_end(&story);
	assert_int_equal(summary->review_count, 1);
	assert_int_equal(summary->review_omitted, 0);
	ronda_summary_destroy(summary);
}

static void each_site_is_told_by_class(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	begin(&story, NULL, NULL);
	scans(&story, scanner(), server(0), 6);
	asks(&story, client(1001), server(80), "www.kota.go.id", ATTACK, 200);
	asks(&story, client(1002), server(80), "www.kota.go.id", ATTACK, 404);
	asks(&story, client(1003), server(80), NULL, ATTACK, 200);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.by_site_class.count, 2);
	assert_int_equal(class_at(summary, "103.94.188.10", RONDA_CLASS_PROBE), 6);
	assert_int_equal(class_at(summary, "103.94.188.10", RONDA_CLASS_WEB), 1);
	assert_int_equal(class_at(summary, "www.kota.go.id", RONDA_CLASS_WEB), 2);
	assert_int_equal(class_at(summary, "www.kota.go.id", RONDA_CLASS_PROBE), 0);
	ronda_summary_destroy(summary);
}

static struct end visitor(unsigned number)
{
	return (struct end){ v4(0xcb007200 + number), 5000 };
}

/* `out` connections whose answers go another way, and `whole` ones. */
static bool is_one_way(unsigned out, unsigned whole)
{
	struct ronda_summary *summary;
	struct story story;
	bool is;

	story_begin(&story);
	for (unsigned i = 0; i < out; i++) {
		SEND(&story, syn, visitor(i), server(443), 100);
		SEND(&story, acks, visitor(i), server(443), 101, 900);
		SEND(&story, data, visitor(i), server(443), 101, 900, "hello", 5);
	}
	for (unsigned i = 0; i < whole; i++)
		visits(&story, visitor(100 + i), server(80), 100);
	summary = story_end(&story);
	is = summary->capture.one_way;
	ronda_summary_destroy(summary);
	return is;
}

static void a_wire_with_one_direction_only_is_known_by_eight_connections(void **state)
{
	(void)state;
	assert_true(is_one_way(8, 0));
	assert_false(is_one_way(7, 0));
	assert_true(is_one_way(20, 2));
	assert_false(is_one_way(20, 3)); /* under nine in ten */
	assert_false(is_one_way(0, 30));
	assert_false(is_one_way(0, 0));
}

/* Attempts of class tls after a source, a scanner or not, shook hands once. */
static uint64_t tls_of(const char *site, bool scans_first, const char *host)
{
	struct ronda_summary *summary;
	struct story story;
	uint64_t count;

	begin(&story, NULL, site);
	if (scans_first)
		scans(&story, scanner(), server(0), 5);
	shakes_tls(&story, scanner(), server(443), host);
	summary = story_end(&story);
	assert_int_equal(summary->listening.handshakes, 1);
	count = summary->attempts.by_class[RONDA_CLASS_TLS];
	ronda_summary_destroy(summary);
	return count;
}

static void a_scanner_that_names_an_undeclared_host_makes_an_attempt(void **state)
{
	(void)state;
	assert_int_equal(tls_of("*.kota.go.id", true, "toko.example.com"), 1);
	assert_int_equal(tls_of("*.kota.go.id", true, "kota.go.id"), 1); /* not below itself */
	assert_int_equal(tls_of("*.kota.go.id", true, "www.kota.go.id"), 0);
	assert_int_equal(tls_of("*.kota.go.id", true, "mail.example.go.id"), 0);
	assert_int_equal(tls_of("*.kota.go.id", false, "toko.example.com"), 0);
	assert_int_equal(tls_of(NULL, true, "toko.example.com"), 0); /* nothing was declared */
	assert_int_equal(tls_of("*.kota.go.id", true, NULL), 1);
	assert_int_equal(tls_of(NULL, true, NULL), 1);
}

/* No host is asked for by a probe; an operator knows all the same what stands there. */
static void an_address_with_a_name_is_told_by_it(void **state)
{
	struct ronda_named_addr named[2] = { { server(0).addr, "www.kota.go.id" }, { server(0).addr, "second.kota.go.id" } };
	struct ronda_settings settings = story_settings();
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	settings.names = (struct ronda_named_addrs){ named, 2 };
	story_begin_with(&story, &settings);
	scans(&story, scanner(), server(0), 5);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.by_site.count, 1);
	assert_string_equal(summary->attempts.by_site.row[0].name, "www.kota.go.id");
	assert_int_equal(summary->attempts.by_site.row[0].count, summary->attempts.total);
	ronda_summary_destroy(summary);
}

static char told_of_tls[64];

static void watch_tls(void *context, const struct ronda_act *act)
{
	(void)context;
	if (act->class == RONDA_CLASS_TLS)
		snprintf(told_of_tls, sizeof told_of_tls, "%s", act->why ? act->why : "nothing");
}

/* What software it came with; of a visitor nobody asks. */
static void a_scanners_handshake_tells_its_ja4(void **state)
{
	struct ronda_addr source = scanner().addr;
	struct story story;

	(void)state;
	begin(&story, NULL, NULL);
	ronda_engine_observe(story.engine, &source, watch_tls, NULL);
	told_of_tls[0] = '\0';
	scans(&story, scanner(), server(0), 5);
	shakes_tls(&story, scanner(), server(443), NULL);
	ronda_summary_destroy(story_end(&story));
	assert_int_equal(strncmp(told_of_tls, "t13i", 4), 0);
	assert_int_equal(strlen(told_of_tls), 36);
	assert_int_equal(told_of_tls[10], '_');
}

static void names_of_servers_elsewhere_are_not_ours_to_declare(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	begin(&story, NULL, "*.kota.go.id");
	scans(&story, server(4000), end_at("192.0.2.80", 0), 5);
	shakes_tls(&story, server(4000), end_at("192.0.2.80", 443), "toko.example.com");
	summary = story_end(&story);
	assert_int_equal(summary->outbound.attempts, 5);
	ronda_summary_destroy(summary);
}

/* A client that says all it has to say in its SYN; the server acknowledges so much of it, and the client that. */
static uint64_t attempts_of_a_fast_open(uint32_t acknowledged, bool completes)
{
	static const char request[] = "GET " ATTACK " HTTP/1.0\r\n\r\n", answer[] = "HTTP/1.0 200 OK\r\n\r\nhello";
	uint32_t size = sizeof request - 1;
	struct ronda_summary *summary;
	struct story story;
	uint64_t attempts;

	begin(&story, NULL, NULL);
	SEND(&story, segment, client(5000), server(80), RONDA_TCP_SYN, 100, 0, request, size);
	SEND(&story, syn_ack, server(80), client(5000), 7000, 101 + (acknowledged < size ? acknowledged : size));
	if (completes) {
		SEND(&story, acks, client(5000), server(80), 101 + size, 7001);
		SEND(&story, data, server(80), client(5000), 7001, 101 + size, answer, sizeof answer - 1);
		SEND(&story, fin, server(80), client(5000), 7001 + sizeof answer - 1, 101 + size);
		SEND(&story, fin, client(5000), server(80), 101 + size, 7002 + sizeof answer - 1);
	}
	story_wait_ms(&story, 40000);
	summary = story_end(&story);
	attempts = summary->attempts.total;
	if (attempts) {
		assert_int_equal(summary->attempts.by_class[RONDA_CLASS_WEB], 1);
		assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_SERVED], 1);
		assert_int_equal(summary->attempts.verified, 1);
	}
	ronda_summary_destroy(summary);
	return attempts;
}

static void what_is_said_in_a_syn_counts_if_it_was_taken(void **state)
{
	(void)state;
	assert_int_equal(attempts_of_a_fast_open(UINT32_MAX, true), 1);
}

static void what_the_server_did_not_take_was_not_said(void **state)
{
	(void)state;
	assert_int_equal(attempts_of_a_fast_open(0, true), 0);
	assert_int_equal(attempts_of_a_fast_open(5, true), 0);
}

static void a_forged_syn_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(attempts_of_a_fast_open(UINT32_MAX, false), 0);
}

/* Its data, sent again after the handshake, is said once. */
static void data_of_a_syn_that_is_sent_again_counts_once(void **state)
{
	static const char request[] = "GET " ATTACK " HTTP/1.0\r\n\r\n";
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	begin(&story, NULL, NULL);
	SEND(&story, segment, client(5000), server(80), RONDA_TCP_SYN, 100, 0, request, sizeof request - 1);
	SEND(&story, syn_ack, server(80), client(5000), 7000, 101);
	SEND(&story, acks, client(5000), server(80), 101, 7001);
	SEND(&story, data, client(5000), server(80), 101, 7001, request, sizeof request - 1);
	SEND(&story, fin, client(5000), server(80), 101 + sizeof request - 1, 7001);
	story_wait_ms(&story, 40000);
	summary = story_end(&story);
	assert_int_equal(summary->attempts.total, 1);
	ronda_summary_destroy(summary);
}

static const char stats[] = "\0\0\0\0\0\1\0\0stats\r\n";

/* So many ask a server something that a signature knows; the first of them is answered so much later. */
static struct ronda_summary *after_datagrams(uint16_t clients, uint64_t later_ms, const char *answer)
{
	struct story story;

	begin(&story, NULL, NULL);
	for (uint16_t i = 0; i < clients; i++)
		SEND(&story, datagram, client((uint16_t)(20000 + i)), server(11211), stats, sizeof stats - 1);
	story_wait_ms(&story, later_ms);
	SEND(&story, datagram, server(11211), client(20000), answer, strlen(answer));
	story_wait_ms(&story, 40000);
	return story_end(&story);
}

static void served_of(struct ronda_summary *summary, uint64_t served, uint64_t unanswered)
{
	assert_int_equal(summary->attempts.by_class[RONDA_CLASS_EXPLOIT], served + unanswered);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_SERVED], served);
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_UNANSWERED], unanswered);
	assert_int_equal(summary->review_count, served);
	ronda_summary_destroy(summary);
}

static void a_datagram_that_a_signature_knows_waits_for_its_answer(void **state)
{
	(void)state;
	served_of(after_datagrams(1, 100, "STAT pid 1"), 1, 0);
	served_of(after_datagrams(1, 29990, "STAT pid 1"), 1, 0);
	served_of(after_datagrams(5, 100, "STAT pid 1"), 1, 4);
}

static void an_answer_that_is_late_or_empty_is_none(void **state)
{
	(void)state;
	served_of(after_datagrams(1, 30010, "STAT pid 1"), 0, 1);
	served_of(after_datagrams(1, 100, ""), 0, 1);
}

static void the_latest_64_datagrams_wait_and_none_is_lost(void **state)
{
	(void)state;
	served_of(after_datagrams(64, 100, "STAT pid 1"), 1, 63);
	served_of(after_datagrams(65, 100, "STAT pid 1"), 0, 65);
	served_of(after_datagrams(1000, 100, "STAT pid 1"), 0, 1000);
}

static void datagrams_that_wait_are_told_at_the_end(void **state)
{
	struct ronda_summary *summary;
	struct story story;

	(void)state;
	begin(&story, NULL, NULL);
	SEND(&story, datagram, client(5000), server(11211), stats, sizeof stats - 1);
	summary = story_end(&story);
	served_of(summary, 0, 1);
}

/* An attack over a connection of which the tap lost a segment before it. */
static uint64_t attempts_after_a_loss(const char *begin_of_segment)
{
	struct ronda_summary *summary;
	struct talk_of talk;
	struct story story;
	char text[256];
	uint64_t attempts;

	begin(&story, NULL, NULL);
	talk = connects(&story, client(5000), server(80));
	client_says(&story, &talk, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27);
	server_says(&story, &talk, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 39);
	talk.client += 500;
	server_says(&story, &talk, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 39);
	client_says(&story, &talk, text, (size_t)snprintf(text, sizeof text,
		"%sGET %s HTTP/1.1\r\nHost: a\r\n\r\n", begin_of_segment, ATTACK));
	server_says(&story, &talk, "HTTP/1.1 404 X\r\nContent-Length: 1\r\n\r\nx", 38);
	hangs_up(&story, &talk);
	story_wait_ms(&story, 40000);
	summary = story_end(&story);
	attempts = summary->attempts.total;
	assert_int_equal(summary->attempts.by_outcome[RONDA_OUTCOME_ESTABLISHED], attempts);
	assert_true(summary->listening.given_up > 0);
	ronda_summary_destroy(summary);
	return attempts;
}

static void a_request_after_a_loss_is_read_where_a_segment_begins_with_it(void **state)
{
	(void)state;
	assert_int_equal(attempts_after_a_loss(""), 1);
	assert_int_equal(attempts_after_a_loss("the end of something\r\n"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_a_server_of_ours_served_is_told_and_no_other),
		cmocka_unit_test(without_protected_addresses_every_server_tells_its_names),
		cmocka_unit_test(a_name_is_told_in_the_periods_in_which_it_was_served),
		cmocka_unit_test(a_step_of_a_log_in_is_no_refusal),
		cmocka_unit_test(paths_that_are_missing_count_beyond_ten_unless_a_page_led_to_them),
		cmocka_unit_test(an_attack_that_was_answered_is_for_review_with_what_was_asked),
		cmocka_unit_test(what_is_outside_the_total_is_not_for_review),
		cmocka_unit_test(the_latest_two_hundred_are_kept_and_the_rest_is_counted),
		cmocka_unit_test(each_site_is_told_by_class),
		cmocka_unit_test(a_wire_with_one_direction_only_is_known_by_eight_connections),
		cmocka_unit_test(a_scanner_that_names_an_undeclared_host_makes_an_attempt),
		cmocka_unit_test(an_address_with_a_name_is_told_by_it),
		cmocka_unit_test(a_scanners_handshake_tells_its_ja4),
		cmocka_unit_test(names_of_servers_elsewhere_are_not_ours_to_declare),
		cmocka_unit_test(what_is_said_in_a_syn_counts_if_it_was_taken),
		cmocka_unit_test(what_the_server_did_not_take_was_not_said),
		cmocka_unit_test(a_forged_syn_says_nothing),
		cmocka_unit_test(data_of_a_syn_that_is_sent_again_counts_once),
		cmocka_unit_test(a_datagram_that_a_signature_knows_waits_for_its_answer),
		cmocka_unit_test(an_answer_that_is_late_or_empty_is_none),
		cmocka_unit_test(the_latest_64_datagrams_wait_and_none_is_lost),
		cmocka_unit_test(datagrams_that_wait_are_told_at_the_end),
		cmocka_unit_test(a_request_after_a_loss_is_read_where_a_segment_begins_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
