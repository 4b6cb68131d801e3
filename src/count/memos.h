/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memos.h - what is kept in mind of a source, or of a source and a target, besides its slot: fixed-size records
 * under a 64-bit key, in fixed memory.
 *
 * Threads    One: the worker's.
 * When full  The record of the set that was not asked for longest is forgotten.
 */
#pragma once
#include "base/memory.h"

#include <stdint.h>

enum { MEMOS_PER_SET = 4 };

struct memo_set;

struct memos {
	struct memo_set *set;
	uint8_t *record;
	size_t sets, record_bytes;
	uint64_t forgotten; /* records that had to give way, in this period */
};

/* -ENOMEM when memory is short. */
int memos_init(struct memos *memos, size_t bytes, size_t record_bytes);
void memos_finish(struct memos *memos);

/* The record of `key` (not 0), all zero if it is new. Borrowed until the next call. */
void *memos_get(struct memos *memos, uint64_t key, uint32_t now_s);
