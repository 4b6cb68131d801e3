/* SPDX-License-Identifier: BSD-2-Clause */
/* tables.c - what there is to see: a table for each view, and its columns. */
#include "base/act_words.h"
#include "console/page.h"

#include <stdio.h>
#include <string.h>

/* ---- what a cell says ---- */

static void as_number(const struct page *page, struct shown *out, uint64_t number)
{
	char text[WORDS_TEXT];

	snprintf(out->text, sizeof out->text, "%s", number ? show_number(page->lang, number, text) : "-");
	out->style = number ? PLAIN : QUIET;
	out->is_number = true;
	out->number = (double)number;
}

static void as_rate(const struct page *page, struct shown *out, double rate)
{
	char text[WORDS_TEXT];

	snprintf(out->text, sizeof out->text, "%s", show_rate(page->lang, rate, text));
	out->style = rate > 0 ? STRONG : QUIET;
	out->is_number = true;
	out->number = rate;
}

static void as_ago(const struct page *page, struct shown *out, uint64_t ns)
{
	char text[WORDS_TEXT];

	snprintf(out->text, sizeof out->text, "%s", show_ago(page, ns, text));
	out->is_number = true;
	out->number = (double)ns;
}

static void as_text(struct shown *out, enum style style, const char *text)
{
	snprintf(out->text, sizeof out->text, "%s", text);
	out->style = style;
}

static void as_yes(const struct page *page, struct shown *out, bool yes)
{
	as_text(out, yes ? ACCENT : QUIET, say(page, yes ? WORDS_C_YES : WORDS_C_NO));
	out->is_number = true;
	out->number = yes;
}

static void as_share(const struct page *page, struct shown *out, uint64_t part, uint64_t whole)
{
	char share[WORDS_TEXT];

	as_text(out, PLAIN, whole && part ? words_share(page->lang, part, whole, share) : "-");
	out->is_number = true;
	out->number = whole ? (double)part / (double)whole : 0;
}

/* Sorted as a number, not as a text. */
static void as_address(struct shown *out, enum style style, const char *text, const struct ronda_addr *addr)
{
	as_text(out, style, text);
	for (unsigned i = 0; i < 16; i++)
		snprintf(out->order + 2 * i, sizeof out->order - 2 * i, "%02x", addr->bytes[i]);
}

/* Sorted by how much of it is not the usual probing. The text is a letter for each share of the width. */
static void as_mix(struct shown *out, const uint64_t by_class[RONDA_CLASS_COUNT])
{
	uint64_t total = 0;

	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		total += by_class[class];
	out->is_number = true;
	out->number = total ? (double)(total - by_class[RONDA_CLASS_PROBE]) / (double)total : -1;
	memcpy(out->text, by_class, sizeof (uint64_t[RONDA_CLASS_COUNT])); /* for the drawing */
}

static void as_outcome(const struct page *page, struct shown *out, enum ronda_outcome outcome)
{
	as_text(out, outcome == RONDA_OUTCOME_SERVED ? WARNING : PLAIN, show_outcome(page, outcome));
}

static void as_target(struct shown *out, const char *site, const struct ronda_addr *addr, uint16_t port)
{
	char text[RONDA_ADDR_TEXT];

	ronda_addr_format(addr, text);
	if (!port)
		snprintf(out->text, sizeof out->text, "%s", *site ? site : text);
	else
		snprintf(out->text, sizeof out->text, !*site && !ronda_addr_is_v4(addr) ? "[%s]:%u" : "%s:%u",
			*site ? site : text, port);
}

#define ROW(type) const struct picture_##type *it = row
#define SHOW(function, type, ...)                                                                  \
	static void function(const struct page *page, const void *row, struct shown *out)          \
	{                                                                                          \
		ROW(type);                                                                         \
		(void)page;                                                                        \
		__VA_ARGS__;                                                                       \
	}

#define ROWS_OF(member, type)                                                                      \
	static const void *row_of_##member(const struct ronda_picture *picture, size_t i)          \
	{                                                                                          \
		return i < picture->member##_count ? &picture->member[i] : NULL;                   \
	}
#define TAKES(type)                                                                                \
	static bool takes_##type(const struct filter *filter, const void *row)                     \
	{                                                                                          \
		return filter_takes_##type(filter, row);                                           \
	}

TAKES(source)
TAKES(row)
TAKES(flood)
TAKES(review)

static void enter_source(struct page *page, const struct ronda_addr *addr, uint8_t bits)
{
	page->view->under.source = true;
	page->view->under.addr = *addr;
	page->view->under.bits = bits;
}

static void enter_filter(struct page *page, const char *text)
{
	if (strcmp(text, "other") != 0 && !strchr(text, ' '))
		snprintf(page->view->under.filter, sizeof page->view->under.filter, "%s", text);
}

/* ---- sources ---- */

ROWS_OF(source, picture_source)

SHOW(source_name, source, char name[RONDA_ADDR_TEXT];
	as_address(out, it->verified ? STRONG : PLAIN, picture_source_name(&it->addr, it->prefix_bits, name), &it->addr))
SHOW(source_country, source, char text[8];
	as_text(out, it->origin == RONDA_ORIGIN_FOREIGN ? PLAIN : ACCENT,
		show_country(page, it->origin, it->country, text)))
SHOW(source_rate, source, as_rate(page, out, it->attempts.rate))
SHOW(source_hour, source, as_number(page, out, it->attempts.hour))
SHOW(source_today, source, as_number(page, out, it->attempts.today))
SHOW(source_mix, source, as_mix(out, it->by_class))
SHOW(source_outcome, source, as_outcome(page, out, it->outcome))
SHOW(source_site, source, as_text(out, PLAIN, it->site[0] ? it->site : "-"))
SHOW(source_last, source, as_ago(page, out, it->last_ns))
SHOW(source_proven, source, as_yes(page, out, it->verified))
SHOW(source_targets, source, as_number(page, out, it->targets))
SHOW(source_ports, source, as_number(page, out, it->ports))
SHOW(source_packets, source, as_number(page, out, it->packets))

static void source_network(const struct page *page, const void *row, struct shown *out)
{
	ROW(source);
	char text[NETWORK_NAME_TEXT] = "";

	if (page->view->networks)
		network_names_find(page->view->networks, &it->addr, text);
	as_text(out, PLAIN, text[0] ? text : "-");
}

static void name_source(const struct page *page, const void *row, char name[PICTURE_NAME])
{
	ROW(source);

	(void)page;
	picture_source_name(&it->addr, it->prefix_bits, name);
}

static void enter_this_source(struct page *page, const void *row)
{
	ROW(source);

	enter_source(page, &it->addr, it->prefix_bits);
}

/* Narrow pages lose packets, ports, targets, the hour, the site, proven, what came back, what was tried, the last time,
 * the country, today, the rate: in this order. */
static const struct column source_columns[] = {
	{ WORDS_C_C_SOURCE, 15, 43, 0, false, DRAW_TEXT, source_name },
	{ WORDS_C_C_COUNTRY, 3, 3, 3, false, DRAW_TEXT, source_country },
	{ WORDS_C_C_RATE, 6, 8, 1, true, DRAW_TEXT, source_rate },
	{ WORDS_C_C_HOUR, 7, 9, 9, true, DRAW_TEXT, source_hour },
	{ WORDS_C_C_TODAY, 7, 9, 2, true, DRAW_TEXT, source_today },
	{ WORDS_C_C_MIX, 7, 12, 5, false, DRAW_MIX, source_mix },
	{ WORDS_C_C_OUTCOME, 10, 12, 6, false, DRAW_TEXT, source_outcome },
	{ WORDS_C_C_PROVEN, 5, 6, 7, false, DRAW_TEXT, source_proven },
	{ WORDS_C_C_LAST, 5, 5, 4, true, DRAW_TEXT, source_last },
	{ WORDS_C_C_SITE, 13, 40, 8, false, DRAW_TEXT, source_site },
	{ WORDS_C_C_TARGETS, 7, 8, 10, true, DRAW_TEXT, source_targets },
	{ WORDS_C_C_PORTS, 5, 7, 11, true, DRAW_TEXT, source_ports },
	{ WORDS_C_C_PACKETS, 8, 9, 12, true, DRAW_TEXT, source_packets },
	{ WORDS_C_C_NETWORK_NAME, 12, 36, 13, false, DRAW_TEXT, source_network },
};

bool column_is_there(const struct view *view, const struct column *column)
{
	return view->networks || column->show != source_network;
}

/* ---- countries, sites, networks ---- */

ROWS_OF(country, picture_row)
ROWS_OF(site, picture_row)
ROWS_OF(network, picture_row)

SHOW(row_name, row, as_text(out, PLAIN, strcmp(it->name, "local") == 0 ? say(page, WORDS_C_LOCAL) :
	strcmp(it->name, "unknown") == 0 ? say(page, WORDS_C_UNKNOWN) : strcmp(it->name, "other") == 0 ? say(page, WORDS_C_OTHER) :
	it->name))
SHOW(row_network, row, struct ronda_prefix prefix = { 0 }; ronda_prefix_parse(&prefix, it->name, NULL);
	as_address(out, PLAIN, it->name, &prefix.addr))
SHOW(row_country, row, row_name(page, row, out); out->style = strlen(it->name) == 2 &&
	ronda_country_parse(it->name) == page->picture->home ? ACCENT : PLAIN)
SHOW(row_rate, row, as_rate(page, out, it->attempts.rate))
SHOW(row_hour, row, as_number(page, out, it->attempts.hour))
SHOW(row_today, row, as_number(page, out, it->attempts.today))
SHOW(row_share, row, as_share(page, out, it->attempts.today, page->picture->attempts.today))
SHOW(row_mix, row, as_mix(out, it->by_class))
SHOW(row_sources, row, as_number(page, out, it->sources))
SHOW(row_last, row, as_ago(page, out, it->last_ns))

static void name_row(const struct page *page, const void *row, char name[PICTURE_NAME])
{
	ROW(row);

	(void)page;
	snprintf(name, PICTURE_NAME, "%s", it->name);
}

static void enter_row(struct page *page, const void *row)
{
	ROW(row);

	enter_filter(page, it->name);
}

#define PACE_COLUMNS                                                                               \
	{ WORDS_C_C_RATE, 7, 9, 1, true, DRAW_TEXT, row_rate },                                          \
	{ WORDS_C_C_HOUR, 9, 10, 4, true, DRAW_TEXT, row_hour },                                         \
	{ WORDS_C_C_TODAY, 9, 10, 2, true, DRAW_TEXT, row_today }

static const struct column country_columns[] = {
	{ WORDS_C_C_NAME, 11, 11, 0, false, DRAW_TEXT, row_country },
	PACE_COLUMNS,
	{ WORDS_C_C_LAST, 5, 5, 5, true, DRAW_TEXT, row_last },
	{ WORDS_C_C_SHARE, 24, 60, 3, false, DRAW_BAR, row_share },
};
static const struct column site_columns[] = {
	{ WORDS_C_C_SITE, 20, 48, 0, false, DRAW_TEXT, row_name },
	PACE_COLUMNS,
	{ WORDS_C_C_MIX, 7, 12, 5, false, DRAW_MIX, row_mix },
	{ WORDS_C_C_LAST, 5, 5, 6, true, DRAW_TEXT, row_last },
	{ WORDS_C_C_SHARE, 12, 50, 3, false, DRAW_BAR, row_share },
};
static const struct column network_columns[] = {
	{ WORDS_C_C_NETWORK, 18, 30, 0, false, DRAW_TEXT, row_network },
	{ WORDS_C_C_SOURCES, 7, 8, 5, true, DRAW_TEXT, row_sources },
	PACE_COLUMNS,
	{ WORDS_C_C_MIX, 7, 12, 6, false, DRAW_MIX, row_mix },
	{ WORDS_C_C_LAST, 5, 5, 7, true, DRAW_TEXT, row_last },
	{ WORDS_C_C_SHARE, 12, 50, 3, false, DRAW_BAR, row_share },
};

/* ---- classes, and the other ways to divide the same total ---- */

/* One part of the total: which list, and which of it. */
struct part {
	enum words_message group;
	enum { PART_CLASS, PART_OUTCOME, PART_ORIGIN, PART_VERIFIED, PART_UNVERIFIED, PART_RESEARCH, PART_OUTBOUND,
		PART_INTERNAL, PART_BACKSCATTER } list;
	unsigned which;
};

#define PART_OF_CLASS(NAME, name, meaning) { WORDS_C_G_CLASS, PART_CLASS, RONDA_CLASS_##NAME },
#define PART_OF_OUTCOME(NAME, name, meaning) { WORDS_C_G_OUTCOME, PART_OUTCOME, RONDA_OUTCOME_##NAME },
#define PART_OF_ORIGIN(NAME, name, meaning) { WORDS_C_G_ORIGIN, PART_ORIGIN, RONDA_ORIGIN_##NAME },

static const struct part parts[] = {
	RONDA_CLASSES(PART_OF_CLASS) RONDA_OUTCOMES(PART_OF_OUTCOME) RONDA_ORIGINS(PART_OF_ORIGIN)
	{ WORDS_C_G_PROOF, PART_VERIFIED, 0 }, { WORDS_C_G_PROOF, PART_UNVERIFIED, 0 }, { WORDS_C_G_ASIDE, PART_RESEARCH, 0 },
	{ WORDS_C_G_ASIDE, PART_OUTBOUND, 0 }, { WORDS_C_G_ASIDE, PART_INTERNAL, 0 }, { WORDS_C_G_ASIDE, PART_BACKSCATTER, 0 },
};

static const void *row_of_part(const struct ronda_picture *picture, size_t i)
{
	(void)picture;
	return i < sizeof parts / sizeof *parts ? &parts[i] : NULL;
}

static struct picture_count unverified(const struct ronda_picture *picture)
{
	const struct picture_count *all = &picture->attempts, *verified = &picture->verified;

	return (struct picture_count){
		all->rate > verified->rate ? all->rate - verified->rate : 0,
		all->hour > verified->hour ? all->hour - verified->hour : 0,
		all->today > verified->today ? all->today - verified->today : 0,
	};
}

static struct picture_count count_of(const struct page *page, const struct part *part)
{
	const struct ronda_picture *picture = page->picture;

	switch (part->list) {
	case PART_CLASS:
		return picture->by_class[part->which];
	case PART_OUTCOME:
		return picture->by_outcome[part->which];
	case PART_ORIGIN:
		return picture->by_origin[part->which];
	case PART_VERIFIED:
		return picture->verified;
	case PART_UNVERIFIED:
		return unverified(picture);
	case PART_RESEARCH:
		return picture->research;
	case PART_OUTBOUND:
		return picture->outbound;
	case PART_INTERNAL:
		return picture->internal;
	default:
		return picture->backscatter;
	}
}

static const char *part_label(const struct page *page, const struct part *part)
{
	switch (part->list) {
	case PART_CLASS:
		return words_class(page->lang, part->which);
	case PART_OUTCOME:
		return words_outcome(page->lang, part->which);
	case PART_ORIGIN:
		return words_origin(page->lang, part->which);
	default:
		return say(page, WORDS_C_VERIFIED + part->list - PART_VERIFIED);
	}
}

_Static_assert(WORDS_C_BACKSCATTER - WORDS_C_VERIFIED == PART_BACKSCATTER - PART_VERIFIED, "the labels follow the parts");

#define PART const struct part *it = row
#define SHOW_PART(function, ...)                                                                   \
	static void function(const struct page *page, const void *row, struct shown *out)          \
	{                                                                                          \
		PART;                                                                              \
		struct picture_count count = count_of(page, it);                                   \
                                                                                                   \
		(void)count;                                                                       \
		__VA_ARGS__;                                                                       \
	}
SHOW_PART(part_group, as_text(out, QUIET, say(page, it->group)); out->is_number = true;
	out->number = -(double)(it - parts))
SHOW_PART(part_name, as_text(out, it->list == PART_OUTCOME && it->which == RONDA_OUTCOME_SERVED && count.today ? WARNING :
	PLAIN, part_label(page, it)))
SHOW_PART(part_rate, as_rate(page, out, count.rate))
SHOW_PART(part_hour, as_number(page, out, count.hour))
SHOW_PART(part_today, as_number(page, out, count.today))
SHOW_PART(part_share, as_share(page, out, it->list <= PART_RESEARCH ? count.today : 0, page->picture->attempts.today))

static bool takes_part(const struct filter *filter, const void *row)
{
	(void)filter, (void)row; /* totals of all */
	return true;
}

static void name_part(const struct page *page, const void *row, char name[PICTURE_NAME])
{
	PART;

	snprintf(name, PICTURE_NAME, "%s/%s", say(page, it->group), part_label(page, it));
}

static void enter_part(struct page *page, const void *row)
{
	PART;

	if (it->list == PART_CLASS)
		enter_filter(page, ronda_class_name(it->which));
	else if (it->list == PART_ORIGIN)
		enter_filter(page, ronda_origin_name(it->which));
	else if (it->list == PART_VERIFIED || it->list == PART_UNVERIFIED)
		enter_filter(page, it->list == PART_VERIFIED ? "verified" : "unverified");
}

static const struct column part_columns[] = {
	{ WORDS_C_C_GROUP, 10, 10, 6, false, DRAW_TEXT, part_group },
	{ WORDS_C_C_KIND, 26, 34, 0, false, DRAW_TEXT, part_name },
	{ WORDS_C_C_RATE, 7, 9, 1, true, DRAW_TEXT, part_rate },
	{ WORDS_C_C_HOUR, 9, 10, 4, true, DRAW_TEXT, part_hour },
	{ WORDS_C_C_TODAY, 9, 10, 2, true, DRAW_TEXT, part_today },
	{ WORDS_C_C_SHARE, 12, 50, 3, false, DRAW_BAR, part_share },
};

/* ---- floods ---- */

ROWS_OF(flood, picture_flood)

SHOW(flood_kind, flood, const char *service = ronda_service_name(it->service);
	snprintf(out->text, sizeof out->text, "%s%s%s", words_flood(page->lang, it->kind), service ? " " : "",
		service ? service : ""))
SHOW(flood_target, flood, as_target(out, "", &it->target, it->port))
SHOW(flood_state, flood, as_text(out, it->ongoing ? ALARM : QUIET, say(page, it->ongoing ? WORDS_C_ONGOING : WORDS_C_OVER));
	out->is_number = true; out->number = it->ongoing)
SHOW(flood_start, flood, char text[WORDS_TEXT]; as_text(out, PLAIN, show_clock(page, it->start_ns, text));
	out->is_number = true; out->number = (double)it->start_ns)
SHOW(flood_lasted, flood, uint64_t seconds = (it->end_ns - it->start_ns) / STAMP_SECOND_NS + 1;
	snprintf(out->text, sizeof out->text, "%u:%02u:%02u", (unsigned)(seconds / 3600), (unsigned)(seconds / 60 % 60),
		(unsigned)(seconds % 60));
	out->is_number = true; out->number = (double)seconds)
SHOW(flood_packets, flood, as_number(page, out, it->packets))
SHOW(flood_peak, flood, as_number(page, out, it->peak_packets_per_second))
SHOW(flood_bits, flood, char text[WORDS_TEXT];
	as_text(out, PLAIN, show_scaled(page->lang, (double)it->peak_bits_per_second, text));
	out->is_number = true; out->number = (double)it->peak_bits_per_second)
SHOW(flood_sources, flood, as_number(page, out, it->sources))
SHOW(flood_forged, flood, as_yes(page, out, it->spoofed))

static void name_flood(const struct page *page, const void *row, char name[PICTURE_NAME])
{
	ROW(flood);
	char addr[RONDA_ADDR_TEXT];

	(void)page;
	snprintf(name, PICTURE_NAME, "%d %s %u %llu", (int)it->kind, ronda_addr_format(&it->target, addr), it->port,
		(unsigned long long)it->start_ns);
}

static const struct column flood_columns[] = {
	{ WORDS_C_C_KIND, 10, 20, 2, false, DRAW_TEXT, flood_kind },
	{ WORDS_C_C_TARGET, 20, 47, 0, false, DRAW_TEXT, flood_target },
	{ WORDS_C_C_STATE, 8, 11, 1, false, DRAW_TEXT, flood_state },
	{ WORDS_C_C_START, 8, 8, 4, true, DRAW_TEXT, flood_start },
	{ WORDS_C_C_LASTED, 7, 9, 5, true, DRAW_TEXT, flood_lasted },
	{ WORDS_C_C_PACKETS, 8, 9, 6, true, DRAW_TEXT, flood_packets },
	{ WORDS_C_C_PEAK, 8, 9, 3, true, DRAW_TEXT, flood_peak },
	{ WORDS_C_C_PEAK_BITS, 8, 10, 9, true, DRAW_TEXT, flood_bits },
	{ WORDS_C_C_SOURCES, 8, 9, 7, true, DRAW_TEXT, flood_sources },
	{ WORDS_C_C_SPOOFED, 6, 6, 8, false, DRAW_TEXT, flood_forged },
};

/* ---- answered requests ---- */

ROWS_OF(review, picture_review)

SHOW(review_time, review, char text[WORDS_TEXT]; as_text(out, PLAIN, show_clock(page, it->time_ns, text));
	out->is_number = true; out->number = (double)it->time_ns)
SHOW(review_source, review, char text[RONDA_ADDR_TEXT]; 
	as_address(out, PLAIN, ronda_addr_format(&it->source, text), &it->source))
SHOW(review_country, review, char text[8]; as_text(out, PLAIN, show_country(page,
	it->country == RONDA_COUNTRY_LOCAL ? RONDA_ORIGIN_LOCAL : RONDA_ORIGIN_FOREIGN, it->country, text)))
SHOW(review_rule, review, as_text(out, WARNING, it->rule))
SHOW(review_site, review, as_target(out, it->site, &it->addr, it->port))
SHOW(review_status, review, as_number(page, out, it->status))
SHOW(review_bytes, review, as_number(page, out, it->response_bytes))
SHOW(review_line, review, as_text(out, PLAIN, it->line[0] ? it->line : "-"))

static void name_review(const struct page *page, const void *row, char name[PICTURE_NAME])
{
	ROW(review);
	char addr[RONDA_ADDR_TEXT];

	(void)page;
	snprintf(name, PICTURE_NAME, "%llu %s %.20s", (unsigned long long)it->time_ns, ronda_addr_format(&it->source, addr),
		it->rule);
}

static void enter_review(struct page *page, const void *row)
{
	ROW(review);
	unsigned bits = ronda_addr_is_v4(&it->source) ? 128 : page->picture->thresholds.ipv6_source_bits & 0xff;
	struct ronda_addr source = ronda_addr_mask(it->source, bits < 128 ? bits : 128);

	enter_source(page, &source, (uint8_t)bits);
}

static const struct column review_columns[] = {
	{ WORDS_C_C_TIME, 8, 8, 3, false, DRAW_TEXT, review_time },
	{ WORDS_C_C_SOURCE, 15, 39, 0, false, DRAW_TEXT, review_source },
	{ WORDS_C_C_COUNTRY, 3, 3, 6, false, DRAW_TEXT, review_country },
	{ WORDS_C_C_RULE, 16, 24, 1, false, DRAW_TEXT, review_rule },
	{ WORDS_C_C_SITE, 16, 36, 5, false, DRAW_TEXT, review_site },
	{ WORDS_C_C_STATUS, 6, 6, 4, true, DRAW_TEXT, review_status },
	{ WORDS_C_C_BYTES, 7, 8, 7, true, DRAW_TEXT, review_bytes },
	{ WORDS_C_C_REQUEST, 20, 200, 2, false, DRAW_TEXT, review_line },
};

/* ---- acts of one source ---- */

static const void *row_of_act(const struct ronda_picture *picture, size_t i)
{
	return i < picture->act_count ? &picture->act[i] : NULL;
}

SHOW(act_time, act, char text[WORDS_TEXT]; as_text(out, PLAIN, show_clock(page, it->act_ns, text));
	out->is_number = true; out->number = (double)it->act_ns)
SHOW(act_class, act, as_text(out, PLAIN, show_class(page, it->class)))
SHOW(act_target, act, as_target(out, it->site, &it->target, it->port))
SHOW(act_outcome, act, as_outcome(page, out, it->outcome))

/* As `ronda explain` says it; that it counts is said by the column's head. */
static void act_why(const struct page *page, const void *row, struct shown *out)
{
	ROW(act);
	char text[ACT_WORDS_TEXT];
	const char *why = act_words_counts(page->lang, &(struct act_reason){ it->class, it->bare, it->why, it->credits },
		&page->picture->thresholds, text);
	const char *said = words(page->lang, WORDS_ACT_COUNTS);

	as_text(out, PLAIN, strncmp(why, said, strlen(said)) == 0 ? why + strlen(said) : why);
}

static void name_act(const struct page *page, const void *row, char name[PICTURE_NAME])
{
	(void)page;
	snprintf(name, PICTURE_NAME, "%p", row);
}

static const struct column act_columns[] = {
	{ WORDS_C_C_TIME, 8, 8, 0, false, DRAW_TEXT, act_time },
	{ WORDS_C_C_CLASS, 8, 8, 1, false, DRAW_TEXT, act_class },
	{ WORDS_C_C_TARGET, 20, 47, 3, false, DRAW_TEXT, act_target },
	{ WORDS_C_C_OUTCOME, 10, 12, 2, false, DRAW_TEXT, act_outcome },
	{ WORDS_C_C_WHY, 26, 90, 4, false, DRAW_TEXT, act_why },
};

/* ---- the list ---- */

#define COLUMNS(columns) columns, sizeof columns / sizeof *columns

static const struct table sources_table = { WORDS_C_TAB_SOURCES, COLUMNS(source_columns), 2, row_of_source, takes_source,
	name_source, enter_this_source };
static const struct table countries_table = { WORDS_C_TAB_COUNTRIES, COLUMNS(country_columns), 3, row_of_country, takes_row,
	name_row, enter_row };
static const struct table sites_table = { WORDS_C_TAB_SITES, COLUMNS(site_columns), 3, row_of_site, takes_row, name_row,
	enter_row };
static const struct table classes_table = { WORDS_C_TAB_CLASSES, COLUMNS(part_columns), 0, row_of_part, takes_part, name_part,
	enter_part };
static const struct table networks_table = { WORDS_C_TAB_NETWORKS, COLUMNS(network_columns), 4, row_of_network, takes_row,
	name_row, enter_row };
static const struct table floods_table = { WORDS_C_TAB_FLOODS, COLUMNS(flood_columns), 3, row_of_flood, takes_flood, name_flood,
	NULL };
static const struct table review_table = { WORDS_C_TAB_REVIEW, COLUMNS(review_columns), 0, row_of_review, takes_review,
	name_review, enter_review };

const struct table *const tables[TABS] = { &sources_table, &countries_table, &sites_table, &classes_table,
	&networks_table, &floods_table, &review_table };
const struct table acts_table = { WORDS_C_DETAIL_ACTS, COLUMNS(act_columns), 0, row_of_act, NULL, name_act, NULL };
