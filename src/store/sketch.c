/* SPDX-License-Identifier: BSD-2-Clause */
/* A sketch in the table: a kind byte, then its hashes, or its registers compressed: some 2,000 bytes of 4,096. */
#include "store/inside.h"

#include <zstd.h>

#include <endian.h>
#include <errno.h>
#include <string.h>

enum { EXACT = 0, DENSE = 1, LEVEL = 3, BYTES_MOST = 1 + ZSTD_COMPRESSBOUND(RONDA_SKETCH_REGISTERS) };

static size_t write_sketch(const struct ronda_sketch *sketch, uint8_t bytes[BYTES_MOST])
{
	bytes[0] = sketch->dense ? DENSE : EXACT;
	if (sketch->dense)
		return 1 + ZSTD_compress(bytes + 1, BYTES_MOST - 1, sketch->registers, RONDA_SKETCH_REGISTERS, LEVEL);
	for (unsigned i = 0; i < sketch->exact_count; i++) {
		uint64_t hash = htobe64(sketch->exact[i]);

		memcpy(bytes + 1 + 8 * i, &hash, 8);
	}
	return 1 + 8 * (size_t)sketch->exact_count;
}

static bool read_sketch(struct ronda_sketch *sketch, const uint8_t *bytes, size_t size)
{
	memset(sketch, 0, sizeof *sketch);
	if (size && bytes[0] == DENSE) {
		sketch->dense = true;
		return ZSTD_decompress(sketch->registers, RONDA_SKETCH_REGISTERS, bytes + 1, size - 1) ==
			RONDA_SKETCH_REGISTERS;
	}
	if (size == 0 || size % 8 != 1 || size / 8 > RONDA_SKETCH_EXACT)
		return false;
	for (size_t i = 0; i < size / 8; i++) {
		uint64_t hash;

		memcpy(&hash, bytes + 1 + 8 * i, 8);
		sketch->exact[i] = be64toh(hash);
	}
	sketch->exact_count = (uint16_t)(size / 8);
	return true;
}

void sketch_take(struct store *store, struct ronda_sketch *into, const void *bytes, size_t size)
{
	struct ronda_sketch found;

	if (!read_sketch(&found, bytes, size))
		db_fail_as_damaged(&store->db, "a sketch");
	else
		ronda_sketch_merge(into, &found);
}

void sketch_add(struct store *store, int64_t tile, enum sketch_of which, const struct ronda_sketch *sketch)
{
	struct ronda_sketch sum = *sketch;
	uint8_t bytes[BYTES_MOST];
	sqlite3_stmt *old;

	if (!sketch->dense && !sketch->exact_count)
		return;
	old = db_ask(&store->db, "SELECT data FROM sketch WHERE id = ?", "i", 4 * tile + which);
	if (db_row(&store->db, old))
		sketch_take(store, &sum, sqlite3_column_blob(old, 0), (size_t)sqlite3_column_bytes(old, 0));
	if (old)
		sqlite3_reset(old);
	db_do(&store->db, "INSERT OR REPLACE INTO sketch VALUES (?, ?)", "ib", 4 * tile + which, (const void *)bytes,
		write_sketch(&sum, bytes));
}
