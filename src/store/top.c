/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sources over many tiles. First who made how many attempts, in few columns; then the rest of those that are
 * told of. A source that a tile does not list may have made as many attempts there as the tile's floor says.
 */
#include "store/inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* latest(last_ns, country, origin): what the row seen last says, as country * 256 + origin. */
struct latest {
	int64_t last_ns, where;
};

static void latest_step(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct latest *latest = sqlite3_aggregate_context(context, sizeof *latest);
	int64_t last_ns = sqlite3_value_int64(values[0]);
	int64_t where = (sqlite3_value_int64(values[1]) & 0xffff) << 8 | (sqlite3_value_int64(values[2]) & 0xff);

	(void)count;
	if (latest && (last_ns > latest->last_ns || (last_ns == latest->last_ns && where > latest->where)))
		*latest = (struct latest){ last_ns, where };
}

static void latest_final(sqlite3_context *context)
{
	struct latest *latest = sqlite3_aggregate_context(context, sizeof *latest);

	sqlite3_result_int64(context, latest ? latest->where : 0);
}

void top_prepare(struct store *store)
{
	sqlite3_create_function_v2(store->db.sql, "latest", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, NULL, latest_step,
		latest_final, NULL);
	db_script(&store->db, "CREATE TEMP TABLE ranked(addr BLOB, bits INTEGER, attempts INTEGER, packets INTEGER, "
		"verified INTEGER, several INTEGER, PRIMARY KEY(addr, bits)) WITHOUT ROWID;"
		"CREATE TEMP TABLE best(place INTEGER, addr BLOB, bits INTEGER, PRIMARY KEY(addr, bits)) WITHOUT ROWID;");
}

static void rank(struct store *store)
{
	db_do(&store->db, "DELETE FROM temp.ranked", "");
	db_do(&store->db, "INSERT INTO temp.ranked SELECT addr, bits, sum(attempts), sum(packets), max(verified), "
		"min(picked.sensor) <> max(picked.sensor) FROM temp.picked CROSS JOIN source ON source.tile = picked.tile "
		"GROUP BY addr, bits", "");
}

/* All columns of those in `best`, in its order. */
#define READ_BEST                                                                                  \
	"SELECT b.addr, b.bits, sum(s.attempts), sum(s.attempts_error) - sum(p.floor), sum(s.packets), sum(s.bytes), " \
	"max(s.targets), max(s.ports), min(s.first_ns), max(s.last_ns), max(s.verified), " \
	"latest(s.last_ns, s.country, s.origin), sum(s.probe), sum(s.stealth), sum(s.login), sum(s.web), sum(s.tls), " \
	"sum(s.exploit) FROM temp.picked p CROSS JOIN source s ON s.tile = p.tile CROSS JOIN temp.best b ON b.addr = s.addr AND " \
	"b.bits = s.bits GROUP BY b.place ORDER BY b.place"

static void read_row(struct db *db, sqlite3_stmt *row, struct ronda_source *source, int64_t floor, uint64_t total)
{
	int64_t where = db_int(row, 11);

	*source = (struct ronda_source){
		.addr = addr_read(row, 0),
		.prefix_bits = (uint8_t)db_below(db, row, 1, 129),
		.attempts = db_count(row, 2),
		.attempts_error = (uint64_t)floor + db_count(row, 3),
		.packets = db_count(row, 4),
		.bytes = db_count(row, 5),
		.targets = db_count(row, 6),
		.ports = db_count(row, 7),
		.first_seen_ns = db_time(db, row, 8),
		.last_seen_ns = db_time(db, row, 9),
		.verified = db_int(row, 10),
		.country = (ronda_country)(where >> 8),
		.origin = (where & 255) < RONDA_ORIGIN_COUNT ? (enum ronda_origin)(where & 255) : RONDA_ORIGIN_UNKNOWN,
	};
	for (int class = 0; class < RONDA_CLASS_COUNT; class++)
		source->by_class[class] = db_count(row, 12 + class);
	if (source->attempts + source->attempts_error > total) /* nobody made more than all together */
		source->attempts_error = total > source->attempts ? total - source->attempts : 0;
}

static int64_t floor_of_all(struct store *store)
{
	return db_number(&store->db, 0, "SELECT sum(floor) FROM temp.picked", "");
}

void top_of_ranked(struct store *store, const struct store_query *query, struct totals *totals)
{
	struct ronda_summary *summary = &totals->s;
	size_t top = query->top ? query->top : STORE_TOP;
	int64_t floor = floor_of_all(store), all = db_number(&store->db, 0, "SELECT count(*) FROM temp.ranked", "");
	sqlite3_stmt *rows;

	top = top < STORE_TOP_MOST ? top : STORE_TOP_MOST;
	db_do(&store->db, "DELETE FROM temp.best", "");
	db_do(&store->db, "INSERT INTO temp.best SELECT row_number() OVER (ORDER BY attempts DESC, packets DESC, addr, bits), "
		"addr, bits FROM temp.ranked WHERE verified >= ? ORDER BY attempts DESC, packets DESC, addr, bits LIMIT ?", "ii",
		(int64_t)query->verified, (int64_t)top);
	summary->sources.top = store_room(store, (size_t)(all < (int64_t)top ? all : (int64_t)top), sizeof *summary->sources.top);
	rows = db_ask(&store->db, READ_BEST, "");
	while (db_row(&store->db, rows) && summary->sources.top_count < top)
		read_row(&store->db, rows, &summary->sources.top[summary->sources.top_count++], floor, summary->attempts.total);
	summary->sources.top_complete = !totals->cut && !query->verified && all <= (int64_t)top;
}

/* One shared source's attempts and first appearance at each sensor. */
static void read_at_each(struct store *store, const struct store_result *result, struct store_shared *shared)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT sensor.name, sum(s.attempts), min(s.first_ns) FROM temp.picked p "
		"CROSS JOIN source s ON s.tile = p.tile AND s.addr = ? AND s.bits = ? JOIN sensor ON sensor.id = p.sensor "
		"GROUP BY p.sensor", "bi", addr_bytes(&shared->source.addr), addr_size(&shared->source.addr),
		(int64_t)shared->source.prefix_bits);

	shared->attempts = store_room(store, result->sensors_count, sizeof *shared->attempts);
	shared->first_seen_ns = store_room(store, result->sensors_count, sizeof *shared->first_seen_ns);
	while (db_row(&store->db, rows))
		for (size_t i = 0; i < result->sensors_count; i++)
			if (strcmp(result->sensors[i].name, db_text(rows, 0)) == 0) {
				shared->attempts[i] = db_count(rows, 1);
				shared->first_seen_ns[i] = db_count(rows, 2);
				shared->sensors++;
			}
}

static int order_shared(const void *a, const void *b)
{
	const struct store_shared *left = a, *right = b;

	if (left->sensors != right->sensors)
		return left->sensors < right->sensors ? 1 : -1;
	if (left->source.attempts != right->source.attempts)
		return left->source.attempts < right->source.attempts ? 1 : -1;
	return ronda_addr_compare(&left->source.addr, &right->source.addr);
}

static void read_shared(struct store *store, struct store_result *result, uint64_t total)
{
	int64_t floor = floor_of_all(store);
	sqlite3_stmt *rows;

	db_do(&store->db, "DELETE FROM temp.best", "");
	db_do(&store->db, "INSERT INTO temp.best SELECT row_number() OVER (ORDER BY attempts DESC, packets DESC, addr, bits), "
		"addr, bits FROM temp.ranked WHERE several ORDER BY attempts DESC, packets DESC, addr, bits LIMIT ?", "i",
		(int64_t)STORE_SHARED);
	result->shared = store_room(store, STORE_SHARED, sizeof *result->shared);
	rows = db_ask(&store->db, READ_BEST, "");
	while (db_row(&store->db, rows) && result->shared_count < STORE_SHARED)
		read_row(&store->db, rows, &result->shared[result->shared_count++].source, floor, total);
	for (size_t i = 0; i < result->shared_count && !store->db.failed; i++)
		read_at_each(store, result, &result->shared[i]);
	if (result->shared_count)
		qsort(result->shared, result->shared_count, sizeof *result->shared, order_shared);
}

void top_read(struct store *store, const struct store_query *query, struct totals *totals,
	struct store_result *result)
{
	rank(store);
	top_of_ranked(store, query, totals);
	if (result->sensors_count > 1)
		read_shared(store, result, totals->s.attempts.total);
	db_do(&store->db, "DELETE FROM temp.ranked", "");
}
