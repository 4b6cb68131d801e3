/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { GAP_SECONDS = 2 }; /* a shorter pause between two periods is none */

static int64_t sensor_of(struct store *store, const struct store_sensor *sensor)
{
	return db_number(&store->db, 0, "SELECT id FROM sensor WHERE name = ?", "t", sensor->name);
}

static void list_sensors(struct store *store, struct store_result *result)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT name FROM temp.wanted JOIN sensor ON id = sensor ORDER BY name", "");

	while (db_row(&store->db, rows) &&
	       store_grow(store, &result->sensors, result->sensors_count, sizeof *result->sensors))
		result->sensors[result->sensors_count++].name = db_copy(&store->db, rows, 0);
}

static void add_gap(struct store *store, struct store_sensor *sensor, uint64_t from_ns, uint64_t to_ns)
{
	if (to_ns <= from_ns || to_ns - from_ns < GAP_SECONDS * SECOND ||
	    !store_grow(store, &sensor->gaps, sensor->gaps_count, sizeof *sensor->gaps))
		return;
	sensor->gaps[sensor->gaps_count++] = (struct store_span){ from_ns, to_ns };
}

static void add_part(struct store *store, struct ronda_summary *summary, const char *sensor,
	const struct ronda_part *part)
{
	struct ronda_part *last = summary->parts_count ? &summary->parts[summary->parts_count - 1] : NULL;

	if (last && strcmp(last->sensor, sensor) == 0 && last->end_ns == part->start_ns && last->start_ns < last->end_ns) {
		last->end_ns = part->end_ns;
		last->up_seconds += part->up_seconds;
	} else if (store_grow(store, &summary->parts, summary->parts_count, sizeof *summary->parts)) {
		last = &summary->parts[summary->parts_count];
		*last = *part;
		last->sensor = strdup(sensor);
		if (last->sensor)
			summary->parts_count++;
		else
			db_fail(&store->db, -ENOMEM, "memory is too short to read the store");
	}
}

static void know_ends(struct store *store, struct store_sensor *sensor, int64_t id)
{
	sensor->known_from_ns = (uint64_t)db_number(&store->db, 0,
		"SELECT start_ns FROM part WHERE sensor = ? ORDER BY start_ns LIMIT 1", "i", id);
	sensor->known_to_ns = (uint64_t)db_number(&store->db, 0,
		"SELECT end_ns FROM part WHERE sensor = ? ORDER BY start_ns DESC LIMIT 1", "i", id);
}

/* One sensor's periods that count in the range: parts of the summary, and what is missing between them. */
static void read_parts(struct store *store, struct store_result *result, struct store_sensor *sensor,
	struct ronda_summary *summary)
{
	int64_t id = sensor_of(store, sensor);
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT start_ns, end_ns, up_seconds FROM part WHERE sensor = ? AND "
		"start_ns >= ? AND counted >= ? AND counted < ? AND under IN (SELECT sensor FROM temp.wanted) ORDER BY start_ns",
		"iiii", id, (int64_t)result->from_ns, (int64_t)(result->from_ns / SECOND), (int64_t)(result->to_ns / SECOND));
	uint64_t at_ns;

	know_ends(store, sensor, id);
	at_ns = sensor->known_from_ns > result->from_ns ? sensor->known_from_ns : result->from_ns;
	while (db_row(&store->db, rows)) {
		struct ronda_part part = { NULL, db_time(&store->db, rows, 0), db_time(&store->db, rows, 1), db_count(rows, 2) };

		add_part(store, summary, sensor->name, &part);
		add_gap(store, sensor, at_ns, part.start_ns);
		at_ns = part.end_ns > at_ns ? part.end_ns : at_ns;
		if (!sensor->end_ns)
			sensor->start_ns = part.start_ns;
		sensor->end_ns = part.end_ns;
		sensor->known_seconds += (part.end_ns - part.start_ns + SECOND / 2) / SECOND;
	}
	add_gap(store, sensor, at_ns, sensor->known_to_ns < result->to_ns ? sensor->known_to_ns : result->to_ns);
}

static void take_number(struct store_sensor *sensor, struct totals *totals)
{
	const struct ronda_summary *s = &totals->s;

	sensor->total = s->attempts.total;
	memcpy(sensor->by_class, s->attempts.by_class, sizeof sensor->by_class);
	memcpy(sensor->by_origin, s->attempts.by_origin, sizeof sensor->by_origin);
	sensor->verified = s->attempts.verified;
	sensor->up_seconds = s->up_seconds;
	sensor->drop_packets = s->capture.kernel_drop_packets + s->capture.interface_drop_packets;
}

static void read_numbers(struct store *store, struct store_sensor *sensor)
{
	struct totals *totals = store_room(store, 1, sizeof *totals);
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT name, sum(value) FROM temp.picked CROSS JOIN count ON "
		"count.tile = picked.tile WHERE picked.sensor = (SELECT id FROM sensor WHERE name = ?) GROUP BY name", "t",
		sensor->name);

	while (totals && db_row(&store->db, rows)) {
		const struct number *number = number_with(&store->numbers, db_int(rows, 0));

		if (number && number->of_series)
			*number_of(number, totals) = db_count(rows, 1);
	}
	if (totals)
		take_number(sensor, totals);
	free(totals);
}

static void read_sketches(struct store *store, struct store_sensor *sensor, struct ronda_summary *summary)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT sketch.id & 3, data FROM temp.picked CROSS JOIN sketch ON "
		"sketch.id >= 4 * picked.tile AND sketch.id < 4 * picked.tile + 4 WHERE picked.sensor = "
		"(SELECT id FROM sensor WHERE name = ?)", "t", sensor->name);

	while (db_row(&store->db, rows)) {
		struct ronda_sketch *into[] = { &sensor->seen, &sensor->attacking, &summary->backscatter.sources };
		int64_t which = db_int(rows, 0);

		if (which < SKETCHES)
			sketch_take(store, into[which], sqlite3_column_blob(rows, 1), (size_t)sqlite3_column_bytes(rows, 1));
	}
	ronda_sketch_merge(&summary->sources.seen, &sensor->seen);
	ronda_sketch_merge(&summary->sources.attacking, &sensor->attacking);
}

void sensors_read(struct store *store, struct store_result *result, struct ronda_summary *summary)
{
	list_sensors(store, result);
	for (size_t i = 0; i < result->sensors_count && !store->db.failed; i++) {
		struct store_sensor *sensor = &result->sensors[i];

		read_parts(store, result, sensor, summary);
		read_numbers(store, sensor);
		read_sketches(store, sensor, summary);
	}
}
