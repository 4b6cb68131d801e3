/* SPDX-License-Identifier: BSD-2-Clause */
/* text_facts.c - the answer in one sentence, then what it rests on: one label a line, its text wrapped beside it. */
#include "export/text_page.h"

#include "base/letters.h"
#include "summary/sentence.h"
#include "summary/shape.h"

#include <string.h>

static size_t fact_width(const struct page *page)
{
	static const enum words_message labels[] = { WORDS_DEFINITION, WORDS_SETTING, WORDS_SCOPE, WORDS_SENSOR,
		WORDS_PERIOD, WORDS_BUSIEST, WORDS_COVERAGE, WORDS_DROPS, WORDS_CAPTURE, WORDS_FRAMES, WORDS_TRAFFIC,
		WORDS_PLACES, WORDS_ONE_WAY, WORDS_LISTENING, WORDS_NAMES };
	size_t most = 0;

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (most < letters_width(page_say(page, labels[i])))
			most = letters_width(page_say(page, labels[i]));
	return most;
}

static void fact(const struct page *page, enum words_message label, enum pen_style style, const char *text)
{
	char shown[LINE_TEXT];
	size_t columns = fact_width(page);

	pen_space(&page->pen, GAP);
	pen_left(&page->pen, PEN_QUIET, label == WORDS_MESSAGE_COUNT ? "" : page_say(page, label), columns);
	pen_space(&page->pen, GAP);
	pen_wrap(&page->pen, style, letters_copy(shown, sizeof shown, text), columns + 2 * GAP);
}

static void tell_answer(const struct page *page)
{
	uint64_t sources = ronda_sketch_count(&page->s->sources.attacking);
	char sentence[SENTENCE_TEXT], count[WORDS_TEXT], from[WORDS_TEXT] = "", text[LINE_TEXT];

	summary_sentence(page->s, page->lang, sentence);
	page_number(page, sources, count);
	if (page->s->attempts.total && sources)
		WORDS_FILL(page->lang, sources == 1 ? WORDS_FROM_ONE :
			ronda_sketch_error(&page->s->sources.attacking) > 0 ? WORDS_FROM_ABOUT : WORDS_FROM_MANY,
			from, count);
	snprintf(text, sizeof text, "%s%s.", sentence, from);
	if (text[0] >= 'a' && text[0] <= 'z')
		text[0] = (char)(text[0] - 'a' + 'A');
	fputc('\n', page->pen.out);
	pen_wrap(&page->pen, PEN_STRONG, text, 0);
	fputc('\n', page->pen.out);
}

static void tell_definition(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char text[LINE_TEXT];

	fact(page, WORDS_DEFINITION, PEN_PLAIN, RONDA_DEFINITION);
	for (size_t i = 0; i < s->settings_count; i++) {
		snprintf(text, sizeof text, "%s = %s", s->settings[i].name, s->settings[i].value);
		fact(page, WORDS_SETTING, PEN_WARNING, text);
	}
	if (s->scope_count == 0)
		fact(page, WORDS_SCOPE, PEN_PLAIN, page_say(page, WORDS_SCOPE_ANY));
	for (size_t i = 0; i < s->scope_count; i++)
		fact(page, i ? WORDS_MESSAGE_COUNT : WORDS_SCOPE, PEN_PLAIN, s->scope[i]);
	fact(page, WORDS_SENSOR, PEN_PLAIN, s->sensor);
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
	page_moment(page, page->s->start_ns, start);
	if (strcmp(zone[0], zone[1]) != 0)
		snprintf(start + strlen(start), CELL_TEXT, " %s", zone[0]);
	page_moment(page, page->s->end_ns, end);
	fact(page, WORDS_PERIOD, PEN_PLAIN, WORDS_FILL(page->lang, WORDS_PERIOD_SPAN, text, start, end, zone[1]));
	for (size_t i = 0; i < hours->count; i++)
		if (!most || most->count < hours->row[i].count)
			most = &hours->row[i];
	if (hours->count < 2 || stamp_parse(&ns, most->name, NULL) < 0)
		return;
	page_moment(page, ns, start);
	start[strlen("2022-07-13 07:00")] = '\0';
	page_number(page, most->count, count);
	fact(page, WORDS_BUSIEST, PEN_PLAIN, WORDS_FILL(page->lang, WORDS_BUSIEST_HOUR, text, start,
		stamp_local(page->zone, ns).zone, count));
}

static void tell_coverage(const struct page *page)
{
	uint32_t millionths = summary_coverage_millionths(page->s);
	enum pen_style style = millionths < 1000000 ? PEN_WARNING : PEN_PLAIN;
	char share[WORDS_TEXT], sensors[WORDS_TEXT], seconds[WORDS_TEXT], up[WORDS_TEXT], text[LINE_TEXT];

	words_share(page->lang, millionths, 1000000, share);
	page_number(page, page->sensors, sensors);
	page_number(page, summary_period_seconds(page->s), seconds);
	page_number(page, page->s->up_seconds, up);
	if (summary_period_seconds(page->s) == 0)
		fact(page, WORDS_COVERAGE, PEN_PLAIN, page_say(page, WORDS_COVERAGE_INSTANT));
	else if (page->sensors == 1)
		fact(page, WORDS_COVERAGE, style, WORDS_FILL(page->lang, WORDS_COVERAGE_OF, text, share, up, seconds));
	else
		fact(page, WORDS_COVERAGE, style,
			WORDS_FILL(page->lang, WORDS_COVERAGE_SENSORS, text, share, sensors, seconds, up));
}

static void tell_losses(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char kernel[WORDS_TEXT], interface[WORDS_TEXT], text[LINE_TEXT], error[RONDA_ERROR_TEXT];

	page_number(page, s->capture.kernel_drop_packets, kernel);
	page_number(page, s->capture.interface_drop_packets, interface);
	if (s->capture.kernel_drop_packets || s->capture.interface_drop_packets)
		fact(page, WORDS_DROPS, PEN_WARNING, WORDS_FILL(page->lang, WORDS_DROPS_SOME, text, kernel, interface));
	else
		fact(page, WORDS_DROPS, PEN_PLAIN, page_say(page, WORDS_DROPS_NONE));
	if (!s->capture.complete && !s->capture.error)
		fact(page, WORDS_CAPTURE, PEN_WARNING, page_say(page, WORDS_CAPTURE_ENDED));
	for (const char *line = s->capture.error, *end; line; line = *end ? end + 1 : NULL) {
		end = strchrnul(line, '\n'); /* one line for each capture that had an error */
		snprintf(error, sizeof error, "%.*s", (int)(end - line), line);
		fact(page, line == s->capture.error ? WORDS_CAPTURE : WORDS_MESSAGE_COUNT, PEN_WARNING,
			s->capture.complete ? error : WORDS_FILL(page->lang, WORDS_CAPTURE_ENDED_BY, text, error));
	}
}

/* Some bytes are missing in nearly every capture; more than now and then means that the tap cannot keep up. What a snap
 * length cut off looks the same, and is told of by itself. */
static void tell_gaps(const struct page *page)
{
	enum { LEAST = 10, ONE_IN = 100 };
	const struct ronda_summary *s = page->s;
	uint64_t gaps = s->capture.acknowledged_gaps;
	char count[WORDS_TEXT], text[LINE_TEXT];

	page_number(page, gaps, count);
	if (gaps >= LEAST && gaps * ONE_IN >= s->listening.connections && !s->frames.cut_short)
		fact(page, WORDS_GAPS, PEN_WARNING, WORDS_FILL(page->lang, WORDS_GAPS_SOME, text, count));
}

static void tell_direction(const struct page *page)
{
	if (page->s->capture.one_way)
		fact(page, WORDS_ONE_WAY, PEN_WARNING,
			page_say(page, page->s->parts_count > 1 ? WORDS_ONE_WAY_SOME : WORDS_ONE_WAY_ALL));
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

	page_number(page, s->frames.delivered, delivered);
	if (s->frames.delivered == 0) {
		fact(page, WORDS_FRAMES, PEN_PLAIN, page_say(page, WORDS_FRAMES_NONE));
		return;
	}
	if (unread == 0) {
		fact(page, WORDS_FRAMES, PEN_PLAIN, WORDS_FILL(page->lang, WORDS_FRAMES_ALL, text, delivered));
		return;
	}
	page_number(page, unread, count);
	words_share(page->lang, unread, s->frames.delivered, share);
	WORDS_FILL(page->lang, WORDS_FRAMES_UNREAD, text, delivered, count, share);
	for (size_t i = 0; i < sizeof fates / sizeof *fates; i++) {
		if (!s->frames.by_fate[fates[i].fate])
			continue;
		page_number(page, s->frames.by_fate[fates[i].fate], count);
		WORDS_FILL(page->lang, fates[i].message, piece, count);
		length = strlen(text);
		snprintf(text + length, sizeof text - length, "%s%s", told++ ? ", " : " ", piece);
	}
	fact(page, WORDS_FRAMES, PEN_PLAIN, text);
}

/* What bounds the number, and can be cured. */
static void tell_some_frames(const struct page *page, uint64_t count, enum words_message message)
{
	char frames[WORDS_TEXT], text[LINE_TEXT];

	if (count)
		fact(page, WORDS_MESSAGE_COUNT, PEN_WARNING, WORDS_FILL(page->lang, message, text, page_number(page, count, frames)));
}

static void tell_traffic(const struct page *page)
{
	const struct ronda_sketch *seen = &page->s->sources.seen;
	char packets[WORDS_TEXT], bytes[WORDS_TEXT], sources[WORDS_TEXT], text[LINE_TEXT];

	page_number(page, page->s->traffic.packets, packets);
	page_number(page, page->s->traffic.wire_bytes, bytes);
	page_number(page, ronda_sketch_count(seen), sources);
	fact(page, WORDS_TRAFFIC, PEN_PLAIN, WORDS_FILL(page->lang,
		ronda_sketch_error(seen) > 0 ? WORDS_TRAFFIC_ABOUT : WORDS_TRAFFIC_OF, text, packets, bytes, sources));
}

static void tell_duplicates(const struct page *page)
{
	char packets[WORDS_TEXT], text[LINE_TEXT];

	page_number(page, page->s->traffic.duplicate_packets, packets);
	if (page->s->traffic.duplicate_packets)
		fact(page, WORDS_MESSAGE_COUNT, PEN_PLAIN, WORDS_FILL(page->lang, WORDS_DUPLICATES, text, packets));
}

static void tell_listening(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char connections[WORDS_TEXT], requests[WORDS_TEXT], handshakes[WORDS_TEXT], logins[WORDS_TEXT], text[LINE_TEXT];

	if (!s->listening.connections)
		return;
	page_number(page, s->listening.connections, connections);
	page_number(page, s->listening.requests, requests);
	page_number(page, s->listening.handshakes, handshakes);
	page_number(page, s->listening.logins, logins);
	fact(page, WORDS_LISTENING, PEN_PLAIN,
		WORDS_FILL(page->lang, WORDS_LISTENING_OF, text, connections, requests, handshakes, logins));
	page_number(page, s->listening.given_up, connections);
	page_number(page, s->listening.evicted, requests);
	page_number(page, s->listening.forgotten, handshakes);
	if (s->listening.given_up || s->listening.evicted || s->listening.forgotten)
		fact(page, WORDS_MESSAGE_COUNT, s->listening.evicted ? PEN_WARNING : PEN_PLAIN,
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

	page_number(page, count_names(s, false), seen);
	page_number(page, count_names(s, true), others);
	if (s->listening.names_declared && !s->hostnames_count)
		fact(page, WORDS_NAMES, PEN_PLAIN, page_say(page, WORDS_NAMES_NONE));
	else if (s->listening.names_declared)
		fact(page, WORDS_NAMES, PEN_PLAIN, WORDS_FILL(page->lang, WORDS_NAMES_DECLARED, text, seen, others));
	else if (s->hostnames_count)
		fact(page, WORDS_NAMES, PEN_PLAIN, WORDS_FILL(page->lang, WORDS_NAMES_SEEN, text, seen));
	page_number(page, s->listening.names_refused, others);
	if (s->listening.names_refused)
		fact(page, s->hostnames_count || s->listening.names_declared ? WORDS_MESSAGE_COUNT : WORDS_NAMES, PEN_WARNING,
			WORDS_FILL(page->lang, WORDS_NAMES_REFUSED, text, others));
}

static void tell_places(const struct page *page)
{
	const struct ronda_summary *s = page->s;
	char built[STAMP_TEXT], text[LINE_TEXT];

	if (!s->geoip.file) {
		fact(page, WORDS_PLACES, PEN_WARNING, page_say(page, WORDS_PLACES_NONE));
		return;
	}
	stamp_format(s->geoip.built_seconds * STAMP_SECOND_NS, built);
	built[strlen("2022-07-13")] = '\0';
	if (s->geoip.type)
		WORDS_FILL(page->lang, WORDS_PLACES_TYPED, text, s->geoip.file, s->geoip.type, built);
	else
		WORDS_FILL(page->lang, WORDS_PLACES_FILE, text, s->geoip.file, built);
	fact(page, WORDS_PLACES, PEN_PLAIN, text);
}

void page_facts(const struct page *page)
{
	tell_answer(page);
	tell_definition(page);
	tell_period(page);
	tell_coverage(page);
	tell_losses(page);
	tell_gaps(page);
	tell_direction(page);
	tell_frames(page);
	tell_some_frames(page, page->s->frames.cut_short, WORDS_CUT_SHORT);
	tell_some_frames(page, page->s->frames.glued, WORDS_GLUED);
	tell_traffic(page);
	tell_duplicates(page);
	tell_listening(page);
	tell_names(page);
	tell_places(page);
}
