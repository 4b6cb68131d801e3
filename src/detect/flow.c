/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/flow.h"

enum ronda_outcome flow_outcome(const struct flow *flow)
{
	switch (flow->stage) {
	case FLOW_ASKED:
	case FLOW_ODD:
	case FLOW_BARE:
		return RONDA_OUTCOME_UNANSWERED;
	case FLOW_ANSWERED:
		return RONDA_OUTCOME_ANSWERED;
	case FLOW_ESTABLISHED:
		return RONDA_OUTCOME_ESTABLISHED;
	default:
		return RONDA_OUTCOME_UNKNOWN;
	}
}

void flow_begin_elsewhere(struct flow *flow, const struct ronda_packet *packet, unsigned step, unsigned notes)
{
	flow_begin(flow, packet, step, notes);
	if ((packet->proto != RONDA_TCP && packet->proto != RONDA_UDP) || (step & STEP_ODD))
		flow->stage = FLOW_OVER;
	else if (step & STEP_BARE)
		flow->stage = FLOW_BARE_ELSEWHERE;
	else
		flow->stage = step & STEP_ANSWERED ? FLOW_BEYOND_ANSWERED : FLOW_BEYOND;
}

bool flow_awaits(const struct flow *flow, const struct ronda_packet *packet, const struct ronda_thresholds *thresholds)
{
	int32_t age_ms = (int32_t)(flow_ms(packet->time_ns) - flow->born_ms);

	return age_ms < (int32_t)(thresholds->answer_seconds * 1000);
}

bool flow_same_time(const struct flow *flow, const struct ronda_packet *packet,
	const struct ronda_thresholds *thresholds)
{
	int32_t apart = (int32_t)(flow_ms(packet->time_ns) - flow->born_ms);

	return (apart < 0 ? -(int64_t)apart : apart) <= thresholds->same_probe_seconds * INT64_C(1000);
}
