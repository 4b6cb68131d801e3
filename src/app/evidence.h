/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * evidence.h - the packets of attempts, in pcap files with an index beside each: --evidence.
 *
 * When an attempt is booked, the frames between its source and target that are among the latest ones are written,
 * and a line of JSON that says what they are evidence of. What came before may be gone by then; the line says so.
 *
 * Threads    One: the engine's.
 * Memory     RECENT_BYTES for the latest frames, and what is written in one turn.
 * When full  All files together stay within a limit: the oldest pair is removed for a new one. A disk that is full
 *            costs evidence, never a count: that is told once, and tried again each second.
 */
#pragma once
#include "app/options.h"

#include <ronda/engine.h>

struct evidence;

/* *made is NULL when the options ask for none. Negative errno and a sentence: the folder cannot be written to. With
 * the privileges that are left. */
int evidence_open(struct evidence **made, const struct options *options, struct ronda_error *error);

/* Attempts that `engine` books from now on are evidenced; NULL is fine. */
void evidence_attach(struct evidence *evidence, struct ronda_engine *engine);

/* Frames that the engine is about to be given. */
void evidence_keep(struct evidence *evidence, const struct ronda_frame *frames, size_t count);

/* Now and then: what was put together goes to disk. */
void evidence_turn(struct evidence *evidence);

/* After the engine's end. Returns whether all evidence was written; NULL is fine. */
bool evidence_close(struct evidence *evidence);
