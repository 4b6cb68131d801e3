/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * append.h - a new file that grows by whole pieces: a full disk leaves no half of one in it.
 *
 * A piece is put together in memory, through a stream, and goes to the file with append_flush().
 */
#pragma once
#include <stdint.h>
#include <stdio.h>

struct append {
	int fd;
	FILE *stream;     /* what is printed here is in the next piece */
	char *memory;
	size_t size;
	uint64_t written; /* in the file */
};

/* Makes `name` in the folder `dir`, for its owner alone. Negative errno: -EEXIST, ...; append_close() is due all the same. */
int append_open(struct append *append, int dir, const char *name);
/* Negative errno: the piece is lost, and the file ends where it ended before. */
int append_flush(struct append *append);
/* Of the file, with the piece that is not flushed yet. */
uint64_t append_bytes(const struct append *append);
/* A piece that was not flushed is lost. The stream is closed, too, unless the caller did so and set it to NULL. */
void append_close(struct append *append);
