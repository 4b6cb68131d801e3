/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/refused.h"

#include "export/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct kept {
	char *name;
	struct timespec time;
	uint64_t bytes;
};

struct folder {
	struct kept *file;
	size_t count;
	uint64_t bytes;
};

static bool is_summary(const char *name)
{
	size_t length = strlen(name);

	return *name != '.' && length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static int order(const void *a, const void *b)
{
	const struct kept *left = a, *right = b;

	if (left->time.tv_sec != right->time.tv_sec)
		return left->time.tv_sec < right->time.tv_sec ? -1 : 1;
	if (left->time.tv_nsec != right->time.tv_nsec)
		return left->time.tv_nsec < right->time.tv_nsec ? -1 : 1;
	return strcmp(left->name, right->name);
}

static int add_file(struct folder *folder, DIR *dir, const char *name)
{
	struct stat stat;
	struct kept *more;

	if (!is_summary(name) || fstatat(dirfd(dir), name, &stat, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(stat.st_mode))
		return 0;
	more = reallocarray(folder->file, folder->count + 1, sizeof *more);
	if (!more)
		return -ENOMEM;
	folder->file = more;
	more[folder->count] = (struct kept){ strdup(name), stat.st_mtim, (uint64_t)stat.st_size };
	if (!more[folder->count].name)
		return -ENOMEM;
	folder->bytes += more[folder->count++].bytes;
	return 0;
}

/* How many files had to go. Memory or a folder that cannot be read is no reason to fail: the next time will do. */
static size_t trim(const char *path, uint64_t most_bytes)
{
	struct folder folder = { 0 };
	DIR *dir = opendir(path);
	size_t gone = 0;

	if (!dir)
		return 0;
	for (const struct dirent *entry; (entry = readdir(dir)) && add_file(&folder, dir, entry->d_name) == 0;)
		;
	if (folder.count)
		qsort(folder.file, folder.count, sizeof *folder.file, order);
	for (size_t i = 0; i + 1 < folder.count && folder.bytes > most_bytes; i++) { /* never the one just written */
		if (unlinkat(dirfd(dir), folder.file[i].name, 0) < 0)
			continue;
		folder.bytes -= folder.file[i].bytes;
		gone++;
	}
	for (size_t i = 0; i < folder.count; i++)
		free(folder.file[i].name);
	free(folder.file);
	closedir(dir);
	return gone;
}

int refused_keep(const char *store, const struct ronda_summary *summary, const char *why, uint64_t most_bytes,
	struct ronda_error *error)
{
	char path[PATH_MAX];
	size_t gone;

	if (snprintf(path, sizeof path, "%s.refused", store) >= (int)sizeof path)
		return ronda_fail(error, -ENAMETOOLONG, "the name \"%.100s...\" is too long", store);
	if (mkdir(path, 0750) < 0 && errno != EEXIST)
		return ronda_fail(error, -errno, "cannot make \"%.400s\": %s", path, strerror(errno));
	if (export_file(path, summary, SIZE_MAX, error) < 0)
		return -EIO;
	fprintf(stderr, "ronda: %s. It is kept in \"%s\"\n", why, path);
	gone = trim(path, most_bytes);
	if (gone)
		fprintf(stderr, "ronda: \"%s\" may hold %llu MiB: %zu older file%s had to go\n", path,
			(unsigned long long)(most_bytes >> 20), gone, gone == 1 ? "" : "s");
	return 0;
}
