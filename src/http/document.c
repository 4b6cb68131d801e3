/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of sources, floods and reviews have the keys they have in a summary: they are taken from its JSON. */
#include "http/document.h"

#include "http/value.h"

#include <stdlib.h>
#include <time.h>

enum { STRIP_STEP_SECONDS = 900, STRIP_STEPS = 96 };

static json_t *ratio(double part, double whole)
{
	return whole > 0 ? json_real(part < whole ? part / whole : 1) : json_null();
}

static json_t *one_digit(double value)
{
	return json_real((double)(int64_t)(value * 10 + 0.5) / 10);
}

static json_t *get(const json_t *object, const char *key)
{
	return json_incref(json_object_get(object, key));
}

/* The first, or (`last`) the last, `most` of an array, those newest first. */
static json_t *some(const json_t *array, size_t most, bool last)
{
	json_t *rows = json_array();
	size_t size = json_array_size(array);

	for (size_t i = 0; i < size && i < most; i++)
		json_array_append(rows, json_array_get(array, last ? size - 1 - i : i));
	return rows;
}

/* Sources without an attempt have no place in a list of attackers. */
static json_t *attackers(const json_t *day)
{
	json_t *top = json_object_get(json_object_get(day, "sources"), "top"), *source, *rows = json_array();
	size_t index;

	json_array_foreach(top, index, source)
		if (json_integer_value(json_object_get(source, "attempts")) > 0)
			json_array_append(rows, source);
	return rows;
}

struct pair {
	const char *name;
	json_int_t count;
};

static int largest_first(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;
	int by_count = (left->count < right->count) - (left->count > right->count);

	return by_count ? by_count : strcmp(left->name, right->name);
}

/* An object of name and count as an array of rows, the largest first; `classes` (or NULL) by name. */
static json_t *ranked(json_t *object, const char *key, const json_t *classes, size_t most)
{
	size_t size = json_object_size(object), at = 0;
	struct pair *pairs = calloc(size + 1, sizeof *pairs);
	json_t *rows = json_array(), *value;
	const char *name;

	if (!pairs)
		return rows;
	json_object_foreach(object, name, value)
		if (json_integer_value(value) > 0)
			pairs[at++] = (struct pair){ name, json_integer_value(value) };
	qsort(pairs, at, sizeof *pairs, largest_first);
	for (size_t i = 0; i < at && i < most; i++) {
		json_t *row = json_object();

		json_object_set_new(row, key, json_string(pairs[i].name));
		json_object_set_new(row, "attempts", json_integer(pairs[i].count));
		if (classes)
			json_object_set_new(row, "by_class", get(classes, pairs[i].name));
		json_array_append_new(rows, row);
	}
	free(pairs);
	return rows;
}

static json_t *countries(const json_t *day, size_t most)
{
	return ranked(json_object_get(json_object_get(day, "attempts"), "by_country"), "country", NULL, most);
}

static json_t *sites(const json_t *day, size_t most)
{
	const json_t *attempts = json_object_get(day, "attempts");

	return ranked(json_object_get(attempts, "by_site"), "site", json_object_get(attempts, "by_site_class"), most);
}

/* The latest first; what goes on stands as what it is at this moment. */
static json_t *floods(const struct wall_now *now, const json_t *day, size_t most)
{
	json_t *array = json_object_get(day, "floods"), *rows = json_array();

	for (size_t i = now->today ? now->today->floods_count : 0; i-- > 0 && json_array_size(rows) < most; ) {
		json_t *row = json_copy(json_array_get(array, i));

		json_object_set_new(row, "ongoing",
			json_boolean(pulse_flood_goes_on(now->today, &now->today->floods[i], now->now_ns)));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *zone(const struct wall_now *now)
{
	struct stamp_local at = stamp_local(now->wall->zone, now->now_ns);
	struct tm clock = { .tm_year = at.year - 1900, .tm_mon = at.month - 1, .tm_mday = at.day, .tm_hour = at.hour,
		.tm_min = at.minute, .tm_sec = at.second };
	json_int_t offset = timegm(&clock) - (json_int_t)(now->now_ns / STAMP_SECOND_NS);
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string(at.zone));
	json_object_set_new(object, "utc_offset_seconds", json_integer(offset));
	return object;
}

static json_t *faults(const struct wall_now *now)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < PULSE_FAULT_COUNT; i++)
		if (now->faults & PULSE_SET(i))
			json_array_append_new(array, json_string(pulse_fault_name(i)));
	return array;
}

static json_t *span(const struct digest *digest)
{
	json_t *object = json_object();

	json_object_set_new(object, "attempts", value_count(digest->attempts));
	json_object_set_new(object, "foreign", value_count(digest->by_origin[RONDA_ORIGIN_FOREIGN]));
	json_object_set_new(object, "domestic", value_count(digest->by_origin[RONDA_ORIGIN_DOMESTIC]));
	json_object_set_new(object, "watched_seconds", value_count(digest->period_ns / STAMP_SECOND_NS));
	return object;
}

static json_t *rates(const struct wall_now *now)
{
	const struct wall_rates *rates = &now->rates;
	json_t *object;

	if (rates->seconds <= 0)
		return json_null();
	object = json_object();
	json_object_set_new(object, "seconds", one_digit(rates->seconds));
	json_object_set_new(object, "packets_per_second", one_digit(rates->packets_per_second));
	json_object_set_new(object, "bits_per_second", one_digit(rates->bits_per_second));
	json_object_set_new(object, "attempts_per_minute", one_digit(rates->attempts_per_minute));
	return object;
}

static json_t *before(const struct wall_now *now)
{
	const struct wall_before *from = &now->before;
	json_t *object;

	if (!from->known)
		return json_null();
	object = json_object();
	json_object_set_new(object, "start", value_stamp(from->start_ns));
	json_object_set_new(object, "end", value_stamp_seconds(from->end_ns));
	json_object_set_new(object, "attempts", value_count(from->so_far.attempts));
	json_object_set_new(object, "whole_day_attempts", value_count(from->whole_day.attempts));
	json_object_set_new(object, "watched", ratio((double)from->so_far.period_ns,
		(double)(from->end_ns - from->start_ns)));
	return object;
}

static json_t *today(const struct wall_now *now, const json_t *day)
{
	const json_t *attempts = json_object_get(day, "attempts"), *source = json_object_get(day, "sources");
	static const char *const as_they_are[] = { "by_class", "by_outcome", "by_origin", "verified", "unverified",
		"of_which_research" };
	json_t *object = json_object();

	json_object_set_new(object, "start", value_stamp(stamp_day(now->wall->zone, now->now_ns)));
	json_object_set_new(object, "watched_from", value_stamp(now->today->start_ns));
	json_object_set_new(object, "attempts", get(attempts, "total"));
	for (size_t i = 0; i < sizeof as_they_are / sizeof *as_they_are; i++)
		json_object_set_new(object, as_they_are[i], get(attempts, as_they_are[i]));
	json_object_set_new(object, "incidents", get(json_object_get(day, "incidents"), "total"));
	json_object_set_new(object, "attacking_sources", get(source, "attacking"));
	json_object_set_new(object, "outbound_attempts", value_count(now->today->outbound.attempts));
	json_object_set_new(object, "internal_attempts", value_count(now->today->internal.attempts));
	json_object_set_new(object, "packets", value_count(now->today->traffic.packets));
	json_object_set_new(object, "coverage", get(day, "coverage"));
	json_object_set_new(object, "kernel_drop_packets", value_count(now->today->capture.kernel_drop_packets));
	json_object_set_new(object, "interface_drop_packets", value_count(now->today->capture.interface_drop_packets));
	return object;
}

static json_t *surge(const struct vitals_surge *from)
{
	json_t *object;

	if (!from->start_ns)
		return json_null();
	object = json_object();
	json_object_set_new(object, "start", value_stamp(from->start_ns));
	json_object_set_new(object, "attempts", value_count(from->attempts));
	json_object_set_new(object, "usual_attempts", value_count(from->usual));
	return object;
}

static json_t *summary(const struct wall_now *now, const json_t *day)
{
	json_t *object = json_object();

	json_object_set_new(object, "schema", json_string("ronda.now/1"));
	json_object_set_new(object, "definition", json_string(RONDA_DEFINITION));
	json_object_set_new(object, "time", value_stamp_seconds(now->now_ns));
	json_object_set_new(object, "picture", value_stamp(now->wall->pulse.end_ns));
	json_object_set_new(object, "zone", zone(now));
	json_object_set_new(object, "state", json_string(wall_state_name(now->state)));
	json_object_set_new(object, "faults", faults(now));
	json_object_set_new(object, "sensor", now->today ? get(day, "sensor") : json_null());
	json_object_set_new(object, "scope", now->today ? get(day, "scope") : json_null());
	json_object_set_new(object, "home", now->today ? get(day, "home_country") : json_null());
	json_object_set_new(object, "geoip", now->today ? get(day, "geoip") : json_null());
	json_object_set_new(object, "floods_ongoing", value_count(now->floods_ongoing));
	json_object_set_new(object, "surge", surge(&now->vitals.surge));
	json_object_set_new(object, "rates", rates(now));
	json_object_set_new(object, "last_ten_minutes", span(&now->last_ten_minutes));
	json_object_set_new(object, "usual_ten_minutes_attempts",
		now->usual_ten_minutes < 0 ? json_null() : one_digit(now->usual_ten_minutes));
	json_object_set_new(object, "last_hour", span(&now->last_hour));
	json_object_set_new(object, "last_24_hours", span(&now->last_day));
	json_object_set_new(object, "today", now->today ? today(now, day) : json_null());
	json_object_set_new(object, "same_weekday_before", before(now));
	return object;
}

/* The last 24 hours as columns: what the page draws. `watched` is null where nobody looked. */
static json_t *strip(const struct wall_now *now)
{
	uint64_t step_ns = STRIP_STEP_SECONDS * STAMP_SECOND_NS;
	uint64_t start_ns = (now->now_ns / step_ns + 1 - STRIP_STEPS) * step_ns;
	json_t *object = json_object(), *attempts = json_array(), *foreign = json_array(), *watched = json_array();

	for (unsigned i = 0; i < STRIP_STEPS; i++) {
		uint64_t at_ns = start_ns + i * step_ns;
		struct digest sum = past_sum(&now->wall->past, at_ns, at_ns + step_ns);
		uint64_t seconds = sum.period_ns / STAMP_SECOND_NS;

		json_array_append_new(attempts, value_count(sum.attempts));
		json_array_append_new(foreign, value_count(sum.by_origin[RONDA_ORIGIN_FOREIGN]));
		json_array_append_new(watched, seconds ? value_count(seconds) : json_null());
	}
	json_object_set_new(object, "start", value_stamp(start_ns));
	json_object_set_new(object, "step_seconds", value_count(STRIP_STEP_SECONDS));
	json_object_set_new(object, "attempts", attempts);
	json_object_set_new(object, "foreign", foreign);
	json_object_set_new(object, "watched_seconds", watched);
	return object;
}

/* A list under its name, with the moment it is true of. Steals `rows`. */
static json_t *listing(const struct wall_now *now, const char *key, json_t *rows)
{
	json_t *object = json_object();

	json_object_set_new(object, "time", value_stamp_seconds(now->now_ns));
	json_object_set_new(object, "since", now->today ? value_stamp(now->today->start_ns) : json_null());
	json_object_set_new(object, key, rows);
	return object;
}

static json_t *health(const struct wall_now *now)
{
	json_t *object = json_object();
	bool healthy = now->state != WALL_DEGRADED;

	json_object_set_new(object, "status", json_string(healthy ? "ok" : "degraded"));
	json_object_set_new(object, "faults", faults(now));
	return object;
}

static json_t *board(const struct wall_now *now, const json_t *day)
{
	json_t *object = json_object(), *all = attackers(day);

	json_object_set_new(object, "summary", summary(now, day));
	json_object_set_new(object, "strip", strip(now));
	json_object_set_new(object, "sources", some(all, VIEW_BOARD_SOURCES, false));
	json_object_set_new(object, "countries", countries(day, VIEW_BOARD_SITES));
	json_object_set_new(object, "sites", sites(day, VIEW_BOARD_SITES));
	json_object_set_new(object, "floods", floods(now, day, VIEW_BOARD_FLOODS));
	json_object_set_new(object, "review", some(json_object_get(day, "review"), VIEW_BOARD_REVIEWS, true));
	json_decref(all);
	return object;
}

json_t *document_json(const struct wall_now *now, const json_t *day, enum view_document which)
{
	json_t *rows;

	switch (which) {
	case VIEW_SUMMARY:
		return summary(now, day);
	case VIEW_SOURCES:
		rows = attackers(day);
		return listing(now, "sources", rows);
	case VIEW_COUNTRIES:
		return listing(now, "countries", countries(day, SIZE_MAX));
	case VIEW_SITES:
		return listing(now, "sites", sites(day, VIEW_SITES_MOST));
	case VIEW_FLOODS:
		return listing(now, "floods", floods(now, day, VIEW_FLOODS_MOST));
	case VIEW_REVIEW:
		return listing(now, "review", some(json_object_get(day, "review"), VIEW_REVIEWS_MOST, true));
	case VIEW_HEALTH:
		return health(now);
	default:
		return board(now, day);
	}
}
