/* SPDX-License-Identifier: BSD-2-Clause */
/* An answer: the sums over the tiles of a range as one summary, and beside it what a summary has no room for. */
#include "store/inside.h"

#include "base/stamp.h"
#include "summary/shape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *name_hour(struct store *store, int64_t hour)
{
	char text[STAMP_TEXT];

	if (hour < 0 || (uint64_t)hour >= STAMP_END_NS / SECOND / HOUR_SECONDS) {
		db_fail_as_damaged(&store->db, "an hour");
		hour = 0;
	}
	return strdup(stamp_format((uint64_t)hour * HOUR_SECONDS * SECOND, text));
}

static void add_row(struct store *store, struct ronda_rows *rows, char *name, uint64_t count)
{
	if (!name)
		db_fail(&store->db, -ENOMEM, "memory is too short to read the store");
	if (!name || !store_grow(store, &rows->row, rows->count, sizeof *rows->row))
		free(name);
	else
		rows->row[rows->count++] = (struct ronda_row){ name, count };
}

static void read_numbers(struct store *store, struct totals *totals)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT name.id, kind, text, iif(kind = 1, max(value), sum(value)) FROM "
		"(SELECT name, sum(value) AS value FROM temp.picked CROSS JOIN count ON count.tile = picked.tile GROUP BY name) t "
		"JOIN name ON name.id = t.name GROUP BY name.id", "");

	while (db_row(&store->db, rows)) {
		const struct number *number = number_with(&store->numbers, db_int(rows, 0));

		if (db_int(rows, 1) == NAME_COUNTRY)
			add_row(store, &totals->s.attempts.by_country, db_copy(&store->db, rows, 2), db_count(rows, 3));
		else if (number && number->kind == NAME_SUM)
			*number_of(number, totals) = db_count(rows, 3);
	}
	for (size_t i = 0; i < store->numbers.count; i++) {
		const struct number *number = &store->numbers.number[i];

		if (number->kind == NAME_MOST)
			*number_of(number, totals) = (uint64_t)db_number(&store->db, 0, "SELECT max(value) FROM temp.picked "
				"CROSS JOIN count ON count.tile = picked.tile AND name = ?", "i", number->id);
	}
}

static void read_hours(struct store *store, struct ronda_summary *summary)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT hour, sum(attempts) FROM temp.picked CROSS JOIN hour ON "
		"hour.tile = picked.tile GROUP BY hour", "");

	while (db_row(&store->db, rows))
		add_row(store, &summary->attempts.by_hour, name_hour(store, db_int(rows, 0)), db_count(rows, 1));
}

static void read_sites(struct store *store, struct ronda_summary *summary)
{
	struct ronda_class_rows *classes = &summary->attempts.by_site_class;
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT name, sum(probe), sum(stealth), sum(login), sum(web), sum(tls), "
		"sum(exploit) FROM temp.picked CROSS JOIN site ON site.tile = picked.tile GROUP BY name", "");

	while (db_row(&store->db, rows) && store_grow(store, &classes->row, classes->count, sizeof *classes->row)) {
		struct ronda_class_row *row = &classes->row[classes->count];
		uint64_t all = 0;

		row->name = db_copy(&store->db, rows, 0);
		if (!row->name)
			return;
		classes->count++;
		for (int class = 0; class < RONDA_CLASS_COUNT; class++)
			all += row->by_class[class] = db_count(rows, 1 + class);
		add_row(store, &summary->attempts.by_site, strdup(row->name), all);
	}
}

static void read_floods(struct store *store, struct ronda_summary *summary)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT sensor.name, f.kind, target, port, service, start_ns, end_ns, ends, packets, "
		"bytes, peak_packets, peak_bits, sources FROM temp.picked p CROSS JOIN flood f ON f.tile = p.tile JOIN sensor ON "
		"sensor.id = f.sensor", "");

	while (db_row(&store->db, rows) &&
	       store_grow(store, &summary->floods, summary->floods_count, sizeof *summary->floods)) {
		struct ronda_flood *flood = &summary->floods[summary->floods_count];

		*flood = (struct ronda_flood){
			.sensor = db_copy(&store->db, rows, 0),
			.kind = (enum ronda_flood_kind)db_below(&store->db, rows, 1, RONDA_FLOOD_COUNT),
			.target = addr_read(rows, 2),
			.port = (uint16_t)db_int(rows, 3),
			.service = (enum ronda_service)db_below(&store->db, rows, 4, RONDA_SERVICE_COUNT),
			.start_ns = db_time(&store->db, rows, 5),
			.end_ns = db_time(&store->db, rows, 6),
			.ongoing = db_int(rows, 7) & 1,
			.spoofed = db_int(rows, 7) & 2,
			.packets = db_count(rows, 8),
			.bytes = db_count(rows, 9),
			.peak_packets_per_second = db_count(rows, 10),
			.peak_bits_per_second = db_count(rows, 11),
			.sources = db_count(rows, 12),
		};
		if (!flood->sensor)
			return;
		summary->floods_count++;
	}
}

/* Of the days that the range touches; what a name was last seen in tells whether it was in the range. */
static void read_hostnames(struct store *store, const struct store_result *result, struct ronda_summary *summary)
{
	int64_t from = (int64_t)(result->from_ns / SECOND), to = (int64_t)(result->to_ns / SECOND);
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT name, addr, min(first_ns), max(last_ns), max(declared) FROM tile "
		"JOIN temp.wanted ON tile.sensor = wanted.sensor CROSS JOIN hostname ON hostname.tile = tile.id "
		"WHERE grain = 2 AND start > ?1 - 86400 AND start < ?2 AND last_ns >= ?3 AND first_ns < ?4 GROUP BY name, addr",
		"iiii", from, to, (int64_t)result->from_ns, (int64_t)result->to_ns);

	while (db_row(&store->db, rows) &&
	       store_grow(store, &summary->hostnames, summary->hostnames_count, sizeof *summary->hostnames)) {
		struct ronda_hostname *name = &summary->hostnames[summary->hostnames_count];

		*name = (struct ronda_hostname){ db_copy(&store->db, rows, 0), addr_read(rows, 1),
			db_time(&store->db, rows, 2), db_time(&store->db, rows, 3), db_int(rows, 4) };
		if (!name->name)
			return;
		summary->hostnames_count++;
	}
}

static void read_reviews(struct store *store, const struct store_result *result, struct ronda_summary *summary)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT time_ns, source, country, class, rule, kind, site, addr, port, line, "
		"status, response_bytes, outcome FROM review JOIN temp.wanted ON wanted.sensor = review.sensor "
		"WHERE counted >= ? AND counted < ?", "ii", (int64_t)(result->from_ns / SECOND), (int64_t)(result->to_ns / SECOND));

	while (db_row(&store->db, rows) &&
	       store_grow(store, &summary->review, summary->review_count, sizeof *summary->review)) {
		struct ronda_review *review = &summary->review[summary->review_count++];

		*review = (struct ronda_review){
			.time_ns = db_time(&store->db, rows, 0),
			.source = addr_read(rows, 1),
			.country = (ronda_country)db_int(rows, 2),
			.class = (enum ronda_class)db_below(&store->db, rows, 3, RONDA_CLASS_COUNT),
			.rule = db_copy(&store->db, rows, 4),
			.kind = db_copy(&store->db, rows, 5),
			.site = db_copy(&store->db, rows, 6),
			.addr = addr_read(rows, 7),
			.port = (uint16_t)db_int(rows, 8),
			.line = db_copy_any(&store->db, rows, 9),
			.status = (uint16_t)db_int(rows, 10),
			.response_bytes = db_count(rows, 11),
			.outcome = (enum ronda_outcome)db_below(&store->db, rows, 12, RONDA_OUTCOME_COUNT),
		};
	}
}

static void read_trouble(struct store *store, struct ronda_summary *summary)
{
	sqlite3_stmt *row = db_ask(&store->db, "SELECT group_concat(text, char(10)) FROM (SELECT DISTINCT text FROM temp.picked "
		"CROSS JOIN trouble ON trouble.tile = picked.tile ORDER BY text LIMIT 16)", "");

	if (db_row(&store->db, row))
		summary->capture.error = db_copy_any(&store->db, row, 0);
	if (row)
		sqlite3_reset(row);
}

static void fill(struct store *store, const struct store_query *query, struct store_result *result,
	struct totals *totals)
{
	struct ronda_summary *summary = &totals->s;

	read_numbers(store, totals);
	sensors_read(store, result, summary);
	read_hours(store, summary);
	read_sites(store, summary);
	read_trouble(store, summary);
	if (!query->without_lists) {
		read_floods(store, summary);
		read_hostnames(store, result, summary);
		read_reviews(store, result, summary);
		top_read(store, query, totals, result);
	}
	summary->capture.complete = !totals->incomplete;
	summary->capture.one_way = totals->one_way;
	summary->home = store->home > 0 ? (ronda_country)store->home : 0;
	summary->start_ns = summary->parts_count ? UINT64_MAX : result->from_ns;
	summary->end_ns = summary->parts_count ? 0 : result->from_ns;
	for (size_t i = 0; i < summary->parts_count; i++) {
		const struct ronda_part *part = &summary->parts[i];

		summary->start_ns = summary->start_ns < part->start_ns ? summary->start_ns : part->start_ns;
		summary->end_ns = summary->end_ns > part->end_ns ? summary->end_ns : part->end_ns;
	}
	result->periods = totals->periods;
	result->longest_period_ns = totals->longest_ns;
	result->floods_omitted = totals->floods_omitted;
	result->hostnames_omitted = totals->hostnames_omitted;
}

enum { CONTEXTS_MOST = 1000 };

/* Each context there was as a summary of nothing else, so that a merge adds them up by its own rules. */
static size_t read_contexts(struct store *store, const struct ronda_summary *like, struct ronda_summary **contexts)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT text FROM context WHERE id IN (SELECT context FROM temp.picked "
		"CROSS JOIN tile_context ON tile_context.tile = picked.tile) LIMIT ?", "i", (int64_t)CONTEXTS_MOST);
	size_t count = 0;

	while (count < CONTEXTS_MOST && db_row(&store->db, rows)) {
		struct ronda_summary *context = context_read(store, db_text(rows, 0));

		if (!context)
			break;
		context->home = like->home;
		context->start_ns = UINT64_MAX;
		context->capture.complete = context->sources.top_complete = true;
		contexts[count++] = context;
	}
	return count;
}

/* The whole takes over what the first context has, and frees it; the others are added to it. */
static void take_context(struct ronda_summary *whole, struct ronda_summary *from)
{
	whole->scope = from->scope;
	whole->scope_count = from->scope_count;
	whole->settings = from->settings;
	whole->settings_count = from->settings_count;
	whole->geoip.file = from->geoip.file;
	whole->geoip.type = from->geoip.type;
	whole->geoip.built_seconds = from->geoip.built_seconds;
	free(from);
}

static struct ronda_summary *settle(struct store *store, struct ronda_summary *whole)
{
	struct ronda_summary **list = store_room(store, CONTEXTS_MOST + 1, sizeof *list), *sum = NULL;
	size_t count = list ? read_contexts(store, whole, list) : 0;
	int failed = 0;

	if (count)
		take_context(whole, list[0]);
	if (list)
		list[0] = whole;
	if (!store->db.failed)
		failed = summary_combine((const struct ronda_summary *const *)list, count ? count : 1, &sum);
	if (failed)
		db_fail(&store->db, failed, failed == -ENOMEM ? "memory is too short to read the store" :
			"a sum is more than 9,223,372,036,854,775,807");
	for (size_t i = 1; i < count; i++)
		ronda_summary_destroy(list[i]);
	free(list);
	return sum;
}

static struct ronda_summary *read_whole(struct store *store, const struct store_query *query,
	struct store_result *result)
{
	struct totals *totals = store_room(store, 1, sizeof *totals);
	struct ronda_summary *whole = store_room(store, 1, sizeof *whole), *sum = NULL;

	if (totals && whole) {
		fill(store, query, result, totals);
		*whole = totals->s;
		sum = store->db.failed ? NULL : settle(store, whole);
	}
	ronda_summary_destroy(whole);
	free(totals);
	return sum;
}

int store_read(struct store *store, const struct store_query *query, struct store_result **answer,
	struct ronda_error *error)
{
	struct store_result *result;

	*answer = NULL;
	db_begin(&store->db, false);
	result = store_room(store, 1, sizeof *result);
	meta_read(store);
	pick_sensors(store, query);

	struct pick range = pick_range(store, query);

	if (result) {
		result->from_ns = (uint64_t)range.from * SECOND;
		result->to_ns = (uint64_t)range.to * SECOND;
		result->widened = range.widened;
		pick_tiles(store, &range);
		result->summary = read_whole(store, query, result);
		if (!query->without_hours)
			series_read(store, query, &range, result);
		notes_read(store, query, result);
	}
	db_end(&store->db);
	if (store->db.failed) {
		store_result_destroy(result);
		return store_tell(store, error);
	}
	*answer = result;
	return 0;
}

static void finish_sensor(struct store_sensor *sensor)
{
	free(sensor->name);
	free(sensor->attempts);
	free(sensor->gaps);
}

void store_result_destroy(struct store_result *result)
{
	if (!result)
		return;
	ronda_summary_destroy(result->summary);
	free(result->hours);
	for (size_t i = 0; i < result->sensors_count; i++)
		finish_sensor(&result->sensors[i]);
	free(result->sensors);
	for (size_t i = 0; i < result->shared_count; i++) {
		free(result->shared[i].attempts);
		free(result->shared[i].first_seen_ns);
	}
	free(result->shared);
	for (size_t i = 0; i < result->notes_count; i++) {
		free(result->notes[i].site);
		free(result->notes[i].kind);
		free(result->notes[i].text);
	}
	free(result->notes);
	free(result);
}
