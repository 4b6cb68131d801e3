/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake.h - frames become packets: decoded, told from what another mirror port handed over, and given their moment.
 *
 * Time is the largest stamp seen. It goes on, but for a stamp that lies more than an hour back: that means another
 * capture, or a clock set right.
 *
 * Threads    One at a time.
 */
#pragma once
#include "base/branch.h"
#include "count/batch.h"
#include "count/frame_counts.h"
#include "decode/decode.h"
#include "engine/duplicates.h"

#include <ronda/settings.h>

struct intake {
	struct decoder *decoder;
	struct duplicates duplicates;
	uint32_t frame_bytes_most;
	uint64_t now_ns;             /* 0 before the first packet */
	struct frame_counts counts;  /* this period's */
};

/* -ENOMEM when memory is short; intake_finish() is due even then. */
int intake_init(struct intake *intake, const struct ronda_settings *settings);
void intake_finish(struct intake *intake);

/* It held no packet. */
void intake_refuse(struct intake *intake, const struct ronda_frame *frame, enum ronda_reason reason);

/* Decodes into `packet`. False: there is nothing in it to be counted further. */
static inline bool intake_decode(struct intake *intake, const struct ronda_frame *frame, struct ronda_packet *packet)
{
	struct frame_counts *counts = &intake->counts;
	enum ronda_reason reason;
	enum ronda_fate fate = decode_frame(intake->decoder, frame, packet, &reason);
	bool twice = fate == RONDA_FATE_DECODED && duplicates_hold(&intake->duplicates, frame, packet);

	counts->by_fate[fate]++;
	counts->cut += frame->captured_bytes < frame->wire_bytes;
	counts->glued += frame->wire_bytes > intake->frame_bytes_most;
	counts->duplicate_packets += twice;
	if (unlikely(fate != RONDA_FATE_DECODED))
		intake_refuse(intake, frame, reason);
	return fate == RONDA_FATE_DECODED && !twice;
}

/* Does time have to be turned back for this stamp, which is before `now_ns`? */
bool intake_turns_back(const struct intake *intake, uint64_t stamp_ns);

/* Time comes to the stamp of a packet, unless it is there already. */
static inline void intake_follow(struct intake *intake, uint64_t stamp_ns)
{
	frame_counts_widen(&intake->counts, stamp_ns);
	if (stamp_ns > intake->now_ns)
		intake->now_ns = stamp_ns;
}
