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

static void look_ahead(struct pending *pending)
{
	uint64_t strangers = deadline(&pending->lane[LANE_STRANGERS]);
	uint64_t known = deadline(&pending->lane[LANE_KNOWN]);

	pending->next_ns = strangers < known ? strangers : known;
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

const struct wait *pending_take(struct pending *pending)
{
	struct lane *strangers = &pending->lane[LANE_STRANGERS], *known = &pending->lane[LANE_KNOWN];
	struct lane *lane = deadline(strangers) <= deadline(known) ? strangers : known;

	if (!lane->count) {
		pending->next_ns = UINT64_MAX;
		return NULL;
	}

	const struct wait *first = &lane->wait[lane->head];

	lane->head = after(lane, lane->head);
	lane->count--;
	look_ahead(pending);
	return first;
}
