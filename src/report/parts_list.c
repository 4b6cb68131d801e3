/* SPDX-License-Identifier: BSD-2-Clause */
/* parts_list.c - who and what, one by one: floods, requests to look at, names, sources, sensors, notes; and how it was counted. */
#include "report/parts.h"

#include "summary/shape.h"

#include <stdlib.h>
#include <string.h>

/* ---- whose addresses ---- */

static bool is_name_of(const struct story *story, const struct ronda_hostname *name)
{
	return story->site && strcmp(name->name, story->site) == 0;
}

/* Whether anything is known of where the site is: at an address that it has as its name, or was asked for by its name. */
static bool is_found(const struct story *story)
{
	const struct ronda_summary *s = story->result->summary;
	bool found = !story->site || ronda_addr_parse(&(struct ronda_addr){ 0 }, story->site, NULL) == 0;

	for (size_t i = 0; i < s->hostnames_count && !found; i++)
		found = is_name_of(story, &s->hostnames[i]);
	return found;
}

static bool is_told_of(const struct story *story, const struct ronda_addr *addr)
{
	const struct ronda_summary *s = story->result->summary;
	struct ronda_addr own;

	if (!story->site || (ronda_addr_parse(&own, story->site, NULL) == 0 && ronda_addr_equal(&own, addr)))
		return true;
	for (size_t i = 0; i < s->hostnames_count; i++)
		if (is_name_of(story, &s->hostnames[i]) && ronda_addr_equal(&s->hostnames[i].addr, addr))
			return true;
	return false;
}

/* ---- floods ---- */

static int heaviest_first(const void *a, const void *b)
{
	const struct ronda_flood *left = *(const struct ronda_flood *const *)a;
	const struct ronda_flood *right = *(const struct ronda_flood *const *)b;

	if (left->packets != right->packets)
		return left->packets < right->packets ? 1 : -1;
	return summary_order_floods(left, right);
}

static void mark_floods(struct picture *picture, const struct ronda_flood **list, size_t count)
{
	struct mark *marks = picture_room(picture, (count + 1) * sizeof *marks);

	for (size_t i = 0; marks && i < count; i++)
		marks[i] = (struct mark){ list[i]->start_ns, list[i]->end_ns };
	picture->flood = marks;
	picture->floods = marks ? count : 0;
}

static void fill_flood(struct picture *picture, const struct ronda_flood *flood, struct cell *row)
{
	char target[TARGET_TEXT];

	row[0] = cell_of(CELL_FLOOD, flood->kind);
	row[1] = cell_text(picture_text(picture, summary_target_write(flood, target)));
	row[2] = cell_of(CELL_MOMENT, flood->start_ns);
	row[3] = cell_of(CELL_SECONDS, (flood->end_ns - flood->start_ns) / STAMP_SECOND_NS);
	row[3].b = flood->ongoing;
	row[4] = cell_count(flood->packets);
	row[5] = cell_count(flood->peak_packets_per_second);
	row[6] = cell_count(flood->sources);
	row[7] = cell_of(CELL_YES, flood->spoofed);
	row[8] = flood->service ? cell_text(ronda_service_name(flood->service)) : (struct cell){ 0 };
	row[9] = cell_text(flood->sensor);
	row[10] = cell_count(flood->bytes);
	row[11] = cell_of(CELL_MOMENT, flood->end_ns);
	row[12] = cell_of(CELL_YES, flood->ongoing);
}

void part_floods(struct picture *picture, const struct story *story)
{
	enum { SHOWN = 30 };
	static const struct column columns[] = {
		{ .key = "kind", .head = WORDS_COLUMN_KIND }, { .key = "target", .head = WORDS_COLUMN_TARGET },
		{ .key = "start", .head = WORDS_R_COL_FROM }, { .key = "lasted_seconds", .head = WORDS_R_COL_LASTED, .falls = 4 },
		{ .key = "packets", .head = WORDS_COLUMN_PACKETS },
		{ .key = "peak_packets_per_second", .head = WORDS_COLUMN_PEAK, .falls = 2 },
		{ .key = "sources", .head = WORDS_COLUMN_SOURCES, .falls = 3 },
		{ .key = "spoofed", .head = WORDS_COLUMN_SPOOFED, .falls = 5 },
		{ .key = "service", .head = WORDS_R_COL_SERVICE, .machine = true },
		{ .key = "sensor", .head = WORDS_R_COL_SENSOR, .falls = 6 }, { .key = "bytes", .machine = true },
		{ .key = "end", .machine = true }, { .key = "ongoing", .machine = true },
	};
	struct section *section = picture_section(picture, "floods", WORDS_R_HEAD_FLOODS);
	const struct ronda_summary *s = story->result->summary;
	const struct ronda_flood **list = picture_room(picture, (s->floods_count + 1) * sizeof *list);

	size_t count = 0;

	if (!list)
		return;
	for (size_t i = 0; i < s->floods_count; i++)
		if (is_told_of(story, &s->floods[i].target))
			list[count++] = &s->floods[i];
	qsort(list, count, sizeof *list, heaviest_first);
	section->shown = SHOWN;
	if (story_is_known(story) && is_found(story))
		section_line(section, &(struct line){ .message = count ? WORDS_R_FLOODS_LINE : story->site ? WORDS_R_FLOODS_NONE_AT :
			WORDS_R_FLOODS_NONE });
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < count; i++)
		fill_flood(picture, list[i], section_row(picture, section));
	mark_floods(picture, list, count < SHOWN ? count : SHOWN);
	if (story->result->floods_omitted && !story->site)
		section_line(section, &(struct line){ .message = WORDS_R_MORE, .cell = {
			cell_count(story->result->floods_omitted) } });
}

static const char *address(struct picture *picture, const struct ronda_addr *addr, uint8_t bits)
{
	const struct ronda_prefix prefix = { *addr, bits };
	char text[RONDA_ADDR_TEXT];

	return picture_text(picture, ronda_prefix_format(&prefix, text));
}

static bool is_reviewed(const struct story *story, const struct ronda_review *review)
{
	return !story->site || strcmp(review->site, story->site) == 0;
}

uint64_t story_reviews(const struct story *story)
{
	const struct ronda_summary *s = story->result->summary;
	uint64_t count = 0;

	for (size_t i = 0; i < s->review_count; i++)
		count += is_reviewed(story, &s->review[i]);
	return count;
}

static int by_rule(const void *a, const void *b)
{
	const struct ronda_review *left = *(const struct ronda_review *const *)a;
	const struct ronda_review *right = *(const struct ronda_review *const *)b;
	int order = strcmp(left->rule, right->rule);

	if (order == 0)
		order = ronda_addr_compare(&left->source, &right->source);
	return order ? order : summary_order_reviews(left, right);
}

static int most_requests_first(const void *a, const void *b)
{
	const struct cell *left = a, *right = b;

	if (left[1].a != right[1].a)
		return left[1].a < right[1].a ? 1 : -1;
	return strcmp(left[0].text, right[0].text);
}

/* Hundreds of requests are often a few rules, and a source or two. */
static void review_rules(struct picture *picture, const struct story *story)
{
	enum { SHOWN = 20 };
	static const struct column columns[] = {
		{ .key = "rule", .head = WORDS_COLUMN_RULE }, { .key = "requests", .head = WORDS_R_COL_REQUESTS },
		{ .key = "sources", .head = WORDS_COLUMN_SOURCES, .falls = 2 },
		{ .key = "first_seen", .head = WORDS_COLUMN_FIRST, .falls = 3 },
		{ .key = "last_seen", .head = WORDS_COLUMN_LAST, .falls = 1 },
	};
	const struct ronda_summary *s = story->result->summary;
	const struct ronda_review **list = picture_room(picture, (s->review_count + 1) * sizeof *list);
	struct section *section;
	struct cell *row = NULL;
	size_t count = 0;

	for (size_t i = 0; list && i < s->review_count; i++)
		if (is_reviewed(story, &s->review[i]))
			list[count++] = &s->review[i];
	if (count < 2)
		return;
	qsort(list, count, sizeof *list, by_rule);
	section = picture_section(picture, "review_rules", WORDS_R_HEAD_RULES);
	section->inner = true;
	section->shown = SHOWN;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < count; i++) {
		const struct ronda_review *review = list[i], *before = i ? list[i - 1] : NULL;
		bool same = before && strcmp(before->rule, review->rule) == 0;

		if (!same) {
			row = section_row(picture, section);
			row[0] = cell_text(review->rule);
			row[1] = row[2] = cell_count(0);
			row[3] = row[4] = cell_of(CELL_MOMENT, review->time_ns);
		}
		row[1].a++;
		row[2].a += !same || !ronda_addr_equal(&before->source, &review->source);
		row[3].a = review->time_ns < row[3].a ? review->time_ns : row[3].a;
		row[4].a = review->time_ns > row[4].a ? review->time_ns : row[4].a;
	}
	if (section->rows)
		qsort(section->cell, section->rows, section->columns * sizeof *section->cell, most_requests_first);
}

void part_review(struct picture *picture, const struct story *story)
{
	enum { SHOWN = 20 };
	static const struct column columns[] = {
		{ .key = "time", .head = WORDS_COLUMN_TIME }, { .key = "source", .head = WORDS_COLUMN_SOURCE },
		{ .key = "country", .head = WORDS_R_COL_COUNTRY, .falls = 5 }, { .key = "rule", .head = WORDS_COLUMN_RULE, .falls = 2 },
		{ .key = "site", .head = WORDS_COLUMN_SITE, .falls = 1 }, { .key = "status", .head = WORDS_COLUMN_STATUS, .falls = 3 },
		{ .key = "response_bytes", .head = WORDS_R_COL_BYTES, .falls = 4 },
		{ .key = "request", .head = WORDS_R_COL_REQUEST },
	};
	struct section *section = picture_section(picture, "review", WORDS_R_HEAD_REVIEW);
	const struct ronda_summary *s = story->result->summary;
	uint64_t omitted = s->review_omitted;

	section->shown = SHOWN;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = s->review_count; i-- > 0;) {
		const struct ronda_review *review = &s->review[i];
		struct cell *row;

		if (!is_reviewed(story, review))
			continue;
		row = section_row(picture, section);
		row[0] = cell_of(CELL_MOMENT, review->time_ns);
		row[1] = cell_text(address(picture, &review->source, 128));
		row[2] = cell_of(CELL_COUNTRY, review->country);
		row[3] = cell_text(review->rule);
		row[4] = cell_text(review->site);
		row[5] = review->status ? cell_count(review->status) : (struct cell){ 0 };
		row[6] = cell_count(review->response_bytes);
		row[7] = cell_text(review->line);
	}
	if (section->rows || story_is_known(story))
		section_line(section, &(struct line){ .message = section->rows ? WORDS_NOTE_REVIEW : WORDS_R_REVIEW_NONE });
	if (omitted && !story->site)
		section_line(section, &(struct line){ .message = WORDS_NOTE_EARLIER, .cell = { cell_count(omitted) } });
	review_rules(picture, story);
}

/* Where a site was seen under its name. */
static void site_addresses(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "address", .head = WORDS_COLUMN_ADDRESS }, { .key = "declared", .head = WORDS_R_COL_DECLARED },
		{ .key = "first_seen", .head = WORDS_COLUMN_FIRST }, { .key = "last_seen", .head = WORDS_COLUMN_LAST },
	};
	const struct ronda_summary *s = story->result->summary;
	struct section *section = picture_section(picture, "addresses", WORDS_R_HEAD_ADDRESSES);

	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < s->hostnames_count; i++) {
		const struct ronda_hostname *name = &s->hostnames[i];
		struct cell *row;

		if (!is_name_of(story, name))
			continue;
		row = section_row(picture, section);
		row[0] = cell_text(address(picture, &name->addr, 128));
		row[1] = cell_of(CELL_YES, name->declared);
		row[2] = cell_of(CELL_MOMENT, name->first_seen_ns);
		row[3] = cell_of(CELL_MOMENT, name->last_seen_ns);
	}
}

void part_names(struct picture *picture, const struct story *story)
{
	enum { SHOWN = 40 };
	static const struct column columns[] = {
		{ .key = "name", .head = WORDS_COLUMN_NAME }, { .key = "address", .head = WORDS_COLUMN_ADDRESS },
		{ .key = "first_seen", .head = WORDS_COLUMN_FIRST, .falls = 2 },
		{ .key = "last_seen", .head = WORDS_COLUMN_LAST, .falls = 1 },
	};
	const struct ronda_summary *s = story->result->summary;
	bool declared = s->listening.names_declared > 0;
	struct section *section;

	if (story->site)
		site_addresses(picture, story);
	if (story->site || !s->hostnames_count)
		return;
	section = picture_section(picture, "hostnames", WORDS_R_HEAD_NAMES);
	section->shown = SHOWN;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < s->hostnames_count; i++) {
		const struct ronda_hostname *name = &s->hostnames[i];
		struct cell *row;

		if (name->declared)
			continue;
		row = section_row(picture, section);
		row[0] = cell_text(name->name);
		row[1] = cell_text(address(picture, &name->addr, 128));
		row[2] = cell_of(CELL_MOMENT, name->first_seen_ns);
		row[3] = cell_of(CELL_MOMENT, name->last_seen_ns);
	}
	section_line(section, &(struct line){ .message = declared ? WORDS_R_NAMES_LINE : WORDS_R_NAMES_UNKNOWN,
		.cell = { cell_count(section->rows) } });
}

void part_sources(struct picture *picture, const struct story *story)
{
	enum { AT_MOST = 3 };
	static const struct column columns[] = {
		{ .key = "source", .head = WORDS_COLUMN_ADDRESS }, { .key = "country", .head = WORDS_R_COL_COUNTRY, .falls = 1 },
		{ .key = "attempts", .head = WORDS_R_ATTEMPTS }, { .key = "attempts_at_most", .head = WORDS_R_COL_AT_MOST, .falls = 8 },
		{ .key = "targets", .head = WORDS_COLUMN_TARGETS, .falls = 4 },
		{ .key = "ports", .head = WORDS_COLUMN_PORTS, .falls = 5 },
		{ .key = "first_seen", .head = WORDS_COLUMN_FIRST, .falls = 7 },
		{ .key = "last_seen", .head = WORDS_COLUMN_LAST, .falls = 6 },
		{ .key = "verified", .head = WORDS_COLUMN_VERIFIED, .falls = 2 },
		{ .key = "network", .head = WORDS_COLUMN_NETWORK, .falls = 3 },
	};
	const struct ronda_summary *s = story->result->summary;
	size_t count = sizeof columns / sizeof *columns - (story->networks->find ? 0 : 1);
	struct section *section;
	char network[NETWORK_NAME_TEXT];

	if (!s->sources.top_count || !s->sources.top[0].attempts)
		return;
	section = picture_section(picture, "sources", WORDS_R_HEAD_SOURCES);
	section_line(section, &(struct line){ .message = WORDS_R_SOURCES_LINE, .cell = {
		cell_count(ronda_sketch_count(&s->sources.attacking)) } });
	section_columns(section, columns, count);
	section->column[AT_MOST].machine = true; /* unless it says something */
	for (size_t i = 0; i < s->sources.top_count && s->sources.top[i].attempts; i++) {
		const struct ronda_source *source = &s->sources.top[i];
		struct cell *row = section_row(picture, section);

		row[0] = cell_text(address(picture, &source->addr, source->prefix_bits));
		row[1] = cell_of(CELL_COUNTRY, source->country);
		row[2] = cell_count(source->attempts);
		row[AT_MOST] = cell_count(source->attempts + source->attempts_error);
		row[4] = source->targets ? cell_count(source->targets) : (struct cell){ 0 }; /* 0: it was not kept */
		row[5] = source->ports ? cell_count(source->ports) : (struct cell){ 0 };
		row[6] = cell_of(CELL_MOMENT, source->first_seen_ns);
		row[7] = cell_of(CELL_MOMENT, source->last_seen_ns);
		row[8] = cell_of(CELL_YES, source->verified);
		section->column[AT_MOST].machine &= source->attempts_error == 0;
		if (network_names_find(story->networks, &source->addr, network))
			row[9] = cell_text(picture_text(picture, network));
	}
}

/* ---- several sensors ---- */

static void shared(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "source", .head = WORDS_COLUMN_ADDRESS }, { .key = "country", .head = WORDS_R_COL_COUNTRY, .falls = 1 },
		{ .key = "sensors", .head = WORDS_R_COL_SENSORS }, { .key = "attempts", .head = WORDS_R_ATTEMPTS },
		{ .key = "first_at", .head = WORDS_R_COL_FIRST_AT }, { .key = "last_at", .head = WORDS_R_COL_LAST_AT, .falls = 2 },
		{ .key = "first_seen", .head = WORDS_COLUMN_FIRST, .falls = 3 },
	};
	const struct store_result *result = story->result;
	struct section *section;

	if (!result->shared_count)
		return;
	section = picture_section(picture, "shared", WORDS_R_HEAD_SHARED);
	section->inner = true;
	section->shown = 30;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	if (result->sensors_count == 2) {
		uint64_t one = ronda_sketch_count(&result->sensors[0].attacking);
		uint64_t other = ronda_sketch_count(&result->sensors[1].attacking);
		uint64_t all = ronda_sketch_count(&result->summary->sources.attacking);

		section_line(section, &(struct line){ .message = WORDS_R_SHARED_LINE, .cell = {
			cell_count(one + other > all ? one + other - all : 0), cell_count(all) } });
	}
	for (size_t i = 0; i < result->shared_count; i++) {
		const struct store_shared *both = &result->shared[i];
		struct cell *row = section_row(picture, section);
		size_t first = SIZE_MAX, last = SIZE_MAX;

		for (size_t j = 0; j < result->sensors_count; j++) {
			if (!both->first_seen_ns[j])
				continue;
			if (first == SIZE_MAX || both->first_seen_ns[j] < both->first_seen_ns[first])
				first = j;
			if (last == SIZE_MAX || both->first_seen_ns[j] >= both->first_seen_ns[last])
				last = j;
		}
		row[0] = cell_text(address(picture, &both->source.addr, both->source.prefix_bits));
		row[1] = cell_of(CELL_COUNTRY, both->source.country);
		row[2] = cell_count(both->sensors);
		row[3] = cell_count(both->source.attempts);
		if (first != SIZE_MAX) {
			row[4] = cell_text(result->sensors[first].name);
			row[5] = cell_text(result->sensors[last].name);
			row[6] = cell_of(CELL_MOMENT, both->first_seen_ns[first]);
		}
	}
}

void part_sensors(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "sensor", .head = WORDS_R_COL_SENSOR }, { .key = "attempts", .head = WORDS_R_ATTEMPTS },
		{ .key = "share", .head = WORDS_R_COL_SHARE }, { .key = "watched_share", .head = WORDS_R_COL_WATCHED, .falls = 1 },
		{ .key = "foreign_share", .head = WORDS_R_FOREIGN, .falls = 2 },
		{ .key = "attacking_sources", .head = WORDS_R_SOURCES, .falls = 3 },
		{ .key = "start", .head = WORDS_R_COL_FROM, .falls = 4 }, { .key = "end", .head = WORDS_R_COL_TO, .falls = 5 },
		{ .key = "drop_packets", .head = WORDS_R_COL_DROPS, .falls = 6 },
	};
	const struct store_result *result = story->result;
	struct section *section;
	size_t serving = 0;

	for (size_t i = 0; i < result->sensors_count; i++)
		serving += story_due_of(story, &result->sensors[i]) > 0;
	if (serving < 2)
		return;
	section = picture_section(picture, "sensors", WORDS_R_HEAD_SENSORS);
	section->chart = CHART_BARS;
	section->bar = 2;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < result->sensors_count; i++) {
		const struct store_sensor *sensor = &result->sensors[i];
		uint64_t due = story_due_of(story, sensor);
		struct cell *row;

		if (!due && !sensor->total)
			continue;
		row = section_row(picture, section);
		row[0] = cell_text(sensor->name);
		row[1] = cell_count(sensor->total);
		row[2] = cell_share(sensor->total, story->total);
		row[3] = cell_share(sensor->up_seconds < due ? sensor->up_seconds : due, due);
		row[4] = cell_share(sensor->by_origin[RONDA_ORIGIN_FOREIGN], sensor->total);
		row[5] = cell_count(ronda_sketch_count(&sensor->attacking));
		if (sensor->end_ns) {
			row[6] = cell_of(CELL_MOMENT, sensor->start_ns);
			row[7] = cell_of(CELL_MOMENT, sensor->end_ns);
		}
		row[8] = cell_count(sensor->drop_packets);
	}
	shared(picture, story);
}

/* ---- what the office wrote; how it was counted ---- */

void part_notes(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "start", .head = WORDS_R_COL_FROM }, { .key = "end", .head = WORDS_R_COL_TO },
		{ .key = "kind", .head = WORDS_COLUMN_KIND, .falls = 2 }, { .key = "site", .head = WORDS_COLUMN_SITE, .falls = 1 },
		{ .key = "note", .head = WORDS_R_COL_TEXT },
	};
	const struct store_result *result = story->result;
	struct section *section;

	if (!result->notes_count)
		return;
	section = picture_section(picture, "notes", WORDS_R_HEAD_NOTES);
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < result->notes_count; i++) {
		const struct store_note *note = &result->notes[i];
		struct cell *row;

		if (story->site && note->site && strcmp(note->site, story->site) != 0)
			continue;
		row = section_row(picture, section);
		row[0] = cell_of(CELL_MOMENT, note->start_ns);
		row[1] = cell_of(CELL_MOMENT, note->end_ns);
		row[2] = cell_text(note->kind);
		row[3] = cell_text(note->site);
		row[4] = cell_text(note->text);
	}
}

static void tell_licence(struct section *section, const char *type)
{
	static const struct { const char *in_type; enum words_message licence; } licences[] = {
		{ "ronda-", WORDS_R_LICENCE_IPFIRE }, { "GeoLite2", WORDS_R_LICENCE_MAXMIND }, { "DBIP", WORDS_R_LICENCE_DBIP },
	};

	for (size_t i = 0; type && i < sizeof licences / sizeof *licences; i++)
		if (strncmp(type, licences[i].in_type, strlen(licences[i].in_type)) == 0)
			section_line(section, &(struct line){ .message = licences[i].licence });
}

static void tell_places(struct section *section, const struct ronda_summary *s)
{
	if (!s->geoip.file) {
		section_line(section, &(struct line){ .message = WORDS_R_PLACES_NONE, .warning = true });
		return;
	}
	const char *slash = strrchr(s->geoip.file, '/'); /* where it lies is nothing to readers */

	section_line(section, &(struct line){ .message = WORDS_R_PLACES_LINE, .cell = { cell_text(s->geoip.type ?
		s->geoip.type : "?"), cell_text(slash ? slash + 1 : s->geoip.file), cell_of(CELL_DAY, s->geoip.built_seconds * STAMP_SECOND_NS) } });
	tell_licence(section, s->geoip.type);
}

/* "103.94.188.0/22, 2001:db8::/32" */
static const char *scope(struct picture *picture, const struct ronda_summary *s)
{
	size_t size = 1;
	char *text, *at;

	for (size_t i = 0; i < s->scope_count; i++)
		size += strlen(s->scope[i]) + 2;
	text = at = picture_room(picture, size);
	for (size_t i = 0; text && i < s->scope_count; i++)
		at = stpcpy(stpcpy(at, i ? ", " : ""), s->scope[i]);
	return text ? text : "";
}

void part_method(struct picture *picture, const struct story *story)
{
	struct section *section = picture_section(picture, "method", WORDS_R_HEAD_METHOD);
	const struct ronda_summary *s = story->result->summary;
	enum { SETTINGS_TOLD = 12 };

	section_line(section, &(struct line){ .message = WORDS_R_DEFINITION_LINE, .cell = { cell_text(RONDA_DEFINITION) } });
	if (!s->settings_count)
		section_line(section, &(struct line){ .message = WORDS_R_SETTINGS_NONE });
	for (size_t i = 0; i < s->settings_count && i < SETTINGS_TOLD; i++)
		section_line(section, &(struct line){ .message = WORDS_R_SETTING_LINE, .warning = true,
			.cell = { cell_text(s->settings[i].name), cell_text(s->settings[i].value) } });
	if (s->scope_count)
		section_line(section, &(struct line){ .message = WORDS_R_SCOPE_LINE, .cell = { cell_text(scope(picture, s)) } });
	else
		section_line(section, &(struct line){ .message = WORDS_R_SCOPE_ANY });
	section_line(section, &(struct line){ .message = WORDS_R_SENSOR_LINE, .cell = { cell_text(picture->sensors) } });
	section_line(section, &(struct line){ .message = WORDS_R_FRAMES_LINE, .cell = { cell_count(s->frames.delivered),
		cell_count(s->frames.by_fate[RONDA_FATE_DECODED]) } });
	tell_places(section, s);
	if (story->networks->type && !story->site) {
		section_line(section, &(struct line){ .message = WORDS_R_NETWORKS_LINE, .cell = { cell_text(story->networks->type) } });
		if (!s->geoip.type || strncmp(s->geoip.type, story->networks->type, 4) != 0) /* the same licence once */
			tell_licence(section, story->networks->type);
	}
	if (story->site)
		section_line(section, &(struct line){ .message = WORDS_R_SITE_LINE });
	section_line(section, &(struct line){ .message = WORDS_R_TAP_LINE });
	section_line(section, &(struct line){ .message = WORDS_R_MADE, .cell = { cell_text(picture->version),
		cell_text(picture->zone_name) } });
}
