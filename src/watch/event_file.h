/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * event_file.h - a file that lines are added to, and that gives way to a new one before it grows too long.
 *
 * A disk that is full, or a folder that is gone, costs lines: that is told once on standard error, and so is its end.
 *
 * Threads    One at a time.
 * Rotation   When the file would exceed its size it becomes FILE.1, that one FILE.2, up to EVENT_FILES_KEPT.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EVENT_FILES_KEPT = 5 };

struct event_file {
	char *path;              /* the owner's */
	int fd;                  /* -1: not open */
	uint64_t bytes, most;
	bool failing;            /* and told of */
};

/* Opens `path`, or makes it. -errno; it is tried again with the next line. */
int event_file_open(struct event_file *file);
void event_file_close(struct event_file *file); /* one that is not open is fine */

/* Adds a line that has its end. */
void event_file_write(struct event_file *file, const char *line, size_t length);
