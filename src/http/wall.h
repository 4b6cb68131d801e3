/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wall.h - all that the page, the API and the metrics tell, brought together from the pictures.
 *
 * Threads    One at a time. Reads no clock.
 */
#pragma once
#include "http/day.h"
#include "http/past.h"
#include "http/vitals.h"

/* How things stand; the worst that holds. X(NAME, "name") */
#define WALL_STATES(X) X(WAITING, "waiting") X(QUIET, "quiet") X(BUSY, "busy") X(ATTACK, "attack") \
	X(DEGRADED, "degraded")

#define WALL_STATE_NUMBER(NAME, name) WALL_##NAME,
enum wall_state { WALL_STATES(WALL_STATE_NUMBER) WALL_STATE_COUNT };

const char *wall_state_name(enum wall_state state);

enum {
	WALL_RATE_SECONDS = 10,     /* rates are over so long at least */
	WALL_BUSY_FACTOR = 3,       /* busy: so many times the usual in ten minutes, */
	WALL_BUSY_LEAST = 30,       /* ... and at least so many attempts; */
	WALL_BUSY_UNKNOWN = 300,    /* ... or so many, while the usual is not known */
	WALL_USUAL_SECONDS = 7200,  /* watched: enough to know the usual */
	WALL_LOOKS = 128,
};

struct wall_look {
	uint64_t end_ns;
	struct digest added;
};

struct wall {
	const struct stamp_zone *zone;   /* borrowed */
	struct pulse pulse;
	struct past past;
	struct day day;
	struct ronda_summary *today;     /* NULL: nothing was seen yet */
	struct digest ever;              /* since the sensor began */
	struct wall_look look[WALL_LOOKS]; /* a ring */
	uint64_t looks;
};

/* -ENOMEM. The zone outlives it. */
int wall_init(struct wall *wall, const struct stamp_zone *zone);
void wall_finish(struct wall *wall);

/* A picture of the running period, or (`whole`) of one that ended. Borrowed for the call. */
void wall_take(struct wall *wall, const struct ronda_summary *picture, bool whole);

/* What was counted in an hour before this process began: for the strip and the week before, not for `ever`. */
void wall_remember_hour(struct wall *wall, uint64_t start_ns, const struct digest *hour, uint64_t now_ns);

struct wall_rates {
	double seconds;              /* over which they are; 0: nothing is known */
	double packets_per_second, bits_per_second, attempts_per_minute;
};

struct wall_before {                /* the same weekday, a week before */
	uint64_t start_ns, end_ns;   /* up to the same time of day */
	bool known;                  /* at least half of it was watched */
	struct digest so_far, whole_day;
};

/* How it is at one moment; points into the wall. */
struct wall_now {
	uint64_t now_ns;
	const struct wall *wall;
	const struct ronda_summary *today; /* NULL: nothing was seen yet */
	struct vitals vitals;
	enum wall_state state;
	unsigned faults;             /* PULSE_SET */
	size_t floods_ongoing;
	struct wall_rates rates;
	struct digest last_ten_minutes, last_hour, last_day;
	double usual_ten_minutes;    /* attempts; negative: not known */
	struct wall_before before;
};

void wall_now(const struct wall *wall, uint64_t now_ns, const struct vitals *vitals, struct wall_now *now);
