/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/shape.h"

#include <stdlib.h>

static void finish_rows(struct ronda_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->row[i].name);
	free(rows->row);
}

static void finish_class_rows(struct ronda_class_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->row[i].name);
	free(rows->row);
}

void summary_free_review(struct ronda_review *review)
{
	free(review->rule);
	free(review->kind);
	free(review->site);
	free(review->line);
}

static void finish_reviews(struct ronda_review *review, size_t count)
{
	for (size_t i = 0; i < count; i++)
		summary_free_review(&review[i]);
	free(review);
}

void ronda_summary_destroy(struct ronda_summary *summary)
{
	if (!summary)
		return;
	free(summary->sensor);
	for (size_t i = 0; i < summary->scope_count; i++)
		free(summary->scope[i]);
	free(summary->scope);
	for (size_t i = 0; i < summary->settings_count; i++) {
		free(summary->settings[i].name);
		free(summary->settings[i].value);
	}
	free(summary->settings);
	for (size_t i = 0; i < summary->parts_count; i++)
		free(summary->parts[i].sensor);
	free(summary->parts);
	free(summary->geoip.file);
	free(summary->geoip.type);
	free(summary->capture.error);
	finish_rows(&summary->attempts.by_country);
	finish_rows(&summary->attempts.by_site);
	finish_class_rows(&summary->attempts.by_site_class);
	finish_rows(&summary->attempts.by_hour);
	for (size_t i = 0; i < summary->floods_count; i++)
		free(summary->floods[i].sensor);
	free(summary->floods);
	for (size_t i = 0; i < summary->hostnames_count; i++)
		free(summary->hostnames[i].name);
	free(summary->hostnames);
	finish_reviews(summary->review, summary->review_count);
	free(summary->sources.top);
	free(summary);
}
