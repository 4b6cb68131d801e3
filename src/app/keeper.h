/* SPDX-License-Identifier: BSD-2-Clause */
/* keeper.h - summaries into a store, and a word to the person about it. */
#pragma once
#include "store/store.h"

struct keeper {
	struct store *store;
	const char *file;
	uint64_t added, known, refused; /* summaries */
	bool failed;                    /* one could not be written */
};

/* An exit status; says by itself what is wrong. */
int keeper_open(struct keeper *keeper, const char *file);
/* Adds it. What is refused is told of once, what fails too; the counts say the rest. */
void keeper_add(struct keeper *keeper, const struct ronda_summary *summary);
/* What became of them, on standard error; an exit status. Closes the store. */
int keeper_close(struct keeper *keeper);
