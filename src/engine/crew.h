/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crew.h - who counts: one counter in the caller's own thread.
 */
#pragma once
#include "count/counter.h"

struct crew {
	struct counter *counter;
	struct batch batch;         /* being filled */
};

/* -ENOMEM when memory is short; crew_finish() is due even then. `rules` outlives it. */
int crew_init(struct crew *crew, const struct ronda_settings *settings, const struct rules *rules);
void crew_finish(struct crew *crew);

/* Where the next packet is to be written ... */
static inline struct item *crew_next(struct crew *crew)
{
	return &crew->batch.item[crew->batch.count];
}

/* All that was admitted is acted upon. */
void crew_flush(struct crew *crew);

/* ... and that it has been, its time and kind as well. Its payload must stay where it is until crew_keep(). */
static inline void crew_admit(struct crew *crew)
{
	if (++crew->batch.count == BATCH)
		crew_flush(crew);
}

/* Payloads are about to go: what is still wanted of them is copied. */
void crew_keep(struct crew *crew);
