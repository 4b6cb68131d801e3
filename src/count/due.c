/* SPDX-License-Identifier: BSD-2-Clause */
/* due.c - an act waits, and its time runs out. */
#include "count/act.h"

#define YOUNG_MS 3000

enum { FORESEEN_MOST = 64 };

/* The flow of an act that still waits; NULL when it was decided, answered, or lost. */
static struct flow *waiting_flow(const struct counter *counter, const struct wait *wait)
{
	struct flow *flow = flows_find(&counter->flows, wait->flow_key);
	bool same = flow && flow->born_ms == wait->born_ms && flow_is_pending(flow);

	bool answered = same && (flow->stage == FLOW_ANSWERED || flow->stage == FLOW_ESTABLISHED);

	return same && wait->answered == answered ? flow : NULL;
}

static struct source *waiting_source(const struct counter *counter, const struct wait *wait)
{
	struct source *source = &counter->sources.slot[wait->source];

	return atomic_load_explicit(&source->version, memory_order_relaxed) == wait->version ? source : NULL;
}

static struct ending ending_of_wait(const struct source *source, const struct wait *wait,
	const struct flow *flow, uint64_t latest_ns)
{
	return (struct ending){
		.sender = source ? source_key(source) : ronda_addr_v6((const uint8_t[16]){ 0 }),
		.act = {
			.target = wait->target,
			.port = wait->port,
			.proto = wait->proto,
			.now_ns = wait->deadline_ns < latest_ns ? wait->deadline_ns : latest_ns,
		},
		.class = act_class(flow),
		.decision.first_contact = flow->notes & FLOW_FIRST_CONTACT,
		.born_ms = wait->born_ms,
	};
}

static void time_is_up(struct counter *counter, const struct wait *wait, uint64_t latest_ns)
{
	struct flow *flow = waiting_flow(counter, wait);
	struct source *source = waiting_source(counter, wait);

	if (flow) {
		struct ending ending = ending_of_wait(source, wait, flow, latest_ns);

		act_decide(counter, source, flow, 0, &ending);
	}
}

/*
 * Sends for the lines of what will be due at `now_ns`: first for where each act and its source are, then, these being
 * at hand, for what its verdict will write. In two rows, so that many misses overlap.
 */
void due_foresee(struct counter *counter, uint64_t now_ns)
{
	const struct wait *due[FORESEEN_MOST];
	unsigned count = pending_peek(&counter->pending, now_ns, due, FORESEEN_MOST);

	for (unsigned i = 0; i < count; i++) {
		flows_prefetch(&counter->flows, due[i]->flow_key);
		__builtin_prefetch(&counter->sources.slot[due[i]->source], 1);
		__builtin_prefetch(&counter->sources.slot[due[i]->source].behaviour, 1);
	}
	for (unsigned i = 0; i < count; i++)
		if (waiting_flow(counter, due[i]))
			verdict_prefetch(counter, &counter->sources.slot[due[i]->source], &due[i]->target);
	counter->foreseen = count;
}

/* The next that waits, its lines at hand or on their way. */
static const struct wait *take_due(struct counter *counter, uint64_t now_ns)
{
	if (!counter->foreseen)
		due_foresee(counter, now_ns);
	counter->foreseen -= counter->foreseen > 0;
	return pending_take(&counter->pending);
}

/*
 * Acts whose wait had to give way are found where they are, in the flows: an age that no waiting act
 * reaches tells them. The table is gone through about once in that time.
 */
static void sweep(struct counter *counter, uint64_t now_ns)
{
	enum { PARTS = 64 };
	uint32_t age_ms = counter->thresholds.answer_seconds * 2000 + 1000;

	if (now_ns < counter->sweep_ns)
		return;
	counter->sweep_ns = now_ns + age_ms * UINT64_C(1000000) / PARTS;
	counter->bank.lost_pending +=
		flows_sweep(&counter->flows, counter->flows.sets / PARTS + 1, flow_ms(now_ns), age_ms);
}

void due_decide(struct counter *counter, uint64_t now_ns)
{
	listener_tick(&counter->listener, now_ns);
	while (counter->pending.next_ns <= now_ns) {
		const struct wait *wait = take_due(counter, now_ns);

		if (wait)
			time_is_up(counter, wait, now_ns);
	}
	sweep(counter, now_ns);
}

static void settle_young(struct counter *counter, const struct wait *wait)
{
	struct flow *flow = waiting_flow(counter, wait);
	struct source *source = waiting_source(counter, wait);

	if (!flow)
		return;

	struct ending ending = ending_of_wait(source, wait, flow, counter->now_ns);

	flow->stage = FLOW_OVER;
	counter->bank.undecided++;
	verdict_tell(counter, source, &ending, RONDA_UNDECIDED);
}

void due_settle(struct counter *counter, enum ronda_finish how)
{
	const struct wait *wait;

	listener_stop(&counter->listener, counter->now_ns);
	while ((wait = take_due(counter, UINT64_MAX))) {
		bool young = (int32_t)(flow_ms(counter->now_ns) - wait->born_ms) < YOUNG_MS;

		if (how == RONDA_FINISH_LIVE && young)
			settle_young(counter, wait);
		else
			time_is_up(counter, wait, counter->now_ns);
	}
	counter->bank.lost_pending += flows_sweep(&counter->flows, counter->flows.sets, 0, 0);
	counter->sweep_ns = 0;
}
