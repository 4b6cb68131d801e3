/* SPDX-License-Identifier: BSD-2-Clause */
/* inside.h - what the files of this room share. */
#pragma once
#include "store/store.h"

#include "store/db.h"
#include "store/numbers.h"

#include <sys/types.h>

#define SECOND UINT64_C(1000000000)
enum { MINUTE_SECONDS = 60, HOUR_SECONDS = 3600, DAY_SECONDS = 86400 };

/* A series is an hour of which little is left. */
enum grain { GRAIN_MINUTE, GRAIN_HOUR, GRAIN_DAY, GRAINS, GRAIN_SERIES = GRAINS };
enum sketch_of { SKETCH_SEEN, SKETCH_ATTACKING, SKETCH_BACKSCATTER, SKETCHES };

struct store {
	struct db db;
	bool writes;
	dev_t device;                       /* of the file that was opened */
	ino_t inode;
	struct numbers numbers;
	/* Of the table meta, as the transaction found it; all in seconds, and bytes. */
	int64_t day_offset;                 /* the office's midnight is so long before UTC's */
	int64_t keep[GRAINS];               /* so long each grain is kept ... */
	int64_t from[GRAINS];               /* ... and from here on it is there */
	int64_t size_most;
	int64_t newest;                     /* end of the newest period */
	int64_t joined_to;                  /* periods up to here were joined where they touch */
	int64_t home;                       /* country; -1: no summary yet */
};

/* meta.c: reads these, within a transaction. */
void meta_read(struct store *store);
void meta_set(struct store *store, const char *key, int64_t value);
/* The first ones of a new store. */
void meta_init(struct store *store);

/* The beginning of the minute, hour or day that `seconds` lies in. */
int64_t grain_start(const struct store *store, enum grain grain, int64_t seconds);
int64_t grain_seconds(enum grain grain);

/* sketch.c: one sketch of a tile. */
void sketch_add(struct store *store, int64_t tile, enum sketch_of which, const struct ronda_sketch *sketch);
/* `bytes` as the table has them are merged into `into`. */
void sketch_take(struct store *store, struct ronda_sketch *into, const void *bytes, size_t size);

/* context.c: what a summary was made under, as JSON, and back into a summary that has nothing else. */
void context_add(struct store *store, int64_t tile, const struct ronda_summary *summary);
struct ronda_summary *context_read(struct store *store, const char *text);

/* trim.c: cuts what a tile lists to its most. */
void trim_tile(struct store *store, int64_t tile, enum grain grain);
void trim_reviews(struct store *store, int64_t sensor, int64_t counted);

/* keep.c: forgets a little of what is too old or too much; after each summary. */
void keep_step(struct store *store);

/*
 * pick.c: which tiles make up [from, to). pick_sensors() fills the table `wanted`; pick_range() widens the range
 * to what is kept; pick_tiles() fills the table `picked` with as few tiles as can be, pick_hours() with none
 * longer than an hour.
 */
struct pick {
	int64_t from, to;         /* seconds, whole minutes */
	int64_t day_from, day_to; /* the same, in whole days where the store begins and ends */
	bool widened;
};
void pick_sensors(struct store *store, const struct store_query *query);
struct pick pick_range(struct store *store, const struct store_query *query);
void pick_tiles(struct store *store, const struct pick *pick);
void pick_hours(struct store *store, const struct pick *pick);
void pick_days(struct store *store, const struct pick *pick); /* those that the range touches, whole */

/* sensors.c: who saw what, from the picked tiles; and each sensor's periods, as parts of the summary. */
void sensors_read(struct store *store, struct store_result *result, struct ronda_summary *summary);

/* series.c: the hours of an answer; picks anew. */
void series_read(struct store *store, const struct store_query *query, const struct pick *pick,
	struct store_result *result);

/* top.c: the top of the picked tiles, and those that several sensors saw. */
void top_read(struct store *store, const struct store_query *query, struct totals *totals,
	struct store_result *result);
/* From the table `ranked` alone, which the caller filled. */
void top_of_ranked(struct store *store, const struct store_query *query, struct totals *totals);
void top_prepare(struct store *store); /* what its statements need, once a handle */

/* note.c */
void notes_read(struct store *store, const struct store_query *query, struct store_result *result);

/* Addresses as the tables have them: 4 bytes or 16. */
static inline const void *addr_bytes(const struct ronda_addr *addr)
{
	return ronda_addr_is_v4(addr) ? addr->bytes + 12 : addr->bytes;
}
static inline size_t addr_size(const struct ronda_addr *addr)
{
	return ronda_addr_is_v4(addr) ? 4 : 16;
}
struct ronda_addr addr_read(sqlite3_stmt *statement, int column);

/* Room for `count` zeroed items, at least one; NULL when memory is short, which db.failed tells. */
void *store_room(struct store *store, size_t count, size_t size);
/* Makes `*items` hold one more of `size` than `count`; false when memory is short. */
bool store_grow(struct store *store, void *items, size_t count, size_t size);

/* Hands the failure on: db.failed, with its sentence. */
int store_tell(const struct store *store, struct ronda_error *error);
