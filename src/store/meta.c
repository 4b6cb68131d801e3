/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/inside.h"

#include "base/stamp.h"

#include <string.h>
#include <time.h>

/* What the table meta holds, each number once. */
#define META(X)                                                                                    \
	X("day_offset", day_offset, 0)                                                             \
	X("keep_minutes", keep[GRAIN_MINUTE], 7 * DAY_SECONDS)                                     \
	X("keep_hours", keep[GRAIN_HOUR], 400 * DAY_SECONDS)                                       \
	X("keep_days", keep[GRAIN_DAY], INT64_C(3653) * DAY_SECONDS)                               \
	X("minutes_from", from[GRAIN_MINUTE], 0)                                                   \
	X("hours_from", from[GRAIN_HOUR], 0)                                                       \
	X("days_from", from[GRAIN_DAY], 0)                                                         \
	X("size_most", size_most, INT64_C(8) << 30)                                                \
	X("newest", newest, 0)                                                                     \
	X("joined_to", joined_to, 0)                                                               \
	X("home", home, -1)

static bool is_sound(int64_t seconds, int64_t most)
{
	return seconds >= 0 && seconds <= most;
}

static void check(struct store *store)
{
	const int64_t most = (int64_t)(STAMP_END_NS / SECOND);
	bool sound = is_sound(store->day_offset + DAY_SECONDS, 2 * DAY_SECONDS) && is_sound(store->newest, most) &&
		is_sound(store->joined_to, most) && store->size_most > 0 && store->home <= UINT16_MAX;

	for (enum grain grain = GRAIN_MINUTE; grain < GRAINS; grain++)
		sound = sound && is_sound(store->keep[grain], most) && is_sound(store->from[grain], most);
	if (!sound && !store->db.failed)
		db_fail_as_damaged(&store->db, "what it says of itself");
}

void meta_read(struct store *store)
{
	sqlite3_stmt *rows = db_ask(&store->db, "SELECT key, value FROM meta", "");

#define NORMAL(key, member, normal) store->member = normal;
	META(NORMAL)
#undef NORMAL
	while (db_row(&store->db, rows)) {
		const char *found = db_text(rows, 0);

#define TAKE(key, member, normal)                                                                  \
	if (strcmp(found, key) == 0)                                                      \
		store->member = db_int(rows, 1);
		META(TAKE)
#undef TAKE
	}
	check(store);
}

void meta_set(struct store *store, const char *key, int64_t value)
{
	db_do(&store->db, "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", "ti",
		key, value);
}

/* How far this machine's clock is ahead of UTC, in whole hours, so that days are made of hours; summer time left out. */
static int64_t zone_offset(void)
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	return local.tm_gmtoff / HOUR_SECONDS * HOUR_SECONDS - (local.tm_isdst > 0 ? HOUR_SECONDS : 0);
}

void meta_init(struct store *store)
{
	db_do(&store->db, "INSERT OR IGNORE INTO meta VALUES ('day_offset', ?)", "i", zone_offset());
}

int64_t grain_seconds(enum grain grain)
{
	static const int64_t seconds[] = { MINUTE_SECONDS, HOUR_SECONDS, DAY_SECONDS, HOUR_SECONDS };

	return seconds[grain];
}

int64_t grain_start(const struct store *store, enum grain grain, int64_t seconds)
{
	int64_t offset = grain == GRAIN_DAY ? store->day_offset : 0, length = grain_seconds(grain);
	int64_t begun = (seconds + offset) % length;

	return seconds - (begun < 0 ? begun + length : begun);
}
