/* SPDX-License-Identifier: BSD-2-Clause */
/* frame_counts.h - what became of the frames of a period, before any of them is a packet to a counter. */
#pragma once
#include <ronda/packet.h>

struct frame_counts {
	uint64_t start_ns, end_ns;    /* smallest and largest stamp; start is UINT64_MAX when there was none */
	uint64_t by_fate[RONDA_FATE_COUNT], by_reason[RONDA_REASON_COUNT];
	uint64_t cut, glued;          /* shorter than on the wire; longer than one frame can be */
	uint64_t duplicate_packets;   /* of another mirror port: in nothing else but by_fate */
};

static inline void frame_counts_clear(struct frame_counts *counts)
{
	*counts = (struct frame_counts){ .start_ns = UINT64_MAX };
}

static inline void frame_counts_widen(struct frame_counts *counts, uint64_t stamp_ns)
{
	if (stamp_ns < counts->start_ns)
		counts->start_ns = stamp_ns;
	if (stamp_ns > counts->end_ns)
		counts->end_ns = stamp_ns;
}
