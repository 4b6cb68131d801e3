/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys and their order are a contract with every reader: add, never rename. See summary.schema.json. */
#include "summary/shape.h"

#include "base/stamp.h"
#include "summary/sentence.h"

#include <jansson.h>

#include <errno.h>
#include <stdlib.h>

enum { REAL_DIGITS = 6 }; /* all that a ratio of six places or an error bound has */

/* What is being written, and whether memory was short on the way. */
struct writer {
	const struct ronda_summary *s;
	size_t top_count; /* sources that there are */
	bool failed;
};

#define ROWS "@rows@" /* stands where the sources will be */

static void put(struct writer *w, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		w->failed = true;
}

static void append(struct writer *w, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		w->failed = true;
}

static json_t *count(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *text(const char *value)
{
	return value ? json_string(value) : json_null();
}

static json_t *stamp(uint64_t ns)
{
	char value[STAMP_TEXT];

	return json_string(stamp_format(ns, value));
}

static json_t *sketch(const struct ronda_sketch *value)
{
	char *base64 = summary_sketch_write(value);
	json_t *string = base64 ? json_string(base64) : NULL;

	free(base64);
	return string;
}

static const char *class_name(unsigned i) { return ronda_class_name(i); }
static const char *outcome_name(unsigned i) { return ronda_outcome_name(i); }
static const char *origin_name(unsigned i) { return ronda_origin_name(i); }

/* All names of a list, those of 0 too. */
static json_t *list(struct writer *w, const uint64_t *counts, unsigned size, const char *(*name)(unsigned))
{
	json_t *object = json_object();

	for (unsigned i = 0; i < size; i++)
		put(w, object, name(i), count(counts[i]));
	return object;
}

static void put_rows(struct writer *w, json_t *object, const struct ronda_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		put(w, object, rows->row[i].name, count(rows->row[i].count));
}

static json_t *rows(struct writer *w, const struct ronda_rows *from)
{
	json_t *object = json_object();

	put_rows(w, object, from);
	return object;
}

/* Those of 0 are left out, as in the rows that these divide. */
static json_t *site_classes(struct writer *w)
{
	const struct ronda_class_rows *from = &w->s->attempts.by_site_class;
	json_t *object = json_object();

	for (size_t i = 0; i < from->count; i++) {
		json_t *site = json_object();

		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			if (from->row[i].by_class[class])
				put(w, site, class_name(class), count(from->row[i].by_class[class]));
		put(w, object, from->row[i].name, site);
	}
	return object;
}

static json_t *settings(struct writer *w)
{
	json_t *object = json_object();

	for (size_t i = 0; i < w->s->settings_count; i++)
		put(w, object, w->s->settings[i].name, text(w->s->settings[i].value));
	return object;
}

static json_t *scope(struct writer *w)
{
	json_t *array = w->s->scope_count ? json_array() : json_string("any");

	for (size_t i = 0; i < w->s->scope_count; i++)
		append(w, array, text(w->s->scope[i]));
	return array;
}

static json_t *period(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "start", stamp(w->s->start_ns));
	put(w, object, "end", stamp(w->s->end_ns));
	put(w, object, "seconds", count(summary_period_seconds(w->s)));
	return object;
}

static json_t *coverage(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "up_seconds", count(w->s->up_seconds));
	put(w, object, "ratio", json_real(summary_coverage_millionths(w->s) / 1e6));
	return object;
}

static json_t *parts(struct writer *w)
{
	json_t *array = json_array();

	for (size_t i = 0; i < w->s->parts_count; i++) {
		const struct ronda_part *part = &w->s->parts[i];
		json_t *object = json_object();

		put(w, object, "sensor", text(part->sensor));
		put(w, object, "start", stamp(part->start_ns));
		put(w, object, "end", stamp(part->end_ns));
		put(w, object, "up_seconds", count(part->up_seconds));
		append(w, array, object);
	}
	return array;
}

static json_t *geoip(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "file", text(w->s->geoip.file));
	put(w, object, "type", text(w->s->geoip.type));
	put(w, object, "built", w->s->geoip.file ? stamp(w->s->geoip.built_seconds * STAMP_SECOND_NS) : json_null());
	return object;
}

static json_t *frames(struct writer *w)
{
	json_t *object = json_object(), *reasons = json_object();

	put(w, object, "delivered", count(w->s->frames.delivered));
	for (unsigned i = 0; i < RONDA_FATE_COUNT; i++)
		put(w, object, ronda_fate_name(i), count(w->s->frames.by_fate[i]));
	for (unsigned i = 0; i < RONDA_REASON_COUNT; i++)
		if (w->s->frames.by_reason[i])
			put(w, reasons, ronda_reason_name(i), count(w->s->frames.by_reason[i]));
	put(w, object, "reasons", reasons);
	put(w, object, "cut_short", count(w->s->frames.cut_short));
	put(w, object, "glued", count(w->s->frames.glued));
	return object;
}

static json_t *capture(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "kernel_drop_packets", count(w->s->capture.kernel_drop_packets));
	put(w, object, "interface_drop_packets", count(w->s->capture.interface_drop_packets));
	put(w, object, "acknowledged_gaps", count(w->s->capture.acknowledged_gaps));
	put(w, object, "complete", json_boolean(w->s->capture.complete));
	put(w, object, "error", text(w->s->capture.error));
	put(w, object, "one_way", json_boolean(w->s->capture.one_way));
	return object;
}

static json_t *traffic(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "packets", count(w->s->traffic.packets));
	put(w, object, "wire_bytes", count(w->s->traffic.wire_bytes));
	put(w, object, "evicted_packets", count(w->s->traffic.evicted_packets));
	put(w, object, "untracked_packets", count(w->s->traffic.untracked_packets));
	put(w, object, "duplicate_packets", count(w->s->traffic.duplicate_packets));
	return object;
}

static json_t *attempts(struct writer *w)
{
	const struct ronda_summary *s = w->s;
	json_t *object = json_object(), *countries = json_object();

	put(w, countries, "local", count(0)); /* always there, and first */
	put(w, countries, "unknown", count(0));
	put_rows(w, countries, &s->attempts.by_country);
	put(w, object, "total", count(s->attempts.total));
	put(w, object, "by_class", list(w, s->attempts.by_class, RONDA_CLASS_COUNT, class_name));
	put(w, object, "by_outcome", list(w, s->attempts.by_outcome, RONDA_OUTCOME_COUNT, outcome_name));
	put(w, object, "by_origin", list(w, s->attempts.by_origin, RONDA_ORIGIN_COUNT, origin_name));
	put(w, object, "by_country", countries);
	put(w, object, "by_site", rows(w, &s->attempts.by_site));
	put(w, object, "by_site_class", site_classes(w));
	put(w, object, "by_hour", rows(w, &s->attempts.by_hour));
	put(w, object, "verified", count(s->attempts.verified));
	put(w, object, "unverified", count(s->attempts.unverified));
	put(w, object, "of_which_research", count(s->attempts.of_which_research));
	put(w, object, "undecided", count(s->attempts.undecided));
	put(w, object, "lost_pending", count(s->attempts.lost_pending));
	return object;
}

static json_t *apart(struct writer *w, uint64_t attempts_count, uint64_t sources_count)
{
	json_t *object = json_object();

	put(w, object, "attempts", count(attempts_count));
	put(w, object, "sources", count(sources_count));
	return object;
}

static json_t *monitors(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "acts", count(w->s->monitor_acts));
	return object;
}

static json_t *incidents(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "total", count(w->s->incidents.total));
	put(w, object, "by_class", list(w, w->s->incidents.by_class, RONDA_CLASS_COUNT, class_name));
	return object;
}

static json_t *flood(struct writer *w, const struct ronda_flood *from)
{
	json_t *object = json_object();
	char target[TARGET_TEXT];

	put(w, object, "sensor", text(from->sensor));
	put(w, object, "kind", text(ronda_flood_name(from->kind)));
	put(w, object, "target", text(summary_target_write(from, target)));
	put(w, object, "service", text(ronda_service_name(from->service)));
	put(w, object, "start", stamp(from->start_ns));
	put(w, object, "end", stamp(from->end_ns));
	put(w, object, "ongoing", json_boolean(from->ongoing));
	put(w, object, "packets", count(from->packets));
	put(w, object, "bytes", count(from->bytes));
	put(w, object, "peak_packets_per_second", count(from->peak_packets_per_second));
	put(w, object, "peak_bits_per_second", count(from->peak_bits_per_second));
	put(w, object, "sources", count(from->sources));
	put(w, object, "spoofed", json_boolean(from->spoofed));
	return object;
}

static json_t *floods(struct writer *w)
{
	json_t *array = json_array();

	for (size_t i = 0; i < w->s->floods_count; i++)
		append(w, array, flood(w, &w->s->floods[i]));
	return array;
}

static json_t *backscatter(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "packets", count(w->s->backscatter.packets));
	put(w, object, "sources", count(ronda_sketch_count(&w->s->backscatter.sources)));
	put(w, object, "sources_sketch", sketch(&w->s->backscatter.sources));
	return object;
}

static json_t *listening(struct writer *w)
{
	json_t *object = json_object();

	put(w, object, "connections", count(w->s->listening.connections));
	put(w, object, "requests", count(w->s->listening.requests));
	put(w, object, "handshakes", count(w->s->listening.handshakes));
	put(w, object, "logins", count(w->s->listening.logins));
	put(w, object, "given_up", count(w->s->listening.given_up));
	put(w, object, "evicted", count(w->s->listening.evicted));
	put(w, object, "names_refused", count(w->s->listening.names_refused));
	put(w, object, "names_declared", count(w->s->listening.names_declared));
	put(w, object, "forgotten", count(w->s->listening.forgotten));
	return object;
}

static json_t *hostname(struct writer *w, const struct ronda_hostname *from)
{
	json_t *object = json_object();
	char addr[RONDA_ADDR_TEXT];

	put(w, object, "name", text(from->name));
	put(w, object, "address", text(ronda_addr_format(&from->addr, addr)));
	put(w, object, "first_seen", stamp(from->first_seen_ns));
	put(w, object, "last_seen", stamp(from->last_seen_ns));
	put(w, object, "declared", json_boolean(from->declared));
	return object;
}

static json_t *hostnames(struct writer *w)
{
	json_t *array = json_array();

	for (size_t i = 0; i < w->s->hostnames_count; i++)
		append(w, array, hostname(w, &w->s->hostnames[i]));
	return array;
}

static json_t *review(struct writer *w, const struct ronda_review *from)
{
	json_t *object = json_object();
	char addr[RONDA_ADDR_TEXT], country[8];

	put(w, object, "time", stamp(from->time_ns));
	put(w, object, "source", text(ronda_addr_format(&from->source, addr)));
	put(w, object, "country", text(ronda_country_format(from->country, country)));
	put(w, object, "class", text(ronda_class_name(from->class)));
	put(w, object, "rule", text(from->rule));
	put(w, object, "kind", text(from->kind));
	put(w, object, "site", text(from->site));
	put(w, object, "address", text(ronda_addr_format(&from->addr, addr)));
	put(w, object, "port", count(from->port));
	put(w, object, "line", text(from->line));
	put(w, object, "status", from->status ? count(from->status) : json_null());
	put(w, object, "response_bytes", count(from->response_bytes));
	put(w, object, "outcome", text(ronda_outcome_name(from->outcome)));
	return object;
}

static json_t *reviews(struct writer *w)
{
	json_t *array = json_array();

	for (size_t i = 0; i < w->s->review_count; i++)
		append(w, array, review(w, &w->s->review[i]));
	return array;
}

static json_t *source(struct writer *w, const struct ronda_source *from)
{
	const struct ronda_prefix prefix = { from->addr, from->prefix_bits };
	json_t *object = json_object();
	char addr[RONDA_ADDR_TEXT], country[8];

	put(w, object, "address", text(ronda_prefix_format(&prefix, addr)));
	put(w, object, "origin", text(ronda_origin_name(from->origin)));
	put(w, object, "country", text(summary_country(from, country)));
	put(w, object, "verified", json_boolean(from->verified));
	put(w, object, "attempts", count(from->attempts));
	put(w, object, "attempts_error", count(from->attempts_error));
	put(w, object, "packets", count(from->packets));
	put(w, object, "bytes", count(from->bytes));
	put(w, object, "targets", count(from->targets));
	put(w, object, "ports", count(from->ports));
	put(w, object, "first_seen", stamp(from->first_seen_ns));
	put(w, object, "last_seen", stamp(from->last_seen_ns));
	put(w, object, "by_class", list(w, from->by_class, RONDA_CLASS_COUNT, class_name));
	return object;
}

static json_t *sources(struct writer *w, size_t top)
{
	bool all = w->s->sources.top_complete && top >= w->top_count;
	json_t *object = json_object();

	put(w, object, "distinct", count(ronda_sketch_count(&w->s->sources.seen)));
	put(w, object, "distinct_error", json_real(ronda_sketch_error(&w->s->sources.seen)));
	put(w, object, "sketch", sketch(&w->s->sources.seen));
	put(w, object, "attacking", count(ronda_sketch_count(&w->s->sources.attacking)));
	put(w, object, "attacking_sketch", sketch(&w->s->sources.attacking));
	put(w, object, "evicted", count(w->s->sources.evicted));
	put(w, object, "top_complete", json_boolean(all));
	put(w, object, "top", text(ROWS)); /* written row by row instead; there may be a million */
	return object;
}

static json_t *sentences(struct writer *w)
{
	json_t *object = json_object();
	char sentence[SENTENCE_TEXT];

	put(w, object, "en", text(summary_sentence(w->s, WORDS_EN, sentence)));
	put(w, object, "id", text(summary_sentence(w->s, WORDS_ID, sentence)));
	return object;
}

static json_t *whole(struct writer *w, size_t top)
{
	json_t *object = json_object();
	char home[8];

	put(w, object, "schema", text(RONDA_SCHEMA));
	put(w, object, "definition", text(RONDA_DEFINITION));
	put(w, object, "changed_settings", settings(w));
	put(w, object, "sensor", text(w->s->sensor));
	put(w, object, "scope", scope(w));
	put(w, object, "home_country", text(ronda_country_format(w->s->home, home)));
	put(w, object, "period", period(w));
	put(w, object, "coverage", coverage(w));
	put(w, object, "parts", parts(w));
	put(w, object, "geoip", geoip(w));
	put(w, object, "frames", frames(w));
	put(w, object, "capture", capture(w));
	put(w, object, "traffic", traffic(w));
	put(w, object, "attempts", attempts(w));
	put(w, object, "outbound", apart(w, w->s->outbound.attempts, w->s->outbound.sources));
	put(w, object, "internal", apart(w, w->s->internal.attempts, w->s->internal.sources));
	put(w, object, "monitors", monitors(w));
	put(w, object, "incidents", incidents(w));
	put(w, object, "floods", floods(w));
	put(w, object, "backscatter", backscatter(w));
	put(w, object, "listening", listening(w));
	put(w, object, "hostnames", hostnames(w));
	put(w, object, "review", reviews(w));
	put(w, object, "review_omitted", count(w->s->review_omitted));
	put(w, object, "sources", sources(w, top));
	put(w, object, "text", sentences(w));
	return object;
}

struct output {
	FILE *file;
	bool failed; /* jansson does not always pass a failure on */
};

static int take(const char *bytes, size_t count, void *context)
{
	struct output *out = context;

	out->failed = out->failed || fwrite(bytes, 1, count, out->file) != count;
	return out->failed ? -1 : 0;
}

/* One row a line, however the rest is indented. */
static void write_row(struct writer *w, struct output *out, const struct ronda_source *from, bool indent)
{
	json_t *row = source(w, from);

	if (indent)
		take("\n      ", 7, out);
	if (json_dump_callback(row, take, out, indent ? 0 : JSON_COMPACT) != 0)
		out->failed = true;
	json_decref(row);
}

static void write_rows(struct writer *w, struct output *out, const struct ronda_source *top, size_t count,
	bool indent)
{
	take("[", 1, out);
	for (size_t i = 0; i < count && !out->failed && !w->failed; i++) {
		if (i)
			take(",", 1, out);
		write_row(w, out, &top[i], indent);
	}
	if (count && indent)
		take("\n    ", 5, out);
	take("]", 1, out);
}

/* Everything but the rows, as one text with a mark where they belong. A quote inside a string is escaped,
 * so no operator's words can look like the mark. */
static char *frame_of(struct writer *w, size_t top, bool indent, char **mark)
{
	const char *key = indent ? "\"top\": \"" ROWS "\"" : "\"top\":\"" ROWS "\"";
	json_t *object = whole(w, top);
	char *frame = w->failed ? NULL : json_dumps(object, JSON_REAL_PRECISION(REAL_DIGITS) |
		(indent ? JSON_INDENT(2) : JSON_COMPACT));

	json_decref(object);
	*mark = frame ? strstr(frame, key) : NULL;
	if (*mark)
		*mark += strlen(key) - strlen("\"" ROWS "\"");
	return frame;
}

int ronda_summary_write_json(const struct ronda_summary *summary, size_t top, bool indent, FILE *file)
{
	struct ronda_summary few = *summary; /* all but the rows, which hold no text */
	const struct ronda_summary *bare = &few;
	struct ronda_summary *clean;         /* its texts are UTF-8 whatever the wire, or an operator, said */
	struct output out = { .file = file };
	char *mark, *frame;

	few.sources.top = NULL;
	few.sources.top_count = 0;
	if (summary_combine(&bare, 1, &clean) < 0)
		return -ENOMEM;

	struct writer w = { .s = clean, .top_count = summary->sources.top_count };

	clean->sources.top_complete = summary->sources.top_complete;
	frame = frame_of(&w, top, indent, &mark);
	if (mark) {
		take(frame, (size_t)(mark - frame), &out);
		write_rows(&w, &out, summary->sources.top, top < w.top_count ? top : w.top_count, indent);
		take(mark + strlen("\"" ROWS "\""), strlen(mark) - strlen("\"" ROWS "\""), &out);
	}
	free(frame);
	ronda_summary_destroy(clean);
	return !mark || w.failed ? -ENOMEM : out.failed ? -EIO : 0;
}

char *ronda_summary_to_json(const struct ronda_summary *summary, size_t top, bool indent)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	int failed = file ? ronda_summary_write_json(summary, top, indent, file) : -ENOMEM;

	if (file && fclose(file) != 0)
		failed = -ENOMEM;
	if (!failed)
		return text;
	free(text);
	return NULL;
}
