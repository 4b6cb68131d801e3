/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/inside.h"

#include "store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000 };

int store_tell(const struct store *store, struct ronda_error *error)
{
	if (store->db.failed && error)
		*error = store->db.error;
	return store->db.failed;
}

/*
 * WAL: readers and the writer do not wait for each other. synchronous FULL: what store_add() said it added
 * outlives a power cut. Space that pruning frees goes back to the disk bit by bit.
 */
static void prepare(struct store *store)
{
	struct db *db = &store->db;

	sqlite3_busy_timeout(db->sql, PATIENCE_MS);
	db_script(db, "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000; PRAGMA trusted_schema = OFF;");
	schema_examine(db, store->writes);
	if (store->writes) {
		if (db_number(db, 0, "SELECT count(*) FROM sqlite_schema", "") == 0)
			db_script(db, "PRAGMA auto_vacuum = INCREMENTAL");
		db_script(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216;");
		schema_upgrade(db);
		if (!db->failed) {
			db_begin(db, true);
			numbers_find(&store->numbers, db, true);
			meta_init(store);
			db_end(db);
		}
	} else {
		numbers_find(&store->numbers, db, false);
	}
	db_script(db, "CREATE TEMP TABLE wanted(sensor INTEGER PRIMARY KEY);"
		"CREATE TEMP TABLE picked(tile INTEGER PRIMARY KEY, sensor INTEGER, start INTEGER, floor INTEGER);"
		"CREATE TEMP TABLE lesser(name TEXT PRIMARY KEY);"
		"CREATE TEMP TABLE omitted(id INTEGER PRIMARY KEY, counted INTEGER);");
	top_prepare(store);
}

static void know_file(struct store *store)
{
	struct stat now;

	if (stat(store->db.file, &now) < 0)
		return;
	store->device = now.st_dev;
	store->inode = now.st_ino;
}

/*
 * In a folder where nothing can be written, SQLite cannot make what readers and a writer share; where there is no
 * log of a writer either, there is nothing to share.
 */
static bool open_as_still(struct store *store, const char *file)
{
	char *uri = NULL, log[PATH_MAX];
	struct stat there;
	sqlite3 *still = NULL;
	int result;

	snprintf(log, sizeof log, "%.4000s-wal", file);
	if (stat(file, &there) < 0 || (stat(log, &there) == 0 && there.st_size) || strpbrk(file, "?#%"))
		return false;
	if (asprintf(&uri, "file:%s?immutable=1", file) < 0)
		return false;
	result = sqlite3_open_v2(uri, &still, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE |
		SQLITE_OPEN_NOMUTEX, NULL);
	free(uri);
	if (result != SQLITE_OK) {
		sqlite3_close(still);
		return false;
	}
	db_switch(&store->db, still);
	return true;
}

/* Addresses are personal data: a new file is for its owner and group. SQLite gives the files beside it the same. */
static void make_private(const char *file)
{
	int fd = open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0640);

	if (fd >= 0)
		close(fd);
}

static void open_file(struct store *store, const char *file)
{
	int flags = store->writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;

	if (store->writes)
		make_private(file);
	if (db_open(&store->db, file, flags) < 0)
		return;
	if (store->writes && sqlite3_db_readonly(store->db.sql, "main") == 1)
		db_fail(&store->db, -EACCES, "store \"%.200s\" can only be read here: its disk or its permissions do not let "
			"ronda write", file);
	prepare(store);
	if (store->db.failed == -ENOENT && !store->writes && open_as_still(store, file))
		prepare(store);
}

int store_open(struct store **store, const char *file, enum store_mode mode, struct ronda_error *error)
{
	struct store *new = calloc(1, sizeof *new);

	*store = NULL;
	if (!new)
		return ronda_fail(error, -ENOMEM, "memory is too short to open the store");
	new->writes = mode == STORE_WRITE;
	numbers_init(&new->numbers);
	open_file(new, file);
	if (new->db.failed) {
		int failed = store_tell(new, error);

		store_close(new);
		return failed;
	}
	know_file(new);
	*store = new;
	return 0;
}

bool store_is_there(const struct store *store)
{
	struct stat now;

	return stat(store->db.file, &now) == 0 && now.st_dev == store->device && now.st_ino == store->inode;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	db_close(&store->db);
	free(store);
}

void store_set_patience(struct store *store, int milliseconds)
{
	sqlite3_busy_timeout(store->db.sql, milliseconds);
}

void store_limit_pages(struct store *store, int pages)
{
	char text[64];

	snprintf(text, sizeof text, "PRAGMA max_page_count = %d", pages);
	sqlite3_exec(store->db.sql, text, NULL, NULL, NULL);
}

struct ronda_addr addr_read(sqlite3_stmt *statement, int column)
{
	const void *bytes = sqlite3_column_blob(statement, column);
	int size = sqlite3_column_bytes(statement, column);

	if (bytes && size == 4)
		return ronda_addr_v4(bytes);
	return bytes && size == 16 ? ronda_addr_v6(bytes) : (struct ronda_addr){ 0 };
}

void *store_room(struct store *store, size_t count, size_t size)
{
	void *items = store->db.failed ? NULL : calloc(count ? count : 1, size);

	if (!items)
		db_fail(&store->db, -ENOMEM, "memory is too short to read the store");
	return items;
}

bool store_grow(struct store *store, void *items, size_t count, size_t size)
{
	void *old, *larger;

	if (count & (count - 1) && count)
		return true;
	memcpy(&old, items, sizeof old);
	larger = reallocarray(old, count ? 2 * count : 1, size);
	if (!larger) {
		db_fail(&store->db, -ENOMEM, "memory is too short to read the store");
		return false;
	}
	memcpy(items, &larger, sizeof larger);
	memset((char *)larger + count * size, 0, (count ? count : 1) * size);
	return true;
}
