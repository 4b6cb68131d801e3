/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lookout.h - those who look on while ronda runs: the dashboard, the notices, the events.
 *
 *     lookout_prepare(&options, &lookout, &error);   while there are privileges, and no threads
 *     lookout_start(lookout, zone, &error);
 *     for each look at the running period: lookout_picture(lookout, peek);
 *     for each period that has ended: lookout_period(lookout, summary);
 *     lookout_stop(lookout);
 *
 * Threads    lookout_picture() is called by one thread and lookout_period() by one, which may be others; each may wait
 *            for the other, and for a rendering, never for a client or a network; lookout_period() writes events to a
 *            disk, as summaries are written. Neither is the capture's thread.
 */
#pragma once
#include "app/options.h"
#include "base/stamp.h"
#include "summary/pulse.h"

#include <ronda/engine.h>

struct lookout;

/* *lookout is NULL when nobody wants to look on. An exit status; `error` says why. */
int lookout_prepare(const struct options *options, struct lookout **lookout, struct ronda_error *error);
/* An exit status. The zone must outlive it. */
int lookout_start(struct lookout *lookout, const struct stamp_zone *zone, struct ronda_error *error);
void lookout_stop(struct lookout *lookout); /* NULL is fine, as for all of these */

/* What was counted in an hour before this process, and all of today; before the first picture. */
void lookout_remember_hour(struct lookout *lookout, uint64_t start_ns, const struct digest *hour);
void lookout_remember_today(struct lookout *lookout, const struct ronda_summary *today);

void lookout_picture(struct lookout *lookout, const struct ronda_peek *peek);
void lookout_period(struct lookout *lookout, const struct ronda_summary *summary);

/* Summaries that wait to be written, and the end of the oldest (0: none waits). */
void lookout_tell_export(struct lookout *lookout, size_t waiting, uint64_t oldest_ns);
