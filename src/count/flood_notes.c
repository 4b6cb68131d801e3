/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/flood_notes.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int flood_notes_init(struct flood_notes *notes)
{
	notes->note = memory_map(FLOOD_NOTES * sizeof *notes->note);
	return notes->note ? 0 : -ENOMEM;
}

void flood_notes_finish(struct flood_notes *notes)
{
	memory_unmap(notes->note, FLOOD_NOTES * sizeof *notes->note);
	notes->note = NULL;
}

void flood_notes_add(struct flood_notes *notes, const struct flood_note *note)
{
	uint32_t count = flood_notes_count(notes);

	if (count == FLOOD_NOTES) {
		notes->lost++;
		return;
	}
	notes->note[count] = *note;
	atomic_store_explicit(&notes->count, count + 1, memory_order_relaxed);
}

/* Of one moment the end of a round comes last: it ends what the others belong to. */
static int by_time(const void *a, const void *b)
{
	const struct flood_note *left = a, *right = b;

	if (left->now_ns != right->now_ns)
		return left->now_ns < right->now_ns ? -1 : 1;
	return (left->kind == HEARD_ROUND) - (right->kind == HEARD_ROUND);
}

int flood_notes_gather(struct flood_notes *const *many, unsigned count, flood_notes_each *each, void *context)
{
	size_t all = 0, at = 0;

	for (unsigned i = 0; i < count; i++)
		all += flood_notes_count(many[i]);

	struct flood_note *sorted = all ? malloc(all * sizeof *sorted) : NULL;

	if (all && !sorted)
		return -ENOMEM;
	for (unsigned i = 0; i < count; i++) {
		uint32_t here = flood_notes_count(many[i]);

		if (here)
			memcpy(&sorted[at], many[i]->note, here * sizeof *sorted);
		at += here;
		atomic_store_explicit(&many[i]->count, 0, memory_order_relaxed);
	}
	if (all)
		qsort(sorted, all, sizeof *sorted, by_time);
	for (size_t i = 0; i < all; i++)
		each(context, &sorted[i]);
	free(sorted);
	return 0;
}
