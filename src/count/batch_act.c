/* SPDX-License-Identifier: BSD-2-Clause */
/* batch_act.c - a batch: the lines that its packets need, sent for in rows; then what each does. */
#include "count/act.h"

#include "base/branch.h"

/* May it be part of a connection that is listened to? What acknowledges or ends one is, without any payload. */
static bool may_be_heard(const struct item *item)
{
	if (item->kind == KIND_TCP)
		return item->packet.payload_bytes || !(item->packet.tcp_flags & RONDA_TCP_SYN);
	return item->packet.payload_bytes && item->kind == KIND_UDP;
}

/* Nothing but prefetches in a row, so that the walks and misses of many overlap. (The flows, which hardly ever are at
 * hand, are sent for one by one a little later: more misses than the processor can follow at once hold it up.) */
static void send_for_lines(const struct counter *counter, const struct batch *batch)
{
	for (unsigned i = 0; i < batch->count; i++) {
		const struct item *item = &batch->item[i];

		if (item->from_mine)
			sources_prefetch_set(&counter->sources, item->place);
		if (item->flood_key && item->to_mine)
			floods_prefetch(&counter->floods, item->flood_key);
		if (item->answers && item->to_mine)
			sources_prefetch_set(&counter->sources, item->other);
		if (may_be_heard(item))
			listener_prefetch(&counter->listener, item->flow_key);
	}
}

static void foresee(const struct counter *counter, struct item *item)
{
	int way = item->from_mine ? sources_prefetch_slot(&counter->sources, item->place) : -1;

	item->way = (int8_t)way;
	item->source = way >= 0 ? sources_slot(&counter->sources, item->place, way) : NULL;
	item->talk = may_be_heard(item) ? listener_prefetch_talk(&counter->listener, item->flow_key) : NULL;
}

static void count_traffic(struct counter *counter, struct batch *batch)
{
	uint64_t packets = 0, wire_bytes = 0;

	for (unsigned i = 0; i < batch->count; i++) {
		struct item *item = &batch->item[i];

		if (item->kind != KIND_TRAFFIC)
			flows_prefetch(&counter->flows, item->flow_key);
		act_count_sender(counter, item);
		packets += item->from_mine;
		wire_bytes += item->from_mine ? item->packet.wire_bytes : 0;
	}
	counter->bank.packets += packets;
	counter->bank.wire_bytes += wire_bytes;
}

static void follow_time(struct counter *counter, uint64_t now_ns)
{
	if (now_ns > counter->now_ns)
		counter->now_ns = now_ns;
}

void counter_act(struct counter *counter, struct batch *batch)
{
	uint64_t now_ns = batch->count ? batch->item[batch->count - 1].now_ns : 0;

	due_foresee(counter, now_ns);
	send_for_lines(counter, batch);
	for (unsigned i = 0; i < batch->count; i++)
		foresee(counter, &batch->item[i]);
	count_traffic(counter, batch);
	for (unsigned i = 0; i < batch->count; i++)
		act_on_item(counter, &batch->item[i]);
	follow_time(counter, now_ns);
}

void counter_tick(struct counter *counter, uint64_t now_ns)
{
	follow_time(counter, now_ns);
	due_decide(counter, counter->now_ns);
}

void counter_turn_back(struct counter *counter, uint64_t now_ns)
{
	floods_end(&counter->floods, counter->now_ns, &counter->thresholds);
	counter->now_ns = now_ns;
}
