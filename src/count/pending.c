/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/pending.h"

#include "base/memory.h"

#include <errno.h>

int pending_init(struct pending *pending, size_t bytes)
{
	size_t size = bytes / LANES / sizeof(struct wait);

	*pending = (struct pending){ .next_ns = UINT64_MAX };
	for (unsigned i = 0; i < LANES; i++) {
		pending->lane[i].wait = memory_map(size * sizeof(struct wait));
		if (!pending->lane[i].wait)
			return -ENOMEM;
		pending->lane[i].size = size;
	}
	return 0;
}

void pending_finish(struct pending *pending)
{
	for (unsigned i = 0; i < LANES; i++)
		memory_unmap(pending->lane[i].wait, pending->lane[i].size * sizeof(struct wait));
	*pending = (struct pending){ .next_ns = UINT64_MAX };
}

static uint64_t deadline(const struct lane *lane)
{
	return lane->count ? lane->wait[lane->head].deadline_ns : UINT64_MAX;
}

static void take_first(struct lane *lane, struct wait *taken)
{
	*taken = lane->wait[lane->head];
	__builtin_prefetch(&lane->wait[lane->head + WAITS_AHEAD]);
	lane->head = lane->head + 1 < lane->size ? lane->head + 1 : 0;
	lane->count--;
}

unsigned pending_take(struct pending *pending, uint64_t now_ns, struct wait *due, unsigned most)
{
	struct lane *strangers = &pending->lane[LANE_STRANGERS], *known = &pending->lane[LANE_KNOWN];
	uint64_t one = deadline(strangers), other = deadline(known);
	unsigned count = 0;

	for (; count < most; count++) {
		struct lane *lane = one <= other ? strangers : known;

		if (!lane->count || deadline(lane) > now_ns)
			break;
		take_first(lane, &due[count]);
		if (lane == strangers)
			one = deadline(strangers);
		else
			other = deadline(known);
	}
	pending->next_ns = one < other ? one : other;
	return count;
}
