/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hands.h - a process of its own that starts the operator's programs, and can start no others.
 *
 * It is forked before ronda gives its privileges up and makes threads: a mail program is often set-group-ID, which
 * no_new_privs would undo, and forking a process with threads asks for trouble. Over its socket it takes the number of
 * one of the programs it was made with, and bytes for that program's standard input; nothing else. So whoever took over
 * the sensor could feed these programs, and no more.
 *
 * Threads    hands_run() from any; one program runs at a time.
 */
#pragma once
#include <ronda/error.h>

#include <stddef.h>

enum { HANDS_PROGRAMS = 16, HANDS_INPUT_BYTES = 65536, HANDS_SECONDS = 30 };

struct hands;

/* `program` is an argv ended by NULL, of which at most HANDS_PROGRAMS; no shell reads it. Call it with one thread. NULL
 * and a sentence. */
struct hands *hands_create(char *const *const program[], size_t count, struct ronda_error *error);
void hands_destroy(struct hands *hands); /* NULL is fine */

/* Runs program number `number` with `input`. 0: it ended with status 0. Else -EIO and what it ended with, -ETIMEDOUT when
 * it was killed after HANDS_SECONDS, -EPIPE when the process is gone. */
int hands_run(struct hands *hands, unsigned number, const char *input, size_t bytes, struct ronda_error *error);
