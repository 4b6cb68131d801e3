/* SPDX-License-Identifier: BSD-2-Clause */
/* heard_floods.c - requests, and those kept unfinished, as parts of a flood at one address and port. */
#include "base/hash.h"
#include "count/hear.h"

static void count_note(struct counter *counter, const struct flood_note *note)
{
	enum ronda_flood_kind kind = note->kind == HEARD_SLOW ? RONDA_FLOOD_SLOW : RONDA_FLOOD_HTTP;
	const struct flood_packet one = {
		.key = note->key,
		.source_hash = note->source_hash,
		.now_ns = note->now_ns,
		.bytes = note->bytes,
		.verified = note->verified ? FLOOD_ONE : 0,
	};

	if (note->kind == HEARD_ROUND)
		floods_end_round(&counter->floods, note->now_ns, &counter->thresholds);
	else if (note->kind == HEARD_SERVED)
		floods_complete(&counter->floods, note->key);
	else if (floods_count(&counter->floods, &one, &counter->thresholds))
		floods_record(&counter->floods, &one,
			&(struct flood_target){ .kind = kind, .port = note->port, .addr = note->server });
}

static void count_or_note(struct counter *counter, const struct flood_note *note)
{
	if (counter->flood_notes.note)
		flood_notes_add(&counter->flood_notes, note);
	else
		count_note(counter, note);
}

void heard_for_flood(struct counter *counter, const struct source *client, const struct heard *heard)
{
	const struct talkers *who = heard->who;
	enum ronda_flood_kind kind = heard->kind == HEARD_SLOW ? RONDA_FLOOD_SLOW : RONDA_FLOOD_HTTP;
	struct ronda_addr source = keys_source(&counter->keys, &who->client);

	if (counter->protect.count && !prefix_set_contains(&counter->protect, &who->server))
		return;
	count_or_note(counter, &(struct flood_note){
		.now_ns = heard->now_ns,
		.key = floods_key(kind, counter_hash(counter, &who->server), who->port),
		.source_hash = counter_hash(counter, &source),
		.server = who->server,
		.bytes = heard->request_bytes,
		.port = who->port,
		.kind = (uint8_t)heard->kind,
		.verified = client && source_is(client, SOURCE_VERIFIED),
	});
}

/* Each counter's listener has its rounds at the same times; one of them is enough to end what all have noted. */
void heard_round(struct counter *counter, const struct heard *heard)
{
	if (!counter->follows)
		count_or_note(counter, &(struct flood_note){ .now_ns = heard->now_ns, .kind = HEARD_ROUND });
}

static void count_each(void *context, const struct flood_note *note)
{
	count_note(context, note);
}

void counter_gather_notes(struct counter *const *counters, unsigned count)
{
	struct flood_notes *notes[RONDA_THREADS_MOST];

	for (unsigned i = 0; i < count; i++)
		notes[i] = &counters[i]->flood_notes;
	flood_notes_gather(notes, count, count_each, counters[0]);
}
