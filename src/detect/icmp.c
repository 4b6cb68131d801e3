/* SPDX-License-Identifier: BSD-2-Clause */
/* icmp.c - echoes, and the errors that answer other packets. */
#include "detect/flow.h"

enum { V4_REPLY = 0, V4_UNREACHABLE = 3, V4_REQUEST = 8, V6_UNREACHABLE = 1, V6_REQUEST = 128, V6_REPLY = 129 };
enum { V4_FRAGMENTATION_NEEDED = 4 };

bool icmp_is_request(const struct ronda_packet *packet)
{
	return packet->icmp_type == (packet->proto == RONDA_ICMP ? V4_REQUEST : V6_REQUEST);
}

bool icmp_is_reply(const struct ronda_packet *packet)
{
	return packet->icmp_type == (packet->proto == RONDA_ICMP ? V4_REPLY : V6_REPLY);
}

bool icmp_refuses(const struct ronda_packet *packet)
{
	if (packet->proto == RONDA_ICMPV6)
		return packet->icmp_type == V6_UNREACHABLE;
	return packet->icmp_type == V4_UNREACHABLE && packet->icmp_code != V4_FRAGMENTATION_NEEDED;
}

unsigned echo_step(struct flow *flow, const struct ronda_packet *packet, bool from_source,
	const struct ronda_thresholds *thresholds)
{
	(void)from_source; /* a reply's key leads to the request's flow, so the type says who sent it */
	if (icmp_is_request(packet)) {
		bool known = flow->stage == FLOW_OVER || flow->stage == FLOW_ASKED;

		return known && flow_same_time(flow, packet, thresholds) ? 0 : STEP_BEGINS;
	}
	if (flow->stage == FLOW_FREE || flow->stage == FLOW_STRAY) {
		flow->stage = FLOW_STRAY;
		flow->born_ms = flow_ms(packet->time_ns);
		return STEP_STRAY;
	}
	if (flow->stage != FLOW_ASKED)
		return 0;
	flow->stage = FLOW_ANSWERED;
	return STEP_DECIDED;
}

unsigned quote_step(struct flow *flow, const struct ronda_packet *error)
{
	bool asked = flow->stage == FLOW_ASKED || flow->stage == FLOW_ONE_WAY ||
		flow->stage == FLOW_ODD || flow->stage == FLOW_BARE;

	if (!icmp_refuses(error) || !asked)
		return 0;
	if (error->quoted.proto == RONDA_TCP && error->quoted.seq != flow->isn)
		return 0; /* about another probe than the one that waits */
	return STEP_DECIDED | STEP_REFUSED;
}
