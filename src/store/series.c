/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { HOURS_MOST = 300000 }; /* 34 years */

/* Where a number of a tile goes in its hour; NULL: nowhere. */
static uint64_t *place_in_hour(struct store_hour *hour, const struct number *number)
{
	size_t offset = number->offset;

#define LIST(member, list, size)                                                                   \
	if (offset >= offsetof(struct totals, s.attempts.list) &&                                  \
	    offset < offsetof(struct totals, s.attempts.list) + sizeof hour->list)                 \
		return &hour->list[(offset - offsetof(struct totals, s.attempts.list)) / sizeof(uint64_t)];
	LIST(hour, by_class, RONDA_CLASS_COUNT)
	LIST(hour, by_origin, RONDA_ORIGIN_COUNT)
#undef LIST
	if (offset == offsetof(struct totals, s.attempts.verified))
		return &hour->verified;
	if (offset == offsetof(struct totals, s.up_seconds))
		return &hour->up_seconds;
	if (offset == offsetof(struct totals, known_seconds))
		return &hour->known_seconds;
	if (offset == offsetof(struct totals, s.capture.kernel_drop_packets) ||
	    offset == offsetof(struct totals, s.capture.interface_drop_packets))
		return &hour->drop_packets;
	return NULL;
}

/* The hour at `hour` since 1970, or the nearest there is. */
static size_t hour_at(const struct store_result *result, int64_t hour)
{
	int64_t at = hour - (int64_t)(result->hours[0].start_ns / SECOND / HOUR_SECONDS);

	return at < 0 ? 0 : (size_t)at < result->hours_count ? (size_t)at : result->hours_count - 1;
}

static size_t index_of(const struct store_result *result, const char *sensor)
{
	for (size_t i = 0; i < result->sensors_count; i++)
		if (strcmp(result->sensors[i].name, sensor) == 0)
			return i;
	return 0;
}

static void make_hours(struct store *store, const struct pick *range, struct store_result *result)
{
	int64_t first = grain_start(store, GRAIN_HOUR, range->from);
	int64_t count = (range->to - first + HOUR_SECONDS - 1) / HOUR_SECONDS;

	if (count > HOURS_MOST) {
		db_fail(&store->db, -EINVAL, "the time asked for is %lld hours long; ask for less", (long long)count);
		return;
	}
	result->hours = store_room(store, (size_t)count, sizeof *result->hours);
	for (size_t i = 0; i < result->sensors_count; i++)
		result->sensors[i].attempts = store_room(store, (size_t)count, sizeof(uint64_t));
	if (store->db.failed)
		return;
	result->hours_count = (size_t)count;
	for (size_t i = 0; i < result->hours_count; i++)
		result->hours[i].start_ns = (uint64_t)(first + (int64_t)i * HOUR_SECONDS) * SECOND;
}

/* Of all sites; with one, only what is said of the sensors. */
static void read_tiles(struct store *store, struct store_result *result, bool of_site)
{
	int64_t last = number_named(&store->numbers, "attempts.total")->id;
	sqlite3_stmt *rows;

	for (size_t i = 0; i < store->numbers.count; i++)
		if (store->numbers.number[i].of_series && store->numbers.number[i].id > last)
			last = store->numbers.number[i].id;
	rows = db_ask(&store->db, "SELECT start / 3600, name, value FROM temp.picked CROSS JOIN count ON "
		"count.tile = picked.tile WHERE name <= ?", "i", last);
	while (db_row(&store->db, rows)) {
		const struct number *number = number_with(&store->numbers, db_int(rows, 1));
		struct store_hour *hour = &result->hours[hour_at(result, db_int(rows, 0))];
		uint64_t *place = number ? place_in_hour(hour, number) : NULL;
		bool of_sensor = place == &hour->up_seconds || place == &hour->known_seconds || place == &hour->drop_packets;

		if (place && (of_sensor || !of_site))
			*place += db_count(rows, 2);
	}
	rows = db_ask(&store->db, "SELECT start / 3600, count(DISTINCT sensor) FROM temp.picked GROUP BY 1", "");
	while (db_row(&store->db, rows))
		result->hours[hour_at(result, db_int(rows, 0))].sensors = (uint32_t)db_int(rows, 1);
}

static void read_booked(struct store *store, struct store_result *result)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT sensor.name, hour, sum(attempts) FROM temp.picked CROSS JOIN hour ON "
		"hour.tile = picked.tile JOIN sensor ON sensor.id = picked.sensor GROUP BY sensor.id, hour", "");

	while (db_row(&store->db, rows)) {
		size_t sensor = index_of(result, db_text(rows, 0));
		size_t hour = hour_at(result, db_int(rows, 1));

		result->hours[hour].attempts += db_count(rows, 2);
		result->sensors[sensor].attempts[hour] += db_count(rows, 2);
	}
}

static void read_site(struct store *store, struct store_result *result, const char *site)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT sensor.name, start / 3600, probe, stealth, login, web, tls, exploit "
		"FROM temp.picked CROSS JOIN site ON site.tile = picked.tile AND site.name = ? JOIN sensor ON "
		"sensor.id = picked.sensor", "t", site);

	while (db_row(&store->db, rows)) {
		size_t sensor = index_of(result, db_text(rows, 0));
		size_t hour = hour_at(result, db_int(rows, 1));

		for (int class = 0; class < RONDA_CLASS_COUNT; class++) {
			uint64_t count = db_count(rows, 2 + class);

			result->hours[hour].by_class[class] += count;
			result->hours[hour].attempts += count;
			result->sensors[sensor].attempts[hour] += count;
		}
	}
}

void series_read(struct store *store, const struct store_query *query, const struct pick *range,
	struct store_result *result)
{
	if (range->from >= range->to)
		return;
	make_hours(store, range, result);
	pick_hours(store, range);
	if (store->db.failed)
		return;
	read_tiles(store, result, query->site);
	if (query->site)
		read_site(store, result, query->site);
	else
		read_booked(store, result);
}
