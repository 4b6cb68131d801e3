/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"
#include "summaries.h"

#include "export/text.h"

#include <errno.h>

/* The page, for the caller to free(): English by the clocks of Jakarta, Indonesian by Makassar's. */
static char *page_of(const struct ronda_summary *summary, struct text_options options)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	struct stamp_zone *zone = stamp_zone_create(options.lang == WORDS_ID ? "WITA" : "WIB", NULL);

	options.zone = zone;
	assert_non_null(out);
	assert_non_null(zone);
	assert_int_equal(export_text(out, summary, &options), 0);
	fclose(out);
	stamp_zone_destroy(zone);
	return text;
}

static void assert_tells(const struct ronda_summary *summary, struct text_options options, const char *what, bool does)
{
	char *text = page_of(summary, options);

	if ((strstr(text, what) != NULL) != does)
		fail_msg("%s \"%s\" in:\n%s", does ? "no" : "there is", what, text);
	free(text);
}

static void the_whole_page_in_english(void **state)
{
	struct ronda_summary *s = plain_summary();
	char *text = page_of(s, (struct text_options){ .lang = WORDS_EN });

	(void)state;
	assert_string_equal(text,
		"\n"
		"3 attempts in ten seconds, from 1 source.\n"
		"\n"
		"  definition    attempt/1\n"
		"  scope         any - no --protect given, every target counts\n"
		"  sensor        tap\n"
		"  period        2022-07-13 07:00:00 to 2022-07-13 07:00:10 WIB\n"
		"  coverage      90.0 %: up and losing nothing for 9 of 10 s\n"
		"  drops         none reported\n"
		"  frames        4, all of them read\n"
		"  traffic       packets 4, bytes 0, sources 1\n"
		"  places        no GeoIP database: countries are unknown\n"
		"\n"
		"What was tried\n"
		"  probe                       3   100 %  ########################\n"
		"\n"
		"What came back\n"
		"  refused                     3   100 %  ########################\n"
		"\n"
		"Where it came from\n"
		"  foreign                     3   100 %  ########################\n"
		"\n"
		"Whose address is proven\n"
		"  unverified, may be spoofed  3   100 %  ########################\n"
		"\n"
		"Countries\n"
		"  US                          3   100 %  ########################\n"
		"\n"
		"Sites\n"
		"  www.example.id              3   100 %  ########################\n"
		"\n"
		"Top sources\n"
		"  address       country  attempts  targets  ports  first     last      proven\n"
		"  198.51.100.7  US              3        1      3  07:00:00  07:00:10  no\n"
		"\n"
		"  A tap sees what was tried and what came back, not what it led to.\n");
	free(text);
	ronda_summary_destroy(s);
}

static void the_whole_page_in_indonesian(void **state)
{
	struct ronda_summary *s = plain_summary();
	char *text = page_of(s, (struct text_options){ .lang = WORDS_ID });

	(void)state;
	assert_string_equal(text,
		"\n"
		"3 percobaan serangan dalam sepuluh detik, dari 1 sumber.\n"
		"\n"
		"  definisi      attempt/1\n"
		"  cakupan       any - tanpa --protect, semua sasaran dihitung\n"
		"  sensor        tap\n"
		"  periode       2022-07-13 08:00:00 sampai 2022-07-13 08:00:10 WITA\n"
		"  kelengkapan   90,0 %: aktif tanpa kehilangan paket 9 dari 10 detik\n"
		"  paket hilang  tidak ada yang dilaporkan\n"
		"  frame         4, semuanya terbaca\n"
		"  lalu lintas   paket 4, bita 0, sumber 1\n"
		"  lokasi        tanpa basis data GeoIP: negara tidak diketahui\n"
		"\n"
		"Yang dicoba\n"
		"  pemindaian                          3   100 %  ########################\n"
		"\n"
		"Jawaban yang terlihat\n"
		"  ditolak                             3   100 %  ########################\n"
		"\n"
		"Asal\n"
		"  luar negeri                         3   100 %  ########################\n"
		"\n"
		"Keaslian alamat sumber\n"
		"  tidak terverifikasi, mungkin palsu  3   100 %  ########################\n"
		"\n"
		"Negara\n"
		"  US                                  3   100 %  ########################\n"
		"\n"
		"Situs\n"
		"  www.example.id                      3   100 %  ########################\n"
		"\n"
		"Sumber teratas\n"
		"  alamat        negara  percobaan  sasaran  port  pertama   terakhir  asli\n"
		"  198.51.100.7  US              3        1     3  08:00:00  08:00:10  tidak\n"
		"\n"
		"  Sensor melihat yang dicoba dan jawabannya, bukan akibatnya.\n");
	free(text);
	ronda_summary_destroy(s);
}

static size_t characters(const char *text, size_t bytes)
{
	size_t count = 0;

	for (size_t i = 0; i < bytes; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

static void no_line_is_wider_than_the_page_or_ends_in_a_space(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 200; seed++) {
		struct text_options options = { .lang = seed & 1, .columns = 60 + seed % 60 };
		struct ronda_summary *s = random_summary(seed, 0);
		char *text = page_of(s, options);

		for (char *line = text, *end; *line; line = end + 1) {
			end = strchr(line, '\n');
			assert_non_null(end);
			if (characters(line, (size_t)(end - line)) > options.columns)
				fail_msg("wider than %u: %.*s", options.columns, (int)(end - line), line);
			assert_false(end > line && end[-1] == ' ');
		}
		free(text);
		ronda_summary_destroy(s);
	}
}

static void a_site_is_told_by_class_where_there_are_several(void **state)
{
	struct text_options english = { .lang = WORDS_EN }, indonesian = { .lang = WORDS_ID };
	struct ronda_summary *s = plain_summary();
	uint64_t *by_class = s->attempts.by_site_class.row[0].by_class;

	(void)state;
	assert_tells(s, english, "#  probe", false);
	s->attempts.by_class[RONDA_CLASS_PROBE] = by_class[RONDA_CLASS_PROBE] = 2;
	s->attempts.by_class[RONDA_CLASS_WEB] = by_class[RONDA_CLASS_WEB] = 1;
	assert_tells(s, english, "#  probe 2,\n    web request 1\n", true);
	assert_tells(s, indonesian, "#\n    pemindaian 2, permintaan web 1\n", true);
	by_class[RONDA_CLASS_PROBE] = 0;
	by_class[RONDA_CLASS_WEB] = 3;
	assert_tells(s, english, "#  web request\n", true);
	ronda_summary_destroy(s);
}

static void colours_come_only_when_asked_for(void **state)
{
	struct ronda_summary *s = random_summary(3, 0);

	(void)state;
	assert_tells(s, (struct text_options){ .colour = true }, "\033[1m", true);
	assert_tells(s, (struct text_options){ .colour = false }, "\033", false);
	ronda_summary_destroy(s);
}

static void a_name_cannot_steer_the_terminal(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	free(s->attempts.by_site.row[0].name);
	s->attempts.by_site.row[0].name = strdup("\033[2Ja\xc2\x9b" "b\xe2\x80\xaeiso\n\xff\xe2\x82");
	assert_tells(s, (struct text_options){ 0 }, "  ?[2Ja?", true);
	assert_tells(s, (struct text_options){ 0 }, "\033", false);
	assert_tells(s, (struct text_options){ 0 }, "\xc2\x9b", false);
	assert_tells(s, (struct text_options){ 0 }, "\xe2\x80\xae", false);
	assert_tells(s, (struct text_options){ 0 }, "\xff", false);
	ronda_summary_destroy(s);
}

static void losses_stand_on_the_first_lines(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	s->capture.kernel_drop_packets = 1234;
	s->capture.complete = false;
	s->capture.error = strdup("cut in packet 7");
	assert_tells(s, (struct text_options){ 0 }, "packets: kernel 1,234, interface 0; attempts in them are not", true);
	assert_tells(s, (struct text_options){ 0 }, "ended early: cut in packet 7\n", true);
	s->frames.delivered += 2;
	s->frames.by_fate[RONDA_FATE_NON_IP] = 2;
	assert_tells(s, (struct text_options){ 0 }, "6, of which 2 (33.3 %) not counted: 2 without IP\n", true);
	ronda_summary_destroy(s);
}

static void nothing_seen_is_told_as_nothing(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	s->attempts.total = s->attempts.unverified = 0;
	memset(s->attempts.by_class, 0, sizeof s->attempts.by_class);
	memset(s->attempts.by_outcome, 0, sizeof s->attempts.by_outcome);
	memset(s->attempts.by_origin, 0, sizeof s->attempts.by_origin);
	s->attempts.by_country.row[0].count = s->attempts.by_site.row[0].count = s->attempts.by_hour.row[0].count = 0;
	memset(s->attempts.by_site_class.row[0].by_class, 0, sizeof s->attempts.by_site_class.row[0].by_class);
	summary_settle_class_rows(&s->attempts.by_site_class);
	summary_settle_rows(&s->attempts.by_country);
	summary_settle_rows(&s->attempts.by_site);
	summary_settle_rows(&s->attempts.by_hour);
	s->sources.top[0].attempts = 0;
	s->sources.attacking = (struct ronda_sketch){ 0 };
	assert_int_equal(ronda_summary_check(s, NULL), 0);
	assert_tells(s, (struct text_options){ 0 }, "\nNo attempts in ten seconds.\n", true);
	assert_tells(s, (struct text_options){ .lang = WORDS_ID }, "\nTidak ada percobaan serangan dalam sepuluh detik.\n", true);
	assert_tells(s, (struct text_options){ 0 }, "What was tried", false);
	assert_tells(s, (struct text_options){ 0 }, "Top sources", false);
	ronda_summary_destroy(s);
}

static void long_lists_are_cut_and_the_rest_is_told(void **state)
{
	static const char *const countries[] = { "CN", "ID", "US", "local", "unknown" };
	static const uint64_t counts[] = { 5, 40, 30, 20, 5 };
	struct ronda_summary *s = plain_summary();

	(void)state;
	s->attempts.total = 100;
	free(s->attempts.by_country.row[0].name);
	free(s->attempts.by_country.row);
	s->attempts.by_country = (struct ronda_rows){ calloc(5, sizeof(struct ronda_row)), 5 };
	for (size_t i = 0; i < 5; i++)
		s->attempts.by_country.row[i] = (struct ronda_row){ strdup(countries[i]), counts[i] };
	assert_tells(s, (struct text_options){ .top = 2 }, "Countries\n"
		"  ID                          40  40.0 %  ##########\n"
		"  US                          30  30.0 %  #######\n"
		"  3 more                      30  30.0 %  #######\n", true);
	ronda_summary_destroy(s);
}

static void a_flood_is_told_in_packets(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	s->floods = calloc(1, sizeof *s->floods);
	s->floods_count = 1;
	s->floods[0] = (struct ronda_flood){ .sensor = strdup("tap"), .target = ronda_addr_v4((const uint8_t[]){ 10, 0, 0, 1 }),
		.port = 443, .start_ns = s->start_ns, .end_ns = s->start_ns + 9 * STAMP_SECOND_NS, .packets = 123456,
		.peak_packets_per_second = 20000, .sources = 100000, .spoofed = true };
	assert_tells(s, (struct text_options){ 0 }, "Floods, in packets\n"
		"  kind  target        start     lasted  packets  peak/s  sources  spoofed\n"
		"  SYN   10.0.0.1:443  07:00:00  9 s     123,456  20,000  100,000  yes\n", true);
	ronda_summary_destroy(s);
}

static void add_name(struct ronda_summary *s, const char *name, uint64_t seconds)
{
	struct ronda_hostname *row = &s->hostnames[s->hostnames_count++];

	*row = (struct ronda_hostname){ strdup(name), ronda_addr_v4((const uint8_t[]){ 10, 0, 0, 1 }),
		s->start_ns + seconds * STAMP_SECOND_NS, s->end_ns, false };
}

static void names_are_only_counted_until_some_are_declared(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	s->hostnames = calloc(3, sizeof *s->hostnames);
	add_name(s, "a.example.id", 1);
	add_name(s, "b.example.id", 2);
	add_name(s, "www.example.id", 0);
	assert_tells(s, (struct text_options){ 0 }, "  host names    3 seen; declare yours with --site to list the others\n", true);
	assert_tells(s, (struct text_options){ 0 }, "nobody declared", false);
	s->hostnames[2].declared = true;
	s->listening.names_declared = 1;
	assert_tells(s, (struct text_options){ 0 }, "  host names    3 seen, 2 of them not declared\n", true);
	assert_tells(s, (struct text_options){ 0 }, "Host names seen that nobody declared\n"
		"  name          address   first     last\n"
		"  b.example.id  10.0.0.1  07:00:02  07:00:10\n"
		"  a.example.id  10.0.0.1  07:00:01  07:00:10\n\n", true);
	assert_tells(s, (struct text_options){ .lang = WORDS_ID }, "Nama host yang terlihat tetapi tidak terdaftar\n", true);
	assert_tells(s, (struct text_options){ .lang = WORDS_ID }, "3 terlihat, 2 di antaranya tidak terdaftar\n", true);
	ronda_summary_destroy(s);
}

static void undeclared_names_beyond_twenty_are_counted(void **state)
{
	struct ronda_summary *s = plain_summary();
	char name[32];

	(void)state;
	s->listening.names_declared = 1;
	assert_tells(s, (struct text_options){ 0 }, "  host names    none seen\n", true);
	s->hostnames = calloc(23, sizeof *s->hostnames);
	for (unsigned i = 0; i < 23; i++) {
		snprintf(name, sizeof name, "n%02u.example.id", i);
		add_name(s, name, 0);
	}
	assert_tells(s, (struct text_options){ 0 }, "  n19.example.id  10.0.0.1  07:00:00  07:00:10\n  3 more\n", true);
	assert_tells(s, (struct text_options){ 0 }, "n20.example.id", false);
	ronda_summary_destroy(s);
}

static void what_was_answered_stands_under_a_head_that_does_not_say_more(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	s->review = calloc(12, sizeof *s->review);
	s->review_count = 12;
	s->review_omitted = 5;
	for (unsigned i = 0; i < 12; i++)
		s->review[i] = (struct ronda_review){ .time_ns = s->start_ns + i % 10 * STAMP_SECOND_NS,
			.source = s->sources.top[0].addr, .class = RONDA_CLASS_WEB, .rule = strdup("sql-union-select"),
			.kind = strdup("sqli"), .site = strdup("www.example.id"), .port = 80, .status = 200,
			.response_bytes = 5120, .line = i ? strdup("GET /?id=1\033[2J HTTP/1.1") : NULL };
	assert_tells(s, (struct text_options){ 0 }, "Look at these first\n"
		"  Requests that match a rule and that a server answered. An answer is no\n"
		"  break-in.\n"
		"  time      source        rule              site            status  bytes\n"
		"  07:00:01  198.51.100.7  sql-union-select  www.example.id     200  5,120\n"
		"    GET /?id=1?[2J HTTP/1.1\n", true);
	assert_tells(s, (struct text_options){ 0 }, "HTTP/1.1\n  7 earlier ones\n", true);
	assert_tells(s, (struct text_options){ .lang = WORDS_ID }, "Periksa ini dulu\n", true);
	s->review[11].status = 0;
	assert_tells(s, (struct text_options){ 0 }, "www.example.id       -  5,120\n", true);
	ronda_summary_destroy(s);
}

static void a_wire_with_one_direction_is_told_before_any_number(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	assert_tells(s, (struct text_options){ 0 }, "one-way", false);
	s->capture.one_way = true;
	assert_tells(s, (struct text_options){ 0 },
		"  one-way       only one direction of the connections was seen: outcomes are\n"
		"                unknown\n  frames ", true);
	assert_tells(s, (struct text_options){ .lang = WORDS_ID }, "  satu arah     hanya satu arah", true);
	ronda_summary_destroy(s);
}

static void what_was_read_is_told_with_what_was_not(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	assert_tells(s, (struct text_options){ 0 }, "payload", false);
	s->listening.connections = 1200;
	s->listening.requests = 30;
	assert_tells(s, (struct text_options){ 0 },
		"  payload       connections 1,200, requests 30, TLS 0, log-ins 0\n  places ", true);
	s->listening.forgotten = 2;
	assert_tells(s, (struct text_options){ .columns = 120 },
		"connections not read to the end 0, given up for want of room 0, sources in part forgotten 2\n", true);
	ronda_summary_destroy(s);
}

static void a_reflection_names_its_service(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	s->floods = calloc(1, sizeof *s->floods);
	s->floods_count = 1;
	s->floods[0] = (struct ronda_flood){ .sensor = strdup("tap"), .target = ronda_addr_v4((const uint8_t[]){ 10, 0, 0, 1 }),
		.kind = RONDA_FLOOD_REFLECTION, .service = RONDA_SERVICE_DNS, .start_ns = s->start_ns,
		.end_ns = s->start_ns + 9 * STAMP_SECOND_NS, .packets = 123456, .peak_packets_per_second = 20000,
		.sources = 100000 };
	assert_tells(s, (struct text_options){ 0 }, "\n  reflection dns  10.0.0.1 ", true);
	ronda_summary_destroy(s);
}

static void a_full_disk_is_an_error(void **state)
{
	struct ronda_summary *s = plain_summary();
	struct stamp_zone *zone = stamp_zone_create("WIB", NULL);
	FILE *out = fopen("/dev/full", "w");

	(void)state;
	if (!out)
		skip();
	assert_int_equal(export_text(out, s, &(struct text_options){ .zone = zone }), -EIO);
	fclose(out);
	stamp_zone_destroy(zone);
	ronda_summary_destroy(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_page_in_english),
		cmocka_unit_test(the_whole_page_in_indonesian),
		cmocka_unit_test(no_line_is_wider_than_the_page_or_ends_in_a_space),
		cmocka_unit_test(colours_come_only_when_asked_for),
		cmocka_unit_test(a_name_cannot_steer_the_terminal),
		cmocka_unit_test(losses_stand_on_the_first_lines),
		cmocka_unit_test(nothing_seen_is_told_as_nothing),
		cmocka_unit_test(long_lists_are_cut_and_the_rest_is_told),
		cmocka_unit_test(a_flood_is_told_in_packets),
		cmocka_unit_test(names_are_only_counted_until_some_are_declared),
		cmocka_unit_test(undeclared_names_beyond_twenty_are_counted),
		cmocka_unit_test(what_was_answered_stands_under_a_head_that_does_not_say_more),
		cmocka_unit_test(a_wire_with_one_direction_is_told_before_any_number),
		cmocka_unit_test(what_was_read_is_told_with_what_was_not),
		cmocka_unit_test(a_reflection_names_its_service),
		cmocka_unit_test(a_site_is_told_by_class_where_there_are_several),
		cmocka_unit_test(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
