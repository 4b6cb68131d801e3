/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * guests.h - the connections that are open, so that none stays longer than its business takes.
 *
 * A library that times out silent connections keeps one that sends a byte a minute. Here each has a time to say what it
 * wants, and a time to take what it is given; who exceeds them is shown the door.
 *
 * Threads    Any; a lock held for moments.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum guest_state {
	GUEST_ASKING,     /* from the connection's or the last answer's end until a request is whole */
	GUEST_ANSWERED,   /* being sent an answer */
	GUEST_LISTENING,  /* of a stream: everything was sent, the next picture is awaited */
};

/* Seconds in a state, GUEST_LISTENING having no end. */
enum { GUEST_ASKING_SECONDS = 10, GUEST_ANSWERED_SECONDS = 20 };

struct guests;
struct guest;

struct guests *guests_create(void); /* NULL when memory is short */
void guests_destroy(struct guests *guests);

/* NULL when memory is short. */
struct guest *guests_welcome(struct guests *guests, int fd, uint64_t now_s);
/* Before its descriptor is closed; NULL is fine. */
void guests_part(struct guests *guests, struct guest *guest);
/* Enters a state, or enters it again. */
void guests_turn(struct guests *guests, struct guest *guest, enum guest_state state, uint64_t now_s);
/* Shuts the connections of those that overstayed; how many. Their owner then sees them end. */
unsigned guests_sweep(struct guests *guests, uint64_t now_s);
