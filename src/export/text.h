/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text.h - a summary for eyes: the answer in one sentence, what it rests on, then the tables.
 *
 * Names that came from the wire or an operator are stripped of control characters, so that nobody
 * can steer the terminal they are shown on.
 */
#pragma once
#include <ronda/summary.h>

#include "base/stamp.h"
#include "base/words.h"

#include <stdio.h>

struct text_options {
	enum words_lang lang;
	const struct stamp_zone *zone; /* whose clocks; borrowed, never NULL */
	size_t top;                    /* most rows of countries, sites, floods and sources; 0: ten */
	bool colour;                   /* with terminal colours */
	unsigned columns;              /* of the page; 0: 80. Below 60 it stays at 60 */
};

/* 0; -ENOMEM; -EIO when `out` does not take it. */
int export_text(FILE *out, const struct ronda_summary *summary, const struct text_options *options);
