/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ledger.h - what the traffic is by construction, for whoever checks a count against it.
 *
 *     { "scenario": "...", "seed": 1, "frames": 0,
 *       "sources": { "ADDRESS": { "acts": {"refused": 0, ...}, "targets": 0, "ports": 0,
 *                                 "verified": true, "scanner": true, "attempts": 0 } },
 *       "floods": [ {"kind": "syn", "target": "...", "port": 80, "packets": 0, "sources": 0} ],
 *       "attempts": { "web": 0, ... }, "backscatter_packets": 0, "benign_flows": 0,
 *       "tallies": { "by_site": {"103.94.188.10": 0, ...}, ... } }
 *
 * `useful` acts were answered and carried client data: no attempts. `attempts` is there only where the
 * scenario knows that the source is a scanner; it is the sum of the others then. Tallies are sums that a scenario
 * of too many acts to list keeps instead, and facts it wants known.
 */
#pragma once
#include "build.h"

#include <stdio.h>

#define ACT_OUTCOMES(X)                                                                            \
	X(UNANSWERED, "unanswered")                                                                \
	X(REFUSED, "refused")                                                                      \
	X(ANSWERED, "answered")                                                                    \
	X(ESTABLISHED, "established")                                                              \
	X(UNKNOWN, "unknown")                                                                      \
	X(USEFUL, "useful")

#define ACT_WORD(NAME, name) ACT_##NAME,
enum act_outcome { ACT_OUTCOMES(ACT_WORD) ACT_OUTCOME_COUNT };

struct ledger;

/* A ledger that is not `kept` takes entries and forgets them. Free it with ledger_destroy(). */
struct ledger *ledger_create(const char *scenario, uint64_t seed, bool kept);
void ledger_destroy(struct ledger *ledger);

void ledger_act(struct ledger *ledger, struct ronda_addr source, struct end target,
	enum act_outcome outcome);
void ledger_verified(struct ledger *ledger, struct ronda_addr source);
void ledger_scanner(struct ledger *ledger, struct ronda_addr source);
void ledger_flood(struct ledger *ledger, const char *kind, struct end target, uint64_t packets,
	uint64_t sources);
/* Attempts of a class other than probe. */
void ledger_attempts(struct ledger *ledger, const char *class, uint64_t times);
/* So many more in this list under this key. */
void ledger_tally(struct ledger *ledger, const char *list, const char *key, uint64_t times);
/* A fact in words, such as where a prefix is. */
void ledger_fact(struct ledger *ledger, const char *list, const char *key, const char *fact);
void ledger_backscatter(struct ledger *ledger, uint64_t packets);
void ledger_benign(struct ledger *ledger);

/* Writes it as JSON; 0, or -1 when the file does not take it. */
int ledger_write(struct ledger *ledger, uint64_t frames, const char *path);
