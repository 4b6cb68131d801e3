/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fingerprints.h - with what software scanners come: JA4 (detect/ja4.h) of the latest ClientHello of each.
 *
 * There are few different ones, so each text is kept once and for good: whoever was handed one may read it for as
 * long as the table is there, in any thread.
 *
 * Threads    One: the worker's; the texts handed out, any.
 * When full  A new text is not kept; a source that was not heard of for longest is forgotten.
 */
#pragma once
#include "count/memos.h"
#include "detect/ja4.h"

enum { FINGERPRINTS_MOST = 1024, FINGERPRINT_MEMO_BYTES = 1 << 18 };

struct fingerprints {
	char (*text)[JA4_SIZE];
	uint32_t count;
	struct memos memos;   /* of a source: its text's number plus one */
};

/* -ENOMEM when memory is short. */
int fingerprints_init(struct fingerprints *fingerprints);
void fingerprints_finish(struct fingerprints *fingerprints);

/* The source of this key (not 0) said this. */
void fingerprints_note(struct fingerprints *fingerprints, uint64_t source, const struct hello *hello, uint32_t now_s);
/* What it said last; NULL when nothing is known. */
const char *fingerprints_of(struct fingerprints *fingerprints, uint64_t source, uint32_t now_s);
