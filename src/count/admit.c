/* SPDX-License-Identifier: BSD-2-Clause */
/* admit.c - from a packet to a batch: which flow, which source, and their lines on the way; then to acts. */
#include "base/hash.h"
#include "count/act.h"

#define HOUR_NS UINT64_C(3600000000000)
#define KEEP_MOST 4096u /* of payload, in one go */
#define ECHO_SERVER 0x10008 /* beyond any port, so that A pinging B and B pinging A are two flows */

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

static void key_by_quote(const struct counter *counter, struct item *item)
{
	const struct ronda_packet *packet = &item->packet;
	bool echo = packet->quoted.proto == RONDA_ICMP || packet->quoted.proto == RONDA_ICMPV6;

	key_by(item, hash_endpoint(hash_addr(&packet->quoted.source, counter->seed), packet->quoted.source_port),
		hash_endpoint(hash_addr(&packet->quoted.target, counter->seed),
			echo ? ECHO_SERVER : packet->quoted.target_port), packet->quoted.proto);
}

/* Which steps the packet takes. Later fragments and what has no ports only count as traffic. */
static uint8_t kind_of(const struct ronda_packet *packet)
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
						 KIND_TRAFFIC;
	default:
		return KIND_TRAFFIC;
	}
}

static void find_source(const struct counter *counter, struct item *item)
{
	const struct ronda_addr *sender = &item->packet.source;

	item->sender_hash = item->source_hash = hash_addr(sender, counter->seed);
	item->key = *sender;
	if (!ronda_addr_is_v4(sender)) {
		item->key = counter_source_key(counter, sender);
		item->source_hash = hash_addr(&item->key, counter->seed);
	}
	item->place = sources_place(&counter->sources, item->source_hash);
}

/* A reset, or the answer to a SYN: it may end what its target began. */
static void expect_answer(const struct counter *counter, struct item *item)
{
	item->answers = true;
	item->other = counter_place(counter, &item->packet.target, item->target_hash);
}

static void key_tcp(const struct counter *counter, struct item *item)
{
	const struct ronda_packet *packet = &item->packet;

	key_by_ports(item, packet->source_port, packet->target_port);
	if ((packet->tcp_flags & (RONDA_TCP_SYN | RONDA_TCP_ACK)) == RONDA_TCP_SYN) {
		item->flood_key = floods_key(RONDA_FLOOD_SYN, item->target_hash, packet->target_port);
	} else if (packet->tcp_flags & (RONDA_TCP_RST | RONDA_TCP_SYN)) {
		expect_answer(counter, item);
	}
}

static uint64_t key_datagram(const struct item *item)
{
	enum ronda_service service = udp_reflected(&item->packet);

	return floods_key(service ? RONDA_FLOOD_REFLECTION : RONDA_FLOOD_UDP, item->target_hash, (uint16_t)service);
}

static void find_flow(const struct counter *counter, struct item *item)
{
	const struct ronda_packet *packet = &item->packet;

	item->target_hash = hash_addr(&packet->target, counter->seed);
	switch (item->kind) {
	case KIND_TCP:
		key_tcp(counter, item);
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
		expect_answer(counter, item);
		break;
	default:
		key_by_quote(counter, item);
		break;
	}
}

static void widen_period(struct bank *bank, uint64_t stamp)
{
	if (stamp < bank->start_ns)
		bank->start_ns = stamp;
	if (stamp > bank->end_ns)
		bank->end_ns = stamp;
}

void counter_note_refused(struct counter *counter, uint64_t time_ns, enum ronda_reason reason)
{
	counter->bank.by_reason[reason]++;
	widen_period(&counter->bank, time_ns);
}

static void find_keys(struct counter *counter, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct item *item = &counter->batch[i];

		item->flood_key = 0;
		item->answers = false;
		find_source(counter, item);
		if (item->kind != KIND_TRAFFIC)
			find_flow(counter, item);
	}
}

/* May it be part of a connection that is listened to? What acknowledges or ends one is, without any payload. */
static bool may_be_heard(const struct item *item)
{
	if (item->kind == KIND_TCP)
		return item->packet.payload_bytes || !(item->packet.tcp_flags & RONDA_TCP_SYN);
	return item->packet.payload_bytes && item->kind == KIND_UDP;
}

/* Nothing but prefetches in a row, so that the walks and misses of many overlap. (The flows, which hardly ever are at
 * hand, are sent for one by one a little later: more misses than the processor can follow at once hold it up.) */
static void send_for_lines(const struct counter *counter, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const struct item *item = &counter->batch[i];

		sources_prefetch_set(&counter->sources, item->place);
		if (item->flood_key)
			floods_prefetch(&counter->floods, item->flood_key);
		if (item->answers)
			sources_prefetch_set(&counter->sources, item->other);
		if (may_be_heard(item))
			listener_prefetch(&counter->listener, item->flow_key);
	}
}

static void foresee(const struct counter *counter, struct item *item)
{
	int way = sources_prefetch_slot(&counter->sources, item->place);

	item->way = (int8_t)way;
	item->source = way >= 0 ? sources_slot(&counter->sources, item->place, way) : NULL;
	item->talk = may_be_heard(item) ? listener_prefetch_talk(&counter->listener, item->flow_key) : NULL;
}

void counter_flush(struct counter *counter)
{
	unsigned count = counter->batched;
	uint64_t wire_bytes = 0;

	counter->batched = counter->kept = 0;
	counter->arena_used = 0;
	find_keys(counter, count);
	if (count)
		due_foresee(counter, counter->batch[count - 1].now_ns);
	send_for_lines(counter, count);
	for (unsigned i = 0; i < count; i++)
		foresee(counter, &counter->batch[i]);
	for (unsigned i = 0; i < count; i++) {
		if (counter->batch[i].kind != KIND_TRAFFIC)
			flows_prefetch(&counter->flows, counter->batch[i].flow_key);
		act_count_sender(counter, &counter->batch[i]);
		wire_bytes += counter->batch[i].packet.wire_bytes;
	}
	counter->bank.packets += count;
	counter->bank.wire_bytes += wire_bytes;
	for (unsigned i = 0; i < count; i++)
		act_on_item(counter, &counter->batch[i]);
}

static bool is_wanted(const struct ronda_packet *packet)
{
	return packet->captured_payload_bytes && (packet->proto == RONDA_TCP || packet->proto == RONDA_UDP);
}

/* Some bytes are copied, so that the batch can go on growing; acting upon it at once costs less than copying many. */
void counter_keep(struct counter *counter)
{
	size_t size = 0;

	for (unsigned i = counter->kept; i < counter->batched; i++)
		size += is_wanted(&counter->batch[i].packet) ? counter->batch[i].packet.captured_payload_bytes : 0;
	if (size > KEEP_MOST || size > COUNTER_ARENA - counter->arena_used) {
		counter_flush(counter);
		return;
	}
	for (; counter->kept < counter->batched; counter->kept++) {
		struct ronda_packet *packet = &counter->batch[counter->kept].packet;

		if (!is_wanted(packet))
			continue;
		packet->payload = memcpy(counter->arena + counter->arena_used, packet->payload,
			packet->captured_payload_bytes);
		counter->arena_used += packet->captured_payload_bytes;
	}
}

void counter_settle(struct counter *counter, enum ronda_finish how)
{
	counter_flush(counter);
	due_settle(counter, how);
}

void counter_tick(struct counter *counter, uint64_t now_ns)
{
	counter_flush(counter);
	if (now_ns > counter->now_ns)
		counter->now_ns = now_ns;
	due_decide(counter, counter->now_ns);
}

/* Out of order. A stamp far behind means another capture, or a clock set right: what waited waits no more. */
static void look_back(struct counter *counter, uint64_t stamp)
{
	if (stamp + HOUR_NS < counter->now_ns) {
		struct ronda_packet packet = counter->batch[counter->batched].packet;

		counter_settle(counter, RONDA_FINISH_FILE);
		floods_end(&counter->floods, counter->now_ns, &counter->thresholds);
		counter->now_ns = stamp;
		counter->batch[0].packet = packet;
	}
	widen_period(&counter->bank, stamp);
}

static void follow_time(struct counter *counter, uint64_t stamp)
{
	struct bank *bank = &counter->bank;

	if (stamp < counter->now_ns) {
		look_back(counter, stamp);
		return;
	}
	counter->now_ns = stamp;
	if (stamp > bank->end_ns)
		bank->end_ns = stamp;
	if (bank->start_ns == UINT64_MAX)
		bank->start_ns = stamp;
}

void counter_admit(struct counter *counter)
{
	follow_time(counter, counter->batch[counter->batched].packet.time_ns);

	struct item *item = &counter->batch[counter->batched];

	item->now_ns = counter->now_ns;
	item->kind = kind_of(&item->packet);
	if (++counter->batched == BATCH)
		counter_flush(counter);
}
