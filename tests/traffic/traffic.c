/* SPDX-License-Identifier: BSD-2-Clause */
/* traffic - makes capture files of traffic whose truth is known. See usage(). */
#include "scene.h"

#include <getopt.h>
#include <stdlib.h>

static const struct scenario {
	const char *name;
	void (*play)(struct scene *scene);
	bool held;           /* made flow by flow, put in order at the end */
	uint32_t size;       /* where none is asked for */
	const char *meaning;
} scenarios[] = {
	{ "demo", play_demo, true, 0, "an hour at a city office: visitors, scanners, bots, a flood" },
	{ "quiet", play_quiet, true, 0, "the same hour without any of the bad" },
	{ "normal", play_normal, true, 0, "an hour of a busy site on which nothing is wrong" },
	{ "random", play_random, true, 0, "everything that may come, legal or not" },
	{ "scan1k", play_scan1k, false, 64, "1,000 sources: half SYN flood, 40 % scan, 10 % echo" },
	{ "spoof5m", play_spoof5m, false, 64, "SYN from 5,000,000 spoofed sources" },
	{ "mixed", play_mixed, false, 0, "scans, a flood, HTTP, SSH, DNS and TLS of all sizes" },
	{ "quarter", play_quarter, true, 0, "13 July to 13 October 2022 with 957,254 attempts, two surges, an outage, a flood" },
};

static void usage(FILE *out)
{
	fprintf(out, "usage: traffic SCENARIO [options] -o FILE.pcap\n\nscenarios:\n");
	for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
		fprintf(out, "  %-9s %s\n", scenarios[i].name, scenarios[i].meaning);
	fprintf(out,
		"\noptions:\n"
		"  -o FILE           the capture to write; -: to standard output\n"
		"  --truth FILE      what the traffic is by construction, as JSON\n"
		"  --seed N          of chance: the same number, the same file (1)\n"
		"  --sources N       random, scan1k, spoof5m, mixed: how many\n"
		"  --packets N       scan1k, spoof5m, mixed: how many (1,000,000)\n"
		"  --pps N           ... per second of the capture's time (1,000,000)\n"
		"  --size N|imix     ... bytes on the wire, 64 to 1518\n"
		"  --nano            times in nanoseconds, not microseconds\n");
}

static _Noreturn void wrong_use(const char *what, const char *given, const char *expected)
{
	fprintf(stderr, "traffic: %s is \"%s\"; %s was expected\n", what, given, expected);
	exit(2);
}

static uint64_t number(const char *option, const char *text, uint64_t most)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || n > most)
		wrong_use(option, text, "a whole number");
	return n;
}

static const struct scenario *scenario(const char *name)
{
	for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
		if (strcmp(name, scenarios[i].name) == 0)
			return &scenarios[i];
	wrong_use("the scenario", name, "one of those that --help lists");
}

enum { SEED = 256, TRUTH, COUNT_SOURCES, COUNT_PACKETS, PPS, SIZE, NANO, HELP };

static const struct option options[] = {
	{ "seed", required_argument, NULL, SEED },
	{ "truth", required_argument, NULL, TRUTH },
	{ "sources", required_argument, NULL, COUNT_SOURCES },
	{ "packets", required_argument, NULL, COUNT_PACKETS },
	{ "pps", required_argument, NULL, PPS },
	{ "size", required_argument, NULL, SIZE },
	{ "nano", no_argument, NULL, NANO },
	{ "help", no_argument, NULL, HELP },
	{ 0 },
};

int main(int argc, char *argv[])
{
	struct scene scene = { .start_ns = SECONDS(1785722400) }; /* 2026-08-03 02:00 UTC, 09:00 in Jakarta */
	const char *out = NULL, *truth = NULL;
	uint64_t seed = 1;
	bool nano = false;

	for (int option; (option = getopt_long(argc, argv, "o:h", options, NULL)) != -1;)
		switch (option) {
		case 'o': out = optarg; break;
		case SEED: seed = number("--seed", optarg, UINT64_MAX); break;
		case TRUTH: truth = optarg; break;
		case COUNT_SOURCES: scene.sources = number("--sources", optarg, 1000000000); break;
		case COUNT_PACKETS: scene.packets = number("--packets", optarg, UINT32_MAX); break;
		case PPS: scene.pps = number("--pps", optarg, 1000000000); break;
		case SIZE:
			scene.size = strcmp(optarg, "imix") == 0 ? SIZE_IMIX
				: (uint32_t)number("--size", optarg, 1518);
			if (scene.size != SIZE_IMIX && scene.size < 64)
				wrong_use("--size", optarg, "64 to 1518, or imix,");
			break;
		case NANO: nano = true; break;
		case 'h': case HELP: usage(stdout); return 0;
		default: usage(stderr); return 2;
		}
	if (argc - optind != 1 || !out) {
		usage(stderr);
		return 2;
	}

	const struct scenario *chosen = scenario(argv[optind]);

	if (!scene.size)
		scene.size = chosen->size;
	scene.chance = seed * 0x9e3779b97f4a7c15;
	scene.tape = tape_open(out, nano, chosen->held);
	scene.ledger = ledger_create(chosen->name, seed, truth != NULL);
	chosen->play(&scene);

	uint64_t frames = tape_close(scene.tape);
	int failed = truth ? ledger_write(scene.ledger, frames, truth) : 0;

	ledger_destroy(scene.ledger);
	if (failed) {
		fprintf(stderr, "traffic: cannot write \"%s\"\n", truth);
		return 3;
	}
	return 0;
}
