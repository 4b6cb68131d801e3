/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/event_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int event_file_open(struct event_file *file)
{
	struct stat about;

	file->fd = open(file->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (file->fd < 0)
		return -errno;
	file->bytes = fstat(file->fd, &about) == 0 ? (uint64_t)about.st_size : 0;
	return 0;
}

static void rotate(struct event_file *file)
{
	char from[PATH_MAX], to[PATH_MAX];

	close(file->fd);
	for (int i = EVENT_FILES_KEPT - 1; i >= 0; i--) {
		snprintf(to, sizeof to, "%s.%d", file->path, i + 1);
		snprintf(from, sizeof from, i ? "%s.%d" : "%s", file->path, i);
		rename(from, to);
	}
	event_file_open(file);
}

static void tell_outcome(struct event_file *file, int code)
{
	if (code && !file->failing)
		fprintf(stderr, "ronda: cannot write events to \"%s\": %s; what happens meanwhile is missing there\n", file->path,
			strerror(code));
	if (!code && file->failing)
		fprintf(stderr, "ronda: events are written to \"%s\" again\n", file->path);
	file->failing = code != 0;
}

void event_file_write(struct event_file *file, const char *line, size_t length)
{
	if (file->fd >= 0 && file->bytes && file->bytes + length > file->most)
		rotate(file);
	if (file->fd < 0 && event_file_open(file) < 0) {
		tell_outcome(file, errno);
		return;
	}

	ssize_t wrote = write(file->fd, line, length);

	file->bytes += wrote > 0 ? (uint64_t)wrote : 0;
	tell_outcome(file, wrote == (ssize_t)length ? 0 : wrote < 0 ? errno : ENOSPC);
}

void event_file_close(struct event_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}
