/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/flood_notes.h"

#include "base/memory.h"

#include <errno.h>

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
static bool comes_before(const struct flood_note *a, const struct flood_note *b)
{
	if (a->now_ns != b->now_ns)
		return a->now_ns < b->now_ns;
	return a->kind != HEARD_ROUND && b->kind == HEARD_ROUND;
}

/* The next one in the order of time; NULL when all are taken. `at` is how far each has come. */
static const struct flood_note *take_next(struct flood_notes *const *many, unsigned count, uint32_t *at)
{
	const struct flood_note *next = NULL;
	unsigned whose = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct flood_note *head = &many[i]->note[at[i]];

		if (at[i] < flood_notes_count(many[i]) && (!next || comes_before(head, next))) {
			next = head;
			whose = i;
		}
	}
	at[whose] += next != NULL;
	return next;
}

void flood_notes_gather(struct flood_notes *const *many, unsigned count, flood_notes_each *each, void *context)
{
	uint32_t at[RONDA_THREADS_MOST] = { 0 };
	const struct flood_note *note;

	while ((note = take_next(many, count, at)))
		each(context, note);
	for (unsigned i = 0; i < count; i++)
		atomic_store_explicit(&many[i]->count, 0, memory_order_relaxed);
}
