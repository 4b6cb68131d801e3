/* SPDX-License-Identifier: BSD-2-Clause */
/* dump.h - frames into a new pcap file, with nanoseconds, which its owner alone can read. */
#pragma once
#include <ronda/packet.h>

struct dump;

enum { DUMP_HEADER = 24, DUMP_RECORD = 16 }; /* bytes before the first frame, and before each */

/* Makes `name` in the folder `dir` for frames of one link type (libpcap's DLT_). Negative errno: -EEXIST, ... */
int dump_open(struct dump **made, int dir, const char *name, int link);
/* Into memory, for dump_flush() to write. */
void dump_frame(struct dump *dump, const struct ronda_frame *frame);
/* Negative errno: what came since the last flush is not in the file, which ends where it ended then. */
int dump_flush(struct dump *dump);
/* Bytes of the file, with those not flushed yet. */
uint64_t dump_bytes(const struct dump *dump);
/* What was not flushed is lost. NULL is fine. */
void dump_close(struct dump *dump);
