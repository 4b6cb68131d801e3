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
		.heard = heard,
	};
}

static uint64_t key_of(const struct counter *counter, const struct source *source, uint64_t salt)
{
	struct ronda_addr key = source_key(source);

	return hash_number(hash_addr(&key, counter->seed), salt) | 1;
}

static struct tries *tries_of(struct counter *counter, const struct source *source, const struct heard *heard)
{
	uint64_t target = hash_number(hash_addr(&heard->who->server, counter->seed), heard->who->port);

	return memos_get(&counter->tries, key_of(counter, source, target), (uint32_t)(heard->now_ns / 1000000000));
}

static struct trail *trail_of(struct counter *counter, const struct source *source, const struct heard *heard)
{
	return memos_get(&counter->trails, key_of(counter, source, 0), (uint32_t)(heard->now_ns / 1000000000));
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
		return (source->behaviour.flags & BEHAVIOUR_SCANNER) && (!heard->named || heard->failed);
	}
}

void heard(void *context, const struct heard *heard)
{
	struct counter *counter = context;
	struct source *source = client_of(counter, heard->who);
	enum ronda_class class;

	if (!source) {
		counter->bank.lost_pending += heard->kind == HEARD_RULE;
		return;
	}
	verdict_resolve(counter, source, &heard->who->client);

	unsigned times = weigh(counter, source, heard, &class);
	struct ending ending = ending_of(heard, class);

	if (times)
		verdict_count(counter, source, &ending, times);
	else
		verdict_tell(counter, source, &ending, heard->kind == HEARD_HANDSHAKE ? RONDA_USEFUL : RONDA_HELD);
}
