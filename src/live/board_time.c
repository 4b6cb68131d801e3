/* SPDX-License-Identifier: BSD-2-Clause */
/* Time passes over a board: beats, minutes, hours, the office's midnight. */
#include "live/inside.h"

/* Everything that is paced, in turn. */
#define EACH_OF(name, member) EACH(&board->single.name)
#define EACH_PACE(board)                                                                           \
	do {                                                                                       \
		struct rows *tables[] = { &(board)->sources, &(board)->sites, &(board)->countries }; \
                                                                                                   \
		SINGLES(EACH_OF)                                                                   \
		for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)                                   \
			EACH(&(board)->by_class[i])                                                \
		for (unsigned i = 0; i < RONDA_OUTCOME_COUNT; i++)                                 \
			EACH(&(board)->by_outcome[i])                                              \
		for (unsigned i = 0; i < RONDA_ORIGIN_COUNT; i++)                                  \
			EACH(&(board)->by_origin[i])                                               \
		EACH(&(board)->up)                                                                 \
		EACH(&(board)->elapsed)                                                            \
		for (unsigned t = 0; t < 3; t++)                                                   \
			for (uint32_t i = 0; i < tables[t]->count; i++)                            \
				EACH(&tables[t]->row[i].attempts)                                  \
	} while (0)

void board_begin_beat(struct board *board)
{
	board->tempo.beat = (board->tempo.beat + 1) % BEATS;
#define EACH(pace) pace_begin_beat(pace, board->tempo.beat);
	EACH_PACE(board);
#undef EACH
}

static void next_minute(struct board *board, uint64_t from, uint64_t to)
{
#define EACH(pace) pace_begin_minutes(pace, from, to);
	EACH_PACE(board);
#undef EACH
}

static void next_day(struct board *board)
{
#define EACH(pace) (pace)->sum.today = 0;
	EACH_PACE(board);
#undef EACH
	board->seen = board->attacking = (struct ronda_sketch){ 0 };
	rows_begin_day(&board->sources);
	rows_begin_day(&board->sites);
}

void board_turn_strip(struct board *board, uint64_t hour)
{
	for (uint64_t next = board->strip_hour + 1; next <= hour && next <= board->strip_hour + HOURS; next++)
		board->strip[next % HOURS] = 0;
	if (hour > board->strip_hour)
		board->strip_hour = hour;
}

void board_come_to(struct board *board, uint64_t now_ns)
{
	uint64_t before_ns = board->tempo.now_ns, day_ns;

	if (now_ns <= before_ns)
		return;
	board->tempo.now_ns = now_ns;
	day_ns = stamp_day(board->options.zone, now_ns);
	if (!board->since_ns) {
		board->since_ns = board->today_ns = now_ns;
		return;
	}
	if (day_ns > board->today_ns && day_ns > board->since_ns) {
		next_day(board);
		board->today_ns = day_ns;
	}
	if (now_ns / MINUTE_NS != before_ns / MINUTE_NS)
		next_minute(board, before_ns / MINUTE_NS, now_ns / MINUTE_NS);
	board_turn_strip(board, now_ns / HOUR_NS);
}
