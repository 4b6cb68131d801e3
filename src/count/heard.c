/* SPDX-License-Identifier: BSD-2-Clause */
/* heard.c - of what the listener tells: does it count, as what, and how often? */
#include "base/hash.h"
#include "count/act.h"
#include "count/hear.h"
#include "detect/login/tries.h"
#include "detect/trail.h"

/* The client's slot; NULL when it has none any more. */
static struct source *client_of(const struct counter *counter, const struct talkers *who)
{
	struct source *source = &counter->sources.slot[who->slot];

	if (atomic_load_explicit(&source->version, memory_order_relaxed) == who->version)
		return source;
	return act_find_source(counter, &who->client);
}

static bool is_scanner(const struct source *source)
{
	return source->behaviour.flags & BEHAVIOUR_SCANNER;
}

static struct ending ending_of(const struct heard *heard, enum ronda_class class)
{
	const struct talkers *who = heard->who;

	return (struct ending){
		.sender = who->client,
		.act = {
			.target = who->server,
			.now_ns = heard->now_ns,
			.port = who->port,
			.proto = who->proto,
			.site = heard->site,
		},
		.class = class,
		.decision.outcome = heard->outcome,
		.born_ms = heard->begun_ms,
		.why = heard->rule ? heard->rule->name : heard->service,
	};
}

static uint64_t key_of(const struct counter *counter, const struct source *source, uint64_t salt)
{
	struct ronda_addr key = source_key(source);

	return hash_number(counter_hash(counter, &key), salt) | 1;
}

static struct tries *tries_of(struct counter *counter, const struct source *source, const struct heard *heard)
{
	uint64_t target = hash_number(counter_hash(counter, &heard->who->server), heard->who->port);

	return memos_get(&counter->tries, key_of(counter, source, target), (uint32_t)(heard->now_ns / 1000000000));
}

static struct trail *trail_of(struct counter *counter, const struct source *source, const struct heard *heard)
{
	return memos_get(&counter->trails, key_of(counter, source, 0), (uint32_t)(heard->now_ns / 1000000000));
}

static bool is_ours(const struct counter *counter, const struct ronda_addr *server)
{
	return !counter->protect.count || prefix_set_contains(&counter->protect, server);
}

/* Of a scanner: does the handshake count? Which names are of use elsewhere, nobody here can declare. */
static bool is_suspect(const struct counter *counter, const struct heard *heard)
{
	return !heard->named || heard->failed || (heard->undeclared && is_ours(counter, &heard->who->server));
}

/* How many acts of which class that is, now: 0 for none. */
static unsigned weigh(struct counter *counter, const struct source *source, const struct heard *heard,
	enum ronda_class *class)
{
	switch (heard->kind) {
	case HEARD_RULE:
		*class = heard->rule->class;
		return 1;
	case HEARD_MISSING:
		*class = RONDA_CLASS_WEB;
		return trail_adds(trail_of(counter, source, heard), heard->path, heard->now_ns, &counter->thresholds);
	case HEARD_REFUSED:
		*class = RONDA_CLASS_LOGIN;
		return tries_refused(tries_of(counter, source, heard), heard->now_ns, &counter->thresholds);
	case HEARD_TRIED:
		*class = RONDA_CLASS_LOGIN;
		return tries_connected(tries_of(counter, source, heard), heard->now_ns, &counter->thresholds);
	default:
		*class = RONDA_CLASS_TLS;
		return is_scanner(source) && is_suspect(counter, heard);
	}
}

/* In the total, and answered: somebody should look at what was said. */
static bool is_for_review(const struct counter *counter, const struct source *source, const struct heard *heard)
{
	return heard->kind == HEARD_RULE && heard->outcome == RONDA_OUTCOME_SERVED &&
		(heard->rule->class == RONDA_CLASS_WEB || heard->rule->class == RONDA_CLASS_EXPLOIT) &&
		!source_is(source, SOURCE_MONITOR) &&
		verdict_direction(counter, source, &heard->who->server) == RONDA_INBOUND;
}

static void keep_for_review(struct counter *counter, const struct source *source, const struct heard *heard)
{
	const struct site *site = sites_at(&counter->listener.sites, heard->site);
	struct review *review = reviews_add(&counter->reviews);
	uint8_t origin = atomic_load_explicit(&source->origin, memory_order_relaxed);

	review->time_ns = heard->now_ns;
	review->source = heard->who->client;
	review->server = heard->who->server;
	review->port = heard->who->port;
	review->class = heard->rule->class;
	review->outcome = heard->outcome;
	review->status = heard->status;
	review->response_bytes = heard->response_bytes;
	review->country = origin == RONDA_ORIGIN_LOCAL ? RONDA_COUNTRY_LOCAL :
		atomic_load_explicit(&source->country, memory_order_relaxed);
	review_write(review->rule, sizeof review->rule, heard->rule->name);
	review_write(review->kind, sizeof review->kind, heard->rule->kind);
	review_write(review->site, sizeof review->site, site ? site->name : NULL);
	review_write(review->line, sizeof review->line, heard->line);
}

static const char *software_of(struct counter *counter, const struct source *source, const struct heard *heard)
{
	return fingerprints_of(&counter->fingerprints, key_of(counter, source, 0), (uint32_t)(heard->now_ns / 1000000000));
}

/* Whose handshakes may come to count, is worth knowing better. */
static void meet(struct counter *counter, const struct source *source, const struct heard *heard)
{
	if (source && is_scanner(source))
		fingerprints_note(&counter->fingerprints, key_of(counter, source, 0), heard->hello,
			(uint32_t)(heard->now_ns / 1000000000));
}

void heard(void *context, const struct heard *heard)
{
	struct counter *counter = context;
	enum ronda_class class;

	if (heard->kind == HEARD_ROUND) {
		heard_round(counter, heard);
		return;
	}

	struct source *source = client_of(counter, heard->who);

	if (heard->kind == HEARD_HELLO) {
		meet(counter, source, heard);
		return;
	}
	if (heard->kind >= HEARD_ASKED) {
		heard_for_flood(counter, source, heard);
		return;
	}
	if (!source) {
		counter->bank.lost_pending += heard->kind == HEARD_RULE;
		return;
	}
	verdict_resolve(counter, source, &heard->who->client);

	unsigned times = weigh(counter, source, heard, &class);
	struct ending ending = ending_of(heard, class);

	if (times && class == RONDA_CLASS_TLS)
		ending.why = software_of(counter, source, heard);
	if (times)
		verdict_count(counter, source, &ending, times);
	if (times && is_for_review(counter, source, heard))
		keep_for_review(counter, source, heard);
	if (!times)
		verdict_tell(counter, source, &ending, heard->kind == HEARD_HANDSHAKE ? RONDA_USEFUL : RONDA_HELD);
}
