/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * datagrams.h - datagrams that a signature matches, until they are answered or nobody is waited for any longer.
 *
 * Memory     Fixed: DATAGRAMS_MOST of them, in order of time.
 * When full  The oldest is not waited for any longer.
 */
#pragma once
#include "detect/rules.h"
#include "listen/talkers.h"

enum { DATAGRAMS_MOST = 64 };

struct datagram {
	const struct rule *rule; /* NULL: it was told already */
	struct talkers who;
	uint64_t asked_ns;
};

struct datagrams {
	uint64_t key[DATAGRAMS_MOST]; /* of its flow; 0: none */
	struct datagram datagram[DATAGRAMS_MOST];
	unsigned first, count;        /* in a ring; those told already in between count until they are the first */
};

/* Adds one. True: *oldest had to go for it. */
bool datagrams_add(struct datagrams *datagrams, uint64_t key, const struct datagram *datagram, struct datagram *oldest);
/* Takes the one of a flow. */
bool datagrams_take(struct datagrams *datagrams, uint64_t key, struct datagram *taken);
/* Takes the oldest, if it was asked at `latest_ns` or before. */
bool datagrams_take_due(struct datagrams *datagrams, uint64_t latest_ns, struct datagram *taken);
