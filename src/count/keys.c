/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/keys.h"

#include "count/floods.h"
#include "detect/flow.h"

#include <string.h>

#define ECHO_SERVER 0x10008 /* beyond any port, so that A pinging B and B pinging A are two flows */

void keys_init(struct keys *keys, const struct ronda_settings *settings)
{
	struct ronda_addr ones;

	memset(&ones, 0xff, sizeof ones);
	keys->seed = settings->seed;
	keys->v6_mask = ronda_addr_mask(ones, settings->thresholds.ipv6_source_bits);
}

static void key_by(struct item *item, uint64_t from, uint64_t to, uint8_t proto)
{
	item->from_greater = from > to;
	item->flow_key = hash_endpoints(from, to, proto) | 1; /* the lower half must not be 0 */
}

static void key_by_ports(struct item *item, uint32_t from_port, uint32_t to_port)
{
	key_by(item, hash_endpoint(item->sender_hash, from_port), hash_endpoint(item->target_hash, to_port),
		item->packet.proto);
}

static void key_by_quote(const struct keys *keys, struct item *item)
{
	const struct ronda_packet *packet = &item->packet;
	bool echo = packet->quoted.proto == RONDA_ICMP || packet->quoted.proto == RONDA_ICMPV6;

	key_by(item, hash_endpoint(hash_addr(&packet->quoted.source, keys->seed), packet->quoted.source_port),
		hash_endpoint(hash_addr(&packet->quoted.target, keys->seed),
			echo ? ECHO_SERVER : packet->quoted.target_port), packet->quoted.proto);
}

/* Which steps the packet takes. Later fragments and what has no ports only count as traffic. */
uint8_t keys_kind(const struct ronda_packet *packet)
{
	if (packet->proto == RONDA_TCP && (packet->notes & RONDA_HAS_TRANSPORT))
		return KIND_TCP;
	if (packet->notes & RONDA_QUOTES)
		return KIND_QUOTE;
	if (!(packet->notes & RONDA_HAS_TRANSPORT))
		return KIND_TRAFFIC;
	switch (packet->proto) {
	case RONDA_UDP:
		return KIND_UDP;
	case RONDA_ICMP:
	case RONDA_ICMPV6:
		return icmp_is_request(packet) ? KIND_ECHO_REQUEST :
		       icmp_is_reply(packet)   ? KIND_ECHO_REPLY :
						 KIND_ICMP;
	default:
		return KIND_TRAFFIC;
	}
}

static void find_source(const struct keys *keys, struct item *item)
{
	const struct ronda_addr *sender = &item->packet.source;

	item->sender_hash = item->source_hash = hash_addr(sender, keys->seed);
	item->key = *sender;
	if (!ronda_addr_is_v4(sender)) {
		item->key = keys_source(keys, sender);
		item->source_hash = hash_addr(&item->key, keys->seed);
	}
	item->place = keys_place(keys, item->source_hash);
}

/* A reset, or the answer to a SYN: it may end what its target began. */
static void expect_answer(const struct keys *keys, struct item *item)
{
	item->answers = true;
	item->other = keys_place(keys, keys_source_hash(keys, &item->packet.target, item->target_hash));
}

static void key_tcp(const struct keys *keys, struct item *item)
{
	const struct ronda_packet *packet = &item->packet;

	key_by_ports(item, packet->source_port, packet->target_port);
	if ((packet->tcp_flags & (RONDA_TCP_SYN | RONDA_TCP_ACK)) == RONDA_TCP_SYN) {
		item->flood_key = floods_key(RONDA_FLOOD_SYN, item->target_hash, packet->target_port);
	} else if (packet->tcp_flags & (RONDA_TCP_RST | RONDA_TCP_SYN)) {
		expect_answer(keys, item);
	}
}

static uint64_t key_datagram(const struct item *item)
{
	enum ronda_service service = udp_reflected(&item->packet);

	return floods_key(service ? RONDA_FLOOD_REFLECTION : RONDA_FLOOD_UDP, item->target_hash, (uint16_t)service);
}

static void find_flow(const struct keys *keys, struct item *item)
{
	const struct ronda_packet *packet = &item->packet;

	item->target_hash = hash_addr(&packet->target, keys->seed);
	switch (item->kind) {
	case KIND_TCP:
		key_tcp(keys, item);
		break;
	case KIND_UDP:
		key_by_ports(item, packet->source_port, packet->target_port);
		item->flood_key = key_datagram(item);
		break;
	case KIND_ECHO_REQUEST:
		key_by_ports(item, packet->source_port, ECHO_SERVER);
		item->flood_key = floods_key(RONDA_FLOOD_ICMP, item->target_hash, 0);
		break;
	case KIND_ECHO_REPLY:
		key_by_ports(item, ECHO_SERVER, packet->target_port);
		expect_answer(keys, item);
		break;
	case KIND_QUOTE:
		key_by_quote(keys, item);
		break;
	default:
		item->flow_key = 1; /* is asked for by nobody */
		break;
	}
}

void keys_find(const struct keys *keys, struct item *items, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct item *item = &items[i];

		item->flood_key = 0;
		item->answers = false;
		item->from_mine = item->to_mine = true;
		find_source(keys, item);
		if (item->kind != KIND_TRAFFIC)
			find_flow(keys, item);
	}
}
