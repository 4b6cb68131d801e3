/* SPDX-License-Identifier: BSD-2-Clause */
/* act_floods.c - a packet as part of a flood at its target. */
#include "base/branch.h"
#include "count/act.h"

/* How many packets of proven senders it stands for, in parts of FLOOD_ONE. Who proved himself is known of the counter's own
 * sources only; so each of them stands for its like among the others': an estimate. */
static uint32_t proven(const struct counter *counter, const struct item *item)
{
	return item->from_mine && source_is(item->source, SOURCE_VERIFIED) ? counter->stands_for : 0;
}

void act_count_for_flood(struct counter *counter, const struct item *item, enum ronda_flood_kind kind,
	enum ronda_service service)
{
	const struct ronda_packet *packet = &item->packet;
	uint16_t port = kind == RONDA_FLOOD_SYN ? packet->target_port : 0;
	uint64_t key = floods_key(kind, item->target_hash, service ? (uint16_t)service : port);
	const struct flood_packet one = {
		.key = key,
		.source_hash = item->source_hash,
		.now_ns = item->now_ns,
		.hint = key == item->flood_key ? item->window : NULL,
		.bytes = packet->wire_bytes,
		.verified = proven(counter, item),
	};

	if (!item->to_mine || likely(floods_count_more(&counter->floods, &one)))
		return;
	if (counter->protect.count && !prefix_set_contains(&counter->protect, &packet->target))
		return;
	if (unlikely(floods_count(&counter->floods, &one, &counter->thresholds)))
		floods_record(&counter->floods, &one,
			&(struct flood_target){ .kind = kind, .port = port, .service = service, .addr = packet->target });
}

static void count_datagram_for_flood(struct counter *counter, const struct item *item)
{
	enum ronda_service service = udp_reflected(&item->packet);

	act_count_for_flood(counter, item, service ? RONDA_FLOOD_REFLECTION : RONDA_FLOOD_UDP, service);
}

/* Of a datagram's flow: nobody answered so far. */
static bool is_unanswered(const struct flow *flow)
{
	return flow->stage == FLOW_ASKED || flow->stage == FLOW_OVER || flow->stage == FLOW_STRAY ||
		flow->stage == FLOW_BEYOND;
}

void act_watch_floods(struct counter *counter, const struct item *item, const struct flow *flow,
	unsigned step, bool from_source)
{
	const struct ronda_packet *packet = &item->packet;

	switch (item->kind) {
	case KIND_TCP:
		if (act_is_syn(packet))
			act_count_for_flood(counter, item, RONDA_FLOOD_SYN, RONDA_SERVICE_NONE);
		else if ((step & STEP_VERIFIED) && item->to_mine)
			floods_complete(&counter->floods,
				floods_key(RONDA_FLOOD_SYN, item->target_hash, packet->target_port));
		else if ((step & STEP_STRAY) && (packet->tcp_flags & RONDA_TCP_SYN))
			act_count_for_flood(counter, item, RONDA_FLOOD_REFLECTION, RONDA_SERVICE_TCP);
		break;
	case KIND_UDP:
		if (from_source && is_unanswered(flow))
			count_datagram_for_flood(counter, item);
		else if (!from_source && step && item->from_mine)
			floods_complete(&counter->floods, floods_key(RONDA_FLOOD_UDP,
				item->sender_hash, 0));
		break;
	case KIND_ECHO_REQUEST:
		act_count_for_flood(counter, item, RONDA_FLOOD_ICMP, RONDA_SERVICE_NONE);
		break;
	default:
		if (step & STEP_STRAY)
			act_count_for_flood(counter, item, RONDA_FLOOD_ICMP, RONDA_SERVICE_NONE);
		break;
	}
}
