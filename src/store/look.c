/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of an address, a network or a country, by day. */
#include "store/inside.h"

#include "base/stamp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Sources within the prefix as a stretch of keys; of IPv4 keys have four bytes. */
struct stretch {
	struct ronda_addr first, last;
	size_t size;
};

static struct stretch stretch_of(const struct ronda_prefix *prefix)
{
	struct stretch stretch = { prefix->addr, prefix->addr, addr_size(&prefix->addr) };

	for (unsigned bit = prefix->bits; bit < 128; bit++)
		stretch.last.bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return stretch;
}

static const void *key(const struct stretch *stretch, const struct ronda_addr *addr)
{
	return addr->bytes + (16 - stretch->size);
}

static void add_day(struct store *store, struct store_sighting *sighting, sqlite3_stmt *row)
{
	struct store_day *day;

	if (!store_grow(store, &sighting->day, sighting->days, sizeof *sighting->day))
		return;
	day = &sighting->day[sighting->days];
	*day = (struct store_day){
		.start_ns = db_count(row, 0) % (STAMP_END_NS / SECOND) * SECOND,
		.sensor = db_copy(&store->db, row, 1),
		.attempts = db_count(row, 2),
		.attempts_error = db_count(row, 3),
		.sources = db_count(row, 4),
		.first_seen_ns = db_time(&store->db, row, 5),
		.last_seen_ns = db_time(&store->db, row, 6),
		.verified = db_int(row, 7),
	};
	for (int class = 0; class < RONDA_CLASS_COUNT; class++)
		day->by_class[class] = db_count(row, 8 + class);
	sighting->attempts += day->attempts;
	sighting->days++;
}

#define SUMS "coalesce(sum(attempts_error), 0), count(s.addr), min(first_ns), max(last_ns), max(verified), sum(probe), " \
	"sum(stealth), sum(login), sum(web), sum(tls), sum(exploit) "

static void days_of_prefix(struct store *store, const struct stretch *stretch, struct store_sighting *sighting)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT p.start, sensor.name, sum(attempts), " SUMS "FROM temp.picked p "
		"CROSS JOIN source s ON s.tile = p.tile AND s.addr >= ?1 AND s.addr <= ?2 AND length(s.addr) = ?3 "
		"JOIN sensor ON sensor.id = p.sensor GROUP BY p.tile ORDER BY p.start, sensor.name", "bbi",
		key(stretch, &stretch->first), stretch->size, key(stretch, &stretch->last), stretch->size, (int64_t)stretch->size);

	while (db_row(&store->db, rows))
		add_day(store, sighting, rows);
	if (memcmp(&stretch->first, &stretch->last, 16) == 0)
		sighting->unlisted_most = (uint64_t)db_number(&store->db, 0, "SELECT sum(floor) FROM temp.picked p WHERE NOT EXISTS "
			"(SELECT 1 FROM source s WHERE s.tile = p.tile AND s.addr = ?)", "b", key(stretch, &stretch->first), stretch->size);
}

/* Sources without a country are "local" by their origin. */
#define OF_COUNTRY "iif(s.country = 1 OR (s.country = 0 AND s.origin = 2), 1, s.country) = ?1"
_Static_assert(RONDA_ORIGIN_LOCAL == 2 && RONDA_COUNTRY_LOCAL == 1, "as OF_COUNTRY has them");

static int64_t country_number(const char *country)
{
	return strcmp(country, "local") == 0 ? RONDA_COUNTRY_LOCAL : strcmp(country, "unknown") == 0 ? 0 :
		ronda_country_parse(country);
}

/* A country's days have their exact total, whoever made it. */
static void days_of_country(struct store *store, const char *country, struct store_sighting *sighting)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT p.start, sensor.name, c.value, " SUMS "FROM temp.picked p JOIN count c ON "
		"c.tile = p.tile AND c.name = (SELECT id FROM name WHERE kind = 2 AND text = ?2) JOIN sensor ON sensor.id = p.sensor "
		"LEFT JOIN source s ON s.tile = p.tile AND " OF_COUNTRY " GROUP BY p.tile ORDER BY p.start, sensor.name", "it",
		country_number(country), country);

	while (db_row(&store->db, rows))
		add_day(store, sighting, rows);
}

static void rank_prefix(struct store *store, const struct stretch *stretch)
{
	db_do(&store->db, "INSERT INTO temp.ranked SELECT addr, bits, sum(attempts), sum(packets), max(verified), 0 FROM temp.picked "
		"CROSS JOIN source ON source.tile = picked.tile AND addr >= ?1 AND addr <= ?2 AND length(addr) = ?3 GROUP BY addr, bits",
		"bbi", key(stretch, &stretch->first), stretch->size, key(stretch, &stretch->last), stretch->size,
		(int64_t)stretch->size);
}

static void rank_country(struct store *store, const char *country)
{
	db_do(&store->db, "INSERT INTO temp.ranked SELECT addr, bits, sum(attempts), sum(packets), max(verified), 0 FROM temp.picked "
		"CROSS JOIN source s ON s.tile = picked.tile WHERE " OF_COUNTRY " GROUP BY addr, bits", "i",
		country_number(country));
}

static void look(struct store *store, const struct store_query *query, const struct store_lookup *what,
	struct store_sighting *sighting)
{
	struct stretch stretch = stretch_of(&what->prefix);
	struct totals *totals = store_room(store, 1, sizeof *totals);

	db_do(&store->db, "DELETE FROM temp.ranked", "");
	if (what->country[0]) {
		days_of_country(store, what->country, sighting);
		rank_country(store, what->country);
	} else {
		days_of_prefix(store, &stretch, sighting);
		rank_prefix(store, &stretch);
	}
	sighting->sources_all = (uint64_t)db_number(&store->db, 0, "SELECT count(*) FROM temp.ranked", "");
	if (totals) {
		totals->s.attempts.total = UINT64_MAX;
		top_of_ranked(store, query, totals);
		sighting->source = totals->s.sources.top;
		sighting->sources = totals->s.sources.top_count;
	}
	db_do(&store->db, "DELETE FROM temp.ranked", "");
	free(totals);
}

int store_look(struct store *store, const struct store_query *query, const struct store_lookup *what,
	struct store_sighting **answer, struct ronda_error *error)
{
	struct store_sighting *sighting;
	struct pick range;

	*answer = NULL;
	db_begin(&store->db, false);
	sighting = store_room(store, 1, sizeof *sighting);
	meta_read(store);
	pick_sensors(store, query);
	range = pick_range(store, query);
	if (sighting) {
		pick_days(store, &range);
		look(store, query, what, sighting);
	}
	db_end(&store->db);
	if (store->db.failed) {
		store_sighting_destroy(sighting);
		return store_tell(store, error);
	}
	*answer = sighting;
	return 0;
}

void store_sighting_destroy(struct store_sighting *sighting)
{
	if (!sighting)
		return;
	for (size_t i = 0; i < sighting->days; i++)
		free(sighting->day[i].sensor);
	free(sighting->day);
	free(sighting->source);
	free(sighting);
}
