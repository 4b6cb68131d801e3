/* SPDX-License-Identifier: BSD-2-Clause */
/* board_before.c - what was counted before the board was made: today without a pace. */
#include "live/inside.h"

enum { BEFORE = -2 }; /* no period's number */

static void remember_rows(struct rows *table, const struct ronda_rows *rows, uint64_t last_ns)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = rows_claim(table, rows->row[i].name);

		row->attempts.sum.today += rows->row[i].count;
		row->last_ns = last_ns;
	}
}

static void remember_site_classes(struct board *board, const struct ronda_class_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = rows_claim(&board->sites, rows->row[i].name);

		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			row->by_class[class].today += rows->row[i].by_class[class];
	}
}

static void remember_source(struct board *board, const struct ronda_source *source)
{
	char name[RONDA_ADDR_TEXT];
	struct row *row = rows_claim(&board->sources, picture_source_name(&source->addr, source->prefix_bits, name));

	row->source = (struct picture_source){ .addr = source->addr, .prefix_bits = source->prefix_bits, .origin = source->origin,
		.country = source->country, .verified = source->verified, .targets = source->targets, .ports = source->ports,
		.first_ns = source->first_seen_ns, .last_ns = source->last_seen_ns, .outcome = RONDA_OUTCOME_COUNT };
	row->attempts.sum.today += source->attempts;
	row->packets.today += source->packets;
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		row->by_class[class].today += source->by_class[class];
}

static void remember_lists(struct pace *paces, const uint64_t *counts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		paces[i].sum.today += counts[i];
}

#define REMEMBER_SINGLE(name, member) board->single.name.sum.today += today->member;

void board_remember_today(struct board *board, const struct ronda_summary *today)
{
	board->since_ns = board->today_ns = today->start_ns;
	board->tempo.now_ns = board->looked_ns = board->remembered_ns = today->end_ns;
	SINGLES(REMEMBER_SINGLE)
	remember_lists(board->by_class, today->attempts.by_class, RONDA_CLASS_COUNT);
	remember_lists(board->by_outcome, today->attempts.by_outcome, RONDA_OUTCOME_COUNT);
	remember_lists(board->by_origin, today->attempts.by_origin, RONDA_ORIGIN_COUNT);
	board->up.sum.today += today->up_seconds;
	board->elapsed.sum.today += (today->end_ns - today->start_ns + STAMP_SECOND_NS / 2) / STAMP_SECOND_NS;
	for (size_t i = 0; i < today->sources.top_count; i++)
		if (today->sources.top[i].attempts)
			remember_source(board, &today->sources.top[i]);
	remember_rows(&board->countries, &today->attempts.by_country, today->end_ns);
	remember_rows(&board->sites, &today->attempts.by_site, today->end_ns);
	remember_site_classes(board, &today->attempts.by_site_class);
	for (size_t i = 0; i < today->floods_count; i++)
		told_floods_feed(&board->floods, &today->floods[i], (uint64_t)BEFORE);
	for (size_t i = 0; i < today->review_count; i++)
		told_reviews_feed(&board->reviews, &today->review[i]);
	ronda_sketch_merge(&board->seen, &today->sources.seen);
	ronda_sketch_merge(&board->attacking, &today->sources.attacking);
	board->home = today->home;
}

void board_remember_hour(struct board *board, uint64_t start_ns, uint64_t attempts, uint64_t up_seconds)
{
	board_turn_strip(board, start_ns / HOUR_NS);
	board->strip[start_ns / HOUR_NS % HOURS] += attempts;
	surges_remember(&board->surges, start_ns, attempts, up_seconds);
}
