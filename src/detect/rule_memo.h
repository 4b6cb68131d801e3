/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rule_memo.h - short texts that were looked through before, and the terms that were found in them.
 *
 * The same few paths and agents are asked for again and again, by visitors and by floods alike. To find one here costs
 * a line or two of memory; to look through it costs its normalising and the tables of the matcher, which are larger
 * than the cache. A text is compared whole, so what is found is what would be found again.
 *
 * Threads    One: its scratch's.
 * Memory     Sized by its type. A text too long or with too many terms is not remembered; a newer one takes an
 *            older one's place.
 */
#pragma once
#include "detect/rules.h"
#include "detect/slice.h"

enum { RULE_MEMO_PLACES = 256, RULE_MEMO_TEXT = 114, RULE_MEMO_TERMS = 6 };

struct rule_memo {
	struct {
		uint8_t size, terms; /* size 0: free */
		uint16_t term[RULE_MEMO_TERMS];
		uint8_t text[RULE_MEMO_TEXT];
	} __attribute__((aligned(128))) place[RULE_MEMO_PLACES];
};

/* Adds to the hits what was found in this text; false when it is not remembered. */
bool rule_memo_recall(const struct rule_memo *memo, struct slice text, struct rule_hits *hits);

/* In this text these terms, and no others, are found. */
void rule_memo_keep(struct rule_memo *memo, struct slice text, const struct rule_hits *found);
