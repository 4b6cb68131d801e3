/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/rulebook.h"

#include "app/command.h"
#include "app/whole_file.h"
#include "rules/builtin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MOST = 4 << 20 }; /* bytes: far beyond what RULES_MOST rules need */

static void tell(void *context, const struct ronda_error *fault)
{
	(void)context;
	complain(fault);
}

static int read_files(struct rules_source *sources, char *const *files, int count)
{
	int status = STATUS_DONE;

	for (int i = 0; i < count; i++) {
		struct ronda_error error;

		sources[i].name = files[i];
		sources[i].text = whole_file(files[i], &sources[i].size, &error);
		if (sources[i].text && sources[i].size > FILE_MOST)
			ronda_fail(&error, -EFBIG, "\"%s\" is %zu bytes long; a file of rules was expected",
				files[i], sources[i].size);
		else if (sources[i].text)
			continue;
		complain(&error);
		status = STATUS_CANNOT;
	}
	return status;
}

static int load(struct rules **rules, const struct rules_source *sources, int count)
{
	const struct rules_batch batches[] = { { sources, (size_t)count, NULL }, rules_builtin };
	int failed = rules_load(rules, count ? batches : &rules_builtin, count ? 2 : 1, tell, NULL);

	if (failed == -ENOMEM)
		fprintf(stderr, "ronda: memory is short: the rules cannot be loaded\n");
	return failed == -ENOMEM ? STATUS_CANNOT : failed ? STATUS_PARTLY : STATUS_DONE;
}

int rulebook_open(struct rules **rules, char *const *files, int count)
{
	struct rules_source *sources = calloc((size_t)count + 1, sizeof *sources);
	int status = sources ? read_files(sources, files, count) : STATUS_CANNOT;

	*rules = NULL;
	if (status == STATUS_DONE)
		status = load(rules, sources, count);
	for (int i = 0; sources && i < count; i++)
		free((char *)sources[i].text);
	free(sources);
	return status;
}
