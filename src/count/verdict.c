/* SPDX-License-Identifier: BSD-2-Clause */
/* verdict.c - from a decided act to the totals: does it count, for whom, and where is it booked? */
#include "base/branch.h"
#include "base/hash.h"
#include "count/act.h"
#include "detect/bare.h"

#define SECOND UINT64_C(1000000000)

struct dossier *verdict_open_dossier(struct counter *counter, struct source *source)
{
	uint32_t robbed;
	uint32_t place = dossiers_open(&counter->dossiers, (uint32_t)(source - counter->sources.slot), &robbed);

	if (robbed != UINT32_MAX)
		counter->sources.slot[robbed].behaviour.dossier = 0;
	scanner_open_dossier(&source->behaviour, dossiers_at(&counter->dossiers, place));
	source->behaviour.dossier = place;
	return dossiers_at(&counter->dossiers, place);
}

void verdict_resolve(struct counter *counter, struct source *source, const struct ronda_addr *addr)
{
	uint8_t flags = SOURCE_RESOLVED;

	if (source_is(source, SOURCE_RESOLVED))
		return;
	if (prefix_set_contains(&counter->protect, addr))
		flags |= SOURCE_PROTECTED;
	if (prefix_set_contains(&counter->monitor, addr))
		flags |= SOURCE_MONITOR;
	if (prefix_set_contains(&counter->research, addr))
		flags |= SOURCE_RESEARCH;
	source_mark(source, flags);
}

enum ronda_direction verdict_direction(const struct counter *counter, const struct source *source,
	const struct ronda_addr *target)
{
	if (!counter->protect.count)
		return RONDA_INBOUND;

	bool from_us = source_is(source, SOURCE_PROTECTED), to_us = prefix_set_contains(&counter->protect, target);

	return from_us ? (to_us ? RONDA_INTERNAL : RONDA_OUTBOUND) : (to_us ? RONDA_INBOUND : RONDA_TRANSIT);
}

/* Country and origin, once a source; its rules come before its database. */
static void place(const struct counter *counter, struct source *source, const struct ronda_addr *addr)
{
	if (source_is(source, SOURCE_PLACED))
		return;

	enum ronda_origin origin = RONDA_ORIGIN_UNKNOWN;
	ronda_country country = ronda_places_country(counter->places, addr);

	if (source_is(source, SOURCE_PROTECTED) || country == RONDA_COUNTRY_LOCAL)
		origin = RONDA_ORIGIN_LOCAL;
	else if (country)
		origin = country == counter->home ? RONDA_ORIGIN_DOMESTIC : RONDA_ORIGIN_FOREIGN;
	else if (ronda_addr_is_local(addr))
		origin = RONDA_ORIGIN_LOCAL;
	atomic_store_explicit(&source->country, origin == RONDA_ORIGIN_LOCAL ? 0 : country, memory_order_relaxed);
	atomic_store_explicit(&source->origin, origin, memory_order_relaxed);
	source_mark(source, SOURCE_PLACED);
}

static uint64_t incident_key(const struct counter *counter, const struct ronda_addr *key, uint64_t site)
{
	return hash_number(counter_hash(counter, key), site) | 1;
}

static bool opens_incident(struct counter *counter, const struct ronda_addr *key, enum ronda_class class,
	const struct approach *act)
{
	uint64_t site = act->site ? hash_number(act->site, class) : hash_addr(&act->target, class);

	return incidents_open(&counter->incidents, incident_key(counter, key, site), (uint32_t)(act->now_ns / SECOND),
		counter->thresholds.incident_minutes * 60);
}

void verdict_prefetch(const struct counter *counter, const struct source *source, const struct ronda_addr *target)
{
	struct ronda_addr key = source_key(source);

	if (!(source->behaviour.flags & BEHAVIOUR_SCANNER))
		return;
	incidents_prefetch(&counter->incidents, incident_key(counter, &key, hash_addr(target, RONDA_CLASS_PROBE)));
	bank_prefetch(&counter->bank, target);
	__builtin_prefetch(dossier_of(counter, source), 1);
}

/* Where a source's attempts of other classes than the usual one are kept apart. */
static struct dossier *any_dossier(struct counter *counter, struct source *source)
{
	return source->behaviour.dossier ? dossier_of(counter, source) : verdict_open_dossier(counter, source);
}

/* In the total: `times` acts of one source, class, outcome and target. */
static void book_inbound(struct counter *counter, struct source *source, enum ronda_class class,
	enum ronda_outcome outcome, const struct approach *act, uint32_t times)
{
	struct ronda_addr key = source_key(source);
	struct dossier *dossier = class == RONDA_CLASS_PROBE ? dossier_of(counter, source) : any_dossier(counter, source);
	uint32_t attempts = atomic_load_explicit(&source->attempts, memory_order_relaxed);

	bank_book(&counter->bank, &(struct booking){
		.class = class,
		.outcome = outcome,
		.origin = source->origin,
		.country = source->country,
		.verified = source_is(source, SOURCE_VERIFIED),
		.addr = &act->target,
		.site = act->site,
		.when_ns = act->now_ns,
	}, times);
	counter->bank.research += source_is(source, SOURCE_RESEARCH) ? times : 0;
	if (attempts == 0)
		ronda_sketch_add(&counter->bank.attacking, &key);
	atomic_store_explicit(&source->attempts, attempts + times, memory_order_relaxed);
	if (dossier)
		dossier->by_class[class] += times;
	counter->bank.incidents[class] += opens_incident(counter, &key, class, act);
}

static void tell_witness(const struct counter *counter, const struct source *source,
	const struct ronda_booked *booked, const struct approach *act)
{
	struct ronda_booked whole = *booked;

	whole.source = source_key(source);
	whole.target = act->target;
	whole.port = act->port;
	whole.proto = act->proto;
	whole.verified = source_is(source, SOURCE_VERIFIED);
	whole.booked_ns = act->now_ns;
	counter->witness(counter->witness_context, &whole);
}

static void book(struct counter *counter, struct source *source, enum ronda_class class,
	enum ronda_outcome outcome, const struct approach *act, uint32_t times, const char *why)
{
	struct ronda_addr key = source_key(source);

	if (source_is(source, SOURCE_MONITOR)) {
		counter->bank.monitor_acts += times;
		return;
	}

	enum ronda_direction direction = verdict_direction(counter, source, &act->target);

	if (unlikely(counter->witness) && direction != RONDA_TRANSIT)
		tell_witness(counter, source, &(struct ronda_booked){ .class = class, .outcome = outcome,
			.direction = direction, .times = times, .why = why }, act);
	switch (direction) {
	case RONDA_INBOUND:
		book_inbound(counter, source, class, outcome, act, times);
		break;
	case RONDA_OUTBOUND:
		counter->bank.outbound += times;
		ronda_sketch_add(&counter->bank.outbound_sources, &key);
		break;
	case RONDA_INTERNAL:
		counter->bank.internal += times;
		ronda_sketch_add(&counter->bank.internal_sources, &key);
		break;
	default:
		break; /* between others: not ours to count */
	}
}

/* The verdict has fallen: what was held counts, now. Returns how many acts that were. */
static uint32_t credit(struct counter *counter, struct source *source, uint64_t now_ns)
{
	size_t count;
	uint32_t credits = 0;
	struct dossier *dossier = dossier_of(counter, source);
	const struct held *held = scanner_held(&source->behaviour, dossier, &count);

	for (size_t i = 0; i < count; i++) {
		struct approach act = {
			.target = held[i].target, .port = held[i].port, .proto = held[i].proto, .now_ns = now_ns,
		};

		for (unsigned outcome = 0; outcome < RONDA_OUTCOME_COUNT; outcome++) {
			if (held[i].acts[outcome])
				book(counter, source, RONDA_CLASS_PROBE, outcome, &act, held[i].acts[outcome], NULL);
			credits += held[i].acts[outcome];
		}
	}
	scanner_forget_held(&source->behaviour, dossier);
	return credits;
}

static bool is_observed(const struct counter *counter, const struct ronda_addr *addr)
{
	if (!counter->observer)
		return false;

	struct ronda_addr key = keys_source(&counter->keys, addr);

	return ronda_addr_equal(&key, &counter->observed);
}

/* The full stamp of the act's first packet, from its low bits and the moment of the decision. */
static uint64_t born_ns(const struct ending *ending)
{
	int32_t age_ms = (int32_t)(flow_ms(ending->act.now_ns) - ending->born_ms);
	uint64_t now_ms = ending->act.now_ns / 1000000;

	return (now_ms - (uint64_t)(int64_t)age_ms) * 1000000;
}

static struct ronda_act told(const struct counter *counter, const struct source *source,
	const struct ending *ending)
{
	return (struct ronda_act){
		.source = ending->sender,
		.target = ending->act.target,
		.port = ending->act.port,
		.proto = ending->act.proto,
		.class = ending->class,
		.outcome = ending->decision.outcome,
		.direction = source ? verdict_direction(counter, source, &ending->act.target) : RONDA_INBOUND,
		.first_contact = ending->decision.first_contact,
		.bare = ending->bare,
		.why = ending->why,
		.scanner = source && source->behaviour.flags & BEHAVIOUR_SCANNER,
		.verified = source && source_is(source, SOURCE_VERIFIED),
		.monitor = source && source_is(source, SOURCE_MONITOR),
		.score_before = source ? source->behaviour.score : 0,
		.score_after = source ? source->behaviour.score : 0,
		.act_ns = born_ns(ending),
		.decided_ns = ending->act.now_ns,
	};
}

void verdict_tell(struct counter *counter, const struct source *source, const struct ending *ending,
	enum ronda_verdict verdict)
{
	if (likely(!is_observed(counter, &ending->sender)))
		return;

	struct ronda_act act = told(counter, source, ending);

	act.verdict = verdict;
	counter->observer(counter->observer_context, &act);
}

static enum ronda_verdict pass_on_probe(struct counter *counter, struct source *source, const struct ending *ending,
	uint32_t *credits)
{
	struct behaviour *behaviour = &source->behaviour;

	if (!ending->decision.used && !(behaviour->flags & BEHAVIOUR_SCANNER) &&
		scanner_needs_dossier(behaviour, &ending->act))
		verdict_open_dossier(counter, source);
	switch (scanner_judge(behaviour, dossier_of(counter, source), &ending->act, &ending->decision,
		&counter->thresholds)) {
	case SCANNER_USEFUL:
		return RONDA_USEFUL;
	case SCANNER_HOLDS:
		return RONDA_HELD;
	case SCANNER_COUNTS:
		place(counter, source, &ending->sender);
		book(counter, source, RONDA_CLASS_PROBE, ending->decision.outcome, &ending->act, 1, NULL);
		return RONDA_COUNTED;
	default:
		place(counter, source, &ending->sender);
		*credits = credit(counter, source, ending->act.now_ns);
		return RONDA_CREDITED;
	}
}

/* Bare acknowledgements count once their source sent many; `*credits` of them now. */
static enum ronda_verdict pass_on_bare(struct counter *counter, struct source *source, const struct ending *ending,
	uint32_t *credits)
{
	struct bare bare = {
		.target = ending->act.target,
		.port = ending->act.port,
		.sent_s = (uint32_t)(born_ns(ending) / SECOND),
		.outcome = (uint8_t)ending->decision.outcome,
	};
	struct ronda_addr key = source_key(source);
	struct bares *bares = memos_get(&counter->bares, counter_hash(counter, &key) | 1,
		(uint32_t)(ending->act.now_ns / SECOND));
	const struct bare *due[BARE_PAIRS];

	*credits = bares_add(bares, &bare, counter->thresholds.stealth_pairs, counter->thresholds.stealth_seconds, due);
	if (*credits)
		place(counter, source, &ending->sender);
	for (unsigned i = 0; i < *credits; i++) {
		struct approach act = { .target = due[i]->target, .port = due[i]->port, .proto = RONDA_TCP,
			.now_ns = ending->act.now_ns };

		book(counter, source, RONDA_CLASS_STEALTH, due[i]->outcome, &act, 1, NULL);
	}
	return *credits == 0 ? RONDA_HELD : *credits == 1 ? RONDA_COUNTED : RONDA_CREDITED;
}

static enum ronda_verdict pass(struct counter *counter, struct source *source, const struct ending *ending,
	uint32_t *credits)
{
	if (ending->class == RONDA_CLASS_PROBE)
		return pass_on_probe(counter, source, ending, credits);
	if (ending->bare)
		return pass_on_bare(counter, source, ending, credits);
	place(counter, source, &ending->sender);
	book(counter, source, ending->class, ending->decision.outcome, &ending->act, 1, ending->why);
	return RONDA_COUNTED;
}

/* Whoever looks on may want to see it: it was booked, and is no monitor's. */
static void keep_recent(struct counter *counter, const struct source *source, const struct ending *ending,
	const struct ronda_act *act)
{
	struct ronda_addr key = source_key(source);

	if ((act->verdict != RONDA_COUNTED && act->verdict != RONDA_CREDITED) || act->monitor ||
		act->direction == RONDA_TRANSIT)
		return;
	recents_add(&counter->recents, counter_hash(counter, &key), &(struct recent){
		.act = *act,
		.site = ending->act.site,
		.country = source->country,
		.origin = source->origin,
	});
}

/* The same, with the observer or others looking on. */
static void decide_observed(struct counter *counter, struct source *source, const struct ending *ending)
{
	struct ronda_act act = told(counter, source, ending);
	uint32_t credits = 0;

	act.verdict = pass(counter, source, ending, &credits);
	act.scanner = source->behaviour.flags & BEHAVIOUR_SCANNER;
	act.score_after = source->behaviour.score;
	act.credits = credits ? credits - 1 : 0;
	if (counter->recents.wanted)
		keep_recent(counter, source, ending, &act);
	if (is_observed(counter, &ending->sender))
		counter->observer(counter->observer_context, &act);
}

void verdict_decide(struct counter *counter, struct source *source, struct ending *ending)
{
	uint32_t credits;

	if (!source) {
		counter->bank.lost_pending++;
		verdict_tell(counter, NULL, ending, RONDA_LOST);
		return;
	}
	ending->decision.dark = prefix_set_contains(&counter->dark, &ending->act.target);
	if (unlikely(counter->recents.wanted || is_observed(counter, &ending->sender)))
		decide_observed(counter, source, ending);
	else
		pass(counter, source, ending, &credits);
}

void verdict_count(struct counter *counter, struct source *source, const struct ending *ending, uint32_t times)
{
	place(counter, source, &ending->sender);
	book(counter, source, ending->class, ending->decision.outcome, &ending->act, times, ending->why);
	if (unlikely(counter->recents.wanted || is_observed(counter, &ending->sender))) {
		struct ronda_act act = told(counter, source, ending);

		act.verdict = times > 1 ? RONDA_CREDITED : RONDA_COUNTED;
		act.credits = times - 1;
		if (counter->recents.wanted)
			keep_recent(counter, source, ending, &act);
		if (is_observed(counter, &ending->sender))
			counter->observer(counter->observer_context, &act);
	}
}
