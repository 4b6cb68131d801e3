/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store FILE [DAYS [SENSORS]] - makes a store of hourly summaries of busy sensors, from 2023-01-01 on, and says what
 * it costs: time to add, bytes on disk, time to ask. 1096 days and 4 sensors are three years of a province.
 *
 * Each hour and sensor: 24,000 sources seen, of which 1,500 attack, from 80 countries at 120 sites; 60 host names,
 * 8 requests to review, now and then a flood. Attackers come back: they are of some 60,000.
 *
 * Three years of four sensors, on two cores: 1,648 MiB (minutes of 7 days, hours of 400, all days); a month in 0.3 s,
 * a quarter in 0.85 s, all three years in 10 s, an address in all of them in 0.7 s. Adding takes 8 ms a summary.
 */
#include "store/store.h"

#include "base/stamp.h"
#include "summary/shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { SEEN = 24000, ATTACKING = 1500, COUNTRIES = 80, SITES = 120, NAMES = 60, REVIEWS = 8 };
#define START_NS (1672531200ull * STAMP_SECOND_NS)
#define HOUR_NS (3600 * STAMP_SECOND_NS)

static uint64_t state = 1;

static uint64_t any(void)
{
	uint64_t x = state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* Few often, most seldom. */
static uint64_t skewed(uint64_t limit)
{
	double u = (double)(any() >> 11) / (double)(1ull << 53);

	return (uint64_t)((double)limit * u * u * u);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static struct ronda_addr address(uint64_t number)
{
	uint32_t mixed = (uint32_t)(number * 2654435761u) ^ 0x5a5a5a5au;
	uint8_t v4[] = { (uint8_t)(1 + (mixed >> 24) % 222), (uint8_t)(mixed >> 16), (uint8_t)(mixed >> 8), (uint8_t)mixed };

	return ronda_addr_v4(v4);
}

static ronda_country country_of(uint64_t number)
{
	uint64_t country = skewed(COUNTRIES) + number % 2;

	return RONDA_COUNTRY('A' + country % 26, 'A' + country / 26 * 3 % 26);
}

static int by_address(const void *a, const void *b)
{
	return ronda_addr_compare(&((const struct ronda_source *)a)->addr, &((const struct ronda_source *)b)->addr);
}

static void fill_sources(struct ronda_summary *s)
{
	struct ronda_source *top = calloc(ATTACKING, sizeof *top);
	size_t kept = 0;

	for (size_t i = 0; i < ATTACKING; i++) {
		uint64_t number = skewed(60000), attempts = 1 + skewed(skewed(2000) + 1);
		enum ronda_class class = (enum ronda_class)(number % RONDA_CLASS_COUNT);

		top[i] = (struct ronda_source){ .addr = address(number), .prefix_bits = 128, .origin = RONDA_ORIGIN_FOREIGN,
			.country = RONDA_COUNTRY('A' + number % 26, 'A' + number / 26 % 3 * 3), .verified = number % 3 == 0,
			.attempts = attempts, .packets = attempts * 3, .bytes = attempts * 200, .targets = 1 + attempts / 3,
			.ports = 1 + attempts % 7, .first_seen_ns = s->start_ns + any() % HOUR_NS / 2 };
		top[i].by_class[class] = attempts;
		top[i].last_seen_ns = top[i].first_seen_ns + any() % (HOUR_NS / 2);
	}
	qsort(top, ATTACKING, sizeof *top, by_address);
	for (size_t i = 0; i < ATTACKING; i++)
		if (!kept || !ronda_addr_equal(&top[kept - 1].addr, &top[i].addr))
			top[kept++] = top[i];
	qsort(top, kept, sizeof *top, summary_order_sources);
	s->sources.top = top;
	s->sources.top_count = kept;
	for (size_t i = 0; i < kept; i++)
		ronda_sketch_add(&s->sources.attacking, &top[i].addr);
	for (size_t i = 0; i < SEEN; i++)
		ronda_sketch_add_hash(&s->sources.seen, any());
}

static void fill_attempts(struct ronda_summary *s)
{
	uint64_t total = 0;
	char name[64];

	s->attempts.by_country.row = calloc(ATTACKING, sizeof *s->attempts.by_country.row);
	s->attempts.by_site.row = calloc(SITES, sizeof *s->attempts.by_site.row);
	s->attempts.by_site_class.row = calloc(SITES, sizeof *s->attempts.by_site_class.row);
	s->attempts.by_site.count = s->attempts.by_site_class.count = SITES;
	for (size_t i = 0; i < SITES; i++) {
		snprintf(name, sizeof name, "dinas-%zu.kota.example.go.id", i);
		s->attempts.by_site.row[i].name = strdup(name);
		s->attempts.by_site_class.row[i].name = strdup(name);
	}
	for (size_t i = 0; i < s->sources.top_count; i++) {
		const struct ronda_source *source = &s->sources.top[i];
		char country[8];
		uint64_t site = skewed(SITES);

		s->attempts.by_country.row[s->attempts.by_country.count++] = (struct ronda_row){
			strdup(ronda_country_format(country_of(i), country)), source->attempts };
		s->attempts.by_site.row[site].count += source->attempts;
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++) {
			s->attempts.by_class[class] += source->by_class[class];
			s->attempts.by_site_class.row[site].by_class[class] += source->by_class[class];
		}
		*(source->verified ? &s->attempts.verified : &s->attempts.unverified) += source->attempts;
		s->attempts.by_outcome[source->attempts % RONDA_OUTCOME_COUNT] += source->attempts;
		s->attempts.by_origin[RONDA_ORIGIN_FOREIGN] += source->attempts;
		s->traffic.packets += source->packets;
		total += source->attempts;
	}
	s->attempts.total = total;
	summary_settle_rows(&s->attempts.by_country);
	summary_settle_rows(&s->attempts.by_site);
	summary_settle_class_rows(&s->attempts.by_site_class);
	s->attempts.by_hour.row = calloc(1, sizeof *s->attempts.by_hour.row);
	s->attempts.by_hour.row[0] = (struct ronda_row){ strdup(stamp_format(s->start_ns, name)), total };
	s->attempts.by_hour.count = 1;
	s->traffic.packets += 5000000;
	s->traffic.wire_bytes = 4000000000;
	s->frames.delivered = s->frames.by_fate[RONDA_FATE_DECODED] = s->traffic.packets;
	s->incidents.total = s->incidents.by_class[0] = 400;
	s->listening.connections = 90000;
}

static void fill_lists(struct ronda_summary *s)
{
	char name[64];

	s->hostnames = calloc(NAMES, sizeof *s->hostnames);
	for (size_t i = 0; i < NAMES; i++) {
		snprintf(name, sizeof name, "dinas-%02zu.kota.example.go.id", i);
		s->hostnames[s->hostnames_count++] = (struct ronda_hostname){ strdup(name), address(i), START_NS, s->end_ns, true };
	}
	s->review = calloc(REVIEWS, sizeof *s->review);
	for (size_t i = 0; i < REVIEWS; i++)
		s->review[s->review_count++] = (struct ronda_review){ s->start_ns + i * STAMP_SECOND_NS, address(any()),
			RONDA_COUNTRY('C', 'N'), RONDA_CLASS_WEB, strdup("sql-union-select"), strdup("sqli"),
			strdup("dinas-1.kota.example.go.id"), address(1), 443,
			strdup("GET /berita.php?id=1%27%20union%20select%201,2,concat(user,0x3a,password) HTTP/1.1"), 200, 1234,
			RONDA_OUTCOME_SERVED };
	if (any() % 30)
		return;
	s->floods = calloc(1, sizeof *s->floods);
	s->floods[s->floods_count++] = (struct ronda_flood){ .sensor = strdup(s->sensor), .target = address(2), .port = 443,
		.start_ns = s->start_ns, .end_ns = s->start_ns + 300 * STAMP_SECOND_NS, .packets = 1000000, .bytes = 60000000,
		.peak_packets_per_second = 40000, .peak_bits_per_second = 20000000, .sources = 300000, .spoofed = true };
}

static struct ronda_summary *make_hour(unsigned sensor, uint64_t hour)
{
	struct ronda_summary *s = calloc(1, sizeof *s);
	char name[16];

	snprintf(name, sizeof name, "kota-%u", sensor);
	s->sensor = strdup(name);
	s->home = RONDA_COUNTRY('I', 'D');
	s->start_ns = START_NS + hour * HOUR_NS;
	s->end_ns = s->start_ns + HOUR_NS;
	s->up_seconds = 3600;
	s->parts = calloc(1, sizeof *s->parts);
	s->parts[0] = (struct ronda_part){ strdup(name), s->start_ns, s->end_ns, 3600 };
	s->parts_count = 1;
	s->capture.complete = true;
	fill_sources(s);
	fill_attempts(s);
	fill_lists(s);
	return s;
}

static void ask(struct store *store, const char *what, uint64_t days_ago, uint64_t days, uint64_t end_ns)
{
	const uint64_t day = 24 * HOUR_NS;
	struct store_query query = { .from_ns = end_ns - days_ago * day, .to_ns = end_ns - (days_ago - days) * day };
	struct ronda_error error;
	struct store_result *result;
	double start = now();

	if (store_read(store, &query, &result, &error) < 0) {
		fprintf(stderr, "%s\n", error.text);
		return;
	}
	printf("%-40s %6.3f s  %llu attempts, %zu parts\n", what, now() - start,
		(unsigned long long)result->summary->attempts.total, result->summary->parts_count);
	store_result_destroy(result);
}

static void look(struct store *store, const char *what, struct store_lookup lookup)
{
	struct ronda_error error;
	struct store_sighting *sighting;
	double start = now();

	if (store_look(store, &(struct store_query){ .top = 20 }, &lookup, &sighting, &error) < 0) {
		fprintf(stderr, "%s\n", error.text);
		return;
	}
	printf("%-40s %6.3f s  %zu days\n", what, now() - start, sighting->days);
	store_sighting_destroy(sighting);
}

int main(int argc, char **argv)
{
	uint64_t days = argc > 2 ? strtoull(argv[2], NULL, 10) : 1096, sensors = argc > 3 ? strtoull(argv[3], NULL, 10) : 4;
	struct ronda_error error;
	struct store *store;
	struct stat file;
	double start = now(), adding = 0;

	if (argc < 2 || store_open(&store, argv[1], STORE_WRITE, &error) < 0) {
		fprintf(stderr, "%s\n", argc < 2 ? "usage: store FILE [DAYS [SENSORS]]" : error.text);
		return 1;
	}
	for (uint64_t hour = 0; hour < days * 24; hour++)
		for (unsigned sensor = 1; sensor <= sensors; sensor++) {
			struct ronda_summary *summary = make_hour(sensor, hour);
			double begun = now();

			if (store_add(store, summary, &error) < 0) {
				fprintf(stderr, "%s\n", error.text);
				return 1;
			}
			adding += now() - begun;
			ronda_summary_destroy(summary);
		}
	store_close(store);
	stat(argv[1], &file);
	printf("%-40s %6.1f s, of it adding %.1f s: %.2f ms a summary\n", "made", now() - start, adding,
		1e3 * adding / (double)(days * 24 * sensors));
	printf("%-40s %6.1f MiB\n", "on disk", (double)file.st_size / (1 << 20));
	if (store_open(&store, argv[1], STORE_READ, &error) < 0)
		return 1;

	uint64_t end_ns = START_NS + days * 24 * HOUR_NS;

	for (int again = 0; again < 2; again++) {
		ask(store, "the last month", 31, 31, end_ns);
		ask(store, "the last quarter", 92, 92, end_ns);
		ask(store, "  and the one before", 184, 92, end_ns);
		ask(store, "a month of two years ago", 730, 31, end_ns);
		ask(store, "all of it", days, days, end_ns);
		look(store, "one address in all of it", (struct store_lookup){ .prefix = { address(17), 128 } });
		look(store, "a /16 in all of it", (struct store_lookup){ .prefix = { ronda_addr_mask(address(17), 112), 112 } });
		look(store, "a country in all of it", (struct store_lookup){ .country = "AA" });
	}
	store_close(store);
	return 0;
}
