/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/recall.h"

#include "http/day.h"
#include "http/view.h"
#include "store/store.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define HOUR_NS (3600 * STAMP_SECOND_NS)
#define DAY_NS (24 * HOUR_NS)

enum { WEEKS = 8, PATIENCE_MS = 2000 };

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * STAMP_SECOND_NS + (uint64_t)now.tv_nsec;
}

/* This sensor's part of [from, to), for store_result_destroy(). NULL: there is none, or the store cannot be read. */
static struct store_result *ask(const struct options *options, uint64_t from_ns, uint64_t to_ns, size_t top, bool hours,
	struct ronda_error *error)
{
	const char *sensor = options->settings.sensor;
	struct store_query query = { .from_ns = from_ns, .to_ns = to_ns, .sensors = &sensor, .sensors_count = 1, .top = top,
		.without_hours = !hours };
	struct store_result *result = NULL;
	struct store *store;

	error->text[0] = '\0';
	if (store_open(&store, options->store, STORE_READ, error) < 0)
		return NULL;
	store_set_patience(store, PATIENCE_MS);
	if (store_read(store, &query, &result, error) < 0)
		result = NULL;
	store_close(store);
	return result;
}

static struct digest digest_of_hour(const struct store_hour *hour)
{
	struct digest digest = {
		.attempts = hour->attempts,
		.verified = hour->verified,
		.unverified = hour->attempts > hour->verified ? hour->attempts - hour->verified : 0,
		.kernel_drops = hour->drop_packets,
		.period_ns = hour->known_seconds * STAMP_SECOND_NS,
		.up_seconds = hour->up_seconds,
	};

	memcpy(digest.by_class, hour->by_class, sizeof digest.by_class);
	memcpy(digest.by_origin, hour->by_origin, sizeof digest.by_origin);
	return digest;
}

static void recall_hours(const struct options *options, const struct recall_listener *listener)
{
	struct ronda_error error;
	uint64_t now = now_ns();
	struct store_result *result = ask(options, now - WEEKS * 7 * DAY_NS, now, 1, true, &error);

	if (!result) {
		fprintf(stderr, "ronda: %s; what looks on begins with what it sees now\n", error.text);
		return;
	}
	for (size_t i = 0; i < result->hours_count; i++) {
		struct digest digest = digest_of_hour(&result->hours[i]);

		if (!digest.period_ns)
			continue;
		listener->hour(listener->context, result->hours[i].start_ns, &digest);
	}
	store_result_destroy(result);
}

static void recall_today(const struct options *options, const struct stamp_zone *zone, const struct recall_listener *listener)
{
	struct ronda_error error;
	uint64_t now = now_ns();
	struct store_result *result = ask(options, stamp_day(zone, now), now, DAY_SOURCES, false, &error);

	if (result && result->summary->parts_count)
		listener->today(listener->context, result->summary);
	store_result_destroy(result);
}

void recall(const struct options *options, const struct stamp_zone *zone, const struct recall_listener *listener)
{
	if (!options->store)
		return;
	recall_hours(options, listener);
	recall_today(options, zone, listener);
}

/* ---- history ---- */

static json_t *count(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *stamp(uint64_t ns)
{
	char text[STAMP_TEXT];

	return json_string(stamp_format(ns, text));
}

/* The hours of a day become one row, where days are asked for. */
static json_t *rows(const struct store_result *result, const struct stamp_zone *zone, uint32_t step_seconds)
{
	json_t *array = json_array();
	uint64_t start_ns = 0;
	struct digest sum = { 0 };

	for (size_t i = 0; i < result->hours_count; i++) {
		uint64_t at_ns = result->hours[i].start_ns, begins_ns = step_seconds == 86400 ? stamp_day(zone, at_ns) : at_ns;
		struct digest digest = digest_of_hour(&result->hours[i]);

		if (i && begins_ns != start_ns) {
			json_array_append_new(array, view_history_row(start_ns, &sum));
			sum = (struct digest){ 0 };
		}
		start_ns = begins_ns;
		digest_add(&sum, &digest);
	}
	if (result->hours_count)
		json_array_append_new(array, view_history_row(start_ns, &sum));
	return array;
}

char *recall_history(void *context, uint64_t start_ns, uint64_t end_ns, uint32_t step_seconds)
{
	const struct recall_store *recall = context;
	struct ronda_error error;
	struct store_result *result = ask(recall->options, start_ns, end_ns, 1, true, &error);
	json_t *object;
	char *text;

	if (!result)
		return NULL;
	object = json_object();
	json_object_set_new(object, "time", stamp(end_ns - end_ns % STAMP_SECOND_NS));
	json_object_set_new(object, "step_seconds", count(step_seconds));
	json_object_set_new(object, "oldest", result->hours_count ? stamp(result->hours[0].start_ns) : json_null());
	json_object_set_new(object, "rows", rows(result, recall->zone, step_seconds));
	text = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	store_result_destroy(result);
	return text;
}
