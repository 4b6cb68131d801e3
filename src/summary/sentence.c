/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/sentence.h"

const char *summary_sentence(const struct ronda_summary *summary, enum words_lang lang,
	char text[SENTENCE_TEXT])
{
	char number[WORDS_TEXT], duration[WORDS_TEXT];
	uint64_t total = summary->attempts.total;

	words_number(lang, total, number);
	words_duration(lang, summary->start_ns, summary->end_ns, duration);
	if (total > 1)
		return words_fill(lang, WORDS_SENTENCE_MANY, (const char *const[]){ number, duration, NULL },
			text, SENTENCE_TEXT);
	return words_fill(lang, total ? WORDS_SENTENCE_ONE : WORDS_SENTENCE_NONE,
		(const char *const[]){ duration, NULL }, text, SENTENCE_TEXT);
}
