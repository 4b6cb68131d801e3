/* SPDX-License-Identifier: BSD-2-Clause */
/* inside.h - what the files of the board share: board.c is fed, board_time.c lets time pass, board_picture.c shows it. */
#pragma once
#include "live/board.h"
#include "live/rows.h"
#include "live/told_floods.h"
#include "live/told_reviews.h"
#include "summary/surges.h"

#define HOUR_NS (60 * MINUTE_NS)

enum { HOURS = 24 };

/* X(name, member of a summary) */
#define SINGLES(X)                                                                                 \
	X(attempts, attempts.total) X(packets, traffic.packets) X(bytes, traffic.wire_bytes)       \
	X(verified, attempts.verified) X(research, attempts.of_which_research)                     \
	X(outbound, outbound.attempts) X(internal, internal.attempts)                              \
	X(kernel_drops, capture.kernel_drop_packets) X(interface_drops, capture.interface_drop_packets) \
	X(backscatter, backscatter.packets)

#define PACE_OF(name, member) struct pace name;

struct board {
	struct board_options options;
	struct { SINGLES(PACE_OF) } single;
	struct pace by_class[RONDA_CLASS_COUNT], by_outcome[RONDA_OUTCOME_COUNT], by_origin[RONDA_ORIGIN_COUNT];
	struct pace up, elapsed;   /* seconds */
	uint64_t strip[HOURS];     /* by the hour since 1970, modulo */
	uint64_t strip_hour;       /* the latest */
	struct surges surges;
	struct rows sources, sites, countries;
	struct ronda_sketch seen, attacking; /* different sources in the periods of today that are over */
	struct told_floods floods;
	struct told_reviews reviews;
	struct picture_act *act;   /* the latest first */
	size_t acts;
	double spark[PICTURE_SPARK];
	size_t sparks;

	struct tempo tempo;
	uint64_t since_ns, today_ns, looked_ns;
	uint64_t remembered_ns;    /* up to when today was known at the start; 0: it was not */
	bool down, one_way;
	uint64_t sources_seen, sources_attacking, sources_used, sources_room, evicted, lost_pending, geoip_built;
	ronda_country home;
};

/* board_time.c: a beat begins; time comes to `now_ns`, and the strip to an hour. Going back, it stands still. */
void board_begin_beat(struct board *board);
void board_come_to(struct board *board, uint64_t now_ns);
void board_turn_strip(struct board *board, uint64_t hour);

/* The ones of its options, or the normal ones. */
static inline struct ronda_thresholds board_thresholds(const struct board *board)
{
	return board->options.thresholds ? *board->options.thresholds : (struct ronda_thresholds)RONDA_THRESHOLDS_NORMAL;
}
