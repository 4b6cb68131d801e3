/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.h - the bytes of a capture file, whatever it is wrapped in: plain, gzip or zstd, by its first bytes.
 *
 * They can be read in two ways that may take turns: as a FILE, which takes no byte more than it is asked for,
 * and in place.
 */
#pragma once
#include <ronda/error.h>

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct stream;

/* The most that stream_peek() can show at once. */
#define STREAM_PEEK_MOST ((size_t)1 << 18)

/* Opens `path` ("-": standard input). *stream outlives *file and is freed by stream_destroy() after
 * fclose(). -errno and a sentence when it cannot be opened. */
int stream_open(struct stream **stream, FILE **file, const char *path, struct ronda_error *error);
void stream_destroy(struct stream *stream);

/* The bytes that come next, *size of them: at least `least` (up to STREAM_PEEK_MOST) unless the file ends before
 * or cannot be read. Borrowed until the next call of any kind. */
const uint8_t *stream_peek(struct stream *stream, size_t least, size_t *size);
/* The first `size` of them have been read. */
void stream_take(struct stream *stream, size_t size);

/* Why reading failed, in words for a person, or NULL: it did not, or the FILE itself knows. */
const char *stream_trouble(const struct stream *stream);
