/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/inside.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_SOURCES = 4096, MOST_SITES = 2048, MOST_COUNTRIES = 1024 };

struct board *board_create(const struct board_options *options)
{
	struct board *board = calloc(1, sizeof *board);

	if (!board)
		return NULL;
	board->options = *options;
	if (rows_init(&board->sources, MOST_SOURCES) == 0 && rows_init(&board->sites, MOST_SITES) == 0 &&
		rows_init(&board->countries, MOST_COUNTRIES) == 0)
		return board;
	board_destroy(board);
	return NULL;
}

void board_destroy(struct board *board)
{
	if (!board)
		return;
	rows_finish(&board->sources);
	rows_finish(&board->sites);
	rows_finish(&board->countries);
	free(board->act);
	free(board);
}

/* ---- what is new ---- */

static uint64_t feed(const struct board *board, struct pace *pace, uint64_t count, uint64_t period)
{
	return pace_feed(pace, &board->tempo, count, period);
}

static void feed_source(struct board *board, const struct ronda_source *source, uint64_t period)
{
	char name[RONDA_ADDR_TEXT];
	struct row *row = rows_claim(&board->sources, picture_source_name(&source->addr, source->prefix_bits, name));
	struct picture_source *told = &row->source;
	uint64_t others = 0;

	if (!row->attempts.sum.period)
		told->outcome = RONDA_OUTCOME_COUNT;
	if (!told->first_ns)
		told->first_ns = source->first_seen_ns > board->today_ns ? source->first_seen_ns : board->today_ns;
	told->addr = source->addr;
	told->prefix_bits = source->prefix_bits;
	told->origin = source->origin;
	told->country = source->country;
	told->verified |= source->verified;
	told->targets = source->targets > told->targets ? source->targets : told->targets;
	told->ports = source->ports > told->ports ? source->ports : told->ports;
	told->last_ns = source->last_seen_ns > told->last_ns ? source->last_seen_ns : told->last_ns;
	feed(board, &row->attempts, source->attempts, period);
	sum_feed(&row->packets, source->packets, period);
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		if (class != RONDA_CLASS_PROBE) {
			sum_feed(&row->by_class[class], source->by_class[class], period);
			others += source->by_class[class];
		}
	/* a source that only ever probed may have nothing that tells its classes apart */
	sum_feed(&row->by_class[RONDA_CLASS_PROBE], source->attempts > others ? source->attempts - others : 0, period);
}

static void feed_rows(struct board *board, struct rows *table, const struct ronda_rows *rows, uint64_t period)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = rows_claim(table, rows->row[i].name);

		if (feed(board, &row->attempts, rows->row[i].count, period))
			row->last_ns = board->tempo.now_ns;
	}
}

static void feed_site_classes(struct board *board, const struct ronda_class_rows *rows, uint64_t period)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = rows_claim(&board->sites, rows->row[i].name);

		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			sum_feed(&row->by_class[class], rows->row[i].by_class[class], period);
	}
}

static void feed_lists(struct board *board, struct pace *paces, const uint64_t *counts, size_t count, uint64_t period)
{
	for (size_t i = 0; i < count; i++)
		feed(board, &paces[i], counts[i], period);
}

#define FEED_SINGLE(name, member) feed(board, &board->single.name, summary->member, period);

static void feed_summary(struct board *board, const struct ronda_summary *summary, uint64_t period)
{
	uint64_t attempts = board->single.attempts.sum.today, up_seconds;

	SINGLES(FEED_SINGLE)
	attempts = board->single.attempts.sum.today - attempts;
	board_turn_strip(board, board->tempo.now_ns / HOUR_NS);
	board->strip[board->tempo.now_ns / HOUR_NS % HOURS] += attempts;
	feed_lists(board, board->by_class, summary->attempts.by_class, RONDA_CLASS_COUNT, period);
	feed_lists(board, board->by_outcome, summary->attempts.by_outcome, RONDA_OUTCOME_COUNT, period);
	feed_lists(board, board->by_origin, summary->attempts.by_origin, RONDA_ORIGIN_COUNT, period);
	up_seconds = feed(board, &board->up, summary->up_seconds, period);
	surges_see(&board->surges, board->tempo.now_ns, attempts, up_seconds);
	feed(board, &board->elapsed, (summary->end_ns - summary->start_ns + STAMP_SECOND_NS / 2) / STAMP_SECOND_NS, period);
	for (size_t i = 0; i < summary->sources.top_count; i++)
		if (summary->sources.top[i].attempts)
			feed_source(board, &summary->sources.top[i], period);
	feed_rows(board, &board->countries, &summary->attempts.by_country, period);
	feed_rows(board, &board->sites, &summary->attempts.by_site, period);
	feed_site_classes(board, &summary->attempts.by_site_class, period);
	for (size_t i = 0; i < summary->floods_count; i++)
		told_floods_feed(&board->floods, &summary->floods[i], period);
	for (size_t i = 0; i < summary->review_count; i++)
		told_reviews_feed(&board->reviews, &summary->review[i]);
	board->home = summary->home;
	board->one_way = summary->capture.one_way;
	board->geoip_built = summary->geoip.built_seconds;
}

static void fill_act(struct picture_act *row, const struct ronda_recent *recent)
{
	const struct ronda_act *act = &recent->act;

	*row = (struct picture_act){
		.act_ns = act->act_ns,
		.decided_ns = act->decided_ns,
		.source = act->source,
		.target = act->target,
		.port = act->port,
		.proto = act->proto,
		.class = act->class,
		.outcome = act->outcome,
		.direction = act->direction,
		.origin = recent->origin,
		.country = recent->country,
		.verified = act->verified,
		.scanner = act->scanner,
		.bare = act->bare,
		.score = act->score_after,
		.credits = act->credits,
	};
	snprintf(row->why, sizeof row->why, "%s", act->why ? act->why : "");
	memcpy(row->site, recent->site, sizeof row->site);
}

/* Where the source's last act went, and what came of it. */
static void note_act(struct board *board, const struct ronda_recent *recent)
{
	unsigned bits = ronda_addr_is_v4(&recent->source) ? 128 : board_thresholds(board).ipv6_source_bits;
	char name[RONDA_ADDR_TEXT];
	struct row *row = rows_known(&board->sources, picture_source_name(&recent->source, bits, name));

	if (!row || recent->act.decided_ns < row->act_ns)
		return;
	row->act_ns = recent->act.decided_ns;
	row->source.outcome = recent->act.outcome;
	if (recent->site[0])
		memcpy(row->source.site, recent->site, sizeof row->source.site);
	else
		ronda_addr_format(&recent->act.target, row->source.site);
}

static void take_acts(struct board *board, const struct ronda_peek *peek)
{
	struct picture_act *act = calloc(peek->recent_count ? peek->recent_count : 1, sizeof *act);

	if (!act)
		return; /* those of before will do */
	for (size_t i = 0; i < peek->recent_count; i++) {
		fill_act(&act[peek->recent_count - 1 - i], &peek->recent[i]);
		note_act(board, &peek->recent[i]);
	}
	free(board->act);
	board->act = act;
	board->acts = peek->recent_count;
}

static double seconds_between(uint64_t from_ns, uint64_t to_ns)
{
	return to_ns > from_ns ? (double)(to_ns - from_ns) / 1e9 : 0;
}

static uint64_t count_with(const struct ronda_sketch *before, const struct ronda_sketch *now)
{
	struct ronda_sketch both = *before;

	ronda_sketch_merge(&both, now);
	return ronda_sketch_count(&both);
}

void board_look(struct board *board, const struct ronda_peek *peek, double seconds)
{
	const struct ronda_summary *summary = peek->summary;
	uint64_t now_ns = peek->now_ns ? peek->now_ns : summary->end_ns;

	board->tempo.looks++;
	if (!now_ns)
		return; /* nothing has come yet */
	if (!board->since_ns) {
		board->since_ns = board->today_ns = board->looked_ns = board->tempo.now_ns =
			summary->start_ns && summary->start_ns < now_ns ? summary->start_ns : now_ns;
	}
	board_begin_beat(board);
	if (board->remembered_ns && summary->start_ns > board->remembered_ns) /* nobody looked in between */
		board->elapsed.sum.today += (summary->start_ns - board->remembered_ns) / STAMP_SECOND_NS;
	board->remembered_ns = 0;
	board_come_to(board, now_ns);
	board->tempo.span[board->tempo.beat] = seconds >= 0 ? seconds : seconds_between(board->looked_ns, board->tempo.now_ns);
	board->looked_ns = board->tempo.now_ns;
	feed_summary(board, summary, peek->period);
	take_acts(board, peek);
	told_floods_end(&board->floods, board->tempo.now_ns);
	board->down = !summary->capture.complete;
	board->sources_seen = count_with(&board->seen, &summary->sources.seen);
	board->sources_attacking = count_with(&board->attacking, &summary->sources.attacking);
	board->sources_used = peek->sources_used;
	board->sources_room = peek->sources_room;
	board->evicted = summary->sources.evicted;
	board->lost_pending = summary->attempts.lost_pending;
	if (board->sparks == PICTURE_SPARK) {
		board->sparks--;
		memmove(board->spark, board->spark + 1, board->sparks * sizeof *board->spark);
	}
	if (board->tempo.span[board->tempo.beat] > 0)
		board->spark[board->sparks++] = (double)board->single.attempts.recent[board->tempo.beat] / board->tempo.span[board->tempo.beat];
}

void board_close(struct board *board, const struct ronda_summary *summary, uint64_t period)
{
	if (!board->since_ns && summary->start_ns)
		board->since_ns = board->today_ns = board->looked_ns = board->tempo.now_ns = summary->start_ns;
	if (!board->since_ns)
		return;
	feed_summary(board, summary, period);
	ronda_sketch_merge(&board->seen, &summary->sources.seen);
	ronda_sketch_merge(&board->attacking, &summary->sources.attacking);
}
