/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes, as frames with any stamps, through the whole engine: the identities hold, and the summary
 * reads back as the same. An input is a row of frames, each with four bytes before it: what the clock
 * does (a byte: its upper half picks the unit, zero is back in time), link type (a byte), length (two).
 */
#include <ronda/engine.h>

#include "base/bytes.h"
#include "rules/builtin.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define START_NS UINT64_C(1657670400000000000)
#define END_NS (START_NS + (UINT64_C(1) << 60)) /* 36 years: a capture is not longer */

static void must(bool holds, const char *what, const char *detail)
{
	if (holds)
		return;
	fprintf(stderr, "%s: %s\n", what, detail);
	abort();
}

/* Loaded once: it takes longer than an input does. */
static const struct rules *the_rules(void)
{
	const struct rules_batch builtin = { rules_builtin.source, rules_builtin.sources, &rules_builtin_ready };
	static struct rules *rules;

	if (!rules)
		must(rules_load(&rules, &builtin, 1, NULL, NULL) == 0, "no rules", "");
	return rules;
}

static struct ronda_engine *new_engine(void)
{
	static struct ronda_prefix ours[2], dark, monitor;
	static const char *sites[] = { "*.kota.go.id", "www.example.com" };
	struct ronda_settings settings = {
		.sensor = "tap",
		.rules = the_rules(),
		.protect = { ours, 2 },
		.dark = { &dark, 1 },
		.monitor = { &monitor, 1 },
		.sites = { sites, 2 },
		.home = RONDA_COUNTRY('I', 'D'),
		.memory_bytes = RONDA_MEMORY_LEAST,
		.thresholds = RONDA_THRESHOLDS_NORMAL,
	};
	struct ronda_error error = { "" };
	struct ronda_engine *engine;

	ronda_prefix_parse(&ours[0], "103.94.188.0/22", NULL);
	ronda_prefix_parse(&ours[1], "2001:db8::/32", NULL);
	ronda_prefix_parse(&dark, "103.94.190.0/24", NULL);
	ronda_prefix_parse(&monitor, "198.51.100.0/28", NULL);
	engine = ronda_engine_create(&settings, NULL, &error);
	must(engine != NULL, "no engine", error.text);
	return engine;
}

static uint64_t moved(uint64_t now_ns, uint8_t clock)
{
	static const uint64_t unit_ns[8] = { 1000000000, 1, 1000, 1000000, 100000000, 1000000000, 60000000000, 3600000000000 };
	uint64_t by = unit_ns[clock >> 4 & 7] * (clock & 15);

	if (clock >> 4 & 7)
		return now_ns + by < END_NS ? now_ns + by : now_ns;
	by *= clock & 0x80 ? 1000 : 1;
	return now_ns - START_NS > by ? now_ns - by : START_NS;
}

static int link_of(uint8_t byte)
{
	static const int usual[] = { 1, 1, 1, 12, 101, 113, 228, 229 };

	return byte < 0x80 ? usual[byte & 7] : byte;
}

/* A copy of its own size, so that reading beyond the end is seen. */
static void feed(struct ronda_engine *engine, const uint8_t *bytes, uint32_t length, uint64_t now_ns, int link)
{
	uint8_t *copy = malloc(length ? length : 1);

	must(copy != NULL, "no memory", "");
	memcpy(copy, bytes, length);
	ronda_engine_frame(engine, &(struct ronda_frame){
		.time_ns = now_ns, .captured_bytes = length, .wire_bytes = length, .data = copy, .link = link });
	free(copy);
}

static void reads_back(const struct ronda_summary *summary)
{
	struct ronda_error error = { "" };
	char *text = ronda_summary_to_json(summary, SIZE_MAX, false), *again;
	struct ronda_summary *read;

	must(text != NULL, "not written", "");
	read = ronda_summary_from_json(text, strlen(text), &error);
	must(read != NULL, "not read back", error.text);
	again = ronda_summary_to_json(read, SIZE_MAX, false);
	must(again && strcmp(text, again) == 0, "read back differently", text);
	ronda_summary_destroy(read);
	free(text);
	free(again);
}

static void report(struct ronda_engine *engine)
{
	struct ronda_error error = { "" };
	struct ronda_summary *summary = ronda_engine_summary(engine,
		&(struct ronda_coverage){ .up_seconds = UINT64_MAX }, SIZE_MAX);

	must(summary != NULL, "no summary", "");
	must(ronda_summary_check(summary, &error) == 0, "broken", error.text);
	must(summary->sources.top_complete, "not all sources", "");
	reads_back(summary);
	ronda_summary_destroy(summary);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct bytes input = bytes_of(bytes, (uint32_t)size);
	struct ronda_engine *engine = new_engine();
	uint64_t now_ns = START_NS + UINT64_C(86400000000000);

	for (const uint8_t *head = bytes_take(&input, 4); head; head = bytes_take(&input, 4)) {
		uint32_t length = be16(head + 2) < input.left ? be16(head + 2) : input.left;

		now_ns = moved(now_ns, head[0]);
		feed(engine, bytes_take(&input, length), length, now_ns, link_of(head[1]));
		if (head[1] == 0x7f)
			report(engine); /* a period ends here */
	}
	ronda_engine_finish(engine, size & 1 ? RONDA_FINISH_FILE : RONDA_FINISH_LIVE);
	report(engine);
	ronda_engine_destroy(engine);
	return 0;
}
