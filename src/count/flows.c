/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/flows.h"

#include <errno.h>

#define IDLE_MS 150000u /* beyond any same-probe time and answer time by default */

int flows_init(struct flows *flows, size_t bytes)
{
	*flows = (struct flows){ .sets = bytes / sizeof *flows->set };
	flows->set = memory_map(flows->sets * sizeof *flows->set);
	return flows->set ? 0 : -ENOMEM;
}

void flows_finish(struct flows *flows)
{
	memory_unmap(flows->set, flows->sets * sizeof *flows->set);
	*flows = (struct flows){ 0 };
}

/* How much a flow would be missed: by kind, then the more the younger it is. Arithmetic rather than branches, which
 * nobody could predict. */
static uint64_t worth(const struct flow *flow, uint32_t now_ms)
{
	int32_t apart = (int32_t)(now_ms - flow->born_ms);
	uint32_t age = apart < 0 ? 0 : (uint32_t)apart;
	uint64_t decided = age > IDLE_MS || flow->stage == FLOW_BEYOND ? 0 : 2, pending = flow->notes & FLOW_STRANGER ? 1 : 3;
	uint64_t kind = flow_is_pending(flow) ? pending : decided;

	return flow->tag ? kind << 32 | ~age : 0;
}

struct flow *flows_claim(const struct flows *flows, uint64_t key, uint32_t now_ms, bool *lost)
{
	struct flow_set *set = flows_set(flows, key);
	struct flow *victim = &set->flow[0];
	uint64_t least = worth(victim, now_ms);

	for (unsigned way = 1; way < FLOWS_PER_SET; way++) {
		uint64_t here = worth(&set->flow[way], now_ms);

		victim = here < least ? &set->flow[way] : victim;
		least = here < least ? here : least;
	}
	*lost = flow_is_pending(victim);
	victim->tag = (uint32_t)key;
	victim->stage = FLOW_FREE;
	victim->notes = 0;
	return victim;
}

uint64_t flows_sweep(struct flows *flows, size_t sets, uint32_t now_ms, uint32_t age_ms)
{
	uint64_t closed = 0;

	for (; sets; sets--) {
		struct flow_set *set = &flows->set[flows->hand];

		for (unsigned way = 0; way < FLOWS_PER_SET; way++) {
			struct flow *flow = &set->flow[way];
			int32_t age = (int32_t)(now_ms - flow->born_ms);

			if (flow_is_pending(flow) && (!age_ms || age >= (int32_t)age_ms)) {
				flow->stage = FLOW_OVER;
				closed++;
			}
		}
		flows->hand = flows->hand + 1 < flows->sets ? flows->hand + 1 : 0;
	}
	return closed;
}
