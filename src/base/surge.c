/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/surge.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { DAY = 24, WEEK = 7 * DAY, WEEKS = 8, WEEKS_LEAST = 4, DAYS = 10, DAYS_LEAST = 5, GAP_MOST = DAY, SPELL = 6 };

static const double SLACK = 1, ALARM = 9, ALL_CLEAR = 6, MOST_AN_HOUR = 6, SCATTER_LEAST = 0.1;

/* The square root of an hour's count, of a whole hour; negative: a gap. */
static double root_of(const struct surge_hour *hour)
{
	if (hour->up_seconds < SURGE_HOUR_SECONDS / 2)
		return -1;
	return sqrt((double)hour->count * SURGE_HOUR_SECONDS / hour->up_seconds);
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, by_size);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The median of the hours that lie a multiple of `step`, up to `reach` of them, before and after; negative
 * when there are fewer than `least`. */
static double around(const double *root, size_t count, size_t at, size_t step, size_t reach, size_t least)
{
	double values[2 * (WEEKS > DAYS ? WEEKS : DAYS)];
	size_t found = 0;

	for (size_t i = 1; i <= reach; i++) {
		if (at >= i * step && root[at - i * step] >= 0)
			values[found++] = root[at - i * step];
		if (at + i * step < count && root[at + i * step] >= 0)
			values[found++] = root[at + i * step];
	}
	return found >= least ? median(values, found) : -1;
}

/* The series in units that do not depend on its size. */
struct view {
	size_t count;
	double *root, *usual; /* square roots; a negative root is a gap */
	double scatter;
};

/* How far the sums of `hours` hours on end lie from the usual, as if each hour were by itself. */
static double scatter_of(const struct view *view, size_t hours, double *room)
{
	size_t sums = 0, length = 0;
	double sum = 0;

	for (size_t i = 0; i < view->count; i++) {
		if (view->root[i] < 0)
			continue;
		sum += view->root[i] - view->usual[i];
		if (++length < hours)
			continue;
		room[sums++] = fabs(sum);
		sum = 0;
		length = 0;
	}
	return sums ? 1.4826 * median(room, sums) / sqrt((double)hours) : 0;
}

static bool fill_view(struct view *view, const struct surge_hour *hours, double *room)
{
	size_t observed = 0;
	double overall;

	for (size_t i = 0; i < view->count; i++) {
		view->root[i] = root_of(&hours[i]);
		if (view->root[i] >= 0)
			room[observed++] = view->root[i];
	}
	if (observed < SURGE_LEAST_HOURS)
		return false;
	overall = median(room, observed);
	for (size_t i = 0; i < view->count; i++) {
		view->usual[i] = around(view->root, view->count, i, WEEK, WEEKS, WEEKS_LEAST);
		if (view->usual[i] < 0)
			view->usual[i] = around(view->root, view->count, i, DAY, DAYS, DAYS_LEAST);
		if (view->usual[i] < 0)
			view->usual[i] = overall;
	}
	view->scatter = fmax(scatter_of(view, 1, room), scatter_of(view, SPELL, room));
	return true;
}

/* How far the hour lies above the usual, in units of the scatter; no more than one hour may say. The square
 * root of a pure Poisson count scatters by a half. */
static double excess(const struct view *view, size_t at)
{
	double scatter = fmax(fmax(view->scatter, 0.5), SCATTER_LEAST * view->usual[at]);

	return fmax(fmin((view->root[at] - view->usual[at]) / scatter, MOST_AN_HOUR), -MOST_AN_HOUR);
}

/* From `onset` on: where it ends. */
static void follow(const struct view *view, struct surge *surge)
{
	double lacking = 0;
	size_t gap = 0, calm = surge->noticed + 1; /* the first hour since when it has been calm, or may be */

	surge->ongoing = true;
	surge->end = view->count;
	for (size_t i = surge->noticed + 1; i < view->count; i++) {
		if (view->root[i] < 0) {
			if (++gap < GAP_MOST)
				continue;
			surge->ongoing = false;
			surge->end = lacking > 0 ? calm : i + 1 - gap;
			return;
		}
		gap = 0;
		lacking = fmax(0, lacking + SLACK - fmax(excess(view, i), -SLACK));
		if (lacking == 0)
			calm = i + 1;
		if (lacking >= ALL_CLEAR) {
			surge->ongoing = false;
			surge->end = calm;
			return;
		}
	}
}

static void measure(const struct view *view, const struct surge_hour *hours, struct surge *surge)
{
	double expected = 0;

	surge->peak = surge->onset;
	for (size_t i = surge->onset; i < surge->end; i++) {
		surge->count += hours[i].count;
		if (view->root[i] >= 0)
			expected += view->usual[i] * view->usual[i] * hours[i].up_seconds / SURGE_HOUR_SECONDS;
		if (hours[i].count > hours[surge->peak].count)
			surge->peak = i;
	}
	surge->expected = (uint64_t)llround(expected);
}

static size_t walk(const struct view *view, const struct surge_hour *hours, struct surge *found, size_t most)
{
	size_t surges = 0, onset = 0, gap = 0;
	double sum = 0;

	for (size_t i = 0; i < view->count && surges < most; i++) {
		if (view->root[i] < 0) {
			if (++gap >= GAP_MOST)
				sum = 0;
			continue;
		}
		gap = 0;
		if (sum == 0)
			onset = i;
		sum = fmax(0, sum + excess(view, i) - SLACK);
		if (sum < ALARM)
			continue;
		found[surges] = (struct surge){ .onset = onset, .noticed = i };
		follow(view, &found[surges]);
		measure(view, hours, &found[surges]);
		i = found[surges].end - 1; /* the next one starts afresh */
		sum = 0;
		surges++;
	}
	return surges;
}

long surge_find(const struct surge_hour *hours, size_t count, struct surge *found, size_t most)
{
	double *room = calloc(3 * count + 1, sizeof *room);
	struct view view = { .count = count, .root = room, .usual = room + count };
	long surges = 0;

	if (!room)
		return -ENOMEM;
	if (fill_view(&view, hours, room + 2 * count))
		surges = (long)walk(&view, hours, found, most);
	free(room);
	return surges;
}
