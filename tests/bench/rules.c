/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rules [FOLDER] - what the built-in rules cost: to load, in memory, and for a request of about 500 bytes over
 * all its fields; with the folder of tests/rules, for each request of it, too. Figures, never a verdict.
 */
#include "../unit/rules_request.h"

#include "rules/builtin.h"

#include <time.h>

enum { ROUNDS = 200000, LINES_MOST = 1024 };

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static const char usual[] =
	"GET /berita/2026/08/pembangunan-jalan-desa?hal=2&urut=tanggal&kategori=infrastruktur HTTP/1.1\r\n"
	"Host: www.contoh.go.id\r\n"
	"User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
	"Accept-Language: id,en-US;q=0.7,en;q=0.3\r\n"
	"Accept-Encoding: gzip, deflate\r\n"
	"Referer: http://www.contoh.go.id/berita\r\n"
	"Cookie: _ga=GA1.3.1234567890.1722650000; ci_session=8a7b6c5d4e3f2a1b\r\n"
	"Connection: keep-alive\r\n\r\n";

struct measured {
	const struct rules *rules;
	struct rules_scratch *scratch;
	struct rule_hits hits;
	unsigned rounds, held;
	double ns;
};

static void measure(void *context, const struct http_request *request)
{
	struct measured *measured = context;
	double begun = now_ns();

	for (unsigned i = 0; i < measured->rounds; i++) {
		measured->hits = (struct rule_hits){ 0 };
		rules_match_request(measured->rules, measured->scratch, request, &measured->hits);
		measured->held += rules_verdict(measured->rules, &measured->hits, 80) != NULL;
	}
	measured->ns += now_ns() - begun;
}

static void measure_bytes(struct measured *measured, const void *bytes, size_t size)
{
	struct http_ear ear = { measured, measure, hear_response, hear_answer, NULL };
	struct talk_view view = { bytes, size, true };
	struct http http = { 0 };

	http_read(&http, TALK_CLIENT, &view, &ear);
}

static void tell_fields(struct measured *measured)
{
	static const struct {
		enum rule_field field;
		const char *text;
	} parts[] = {
		{ RULE_METHOD, "get" }, { RULE_PATH, "/berita/2026/08/pembangunan-jalan-desa" },
		{ RULE_QUERY, "hal=2&urut=tanggal&kategori=infrastruktur" },
		{ RULE_AGENT,
		"mozilla/5.0 (windows nt 10.0; win64; x64; rv:128.0) gecko/20100101 firefox/128.0" },
		{ RULE_HEADER,
		"host: www.contoh.go.id user-agent: mozilla/5.0 (windows nt 10.0; win64; x64; rv:128.0) gecko/20100101 "
			"firefox/128.0 accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 accept-language: "
			"id,en-us;q=0.7,en;q=0.3 accept-encoding: gzip, deflate referer: http://www.contoh.go.id/berita" },
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		double begun = now_ns();

		for (unsigned round = 0; round < ROUNDS; round++)
			rules_match(measured->rules, measured->scratch, parts[i].field,
				(const uint8_t *)parts[i].text,
				strlen(parts[i].text), &measured->hits);
		printf("  %-8s %4zu bytes %8.0f ns\n", rule_field_name(parts[i].field), strlen(parts[i].text),
			(now_ns() - begun) / ROUNDS);
	}
}

/* What comes in an encrypted flow, say: bytes of every value. */
static void tell_stream(struct measured *measured)
{
	static uint8_t bytes[RULE_STREAM_MOST];
	uint32_t random = 1;
	double begun;

	for (size_t i = 0; i < sizeof bytes; i++) {
		random = random * 1664525 + 1013904223;
		bytes[i] = (uint8_t)(random >> 24);
	}
	begun = now_ns();
	for (unsigned round = 0; round < ROUNDS / 10; round++)
		rules_match(measured->rules, measured->scratch, RULE_CLIENT, bytes, sizeof bytes,
			&measured->hits);
	printf("  %-8s %4zu bytes %8.0f ns\n", "client", sizeof bytes, (now_ns() - begun) / (ROUNDS / 10));
}

static void tell_corpus(struct measured *measured, const char *folder, const char *name, bool attacks)
{
	static char line[8192];
	static struct said said;
	char path[4096];
	unsigned requests = 0;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "r");
	measured->rounds = 200;
	measured->ns = measured->held = 0;
	while (file && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		said_read(&said, attacks ? line + strcspn(line, "\t") + 1 : line, attacks);
		if (said.is_request)
			measure_bytes(measured, said.bytes, said.size);
		requests += said.is_request;
	}
	if (file)
		fclose(file);
	if (requests)
		printf("%s: %u requests, %.0f ns each\n", name, requests,
			measured->ns / requests / measured->rounds);
}

int main(int count, char **words)
{
	struct rules *rules;
	struct measured measured = { .rounds = ROUNDS };
	double begun = now_ns();

	if (rules_load(&rules, &rules_builtin, 1, NULL, NULL) < 0)
		return EXIT_FAILURE;
	printf("%s: %zu rules loaded in %.1f ms, %zu KiB%s\n", rules_engine(), rules_count(rules),
		(now_ns() - begun) / 1e6,
		rules_bytes(rules) / 1024, rules_were_compiled(rules) ? ", compiled here" : "");
	measured.rules = rules;
	measured.scratch = rules_scratch_create(rules);
	if (!measured.scratch)
		return EXIT_FAILURE;
	measure_bytes(&measured, usual, sizeof usual - 1);
	printf("a usual request, %zu bytes: %.0f ns with its parts made plain, %u matched\n", sizeof usual - 1,
		measured.ns / ROUNDS, measured.held);
	tell_fields(&measured);
	tell_stream(&measured);
	if (count > 1) {
		tell_corpus(&measured, words[1], "benign.txt", false);
		tell_corpus(&measured, words[1], "attack.txt", true);
	}
	rules_scratch_destroy(measured.scratch);
	rules_destroy(rules);
	return EXIT_SUCCESS;
}
