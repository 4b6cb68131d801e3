/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db.h - SQLite in few words. A failure stays: after it every call does nothing and finds nothing, until
 * db_begin(), so that a caller looks at db->failed once, at the end.
 */
#pragma once
#include <ronda/error.h>

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DB_STATEMENTS = 160 };

struct db {
	sqlite3 *sql;
	char *file;
	int failed;                /* 0 or a negative errno, the first one */
	struct ronda_error error;  /* what it was, for a person */
	struct {
		const char *text;
		sqlite3_stmt *statement;
	} kept[DB_STATEMENTS];     /* prepared once; told apart by the address of their text */
	size_t kept_count;
};

int db_open(struct db *db, const char *file, int flags);
void db_close(struct db *db);
/* Takes another connection to the same file instead, as new: with no failure. */
void db_switch(struct db *db, sqlite3 *sql);

/* Notes that SQLite, or we, failed; returns db->failed. */
int db_fail(struct db *db, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int db_fail_as_told(struct db *db); /* by SQLite */

/* Statements without parameters or rows, several in one text. */
void db_script(struct db *db, const char *text);

/*
 * A statement, which must be a string literal, with its parameters: i an int64_t, t a text or NULL,
 * b a const void * and its size_t. NULL after a failure.
 */
sqlite3_stmt *db_ask(struct db *db, const char *text, const char *types, ...);
bool db_row(struct db *db, sqlite3_stmt *statement); /* the next row is there */
/* Asks and expects no row; how many rows it changed. */
int64_t db_do(struct db *db, const char *text, const char *types, ...);
/* The first column of the first row, or `otherwise`. */
int64_t db_number(struct db *db, int64_t otherwise, const char *text, const char *types, ...);

/* A transaction that writes, or a reader's still picture. Both forget an old failure. */
void db_begin(struct db *db, bool to_write);
/* Commits, or rolls back after a failure; returns db->failed. */
int db_end(struct db *db);
void db_rollback(struct db *db);

static inline int64_t db_int(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_int64(statement, column);
}

static inline uint64_t db_count(sqlite3_stmt *statement, int column)
{
	return (uint64_t)sqlite3_column_int64(statement, column);
}

/*
 * A file may be damaged, or somebody's trick: what is read from it is in its range, or the handle fails and the
 * value is a harmless one.
 */
uint64_t db_time(struct db *db, sqlite3_stmt *statement, int column);                /* ns, up to 2553 */
unsigned db_below(struct db *db, sqlite3_stmt *statement, int column, unsigned end); /* 0..end-1 */
/* The text, borrowed until the next row; "" for none. */
const char *db_text(sqlite3_stmt *statement, int column);
/* A copy for the caller to free(); NULL when memory is short, which db->failed tells; so it does when there is no text. */
char *db_copy(struct db *db, sqlite3_stmt *statement, int column);
/* The same, but NULL when there is no text. */
char *db_copy_any(struct db *db, sqlite3_stmt *statement, int column);
int db_fail_as_damaged(struct db *db, const char *what);
