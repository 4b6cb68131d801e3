/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Growing old. What a grain's time is over for goes, a little after each summary, so that no call takes long;
 * when the file is larger than it may be, time is shortened, that of the finest grain first.
 */
#include "store/inside.h"

#include <string.h>

enum { TILES_A_STEP = 12, REVIEWS_A_STEP = 200, HOURS_A_STEP = 4, PAGES_A_STEP = 200, ROUNDS = 4 };

static void forget_detail(struct store *store, int64_t tile)
{
	struct db *db = &store->db;

	db_do(db, "DELETE FROM site WHERE tile = ?", "i", tile);
	db_do(db, "DELETE FROM sketch WHERE id >= 4 * ?1 AND id < 4 * ?1 + 4", "i", tile);
	db_do(db, "DELETE FROM source WHERE tile = ?", "i", tile);
	db_do(db, "DELETE FROM flood WHERE tile = ?", "i", tile);
	db_do(db, "DELETE FROM hostname WHERE tile = ?", "i", tile);
	db_do(db, "DELETE FROM tile_context WHERE tile = ?", "i", tile);
	db_do(db, "DELETE FROM trouble WHERE tile = ?", "i", tile);
}

static void forget_tile(struct store *store, int64_t tile)
{
	forget_detail(store, tile);
	db_do(&store->db, "DELETE FROM count WHERE tile = ?", "i", tile);
	db_do(&store->db, "DELETE FROM hour WHERE tile = ?", "i", tile);
	db_do(&store->db, "DELETE FROM tile WHERE id = ?", "i", tile);
}

/* A period that came late may have made the hour's series before the hour became one. */
static bool add_to_series(struct store *store, int64_t tile)
{
	struct db *db = &store->db;
	int64_t series = db_number(db, 0, "SELECT b.id FROM tile a JOIN tile b ON b.grain = 3 AND b.start = a.start AND "
		"b.sensor = a.sensor WHERE a.id = ?", "i", tile);

	if (!series)
		return false;
	db_do(db, "INSERT INTO count SELECT ?1, name, value FROM count WHERE tile = ?2 ON CONFLICT DO UPDATE SET "
		"value = value + excluded.value", "ii", series, tile);
	db_do(db, "INSERT INTO hour SELECT ?1, hour, attempts FROM hour WHERE tile = ?2 ON CONFLICT DO UPDATE SET "
		"attempts = attempts + excluded.attempts", "ii", series, tile);
	return true;
}

/* Of an hour its series stays, as long as days do. */
static void strip_hour(struct store *store, int64_t tile)
{
	const struct numbers *numbers = &store->numbers;

	forget_detail(store, tile);
	db_do(&store->db, "DELETE FROM count WHERE tile = ? AND name IN (SELECT id FROM name WHERE kind = 2)", "i", tile);
	for (size_t i = 0; i < numbers->count; i++)
		if (!numbers->number[i].of_series)
			db_do(&store->db, "DELETE FROM count WHERE tile = ? AND name = ?", "ii", tile, numbers->number[i].id);
	if (add_to_series(store, tile))
		forget_tile(store, tile);
	else
		db_do(&store->db, "UPDATE tile SET grain = 3, floor = 0 WHERE id = ?", "i", tile);
}

/* The oldest tiles of a grain that begin before `from`. */
static void forget_tiles(struct store *store, enum grain grain, int64_t from)
{
	int64_t tile[TILES_A_STEP];
	size_t count = 0;
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT id FROM tile WHERE grain = ? AND start < ? ORDER BY start LIMIT ?",
		"iii", (int64_t)grain, from, (int64_t)TILES_A_STEP);

	while (count < TILES_A_STEP && db_row(&store->db, rows))
		tile[count++] = db_int(rows, 0);
	if (rows)
		sqlite3_reset(rows);
	for (size_t i = 0; i < count; i++)
		if (grain == GRAIN_HOUR)
			strip_hour(store, tile[i]);
		else
			forget_tile(store, tile[i]);
}

static void forget_reviews(struct store *store, int64_t from)
{
	struct db *db = &store->db;

	db_do(db, "DELETE FROM temp.omitted", "");
	if (db_do(db, "INSERT INTO temp.omitted SELECT id, counted FROM review WHERE counted < ? ORDER BY counted LIMIT ?", "ii",
		from, (int64_t)REVIEWS_A_STEP) == 0)
		return;
	db_do(db, "INSERT INTO count SELECT tile.id, name.id, count(*) FROM temp.omitted CROSS JOIN review ON review.id = omitted.id "
		"CROSS JOIN tile ON grain = 2 AND start <= review.counted AND start > review.counted - 86400 "
		"AND tile.sensor = review.sensor CROSS JOIN name ON name.kind = 0 AND text = 'review_omitted' WHERE true GROUP BY tile.id "
		"ON CONFLICT DO UPDATE SET value = value + excluded.value", "");
	db_do(db, "DELETE FROM review WHERE id IN (SELECT id FROM temp.omitted)", "");
}

/* The periods of one sensor and hour that touch become one. */
static void join_parts(struct store *store, int64_t sensor, int64_t hour)
{
	struct db *db = &store->db;
	int64_t from = hour * (int64_t)SECOND, to = (hour + HOUR_SECONDS) * (int64_t)SECOND;
	int64_t start = -1, end = -1, up = 0, counted = 0, under = 0;

	/* Each turn takes the first two that touch; there are few. */
	for (;;) {
		sqlite3_stmt *row = db_ask(db, "SELECT a.start_ns, b.end_ns, a.up_seconds + b.up_seconds, a.counted, a.under, "
			"b.start_ns FROM part a JOIN part b ON b.sensor = a.sensor AND b.start_ns = a.end_ns AND b.under = a.under "
			"AND b.counted >= ?4 AND b.counted < ?4 + 3600 WHERE a.sensor = ?1 AND a.start_ns >= ?2 AND a.start_ns < ?3 "
			"AND a.counted >= ?4 AND a.counted < ?4 + 3600 AND b.start_ns > a.start_ns LIMIT 1", "iiii", sensor, from, to, hour);
		int64_t second;

		if (!db_row(db, row))
			return;
		start = db_int(row, 0);
		end = db_int(row, 1);
		up = db_int(row, 2);
		counted = db_int(row, 3);
		under = db_int(row, 4);
		second = db_int(row, 5);
		sqlite3_reset(row);
		db_do(db, "DELETE FROM part WHERE sensor = ? AND start_ns = ?", "ii", sensor, second);
		db_do(db, "INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, 0, ?)", "iiiiii", sensor, start, end, up, counted,
			under);
	}
}

/* The hour of the first period that begins at `from` or later, -1: there is none. */
static int64_t next_hour(struct store *store, int64_t from)
{
	int64_t ns = db_number(&store->db, -1, "SELECT min((SELECT start_ns FROM part WHERE part.sensor = s.id AND start_ns >= ? "
		"ORDER BY start_ns LIMIT 1)) FROM sensor s", "i", from * (int64_t)SECOND);

	return ns < 0 ? -1 : grain_start(store, GRAIN_HOUR, ns / (int64_t)SECOND);
}

static void join_old_parts(struct store *store)
{
	int64_t sensors = db_number(&store->db, 0, "SELECT max(id) FROM sensor", "");

	for (int i = 0; i < HOURS_A_STEP && !store->db.failed; i++) {
		int64_t hour = next_hour(store, store->joined_to);

		if (hour < 0 || hour + HOUR_SECONDS > store->from[GRAIN_MINUTE])
			return;
		for (int64_t sensor = 1; sensor <= sensors; sensor++)
			join_parts(store, sensor, hour);
		store->joined_to = hour + HOUR_SECONDS;
		meta_set(store, "joined_to", store->joined_to);
	}
}

static const char *from_key(enum grain grain)
{
	static const char *const keys[GRAINS] = { "minutes_from", "hours_from", "days_from" };

	return keys[grain];
}

static void move_from(struct store *store, enum grain grain, int64_t from)
{
	enum grain coarser = grain == GRAIN_DAY ? GRAIN_DAY : grain + 1;

	from = grain_start(store, coarser, from);
	if (from <= store->from[grain])
		return;
	store->from[grain] = from;
	meta_set(store, from_key(grain), from);
}

static int64_t bytes_used(struct store *store)
{
	struct db *db = &store->db;

	return db_number(db, 0, "PRAGMA page_size", "") *
		(db_number(db, 0, "PRAGMA page_count", "") - db_number(db, 0, "PRAGMA freelist_count", ""));
}

/* Too large: the finest grain that has more than a little shortens by a fiftieth of what it has. */
static void make_room(struct store *store)
{
	for (enum grain grain = GRAIN_MINUTE; grain < GRAINS; grain++) {
		int64_t least = grain == GRAIN_MINUTE ? HOUR_SECONDS : grain == GRAIN_HOUR ? 2 * DAY_SECONDS : 7 * DAY_SECONDS;
		int64_t first = db_number(&store->db, store->newest, "SELECT min(start) FROM tile WHERE grain = ?", "i",
			(int64_t)grain);
		int64_t length = store->newest - first, step = length / 50;

		if (length <= least)
			continue;
		if (step < grain_seconds(grain == GRAIN_DAY ? GRAIN_DAY : grain + 1))
			step = grain_seconds(grain == GRAIN_DAY ? GRAIN_DAY : grain + 1);
		move_from(store, grain, first + step);
		return;
	}
}

static void forget_some(struct store *store)
{
	forget_tiles(store, GRAIN_MINUTE, store->from[GRAIN_MINUTE]);
	forget_tiles(store, GRAIN_HOUR, store->from[GRAIN_HOUR]);
	forget_tiles(store, GRAIN_SERIES, store->from[GRAIN_DAY]);
	forget_tiles(store, GRAIN_DAY, store->from[GRAIN_DAY]);
	forget_reviews(store, store->from[GRAIN_HOUR]);
}

void keep_step(struct store *store)
{
	struct db *db = &store->db;

	for (enum grain grain = GRAIN_DAY; ; grain--) { /* nothing finer is kept for longer */
		move_from(store, grain, store->newest - store->keep[grain]);
		if (grain == GRAIN_MINUTE)
			break;
		move_from(store, grain - 1, store->from[grain]);
	}
	forget_some(store);
	for (int round = 0; round < ROUNDS && !db->failed && bytes_used(store) > store->size_most; round++) {
		make_room(store);
		forget_some(store);
	}
	join_old_parts(store);
	db_do(db, "DELETE FROM part WHERE sensor IN (SELECT id FROM sensor) AND start_ns < ?", "i",
		store->from[GRAIN_DAY] * (int64_t)SECOND);
	if (db_number(db, 0, "PRAGMA freelist_count", "") > PAGES_A_STEP)
		db_do(db, "PRAGMA incremental_vacuum(200)", "");
}
