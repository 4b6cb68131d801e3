/* SPDX-License-Identifier: BSD-2-Clause */
/* act_words.h - why an act counts or does not, in a sentence: what `ronda explain` and the console say of it. */
#pragma once
#include "base/words.h"

#include <ronda/engine.h>
#include <ronda/settings.h>

enum { ACT_WORDS_TEXT = 320 };

struct act_reason {
	enum ronda_class class;
	bool bare;            /* stealth: a bare acknowledgement */
	const char *why;      /* the rule, the service, or of class tls the client's JA4; NULL or "": none */
	uint32_t credits;     /* earlier acts that count with it */
};

/* Of one that counts; returns `text`. */
const char *act_words_counts(enum words_lang lang, const struct act_reason *reason,
	const struct ronda_thresholds *thresholds, char text[ACT_WORDS_TEXT]);

/* On which line it counts, if not in the total; NULL: in the total. */
const char *act_words_elsewhere(enum words_lang lang, const struct ronda_act *act);

/* Of any act; returns `text`. */
const char *act_words_verdict(enum words_lang lang, const struct ronda_act *act,
	const struct ronda_thresholds *thresholds, char text[ACT_WORDS_TEXT]);
