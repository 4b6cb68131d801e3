/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * duplicates.h - is this the packet that another mirror port handed over a moment ago?
 *
 * Two are the same when, within 10 ms, all of the IPv4 packet is the same but what a router changes on the way
 * (time to live, checksum), its identification, which is not 0, included. (Of a long one its first and last
 * DUPLICATE_BYTES, with the checksum of what lies between.) A sender who repeats himself counts his packets up, so a
 * retransmission differs. IPv6 has no such number, so nothing can be said of it. Each packet has at most one duplicate.
 *
 * But a tool may send the very same packet again and again, and that is what it did: so nothing is a duplicate until the
 * wire is seen to double what it carries, which is 16 different packets and one in 32. Until then the first packets and
 * later one in 64 are looked at.
 *
 * Cost       A comparison or two a packet; where packets are doubled a hash over the packet, and one cache line.
 * Memory     DUPLICATES_SETS lines. Threads: one.
 */
#pragma once
#include "base/branch.h"

#include <ronda/packet.h>

enum { DUPLICATES_SETS = 1 << 14, DUPLICATE_BYTES = 64, DUPLICATES_CHANCE = 64 };

struct duplicates {
	uint64_t seed;
	uint32_t one_in;            /* so many packets are looked at: 1, or DUPLICATES_CHANCE */
	bool doubled;               /* the wire is seen to double packets */
	uint32_t looked, found;     /* lately */
	struct duplicates_set *set;
};

/* -ENOMEM when memory is short. */
int duplicates_init(struct duplicates *duplicates, uint64_t seed);
void duplicates_finish(struct duplicates *duplicates);

bool duplicates_look(struct duplicates *duplicates, const struct ronda_frame *frame);

/* `packet` is what was decoded from the frame. Of two that are the same either both are looked at, or none. */
static inline bool duplicates_hold(struct duplicates *duplicates, const struct ronda_frame *frame,
	const struct ronda_packet *packet)
{
	uint32_t chance = (packet->seq ^ packet->source.words[3] ^ packet->source_port ^ packet->payload_bytes) * 0x9e3779b1u;

	return unlikely((uint64_t)chance * duplicates->one_in <= UINT32_MAX) && duplicates_look(duplicates, frame);
}
