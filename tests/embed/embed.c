/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest program that counts: libronda and its public headers, nothing else. It makes five frames by
 * hand (one host asks for five ports of another, and nobody answers) and prints the summary as JSON.
 */
#include <ronda/engine.h>

#include <stdio.h>
#include <stdlib.h>

#define SECOND_NS UINT64_C(1000000000)

/* Ethernet, IPv4 and TCP: a SYN from 198.51.100.9 to 192.0.2.1. */
static const uint8_t syn[54] = {
	2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0x00,
	0x45, 0, 0, 40, 0, 0, 0, 0, 64, RONDA_TCP, 0, 0, 198, 51, 100, 9, 192, 0, 2, 1,
	0xc0, 0x00, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, RONDA_TCP_SYN, 0xff, 0xff, 0, 0, 0, 0,
};

static void count_syn(struct ronda_engine *engine, uint8_t port, uint64_t time_ns)
{
	uint8_t bytes[sizeof syn];

	memcpy(bytes, syn, sizeof syn);
	bytes[37] = port;
	ronda_engine_frame(engine, &(struct ronda_frame){ .time_ns = time_ns, .captured_bytes = sizeof bytes,
		.wire_bytes = sizeof bytes, .data = bytes, .link = 1 /* Ethernet */ });
}

int main(void)
{
	const struct ronda_settings settings = { .sensor = "example", .home = RONDA_COUNTRY('I', 'D'),
		.memory_bytes = RONDA_MEMORY_LEAST, .thresholds = RONDA_THRESHOLDS_NORMAL };
	const struct ronda_coverage coverage = { .up_seconds = UINT64_MAX };
	struct ronda_error error;
	struct ronda_engine *engine = ronda_engine_create(&settings, NULL, &error);

	if (!engine) {
		fprintf(stderr, "%s\n", error.text);
		return EXIT_FAILURE;
	}
	for (uint8_t port = 21; port <= 25; port++)
		count_syn(engine, port, (1657670400 + port) * SECOND_NS);
	ronda_engine_finish(engine, RONDA_FINISH_FILE);

	struct ronda_summary *summary = ronda_engine_summary(engine, &coverage, 20);
	char *json = summary ? ronda_summary_to_json(summary, 20, true) : NULL;

	ronda_engine_destroy(engine);
	ronda_summary_destroy(summary);
	if (!json)
		return EXIT_FAILURE;
	puts(json);
	free(json);
	return EXIT_SUCCESS;
}
