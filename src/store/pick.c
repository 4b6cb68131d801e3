/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/inside.h"

static void pick(struct store *store, enum grain grain, int64_t from, int64_t to)
{
	if (from < to)
		db_do(&store->db, "INSERT OR IGNORE INTO temp.picked SELECT id, tile.sensor, start, floor FROM main.tile "
			"JOIN temp.wanted ON tile.sensor = wanted.sensor WHERE grain = ? AND start >= ? AND start < ?", "iii",
			(int64_t)grain, from, to);
}

void pick_sensors(struct store *store, const struct store_query *query)
{
	db_do(&store->db, "DELETE FROM temp.wanted", "");
	if (!query->sensors)
		db_do(&store->db, "INSERT INTO temp.wanted SELECT id FROM sensor", "");
	for (size_t i = 0; i < query->sensors_count; i++)
		db_do(&store->db, "INSERT OR IGNORE INTO temp.wanted SELECT id FROM sensor WHERE name = ?", "t",
			query->sensors[i]);
}

/* The hour in which the store begins, and the minute after its end; both 0 when it is empty. */
static struct pick whole_store(struct store *store)
{
	int64_t first = db_number(&store->db, 0, "SELECT min((SELECT start_ns FROM part WHERE part.sensor = s.id "
		"ORDER BY start_ns LIMIT 1)) FROM sensor s", "");
	int64_t last = db_number(&store->db, 0, "SELECT max((SELECT end_ns FROM part WHERE part.sensor = s.id "
		"ORDER BY start_ns DESC LIMIT 1)) FROM sensor s", "");

	return (struct pick){
		.from = grain_start(store, GRAIN_HOUR, first / (int64_t)SECOND),
		.to = last ? (last / (int64_t)SECOND / MINUTE_SECONDS + 1) * MINUTE_SECONDS : 0,
	};
}

/* Ends within an hour or a day of which nothing finer is left take in all of it. */
static void widen(struct store *store, struct pick *range)
{
	for (enum grain grain = GRAIN_MINUTE; grain < GRAIN_DAY; grain++) {
		enum grain coarser = grain + 1;
		int64_t from = grain_start(store, coarser, range->from), to = grain_start(store, coarser, range->to);

		if (from < store->from[grain])
			range->from = from;
		if (to < store->from[grain] && to < range->to)
			range->to = to + grain_seconds(coarser);
	}
}

struct pick pick_range(struct store *store, const struct store_query *query)
{
	struct pick whole = whole_store(store), range = whole, asked;
	bool from_within = query->from_ns / SECOND > (uint64_t)whole.from;
	bool to_within = query->to_ns && query->to_ns / SECOND < (uint64_t)whole.to;

	if (from_within)
		range.from = (int64_t)(query->from_ns / SECOND) / MINUTE_SECONDS * MINUTE_SECONDS;
	if (to_within)
		range.to = (int64_t)((query->to_ns - 1) / SECOND / MINUTE_SECONDS + 1) * MINUTE_SECONDS;
	if (range.to <= range.from) {
		range.to = range.from;
		return range;
	}
	asked = range;
	widen(store, &range);
	range.from = from_within ? range.from : asked.from; /* there is nothing beyond */
	range.to = to_within ? range.to : asked.to;
	range.widened = range.from != asked.from || range.to != asked.to;
	range.day_from = from_within ? range.from : grain_start(store, GRAIN_DAY, range.from);
	range.day_to = to_within ? range.to : grain_start(store, GRAIN_DAY, range.to) + DAY_SECONDS;
	return range;
}

/* The whole tiles of `grain` within, and finer ones for what is left at both ends. */
static void cover(struct store *store, enum grain grain, int64_t from, int64_t to)
{
	int64_t length = grain_seconds(grain);
	int64_t first = grain_start(store, grain, from + length - 1), last = grain_start(store, grain, to);

	if (grain == GRAIN_MINUTE) {
		pick(store, grain, from, to);
	} else if (first >= last) {
		cover(store, grain - 1, from, to);
	} else {
		cover(store, grain - 1, from, first);
		pick(store, grain, first, last);
		if (grain == GRAIN_HOUR)
			pick(store, GRAIN_SERIES, first, last);
		cover(store, grain - 1, last, to);
	}
}

void pick_tiles(struct store *store, const struct pick *range)
{
	db_do(&store->db, "DELETE FROM temp.picked", "");
	cover(store, GRAIN_DAY, range->day_from, range->day_to);
}

void pick_hours(struct store *store, const struct pick *range)
{
	db_do(&store->db, "DELETE FROM temp.picked", "");
	cover(store, GRAIN_HOUR, range->from, range->to);
}

void pick_days(struct store *store, const struct pick *range)
{
	db_do(&store->db, "DELETE FROM temp.picked", "");
	pick(store, GRAIN_DAY, grain_start(store, GRAIN_DAY, range->from), range->to);
}
