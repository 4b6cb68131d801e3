/* SPDX-License-Identifier: BSD-2-Clause */
/* parts_time.c - when: by day, by hour of the week, and the hours that stand out. */
#include "report/parts.h"

#include "base/surge.h"

#include <stdlib.h>
#include <string.h>

#define HOUR_NS (3600 * STAMP_SECOND_NS)

enum { SURGES_MOST = 64, FEW_DAYS = 3, FEW_HOURS = 3, WEEK_LEAST_HOURS = 24 };

static uint64_t clip(uint64_t ns, uint64_t least, uint64_t most)
{
	return ns < least ? least : ns > most ? most : ns;
}

static uint64_t at_most(uint64_t value, uint64_t most)
{
	return value < most ? value : most;
}

void part_days(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "day", .head = WORDS_R_COL_DAY }, { .key = "attempts", .head = WORDS_R_ATTEMPTS },
		{ .key = "watched_share", .head = WORDS_R_COL_WATCHED },
	};
	struct section *section = picture_section(picture, "days", WORDS_R_HEAD_DAYS);
	const struct store_result *result = story->result;
	size_t hour = 0;

	section_columns(section, columns, sizeof columns / sizeof *columns);
	if (!story->due_seconds && !story_is_known(story))
		return; /* noughts would say that it was quiet */
	for (uint64_t day = stamp_day(story->zone, story->start_ns); day < story->end_ns;) {
		uint64_t next = stamp_day_after(story->zone, day, 1), attempts = 0, up = 0, due;
		struct cell *row;

		for (; hour < result->hours_count && result->hours[hour].start_ns < next; hour++) {
			attempts += result->hours[hour].attempts;
			up += result->hours[hour].up_seconds;
		}
		due = story_due_seconds(story, clip(day, story->start_ns, story->end_ns),
			clip(next, story->start_ns, story->end_ns));
		if (due && due - at_most(up, due) <= 24 * result->sensors_count && up) /* a second of each period */
			up = due;
		row = section_row(picture, section);
		row[0] = cell_of(CELL_DAY, day);
		row[1] = cell_count(attempts);
		row[2] = due ? cell_share(at_most(up, due), due) : (struct cell){ 0 };
		day = next;
	}
	if (section->rows <= FEW_DAYS)
		return; /* part_hours() draws them */
	section->chart = CHART_DAYS;
	section_line(section, &(struct line){ .message = WORDS_R_DAYS_LINE });
}

void part_hours(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "hour", .head = WORDS_R_COL_HOUR }, { .key = "attempts", .head = WORDS_R_ATTEMPTS },
		{ .key = "watched_share", .head = WORDS_R_COL_WATCHED },
	};
	const struct store_result *result = story->result;
	struct section *section;

	if (story->end_ns - story->start_ns > FEW_DAYS * 24 * HOUR_NS)
		return;
	section = picture_section(picture, "hours", WORDS_R_HEAD_HOURS);
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < result->hours_count; i++) {
		const struct store_hour *hour = &result->hours[i];
		uint64_t due = story_due_seconds(story, clip(hour->start_ns, story->start_ns, story->end_ns),
			clip(hour->start_ns + HOUR_NS, story->start_ns, story->end_ns));
		struct cell *row;

		if (!due && !hour->attempts)
			continue;
		row = section_row(picture, section);
		row[0] = cell_of(CELL_HOUR, hour->start_ns);
		row[1] = cell_count(hour->attempts);
		row[2] = cell_share(due - at_most(hour->up_seconds, due) <= result->sensors_count && hour->up_seconds ? due :
			at_most(hour->up_seconds, due), due);
	}
	if (section->rows < FEW_HOURS)
		return; /* nothing to see in a drawing */
	section->chart = CHART_DAYS;
	section_line(section, &(struct line){ .message = WORDS_R_HOURS_LINE });
}

/* 0 is Monday. */
static unsigned weekday(const struct stamp_local *at)
{
	static const int offsets[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	int year = at->year - (at->month < 3);

	return (unsigned)(year + year / 4 - year / 100 + year / 400 + offsets[at->month - 1] + at->day + 6) % 7;
}

/* Seconds of it, as of one sensor: half an hour when one of two was there. */
static uint64_t watched_of_hour(const struct story *story, const struct store_hour *hour)
{
	uint64_t due = story_due_seconds(story, hour->start_ns, hour->start_ns + HOUR_NS);
	uint64_t up = at_most(hour->up_seconds, due), sensors = (due + SURGE_HOUR_SECONDS - 1) / SURGE_HOUR_SECONDS;

	return sensors ? up / sensors : 0;
}

void part_week(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "weekday", .head = WORDS_R_COL_WEEKDAY }, { .key = "hour", .head = WORDS_R_COL_HOUR },
		{ .key = "attempts", .head = WORDS_R_ATTEMPTS }, { .key = "attempts_an_hour", .head = WORDS_R_COL_AN_HOUR },
		{ .key = "hours_watched", .head = WORDS_R_COL_HOURS },
	};
	const struct store_result *result = story->result;
	uint64_t attempts[7][24] = { 0 }, up[7][24] = { 0 };
	struct section *section;
	unsigned watched = 0;

	if (!story->total)
		return;
	for (size_t i = 0; i < result->hours_count; i++) {
		struct stamp_local at = stamp_local(story->zone, result->hours[i].start_ns);

		attempts[weekday(&at)][at.hour] += result->hours[i].attempts;
		up[weekday(&at)][at.hour] += watched_of_hour(story, &result->hours[i]);
	}
	for (unsigned i = 0; i < 7 * 24; i++)
		watched += up[i / 24][i % 24] > 0;
	if (watched < WEEK_LEAST_HOURS)
		return; /* it would be all holes */
	section = picture_section(picture, "week", WORDS_R_HEAD_WEEK);
	section->chart = CHART_WEEK;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	section_line(section, &(struct line){ .message = WORDS_R_WEEK_LINE });
	for (unsigned day = 0; day < 7; day++)
		for (unsigned hour = 0; hour < 24; hour++) {
			uint64_t seconds = up[day][hour];
			struct cell *row = section_row(picture, section);

			row[0] = cell_of(CELL_WEEKDAY, day);
			row[1] = cell_count(hour);
			row[2] = cell_count(attempts[day][hour]);
			row[3] = seconds ? cell_of(CELL_TENTHS, (uint64_t)((unsigned __int128)attempts[day][hour] * 36000 /
				seconds)) : (struct cell){ 0 };
			row[4] = cell_of(CELL_TENTHS, (seconds + 180) / 360);
		}
}

/* ---- surges ---- */

struct found {
	struct surge surge;
	uint64_t start_ns, end_ns, noticed_ns, peak_ns, in_peak;
	const char *sensor;
};

/* Seconds of the hour in which this sensor was there, by its gaps. */
static uint32_t there(const struct store_sensor *sensor, uint64_t hour_ns)
{
	uint64_t start = clip(hour_ns, sensor->start_ns, sensor->end_ns);
	uint64_t end = clip(hour_ns + HOUR_NS, sensor->start_ns, sensor->end_ns), away = 0;

	for (size_t i = 0; i < sensor->gaps_count; i++) {
		uint64_t from = clip(sensor->gaps[i].start_ns, start, end), to = clip(sensor->gaps[i].end_ns, start, end);

		away += to - from;
	}
	return (uint32_t)((end - start - (away < end - start ? away : end - start)) / STAMP_SECOND_NS);
}

static size_t find_in(struct picture *picture, const struct story *story, const struct store_result *wider,
	const struct store_sensor *sensor, struct found *found, size_t most, size_t *observed)
{
	struct surge_hour *hours = picture_room(picture, (wider->hours_count + 1) * sizeof *hours);
	struct surge surges[SURGES_MOST];
	size_t told = 0;
	long count;

	if (!hours)
		return 0;
	for (size_t i = 0; i < wider->hours_count; i++) {
		const struct store_hour *hour = &wider->hours[i];

		hours[i].count = sensor->attempts && !story->site && wider->sensors_count > 1 ? sensor->attempts[i] : hour->attempts;
		hours[i].up_seconds = wider->sensors_count > 1 ? there(sensor, hour->start_ns) :
			(uint32_t)at_most(hour->up_seconds, SURGE_HOUR_SECONDS);
		*observed += hours[i].up_seconds >= SURGE_HOUR_SECONDS / 2;
	}
	count = surge_find(hours, wider->hours_count, surges, SURGES_MOST);
	if (count < 0)
		picture->failed = true;
	for (long i = 0; i < count && told < most; i++) {
		const struct store_hour *all = wider->hours;
		struct found one = { .surge = surges[i], .sensor = sensor->name, .start_ns = all[surges[i].onset].start_ns,
			.end_ns = all[surges[i].end - 1].start_ns + HOUR_NS, .noticed_ns = all[surges[i].noticed].start_ns + HOUR_NS,
			.peak_ns = all[surges[i].peak].start_ns, .in_peak = hours[surges[i].peak].count };

		if (one.start_ns < story->end_ns && one.end_ns > story->start_ns)
			found[told++] = one;
	}
	return told;
}

static int by_onset(const void *a, const void *b)
{
	const struct found *left = a, *right = b;

	if (left->start_ns != right->start_ns)
		return left->start_ns < right->start_ns ? -1 : 1;
	return strcmp(left->sensor, right->sensor);
}

static void fill_surge(struct cell *row, const struct found *found)
{
	row[0] = cell_of(CELL_HOUR, found->start_ns);
	row[1] = cell_of(CELL_HOUR, found->end_ns);
	row[2] = cell_of(CELL_SECONDS, (found->end_ns - found->start_ns) / STAMP_SECOND_NS);
	row[3] = cell_count(found->surge.count);
	row[4] = cell_count(found->surge.expected);
	row[5] = found->surge.expected ? cell_of(CELL_TENTHS, (10 * found->surge.count + found->surge.expected / 2) /
		found->surge.expected) : (struct cell){ 0 };
	row[6] = cell_of(CELL_HOUR, found->peak_ns);
	row[7] = cell_count(found->in_peak);
	row[8] = cell_of(CELL_YES, !found->surge.ongoing);
	row[9] = cell_text(found->sensor);
	row[10] = cell_of(CELL_HOUR, found->noticed_ns);
}

/* Those of several sensors that share time. `list` is sorted by onset. */
static void overlaps(struct picture *picture, const struct found *list, size_t count)
{
	static const struct column columns[] = {
		{ .key = "start", .head = WORDS_R_COL_FROM }, { .key = "end", .head = WORDS_R_COL_TO },
		{ .key = "sensors", .head = WORDS_R_COL_SENSORS }, { .key = "first_at", .head = WORDS_R_COL_FIRST_AT },
		{ .key = "last_at", .head = WORDS_R_COL_LAST_AT },
	};
	struct section *section = picture_section(picture, "overlaps", WORDS_R_HEAD_OVERLAPS);

	section->inner = true;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t first = 0, next; first < count; first = next) {
		uint64_t end_ns = list[first].end_ns, sensors = 0;

		for (next = first; next < count && list[next].start_ns < end_ns; next++) {
			bool seen = false;

			end_ns = list[next].end_ns > end_ns ? list[next].end_ns : end_ns;
			for (size_t i = first; i < next; i++)
				seen = seen || strcmp(list[i].sensor, list[next].sensor) == 0;
			sensors += !seen;
		}
		if (sensors < 2)
			continue;

		struct cell *row = section_row(picture, section);

		row[0] = cell_of(CELL_HOUR, list[first].start_ns);
		row[1] = cell_of(CELL_HOUR, end_ns);
		row[2] = cell_count(sensors);
		row[3] = cell_text(list[first].sensor);
		row[4] = cell_text(list[next - 1].sensor);
	}
}

static void mark_surges(struct picture *picture, const struct found *list, size_t count)
{
	struct mark *marks = picture_room(picture, (count + 1) * sizeof *marks);

	for (size_t i = 0; marks && i < count; i++)
		marks[i] = (struct mark){ list[i].start_ns, list[i].end_ns };
	picture->surge = marks;
	picture->surges = marks ? count : 0;
	for (size_t i = 0; i < picture->sections && count; i++)
		if (picture->section[i].chart == CHART_DAYS)
			section_line(&picture->section[i], &(struct line){ .message = WORDS_R_DAYS_SURGE });
}

void part_surges(struct picture *picture, const struct story *story, const struct store_result *wider)
{
	static const struct column columns[] = {
		{ .key = "start", .head = WORDS_R_COL_FROM }, { .key = "end", .head = WORDS_R_COL_TO },
		{ .key = "lasted_seconds", .head = WORDS_R_COL_LASTED, .falls = 2 },
		{ .key = "attempts", .head = WORDS_R_ATTEMPTS }, { .key = "usual_attempts", .head = WORDS_R_COL_USUAL, .falls = 3 },
		{ .key = "times_usual", .head = WORDS_R_COL_TIMES }, { .key = "peak_hour", .head = WORDS_R_COL_PEAK_HOUR, .falls = 5 },
		{ .key = "peak_attempts", .head = WORDS_R_COL_IN_PEAK, .falls = 4 }, { .key = "over", .head = WORDS_R_COL_OVER, .falls = 6 },
		{ .key = "sensor", .head = WORDS_R_COL_SENSOR, .falls = 7 }, { .key = "noticed", .machine = true },
	};
	struct section *section = picture_section(picture, "surges", WORDS_R_HEAD_SURGES);
	struct found *list = picture_room(picture, SURGES_MOST * sizeof *list);
	size_t count = 0, observed = 0;
	uint64_t greatest = 0;

	for (size_t i = 0; list && i < wider->sensors_count && count < SURGES_MOST; i++) {
		count += find_in(picture, story, wider, &wider->sensors[i], list + count, SURGES_MOST - count, &observed);
		if (story->site)
			break; /* hours of a site are those of all sensors */
	}
	if (!list)
		return;
	qsort(list, count, sizeof *list, by_onset);
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < count; i++) {
		struct cell *row = section_row(picture, section);

		fill_surge(row, &list[i]);
		greatest = row[5].a > greatest ? row[5].a : greatest;
	}
	if (count)
		section_line(section, &(struct line){ .message = greatest ? WORDS_R_SURGE_LINE : WORDS_R_SURGE_LINE_NEW,
			.cell = { cell_of(CELL_TENTHS, greatest) } });
	else
		section_line(section, &(struct line){ .message = observed < 7 * SURGE_LEAST_HOURS ? WORDS_R_SURGE_NO_BASELINE :
			WORDS_R_SURGE_NONE });
	if (wider->sensors_count > 1 && !story->site)
		overlaps(picture, list, count);
	mark_surges(picture, list, count);
}
