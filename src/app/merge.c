/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda merge: adds summaries up, in any order. */
#include "app/command.h"
#include "app/keeper.h"
#include "app/pseudonym.h"
#include "app/session.h"
#include "app/whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One summary, or one a line as `ronda run` writes them to standard output. */
struct merging {
	struct ronda_summary *sum;
	struct keeper *keeper;       /* NULL: into no store */
	struct pseudonym_key key;    /* without bytes: addresses stay as they are */
};

/* 0, or a sentence. */
static int add_summary(struct merging *merging, struct ronda_summary *next, struct ronda_error *error)
{
	const struct ronda_summary *both[] = { next, merging->sum };
	struct ronda_summary *merged;

	if (merging->key.bytes)
		pseudonym_apply(&merging->key, next);
	merged = ronda_summary_merge(both, merging->sum ? 2 : 1, error);
	if (!merged)
		return -EINVAL;
	if (merging->keeper)
		keeper_add(merging->keeper, next);
	ronda_summary_destroy(merging->sum);
	merging->sum = merged;
	return 0;
}

static int add_summaries(struct merging *merging, const char *path, struct ronda_error *error)
{
	size_t size;
	char *text = whole_file(path, &size, error);
	int status = text ? STATUS_DONE : STATUS_CANNOT;
	struct ronda_error why;

	if (text && size == 0) {
		ronda_fail(error, -EINVAL, "\"%s\" is empty; a summary in JSON was expected", path);
		status = STATUS_CANNOT;
	}
	for (char *at = text; text && at < text + size && status == STATUS_DONE;) {
		char *end = memchr(at, '\n', (size_t)(text + size - at));
		bool lines = end && end[-1] == '}' && *at == '{';
		size_t length = lines ? (size_t)(end - at) : (size_t)(text + size - at);
		struct ronda_summary *next = ronda_summary_from_json(at, length, &why);

		if (!next || add_summary(merging, next, &why) < 0) {
			ronda_fail(error, -EINVAL, "\"%s\": %.400s", path, why.text);
			status = STATUS_CANNOT;
		}
		ronda_summary_destroy(next);
		at += length + lines;
	}
	free(text);
	return status;
}

static int merge_all(struct merging *merging, const struct options *options)
{
	struct ronda_error error;
	int status = STATUS_DONE;

	for (int i = 0; i < options->arguments && status == STATUS_DONE; i++)
		status = add_summaries(merging, options->argument[i], &error);
	if (status != STATUS_DONE)
		complain(&error);
	else if (merging->sum)
		status = session_print(merging->sum, options, false);
	return status;
}

static int merge(const struct options *options)
{
	struct merging merging = { 0 };
	struct keeper keeper;
	int status = STATUS_DONE, kept = STATUS_DONE;

	if (options->arguments == 0) {
		fprintf(stderr, "ronda: merge needs summary files (JSON), or - for standard input\n");
		return STATUS_USAGE;
	}
	if (options->pseudonym_key)
		status = pseudonym_key_read(&merging.key, options->pseudonym_key);
	if (status == STATUS_DONE && options->store) {
		status = keeper_open(&keeper, options->store);
		merging.keeper = status == STATUS_DONE ? &keeper : NULL;
	}
	if (status == STATUS_DONE)
		status = merge_all(&merging, options);
	if (merging.keeper)
		kept = keeper_close(merging.keeper);
	ronda_summary_destroy(merging.sum);
	pseudonym_key_finish(&merging.key);
	return kept > status ? kept : status;
}

const struct command merge_command = {
	"merge", "FILE...", "add summaries up, in any order", FOR_MERGE, merge,
};
