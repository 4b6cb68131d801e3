/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/intake.h"

#include <errno.h>

#define HOUR_NS UINT64_C(3600000000000)

int intake_init(struct intake *intake, const struct ronda_settings *settings)
{
	*intake = (struct intake){ .decoder = decoder_create() };
	frame_counts_clear(&intake->counts);
	intake->frame_bytes_most = settings->frame_bytes_most ? settings->frame_bytes_most : RONDA_FRAME_BYTES_MOST;
	return intake->decoder && duplicates_init(&intake->duplicates, settings->seed) == 0 ? 0 : -ENOMEM;
}

void intake_finish(struct intake *intake)
{
	decoder_destroy(intake->decoder);
	duplicates_finish(&intake->duplicates);
	*intake = (struct intake){ 0 };
}

void intake_refuse(struct intake *intake, const struct ronda_frame *frame, enum ronda_reason reason)
{
	intake->counts.by_reason[reason]++;
	frame_counts_widen(&intake->counts, frame->time_ns);
}

bool intake_turns_back(const struct intake *intake, uint64_t stamp_ns)
{
	return stamp_ns + HOUR_NS < intake->now_ns;
}
