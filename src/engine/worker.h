/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * worker.h - a thread that counts, and the ring of batches that leads to it. See crew.h for who may touch what.
 */
#pragma once
#include "count/counter.h"

struct worker;

/* NULL when memory or threads are short (errno says which). `counter` outlives it. */
struct worker *worker_start(struct counter *counter);
/* Acts upon what it was handed, and ends. NULL is fine. */
void worker_stop(struct worker *worker);

/* The batch that is being filled. */
struct batch *worker_batch(struct worker *worker);
/* ... is handed over. Waits as long as all others are still to be acted upon. Returns the next one, empty. */
struct batch *worker_hand_over(struct worker *worker);
/* Hands over what is there, and waits until all is acted upon. */
void worker_drain(struct worker *worker);
/* Of its counter: never change. */
const struct keys *worker_keys(const struct worker *worker);
/* Attempts of the period when it last told. */
uint64_t worker_attempts(const struct worker *worker);
