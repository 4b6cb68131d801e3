/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/rules.h"

#include "detect/matcher.h"
#include "detect/rule_memo.h"
#include "detect/rule_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A matcher for each field, of the patterns that look there only: smaller, and none is found for nothing. */
struct shelf {
	struct matcher *matcher[RULE_FIELD_COUNT]; /* NULL: no rule looks there */
	size_t first_pattern, patterns, first_term;
};

struct rules {
	struct rule_book book;
	struct shelf shelf[RULES_BATCHES];
	size_t shelves;
	bool were_compiled;
};

enum { MEMOS = 4 };

struct rules_scratch {
	struct matcher_scratch *matcher;
	struct rule_memo memo[MEMOS];
};

#define FIELD_NAME(NAME, name, meaning) name,

const char *rule_field_name(enum rule_field field)
{
	static const char *const names[] = { RULE_FIELDS(FIELD_NAME) };

	return names[field];
}

const char *rules_engine(void)
{
	return matcher_engine();
}

/* The patterns of a shelf that look in a field, with their terms counted from its first; returns how many. */
static size_t patterns_of(const struct rule_book *book, const struct shelf *shelf, enum rule_field field,
	struct matcher_pattern *patterns)
{
	size_t count = 0;

	for (size_t i = shelf->first_pattern; i < shelf->first_pattern + shelf->patterns; i++) {
		const struct rule_pattern *pattern = &book->pattern[i];

		if (pattern->fields >> field & 1)
			patterns[count++] = (struct matcher_pattern){ pattern->text,
				(unsigned)(pattern->term - shelf->first_term) };
	}
	return count;
}

static int compile(struct rules *rules, struct shelf *shelf)
{
	struct matcher_pattern *patterns = calloc(shelf->patterns + 1, sizeof *patterns);
	int failed = patterns ? 0 : -ENOMEM;

	for (int field = 0; !failed && field < RULE_FIELD_COUNT; field++) {
		size_t count = patterns_of(&rules->book, shelf, (enum rule_field)field, patterns);

		if (count)
			failed = matcher_create(&shelf->matcher[field], patterns, count);
	}
	free(patterns);
	return failed;
}

static void empty(struct shelf *shelf)
{
	for (int field = 0; field < RULE_FIELD_COUNT; field++) {
		matcher_destroy(shelf->matcher[field]);
		shelf->matcher[field] = NULL;
	}
}

/* All of it, or nothing. */
static int restore(struct shelf *shelf, const struct rules_ready *ready)
{
	int failed = -ENOTSUP;

	for (int field = 0; field < RULE_FIELD_COUNT; field++) {
		if (!ready->saved[field].bytes)
			continue;
		failed = matcher_restore(&shelf->matcher[field], ready->saved[field].bytes,
			ready->saved[field].size);
		if (failed)
			break;
	}
	if (failed)
		empty(shelf);
	return failed;
}

/* Does anything stand ready? */
static bool is_ready(const struct rules_ready *ready)
{
	for (int field = 0; ready && field < RULE_FIELD_COUNT; field++)
		if (ready->saved[field].bytes)
			return true;
	return false;
}

static int fill(struct rules *rules, struct shelf *shelf, const struct rules_ready *ready)
{
	int failed = is_ready(ready) ? restore(shelf, ready) : -ENOTSUP;

	if (failed != -ENOTSUP)
		return failed;
	rules->were_compiled |= is_ready(ready);
	return compile(rules, shelf);
}

/* The engine refused something: says which patterns, one by one. */
static void blame(const struct rule_book *book, rules_complain *complain, void *context)
{
	struct ronda_error fault, why;
	bool told = false;

	for (size_t i = 0; i < book->patterns; i++) {
		const struct rule_pattern *pattern = &book->pattern[i];
		const struct rule *rule = &book->rule[book->term[pattern->term].rule];

		if (matcher_check(pattern->text, &why) == 0)
			continue;
		ronda_fail(&fault, -EINVAL, "%.80s:%u: pattern \"%.80s\" of rule \"%s\": %s refuses it: %.200s",
			rule->source,
			pattern->line, pattern->text, rule->name, matcher_engine(), why.text);
		complain(context, &fault);
		told = true;
	}
	if (!told) {
		ronda_fail(&fault, -EINVAL,
			"%zu rules are too much at once for %s; fewer, or simpler ones, were expected",
			book->rules, matcher_engine());
		complain(context, &fault);
	}
}

/* Reads the texts of a batch onto the next shelf. */
static int read_batch(struct rules *rules, const struct rules_batch *batch, rules_complain *complain,
	void *context)
{
	struct shelf *shelf = &rules->shelf[rules->shelves++];
	int failed = 0;

	shelf->first_pattern = rules->book.patterns;
	shelf->first_term = rules->book.terms;
	for (size_t i = 0; i < batch->sources && failed != -ENOMEM; i++) {
		int read = rule_book_read(&rules->book, &batch->source[i], complain, context);

		failed = read ? read : failed;
	}
	shelf->patterns = rules->book.patterns - shelf->first_pattern;
	return failed;
}

int rules_load(struct rules **rules, const struct rules_batch *batches, size_t count, rules_complain *complain,
	void *context)
{
	struct rules *made = calloc(1, sizeof *made);
	int failed = made ? 0 : -ENOMEM;
	bool was_sound;

	*rules = NULL;
	for (size_t i = 0; i < count && failed != -ENOMEM; i++) {
		int read = read_batch(made, &batches[i], complain, context);

		failed = read ? read : failed;
	}
	if (!failed)
		failed = rule_book_settle(&made->book, complain, context);
	was_sound = !failed;
	for (size_t i = 0; !failed && i < count; i++)
		failed = fill(made, &made->shelf[i], batches[i].ready);
	if (failed == -EINVAL && was_sound && complain)
		blame(&made->book, complain, context);
	if (failed)
		rules_destroy(made);
	else
		*rules = made;
	return failed;
}

int rules_save(const struct rules_batch *batch, enum rule_field field, void **bytes, size_t *size,
	rules_complain *complain, void *context)
{
	struct rules made = { 0 };
	int failed = read_batch(&made, batch, complain, context);
	struct matcher_pattern *patterns = calloc(made.book.patterns + 1, sizeof *patterns);
	size_t count = 0;

	if (!patterns)
		failed = -ENOMEM;
	*bytes = NULL;
	*size = 0;
	if (!failed)
		count = patterns_of(&made.book, &made.shelf[0], field, patterns);
	if (count)
		failed = matcher_save(patterns, count, bytes, size);
	if (failed == -EINVAL && count)
		blame(&made.book, complain, context);
	free(patterns);
	rule_book_finish(&made.book);
	return failed;
}

void rules_destroy(struct rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->shelves; i++)
		empty(&rules->shelf[i]);
	rule_book_finish(&rules->book);
	free(rules);
}

size_t rules_count(const struct rules *rules)
{
	return rules->book.rules;
}

const struct rule *rules_rule(const struct rules *rules, size_t index)
{
	return &rules->book.rule[index];
}

size_t rules_bytes(const struct rules *rules)
{
	size_t bytes = 0;

	for (size_t i = 0; i < rules->shelves; i++)
		for (int field = 0; field < RULE_FIELD_COUNT; field++)
			bytes += rules->shelf[i].matcher[field] ? matcher_bytes(rules->shelf[i].matcher[field]) : 0;
	return bytes;
}

bool rules_were_compiled(const struct rules *rules)
{
	return rules->were_compiled;
}

static int fit(struct rules_scratch *scratch, const struct shelf *shelf)
{
	int failed = 0;

	for (int field = 0; !failed && field < RULE_FIELD_COUNT; field++)
		if (shelf->matcher[field])
			failed = matcher_scratch_fit(&scratch->matcher, shelf->matcher[field]);
	return failed;
}

struct rules_scratch *rules_scratch_create(const struct rules *rules)
{
	struct rules_scratch *scratch = aligned_alloc(_Alignof(struct rules_scratch), sizeof *scratch);
	int failed = scratch ? 0 : -ENOMEM;

	if (scratch)
		memset(scratch, 0, sizeof *scratch);
	for (size_t i = 0; !failed && i < rules->shelves; i++)
		failed = fit(scratch, &rules->shelf[i]);
	if (failed) {
		rules_scratch_destroy(scratch);
		return NULL;
	}
	return scratch;
}

struct rule_memo *rules_scratch_memo(struct rules_scratch *scratch, enum rule_field field)
{
	static const int8_t of[RULE_FIELD_COUNT] = {
		[RULE_METHOD] = 1, [RULE_PATH] = 2, [RULE_QUERY] = 3, [RULE_AGENT] = 4, /* 0: none */
	};

	return of[field] ? &scratch->memo[of[field] - 1] : NULL;
}

void rules_scratch_destroy(struct rules_scratch *scratch)
{
	if (scratch)
		matcher_scratch_destroy(scratch->matcher);
	free(scratch);
}

struct finding {
	struct rule_hits *hits;
	size_t first_term;
};

static void found(void *context, unsigned id)
{
	const struct finding *finding = context;
	size_t term = finding->first_term + id;

	if (term < RULE_TERMS_MOST)
		rule_hits_add(finding->hits, term);
}

void rules_match(const struct rules *rules, struct rules_scratch *scratch, enum rule_field field,
	const uint8_t *data, size_t size, struct rule_hits *hits)
{
	size_t most = rule_field_is_text(field) ? RULE_FIELD_MOST : RULE_STREAM_MOST;

	for (size_t i = 0; size && i < rules->shelves; i++) {
		struct finding finding = { hits, rules->shelf[i].first_term };

		if (rules->shelf[i].matcher[field])
			matcher_scan(rules->shelf[i].matcher[field], scratch->matcher, data,
				size < most ? size : most,
				found, &finding);
	}
}

static bool is_hit(const struct rule_hits *hits, size_t term)
{
	return hits->term[term / 64] >> term % 64 & 1;
}

static bool takes_port(const struct rule *rule, uint16_t port)
{
	for (unsigned i = 0; i < rule->ports; i++)
		if (rule->port[i] == port)
			return true;
	return rule->ports == 0;
}

static bool holds(const struct rules *rules, const struct rule *rule, const struct rule_hits *hits,
	uint16_t port)
{
	for (size_t i = rule->first_term; i < (size_t)rule->first_term + rule->terms; i++)
		if (is_hit(hits, i) == rules->book.term[i].unless)
			return false;
	return !rule->off && takes_port(rule, port);
}

/* Terms are numbered as their rules stand, so the first hit leads to the first rule that may hold. */
size_t rules_next(const struct rules *rules, const struct rule_hits *hits, uint16_t port, size_t from)
{
	size_t none = rules->book.rules;

	if (!hits->some || from >= none)
		return none;
	for (size_t term = rules->book.rule[from].first_term; term < rules->book.terms; term++) {
		uint64_t left = hits->term[term / 64] >> term % 64;

		if (!left) {
			term |= 63;
			continue;
		}
		term += (size_t)__builtin_ctzll(left);
		if (holds(rules, &rules->book.rule[rules->book.term[term].rule], hits, port))
			return rules->book.term[term].rule;
	}
	return none;
}

const struct rule *rules_verdict(const struct rules *rules, const struct rule_hits *hits, uint16_t port)
{
	size_t found_at = rules_next(rules, hits, port, 0);

	return found_at < rules->book.rules ? &rules->book.rule[found_at] : NULL;
}
