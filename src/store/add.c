/* SPDX-License-Identifier: BSD-2-Clause */
/* One summary into a minute, an hour and a day, each of which is then the sum of all that began in it. */
#include "store/inside.h"

#include "base/stamp.h"
#include "summary/shape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TROUBLE_LINES = 16 };

/* One summary on its way in. */
struct arrival {
	struct store *store;
	const struct ronda_summary *summary;
	struct totals totals;
	int64_t sensor;         /* its id */
	int64_t counted;        /* the minute it begins in */
	uint64_t source_floor;  /* no source that it does not list made more attempts */
};

static struct db *db_of(struct arrival *arrival)
{
	return &arrival->store->db;
}

static int64_t sensor_id(struct db *db, const char *name)
{
	db_do(db, "INSERT OR IGNORE INTO sensor(name) VALUES (?)", "t", name);
	return db_number(db, 0, "SELECT id FROM sensor WHERE name = ?", "t", name);
}

/* A store is one country's; domestic and foreign of two could not be added up. */
static int check_home(struct arrival *arrival, struct ronda_error *error)
{
	struct store *store = arrival->store;
	char ours[8], theirs[8];

	if (store->home < 0)
		meta_set(store, "home", arrival->summary->home);
	if (store->home < 0 || store->home == arrival->summary->home)
		return 0;
	ronda_fail(error, 0, "the home country of this summary is %s, that of store \"%.150s\" %s, so domestic and foreign "
		"cannot be added up; use a store of its own for it", ronda_country_format(arrival->summary->home, theirs),
		store->db.file, ronda_country_format((ronda_country)store->home, ours));
	return STORE_REFUSED;
}

/* The period that begins last of those up to `start_ns`, or else the first that begins before `end_ns`: periods
 * do not overlap, so that one alone may stand in the way. */
static sqlite3_stmt *find_near(struct db *db, const struct ronda_part *part, bool before)
{
	return before ? db_ask(db, "SELECT start_ns, end_ns, whole FROM part WHERE sensor = (SELECT id FROM sensor WHERE name = ?) "
		"AND start_ns <= ? ORDER BY start_ns DESC LIMIT 1", "ti", part->sensor, (int64_t)part->start_ns) :
		db_ask(db, "SELECT start_ns, end_ns, whole FROM part WHERE sensor = (SELECT id FROM sensor WHERE name = ?) "
		"AND start_ns > ? AND start_ns < ? ORDER BY start_ns LIMIT 1", "tii", part->sensor, (int64_t)part->start_ns,
		(int64_t)part->end_ns);
}

/* Is this period in the store, or does it share time with one that is? */
static int examine_part(struct arrival *arrival, const struct ronda_part *part, struct ronda_error *error)
{
	struct db *db = db_of(arrival);
	uint64_t start_ns = 0, end_ns = 0;
	char text[4][STAMP_TEXT];
	bool whole = true, found = false;

	for (int before = 1; before >= 0 && !found; before--) {
		sqlite3_stmt *row = find_near(db, part, before);

		if (!db_row(db, row))
			continue;
		start_ns = db_count(row, 0);
		end_ns = db_count(row, 1);
		whole = db_int(row, 2);
		found = end_ns > part->start_ns || start_ns == part->start_ns;
		sqlite3_reset(row);
	}
	if (!found)
		return 0;
	if (start_ns == part->start_ns && end_ns == part->end_ns)
		return STORE_KNOWN;
	if (!whole && start_ns <= part->start_ns && part->end_ns <= end_ns)
		return STORE_KNOWN; /* one of several that were joined since */
	ronda_fail(error, 0, "sensor \"%.60s\" from %s to %s overlaps what store \"%.100s\" has of it, %s to %s; nothing is "
		"counted twice, so it is not added. If it is another sensor's, give it a name of its own: --sensor NAME",
		part->sensor, stamp_format(part->start_ns, text[0]), stamp_format(part->end_ns, text[1]), db->file,
		stamp_format(start_ns, text[2]), stamp_format(end_ns, text[3]));
	return STORE_REFUSED;
}

static int examine_parts(struct arrival *arrival, struct ronda_error *error)
{
	const struct ronda_summary *summary = arrival->summary;
	size_t known = 0;

	for (size_t i = 0; i < summary->parts_count && !db_of(arrival)->failed; i++) {
		int outcome = examine_part(arrival, &summary->parts[i], error);

		if (outcome == STORE_REFUSED)
			return outcome;
		known += outcome == STORE_KNOWN;
	}
	if (known == 0 || known == summary->parts_count)
		return known ? STORE_KNOWN : 0;
	ronda_fail(error, 0, "%zu of the %zu parts of this summary are in store \"%.200s\" already, and a sum cannot be "
		"taken apart; add the summaries that it was made of instead", known, summary->parts_count, db_of(arrival)->file);
	return STORE_REFUSED;
}

static void add_parts(struct arrival *arrival)
{
	const struct ronda_summary *summary = arrival->summary;

	for (size_t i = 0; i < summary->parts_count; i++)
		db_do(db_of(arrival), "INSERT INTO part VALUES (?, ?, ?, ?, ?, 1, ?)", "iiiiii",
			sensor_id(db_of(arrival), summary->parts[i].sensor), (int64_t)summary->parts[i].start_ns,
			(int64_t)summary->parts[i].end_ns, (int64_t)summary->parts[i].up_seconds, arrival->counted, arrival->sensor);
}

static int64_t find_tile(struct arrival *arrival, enum grain grain)
{
	int64_t start = grain_start(arrival->store, grain, arrival->counted);

	db_do(db_of(arrival), "INSERT OR IGNORE INTO tile(grain, start, sensor) VALUES (?, ?, ?)", "iii", (int64_t)grain,
		start, arrival->sensor);
	return db_number(db_of(arrival), 0, "SELECT id FROM tile WHERE grain = ? AND start = ? AND sensor = ?", "iii",
		(int64_t)grain, start, arrival->sensor);
}

static void add_numbers(struct arrival *arrival, int64_t tile, bool series_only)
{
	const struct numbers *numbers = &arrival->store->numbers;

	for (size_t i = 0; i < numbers->count; i++) {
		const struct number *number = &numbers->number[i];
		uint64_t value = *number_of(number, &arrival->totals);

		if (!value || (series_only && !number->of_series))
			continue;
		if (number->kind == NAME_MOST)
			db_do(db_of(arrival), "INSERT INTO count VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
				"value = max(value, excluded.value)", "iii", tile, number->id, (int64_t)value);
		else
			db_do(db_of(arrival), "INSERT INTO count VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
				"value = value + excluded.value", "iii", tile, number->id, (int64_t)value);
	}
}

static void add_countries(struct arrival *arrival, int64_t tile)
{
	const struct ronda_rows *rows = &arrival->summary->attempts.by_country;

	for (size_t i = 0; i < rows->count; i++)
		db_do(db_of(arrival), "INSERT INTO count VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
			"value = value + excluded.value", "iii", tile,
			numbers_country(&arrival->store->numbers, db_of(arrival), rows->row[i].name),
			(int64_t)rows->row[i].count);
}

static void add_hours(struct arrival *arrival, int64_t tile)
{
	const struct ronda_rows *rows = &arrival->summary->attempts.by_hour;
	uint64_t ns;

	for (size_t i = 0; i < rows->count; i++)
		if (stamp_parse(&ns, rows->row[i].name, NULL) == 0)
			db_do(db_of(arrival), "INSERT INTO hour VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
				"attempts = attempts + excluded.attempts", "iii", tile, (int64_t)(ns / SECOND / HOUR_SECONDS),
				(int64_t)rows->row[i].count);
}

static void add_sites(struct arrival *arrival, int64_t tile)
{
	const struct ronda_class_rows *rows = &arrival->summary->attempts.by_site_class;

	for (size_t i = 0; i < rows->count; i++) {
		const uint64_t *of = rows->row[i].by_class;
		struct ronda_addr addr;
		bool numeric = ronda_addr_parse(&addr, rows->row[i].name, NULL) == 0;

		db_do(db_of(arrival), "INSERT INTO site VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
			"probe = probe + excluded.probe, stealth = stealth + excluded.stealth, login = login + excluded.login, "
			"web = web + excluded.web, tls = tls + excluded.tls, exploit = exploit + excluded.exploit",
			"itiiiiiii", tile, rows->row[i].name, (int64_t)numeric, (int64_t)of[0], (int64_t)of[1], (int64_t)of[2],
			(int64_t)of[3], (int64_t)of[4], (int64_t)of[5]);
	}
}

/* Only those with an attempt: a visitor's address is nobody's business. */
static bool is_kept(const struct ronda_source *source)
{
	return source->attempts || source->attempts_error;
}

/* The most attempts that a source from `at` on in the list, or beyond it, may have made. */
static int64_t highest_from(const struct ronda_summary *summary, size_t at, int64_t highest)
{
	for (; at < summary->sources.top_count; at++) {
		int64_t attempts = (int64_t)(summary->sources.top[at].attempts + summary->sources.top[at].attempts_error);

		highest = highest > attempts ? highest : attempts;
	}
	return highest;
}

static void cut_once(struct arrival *arrival, int64_t tile)
{
	db_do(db_of(arrival), "INSERT INTO count SELECT ?, id, 1 FROM name WHERE kind = 0 AND text = 'cut' ON CONFLICT DO UPDATE "
		"SET value = value + 1", "i", tile);
}

/*
 * A source that is new to the tile may have been there before and have lost its place: its error is then what
 * the tile's floor says. And one that the summary does not list may have been in it, up to the summary's own
 * floor, which all get first and those that are listed give back.
 */
static void add_sources(struct arrival *arrival, int64_t tile, enum grain grain)
{
	static const size_t most[GRAINS] = { STORE_SOURCES_OF_MINUTE, STORE_SOURCES_OF_HOUR, STORE_SOURCES_OF_DAY };
	const struct ronda_summary *summary = arrival->summary;
	struct db *db = db_of(arrival);
	int64_t tile_floor = db_number(db, 0, "SELECT floor FROM tile WHERE id = ?", "i", tile);
	int64_t floor = (int64_t)arrival->source_floor;
	size_t count = summary->sources.top_count;

	/* Of a long list only what could stay, so that a flood of sources costs no more than a day of them. */
	if (count > most[grain]) {
		count = most[grain];
		floor = highest_from(summary, count, floor);
		cut_once(arrival, tile);
	}

	if (floor) {
		db_do(db, "UPDATE source SET attempts_error = attempts_error + ? WHERE tile = ?", "ii", floor, tile);
		db_do(db, "UPDATE tile SET floor = floor + ? WHERE id = ?", "ii", floor, tile);
	}
	for (size_t i = 0; i < count; i++) {
		const struct ronda_source *source = &summary->sources.top[i];
		const uint64_t *of = source->by_class;

		if (!is_kept(source))
			continue;
		db_do(db, "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
			"ON CONFLICT DO UPDATE SET attempts = attempts + excluded.attempts, packets = packets + excluded.packets, "
			"verified = max(verified, excluded.verified), "
			"attempts_error = attempts_error + excluded.attempts_error - ?, "
			"probe = probe + excluded.probe, stealth = stealth + excluded.stealth, login = login + excluded.login, "
			"web = web + excluded.web, tls = tls + excluded.tls, exploit = exploit + excluded.exploit, "
			"bytes = bytes + excluded.bytes, targets = max(targets, excluded.targets), ports = max(ports, excluded.ports), "
			"country = iif((excluded.last_ns, excluded.country, excluded.origin) > (last_ns, country, origin), "
				"excluded.country, country), "
			"origin = iif((excluded.last_ns, excluded.country, excluded.origin) > (last_ns, country, origin), "
				"excluded.origin, origin), "
			"first_ns = min(first_ns, excluded.first_ns), last_ns = max(last_ns, excluded.last_ns)",
			"ibiiiiiiiiiiiiiiiiiii", tile, addr_bytes(&source->addr), addr_size(&source->addr),
			(int64_t)source->prefix_bits, (int64_t)source->attempts, (int64_t)source->packets,
			(int64_t)source->verified, (int64_t)source->attempts_error + tile_floor, (int64_t)of[0], (int64_t)of[1],
			(int64_t)of[2], (int64_t)of[3], (int64_t)of[4], (int64_t)of[5], (int64_t)source->bytes,
			(int64_t)source->targets, (int64_t)source->ports, (int64_t)source->first_seen_ns,
			(int64_t)source->last_seen_ns, (int64_t)source->country, (int64_t)source->origin,
			floor + tile_floor);
	}
}

/* Of two rows of one flood the later end's word counts; ends: 2 spoofed, 1 ongoing. */
static void add_floods(struct arrival *arrival, int64_t tile)
{
	const struct ronda_summary *summary = arrival->summary;

	for (size_t i = 0; i < summary->floods_count; i++) {
		const struct ronda_flood *flood = &summary->floods[i];

		db_do(db_of(arrival), "INSERT INTO flood VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
			"ON CONFLICT DO UPDATE SET "
			"ends = iif((excluded.end_ns, excluded.ends) > (end_ns, ends), excluded.ends, ends), "
			"end_ns = max(end_ns, excluded.end_ns), packets = packets + excluded.packets, "
			"bytes = bytes + excluded.bytes, peak_packets = max(peak_packets, excluded.peak_packets), "
			"peak_bits = max(peak_bits, excluded.peak_bits), sources = max(sources, excluded.sources)",
			"iiiibiiiiiiiii", tile, (int64_t)flood->start_ns, sensor_id(db_of(arrival), flood->sensor),
			(int64_t)flood->kind, addr_bytes(&flood->target), addr_size(&flood->target), (int64_t)flood->port,
			(int64_t)flood->service, (int64_t)flood->end_ns, (int64_t)(flood->spoofed * 2 + flood->ongoing),
			(int64_t)flood->packets, (int64_t)flood->bytes, (int64_t)flood->peak_packets_per_second,
			(int64_t)flood->peak_bits_per_second, (int64_t)flood->sources);
	}
}

static void add_hostnames(struct arrival *arrival, int64_t tile)
{
	const struct ronda_summary *summary = arrival->summary;

	for (size_t i = 0; i < summary->hostnames_count; i++) {
		const struct ronda_hostname *name = &summary->hostnames[i];

		db_do(db_of(arrival), "INSERT INTO hostname VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
			"first_ns = min(first_ns, excluded.first_ns), last_ns = max(last_ns, excluded.last_ns), "
			"declared = max(declared, excluded.declared)", "itbiii", tile, name->name, addr_bytes(&name->addr),
			addr_size(&name->addr), (int64_t)name->first_seen_ns, (int64_t)name->last_seen_ns,
			(int64_t)name->declared);
	}
}

static void add_reviews(struct arrival *arrival)
{
	const struct ronda_summary *summary = arrival->summary;

	for (size_t i = 0; i < summary->review_count; i++) {
		const struct ronda_review *review = &summary->review[i];

		db_do(db_of(arrival), "INSERT INTO review(sensor, counted, time_ns, source, country, class, rule, kind, site, "
			"addr, port, line, status, response_bytes, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			"iiibiitttbitiii", arrival->sensor, arrival->counted, (int64_t)review->time_ns,
			addr_bytes(&review->source), addr_size(&review->source), (int64_t)review->country,
			(int64_t)review->class, review->rule, review->kind, review->site, addr_bytes(&review->addr),
			addr_size(&review->addr), (int64_t)review->port, review->line, (int64_t)review->status,
			(int64_t)review->response_bytes, (int64_t)review->outcome);
	}
	if (summary->review_count)
		trim_reviews(arrival->store, arrival->sensor, arrival->counted);
}

static void add_trouble(struct arrival *arrival, int64_t tile)
{
	const char *at = arrival->summary->capture.error;

	while (at && *at) {
		size_t length = strcspn(at, "\n");
		char *line = strndup(at, length);

		if (!line)
			db_fail(db_of(arrival), -ENOMEM, "memory is too short to write to the store");
		db_do(db_of(arrival), "INSERT OR IGNORE INTO trouble SELECT ?1, ?2 WHERE "
			"(SELECT count(*) FROM trouble WHERE tile = ?1) < ?3", "iti", tile, line, (int64_t)TROUBLE_LINES);
		free(line);
		at += length + (at[length] == '\n');
	}
}

static void add_detail(struct arrival *arrival, int64_t tile, enum grain grain)
{
	struct store *store = arrival->store;

	add_countries(arrival, tile);
	add_hours(arrival, tile);
	add_sites(arrival, tile);
	sketch_add(store, tile, SKETCH_SEEN, &arrival->summary->sources.seen);
	sketch_add(store, tile, SKETCH_ATTACKING, &arrival->summary->sources.attacking);
	sketch_add(store, tile, SKETCH_BACKSCATTER, &arrival->summary->backscatter.sources);
	add_sources(arrival, tile, grain);
	add_floods(arrival, tile);
	if (grain == GRAIN_DAY)
		add_hostnames(arrival, tile);
	context_add(store, tile, arrival->summary);
	add_trouble(arrival, tile);
	trim_tile(store, tile, grain);
}

/* What is older than a grain is kept is not put there; of hours the series is. */
static void add_to_tiles(struct arrival *arrival)
{
	struct store *store = arrival->store;

	for (enum grain grain = GRAIN_MINUTE; grain < GRAINS; grain++) {
		bool is_there = grain == GRAIN_DAY || grain_start(store, grain, arrival->counted) >= store->from[grain];

		if (is_there) {
			int64_t tile = find_tile(arrival, grain);

			add_numbers(arrival, tile, false);
			add_detail(arrival, tile, grain);
		} else if (grain == GRAIN_HOUR) {
			int64_t tile = find_tile(arrival, GRAIN_SERIES);

			add_numbers(arrival, tile, true);
			add_hours(arrival, tile);
		}
	}
}

static void note_newest(struct arrival *arrival)
{
	struct store *store = arrival->store;
	int64_t end = (int64_t)((arrival->summary->end_ns + SECOND - 1) / SECOND), now = (int64_t)time(NULL) + DAY_SECONDS;

	end = end < now ? end : now; /* a clock that ran ahead must not age all there is */
	if (end <= store->newest)
		return;
	store->newest = end;
	meta_set(store, "newest", end);
}

static uint64_t longest_part(const struct ronda_summary *summary)
{
	return summary->end_ns - summary->start_ns;
}

static uint64_t known_seconds(const struct ronda_summary *summary)
{
	uint64_t seconds = 0;

	for (size_t i = 0; i < summary->parts_count; i++)
		seconds += (summary->parts[i].end_ns - summary->parts[i].start_ns + SECOND / 2) / SECOND;
	return seconds;
}

static void prepare(struct arrival *arrival)
{
	const struct ronda_summary *summary = arrival->summary;
	const struct ronda_source *last = summary->sources.top_count ?
		&summary->sources.top[summary->sources.top_count - 1] : NULL;
	bool visitors_left_out = last && !is_kept(last);

	arrival->totals = (struct totals){
		.s = *summary,
		.periods = 1,
		.longest_ns = longest_part(summary),
		.known_seconds = known_seconds(summary),
		.incomplete = !summary->capture.complete,
		.one_way = summary->capture.one_way,
		.cut = !summary->sources.top_complete || visitors_left_out,
	};
	/* Most attempts come first, so nobody beyond the last one made more. Without a list there is no saying. */
	if (!summary->sources.top_complete)
		arrival->source_floor = last ? last->attempts + last->attempts_error : summary->attempts.total;
	arrival->counted = (int64_t)(summary->start_ns / SECOND / MINUTE_SECONDS * MINUTE_SECONDS);
	arrival->sensor = sensor_id(db_of(arrival), summary->sensor);
}

int store_add(struct store *store, const struct ronda_summary *summary, struct ronda_error *error)
{
	struct arrival *arrival = calloc(1, sizeof *arrival);
	int outcome;

	if (!arrival)
		return ronda_fail(error, -ENOMEM, "memory is too short to write to the store");
	arrival->store = store;
	arrival->summary = summary;
	db_begin(&store->db, true);
	meta_read(store);
	outcome = examine_parts(arrival, error);
	if (!outcome)
		outcome = check_home(arrival, error);
	if (outcome || store->db.failed) {
		db_rollback(&store->db);
	} else {
		prepare(arrival);
		add_parts(arrival);
		note_newest(arrival);
		add_to_tiles(arrival);
		add_reviews(arrival);
		keep_step(store);
		if (db_end(&store->db) < 0)
			numbers_forget(&store->numbers); /* names made just now were not */
	}
	free(arrival);
	return store->db.failed ? store_tell(store, error) : outcome;
}
