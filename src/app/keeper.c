/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/keeper.h"

#include "app/command.h"

#include <errno.h>
#include <stdio.h>

int keeper_open(struct keeper *keeper, const char *file)
{
	struct ronda_error error;

	*keeper = (struct keeper){ .file = file };
	if (store_open(&keeper->store, file, STORE_WRITE, &error) == 0)
		return STATUS_DONE;
	complain(&error);
	return STATUS_CANNOT;
}

/* Nobody else is there to try again: patience is all. */
static int add(struct keeper *keeper, const struct ronda_summary *summary, struct ronda_error *error)
{
	int outcome = -EBUSY;

	for (int i = 0; i < 6 && outcome == -EBUSY; i++)
		outcome = store_add(keeper->store, summary, error);
	return outcome;
}

void keeper_add(struct keeper *keeper, const struct ronda_summary *summary)
{
	struct ronda_error error;
	int outcome = keeper->failed ? 0 : add(keeper, summary, &error);

	if (keeper->failed)
		return; /* told of; the rest would be a store with a hole in the middle */
	if (outcome < 0) {
		complain(&error);
		keeper->failed = true;
	} else if (outcome == STORE_REFUSED) {
		if (!keeper->refused++)
			complain(&error);
	} else if (outcome == STORE_KNOWN) {
		keeper->known++;
	} else {
		keeper->added++;
	}
}

int keeper_close(struct keeper *keeper)
{
	store_close(keeper->store);
	keeper->store = NULL;
	fprintf(stderr, "ronda: store \"%s\": periods added %llu", keeper->file, (unsigned long long)keeper->added);
	if (keeper->known)
		fprintf(stderr, ", there already %llu", (unsigned long long)keeper->known);
	if (keeper->refused)
		fprintf(stderr, ", REFUSED %llu", (unsigned long long)keeper->refused);
	if (keeper->failed)
		fprintf(stderr, "; the rest is NOT stored: do the same again, and it adds what is missing");
	fputc('\n', stderr);
	return keeper->refused || keeper->failed ? STATUS_PARTLY : STATUS_DONE;
}
