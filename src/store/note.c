/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/inside.h"

#include <errno.h>
#include <stdlib.h>

enum { NOTES_MOST = 1000 };

void notes_read(struct store *store, const struct store_query *query, struct store_result *result)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT id, start_ns, end_ns, site, kind, text FROM note WHERE end_ns >= ? AND "
		"start_ns < ? ORDER BY start_ns, id LIMIT ?", "iii", (int64_t)query->from_ns,
		query->to_ns ? (int64_t)query->to_ns : INT64_MAX, (int64_t)NOTES_MOST);

	while (db_row(&store->db, rows) &&
	       store_grow(store, &result->notes, result->notes_count, sizeof *result->notes))
		result->notes[result->notes_count++] = (struct store_note){ db_int(rows, 0), db_time(&store->db, rows, 1),
			db_time(&store->db, rows, 2), db_copy_any(&store->db, rows, 3), db_copy(&store->db, rows, 4), db_copy(&store->db, rows, 5) };
}

int store_notes(struct store *store, const struct store_query *query, struct store_result **answer,
	struct ronda_error *error)
{
	struct store_result *result;

	*answer = NULL;
	db_begin(&store->db, false);
	result = store_room(store, 1, sizeof *result);
	if (result)
		notes_read(store, query, result);
	db_end(&store->db);
	if (store->db.failed)
		store_result_destroy(result);
	else
		*answer = result;
	return store_tell(store, error);
}

int store_note_add(struct store *store, const struct store_note *note, int64_t *id, struct ronda_error *error)
{
	db_begin(&store->db, true);
	db_do(&store->db, "INSERT INTO note(start_ns, end_ns, site, kind, text) VALUES (?, ?, ?, ?, ?)", "iittt",
		(int64_t)note->start_ns, (int64_t)note->end_ns, note->site, note->kind, note->text);
	*id = sqlite3_last_insert_rowid(store->db.sql);
	db_end(&store->db);
	return store_tell(store, error);
}

int store_note_remove(struct store *store, int64_t id, struct ronda_error *error)
{
	db_begin(&store->db, true);
	if (db_do(&store->db, "DELETE FROM note WHERE id = ?", "i", id) == 0)
		db_fail(&store->db, -ENOENT, "store \"%.200s\" has no note %lld; see: ronda note list", store->db.file,
			(long long)id);
	db_end(&store->db);
	return store_tell(store, error);
}
