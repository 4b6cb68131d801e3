/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listen.h - what is said on the connections that still matter: bytes in, what they come to out.
 *
 * A connection is followed from its first payload on. Its bytes are put in order, its protocol is found by what is
 * said (and by the port where that helps), a reader takes it apart, and whoever owns the listener hears of each act:
 * a request that a rule matches, a refused log-in, a handshake that failed. Whether that is an attempt is not known
 * here.
 *
 * Threads    One: the worker's.
 * Memory     Sized once: talks, blocks for bytes that wait, beginnings for signatures, names.
 * When full  The talk that is worth least goes, and what was open in it is told with outcome `unknown`.
 */
#pragma once
#include "detect/http_head.h"
#include "detect/login/login.h"
#include "detect/quic_seal.h"
#include "detect/rules.h"
#include "listen/beginnings.h"
#include "listen/datagrams.h"
#include "listen/sites.h"
#include "listen/streams.h"
#include "listen/talks.h"

#include <ronda/packet.h>

enum heard_kind {
	HEARD_RULE,      /* a rule matches; of its class */
	HEARD_MISSING,   /* a request was answered 4xx, but for 401 and 407 */
	HEARD_REFUSED,   /* a log-in was refused in clear text */
	HEARD_TRIED,     /* a connection to a log-in service is over; what was said to the log-in is not known */
	HEARD_HANDSHAKE, /* a TLS or QUIC handshake ended */
	HEARD_HELLO,     /* no act: a TLS or QUIC client introduced itself */
	/* No acts, but of connections whose both sides are seen: */
	HEARD_ASKED,     /* an HTTP request */
	HEARD_SERVED,    /* ... is answered by a status below 400 */
	HEARD_SLOW,      /* a request is not whole, and hardly goes on; once in a round that this is so */
	HEARD_ROUND,     /* a round ends: all talks were looked after; of none of them, so without `who` */
};

/* How long a round takes; and of an unfinished request so few bytes came since it was looked after before. */
#define LISTEN_ROUND_MS 10000u
#define LISTEN_SLOW_BYTES 1000u

/* One act, at its end. Borrowed for the call. */
struct heard {
	enum heard_kind kind;
	enum ronda_outcome outcome;
	const struct talkers *who;
	uint64_t now_ns;
	uint32_t begun_ms;       /* its first packet, as flow_ms() has it */
	uint32_t site;           /* a name in `sites`, or 0 */
	const struct rule *rule; /* HEARD_RULE */
	uint64_t path;           /* HEARD_MISSING: a hash of it, with the site */
	const struct hello *hello; /* HEARD_HELLO */
	bool named;              /* HEARD_HANDSHAKE: the client named a host */
	bool undeclared;         /* ... though names were declared, none of them */
	bool failed;             /* ... it did not complete */
	const char *service;     /* HEARD_REFUSED, HEARD_TRIED: "ssh", "http", ... */
	uint16_t status;         /* of the response, 0: none */
	uint64_t response_bytes;
	uint32_t request_bytes;  /* HEARD_ASKED: as far as it was read */
	const char *line;        /* the request's, cut and printable; NULL: none was kept */
};

typedef void listener_told(void *context, const struct heard *heard);

struct notes;
struct packed;

/* Counts of this period. */
struct listener_tally {
	uint64_t talks, requests, handshakes, logins; /* followed; read */
	uint64_t given_up;       /* talks whose reader could not go on: bytes were lost, or no reader knows them */
	uint64_t evicted;        /* talks that had to go for others */
};

/* Gaps in what was said, of which the receiver acknowledged what never passed here; in this period. */
struct listener;
uint64_t listener_acked_gaps(const struct listener *listener);

struct listener {
	struct talks talks;
	struct streams streams;
	struct beginnings beginnings;
	struct sites sites;
	struct notes *notes;
	struct packed *packed;
	const struct rules *rules;       /* NULL: no rules */
	struct rules_scratch *scratch;
	struct quic_crypto *crypto;
	struct datagrams datagrams;
	struct listener_tally tally;
	uint64_t acked_gaps_before;      /* this period */
	uint64_t now_ns;
	uint64_t sweep_ns;               /* when the next part of the talks is swept */
	uint32_t answer_ms;              /* a request without a response for so long has none */
	listener_told *told;
	void *context;
};

/* -ENOMEM when memory is short; listener_finish() is due even then. `rules` and `declared`, the
 * operator's host names, outlive it; NULL: none. */
int listener_init(struct listener *listener, size_t bytes, const struct rules *rules,
	const struct host_set *declared, uint32_t answer_ms, listener_told *told, void *context);
void listener_finish(struct listener *listener);

/* What the owner knows of a segment's connection. */
struct overheard {
	const struct ronda_packet *packet;
	uint64_t key;            /* of the flow; not 0 */
	uint64_t now_ns;
	struct talk *hint;       /* where its talk was a moment ago, as far as its mark tells, or NULL */
	bool midstream;          /* its beginning was not seen; what follows is of use to listener_begin() only */
	uint32_t client_next, server_next; /* sequence numbers of the first bytes of each side */
	const struct talkers *who;
};

/* Sends for where a flow's talk is looked up; and, a moment later, for the talk: a hint for listener_hear(). */
static inline void listener_prefetch(const struct listener *listener, uint64_t key)
{
	talks_prefetch(&listener->talks, key);
}

static inline struct talk *listener_prefetch_talk(const struct listener *listener, uint64_t key)
{
	return talks_prefetch_talk(&listener->talks, key);
}

/* The first payload of a connection, of either side. True: it is followed from now on. */
bool listener_begin(struct listener *listener, const struct overheard *overheard);
/* A segment or datagram of a connection that is followed. False: it is so no longer. */
bool listener_hear(struct listener *listener, const struct overheard *overheard);
/* A client's first datagram, of a flow that is not followed: signatures. Does one match? It is told when it is
 * answered, or was not. */
bool listener_glance(struct listener *listener, const struct overheard *overheard);
/* The server's datagram, if any is waited for. */
void listener_hear_answer(struct listener *listener, const struct overheard *overheard);

/* All counts are 0 again; what is followed stays. */
void listener_begin_period(struct listener *listener);

/* Time passes: talks that went silent are over. */
void listener_tick(struct listener *listener, uint64_t now_ns);
/* All talks are over. */
void listener_stop(struct listener *listener, uint64_t now_ns);
