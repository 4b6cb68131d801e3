/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda merge: adds summaries up, in any order. */
#include "app/command.h"
#include "app/keeper.h"
#include "app/session.h"
#include "app/whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One summary, or one a line as `ronda run` writes them to standard output. */
static int add_summaries(struct ronda_summary **sum, const char *path, struct keeper *keeper, struct ronda_error *error)
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
		const struct ronda_summary *both[] = { next, *sum };
		struct ronda_summary *merged = next ? ronda_summary_merge(both, *sum ? 2 : 1, &why) : NULL;

		if (!merged) {
			ronda_fail(error, -EINVAL, "\"%s\": %.400s", path, why.text);
			status = STATUS_CANNOT;
		} else {
			if (keeper)
				keeper_add(keeper, next);
			ronda_summary_destroy(*sum);
			*sum = merged;
		}
		ronda_summary_destroy(next);
		at += length + lines;
	}
	free(text);
	return status;
}

static int merge(const struct options *options)
{
	struct ronda_summary *sum = NULL;
	struct ronda_error error;
	struct keeper keeper;
	int status = STATUS_DONE;

	if (options->arguments == 0) {
		fprintf(stderr, "ronda: merge needs summary files (JSON), or - for standard input\n");
		return STATUS_USAGE;
	}
	if (options->store && (status = keeper_open(&keeper, options->store)) != STATUS_DONE)
		return status;
	for (int i = 0; i < options->arguments && status == STATUS_DONE; i++)
		status = add_summaries(&sum, options->argument[i], options->store ? &keeper : NULL, &error);
	if (status == STATUS_DONE && sum)
		status = session_print(sum, options, false);
	else if (status != STATUS_DONE)
		complain(&error);
	ronda_summary_destroy(sum);
	if (options->store) {
		int kept = keeper_close(&keeper);

		status = kept > status ? kept : status;
	}
	return status;
}

const struct command merge_command = {
	"merge", "FILE...", "add summaries up, in any order", FOR_MERGE, merge,
};
