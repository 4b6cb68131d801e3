/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One thread counts scans of thousands of sources and closes a period now and then; another takes pictures as
 * fast as it can. Each picture must be whole: its identities hold, within a period no count goes back, and the
 * last picture of a period has no more than the period in the end. Worst when the worker stops answering: the reader
 * must come back. The first argument is how many threads the engine has to count with. Worth most under
 * -Db_sanitize=thread.
 */
#include <ronda/engine.h>

#include "build.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { SOURCES = 3000, BATCH_FRAMES = 64, BATCHES = 6000, BATCHES_A_PERIOD = 1500, PERIODS = BATCHES / BATCHES_A_PERIOD };

struct stage {
	struct ronda_engine *engine;
	_Atomic bool over;
	_Atomic uint64_t closed[PERIODS]; /* attempts of each period that is closed */
};

static struct frame frames[BATCH_FRAMES];

/* A SYN of one of many sources to a port of one server, and its refusal. */
static void count_batch(struct ronda_engine *engine, uint64_t number)
{
	struct ronda_frame rows[BATCH_FRAMES];

	for (unsigned i = 0; i < BATCH_FRAMES; i += 2) {
		uint64_t n = number * BATCH_FRAMES + i;
		struct end from = { v4(0x05000000 + (uint32_t)(n * 2654435761u % SOURCES)), (uint16_t)(1024 + n % 60000) };
		struct end to = { v4(0x675ebc00 + (uint32_t)(n / SOURCES % 1000)), (uint16_t)(1 + n % 50) };

		syn(&frames[i], from, to, (uint32_t)n);
		rst_ack(&frames[i + 1], to, from, (uint32_t)n + 1);
	}
	for (unsigned i = 0; i < BATCH_FRAMES; i++)
		rows[i] = (struct ronda_frame){ .time_ns = UINT64_C(1657670400000000000) + number * 1000000,
			.captured_bytes = frames[i].size, .wire_bytes = frames[i].size, .data = frames[i].bytes,
			.link = 1 };
	ronda_engine_frames(engine, rows, BATCH_FRAMES);
}

static void *count(void *context)
{
	const struct ronda_coverage coverage = { .up_seconds = UINT64_MAX };
	struct stage *stage = context;

	for (uint64_t i = 0; i < BATCHES; i++) {
		count_batch(stage->engine, i);
		if ((i + 1) % BATCHES_A_PERIOD)
			continue;

		struct ronda_summary *summary = ronda_engine_summary(stage->engine, &coverage, 20);

		atomic_store(&stage->closed[i / BATCHES_A_PERIOD], summary ? summary->attempts.total : 0);
		ronda_summary_destroy(summary);
	}
	atomic_store(&stage->over, true);
	return NULL;
}

static bool is_whole(const struct ronda_peek *peek, const struct ronda_peek *before)
{
	struct ronda_error error = { "" };
	const struct ronda_summary *now = peek->summary, *then = before->summary;

	if (ronda_summary_check(now, &error) < 0) {
		printf("a picture is not whole: %s\n", error.text);
		return false;
	}
	if (peek->period < before->period || (then && peek->period == before->period &&
		(now->attempts.total < then->attempts.total || now->traffic.packets < then->traffic.packets))) {
		printf("a picture went back\n");
		return false;
	}
	for (size_t i = 1; i < peek->recent_count; i++)
		if (peek->recent[i].act.decided_ns < peek->recent[i - 1].act.decided_ns ||
			peek->recent[i].act.class != RONDA_CLASS_PROBE) {
			printf("an act is torn or out of order\n");
			return false;
		}
	return true;
}

int main(int count_of_arguments, char **argument)
{
	const unsigned threads = count_of_arguments > 1 ? (unsigned)atoi(argument[1]) : 1;
	const struct ronda_settings settings = { .sensor = "tap", .home = RONDA_COUNTRY('I', 'D'),
		.memory_bytes = RONDA_MEMORY_LEAST * threads, .threads = threads, .seed = 1,
		.thresholds = RONDA_THRESHOLDS_NORMAL };
	const struct ronda_coverage coverage = { .up_seconds = UINT64_MAX };
	const struct ronda_peek_wish wish = { &coverage, RONDA_PEEK_TOP, 100 };
	struct ronda_peek before = { 0 }, peek;
	static struct stage stage;
	uint64_t last[PERIODS] = { 0 }, pictures = 0, late = 0, most_rows = 0, most_acts = 0;
	bool whole = true;
	pthread_t thread;

	stage.engine = ronda_engine_create(&settings, NULL, NULL);
	if (!stage.engine || pthread_create(&thread, NULL, count, &stage))
		return EXIT_FAILURE;
	while (whole) {
		bool over = atomic_load(&stage.over);
		int failed = ronda_engine_peek(stage.engine, &wish, &peek);

		if (failed && over)
			break; /* nobody answers any more, and the reader came back */
		if (failed) {
			late++;
			continue;
		}
		pictures++;
		whole = is_whole(&peek, &before);
		if (peek.period < PERIODS)
			last[peek.period] = peek.summary->attempts.total;
		most_rows = peek.summary->sources.top_count > most_rows ? peek.summary->sources.top_count : most_rows;
		most_acts = peek.recent_count > most_acts ? peek.recent_count : most_acts;
		ronda_peek_finish(&before);
		before = peek;
	}
	ronda_peek_finish(&before);
	pthread_join(thread, NULL);
	for (unsigned i = 0; i < PERIODS; i++)
		whole = whole && last[i] <= atomic_load(&stage.closed[i]) && atomic_load(&stage.closed[i]);
	ronda_engine_destroy(stage.engine);
	printf("%llu pictures, %llu times no answer in time; at most %llu rows and %llu acts\n",
		(unsigned long long)pictures, (unsigned long long)late, (unsigned long long)most_rows,
		(unsigned long long)most_acts);
	return whole && pictures && most_rows && most_acts ? EXIT_SUCCESS : EXIT_FAILURE;
}
