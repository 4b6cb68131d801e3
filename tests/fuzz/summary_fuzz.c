/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever text comes in: no crash, and what is taken is written so that it reads back as the same. */
#include <ronda/summary.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds, const char *what, const char *detail)
{
	if (holds)
		return;
	fprintf(stderr, "%s: %s\n", what, detail);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct ronda_error error = { "" };
	struct ronda_summary *summary = ronda_summary_from_json((const char *)bytes, size, &error), *again, *twice;
	char *first, *second;

	if (!summary) {
		must(error.text[0] && !strchr(error.text, '\n'), "not one sentence", error.text);
		return 0;
	}
	must(ronda_summary_check(summary, &error) == 0, "taken, but broken", error.text);
	first = ronda_summary_to_json(summary, SIZE_MAX, size & 1);
	must(first != NULL, "not written", "");
	again = ronda_summary_from_json(first, strlen(first), &error);
	must(again != NULL, error.text, first);
	second = ronda_summary_to_json(again, SIZE_MAX, size & 1);
	must(second && strcmp(first, second) == 0, "written differently", first);
	twice = ronda_summary_merge((const struct ronda_summary *const[]){ summary, again }, 2, &error);
	must(!twice, "counted twice", first);
	ronda_summary_destroy(summary);
	ronda_summary_destroy(again);
	free(first);
	free(second);
	return 0;
}
