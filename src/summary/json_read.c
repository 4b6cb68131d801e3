/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading is strict: what a summary needs must be there, of its type and in its range; keys that are
 * not known are left alone, so that a later version may add some. Keys that came after the first version
 * may be missing, since summaries are kept for years: what they count is 0 then, or empty (where is_there() asks).
 * What can be computed from the rest (seconds, ratio, distinct) must agree with it. The first fault is told by its
 * key path; after it every step does nothing.
 */
#include "summary/shape.h"

#include "base/stamp.h"

#include <jansson.h>

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct reader {
	struct ronda_error *error;
	bool failed;
};

/* A value and the way to it, for messages: key of an object or index of an array, and whose. */
struct at {
	const struct at *up;
	const char *key;
	size_t index;
	const json_t *value;
};

enum { PATH_TEXT = 256, DEPTH_MOST = 16 };

static void write_path(const struct at *at, char path[PATH_TEXT])
{
	const struct at *way[DEPTH_MOST];
	size_t depth = 0, length = 0;

	for (; at && at->up && depth < DEPTH_MOST; at = at->up)
		way[depth++] = at;
	path[0] = '\0';
	while (depth-- && length + 1 < PATH_TEXT)
		if (way[depth]->key)
			length += (size_t)snprintf(path + length, PATH_TEXT - length, "%s%.100s", length ? "." : "",
				way[depth]->key);
		else
			length += (size_t)snprintf(path + length, PATH_TEXT - length, "[%zu]", way[depth]->index);
}

/* What stands in a message may come from anybody, and goes to a terminal. */
static void make_printable(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

static void write_value(const json_t *value, char *out, size_t size)
{
	char *json = json_is_object(value) || json_is_array(value) ? NULL :
		json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);

	snprintf(out, size, json && strlen(json) >= size ? "%.*s..." : "%.*s", (int)size - 4,
		json ? json : json_is_object(value) ? "an object" : "an array");
	free(json);
}

/* "attempts.total: "x" is not a count" */
static void refuse(struct reader *r, const struct at *at, const char *expected)
{
	char path[PATH_TEXT], value[80];

	if (r->failed)
		return;
	r->failed = true;
	write_path(at, path);
	write_value(at->value, value, sizeof value);
	ronda_fail(r->error, -EINVAL, "%s%s%s is not %s", path, path[0] ? ": " : "", value, expected);
	if (r->error)
		make_printable(r->error->text);
}

static void no_memory(struct reader *r)
{
	if (!r->failed)
		ronda_fail(r->error, -ENOMEM, "memory is too short to read the summary");
	r->failed = true;
}

static struct at key(struct reader *r, const struct at *up, const char *name)
{
	struct at at = { up, name, 0, json_object_get(up->value, name) };
	char path[PATH_TEXT];

	if (!at.value && !r->failed) {
		r->failed = true;
		write_path(&at, path);
		ronda_fail(r->error, -EINVAL, "%s is missing", path);
	}
	return at;
}

/* Whether a key that the first version did not write is there. */
static bool is_there(const struct at *up, const char *name)
{
	return json_object_get(up->value, name) != NULL;
}

static struct at object(struct reader *r, const struct at *up, const char *name)
{
	struct at at = key(r, up, name);

	if (!json_is_object(at.value))
		refuse(r, &at, "an object");
	return at;
}

/* The array under `name` and room for its items, zeroed; NULL when there are none. */
static struct at array(struct reader *r, const struct at *up, const char *name, size_t size, void *items)
{
	struct at at = key(r, up, name);

	if (!json_is_array(at.value))
		refuse(r, &at, "an array");
	if (!r->failed && json_array_size(at.value)) {
		void *room = calloc(json_array_size(at.value), size);

		if (!room)
			no_memory(r);
		memcpy(items, &room, sizeof room);
	}
	return at;
}

static struct at item(struct reader *r, const struct at *up, size_t index)
{
	struct at at = { up, NULL, index, json_array_get(up->value, index) };

	if (!json_is_object(at.value))
		refuse(r, &at, "an object");
	return at;
}

static size_t items_of(const struct reader *r, const struct at *at)
{
	return r->failed ? 0 : json_array_size(at->value);
}

static uint64_t count_at(struct reader *r, const struct at *at)
{
	if (json_is_integer(at->value) && json_integer_value(at->value) >= 0)
		return (uint64_t)json_integer_value(at->value);
	refuse(r, at, "a count");
	return 0;
}

static uint64_t count(struct reader *r, const struct at *up, const char *name)
{
	const struct at at = key(r, up, name);

	return count_at(r, &at);
}

static uint64_t later_count(struct reader *r, const struct at *up, const char *name)
{
	return is_there(up, name) ? count(r, up, name) : 0;
}

/* A number that follows from the rest: it must be `right`. */
static void agree(struct reader *r, const struct at *up, const char *name, double right, const char *what)
{
	const struct at at = key(r, up, name);

	if (!r->failed && !(json_is_number(at.value) && fabs(json_number_value(at.value) - right) < 1e-6))
		refuse(r, &at, what);
}

static void agree_count(struct reader *r, const struct at *up, const char *name, uint64_t right, const char *what)
{
	const struct at at = key(r, up, name);

	if (count_at(r, &at) != right)
		refuse(r, &at, what);
}

static bool boolean(struct reader *r, const struct at *up, const char *name)
{
	const struct at at = key(r, up, name);

	if (!json_is_boolean(at.value))
		refuse(r, &at, "true or false");
	return json_is_true(at.value);
}

/* Borrowed from the JSON; "" when it is no string. */
static const char *text_at(struct reader *r, const struct at *at)
{
	if (json_is_string(at->value))
		return json_string_value(at->value);
	refuse(r, at, "a text");
	return "";
}

static char *copy(struct reader *r, const char *text)
{
	char *own = r->failed ? NULL : strdup(text);

	if (!own)
		no_memory(r);
	return own;
}

static char *text(struct reader *r, const struct at *up, const char *name)
{
	const struct at at = key(r, up, name);

	return copy(r, text_at(r, &at));
}

static char *text_or_null(struct reader *r, const struct at *up, const char *name)
{
	const struct at at = key(r, up, name);

	return json_is_null(at.value) ? NULL : copy(r, text_at(r, &at));
}

static uint64_t stamp(struct reader *r, const struct at *up, const char *name)
{
	const struct at at = key(r, up, name);
	uint64_t ns = 0;

	if (stamp_parse(&ns, text_at(r, &at), NULL) < 0)
		refuse(r, &at, "a time such as 2022-07-13T00:00:00Z");
	return ns;
}

/* The one of `size` names that the text is; 0 when it is none. */
static unsigned choice(struct reader *r, const struct at *up, const char *name, unsigned size,
	const char *(*spell)(unsigned), const char *expected)
{
	const struct at at = key(r, up, name);
	const char *given = text_at(r, &at);

	for (unsigned i = 0; i < size; i++)
		if (strcmp(given, spell(i)) == 0)
			return i;
	refuse(r, &at, expected);
	return 0;
}

static const char *class_name(unsigned i) { return ronda_class_name(i); }
static const char *outcome_name(unsigned i) { return ronda_outcome_name(i); }
static const char *origin_name(unsigned i) { return ronda_origin_name(i); }
static const char *flood_name(unsigned i) { return ronda_flood_name(i); }
static const char *service_name(unsigned i) { return ronda_service_name(i + 1); }

static void list(struct reader *r, const struct at *up, const char *name, uint64_t *counts, unsigned size,
	const char *(*spell)(unsigned))
{
	const struct at at = object(r, up, name);

	for (unsigned i = 0; i < size; i++)
		counts[i] = count(r, &at, spell(i));
}

static void rows(struct reader *r, const struct at *up, const char *name, struct ronda_rows *into)
{
	const struct at at = object(r, up, name);
	const char *row_name;
	json_t *value;

	into->row = r->failed ? NULL : calloc(json_object_size(at.value) + 1, sizeof *into->row);
	if (!into->row) {
		no_memory(r);
		return;
	}
	json_object_foreach((json_t *)at.value, row_name, value) {
		const struct at row = { &at, row_name, 0, value };

		into->row[into->count++] = (struct ronda_row){ copy(r, row_name), count_at(r, &row) };
		if (r->failed)
			return;
	}
	summary_settle_rows(into); /* no name stands twice in an object, so nothing is added up */
}

/* Of a summary that does not say it: with a single class it is known all the same; else which class went to which site is
 * unknown, and so they are attempts at other sites. */
static void guess_site_classes(struct reader *r, struct ronda_summary *s)
{
	struct ronda_rows *sites = &s->attempts.by_site;
	struct ronda_class_rows *into = &s->attempts.by_site_class;
	unsigned classes = 0, which = 0;
	uint64_t total = 0;

	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
		if (s->attempts.by_class[i])
			classes++, which = i;
	while (classes > 1 && sites->count) {
		total += sites->row[--sites->count].count;
		free(sites->row[sites->count].name);
	}
	if (classes > 1 && !r->failed)
		sites->row[sites->count++] = (struct ronda_row){ copy(r, "other"), total };
	into->row = r->failed ? NULL : calloc(sites->count + 1, sizeof *into->row);
	for (size_t i = 0; into->row && i < sites->count; i++) {
		struct ronda_class_row *row = &into->row[into->count++];

		row->name = copy(r, sites->row[i].name);
		if (classes > 1)
			memcpy(row->by_class, s->attempts.by_class, sizeof row->by_class);
		else
			row->by_class[which] = sites->row[i].count;
	}
	if (!into->row)
		no_memory(r);
}

static void read_site_classes(struct reader *r, const struct at *attempts, struct ronda_class_rows *into)
{
	const struct at at = object(r, attempts, "by_site_class");
	const char *name;
	json_t *value;

	into->row = r->failed ? NULL : calloc(json_object_size(at.value) + 1, sizeof *into->row);
	if (!into->row) {
		no_memory(r);
		return;
	}
	json_object_foreach((json_t *)at.value, name, value) {
		const struct at site = object(r, &at, name);
		struct ronda_class_row *row = &into->row[into->count++];

		row->name = copy(r, name);
		for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
			if (!r->failed && json_object_get(value, class_name(i)))
				row->by_class[i] = count(r, &site, class_name(i));
		if (r->failed)
			return;
	}
	summary_settle_class_rows(into); /* as above */
}

static ronda_country country(const char *given)
{
	bool capitals = given[0] >= 'A' && given[0] <= 'Z' && given[1] >= 'A' && given[1] <= 'Z';

	if (strcmp(given, "local") == 0)
		return RONDA_COUNTRY_LOCAL;
	return capitals ? ronda_country_parse(given) : 0;
}

static void read_words(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at schema = key(r, root, "schema"), definition = key(r, root, "definition");
	const struct at home = key(r, root, "home_country");

	if (strcmp(text_at(r, &schema), RONDA_SCHEMA) != 0)
		refuse(r, &schema, "\"" RONDA_SCHEMA "\", the only version this program reads");
	if (strcmp(text_at(r, &definition), RONDA_DEFINITION) != 0)
		refuse(r, &definition, "\"" RONDA_DEFINITION "\", the only definition this program counts by");
	s->sensor = text(r, root, "sensor");
	s->home = country(text_at(r, &home));
	if (s->home == RONDA_COUNTRY_LOCAL || (!s->home && strcmp(text_at(r, &home), "unknown") != 0))
		refuse(r, &home, "a country such as \"ID\"");
}

static void read_settings(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = object(r, root, "changed_settings");
	const char *name;
	json_t *value;

	s->settings = r->failed ? NULL : calloc(json_object_size(at.value) + 1, sizeof *s->settings);
	if (!s->settings) {
		no_memory(r);
		return;
	}
	json_object_foreach((json_t *)at.value, name, value) {
		const struct at setting = { &at, name, 0, value };

		s->settings[s->settings_count++] = (struct ronda_setting){
			copy(r, name), copy(r, text_at(r, &setting)) };
		if (r->failed)
			return;
	}
	if (s->settings_count)
		qsort(s->settings, s->settings_count, sizeof *s->settings, summary_order_settings);
}

static void read_scope(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	struct at at = key(r, root, "scope");

	if (json_is_string(at.value) && strcmp(json_string_value(at.value), "any") == 0)
		return;
	if (!json_array_size(at.value))
		refuse(r, &at, "\"any\" or an array of prefixes");
	at = array(r, root, "scope", sizeof *s->scope, &s->scope);
	for (size_t i = 0; i < items_of(r, &at); i++) {
		const struct at prefix = { &at, NULL, i, json_array_get(at.value, i) };

		s->scope[s->scope_count++] = copy(r, text_at(r, &prefix));
	}
}

static void read_period(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = object(r, root, "period"), coverage = object(r, root, "coverage");
	const struct at parts = array(r, root, "parts", sizeof *s->parts, &s->parts);

	s->start_ns = stamp(r, &at, "start");
	s->end_ns = stamp(r, &at, "end");
	s->up_seconds = count(r, &coverage, "up_seconds");
	for (size_t i = 0; i < items_of(r, &parts); i++) {
		const struct at part = item(r, &parts, i);

		s->parts[s->parts_count++] = (struct ronda_part){ text(r, &part, "sensor"),
			stamp(r, &part, "start"), stamp(r, &part, "end"), count(r, &part, "up_seconds") };
	}
}

/* After ronda_summary_check(), which says that the parts can be reckoned with. */
static void agree_period(struct reader *r, const struct at *root, const struct ronda_summary *s)
{
	const struct at at = object(r, root, "period"), coverage = object(r, root, "coverage");

	agree_count(r, &at, "seconds", summary_period_seconds(s), "the length of the period, rounded");
	agree(r, &coverage, "ratio", summary_coverage_millionths(s) / 1e6,
		"up_seconds by the length of the period and the number of sensors");
}

static void read_geoip(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = object(r, root, "geoip"), built = key(r, &at, "built");
	uint64_t ns = json_is_null(built.value) ? 0 : stamp(r, &at, "built");

	s->geoip.file = text_or_null(r, &at, "file");
	s->geoip.type = text_or_null(r, &at, "type");
	s->geoip.built_seconds = ns / STAMP_SECOND_NS;
}

static void read_frames(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = object(r, root, "frames"), reasons = object(r, &at, "reasons");

	s->frames.delivered = count(r, &at, "delivered");
	s->frames.cut_short = later_count(r, &at, "cut_short");
	s->frames.glued = later_count(r, &at, "glued");
	for (unsigned i = 0; i < RONDA_FATE_COUNT; i++)
		s->frames.by_fate[i] = count(r, &at, ronda_fate_name(i));
	for (unsigned i = 0; i < RONDA_REASON_COUNT; i++)
		if (json_object_get(reasons.value, ronda_reason_name(i)))
			s->frames.by_reason[i] = count(r, &reasons, ronda_reason_name(i));
}

static void read_capture(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = object(r, root, "capture"), traffic = object(r, root, "traffic");

	s->capture.kernel_drop_packets = count(r, &at, "kernel_drop_packets");
	s->capture.interface_drop_packets = count(r, &at, "interface_drop_packets");
	s->capture.acknowledged_gaps = later_count(r, &at, "acknowledged_gaps");
	s->capture.complete = boolean(r, &at, "complete");
	s->capture.error = text_or_null(r, &at, "error");
	s->capture.one_way = is_there(&at, "one_way") && boolean(r, &at, "one_way");
	s->traffic.packets = count(r, &traffic, "packets");
	s->traffic.wire_bytes = count(r, &traffic, "wire_bytes");
	s->traffic.evicted_packets = count(r, &traffic, "evicted_packets");
	s->traffic.untracked_packets = count(r, &traffic, "untracked_packets");
	s->traffic.duplicate_packets = later_count(r, &traffic, "duplicate_packets");
}

static void read_attempts(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = object(r, root, "attempts");
	struct at countries;

	s->attempts.total = count(r, &at, "total");
	list(r, &at, "by_class", s->attempts.by_class, RONDA_CLASS_COUNT, class_name);
	list(r, &at, "by_outcome", s->attempts.by_outcome, RONDA_OUTCOME_COUNT, outcome_name);
	list(r, &at, "by_origin", s->attempts.by_origin, RONDA_ORIGIN_COUNT, origin_name);
	countries = object(r, &at, "by_country");
	count(r, &countries, "local");
	count(r, &countries, "unknown");
	rows(r, &at, "by_country", &s->attempts.by_country);
	rows(r, &at, "by_site", &s->attempts.by_site);
	if (is_there(&at, "by_site_class"))
		read_site_classes(r, &at, &s->attempts.by_site_class);
	else
		guess_site_classes(r, s);
	rows(r, &at, "by_hour", &s->attempts.by_hour);
	s->attempts.verified = count(r, &at, "verified");
	s->attempts.unverified = count(r, &at, "unverified");
	s->attempts.of_which_research = count(r, &at, "of_which_research");
	s->attempts.undecided = count(r, &at, "undecided");
	s->attempts.lost_pending = count(r, &at, "lost_pending");
}

static void read_beside(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at outbound = object(r, root, "outbound"), internal = object(r, root, "internal");
	const struct at monitors = object(r, root, "monitors"), incidents = object(r, root, "incidents");

	s->outbound.attempts = count(r, &outbound, "attempts");
	s->outbound.sources = count(r, &outbound, "sources");
	s->internal.attempts = count(r, &internal, "attempts");
	s->internal.sources = count(r, &internal, "sources");
	s->monitor_acts = count(r, &monitors, "acts");
	s->incidents.total = count(r, &incidents, "total");
	list(r, &incidents, "by_class", s->incidents.by_class, RONDA_CLASS_COUNT, class_name);
}

static enum ronda_service service(struct reader *r, const struct at *up)
{
	const struct at at = is_there(up, "service") ? key(r, up, "service") : (struct at){ .value = json_null() };

	return json_is_null(at.value) ? RONDA_SERVICE_NONE :
		1 + choice(r, up, "service", RONDA_SERVICE_COUNT - 1, service_name, "a reflected service");
}

static void read_flood(struct reader *r, const struct at *at, struct ronda_flood *flood)
{
	const struct at target = key(r, at, "target");

	flood->sensor = text(r, at, "sensor");
	flood->kind = choice(r, at, "kind", RONDA_FLOOD_COUNT, flood_name, "a kind of flood");
	if (!summary_target_read(flood, text_at(r, &target)))
		refuse(r, &target, "an address, or address:port");
	flood->service = service(r, at);
	flood->start_ns = stamp(r, at, "start");
	flood->end_ns = stamp(r, at, "end");
	flood->ongoing = boolean(r, at, "ongoing");
	flood->packets = count(r, at, "packets");
	flood->bytes = count(r, at, "bytes");
	flood->peak_packets_per_second = count(r, at, "peak_packets_per_second");
	flood->peak_bits_per_second = count(r, at, "peak_bits_per_second");
	flood->sources = count(r, at, "sources");
	flood->spoofed = boolean(r, at, "spoofed");
}

static void read_floods(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = array(r, root, "floods", sizeof *s->floods, &s->floods);

	for (size_t i = 0; i < items_of(r, &at); i++) {
		const struct at flood = item(r, &at, i);

		read_flood(r, &flood, &s->floods[s->floods_count++]);
	}
}

static void read_listening(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = object(r, root, "listening");

	s->listening.connections = count(r, &at, "connections");
	s->listening.requests = count(r, &at, "requests");
	s->listening.handshakes = count(r, &at, "handshakes");
	s->listening.logins = count(r, &at, "logins");
	s->listening.given_up = count(r, &at, "given_up");
	s->listening.evicted = count(r, &at, "evicted");
	s->listening.names_refused = count(r, &at, "names_refused");
	s->listening.names_declared = count(r, &at, "names_declared");
	s->listening.forgotten = count(r, &at, "forgotten");
}

static void read_address(struct reader *r, const struct at *up, const char *name, struct ronda_addr *addr)
{
	const struct at at = key(r, up, name);

	if (ronda_addr_parse(addr, text_at(r, &at), NULL) < 0)
		refuse(r, &at, "an address");
}

static void read_hostnames(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = array(r, root, "hostnames", sizeof *s->hostnames, &s->hostnames);

	for (size_t i = 0; i < items_of(r, &at); i++) {
		const struct at from = item(r, &at, i);
		struct ronda_hostname *name = &s->hostnames[s->hostnames_count++];

		name->name = text(r, &from, "name");
		read_address(r, &from, "address", &name->addr);
		name->first_seen_ns = stamp(r, &from, "first_seen");
		name->last_seen_ns = stamp(r, &from, "last_seen");
		name->declared = boolean(r, &from, "declared");
	}
}

static uint16_t small_count(struct reader *r, const struct at *at, uint64_t least, const char *expected)
{
	uint64_t value = count_at(r, at);

	if (value < least || value > UINT16_MAX)
		refuse(r, at, expected);
	return (uint16_t)value;
}

static void read_review(struct reader *r, const struct at *at, struct ronda_review *review)
{
	const struct at place = key(r, at, "country"), port = key(r, at, "port"), status = key(r, at, "status");
	char text_of[8];

	review->time_ns = stamp(r, at, "time");
	read_address(r, at, "source", &review->source);
	review->country = country(text_at(r, &place));
	if (strcmp(text_at(r, &place), ronda_country_format(review->country, text_of)) != 0)
		refuse(r, &place, "a country such as \"ID\", \"local\" or \"unknown\"");
	review->class = choice(r, at, "class", RONDA_CLASS_COUNT, class_name, "a class");
	review->rule = text(r, at, "rule");
	review->kind = text(r, at, "kind");
	review->site = text(r, at, "site");
	read_address(r, at, "address", &review->addr);
	review->port = small_count(r, &port, 0, "a port");
	review->line = text_or_null(r, at, "line");
	review->status = json_is_null(status.value) ? 0 : small_count(r, &status, 1, "a status");
	review->response_bytes = count(r, at, "response_bytes");
	review->outcome = choice(r, at, "outcome", RONDA_OUTCOME_COUNT, outcome_name, "an outcome");
}

static void read_reviews(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = array(r, root, "review", sizeof *s->review, &s->review);

	for (size_t i = 0; i < items_of(r, &at); i++) {
		const struct at review = item(r, &at, i);

		read_review(r, &review, &s->review[s->review_count++]);
	}
	s->review_omitted = later_count(r, root, "review_omitted");
}

static void read_sketch(struct reader *r, const struct at *at, const char *name, const char *count_name,
	struct ronda_sketch *into)
{
	const struct at base64 = key(r, at, name);

	if (!summary_sketch_read(into, text_at(r, &base64)))
		refuse(r, &base64, "a sketch");
	agree_count(r, at, count_name, ronda_sketch_count(into), "what its sketch holds");
}

static void read_source(struct reader *r, const struct at *at, struct ronda_source *source)
{
	const struct at address = key(r, at, "address"), place = key(r, at, "country");
	struct ronda_prefix prefix;
	char text_of[8];

	memset(&prefix, 0, sizeof prefix);
	if (ronda_prefix_parse(&prefix, text_at(r, &address), NULL) < 0)
		refuse(r, &address, "an address");
	source->addr = prefix.addr;
	source->prefix_bits = prefix.bits;
	source->origin = choice(r, at, "origin", RONDA_ORIGIN_COUNT, origin_name, "an origin");
	source->country = country(text_at(r, &place));
	if (strcmp(text_at(r, &place), summary_country(source, text_of)) != 0)
		refuse(r, &place, "a country such as \"ID\", \"local\" or \"unknown\"");
	source->verified = boolean(r, at, "verified");
	source->attempts = count(r, at, "attempts");
	source->attempts_error = count(r, at, "attempts_error");
	source->packets = count(r, at, "packets");
	source->bytes = count(r, at, "bytes");
	source->targets = count(r, at, "targets");
	source->ports = count(r, at, "ports");
	source->first_seen_ns = stamp(r, at, "first_seen");
	source->last_seen_ns = stamp(r, at, "last_seen");
	list(r, at, "by_class", source->by_class, RONDA_CLASS_COUNT, class_name);
}

static void read_sources(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	const struct at at = object(r, root, "sources"), backscatter = object(r, root, "backscatter");
	const struct at top = array(r, &at, "top", sizeof *s->sources.top, &s->sources.top);

	s->backscatter.packets = count(r, &backscatter, "packets");
	read_sketch(r, &backscatter, "sources_sketch", "sources", &s->backscatter.sources);
	read_sketch(r, &at, "sketch", "distinct", &s->sources.seen);
	agree(r, &at, "distinct_error", ronda_sketch_error(&s->sources.seen), "the error of its sketch");
	read_sketch(r, &at, "attacking_sketch", "attacking", &s->sources.attacking);
	s->sources.evicted = count(r, &at, "evicted");
	s->sources.top_complete = boolean(r, &at, "top_complete");
	for (size_t i = 0; i < items_of(r, &top); i++) {
		const struct at source = item(r, &top, i);

		read_source(r, &source, &s->sources.top[s->sources.top_count++]);
	}
}

/* The sentences are made anew when the summary is written; here they need only be there. */
static void read_sentences(struct reader *r, const struct at *root)
{
	const struct at at = object(r, root, "text"), en = key(r, &at, "en"), id = key(r, &at, "id");

	text_at(r, &en);
	text_at(r, &id);
}

static void read_whole(struct reader *r, const struct at *root, struct ronda_summary *s)
{
	read_words(r, root, s);
	read_settings(r, root, s);
	read_scope(r, root, s);
	read_period(r, root, s);
	read_geoip(r, root, s);
	read_frames(r, root, s);
	read_capture(r, root, s);
	read_attempts(r, root, s);
	read_beside(r, root, s);
	read_floods(r, root, s);
	if (is_there(root, "listening"))
		read_listening(r, root, s);
	if (is_there(root, "hostnames"))
		read_hostnames(r, root, s);
	if (is_there(root, "review"))
		read_reviews(r, root, s);
	read_sources(r, root, s);
	read_sentences(r, root);
	if (!r->failed && ronda_summary_check(s, r->error) < 0) {
		r->failed = true;
		if (r->error)
			make_printable(r->error->text);
	}
	if (!r->failed)
		agree_period(r, root, s);
}

struct ronda_summary *ronda_summary_from_json(const char *text_bytes, size_t bytes, struct ronda_error *error)
{
	struct reader reader = { error, false };
	struct at root = { 0 };
	json_error_t fault;
	json_t *json = json_loadb(text_bytes, bytes, JSON_REJECT_DUPLICATES, &fault);
	struct ronda_summary *summary = json ? calloc(1, sizeof *summary) : NULL;

	root.value = json;
	if (!json) {
		ronda_fail(error, -EINVAL, "line %d, column %d: %s", fault.line, fault.column, fault.text);
		if (error)
			make_printable(error->text);
		return NULL;
	}
	if (!summary)
		no_memory(&reader);
	else if (!json_is_object(json))
		refuse(&reader, &root, "a summary");
	else
		read_whole(&reader, &root, summary);
	json_decref(json);
	if (!reader.failed)
		return summary;
	ronda_summary_destroy(summary);
	return NULL;
}
