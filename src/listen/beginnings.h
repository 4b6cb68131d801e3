/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * beginnings.h - the first bytes of each side of a connection, kept together for signatures: a window of
 * RULE_STREAM_MOST of them that slides on by halves, up to BEGINNING_MOST. What was found in an earlier window
 * is kept, so that the parts of a rule may be far from each other.
 *
 * Threads    One: the worker's.
 * Memory     Sized once.
 * When full  The connection that was given its place longest ago loses it; its later bytes are not looked at.
 */
#pragma once
#include "detect/rules.h"
#include "detect/talk.h"

enum { BEGINNING_HITS = 4, BEGINNING_MOST = 65536 };

struct beginning {
	uint64_t owner;               /* key of the flow; 0: free */
	uint32_t next_free;           /* number of the next that was given back; 0: none */
	uint16_t size[2];             /* by enum talk_side */
	uint16_t matched[2];          /* so many of them were looked at */
	uint32_t past[2];             /* bytes that came before them */
	uint16_t hit[BEGINNING_HITS]; /* rules that were told, one more than their index; 0: none */
	struct rule_hits hits;
	uint8_t bytes[2][RULE_STREAM_MOST];
};

struct beginnings {
	struct beginning *beginning;
	uint32_t size, next;
	uint32_t free;                /* number of one that was given back; 0: none */
};

/* -ENOMEM when memory is short. */
int beginnings_init(struct beginnings *beginnings, size_t bytes);
void beginnings_finish(struct beginnings *beginnings);

/* A place for this connection: its number, from 1. */
uint32_t beginnings_take(struct beginnings *beginnings, uint64_t owner);
/* NULL when it is another's by now. */
struct beginning *beginnings_at(const struct beginnings *beginnings, uint32_t number, uint64_t owner);

/* Gives it back, if it still is this connection's; 0 is fine. The next to take one gets it, still warm. */
void beginnings_give(struct beginnings *beginnings, uint32_t number, uint64_t owner);

/* Adds bytes to a side, as many as there is room for; returns how many. */
size_t beginning_add(struct beginning *beginning, enum talk_side side, const uint8_t *data, size_t size);

/* A full window slides on. False: that was enough of this side. */
bool beginning_slide(struct beginning *beginning, enum talk_side side);
