/* SPDX-License-Identifier: BSD-2-Clause */
/* A tile's lists have a most, with some room above it so that not every summary has to cut. */
#include "store/inside.h"

static bool is_full(struct store *store, int64_t count, int64_t most)
{
	return !store->db.failed && count > most + most / 4;
}

static void trim_sources(struct store *store, int64_t tile, int64_t most)
{
	struct db *db = &store->db;

	if (!is_full(store, db_number(db, 0, "SELECT count(*) FROM source WHERE tile = ?", "i", tile), most))
		return;
	db_do(db, "UPDATE tile SET floor = max(floor, (SELECT max(attempts + attempts_error) FROM (SELECT attempts, "
		"attempts_error FROM source WHERE tile = ?1 ORDER BY attempts DESC, packets DESC, addr, bits LIMIT -1 OFFSET ?2))) "
		"WHERE id = ?1", "ii", tile, most);
	db_do(db, "DELETE FROM source WHERE tile = ?1 AND (addr, bits) IN (SELECT addr, bits FROM source WHERE tile = ?1 "
		"ORDER BY attempts DESC, packets DESC, addr, bits LIMIT -1 OFFSET ?2)", "ii", tile, most);
	db_do(db, "INSERT INTO count SELECT ?, id, 1 FROM name WHERE text = 'cut' ON CONFLICT DO UPDATE SET "
		"value = value + 1", "i", tile);
}

/* The smallest become "other", addresses before names. */
static void trim_sites(struct store *store, int64_t tile, int64_t most)
{
	struct db *db = &store->db;

	if (!is_full(store, db_number(db, 0, "SELECT count(*) FROM site WHERE tile = ?", "i", tile), most))
		return;
	db_do(db, "DELETE FROM temp.lesser", "");
	db_do(db, "INSERT INTO temp.lesser SELECT name FROM site WHERE tile = ?1 AND name <> 'other' ORDER BY "
		"numeric, probe + stealth + login + web + tls + exploit DESC, name LIMIT -1 OFFSET ?2", "ii", tile, most);
	db_do(db, "INSERT INTO site SELECT ?1, 'other', 0, sum(probe), sum(stealth), sum(login), sum(web), sum(tls), "
		"sum(exploit) FROM site WHERE tile = ?1 AND name IN (SELECT name FROM temp.lesser) HAVING count(*) ON CONFLICT DO UPDATE SET "
		"probe = probe + excluded.probe, stealth = stealth + excluded.stealth, login = login + excluded.login, "
		"web = web + excluded.web, tls = tls + excluded.tls, exploit = exploit + excluded.exploit", "i", tile);
	db_do(db, "DELETE FROM site WHERE tile = ?1 AND name IN (SELECT name FROM temp.lesser)", "i", tile);
}

static void count_omitted(struct store *store, int64_t tile, const char *name, int64_t omitted)
{
	db_do(&store->db, "INSERT INTO count SELECT ?1, id, ?3 FROM name WHERE kind = 0 AND text = ?2 ON CONFLICT DO UPDATE "
		"SET value = value + excluded.value", "iti", tile, name, omitted);
}

/* The smallest go, by packets. */
static void trim_floods(struct store *store, int64_t tile, int64_t most)
{
	struct db *db = &store->db;

	if (!is_full(store, db_number(db, 0, "SELECT count(*) FROM flood WHERE tile = ?", "i", tile), most))
		return;
	count_omitted(store, tile, "floods_omitted", db_do(db, "DELETE FROM flood WHERE tile = ?1 AND "
		"(start_ns, sensor, kind, target, port, service) IN (SELECT start_ns, sensor, kind, target, port, service FROM flood "
		"WHERE tile = ?1 ORDER BY packets DESC, start_ns LIMIT -1 OFFSET ?2)", "ii", tile, most));
}

/* The declared ones stay, then those known for longest. */
static void trim_hostnames(struct store *store, int64_t tile, int64_t most)
{
	struct db *db = &store->db;

	if (!is_full(store, db_number(db, 0, "SELECT count(*) FROM hostname WHERE tile = ?", "i", tile), most))
		return;
	count_omitted(store, tile, "hostnames_omitted", db_do(db, "DELETE FROM hostname WHERE tile = ?1 AND (name, addr) IN "
		"(SELECT name, addr FROM hostname WHERE tile = ?1 ORDER BY declared DESC, first_ns, name, addr LIMIT -1 OFFSET ?2)",
		"ii", tile, most));
}

void trim_tile(struct store *store, int64_t tile, enum grain grain)
{
	static const int64_t sources[GRAINS] = { STORE_SOURCES_OF_MINUTE, STORE_SOURCES_OF_HOUR, STORE_SOURCES_OF_DAY };
	static const int64_t sites[GRAINS] = { STORE_SITES / 20, STORE_SITES / 10, STORE_SITES };

	trim_sources(store, tile, sources[grain]);
	trim_sites(store, tile, sites[grain]);
	trim_floods(store, tile, STORE_FLOODS);
	if (grain == GRAIN_DAY)
		trim_hostnames(store, tile, STORE_HOSTNAMES);
}

/* The earliest of a day give way, and are counted as omitted wherever their period is. */
void trim_reviews(struct store *store, int64_t sensor, int64_t counted)
{
	struct db *db = &store->db;
	int64_t day = grain_start(store, GRAIN_DAY, counted);
	int64_t count = db_number(db, 0, "SELECT count(*) FROM review WHERE sensor = ?1 AND counted >= ?2 AND counted < ?3",
		"iii", sensor, day, day + DAY_SECONDS);

	if (!is_full(store, count, STORE_REVIEWS))
		return;
	db_do(db, "DELETE FROM temp.omitted", "");
	db_do(db, "INSERT INTO temp.omitted SELECT id, counted FROM review WHERE sensor = ?1 AND counted >= ?2 AND counted < ?3 "
		"ORDER BY time_ns, id LIMIT ?4", "iiii", sensor, day, day + DAY_SECONDS, count - STORE_REVIEWS);
	for (enum grain grain = GRAIN_MINUTE; grain < GRAINS; grain++)
		db_do(db, "INSERT INTO count SELECT tile.id, name.id, count(*) FROM temp.omitted CROSS JOIN tile ON grain = ?1 "
			"AND start <= counted AND start > counted - ?3 AND sensor = ?2 CROSS JOIN name ON kind = 0 AND text = 'review_omitted' "
			"GROUP BY tile.id ON CONFLICT DO UPDATE SET value = value + excluded.value", "iii", (int64_t)grain, sensor,
			grain_seconds(grain));
	db_do(db, "DELETE FROM review WHERE id IN (SELECT id FROM temp.omitted)", "");
}
