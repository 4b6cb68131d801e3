/* SPDX-License-Identifier: BSD-2-Clause */
#include "export/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { NAME_BYTES = 200, STAMP_BYTES = 32 };

static void format_stamp(uint64_t ns, char text[STAMP_BYTES])
{
	time_t seconds = (time_t)(ns / UINT64_C(1000000000));
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(text, STAMP_BYTES, "%Y%m%dT%H%M%SZ", &utc);
}

static void make_name(const struct ronda_summary *summary, char name[NAME_BYTES])
{
	char start[STAMP_BYTES], end[STAMP_BYTES];

	format_stamp(summary->start_ns, start);
	format_stamp(summary->end_ns, end);
	snprintf(name, NAME_BYTES, "%.100s-%s-%s.json", summary->sensor, start, end);
	for (char *at = name; *at; at++)
		if (*at == '/' || (unsigned char)*at < ' ' || (*at == '.' && at == name))
			*at = '_';
}

static int write_whole(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t wrote = write(fd, text, left);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return -errno;
		text += wrote;
		left -= (size_t)wrote;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int write_and_rename(int dir, const char *name, const char *json)
{
	char draft[NAME_BYTES + 8];

	snprintf(draft, sizeof draft, ".%s.part", name);

	int fd = openat(dir, draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int failed = fd < 0 ? -errno : write_whole(fd, json);

	if (fd >= 0 && close(fd) < 0 && !failed)
		failed = -errno;
	if (!failed && renameat(dir, draft, dir, name) < 0)
		failed = -errno;
	if (failed && fd >= 0)
		unlinkat(dir, draft, 0);
	if (!failed)
		fsync(dir);
	return failed;
}

int export_file(const char *dir, const struct ronda_summary *summary, size_t top, struct ronda_error *error)
{
	char name[NAME_BYTES];
	char *json = ronda_summary_to_json(summary, top, true);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed = !json ? -ENOMEM : fd < 0 ? -errno : 0;

	make_name(summary, name);
	if (!failed)
		failed = write_and_rename(fd, name, json);
	if (failed)
		ronda_fail(error, failed, "cannot write \"%s/%s\": %s", dir, name, strerror(-failed));
	if (fd >= 0)
		close(fd);
	free(json);
	return failed;
}
