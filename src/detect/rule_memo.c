/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/rule_memo.h"

#include "base/hash.h"

_Static_assert(RULE_TERMS_MOST <= UINT16_MAX, "a term's number is two bytes");

static bool is_kept(struct slice text)
{
	return text.size && text.size <= RULE_MEMO_TEXT;
}

static size_t place_of(struct slice text)
{
	uint64_t hash = text.size, word = 0;
	size_t at = 0;

	for (; at + sizeof word <= text.size; at += sizeof word) {
		memcpy(&word, text.data + at, sizeof word);
		hash = hash_number(word, hash);
	}
	word = 0;
	memcpy(&word, text.data + at, text.size - at);
	return hash_place(hash_number(word, hash), RULE_MEMO_PLACES);
}

bool rule_memo_recall(const struct rule_memo *memo, struct slice text, struct rule_hits *hits)
{
	if (!is_kept(text))
		return false;

	size_t at = place_of(text);

	if (memo->place[at].size != text.size || memcmp(memo->place[at].text, text.data, text.size) != 0)
		return false;
	for (unsigned i = 0; i < memo->place[at].terms; i++)
		rule_hits_add(hits, memo->place[at].term[i]);
	return true;
}

void rule_memo_keep(struct rule_memo *memo, struct slice text, const struct rule_hits *found)
{
	uint16_t term[RULE_MEMO_TERMS];
	uint8_t terms = 0;

	if (!is_kept(text))
		return;
	for (unsigned word = 0; found->some && word < RULE_TERMS_MOST / 64; word++)
		for (uint64_t left = found->term[word]; left; left &= left - 1) {
			if (terms == RULE_MEMO_TERMS)
				return;
			term[terms++] = (uint16_t)(word * 64 + (unsigned)__builtin_ctzll(left));
		}

	size_t at = place_of(text);

	memo->place[at].size = (uint8_t)text.size;
	memo->place[at].terms = terms;
	memcpy(memo->place[at].term, term, terms * sizeof *term);
	memcpy(memo->place[at].text, text.data, text.size);
}
