/* SPDX-License-Identifier: BSD-2-Clause */
/* A picture as JSON, and back. What there is to write and to read is one list of fields for each kind of row. */
#include "summary/picture.h"

#include "base/stamp.h"
#include "summary/shape.h"

#include <jansson.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum kind { COUNT, U32, U16, U8, BITS, REAL, BOOL, TEXT, ADDRESS, COUNTRY, STAMP, CLASS, OUTCOME, ORIGIN, DIRECTION, FLOOD,
	SERVICE, SCORE, PACE, CLASSES, PACES_CLASS, PACES_OUTCOME, PACES_ORIGIN, COUNTS };

struct field {
	enum kind kind;
	const char *key;
	size_t offset, size;  /* bytes */
};

enum { MOST_ROWS = 4096 };

#define FIELD(kind, type, member, key) { kind, key, offsetof(struct type, member), sizeof ((struct type *)0)->member }

#define COUNT_OF(fields) (sizeof fields / sizeof *fields)

static const struct field picture_fields[] = {
	FIELD(COUNT, ronda_picture, serial, "serial"),
	FIELD(TEXT, ronda_picture, sensor, "sensor"),
	FIELD(TEXT, ronda_picture, input, "input"),
	FIELD(COUNTRY, ronda_picture, home, "home"),
	FIELD(STAMP, ronda_picture, now_ns, "now"),
	FIELD(STAMP, ronda_picture, since_ns, "since"),
	FIELD(STAMP, ronda_picture, today_ns, "today_since"),
	FIELD(REAL, ronda_picture, every_seconds, "every_seconds"),
	FIELD(BOOL, ronda_picture, replay, "replay"),
	FIELD(BOOL, ronda_picture, ended, "ended"),
	FIELD(BOOL, ronda_picture, stale, "stale"),
	FIELD(BOOL, ronda_picture, down, "down"),
	FIELD(BOOL, ronda_picture, one_way, "one_way"),
	FIELD(PACE, ronda_picture, attempts, "attempts"),
	FIELD(PACES_CLASS, ronda_picture, by_class, "attempts_by_class"),
	FIELD(PACES_OUTCOME, ronda_picture, by_outcome, "attempts_by_outcome"),
	FIELD(PACES_ORIGIN, ronda_picture, by_origin, "attempts_by_origin"),
	FIELD(PACE, ronda_picture, verified, "attempts_verified"),
	FIELD(PACE, ronda_picture, research, "attempts_of_research"),
	FIELD(PACE, ronda_picture, outbound, "attempts_outbound"),
	FIELD(PACE, ronda_picture, internal, "attempts_internal"),
	FIELD(PACE, ronda_picture, packets, "packets"),
	FIELD(PACE, ronda_picture, bytes, "bytes"),
	FIELD(PACE, ronda_picture, backscatter, "backscatter_packets"),
	FIELD(PACE, ronda_picture, kernel_drops, "kernel_drop_packets"),
	FIELD(PACE, ronda_picture, interface_drops, "interface_drop_packets"),
	FIELD(COUNT, ronda_picture, up_seconds_hour, "last_hour_up_seconds"),
	FIELD(COUNT, ronda_picture, seconds_hour, "last_hour_seconds"),
	FIELD(COUNT, ronda_picture, up_seconds_today, "today_up_seconds"),
	FIELD(COUNT, ronda_picture, seconds_today, "today_seconds"),
	FIELD(COUNT, ronda_picture, sources_seen, "sources_seen"),
	FIELD(COUNT, ronda_picture, sources_attacking, "sources_attacking"),
	FIELD(COUNT, ronda_picture, sources_used, "sources_used"),
	FIELD(COUNT, ronda_picture, sources_room, "sources_room"),
	FIELD(COUNT, ronda_picture, evicted_sources, "sources_evicted"),
	FIELD(COUNT, ronda_picture, lost_pending, "lost_pending"),
	FIELD(COUNT, ronda_picture, geoip_built_seconds, "geoip_built_unix_seconds"),
	FIELD(COUNTS, ronda_picture, strip, "attempts_by_hour"),
};

static const struct field source_fields[] = {
	FIELD(ADDRESS, picture_source, addr, "address"),
	FIELD(BITS, picture_source, prefix_bits, "prefix_bits"),
	FIELD(ORIGIN, picture_source, origin, "origin"),
	FIELD(COUNTRY, picture_source, country, "country"),
	FIELD(BOOL, picture_source, verified, "verified"),
	FIELD(PACE, picture_source, attempts, "attempts"),
	FIELD(CLASSES, picture_source, by_class, "today_by_class"),
	FIELD(COUNT, picture_source, targets, "targets"),
	FIELD(COUNT, picture_source, ports, "ports"),
	FIELD(COUNT, picture_source, packets, "today_packets"),
	FIELD(STAMP, picture_source, first_ns, "first_seen"),
	FIELD(STAMP, picture_source, last_ns, "last_seen"),
	FIELD(TEXT, picture_source, site, "last_site"),
	FIELD(OUTCOME, picture_source, outcome, "last_outcome"),
};

/* What is not known of a kind of row is no field of it. */
#define ROW_FIELDS(...)                                                                            \
	FIELD(TEXT, picture_row, name, "name"), FIELD(PACE, picture_row, attempts, "attempts"),    \
	__VA_ARGS__ FIELD(STAMP, picture_row, last_ns, "last_seen")

static const struct field country_fields[] = { ROW_FIELDS() };
static const struct field site_fields[] = { ROW_FIELDS(FIELD(CLASSES, picture_row, by_class, "today_by_class"),) };
static const struct field network_fields[] = {
	ROW_FIELDS(FIELD(CLASSES, picture_row, by_class, "today_by_class"), FIELD(COUNT, picture_row, sources, "sources"),)
};

static const struct field flood_fields[] = {
	FIELD(FLOOD, picture_flood, kind, "kind"),
	FIELD(SERVICE, picture_flood, service, "service"),
	FIELD(ADDRESS, picture_flood, target, "target"),
	FIELD(U16, picture_flood, port, "port"),
	FIELD(STAMP, picture_flood, start_ns, "start"),
	FIELD(STAMP, picture_flood, end_ns, "end"),
	FIELD(BOOL, picture_flood, ongoing, "ongoing"),
	FIELD(BOOL, picture_flood, spoofed, "spoofed"),
	FIELD(COUNT, picture_flood, packets, "packets"),
	FIELD(COUNT, picture_flood, peak_packets_per_second, "peak_packets_per_second"),
	FIELD(COUNT, picture_flood, peak_bits_per_second, "peak_bits_per_second"),
	FIELD(COUNT, picture_flood, sources, "sources"),
};

static const struct field act_fields[] = {
	FIELD(STAMP, picture_act, act_ns, "time"),
	FIELD(STAMP, picture_act, decided_ns, "decided"),
	FIELD(ADDRESS, picture_act, source, "source"),
	FIELD(ADDRESS, picture_act, target, "target"),
	FIELD(U16, picture_act, port, "port"),
	FIELD(U8, picture_act, proto, "protocol"),
	FIELD(CLASS, picture_act, class, "class"),
	FIELD(OUTCOME, picture_act, outcome, "outcome"),
	FIELD(DIRECTION, picture_act, direction, "direction"),
	FIELD(ORIGIN, picture_act, origin, "origin"),
	FIELD(COUNTRY, picture_act, country, "country"),
	FIELD(BOOL, picture_act, verified, "verified"),
	FIELD(BOOL, picture_act, scanner, "scanner"),
	FIELD(BOOL, picture_act, bare, "bare"),
	FIELD(SCORE, picture_act, score, "score"),
	FIELD(U32, picture_act, credits, "credits"),
	FIELD(TEXT, picture_act, why, "rule"),
	FIELD(TEXT, picture_act, site, "site"),
};

static const struct field review_fields[] = {
	FIELD(STAMP, picture_review, time_ns, "time"),
	FIELD(ADDRESS, picture_review, source, "source"),
	FIELD(COUNTRY, picture_review, country, "country"),
	FIELD(CLASS, picture_review, class, "class"),
	FIELD(OUTCOME, picture_review, outcome, "outcome"),
	FIELD(TEXT, picture_review, rule, "rule"),
	FIELD(TEXT, picture_review, site, "site"),
	FIELD(ADDRESS, picture_review, addr, "address"),
	FIELD(U16, picture_review, port, "port"),
	FIELD(U16, picture_review, status, "status"),
	FIELD(COUNT, picture_review, response_bytes, "response_bytes"),
	FIELD(TEXT, picture_review, line, "line"),
};

static const struct field surge_fields[] = {
	FIELD(STAMP, ronda_picture, surge.start_ns, "start"),
	FIELD(COUNT, ronda_picture, surge.attempts, "attempts"),
	FIELD(COUNT, ronda_picture, surge.usual, "usual_attempts"),
};

#define THRESHOLD(field, name, normal, least, most, meaning) \
	{ U32, name, offsetof(struct ronda_thresholds, field), sizeof (uint32_t) },

static const struct field threshold_fields[] = { RONDA_THRESHOLDS(THRESHOLD) };

struct list {
	const char *key;
	size_t rows, count, row_bytes; /* where in the picture */
	const struct field *fields;
	size_t fields_count;
};

#define LIST(key, member, fields) { key, offsetof(struct ronda_picture, member), \
	offsetof(struct ronda_picture, member##_count), sizeof *((struct ronda_picture *)0)->member, \
	fields, COUNT_OF(fields) }

static const struct list lists[] = {
	LIST("sources", source, source_fields), LIST("countries", country, country_fields), LIST("sites", site, site_fields),
	LIST("networks", network, network_fields), LIST("floods", flood, flood_fields), LIST("acts", act, act_fields),
	LIST("review", review, review_fields),
};

enum { LISTS = sizeof lists / sizeof *lists };

typedef const char *spelling(int);

#define SPELL(word)                                                                                \
	static const char *spell_##word(int value)                                                 \
	{                                                                                          \
		return ronda_##word##_name((enum ronda_##word)value);                              \
	}
SPELL(class)
SPELL(outcome)
SPELL(origin)
SPELL(direction)
SPELL(service)
static const char *spell_flood(int value)
{
	return ronda_flood_name((enum ronda_flood_kind)value);
}

/* The names of an enumeration; `least` is its first one with a name. */
static spelling *spelling_of(enum kind kind, int *least, int *count)
{
	*least = 0;
	switch (kind) {
	case CLASS: case CLASSES: case PACES_CLASS:
		*count = RONDA_CLASS_COUNT;
		return spell_class;
	case OUTCOME: case PACES_OUTCOME:
		*count = RONDA_OUTCOME_COUNT;
		return spell_outcome;
	case ORIGIN: case PACES_ORIGIN:
		*count = RONDA_ORIGIN_COUNT;
		return spell_origin;
	case DIRECTION:
		*count = RONDA_DIRECTION_COUNT;
		return spell_direction;
	case FLOOD:
		*count = RONDA_FLOOD_COUNT;
		return spell_flood;
	default:
		*least = 1;
		*count = RONDA_SERVICE_COUNT;
		return spell_service;
	}
}

/* ---- out ---- */

static json_t *text_out(const char *text)
{
	json_t *value = json_string(text);
	char *clean = value ? NULL : summary_clean_text(text); /* cut within a character, perhaps */

	if (clean)
		value = json_string(clean);
	free(clean);
	return value;
}

static json_t *pace_out(const struct picture_count *pace)
{
	return json_pack("{s:f,s:I,s:I}", "per_second", pace->rate, "last_hour", (json_int_t)pace->hour, "today",
		(json_int_t)pace->today);
}

static json_t *named_out(const struct field *field, const void *at)
{
	json_t *object = json_object();
	const struct picture_count *pace = at;
	const uint64_t *number = at;
	int least, count;
	spelling *spell = spelling_of(field->kind, &least, &count);

	for (int i = 0; i < count; i++)
		json_object_set_new(object, spell(i), field->kind == CLASSES ? json_integer((json_int_t)number[i]) :
			pace_out(&pace[i]));
	return object;
}

static json_t *numbers_out(const struct field *field, const void *at)
{
	json_t *array = json_array();

	for (size_t i = 0; i < field->size / 8; i++)
		json_array_append_new(array, json_integer((json_int_t)((const uint64_t *)at)[i]));
	return array;
}

static json_t *word_out(enum kind kind, int value)
{
	int least, count;
	spelling *spell = spelling_of(kind, &least, &count);

	return value >= least && value < count ? json_string(spell(value)) : NULL;
}

/* NULL: nothing is known, or memory is short. */
static json_t *field_out(const struct field *field, const void *row)
{
	const void *at = (const char *)row + field->offset;
	char text[RONDA_ADDR_TEXT];

	switch (field->kind) {
	case COUNT:
		return json_integer((json_int_t)*(const uint64_t *)at);
	case U32:
		return json_integer(*(const uint32_t *)at);
	case U16:
		return json_integer(*(const uint16_t *)at);
	case U8: case BITS:
		return json_integer(*(const uint8_t *)at);
	case SCORE:
		return json_integer(*(const int *)at);
	case REAL:
		return json_real(*(const double *)at);
	case BOOL:
		return json_boolean(*(const bool *)at);
	case TEXT:
		return *(const char *)at ? text_out(at) : NULL;
	case ADDRESS:
		return json_string(ronda_addr_format(at, text));
	case COUNTRY:
		return *(const ronda_country *)at > RONDA_COUNTRY_LOCAL ?
			json_string(ronda_country_format(*(const ronda_country *)at, text)) : NULL;
	case STAMP:
		return *(const uint64_t *)at ? json_string(stamp_format(*(const uint64_t *)at, text)) : NULL;
	case PACE:
		return pace_out(at);
	case CLASSES: case PACES_CLASS: case PACES_OUTCOME: case PACES_ORIGIN:
		return named_out(field, at);
	case COUNTS:
		return numbers_out(field, at);
	default:
		return word_out(field->kind, *(const int *)at);
	}
}

static json_t *row_out(const struct field *fields, size_t count, const void *row)
{
	json_t *object = json_object();

	for (size_t i = 0; i < count; i++) {
		json_t *value = field_out(&fields[i], row);

		if (value)
			json_object_set_new(object, fields[i].key, value);
	}
	return object;
}

/* Of acts only those of one source, if one is watched: of IPv6, all that are one source with it. */
static bool is_wanted(const struct list *list, const void *row, const struct ronda_picture *picture,
	const struct ronda_addr *watched)
{
	const struct picture_act *act = row;
	unsigned bits = picture->thresholds.ipv6_source_bits;
	struct ronda_addr of_act, of_watched;

	if (!watched || list->fields != act_fields)
		return true;
	if (ronda_addr_is_v4(watched) || bits > 128)
		bits = 128;
	of_act = ronda_addr_mask(act->source, bits);
	of_watched = ronda_addr_mask(*watched, bits);
	return ronda_addr_equal(&of_act, &of_watched);
}

static json_t *list_out(const struct list *list, const struct ronda_picture *picture, size_t most,
	const struct ronda_addr *watched)
{
	const char *row = *(char *const *)((const char *)picture + list->rows);
	size_t count = *(const size_t *)((const char *)picture + list->count);
	json_t *array = json_array();

	for (size_t i = 0; i < count && json_array_size(array) < most; i++)
		if (is_wanted(list, row + i * list->row_bytes, picture, watched))
			json_array_append_new(array, row_out(list->fields, list->fields_count, row + i * list->row_bytes));
	return array;
}

static json_t *spark_out(const struct ronda_picture *picture)
{
	json_t *array = json_array();

	for (size_t i = 0; i < picture->spark_count; i++)
		json_array_append_new(array, json_real(picture->spark[i]));
	return array;
}

char *picture_to_json(const struct ronda_picture *picture, size_t sources, const struct ronda_addr *watched, size_t acts)
{
	json_t *head = json_pack("{s:s}", "schema", PICTURE_SCHEMA);
	json_t *body = row_out(picture_fields, COUNT_OF(picture_fields), picture);
	char *text = NULL;

	if (!head || !body || json_object_update(head, body) < 0 ||
		json_object_set_new(head, "thresholds", row_out(threshold_fields, COUNT_OF(threshold_fields),
			&picture->thresholds)) < 0 ||
		json_object_set_new(head, "spark_per_second", spark_out(picture)) < 0)
		goto out;
	if (picture->surge.start_ns &&
		json_object_set_new(head, "surge", row_out(surge_fields, COUNT_OF(surge_fields), picture)) < 0)
		goto out;
	for (size_t i = 0; i < LISTS; i++) {
		size_t most = lists[i].fields == source_fields ? sources : lists[i].fields == act_fields ? acts : MOST_ROWS;

		if (json_object_set_new(head, lists[i].key, list_out(&lists[i], picture, most, watched)) < 0)
			goto out;
	}
	text = json_dumps(head, JSON_COMPACT | JSON_REAL_PRECISION(6));
out:
	json_decref(body);
	json_decref(head);
	return text;
}

/* ---- in ---- */

static int wrong(struct ronda_error *error, const char *key, const char *expected)
{
	return ronda_fail(error, -EINVAL, "the picture's %s is not %s", key, expected);
}

static int number_in(const json_t *value, uint64_t most, uint64_t *number)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0 || (uint64_t)json_integer_value(value) > most)
		return -1;
	*number = (uint64_t)json_integer_value(value);
	return 0;
}

/* A rate: no wire is faster than that. */
static int real_in(const json_t *value, double *real)
{
	*real = json_number_value(value);
	return json_is_number(value) && *real >= 0 && *real <= 1e15 ? 0 : -1;
}

static int pace_in(const json_t *value, struct picture_count *pace)
{
	const json_t *rate = json_object_get(value, "per_second");

	if (real_in(rate, &pace->rate) < 0 ||
		number_in(json_object_get(value, "last_hour"), COUNT_MOST, &pace->hour) < 0 ||
		number_in(json_object_get(value, "today"), COUNT_MOST, &pace->today) < 0)
		return -1;
	return 0;
}

static int word_in(const json_t *value, enum kind kind, int *word)
{
	int least, count;
	spelling *spell = spelling_of(kind, &least, &count);

	for (*word = least; json_is_string(value) && *word < count; ++*word)
		if (strcmp(spell(*word), json_string_value(value)) == 0)
			return 0;
	return -1;
}

static int named_in(const json_t *value, const struct field *field, void *at)
{
	int least, count, failed = json_is_object(value) ? 0 : -1;
	spelling *spell = spelling_of(field->kind, &least, &count);

	for (int i = 0; !failed && i < count; i++) {
		const json_t *one = json_object_get(value, spell(i));

		if (one && field->kind == CLASSES)
			failed = number_in(one, COUNT_MOST, &((uint64_t *)at)[i]);
		else if (one)
			failed = pace_in(one, &((struct picture_count *)at)[i]);
	}
	return failed;
}

static int numbers_in(const json_t *value, const struct field *field, void *at)
{
	int failed = json_is_array(value) && json_array_size(value) == field->size / 8 ? 0 : -1;

	for (size_t i = 0; !failed && i < field->size / 8; i++)
		failed = number_in(json_array_get(value, i), COUNT_MOST, &((uint64_t *)at)[i]);
	return failed;
}

/* Cut to what there is room for, and then whole characters again. */
static int text_in(const json_t *value, char *text, size_t size)
{
	char *clean;

	if (!json_is_string(value))
		return -1;
	snprintf(text, size, "%s", json_string_value(value));
	if (summary_text_is_clean(text))
		return 0;
	clean = summary_clean_text(text);
	if (!clean)
		return -1;
	snprintf(text, size, "%s", clean);
	free(clean);
	while (*text && !summary_text_is_clean(text))
		text[strlen(text) - 1] = '\0';
	return 0;
}

static int country_in(const json_t *value, ronda_country *country)
{
	*country = json_is_string(value) ? ronda_country_parse(json_string_value(value)) : 0;
	return *country ? 0 : -1;
}

static int field_in(const struct field *field, const json_t *value, void *row)
{
	void *at = (char *)row + field->offset;
	uint64_t number = 0;
	int failed;

	switch (field->kind) {
	case COUNT:
		return number_in(value, COUNT_MOST, at);
	case U32:
		failed = number_in(value, UINT32_MAX, &number);
		*(uint32_t *)at = (uint32_t)number;
		return failed;
	case U16:
		failed = number_in(value, UINT16_MAX, &number);
		*(uint16_t *)at = (uint16_t)number;
		return failed;
	case U8: case BITS:
		failed = number_in(value, field->kind == BITS ? 128 : UINT8_MAX, &number);
		*(uint8_t *)at = (uint8_t)number;
		return failed;
	case SCORE:
		*(int *)at = (int)json_integer_value(value);
		return json_is_integer(value) && json_integer_value(value) >= -100 && json_integer_value(value) <= 100 ? 0 : -1;
	case REAL:
		return real_in(value, at);
	case BOOL:
		*(bool *)at = json_is_true(value);
		return json_is_boolean(value) ? 0 : -1;
	case TEXT:
		return text_in(value, at, field->size);
	case ADDRESS:
		return json_is_string(value) ? ronda_addr_parse(at, json_string_value(value), NULL) : -1;
	case COUNTRY:
		return country_in(value, at);
	case STAMP:
		return json_is_string(value) ? stamp_parse(at, json_string_value(value), NULL) : -1;
	case PACE:
		return pace_in(value, at);
	case CLASSES: case PACES_CLASS: case PACES_OUTCOME: case PACES_ORIGIN:
		return named_in(value, field, at);
	case COUNTS:
		return numbers_in(value, field, at);
	default:
		return word_in(value, field->kind, at);
	}
}

static int row_in(const struct field *fields, size_t count, const json_t *object, void *row, struct ronda_error *error)
{
	if (!json_is_object(object))
		return wrong(error, "row", "an object");
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_object_get(object, fields[i].key);

		if (value && field_in(&fields[i], value, row) < 0)
			return wrong(error, fields[i].key, "what was expected");
	}
	return 0;
}

static int list_in(const struct list *list, const json_t *object, struct ronda_picture *picture, struct ronda_error *error)
{
	const json_t *array = json_object_get(object, list->key);
	char **rows = (char **)((char *)picture + list->rows);
	size_t *count = (size_t *)((char *)picture + list->count), size = json_array_size(array);

	if (array && (!json_is_array(array) || size > MOST_ROWS))
		return wrong(error, list->key, "an array of at most 4096");
	*rows = calloc(size ? size : 1, list->row_bytes);
	if (!*rows)
		return ronda_fail(error, -ENOMEM, "memory is short");
	for (; *count < size; ++*count) {
		char *row = *rows + *count * list->row_bytes;

		if (list->fields == source_fields)
			((struct picture_source *)row)->outcome = RONDA_OUTCOME_COUNT;
		if (row_in(list->fields, list->fields_count, json_array_get(array, *count), row, error) < 0)
			return -EINVAL;
	}
	return 0;
}

static int spark_in(const json_t *array, struct ronda_picture *picture, struct ronda_error *error)
{
	size_t size = json_array_size(array);

	if (array && (!json_is_array(array) || size > PICTURE_SPARK))
		return wrong(error, "spark_per_second", "an array of at most 120");
	for (; picture->spark_count < size; picture->spark_count++)
		if (real_in(json_array_get(array, picture->spark_count), &picture->spark[picture->spark_count]) < 0)
			return wrong(error, "spark_per_second", "a number");
	return 0;
}

static int picture_in(const json_t *object, struct ronda_picture *picture, struct ronda_error *error)
{
	const char *schema = json_string_value(json_object_get(object, "schema"));
	int failed;

	if (!schema || strcmp(schema, PICTURE_SCHEMA) != 0)
		return wrong(error, "schema", PICTURE_SCHEMA);
	failed = row_in(picture_fields, COUNT_OF(picture_fields), object, picture, error);
	picture->thresholds = (struct ronda_thresholds)RONDA_THRESHOLDS_NORMAL;
	if (!failed && json_object_get(object, "thresholds"))
		failed = row_in(threshold_fields, COUNT_OF(threshold_fields), json_object_get(object, "thresholds"),
			&picture->thresholds, error);
	if (!failed && json_object_get(object, "surge"))
		failed = row_in(surge_fields, COUNT_OF(surge_fields), json_object_get(object, "surge"), picture, error);
	if (!failed)
		failed = spark_in(json_object_get(object, "spark_per_second"), picture, error);
	for (size_t i = 0; !failed && i < LISTS; i++)
		failed = list_in(&lists[i], object, picture, error);
	return failed;
}

struct ronda_picture *picture_from_json(const char *text, size_t bytes, struct ronda_error *error)
{
	json_error_t why;
	json_t *object = json_loadb(text, bytes, 0, &why);
	struct ronda_picture *picture = calloc(1, sizeof *picture);
	int failed;

	if (!picture)
		failed = ronda_fail(error, -ENOMEM, "memory is short");
	else if (!object)
		failed = ronda_fail(error, -EINVAL, "this is no picture: it is not JSON (column %d)", why.column);
	else
		failed = picture_in(object, picture, error);
	json_decref(object);
	if (!failed)
		return picture;
	picture_destroy(picture);
	return NULL;
}

void picture_destroy(struct ronda_picture *picture)
{
	if (!picture)
		return;
	free(picture->source);
	free(picture->country);
	free(picture->site);
	free(picture->network);
	free(picture->flood);
	free(picture->act);
	free(picture->review);
	free(picture);
}

const char *picture_source_name(const struct ronda_addr *addr, unsigned prefix_bits, char text[RONDA_ADDR_TEXT])
{
	struct ronda_prefix prefix = { *addr, (uint8_t)prefix_bits };

	return prefix_bits < 128 ? ronda_prefix_format(&prefix, text) : ronda_addr_format(addr, text);
}
