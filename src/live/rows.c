/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/rows.h"

#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>

int rows_init(struct rows *rows, uint32_t most)
{
	*rows = (struct rows){ .most = most, .places = 2 * most };
	rows->row = calloc(most, sizeof *rows->row);
	rows->place = calloc(rows->places, sizeof *rows->place);
	return rows->row && rows->place ? 0 : -1;
}

void rows_finish(struct rows *rows)
{
	free(rows->row);
	free(rows->place);
}

static uint64_t hash_text(const char *text)
{
	uint64_t hash = 0x9e3779b97f4a7c15;

	for (; *text; text++)
		hash = hash_number(hash, (uint8_t)*text);
	return hash;
}

/* Where the name's index is, or would be. */
static uint32_t *place_of(const struct rows *rows, const char *name)
{
	uint32_t at = (uint32_t)hash_place(hash_text(name), rows->places);

	while (rows->place[at] && strcmp(rows->row[rows->place[at] - 1].name, name) != 0)
		at = at + 1 < rows->places ? at + 1 : 0;
	return &rows->place[at];
}

static void place_all(struct rows *rows)
{
	memset(rows->place, 0, rows->places * sizeof *rows->place);
	for (uint32_t i = 0; i < rows->count; i++)
		*place_of(rows, rows->row[i].name) = i + 1;
}

static int order_worth(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	uint64_t recent_x = pace_lately(&x->attempts), recent_y = pace_lately(&y->attempts);

	if ((recent_x > 0) != (recent_y > 0))
		return recent_x ? -1 : 1;
	return (x->attempts.sum.today < y->attempts.sum.today) - (x->attempts.sum.today > y->attempts.sum.today);
}

/* Half of them go, those that did nothing just now first, then those with least today. Seldom, so one sort is cheap. */
static void make_room(struct rows *rows)
{
	qsort(rows->row, rows->count, sizeof *rows->row, order_worth);
	rows->count = rows->most / 2;
	memset(&rows->row[rows->count], 0, (rows->most - rows->count) * sizeof *rows->row);
	place_all(rows);
}

struct row *rows_known(const struct rows *rows, const char *name)
{
	uint32_t *place = place_of(rows, name);

	return *place ? &rows->row[*place - 1] : NULL;
}

struct row *rows_claim(struct rows *rows, const char *name)
{
	struct row *row = rows_known(rows, name);

	if (row)
		return row;
	if (rows->count == rows->most)
		make_room(rows);
	row = &rows->row[rows->count++];
	snprintf(row->name, sizeof row->name, "%s", name);
	*place_of(rows, name) = rows->count;
	return row;
}

void rows_begin_day(struct rows *rows)
{
	for (uint32_t i = 0; i < rows->count; i++) {
		struct row *row = &rows->row[i];

		row->packets.today = row->source.first_ns = 0;
		row->source.targets = row->source.ports = 0;
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			row->by_class[class].today = 0;
	}
}
