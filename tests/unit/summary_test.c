/* SPDX-License-Identifier: BSD-2-Clause */
#include "claim.h"
#include "summaries.h"

#include "summary/sentence.h"

static char *json_of(const struct ronda_summary *summary)
{
	char *json = ronda_summary_to_json(summary, SIZE_MAX, true);

	assert_non_null(json);
	return json;
}

/* The sum of a and b, both given up. */
static struct ronda_summary *sum(struct ronda_summary *a, struct ronda_summary *b)
{
	const struct ronda_summary *const both[] = { a, b };
	struct ronda_error error = { "" };
	struct ronda_summary *both_in_one = ronda_summary_merge(both, 2, &error);

	assert_string_equal(error.text, "");
	assert_non_null(both_in_one);
	ronda_summary_destroy(a);
	ronda_summary_destroy(b);
	return both_in_one;
}

static void assert_same(struct ronda_summary *a, struct ronda_summary *b)
{
	char *left = json_of(a), *right = json_of(b);

	assert_string_equal(left, right);
	free(left);
	free(right);
	ronda_summary_destroy(a);
	ronda_summary_destroy(b);
}

/* `json` with the first `from` replaced is refused with a sentence that has `told` in it. */
static void assert_refused(const char *json, const char *from, const char *to, const char *told)
{
	const char *at = strstr(json, from);
	size_t size = strlen(json) + strlen(to) + 1;
	struct ronda_error error = { "" };
	char *changed = malloc(size);

	assert_non_null(at);
	snprintf(changed, size, "%.*s%s%s", (int)(at - json), json, to, at + strlen(from));
	assert_null(ronda_summary_from_json(changed, strlen(changed), &error));
	if (!strstr(error.text, told))
		fail_msg("\"%s\" does not tell of \"%s\"", error.text, told);
	free(changed);
}

static void what_is_written_reads_back_as_the_same(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 300; seed++) {
		struct ronda_summary *before = random_summary(seed, 0), *after;
		struct ronda_error error = { "" };
		char *json = json_of(before);

		assert_int_equal(ronda_summary_check(before, &error), 0);
		after = ronda_summary_from_json(json, strlen(json), &error);
		assert_string_equal(error.text, "");
		free(json);
		assert_same(before, after);
	}
}

static void one_line_and_many_hold_the_same(void **state)
{
	struct ronda_summary *before = random_summary(7, 0), *after;
	char *line = ronda_summary_to_json(before, SIZE_MAX, false);

	(void)state;
	assert_null(strchr(line, '\n'));
	after = ronda_summary_from_json(line, strlen(line), NULL);
	free(line);
	assert_same(before, after);
}

static void a_sum_is_the_same_in_any_order_and_grouping(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 300; seed++) {
		struct ronda_summary *s[4];
		struct ronda_error error = { "" };

#define S(i) random_summary(seed * 4 + i, i)
		for (unsigned i = 0; i < 4; i++)
			s[i] = S(3 - i);
		struct ronda_summary *at_once = ronda_summary_merge((const struct ronda_summary *const *)s, 4, &error);

		assert_string_equal(error.text, "");
		assert_int_equal(ronda_summary_check(at_once, &error), 0);
		for (unsigned i = 0; i < 4; i++)
			ronda_summary_destroy(s[i]);
		assert_same(sum(sum(sum(S(0), S(1)), S(2)), S(3)), at_once);
		assert_same(sum(sum(S(0), S(1)), sum(S(2), S(3))), sum(S(3), sum(S(1), sum(S(2), S(0)))));
#undef S
	}
}

static void a_sum_adds_totals_and_keeps_the_widest(void **state)
{
	struct ronda_summary *a = plain_summary(), *b = plain_summary(), *both;

	(void)state;
	b->start_ns = b->parts[0].start_ns = a->end_ns;
	b->end_ns = b->parts[0].end_ns = a->end_ns + 20 * STAMP_SECOND_NS;
	b->sources.top[0].targets = 5;
	b->sources.top[0].verified = true;
	b->sources.top[0].last_seen_ns = b->end_ns;
	b->sources.top[0].country = RONDA_COUNTRY('A', 'U');
	both = sum(a, b);
	assert_int_equal(both->attempts.total, 6);
	assert_int_equal(both->attempts.by_site.row[0].count, 6);
	assert_int_equal(both->up_seconds, 18);
	assert_int_equal(both->end_ns - both->start_ns, 30 * STAMP_SECOND_NS);
	assert_int_equal(both->parts_count, 2);
	assert_int_equal(both->sources.top_count, 1);
	assert_int_equal(both->sources.top[0].attempts, 6);
	assert_int_equal(both->sources.top[0].targets, 5);
	assert_true(both->sources.top[0].verified);
	assert_int_equal(both->sources.top[0].country, RONDA_COUNTRY('A', 'U'));
	assert_int_equal(ronda_sketch_count(&both->sources.seen), 1);
	assert_int_equal(summary_coverage_millionths(both), 600000);
	ronda_summary_destroy(both);
}

/* One host name, and one review of an attempt that was served. */
static struct ronda_summary *told_summary(void)
{
	struct ronda_summary *s = plain_summary();

	s->attempts.by_class[RONDA_CLASS_PROBE]--;
	s->attempts.by_class[RONDA_CLASS_WEB]++;
	s->attempts.by_outcome[RONDA_OUTCOME_REFUSED]--;
	s->attempts.by_outcome[RONDA_OUTCOME_SERVED]++;
	s->attempts.by_site_class.row[0].by_class[RONDA_CLASS_PROBE]--;
	s->attempts.by_site_class.row[0].by_class[RONDA_CLASS_WEB]++;
	s->hostnames = calloc(1, sizeof *s->hostnames);
	s->hostnames_count = 1;
	s->hostnames[0] = (struct ronda_hostname){ strdup("www.example.id"),
		ronda_addr_v4((const uint8_t[]){ 103, 94, 188, 1 }), s->start_ns, s->end_ns, false };
	s->review = calloc(1, sizeof *s->review);
	s->review_count = 1;
	s->review[0] = (struct ronda_review){ .time_ns = s->start_ns, .source = s->sources.top[0].addr,
		.country = RONDA_COUNTRY('U', 'S'), .class = RONDA_CLASS_WEB, .rule = strdup("union-select"),
		.kind = strdup("sqli"), .site = strdup("www.example.id"), .addr = s->hostnames[0].addr, .port = 80,
		.line = strdup("GET /?id=1 HTTP/1.1"), .status = 200, .response_bytes = 5120,
		.outcome = RONDA_OUTCOME_SERVED };
	return s;
}

static struct ronda_summary *later(struct ronda_summary *s)
{
	uint64_t length = s->end_ns - s->start_ns;

	s->start_ns = s->parts[0].start_ns = s->end_ns;
	s->end_ns = s->parts[0].end_ns = s->start_ns + length;
	return s;
}

static void a_host_name_is_known_from_its_first_to_its_last_and_declared_by_any(void **state)
{
	struct ronda_summary *a = told_summary(), *b = later(told_summary()), *c = later(later(told_summary())), *all;
	uint64_t start_ns = a->start_ns;

	(void)state;
	b->hostnames[0].first_seen_ns = b->start_ns;
	b->hostnames[0].last_seen_ns = b->end_ns;
	b->hostnames[0].declared = true;
	b->listening.names_declared = 2;
	c->hostnames[0].addr.bytes[15] = 9; /* another server of the same name */
	c->listening.names_declared = 1;
	all = sum(c, sum(b, a));
	assert_int_equal(all->hostnames_count, 2);
	assert_int_equal(all->hostnames[0].first_seen_ns, start_ns);
	assert_int_equal(all->hostnames[0].last_seen_ns, start_ns + 20 * STAMP_SECOND_NS);
	assert_true(all->hostnames[0].declared);
	assert_false(all->hostnames[1].declared);
	assert_int_equal(all->listening.names_declared, 2);
	ronda_summary_destroy(all);
}

static void a_sum_keeps_every_review_even_two_that_look_the_same(void **state)
{
	struct ronda_summary *a = told_summary(), *b = later(told_summary()), *both;

	(void)state;
	a->review_omitted = 0;
	a->capture.one_way = true;
	a->listening.forgotten = b->listening.forgotten = 4;
	both = sum(b, a);
	assert_int_equal(both->review_count, 2);
	assert_string_equal(both->review[1].line, "GET /?id=1 HTTP/1.1");
	assert_int_equal(both->attempts.by_site_class.row[0].by_class[RONDA_CLASS_WEB], 2);
	assert_int_equal(both->attempts.by_site_class.row[0].by_class[RONDA_CLASS_PROBE], 4);
	assert_int_equal(both->listening.forgotten, 8);
	assert_true(both->capture.one_way);
	assert_int_equal(ronda_summary_check(both, NULL), 0);
	ronda_summary_destroy(both);
}

static void keys_that_came_later_may_be_missing(void **state)
{
	static const char *const later[] = { "\"cut_short\":", "\"glued\":", "\"duplicate_packets\":", "\"one_way\":", "\"acknowledged_gaps\":",
		"\"by_site_class\":", "\"listening\":", "\"hostnames\":", "\"review\":", "\"review_omitted\":" };
	struct ronda_summary *s = plain_summary();
	char *json = json_of(s);

	(void)state;
	ronda_summary_destroy(s);
	for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
		char *old = strdup(json), *at = strstr(old, later[i]), *again;
		struct ronda_error error = { "" };

		assert_non_null(at);
		at[1] = 'X'; /* a key that nobody knows is left alone */
		s = ronda_summary_from_json(old, strlen(old), &error);
		assert_string_equal(error.text, "");
		assert_non_null(s);
		again = json_of(s); /* what it counts is nothing here, so that nothing is lost */
		assert_string_equal(again, json);
		ronda_summary_destroy(s);
		free(again);
		free(old);
	}
	free(json);
}

static void what_the_listener_tells_must_agree_too(void **state)
{
	struct ronda_summary *s = told_summary();
	char *json = json_of(s);

	(void)state;
	ronda_summary_destroy(s);
	assert_refused(json, "\"web\": 1\n", "\"web\": 2\n", "attempts.by_site.www.example.id is 3, but the sum of its classes is 4");
	assert_refused(json, "\"www.example.id\": {", "\"www.example.go\": {", "has \"www.example.go\" where by_site has");
	assert_refused(json, "\"by_site_class\": {", "\"by_site_class\": {\"zz\": {\"web\": 1},", "by_site has 1 sites, but by_site_class 2");
	assert_refused(json, "\"by_site_class\": {", "\"by_site_class\": {\"zz\": 7,", "attempts.by_site_class.zz: 7 is not an object");
	assert_refused(json, "\"one_way\": false", "\"one_way\": 0", "capture.one_way: 0 is not");
	assert_refused(json, "\"forgotten\": 0", "\"forgot\": 0", "listening.forgotten is missing");
	assert_refused(json, "\"address\": \"103.94.188.1\"", "\"address\": \"www\"", "hostnames[0].address: \"www\" is not");
	assert_refused(json, "\"declared\": false", "\"declared\": null", "hostnames[0].declared: null is not");
	assert_refused(json, "\"class\": \"web\"", "\"class\": \"tls\"", "class tls is neither web nor exploit");
	assert_refused(json, "\"port\": 80", "\"port\": 65536", "review[0].port: 65536 is not a port");
	assert_refused(json, "\"status\": 200", "\"status\": 0", "review[0].status: 0 is not a status");
	assert_refused(json, "\"review_omitted\": 0", "\"review_omitted\": 1", "review lists or omits 2, more than");
	free(json);
}

static void parts_that_touch_add_up_and_parts_that_overlap_do_not(void **state)
{
	struct ronda_summary *a = plain_summary(), *b = plain_summary(), *both;
	const struct ronda_summary *const list[] = { a, b }, *const twice[] = { a, a };
	struct ronda_error error;

	(void)state;
	b->start_ns = b->parts[0].start_ns = a->end_ns - 1;
	b->end_ns = b->parts[0].end_ns = a->end_ns + STAMP_SECOND_NS;
	assert_null(ronda_summary_merge(list, 2, &error));
	assert_non_null(strstr(error.text, "\"tap\""));
	assert_non_null(strstr(error.text, "2022-07-13T00:00:00Z to 2022-07-13T00:00:10Z, and "
		"2022-07-13T00:00:09.999999999Z to 2022-07-13T00:00:11Z"));
	b->start_ns = b->parts[0].start_ns = a->end_ns;
	both = ronda_summary_merge(list, 2, &error);
	assert_non_null(both);
	ronda_summary_destroy(both);
	assert_null(ronda_summary_merge(twice, 2, &error));
	b->start_ns = b->parts[0].start_ns = a->start_ns; /* the same time, seen by another sensor */
	free(b->sensor);
	free(b->parts[0].sensor);
	b->sensor = strdup("tap-2");
	b->parts[0].sensor = strdup("tap-2");
	both = ronda_summary_merge(list, 2, &error);
	assert_non_null(both);
	assert_string_equal(both->sensor, "tap+tap-2");
	ronda_summary_destroy(both);
	ronda_summary_destroy(a);
	ronda_summary_destroy(b);
}

static void another_home_country_does_not_add_up(void **state)
{
	struct ronda_summary *a = plain_summary(), *b = random_summary(1, 5);
	const struct ronda_summary *const list[] = { a, b };
	struct ronda_error error;

	(void)state;
	b->home = RONDA_COUNTRY('M', 'Y');
	assert_null(ronda_summary_merge(list, 2, &error));
	assert_non_null(strstr(error.text, "ID in one summary and MY in another"));
	ronda_summary_destroy(a);
	ronda_summary_destroy(b);
}

static void a_sum_too_large_for_json_is_refused(void **state)
{
	struct ronda_summary *a = plain_summary(), *b = random_summary(1, 5);
	const struct ronda_summary *const list[] = { a, b };
	struct ronda_error error;

	(void)state;
	a->traffic.wire_bytes = COUNT_MOST;
	b->traffic.wire_bytes = 1;
	assert_null(ronda_summary_merge(list, 2, &error));
	assert_non_null(strstr(error.text, "cannot be written"));
	ronda_summary_destroy(a);
	ronda_summary_destroy(b);
}

static void each_broken_identity_is_named(void **state)
{
	struct ronda_error error;

	(void)state;
#define BROKEN(change, told)                                                                       \
	do {                                                                                       \
		struct ronda_summary *s = plain_summary();                                         \
                                                                                                   \
		assert_int_equal(ronda_summary_check(s, &error), 0);                               \
		change;                                                                            \
		assert_true(ronda_summary_check(s, &error) < 0);                                   \
		if (!strstr(error.text, told))                                                     \
			fail_msg("\"%s\" does not tell of \"%s\"", error.text, told);              \
		ronda_summary_destroy(s);                                                          \
	} while (0)
	BROKEN(s->frames.delivered++, "frames.delivered is 5, but the sum of the fates is 4");
	BROKEN((s->frames.delivered++, s->frames.by_fate[RONDA_FATE_NON_IP]++),
		"frames.non_ip is 1, but the sum of its reasons is 0");
	BROKEN((s->attempts.by_class[0]++), "the sum by class is 4");
	BROKEN((s->attempts.by_outcome[0]++), "the sum by outcome is 4");
	BROKEN((s->attempts.by_origin[0]++), "the sum by origin is 4");
	BROKEN((s->attempts.by_country.row[0].count--), "the sum by country is 2");
	BROKEN((s->attempts.by_site.row[0].count--), "the sum by site is 2");
	BROKEN((s->attempts.by_hour.row[0].count--), "the sum by hour is 2");
	BROKEN((s->attempts.by_site_class.row[0].by_class[0]--), "the sum of its classes is 2");
	BROKEN((s->attempts.by_site_class.row[0].by_class[0]--, s->attempts.by_site_class.row[0].by_class[1]++),
		"attempts.by_class.probe is 3, but its sum over the sites is 2");
	BROKEN((s->review_omitted = 1), "review lists or omits 1, more than");
	BROKEN((s->attempts.verified++), "verified + unverified is 4");
	BROKEN((s->attempts.of_which_research = 4), "of_which_research is 4");
	BROKEN((s->incidents.total++), "incidents.total is 1");
	BROKEN((s->traffic.packets = 3), "sum over the top sources alone is 4");
	BROKEN((s->traffic.evicted_packets = 1), "evicted and untracked is 5");
	BROKEN((s->traffic.packets = 5), "evicted and untracked is 4");
	BROKEN((s->up_seconds = 8), "coverage.up_seconds is 8, but the sum of its parts is 9");
	BROKEN((s->start_ns--), "period is not");
	BROKEN((s->sensor[0] = 'T'), "sensor is \"Tap\"");
	BROKEN((s->attempts.by_country.row[0].name[0] = 'u'), "not a country");
	BROKEN((s->attempts.by_hour.row[0].name[15] = '1'), "not an hour");
	BROKEN((s->sources.top[0].prefix_bits = 120), "is no source");
	BROKEN((s->sources.top[0].first_seen_ns = s->end_ns + 1), "ends before it starts");
	BROKEN((s->traffic.wire_bytes = 1ull << 63), "traffic.wire_bytes: 9223372036854775808");
	BROKEN((s->geoip.built_seconds = 1), "of no file");
#undef BROKEN
}

static void a_bad_text_is_refused_with_the_way_to_it(void **state)
{
	struct ronda_summary *s = plain_summary();
	char *json = json_of(s);

	(void)state;
	ronda_summary_destroy(s);
	assert_refused(json, "\"probe\": 3", "\"probe\": \"x\"", "attempts.by_class.probe: \"x\" is not a count");
	assert_refused(json, "\"probe\": 3", "\"probe\": -3", "attempts.by_class.probe: -3 is not a count");
	assert_refused(json, "\"probe\": 3", "\"probe\": 3.0", "attempts.by_class.probe: 3.0 is not a count");
	assert_refused(json, "\"probe\": 3", "\"Probe\": 3", "attempts.by_class.probe is missing");
	assert_refused(json, "\"probe\": 3", "\"probe\": 4", "the sum by class is 4");
	assert_refused(json, "ronda.summary/1", "ronda.summary/2", "schema: \"ronda.summary/2\" is not");
	assert_refused(json, "attempt/1", "attempt/2", "definition: \"attempt/2\" is not");
	assert_refused(json, "\"start\": \"2022-07-13T", "\"start\": \"2022-07-32T", "period.start: ");
	assert_refused(json, "\"seconds\": 10", "\"seconds\": 11", "period.seconds: 11 is not");
	assert_refused(json, "\"ratio\": 0.9", "\"ratio\": 1.0", "coverage.ratio: 1.0 is not");
	assert_refused(json, "\"home_country\": \"ID\"", "\"home_country\": \"id\"", "home_country: \"id\" is not");
	assert_refused(json, "\"198.51.100.7\"", "\"198.51.100.256\"", "sources.top[0].address: ");
	assert_refused(json, "\"country\": \"US\"", "\"country\": \"us\"", "sources.top[0].country: ");
	assert_refused(json, "\"country\": \"US\"", "\"country\": \"unknown", "line ");
	assert_refused(json, "\"origin\": \"foreign\"", "\"origin\": \"alien\"", "sources.top[0].origin: ");
	assert_refused(json, "\"distinct\": 1", "\"distinct\": 2", "sources.distinct: 2 is not what its sketch holds");
	assert_refused(json, "\"sketch\": \"A", "\"sketch\": \"Z", "sources.sketch: ");
	assert_refused(json, "\"scope\": \"any\"", "\"scope\": []", "scope: an array is not");
	assert_refused(json, "\"scope\": \"any\"", "\"scope\": [\"10.0.0.1/8\"]", "10.0.0.0/8");
	assert_refused(json, "\"complete\": true", "\"complete\": 1", "capture.complete: 1 is not");
	assert_refused(json, "\"floods\": []", "\"floods\": [7]", "floods[0]: 7 is not an object");
	assert_refused(json, "{", "[", "line ");
	assert_refused(json, json, "[]", "an array is not a summary");
	free(json);
}

static void keys_of_a_later_version_are_left_alone(void **state)
{
	struct ronda_summary *before = plain_summary(), *after;
	char *json = json_of(before), *longer;

	(void)state;
	assert_true(asprintf(&longer, "{ \"later\": [1.5],%s", json + 1) > 0);
	after = ronda_summary_from_json(longer, strlen(longer), NULL);
	assert_non_null(after);
	free(json);
	free(longer);
	assert_same(before, after);
}

static void a_hostile_name_is_written_as_valid_text(void **state)
{
	static const char *const sites[] = { "a\xff", "a\xfe", "\x1b[31m\"\\" };
	struct ronda_summary *s = plain_summary(), *back;
	struct ronda_error error = { "" };
	char *json;

	(void)state;
	free(s->attempts.by_site.row[0].name);
	free(s->attempts.by_site.row);
	s->attempts.by_site = (struct ronda_rows){ calloc(3, sizeof(struct ronda_row)), 3 };
	for (unsigned i = 0; i < 3; i++)
		s->attempts.by_site.row[i] = (struct ronda_row){ strdup(sites[i]), 1 };
	free(s->attempts.by_site_class.row[0].name);
	free(s->attempts.by_site_class.row);
	s->attempts.by_site_class = share_classes(&s->attempts.by_site, s->attempts.by_class);
	free(s->sensor);
	free(s->parts[0].sensor);
	s->sensor = strdup("\xc0\x80\xed\xa0\x80tap\xe2\x82");
	s->parts[0].sensor = strdup(s->sensor);
	s->capture.error = strdup("\xf4\x90\x80\x80");
	json = json_of(s);
	back = ronda_summary_from_json(json, strlen(json), &error);
	assert_string_equal(error.text, "");
	assert_true(summary_text_is_clean(back->sensor));
	assert_int_equal(back->attempts.by_site.count, 2); /* what cannot be told apart is counted together */
	assert_string_equal(back->attempts.by_site.row[1].name, "a\xef\xbf\xbd");
	assert_int_equal(back->attempts.by_site.row[1].count, 2);
	free(json);
	assert_same(s, back);
}

static void a_list_cut_in_writing_is_no_longer_complete(void **state)
{
	struct ronda_summary *s = plain_summary(), *back;
	char *json = ronda_summary_to_json(s, 0, false);

	(void)state;
	back = ronda_summary_from_json(json, strlen(json), NULL);
	assert_non_null(back);
	assert_int_equal(back->sources.top_count, 0);
	assert_false(back->sources.top_complete);
	free(json);
	ronda_summary_destroy(back);
	ronda_summary_destroy(s);
}

static void the_sentence_tells_number_and_time(void **state)
{
	struct ronda_summary *s = plain_summary();
	char text[SENTENCE_TEXT];

	(void)state;
	assert_string_equal(summary_sentence(s, WORDS_EN, text), "3 attempts in ten seconds");
	assert_string_equal(summary_sentence(s, WORDS_ID, text), "3 percobaan serangan dalam sepuluh detik");
	s->end_ns = s->start_ns + 92 * 86400 * STAMP_SECOND_NS; /* 13 July to 13 October */
	s->attempts.total = 957254;
	assert_string_equal(summary_sentence(s, WORDS_EN, text), "957,254 attempts in three months");
	assert_string_equal(summary_sentence(s, WORDS_ID, text), "957.254 percobaan serangan dalam tiga bulan");
	s->attempts.total = 1;
	assert_string_equal(summary_sentence(s, WORDS_EN, text), "1 attempt in three months");
	s->attempts.total = 0;
	assert_string_equal(summary_sentence(s, WORDS_EN, text), "no attempts in three months");
	assert_string_equal(summary_sentence(s, WORDS_ID, text), "tidak ada percobaan serangan dalam tiga bulan");
	ronda_summary_destroy(s);
}

static void an_empty_period_is_covered_whole(void **state)
{
	struct ronda_summary *s = plain_summary();

	(void)state;
	s->end_ns = s->start_ns;
	s->up_seconds = s->parts[0].up_seconds = 0;
	assert_int_equal(summary_coverage_millionths(s), 1000000);
	s->end_ns = s->start_ns + 3 * STAMP_SECOND_NS;
	s->parts[0].up_seconds = 1;
	assert_int_equal(summary_coverage_millionths(s), 333333);
	s->parts[0].up_seconds = 4;
	assert_int_equal(summary_coverage_millionths(s), 1000000);
	ronda_summary_destroy(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_reads_back_as_the_same),
		cmocka_unit_test(one_line_and_many_hold_the_same),
		cmocka_unit_test(a_sum_is_the_same_in_any_order_and_grouping),
		cmocka_unit_test(a_sum_adds_totals_and_keeps_the_widest),
		cmocka_unit_test(a_host_name_is_known_from_its_first_to_its_last_and_declared_by_any),
		cmocka_unit_test(a_sum_keeps_every_review_even_two_that_look_the_same),
		cmocka_unit_test(keys_that_came_later_may_be_missing),
		cmocka_unit_test(what_the_listener_tells_must_agree_too),
		cmocka_unit_test(parts_that_touch_add_up_and_parts_that_overlap_do_not),
		cmocka_unit_test(another_home_country_does_not_add_up),
		cmocka_unit_test(a_sum_too_large_for_json_is_refused),
		cmocka_unit_test(each_broken_identity_is_named),
		cmocka_unit_test(a_bad_text_is_refused_with_the_way_to_it),
		cmocka_unit_test(keys_of_a_later_version_are_left_alone),
		cmocka_unit_test(a_hostile_name_is_written_as_valid_text),
		cmocka_unit_test(a_list_cut_in_writing_is_no_longer_complete),
		cmocka_unit_test(the_sentence_tells_number_and_time),
		cmocka_unit_test(an_empty_period_is_covered_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
