/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * due.h - acts whose time runs out. Count's own.
 *
 * They are taken from where they wait some at a time, ahead of their moment: when a batch of packets begins, those that
 * fall due within it. So the lines that their ends will touch are sent for in a row, and are there when needed.
 */
#pragma once
#include "count/flows.h"
#include "count/pending.h"

#include <ronda/engine.h>

struct counter;

enum { DUE_MOST = 64 };

struct due {
	uint64_t next_ns;           /* no deadline among these, and those that still wait, is earlier */
	uint64_t dropped;           /* waits that had given way when that was last looked at ... */
	unsigned parts;             /* ... and so many parts of the flows are still to be gone through for their acts */
	unsigned count, done;       /* taken; of these decided */
	struct wait wait[DUE_MOST];
	struct flow *flow[DUE_MOST]; /* where each is, or was when it was taken; NULL: nowhere any more */
};

/* Takes what will be due when time goes on to `now_ns`, and sends for what due_decide() will need. */
void due_foresee(struct counter *counter, uint64_t now_ns);
/* What waits until `now_ns` at most has waited long enough. */
void due_decide(struct counter *counter, uint64_t now_ns);
/* Nothing waits any longer. */
void due_settle(struct counter *counter, enum ronda_finish how);
