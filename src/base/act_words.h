/* SPDX-License-Identifier: BSD-2-Clause */
/* act_words.h - why an act counts, in a sentence: what `ronda explain` and the console say of it. */
#pragma once
#include "base/words.h"

#include <ronda/settings.h>

enum { ACT_WORDS_TEXT = 192 };

struct act_reason {
	enum ronda_class class;
	bool bare;            /* stealth: a bare acknowledgement */
	const char *why;      /* the rule, the service, or of class tls the client's JA4; NULL or "": none */
	uint32_t credits;     /* earlier acts that count with it */
};

/* Of one that counts; returns `text`. */
const char *act_words_counts(enum words_lang lang, const struct act_reason *reason,
	const struct ronda_thresholds *thresholds, char text[ACT_WORDS_TEXT]);
/* What most of them begin with: "counts: ". */
const char *act_words_begin(enum words_lang lang);
