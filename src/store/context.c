/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/inside.h"

#include <jansson.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *write_context(const struct ronda_summary *summary)
{
	json_t *scope = json_array(), *settings = json_object();
	json_t *whole = json_pack("{so so s{ss? ss? sI}}", "scope", scope, "settings", settings, "geoip", "file",
		summary->geoip.file, "type", summary->geoip.type, "built", (json_int_t)summary->geoip.built_seconds);
	bool failed = !whole;

	for (size_t i = 0; i < summary->scope_count; i++)
		failed |= json_array_append_new(scope, json_string(summary->scope[i])) < 0;
	for (size_t i = 0; i < summary->settings_count; i++)
		failed |= json_object_set_new(settings, summary->settings[i].name,
			json_string(summary->settings[i].value)) < 0;

	char *text = failed ? NULL : json_dumps(whole, JSON_SORT_KEYS | JSON_COMPACT);

	json_decref(whole);
	return text;
}

void context_add(struct store *store, int64_t tile, const struct ronda_summary *summary)
{
	char *text = write_context(summary);

	if (!text)
		db_fail(&store->db, -ENOMEM, "memory is too short to write to the store");
	db_do(&store->db, "INSERT OR IGNORE INTO context(text) VALUES (?)", "t", text);
	db_do(&store->db, "INSERT OR IGNORE INTO tile_context SELECT ?, id FROM context WHERE text = ?", "it", tile, text);
	free(text);
}

static char *copy(struct store *store, const json_t *text)
{
	char *value = json_is_string(text) ? strdup(json_string_value(text)) : NULL;

	if (json_is_string(text) && !value)
		db_fail(&store->db, -ENOMEM, "memory is too short to read the store");
	return value;
}

static void fill(struct store *store, struct ronda_summary *summary, json_t *whole)
{
	json_t *scope = json_object_get(whole, "scope"), *settings = json_object_get(whole, "settings");
	json_t *geoip = json_object_get(whole, "geoip"), *value;
	const char *name;
	size_t i;

	summary->geoip.file = copy(store, json_object_get(geoip, "file"));
	summary->geoip.type = copy(store, json_object_get(geoip, "type"));
	summary->geoip.built_seconds = (uint64_t)json_integer_value(json_object_get(geoip, "built"));
	summary->scope = store_room(store, json_array_size(scope), sizeof *summary->scope);
	summary->settings = store_room(store, json_object_size(settings), sizeof *summary->settings);
	if (store->db.failed)
		return;
	json_array_foreach(scope, i, value)
		summary->scope[summary->scope_count++] = copy(store, value);
	json_object_foreach(settings, name, value)
		summary->settings[summary->settings_count++] = (struct ronda_setting){ strdup(name), copy(store, value) };
	for (i = 0; i < summary->settings_count; i++)
		if (!summary->settings[i].name)
			db_fail(&store->db, -ENOMEM, "memory is too short to read the store");
}

struct ronda_summary *context_read(struct store *store, const char *text)
{
	struct ronda_summary *summary = store_room(store, 1, sizeof *summary);
	json_t *whole = json_loads(text, 0, NULL);

	if (!json_is_object(whole))
		db_fail_as_damaged(&store->db, "a context");
	else if (summary)
		fill(store, summary, whole);
	json_decref(whole);
	return summary;
}
