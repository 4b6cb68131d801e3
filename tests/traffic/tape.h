/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tape.h - frames on their way into a pcap file.
 *
 * A held tape keeps all frames in memory and writes them in the order of their arrival when it is
 * closed, so that a scenario can make one conversation after the other. A running tape writes at once.
 */
#pragma once
#include "build.h"

struct tape;

/* Ends the program with a message when the file cannot be made. */
struct tape *tape_open(const char *path, bool nano, bool held);

/* Records a frame; it arrives at its time plus the tape's lag. */
void tape_put(struct tape *tape, const struct frame *frame);

/* Frames from now on arrive so much later than they are stamped, as through a slow queue. */
void tape_lag(struct tape *tape, uint64_t lag_ns);

/* Writes what is held so far; later frames must not be earlier. */
void tape_flush(struct tape *tape);

/* Writes what is held and says how many frames it was; ends the program if they do not fit. */
uint64_t tape_close(struct tape *tape);

/* Frames and their bytes so far. */
uint64_t tape_frames(const struct tape *tape);
uint64_t tape_bytes(const struct tape *tape);
