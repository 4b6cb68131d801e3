/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * floods.h - packets per second at one target, and the floods among them.
 *
 * Each target is watched in windows of one second (for kind slow: a round of the listener, in which each connection
 * is counted once), the first beginning with its first packet. A window is above when it holds so many packets and few enough
 * of them led to anything. The first window above opens a flood (for kind http the first of http_flood_seconds in a
 * row); it is over when none was above for flood_over_seconds. A flood's packets are those from the first window
 * above to the last, and of the windows right before and after (its edges: it sets in and ebbs in the middle of a
 * second; not for kinds http and slow). What is counted as packets is said in ronda/attack.h.
 *
 * Threads    One: the worker's.
 * When full  A target with few packets is forgotten before one with many, one with a flood last. A target
 *            is given a record (with room to count its sources) from the eighth packet of a window on, as
 *            long as there are any; those of targets that have gone quiet are taken first.
 */
#pragma once
#include "base/hash.h"

#include <ronda/attack.h>
#include <ronda/settings.h>
#include <ronda/sketch.h>

struct flood {
	enum ronda_flood_kind kind;
	enum ronda_service service;
	struct ronda_addr target;
	uint16_t port;
	uint16_t streak;            /* windows above in a row, while it is not open */
	uint32_t next_free;
	uint32_t lead;              /* the record of the window before, that may turn out to be its edge */
	bool used;                  /* this record belongs to a target */
	bool open;                  /* a window was above */
	bool active;                /* ... and no flood_over_seconds have passed since */
	bool ebbed;                 /* the window after the last one above was its edge */
	uint64_t start_ns, end_ns;  /* first and last window, edges included */
	uint64_t packets, bytes;    /* this period */
	uint64_t tail_packets, tail_bytes; /* since the last window above */
	uint64_t verified_packets;  /* in parts of FLOOD_ONE */
	uint64_t peak_packets, peak_bytes; /* in one window */
	struct ronda_sketch sources;
};

#define FLOODS_NO_RECORD UINT32_MAX
#define FLOODS_PAST 0x80000000u /* in a window's record: it is that of the window before */

/* Thirty-two bytes, and few of them: they are looked at with every SYN. */
struct window {
	uint32_t tag;       /* lower half of the key; 0: free */
	uint32_t begun_ms;
	uint32_t packets, completed;
	uint32_t verified;
	uint32_t record;    /* from FLOODS_PAST on it has none of its own */
	uint64_t bytes;
} __attribute__((aligned(32)));

struct floods {
	struct window *window;
	size_t windows;
	struct flood *flood;
	uint32_t size, free;        /* free: first of a list through next_free */
	uint64_t reclaimed_ns;      /* when records of quiet targets were last taken back */
};

enum { FLOOD_ONE = 8 }; /* parts of a packet */

struct flood_packet {
	uint64_t key;               /* floods_key() of kind, target and port */
	uint64_t source_hash;
	uint64_t now_ns;
	struct window *hint;        /* where its window was found a moment ago, or NULL */
	uint32_t bytes;
	uint32_t verified;          /* so many packets of proven senders it stands for, in parts of FLOOD_ONE */
};

/* Who is flooded, and with what. */
struct flood_target {
	enum ronda_flood_kind kind;
	enum ronda_service service; /* that reflects it */
	uint16_t port;              /* 0: the address as a whole */
	struct ronda_addr addr;
};

/* -ENOMEM when memory is short. `bytes` is for both tables. */
int floods_init(struct floods *floods, size_t bytes);
void floods_finish(struct floods *floods);

/* A bit of a key: its windows are rounds. */
#define FLOODS_ROUND 2u

/* `target_hash` is hash_addr()'s; `port` the target's, or for a reflection the service. */
static inline uint64_t floods_key(enum ronda_flood_kind kind, uint64_t target_hash, uint16_t port)
{
	uint64_t key = hash_endpoint(target_hash, (uint32_t)kind << 16 | port) | 1;

	return kind == RONDA_FLOOD_SLOW ? key | FLOODS_ROUND : key & ~(uint64_t)FLOODS_ROUND;
}

/* Sends for the window of a key ... */
void floods_prefetch(const struct floods *floods, uint64_t key);
/* ... and, when that is at hand, for where its flood, if it has a record, counts this source. Returns the window:
 * a hint for floods_count(). */
struct window *floods_prefetch_sources(const struct floods *floods, uint64_t key, uint64_t source_hash);

/* The commonest case in a few instructions: a packet in a window of a second that is not over, of a target that has a
 * record. False when it is another: then floods_count() is to be called instead. */
static inline bool floods_count_more(struct floods *floods, const struct flood_packet *packet)
{
	struct window *window = packet->hint;

	if (!window || window->tag != (uint32_t)packet->key || window->record >= FLOODS_PAST ||
		(uint32_t)(packet->now_ns / 1000000) - window->begun_ms >= 1000)
		return false;
	window->packets++;
	window->bytes += packet->bytes;
	window->verified += packet->verified;
	ronda_sketch_raise(&floods->flood[window->record].sources, packet->source_hash);
	return true;
}

/* One packet that may be part of a flood. True: its target has got so many that it should have a record. */
bool floods_count(struct floods *floods, const struct flood_packet *packet,
	const struct ronda_thresholds *thresholds);
/* Gives it one, if there is any left; the packet is the first whose source is counted there. */
void floods_record(struct floods *floods, const struct flood_packet *packet, const struct flood_target *target);
/* One such packet led to something: the handshake completed, the datagram was answered, the request served. */
void floods_complete(struct floods *floods, uint64_t key);

/* Closes all windows that are over at `now_ns`; with `end` all windows. */
void floods_close(struct floods *floods, uint64_t now_ns, bool end,
	const struct ronda_thresholds *thresholds);
/* Closes those that are rounds. */
void floods_end_round(struct floods *floods, uint64_t now_ns, const struct ronda_thresholds *thresholds);
/* Ends all floods: time goes on somewhere else. */
void floods_end(struct floods *floods, uint64_t now_ns, const struct ronda_thresholds *thresholds);
/* After the period was reported: its counts are forgotten, floods that are over with them. */
void floods_begin_period(struct floods *floods);

/* Is it worth a line in this period's summary? */
static inline bool flood_is_told(const struct flood *flood)
{
	return flood->used && flood->open && flood->packets > 0;
}
bool flood_is_spoofed(const struct flood *flood);
