/* SPDX-License-Identifier: BSD-2-Clause */
#include <ronda/engine.h>

#include "base/prefix_list.h"
#include "engine/crew.h"
#include "engine/intake.h"
#include "engine/peek.h"
#include "rules/builtin.h"
#include "summary/make.h"

#include <errno.h>
#include <stdlib.h>

struct ronda_engine {
	char *sensor;
	struct ronda_prefixes protect;
	struct rules *rules;         /* the built-in ones, unless the settings bring others */
	struct intake intake;
	struct crew crew;
	struct peek peek;
	uint64_t period;             /* so many were closed */
};

static int load_rules(struct ronda_engine *engine)
{
	const struct rules_batch builtin = { rules_builtin.source, rules_builtin.sources, &rules_builtin_ready };

	return rules_load(&engine->rules, &builtin, 1, NULL, NULL);
}

/* Research scanners are those known to ronda, and those that the settings name. */
static int init_crew(struct ronda_engine *engine, const struct ronda_settings *settings)
{
	struct ronda_settings all = *settings;
	struct ronda_error error;
	int failed;

	all.research = (struct ronda_prefixes){ 0 };
	failed = prefix_list_read(&all.research, research_builtin.name, research_builtin.text, research_builtin.size, &error);
	for (size_t i = 0; !failed && i < settings->research.count; i++)
		failed = prefix_list_add(&all.research, settings->research.prefix[i]);
	if (!failed)
		failed = crew_init(&engine->crew, &all, settings->rules ? settings->rules : engine->rules);
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

	return failed ? failed : init_crew(engine, settings);
}

static int init(struct ronda_engine *engine, const struct ronda_settings *settings)
{
	unsigned threads = settings->threads ? settings->threads : 1;
	int failed = settings->memory_bytes < RONDA_MEMORY_LEAST * threads ? -EINVAL : engine ? 0 : -ENOMEM;

	if (!failed)
		failed = peek_init(&engine->peek);
	if (!failed)
		failed = intake_init(&engine->intake, settings);
	return failed ? failed : copy_settings(engine, settings);
}

static void explain(const struct ronda_settings *settings, int failed, struct ronda_error *error)
{
	unsigned threads = settings->threads ? settings->threads : 1;

	switch (failed) {
	case -EINVAL:
		ronda_fail(error, failed, "the tables' memory is %llu bytes; for %u thread%s at least %llu MiB are needed: "
			"give more with --memory", (unsigned long long)settings->memory_bytes, threads,
			threads > 1 ? "s" : "", (unsigned long long)(RONDA_MEMORY_LEAST * threads >> 20));
		break;
	case -EAGAIN:
		ronda_fail(error, failed, "cannot start %u threads: the system allows no more", threads);
		break;
	default:
		ronda_fail(error, failed, "cannot get %llu MiB for the tables: memory is short; choose less with --memory",
			(unsigned long long)(settings->memory_bytes >> 20));
	}
}

struct ronda_engine *ronda_engine_create(const struct ronda_settings *settings,
	const struct ronda_places *places, struct ronda_error *error)
{
	struct ronda_engine *engine = calloc(1, sizeof *engine);
	int failed = init(engine, settings);

	if (failed) {
		explain(settings, failed, error);
		ronda_engine_destroy(engine);
		return NULL;
	}
	ronda_engine_set_places(engine, places);
	return engine;
}

void ronda_engine_destroy(struct ronda_engine *engine)
{
	if (!engine)
		return;
	peek_finish(&engine->peek);
	crew_finish(&engine->crew);
	rules_destroy(engine->rules);
	intake_finish(&engine->intake);
	free(engine->protect.prefix);
	free(engine->sensor);
	free(engine);
}

void ronda_engine_set_places(struct ronda_engine *engine, const struct ronda_places *places)
{
	crew_flush(&engine->crew);
	for (unsigned i = 0; i < engine->crew.counters; i++)
		engine->crew.counter[i]->places = places;
}

/* A stamp far behind: what waited waits no more, and time goes on from there. */
static void turn_back(struct ronda_engine *engine)
{
	struct ronda_packet packet = crew_next(&engine->crew)->packet;

	crew_tick(&engine->crew, engine->intake.now_ns);
	crew_settle(&engine->crew, RONDA_FINISH_FILE);
	for (unsigned i = 0; i < engine->crew.counters; i++)
		counter_turn_back(engine->crew.counter[i], packet.time_ns);
	crew_tick(&engine->crew, packet.time_ns);
	engine->intake.now_ns = packet.time_ns;
	crew_next(&engine->crew)->packet = packet;
}

/* The counters are at rest in between, and the packet that comes next is written anew. */
static void meet(struct ronda_engine *engine, uint64_t next_ns)
{
	struct ronda_packet packet = crew_next(&engine->crew)->packet;

	crew_meet(&engine->crew, engine->intake.now_ns, next_ns);
	crew_next(&engine->crew)->packet = packet;
}

static inline void count_frame(struct ronda_engine *engine, const struct ronda_frame *frame)
{
	struct intake *intake = &engine->intake;

	if (!intake_decode(intake, frame, &crew_next(&engine->crew)->packet))
		return;
	if (unlikely(intake_turns_back(intake, frame->time_ns)))
		turn_back(engine);
	if (unlikely(frame->time_ns >= engine->crew.meet_ns))
		meet(engine, frame->time_ns);
	intake_follow(intake, frame->time_ns);

	struct item *item = crew_next(&engine->crew);

	item->now_ns = intake->now_ns;
	item->kind = keys_kind(&item->packet);
	crew_admit(&engine->crew);
}

void ronda_engine_frame(struct ronda_engine *engine, const struct ronda_frame *frame)
{
	count_frame(engine, frame);
	crew_keep(&engine->crew);
}

/* Somebody wants a picture: of all that was admitted so far. */
static inline void answer(struct ronda_engine *engine)
{
	if (likely(!peek_is_asked(&engine->peek)))
		return;

	struct counters counters = crew_counters(&engine->crew);

	crew_flush(&engine->crew);
	for (unsigned i = 0; i < engine->crew.counters; i++)
		engine->crew.counter[i]->recents.wanted = true;
	peek_answer(&engine->peek, &counters, &engine->intake.counts, engine->period);
}

void ronda_engine_frames(struct ronda_engine *engine, const struct ronda_frame *frames, size_t count)
{
	for (size_t i = 0; i < count; i++)
		count_frame(engine, &frames[i]);
	crew_keep(&engine->crew);
	answer(engine);
}

void ronda_engine_tick(struct ronda_engine *engine, uint64_t now_ns)
{
	if (now_ns > engine->intake.now_ns)
		engine->intake.now_ns = now_ns;
	crew_tick(&engine->crew, engine->intake.now_ns);
	answer(engine);
}

void ronda_engine_finish(struct ronda_engine *engine, enum ronda_finish how)
{
	struct crew *crew = &engine->crew;

	crew_tick(crew, engine->intake.now_ns);
	crew_settle(crew, how);
	for (unsigned i = 0; i < crew->counters; i++)
		counter_close_floods(crew->counter[i], true);
}

struct ronda_summary *ronda_engine_summary(struct ronda_engine *engine,
	const struct ronda_coverage *coverage, size_t top)
{
	struct crew *crew = &engine->crew;
	struct counters counters = crew_counters(crew);

	crew_tick(crew, engine->intake.now_ns);
	for (unsigned i = 0; i < crew->counters; i++)
		counter_close_floods(crew->counter[i], false);

	struct ronda_summary *summary = summary_make(&counters, &(struct summary_frame){
		.sensor = engine->sensor,
		.protect = &engine->protect,
		.coverage = coverage,
		.frames = &engine->intake.counts,
		.top = top,
	});

	if (!summary)
		return NULL;
	for (unsigned i = 0; i < crew->counters; i++)
		counter_begin_period(crew->counter[i]);
	frame_counts_clear(&engine->intake.counts);
	engine->period++;
	return summary;
}

int ronda_engine_peek(struct ronda_engine *engine, const struct ronda_peek_wish *wish, struct ronda_peek *peek)
{
	struct counters counters = crew_counters(&engine->crew);

	return peek_take(&engine->peek, &counters, engine->sensor, &engine->protect, wish, peek);
}

struct ronda_glance ronda_engine_glance(const struct ronda_engine *engine)
{
	struct ronda_glance glance = { .attempts = crew_attempts(&engine->crew), .now_ns = engine->intake.now_ns };

	for (unsigned fate = 0; fate < RONDA_FATE_COUNT; fate++)
		glance.frames += engine->intake.counts.by_fate[fate];
	return glance;
}

void ronda_engine_observe(struct ronda_engine *engine, const struct ronda_addr *source,
	ronda_observer *observer, void *context)
{
	struct counter *counter = engine->crew.counter[0];

	counter->observed = keys_source(&counter->keys, source);
	counter->observer = observer;
	counter->observer_context = context;
}

void ronda_engine_witness(struct ronda_engine *engine, ronda_witness *witness, void *context)
{
	engine->crew.counter[0]->witness = witness;
	engine->crew.counter[0]->witness_context = context;
}
