/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <stdlib.h>

enum { ENTRIES_FIRST = 1024 };

enum entry_kind { ENTRY_ACT, ENTRY_VERIFIED, ENTRY_SCANNER };

struct entry {
	struct ronda_addr source;
	struct end target;
	uint8_t kind, outcome;
};

struct ledger {
	bool kept;
	json_t *scenario;
	struct entry *entries;
	size_t count, room;
	json_t *floods, *attempts, *tallies;
	uint64_t seed, backscatter, benign;
};

struct ledger *ledger_create(const char *scenario, uint64_t seed, bool kept)
{
	struct ledger *ledger = calloc(1, sizeof *ledger);

	if (!ledger)
		abort();
	*ledger = (struct ledger){ .kept = kept, .seed = seed, .scenario = json_string(scenario),
		.floods = json_array(), .attempts = json_object(), .tallies = json_object() };
	return ledger;
}

void ledger_destroy(struct ledger *ledger)
{
	if (!ledger)
		return;
	json_decref(ledger->scenario);
	json_decref(ledger->floods);
	json_decref(ledger->attempts);
	json_decref(ledger->tallies);
	free(ledger->entries);
	free(ledger);
}

static void add(struct ledger *ledger, struct entry entry)
{
	if (!ledger->kept)
		return;
	if (ledger->count == ledger->room) {
		ledger->room = ledger->room ? 2 * ledger->room : ENTRIES_FIRST;
		ledger->entries = realloc(ledger->entries, ledger->room * sizeof *ledger->entries);
		if (!ledger->entries)
			abort();
	}
	ledger->entries[ledger->count++] = entry;
}

void ledger_act(struct ledger *ledger, struct ronda_addr source, struct end target, enum act_outcome outcome)
{
	add(ledger, (struct entry){ source, target, ENTRY_ACT, (uint8_t)outcome });
}

void ledger_verified(struct ledger *ledger, struct ronda_addr source)
{
	add(ledger, (struct entry){ .source = source, .kind = ENTRY_VERIFIED });
}

void ledger_scanner(struct ledger *ledger, struct ronda_addr source)
{
	add(ledger, (struct entry){ .source = source, .kind = ENTRY_SCANNER });
}

static const char *written(const struct ronda_addr *addr, char text[RONDA_ADDR_TEXT])
{
	bool is_v4 = ronda_addr_is_v4(addr);

	inet_ntop(is_v4 ? AF_INET : AF_INET6, is_v4 ? addr->bytes + 12 : addr->bytes, text, RONDA_ADDR_TEXT);
	return text;
}

void ledger_flood(struct ledger *ledger, const char *kind, struct end target, uint64_t packets,
	uint64_t sources)
{
	char text[RONDA_ADDR_TEXT];

	json_array_append_new(ledger->floods, json_pack("{s:s, s:s, s:i, s:I, s:I}", "kind", kind,
		"target", written(&target.addr, text), "port", (int)target.port,
		"packets", (json_int_t)packets, "sources", (json_int_t)sources));
}

void ledger_backscatter(struct ledger *ledger, uint64_t packets)
{
	ledger->backscatter += packets;
}

void ledger_benign(struct ledger *ledger)
{
	ledger->benign++;
}

/* Who it is, as ronda names it: an address, or the /64 of an IPv6 one. */
static struct ronda_addr who(struct ronda_addr addr)
{
	if (!ronda_addr_is_v4(&addr))
		addr.halves[1] = 0;
	return addr;
}

static int by_source(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	struct ronda_addr of_a = who(a->source), of_b = who(b->source);
	int order = ronda_addr_compare(&of_a, &of_b);

	if (order == 0)
		order = ronda_addr_compare(&a->target.addr, &b->target.addr);
	return order ? order : (int)a->target.port - b->target.port;
}

/* The entries from `first` up to `end` are one source's, sorted by target. */
static json_t *one_source(const struct entry *first, const struct entry *end)
{
	static const char *const names[] = {
#define ACT_NAME(NAME, name) name,
		ACT_OUTCOMES(ACT_NAME)
	};
	static uint8_t seen[65536];
	uint64_t by_outcome[ACT_OUTCOME_COUNT] = { 0 }, targets = 0, ports = 0, attempts = 0;
	bool verified = false, scanner = false;
	const struct ronda_addr *last = NULL;

	memset(seen, 0, sizeof seen);
	for (const struct entry *entry = first; entry < end; entry++) {
		verified |= entry->kind == ENTRY_VERIFIED;
		scanner |= entry->kind == ENTRY_SCANNER;
		if (entry->kind != ENTRY_ACT)
			continue;
		by_outcome[entry->outcome]++;
		attempts += entry->outcome != ACT_USEFUL;
		targets += !last || !ronda_addr_equal(last, &entry->target.addr);
		last = &entry->target.addr;
		ports += !seen[entry->target.port];
		seen[entry->target.port] = 1;
	}

	json_t *acts = json_object();

	for (size_t i = 0; i < ACT_OUTCOME_COUNT; i++)
		if (by_outcome[i])
			json_object_set_new(acts, names[i], json_integer((json_int_t)by_outcome[i]));

	json_t *source = json_pack("{s:o, s:I, s:I, s:b, s:b}", "acts", acts, "targets", (json_int_t)targets,
		"ports", (json_int_t)ports, "verified", verified, "scanner", scanner);

	if (scanner)
		json_object_set_new(source, "attempts", json_integer((json_int_t)attempts));
	return source;
}

void ledger_attempts(struct ledger *ledger, const char *class, uint64_t times)
{
	json_int_t before = json_integer_value(json_object_get(ledger->attempts, class));

	json_object_set_new(ledger->attempts, class, json_integer(before + (json_int_t)times));
}

static json_t *list_of(struct ledger *ledger, const char *list)
{
	json_t *found = json_object_get(ledger->tallies, list);

	if (!found) {
		found = json_object();
		json_object_set_new(ledger->tallies, list, found);
	}
	return found;
}

void ledger_tally(struct ledger *ledger, const char *list, const char *key, uint64_t times)
{
	json_t *counts = list_of(ledger, list);
	json_int_t before = json_integer_value(json_object_get(counts, key));

	json_object_set_new(counts, key, json_integer(before + (json_int_t)times));
}

void ledger_fact(struct ledger *ledger, const char *list, const char *key, const char *fact)
{
	json_object_set_new(list_of(ledger, list), key, json_string(fact));
}

int ledger_write(struct ledger *ledger, uint64_t frames, const char *path)
{
	json_t *sources = json_object();
	const struct entry *end = ledger->entries + ledger->count;

	if (ledger->count)
		qsort(ledger->entries, ledger->count, sizeof *ledger->entries, by_source);
	for (const struct entry *first = ledger->entries, *next; first < end; first = next) {
		struct ronda_addr source = who(first->source), other;
		char text[RONDA_ADDR_TEXT + 4];

		for (next = first + 1; next < end; next++)
			if (other = who(next->source), !ronda_addr_equal(&other, &source))
				break;
		written(&source, text);
		if (!ronda_addr_is_v4(&source))
			strcat(text, "/64");
		json_object_set_new(sources, text, one_source(first, next));
	}

	json_t *all = json_pack("{s:O, s:I, s:I, s:o, s:O, s:O, s:I, s:I, s:O}", "scenario", ledger->scenario,
		"seed", (json_int_t)ledger->seed, "frames", (json_int_t)frames, "sources", sources,
		"floods", ledger->floods, "attempts", ledger->attempts, "backscatter_packets", (json_int_t)ledger->backscatter,
		"benign_flows", (json_int_t)ledger->benign, "tallies", ledger->tallies);
	int result = json_dump_file(all, path, JSON_INDENT(1) | JSON_SORT_KEYS);

	json_decref(all);
	return result;
}
