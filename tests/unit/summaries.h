/* SPDX-License-Identifier: BSD-2-Clause */
/* summaries.h - summaries to test with, whose identities hold. The caller destroys them. */
#pragma once
#include <ronda/summary.h>

#include "base/stamp.h"
#include "summary/shape.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t random_state;

static inline uint64_t any(void)
{
	uint64_t x = random_state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static inline uint64_t below(uint64_t limit)
{
	return any() % limit;
}

static inline bool perhaps(void)
{
	return any() & 1;
}

/* Shares `total` out. */
static inline void share_out(uint64_t total, uint64_t *counts, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++) {
		counts[i] = perhaps() ? below(total + 1) : 0;
		total -= counts[i];
	}
	counts[count - 1] = total;
}

static inline struct ronda_rows random_rows(uint64_t total, const char *const names[], size_t count)
{
	struct ronda_rows rows = { calloc(count, sizeof *rows.row), count };
	uint64_t counts[16];

	share_out(total, counts, count);
	for (size_t i = 0; i < count; i++)
		rows.row[i] = (struct ronda_row){ strdup(names[i]), counts[i] };
	summary_settle_rows(&rows);
	return rows;
}

/* Classes of sites, with the sums that both have: what is left of a class goes to what is left of a site. */
static inline struct ronda_class_rows share_classes(const struct ronda_rows *sites, const uint64_t *by_class)
{
	struct ronda_class_rows rows = { calloc(sites->count + 1, sizeof *rows.row), sites->count };
	uint64_t left[RONDA_CLASS_COUNT];
	unsigned class = 0;

	memcpy(left, by_class, sizeof left);
	for (size_t i = 0; i < sites->count; i++) {
		uint64_t wanted = sites->row[i].count;

		rows.row[i].name = strdup(sites->row[i].name);
		while (wanted) {
			uint64_t part = left[class] < wanted ? left[class] : wanted;

			rows.row[i].by_class[class] += part;
			left[class] -= part;
			wanted -= part;
			if (wanted)
				class++;
		}
	}
	summary_settle_class_rows(&rows);
	return rows;
}

static inline struct ronda_addr random_address(uint64_t limit)
{
	uint32_t number = 0x01000000u + (uint32_t)below(limit);
	uint8_t v4[4] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number };
	uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8, [7] = (uint8_t)number };

	return any() % 4 ? ronda_addr_v4(v4) : ronda_addr_v6(v6);
}

static inline struct ronda_sketch random_sketch(void)
{
	struct ronda_sketch sketch = { 0 };
	uint64_t count = any() % 4 ? below(40) : below(1500);

	while (count--) {
		struct ronda_addr addr = random_address(100000);

		ronda_sketch_add(&sketch, &addr);
	}
	return sketch;
}

static inline void random_floods(struct ronda_summary *s)
{
	size_t kept = 0;

	s->floods = calloc(8, sizeof *s->floods);
	for (size_t i = 0; i < below(8); i++) {
		struct ronda_flood *flood = &s->floods[s->floods_count++];

		flood->sensor = strdup(s->parts[0].sensor);
		flood->kind = (enum ronda_flood_kind)below(RONDA_FLOOD_COUNT);
		flood->target = random_address(2);
		flood->port = perhaps() ? 443 : 0;
		flood->service = perhaps() ? (enum ronda_service)below(RONDA_SERVICE_COUNT) : RONDA_SERVICE_NONE;
		flood->start_ns = 1657670400 * STAMP_SECOND_NS + below(2);
		flood->end_ns = flood->start_ns + below(3);
		flood->ongoing = perhaps();
		flood->packets = below(1000);
		flood->bytes = below(100000);
		flood->peak_packets_per_second = below(1000);
		flood->peak_bits_per_second = below(100000);
		flood->sources = below(100);
		flood->spoofed = perhaps();
	}
	qsort(s->floods, s->floods_count, sizeof *s->floods, summary_order_floods);
	for (size_t i = 0; i < s->floods_count; i++)
		if (kept && summary_order_floods(&s->floods[kept - 1], &s->floods[i]) == 0)
			free(s->floods[i].sensor);
		else
			s->floods[kept++] = s->floods[i];
	s->floods_count = kept;
}

static inline void random_hostnames(struct ronda_summary *s)
{
	static const char *const names[] = { "a.example.id", "b.example.id", "\xff", "www.example.id" };
	size_t kept = 0;

	s->hostnames = calloc(6, sizeof *s->hostnames);
	s->hostnames_count = below(6);
	for (size_t i = 0; i < s->hostnames_count; i++) {
		struct ronda_hostname *name = &s->hostnames[i];

		name->name = strdup(names[below(4)]);
		name->addr = random_address(2);
		name->first_seen_ns = 1657670400 * STAMP_SECOND_NS + below(3);
		name->last_seen_ns = name->first_seen_ns + below(3);
		name->declared = perhaps();
	}
	qsort(s->hostnames, s->hostnames_count, sizeof *s->hostnames, summary_order_hostnames);
	for (size_t i = 0; i < s->hostnames_count; i++)
		if (kept && summary_order_hostnames(&s->hostnames[kept - 1], &s->hostnames[i]) == 0)
			free(s->hostnames[i].name);
		else
			s->hostnames[kept++] = s->hostnames[i];
	s->hostnames_count = kept;
}

/* No more than there can be: after the attempts. */
static inline void random_reviews(struct ronda_summary *s)
{
	static const ronda_country countries[] = { RONDA_COUNTRY('I', 'D'), RONDA_COUNTRY_LOCAL, 0 };
	static const char *const lines[] = { "GET /?id=1%27 HTTP/1.1", "GET /\\x1b[2J", "\xfe\x1b\n\xe2\x80\xae" };
	uint64_t served = s->attempts.by_outcome[RONDA_OUTCOME_SERVED];
	uint64_t most = s->attempts.by_class[RONDA_CLASS_WEB] + s->attempts.by_class[RONDA_CLASS_EXPLOIT];

	most = most < served ? most : served;
	s->review_omitted = below(most + 1);
	s->review_count = below((most - s->review_omitted < 12 ? most - s->review_omitted : 12) + 1);
	s->review = calloc(s->review_count + 1, sizeof *s->review);
	for (size_t i = 0; i < s->review_count; i++)
		s->review[i] = (struct ronda_review){
			.time_ns = 1657670400 * STAMP_SECOND_NS + below(2),
			.source = random_address(2),
			.country = countries[below(3)],
			.class = perhaps() ? RONDA_CLASS_WEB : RONDA_CLASS_EXPLOIT,
			.rule = strdup(perhaps() ? "union-select" : "heartbleed"),
			.kind = strdup("sqli"),
			.site = strdup(perhaps() ? "www.example.id" : "103.94.188.1"),
			.addr = random_address(2),
			.port = (uint16_t)below(UINT16_MAX + 1),
			.line = perhaps() ? strdup(lines[below(3)]) : NULL,
			.status = perhaps() ? 200 : 0,
			.response_bytes = below(3),
			.outcome = RONDA_OUTCOME_SERVED,
		};
	if (s->review_count)
		qsort(s->review, s->review_count, sizeof *s->review, summary_order_reviews);
}

static inline void random_listening(struct ronda_summary *s)
{
	s->listening.connections = below(1000);
	s->listening.requests = below(1000);
	s->listening.handshakes = below(1000);
	s->listening.logins = below(1000);
	s->listening.given_up = below(3);
	s->listening.evicted = below(3);
	s->listening.names_refused = below(3);
	s->listening.names_declared = below(3);
	s->listening.forgotten = below(3);
	s->capture.one_way = any() % 4 == 0;
}

static inline void random_top(struct ronda_summary *s)
{
	static const ronda_country countries[] = { RONDA_COUNTRY('I', 'D'), RONDA_COUNTRY('U', 'S'),
		RONDA_COUNTRY('C', 'N'), RONDA_COUNTRY_LOCAL, 0 };
	uint64_t packets = 0;

	s->sources.top = calloc(20, sizeof *s->sources.top);
	for (size_t i = 0; i < below(20); i++) {
		struct ronda_source *source = &s->sources.top[s->sources.top_count];

		source->addr = random_address(30);
		source->prefix_bits = ronda_addr_is_v4(&source->addr) ? 128 : 64;
		for (size_t j = 0; j < s->sources.top_count; j++)
			if (ronda_addr_equal(&s->sources.top[j].addr, &source->addr))
				source = NULL, j = s->sources.top_count;
		if (!source)
			continue;
		s->sources.top_count++;
		source->origin = (enum ronda_origin)below(RONDA_ORIGIN_COUNT);
		source->country = countries[below(5)];
		source->verified = perhaps();
		source->attempts = below(5);
		source->attempts_error = below(5);
		packets += source->packets = below(5);
		source->bytes = below(1000);
		source->targets = below(100);
		source->ports = below(100);
		source->first_seen_ns = 1657670400 * STAMP_SECOND_NS + below(3);
		source->last_seen_ns = source->first_seen_ns + below(3);
		share_out(source->attempts, source->by_class, RONDA_CLASS_COUNT);
	}
	qsort(s->sources.top, s->sources.top_count, sizeof *s->sources.top, summary_order_sources);
	s->sources.top_complete = any() % 4 != 0;
	s->traffic.evicted_packets = below(10);
	s->traffic.untracked_packets = below(10);
	s->traffic.duplicate_packets = below(10);
	s->traffic.packets = packets + s->traffic.evicted_packets + s->traffic.untracked_packets +
		(s->sources.top_complete ? 0 : below(100));
}

static inline void random_frames(struct ronda_summary *s)
{
	static const enum ronda_fate fate_of[] = {
#define FATE(NAME, key, OF) RONDA_FATE_##OF,
		RONDA_REASONS(FATE)
#undef FATE
	};

	s->frames.delivered = s->frames.by_fate[RONDA_FATE_DECODED] = below(100000);
	s->frames.cut_short = below(100);
	s->frames.glued = below(100);
	for (unsigned i = 0; i < RONDA_REASON_COUNT; i++) {
		uint64_t count = perhaps() ? below(50) : 0;

		s->frames.by_reason[i] = count;
		s->frames.by_fate[fate_of[i]] += count;
		s->frames.delivered += count;
	}
}

static inline void random_words(struct ronda_summary *s)
{
	static const char *const scopes[] = { "10.0.0.0/8", "103.94.188.0/22", "2001:db8::/32" };
	static const char *const names[] = { "flood.syn", "login.window", "scanner.score" };
	static const char *const values[] = { "4", "5", "5 | 4", "a|b", "", " x ", "\"y\"\n" };
	static const char *const errors[] = { "cut in packet 7", "b\na", "disk; gone", "cut in packet 7\nb" };

	s->scope = calloc(3, sizeof *s->scope);
	s->settings = calloc(3, sizeof *s->settings);
	for (size_t i = 0; i < 3; i++) {
		if (any() % 4)
			s->scope[s->scope_count++] = strdup(scopes[i]);
		if (perhaps())
			s->settings[s->settings_count++] = (struct ronda_setting){
				strdup(names[i]), strdup(values[below(7)]) };
	}
	s->capture.complete = perhaps();
	s->capture.error = s->capture.complete ? NULL : strdup(errors[below(4)]);
	if (perhaps()) {
		s->geoip.file = strdup(perhaps() ? "country.mmdb" : "city.mmdb");
		s->geoip.type = perhaps() ? strdup(perhaps() ? "Country" : "City") : NULL;
		s->geoip.built_seconds = 1657670400 + below(2);
	}
}

/* Every field varies with the seed. Names come from few, so that merges meet the same ones; `place`
 * keeps the periods of different summaries apart. */
static inline struct ronda_summary *random_summary(uint64_t seed, unsigned place)
{
	static const char *const sensors[] = { "tap-1", "tap-2", "kota-\xc3\xa9" };
	static const char *const countries[] = { "CN", "ID", "US", "local", "unknown" };
	static const char *const sites[] = { "other", "www.example.id", "a b", "103.94.188.1:443" };
	static const char *const hours[] = { "2022-07-13T00:00:00Z", "2022-07-13T01:00:00Z" };
	struct ronda_summary *s = calloc(1, sizeof *s);
	uint64_t total;

	random_state = seed;
	total = perhaps() ? below(1000) : below(4);
	s->parts = calloc(1, sizeof *s->parts);
	s->parts_count = 1;
	s->parts[0].sensor = strdup(sensors[below(3)]);
	s->sensor = strdup(s->parts[0].sensor);
	s->start_ns = 1657670400 * STAMP_SECOND_NS + place * 3600 * STAMP_SECOND_NS;
	s->end_ns = s->start_ns + (any() % 8 ? below(3600 * STAMP_SECOND_NS + 1) : 0);
	s->up_seconds = below((s->end_ns - s->start_ns) / STAMP_SECOND_NS + 1);
	s->parts[0].start_ns = s->start_ns;
	s->parts[0].end_ns = s->end_ns;
	s->parts[0].up_seconds = s->up_seconds;
	s->home = RONDA_COUNTRY('I', 'D');
	random_words(s);
	random_frames(s);
	random_floods(s);
	random_top(s);
	s->traffic.wire_bytes = below(1000000);
	s->capture.kernel_drop_packets = below(3);
	s->capture.interface_drop_packets = below(3);
	s->capture.acknowledged_gaps = below(30);
	s->attempts.total = total;
	share_out(total, s->attempts.by_class, RONDA_CLASS_COUNT);
	share_out(total, s->attempts.by_outcome, RONDA_OUTCOME_COUNT);
	share_out(total, s->attempts.by_origin, RONDA_ORIGIN_COUNT);
	s->attempts.by_country = random_rows(total, countries, 5);
	s->attempts.by_site = random_rows(total, sites, 4);
	s->attempts.by_site_class = share_classes(&s->attempts.by_site, s->attempts.by_class);
	s->attempts.by_hour = random_rows(total, hours, 2);
	random_listening(s);
	random_hostnames(s);
	random_reviews(s);
	s->attempts.verified = below(total + 1);
	s->attempts.unverified = total - s->attempts.verified;
	s->attempts.of_which_research = below(total + 1);
	s->attempts.undecided = below(5);
	s->attempts.lost_pending = below(5);
	s->outbound.attempts = below(5);
	s->outbound.sources = below(5);
	s->internal.attempts = below(5);
	s->internal.sources = below(5);
	s->monitor_acts = below(5);
	s->incidents.total = below(50);
	share_out(s->incidents.total, s->incidents.by_class, RONDA_CLASS_COUNT);
	s->backscatter.packets = below(100);
	s->backscatter.sources = random_sketch();
	s->sources.seen = random_sketch();
	s->sources.attacking = random_sketch();
	s->sources.evicted = below(5);
	return s;
}

/* A small one without chance: 3 attempts of one source. */
static inline struct ronda_summary *plain_summary(void)
{
	static const char *const countries[] = { "US" }, *const sites[] = { "www.example.id" };
	static const char *const hours[] = { "2022-07-13T00:00:00Z" };
	struct ronda_summary *s = calloc(1, sizeof *s);

	s->parts = calloc(1, sizeof *s->parts);
	s->parts_count = 1;
	s->sensor = strdup("tap");
	s->parts[0].sensor = strdup("tap");
	s->parts[0].start_ns = s->start_ns = 1657670400 * STAMP_SECOND_NS;
	s->parts[0].end_ns = s->end_ns = s->start_ns + 10 * STAMP_SECOND_NS;
	s->parts[0].up_seconds = s->up_seconds = 9;
	s->home = RONDA_COUNTRY('I', 'D');
	s->capture.complete = true;
	s->frames.delivered = s->frames.by_fate[RONDA_FATE_DECODED] = 4;
	s->traffic.packets = 4;
	s->attempts.total = s->attempts.unverified = 3;
	s->attempts.by_class[RONDA_CLASS_PROBE] = 3;
	s->attempts.by_outcome[RONDA_OUTCOME_REFUSED] = 3;
	s->attempts.by_origin[RONDA_ORIGIN_FOREIGN] = 3;
	s->attempts.by_country = random_rows(3, countries, 1);
	s->attempts.by_site = random_rows(3, sites, 1);
	s->attempts.by_site_class = share_classes(&s->attempts.by_site, s->attempts.by_class);
	s->attempts.by_hour = random_rows(3, hours, 1);
	s->sources.top = calloc(1, sizeof *s->sources.top);
	s->sources.top_count = 1;
	s->sources.top_complete = true;
	s->sources.top[0] = (struct ronda_source){ .prefix_bits = 128, .origin = RONDA_ORIGIN_FOREIGN,
		.country = RONDA_COUNTRY('U', 'S'), .attempts = 3, .packets = 4, .bytes = 240, .targets = 1, .ports = 3,
		.first_seen_ns = s->start_ns, .last_seen_ns = s->end_ns };
	s->sources.top[0].addr = ronda_addr_v4((const uint8_t[]){ 198, 51, 100, 7 });
	s->sources.top[0].by_class[RONDA_CLASS_PROBE] = 3;
	ronda_sketch_add(&s->sources.seen, &s->sources.top[0].addr);
	ronda_sketch_add(&s->sources.attacking, &s->sources.top[0].addr);
	return s;
}
