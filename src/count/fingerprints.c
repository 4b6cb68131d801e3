/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/fingerprints.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int fingerprints_init(struct fingerprints *fingerprints)
{
	*fingerprints = (struct fingerprints){ .text = calloc(FINGERPRINTS_MOST, JA4_SIZE) };
	return fingerprints->text ? memos_init(&fingerprints->memos, FINGERPRINT_MEMO_BYTES, sizeof(uint32_t)) : -ENOMEM;
}

void fingerprints_finish(struct fingerprints *fingerprints)
{
	memos_finish(&fingerprints->memos);
	free(fingerprints->text);
	*fingerprints = (struct fingerprints){ 0 };
}

/* The text's number plus one; 0 when there is no room for another. */
static uint32_t keep(struct fingerprints *fingerprints, const char *text)
{
	for (uint32_t i = 0; i < fingerprints->count; i++)
		if (strcmp(fingerprints->text[i], text) == 0)
			return i + 1;
	if (fingerprints->count == FINGERPRINTS_MOST)
		return 0;
	memcpy(fingerprints->text[fingerprints->count], text, JA4_SIZE);
	return ++fingerprints->count;
}

void fingerprints_note(struct fingerprints *fingerprints, uint64_t source, const struct hello *hello, uint32_t now_s)
{
	char text[JA4_SIZE] = "";
	uint32_t *number = memos_get(&fingerprints->memos, source, now_s);

	*number = ja4_format(hello, text) ? keep(fingerprints, text) : 0;
}

const char *fingerprints_of(struct fingerprints *fingerprints, uint64_t source, uint32_t now_s)
{
	const uint32_t *number = memos_get(&fingerprints->memos, source, now_s);

	return *number ? fingerprints->text[*number - 1] : NULL;
}
