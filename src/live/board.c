/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/board.h"

#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>

#define MINUTE_NS (60 * STAMP_SECOND_NS)
#define HOUR_NS (60 * MINUTE_NS)

enum { BEATS = 10, MINUTES = 60, HOURS = 24 };
enum { MOST_SOURCES = 4096, MOST_SITES = 2048, MOST_COUNTRIES = 1024, MOST_FLOODS = 64, MOST_REVIEWS = 100 };
enum { SHOWN_SOURCES = 400, SHOWN_SITES = 200, SHOWN_NETWORKS = 200, SHOWN_COUNTRIES = 260 };

/* One count that only grows within a period, and what it came to. */
struct sum {
	uint64_t today;
	uint64_t period;           /* when it was fed last, plus 1; 0: never */
	uint64_t last;             /* the period's count then */
};

/* ... and how fast. */
struct pace {
	struct sum sum;
	uint64_t minute[MINUTES], recent[BEATS];
};

struct row {
	char name[PICTURE_NAME];   /* "": free */
	struct pace attempts;
	struct sum packets, by_class[RONDA_CLASS_COUNT];
	uint64_t last_ns;
	struct picture_source source; /* sources only, as are: */
	uint64_t act_ns;           /* when its last act was booked */
};

/* Rows by name: open addressing over twice as many places. */
struct table {
	struct row *row;
	uint32_t *place;           /* index of a row plus 1; 0: free */
	uint32_t rows, most, places;
};

struct flood_row {
	struct picture_flood flood;
	uint64_t closed_packets, last, period;
};

#define SINGLES(X)                                                                                 \
	X(attempts, attempts.total) X(packets, traffic.packets) X(bytes, traffic.wire_bytes)       \
	X(verified, attempts.verified) X(research, attempts.of_which_research)                     \
	X(outbound, outbound.attempts) X(internal, internal.attempts)                              \
	X(kernel_drops, capture.kernel_drop_packets) X(interface_drops, capture.interface_drop_packets) \
	X(backscatter, backscatter.packets)

#define PACE_OF(name, member) struct pace name;

struct board {
	struct board_options options;
	struct { SINGLES(PACE_OF) } single;
	struct pace by_class[RONDA_CLASS_COUNT], by_outcome[RONDA_OUTCOME_COUNT], by_origin[RONDA_ORIGIN_COUNT];
	struct pace up, elapsed;   /* seconds */
	uint64_t strip[HOURS];
	struct table sources, sites, countries;
	struct flood_row flood[MOST_FLOODS];
	size_t floods;
	struct picture_review review[MOST_REVIEWS]; /* a ring */
	uint64_t reviews;
	struct picture_act *act;   /* the latest first */
	size_t acts;
	double spark[PICTURE_SPARK];
	size_t sparks;

	uint64_t now_ns, since_ns, today_ns, looked_ns;
	uint64_t serial;
	double span[BEATS];        /* seconds that each beat took */
	unsigned beat;
	bool down, one_way;
	uint64_t sources_seen, sources_attacking, sources_used, sources_room, evicted, lost_pending, geoip_built;
	ronda_country home;
};

/* ---- rows by name ---- */

static int table_init(struct table *table, uint32_t most)
{
	*table = (struct table){ .most = most, .places = 2 * most };
	table->row = calloc(most, sizeof *table->row);
	table->place = calloc(table->places, sizeof *table->place);
	return table->row && table->place ? 0 : -1;
}

static void table_finish(struct table *table)
{
	free(table->row);
	free(table->place);
}

static uint64_t hash_text(const char *text)
{
	uint64_t hash = 0x9e3779b97f4a7c15;

	for (; *text; text++)
		hash = hash_number(hash, (uint8_t)*text);
	return hash;
}

/* Where the name's index is, or would be. */
static uint32_t *place_of(const struct table *table, const char *name)
{
	uint32_t at = (uint32_t)hash_place(hash_text(name), table->places);

	while (table->place[at] && strcmp(table->row[table->place[at] - 1].name, name) != 0)
		at = at + 1 < table->places ? at + 1 : 0;
	return &table->place[at];
}

static void place_all(struct table *table)
{
	memset(table->place, 0, table->places * sizeof *table->place);
	for (uint32_t i = 0; i < table->rows; i++)
		*place_of(table, table->row[i].name) = i + 1;
}

static uint64_t sum_of(const uint64_t *part, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += part[i];
	return sum;
}

static int order_worth(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	uint64_t recent_x = sum_of(x->attempts.recent, BEATS), recent_y = sum_of(y->attempts.recent, BEATS);

	if ((recent_x > 0) != (recent_y > 0))
		return recent_x ? -1 : 1;
	return (x->attempts.sum.today < y->attempts.sum.today) - (x->attempts.sum.today > y->attempts.sum.today);
}

/* Half of them go, those that did nothing just now first, then those with least today. Seldom, so one sort is cheap. */
static void make_room(struct table *table)
{
	qsort(table->row, table->rows, sizeof *table->row, order_worth);
	table->rows = table->most / 2;
	memset(&table->row[table->rows], 0, (table->most - table->rows) * sizeof *table->row);
	place_all(table);
}

static struct row *row_known(const struct table *table, const char *name)
{
	uint32_t *place = place_of(table, name);

	return *place ? &table->row[*place - 1] : NULL;
}

static struct row *row_of(struct table *table, const char *name)
{
	struct row *row = row_known(table, name);

	if (row)
		return row;
	if (table->rows == table->most)
		make_room(table);
	row = &table->row[table->rows++];
	snprintf(row->name, sizeof row->name, "%s", name);
	*place_of(table, name) = table->rows;
	return row;
}

/* ---- time ---- */

static void pace_beat(struct pace *pace, unsigned beat)
{
	pace->recent[beat] = 0;
}

static void pace_minutes(struct pace *pace, uint64_t from, uint64_t to)
{
	for (uint64_t minute = from + 1; minute <= to && minute <= from + MINUTES; minute++)
		pace->minute[minute % MINUTES] = 0;
}

/* Everything that is paced, in turn. */
#define EACH_OF(name, member) EACH(&board->single.name)
#define EACH_PACE(board)                                                                           \
	do {                                                                                       \
		struct table *tables[] = { &(board)->sources, &(board)->sites, &(board)->countries }; \
                                                                                                   \
		SINGLES(EACH_OF)                                                                   \
		for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)                                   \
			EACH(&(board)->by_class[i])                                                \
		for (unsigned i = 0; i < RONDA_OUTCOME_COUNT; i++)                                 \
			EACH(&(board)->by_outcome[i])                                              \
		for (unsigned i = 0; i < RONDA_ORIGIN_COUNT; i++)                                  \
			EACH(&(board)->by_origin[i])                                               \
		EACH(&(board)->up)                                                                 \
		EACH(&(board)->elapsed)                                                            \
		for (unsigned t = 0; t < 3; t++)                                                   \
			for (uint32_t i = 0; i < tables[t]->rows; i++)                             \
				EACH(&tables[t]->row[i].attempts)                                  \
	} while (0)

static void next_beat(struct board *board)
{
	board->beat = (board->beat + 1) % BEATS;
#define EACH(pace) pace_beat(pace, board->beat);
	EACH_PACE(board);
#undef EACH
}

static void next_minute(struct board *board, uint64_t from, uint64_t to)
{
#define EACH(pace) pace_minutes(pace, from, to);
	EACH_PACE(board);
#undef EACH
}

static void next_day_of_rows(struct table *table)
{
	for (uint32_t i = 0; i < table->rows; i++) {
		struct row *row = &table->row[i];

		row->packets.today = row->source.first_ns = 0;
		row->source.targets = row->source.ports = 0;
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			row->by_class[class].today = 0;
	}
}

static void next_day(struct board *board)
{
#define EACH(pace) (pace)->sum.today = 0;
	EACH_PACE(board);
#undef EACH
	next_day_of_rows(&board->sources);
	next_day_of_rows(&board->sites);
}

static uint64_t midnight(const struct board *board, uint64_t ns)
{
	struct stamp_local at = stamp_local(board->options.zone, ns);
	uint64_t past = ((uint64_t)at.hour * 3600 + (uint64_t)at.minute * 60 + (uint64_t)at.second) * STAMP_SECOND_NS;

	ns -= ns % STAMP_SECOND_NS;
	return ns > past ? ns - past : 0;
}

/* Time comes to `now_ns`; going back, it stands still. */
static void come_to(struct board *board, uint64_t now_ns)
{
	uint64_t before_ns = board->now_ns, day_ns;

	if (now_ns <= before_ns)
		return;
	board->now_ns = now_ns;
	day_ns = midnight(board, now_ns);
	if (!board->since_ns) {
		board->since_ns = board->today_ns = now_ns;
		return;
	}
	if (day_ns > board->today_ns && day_ns > board->since_ns) {
		next_day(board);
		board->today_ns = day_ns;
	}
	if (now_ns / MINUTE_NS != before_ns / MINUTE_NS)
		next_minute(board, before_ns / MINUTE_NS, now_ns / MINUTE_NS);
	for (uint64_t hour = before_ns / HOUR_NS + 1; hour <= now_ns / HOUR_NS && hour <= before_ns / HOUR_NS + HOURS; hour++)
		board->strip[hour % HOURS] = 0;
}

/* ---- what is new ---- */

/* How many more there are than were known. */
static uint64_t add(struct sum *sum, uint64_t count, uint64_t period)
{
	uint64_t known = sum->period == period + 1 ? sum->last : 0;
	uint64_t more = count > known ? count - known : 0;

	sum->period = period + 1;
	sum->last = count;
	sum->today += more;
	return more;
}

static uint64_t feed(const struct board *board, struct pace *pace, uint64_t count, uint64_t period)
{
	uint64_t more = add(&pace->sum, count, period);

	pace->minute[board->now_ns / MINUTE_NS % MINUTES] += more;
	pace->recent[board->beat] += more;
	return more;
}

static void feed_source(struct board *board, const struct ronda_source *source, uint64_t period)
{
	char name[RONDA_ADDR_TEXT];
	struct row *row = row_of(&board->sources, picture_source_name(&source->addr, source->prefix_bits, name));
	struct picture_source *told = &row->source;
	uint64_t others = 0;

	if (!row->attempts.sum.period)
		told->outcome = RONDA_OUTCOME_COUNT;
	if (!told->first_ns)
		told->first_ns = source->first_seen_ns > board->today_ns ? source->first_seen_ns : board->today_ns;
	told->addr = source->addr;
	told->prefix_bits = source->prefix_bits;
	told->origin = source->origin;
	told->country = source->country;
	told->verified |= source->verified;
	told->targets = source->targets > told->targets ? source->targets : told->targets;
	told->ports = source->ports > told->ports ? source->ports : told->ports;
	told->last_ns = source->last_seen_ns > told->last_ns ? source->last_seen_ns : told->last_ns;
	feed(board, &row->attempts, source->attempts, period);
	add(&row->packets, source->packets, period);
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		if (class != RONDA_CLASS_PROBE) {
			add(&row->by_class[class], source->by_class[class], period);
			others += source->by_class[class];
		}
	/* a source that only ever probed may have nothing that tells its classes apart */
	add(&row->by_class[RONDA_CLASS_PROBE], source->attempts > others ? source->attempts - others : 0, period);
}

static void feed_rows(struct board *board, struct table *table, const struct ronda_rows *rows, uint64_t period)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = row_of(table, rows->row[i].name);

		if (feed(board, &row->attempts, rows->row[i].count, period))
			row->last_ns = board->now_ns;
	}
}

static void feed_site_classes(struct board *board, const struct ronda_class_rows *rows, uint64_t period)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct row *row = row_of(&board->sites, rows->row[i].name);

		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			add(&row->by_class[class], rows->row[i].by_class[class], period);
	}
}

static bool is_same_flood(const struct picture_flood *told, const struct ronda_flood *flood)
{
	return told->kind == flood->kind && told->port == flood->port && told->service == flood->service &&
		told->start_ns == flood->start_ns && ronda_addr_equal(&told->target, &flood->target);
}

/* The one, or a place for it: the one that ended first gives way. */
static struct flood_row *flood_row(struct board *board, const struct ronda_flood *flood)
{
	struct flood_row *oldest = NULL;

	for (size_t i = 0; i < board->floods; i++) {
		struct flood_row *row = &board->flood[i];

		if (is_same_flood(&row->flood, flood))
			return row;
		if (!oldest || row->flood.end_ns < oldest->flood.end_ns)
			oldest = row;
	}
	if (board->floods < MOST_FLOODS)
		oldest = &board->flood[board->floods++];
	*oldest = (struct flood_row){ 0 };
	return oldest;
}

static void feed_flood(struct board *board, const struct ronda_flood *flood, uint64_t period)
{
	struct flood_row *row = flood_row(board, flood);

	if (row->period != period + 1)
		row->closed_packets += row->last;
	row->period = period + 1;
	row->last = flood->packets;
	row->flood = (struct picture_flood){
		.kind = flood->kind,
		.service = flood->service,
		.target = flood->target,
		.port = flood->port,
		.start_ns = flood->start_ns,
		.end_ns = flood->end_ns,
		.ongoing = flood->ongoing,
		.spoofed = flood->spoofed,
		.packets = row->closed_packets + row->last,
		.peak_packets_per_second = flood->peak_packets_per_second,
		.peak_bits_per_second = flood->peak_bits_per_second,
		.sources = flood->sources,
	};
}

/* One that no look tells of any more is over. */
static void end_floods(struct board *board)
{
	for (size_t i = 0; i < board->floods; i++)
		if (board->now_ns > board->flood[i].flood.end_ns + 2 * MINUTE_NS)
			board->flood[i].flood.ongoing = false;
}

static bool is_known_review(const struct board *board, const struct ronda_review *review)
{
	size_t held = board->reviews < MOST_REVIEWS ? (size_t)board->reviews : MOST_REVIEWS;

	for (size_t i = 0; i < held; i++)
		if (board->review[i].time_ns == review->time_ns &&
			ronda_addr_equal(&board->review[i].source, &review->source) &&
			board->review[i].port == review->port && strcmp(board->review[i].rule, review->rule) == 0)
			return true;
	return false;
}

static void feed_review(struct board *board, const struct ronda_review *review)
{
	struct picture_review *row;

	if (is_known_review(board, review))
		return;
	row = &board->review[board->reviews++ % MOST_REVIEWS];
	*row = (struct picture_review){
		.time_ns = review->time_ns,
		.source = review->source,
		.addr = review->addr,
		.country = review->country,
		.class = review->class,
		.outcome = review->outcome,
		.port = review->port,
		.status = review->status,
		.response_bytes = review->response_bytes,
	};
	snprintf(row->rule, sizeof row->rule, "%s", review->rule);
	snprintf(row->site, sizeof row->site, "%s", review->site);
	snprintf(row->line, sizeof row->line, "%s", review->line ? review->line : "");
}

static void feed_lists(struct board *board, struct pace *paces, const uint64_t *counts, size_t count, uint64_t period)
{
	for (size_t i = 0; i < count; i++)
		feed(board, &paces[i], counts[i], period);
}

#define FEED_SINGLE(name, member) feed(board, &board->single.name, summary->member, period);

static void feed_summary(struct board *board, const struct ronda_summary *summary, uint64_t period)
{
	uint64_t before = board->single.attempts.sum.today;

	SINGLES(FEED_SINGLE)
	board->strip[board->now_ns / HOUR_NS % HOURS] += board->single.attempts.sum.today - before;
	feed_lists(board, board->by_class, summary->attempts.by_class, RONDA_CLASS_COUNT, period);
	feed_lists(board, board->by_outcome, summary->attempts.by_outcome, RONDA_OUTCOME_COUNT, period);
	feed_lists(board, board->by_origin, summary->attempts.by_origin, RONDA_ORIGIN_COUNT, period);
	feed(board, &board->up, summary->up_seconds, period);
	feed(board, &board->elapsed, (summary->end_ns - summary->start_ns + STAMP_SECOND_NS / 2) / STAMP_SECOND_NS, period);
	for (size_t i = 0; i < summary->sources.top_count; i++)
		if (summary->sources.top[i].attempts)
			feed_source(board, &summary->sources.top[i], period);
	feed_rows(board, &board->countries, &summary->attempts.by_country, period);
	feed_rows(board, &board->sites, &summary->attempts.by_site, period);
	feed_site_classes(board, &summary->attempts.by_site_class, period);
	for (size_t i = 0; i < summary->floods_count; i++)
		feed_flood(board, &summary->floods[i], period);
	for (size_t i = 0; i < summary->review_count; i++)
		feed_review(board, &summary->review[i]);
	board->home = summary->home;
	board->one_way = summary->capture.one_way;
	board->geoip_built = summary->geoip.built_seconds;
}

static void fill_act(struct picture_act *row, const struct ronda_recent *recent)
{
	const struct ronda_act *act = &recent->act;

	*row = (struct picture_act){
		.act_ns = act->act_ns,
		.decided_ns = act->decided_ns,
		.source = act->source,
		.target = act->target,
		.port = act->port,
		.proto = act->proto,
		.class = act->class,
		.outcome = act->outcome,
		.direction = act->direction,
		.origin = recent->origin,
		.country = recent->country,
		.verified = act->verified,
		.scanner = act->scanner,
		.bare = act->bare,
		.score = act->score_after,
		.credits = act->credits,
	};
	snprintf(row->why, sizeof row->why, "%s", act->why ? act->why : "");
	memcpy(row->site, recent->site, sizeof row->site);
}

static struct ronda_thresholds thresholds_of(const struct board *board)
{
	return board->options.thresholds ? *board->options.thresholds : (struct ronda_thresholds)RONDA_THRESHOLDS_NORMAL;
}

/* Where the source's last act went, and what came of it. */
static void note_act(struct board *board, const struct ronda_recent *recent)
{
	unsigned bits = ronda_addr_is_v4(&recent->source) ? 128 : thresholds_of(board).ipv6_source_bits;
	char name[RONDA_ADDR_TEXT];
	struct row *row = row_known(&board->sources, picture_source_name(&recent->source, bits, name));

	if (!row || recent->act.decided_ns < row->act_ns)
		return;
	row->act_ns = recent->act.decided_ns;
	row->source.outcome = recent->act.outcome;
	if (recent->site[0])
		memcpy(row->source.site, recent->site, sizeof row->source.site);
	else
		ronda_addr_format(&recent->act.target, row->source.site);
}

static void take_acts(struct board *board, const struct ronda_peek *peek)
{
	struct picture_act *act = calloc(peek->recent_count ? peek->recent_count : 1, sizeof *act);

	if (!act)
		return; /* those of before will do */
	for (size_t i = 0; i < peek->recent_count; i++) {
		fill_act(&act[peek->recent_count - 1 - i], &peek->recent[i]);
		note_act(board, &peek->recent[i]);
	}
	free(board->act);
	board->act = act;
	board->acts = peek->recent_count;
}

static double seconds_between(uint64_t from_ns, uint64_t to_ns)
{
	return to_ns > from_ns ? (double)(to_ns - from_ns) / 1e9 : 0;
}

static double rate_of(const struct board *board, const struct pace *pace)
{
	double span = 0;

	for (unsigned i = 0; i < BEATS; i++)
		span += board->span[i];
	return board->serial > 1 && span > 0 ? (double)sum_of(pace->recent, BEATS) / span : 0; /* one look is no pace */
}

void board_look(struct board *board, const struct ronda_peek *peek, double seconds)
{
	const struct ronda_summary *summary = peek->summary;
	uint64_t now_ns = peek->now_ns ? peek->now_ns : summary->end_ns;

	board->serial++;
	if (!now_ns)
		return; /* nothing has come yet */
	if (!board->since_ns) {
		board->since_ns = board->today_ns = board->looked_ns = board->now_ns =
			summary->start_ns && summary->start_ns < now_ns ? summary->start_ns : now_ns;
	}
	next_beat(board);
	come_to(board, now_ns);
	board->span[board->beat] = seconds >= 0 ? seconds : seconds_between(board->looked_ns, board->now_ns);
	board->looked_ns = board->now_ns;
	feed_summary(board, summary, peek->period);
	take_acts(board, peek);
	end_floods(board);
	board->down = !summary->capture.complete;
	board->sources_seen = ronda_sketch_count(&summary->sources.seen);
	board->sources_attacking = ronda_sketch_count(&summary->sources.attacking);
	board->sources_used = peek->sources_used;
	board->sources_room = peek->sources_room;
	board->evicted = summary->sources.evicted;
	board->lost_pending = summary->attempts.lost_pending;
	if (board->sparks == PICTURE_SPARK) {
		board->sparks--;
		memmove(board->spark, board->spark + 1, board->sparks * sizeof *board->spark);
	}
	if (board->span[board->beat] > 0)
		board->spark[board->sparks++] = (double)board->single.attempts.recent[board->beat] / board->span[board->beat];
}

void board_close(struct board *board, const struct ronda_summary *summary, uint64_t period)
{
	if (!board->since_ns && summary->start_ns)
		board->since_ns = board->today_ns = board->looked_ns = board->now_ns = summary->start_ns;
	if (board->since_ns)
		feed_summary(board, summary, period);
}

/* ---- the picture ---- */

static struct picture_count count_of(const struct board *board, const struct pace *pace)
{
	return (struct picture_count){ rate_of(board, pace), sum_of(pace->minute, MINUTES), pace->sum.today };
}

static int order_sources(const void *a, const void *b)
{
	const struct picture_source *x = a, *y = b;

	if ((x->attempts.rate > 0) != (y->attempts.rate > 0))
		return x->attempts.rate > 0 ? -1 : 1;
	return (x->attempts.today < y->attempts.today) - (x->attempts.today > y->attempts.today);
}

static int order_rows(const void *a, const void *b)
{
	const struct picture_row *x = a, *y = b;

	if (x->attempts.today != y->attempts.today)
		return x->attempts.today < y->attempts.today ? 1 : -1;
	return strcmp(x->name, y->name);
}

static int order_names(const void *a, const void *b)
{
	return strcmp(((const struct picture_row *)a)->name, ((const struct picture_row *)b)->name);
}

static void write_source(const struct board *board, const struct row *row, struct picture_source *source)
{
	*source = row->source;
	source->attempts = count_of(board, &row->attempts);
	source->packets = row->packets.today;
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		source->by_class[class] = row->by_class[class].today;
}

/* Those with anything today or in the last hour. */
static int write_sources(const struct board *board, struct ronda_picture *picture)
{
	picture->source = calloc(board->sources.rows ? board->sources.rows : 1, sizeof *picture->source);
	if (!picture->source)
		return -1;
	for (uint32_t i = 0; i < board->sources.rows; i++) {
		struct picture_source *source = &picture->source[picture->source_count];

		write_source(board, &board->sources.row[i], source);
		picture->source_count += source->attempts.today || source->attempts.hour;
	}
	return 0;
}

/* The /24 or /48 that a source is in. */
static const char *network_of(const struct picture_source *source, char text[RONDA_ADDR_TEXT])
{
	uint8_t bits = ronda_addr_is_v4(&source->addr) ? 96 + 24 : 48;
	struct ronda_prefix prefix = { ronda_addr_mask(source->addr, bits), bits };

	return ronda_prefix_format(&prefix, text);
}

static void add_to(struct picture_row *network, const struct picture_row *row)
{
	network->attempts.rate += row->attempts.rate;
	network->attempts.hour += row->attempts.hour;
	network->attempts.today += row->attempts.today;
	network->sources += row->sources;
	network->last_ns = row->last_ns > network->last_ns ? row->last_ns : network->last_ns;
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		network->by_class[class] += row->by_class[class];
}

/* Sums of the sources by network: a row each, sorted by name, then equal names become one. */
static int write_networks(struct ronda_picture *picture)
{
	struct picture_row *row = calloc(picture->source_count ? picture->source_count : 1, sizeof *row);
	size_t count = 0;

	if (!row)
		return -1;
	for (size_t i = 0; i < picture->source_count; i++) {
		const struct picture_source *source = &picture->source[i];

		row[i] = (struct picture_row){ .attempts = source->attempts, .sources = 1, .last_ns = source->last_ns };
		memcpy(row[i].by_class, source->by_class, sizeof row[i].by_class);
		network_of(source, row[i].name);
	}
	qsort(row, picture->source_count, sizeof *row, order_names);
	for (size_t i = 0; i < picture->source_count; i++)
		if (count && strcmp(row[count - 1].name, row[i].name) == 0)
			add_to(&row[count - 1], &row[i]);
		else
			row[count++] = row[i];
	qsort(row, count, sizeof *row, order_rows);
	picture->network = row;
	picture->network_count = count < SHOWN_NETWORKS ? count : SHOWN_NETWORKS;
	return 0;
}

static int write_rows(const struct board *board, const struct table *table, size_t shown, struct picture_row **rows,
	size_t *count)
{
	struct picture_row *row = calloc(table->rows ? table->rows : 1, sizeof *row);

	*rows = row;
	if (!row)
		return -1;
	for (uint32_t i = 0; i < table->rows; i++) {
		const struct row *from = &table->row[i];

		row[*count] = (struct picture_row){ .attempts = count_of(board, &from->attempts), .last_ns = from->last_ns };
		memcpy(row[*count].name, from->name, sizeof from->name);
		for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
			row[*count].by_class[class] = from->by_class[class].today;
		*count += row[*count].attempts.today || row[*count].attempts.hour;
	}
	qsort(row, *count, sizeof *row, order_rows);
	*count = *count < shown ? *count : shown;
	return 0;
}

static int order_floods(const void *a, const void *b)
{
	const struct picture_flood *x = a, *y = b;

	if (x->ongoing != y->ongoing)
		return x->ongoing ? -1 : 1;
	return (x->start_ns < y->start_ns) - (x->start_ns > y->start_ns);
}

static int write_floods(const struct board *board, struct ronda_picture *picture)
{
	picture->flood = calloc(board->floods ? board->floods : 1, sizeof *picture->flood);
	if (!picture->flood)
		return -1;
	for (size_t i = 0; i < board->floods; i++)
		picture->flood[i] = board->flood[i].flood;
	picture->flood_count = board->floods;
	qsort(picture->flood, board->floods, sizeof *picture->flood, order_floods);
	return 0;
}

static int write_reviews(const struct board *board, struct ronda_picture *picture)
{
	size_t held = board->reviews < MOST_REVIEWS ? (size_t)board->reviews : MOST_REVIEWS;

	picture->review = calloc(held ? held : 1, sizeof *picture->review);
	if (!picture->review)
		return -1;
	for (size_t i = 0; i < held; i++)
		picture->review[i] = board->review[(board->reviews - 1 - i) % MOST_REVIEWS];
	picture->review_count = held;
	return 0;
}

static int write_acts(const struct board *board, struct ronda_picture *picture)
{
	picture->act = calloc(board->acts ? board->acts : 1, sizeof *picture->act);
	if (!picture->act)
		return -1;
	if (board->acts)
		memcpy(picture->act, board->act, board->acts * sizeof *board->act);
	picture->act_count = board->acts;
	return 0;
}

static void write_counts(struct picture_count *counts, const struct board *board, const struct pace *paces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		counts[i] = count_of(board, &paces[i]);
}

#define WRITE_SINGLE(name, member) picture->name = count_of(board, &board->single.name);

static void write_totals(const struct board *board, struct ronda_picture *picture)
{
	SINGLES(WRITE_SINGLE)
	write_counts(picture->by_class, board, board->by_class, RONDA_CLASS_COUNT);
	write_counts(picture->by_outcome, board, board->by_outcome, RONDA_OUTCOME_COUNT);
	write_counts(picture->by_origin, board, board->by_origin, RONDA_ORIGIN_COUNT);
	picture->up_seconds_hour = sum_of(board->up.minute, MINUTES);
	picture->seconds_hour = sum_of(board->elapsed.minute, MINUTES);
	picture->up_seconds_today = board->up.sum.today;
	picture->seconds_today = board->elapsed.sum.today;
	memcpy(picture->spark, board->spark, sizeof picture->spark);
	picture->spark_count = board->sparks;
	for (uint64_t i = 0; i < HOURS; i++)
		picture->strip[i] = board->strip[(board->now_ns / HOUR_NS + 1 + i) % HOURS];
	picture->down = board->down;
	picture->one_way = board->one_way;
	picture->sources_seen = board->sources_seen;
	picture->sources_attacking = board->sources_attacking;
	picture->sources_used = board->sources_used;
	picture->sources_room = board->sources_room;
	picture->evicted_sources = board->evicted;
	picture->lost_pending = board->lost_pending;
	picture->geoip_built_seconds = board->geoip_built;
}

struct ronda_picture *board_picture(const struct board *board)
{
	struct ronda_picture *picture = calloc(1, sizeof *picture);

	if (!picture)
		return NULL;
	picture->serial = board->serial;
	picture->home = board->home;
	picture->now_ns = board->now_ns;
	picture->since_ns = board->since_ns;
	picture->today_ns = board->today_ns;
	picture->every_seconds = board->span[board->beat];
	picture->thresholds = thresholds_of(board);
	picture->replay = board->options.replay;
	snprintf(picture->sensor, sizeof picture->sensor, "%s", board->options.sensor);
	snprintf(picture->input, sizeof picture->input, "%s", board->options.input);
	write_totals(board, picture);
	if (write_sources(board, picture) == 0 && write_networks(picture) == 0 &&
		write_rows(board, &board->sites, SHOWN_SITES, &picture->site, &picture->site_count) == 0 &&
		write_rows(board, &board->countries, SHOWN_COUNTRIES, &picture->country, &picture->country_count) == 0 &&
		write_floods(board, picture) == 0 && write_reviews(board, picture) == 0 && write_acts(board, picture) == 0) {
		qsort(picture->source, picture->source_count, sizeof *picture->source, order_sources);
		if (picture->source_count > SHOWN_SOURCES)
			picture->source_count = SHOWN_SOURCES;
		return picture;
	}
	picture_destroy(picture);
	return NULL;
}

struct board *board_create(const struct board_options *options)
{
	struct board *board = calloc(1, sizeof *board);

	if (!board)
		return NULL;
	board->options = *options;
	if (table_init(&board->sources, MOST_SOURCES) == 0 && table_init(&board->sites, MOST_SITES) == 0 &&
		table_init(&board->countries, MOST_COUNTRIES) == 0)
		return board;
	board_destroy(board);
	return NULL;
}

void board_destroy(struct board *board)
{
	if (!board)
		return;
	table_finish(&board->sources);
	table_finish(&board->sites);
	table_finish(&board->countries);
	free(board->act);
	free(board);
}
