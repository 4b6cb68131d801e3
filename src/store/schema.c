/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each row is a sum under a key that names sensor and period, through its tile. A version, once
 * released, is never edited: a change is a new step at the end.
 */
#include "store/schema.h"

#include <ronda/attack.h>

#include <errno.h>
#include <stdio.h>

/* Classes are columns of site and source. A new one is a new step here, a column at the end of both, and in
 * the statements of add.c and read.c. */
_Static_assert(RONDA_CLASS_COUNT == 6, "a class without a column");

#define CLASS_COLUMNS                                                                              \
	"probe INTEGER NOT NULL, stealth INTEGER NOT NULL, login INTEGER NOT NULL, "               \
	"web INTEGER NOT NULL, tls INTEGER NOT NULL, exploit INTEGER NOT NULL, "

static const char first[] =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE sensor(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"

	/* Periods that were added; counted: the minute in which their summary begins, seconds since 1970.
	 * whole 0: several that touched, of one hour, since joined; under: the sensor of their summary, which may be
	 * several, "a+b". */
	"CREATE TABLE part(sensor INTEGER NOT NULL, start_ns INTEGER NOT NULL, end_ns INTEGER NOT NULL, "
		"up_seconds INTEGER NOT NULL, counted INTEGER NOT NULL, whole INTEGER NOT NULL, "
		"under INTEGER NOT NULL, PRIMARY KEY(sensor, start_ns)) WITHOUT ROWID;"

	/* A minute (grain 0), hour (1) or day (2) of a sensor, or an hour of which only the series is left (3);
	 * start: seconds. floor: no source that is not
	 * listed made more attempts than so many. */
	"CREATE TABLE tile(id INTEGER PRIMARY KEY, grain INTEGER NOT NULL, start INTEGER NOT NULL, "
		"sensor INTEGER NOT NULL, floor INTEGER NOT NULL DEFAULT 0, UNIQUE(grain, start, sensor));"

	"CREATE TABLE name(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE(kind, text));"
	"CREATE TABLE count(tile INTEGER NOT NULL, name INTEGER NOT NULL, value INTEGER NOT NULL, "
		"PRIMARY KEY(tile, name)) WITHOUT ROWID;"
	"CREATE TABLE hour(tile INTEGER NOT NULL, hour INTEGER NOT NULL, attempts INTEGER NOT NULL, "
		"PRIMARY KEY(tile, hour)) WITHOUT ROWID;"
	"CREATE TABLE site(tile INTEGER NOT NULL, name TEXT NOT NULL, numeric INTEGER NOT NULL, " CLASS_COLUMNS
		"PRIMARY KEY(tile, name)) WITHOUT ROWID;"
	"CREATE TABLE sketch(id INTEGER PRIMARY KEY, data BLOB NOT NULL);" /* 4 * tile + which */
	"CREATE TABLE source(tile INTEGER NOT NULL, addr BLOB NOT NULL, bits INTEGER NOT NULL, "
		"attempts INTEGER NOT NULL, packets INTEGER NOT NULL, verified INTEGER NOT NULL, "
		"attempts_error INTEGER NOT NULL, " CLASS_COLUMNS
		"bytes INTEGER NOT NULL, targets INTEGER NOT NULL, ports INTEGER NOT NULL, "
		"first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL, country INTEGER NOT NULL, origin INTEGER NOT NULL, "
		"PRIMARY KEY(tile, addr, bits)) WITHOUT ROWID;"
	"CREATE TABLE flood(tile INTEGER NOT NULL, start_ns INTEGER NOT NULL, sensor INTEGER NOT NULL, "
		"kind INTEGER NOT NULL, target BLOB NOT NULL, port INTEGER NOT NULL, service INTEGER NOT NULL, "
		"end_ns INTEGER NOT NULL, ends INTEGER NOT NULL, packets INTEGER NOT NULL, bytes INTEGER NOT NULL, "
		"peak_packets INTEGER NOT NULL, peak_bits INTEGER NOT NULL, sources INTEGER NOT NULL, "
		"PRIMARY KEY(tile, start_ns, sensor, kind, target, port, service)) WITHOUT ROWID;"
	"CREATE TABLE hostname(tile INTEGER NOT NULL, name TEXT NOT NULL, addr BLOB NOT NULL, "
		"first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL, declared INTEGER NOT NULL, "
		"PRIMARY KEY(tile, name, addr)) WITHOUT ROWID;" /* of days */
	"CREATE TABLE review(id INTEGER PRIMARY KEY, sensor INTEGER NOT NULL, counted INTEGER NOT NULL, "
		"time_ns INTEGER NOT NULL, source BLOB NOT NULL, country INTEGER NOT NULL, class INTEGER NOT NULL, "
		"rule TEXT NOT NULL, kind TEXT NOT NULL, site TEXT NOT NULL, addr BLOB NOT NULL, port INTEGER NOT NULL, "
		"line TEXT, status INTEGER NOT NULL, response_bytes INTEGER NOT NULL, outcome INTEGER NOT NULL);"
	"CREATE INDEX review_counted ON review(counted, sensor, time_ns);"
	"CREATE TABLE context(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);" /* JSON */
	"CREATE TABLE tile_context(tile INTEGER NOT NULL, context INTEGER NOT NULL, "
		"PRIMARY KEY(tile, context)) WITHOUT ROWID;"
	"CREATE TABLE trouble(tile INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(tile, text)) WITHOUT ROWID;"
	"CREATE TABLE note(id INTEGER PRIMARY KEY AUTOINCREMENT, start_ns INTEGER NOT NULL, end_ns INTEGER NOT NULL, "
		"site TEXT, kind TEXT NOT NULL, text TEXT NOT NULL);";

static const char *const steps[] = { first };

enum { VERSION = sizeof steps / sizeof *steps };

int schema_version(void)
{
	return VERSION;
}

static int64_t version_of(struct db *db)
{
	return db_number(db, 0, "PRAGMA user_version", "");
}

void schema_examine(struct db *db, bool to_write)
{
	int64_t version = version_of(db);
	int64_t tables = db_number(db, 0, "SELECT count(*) FROM sqlite_schema", "");
	bool ours = db_number(db, 0, "PRAGMA application_id", "") == SCHEMA_ID;

	if (db->failed)
		return;
	if (!ours && (tables || !to_write))
		db_fail(db, -EBADMSG, "\"%.200s\" is no store of ronda's, but %s", db->file,
			tables ? "another program's database" : "empty");
	else if (version > VERSION)
		db_fail(db, -ENOTSUP, "store \"%.200s\" is of a newer ronda (schema %lld; this one knows up to %d)",
			db->file, (long long)version, VERSION);
	else if (!to_write && version < VERSION)
		db_fail(db, -ENOTSUP, "store \"%.200s\" is of an older ronda (schema %lld, now %d); bring it up to date "
			"with: ronda store compact \"%.200s\"", db->file, (long long)version, VERSION, db->file);
}

static void step(struct db *db, const char *const script[], int64_t version)
{
	char text[64];

	db_begin(db, true);
	if (version_of(db) == version) { /* else another process was quicker */
		db_script(db, script[version]);
		snprintf(text, sizeof text, "PRAGMA user_version = %d", (int)version + 1);
		db_script(db, text);
		snprintf(text, sizeof text, "PRAGMA application_id = %d", SCHEMA_ID);
		db_script(db, text);
	}
	db_end(db);
}

void schema_climb(struct db *db, const char *const script[], int newest)
{
	int64_t version = version_of(db);

	while (!db->failed && version < newest) {
		step(db, script, version);
		version = db->failed ? newest : version_of(db);
	}
}

void schema_upgrade(struct db *db)
{
	schema_climb(db, steps, VERSION);
}
