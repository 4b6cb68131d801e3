/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/shape.h"

#include "base/stamp.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

typedef unsigned __int128 wide; /* no sum of counts is too large for it */

static int too_large(struct ronda_error *error, const char *path, uint64_t value)
{
	return ronda_fail(error, -EINVAL, "%s: %" PRIu64 " is more than JSON can hold", path, value);
}

static int check_counts(const struct ronda_summary *s, struct ronda_error *error)
{
#define FITS(member, path)                                                                         \
	if (s->member > COUNT_MOST)                                                                \
		return too_large(error, path, s->member);
	SUMMED_COUNTS(FITS)
	FITS(outbound.sources, "outbound.sources")
	FITS(listening.names_declared, "listening.names_declared")
	FITS(internal.sources, "internal.sources")
#define FIT(member, NAME, path)                                                                    \
	for (unsigned i = 0; i < RONDA_##NAME##_COUNT; i++)                                        \
		FITS(member[i], path)
	SUMMED_LISTS(FIT)
#undef FIT
#undef FITS
	return 0;
}

static wide sum_list(const uint64_t *counts, size_t count)
{
	wide sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += counts[i];
	return sum;
}

static wide sum_rows(const struct ronda_rows *rows)
{
	wide sum = 0;

	for (size_t i = 0; i < rows->count; i++)
		sum += rows->row[i].count;
	return sum;
}

/* `sum` stands for `what` and must be `whole`, which `of` names. */
static int equal(struct ronda_error *error, const char *of, uint64_t whole, const char *what, wide sum)
{
	if (sum == whole)
		return 0;
	return ronda_fail(error, -EINVAL, "%s is %" PRIu64 ", but %s is %s%" PRIu64, of, whole, what,
		sum > UINT64_MAX ? "more than " : "", sum > UINT64_MAX ? UINT64_MAX : (uint64_t)sum);
}

static int check_frames(const struct ronda_summary *s, struct ronda_error *error)
{
	static const enum ronda_fate fate_of[] = {
#define FATE(NAME, key, OF) RONDA_FATE_##OF,
		RONDA_REASONS(FATE)
#undef FATE
	};
	wide of_fate[RONDA_FATE_COUNT] = { s->frames.by_fate[RONDA_FATE_DECODED] };
	char name[64];
	int code = equal(error, "frames.delivered", s->frames.delivered, "the sum of the fates",
		sum_list(s->frames.by_fate, RONDA_FATE_COUNT));

	for (unsigned i = 0; i < RONDA_REASON_COUNT; i++)
		of_fate[fate_of[i]] += s->frames.by_reason[i];
	for (unsigned i = 0; !code && i < RONDA_FATE_COUNT; i++) {
		snprintf(name, sizeof name, "frames.%s", ronda_fate_name(i));
		code = equal(error, name, s->frames.by_fate[i], "the sum of its reasons", of_fate[i]);
	}
	return code;
}

static int check_attempts(const struct ronda_summary *s, struct ronda_error *error)
{
	const struct { const char *what; wide sum; } sums[] = {
		{ "the sum by class", sum_list(s->attempts.by_class, RONDA_CLASS_COUNT) },
		{ "the sum by outcome", sum_list(s->attempts.by_outcome, RONDA_OUTCOME_COUNT) },
		{ "the sum by origin", sum_list(s->attempts.by_origin, RONDA_ORIGIN_COUNT) },
		{ "the sum by country", sum_rows(&s->attempts.by_country) },
		{ "the sum by site", sum_rows(&s->attempts.by_site) },
		{ "the sum by hour", sum_rows(&s->attempts.by_hour) },
		{ "verified + unverified", (wide)s->attempts.verified + s->attempts.unverified },
	};

	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
		int code = equal(error, "attempts.total", s->attempts.total, sums[i].what, sums[i].sum);

		if (code)
			return code;
	}
	if (s->attempts.of_which_research > s->attempts.total)
		return ronda_fail(error, -EINVAL, "attempts.of_which_research is %" PRIu64 ", more than the "
			"total of %" PRIu64, s->attempts.of_which_research, s->attempts.total);
	return equal(error, "incidents.total", s->incidents.total, "the sum by class",
		sum_list(s->incidents.by_class, RONDA_CLASS_COUNT));
}

static int check_rows(const struct ronda_rows *rows, const char *path, struct ronda_error *error)
{
	for (size_t i = 0; i < rows->count; i++)
		if (i > 0 && summary_order_rows(&rows->row[i - 1], &rows->row[i]) >= 0)
			return ronda_fail(error, -EINVAL, "%s is not sorted: \"%.60s\" stands before \"%.60s\"", path,
				rows->row[i - 1].name, rows->row[i].name);
		else if (rows->row[i].count > COUNT_MOST)
			return too_large(error, path, rows->row[i].count);
	return 0;
}

/* Each site's classes add up to what is said of the site, and each class over the sites to what is said of the class. */
static int check_site_classes(const struct ronda_summary *s, struct ronda_error *error)
{
	const struct ronda_rows *sites = &s->attempts.by_site;
	const struct ronda_class_rows *classes = &s->attempts.by_site_class;
	wide of_class[RONDA_CLASS_COUNT] = { 0 };
	char name[96];
	int code = 0;

	if (sites->count != classes->count)
		return ronda_fail(error, -EINVAL, "attempts.by_site has %zu sites, but by_site_class %zu", sites->count,
			classes->count);
	for (size_t i = 0; !code && i < sites->count; i++) {
		if (strcmp(sites->row[i].name, classes->row[i].name) != 0)
			return ronda_fail(error, -EINVAL, "attempts.by_site_class has \"%.60s\" where by_site has \"%.60s\"",
				classes->row[i].name, sites->row[i].name);
		snprintf(name, sizeof name, "attempts.by_site.%.60s", sites->row[i].name);
		code = equal(error, name, sites->row[i].count, "the sum of its classes",
			sum_list(classes->row[i].by_class, RONDA_CLASS_COUNT));
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			of_class[class] += classes->row[i].by_class[class];
	}
	for (unsigned i = 0; !code && i < RONDA_CLASS_COUNT; i++) {
		snprintf(name, sizeof name, "attempts.by_class.%s", ronda_class_name(i));
		code = equal(error, name, s->attempts.by_class[i], "its sum over the sites", of_class[i]);
	}
	return code;
}

static bool is_country(const char *name)
{
	return strcmp(name, "local") == 0 || strcmp(name, "unknown") == 0 ||
		(name[0] >= 'A' && name[0] <= 'Z' && name[1] >= 'A' && name[1] <= 'Z' && !name[2]);
}

static bool is_hour(const char *name)
{
	char text[STAMP_TEXT];
	uint64_t ns;

	return stamp_parse(&ns, name, NULL) == 0 && stamp_hour(ns) == ns && strcmp(stamp_format(ns, text), name) == 0;
}

static int check_row_names(const struct ronda_summary *s, struct ronda_error *error)
{
#define SORTED(member, path)                                                                       \
	if (check_rows(&s->member, path, error) < 0)                                               \
		return -EINVAL;
	ROW_LISTS(SORTED)
#undef SORTED
	for (size_t i = 0; i < s->attempts.by_country.count; i++)
		if (!is_country(s->attempts.by_country.row[i].name))
			return ronda_fail(error, -EINVAL, "attempts.by_country: \"%.60s\" is not a country; two letters "
				"such as ID, local or unknown were expected", s->attempts.by_country.row[i].name);
	for (size_t i = 0; i < s->attempts.by_hour.count; i++)
		if (!is_hour(s->attempts.by_hour.row[i].name))
			return ronda_fail(error, -EINVAL, "attempts.by_hour: \"%.60s\" is not an hour; one such as "
				"2022-07-13T00:00:00Z was expected", s->attempts.by_hour.row[i].name);
	return 0;
}

static int check_span(struct ronda_error *error, const char *path, uint64_t start_ns, uint64_t end_ns)
{
	if (start_ns > end_ns)
		return ronda_fail(error, -EINVAL, "%s ends before it starts", path);
	if (end_ns >= STAMP_END_NS)
		return ronda_fail(error, -EINVAL, "%s ends after the year 2553", path);
	return 0;
}

static int check_parts(const struct ronda_summary *s, struct ronda_error *error)
{
	uint64_t start_ns = UINT64_MAX, end_ns = 0;
	wide up = 0;

	if (s->parts_count == 0)
		return ronda_fail(error, -EINVAL, "parts is empty; a summary has one part at least, itself");
	for (size_t i = 0; i < s->parts_count; i++) {
		const struct ronda_part *part = &s->parts[i];

		if (check_span(error, "a part", part->start_ns, part->end_ns) < 0)
			return -EINVAL;
		if (i > 0 && summary_order_parts(part - 1, part) > 0)
			return ronda_fail(error, -EINVAL, "parts is not sorted by sensor and start");
		if (part->up_seconds > COUNT_MOST)
			return too_large(error, "parts", part->up_seconds);
		up += part->up_seconds;
		start_ns = start_ns < part->start_ns ? start_ns : part->start_ns;
		end_ns = end_ns > part->end_ns ? end_ns : part->end_ns;
	}
	if (summary_overlap(s) < s->parts_count)
		return summary_fail_overlap(s, summary_overlap(s), error);
	if (s->start_ns != start_ns || s->end_ns != end_ns)
		return ronda_fail(error, -EINVAL, "period is not from the first start to the last end of its parts");
	return equal(error, "coverage.up_seconds", s->up_seconds, "the sum of its parts", up);
}

static int check_sensor(const struct ronda_summary *s, struct ronda_error *error)
{
	char *joined = summary_join_sensors(s->parts, s->parts_count);
	int code = 0;

	if (!joined)
		return ronda_fail(error, -ENOMEM, "memory is too short to check a summary");
	if (strcmp(joined, s->sensor) != 0)
		code = ronda_fail(error, -EINVAL, "sensor is \"%.100s\", but its parts are of \"%.100s\"",
			s->sensor, joined);
	free(joined);
	return code;
}

static bool is_code(ronda_country country)
{
	char text[8];

	return country && country != RONDA_COUNTRY_LOCAL && is_country(ronda_country_format(country, text));
}

static int check_words(const struct ronda_summary *s, struct ronda_error *error)
{
	struct ronda_prefix prefix;

	if (s->home && !is_code(s->home))
		return ronda_fail(error, -EINVAL, "home_country is not a country");
	for (size_t i = 0; i < s->scope_count; i++) {
		if (ronda_prefix_parse(&prefix, s->scope[i], error) < 0)
			return -EINVAL;
		if (i > 0 && strcmp(s->scope[i - 1], s->scope[i]) >= 0)
			return ronda_fail(error, -EINVAL, "scope is not sorted: %s stands before %s",
				s->scope[i - 1], s->scope[i]);
	}
	for (size_t i = 1; i < s->settings_count; i++)
		if (summary_order_settings(&s->settings[i - 1], &s->settings[i]) >= 0)
			return ronda_fail(error, -EINVAL, "changed_settings is not sorted by name");
	if (s->geoip.built_seconds >= STAMP_END_NS / STAMP_SECOND_NS)
		return ronda_fail(error, -EINVAL, "geoip.built is after the year 2553");
	if (!s->geoip.file && (s->geoip.type || s->geoip.built_seconds))
		return ronda_fail(error, -EINVAL, "geoip.type and geoip.built are of no file");
	return 0;
}

static int check_floods(const struct ronda_summary *s, struct ronda_error *error)
{
	for (size_t i = 0; i < s->floods_count; i++) {
		const struct ronda_flood *flood = &s->floods[i];
		const uint64_t counts[] = { flood->packets, flood->bytes, flood->peak_packets_per_second,
			flood->peak_bits_per_second, flood->sources };

		if (check_span(error, "a flood", flood->start_ns, flood->end_ns) < 0)
			return -EINVAL;
		if (i > 0 && summary_order_floods(flood - 1, flood) >= 0)
			return ronda_fail(error, -EINVAL,
				"floods is not sorted by start, sensor, kind, target, port and service, or holds one twice");
		for (size_t j = 0; j < sizeof counts / sizeof *counts; j++)
			if (counts[j] > COUNT_MOST)
				return too_large(error, "floods", counts[j]);
	}
	return 0;
}

static int check_hostnames(const struct ronda_summary *s, struct ronda_error *error)
{
	for (size_t i = 0; i < s->hostnames_count; i++) {
		const struct ronda_hostname *name = &s->hostnames[i];

		if (check_span(error, "a host name", name->first_seen_ns, name->last_seen_ns) < 0)
			return -EINVAL;
		if (i > 0 && summary_order_hostnames(name - 1, name) >= 0)
			return ronda_fail(error, -EINVAL,
				"hostnames is not sorted by name and address, or holds one twice: \"%.60s\"", name->name);
	}
	return 0;
}

static int check_review(const struct ronda_review *review, struct ronda_error *error)
{
	if (review->country && review->country != RONDA_COUNTRY_LOCAL && !is_code(review->country))
		return ronda_fail(error, -EINVAL, "review: a country is none");
	if (review->class != RONDA_CLASS_WEB && review->class != RONDA_CLASS_EXPLOIT)
		return ronda_fail(error, -EINVAL, "review: class %s is neither web nor exploit",
			ronda_class_name(review->class));
	if (review->response_bytes > COUNT_MOST)
		return too_large(error, "review", review->response_bytes);
	return check_span(error, "review", review->time_ns, review->time_ns);
}

/* Each of them is an attempt that was served. */
static int check_reviews(const struct ronda_summary *s, struct ronda_error *error)
{
	wide all = (wide)s->review_count + s->review_omitted;
	wide of_class = (wide)s->attempts.by_class[RONDA_CLASS_WEB] + s->attempts.by_class[RONDA_CLASS_EXPLOIT];

	for (size_t i = 0; i < s->review_count; i++) {
		if (check_review(&s->review[i], error) < 0)
			return -EINVAL;
		if (i > 0 && summary_order_reviews(&s->review[i - 1], &s->review[i]) > 0)
			return ronda_fail(error, -EINVAL, "review is not sorted by time");
	}
	if (all > s->attempts.by_outcome[RONDA_OUTCOME_SERVED] || all > of_class)
		return ronda_fail(error, -EINVAL, "review lists or omits %" PRIu64 ", more than there were attempts of "
			"classes web and exploit, or attempts served", (uint64_t)all);
	return 0;
}

static int check_source(const struct ronda_source *source, struct ronda_error *error)
{
	const uint64_t counts[] = { source->attempts, source->attempts_error, source->packets,
		source->bytes, source->targets, source->ports };
	struct ronda_addr masked = ronda_addr_mask(source->addr, source->prefix_bits);
	char text[RONDA_ADDR_TEXT];

	ronda_addr_format(&source->addr, text);
	if (source->prefix_bits > 128 || (ronda_addr_is_v4(&source->addr) && source->prefix_bits != 128) ||
	    !ronda_addr_equal(&masked, &source->addr))
		return ronda_fail(error, -EINVAL, "sources.top: %s with a length of %u bits is no source", text,
			source->prefix_bits);
	if (source->country && source->country != RONDA_COUNTRY_LOCAL && !is_code(source->country))
		return ronda_fail(error, -EINVAL, "sources.top: the country of %s is none", text);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		if (counts[i] > COUNT_MOST)
			return too_large(error, "sources.top", counts[i]);
	for (size_t i = 0; i < RONDA_CLASS_COUNT; i++)
		if (source->by_class[i] > COUNT_MOST)
			return too_large(error, "sources.top", source->by_class[i]);
	return check_span(error, text, source->first_seen_ns, source->last_seen_ns);
}

static int order_addresses(const void *a, const void *b)
{
	const struct ronda_source *left = *(const struct ronda_source *const *)a;
	const struct ronda_source *right = *(const struct ronda_source *const *)b;
	int by = ronda_addr_compare(&left->addr, &right->addr);

	return by ? by : (left->prefix_bits > right->prefix_bits) - (left->prefix_bits < right->prefix_bits);
}

/* The ranking alone would not tell: the same address may stand in it twice with different counts. */
static int check_unique(const struct ronda_summary *s, struct ronda_error *error)
{
	const struct ronda_source **list = calloc(s->sources.top_count + 1, sizeof *list);
	char text[RONDA_ADDR_TEXT];
	int code = 0;

	if (!list)
		return ronda_fail(error, -ENOMEM, "memory is too short to check a summary");
	for (size_t i = 0; i < s->sources.top_count; i++)
		list[i] = &s->sources.top[i];
	qsort(list, s->sources.top_count, sizeof *list, order_addresses);
	for (size_t i = 1; !code && i < s->sources.top_count; i++)
		if (order_addresses(&list[i - 1], &list[i]) == 0)
			code = ronda_fail(error, -EINVAL, "sources.top: %s stands in it twice",
				ronda_addr_format(&list[i]->addr, text));
	free(list);
	return code;
}

static int check_sources(const struct ronda_summary *s, struct ronda_error *error)
{
	wide packets = 0, apart = (wide)s->traffic.evicted_packets + s->traffic.untracked_packets;

	for (size_t i = 0; i < s->sources.top_count; i++) {
		const struct ronda_source *source = &s->sources.top[i];

		if (check_source(source, error) < 0)
			return -EINVAL;
		if (i > 0 && summary_order_sources(source - 1, source) > 0)
			return ronda_fail(error, -EINVAL,
				"sources.top is not sorted by attempts and packets, most first, and address");
		packets += source->packets;
	}
	if (packets > s->traffic.packets)
		return equal(error, "traffic.packets", s->traffic.packets, "the sum over the top sources alone", packets);
	if (s->sources.top_complete)
		return equal(error, "traffic.packets", s->traffic.packets,
			"the sum over all sources, evicted and untracked", packets + apart);
	return 0;
}

int ronda_summary_check(const struct ronda_summary *summary, struct ronda_error *error)
{
	int (*const checks[])(const struct ronda_summary *, struct ronda_error *) = {
		check_counts, check_frames, check_attempts, check_row_names, check_site_classes, check_parts, check_sensor,
		check_words, check_floods, check_hostnames, check_reviews, check_sources, check_unique,
	};
	int code = 0;

	for (size_t i = 0; !code && i < sizeof checks / sizeof *checks; i++)
		code = checks[i](summary, error);
	return code;
}
