/* SPDX-License-Identifier: BSD-2-Clause */
#include "export/text.h"

#include "base/letters.h"
#include "summary/sentence.h"
#include "summary/shape.h"

#include <errno.h>
#include <stdlib.h>

enum { CELL_TEXT = 96, LINE_TEXT = 1024, BAR_MOST = 24, LABEL_MOST = 40, GAP = 2 };

enum style { PLAIN, STRONG, QUIET, ACCENT, WARNING };

struct page {
	FILE *out;
	const struct ronda_summary *s;
	const struct stamp_zone *zone;
	enum words_lang lang;
	bool colour, one_day; /* the period lies in one day of the zone */
	unsigned columns, label_width, count_width; /* the latter of all bars, so that they align */
	size_t top;
};

/* ---- the pen ---- */

static void ink(const struct page *page, enum style style, const char *text)
{
	static const char *const codes[] = { "", "\033[1m", "\033[2m", "\033[36m", "\033[33m" };

	if (page->colour && style != PLAIN && *text)
		fprintf(page->out, "%s%s\033[0m", codes[style], text);
	else
		fputs(text, page->out);
}

static void space(const struct page *page, size_t count)
{
	fprintf(page->out, "%*s", (int)count, "");
}

static void left(const struct page *page, enum style style, const char *text, size_t columns)
{
	ink(page, style, text);
	space(page, columns > letters_width(text) ? columns - letters_width(text) : 0);
}

static void right(const struct page *page, enum style style, const char *text, size_t columns)
{
	space(page, columns > letters_width(text) ? columns - letters_width(text) : 0);
	ink(page, style, text);
}

static const char *say(const struct page *page, enum words_message message)
{
	return words(page->lang, message);
}

static const char *number(const struct page *page, uint64_t value, char text[WORDS_TEXT])
{
	return words_number(page->lang, value, text);
}

/* ---- time ---- */

static const char *moment(const struct page *page, uint64_t ns, char text[CELL_TEXT])
{
	struct stamp_local at = stamp_local(page->zone, ns);

	snprintf(text, CELL_TEXT, "%04d-%02d-%02d %02d:%02d:%02d", at.year, at.month, at.day, at.hour, at.minute,
		at.second);
	return text;
}

/* As short as the period allows. */
static const char *brief_moment(const struct page *page, uint64_t ns, char text[CELL_TEXT])
{
	struct stamp_local at = stamp_local(page->zone, ns);
	bool inside = ns >= page->s->start_ns && ns <= page->s->end_ns;

	if (page->one_day && inside)
		snprintf(text, CELL_TEXT, "%02d:%02d:%02d", at.hour, at.minute, at.second);
	else
		snprintf(text, CELL_TEXT, "%02d-%02d %02d:%02d", at.month, at.day, at.hour, at.minute);
	return text;
}

static bool is_one_day(const struct page *page)
{
	struct stamp_local a = stamp_local(page->zone, page->s->start_ns), b = stamp_local(page->zone, page->s->end_ns);

	return a.year == b.year && a.month == b.month && a.day == b.day;
}

/* ---- what it rests on: one label a line, its text wrapped beside it ---- */

/* The text from column `indent` on, where the pen is. */
static void wrap(const struct page *page, enum style style, const char *text, size_t indent)
{
	char line[LINE_TEXT];

	for (bool first = true; *text || first; first = false) {
		size_t length = letters_line(text, page->columns - indent);

		snprintf(line, sizeof line, "%.*s", (int)length, text);
		space(page, first ? 0 : indent);
		ink(page, style, line);
		fputc('\n', page->out);
		text += length + (text[length] == ' ');
	}
}

static size_t fact_width(const struct page *page)
{
	static const enum words_message labels[] = { WORDS_DEFINITION, WORDS_SETTING, WORDS_SCOPE, WORDS_SENSOR,
		WORDS_PERIOD, WORDS_BUSIEST, WORDS_COVERAGE, WORDS_DROPS, WORDS_CAPTURE, WORDS_FRAMES, WORDS_TRAFFIC,
		WORDS_PLACES, WORDS_ONE_WAY, WORDS_LISTENING, WORDS_NAMES };
	size_t most = 0;

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (most < letters_width(say(page, labels[i])))
			most = letters_width(say(page, labels[i]));
	return most;
}

static void fact(const struct page *page, enum words_message label, enum style style, const char *text)
{
	char shown[LINE_TEXT];
	size_t columns = fact_width(page);

	space(page, GAP);
	left(page, QUIET, label == WORDS_MESSAGE_COUNT ? "" : say(page, label), columns);
	space(page, GAP);
	wrap(page, style, letters_copy(shown, sizeof shown, text), columns + 2 * GAP);
}

static void tell_answer(const struct page *page)
{
	uint64_t sources = ronda_sketch_count(&page->s->sources.attacking);
	char sentence[SENTENCE_TEXT], count[WORDS_TEXT], from[WORDS_TEXT] = "", text[LINE_TEXT];

	summary_sentence(page->s, page->lang, sentence);
	number(page, sources, count);
	if (page->s->attempts.total && sources)
		WORDS_FILL(page->lang, sources == 1 ? WORDS_FROM_ONE :
			ronda_sketch_error(&page->s->sources.attacking) > 0 ? WORDS_FROM_ABOUT : WORDS_FROM_MANY,
			from, count);
	snprintf(text, sizeof text, "%s%s.", sentence, from);
	if (text[0] >= 'a' && text[0] <= 'z')
		text[0] = (char)(text[0] - 'a' + 'A');
	fputc('\n', page->out);
	wrap(page, STRONG, text, 0);
	fputc('\n', page->out);
}

static void tell_definition(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char text[LINE_TEXT];

	fact(page, WORDS_DEFINITION, PLAIN, RONDA_DEFINITION);
	for (size_t i = 0; i < s->settings_count; i++) {
		snprintf(text, sizeof text, "%s = %s", s->settings[i].name, s->settings[i].value);
		fact(page, WORDS_SETTING, WARNING, text);
	}
	if (s->scope_count == 0)
		fact(page, WORDS_SCOPE, PLAIN, say(page, WORDS_SCOPE_ANY));
	for (size_t i = 0; i < s->scope_count; i++)
		fact(page, i ? WORDS_MESSAGE_COUNT : WORDS_SCOPE, PLAIN, s->scope[i]);
	fact(page, WORDS_SENSOR, PLAIN, s->sensor);
}

static void tell_period(const struct page *page)
{
	const char *zone[2] = { stamp_local(page->zone, page->s->start_ns).zone,
		stamp_local(page->zone, page->s->end_ns).zone };
	const struct ronda_rows *hours = &page->s->attempts.by_hour;
	const struct ronda_row *most = NULL;
	char start[2 * CELL_TEXT], end[CELL_TEXT], text[LINE_TEXT], count[WORDS_TEXT];
	uint64_t ns;

	if (page->s->end_ns == 0)
		return; /* nothing was read, so there is no period to tell of */
	moment(page, page->s->start_ns, start);
	if (strcmp(zone[0], zone[1]) != 0)
		snprintf(start + strlen(start), CELL_TEXT, " %s", zone[0]);
	moment(page, page->s->end_ns, end);
	fact(page, WORDS_PERIOD, PLAIN, WORDS_FILL(page->lang, WORDS_PERIOD_SPAN, text, start, end, zone[1]));
	for (size_t i = 0; i < hours->count; i++)
		if (!most || most->count < hours->row[i].count)
			most = &hours->row[i];
	if (hours->count < 2 || stamp_parse(&ns, most->name, NULL) < 0)
		return;
	moment(page, ns, start);
	start[strlen("2022-07-13 07:00")] = '\0';
	number(page, most->count, count);
	fact(page, WORDS_BUSIEST, PLAIN, WORDS_FILL(page->lang, WORDS_BUSIEST_HOUR, text, start,
		stamp_local(page->zone, ns).zone, count));
}

static size_t sensors_of(const struct ronda_summary *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->parts_count; i++)
		count += i == 0 || strcmp(s->parts[i].sensor, s->parts[i - 1].sensor) != 0;
	return count;
}

static void tell_coverage(const struct page *page)
{
	uint32_t millionths = summary_coverage_millionths(page->s);
	enum style style = millionths < 1000000 ? WARNING : PLAIN;
	char share[WORDS_TEXT], sensors[WORDS_TEXT], seconds[WORDS_TEXT], up[WORDS_TEXT], text[LINE_TEXT];

	words_share(page->lang, millionths, 1000000, share);
	number(page, sensors_of(page->s), sensors);
	number(page, summary_period_seconds(page->s), seconds);
	number(page, page->s->up_seconds, up);
	if (summary_period_seconds(page->s) == 0)
		fact(page, WORDS_COVERAGE, PLAIN, say(page, WORDS_COVERAGE_INSTANT));
	else if (sensors_of(page->s) == 1)
		fact(page, WORDS_COVERAGE, style, WORDS_FILL(page->lang, WORDS_COVERAGE_OF, text, share, up, seconds));
	else
		fact(page, WORDS_COVERAGE, style,
			WORDS_FILL(page->lang, WORDS_COVERAGE_SENSORS, text, share, sensors, seconds, up));
}

static void tell_losses(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char kernel[WORDS_TEXT], interface[WORDS_TEXT], text[LINE_TEXT], error[RONDA_ERROR_TEXT];

	number(page, s->capture.kernel_drop_packets, kernel);
	number(page, s->capture.interface_drop_packets, interface);
	if (s->capture.kernel_drop_packets || s->capture.interface_drop_packets)
		fact(page, WORDS_DROPS, WARNING, WORDS_FILL(page->lang, WORDS_DROPS_SOME, text, kernel, interface));
	else
		fact(page, WORDS_DROPS, PLAIN, say(page, WORDS_DROPS_NONE));
	if (!s->capture.complete && !s->capture.error)
		fact(page, WORDS_CAPTURE, WARNING, say(page, WORDS_CAPTURE_ENDED));
	for (const char *line = s->capture.error, *end; line; line = *end ? end + 1 : NULL) {
		end = strchrnul(line, '\n'); /* one line for each capture that had an error */
		snprintf(error, sizeof error, "%.*s", (int)(end - line), line);
		fact(page, line == s->capture.error ? WORDS_CAPTURE : WORDS_MESSAGE_COUNT, WARNING,
			s->capture.complete ? error : WORDS_FILL(page->lang, WORDS_CAPTURE_ENDED_BY, text, error));
	}
}

static void tell_direction(const struct page *page)
{
	if (page->s->capture.one_way)
		fact(page, WORDS_ONE_WAY, WARNING,
			say(page, page->s->parts_count > 1 ? WORDS_ONE_WAY_SOME : WORDS_ONE_WAY_ALL));
}

static void tell_frames(const struct page *page)
{
	static const struct { enum ronda_fate fate; enum words_message message; } fates[] = {
		{ RONDA_FATE_NON_IP, WORDS_FATE_NON_IP },
		{ RONDA_FATE_TRUNCATED, WORDS_FATE_TRUNCATED },
		{ RONDA_FATE_MALFORMED, WORDS_FATE_MALFORMED },
		{ RONDA_FATE_UNSUPPORTED, WORDS_FATE_UNSUPPORTED },
	};
	const struct ronda_summary *s = page->s;
	uint64_t unread = s->frames.delivered - s->frames.by_fate[RONDA_FATE_DECODED];
	char delivered[WORDS_TEXT], count[WORDS_TEXT], share[WORDS_TEXT], text[LINE_TEXT], piece[2 * WORDS_TEXT];
	size_t length, told = 0;

	number(page, s->frames.delivered, delivered);
	if (s->frames.delivered == 0) {
		fact(page, WORDS_FRAMES, PLAIN, say(page, WORDS_FRAMES_NONE));
		return;
	}
	if (unread == 0) {
		fact(page, WORDS_FRAMES, PLAIN, WORDS_FILL(page->lang, WORDS_FRAMES_ALL, text, delivered));
		return;
	}
	number(page, unread, count);
	words_share(page->lang, unread, s->frames.delivered, share);
	WORDS_FILL(page->lang, WORDS_FRAMES_UNREAD, text, delivered, count, share);
	for (size_t i = 0; i < sizeof fates / sizeof *fates; i++) {
		if (!s->frames.by_fate[fates[i].fate])
			continue;
		number(page, s->frames.by_fate[fates[i].fate], count);
		WORDS_FILL(page->lang, fates[i].message, piece, count);
		length = strlen(text);
		snprintf(text + length, sizeof text - length, "%s%s", told++ ? ", " : " ", piece);
	}
	fact(page, WORDS_FRAMES, PLAIN, text);
}

/* What bounds the number, and can be cured. */
static void tell_some_frames(const struct page *page, uint64_t count, enum words_message message)
{
	char frames[WORDS_TEXT], text[LINE_TEXT];

	if (count)
		fact(page, WORDS_MESSAGE_COUNT, WARNING, WORDS_FILL(page->lang, message, text, number(page, count, frames)));
}

static void tell_traffic(const struct page *page)
{
	const struct ronda_sketch *seen = &page->s->sources.seen;
	char packets[WORDS_TEXT], bytes[WORDS_TEXT], sources[WORDS_TEXT], text[LINE_TEXT];

	number(page, page->s->traffic.packets, packets);
	number(page, page->s->traffic.wire_bytes, bytes);
	number(page, ronda_sketch_count(seen), sources);
	fact(page, WORDS_TRAFFIC, PLAIN, WORDS_FILL(page->lang,
		ronda_sketch_error(seen) > 0 ? WORDS_TRAFFIC_ABOUT : WORDS_TRAFFIC_OF, text, packets, bytes, sources));
}

static void tell_duplicates(const struct page *page)
{
	char packets[WORDS_TEXT], text[LINE_TEXT];

	number(page, page->s->traffic.duplicate_packets, packets);
	if (page->s->traffic.duplicate_packets)
		fact(page, WORDS_MESSAGE_COUNT, PLAIN, WORDS_FILL(page->lang, WORDS_DUPLICATES, text, packets));
}

static void tell_listening(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char connections[WORDS_TEXT], requests[WORDS_TEXT], handshakes[WORDS_TEXT], logins[WORDS_TEXT], text[LINE_TEXT];

	if (!s->listening.connections)
		return;
	number(page, s->listening.connections, connections);
	number(page, s->listening.requests, requests);
	number(page, s->listening.handshakes, handshakes);
	number(page, s->listening.logins, logins);
	fact(page, WORDS_LISTENING, PLAIN,
		WORDS_FILL(page->lang, WORDS_LISTENING_OF, text, connections, requests, handshakes, logins));
	number(page, s->listening.given_up, connections);
	number(page, s->listening.evicted, requests);
	number(page, s->listening.forgotten, handshakes);
	if (s->listening.given_up || s->listening.evicted || s->listening.forgotten)
		fact(page, WORDS_MESSAGE_COUNT, s->listening.evicted ? WARNING : PLAIN,
			WORDS_FILL(page->lang, WORDS_LISTENING_LOST, text, connections, requests, handshakes));
}

/* A name that several servers serve is one, and declared if it is of any. */
static size_t count_names(const struct ronda_summary *s, bool undeclared)
{
	size_t count = 0;

	for (size_t i = 0; i < s->hostnames_count; i++) {
		bool other = i == 0 || strcmp(s->hostnames[i].name, s->hostnames[i - 1].name) != 0;

		count += other && !(undeclared && s->hostnames[i].declared);
	}
	return count;
}

static void tell_names(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char seen[WORDS_TEXT], others[WORDS_TEXT], text[LINE_TEXT];

	number(page, count_names(s, false), seen);
	number(page, count_names(s, true), others);
	if (s->listening.names_declared && !s->hostnames_count)
		fact(page, WORDS_NAMES, PLAIN, say(page, WORDS_NAMES_NONE));
	else if (s->listening.names_declared)
		fact(page, WORDS_NAMES, PLAIN, WORDS_FILL(page->lang, WORDS_NAMES_DECLARED, text, seen, others));
	else if (s->hostnames_count)
		fact(page, WORDS_NAMES, PLAIN, WORDS_FILL(page->lang, WORDS_NAMES_SEEN, text, seen));
	number(page, s->listening.names_refused, others);
	if (s->listening.names_refused)
		fact(page, s->hostnames_count || s->listening.names_declared ? WORDS_MESSAGE_COUNT : WORDS_NAMES, WARNING,
			WORDS_FILL(page->lang, WORDS_NAMES_REFUSED, text, others));
}

static void tell_places(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char built[STAMP_TEXT], text[LINE_TEXT];

	if (!s->geoip.file) {
		fact(page, WORDS_PLACES, WARNING, say(page, WORDS_PLACES_NONE));
		return;
	}
	stamp_format(s->geoip.built_seconds * STAMP_SECOND_NS, built);
	built[strlen("2022-07-13")] = '\0';
	if (s->geoip.type)
		WORDS_FILL(page->lang, WORDS_PLACES_TYPED, text, s->geoip.file, s->geoip.type, built);
	else
		WORDS_FILL(page->lang, WORDS_PLACES_FILE, text, s->geoip.file, built);
	fact(page, WORDS_PLACES, PLAIN, text);
}

/* ---- bars: a label, a count, its share of the total ---- */

struct bar {
	char label[CELL_TEXT];
	uint64_t count;
	bool aside; /* a remark on the rows above, not one of them */
	char note[2 * CELL_TEXT];
};

struct section {
	enum words_message head;
	struct bar *bars;
	size_t count, room;
	uint64_t whole; /* 0: no shares */
};

static struct bar *add_bar(struct section *section, const char *label, uint64_t count)
{
	struct bar *bar;

	if (!count || section->count == section->room)
		return NULL;
	bar = &section->bars[section->count++];
	*bar = (struct bar){ .count = count };
	letters_cut(bar->label, sizeof bar->label, LABEL_MOST, label);
	return bar;
}

static int most_first(const void *a, const void *b)
{
	const struct ronda_row *left_row = a, *right_row = b;

	if (left_row->count != right_row->count)
		return left_row->count < right_row->count ? 1 : -1;
	return strcmp(left_row->name, right_row->name);
}

static bool has_several_classes(const struct ronda_summary *summary)
{
	unsigned classes = 0;

	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
		classes += summary->attempts.by_class[i] != 0;
	return classes > 1;
}

/* "probe 35, log-in 300", or "probe" alone, where a summary has more than one class. */
static void note_classes(const struct page *page, struct bar *bar, const char *site)
{
	const struct ronda_class_rows *rows = &page->s->attempts.by_site_class;
	char count[WORDS_TEXT];
	size_t used = 0;

	for (size_t i = 0; has_several_classes(page->s) && i < rows->count; i++) {
		if (strcmp(rows->row[i].name, site) != 0)
			continue;
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++) {
			uint64_t attempts = rows->row[i].by_class[class];
			bool all = attempts == bar->count;

			if (attempts && used < sizeof bar->note)
				used += (size_t)snprintf(bar->note + used, sizeof bar->note - used, "%s%s%s%s", used ? ", " : "",
					words_class(page->lang, class), all ? "" : " ", all ? "" : number(page, attempts, count));
		}
		return;
	}
}

/* The largest rows, a dozen at most, then all others in one. */
static int add_rows(const struct page *page, struct section *section, const struct ronda_rows *rows)
{
	enum { DOZEN = 12 };
	size_t shown = page->top < DOZEN ? page->top : DOZEN;
	struct ronda_row *sorted = malloc((rows->count + 1) * sizeof *sorted);
	char count[WORDS_TEXT], label[2 * WORDS_TEXT];
	uint64_t rest = 0;

	if (!sorted)
		return -ENOMEM;
	if (rows->count) {
		memcpy(sorted, rows->row, rows->count * sizeof *sorted);
		qsort(sorted, rows->count, sizeof *sorted, most_first);
	}
	for (size_t i = 0; i < rows->count; i++) {
		const char *name = sorted[i].name;

		if (section->head == WORDS_HEAD_SITES && strcmp(name, "other") == 0)
			name = say(page, WORDS_OTHER_SITES);
		if (section->head == WORDS_HEAD_COUNTRIES && strcmp(name, "local") == 0)
			name = say(page, WORDS_LOCAL);
		if (section->head == WORDS_HEAD_COUNTRIES && strcmp(name, "unknown") == 0)
			name = say(page, WORDS_UNKNOWN);
		if (i < shown) {
			struct bar *bar = add_bar(section, name, sorted[i].count);

			if (bar && section->head == WORDS_HEAD_SITES)
				note_classes(page, bar, sorted[i].name);
		} else {
			rest += sorted[i].count;
		}
	}
	free(sorted);
	if (rest) {
		number(page, rows->count - shown, count);
		add_bar(section, WORDS_FILL(page->lang, WORDS_OTHERS, label, count), rest);
	}
	return 0;
}

static void add_beside(const struct page *page, struct section *section, enum words_message label,
	uint64_t attempts, uint64_t sources)
{
	struct bar *bar = add_bar(section, say(page, label), attempts);
	char count[WORDS_TEXT];

	number(page, sources, count);
	if (bar && sources)
		WORDS_FILL(page->lang, sources == 1 ? WORDS_FROM_AT_LEAST_ONE : WORDS_FROM_AT_LEAST, bar->note, count);
}

enum { CLASSES, OUTCOMES, ORIGINS, PROOF, COUNTRIES, SITES, BESIDE, INCIDENTS, SECTIONS };

static int fill_sections(const struct page *page, struct section sections[SECTIONS])
{
	const struct ronda_summary *s = page->s;
	struct bar *research;

	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++) {
		add_bar(&sections[CLASSES], words_class(page->lang, i), s->attempts.by_class[i]);
		add_bar(&sections[INCIDENTS], words_class(page->lang, i), s->incidents.by_class[i]);
	}
	research = add_bar(&sections[CLASSES], say(page, WORDS_RESEARCH), s->attempts.of_which_research);
	if (research)
		research->aside = true;
	for (unsigned i = 0; i < RONDA_OUTCOME_COUNT; i++)
		add_bar(&sections[OUTCOMES], words_outcome(page->lang, i), s->attempts.by_outcome[i]);
	for (unsigned i = 0; i < RONDA_ORIGIN_COUNT; i++)
		add_bar(&sections[ORIGINS], words_origin(page->lang, i), s->attempts.by_origin[i]);
	add_bar(&sections[PROOF], say(page, WORDS_VERIFIED), s->attempts.verified);
	add_bar(&sections[PROOF], say(page, WORDS_UNVERIFIED), s->attempts.unverified);
	add_beside(page, &sections[BESIDE], WORDS_OUTBOUND, s->outbound.attempts, s->outbound.sources);
	add_beside(page, &sections[BESIDE], WORDS_INTERNAL, s->internal.attempts, s->internal.sources);
	add_bar(&sections[BESIDE], say(page, WORDS_MONITORS), s->monitor_acts);
	add_bar(&sections[BESIDE], say(page, WORDS_UNDECIDED), s->attempts.undecided);
	add_bar(&sections[BESIDE], say(page, WORDS_LOST_PENDING), s->attempts.lost_pending);
	if (add_rows(page, &sections[COUNTRIES], &s->attempts.by_country) < 0)
		return -ENOMEM;
	return add_rows(page, &sections[SITES], &s->attempts.by_site);
}

static void measure(struct page *page, const struct section sections[SECTIONS])
{
	char count[WORDS_TEXT];

	for (unsigned i = 0; i < SECTIONS; i++)
		for (size_t j = 0; j < sections[i].count; j++) {
			size_t label = letters_width(sections[i].bars[j].label);
			size_t digits = letters_width(number(page, sections[i].bars[j].count, count));

			page->label_width = page->label_width > label ? page->label_width : (unsigned)label;
			page->count_width = page->count_width > digits ? page->count_width : (unsigned)digits;
		}
}

static void draw_head(const struct page *page, enum words_message head)
{
	fputc('\n', page->out);
	ink(page, STRONG, say(page, head));
	fputc('\n', page->out);
}

/* From column `at` on; where there is no room, it goes on below, after a comma. */
static void draw_note(const struct page *page, const char *note, unsigned at)
{
	unsigned gap = GAP;

	for (; *note; gap = 1) {
		const char *end = strstr(note, ", ");
		int size = (int)(end ? (size_t)(end - note) + 1 : strlen(note));
		char piece[2 * CELL_TEXT];

		snprintf(piece, sizeof piece, "%.*s", size, note);
		if (at + gap + letters_width(piece) > page->columns) {
			fputc('\n', page->out);
			space(page, 2 * GAP);
			at = 2 * GAP;
		} else {
			space(page, gap);
			at += gap;
		}
		ink(page, QUIET, piece);
		at += (unsigned)letters_width(piece);
		note += size;
		note += *note == ' ';
	}
}

static void draw_bar(const struct page *page, const struct section *section, const struct bar *bar)
{
	unsigned before = 2 * GAP + page->label_width + page->count_width, used = before + 2 * GAP + 6;
	unsigned most = page->columns > used ? page->columns - used : 0, at = before;
	char text[WORDS_TEXT], line[BAR_MOST + 1];
	size_t length;

	if (most > BAR_MOST)
		most = BAR_MOST;
	space(page, GAP);
	left(page, bar->aside ? QUIET : PLAIN, bar->label, page->label_width);
	space(page, GAP);
	right(page, bar->aside ? QUIET : PLAIN, number(page, bar->count, text), page->count_width);
	if (section->whole) {
		right(page, QUIET, words_share(page->lang, bar->count, section->whole, text), GAP + 6);
		at += GAP + 6;
		length = (size_t)(((unsigned __int128)bar->count * most + section->whole / 2) / section->whole);
		if (!bar->aside && length) {
			memset(line, '#', length < BAR_MOST ? length : BAR_MOST);
			line[length < BAR_MOST ? length : BAR_MOST] = '\0';
			space(page, GAP);
			ink(page, ACCENT, line);
			at += GAP + (unsigned)strlen(line);
		}
	}
	draw_note(page, bar->note, at);
	fputc('\n', page->out);
}

static int draw_sections(struct page *page)
{
	const uint64_t total = page->s->attempts.total;
	struct section sections[SECTIONS] = {
		[CLASSES] = { .head = WORDS_HEAD_CLASSES, .room = RONDA_CLASS_COUNT + 1, .whole = total },
		[OUTCOMES] = { .head = WORDS_HEAD_OUTCOMES, .room = RONDA_OUTCOME_COUNT, .whole = total },
		[ORIGINS] = { .head = WORDS_HEAD_ORIGINS, .room = RONDA_ORIGIN_COUNT, .whole = total },
		[PROOF] = { .head = WORDS_HEAD_PROOF, .room = 2, .whole = total },
		[COUNTRIES] = { .head = WORDS_HEAD_COUNTRIES, .room = page->s->attempts.by_country.count + 1, .whole = total },
		[SITES] = { .head = WORDS_HEAD_SITES, .room = page->s->attempts.by_site.count + 1, .whole = total },
		[BESIDE] = { .head = WORDS_HEAD_BESIDE, .room = 5 },
		[INCIDENTS] = { .head = WORDS_HEAD_INCIDENTS, .room = RONDA_CLASS_COUNT, .whole = page->s->incidents.total },
	};
	int code = 0;

	for (unsigned i = 0; i < SECTIONS; i++) {
		sections[i].bars = calloc(sections[i].room, sizeof *sections[i].bars);
		if (!sections[i].bars)
			code = -ENOMEM;
	}
	if (!code)
		code = fill_sections(page, sections);
	if (!code)
		measure(page, sections);
	for (unsigned i = 0; !code && i < SECTIONS; i++) {
		if (sections[i].count)
			draw_head(page, sections[i].head);
		for (size_t j = 0; j < sections[i].count; j++)
			draw_bar(page, &sections[i], &sections[i].bars[j]);
	}
	for (unsigned i = 0; i < SECTIONS; i++)
		free(sections[i].bars);
	return code;
}

/* ---- tables: columns as wide as their cells, the least needed ones falling away ---- */

enum { COLUMNS_MOST = 10 };

struct column {
	enum words_message head;
	bool right;
	unsigned falls; /* the highest goes first when the page is narrow; 0: never */
	size_t width;
	bool gone;
};

typedef char cells[COLUMNS_MOST][CELL_TEXT];

static size_t table_width(const struct column *columns, size_t count)
{
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += columns[i].gone ? 0 : columns[i].width + GAP;
	return total;
}

static void fit(const struct page *page, struct column *columns, size_t count, const cells *rows, size_t rows_count)
{
	for (size_t i = 0; i < count; i++) {
		columns[i].width = letters_width(say(page, columns[i].head));
		for (size_t j = 0; j < rows_count; j++)
			if (columns[i].width < letters_width(rows[j][i]))
				columns[i].width = letters_width(rows[j][i]);
	}
	while (table_width(columns, count) > page->columns) {
		struct column *least = NULL;

		for (size_t i = 0; i < count; i++)
			if (!columns[i].gone && columns[i].falls && (!least || columns[i].falls > least->falls))
				least = &columns[i];
		if (!least)
			return;
		least->gone = true;
	}
}

static void draw_row(const struct page *page, const struct column *columns, size_t count, const char *const texts[],
	enum style style)
{
	size_t owed = 0; /* spaces that are written only if something follows */

	for (size_t i = 0; i < count; i++) {
		size_t free_columns = columns[i].width - letters_width(texts[i]);

		if (columns[i].gone)
			continue;
		owed += GAP + (columns[i].right ? free_columns : 0);
		if (texts[i][0]) {
			space(page, owed);
			ink(page, style, texts[i]);
			owed = 0;
		}
		owed += columns[i].right ? 0 : free_columns;
	}
	fputc('\n', page->out);
}

static void draw_table(const struct page *page, struct column *columns, size_t count, const cells *rows,
	size_t rows_count)
{
	const char *texts[COLUMNS_MOST];

	fit(page, columns, count, rows, rows_count);
	for (size_t i = 0; i < count; i++)
		texts[i] = say(page, columns[i].head);
	draw_row(page, columns, count, texts, QUIET);
	for (size_t j = 0; j < rows_count; j++) {
		for (size_t i = 0; i < count; i++)
			texts[i] = rows[j][i];
		draw_row(page, columns, count, texts, PLAIN);
	}
}

static int heaviest_first(const void *a, const void *b)
{
	const struct ronda_flood *left_flood = *(const struct ronda_flood *const *)a;
	const struct ronda_flood *right_flood = *(const struct ronda_flood *const *)b;

	if (left_flood->packets != right_flood->packets)
		return left_flood->packets < right_flood->packets ? 1 : -1;
	return summary_order_floods(left_flood, right_flood);
}

static const char *lasted(const struct page *page, const struct ronda_flood *flood, char text[CELL_TEXT])
{
	uint64_t seconds = (flood->end_ns - flood->start_ns) / STAMP_SECOND_NS;
	uint64_t unit = seconds < 120 ? 1 : seconds < 120 * 60 ? 60 : 3600;
	char count[WORDS_TEXT];

	if (flood->ongoing || seconds == 0) {
		snprintf(text, CELL_TEXT, "%s", say(page, flood->ongoing ? WORDS_ONGOING : WORDS_LASTED_UNDER));
		return text;
	}
	number(page, (seconds + unit / 2) / unit, count);
	return words_fill(page->lang, unit == 1 ? WORDS_LASTED_SECONDS : unit == 60 ? WORDS_LASTED_MINUTES :
		WORDS_LASTED_HOURS, (const char *const[]){ count, NULL }, text, CELL_TEXT);
}

static void note(const struct page *page, const char *text)
{
	space(page, GAP);
	wrap(page, QUIET, text, GAP);
}

static int draw_floods(const struct page *page)
{
	struct column columns[] = {
		{ .head = WORDS_COLUMN_KIND }, { .head = WORDS_COLUMN_TARGET },
		{ .head = WORDS_COLUMN_START, .falls = 1 }, { .head = WORDS_COLUMN_LASTED, .falls = 3 },
		{ .head = WORDS_COLUMN_PACKETS, .right = true }, { .head = WORDS_COLUMN_PEAK, .right = true, .falls = 2 },
		{ .head = WORDS_COLUMN_SOURCES, .right = true, .falls = 4 }, { .head = WORDS_COLUMN_SPOOFED, .falls = 5 },
		{ .head = WORDS_COLUMN_SENSOR, .falls = 6, .gone = sensors_of(page->s) < 2 },
	};
	size_t count = page->s->floods_count, shown = count < page->top ? count : page->top;
	const struct ronda_flood **list = calloc(count + 1, sizeof *list);
	cells *rows = calloc(shown + 1, sizeof *rows);
	char target[TARGET_TEXT], text[WORDS_TEXT], line[LINE_TEXT];

	for (size_t i = 0; list && i < count; i++)
		list[i] = &page->s->floods[i];
	if (list)
		qsort(list, count, sizeof *list, heaviest_first);
	for (size_t i = 0; list && rows && i < shown; i++) {
		const struct ronda_flood *flood = list[i];

		snprintf(rows[i][0], CELL_TEXT, "%s%s%s", words_flood(page->lang, flood->kind), flood->service ? " " : "",
			flood->service ? ronda_service_name(flood->service) : "");
		snprintf(rows[i][1], CELL_TEXT, "%s", summary_target_write(flood, target));
		brief_moment(page, flood->start_ns, rows[i][2]);
		lasted(page, flood, rows[i][3]);
		number(page, flood->packets, rows[i][4]);
		number(page, flood->peak_packets_per_second, rows[i][5]);
		number(page, flood->sources, rows[i][6]);
		snprintf(rows[i][7], CELL_TEXT, "%s", say(page, flood->spoofed ? WORDS_YES : WORDS_NO));
		letters_cut(rows[i][8], CELL_TEXT, 20, flood->sensor);
	}
	if (list && rows && shown) {
		draw_head(page, WORDS_HEAD_FLOODS);
		draw_table(page, columns, sizeof columns / sizeof *columns, rows, shown);
		if (shown < count)
			note(page, WORDS_FILL(page->lang, WORDS_OTHERS, line, number(page, count - shown, text)));
	}
	bool short_of_memory = !list || !rows;

	free(list);
	free(rows);
	return short_of_memory ? -ENOMEM : 0;
}

/* The request itself, in a line of its own below the row. */
static void draw_request(const struct page *page, const struct ronda_review *review)
{
	char line[LINE_TEXT];

	if (!review->line)
		return;
	space(page, 2 * GAP);
	ink(page, QUIET, letters_cut(line, sizeof line, page->columns - 2 * GAP, review->line));
	fputc('\n', page->out);
}

static void fill_review(const struct page *page, const struct ronda_review *review, cells row)
{
	char text[WORDS_TEXT];

	brief_moment(page, review->time_ns, row[0]);
	ronda_addr_format(&review->source, row[1]);
	letters_cut(row[2], CELL_TEXT, 24, review->rule);
	letters_cut(row[3], CELL_TEXT, LABEL_MOST, review->site);
	snprintf(row[4], CELL_TEXT, review->status ? "%u" : "-", review->status);
	snprintf(row[5], CELL_TEXT, "%.30s", number(page, review->response_bytes, text));
}

/* The latest ones, latest first. */
static void draw_review(const struct page *page)
{
	enum { TEN = 10, COLUMNS = 6 };
	struct column columns[COLUMNS] = {
		{ .head = WORDS_COLUMN_TIME }, { .head = WORDS_COLUMN_SOURCE }, { .head = WORDS_COLUMN_RULE, .falls = 1 },
		{ .head = WORDS_COLUMN_SITE, .falls = 2 }, { .head = WORDS_COLUMN_STATUS, .right = true },
		{ .head = WORDS_COLUMN_BYTES, .right = true, .falls = 3 },
	};
	size_t count = page->s->review_count, shown = count < TEN ? count : TEN;
	uint64_t rest = count - shown + page->s->review_omitted;
	const char *texts[COLUMNS];
	char text[WORDS_TEXT], line[LINE_TEXT];
	cells rows[TEN];

	for (size_t i = 0; i < shown; i++)
		fill_review(page, &page->s->review[count - 1 - i], rows[i]);
	if (!count && !rest)
		return;
	draw_head(page, WORDS_HEAD_REVIEW);
	note(page, say(page, WORDS_NOTE_REVIEW));
	fit(page, columns, COLUMNS, rows, shown);
	for (size_t i = 0; i <= shown && shown; i++) {
		for (size_t j = 0; j < COLUMNS; j++)
			texts[j] = i ? rows[i - 1][j] : say(page, columns[j].head);
		draw_row(page, columns, COLUMNS, texts, i ? PLAIN : QUIET);
		if (i)
			draw_request(page, &page->s->review[count - i]);
	}
	if (rest)
		note(page, WORDS_FILL(page->lang, WORDS_NOTE_EARLIER, line, number(page, rest, text)));
}

/* What came up last stands first. */
static int newest_first(const void *a, const void *b)
{
	const struct ronda_hostname *left_name = *(const struct ronda_hostname *const *)a;
	const struct ronda_hostname *right_name = *(const struct ronda_hostname *const *)b;

	if (left_name->first_seen_ns != right_name->first_seen_ns)
		return left_name->first_seen_ns < right_name->first_seen_ns ? 1 : -1;
	return summary_order_hostnames(left_name, right_name);
}

static void fill_name(const struct page *page, const struct ronda_hostname *name, cells row)
{
	letters_cut(row[0], CELL_TEXT, LABEL_MOST, name->name);
	ronda_addr_format(&name->addr, row[1]);
	brief_moment(page, name->first_seen_ns, row[2]);
	brief_moment(page, name->last_seen_ns, row[3]);
}

static int draw_names(const struct page *page)
{
	enum { MOST = 20, COLUMNS = 4 };
	struct column columns[COLUMNS] = {
		{ .head = WORDS_COLUMN_NAME }, { .head = WORDS_COLUMN_ADDRESS, .falls = 1 },
		{ .head = WORDS_COLUMN_FIRST, .falls = 2 }, { .head = WORDS_COLUMN_LAST, .falls = 3 },
	};
	const struct ronda_hostname **list;
	size_t count = 0, shown;
	char text[WORDS_TEXT], line[LINE_TEXT];
	cells rows[MOST];

	if (!page->s->listening.names_declared)
		return 0;
	list = calloc(page->s->hostnames_count + 1, sizeof *list);
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < page->s->hostnames_count; i++)
		if (!page->s->hostnames[i].declared)
			list[count++] = &page->s->hostnames[i];
	qsort(list, count, sizeof *list, newest_first);
	shown = count < MOST ? count : MOST;
	for (size_t i = 0; i < shown; i++)
		fill_name(page, list[i], rows[i]);
	free(list);
	if (!shown)
		return 0;
	draw_head(page, WORDS_HEAD_NAMES);
	draw_table(page, columns, COLUMNS, rows, shown);
	if (shown < count)
		note(page, WORDS_FILL(page->lang, WORDS_OTHERS, line, number(page, count - shown, text)));
	return 0;
}

static void draw_backscatter(const struct page *page)
{
	char packets[WORDS_TEXT], sources[WORDS_TEXT], text[LINE_TEXT];

	if (!page->s->backscatter.packets)
		return;
	number(page, page->s->backscatter.packets, packets);
	number(page, ronda_sketch_count(&page->s->backscatter.sources), sources);
	draw_head(page, WORDS_HEAD_BACKSCATTER);
	space(page, GAP);
	wrap(page, PLAIN, WORDS_FILL(page->lang, WORDS_BACKSCATTER_OF, text, packets, sources), GAP);
}

/* How many targets or ports: counted while they are few, an estimate beyond. */
static void spread(const struct page *page, uint64_t count, char cell[CELL_TEXT])
{
	enum { EXACT = 32 };
	char text[WORDS_TEXT];

	number(page, count, text);
	snprintf(cell, CELL_TEXT, "%s%.30s", count > EXACT ? "~" : "", text);
}

static void fill_source(const struct page *page, const struct ronda_source *source, cells row)
{
	const struct ronda_prefix prefix = { source->addr, source->prefix_bits };
	char country[8];

	ronda_prefix_format(&prefix, row[0]);
	snprintf(row[1], CELL_TEXT, "%s", summary_country(source, country));
	if (source->country == 0 || source->country == RONDA_COUNTRY_LOCAL)
		snprintf(row[1], CELL_TEXT, "%s", say(page, strcmp(country, "local") == 0 ? WORDS_LOCAL : WORDS_UNKNOWN));
	number(page, source->attempts, row[2]);
	if (source->attempts_error)
		strcat(row[2], "+");
	spread(page, source->targets, row[3]);
	spread(page, source->ports, row[4]);
	brief_moment(page, source->first_seen_ns, row[5]);
	brief_moment(page, source->last_seen_ns, row[6]);
	snprintf(row[7], CELL_TEXT, "%s", say(page, source->verified ? WORDS_YES : WORDS_NO));
}

static int draw_sources(const struct page *page)
{
	struct column columns[] = {
		{ .head = WORDS_COLUMN_ADDRESS }, { .head = WORDS_COLUMN_COUNTRY, .falls = 1 },
		{ .head = WORDS_COLUMN_ATTEMPTS, .right = true }, { .head = WORDS_COLUMN_TARGETS, .right = true, .falls = 3 },
		{ .head = WORDS_COLUMN_PORTS, .right = true, .falls = 4 }, { .head = WORDS_COLUMN_FIRST, .falls = 6 },
		{ .head = WORDS_COLUMN_LAST, .falls = 5 }, { .head = WORDS_COLUMN_VERIFIED, .falls = 2 },
	};
	const struct ronda_source *top = page->s->sources.top;
	size_t attackers = 0, shown = 0;
	bool at_least = false;
	char text[2][WORDS_TEXT], line[LINE_TEXT];
	cells *rows;

	while (attackers < page->s->sources.top_count && top[attackers].attempts)
		attackers++; /* sorted by attempts: those of none come last, and are no attackers */
	shown = attackers < page->top ? attackers : page->top;
	if (!shown)
		return 0;
	rows = calloc(shown, sizeof *rows);
	if (!rows)
		return -ENOMEM;
	for (size_t i = 0; i < shown; i++) {
		fill_source(page, &top[i], rows[i]);
		at_least = at_least || top[i].attempts_error;
	}
	draw_head(page, WORDS_HEAD_SOURCES);
	draw_table(page, columns, sizeof columns / sizeof *columns, rows, shown);
	free(rows);
	if (at_least)
		note(page, say(page, WORDS_NOTE_AT_LEAST));
	if (ronda_sketch_count(&page->s->sources.attacking) > shown)
		note(page, WORDS_FILL(page->lang, WORDS_NOTE_MORE_SOURCES, line, number(page, shown, text[0]),
			number(page, ronda_sketch_count(&page->s->sources.attacking), text[1])));
	return 0;
}

int export_text(FILE *out, const struct ronda_summary *summary, const struct text_options *options)
{
	struct page page = { .out = out, .s = summary, .zone = options->zone, .lang = options->lang, .colour = options->colour,
		.columns = options->columns ? options->columns : 80, .top = options->top ? options->top : 10 };
	int code;

	if (page.columns < 60)
		page.columns = 60;
	page.one_day = is_one_day(&page);
	tell_answer(&page);
	tell_definition(&page);
	tell_period(&page);
	tell_coverage(&page);
	tell_losses(&page);
	tell_direction(&page);
	tell_frames(&page);
	tell_some_frames(&page, summary->frames.cut_short, WORDS_CUT_SHORT);
	tell_some_frames(&page, summary->frames.glued, WORDS_GLUED);
	tell_traffic(&page);
	tell_duplicates(&page);
	tell_listening(&page);
	tell_names(&page);
	tell_places(&page);
	code = draw_sections(&page);
	if (!code)
		draw_review(&page);
	if (!code)
		code = draw_names(&page);
	if (!code)
		code = draw_floods(&page);
	if (!code)
		draw_backscatter(&page);
	if (!code)
		code = draw_sources(&page);
	fputc('\n', out);
	note(&page, say(&page, WORDS_NOTE_TAP));
	return code ? code : fflush(out) || ferror(out) ? -EIO : 0;
}
