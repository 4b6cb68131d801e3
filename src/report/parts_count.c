/* SPDX-License-Identifier: BSD-2-Clause */
/* parts_count.c - what adds up to the total, one way and another; and the same of the period before. */
#include "report/parts.h"

#include <stdlib.h>
#include <string.h>

enum { COUNT_COLUMN = 1, COUNTRIES_SHOWN = 60, SITES_SHOWN = 40 };

/* name, attempts, share: in the order of the list, without those of none. */
static void partition(struct picture *picture, const char *key, enum words_message head, struct column name,
	enum cell_kind kind, const uint64_t *counts, size_t count, uint64_t total)
{
	const struct column columns[] = {
		name, { .key = "attempts", .head = WORDS_R_ATTEMPTS }, { .key = "share", .head = WORDS_R_COL_SHARE, .falls = 1 },
	};
	struct section *section = picture_section(picture, key, head);

	section->chart = CHART_BARS;
	section->bar = 2;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < count; i++) {
		if (!counts[i])
			continue;

		struct cell *row = section_row(picture, section);

		row[0] = cell_of(kind, i);
		row[1] = cell_count(counts[i]);
		row[2] = cell_share(counts[i], total);
	}
}

/* Of the site that is asked for, else of all. */
static const uint64_t *class_counts(const struct story *story)
{
	const struct ronda_summary *s = story->result->summary;

	if (!story->site)
		return s->attempts.by_class;
	for (size_t i = 0; i < s->attempts.by_site_class.count; i++)
		if (strcmp(s->attempts.by_site_class.row[i].name, story->site) == 0)
			return s->attempts.by_site_class.row[i].by_class;
	return NULL;
}

void part_classes(struct picture *picture, const struct story *story)
{
	const uint64_t *counts = class_counts(story);
	uint64_t total = 0;

	for (size_t i = 0; counts && i < RONDA_CLASS_COUNT; i++)
		total += counts[i];
	if (total)
		partition(picture, "by_class", WORDS_HEAD_CLASSES, (struct column){ .key = "class", .head = WORDS_R_COL_CLASS },
			CELL_CLASS, counts, RONDA_CLASS_COUNT, total);
}

void part_outcomes(struct picture *picture, const struct story *story)
{
	if (story->total)
		partition(picture, "by_outcome", WORDS_HEAD_OUTCOMES,
			(struct column){ .key = "outcome", .head = WORDS_R_COL_OUTCOME }, CELL_OUTCOME,
			story->result->summary->attempts.by_outcome, RONDA_OUTCOME_COUNT, story->total);
}

void part_origins(struct picture *picture, const struct story *story)
{
	const struct ronda_summary *s = story->result->summary;
	const struct { uint64_t count; enum words_message word; const char *name; } proofs[] = {
		{ s->attempts.verified, WORDS_VERIFIED, "verified" },
		{ s->attempts.unverified, WORDS_UNVERIFIED, "unverified" },
	};
	static const struct column columns[] = {
		{ .key = "proof", .head = WORDS_R_COL_PROOF }, { .key = "attempts", .head = WORDS_R_ATTEMPTS },
		{ .key = "share", .head = WORDS_R_COL_SHARE, .falls = 1 },
	};
	struct section *section;

	if (!story->total)
		return;
	partition(picture, "by_origin", WORDS_HEAD_ORIGINS, (struct column){ .key = "origin", .head = WORDS_R_COL_ORIGIN },
		CELL_ORIGIN, s->attempts.by_origin, RONDA_ORIGIN_COUNT, story->total);
	section = picture_section(picture, "by_proof", WORDS_HEAD_PROOF);
	section->chart = CHART_BARS;
	section->bar = 2;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
		struct cell *row = section_row(picture, section);

		row[0] = cell_word(proofs[i].word, proofs[i].name);
		row[1] = cell_count(proofs[i].count);
		row[2] = cell_share(proofs[i].count, story->total);
	}
}

static int most_first(const void *a, const void *b)
{
	const struct ronda_row *left = *(const struct ronda_row *const *)a, *right = *(const struct ronda_row *const *)b;

	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	return strcmp(left->name, right->name);
}

/* The rows, most first; NULL when memory is short. */
static const struct ronda_row **sorted(struct picture *picture, const struct ronda_rows *rows)
{
	const struct ronda_row **list = picture_room(picture, (rows->count + 1) * sizeof *list);

	for (size_t i = 0; list && i < rows->count; i++)
		list[i] = &rows->row[i];
	if (list)
		qsort(list, rows->count, sizeof *list, most_first);
	return list;
}

void part_countries(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "country", .head = WORDS_R_COL_COUNTRY }, { .key = "attempts", .head = WORDS_R_ATTEMPTS },
		{ .key = "share", .head = WORDS_R_COL_SHARE, .falls = 1 },
	};
	const struct ronda_rows *rows = &story->result->summary->attempts.by_country;
	const struct ronda_row **list = sorted(picture, rows);
	struct section *section;

	if (!story->total || !list)
		return;
	section = picture_section(picture, "by_country", WORDS_R_HEAD_COUNTRIES);
	section->chart = CHART_BARS;
	section->bar = 2;
	section->shown = COUNTRIES_SHOWN;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < rows->count; i++) {
		struct cell *row = section_row(picture, section);

		row[0] = cell_of(CELL_COUNTRY, strcmp(list[i]->name, "local") == 0 ? RONDA_COUNTRY_LOCAL :
			ronda_country_parse(list[i]->name));
		row[1] = cell_count(list[i]->count);
		row[2] = cell_share(list[i]->count, story->total);
	}
}

static const uint64_t *classes_of(const struct ronda_class_rows *rows, const char *name)
{
	static const uint64_t none[RONDA_CLASS_COUNT];

	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->row[i].name, name) == 0)
			return rows->row[i].by_class;
	return none;
}

void part_sites(struct picture *picture, const struct story *story)
{
	const struct ronda_rows *rows = &story->result->summary->attempts.by_site;
	const struct ronda_row **list = sorted(picture, rows);
	struct column columns[3 + RONDA_CLASS_COUNT] = {
		{ .key = "site", .head = WORDS_COLUMN_SITE }, { .key = "attempts", .head = WORDS_R_ATTEMPTS },
		{ .key = "share", .head = WORDS_R_COL_SHARE, .falls = 1 },
	};
	struct section *section;

	if (!story->total || !list)
		return;
	for (size_t i = 0; i < RONDA_CLASS_COUNT; i++)
		columns[3 + i] = (struct column){ .key = ronda_class_name((enum ronda_class)i), .machine = true };
	section = picture_section(picture, "by_site", WORDS_HEAD_SITES);
	section->chart = CHART_BARS;
	section->bar = 2;
	section->shown = SITES_SHOWN;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < rows->count; i++) {
		const uint64_t *by_class = classes_of(&story->result->summary->attempts.by_site_class, list[i]->name);
		struct cell *row = section_row(picture, section);

		row[0] = strcmp(list[i]->name, "other") == 0 ? cell_word(WORDS_OTHER_SITES, "other") : cell_text(list[i]->name);
		row[1] = cell_count(list[i]->count);
		row[2] = cell_share(list[i]->count, story->total);
		for (size_t j = 0; j < RONDA_CLASS_COUNT; j++)
			row[3 + j] = cell_count(by_class[j]);
	}
}

void part_beside(struct picture *picture, const struct story *story)
{
	const struct ronda_summary *s = story->result->summary;
	const struct { uint64_t count; enum words_message word; const char *name; bool inside; } rows[] = {
		{ s->attempts.of_which_research, WORDS_RESEARCH, "research_scanners", true },
		{ s->outbound.attempts, WORDS_OUTBOUND, "outbound", false },
		{ s->internal.attempts, WORDS_INTERNAL, "internal", false },
		{ s->monitor_acts, WORDS_MONITORS, "monitors", false },
		{ s->attempts.undecided, WORDS_UNDECIDED, "undecided", false },
		{ s->attempts.lost_pending, WORDS_LOST_PENDING, "lost_pending", false },
		{ s->backscatter.packets, WORDS_R_BACKSCATTER, "backscatter_packets", false },
	};
	static const struct column columns[] = {
		{ .key = "what", .head = WORDS_R_COL_WHAT }, { .key = "where", .head = WORDS_R_COL_WHERE },
		{ .key = "number", .head = WORDS_R_COL_NUMBER },
	};
	struct section *section = picture_section(picture, "beside", WORDS_R_HEAD_BESIDE);

	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; story_is_known(story) && i < sizeof rows / sizeof *rows; i++) {
		struct cell *row = section_row(picture, section);

		row[0] = cell_word(rows[i].word, rows[i].name);
		row[1] = rows[i].inside ? cell_word(WORDS_R_IN_TOTAL, "in_total") : cell_word(WORDS_R_BESIDE_TOTAL, "beside");
		row[2] = cell_count(rows[i].count);
	}
}

/* The change of what there was a watched day. */
static struct cell change(const struct story *now, uint64_t now_count, const struct story *before, uint64_t before_count)
{
	return (struct cell){ .kind = CELL_CHANGE, .a = now_count * before->watched_millidays,
		.b = before_count * now->watched_millidays };
}

static void compare_row(struct picture *picture, struct section *section, struct cell what, const struct story *now,
	uint64_t now_count, const struct story *before, uint64_t before_count)
{
	struct cell *row;

	if (!now_count && !before_count)
		return;
	row = section_row(picture, section);
	row[0] = what;
	row[1] = cell_count(before_count);
	row[2] = cell_count(now_count);
	row[3] = change(now, now_count, before, before_count);
}

static void compare_rows(struct picture *picture, struct section *section, const struct story *now,
	const struct story *before)
{
	const struct ronda_summary *new = now->result->summary, *old = before->result->summary;
	const uint64_t *new_class = class_counts(now), *old_class = class_counts(before);
	static const uint64_t none[RONDA_CLASS_COUNT];

	compare_row(picture, section, cell_word(WORDS_R_TOTAL, "total"), now, now->total, before, before->total);
	for (size_t i = 0; i < RONDA_CLASS_COUNT; i++)
		compare_row(picture, section, cell_of(CELL_CLASS, i), now, (new_class ? new_class : none)[i], before,
			(old_class ? old_class : none)[i]);
	if (now->site)
		return;
	for (size_t i = 0; i < RONDA_ORIGIN_COUNT; i++)
		compare_row(picture, section, cell_of(CELL_ORIGIN, i), now, new->attempts.by_origin[i], before,
			old->attempts.by_origin[i]);
	compare_row(picture, section, cell_word(WORDS_VERIFIED, "verified"), now, new->attempts.verified, before,
		old->attempts.verified);
	compare_row(picture, section, cell_word(WORDS_OUTBOUND, "outbound"), now, new->outbound.attempts, before,
		old->outbound.attempts);
	compare_row(picture, section, cell_word(WORDS_INTERNAL, "internal"), now, new->internal.attempts, before,
		old->internal.attempts);
}

void part_compare(struct picture *picture, const struct story *now, const struct story *before)
{
	static const struct column columns[] = {
		{ .key = "what", .head = WORDS_R_COL_WHAT }, { .key = "before", .head = WORDS_R_COL_BEFORE },
		{ .key = "now", .head = WORDS_R_COL_NOW }, { .key = "change", .head = WORDS_R_COL_CHANGE },
	};
	struct section *section = picture_section(picture, "compare", WORDS_R_HEAD_COMPARE);
	struct cell period = { .kind = CELL_PERIOD, .a = before->start_ns, .b = before->end_ns };
	struct cell by = change(now, now->total, before, before->total);
	enum words_message message = by.a < by.b ? WORDS_R_COMPARE_LESS : by.a > by.b ? WORDS_R_COMPARE_MORE :
		WORDS_R_COMPARE_SAME;

	if (!before->up_seconds) {
		period.a = before->asked_from_ns;
		period.b = before->asked_to_ns;
		section_line(section, &(struct line){ .message = WORDS_R_COMPARE_UNKNOWN, .warning = true, .cell = { period } });
		return;
	}
	if (!before->total && now->total)
		message = WORDS_R_COMPARE_NEW;
	section_line(section, &(struct line){ .message = message, .cell = { by, period,
		cell_of(CELL_TENTHS, before->a_day_tenths), cell_of(CELL_TENTHS, now->a_day_tenths) } });
	section_line(section, &(struct line){ .message = WORDS_R_COMPARE_COVERAGE, .cell = {
		cell_share(before->up_seconds, before->due_seconds), cell_share(now->up_seconds, now->due_seconds) } });
	section_columns(section, columns, sizeof columns / sizeof *columns);
	compare_rows(picture, section, now, before);
}
