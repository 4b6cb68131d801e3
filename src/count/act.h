/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * act.h - from a packet to an act (act.c) or to a part of a flood (act_floods.c), from waiting to an end (due.c), and from
 * there to the totals (verdict.c). Count's own.
 */
#pragma once
#include "count/counter.h"

/* NULL when it has no slot (any more). */
struct source *act_find_source(const struct counter *counter, const struct ronda_addr *addr);

/* Finds the sender's slot, counts the packet in it, and sends for what its acts will need. */
void act_count_sender(struct counter *counter, struct item *item);

/* One packet of a batch whose lines are at hand. */
void act_on_item(struct counter *counter, struct item *item);

/* Does it ask for a connection, and nothing else? */
static inline bool act_is_syn(const struct ronda_packet *packet)
{
	return (packet->tcp_flags & (RONDA_TCP_SYN | RONDA_TCP_ACK | RONDA_TCP_RST | RONDA_TCP_FIN)) == RONDA_TCP_SYN;
}

/* One packet towards a flood of this kind at its target, if that is this counter's to watch and ours. */
void act_count_for_flood(struct counter *counter, const struct item *item, enum ronda_flood_kind kind,
	enum ronda_service service);
/* ... of whatever kind it may be part of, after its flow took this step; or it is what makes a flood none. */
void act_watch_floods(struct counter *counter, const struct item *item, const struct flow *flow, unsigned step,
	bool from_source);

/* An act that ends. `sender` as it was sent, or as a prefix when only the slot knows it. */
struct ending {
	struct ronda_addr sender;
	struct approach act;        /* now_ns: when it is decided */
	enum ronda_class class;
	struct decision decision;   /* but for `dark`, which the verdict looks up */
	uint32_t born_ms;           /* the act's first packet, as flow_ms() has it */
	bool bare;                  /* class stealth: it counts only among many */
	const char *why;            /* the rule, the service, or of class tls the client's JA4; or NULL */
};

/* Which it is as long as nothing is said on its flow. */
static inline enum ronda_class act_class(const struct flow *flow)
{
	return flow->stage == FLOW_ODD || flow->stage == FLOW_BARE ? RONDA_CLASS_STEALTH : RONDA_CLASS_PROBE;
}

/* The flow's act ends by this step, or with 0 as it stands. `source` is NULL when it has no slot any more. */
void act_decide(struct counter *counter, struct source *source, struct flow *flow, unsigned step, struct ending *ending);

/* Sends for what is written when a probe of this source at `target` is decided. */
void verdict_prefetch(const struct counter *counter, const struct source *source, const struct ronda_addr *target);

/* Decides it by its class, and books what counts now. `source` is NULL when it has no slot any more: the act is lost. */
void verdict_decide(struct counter *counter, struct source *source, struct ending *ending);

/* It counts, `times` over, as its class and outcome say. */
void verdict_count(struct counter *counter, struct source *source, const struct ending *ending, uint32_t times);

/* Tells the observer, if there is one and it looks at this source, of an act that no verdict is passed upon. */
void verdict_tell(struct counter *counter, const struct source *source, const struct ending *ending,
	enum ronda_verdict verdict);

/* The source's dossier, NULL if it has none. */
static inline struct dossier *dossier_of(const struct counter *counter, const struct source *source)
{
	return dossiers_at(&counter->dossiers, source->behaviour.dossier);
}
/* ... opened now if it has none. */
struct dossier *verdict_open_dossier(struct counter *counter, struct source *source);

/* Flags of a source that follow from the settings; `addr` is its address as it was sent. */
void verdict_resolve(struct counter *counter, struct source *source, const struct ronda_addr *addr);

enum ronda_direction verdict_direction(const struct counter *counter, const struct source *source,
	const struct ronda_addr *target);
