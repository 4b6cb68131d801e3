/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * outbox.h - summaries on their way out. The sensor's thread puts them in and goes on at once; the main
 * thread takes them out and writes them, however slow or full the disk is.
 *
 * Threads    outbox_put() from any, the rest from one.
 * When full  The two oldest are merged into one, so that no count is lost: that one covers a longer time.
 */
#pragma once
#include <ronda/summary.h>

struct outbox;

/* NULL when memory is short. */
struct outbox *outbox_create(void);
/* Frees what is left in it; NULL is fine. */
void outbox_destroy(struct outbox *outbox);

/* Readable when there is something to take, or the last has been put. */
int outbox_fd(const struct outbox *outbox);

/* Hands over `summary` (NULL: none). `last`: none will follow. */
void outbox_put(struct outbox *outbox, struct ronda_summary *summary, bool last);

/* Calls `see` for each summary as it is collected, before it is merged with another or written. Borrowed for the call. */
typedef void outbox_seen(void *context, const struct ronda_summary *summary);
void outbox_on_collect(struct outbox *outbox, outbox_seen *see, void *context);

/* Moves what was put into the writer's queue. Returns whether the last has been put. */
bool outbox_collect(struct outbox *outbox);

/* The oldest unwritten one, NULL when there is none; it stays until outbox_drop(). */
const struct ronda_summary *outbox_first(const struct outbox *outbox);
void outbox_drop(struct outbox *outbox);
size_t outbox_count(const struct outbox *outbox);
