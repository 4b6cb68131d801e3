/* SPDX-License-Identifier: BSD-2-Clause */
#include <ronda/engine.h>

#include "base/branch.h"
#include "base/prefix_list.h"
#include "count/counter.h"
#include "decode/decode.h"
#include "engine/duplicates.h"
#include "engine/peek.h"
#include "rules/builtin.h"
#include "summary/make.h"

#include <errno.h>
#include <stdlib.h>

struct ronda_engine {
	struct decoder *decoder;
	char *sensor;
	struct ronda_prefixes protect;
	struct duplicates duplicates;
	uint32_t frame_bytes_most;
	struct rules *rules;         /* the built-in ones, unless the settings bring others */
	struct counter counter;
	struct peek peek;
	uint64_t period;             /* so many were closed */
};

static int load_rules(struct ronda_engine *engine)
{
	const struct rules_batch builtin = { rules_builtin.source, rules_builtin.sources, &rules_builtin_ready };

	return rules_load(&engine->rules, &builtin, 1, NULL, NULL);
}

/* Research scanners are those known to ronda, and those that the settings name. */
static int init_counter(struct ronda_engine *engine, const struct ronda_settings *settings)
{
	struct ronda_settings all = *settings;
	struct ronda_error error;
	int failed;

	all.research = (struct ronda_prefixes){ 0 };
	failed = prefix_list_read(&all.research, research_builtin.name, research_builtin.text, research_builtin.size, &error);
	for (size_t i = 0; !failed && i < settings->research.count; i++)
		failed = prefix_list_add(&all.research, settings->research.prefix[i]);
	if (!failed)
		failed = counter_init(&engine->counter, &all, settings->rules ? settings->rules : engine->rules);
	free(all.research.prefix);
	return failed;
}

static int copy_settings(struct ronda_engine *engine, const struct ronda_settings *settings)
{
	size_t count = settings->protect.count;

	engine->sensor = strdup(settings->sensor);
	engine->protect.prefix = calloc(count ? count : 1, sizeof *engine->protect.prefix);
	if (!engine->sensor || !engine->protect.prefix)
		return -ENOMEM;
	if (count)
		memcpy(engine->protect.prefix, settings->protect.prefix, count * sizeof *engine->protect.prefix);
	engine->protect.count = count;

	int failed = settings->rules ? 0 : load_rules(engine);

	return failed ? failed : init_counter(engine, settings);
}

struct ronda_engine *ronda_engine_create(const struct ronda_settings *settings,
	const struct ronda_places *places, struct ronda_error *error)
{
	struct ronda_engine *engine = calloc(1, sizeof *engine);

	if (settings->memory_bytes < RONDA_MEMORY_LEAST) {
		ronda_fail(error, -EINVAL, "the tables' memory is %llu bytes; at least %llu MiB are needed",
			(unsigned long long)settings->memory_bytes,
			(unsigned long long)(RONDA_MEMORY_LEAST >> 20));
		free(engine);
		return NULL;
	}
	if (engine && peek_init(&engine->peek) == 0)
		engine->decoder = decoder_create();
	if (!engine || !engine->decoder || duplicates_init(&engine->duplicates, settings->seed) < 0 ||
		copy_settings(engine, settings) < 0) {
		ronda_fail(error, -ENOMEM, "cannot get %llu MiB for the tables: memory is short; "
			"choose less with --memory", (unsigned long long)(settings->memory_bytes >> 20));
		ronda_engine_destroy(engine);
		return NULL;
	}
	engine->counter.places = places;
	engine->frame_bytes_most = settings->frame_bytes_most ? settings->frame_bytes_most : RONDA_FRAME_BYTES_MOST;
	return engine;
}

void ronda_engine_destroy(struct ronda_engine *engine)
{
	if (!engine)
		return;
	peek_finish(&engine->peek);
	counter_finish(&engine->counter);
	rules_destroy(engine->rules);
	decoder_destroy(engine->decoder);
	duplicates_finish(&engine->duplicates);
	free(engine->protect.prefix);
	free(engine->sensor);
	free(engine);
}

void ronda_engine_set_places(struct ronda_engine *engine, const struct ronda_places *places)
{
	engine->counter.places = places;
}

static inline void count_frame(struct ronda_engine *engine, const struct ronda_frame *frame)
{
	struct counter *counter = &engine->counter;
	enum ronda_reason reason;
	enum ronda_fate fate = decode_frame(engine->decoder, frame, counter_next(counter), &reason);

	counter->bank.by_fate[fate]++;
	counter->bank.cut_frames += frame->captured_bytes < frame->wire_bytes;
	counter->bank.glued_frames += frame->wire_bytes > engine->frame_bytes_most;
	if (fate == RONDA_FATE_DECODED && duplicates_hold(&engine->duplicates, frame, counter_next(counter)))
		counter->bank.duplicate_packets++;
	else if (fate == RONDA_FATE_DECODED)
		counter_admit(counter);
	else
		counter_note_refused(counter, frame->time_ns, reason);
}

void ronda_engine_frame(struct ronda_engine *engine, const struct ronda_frame *frame)
{
	count_frame(engine, frame);
	counter_keep(&engine->counter);
}

/* Somebody wants a picture: of all that was admitted so far. */
static inline void answer(struct ronda_engine *engine)
{
	if (likely(!peek_is_asked(&engine->peek)))
		return;
	counter_flush(&engine->counter);
	peek_answer(&engine->peek, &engine->counter, engine->period);
}

void ronda_engine_frames(struct ronda_engine *engine, const struct ronda_frame *frames, size_t count)
{
	for (size_t i = 0; i < count; i++)
		count_frame(engine, &frames[i]);
	counter_keep(&engine->counter);
	answer(engine);
}

void ronda_engine_tick(struct ronda_engine *engine, uint64_t now_ns)
{
	counter_tick(&engine->counter, now_ns);
	answer(engine);
}

void ronda_engine_finish(struct ronda_engine *engine, enum ronda_finish how)
{
	counter_settle(&engine->counter, how);
	counter_close_floods(&engine->counter, true);
}

struct ronda_summary *ronda_engine_summary(struct ronda_engine *engine,
	const struct ronda_coverage *coverage, size_t top)
{
	struct counter *counter = &engine->counter;

	counter_flush(counter);
	counter_close_floods(counter, false);

	struct ronda_summary *summary = summary_make(counter, &(struct summary_frame){
		.sensor = engine->sensor,
		.protect = &engine->protect,
		.coverage = coverage,
		.top = top,
	});

	if (!summary)
		return NULL;
	counter_begin_period(counter);
	engine->period++;
	return summary;
}

int ronda_engine_peek(struct ronda_engine *engine, const struct ronda_peek_wish *wish, struct ronda_peek *peek)
{
	return peek_take(&engine->peek, &engine->counter, engine->sensor, &engine->protect, wish, peek);
}

struct ronda_glance ronda_engine_glance(const struct ronda_engine *engine)
{
	const struct counter *counter = &engine->counter;
	struct ronda_glance glance = { .attempts = counter->bank.total, .now_ns = counter->now_ns };

	for (unsigned fate = 0; fate < RONDA_FATE_COUNT; fate++)
		glance.frames += counter->bank.by_fate[fate];
	return glance;
}

void ronda_engine_observe(struct ronda_engine *engine, const struct ronda_addr *source,
	ronda_observer *observer, void *context)
{
	engine->counter.observed = counter_source_key(&engine->counter, source);
	engine->counter.observer = observer;
	engine->counter.observer_context = context;
}

void ronda_engine_witness(struct ronda_engine *engine, ronda_witness *witness, void *context)
{
	engine->counter.witness = witness;
	engine->counter.witness_context = context;
}
