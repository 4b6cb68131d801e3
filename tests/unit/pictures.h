/* SPDX-License-Identifier: BSD-2-Clause */
/* pictures.h - small summaries in words, for those who look at them. */
#pragma once
#include <ronda/summary.h>

#include "base/stamp.h"

#include <stdlib.h>

#define SECOND STAMP_SECOND_NS
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* So many attempts from one foreign source at one site. */
static inline struct ronda_summary *picture(uint64_t start_ns, uint64_t end_ns, uint64_t attempts)
{
	struct ronda_summary *s = calloc(1, sizeof *s);
	uint64_t seconds = (end_ns - start_ns) / SECOND;

	s->sensor = strdup("tap");
	s->home = RONDA_COUNTRY('I', 'D');
	s->start_ns = start_ns;
	s->end_ns = end_ns;
	s->up_seconds = seconds;
	s->parts = calloc(1, sizeof *s->parts);
	s->parts[0] = (struct ronda_part){ strdup("tap"), start_ns, end_ns, seconds };
	s->parts_count = 1;
	s->capture.complete = true;
	s->traffic.packets = s->frames.delivered = s->frames.by_fate[RONDA_FATE_DECODED] = 100 * seconds;
	s->attempts.total = s->attempts.unverified = attempts;
	s->attempts.by_class[RONDA_CLASS_PROBE] = attempts;
	s->attempts.by_outcome[RONDA_OUTCOME_UNANSWERED] = attempts;
	s->attempts.by_origin[RONDA_ORIGIN_FOREIGN] = attempts;
	return s;
}

static inline void with_site(struct ronda_summary *s, const char *name, uint64_t attempts)
{
	struct ronda_rows *rows = &s->attempts.by_site;
	struct ronda_class_rows *classes = &s->attempts.by_site_class;

	rows->row = realloc(rows->row, (rows->count + 1) * sizeof *rows->row);
	rows->row[rows->count++] = (struct ronda_row){ strdup(name), attempts };
	classes->row = realloc(classes->row, (classes->count + 1) * sizeof *classes->row);
	classes->row[classes->count++] = (struct ronda_class_row){ strdup(name), { attempts } };
}

static inline struct ronda_flood *with_flood(struct ronda_summary *s, const char *target, uint64_t start_ns, uint64_t end_ns,
	bool ongoing)
{
	struct ronda_flood *flood;

	s->floods = realloc(s->floods, (s->floods_count + 1) * sizeof *s->floods);
	flood = &s->floods[s->floods_count++];
	*flood = (struct ronda_flood){ .sensor = strdup("tap"), .kind = RONDA_FLOOD_SYN, .port = 443, .start_ns = start_ns,
		.end_ns = end_ns, .ongoing = ongoing, .packets = 1000, .peak_packets_per_second = 500, .sources = 40 };
	ronda_addr_parse(&flood->target, target, NULL);
	return flood;
}

static inline struct ronda_review *with_review(struct ronda_summary *s, uint64_t time_ns, const char *rule, const char *kind,
	const char *site)
{
	struct ronda_review *review;

	s->review = realloc(s->review, (s->review_count + 1) * sizeof *s->review);
	review = &s->review[s->review_count++];
	*review = (struct ronda_review){ .time_ns = time_ns, .class = RONDA_CLASS_WEB, .rule = strdup(rule), .kind = strdup(kind),
		.site = strdup(site), .line = strdup("GET /x HTTP/1.1"), .port = 80, .status = 200, .outcome = RONDA_OUTCOME_SERVED };
	ronda_addr_parse(&review->source, "203.0.113.9", NULL);
	ronda_addr_parse(&review->addr, "192.0.2.1", NULL);
	return review;
}
