/* SPDX-License-Identifier: BSD-2-Clause */
/* udp.c - a datagram and its answer. */
#include "detect/flow.h"

#define FROM_PORT(NAME, name, port) case port: return RONDA_SERVICE_##NAME;

enum ronda_service udp_reflected(const struct ronda_packet *packet)
{
	if (!packet->payload_bytes || (packet->target_port < 1024 && packet->target_port == packet->source_port))
		return RONDA_SERVICE_NONE;
	switch ((uint32_t)packet->source_port) {
	RONDA_SERVICES(FROM_PORT)
	default:
		return RONDA_SERVICE_NONE;
	}
}

/* A service's answer to a question that was never asked. */
static bool is_reflection(const struct ronda_packet *packet)
{
	return packet->target_port >= 1024 && udp_reflected(packet);
}

static unsigned from_the_source(struct flow *flow, const struct ronda_packet *packet,
	const struct ronda_thresholds *thresholds)
{
	if (flow->stage == FLOW_STRAY)
		return STEP_STRAY;
	if (flow->stage != FLOW_USED && !flow_same_time(flow, packet, thresholds))
		return STEP_BEGINS;
	if (packet->payload_bytes > 0) {
		flow->notes |= FLOW_SENT_DATA;
		if (flow->stage == FLOW_ANSWERED)
			return STEP_DECIDED | STEP_USED;
		if (flow->stage == FLOW_BEYOND_ANSWERED)
			flow->stage = FLOW_USED;
	}
	return 0;
}

/* The first answer to what is no act here, in time. */
static unsigned answer_beyond(struct flow *flow, const struct ronda_packet *packet, const struct ronda_thresholds *thresholds)
{
	if (!flow_awaits(flow, packet, thresholds))
		return 0;
	flow->stage = flow->notes & FLOW_SENT_DATA ? FLOW_USED : FLOW_BEYOND_ANSWERED;
	return STEP_REPLIED;
}

static unsigned from_the_target(struct flow *flow, const struct ronda_packet *packet,
	const struct ronda_thresholds *thresholds)
{
	if (flow->stage == FLOW_BEYOND)
		return answer_beyond(flow, packet, thresholds);
	if (flow->stage == FLOW_STRAY)
		flow->stage = FLOW_USED; /* two who talk, of whom one has a port that services have, too */
	if (flow->stage != FLOW_ASKED)
		return 0;
	flow->stage = FLOW_ANSWERED;
	return flow->notes & FLOW_SENT_DATA ? STEP_DECIDED | STEP_USED : STEP_ANSWERED;
}

unsigned udp_step(struct flow *flow, const struct ronda_packet *packet, bool from_source,
	const struct ronda_thresholds *thresholds)
{
	if (flow->stage == FLOW_FREE) {
		if (!is_reflection(packet))
			return STEP_BEGINS;
		flow->stage = FLOW_STRAY;
		flow->born_ms = flow_ms(packet->time_ns);
		return STEP_STRAY;
	}
	return from_source ? from_the_source(flow, packet, thresholds) :
		from_the_target(flow, packet, thresholds);
}
