/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/shape.h"

#include "base/letters.h"
#include "base/stamp.h"
#include "summary/texts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int summary_order_parts(const void *a, const void *b)
{
	const struct ronda_part *left = a, *right = b;
	int by_sensor = strcmp(left->sensor, right->sensor);
	int by_start = order(left->start_ns, right->start_ns);

	return by_sensor ? by_sensor : by_start ? by_start : order(left->end_ns, right->end_ns);
}

int summary_order_floods(const void *a, const void *b)
{
	const struct ronda_flood *left = a, *right = b;
	int by;

	if ((by = order(left->start_ns, right->start_ns)) != 0 ||
	    (by = strcmp(left->sensor, right->sensor)) != 0 ||
	    (by = order(left->kind, right->kind)) != 0 ||
	    (by = ronda_addr_compare(&left->target, &right->target)) != 0)
		return by;
	return left->port != right->port ? order(left->port, right->port) : order(left->service, right->service);
}

int summary_order_sources(const void *a, const void *b)
{
	const struct ronda_source *left = a, *right = b;
	int by;

	if ((by = order(right->attempts, left->attempts)) != 0 ||
	    (by = order(right->packets, left->packets)) != 0 ||
	    (by = ronda_addr_compare(&left->addr, &right->addr)) != 0)
		return by;
	return order(left->prefix_bits, right->prefix_bits);
}

int summary_order_hostnames(const void *a, const void *b)
{
	const struct ronda_hostname *left = a, *right = b;
	int by = strcmp(left->name, right->name);

	return by ? by : ronda_addr_compare(&left->addr, &right->addr);
}

static int order_optional(const char *a, const char *b)
{
	return !a || !b ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

/* Over all there is to a review, so that no two that differ may change places. */
int summary_order_reviews(const void *a, const void *b)
{
	const struct ronda_review *left = a, *right = b;
	int by;

	if ((by = order(left->time_ns, right->time_ns)) != 0 ||
	    (by = ronda_addr_compare(&left->source, &right->source)) != 0 ||
	    (by = ronda_addr_compare(&left->addr, &right->addr)) != 0 ||
	    (by = order(left->port, right->port)) != 0 || (by = order(left->class, right->class)) != 0 ||
	    (by = strcmp(left->rule, right->rule)) != 0 || (by = strcmp(left->kind, right->kind)) != 0 ||
	    (by = strcmp(left->site, right->site)) != 0 || (by = order_optional(left->line, right->line)) != 0 ||
	    (by = order(left->status, right->status)) != 0 || (by = order(left->outcome, right->outcome)) != 0 ||
	    (by = order(left->response_bytes, right->response_bytes)) != 0)
		return by;
	return order(left->country, right->country);
}

int summary_order_rows(const void *a, const void *b)
{
	return strcmp(((const struct ronda_row *)a)->name, ((const struct ronda_row *)b)->name);
}

int summary_order_class_rows(const void *a, const void *b)
{
	return strcmp(((const struct ronda_class_row *)a)->name, ((const struct ronda_class_row *)b)->name);
}

int summary_order_settings(const void *a, const void *b)
{
	return strcmp(((const struct ronda_setting *)a)->name, ((const struct ronda_setting *)b)->name);
}

int summary_order_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool summary_text_is_clean(const char *text)
{
	while (*text) {
		size_t length = letters_character(text, NULL);

		if (!length)
			return false;
		text += length;
	}
	return true;
}

char *summary_clean_text(const char *text)
{
	char *clean = malloc(3 * strlen(text) + 1), *out = clean;

	if (!clean)
		return NULL;
	while (*text) {
		size_t length = letters_character(text, NULL);

		memcpy(out, length ? text : "\xef\xbf\xbd", length ? length : 3);
		out += length ? length : 3;
		text += length ? length : 1;
	}
	*out = '\0';
	return clean;
}

int summary_settle_rows(struct ronda_rows *rows)
{
	size_t kept = 0;

	if (rows->count)
		qsort(rows->row, rows->count, sizeof *rows->row, summary_order_rows);
	for (size_t i = 0; i < rows->count; i++) {
		struct ronda_row *row = &rows->row[i], *last = kept ? &rows->row[kept - 1] : NULL;
		bool same = last && row->count && strcmp(last->name, row->name) == 0;

		if (same && (last->count > COUNT_MOST || row->count > COUNT_MOST - last->count))
			return -EOVERFLOW;
		if (same)
			last->count += row->count;
		if (same || row->count == 0) {
			free(row->name);
			row->name = NULL;
		} else if (&rows->row[kept++] != row) {
			rows->row[kept - 1] = *row;
			row->name = NULL;
		}
	}
	rows->count = kept;
	return 0;
}

static int add_classes(struct ronda_class_row *to, const struct ronda_class_row *from)
{
	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++) {
		if (to->by_class[i] > COUNT_MOST || from->by_class[i] > COUNT_MOST - to->by_class[i])
			return -EOVERFLOW;
		to->by_class[i] += from->by_class[i];
	}
	return 0;
}

static bool is_nothing(const struct ronda_class_row *row)
{
	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
		if (row->by_class[i])
			return false;
	return true;
}

int summary_settle_class_rows(struct ronda_class_rows *rows)
{
	size_t kept = 0;

	if (rows->count)
		qsort(rows->row, rows->count, sizeof *rows->row, summary_order_class_rows);
	for (size_t i = 0; i < rows->count; i++) {
		struct ronda_class_row *row = &rows->row[i], *last = kept ? &rows->row[kept - 1] : NULL;
		bool same = last && strcmp(last->name, row->name) == 0;

		if (same && add_classes(last, row) < 0)
			return -EOVERFLOW;
		if (same || is_nothing(row)) {
			free(row->name);
			row->name = NULL;
		} else if (&rows->row[kept++] != row) {
			rows->row[kept - 1] = *row;
			row->name = NULL;
		}
	}
	rows->count = kept;
	return 0;
}

char *summary_join_sensors(const struct ronda_part *parts, size_t count)
{
	struct texts names = { 0 };
	char *joined;

	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(parts[i].sensor, parts[i - 1].sensor) != 0)
			texts_add(&names, parts[i].sensor, strlen(parts[i].sensor));
	texts_settle(&names);
	joined = texts_join(&names, "+", SIZE_MAX);
	texts_finish(&names);
	return joined;
}

uint64_t summary_period_seconds(const struct ronda_summary *summary)
{
	return (summary->end_ns - summary->start_ns + STAMP_SECOND_NS / 2) / STAMP_SECOND_NS;
}

uint32_t summary_coverage_millionths(const struct ronda_summary *summary)
{
	static const uint32_t whole = 1000000;
	uint64_t seconds = summary_period_seconds(summary), sensors = 0;
	unsigned __int128 up = 0, possible;

	for (size_t i = 0; i < summary->parts_count; i++) {
		const struct ronda_part *part = &summary->parts[i];

		up += part->up_seconds;
		sensors += i == 0 || strcmp(part->sensor, part[-1].sensor) != 0;
	}
	possible = (unsigned __int128)seconds * sensors;
	if (up >= possible)
		return whole;
	return (uint32_t)((up * whole + possible / 2) / possible);
}

size_t summary_overlap(const struct ronda_summary *summary)
{
	for (size_t i = 1; i < summary->parts_count; i++) {
		const struct ronda_part *before = &summary->parts[i - 1], *part = &summary->parts[i];

		if (strcmp(before->sensor, part->sensor) == 0 &&
		    (before->end_ns > part->start_ns || before->start_ns == part->start_ns))
			return i - 1;
	}
	return summary->parts_count;
}

int summary_fail_overlap(const struct ronda_summary *summary, size_t at, struct ronda_error *error)
{
	const struct ronda_part *part = &summary->parts[at];
	char text[4][STAMP_TEXT];

	return ronda_fail(error, -EINVAL,
		"two parts of sensor \"%.100s\" overlap, so what both saw would be counted twice: "
		"%s to %s, and %s to %s", part->sensor,
		stamp_format(part[0].start_ns, text[0]), stamp_format(part[0].end_ns, text[1]),
		stamp_format(part[1].start_ns, text[2]), stamp_format(part[1].end_ns, text[3]));
}

const char *summary_target_write(const struct ronda_flood *flood, char text[TARGET_TEXT])
{
	char addr[RONDA_ADDR_TEXT];
	bool v4 = ronda_addr_is_v4(&flood->target);

	ronda_addr_format(&flood->target, addr);
	if (!flood->port)
		snprintf(text, TARGET_TEXT, "%s", addr);
	else
		snprintf(text, TARGET_TEXT, v4 ? "%s:%u" : "[%s]:%u", addr, flood->port);
	return text;
}

static bool read_port(uint16_t *port, const char *text)
{
	unsigned value = 0;

	if (!*text || *text == '0' || strlen(text) > 5)
		return false;
	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (unsigned)(*text - '0');
	*port = (uint16_t)value;
	return !*text && value <= UINT16_MAX;
}

bool summary_target_read(struct ronda_flood *flood, const char *text)
{
	char addr[RONDA_ADDR_TEXT] = "";
	const char *end = text[0] == '[' ? strchr(text, ']') : strchr(text, ':');
	bool bracket = text[0] == '[';

	flood->port = 0;
	if (ronda_addr_parse(&flood->target, text, NULL) == 0)
		return true;
	if (!end || (size_t)(end - text) >= sizeof addr)
		return false;
	memcpy(addr, text + bracket, (size_t)(end - text) - bracket);
	if ((bracket && *++end != ':') || (bracket && !strchr(addr, ':')))
		return false;
	return read_port(&flood->port, end + 1) && ronda_addr_parse(&flood->target, addr, NULL) == 0;
}

const char *summary_country(const struct ronda_source *source, char text[8])
{
	bool local = !source->country && source->origin == RONDA_ORIGIN_LOCAL;

	return ronda_country_format(local ? RONDA_COUNTRY_LOCAL : source->country, text);
}
