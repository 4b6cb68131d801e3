/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/make.h"

#include "report/parts.h"

#include <errno.h>
#include <string.h>

#define HOUR_NS (3600 * STAMP_SECOND_NS)
#define RETIRED_NS (35 * 24 * HOUR_NS)

/* ---- time: how much of it was watched ---- */

static uint64_t overlap(uint64_t a_start, uint64_t a_end, uint64_t b_start, uint64_t b_end)
{
	uint64_t start = a_start > b_start ? a_start : b_start, end = a_end < b_end ? a_end : b_end;

	return end > start ? end - start : 0;
}

/* Until when a sensor was to be there: to the end of the range or today, unless that is less than an hour off. One
 * that had been silent for long before the range is taken for retired. */
static uint64_t due_until(const struct story *story, const struct store_sensor *sensor)
{
	bool retired = sensor->known_to_ns + RETIRED_NS < story->start_ns;

	return !retired && story->until_ns > sensor->known_to_ns + HOUR_NS ? story->until_ns : sensor->known_to_ns;
}

static uint64_t due_ns(const struct story *story, const struct store_sensor *sensor, uint64_t start_ns, uint64_t end_ns)
{
	return overlap(start_ns, end_ns, sensor->known_from_ns, due_until(story, sensor));
}

uint64_t story_due_of(const struct story *story, const struct store_sensor *sensor)
{
	return (due_ns(story, sensor, story->start_ns, story->end_ns) + STAMP_SECOND_NS / 2) / STAMP_SECOND_NS;
}

uint64_t story_due_seconds(const struct story *story, uint64_t start_ns, uint64_t end_ns)
{
	const struct store_result *result = story->result;
	uint64_t ns = 0;

	for (size_t i = 0; i < result->sensors_count; i++)
		ns += due_ns(story, &result->sensors[i], start_ns, end_ns);
	return (ns + STAMP_SECOND_NS / 2) / STAMP_SECOND_NS;
}

static void fill_time(struct story *story, const struct report_subject *subject, const struct store_result *result,
	uint64_t from_ns, uint64_t to_ns)
{
	uint64_t first_ns = UINT64_MAX, last_ns = 0;

	story->result = result;
	story->asked_from_ns = from_ns;
	story->asked_to_ns = to_ns;
	for (size_t i = 0; i < result->sensors_count; i++) {
		const struct store_sensor *sensor = &result->sensors[i];

		first_ns = sensor->known_from_ns < first_ns ? sensor->known_from_ns : first_ns;
		last_ns = sensor->known_to_ns > last_ns ? sensor->known_to_ns : last_ns;
		story->up_seconds += sensor->up_seconds;
		story->drop_packets += sensor->drop_packets;
	}
	story->until_ns = to_ns && to_ns < subject->now_ns ? to_ns : to_ns ? subject->now_ns : last_ns;
	story->start_ns = result->widened && result->from_ns < from_ns ? result->from_ns : from_ns;
	story->known_from_ns = last_ns ? first_ns : 0;
	story->known_to_ns = last_ns;
	if (story->start_ns < story->known_from_ns && story->known_from_ns < story->until_ns)
		story->start_ns = story->known_from_ns; /* else all of it lies before there was anything */
	story->end_ns = story->until_ns;
	if (last_ns && last_ns < story->end_ns && story->end_ns - last_ns <= HOUR_NS)
		story->end_ns = last_ns;
	if (result->widened && result->to_ns > story->end_ns && result->to_ns <= last_ns)
		story->end_ns = result->to_ns;
	if (story->end_ns < story->start_ns)
		story->end_ns = story->start_ns;
	story->due_seconds = story_due_seconds(story, story->start_ns, story->end_ns);
	if (story->up_seconds > story->due_seconds)
		story->up_seconds = story->due_seconds;
}

static uint64_t add_up_hours(const struct store_result *result)
{
	uint64_t total = 0;

	for (size_t i = 0; i < result->hours_count; i++)
		total += result->hours[i].attempts;
	return total;
}

/* A minute and an hour keep fewer sites than a day: what is told of one by the hour may be less than all of it. */
static void count_site(struct story *story)
{
	const struct ronda_rows *sites = &story->result->summary->attempts.by_site;

	story->total = story->total_by_hour = add_up_hours(story->result);
	for (size_t i = 0; i < sites->count; i++)
		if (strcmp(sites->row[i].name, story->site) == 0 && sites->row[i].count > story->total)
			story->total = sites->row[i].count;
}

/* Thousandths of a day, of the whole range, that were watched. */
static uint64_t watched_millidays(const struct story *story)
{
	uint64_t seconds = (story->end_ns - story->start_ns) / STAMP_SECOND_NS;

	if (!story->due_seconds)
		return 0;
	return (uint64_t)((unsigned __int128)seconds * story->up_seconds * 1000 / story->due_seconds / 86400);
}

static void begin(struct story *story, const struct report_subject *subject, const struct store_result *result,
	uint64_t from_ns, uint64_t to_ns)
{
	*story = (struct story){ .zone = subject->zone, .site = subject->site, .networks = &subject->networks };
	fill_time(story, subject, result, from_ns, to_ns);
	story->total = result->summary->attempts.total;
	if (subject->site)
		count_site(story);
	story->watched_millidays = watched_millidays(story);
	story->a_day_tenths = story->watched_millidays ?
		(uint64_t)((unsigned __int128)story->total * 10000 / story->watched_millidays) : 0;
}

/* ---- the answer, and the figures ---- */

static bool is_whole(const struct story *story)
{
	uint64_t missing = story->due_seconds - story->up_seconds;

	/* Each period's seconds are whole ones, so that many may be missing for nothing. */
	return missing <= story->result->periods && missing <= story->due_seconds / 2000;
}

static void answer(struct picture *picture, const struct story *story)
{
	static const enum words_message messages[2][3] = {
		{ WORDS_R_NONE, WORDS_R_ONE, WORDS_R_MANY }, { WORDS_R_NONE_AT, WORDS_R_ONE_AT, WORDS_R_MANY_AT },
	};
	enum words_message message = messages[story->site ? 1 : 0][story->total < 2 ? story->total : 2];

	if (!story_is_known(story))
		message = WORDS_R_UNWATCHED;
	picture->answer = (struct line){ .message = message, .cell = { cell_count(story->total),
		{ .kind = CELL_PERIOD, .a = story->start_ns, .b = story->end_ns }, cell_text(story->site) } };
}

static void beneath(struct picture *picture, const struct story *story)
{
	const struct ronda_summary *s = story->result->summary;
	uint64_t total = s->attempts.total;
	const uint64_t *origin = s->attempts.by_origin;

	if (!total || story->site)
		return;
	bool rest = origin[RONDA_ORIGIN_UNKNOWN] || origin[RONDA_ORIGIN_LOCAL];

	picture->lines[picture->lines_count++] = (struct line){
		.message = rest ? WORDS_R_ORIGIN_LINE_REST : WORDS_R_ORIGIN_LINE, .cell = {
		cell_share(origin[RONDA_ORIGIN_FOREIGN], total), cell_share(origin[RONDA_ORIGIN_DOMESTIC], total),
		cell_of(CELL_COUNTRY, s->home), cell_count(origin[RONDA_ORIGIN_UNKNOWN]),
		cell_count(origin[RONDA_ORIGIN_LOCAL]) } };
	picture->lines[picture->lines_count++] = (struct line){ .message = WORDS_R_PROOF_LINE, .cell = {
		cell_share(s->attempts.verified, total), cell_share(s->attempts.unverified, total) } };
}

static void figures(struct picture *picture, const struct story *story)
{
	const struct ronda_summary *s = story->result->summary;
	uint64_t countries = 0;

	for (size_t i = 0; i < s->attempts.by_country.count; i++)
		countries += strlen(s->attempts.by_country.row[i].name) == 2;
	if (story_is_known(story)) {
		picture_figure(picture, "attempts", WORDS_R_ATTEMPTS, cell_count(story->total));
		if (story->watched_millidays >= 1000) /* an hour says nothing of a day */
			picture_figure(picture, "attempts_a_day", WORDS_R_A_DAY, cell_of(CELL_TENTHS, story->a_day_tenths));
	}
	if (story->site && s->attempts.total) {
		picture_figure(picture, "share_of_all", WORDS_R_OF_ALL, cell_share(story->total, s->attempts.total));
		picture_figure(picture, "answered_requests", WORDS_R_ANSWERED, cell_count(story_reviews(story)));
	}
	if (!story->site && story->total) {
		picture_figure(picture, "foreign_share", WORDS_R_FOREIGN,
			cell_share(s->attempts.by_origin[RONDA_ORIGIN_FOREIGN], story->total));
		picture_figure(picture, "verified_share", WORDS_R_VERIFIED, cell_share(s->attempts.verified, story->total));
		picture_figure(picture, "attacking_sources", WORDS_R_SOURCES,
			cell_count(ronda_sketch_count(&s->sources.attacking)));
		picture_figure(picture, "countries", WORDS_R_COUNTRIES, cell_count(countries));
		picture_figure(picture, "sites", WORDS_R_SITES, cell_count(s->attempts.by_site.count));
	}
	if (!story->due_seconds)
		picture_figure(picture, "watched_share", WORDS_R_COVERED, cell_share(0, 1));
	else
		picture_figure(picture, "watched_share", WORDS_R_COVERED, cell_share(is_whole(story) ? story->due_seconds :
			story->up_seconds, story->due_seconds));
}

/* ---- what was watched ---- */

static void add_gap(struct picture *picture, struct section *section, const struct story *story,
	const char *sensor, uint64_t start_ns, uint64_t end_ns)
{
	start_ns = start_ns > story->start_ns ? start_ns : story->start_ns;
	end_ns = end_ns < story->end_ns ? end_ns : story->end_ns;
	if (end_ns < start_ns + STAMP_SECOND_NS)
		return;

	struct cell *row = section_row(picture, section);

	row[0] = cell_of(CELL_MOMENT, start_ns);
	row[1] = cell_of(CELL_MOMENT, end_ns);
	row[2] = cell_of(CELL_SECONDS, (end_ns - start_ns) / STAMP_SECOND_NS);
	row[3] = cell_text(sensor);
}

static void gaps(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "start", .head = WORDS_R_COL_FROM }, { .key = "end", .head = WORDS_R_COL_TO },
		{ .key = "lasted_seconds", .head = WORDS_R_COL_LASTED },
		{ .key = "sensor", .head = WORDS_R_COL_SENSOR, .falls = 1 },
	};
	struct section *section = picture_section(picture, "gaps", WORDS_R_GAPS);
	const struct store_result *result = story->result;

	section->inner = true;
	section->shown = 40;
	section_columns(section, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < result->sensors_count; i++) {
		const struct store_sensor *sensor = &result->sensors[i];

		for (size_t j = 0; j < sensor->gaps_count; j++)
			add_gap(picture, section, story, sensor->name, sensor->gaps[j].start_ns, sensor->gaps[j].end_ns);
		add_gap(picture, section, story, sensor->name, sensor->known_to_ns, due_until(story, sensor));
	}
}

static void cover_lines(struct section *section, const struct story *story)
{
	uint64_t missing = story->due_seconds - story->up_seconds;
	uint64_t more = story->up_seconds ?
		(uint64_t)((unsigned __int128)story->total * missing / story->up_seconds) : 0;
	struct cell share = cell_share(story->up_seconds, story->due_seconds);

	if (!story_is_known(story))
		section_line(section, &(struct line){ .message = WORDS_R_COVER_NOTHING, .warning = true });
	else if (is_whole(story))
		section_line(section, &(struct line){ .message = WORDS_R_COVER_ALL });
	else if (missing < 60 || !more)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_NEARLY, .cell = { share } });
	else
		section_line(section, &(struct line){ .message = WORDS_R_COVER_PART, .warning = true,
			.cell = { share, cell_of(CELL_SECONDS, missing), cell_count(more) } });
	if (story->known_from_ns >= story->end_ns && story->known_from_ns)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_BEFORE, .warning = true,
			.cell = { cell_of(CELL_MOMENT, story->known_from_ns) } });
	else if (story->asked_from_ns && story->start_ns > story->asked_from_ns + HOUR_NS)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_BEGINS, .warning = true,
			.cell = { cell_of(CELL_MOMENT, story->start_ns) } });
	if (story->asked_to_ns > story->until_ns && story->until_ns > story->end_ns + HOUR_NS)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_ENDS, .warning = true,
			.cell = { cell_of(CELL_MOMENT, story->end_ns) } });
}

static void loss_lines(struct picture *picture, struct section *section, const struct story *story)
{
	const struct ronda_summary *s = story->result->summary;

	if (story->drop_packets)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_DROPS, .warning = true,
			.cell = { cell_count(story->drop_packets) } });
	else if (story_is_known(story))
		section_line(section, &(struct line){ .message = WORDS_R_COVER_NO_DROPS });
	if (s->attempts.lost_pending)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_LOST, .warning = true,
			.cell = { cell_count(s->attempts.lost_pending) } });
	for (const char *at = s->capture.error; at && *at;) {
		size_t length = strcspn(at, "\n");
		char *text = picture_room(picture, length + 1);

		if (text)
			memcpy(text, at, length);
		section_line(section, &(struct line){ .message = WORDS_R_COVER_ERROR, .warning = true,
			.cell = { cell_text(text) } });
		at += length + (at[length] == '\n');
	}
	if (s->capture.one_way)
		section_line(section, &(struct line){ .message = WORDS_ONE_WAY_SOME, .warning = true });
	if (story->site && story->total_by_hour < story->total)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_SITE_HOURS, .warning = true,
			.cell = { cell_count(story->total - story->total_by_hour) } });
	if (story->result->widened)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_WIDENED, .cell = {
			{ .kind = CELL_SPAN, .a = story->result->from_ns, .b = story->result->to_ns } } });
	if (story->result->longest_period_ns > HOUR_NS + STAMP_SECOND_NS)
		section_line(section, &(struct line){ .message = WORDS_R_COVER_COARSE, .warning = true, .cell = {
			cell_of(CELL_SECONDS, story->result->longest_period_ns / STAMP_SECOND_NS) } });
}

static void coverage(struct picture *picture, const struct story *story)
{
	static const struct column columns[] = {
		{ .key = "up_seconds", .head = WORDS_R_COL_WATCHED, .machine = true },
		{ .key = "due_seconds", .head = WORDS_R_COL_LASTED, .machine = true },
		{ .key = "drop_packets", .head = WORDS_R_COL_DROPS, .machine = true },
		{ .key = "undecided", .head = WORDS_UNDECIDED, .machine = true },
		{ .key = "lost_pending", .head = WORDS_LOST_PENDING, .machine = true },
	};
	struct section *section = picture_section(picture, "coverage", WORDS_R_HEAD_COVERAGE);
	struct cell *row;

	section_columns(section, columns, sizeof columns / sizeof *columns);
	row = section_row(picture, section);
	row[0] = cell_of(CELL_SECONDS, story->up_seconds);
	row[1] = cell_of(CELL_SECONDS, story->due_seconds);
	row[2] = cell_count(story->drop_packets);
	row[3] = cell_count(story->result->summary->attempts.undecided);
	row[4] = cell_count(story->result->summary->attempts.lost_pending);
	cover_lines(section, story);
	loss_lines(picture, section, story);
	gaps(picture, story);
}

/* ---- sensors' names ---- */

static const char *sensor_names(struct picture *picture, const struct story *story)
{
	const struct store_result *result = story->result;
	size_t size = 1;
	char *text, *at;

	for (size_t i = 0; i < result->sensors_count; i++)
		size += strlen(result->sensors[i].name) + 2;
	text = at = picture_room(picture, size);
	for (size_t i = 0; text && i < result->sensors_count; i++)
		if (story_due_of(story, &result->sensors[i]))
			at = stpcpy(stpcpy(at, at > text ? ", " : ""), result->sensors[i].name);
	return text ? text : "";
}

static const char *zone_name(struct picture *picture, const struct story *story)
{
	const char *first = stamp_local(story->zone, story->start_ns).zone;
	const char *last = stamp_local(story->zone, story->end_ns).zone;
	char *both;

	if (strcmp(first, last) == 0)
		return picture_text(picture, first);
	both = picture_room(picture, strlen(first) + strlen(last) + 2);
	if (both)
		stpcpy(stpcpy(stpcpy(both, first), "/"), last);
	return both ? both : "";
}

int report_make(struct picture *picture, const struct report_subject *subject)
{
	struct story story, before;

	picture_init(picture, subject->zone);
	begin(&story, subject, subject->result, subject->from_ns, subject->to_ns);
	picture->start_ns = story.start_ns;
	picture->end_ns = story.end_ns;
	picture->site = subject->site;
	picture->version = subject->version;
	picture->sensors = sensor_names(picture, &story);
	picture->zone_name = zone_name(picture, &story);
	answer(picture, &story);
	beneath(picture, &story);
	figures(picture, &story);
	coverage(picture, &story);
	part_days(picture, &story);
	part_hours(picture, &story);
	if (subject->before) {
		begin(&before, subject, subject->before, subject->before_from_ns, subject->before_to_ns);
		if (before.up_seconds || subject->compare_asked)
			part_compare(picture, &story, &before);
	}
	part_classes(picture, &story);
	if (!subject->site) {
		part_outcomes(picture, &story);
		part_origins(picture, &story);
		part_countries(picture, &story);
		part_sites(picture, &story);
	}
	part_week(picture, &story);
	part_surges(picture, &story, subject->wider ? subject->wider : subject->result);
	part_floods(picture, &story);
	part_review(picture, &story);
	part_names(picture, &story);
	if (!subject->site) {
		part_sources(picture, &story);
		part_sensors(picture, &story);
		part_beside(picture, &story);
	}
	part_notes(picture, &story);
	part_method(picture, &story);
	return picture->failed ? -ENOMEM : 0;
}
