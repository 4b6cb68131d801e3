/* SPDX-License-Identifier: BSD-2-Clause */
/* A board as it stands, as a picture: those with most, in order. */
#include "live/inside.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHOWN_SOURCES = 400, SHOWN_SITES = 200, SHOWN_NETWORKS = 200, SHOWN_COUNTRIES = 260 };

static int order_sources(const void *a, const void *b)
{
	const struct picture_source *x = a, *y = b;

	if ((x->attempts.rate > 0) != (y->attempts.rate > 0))
		return x->attempts.rate > 0 ? -1 : 1;
	return (x->attempts.today < y->attempts.today) - (x->attempts.today > y->attempts.today);
}

static int order_rows(const void *a, const void *b)
{
	const struct picture_row *x = a, *y = b;

	if (x->attempts.today != y->attempts.today)
		return x->attempts.today < y->attempts.today ? 1 : -1;
	return strcmp(x->name, y->name);
}

static int order_names(const void *a, const void *b)
{
	return strcmp(((const struct picture_row *)a)->name, ((const struct picture_row *)b)->name);
}

static void write_source(const struct board *board, const struct row *row, struct picture_source *source)
{
	*source = row->source;
	source->attempts = pace_count(&row->attempts, &board->tempo);
	source->packets = row->packets.today;
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		source->by_class[class] = row->by_class[class].today;
}

/* Those with anything today or in the last hour. */
static int write_sources(const struct board *board, struct ronda_picture *picture)
{
	picture->source = calloc(board->sources.count ? board->sources.count : 1, sizeof *picture->source);
	if (!picture->source)
		return -1;
	for (uint32_t i = 0; i < board->sources.count; i++) {
		struct picture_source *source = &picture->source[picture->source_count];

		write_source(board, &board->sources.row[i], source);
		picture->source_count += source->attempts.today || source->attempts.hour;
	}
	return 0;
}

/* The /24 or /48 that a source is in. */
static const char *network_of(const struct picture_source *source, char text[RONDA_ADDR_TEXT])
{
	uint8_t bits = ronda_addr_is_v4(&source->addr) ? 96 + 24 : 48;
	struct ronda_prefix prefix = { ronda_addr_mask(source->addr, bits), bits };

	return ronda_prefix_format(&prefix, text);
}

static void add_to(struct picture_row *network, const struct picture_row *row)
{
	network->attempts.rate += row->attempts.rate;
	network->attempts.hour += row->attempts.hour;
	network->attempts.today += row->attempts.today;
	network->sources += row->sources;
	network->last_ns = row->last_ns > network->last_ns ? row->last_ns : network->last_ns;
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		network->by_class[class] += row->by_class[class];
}

/* Sums of the sources by network: a row each, sorted by name, then equal names become one. */
static int write_networks(struct ronda_picture *picture)
{
	struct picture_row *row = calloc(picture->source_count ? picture->source_count : 1, sizeof *row);
	size_t count = 0;

	if (!row)
		return -1;
	for (size_t i = 0; i < picture->source_count; i++) {
		const struct picture_source *source = &picture->source[i];

		row[i] = (struct picture_row){ .attempts = source->attempts, .sources = 1, .last_ns = source->last_ns };
		memcpy(row[i].by_class, source->by_class, sizeof row[i].by_class);
		network_of(source, row[i].name);
	}
	qsort(row, picture->source_count, sizeof *row, order_names);
	for (size_t i = 0; i < picture->source_count; i++)
		if (count && strcmp(row[count - 1].name, row[i].name) == 0)
			add_to(&row[count - 1], &row[i]);
		else
			row[count++] = row[i];
	qsort(row, count, sizeof *row, order_rows);
	picture->network = row;
	picture->network_count = count < SHOWN_NETWORKS ? count : SHOWN_NETWORKS;
	return 0;
}

static int write_rows(const struct board *board, const struct rows *known, size_t shown, struct picture_row **rows,
	size_t *count)
{
	struct picture_row *row = calloc(known->count ? known->count : 1, sizeof *row);

	*rows = row;
	if (!row)
		return -1;
	for (uint32_t i = 0; i < known->count; i++) {
		const struct row *from = &known->row[i];

		row[*count] = (struct picture_row){ .attempts = pace_count(&from->attempts, &board->tempo), .last_ns = from->last_ns };
		memcpy(row[*count].name, from->name, sizeof from->name);
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			row[*count].by_class[class] = from->by_class[class].today;
		*count += row[*count].attempts.today || row[*count].attempts.hour;
	}
	qsort(row, *count, sizeof *row, order_rows);
	*count = *count < shown ? *count : shown;
	return 0;
}

static int write_acts(const struct board *board, struct ronda_picture *picture)
{
	picture->act = calloc(board->acts ? board->acts : 1, sizeof *picture->act);
	if (!picture->act)
		return -1;
	if (board->acts)
		memcpy(picture->act, board->act, board->acts * sizeof *board->act);
	picture->act_count = board->acts;
	return 0;
}

static void write_counts(struct picture_count *counts, const struct board *board, const struct pace *paces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		counts[i] = pace_count(&paces[i], &board->tempo);
}

#define WRITE_SINGLE(name, member) picture->name = pace_count(&board->single.name, &board->tempo);

static void write_totals(const struct board *board, struct ronda_picture *picture)
{
	SINGLES(WRITE_SINGLE)
	write_counts(picture->by_class, board, board->by_class, RONDA_CLASS_COUNT);
	write_counts(picture->by_outcome, board, board->by_outcome, RONDA_OUTCOME_COUNT);
	write_counts(picture->by_origin, board, board->by_origin, RONDA_ORIGIN_COUNT);
	picture->up_seconds_hour = pace_last_hour(&board->up);
	picture->seconds_hour = pace_last_hour(&board->elapsed);
	picture->up_seconds_today = board->up.sum.today;
	picture->seconds_today = board->elapsed.sum.today;
	if (board->surges.ongoing) {
		picture->surge.start_ns = board->surges.start_ns;
		picture->surge.attempts = board->surges.attempts;
		picture->surge.usual = board->surges.usual;
	}
	memcpy(picture->spark, board->spark, sizeof picture->spark);
	picture->spark_count = board->sparks;
	for (uint64_t i = 0; i < HOURS; i++)
		picture->strip[i] = board->strip[(board->tempo.now_ns / HOUR_NS + 1 + i) % HOURS];
	picture->down = board->down;
	picture->one_way = board->one_way;
	picture->sources_seen = board->sources_seen;
	picture->sources_attacking = board->sources_attacking;
	picture->sources_used = board->sources_used;
	picture->sources_room = board->sources_room;
	picture->evicted_sources = board->evicted;
	picture->lost_pending = board->lost_pending;
	picture->geoip_built_seconds = board->geoip_built;
}

struct ronda_picture *board_picture(const struct board *board)
{
	struct ronda_picture *picture = calloc(1, sizeof *picture);

	if (!picture)
		return NULL;
	picture->serial = board->tempo.looks;
	picture->home = board->home;
	picture->now_ns = board->tempo.now_ns;
	picture->since_ns = board->since_ns;
	picture->today_ns = board->today_ns;
	picture->every_seconds = board->tempo.span[board->tempo.beat];
	picture->thresholds = board_thresholds(board);
	picture->replay = board->options.replay;
	snprintf(picture->sensor, sizeof picture->sensor, "%s", board->options.sensor);
	snprintf(picture->input, sizeof picture->input, "%s", board->options.input);
	write_totals(board, picture);
	if (write_sources(board, picture) == 0 && write_networks(picture) == 0 &&
		write_rows(board, &board->sites, SHOWN_SITES, &picture->site, &picture->site_count) == 0 &&
		write_rows(board, &board->countries, SHOWN_COUNTRIES, &picture->country, &picture->country_count) == 0 &&
		told_floods_write(&board->floods, picture) == 0 && told_reviews_write(&board->reviews, picture) == 0 && write_acts(board, picture) == 0) {
		qsort(picture->source, picture->source_count, sizeof *picture->source, order_sources);
		if (picture->source_count > SHOWN_SOURCES)
			picture->source_count = SHOWN_SOURCES;
		return picture;
	}
	picture_destroy(picture);
	return NULL;
}
