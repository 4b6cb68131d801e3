/* SPDX-License-Identifier: BSD-2-Clause */
/* act.c - a packet moves its flow on; an act begins, is answered, or is used. */
#include "count/act.h"

#include "base/branch.h"
#include "base/hash.h"
#include "count/hear.h"

#define SECOND UINT64_C(1000000000)

static unsigned step(const struct counter *counter, struct flow *flow, const struct item *item, bool from_source)
{
	switch (item->kind) {
	case KIND_TCP:
		return tcp_step(flow, &item->packet, from_source, &counter->thresholds);
	case KIND_UDP:
		return udp_step(flow, &item->packet, from_source, &counter->thresholds);
	default:
		return echo_step(flow, &item->packet, from_source, &counter->thresholds);
	}
}

/* NULL when it has no slot (any more). */
static struct source *source_at(const struct counter *counter, struct source_place place,
	const struct ronda_addr *addr)
{
	struct ronda_addr key = keys_source(&counter->keys, addr);
	int way = sources_find(&counter->sources, place, &key);

	return way >= 0 ? sources_slot(&counter->sources, place, way) : NULL;
}

struct source *act_find_source(const struct counter *counter, const struct ronda_addr *addr)
{
	uint64_t hash = keys_source_hash(&counter->keys, addr, counter_hash(counter, addr));

	return source_at(counter, keys_place(&counter->keys, hash), addr);
}

static int claim_way(struct counter *counter, const struct item *item)
{
	uint32_t dossier;
	int way = sources_find(&counter->sources, item->place, &item->key);

	if (way < 0) {
		way = sources_claim(&counter->sources, item->place, &item->key, &dossier);
		dossiers_close(&counter->dossiers, dossier);
	}
	return way;
}

/* Counts the packet in its sender's slot. The hint is right but for what the batch itself moved. */
static inline void count_sender(struct counter *counter, struct item *item)
{
	struct source *source = item->source;
	int way = item->way;

	if (unlikely(way < 0 || !sources_is(source, &item->key))) {
		way = claim_way(counter, item);
		item->source = source = sources_slot(&counter->sources, item->place, way);
	}
	if (unlikely(atomic_load_explicit(&source->packets, memory_order_relaxed) == 0))
		ronda_sketch_add(&counter->bank.seen, &item->key);
	sources_count(&counter->sources.set[item->place.set].weight[way], source, item->packet.time_ns,
		item->packet.wire_bytes);
}

static uint16_t port_of(uint8_t proto, uint16_t port)
{
	return proto == RONDA_ICMP || proto == RONDA_ICMPV6 ? 0 : port;
}

/* What a packet of the source sets out to do; filled in place, since a copy would have to wait for its parts. */
static inline void approach_by(struct approach *act, const struct item *item)
{
	act->target = item->packet.target;
	act->now_ns = item->now_ns;
	act->who = (uint32_t)item->target_hash;
	act->site = 0;
	act->port = port_of(item->packet.proto, item->packet.target_port);
	act->proto = item->packet.proto;
}

/* The same, seen from an answer of the target. */
static inline void approach_answered_by(struct approach *act, const struct item *item)
{
	act->target = item->packet.source;
	act->now_ns = item->now_ns;
	act->who = act->site = 0;
	act->port = port_of(item->packet.proto, item->packet.source_port);
	act->proto = item->packet.proto;
}

static void end_by(struct ending *ending, const struct item *item, const struct flow *flow, bool from_source)
{
	if (from_source) {
		ending->sender = item->packet.source;
		approach_by(&ending->act, item);
	} else {
		ending->sender = item->packet.target;
		approach_answered_by(&ending->act, item);
	}
	ending->class = act_class(flow);
	ending->decision.first_contact = flow->notes & FLOW_FIRST_CONTACT;
	ending->born_ms = flow->born_ms;
	ending->why = NULL;
}

/* Whose act it is. */
static struct source *source_of(const struct counter *counter, const struct item *item, bool from_source)
{
	if (from_source)
		return item->source;
	if (item->answers)
		return source_at(counter, item->other, &item->packet.target);
	return act_find_source(counter, &item->packet.target);
}

void act_decide(struct counter *counter, struct source *source, struct flow *flow, unsigned step,
	struct ending *ending)
{
	enum ronda_outcome outcome = step & STEP_REFUSED ? RONDA_OUTCOME_REFUSED :
		step & STEP_REPLIED ? RONDA_OUTCOME_ANSWERED : flow_outcome(flow);

	ending->bare = flow->stage == FLOW_BARE;
	ending->decision.outcome = outcome;
	ending->decision.used = step & STEP_USED;
	ending->decision.out_of_sight = outcome == RONDA_OUTCOME_UNKNOWN;
	flow->stage = step & STEP_USED ? FLOW_USED : FLOW_OVER;
	verdict_decide(counter, source, ending);
}

/* `source` is NULL when its slot is gone: the act can only be lost then, in time. */
static inline void wait_for_answer(struct counter *counter, const struct source *source, uint64_t flow_key,
	const struct flow *flow, const struct approach *act, bool answered)
{
	uint64_t deadline_ns = act->now_ns + counter->answer_ns;
	struct wait *wait = pending_put(&counter->pending, flow->notes & FLOW_STRANGER ? LANE_STRANGERS : LANE_KNOWN,
		deadline_ns);

	wait->target = act->target;
	wait->flow_key = flow_key;
	wait->born_ms = flow->born_ms;
	wait->source = source ? (uint32_t)(source - counter->sources.slot) : 0;
	wait->version = source ? atomic_load_explicit(&source->version, memory_order_relaxed) : 1;
	wait->port = act->port;
	wait->proto = act->proto;
	wait->answered = answered;
	if (unlikely(deadline_ns < counter->due.next_ns))
		counter->due.next_ns = deadline_ns;
}

/* Not an address that could be anyone's. */
static bool is_nobody(const struct ronda_addr *addr)
{
	if (ronda_addr_is_v4(addr))
		return addr->bytes[12] == 0 || addr->bytes[12] >= 224;
	return addr->bytes[0] == 0xff || (addr->halves[0] == 0 && addr->halves[1] == 0);
}

static bool has_target(const struct counter *counter, const struct ronda_packet *packet)
{
	return !(packet->notes & RONDA_GROUP) && !is_nobody(&packet->source) && !is_nobody(&packet->target) &&
		!(counter->protect.count && prefix_set_ends_at(&counter->protect, &packet->target));
}

static unsigned contact(struct counter *counter, struct source *source, const struct approach *act)
{
	struct behaviour *behaviour = &source->behaviour;

	if (scanner_lapses(behaviour, act->now_ns, &counter->thresholds)) {
		dossiers_close(&counter->dossiers, behaviour->dossier);
		behaviour->dossier = 0;
	}
	if (scanner_needs_dossier(behaviour, act))
		verdict_open_dossier(counter, source);
	dossiers_touch(&counter->dossiers, behaviour->dossier, (uint32_t)(act->now_ns / SECOND));
	return scanner_contact(behaviour, dossier_of(counter, source), act, &counter->thresholds);
}

/* It began and is over at once, without a verdict. */
static void dismiss(struct counter *counter, const struct item *item, struct flow *flow, enum ronda_verdict why,
	enum flow_stage stage)
{
	flow->stage = stage & 0xf;
	if (unlikely(counter->observer)) {
		struct ending ending = { 0 };

		end_by(&ending, item, flow, true);
		verdict_tell(counter, item->source, &ending, why);
	}
}

static unsigned notes_of(const struct item *item)
{
	return (item->from_greater ? FLOW_FROM_GREATER : 0) |
		(item->packet.proto == RONDA_UDP && item->packet.payload_bytes > 0 ? FLOW_SENT_DATA : 0);
}

static void begin_flow(struct flow *flow, const struct item *item, unsigned did)
{
	const struct ronda_packet *packet = &item->packet;
	const struct source *source = item->source;
	bool stranger = !source->behaviour.last_contact_ns && !source_is(source, SOURCE_VERIFIED);

	flow_begin(flow, packet, did, notes_of(item) | (stranger ? FLOW_STRANGER : 0));
}

static void begin(struct counter *counter, struct item *item, struct flow *flow, unsigned did)
{
	const struct ronda_packet *packet = &item->packet;

	if (unlikely(!item->from_mine)) {
		flow_begin_elsewhere(flow, packet, did, notes_of(item));
		return;
	}
	begin_flow(flow, item, did);
	if (!source_is(item->source, SOURCE_RESOLVED))
		verdict_resolve(counter, item->source, &packet->source);
	if (unlikely(!has_target(counter, packet))) {
		dismiss(counter, item, flow, RONDA_NO_TARGET, FLOW_OVER);
		return;
	}

	struct approach act;

	approach_by(&act, item);
	if (unlikely(did & (STEP_ODD | STEP_BARE))) {
		wait_for_answer(counter, item->source, item->flow_key, flow, &act, false);
		return;
	}

	unsigned is = contact(counter, item->source, &act);

	if (is & CONTACT_FIRST)
		flow->notes |= FLOW_FIRST_CONTACT;
	if (is & CONTACT_BEYOND)
		dismiss(counter, item, flow, RONDA_BEYOND, item->kind == KIND_ECHO_REQUEST ? FLOW_OVER : FLOW_BEYOND);
	else
		wait_for_answer(counter, item->source, item->flow_key, flow, &act, did & STEP_ANSWERED);
}

static void count_stray(struct counter *counter, const struct item *item)
{
	counter->bank.backscatter_packets++;
	ronda_sketch_add(&counter->bank.backscatter_sources, &item->key);
}

/* The packet begins another act on the tuple while one is undecided: no answer came to that one. */
static void supersede(struct counter *counter, const struct item *item, struct flow *flow, bool from_source)
{
	struct ending ending;

	end_by(&ending, item, flow, from_source);

	act_decide(counter, source_of(counter, item, from_source), flow, 0, &ending);
}

static void take_step(struct counter *counter, struct item *item, struct flow *flow, unsigned step,
	bool from_source)
{
	if (step & STEP_BEGINS) {
		if (flow_is_pending(flow))
			supersede(counter, item, flow, from_source);
		begin(counter, item, flow, step);
		return;
	}
	if ((step & STEP_STRAY) && item->from_mine)
		count_stray(counter, item);
	if ((step & STEP_VERIFIED) && item->from_mine && !source_is(item->source, SOURCE_VERIFIED))
		sources_verify(&counter->sources, item->place, item->source);
	if (step & STEP_DECIDED) {
		struct ending ending;

		end_by(&ending, item, flow, from_source);

		act_decide(counter, source_of(counter, item, from_source), flow, step, &ending);
	} else if (step & STEP_ANSWERED) {
		struct approach act;

		if (from_source)
			approach_by(&act, item);
		else
			approach_answered_by(&act, item);
		wait_for_answer(counter, source_of(counter, item, from_source), item->flow_key, flow, &act, true);
	}
}

/* Did its answer pass here, or out of sight? */
static void count_direction(struct counter *counter, const struct flow *flow, unsigned before, unsigned did)
{
	counter->bank.answered += (did & STEP_ANSWERED) != 0;
	counter->bank.one_way += before == FLOW_ASKED && flow->stage == FLOW_ONE_WAY;
}

static struct flow *claim_flow(struct counter *counter, const struct item *item)
{
	bool lost;
	struct flow *flow = flows_claim(&counter->flows, item->flow_key, flow_ms(item->now_ns), &lost);

	flow->notes = item->from_greater ? FLOW_FROM_GREATER : 0;
	counter->bank.lost_pending += lost;
	return flow;
}

/* Of a flow that was not known the sender is the source, but for the answer to an echo. */
static bool is_from_source(const struct item *item, const struct flow *flow)
{
	if (unlikely(item->kind == KIND_ECHO_REQUEST || item->kind == KIND_ECHO_REPLY))
		return item->kind == KIND_ECHO_REQUEST;
	return item->from_greater == !!(flow->notes & FLOW_FROM_GREATER);
}

/* Data in a SYN that the server took is the client's first, once the handshake is complete. */
static unsigned open_fast(struct counter *counter, const struct item *item, const struct flow *flow, unsigned did,
	const struct fast_open **open)
{
	fast_opens_see(&counter->fast_opens, item->flow_key, &item->packet);
	if (did & STEP_VERIFIED)
		*open = fast_opens_take(&counter->fast_opens, item->flow_key);
	return *open && flow_is_pending(flow) ? STEP_DECIDED | STEP_USED : 0;
}

static void follow_flow(struct counter *counter, struct item *item, struct flow *flow)
{
	bool from_source = is_from_source(item, flow);
	unsigned before = flow->stage, did = step(counter, flow, item, from_source);
	const struct fast_open *open = NULL;

	if (item->kind == KIND_TCP && flow->stage != before)
		count_direction(counter, flow, before, did);
	if (item->kind == KIND_TCP && unlikely(fast_opens_concern(&counter->fast_opens, &item->packet)))
		did |= open_fast(counter, item, flow, did, &open);
	if (did)
		take_step(counter, item, flow, did, from_source);
	act_watch_floods(counter, item, flow, did, from_source);
	if (unlikely(open))
		hear_fast_open(counter, item, flow, before, open);
	if (item->kind == KIND_TCP && (item->packet.payload_bytes || (flow->notes & FLOW_FOLLOWED)))
		hear_segment(counter, item, flow, before, from_source);
	else if (item->kind == KIND_UDP && item->packet.payload_bytes)
		hear_datagram(counter, item, flow, did & STEP_BEGINS, from_source);
}

/* Scans and floods are little else than SYNs without payload of tuples not known: what follow_flow() would come to
 * with these, without asking at each turn. */
static void open_flow(struct counter *counter, struct item *item)
{
	struct flow *flow = claim_flow(counter, item);

	if (item->kind == KIND_TCP && act_is_syn(&item->packet) && !item->packet.payload_bytes) {
		begin(counter, item, flow, STEP_BEGINS);
		act_count_for_flood(counter, item, RONDA_FLOOD_SYN, RONDA_SERVICE_NONE);
	} else {
		follow_flow(counter, item, flow);
	}
}

/* An ICMP error that answers an act decides it; one that answers nothing we know is backscatter. */
static void follow_quote(struct counter *counter, struct item *item)
{
	if (!item->to_mine)
		return;

	const struct ronda_packet *packet = &item->packet;
	struct flow *flow = flows_find(&counter->flows, item->flow_key);

	if (!flow) {
		count_stray(counter, item);
		act_count_for_flood(counter, item, RONDA_FLOOD_ICMP, RONDA_SERVICE_NONE);
		return;
	}
	if (item->from_greater != !!(flow->notes & FLOW_FROM_GREATER))
		return; /* quotes the target's packet */

	unsigned did = quote_step(flow, packet);

	if (did & STEP_DECIDED) {
		struct ending ending = {
			.sender = packet->quoted.source,
			.act = {
				.target = packet->quoted.target,
				.port = port_of(packet->quoted.proto, packet->quoted.target_port),
				.proto = packet->quoted.proto,
				.now_ns = item->now_ns,
			},
			.class = act_class(flow),
			.decision.first_contact = flow->notes & FLOW_FIRST_CONTACT,
			.born_ms = flow->born_ms,
		};

		act_decide(counter, act_find_source(counter, &ending.sender), flow, did, &ending);
	}
}

static void follow_or_open(struct counter *counter, struct item *item)
{
	struct flow *flow = flows_find(&counter->flows, item->flow_key);

	if (flow)
		follow_flow(counter, item, flow);
	else
		open_flow(counter, item);
}

void act_count_sender(struct counter *counter, struct item *item)
{
	if (item->from_mine)
		count_sender(counter, item);
	if (item->from_mine && item->source->behaviour.dossier && item->kind != KIND_TRAFFIC)
		scanner_prefetch(dossier_of(counter, item->source), (uint32_t)item->target_hash,
			item->packet.target_port);
	if (item->flood_key && item->to_mine)
		item->window = floods_prefetch_sources(&counter->floods, item->flood_key, item->source_hash);
	if (item->answers && item->to_mine)
		sources_prefetch_slot(&counter->sources, item->other);
}

/* A source that was counted earlier in the batch may have had to give way to a later one since. */
static void hold_source(struct counter *counter, struct item *item)
{
	if (item->from_mine && !sources_is(item->source, &item->key))
		item->source = sources_slot(&counter->sources, item->place, claim_way(counter, item));
}

void act_on_item(struct counter *counter, struct item *item)
{
	if (item->now_ns >= counter->due.next_ns)
		due_decide(counter, item->now_ns);
	if (item->now_ns >= counter->listener.sweep_ns)
		listener_tick(&counter->listener, item->now_ns);
	hold_source(counter, item);
	if (item->kind == KIND_QUOTE)
		follow_quote(counter, item);
	else if (item->kind == KIND_ICMP)
		act_count_for_flood(counter, item, RONDA_FLOOD_ICMP, RONDA_SERVICE_NONE);
	else if (item->kind != KIND_TRAFFIC)
		follow_or_open(counter, item);
}
