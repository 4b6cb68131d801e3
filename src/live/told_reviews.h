/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * told_reviews.h - the latest attempts that a person should look at, each once however often it was told of.
 *
 * Threads    One at a time.
 * When full  The oldest gives way.
 */
#pragma once
#include "summary/picture.h"

enum { TOLD_REVIEWS = 100 };

/* A ring. Zeroed: none. */
struct told_reviews {
	struct picture_review row[TOLD_REVIEWS];
	uint64_t came;
};

void told_reviews_feed(struct told_reviews *reviews, const struct ronda_review *review);
/* Into the picture, the latest first. -1 when memory is short. */
int told_reviews_write(const struct told_reviews *reviews, struct ronda_picture *picture);
