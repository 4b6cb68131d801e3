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

static size_t after(const struct lane *lane, size_t place)
{
	return place + 1 < lane->size ? place + 1 : 0;
}

struct wait *pending_put(struct pending *pending, unsigned at, uint64_t deadline_ns)
{
	struct lane *lane = &pending->lane[at];
	struct wait *wait = &lane->wait[lane->tail];

	lane->tail = after(lane, lane->tail);
	if (lane->count == lane->size)
		lane->head = lane->tail;
	else
		lane->count++;
	wait->deadline_ns = deadline_ns;
	if (deadline_ns < pending->next_ns)
		pending->next_ns = deadline_ns;
	return wait;
}

/* The lane whose first is due first; NULL when nothing waits. */
static struct lane *next_lane(struct lane lane[LANES])
{
	struct lane *next = deadline(&lane[LANE_STRANGERS]) <= deadline(&lane[LANE_KNOWN]) ? &lane[LANE_STRANGERS] :
		&lane[LANE_KNOWN];

	return next->count ? next : NULL;
}

static const struct wait *take_first(struct lane *lane)
{
	const struct wait *first = &lane->wait[lane->head];

	lane->head = after(lane, lane->head);
	lane->count--;
	return first;
}

const struct wait *pending_take(struct pending *pending)
{
	struct lane *lane = next_lane(pending->lane);
	const struct wait *first = lane ? take_first(lane) : NULL;

	lane = next_lane(pending->lane);
	pending->next_ns = lane ? deadline(lane) : UINT64_MAX;
	return first;
}

unsigned pending_peek(const struct pending *pending, uint64_t now_ns, const struct wait *due[], unsigned most)
{
	struct lane ahead[LANES] = { pending->lane[LANE_STRANGERS], pending->lane[LANE_KNOWN] };
	struct lane *lane;
	unsigned count = 0;

	while (count < most && (lane = next_lane(ahead)) && deadline(lane) <= now_ns)
		due[count++] = take_first(lane);
	return count;
}
