/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/watch.h"

#include "base/letters.h"
#include "base/stamp.h"
#include "base/surge.h"

#include <stdio.h>
#include <stdlib.h>

#define SECOND STAMP_SECOND_NS
#define HOUR_NS (3600 * SECOND)

/* Which target by which means; a flood comes and goes, this stays. */
struct flood_memory {
	bool used, told;              /* told: its onset was, its end was not yet */
	enum ronda_flood_kind kind;
	enum ronda_service service;
	struct ronda_addr target;
	uint16_t port;
	uint64_t start_ns;            /* of the latest one */
	uint64_t seen_ns;             /* ... going on */
	uint64_t quiet_until_ns;      /* another onset is not told before */
	unsigned again_seconds;
	uint64_t packets;             /* in the periods before the one that began at ... */
	uint64_t period_ns, period_packets;
	struct notice onset;          /* as it was told, with the latest figures */
};

struct answer_memory {
	uint64_t hash;                /* of rule and site; 0: unused */
	uint64_t quiet_until_ns;
};

struct fault_memory {
	uint64_t since_ns, away_ns;   /* continuously there, or away, since; 0: not */
	bool told;
	struct notice onset;
};

struct watch {
	watch_sink *sink;
	void *context;
	struct pulse pulse;
	uint64_t now_ns;
	char sensor[NOTICE_SENSOR];
	uint64_t serial;

	double allowance;             /* notices that may be told now */
	uint64_t allowed_ns;          /* when that was reckoned */
	struct notice held_back;
	uint64_t added_up_ns;         /* when last */

	struct flood_memory flood[WATCH_FLOODS];
	struct answer_memory answer[WATCH_ANSWERS];
	unsigned next_answer;
	uint64_t answered_ns;         /* reviews up to here were looked at */
	struct fault_memory fault[PULSE_FAULT_COUNT];

	struct surge_hour hour[WATCH_HOURS]; /* the latest last */
	size_t hours;
	uint64_t hour_number;         /* of the one that runs: hour[hours - 1] */
	bool surge_told;
	struct notice surge;
};

struct watch *watch_create(watch_sink *sink, void *context)
{
	struct watch *watch = calloc(1, sizeof *watch);

	if (!watch)
		return NULL;
	watch->sink = sink;
	watch->context = context;
	watch->allowance = WATCH_BURST;
	return watch;
}

void watch_destroy(struct watch *watch)
{
	free(watch);
}

const struct notice *watch_surge(const struct watch *watch)
{
	return watch->surge_told ? &watch->surge : NULL;
}

/* ---- how many may be told ---- */

static void reckon_allowance(struct watch *watch)
{
	double hours = watch->now_ns > watch->allowed_ns ? (double)(watch->now_ns - watch->allowed_ns) / (double)HOUR_NS : 0;

	if (watch->allowed_ns)
		watch->allowance += hours * WATCH_AN_HOUR;
	if (watch->allowance > WATCH_BURST)
		watch->allowance = WATCH_BURST;
	watch->allowed_ns = watch->now_ns;
}

static void send(struct watch *watch, const struct notice *notice)
{
	watch->sink(watch->context, notice);
}

/* False: too many were told of already; it is added to those held back. */
static bool tell(struct watch *watch, struct notice *notice)
{
	if (watch->allowance < 1) {
		if (watch->held_back.held_back.count++ == 0)
			watch->held_back.start_ns = watch->now_ns;
		watch->held_back.held_back.by_kind[notice->kind]++;
		return false;
	}
	watch->allowance -= 1;
	send(watch, notice);
	return true;
}

static struct notice begin(struct watch *watch, enum notice_kind kind, enum notice_phase phase, uint64_t start_ns)
{
	struct notice notice = { .kind = kind, .phase = phase, .time_ns = watch->now_ns, .start_ns = start_ns };

	snprintf(notice.id, sizeof notice.id, "%s-%llx-%llu", notice_kind_name(kind),
		(unsigned long long)(start_ns / (SECOND / 1000)), (unsigned long long)++watch->serial);
	memcpy(notice.sensor, watch->sensor, sizeof notice.sensor);
	return notice;
}

/* The end of what was told of; whatever the allowance. */
static void tell_end(struct watch *watch, const struct notice *onset, uint64_t end_ns)
{
	struct notice notice = *onset;

	notice.phase = NOTICE_END;
	notice.time_ns = watch->now_ns;
	notice.end_ns = end_ns;
	send(watch, &notice);
}

static void add_up(struct watch *watch)
{
	struct notice notice;

	if (!watch->held_back.held_back.count || watch->now_ns < watch->added_up_ns + WATCH_ADD_UP_SECONDS * SECOND)
		return;
	if (watch->now_ns < watch->held_back.start_ns + 60 * SECOND)
		return; /* more may follow */
	notice = begin(watch, NOTICE_HELD_BACK, NOTICE_ONCE, watch->held_back.start_ns);
	notice.end_ns = watch->now_ns;
	notice.held_back = watch->held_back.held_back;
	send(watch, &notice);
	watch->added_up_ns = watch->now_ns;
	watch->held_back = (struct notice){ 0 };
}

/* ---- floods ---- */

static bool is_same_target(const struct flood_memory *memory, const struct ronda_flood *flood)
{
	return memory->used && memory->kind == flood->kind && memory->port == flood->port &&
		memory->service == flood->service && ronda_addr_equal(&memory->target, &flood->target);
}

/* The one for this target; else the one that was quiet for longest and is not waited for. NULL: all are. */
static struct flood_memory *remember(struct watch *watch, const struct ronda_flood *flood)
{
	struct flood_memory *oldest = NULL;

	for (unsigned i = 0; i < WATCH_FLOODS; i++) {
		struct flood_memory *memory = &watch->flood[i];

		if (is_same_target(memory, flood))
			return memory;
		if (!memory->told && (!oldest || memory->seen_ns < oldest->seen_ns))
			oldest = memory;
	}
	if (oldest)
		*oldest = (struct flood_memory){ .used = true, .kind = flood->kind, .service = flood->service,
			.target = flood->target, .port = flood->port };
	return oldest;
}

static void fill_flood(struct notice *notice, const struct ronda_flood *flood)
{
	notice->flood.kind = flood->kind;
	notice->flood.service = flood->service;
	notice->flood.target = flood->target;
	notice->flood.port = flood->port;
	notice->flood.sources = flood->sources > notice->flood.sources ? flood->sources : notice->flood.sources;
	notice->flood.spoofed |= flood->spoofed;
	if (flood->peak_packets_per_second > notice->flood.peak_packets_per_second)
		notice->flood.peak_packets_per_second = flood->peak_packets_per_second;
	if (flood->peak_bits_per_second > notice->flood.peak_bits_per_second)
		notice->flood.peak_bits_per_second = flood->peak_bits_per_second;
}

/* A summary counts the packets of its own period. */
static void add_packets(struct flood_memory *memory, const struct ronda_summary *picture, const struct ronda_flood *flood)
{
	if (memory->period_ns != picture->start_ns)
		memory->packets += memory->period_packets;
	memory->period_ns = picture->start_ns;
	memory->period_packets = flood->packets;
	memory->onset.flood.packets = memory->packets + memory->period_packets;
}

static void begin_flood(struct watch *watch, struct flood_memory *memory, const struct ronda_flood *flood)
{
	unsigned again = memory->again_seconds ? memory->again_seconds : WATCH_AGAIN_SECONDS;
	struct notice notice = begin(watch, NOTICE_FLOOD, NOTICE_ONSET, flood->start_ns);

	fill_flood(&notice, flood);
	notice.flood.packets = flood->packets;
	memory->packets = memory->period_packets = 0;
	memory->onset = notice;
	if (watch->now_ns < memory->quiet_until_ns) { /* so soon again: the next one must wait longer */
		memory->again_seconds = again * 2 < WATCH_AGAIN_MOST_SECONDS ? again * 2 : WATCH_AGAIN_MOST_SECONDS;
		memory->quiet_until_ns = watch->now_ns + memory->again_seconds * SECOND;
		watch->held_back.held_back.by_kind[NOTICE_FLOOD]++;
		if (watch->held_back.held_back.count++ == 0)
			watch->held_back.start_ns = watch->now_ns;
		return;
	}
	memory->again_seconds = WATCH_AGAIN_SECONDS;
	memory->told = tell(watch, &notice);
	memory->quiet_until_ns = watch->now_ns + WATCH_AGAIN_SECONDS * SECOND;
}

/* One that is over already when it is first seen (in a period's summary) is told of by both notices. */
static void see_flood(struct watch *watch, const struct ronda_summary *picture, const struct ronda_flood *flood)
{
	struct flood_memory *memory = remember(watch, flood);

	if (!memory)
		return;
	if (memory->start_ns != flood->start_ns) {
		if (flood->end_ns + HOUR_NS < watch->now_ns)
			return; /* long over */
		if (memory->told)
			tell_end(watch, &memory->onset, memory->seen_ns);
		memory->told = false;
		memory->start_ns = flood->start_ns;
		begin_flood(watch, memory, flood);
	}
	fill_flood(&memory->onset, flood);
	add_packets(memory, picture, flood);
	if (flood->end_ns > memory->seen_ns)
		memory->seen_ns = flood->end_ns;
	if (memory->told && !pulse_flood_goes_on(picture, flood, watch->now_ns)) {
		tell_end(watch, &memory->onset, memory->seen_ns);
		memory->told = false;
		memory->quiet_until_ns = watch->now_ns + memory->again_seconds * SECOND;
	}
}

static bool is_listed(const struct ronda_summary *picture, const struct flood_memory *memory)
{
	for (size_t i = 0; i < picture->floods_count; i++)
		if (is_same_target(memory, &picture->floods[i]) && picture->floods[i].start_ns == memory->start_ns)
			return true;
	return false;
}

/* What no picture lists any more is over. */
static void end_unlisted_floods(struct watch *watch, const struct ronda_summary *picture)
{
	for (unsigned i = 0; i < WATCH_FLOODS; i++) {
		struct flood_memory *memory = &watch->flood[i];
		struct ronda_flood last = { .ongoing = true, .end_ns = memory->seen_ns };

		if (!memory->told || is_listed(picture, memory) || pulse_flood_goes_on(picture, &last, watch->now_ns))
			continue;
		tell_end(watch, &memory->onset, memory->seen_ns);
		memory->told = false;
		memory->quiet_until_ns = watch->now_ns + memory->again_seconds * SECOND;
	}
}

/* ---- answers ---- */

/* Kinds that any site answers all day long, and that mean little by themselves. */
static bool is_noise(const struct ronda_review *review)
{
	static const char *const kinds[] = { "scanner-agent", "cms-probe", "admin-panel", "seo-gambling" };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(review->kind, kinds[i]) == 0)
			return true;
	return false;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return (hash ^ 0xff) * UINT64_C(1099511628211);
}

/* Whether the same rule was answered at the same site lately. */
static bool was_told(struct watch *watch, const struct ronda_review *review)
{
	uint64_t hash = hash_text(hash_text(UINT64_C(14695981039346656037), review->rule), review->site) | 1;
	struct answer_memory *place = NULL;

	for (unsigned i = 0; i < WATCH_ANSWERS && !place; i++)
		if (watch->answer[i].hash == hash)
			place = &watch->answer[i];
	if (place && watch->now_ns < place->quiet_until_ns)
		return true;
	if (!place)
		place = &watch->answer[watch->next_answer++ % WATCH_ANSWERS];
	*place = (struct answer_memory){ hash, watch->now_ns + WATCH_ANSWER_SECONDS * SECOND };
	return false;
}

static void see_review(struct watch *watch, const struct ronda_review *review)
{
	struct notice notice;

	if (review->outcome != RONDA_OUTCOME_SERVED || (review->class == RONDA_CLASS_WEB && is_noise(review)) ||
	    was_told(watch, review))
		return;
	notice = begin(watch, NOTICE_SERVED, NOTICE_ONCE, review->time_ns);
	notice.served.class = review->class;
	notice.served.source = review->source;
	notice.served.country = review->country;
	notice.served.target = review->addr;
	notice.served.port = review->port;
	notice.served.status = review->status;
	letters_copy(notice.served.rule, sizeof notice.served.rule, review->rule);
	letters_copy(notice.served.site, sizeof notice.served.site, review->site);
	letters_copy(notice.served.line, sizeof notice.served.line, review->line);
	tell(watch, &notice);
}

/* Each once: those later than all that were looked at. They are sorted by time. */
static void see_reviews(struct watch *watch, const struct ronda_summary *picture)
{
	uint64_t latest_ns = watch->answered_ns;

	for (size_t i = 0; i < picture->review_count; i++) {
		const struct ronda_review *review = &picture->review[i];

		if (review->time_ns <= watch->answered_ns)
			continue;
		see_review(watch, review);
		latest_ns = review->time_ns > latest_ns ? review->time_ns : latest_ns;
	}
	watch->answered_ns = latest_ns;
}

/* ---- faults ---- */

static uint64_t must_last_seconds(enum pulse_fault fault)
{
	switch (fault) {
	case PULSE_FAULT_DOWN:
		return 5;
	case PULSE_FAULT_ONE_WAY:
		return 120;
	default:
		return 0; /* these take their time by themselves */
	}
}

static void see_fault(struct watch *watch, enum pulse_fault which, bool there)
{
	struct fault_memory *memory = &watch->fault[which];

	if (there) {
		memory->away_ns = 0;
		memory->since_ns = memory->since_ns ? memory->since_ns : watch->now_ns;
	} else {
		memory->away_ns = memory->away_ns ? memory->away_ns : watch->now_ns;
		memory->since_ns = memory->told ? memory->since_ns : 0;
	}
	if (there && !memory->told && watch->now_ns >= memory->since_ns + must_last_seconds(which) * SECOND) {
		memory->onset = begin(watch, NOTICE_DEGRADED, NOTICE_ONSET, memory->since_ns);
		memory->onset.fault = which;
		send(watch, &memory->onset); /* there are few of them, and they bound all else */
		memory->told = true;
	}
	if (memory->told && memory->away_ns && watch->now_ns >= memory->away_ns + WATCH_RECOVERED_SECONDS * SECOND) {
		tell_end(watch, &memory->onset, memory->away_ns);
		memory->told = false;
		memory->since_ns = 0;
	}
}

/* ---- surges ---- */

static void next_hour(struct watch *watch, uint64_t number)
{
	uint64_t steps = watch->hours ? number - watch->hour_number : 1;

	if (watch->hours && (number < watch->hour_number || steps > WATCH_HOURS)) {
		watch->hours = 0; /* the clock was set: nothing is known of this time */
		steps = 1;
	}
	for (; steps; steps--) {
		if (watch->hours == WATCH_HOURS)
			memmove(watch->hour, watch->hour + 1, --watch->hours * sizeof *watch->hour);
		watch->hour[watch->hours++] = (struct surge_hour){ 0 };
	}
	watch->hour_number = number;
}

static void fill_surge(const struct watch *watch, struct notice *notice, const struct surge *surge)
{
	uint64_t first = watch->hour_number + 1 - watch->hours;

	notice->start_ns = (first + surge->onset) * HOUR_NS;
	notice->surge.attempts = surge->count;
	notice->surge.usual = surge->expected;
}

/* The hours that are over; the one that runs is not judged. */
static void look_for_surge(struct watch *watch)
{
	struct surge found[64];
	long count = watch->hours > 1 ? surge_find(watch->hour, watch->hours - 1, found, 64) : 0;
	const struct surge *last = count > 0 ? &found[(count < 64 ? count : 64) - 1] : NULL;

	if (last && last->ongoing && !watch->surge_told) {
		watch->surge = begin(watch, NOTICE_SURGE, NOTICE_ONSET, watch->now_ns);
		fill_surge(watch, &watch->surge, last);
		send(watch, &watch->surge);
		watch->surge_told = true;
	} else if (last && last->ongoing) {
		fill_surge(watch, &watch->surge, last);
	} else if (watch->surge_told) {
		uint64_t end_ns = watch->now_ns;

		if (last) {
			fill_surge(watch, &watch->surge, last);
			end_ns = (watch->hour_number + 1 - watch->hours + last->end) * HOUR_NS;
		}
		tell_end(watch, &watch->surge, end_ns);
		watch->surge_told = false;
	}
}

static void add_to_hour(struct watch *watch, const struct digest *added)
{
	struct surge_hour *hour = &watch->hour[watch->hours - 1];

	hour->count += added->attempts;
	hour->up_seconds += (uint32_t)added->up_seconds;
	if (hour->up_seconds > SURGE_HOUR_SECONDS)
		hour->up_seconds = SURGE_HOUR_SECONDS;
}

void watch_remember_hour(struct watch *watch, uint64_t start_ns, const struct digest *hour)
{
	if (!watch)
		return;
	next_hour(watch, start_ns / HOUR_NS);
	add_to_hour(watch, hour);
}

static void see_hours(struct watch *watch, const struct digest *added)
{
	uint64_t number = (watch->now_ns ? watch->now_ns - 1 : 0) / HOUR_NS;
	bool turned = !watch->hours || number != watch->hour_number;

	if (turned)
		next_hour(watch, number);
	add_to_hour(watch, added);
	if (turned)
		look_for_surge(watch);
}

/* ---- the whole ---- */

void watch_take(struct watch *watch, const struct ronda_summary *picture, bool whole)
{
	struct digest added = pulse_take(&watch->pulse, picture, whole);
	unsigned faults;

	if (watch->pulse.end_ns != picture->end_ns)
		return; /* too late */
	watch->now_ns = picture->end_ns;
	letters_copy(watch->sensor, sizeof watch->sensor, picture->sensor);
	reckon_allowance(watch);
	for (size_t i = 0; i < picture->floods_count; i++)
		see_flood(watch, picture, &picture->floods[i]);
	end_unlisted_floods(watch, picture);
	see_reviews(watch, picture);
	faults = pulse_faults(&watch->pulse, watch->now_ns);
	for (unsigned i = 0; i < PULSE_FAULT_COUNT; i++)
		see_fault(watch, i, faults & PULSE_SET(i));
	see_hours(watch, &added);
	add_up(watch);
}
