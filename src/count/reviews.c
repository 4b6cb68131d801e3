/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/reviews.h"

#include <string.h>

struct review *reviews_add(struct reviews *reviews)
{
	struct review *review = &reviews->review[reviews->told++ % REVIEWS_MOST];

	memset(review, 0, sizeof *review);
	return review;
}

size_t reviews_count(const struct reviews *reviews)
{
	return reviews->told < REVIEWS_MOST ? (size_t)reviews->told : REVIEWS_MOST;
}

const struct review *reviews_at(const struct reviews *reviews, size_t index)
{
	return &reviews->review[(reviews->told - reviews_count(reviews) + index) % REVIEWS_MOST];
}

void reviews_clear(struct reviews *reviews)
{
	reviews->told = 0;
}

void review_write(char *text, size_t size, const char *from)
{
	size_t length = from ? strnlen(from, size - 1) : 0;

	if (length)
		memcpy(text, from, length);
	text[length] = '\0';
}
