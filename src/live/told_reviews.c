/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/told_reviews.h"

#include <stdio.h>
#include <stdlib.h>

static size_t held(const struct told_reviews *reviews)
{
	return reviews->came < TOLD_REVIEWS ? (size_t)reviews->came : TOLD_REVIEWS;
}

static bool is_known(const struct told_reviews *reviews, const struct ronda_review *review)
{
	for (size_t i = 0; i < held(reviews); i++)
		if (reviews->row[i].time_ns == review->time_ns &&
			ronda_addr_equal(&reviews->row[i].source, &review->source) &&
			reviews->row[i].port == review->port && strcmp(reviews->row[i].rule, review->rule) == 0)
			return true;
	return false;
}

void told_reviews_feed(struct told_reviews *reviews, const struct ronda_review *review)
{
	struct picture_review *row;

	if (is_known(reviews, review))
		return;
	row = &reviews->row[reviews->came++ % TOLD_REVIEWS];
	*row = (struct picture_review){
		.time_ns = review->time_ns,
		.source = review->source,
		.addr = review->addr,
		.country = review->country,
		.class = review->class,
		.outcome = review->outcome,
		.port = review->port,
		.status = review->status,
		.response_bytes = review->response_bytes,
	};
	snprintf(row->rule, sizeof row->rule, "%s", review->rule);
	snprintf(row->site, sizeof row->site, "%s", review->site);
	snprintf(row->line, sizeof row->line, "%s", review->line ? review->line : "");
}

int told_reviews_write(const struct told_reviews *reviews, struct ronda_picture *picture)
{
	size_t count = held(reviews);

	picture->review = calloc(count ? count : 1, sizeof *picture->review);
	if (!picture->review)
		return -1;
	for (size_t i = 0; i < count; i++)
		picture->review[i] = reviews->row[(reviews->came - 1 - i) % TOLD_REVIEWS];
	picture->review_count = count;
	return 0;
}
