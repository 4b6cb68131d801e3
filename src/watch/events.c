/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/events.h"

#include "base/hash.h"
#include "base/stamp.h"
#include "watch/event_file.h"

#include <jansson.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>
#include <time.h>

enum { WAYS = 4, SETS = EVENTS_INCIDENTS / WAYS, FLOODS_KNOWN = 256, STAMP_BYTES = 40 };

struct incident {
	bool open;
	struct ronda_addr addr;
	uint8_t prefix_bits;
	enum ronda_class class;
	bool verified;
	ronda_country country;
	uint64_t start_ns, last_ns, attempts;
};

struct known_flood {
	bool used, ended;
	struct ronda_flood last;     /* as it was last listed, without its sensor */
};

struct events {
	pthread_mutex_t lock;
	struct event_file file;      /* without a path: syslog */
	struct incident incident[SETS][WAYS];
	struct known_flood flood[FLOODS_KNOWN];
	unsigned next_flood;
	uint64_t answered_ns;        /* reviews up to here were written */
};

/* Steals `event`. */
static void put(struct events *events, json_t *event)
{
	char *line = json_dumps(event, JSON_COMPACT);
	size_t length = line ? strlen(line) : 0;

	json_decref(event);
	if (line && !events->file.path) {
		syslog(LOG_LOCAL5 | LOG_INFO, "%s", line);
	} else if (line) {
		line[length] = '\n'; /* in place of the NUL */
		event_file_write(&events->file, line, length + 1);
	}
	free(line);
}

struct events *events_open(const char *where, uint64_t bytes_most, struct ronda_error *error)
{
	struct events *events = calloc(1, sizeof *events);
	int failed = 0;

	if (!events) {
		ronda_fail(error, -ENOMEM, "memory is short");
		return NULL;
	}
	events->file.fd = -1;
	events->file.most = bytes_most;
	pthread_mutex_init(&events->lock, NULL);
	if (strcmp(where, "syslog") != 0) {
		events->file.path = strdup(where);
		failed = events->file.path ? event_file_open(&events->file) : -ENOMEM;
	}
	if (!failed)
		return events;
	ronda_fail(error, failed, "cannot write events to \"%s\": %s", where, strerror(-failed));
	events_close(events);
	return NULL;
}

void events_close(struct events *events)
{
	if (!events)
		return;
	event_file_close(&events->file);
	pthread_mutex_destroy(&events->lock);
	free(events->file.path);
	free(events);
}

/* ---- the shape ---- */

static json_t *count(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *addr(const struct ronda_addr *value)
{
	char text[RONDA_ADDR_TEXT];

	return json_string(ronda_addr_format(value, text));
}

/* "2026-11-24T14:37:55.066750+0000", as EVE has it. */
static json_t *eve_stamp(uint64_t ns)
{
	time_t seconds = (time_t)(ns / STAMP_SECOND_NS);
	char day[24], text[STAMP_BYTES];
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text, sizeof text, "%s.%06u+0000", day, (unsigned)(ns % STAMP_SECOND_NS / 1000));
	return json_string(text);
}

static json_t *stamp(uint64_t ns)
{
	char text[STAMP_TEXT];

	return json_string(stamp_format(ns, text));
}

/* With alert.signature "ronda WHAT". */
static json_t *begin(uint64_t time_ns, const char *sensor, const char *what, const char *category, int severity)
{
	json_t *event = json_object(), *alert = json_object();
	char signature[128];

	snprintf(signature, sizeof signature, "ronda %.100s", what);
	json_object_set_new(event, "timestamp", eve_stamp(time_ns));
	json_object_set_new(event, "host", json_string(sensor));
	json_object_set_new(event, "event_type", json_string("alert"));
	json_object_set_new(alert, "signature", json_string(signature));
	json_object_set_new(alert, "category", json_string(category));
	json_object_set_new(alert, "severity", json_integer(severity));
	json_object_set_new(event, "alert", alert);
	return event;
}

static json_t *detail(json_t *event, const char *name)
{
	json_t *ronda = json_object();

	json_object_set_new(ronda, "event", json_string(name));
	json_object_set_new(ronda, "definition", json_string(RONDA_DEFINITION));
	json_object_set_new(event, "ronda", ronda);
	return ronda;
}

static int severity(enum ronda_class class)
{
	return class == RONDA_CLASS_EXPLOIT ? 1 : class == RONDA_CLASS_WEB || class == RONDA_CLASS_LOGIN ? 2 : 3;
}

/* ---- incidents ---- */

static void put_incident(struct events *events, const char *sensor, const struct incident *incident, bool end)
{
	uint64_t time_ns = end ? incident->last_ns : incident->start_ns;
	json_t *event = begin(time_ns, sensor, ronda_class_name(incident->class), ronda_class_name(incident->class),
		severity(incident->class));
	json_t *ronda = detail(event, end ? "incident_end" : "incident_start");
	char id[64], country[8];

	snprintf(id, sizeof id, "%016llx-%llx", (unsigned long long)(hash_addr(&incident->addr, incident->class)),
		(unsigned long long)(incident->start_ns / (STAMP_SECOND_NS / 1000)));
	json_object_set_new(event, "src_ip", addr(&incident->addr));
	json_object_set_new(ronda, "incident", json_string(id));
	json_object_set_new(ronda, "class", json_string(ronda_class_name(incident->class)));
	json_object_set_new(ronda, "country", json_string(ronda_country_format(incident->country, country)));
	json_object_set_new(ronda, "verified", json_boolean(incident->verified));
	json_object_set_new(ronda, "start", stamp(incident->start_ns));
	if (incident->prefix_bits < 128)
		json_object_set_new(ronda, "prefix_bits", count(incident->prefix_bits));
	if (end) {
		json_object_set_new(ronda, "end", stamp(incident->last_ns));
		json_object_set_new(ronda, "attempts", count(incident->attempts));
	}
	put(events, event);
}

static void end_incident(struct events *events, const char *sensor, struct incident *incident)
{
	put_incident(events, sensor, incident, true);
	incident->open = false;
}

/* The one of this source and class, else a free place; the one that was quiet for longest is ended to have one. */
static struct incident *incident_of(struct events *events, const char *sensor, const struct ronda_source *source,
	enum ronda_class class)
{
	struct incident *set = events->incident[hash_place(hash_addr(&source->addr, class), SETS)], *place = set;

	for (unsigned i = 0; i < WAYS; i++) {
		if (set[i].open && set[i].class == class && ronda_addr_equal(&set[i].addr, &source->addr))
			return &set[i];
		if (place->open && (!set[i].open || set[i].last_ns < place->last_ns))
			place = &set[i];
	}
	if (place->open)
		end_incident(events, sensor, place);
	return place;
}

static void see_attempts(struct events *events, const struct ronda_summary *summary, const struct ronda_source *source,
	enum ronda_class class)
{
	struct incident *incident = incident_of(events, summary->sensor, source, class);
	uint64_t first_ns = source->first_seen_ns > summary->start_ns ? source->first_seen_ns : summary->start_ns;

	if (incident->open && first_ns > incident->last_ns + EVENTS_GAP_SECONDS * STAMP_SECOND_NS)
		end_incident(events, summary->sensor, incident);
	if (!incident->open) {
		*incident = (struct incident){ .open = true, .addr = source->addr, .prefix_bits = source->prefix_bits,
			.class = class, .start_ns = first_ns, .country = source->country, .verified = source->verified };
		put_incident(events, summary->sensor, incident, false);
	}
	incident->attempts += source->by_class[class];
	incident->last_ns = source->last_seen_ns < summary->end_ns ? source->last_seen_ns : summary->end_ns;
	incident->verified |= source->verified;
}

static void end_quiet_incidents(struct events *events, const struct ronda_summary *summary)
{
	for (unsigned set = 0; set < SETS; set++)
		for (unsigned way = 0; way < WAYS; way++) {
			struct incident *incident = &events->incident[set][way];

			if (incident->open && summary->end_ns > incident->last_ns + EVENTS_GAP_SECONDS * STAMP_SECOND_NS)
				end_incident(events, summary->sensor, incident);
		}
}

/* ---- answers and floods ---- */

static void put_review(struct events *events, const char *sensor, const struct ronda_review *review)
{
	json_t *event = begin(review->time_ns, sensor, review->rule, review->kind, severity(review->class));
	json_t *ronda = detail(event, "answered");
	char country[8];

	json_object_set_new(event, "src_ip", addr(&review->source));
	json_object_set_new(event, "dest_ip", addr(&review->addr));
	json_object_set_new(event, "dest_port", count(review->port));
	if (review->class == RONDA_CLASS_WEB) {
		json_t *http = json_object();

		json_object_set_new(event, "proto", json_string("TCP"));
		json_object_set_new(event, "app_proto", json_string("http"));
		json_object_set_new(http, "hostname", json_string(review->site));
		if (review->status)
			json_object_set_new(http, "status", count(review->status));
		json_object_set_new(http, "length", count(review->response_bytes));
		json_object_set_new(event, "http", http);
	}
	json_object_set_new(ronda, "class", json_string(ronda_class_name(review->class)));
	json_object_set_new(ronda, "outcome", json_string(ronda_outcome_name(review->outcome)));
	json_object_set_new(ronda, "country", json_string(ronda_country_format(review->country, country)));
	if (review->line)
		json_object_set_new(ronda, "line", json_string(review->line));
	put(events, event);
}

static void see_reviews(struct events *events, const struct ronda_summary *summary)
{
	uint64_t latest_ns = events->answered_ns;

	for (size_t i = 0; i < summary->review_count; i++) {
		if (summary->review[i].time_ns <= events->answered_ns)
			continue;
		put_review(events, summary->sensor, &summary->review[i]);
		latest_ns = summary->review[i].time_ns;
	}
	events->answered_ns = latest_ns;
}

static void put_flood(struct events *events, const char *sensor, const struct ronda_flood *flood, bool end)
{
	char what[32];
	json_t *event, *ronda;

	snprintf(what, sizeof what, "%s flood", ronda_flood_name(flood->kind));
	event = begin(end ? flood->end_ns : flood->start_ns, sensor, what, "flood", 1);
	ronda = detail(event, end ? "flood_end" : "flood_start");
	json_object_set_new(event, "dest_ip", addr(&flood->target));
	if (flood->port)
		json_object_set_new(event, "dest_port", count(flood->port));
	json_object_set_new(ronda, "kind", json_string(ronda_flood_name(flood->kind)));
	json_object_set_new(ronda, "start", stamp(flood->start_ns));
	if (end)
		json_object_set_new(ronda, "end", stamp(flood->end_ns));
	json_object_set_new(ronda, "peak_packets_per_second", count(flood->peak_packets_per_second));
	json_object_set_new(ronda, "peak_bits_per_second", count(flood->peak_bits_per_second));
	json_object_set_new(ronda, "sources", count(flood->sources));
	json_object_set_new(ronda, "spoofed", json_boolean(flood->spoofed));
	put(events, event);
}

static bool is_same_flood(const struct ronda_flood *a, const struct ronda_flood *b)
{
	return a->start_ns == b->start_ns && a->kind == b->kind && a->port == b->port && a->service == b->service &&
		ronda_addr_equal(&a->target, &b->target);
}

static struct known_flood *known(struct events *events, const struct ronda_flood *flood)
{
	for (unsigned i = 0; i < FLOODS_KNOWN; i++)
		if (events->flood[i].used && is_same_flood(&events->flood[i].last, flood))
			return &events->flood[i];
	return NULL;
}

static void see_flood(struct events *events, const struct ronda_summary *summary, const struct ronda_flood *flood)
{
	struct known_flood *one = known(events, flood);

	if (!one) {
		one = &events->flood[events->next_flood++ % FLOODS_KNOWN];
		*one = (struct known_flood){ .used = true };
		put_flood(events, summary->sensor, flood, false);
	}
	one->last = *flood;
	one->last.sensor = NULL;
}

/* Those that are over: told so, or not told of any more. */
static void end_floods(struct events *events, const struct ronda_summary *summary)
{
	for (unsigned i = 0; i < FLOODS_KNOWN; i++) {
		struct known_flood *one = &events->flood[i];

		if (!one->used || one->ended || pulse_flood_goes_on(summary, &one->last, summary->end_ns))
			continue;
		one->ended = true;
		put_flood(events, summary->sensor, &one->last, true);
	}
}

/* ---- the whole ---- */

void events_period(struct events *events, const struct ronda_summary *summary)
{
	if (!events)
		return;
	pthread_mutex_lock(&events->lock);
	for (size_t i = 0; i < summary->sources.top_count; i++)
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			if (summary->sources.top[i].by_class[class])
				see_attempts(events, summary, &summary->sources.top[i], class);
	end_quiet_incidents(events, summary);
	see_reviews(events, summary);
	for (size_t i = 0; i < summary->floods_count; i++)
		see_flood(events, summary, &summary->floods[i]);
	end_floods(events, summary);
	pthread_mutex_unlock(&events->lock);
}

void events_notice(struct events *events, const struct notice *notice)
{
	json_t *event, *ronda;
	char *json;

	if (!events)
		return;
	event = begin(notice->time_ns, notice->sensor, notice_kind_name(notice->kind), "notice",
		notice->phase == NOTICE_END ? 3 : notice->kind == NOTICE_HELD_BACK ? 3 : 2);
	ronda = detail(event, "notice");
	json = notice_json(notice);
	json_object_set_new(ronda, "notice", json ? json_loads(json, 0, NULL) : json_null());
	free(json);
	pthread_mutex_lock(&events->lock);
	put(events, event);
	pthread_mutex_unlock(&events->lock);
}
