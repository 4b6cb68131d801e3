/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.h - a capture file as a FILE, whatever it is wrapped in: plain, gzip or zstd, by its first bytes.
 */
#pragma once
#include <ronda/error.h>

#include <stdio.h>

struct stream;

/* Opens `path` ("-": standard input). *stream outlives *file and is freed by stream_destroy() after
 * fclose(). -errno and a sentence when it cannot be opened. */
int stream_open(struct stream **stream, FILE **file, const char *path, struct ronda_error *error);
void stream_destroy(struct stream *stream);

/* Why reading failed, in words for a person, or NULL: it did not, or the FILE itself knows. */
const char *stream_trouble(const struct stream *stream);
