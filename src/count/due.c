/* SPDX-License-Identifier: BSD-2-Clause */
/* due.c - an act waits, and its time runs out. */
#include "count/act.h"

#define YOUNG_MS 3000

/* Does the act still wait for this? Not when it was decided, answered, or lost. */
static bool still_waits(const struct flow *flow, const struct wait *wait)
{
	if (!flow || flow->tag != (uint32_t)wait->flow_key || flow->born_ms != wait->born_ms || !flow_is_pending(flow))
		return false;
	return wait->answered == (flow->stage == FLOW_ANSWERED || flow->stage == FLOW_ESTABLISHED);
}

/* Two rows, so that many misses overlap: where each act and its source are; then, these being at hand, what its verdict
 * will write. */
static void send_for_lines(struct counter *counter)
{
	struct due *due = &counter->due;

	for (unsigned i = 0; i < due->count; i++) {
		flows_prefetch(&counter->flows, due->wait[i].flow_key);
		source_prefetch(&counter->sources.slot[due->wait[i].source]);
	}
	for (unsigned i = 0; i < due->count; i++) {
		const struct wait *wait = &due->wait[i];

		due->flow[i] = flows_find(&counter->flows, wait->flow_key);
		if (still_waits(due->flow[i], wait))
			verdict_prefetch(counter, &counter->sources.slot[wait->source], &wait->target);
	}
}

void due_foresee(struct counter *counter, uint64_t now_ns)
{
	struct due *due = &counter->due;

	if (due->done < due->count || counter->pending.next_ns > now_ns)
		return;
	due->done = 0;
	due->count = pending_take(&counter->pending, now_ns, due->wait, DUE_MOST);
	send_for_lines(counter);
}

/* The next that is due, with its lines at hand; NULL when there is none. `*flow` is NULL when it waits no more. */
static const struct wait *next_due(struct counter *counter, uint64_t now_ns, struct flow **flow)
{
	struct due *due = &counter->due;

	due_foresee(counter, now_ns);
	if (due->done == due->count || due->wait[due->done].deadline_ns > now_ns)
		return NULL;

	const struct wait *wait = &due->wait[due->done];

	*flow = due->flow[due->done++];
	if (!still_waits(*flow, wait))
		*flow = NULL;
	return wait;
}

static uint64_t next_deadline(const struct counter *counter)
{
	const struct due *due = &counter->due;

	return due->done < due->count ? due->wait[due->done].deadline_ns : counter->pending.next_ns;
}

static struct source *waiting_source(const struct counter *counter, const struct wait *wait)
{
	struct source *source = &counter->sources.slot[wait->source];

	return atomic_load_explicit(&source->version, memory_order_relaxed) == wait->version ? source : NULL;
}

static void end_waiting(struct ending *ending, const struct source *source, const struct wait *wait,
	const struct flow *flow, uint64_t latest_ns)
{
	ending->sender = source ? source_key(source) : (struct ronda_addr){ 0 };
	ending->act.target = wait->target;
	ending->act.now_ns = wait->deadline_ns < latest_ns ? wait->deadline_ns : latest_ns;
	ending->act.who = ending->act.site = 0;
	ending->act.port = wait->port;
	ending->act.proto = wait->proto;
	ending->class = act_class(flow);
	ending->decision.first_contact = flow->notes & FLOW_FIRST_CONTACT;
	ending->born_ms = wait->born_ms;
	ending->why = NULL;
}

static void time_is_up(struct counter *counter, const struct wait *wait, struct flow *flow, uint64_t latest_ns)
{
	struct source *source = waiting_source(counter, wait);
	struct ending ending;

	end_waiting(&ending, source, wait, flow, latest_ns);
	act_decide(counter, source, flow, 0, &ending);
}

/* Of the flows in parts. One round may come too early for some, but not three. */
enum { SWEEP_PARTS = 64, SWEEP_ROUNDS = 3 };

/*
 * Acts whose wait had to give way are found where they are, in the flows: an age that no waiting act
 * reaches tells them. The table is gone through about once in that time, for as long as there may be any.
 */
static void sweep(struct counter *counter, uint64_t now_ns)
{
	uint32_t age_ms = counter->thresholds.answer_seconds * 2000 + 1000;
	struct due *due = &counter->due;

	if (now_ns < counter->sweep_ns)
		return;
	counter->sweep_ns = now_ns + age_ms * UINT64_C(1000000) / SWEEP_PARTS;
	if (due->dropped != counter->pending.dropped) {
		due->dropped = counter->pending.dropped;
		due->parts = SWEEP_ROUNDS * SWEEP_PARTS;
	}
	if (!due->parts)
		return;
	due->parts--;
	counter->bank.lost_pending +=
		flows_sweep(&counter->flows, counter->flows.sets / SWEEP_PARTS + 1, flow_ms(now_ns), age_ms);
}

void due_decide(struct counter *counter, uint64_t now_ns)
{
	const struct wait *wait;
	struct flow *flow;

	listener_tick(&counter->listener, now_ns);
	while ((wait = next_due(counter, now_ns, &flow)))
		if (flow)
			time_is_up(counter, wait, flow, now_ns);
	counter->due.next_ns = next_deadline(counter);
	sweep(counter, now_ns);
}

static void settle_young(struct counter *counter, const struct wait *wait, struct flow *flow)
{
	struct source *source = waiting_source(counter, wait);
	struct ending ending = { 0 };

	end_waiting(&ending, source, wait, flow, counter->now_ns);
	flow->stage = FLOW_OVER;
	counter->bank.undecided++;
	verdict_tell(counter, source, &ending, RONDA_UNDECIDED);
}

void due_settle(struct counter *counter, enum ronda_finish how)
{
	const struct wait *wait;
	struct flow *flow;

	listener_stop(&counter->listener, counter->now_ns);
	while ((wait = next_due(counter, UINT64_MAX - 1, &flow))) {
		bool young = (int32_t)(flow_ms(counter->now_ns) - wait->born_ms) < YOUNG_MS;

		if (flow && how == RONDA_FINISH_LIVE && young)
			settle_young(counter, wait, flow);
		else if (flow)
			time_is_up(counter, wait, flow, counter->now_ns);
	}
	counter->due.next_ns = UINT64_MAX;
	if (counter->due.parts || counter->due.dropped != counter->pending.dropped)
		counter->bank.lost_pending += flows_sweep(&counter->flows, counter->flows.sets, 0, 0);
	counter->due.parts = 0;
	counter->due.dropped = counter->pending.dropped;
	counter->sweep_ns = 0;
}
