/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a file of rules: faults that name the file and a line of it, or rules that are whole. A small
 * sound one is compiled, too, and looks at its own text in every field.
 */
#include "detect/rule_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)                                                                                \
	do {                                                                                       \
		if (!(claim))                                                                      \
			abort();                                                                   \
	} while (0)

enum { SMALL = 6, SMALL_TEXT = 60 };

static void hear(void *context, const struct ronda_error *fault)
{
	unsigned *faults = context;

	MUST(strncmp(fault->text, "fuzz:", 5) == 0);
	++*faults;
}

static void check_book(const struct rule_book *book)
{
	size_t term = 0;

	MUST(book->rules <= RULES_MOST && book->terms <= RULE_TERMS_MOST);
	for (size_t i = 0; i < book->rules; i++) {
		const struct rule *rule = &book->rule[i];

		MUST(*rule->name && *rule->kind && *rule->means && rule->line && rule->terms);
		MUST(rule->class == RONDA_CLASS_WEB || rule->class == RONDA_CLASS_EXPLOIT);
		MUST(rule->first_term == term && rule->ports <= RULE_PORTS_MOST);
		for (size_t j = 0; j < rule->terms; j++)
			MUST(book->term[term++].rule == i);
	}
	MUST(term == book->terms);
	for (size_t i = 0; i < book->patterns; i++)
		MUST(book->pattern[i].term < term && book->pattern[i].fields && *book->pattern[i].text);
}

/* Counted repetitions take seconds to compile; that is the operator's to know, and nothing to look for here. */
static bool is_quick(const struct rule_book *book)
{
	for (size_t i = 0; i < book->patterns; i++)
		if (strlen(book->pattern[i].text) > SMALL_TEXT || strchr(book->pattern[i].text, '{'))
			return false;
	return book->patterns <= SMALL;
}

static void match_itself(const struct rules_source *source)
{
	struct rules_batch batch = { source, 1, NULL };
	struct rule_hits hits = { 0 };
	struct rules_scratch *scratch;
	struct rules *rules;
	unsigned faults = 0;

	if (rules_load(&rules, &batch, 1, hear, &faults) < 0) {
		MUST(faults && !rules); /* the engine refused a pattern */
		return;
	}
	scratch = rules_scratch_create(rules);
	MUST(scratch);
	for (int field = 0; field < RULE_FIELD_COUNT; field++)
		rules_match(rules, scratch, (enum rule_field)field, (const uint8_t *)source->text, source->size,
			&hits);
	for (size_t i = rules_next(rules, &hits, 80, 0); i < rules_count(rules); i = rules_next(rules, &hits,
		80, i + 1))
		MUST(!rules_rule(rules, i)->off);
	rules_scratch_destroy(scratch);
	rules_destroy(rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1); /* so that its very end is watched */
	struct rules_source source = { "fuzz", copy, size };
	struct rule_book book = { 0 };
	unsigned faults = 0;
	bool quick = false;

	MUST(copy);
	memcpy(copy, data, size);
	if (rule_book_read(&book, &source, hear, &faults) == 0) {
		MUST(faults == 0);
		check_book(&book);
		quick = is_quick(&book);
	} else {
		MUST(faults);
	}
	rule_book_finish(&book);
	if (quick)
		match_itself(&source);
	free(copy);
	return 0;
}
