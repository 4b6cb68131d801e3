/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * events.h - what happened, as JSON lines for a SIEM, in the shape of Suricata's EVE: whoever reads that reads this.
 *
 * Each line has timestamp, host, event_type "alert", src_ip and dest_ip where there is one of each, alert.signature,
 * alert.category and alert.severity (1 is gravest), and an object "ronda" with the rest:
 *
 *     ronda.event      told of
 *     incident_start   a source's first attempt of a class, in the summary of the period it came in
 *     incident_end     ... and that 15 minutes have passed without another; with its attempts
 *     answered         an attempt that a server answered: the summary's list "review"; no proof of a break-in
 *     flood_start, flood_end
 *     notice           whatever somebody is told of, see notice.h; as "ronda.notice"
 *
 * Incidents are of the sources that the summaries list, over all sites, and so at most of those; the totals
 * stand in the summaries. There is no alert.action: a tap neither allows nor blocks.
 *
 * Threads    Any; a lock held while a line is written.
 * Rotation   As event_file.h has it.
 */
#pragma once
#include "watch/notice.h"

enum { EVENTS_GAP_SECONDS = 900, EVENTS_INCIDENTS = 4096 };

struct events;

/* `where` is a file, or "syslog" (facility local5). NULL and a sentence. */
struct events *events_open(const char *where, uint64_t bytes_most, struct ronda_error *error);
void events_close(struct events *events); /* NULL is fine */

void events_period(struct events *events, const struct ronda_summary *summary);
void events_notice(struct events *events, const struct notice *notice);
