/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file.h - frames from a capture file: pcap or pcapng, every byte order and time resolution that libpcap
 * reads, plain or compressed with gzip or zstd.
 */
#pragma once
#include "capture/frame.h"

struct capture_file;

/* `path` "-" is standard input; `filter` (BPF) may be NULL. Negative errno and a sentence when the file
 * cannot be opened or is no capture; CAPTURE_BAD_FILTER and a sentence. */
int capture_file_open(struct capture_file **file, const char *path, const char *filter,
	struct ronda_error *error);
void capture_file_close(struct capture_file *file); /* NULL is fine */

enum { CAPTURE_MORE, CAPTURE_END, CAPTURE_BROKEN };

/*
 * Delivers up to `most` (at most INT_MAX) frames. CAPTURE_BROKEN: the rest cannot be read, and `error` says why and after
 * which frame; what came before was delivered.
 */
int capture_file_read(struct capture_file *file, size_t most, capture_deliver *deliver, void *context,
	struct ronda_error *error);

/* The stamp of the first frame delivered; 0 before it. */
uint64_t capture_file_first_ns(const struct capture_file *file);
