/* SPDX-License-Identifier: BSD-2-Clause */
/* sentence.h - the answer in one sentence. */
#pragma once
#include <ronda/summary.h>

#include "base/words.h"

enum { SENTENCE_TEXT = 192 };

/* "957,254 attempts in three months", without a full stop; returns `text`. */
const char *summary_sentence(const struct ronda_summary *summary, enum words_lang lang,
	char text[SENTENCE_TEXT]);
