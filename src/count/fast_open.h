/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fast_open.h - data in a SYN (TCP Fast Open), until it is known whether the server took it.
 *
 * A SYN's data was said only if the SYN-ACK acknowledges it, and its sender is only somebody once that is
 * acknowledged in turn: then it is handed over.
 *
 * Memory     Fixed: the latest FAST_OPENS of them, the older ones giving way.
 */
#pragma once
#include <ronda/packet.h>

enum { FAST_OPENS = 64, FAST_OPEN_BYTES = 1460 };

struct fast_open {
	uint64_t key;             /* of the flow; 0: free */
	uint32_t seq;             /* of the first byte of data */
	uint16_t size;
	bool taken;               /* by the server */
	uint8_t bytes[FAST_OPEN_BYTES];
};

struct fast_opens {
	unsigned count, next;
	uint32_t tag[FAST_OPENS]; /* lower halves of the keys, apart: to see that none fits takes four lines */
	struct fast_open open[FAST_OPENS];
};

/* May this packet be of interest? A cheap question for each. */
static inline bool fast_opens_concern(const struct fast_opens *opens, const struct ronda_packet *packet)
{
	return opens->count || (packet->payload_bytes && (packet->tcp_flags & RONDA_TCP_SYN));
}

/* A SYN with data, or the SYN-ACK of a flow. */
void fast_opens_see(struct fast_opens *opens, uint64_t key, const struct ronda_packet *packet);
/* The handshake of the flow is complete: its data, if it has any that the server took; NULL. Good until the next SYN. */
const struct fast_open *fast_opens_take(struct fast_opens *opens, uint64_t key);
