/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ronda block: a list for somebody else's firewall. Nothing here blocks anything.
 *
 * Who is on it: sources whose address is proven, by attempts that need a completed handshake (log-in, web, TLS,
 * exploit). A probe's sender can be forged, even that of an address which is proven by other traffic, and a list
 * that anybody can write on is a weapon; so probes and stealth segments put nobody on it. Never our own
 * prefixes or local addresses; research scanners and domestic addresses, behind which may be all customers of
 * an operator, only when asked for.
 */
#include "app/ask.h"
#include "app/command.h"
#include "base/prefix_list.h"
#include "rules/builtin.h"

#include <jansson.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1000, LEAST = 10, REASON_TEXT = 120 };

struct entry {
	const struct ronda_source *source;
	uint64_t attempts;          /* those that count here */
	char prefix[RONDA_ADDR_TEXT];
	char reason[REASON_TEXT];   /* of our own words, digits and a country: safe in any file */
};

struct list {
	struct asking asking;
	const struct options *options;
	struct store_result *result;
	struct ronda_prefixes research;
	struct entry *entry;
	size_t count;
	size_t domestic, of_research; /* left out */
};

static uint64_t proven_attempts(const struct ronda_source *source)
{
	return source->by_class[RONDA_CLASS_LOGIN] + source->by_class[RONDA_CLASS_WEB] +
		source->by_class[RONDA_CLASS_TLS] + source->by_class[RONDA_CLASS_EXPLOIT];
}

static bool touch(const struct ronda_prefix *a, const struct ronda_prefix *b)
{
	return ronda_prefix_contains(a, &b->addr) || ronda_prefix_contains(b, &a->addr);
}

static bool is_among(const struct ronda_prefixes *prefixes, const struct ronda_prefix *prefix)
{
	for (size_t i = 0; i < prefixes->count; i++)
		if (touch(&prefixes->prefix[i], prefix))
			return true;
	return false;
}

static bool is_in_scope(const struct ronda_summary *summary, const struct ronda_prefix *prefix)
{
	struct ronda_prefix ours;

	for (size_t i = 0; i < summary->scope_count; i++)
		if (ronda_prefix_parse(&ours, summary->scope[i], NULL) == 0 && touch(&ours, prefix))
			return true;
	return false;
}

/* Counts what is left out by choice, so that the list can say so. */
static bool is_listed(struct list *list, const struct ronda_source *source)
{
	const struct options *options = list->options;
	const struct ronda_prefix prefix = { source->addr, source->prefix_bits };

	if (!source->verified || proven_attempts(source) < (options->least ? options->least : LEAST))
		return false;
	if (source->origin == RONDA_ORIGIN_LOCAL || ronda_addr_is_local(&source->addr) ||
	    is_in_scope(list->result->summary, &prefix) || is_among(&options->settings.protect, &prefix) ||
	    is_among(&options->settings.monitor, &prefix))
		return false;
	if (!options->also_research && is_among(&list->research, &prefix)) {
		list->of_research++;
		return false;
	}
	if (!options->also_domestic && source->origin == RONDA_ORIGIN_DOMESTIC) {
		list->domestic++;
		return false;
	}
	return true;
}

static void write_reason(const struct list *list, struct entry *entry)
{
	const struct ronda_source *source = entry->source;
	enum words_lang lang = list->asking.lang;
	char country[8], first[ASKING_TEXT], last[ASKING_TEXT], span[3 * ASKING_TEXT];
	size_t length = (size_t)snprintf(entry->reason, REASON_TEXT, "%s", ronda_country_format(source->country, country));

	for (unsigned class = RONDA_CLASS_LOGIN; class < RONDA_CLASS_COUNT; class++)
		if (source->by_class[class] && length < REASON_TEXT)
			length += (size_t)snprintf(entry->reason + length, REASON_TEXT - length, ", %" PRIu64 " %s",
				source->by_class[class], words_class(lang, (enum ronda_class)class));
	if (length >= REASON_TEXT)
		return;
	asking_day(&list->asking, source->first_seen_ns, first);
	asking_day(&list->asking, source->last_seen_ns, last);
	snprintf(entry->reason + length, REASON_TEXT - length, ", %s", WORDS_FILL(lang, WORDS_A_FROM_TO, span, first, last));
}

static int order(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	if (left->attempts != right->attempts)
		return left->attempts < right->attempts ? 1 : -1;
	return ronda_addr_compare(&left->source->addr, &right->source->addr);
}

static int fill(struct list *list)
{
	const struct ronda_summary *summary = list->result->summary;
	uint64_t most = list->options->most ? list->options->most : MOST;

	list->entry = calloc(summary->sources.top_count + 1, sizeof *list->entry);
	if (!list->entry)
		return -1;
	for (size_t i = 0; i < summary->sources.top_count; i++) {
		const struct ronda_source *source = &summary->sources.top[i];
		const struct ronda_prefix prefix = { source->addr, source->prefix_bits };
		struct entry *entry = &list->entry[list->count];

		if (!is_listed(list, source))
			continue;
		*entry = (struct entry){ .source = source, .attempts = proven_attempts(source) };
		ronda_prefix_format(&prefix, entry->prefix);
		write_reason(list, entry);
		list->count++;
	}
	qsort(list->entry, list->count, sizeof *list->entry, order);
	if (list->count > most)
		list->count = (size_t)most;
	return 0;
}

/* The time that was asked for; what is left open begins and ends with what is stored. */
static uint64_t list_from(const struct list *list)
{
	return list->asking.query.from_ns ? list->asking.query.from_ns : list->result->from_ns;
}

static uint64_t list_to(const struct list *list)
{
	return list->asking.query.to_ns ? list->asking.query.to_ns : list->result->to_ns;
}

/* What the list is, as lines that begin with a comment's sign. */
static void print_head(const struct list *list)
{
	enum words_lang lang = list->asking.lang;
	char from[ASKING_TEXT], to[ASKING_TEXT], count[WORDS_TEXT], least[WORDS_TEXT], line[320];

	words_number(lang, list->count, count);
	words_number(lang, list->options->least ? list->options->least : (uint64_t)LEAST, least);
	asking_minute(&list->asking, list_from(list), from);
	asking_minute(&list->asking, list_to(list), to);
	printf("# ronda: %s\n", list->count == 1 ? WORDS_FILL(lang, WORDS_A_LIST_ONE, line, least, from, to) :
		WORDS_FILL(lang, WORDS_A_LIST, line, count, least, from, to));
	if (list->domestic)
		printf("# %s\n", WORDS_FILL(lang, WORDS_A_LEFT_DOMESTIC, line, words_number(lang, list->domestic, count)));
	if (list->of_research)
		printf("# %s\n", WORDS_FILL(lang, WORDS_A_LEFT_RESEARCH, line, words_number(lang, list->of_research, count)));
}

static void print_plain(const struct list *list)
{
	print_head(list);
	for (size_t i = 0; i < list->count; i++)
		printf("%s # %s\n", list->entry[i].prefix, list->entry[i].reason);
}

static void print_nginx(const struct list *list)
{
	print_head(list);
	for (size_t i = 0; i < list->count; i++)
		printf("deny %s; # %s\n", list->entry[i].prefix, list->entry[i].reason);
}

/* For nft -f: the whole file is one transaction, and may be loaded again. */
static void print_nft(const struct list *list)
{
	print_head(list);
	for (int v6 = 0; v6 < 2; v6++) {
		const char *name = v6 ? "attackers6" : "attackers4";

		printf("add table inet ronda\nadd set inet ronda %s { type %s; flags interval; }\nflush set inet ronda %s\n", name,
			v6 ? "ipv6_addr" : "ipv4_addr", name);
		for (size_t i = 0; i < list->count; i++)
			if (ronda_addr_is_v4(&list->entry[i].source->addr) != v6)
				printf("add element inet ronda %s { %s comment \"%s\" }\n", name, list->entry[i].prefix,
					list->entry[i].reason);
	}
}

/* For ipset restore: filled aside, then swapped in. */
static void print_ipset(const struct list *list)
{
	print_head(list);
	for (int v6 = 0; v6 < 2; v6++) {
		int name = v6 ? 6 : 4;

		printf("create ronda%d hash:net family %s comment -exist\ncreate ronda%dnew hash:net family %s comment -exist\n"
			"flush ronda%dnew\n", name, v6 ? "inet6" : "inet", name, v6 ? "inet6" : "inet", name);
		for (size_t i = 0; i < list->count; i++)
			if (ronda_addr_is_v4(&list->entry[i].source->addr) != v6)
				printf("add ronda%dnew %s comment \"%s\"\n", name, list->entry[i].prefix, list->entry[i].reason);
		printf("swap ronda%d ronda%dnew\ndestroy ronda%dnew\n", name, name, name);
	}
}

static json_t *entry_json(const struct entry *entry)
{
	const struct ronda_source *source = entry->source;
	char country[8], first[STAMP_TEXT], last[STAMP_TEXT];
	json_t *classes = json_object();

	for (unsigned class = RONDA_CLASS_LOGIN; class < RONDA_CLASS_COUNT; class++)
		json_object_set_new(classes, ronda_class_name((enum ronda_class)class),
			json_integer((json_int_t)source->by_class[class]));
	return json_pack("{ss ss ss sI so ss ss ss}", "address", entry->prefix, "country",
		ronda_country_format(source->country, country), "origin", ronda_origin_name(source->origin), "attempts",
		(json_int_t)entry->attempts, "by_class", classes, "first_seen", stamp_format(source->first_seen_ns, first),
		"last_seen", stamp_format(source->last_seen_ns, last), "reason", entry->reason);
}

static void print_json(const struct list *list)
{
	json_t *array = json_array();
	char from[STAMP_TEXT], to[STAMP_TEXT];
	json_t *whole = json_pack("{ss ss ss sI sI so}", "schema", "ronda.block/1", "from",
		stamp_format(list_from(list), from), "to", stamp_format(list_to(list), to), "left_out_domestic",
		(json_int_t)list->domestic, "left_out_research", (json_int_t)list->of_research, "sources", array);

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, entry_json(&list->entry[i]));
	json_dumpf(whole, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(whole);
}

static const struct form {
	const char *name;
	void (*print)(const struct list *);
} forms[] = {
	{ "plain", print_plain }, { "nft", print_nft }, { "ipset", print_ipset }, { "nginx", print_nginx }, { "json", print_json },
};

static const struct form *find_form(const char *name)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (!name || strcmp(forms[i].name, name) == 0)
			return &forms[i];
	fprintf(stderr, "ronda: --as is \"%.60s\"; nft, ipset, nginx, plain or json was expected\n", name);
	return NULL;
}

static int make(struct list *list, const struct form *form)
{
	struct ronda_error error;

	if (asking_check_past(&list->asking, list->asking.query.from_ns, &error) < 0) {
		complain(&error);
		return STATUS_USAGE;
	}
	if (store_read(list->asking.store, &list->asking.query, &list->result, &error) < 0 ||
	    prefix_list_read(&list->research, research_builtin.name, research_builtin.text, research_builtin.size, &error) < 0) {
		complain(&error);
		return STATUS_CANNOT;
	}
	if (fill(list) < 0) {
		fprintf(stderr, "ronda: memory is short\n");
		return STATUS_CANNOT;
	}
	form->print(list);
	return fflush(stdout) != 0 || ferror(stdout) ? STATUS_PARTLY : STATUS_DONE;
}

static int block(const struct options *given)
{
	struct options options = *given;
	struct list list = { .options = &options };
	const struct form *form = find_form(options.as);
	int status;

	if (!form)
		return STATUS_USAGE;
	if (options.arguments) {
		fprintf(stderr, "ronda: block takes no \"%.60s\"; see: ronda block --help\n", options.argument[0]);
		return STATUS_USAGE;
	}
	if (!options.from && !options.to && !options.last)
		options.last = "7d";
	status = asking_open(&list.asking, &options, STORE_READ);
	if (status != STATUS_DONE)
		return status;
	list.asking.query.top = STORE_TOP_MOST;
	list.asking.query.verified = list.asking.query.without_hours = true;
	status = make(&list, form);
	free(list.entry);
	free(list.research.prefix);
	store_result_destroy(list.result);
	asking_close(&list.asking);
	return status;
}

const struct command block_command = {
	"block", "", "a list of proven attackers, for a firewall", FOR_BLOCK, block,
};
