/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/crew.h"

#include "engine/worker.h"

#include <errno.h>
#include <stdlib.h>

#define SECOND UINT64_C(1000000000)
#define REST_NS (LISTEN_ROUND_MS * UINT64_C(500000)) /* half a round */

enum { KEEP_MOST = 4096 }; /* of payload, in one go */

/* Of 65,536. To take a frame in and share it out costs about as much as two thirds of counting it. */
static unsigned own_part(unsigned counters)
{
	const unsigned part[] = { 65536, 12000, 4000 };

	return counters <= 3 ? part[counters - 1] : 2000;
}

/* Of 65,536. */
static unsigned part_of(const struct crew *crew, unsigned i)
{
	return i ? (65536 - crew->own_part) / (crew->counters - 1) : crew->own_part;
}

static int init_counter(struct crew *crew, unsigned i, const struct ronda_settings *settings, const struct rules *rules)
{
	struct ronda_settings share = *settings;
	struct counter *counter = crew->counter[i] = calloc(1, sizeof *counter);

	/* who has few sources of his own may have the target of a flood among them */
	share.memory_bytes = settings->memory_bytes / 65536 * (part_of(crew, i) + 65536 / crew->counters) / 2;
	if (!counter || counter_init(counter, &share, rules) < 0)
		return -ENOMEM;
	if (crew->counters > 1 && counter_share(counter, i, part_of(crew, i)) < 0)
		return -ENOMEM;
	if (!i)
		return 0;
	crew->worker[i] = worker_start(counter);
	return crew->worker[i] ? 0 : -errno;
}

int crew_init(struct crew *crew, const struct ronda_settings *settings, const struct rules *rules)
{
	unsigned counters = settings->threads < CREW_MOST ? settings->threads : CREW_MOST;

	*crew = (struct crew){ .counters = counters ? counters : 1 };
	crew->own_part = own_part(crew->counters);
	crew->meet_ns = crew->counters > 1 ? 0 : UINT64_MAX;

	int failed = batch_init(&crew->batch);

	if (!failed)
		failed = batch_init(&crew->own);
	for (unsigned i = 0; !failed && i < crew->counters; i++)
		failed = init_counter(crew, i, settings, rules);
	return failed;
}

void crew_finish(struct crew *crew)
{
	for (unsigned i = 0; i < crew->counters && crew->counter[i]; i++) {
		worker_stop(crew->worker[i]);
		counter_finish(crew->counter[i]);
		free(crew->counter[i]);
	}
	batch_finish(&crew->batch);
	batch_finish(&crew->own);
	*crew = (struct crew){ 0 };
}

/* The caller's own counter acts. */
static void act(struct crew *crew, struct batch *batch)
{
	counter_act(crew->counter[0], batch);
	batch_clear(batch);
}

static const struct keys *own_keys(const struct crew *crew)
{
	return &crew->counter[0]->keys;
}

/* Whose source has this hash? By bits that no table uses to find its place. */
static unsigned owner(const struct crew *crew, uint64_t source_hash)
{
	unsigned number = source_hash >> 16 & 0xffff;

	if (number < crew->own_part)
		return 0;
	return 1 + (number - crew->own_part) * (crew->counters - 1) / (65536 - crew->own_part);
}

static uint64_t other_hash(const struct crew *crew, const struct item *item)
{
	const struct ronda_addr *quoted = &item->packet.quoted.source;

	if (item->kind == KIND_QUOTE)
		return keys_source_hash(own_keys(crew), quoted, hash_addr(quoted, own_keys(crew)->seed));
	return keys_source_hash(own_keys(crew), &item->packet.target, item->target_hash);
}

/* A copy, with its payload, and the places that it has in the counter's own tables. */
static void give(struct batch *batch, const struct keys *keys, const struct item *item, uint64_t other_hash)
{
	struct item *copy = &batch->item[batch->count++];

	*copy = *item;
	copy->place = keys_place(keys, item->source_hash);
	copy->other = keys_place(keys, other_hash);
	batch_take_payload(batch, &copy->packet);
}

static void give_to(struct crew *crew, unsigned i, const struct item *item, uint64_t other_hash)
{
	if (i) {
		struct batch *batch = worker_batch(crew->worker[i]);

		give(batch, worker_keys(crew->worker[i]), item, other_hash);
		if (batch_is_full(batch))
			worker_hand_over(crew->worker[i]);
		return;
	}
	give(&crew->own, own_keys(crew), item, other_hash);
	if (batch_is_full(&crew->own))
		act(crew, &crew->own);
}

/* To the sender's counter, and to the target's. */
static void share_out(struct crew *crew, struct item *item)
{
	uint64_t hash = item->kind == KIND_TRAFFIC ? item->source_hash : other_hash(crew, item);
	unsigned from = owner(crew, item->source_hash), to = owner(crew, hash);

	item->to_mine = from == to;
	give_to(crew, from, item, hash);
	if (from == to)
		return;
	item->from_mine = false;
	item->to_mine = true;
	give_to(crew, to, item, hash);
}

void crew_pass_on(struct crew *crew)
{
	struct batch *batch = &crew->batch;

	keys_find(own_keys(crew), batch->item, batch->count);
	if (crew->counters == 1) {
		act(crew, batch);
		return;
	}
	for (unsigned i = 0; i < batch->count; i++)
		share_out(crew, &batch->item[i]);
	batch_clear(batch);
	for (unsigned i = 0; i < crew->counters; i++)
		if (flood_notes_count(&crew->counter[i]->flood_notes) > FLOOD_NOTES / 2)
			crew->meet_ns = 0; /* before there is no more room */
}

void crew_flush(struct crew *crew)
{
	crew_pass_on(crew);
	if (crew->counters > 1)
		act(crew, &crew->own);
	for (unsigned i = 1; i < crew->counters; i++)
		worker_drain(crew->worker[i]);
}

void crew_tick(struct crew *crew, uint64_t now_ns)
{
	crew_flush(crew);
	for (unsigned i = 0; i < crew->counters; i++)
		counter_tick(crew->counter[i], now_ns);
	if (crew->counters > 1)
		counter_gather_notes(crew->counter, crew->counters);
	crew->ticked_ns = now_ns;
	crew->meet_ns = crew->counters > 1 ? now_ns + SECOND : UINT64_MAX;
}

void crew_settle(struct crew *crew, enum ronda_finish how)
{
	for (unsigned i = 0; i < crew->counters; i++)
		counter_settle(crew->counter[i], how);
	if (crew->counters > 1)
		counter_gather_notes(crew->counter, crew->counters);
}

void crew_meet(struct crew *crew, uint64_t now_ns, uint64_t next_ns)
{
	uint32_t notes = 0;

	for (unsigned i = 0; i < crew->counters; i++)
		notes += flood_notes_count(&crew->counter[i]->flood_notes);
	if (!notes && next_ns - crew->ticked_ns < REST_NS) {
		crew->meet_ns = next_ns + SECOND;
		return;
	}
	crew_tick(crew, now_ns);
	crew_tick(crew, next_ns);
}

void crew_keep(struct crew *crew)
{
	if (!batch_keep(&crew->batch, KEEP_MOST))
		crew_pass_on(crew);
}

uint64_t crew_attempts(const struct crew *crew)
{
	uint64_t attempts = crew->counter[0]->bank.total;

	for (unsigned i = 1; i < crew->counters; i++)
		attempts += worker_attempts(crew->worker[i]);
	return attempts;
}

struct counters crew_counters(const struct crew *crew)
{
	struct counters counters = { .count = crew->counters };

	for (unsigned i = 0; i < crew->counters; i++)
		counters.counter[i] = crew->counter[i];
	return counters;
}
