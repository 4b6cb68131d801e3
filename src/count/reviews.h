/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reviews.h - attempts that a server answered: what somebody should look at first.
 *
 * All zero is the empty list.
 *
 * Threads    One: the worker's.
 * When full  The oldest gives way to the newest; how many did is known.
 */
#pragma once
#include <ronda/addr.h>
#include <ronda/attack.h>
#include <ronda/places.h>

enum { REVIEWS_MOST = 200, REVIEW_WORD = 64, REVIEW_SITE = 96, REVIEW_LINE = 200 }; /* with the final NUL */

struct review {
	uint64_t time_ns;            /* when the answer was complete */
	struct ronda_addr source, server; /* as sent, not as prefixes */
	uint64_t response_bytes;
	enum ronda_class class;
	enum ronda_outcome outcome;
	ronda_country country;
	uint16_t port, status;       /* status 0: it has none */
	char rule[REVIEW_WORD], kind[REVIEW_WORD];
	char site[REVIEW_SITE];      /* "": the address */
	char line[REVIEW_LINE];      /* the request's; "": none was kept */
};

struct reviews {
	uint64_t told;               /* in this period, those left out included */
	struct review review[REVIEWS_MOST];
};

/* The place of the next one, all zero, for the caller to fill. */
struct review *reviews_add(struct reviews *reviews);
/* So many are held ... */
size_t reviews_count(const struct reviews *reviews);
/* ... and the one at `index`, the oldest first. */
const struct review *reviews_at(const struct reviews *reviews, size_t index);
void reviews_clear(struct reviews *reviews);

/* Cuts to `size`, the final NUL included; NULL becomes "". */
void review_write(char *text, size_t size, const char *from);
