/* SPDX-License-Identifier: BSD-2-Clause */
/* udp.c - a datagram and its answer. */
#include "detect/flow.h"

/* Services that answer more than they are asked, and so are made to answer to a forged sender. */
static bool is_reflector_port(uint16_t port)
{
	switch (port) {
	case 17: case 19: case 53: case 111: case 123: case 137: case 161: case 389: case 427:
	case 1900: case 3283: case 3702: case 5353: case 5683: case 11211: case 37810: case 47808:
		return true;
	default:
		return false;
	}
}

/* A service's answer to a question that was never asked. */
static bool is_reflection(const struct ronda_packet *packet)
{
	return packet->payload_bytes > 0 && packet->target_port >= 1024 &&
		is_reflector_port(packet->source_port);
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
	}
	return 0;
}

static unsigned from_the_target(struct flow *flow)
{
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
	return from_source ? from_the_source(flow, packet, thresholds) : from_the_target(flow);
}
