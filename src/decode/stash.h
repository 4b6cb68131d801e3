/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stash.h - fragments that came before the head of their packet, until it comes: the latest few, of TCP.
 *
 * Fixed memory; the oldest gives way. What is gathered stays where it is until STASH_GATHERED more packets were.
 */
#pragma once
#include <ronda/packet.h>

enum { STASH_PLACES = 64, STASH_BYTES = 1480, STASH_GATHERED = 128, STASH_WHOLE = 4096 };

struct stashed {
	uint64_t key;             /* a hash of what names the packet; 0: free */
	uint32_t offset, size;
	bool last;
	uint8_t bytes[STASH_BYTES];
};

struct stash {
	struct stashed stashed[STASH_PLACES];
	uint8_t gathered[STASH_GATHERED][STASH_WHOLE];
	uint32_t next_stashed, next_gathered, count;
};

/* Keeps bytes that belong at `offset` of the packet `key` (not 0); more than STASH_BYTES are not kept. */
void stash_keep(struct stash *stash, uint64_t key, uint32_t offset, const uint8_t *bytes, size_t size, bool last);

/* Puts what follows at `offset`, and what follows that, behind the packet's payload. True when the packet's last
 * fragment was among it. */
bool stash_gather(struct stash *stash, uint64_t key, uint32_t offset, struct ronda_packet *packet);
