/* SPDX-License-Identifier: BSD-2-Clause */
/* hear.c - which connections are listened to, from where on, and who the client is. */
#include "count/hear.h"

#include "base/branch.h"
#include "count/act.h"

/* The first payload of a side may come out of order, but not from farther off. */
#define NEAR 65536u
#define PEER_MASK 0xffffffu /* of the server's number the flow keeps so much */

/* The server's first sequence number: its low bits from the flow, the others from one of its later numbers. */
static uint32_t server_next(const struct flow *flow, uint32_t later)
{
	return later - ((later - flow_peer(flow) - 1) & PEER_MASK);
}

/* Was nothing said before, as far as can be seen? */
static bool is_first(const struct flow *flow, const struct ronda_packet *packet, unsigned before, bool from_source)
{
	switch (before) {
	case FLOW_ASKED:
	case FLOW_ONE_WAY:
		return !from_source || packet->seq - flow->isn - 1 < NEAR;
	case FLOW_ANSWERED:
	case FLOW_ESTABLISHED:
	case FLOW_BEYOND_ANSWERED:
	case FLOW_BEYOND_ESTABLISHED:
		return from_source ? packet->seq - flow->isn - 1 < NEAR :
			((packet->seq - flow_peer(flow) - 1) & PEER_MASK) < NEAR;
	default:
		return flow->stage == FLOW_MIDSTREAM &&
			(before == FLOW_FREE || before == FLOW_BARE || before == FLOW_BARE_ELSEWHERE);
	}
}

/* Of a connection whose beginning was not seen, the ports tell the server where they can: one that only a system's
 * own services have, or one that no client is given while the other is. Else it is who was spoken to first. */
static bool sender_is_server(const struct ronda_packet *packet, bool from_source)
{
	enum { SYSTEM_BELOW = 1024, SERVICES_BELOW = 10000, CLIENTS_FROM = 32768 };
	uint16_t own = packet->source_port, other = packet->target_port;

	if ((own < SYSTEM_BELOW) != (other < SYSTEM_BELOW))
		return own < SYSTEM_BELOW;
	if (own < SERVICES_BELOW && other >= CLIENTS_FROM)
		return true;
	if (other < SERVICES_BELOW && own >= CLIENTS_FROM)
		return false;
	return !from_source;
}

static struct talkers talkers_of(const struct counter *counter, const struct item *item, bool from_client)
{
	const struct ronda_packet *packet = &item->packet;
	const struct source *client = from_client ? item->source : act_find_source(counter, &packet->target);

	return (struct talkers){
		.client = from_client ? packet->source : packet->target,
		.server = from_client ? packet->target : packet->source,
		.port = from_client ? packet->target_port : packet->source_port,
		.proto = packet->proto,
		.slot = client ? (uint32_t)(client - counter->sources.slot) : 0,
		.version = client ? atomic_load_explicit(&client->version, memory_order_relaxed) : 1,
	};
}

static bool begin(struct counter *counter, const struct item *item, const struct flow *flow, unsigned before,
	bool from_source)
{
	const struct ronda_packet *packet = &item->packet;
	bool midstream = flow->stage == FLOW_MIDSTREAM, one_way = before == FLOW_ASKED || before == FLOW_ONE_WAY;
	bool from_client = midstream ? !sender_is_server(packet, from_source) : from_source;

	if (!(from_client ? item->from_mine : item->to_mine))
		return false; /* whose acts these are listens */

	struct talkers who = talkers_of(counter, item, from_client);
	uint32_t of_client = from_client ? packet->seq : packet->ack, of_server = from_client ? packet->ack : packet->seq;

	return listener_begin(&counter->listener, &(struct overheard){
		.packet = packet,
		.key = item->flow_key,
		.now_ns = item->now_ns,
		.midstream = midstream || one_way,
		.client_next = midstream ? of_client : flow->isn + 1,
		.server_next = midstream || one_way ? of_server : server_next(flow, of_server),
		.who = &who,
	});
}

void hear_segment(struct counter *counter, const struct item *item, struct flow *flow, unsigned before,
	bool from_source)
{
	struct overheard overheard = { .packet = &item->packet, .key = item->flow_key, .now_ns = item->now_ns,
		.hint = item->talk };

	if (flow->notes & FLOW_FOLLOWED) {
		if (!listener_hear(&counter->listener, &overheard))
			flow->notes &= 0xf & ~FLOW_FOLLOWED;
	} else if (item->packet.payload_bytes && is_first(flow, &item->packet, before, from_source)) {
		if (begin(counter, item, flow, before, from_source))
			flow->notes |= FLOW_FOLLOWED;
	}
}

void hear_fast_open(struct counter *counter, const struct item *item, struct flow *flow, unsigned before,
	const struct fast_open *open)
{
	struct item said = *item;

	said.packet.tcp_flags = RONDA_TCP_ACK;
	said.packet.seq = open->seq;
	said.packet.payload = open->bytes;
	said.packet.payload_bytes = said.packet.captured_payload_bytes = open->size;
	hear_segment(counter, &said, flow, before, true);
}

void hear_datagram(struct counter *counter, const struct item *item, struct flow *flow, bool begins,
	bool from_source)
{
	struct overheard overheard = { .packet = &item->packet, .key = item->flow_key, .now_ns = item->now_ns,
		.hint = item->talk };

	if (!item->packet.payload_bytes)
		return;
	if (!begins) {
		if (unlikely(counter->listener.datagrams.count) && !from_source)
			listener_hear_answer(&counter->listener, &overheard);
		if (unlikely(counter->listener.talks.used))
			listener_hear(&counter->listener, &overheard);
		return;
	}

	if (!item->from_mine)
		return;

	struct talkers who = talkers_of(counter, item, from_source);

	overheard.who = &who;
	if (!listener_begin(&counter->listener, &overheard) && listener_glance(&counter->listener, &overheard))
		flow->stage = FLOW_BEYOND; /* it counts as what it is, and is no probe besides */
}
