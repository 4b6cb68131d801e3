/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filter.h - which rows are shown: words, all of which must hold.
 *
 *     5.188.206.18, 5.188.0.0/16    a source, or the sources of a prefix
 *     BG                            a country
 *     login, web, ...               who tried that today
 *     foreign, domestic, local, unknown, verified, unverified
 *     anything else                 a part of the address, the site or the rule
 *     !word                         not
 *
 * In Indonesian the words may be asing, domestik, lokal, terbukti, too.
 */
#pragma once
#include "summary/picture.h"

enum { FILTER_TEXT = PICTURE_NAME, FILTER_WORDS = 8 };

struct filter_word {
	enum { FILTER_PREFIX, FILTER_COUNTRY, FILTER_CLASS, FILTER_ORIGIN, FILTER_VERIFIED, FILTER_PART } kind;
	bool not;
	struct ronda_prefix prefix;
	unsigned value;            /* a country, class, origin; verified: 1 or 0 */
	char part[FILTER_TEXT];
};

struct filter {
	struct filter_word word[FILTER_WORDS];
	size_t words;
};

/* Any text is a filter; an empty one lets everything through. */
void filter_read(struct filter *filter, const char *text);

bool filter_takes_source(const struct filter *filter, const struct picture_source *source);
bool filter_takes_act(const struct filter *filter, const struct picture_act *act);
bool filter_takes_review(const struct filter *filter, const struct picture_review *review);
bool filter_takes_flood(const struct filter *filter, const struct picture_flood *flood);
/* By its name and classes alone. */
bool filter_takes_row(const struct filter *filter, const struct picture_row *row);
