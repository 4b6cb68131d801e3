/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * story.h - an engine, a clock, and frames in words. Time goes on by a millisecond with each frame; a test
 * waits for the rest. What ends a story checks the summary's identities.
 */
#pragma once
#include "claim.h"

#include <ronda/engine.h>

#include "build.h"

#include <stdlib.h>

enum { ETHERNET_LINK = 1 };

#define STORY_START_NS UINT64_C(1657670400000000000) /* 2022-07-13 00:00:00 UTC, a Wednesday */
#define STORY_SECOND UINT64_C(1000000000)
#define STORY_MS UINT64_C(1000000)

struct story {
	struct ronda_engine *engine;
	struct frame frame;       /* where the next one is built */
	uint64_t now_ns;
	enum ronda_verdict last;  /* of the observed source */
	struct ronda_act act;
	unsigned told[RONDA_LOST + 1];
	uint32_t credits;
};

static inline struct ronda_settings story_settings(void)
{
	return (struct ronda_settings){
		.sensor = "tap",
		.home = RONDA_COUNTRY('I', 'D'),
		.memory_bytes = RONDA_MEMORY_LEAST,
		.seed = 1,
		.thresholds = RONDA_THRESHOLDS_NORMAL,
	};
}

static inline void story_begin_with(struct story *story, const struct ronda_settings *settings)
{
	struct ronda_error error = { "" };

	*story = (struct story){ .now_ns = STORY_START_NS };
	story->engine = ronda_engine_create(settings, NULL, &error);
	assert_string_equal(error.text, "");
	assert_non_null(story->engine);
}

static inline void story_begin(struct story *story)
{
	struct ronda_settings settings = story_settings();

	story_begin_with(story, &settings);
}

static inline struct ronda_prefixes prefixes_of(struct ronda_prefix *prefix, const char *text)
{
	assert_int_equal(ronda_prefix_parse(prefix, text, NULL), 0);
	return (struct ronda_prefixes){ prefix, 1 };
}

/* 103.94.188.0/22 is ours. */
static inline void story_begin_protected(struct story *story, const char *dark, const char *monitor)
{
	struct ronda_settings settings = story_settings();
	struct ronda_prefix prefix[3];

	settings.protect = prefixes_of(&prefix[0], "103.94.188.0/22");
	if (dark)
		settings.dark = prefixes_of(&prefix[1], dark);
	if (monitor)
		settings.monitor = prefixes_of(&prefix[2], monitor);
	story_begin_with(story, &settings);
}

/* What is in story->frame is on the wire now. */
static inline void story_send_at(struct story *story, uint64_t time_ns)
{
	ronda_engine_frame(story->engine, &(struct ronda_frame){
		.time_ns = time_ns,
		.captured_bytes = story->frame.size,
		.wire_bytes = story->frame.size,
		.data = story->frame.bytes,
		.link = ETHERNET_LINK,
	});
}

static inline void story_send(struct story *story)
{
	story->now_ns += STORY_MS;
	story_send_at(story, story->now_ns);
}

/* SEND(&story, syn, from, to, seq): build it and send it. */
#define SEND(story, word, ...)                                                                     \
	do {                                                                                       \
		word(&(story)->frame, __VA_ARGS__);                                                \
		story_send(story);                                                                 \
	} while (0)

static inline void story_wait_ms(struct story *story, uint64_t ms)
{
	story->now_ns += ms * STORY_MS;
	ronda_engine_tick(story->engine, story->now_ns);
}

static inline void story_watch(void *context, const struct ronda_act *act)
{
	struct story *story = context;

	story->told[act->verdict]++;
	story->credits += act->credits;
	story->last = act->verdict;
	story->act = *act;
}

static inline void story_observe(struct story *story, struct end source)
{
	ronda_engine_observe(story->engine, &source.addr, story_watch, story);
}

/* A whole period's summary, whose identities hold, and all its sources with it. */
static inline struct ronda_summary *story_period(struct story *story)
{
	struct ronda_error error = { "" };
	struct ronda_summary *summary = ronda_engine_summary(story->engine,
		&(struct ronda_coverage){ .up_seconds = UINT64_MAX }, SIZE_MAX);
	uint64_t packets = 0;

	assert_non_null(summary);
	ronda_summary_check(summary, &error);
	assert_string_equal(error.text, "");
	assert_true(summary->sources.top_complete);
	for (size_t i = 0; i < summary->sources.top_count; i++)
		packets += summary->sources.top[i].packets;
	assert_int_equal(packets + summary->traffic.evicted_packets + summary->traffic.untracked_packets,
		summary->traffic.packets);
	assert_int_equal(summary->traffic.packets + summary->traffic.duplicate_packets,
		summary->frames.by_fate[RONDA_FATE_DECODED]);
	return summary;
}

static inline struct ronda_summary *story_end_how(struct story *story, enum ronda_finish how)
{
	struct ronda_summary *summary;

	ronda_engine_finish(story->engine, how);
	summary = story_period(story);
	ronda_engine_destroy(story->engine);
	return summary;
}

/* As a file ends. */
static inline struct ronda_summary *story_end(struct story *story)
{
	return story_end_how(story, RONDA_FINISH_FILE);
}

/* Conversations */

static inline void is_refused(struct story *story, struct end from, struct end to, uint32_t seq)
{
	SEND(story, syn, from, to, seq);
	SEND(story, rst_ack, to, from, seq + 1);
}

static inline void shakes_hands(struct story *story, struct end from, struct end to, uint32_t seq)
{
	SEND(story, syn, from, to, seq);
	SEND(story, syn_ack, to, from, 7000, seq + 1);
	SEND(story, acks, from, to, seq + 1, 7001);
}

/* A connection of use, closed. */
static inline void visits(struct story *story, struct end from, struct end to, uint32_t seq)
{
	shakes_hands(story, from, to, seq);
	SEND(story, data, from, to, seq + 1, 7001, "GET / HTTP/1.1\r\n\r\n", 18);
	SEND(story, data, to, from, 7001, seq + 19, "HTTP/1.1 200 OK\r\n\r\n", 19);
	SEND(story, fin, from, to, seq + 19, 7020);
	SEND(story, fin, to, from, 7020, seq + 20);
}

/* Refused at `count` ports in a row. */
static inline void scans(struct story *story, struct end from, struct end to, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		to.port++;
		is_refused(story, from, to, 5000 + i);
	}
}
