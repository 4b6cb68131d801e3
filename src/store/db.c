/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/db.h"

#include "base/stamp.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int code_of(int result)
{
	switch (result & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return -EACCES;
	case SQLITE_CANTOPEN:
		return -ENOENT;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EBADMSG;
	case SQLITE_NOMEM:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

/* What to do about it. */
static const char *advice_of(int code)
{
	switch (code) {
	case -EBUSY:
		return "; another process is writing to it";
	case -ENOSPC:
		return "; make room on its disk";
	case -EBADMSG:
		return "; it is no store, or damaged: see ronda store check";
	default:
		return "";
	}
}

int db_fail(struct db *db, int code, const char *format, ...)
{
	va_list args;

	if (db->failed)
		return db->failed;
	db->failed = code;
	va_start(args, format);
	vsnprintf(db->error.text, sizeof db->error.text, format, args);
	va_end(args);
	return code;
}

int db_fail_as_told(struct db *db)
{
	int code = code_of(sqlite3_extended_errcode(db->sql)), on_system = sqlite3_system_errno(db->sql);
	bool says_more = (code == -ENOENT || code == -EIO) && on_system;

	if (code == -ENOENT && on_system == EACCES)
		code = -EACCES;
	if (code == -EIO && on_system == ENOSPC)
		code = -ENOSPC;
	return db_fail(db, code, "store \"%.200s\": %.150s%s", db->file,
		says_more ? strerror(on_system) : sqlite3_errmsg(db->sql), advice_of(code));
}

int db_open(struct db *db, const char *file, int flags)
{
	*db = (struct db){ .file = strdup(file) };
	if (!db->file)
		return db_fail(db, -ENOMEM, "memory is too short to open the store");
	if (sqlite3_open_v2(file, &db->sql, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return db->sql ? db_fail_as_told(db) : db_fail(db, -ENOMEM, "memory is too short to open the store");
	return 0;
}

static void finish(struct db *db)
{
	for (size_t i = 0; i < db->kept_count; i++)
		sqlite3_finalize(db->kept[i].statement);
	db->kept_count = 0;
	sqlite3_close(db->sql);
}

void db_close(struct db *db)
{
	finish(db);
	free(db->file);
}

void db_switch(struct db *db, sqlite3 *sql)
{
	finish(db);
	db->sql = sql;
	db->failed = 0;
	db->error.text[0] = '\0';
}

void db_script(struct db *db, const char *text)
{
	if (!db->failed && sqlite3_exec(db->sql, text, NULL, NULL, NULL) != SQLITE_OK)
		db_fail_as_told(db);
}

static sqlite3_stmt *prepared(struct db *db, const char *text)
{
	for (size_t i = 0; i < db->kept_count; i++)
		if (db->kept[i].text == text) {
			sqlite3_reset(db->kept[i].statement);
			return db->kept[i].statement;
		}
	if (db->kept_count == DB_STATEMENTS) {
		db_fail(db, -ENOMEM, "too many statements");
		return NULL;
	}

	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v3(db->sql, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
		db_fail_as_told(db);
		return NULL;
	}
	db->kept[db->kept_count].text = text;
	db->kept[db->kept_count++].statement = statement;
	return statement;
}

static sqlite3_stmt *ask(struct db *db, const char *text, const char *types, va_list args)
{
	sqlite3_stmt *statement = db->failed ? NULL : prepared(db, text);
	int result = SQLITE_OK;

	for (int i = 0; statement && types[i]; i++) {
		if (types[i] == 'i') {
			result |= sqlite3_bind_int64(statement, i + 1, va_arg(args, int64_t));
		} else if (types[i] == 't') {
			result |= sqlite3_bind_text(statement, i + 1, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
		} else {
			const void *bytes = va_arg(args, const void *);

			result |= sqlite3_bind_blob64(statement, i + 1, bytes, va_arg(args, size_t), SQLITE_TRANSIENT);
		}
	}
	if (result != SQLITE_OK)
		db_fail_as_told(db);
	return db->failed ? NULL : statement;
}

sqlite3_stmt *db_ask(struct db *db, const char *text, const char *types, ...)
{
	va_list args;
	sqlite3_stmt *statement;

	va_start(args, types);
	statement = ask(db, text, types, args);
	va_end(args);
	return statement;
}

bool db_row(struct db *db, sqlite3_stmt *statement)
{
	int result = db->failed || !statement ? SQLITE_DONE : sqlite3_step(statement);

	if (result == SQLITE_ROW)
		return true;
	if (result != SQLITE_DONE)
		db_fail_as_told(db);
	if (statement)
		sqlite3_reset(statement);
	return false;
}

int64_t db_do(struct db *db, const char *text, const char *types, ...)
{
	va_list args;
	sqlite3_stmt *statement;

	va_start(args, types);
	statement = ask(db, text, types, args);
	va_end(args);
	if (!statement)
		return 0;
	while (db_row(db, statement))
		;
	return sqlite3_changes64(db->sql);
}

int64_t db_number(struct db *db, int64_t otherwise, const char *text, const char *types, ...)
{
	va_list args;
	sqlite3_stmt *statement;
	int64_t number = otherwise;

	va_start(args, types);
	statement = ask(db, text, types, args);
	va_end(args);
	if (db_row(db, statement) && sqlite3_column_type(statement, 0) != SQLITE_NULL)
		number = db_int(statement, 0);
	if (statement)
		sqlite3_reset(statement);
	return number;
}

/* A statement that somebody read only the beginning of would hold on to the picture of then. */
static void let_go(struct db *db)
{
	for (size_t i = 0; i < db->kept_count; i++)
		sqlite3_reset(db->kept[i].statement);
}

void db_begin(struct db *db, bool to_write)
{
	let_go(db);
	db->failed = 0;
	db->error.text[0] = '\0';
	if (!sqlite3_get_autocommit(db->sql)) /* a rollback that failed, once */
		sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
	db_script(db, to_write ? "BEGIN IMMEDIATE" : "BEGIN");
}

void db_rollback(struct db *db)
{
	let_go(db);
	if (!sqlite3_get_autocommit(db->sql))
		sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
}

int db_end(struct db *db)
{
	let_go(db);
	db_script(db, "COMMIT");
	if (db->failed)
		db_rollback(db);
	return db->failed;
}

int db_fail_as_damaged(struct db *db, const char *what)
{
	return db_fail(db, -EBADMSG, "store \"%.200s\": %s is damaged; see ronda store check", db->file, what);
}

uint64_t db_time(struct db *db, sqlite3_stmt *statement, int column)
{
	int64_t ns = db_int(statement, column);

	if (ns >= 0 && (uint64_t)ns < STAMP_END_NS)
		return (uint64_t)ns;
	db_fail_as_damaged(db, "a time");
	return 0;
}

unsigned db_below(struct db *db, sqlite3_stmt *statement, int column, unsigned end)
{
	int64_t value = db_int(statement, column);

	if (value >= 0 && value < end)
		return (unsigned)value;
	db_fail_as_damaged(db, "a number");
	return 0;
}

const char *db_text(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	return text ? text : "";
}

char *db_copy_any(struct db *db, sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		db_fail(db, -ENOMEM, "memory is too short to read the store");
	return copy;
}

char *db_copy(struct db *db, sqlite3_stmt *statement, int column)
{
	char *copy = db_copy_any(db, statement, column);

	if (!copy)
		db_fail_as_damaged(db, "a text");
	return copy;
}
