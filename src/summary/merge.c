/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every field of a sum is a total, a maximum, a minimum or a set of the summaries' fields, found
 * over all of them at once. Each of those is the same for any order and any grouping, so the whole
 * is; where a field is none of them by nature, a comment says how it was made one.
 */
#include "summary/shape.h"

#include "summary/texts.h"

#include <errno.h>
#include <stdlib.h>

enum { ERROR_LINES = 16 }; /* of capture.error; the first ones in order, which any grouping agrees on */

struct merge {
	const struct ronda_summary *const *from;
	size_t count;
	struct ronda_summary *into;
	int failed; /* 0, -ENOMEM or -EOVERFLOW: the first one stays */
};

static void fail(struct merge *merge, int code)
{
	if (!merge->failed)
		merge->failed = code;
}

static void add(struct merge *merge, uint64_t *to, uint64_t value)
{
	if (*to > COUNT_MOST || value > COUNT_MOST - *to)
		fail(merge, -EOVERFLOW);
	else
		*to += value;
}

static void raise_to(uint64_t *to, uint64_t value)
{
	if (*to < value)
		*to = value;
}

/* Room for `count` zeroed items; NULL when there are none or memory is short. */
static void *room(struct merge *merge, size_t count, size_t size)
{
	void *items = count && !merge->failed ? calloc(count, size) : NULL;

	if (count && !items)
		fail(merge, -ENOMEM);
	return items;
}

static char *copy(struct merge *merge, const char *text)
{
	char *clean = text && !merge->failed ? summary_clean_text(text) : NULL;

	if (text && !clean)
		fail(merge, -ENOMEM);
	return clean;
}

static void add_counts(struct merge *merge, const struct ronda_summary *from)
{
	struct ronda_summary *into = merge->into;

#define ADD(member, path) add(merge, &into->member, from->member);
	SUMMED_COUNTS(ADD)
#undef ADD
#define ADD(member, NAME, path)                                                                    \
	for (unsigned i = 0; i < RONDA_##NAME##_COUNT; i++)                                        \
		add(merge, &into->member[i], from->member[i]);
	SUMMED_LISTS(ADD)
#undef ADD
}

static void find_extremes(struct merge *merge, const struct ronda_summary *from)
{
	struct ronda_summary *into = merge->into;

	if (into->start_ns > from->start_ns)
		into->start_ns = from->start_ns;
	raise_to(&into->end_ns, from->end_ns);
	raise_to(&into->outbound.sources, from->outbound.sources);
	raise_to(&into->internal.sources, from->internal.sources);
	raise_to(&into->listening.names_declared, from->listening.names_declared);
	into->capture.one_way = into->capture.one_way || from->capture.one_way;
	into->capture.complete = into->capture.complete && from->capture.complete;
	into->sources.top_complete = into->sources.top_complete && from->sources.top_complete;
	ronda_sketch_merge(&into->sources.seen, &from->sources.seen);
	ronda_sketch_merge(&into->sources.attacking, &from->sources.attacking);
	ronda_sketch_merge(&into->backscatter.sources, &from->backscatter.sources);
}

/* Grows `into` by the rows at `offset` bytes in each summary. */
static void join_rows(struct merge *merge, size_t offset)
{
	struct ronda_rows *into = (struct ronda_rows *)((char *)merge->into + offset);
	size_t count = 0;

	for (size_t i = 0; i < merge->count; i++)
		count += ((const struct ronda_rows *)((const char *)merge->from[i] + offset))->count;
	into->row = room(merge, count, sizeof *into->row);
	for (size_t i = 0; into->row && i < merge->count; i++) {
		const struct ronda_rows *from = (const struct ronda_rows *)((const char *)merge->from[i] + offset);

		for (size_t j = 0; j < from->count; j++)
			into->row[into->count++] = (struct ronda_row){ copy(merge, from->row[j].name),
				from->row[j].count };
	}
	if (!merge->failed && summary_settle_rows(into) < 0)
		fail(merge, -EOVERFLOW);
}

static void join_site_classes(struct merge *merge)
{
	struct ronda_class_rows *into = &merge->into->attempts.by_site_class;
	size_t count = 0;

	for (size_t i = 0; i < merge->count; i++)
		count += merge->from[i]->attempts.by_site_class.count;
	into->row = room(merge, count, sizeof *into->row);
	for (size_t i = 0; into->row && i < merge->count; i++) {
		const struct ronda_class_rows *from = &merge->from[i]->attempts.by_site_class;

		for (size_t j = 0; j < from->count; j++) {
			struct ronda_class_row *row = &into->row[into->count++];

			*row = from->row[j];
			row->name = copy(merge, row->name);
		}
	}
	if (!merge->failed && summary_settle_class_rows(into) < 0)
		fail(merge, -EOVERFLOW);
}

static void join_parts(struct merge *merge)
{
	struct ronda_summary *into = merge->into;
	size_t count = 0;

	for (size_t i = 0; i < merge->count; i++)
		count += merge->from[i]->parts_count;
	into->parts = room(merge, count, sizeof *into->parts);
	for (size_t i = 0; into->parts && i < merge->count; i++)
		for (size_t j = 0; j < merge->from[i]->parts_count; j++) {
			struct ronda_part *part = &into->parts[into->parts_count++];

			*part = merge->from[i]->parts[j];
			part->sensor = copy(merge, part->sensor);
		}
	if (merge->failed)
		return;
	if (into->parts_count)
		qsort(into->parts, into->parts_count, sizeof *into->parts, summary_order_parts);
	into->sensor = summary_join_sensors(into->parts, into->parts_count);
	if (!into->sensor)
		fail(merge, -ENOMEM);
}

/* The prefixes of all, each once; "any" of one is any of all. */
static void join_scopes(struct merge *merge)
{
	struct texts prefixes = { 0 };

	for (size_t i = 0; i < merge->count; i++)
		if (merge->from[i]->scope_count == 0)
			return;
	for (size_t i = 0; i < merge->count; i++)
		for (size_t j = 0; j < merge->from[i]->scope_count; j++) {
			char *prefix = copy(merge, merge->from[i]->scope[j]);

			if (prefix)
				texts_add(&prefixes, prefix, strlen(prefix));
			free(prefix);
		}
	texts_settle(&prefixes);
	if (prefixes.short_of_memory)
		fail(merge, -ENOMEM);
	merge->into->scope = prefixes.text; /* it owns them now */
	merge->into->scope_count = prefixes.count;
}

static char *take_joined(struct merge *merge, struct texts *set, const char *glue, size_t most)
{
	char *joined;

	texts_settle(set);
	joined = texts_join(set, glue, most);
	if (!joined)
		fail(merge, -ENOMEM);
	texts_finish(set);
	return joined;
}

/*
 * Values of one setting stay as written where all agree; else they are a set, "a | b". Any grouping
 * gives the same: a group that did not agree left a set, and sets of sets are the set of all.
 */
static void fold_values(struct merge *merge, struct ronda_setting *group, size_t count)
{
	struct texts values = { 0 };
	bool agree = true;

	for (size_t i = 1; i < count; i++)
		agree = agree && strcmp(group[i].value, group[0].value) == 0;
	for (size_t i = 0; !agree && i < count; i++)
		texts_split(&values, group[i].value, '|', true);
	if (!agree) {
		free(group[0].value);
		group[0].value = take_joined(merge, &values, " | ", SIZE_MAX);
	}
	for (size_t i = 1; i < count; i++) {
		free(group[i].name);
		free(group[i].value);
		group[i] = (struct ronda_setting){ 0 };
	}
}

static void join_settings(struct merge *merge)
{
	struct ronda_summary *into = merge->into;
	struct ronda_setting *list;
	size_t count = 0, kept = 0, end;

	for (size_t i = 0; i < merge->count; i++)
		count += merge->from[i]->settings_count;
	into->settings = list = room(merge, count, sizeof *list);
	for (size_t i = 0; list && i < merge->count; i++)
		for (size_t j = 0; j < merge->from[i]->settings_count; j++) {
			const struct ronda_setting *setting = &merge->from[i]->settings[j];

			list[into->settings_count++] = (struct ronda_setting){
				copy(merge, setting->name), copy(merge, setting->value) };
		}
	if (merge->failed || !count)
		return;
	qsort(list, count, sizeof *list, summary_order_settings);
	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && strcmp(list[i].name, list[end].name) == 0; end++)
			;
		fold_values(merge, &list[i], end - i);
		if (kept++ != i) {
			list[kept - 1] = list[i];
			list[i] = (struct ronda_setting){ 0 };
		}
	}
	into->settings_count = kept;
}

static void join_errors(struct merge *merge)
{
	struct texts lines = { 0 };

	for (size_t i = 0; i < merge->count; i++) {
		char *error = copy(merge, merge->from[i]->capture.error);

		if (error)
			texts_split(&lines, error, '\n', false);
		free(error);
	}
	if (lines.count)
		merge->into->capture.error = take_joined(merge, &lines, "\n", ERROR_LINES);
}

static int order_optional(const char *a, const char *b)
{
	return !a || !b ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

/* The database built last; of two built at once the one whose file, then type, sorts last. */
static void choose_places(struct merge *merge)
{
	const struct ronda_summary *best = merge->from[0];

	for (size_t i = 1; i < merge->count; i++) {
		const struct ronda_summary *other = merge->from[i];
		int file = order_optional(other->geoip.file, best->geoip.file);
		int type = order_optional(other->geoip.type, best->geoip.type);

		if (other->geoip.built_seconds != best->geoip.built_seconds ?
		    other->geoip.built_seconds > best->geoip.built_seconds :
		    file > 0 || (file == 0 && type > 0))
			best = other;
	}
	merge->into->geoip.built_seconds = best->geoip.built_seconds;
	merge->into->geoip.file = copy(merge, best->geoip.file);
	merge->into->geoip.type = copy(merge, best->geoip.type);
}

/* One flood in several periods: what a period says of the end is taken from the latest one. */
static void fold_flood(struct merge *merge, struct ronda_flood *into, const struct ronda_flood *from)
{
	unsigned into_ends = into->spoofed * 2u + into->ongoing, from_ends = from->spoofed * 2u + from->ongoing;

	if (from->end_ns > into->end_ns || (from->end_ns == into->end_ns && from_ends > into_ends)) {
		into->spoofed = from->spoofed;
		into->ongoing = from->ongoing;
	}
	raise_to(&into->end_ns, from->end_ns);
	add(merge, &into->packets, from->packets);
	add(merge, &into->bytes, from->bytes);
	raise_to(&into->peak_packets_per_second, from->peak_packets_per_second);
	raise_to(&into->peak_bits_per_second, from->peak_bits_per_second);
	raise_to(&into->sources, from->sources);
}

static void join_floods(struct merge *merge)
{
	struct ronda_summary *into = merge->into;
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < merge->count; i++)
		count += merge->from[i]->floods_count;
	into->floods = room(merge, count, sizeof *into->floods);
	for (size_t i = 0; into->floods && i < merge->count; i++)
		for (size_t j = 0; j < merge->from[i]->floods_count; j++) {
			struct ronda_flood *flood = &into->floods[into->floods_count++];

			*flood = merge->from[i]->floods[j];
			flood->sensor = copy(merge, flood->sensor);
		}
	if (merge->failed || !count)
		return;
	qsort(into->floods, count, sizeof *into->floods, summary_order_floods);
	for (size_t i = 0; i < count; i++)
		if (kept && summary_order_floods(&into->floods[kept - 1], &into->floods[i]) == 0) {
			fold_flood(merge, &into->floods[kept - 1], &into->floods[i]);
			free(into->floods[i].sensor);
		} else {
			into->floods[kept++] = into->floods[i];
		}
	into->floods_count = kept;
}

static void fold_hostname(struct ronda_hostname *into, const struct ronda_hostname *from)
{
	if (into->first_seen_ns > from->first_seen_ns)
		into->first_seen_ns = from->first_seen_ns;
	raise_to(&into->last_seen_ns, from->last_seen_ns);
	into->declared = into->declared || from->declared;
}

static void join_hostnames(struct merge *merge)
{
	struct ronda_summary *into = merge->into;
	struct ronda_hostname *list;
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < merge->count; i++)
		count += merge->from[i]->hostnames_count;
	into->hostnames = list = room(merge, count, sizeof *list);
	for (size_t i = 0; list && i < merge->count; i++)
		for (size_t j = 0; j < merge->from[i]->hostnames_count; j++) {
			struct ronda_hostname *name = &list[into->hostnames_count++];

			*name = merge->from[i]->hostnames[j];
			name->name = copy(merge, name->name);
		}
	if (merge->failed || !count)
		return;
	qsort(list, count, sizeof *list, summary_order_hostnames);
	for (size_t i = 0; i < count; i++)
		if (kept && summary_order_hostnames(&list[kept - 1], &list[i]) == 0) {
			fold_hostname(&list[kept - 1], &list[i]);
			free(list[i].name);
		} else {
			list[kept++] = list[i];
		}
	into->hostnames_count = kept;
}

/* All of them: each was an act of its own, and two that look the same are two. */
static void join_reviews(struct merge *merge)
{
	struct ronda_summary *into = merge->into;
	size_t count = 0;

	for (size_t i = 0; i < merge->count; i++)
		count += merge->from[i]->review_count;
	into->review = room(merge, count, sizeof *into->review);
	for (size_t i = 0; into->review && i < merge->count; i++)
		for (size_t j = 0; j < merge->from[i]->review_count; j++) {
			struct ronda_review *review = &into->review[into->review_count++];

			*review = merge->from[i]->review[j];
			review->rule = copy(merge, review->rule);
			review->kind = copy(merge, review->kind);
			review->site = copy(merge, review->site);
			review->line = copy(merge, review->line);
		}
	if (!merge->failed && count)
		qsort(into->review, count, sizeof *into->review, summary_order_reviews);
}

static int by_address(const void *a, const void *b)
{
	const struct ronda_source *left = a, *right = b;
	int by = ronda_addr_compare(&left->addr, &right->addr);

	return by ? by : (left->prefix_bits > right->prefix_bits) - (left->prefix_bits < right->prefix_bits);
}

/* Where a source is, is what was said when it was last seen; then the larger country, then origin. */
static bool knows_later(const struct ronda_source *a, const struct ronda_source *b)
{
	if (a->last_seen_ns != b->last_seen_ns)
		return a->last_seen_ns > b->last_seen_ns;
	return a->country != b->country ? a->country > b->country : a->origin > b->origin;
}

static void fold_source(struct merge *merge, struct ronda_source *into, const struct ronda_source *from)
{
	if (knows_later(from, into)) {
		into->country = from->country;
		into->origin = from->origin;
	}
	raise_to(&into->last_seen_ns, from->last_seen_ns);
	if (into->first_seen_ns > from->first_seen_ns)
		into->first_seen_ns = from->first_seen_ns;
	into->verified = into->verified || from->verified;
	add(merge, &into->attempts, from->attempts);
	add(merge, &into->attempts_error, from->attempts_error);
	add(merge, &into->packets, from->packets);
	add(merge, &into->bytes, from->bytes);
	raise_to(&into->targets, from->targets);
	raise_to(&into->ports, from->ports);
	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
		add(merge, &into->by_class[i], from->by_class[i]);
}

static void join_sources(struct merge *merge)
{
	struct ronda_source *top;
	size_t count = 0, kept = 0, at = 0;

	for (size_t i = 0; i < merge->count; i++)
		count += merge->from[i]->sources.top_count;
	merge->into->sources.top = top = room(merge, count, sizeof *top);
	if (!top)
		return;
	for (size_t i = 0; i < merge->count; i++)
		for (size_t j = 0; j < merge->from[i]->sources.top_count; j++)
			top[at++] = merge->from[i]->sources.top[j];
	qsort(top, count, sizeof *top, by_address);
	for (size_t i = 0; i < count; i++)
		if (kept && by_address(&top[kept - 1], &top[i]) == 0)
			fold_source(merge, &top[kept - 1], &top[i]);
		else
			top[kept++] = top[i];
	qsort(top, kept, sizeof *top, summary_order_sources);
	merge->into->sources.top_count = kept;
}

int summary_combine(const struct ronda_summary *const summaries[], size_t count, struct ronda_summary **sum)
{
	struct merge merge = { summaries, count, calloc(1, sizeof **sum), 0 };

	*sum = NULL;
	if (!merge.into)
		return -ENOMEM;
	merge.into->home = summaries[0]->home;
	merge.into->start_ns = UINT64_MAX;
	merge.into->capture.complete = true;
	merge.into->sources.top_complete = true;
	for (size_t i = 0; i < count; i++) {
		add_counts(&merge, summaries[i]);
		find_extremes(&merge, summaries[i]);
	}
#define JOIN(member, path) join_rows(&merge, offsetof(struct ronda_summary, member));
	ROW_LISTS(JOIN)
#undef JOIN
	join_site_classes(&merge);
	join_parts(&merge);
	join_scopes(&merge);
	join_settings(&merge);
	join_errors(&merge);
	choose_places(&merge);
	join_floods(&merge);
	join_hostnames(&merge);
	join_reviews(&merge);
	join_sources(&merge);
	if (merge.failed)
		ronda_summary_destroy(merge.into);
	else
		*sum = merge.into;
	return merge.failed;
}

struct ronda_summary *ronda_summary_merge(const struct ronda_summary *const summaries[], size_t count,
	struct ronda_error *error)
{
	struct ronda_summary *sum;
	char home[2][8];
	int code;

	for (size_t i = 1; i < count; i++)
		if (summaries[i]->home != summaries[0]->home) {
			ronda_fail(error, -EINVAL, "the home country is %s in one summary and %s in another, so "
				"domestic and foreign cannot be added up",
				ronda_country_format(summaries[0]->home, home[0]),
				ronda_country_format(summaries[i]->home, home[1]));
			return NULL;
		}
	code = summary_combine(summaries, count, &sum);
	if (code < 0) {
		ronda_fail(error, code, code == -ENOMEM ? "memory is too short to add up the summaries" :
			"a sum of the summaries is more than 9,223,372,036,854,775,807 and cannot be written");
		return NULL;
	}
	if (summary_overlap(sum) < sum->parts_count) {
		summary_fail_overlap(sum, summary_overlap(sum), error);
		ronda_summary_destroy(sum);
		return NULL;
	}
	return sum;
}
