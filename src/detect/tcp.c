/* SPDX-License-Identifier: BSD-2-Clause */
/* tcp.c - a TCP connection as far as it tells a probe from a use. */
#include "detect/flow.h"

/* A SYN may carry data, and be acknowledged with it. */
#define MOST_SYN_DATA 1460u

/* An acknowledgement may be lost to the tap; one within this of the server's first byte still proves
 * that the source saw the answer. A blind guess hits one time in 4,096. */
#define PEER_MASK 0xffffffu
#define ACK_WINDOW 4096u

static bool proves_address(const struct flow *flow, const struct ronda_packet *packet)
{
	return (packet->tcp_flags & RONDA_TCP_ACK) && ((packet->ack - flow_peer(flow) - 1) & PEER_MASK) < ACK_WINDOW;
}

/* Does it answer this SYN, and no other? */
static bool acknowledges(const struct flow *flow, const struct ronda_packet *packet)
{
	return packet->ack - (flow->isn + 1) <= MOST_SYN_DATA;
}

/* Does no stack send it, in no state? Only a SYN and a reset do without ACK, and nothing opens and closes. */
static bool is_odd(unsigned flags)
{
	return !(flags & (RONDA_TCP_SYN | RONDA_TCP_ACK | RONDA_TCP_RST)) ||
		((flags & RONDA_TCP_SYN) && (flags & (RONDA_TCP_FIN | RONDA_TCP_RST)));
}

/* A segment of a connection that began before the capture, or of none. */
static unsigned out_of_nothing(struct flow *flow, const struct ronda_packet *packet)
{
	if (is_odd(packet->tcp_flags))
		return STEP_BEGINS | STEP_ODD;
	if (!packet->payload_bytes)
		return STEP_BEGINS | STEP_BARE;
	flow->stage = FLOW_MIDSTREAM;
	flow->born_ms = flow_ms(packet->time_ns);
	return 0;
}

static unsigned first_packet(struct flow *flow, const struct ronda_packet *packet)
{
	switch (packet->tcp_flags & (RONDA_TCP_SYN | RONDA_TCP_ACK | RONDA_TCP_RST | RONDA_TCP_FIN)) {
	case RONDA_TCP_SYN:
		return STEP_BEGINS;
	case RONDA_TCP_SYN | RONDA_TCP_ACK:
		flow->stage = FLOW_STRAY_ANSWER;
		flow->isn = packet->ack - 1;
		flow_set_peer(flow, packet->seq);
		flow->born_ms = flow_ms(packet->time_ns);
		return STEP_STRAY;
	case RONDA_TCP_RST:
	case RONDA_TCP_RST | RONDA_TCP_ACK:
		flow->stage = FLOW_STRAY;
		flow->born_ms = flow_ms(packet->time_ns);
		return STEP_STRAY;
	default:
		return out_of_nothing(flow, packet);
	}
}

/* Was the flow's act a SYN? */
static bool began_with_syn(const struct flow *flow)
{
	return flow->stage != FLOW_MIDSTREAM && flow->stage != FLOW_STRAY && flow->stage != FLOW_ODD &&
		flow->stage != FLOW_BARE && flow->stage != FLOW_BARE_ELSEWHERE;
}

/* A SYN, on a tuple that is known. */
static unsigned another_syn(struct flow *flow, const struct ronda_packet *packet, bool from_source,
	const struct ronda_thresholds *thresholds)
{
	bool same = flow->isn == packet->seq && flow_same_time(flow, packet, thresholds);

	if (!from_source && (flow->stage == FLOW_ASKED || flow->stage == FLOW_ONE_WAY))
		flow->stage = FLOW_ANSWERED; /* both open at once: each SYN answers the other */
	if (flow->stage == FLOW_STRAY_ANSWER) /* the tap saw the answer before the question */
		return same && !from_source ? STEP_BEGINS | STEP_ANSWERED : STEP_BEGINS;
	return same && from_source && began_with_syn(flow) ? 0 : STEP_BEGINS;
}

static unsigned decide(struct flow *flow, unsigned how)
{
	if (!flow_is_pending(flow))
		return 0;
	return STEP_DECIDED | how;
}

/* What comes back to a segment out of nothing: a reset, or proof that there is a connection after all. */
static unsigned from_its_target(struct flow *flow, const struct ronda_packet *packet)
{
	if (packet->tcp_flags & RONDA_TCP_RST)
		return STEP_DECIDED | STEP_REFUSED;
	if (flow->stage == FLOW_ODD)
		return STEP_DECIDED | STEP_REPLIED;
	flow->stage = FLOW_MIDSTREAM;
	return 0;
}

/* Something is said, or refused, after a bare acknowledgement that another counter judges: as long as that waits, it
 * tells of a connection here, too. */
static unsigned follow_elsewhere(struct flow *flow, const struct ronda_packet *packet, const struct ronda_thresholds *thresholds)
{
	flow->stage = flow_awaits(flow, packet, thresholds) && !(packet->tcp_flags & RONDA_TCP_RST) ? FLOW_MIDSTREAM : FLOW_OVER;
	return 0;
}

/* No act, so nothing is decided; but that there is a connection is worth knowing. */
static unsigned answer_beyond(struct flow *flow, const struct ronda_packet *packet)
{
	if (packet->tcp_flags & RONDA_TCP_RST) {
		flow->stage = FLOW_OVER;
	} else if ((packet->tcp_flags & RONDA_TCP_SYN) && acknowledges(flow, packet)) {
		flow->stage = FLOW_BEYOND_ANSWERED;
		flow_set_peer(flow, packet->seq);
	}
	return 0;
}

static unsigned from_the_target(struct flow *flow, const struct ronda_packet *packet,
	const struct ronda_thresholds *thresholds)
{
	if (flow->stage == FLOW_BARE_ELSEWHERE)
		return follow_elsewhere(flow, packet, thresholds);
	if (flow->stage == FLOW_ODD || flow->stage == FLOW_BARE)
		return from_its_target(flow, packet);
	if (flow->stage == FLOW_BEYOND)
		return answer_beyond(flow, packet);

	bool asked = flow->stage == FLOW_ASKED || flow->stage == FLOW_ONE_WAY;
	unsigned flags = packet->tcp_flags;

	if (flags & RONDA_TCP_RST)
		return asked && (flags & RONDA_TCP_ACK) && !acknowledges(flow, packet) ? 0 :
			decide(flow, asked ? STEP_REFUSED : 0);
	if (!asked)
		return 0; /* our own reset to a stray SYN-ACK is no stray itself */
	if ((flags & RONDA_TCP_SYN) && (flags & RONDA_TCP_ACK)) {
		if (!acknowledges(flow, packet))
			return 0; /* answers another SYN than this one */
		flow->stage = FLOW_ANSWERED;
		flow_set_peer(flow, packet->seq);
		return STEP_ANSWERED;
	}
	flow->stage = FLOW_ONE_WAY; /* the target goes on; its SYN-ACK was not seen */
	return 0;
}

static unsigned from_the_source(struct flow *flow, const struct ronda_packet *packet,
	const struct ronda_thresholds *thresholds)
{
	bool data = packet->payload_bytes > 0;
	unsigned step = 0;

	switch (flow->stage) {
	case FLOW_ASKED:
		if (!data && !(packet->tcp_flags & RONDA_TCP_ACK))
			return 0; /* gives up, or says nothing; it is no sign of an answer */
		flow->stage = FLOW_ONE_WAY;
		break;
	case FLOW_ANSWERED:
		if (!(packet->tcp_flags & RONDA_TCP_RST) && proves_address(flow, packet)) {
			flow->stage = FLOW_ESTABLISHED;
			step = STEP_VERIFIED;
		}
		break;
	case FLOW_ONE_WAY:
	case FLOW_ESTABLISHED:
		break;
	case FLOW_STRAY: /* the stray answer once more */
	case FLOW_STRAY_ANSWER:
		return packet->tcp_flags & (RONDA_TCP_SYN | RONDA_TCP_RST) ? STEP_STRAY : 0;
	case FLOW_BEYOND_ANSWERED:
		if ((packet->tcp_flags & RONDA_TCP_RST) || !proves_address(flow, packet))
			return 0;
		flow->stage = FLOW_BEYOND_ESTABLISHED;
		return STEP_VERIFIED;
	case FLOW_BARE:
		if (data)
			flow->stage = FLOW_MIDSTREAM; /* it had something to say after all */
		return 0;
	case FLOW_BARE_ELSEWHERE:
		return data ? follow_elsewhere(flow, packet, thresholds) : 0;
	default:
		return 0;
	}
	if (data)
		return step | decide(flow, STEP_USED);
	if (packet->tcp_flags & (RONDA_TCP_FIN | RONDA_TCP_RST))
		return step | decide(flow, 0);
	return step;
}

unsigned tcp_step(struct flow *flow, const struct ronda_packet *packet, bool from_source,
	const struct ronda_thresholds *thresholds)
{
	const unsigned opening = RONDA_TCP_SYN | RONDA_TCP_ACK | RONDA_TCP_RST | RONDA_TCP_FIN;

	if (flow->stage == FLOW_FREE)
		return first_packet(flow, packet);
	if ((packet->tcp_flags & opening) == RONDA_TCP_SYN)
		return another_syn(flow, packet, from_source, thresholds);
	return from_source ? from_the_source(flow, packet, thresholds) : from_the_target(flow, packet, thresholds);
}
