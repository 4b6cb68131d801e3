/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/day.h"

#include <errno.h>
#include <stdlib.h>

static void forget(struct day *day)
{
	ronda_summary_destroy(day->closed);
	day->closed = NULL;
}

void day_finish(struct day *day)
{
	forget(day);
}

static void turn_to(struct day *day, uint64_t end_ns)
{
	uint64_t in_ns = end_ns ? end_ns - 1 : 0;

	if (in_ns >= day->starts_ns && in_ns < day->ends_ns)
		return;
	forget(day);
	day->starts_ns = stamp_day(day->zone, in_ns);
	day->ends_ns = stamp_day_after(day->zone, in_ns, 1);
}

/* One sensor's parts that follow each other become one: a day of minutes has not 1,440. */
static void join_parts(struct ronda_summary *summary)
{
	size_t kept = 0;

	for (size_t i = 0; i < summary->parts_count; i++) {
		struct ronda_part *part = &summary->parts[i], *before = kept ? &summary->parts[kept - 1] : NULL;

		if (before && strcmp(before->sensor, part->sensor) == 0 && before->end_ns == part->start_ns) {
			before->end_ns = part->end_ns;
			before->up_seconds += part->up_seconds;
			free(part->sensor);
		} else {
			summary->parts[kept++] = *part;
		}
	}
	summary->parts_count = kept;
}

static void keep_sources(struct ronda_summary *summary)
{
	if (summary->sources.top_count <= DAY_SOURCES)
		return;
	summary->sources.top_count = DAY_SOURCES; /* owns nothing of its own */
	summary->sources.top_complete = false;
}

static void keep_latest_floods(struct ronda_summary *summary)
{
	size_t over = summary->floods_count > DAY_FLOODS ? summary->floods_count - DAY_FLOODS : 0;

	if (!over)
		return;
	for (size_t i = 0; i < over; i++)
		free(summary->floods[i].sensor);
	summary->floods_count -= over;
	memmove(summary->floods, summary->floods + over, summary->floods_count * sizeof *summary->floods);
}

static void keep_latest_reviews(struct ronda_summary *summary)
{
	size_t over = summary->review_count > DAY_REVIEWS ? summary->review_count - DAY_REVIEWS : 0;

	if (!over)
		return;
	for (size_t i = 0; i < over; i++) {
		free(summary->review[i].rule);
		free(summary->review[i].kind);
		free(summary->review[i].site);
		free(summary->review[i].line);
	}
	summary->review_count -= over;
	summary->review_omitted += over;
	memmove(summary->review, summary->review + over, summary->review_count * sizeof *summary->review);
}

static void drop_hostnames(struct ronda_summary *summary)
{
	for (size_t i = 0; i < summary->hostnames_count; i++)
		free(summary->hostnames[i].name);
	summary->hostnames_count = 0;
}

static int by_count(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left < right) - (left > right);
}

/* The count that a site must have to be among the DAY_SITES largest. UINT64_MAX: memory is short. */
static uint64_t least_count(const struct ronda_rows *rows)
{
	uint64_t *counts = malloc(rows->count * sizeof *counts), least = UINT64_MAX;

	if (!counts)
		return least;
	for (size_t i = 0; i < rows->count; i++)
		counts[i] = rows->row[i].count;
	qsort(counts, rows->count, sizeof *counts, by_count);
	least = counts[DAY_SITES];
	free(counts);
	return least;
}

static bool is_other(const char *name)
{
	return strcmp(name, "other") == 0;
}

/* The rows above the bound stay; what falls away is added to "other", whose name takes a fallen row's place. Both
 * lists hold the same names in the same order, and stay so. */
static void keep_sites(struct ronda_summary *summary)
{
	struct ronda_rows *rows = &summary->attempts.by_site;
	struct ronda_class_rows *classes = &summary->attempts.by_site_class;
	struct ronda_class_row rest = { 0 };
	uint64_t least, sum = 0;
	size_t kept = 0;

	if (rows->count <= DAY_SITES || classes->count != rows->count)
		return;
	least = least_count(rows);
	for (size_t i = 0; i < rows->count; i++) {
		if (rows->row[i].count > least && !is_other(rows->row[i].name)) {
			rows->row[kept] = rows->row[i];
			classes->row[kept++] = classes->row[i];
			continue;
		}
		sum += rows->row[i].count;
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			rest.by_class[class] += classes->row[i].by_class[class];
		free(rows->row[i].name);
		free(classes->row[i].name);
	}

	size_t at = kept;

	while (at > 0 && strcmp(rows->row[at - 1].name, "other") > 0)
		at--;
	memmove(&rows->row[at + 1], &rows->row[at], (kept - at) * sizeof *rows->row);
	memmove(&classes->row[at + 1], &classes->row[at], (kept - at) * sizeof *classes->row);
	rest.name = strdup("other");
	rows->row[at] = (struct ronda_row){ strdup("other"), sum };
	classes->row[at] = rest;
	rows->count = classes->count = kept + 1;
}

static void bound(struct ronda_summary *summary)
{
	join_parts(summary);
	keep_sources(summary);
	keep_latest_floods(summary);
	keep_latest_reviews(summary);
	drop_hostnames(summary);
	keep_sites(summary);
}

static struct ronda_summary *sum(const struct ronda_summary *a, const struct ronda_summary *b)
{
	const struct ronda_summary *both[] = { a ? a : b, b };
	struct ronda_summary *sum = ronda_summary_merge(both, a && b ? 2 : 1, NULL);

	if (sum)
		bound(sum);
	return sum;
}

int day_add(struct day *day, const struct ronda_summary *period)
{
	struct ronda_summary *more;
	bool anew = false;

	turn_to(day, period->end_ns);
	more = sum(day->closed, period);
	if (!more && day->closed) {
		anew = true;
		more = sum(NULL, period);
	}
	if (!more)
		return -ENOMEM;
	forget(day);
	day->closed = more;
	return anew;
}

struct ronda_summary *day_so_far(struct day *day, const struct ronda_summary *running)
{
	struct ronda_summary *all;

	if (running)
		turn_to(day, running->end_ns);
	if (!running && !day->closed)
		return NULL;
	all = running ? sum(day->closed, running) : sum(NULL, day->closed);
	return all || !running ? all : sum(NULL, running);
}
