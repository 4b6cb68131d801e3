/* SPDX-License-Identifier: BSD-2-Clause */
/* What an operator does to a file: look at it, through it, make it smaller, say how long it remembers. */
#include "store/inside.h"

#include "store/schema.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t first_of(struct store *store, enum grain grain)
{
	return (uint64_t)db_number(&store->db, 0, "SELECT min(start) FROM tile WHERE grain = ?", "i", (int64_t)grain) * SECOND;
}

int store_info(struct store *store, struct store_info *info, struct ronda_error *error)
{
	struct db *db = &store->db;
	uint64_t page;

	db_begin(db, false);
	meta_read(store);
	page = (uint64_t)db_number(db, 0, "PRAGMA page_size", "");
	*info = (struct store_info){
		.schema = (int)db_number(db, 0, "PRAGMA user_version", ""),
		.file_bytes = page * (uint64_t)db_number(db, 0, "PRAGMA page_count", ""),
		.free_bytes = page * (uint64_t)db_number(db, 0, "PRAGMA freelist_count", ""),
		.size_most_bytes = (uint64_t)store->size_most,
		.day_offset_seconds = store->day_offset,
		.first_ns = (uint64_t)db_number(db, 0, "SELECT min(start_ns) FROM part", ""),
		.last_ns = (uint64_t)db_number(db, 0, "SELECT max(end_ns) FROM part", ""),
		.sensors = (uint64_t)db_number(db, 0, "SELECT count(*) FROM sensor", ""),
		.periods = (uint64_t)db_number(db, 0, "SELECT sum(value) FROM tile JOIN count ON count.tile = tile.id AND "
			"name = (SELECT id FROM name WHERE kind = 0 AND text = 'periods') WHERE grain = 2", ""),
		.sources = (uint64_t)db_number(db, 0, "SELECT count(*) FROM source", ""),
		.reviews = (uint64_t)db_number(db, 0, "SELECT count(*) FROM review", ""),
		.notes = (uint64_t)db_number(db, 0, "SELECT count(*) FROM note", ""),
	};
	for (enum grain grain = GRAIN_MINUTE; grain < GRAINS; grain++) {
		info->keep_seconds[grain] = (uint64_t)store->keep[grain];
		info->kept_from_ns[grain] = first_of(store, grain);
	}
	db_end(db);
	return store_tell(store, error);
}

/* Each gives one row a fault: what is wrong, in words. */
static const char *const faults[] = {
	"SELECT 'tile ' || t.id || ': ' || f.what || ' add up to ' || f.is_sum || ', the total is ' || f.total FROM ("
	"WITH total AS (SELECT tile, value AS total FROM count JOIN name ON name.id = name AND kind = 0 AND text = 'attempts.total') "
	"SELECT total.tile, 'classes' AS what, total, (SELECT coalesce(sum(value), 0) FROM count JOIN name ON name.id = name WHERE tile = "
	"total.tile AND kind = 0 AND text GLOB 'attempts.by_class.*') AS is_sum FROM total UNION ALL "
	"SELECT total.tile, 'outcomes', total, (SELECT coalesce(sum(value), 0) FROM count JOIN name ON name.id = name WHERE tile = "
	"total.tile AND kind = 0 AND text GLOB 'attempts.by_outcome.*') FROM total JOIN tile ON id = tile AND grain < 3 UNION ALL "
	"SELECT total.tile, 'origins', total, (SELECT coalesce(sum(value), 0) FROM count JOIN name ON name.id = name WHERE tile = "
	"total.tile AND kind = 0 AND text GLOB 'attempts.by_origin.*') FROM total UNION ALL "
	"SELECT total.tile, 'countries', total, (SELECT coalesce(sum(value), 0) FROM count JOIN name ON name.id = name WHERE tile = "
	"total.tile AND kind = 2) FROM total JOIN tile ON id = tile AND grain < 3 UNION ALL "
	"SELECT total.tile, 'sites', total, (SELECT coalesce(sum(probe + stealth + login + web + tls + exploit), 0) FROM site WHERE tile = "
	"total.tile) FROM total JOIN tile ON id = tile AND grain < 3 UNION ALL "
	"SELECT total.tile, 'hours', total, (SELECT coalesce(sum(attempts), 0) FROM hour WHERE tile = total.tile) FROM total) f "
	"JOIN tile t ON t.id = f.tile WHERE is_sum <> f.total LIMIT 20",

	/* Hours of a day that both grains have. */
	"SELECT 'sensor ' || sensor || ', day ' || datetime(day, 'unixepoch') || ': its hours add up to ' || hours || ', the day is ' || days "
	"FROM (SELECT sensor, (start + o.value) / 86400 * 86400 - o.value AS day, sum(iif(grain <> 2, v.value, 0)) AS hours, "
	"sum(iif(grain = 2, v.value, 0)) AS days FROM tile JOIN count v ON v.tile = id AND name = "
	"(SELECT id FROM name WHERE kind = 0 AND text = 'attempts.total') JOIN meta o ON o.key = 'day_offset' WHERE grain > 0 GROUP BY 1, 2) "
	"WHERE hours <> days AND day >= (SELECT coalesce(max(value), 0) FROM meta WHERE key = 'days_from') LIMIT 20",

	"SELECT 'sensor ' || a.sensor || ': two of its periods overlap' FROM part a JOIN part b ON b.sensor = a.sensor AND "
	"b.start_ns > a.start_ns AND b.start_ns < a.end_ns LIMIT 20",

	"SELECT 'rows of no tile in ' || t FROM (SELECT DISTINCT 'count' AS t FROM count WHERE tile NOT IN (SELECT id FROM tile) UNION "
	"SELECT DISTINCT 'site' FROM site WHERE tile NOT IN (SELECT id FROM tile) UNION "
	"SELECT DISTINCT 'source' FROM source WHERE tile NOT IN (SELECT id FROM tile) UNION "
	"SELECT DISTINCT 'sketch' FROM sketch WHERE id / 4 NOT IN (SELECT id FROM tile))",
};

int store_check(struct store *store, store_fault *tell, void *context, struct ronda_error *error)
{
	struct db *db = &store->db;
	int found = 0;
	sqlite3_stmt *rows;

	db_begin(db, false);
	rows = db_ask(db, "PRAGMA integrity_check(20)", "");
	while (db_row(db, rows)) {
		const char *text = (const char *)sqlite3_column_text(rows, 0);

		if (text && sqlite3_stricmp(text, "ok") != 0) {
			tell(context, text);
			found = 1;
		}
	}
	for (size_t i = 0; !found && i < sizeof faults / sizeof *faults; i++) {
		rows = db_ask(db, faults[i], "");
		while (db_row(db, rows)) {
			tell(context, db_text(rows, 0));
			found = 1;
		}
	}
	if (db->failed == -EBADMSG) { /* too damaged to be looked through */
		tell(context, db->error.text);
		db->failed = 0;
		found = 1;
	}
	db_end(db);
	return store->db.failed ? store_tell(store, error) : found;
}

int store_compact(struct store *store, struct ronda_error *error)
{
	struct db *db = &store->db;
	int64_t before, after = -1;

	/* Until a step changes nothing. */
	do {
		before = sqlite3_total_changes64(db->sql);
		db_begin(db, true);
		meta_read(store);
		for (int i = 0; i < 100 && !db->failed; i++)
			keep_step(store);
		db_do(db, "DELETE FROM context WHERE id NOT IN (SELECT context FROM tile_context)", "");
		db_do(db, "DELETE FROM temp.omitted", "");
		if (db_end(db) < 0)
			return store_tell(store, error);
		after = sqlite3_total_changes64(db->sql);
	} while (after != before);
	db_script(db, "VACUUM");
	db_script(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	return store_tell(store, error);
}

int store_keep(struct store *store, enum store_keep what, uint64_t value, struct ronda_error *error)
{
	static const char *const keys[] = { "keep_minutes", "keep_hours", "keep_days", "size_most" };

	db_begin(&store->db, true);
	meta_set(store, keys[what], (int64_t)value);
	db_end(&store->db);
	return store_tell(store, error);
}

/* One sensor's hour or day; nothing when there is none. */
static int export_one(struct store *store, const char *sensor, int64_t from, int64_t to, store_each *each, void *context,
	struct ronda_error *error)
{
	const struct store_query query = {
		.from_ns = (uint64_t)from * SECOND, .to_ns = (uint64_t)to * SECOND, .sensors = &sensor, .sensors_count = 1,
		.top = STORE_TOP_MOST, .without_hours = true,
	};
	struct store_result *result;
	int failed = store_read(store, &query, &result, error);

	if (!failed && result->summary->parts_count) {
		failed = each(context, result->summary);
		result->summary = NULL;
	}
	store_result_destroy(failed < 0 ? NULL : result);
	return failed;
}

/* To the tile of this row. A damaged store may hold what does not follow upon itself: nobody goes round in it for ever. */
static bool step_on(struct db *db, sqlite3_stmt *row, int64_t *start, int64_t *end, char **sensor)
{
	int64_t next = db_int(row, 0);
	char *name = db_copy(db, row, 2);
	bool follows = name && (next > *start || (next == *start && *sensor && strcmp(name, *sensor) > 0));

	if (!follows) {
		free(name);
		db_fail_as_damaged(db, "the order of its hours");
		return false;
	}
	*start = next;
	*end = next + grain_seconds((enum grain)db_int(row, 1));
	free(*sensor);
	*sensor = name;
	return true;
}

/* The next hour, or day where hours are not kept, that somebody has something in. Takes over `sensor`, to be freed. */
static bool next_tile(struct store *store, const struct pick *range, int64_t *start, int64_t *end, char **sensor)
{
	struct db *db = &store->db;
	sqlite3_stmt *row = db_ask(db, "SELECT t.start, t.grain, sensor.name FROM tile t JOIN temp.wanted w ON w.sensor = t.sensor "
		"JOIN sensor ON sensor.id = t.sensor WHERE ((t.grain = 2 AND t.start < ?1) OR (t.grain = 1 AND t.start >= ?1)) AND "
		"(t.start, sensor.name) > (?2, ?3) AND t.start >= ?4 AND t.start < ?5 ORDER BY t.start, sensor.name LIMIT 1", "iitii",
		store->from[GRAIN_HOUR], *start, *sensor ? *sensor : "", range->from, range->to);
	bool found = db_row(db, row);

	if (found)
		found = step_on(db, row, start, end, sensor);
	if (row)
		sqlite3_reset(row);
	return found;
}

int store_export(struct store *store, const struct store_query *query, store_each *each, void *context,
	struct ronda_error *error)
{
	char *sensor = NULL;
	int64_t start = -1, end, newest;
	int failed = 0;
	struct pick range;

	db_begin(&store->db, false);
	meta_read(store);
	pick_sensors(store, query);
	range = pick_range(store, query);
	newest = db_number(&store->db, 0, "SELECT max(end_ns) FROM part", "") / (int64_t)SECOND;
	if (newest < (int64_t)(query->now_ns / SECOND) - DAY_SECONDS)
		newest = (int64_t)(query->now_ns / SECOND) - DAY_SECONDS;
	if (db_end(&store->db) < 0)
		return store_tell(store, error);
	while (!failed) {
		bool found;

		db_begin(&store->db, false);
		pick_sensors(store, query);
		found = next_tile(store, &range, &start, &end, &sensor);
		if (db_end(&store->db) < 0)
			failed = store_tell(store, error);
		else if (!found)
			break;
		else if (end <= newest)
			failed = export_one(store, sensor, start, end, each, context, error);
	}
	free(sensor);
	return failed;
}
