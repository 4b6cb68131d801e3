/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stash.h - fragments that came before the head of their packet, until it comes: the latest few, of TCP.
 *
 * Fixed memory; the oldest gives way, and after 30 s none is worth anything: its packet's number may be another's by
 * then. What is gathered stays where it is until STASH_GATHERED more packets were.
 */
#pragma once
#include <ronda/packet.h>

enum { STASH_PLACES = 64, STASH_BYTES = 1480, STASH_GATHERED = 128, STASH_WHOLE = 4096 };

struct stashed {
	uint64_t key;             /* a hash of what names the packet; 0: free */
	uint64_t since_ns;
	uint32_t offset, size;
	bool last;
	uint8_t bytes[STASH_BYTES];
};

struct stash {
	struct stashed stashed[STASH_PLACES];
	uint8_t gathered[STASH_GATHERED][STASH_WHOLE];
	uint32_t next_stashed, next_gathered, count;
};

/* Where bytes belong. */
struct stash_place {
	uint64_t key;             /* not 0 */
	uint32_t offset;
	uint64_t now_ns;
};

/* Keeps bytes that belong there; more than STASH_BYTES are not kept. */
void stash_keep(struct stash *stash, const struct stash_place *where, const uint8_t *bytes, size_t size, bool last);

/* Puts what follows there, and what follows that, behind the packet's payload. True when the packet's last
 * fragment was among it. */
bool stash_gather(struct stash *stash, const struct stash_place *where, struct ronda_packet *packet);
