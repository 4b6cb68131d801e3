/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bare.h - is a source that sends bare acknowledgements scanning? One such segment may be the rest of a
 * connection that began before the capture; so many in a short time, to as many targets and none of them with
 * anything to say, are not. Class stealth of definition attempt/1.
 *
 * Pure state: no table, no clock. One writer.
 */
#pragma once
#include <ronda/attack.h>
#include <ronda/addr.h>

enum { BARE_PAIRS = 10 }; /* most that the setting stealth_pairs may ask for */

/* One segment that came to nothing, to a pair of address and port. */
struct bare {
	struct ronda_addr target;
	uint32_t sent_s;
	uint16_t port;
	uint8_t outcome;    /* enum ronda_outcome */
	bool counted;
};

/* The last ones of a source, to different pairs. All zero: none yet. */
struct bares {
	struct bare bare[BARE_PAIRS];
	uint32_t next;      /* how many there were */
};

/*
 * Another one is decided. When with it `pairs` (1..BARE_PAIRS) different ones were sent within `seconds`, those of
 * them that have not counted yet count now: returns how many, and `due` points to each. Otherwise 0: it is kept.
 */
unsigned bares_add(struct bares *bares, const struct bare *bare, unsigned pairs, uint32_t seconds,
	const struct bare *due[BARE_PAIRS]);
