/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/evidence_files.h"

#include "capture/append.h"
#include "capture/dump.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PARTS = 8, NAME_BYTES = 200 }; /* a pair is an eighth of the limit at most */

struct pair {
	char name[NAME_BYTES];      /* without .pcap, .jsonl */
	uint64_t bytes;
};

struct evidence_files {
	char *folder;
	int dir;
	char prefix[NAME_BYTES];
	uint64_t most;
	struct pair *old;           /* the oldest first */
	size_t old_count;
	uint64_t old_bytes;
	struct pair now;
	struct dump *dump;          /* NULL: no pair is open */
	struct append index;
	int link;
	uint64_t frames;            /* in the pcap file */
	uint64_t attempts;          /* of the lines that wait to be flushed */
	uint64_t lost;              /* of those that never were */
	unsigned number;            /* of the next pair of the same second */
};

/* "name.pcap" or "name.jsonl" of ours; cuts the ending off. */
static bool is_ours(const struct evidence_files *files, char *name)
{
	char *end = strrchr(name, '.');

	if (!end || (strcmp(end, ".pcap") != 0 && strcmp(end, ".jsonl") != 0) ||
		strncmp(name, files->prefix, strlen(files->prefix)) != 0 || strlen(name) >= NAME_BYTES)
		return false;
	*end = '\0';
	return true;
}

static int add_old(struct evidence_files *files, const char *name, uint64_t bytes)
{
	struct pair *more;

	files->old_bytes += bytes;
	for (size_t i = 0; i < files->old_count; i++) {
		if (strcmp(files->old[i].name, name) == 0) {
			files->old[i].bytes += bytes;
			return 0;
		}
	}
	more = realloc(files->old, (files->old_count + 1) * sizeof *more);
	if (!more)
		return -ENOMEM;
	files->old = more;
	snprintf(more[files->old_count].name, NAME_BYTES, "%s", name);
	more[files->old_count++].bytes = bytes;
	return 0;
}

/* Stamps sort as text; the numbers behind them by their value. */
static int by_age(const void *a, const void *b)
{
	return strverscmp(((const struct pair *)a)->name, ((const struct pair *)b)->name);
}

static int find_old(struct evidence_files *files)
{
	DIR *dir = opendir(files->folder);
	int failed = dir ? 0 : -errno;

	for (struct dirent *entry; !failed && (entry = readdir(dir));) {
		struct stat status;

		if (fstatat(files->dir, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(status.st_mode))
			continue;
		if (is_ours(files, entry->d_name))
			failed = add_old(files, entry->d_name, (uint64_t)status.st_size);
	}
	if (dir)
		closedir(dir);
	if (files->old_count)
		qsort(files->old, files->old_count, sizeof *files->old, by_age);
	return failed;
}

static void name_prefix(struct evidence_files *files, const char *sensor)
{
	snprintf(files->prefix, sizeof files->prefix, "%.100s-evidence-", sensor);
	for (char *at = files->prefix; *at; at++)
		if (*at == '/' || (unsigned char)*at < ' ' || (*at == '.' && at == files->prefix))
			*at = '_';
}

int evidence_files_open(struct evidence_files **made, const char *folder, const char *sensor, uint64_t most_bytes,
	struct ronda_error *error)
{
	struct evidence_files *files = calloc(1, sizeof *files);
	int failed = -ENOMEM;

	if (files) {
		files->most = most_bytes;
		files->index.fd = files->dir = -1;
		files->folder = strdup(folder);
		name_prefix(files, sensor);
	}
	if (files && files->folder) {
		files->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		failed = files->dir < 0 || faccessat(files->dir, ".", W_OK | X_OK, 0) < 0 ? -errno : find_old(files);
	}
	if (failed) {
		evidence_files_close(files);
		return ronda_fail(error, failed, "cannot write evidence to \"%s\": %s; make it with: mkdir -p -m 700 %s", folder,
			strerror(-failed), folder);
	}
	*made = files;
	return 0;
}

static const char *with_ending(const struct pair *pair, const char *ending, char name[NAME_BYTES + 8])
{
	snprintf(name, NAME_BYTES + 8, "%s%s", pair->name, ending);
	return name;
}

static void remove_pair(const struct evidence_files *files, const struct pair *pair)
{
	char name[NAME_BYTES + 8];

	unlinkat(files->dir, with_ending(pair, ".pcap", name), 0);
	unlinkat(files->dir, with_ending(pair, ".jsonl", name), 0);
}

static void close_pair(struct evidence_files *files)
{
	if (!files->dump)
		return;
	files->now.bytes = dump_bytes(files->dump) + append_bytes(&files->index);
	dump_close(files->dump);
	append_close(&files->index);
	files->dump = NULL;
	if (files->now.bytes)
		add_old(files, files->now.name, files->now.bytes);
	else
		remove_pair(files, &files->now);
}

void evidence_files_close(struct evidence_files *files)
{
	if (!files)
		return;
	close_pair(files);
	if (files->dir >= 0)
		close(files->dir);
	free(files->folder);
	free(files->old);
	free(files);
}

const char *evidence_files_folder(const struct evidence_files *files)
{
	return files->folder;
}

const char *evidence_files_name(const struct evidence_files *files)
{
	static _Thread_local char name[NAME_BYTES + 8];

	return with_ending(&files->now, ".pcap", name);
}

uint64_t evidence_files_most(const struct evidence_files *files)
{
	return files->most / PARTS;
}

static void make_room(struct evidence_files *files, uint64_t bytes)
{
	size_t gone = 0;

	while (gone < files->old_count && files->old_bytes + bytes > files->most) {
		remove_pair(files, &files->old[gone]);
		files->old_bytes -= files->old[gone++].bytes;
	}
	if (!gone)
		return;
	files->old_count -= gone;
	memmove(files->old, files->old + gone, files->old_count * sizeof *files->old);
}

static int open_files(struct evidence_files *files, int link)
{
	char name[NAME_BYTES + 8];
	int failed = dump_open(&files->dump, files->dir, with_ending(&files->now, ".pcap", name), link);

	if (failed)
		return failed;
	failed = append_open(&files->index, files->dir, with_ending(&files->now, ".jsonl", name));
	if (!failed)
		return 0;
	append_close(&files->index);
	dump_close(files->dump);
	files->dump = NULL;
	unlinkat(files->dir, with_ending(&files->now, ".pcap", name), 0);
	return failed;
}

static int open_pair(struct evidence_files *files, int link)
{
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;
	int failed = -EEXIST;

	strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
	while (failed == -EEXIST) {
		snprintf(files->now.name, sizeof files->now.name, "%.*s%s-%u", 150, files->prefix, stamp, ++files->number);
		failed = open_files(files, link);
	}
	files->link = link;
	files->frames = files->attempts = files->now.bytes = 0;
	return failed;
}

int evidence_files_ready(struct evidence_files *files, int link)
{
	if (files->dump && dump_bytes(files->dump) + append_bytes(&files->index) >= evidence_files_most(files)) {
		int failed = evidence_files_flush(files);

		close_pair(files);
		if (failed)
			return failed;
	}
	return files->dump ? 0 : open_pair(files, link);
}

int evidence_files_frame(struct evidence_files *files, const struct ronda_frame *frame, uint64_t *number)
{
	if (frame->link != files->link || !files->dump) {
		int failed = files->dump ? evidence_files_flush(files) : 0;

		close_pair(files);
		if (!failed)
			failed = open_pair(files, frame->link);
		if (failed)
			return failed;
	}
	dump_frame(files->dump, frame);
	*number = ++files->frames;
	return 0;
}

void evidence_files_line(struct evidence_files *files, const json_t *line, uint32_t attempts)
{
	if (!files->dump) {
		files->lost += attempts;
		return;
	}
	json_dumpf(line, files->index.stream, JSON_COMPACT);
	fputc('\n', files->index.stream);
	files->attempts += attempts;
}

uint64_t evidence_files_lost(const struct evidence_files *files)
{
	return files->lost;
}

uint64_t evidence_files_pending(const struct evidence_files *files)
{
	return files->dump ? dump_bytes(files->dump) + append_bytes(&files->index) - files->now.bytes : 0;
}

int evidence_files_flush(struct evidence_files *files)
{
	int failed;

	if (!files->dump)
		return 0;
	make_room(files, dump_bytes(files->dump) + append_bytes(&files->index));
	failed = dump_flush(files->dump);
	if (!failed)
		failed = append_flush(&files->index);
	files->lost += failed ? files->attempts : 0;
	files->attempts = 0;
	if (failed)
		close_pair(files);
	else
		files->now.bytes = dump_bytes(files->dump) + append_bytes(&files->index);
	return failed;
}
