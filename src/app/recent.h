/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recent.h - the latest frames, as many as fit, found again by whom they are from or for.
 *
 * A frame is filed twice: as one of its sender to its target's port, and as one of its target to its sender's port,
 * since either may be who approaches. ICMP errors are filed with what they answer.
 *
 * Threads    One.
 * When full  The oldest frames give way.
 */
#pragma once
#include <ronda/packet.h>

struct recent;

/* Whose frames. */
struct recent_key {
	struct ronda_addr source; /* IPv6: by its prefix, as sources are counted */
	struct ronda_addr target;
	uint16_t port;            /* of the target; 0 for ICMP */
	uint8_t proto;
};

/* `bytes` for all of it; IPv6 sources are known by so many bits. NULL when memory is short. */
struct recent *recent_create(uint64_t bytes, unsigned v6_bits);
void recent_destroy(struct recent *recent); /* NULL is fine */

/* Keeps a frame, if there is a packet in it. */
void recent_keep(struct recent *recent, const struct ronda_frame *frame);

/* Called with each frame, the oldest first; its data is borrowed for the call. */
typedef void recent_frame(void *context, const struct ronda_frame *frame);

struct recent_found {
	unsigned frames;
	bool cut;   /* there may have been earlier ones that had to give way */
};

/* Hands over the frames of `key` that were not handed over before. */
struct recent_found recent_take(struct recent *recent, const struct recent_key *key, recent_frame *take, void *context);
