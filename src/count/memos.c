/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/memos.h"

#include "base/hash.h"

#include <errno.h>

struct memo_set {
	uint64_t key[MEMOS_PER_SET];    /* 0: free */
	uint32_t asked_s[MEMOS_PER_SET];
} __attribute__((aligned(LINE_BYTES)));

int memos_init(struct memos *memos, size_t bytes, size_t record_bytes)
{
	size_t sets = bytes / (sizeof *memos->set + MEMOS_PER_SET * record_bytes);

	*memos = (struct memos){ .sets = sets ? sets : 1, .record_bytes = record_bytes };
	memos->set = memory_map(memos->sets * sizeof *memos->set);
	memos->record = memory_map(memos->sets * MEMOS_PER_SET * record_bytes);
	return memos->set && memos->record ? 0 : -ENOMEM;
}

void memos_finish(struct memos *memos)
{
	memory_unmap(memos->set, memos->sets * sizeof *memos->set);
	memory_unmap(memos->record, memos->sets * MEMOS_PER_SET * memos->record_bytes);
	*memos = (struct memos){ 0 };
}

void *memos_get(struct memos *memos, uint64_t key, uint32_t now_s)
{
	size_t at = hash_place(key, memos->sets);
	struct memo_set *set = &memos->set[at];
	uint8_t *records = memos->record + at * MEMOS_PER_SET * memos->record_bytes;
	unsigned way = 0;

	for (unsigned i = 0; i < MEMOS_PER_SET; i++) {
		if (set->key[i] == key) {
			set->asked_s[i] = now_s;
			return records + i * memos->record_bytes;
		}
		if (set->key[way] && (!set->key[i] || set->asked_s[i] < set->asked_s[way]))
			way = i;
	}
	memos->forgotten += set->key[way] != 0;
	set->key[way] = key;
	set->asked_s[way] = now_s;
	return memset(records + way * memos->record_bytes, 0, memos->record_bytes);
}
