/* SPDX-License-Identifier: BSD-2-Clause */
/* command.h - a command is a file and a line in main.c's table. */
#pragma once
#include "app/options.h"

#include <ronda/attack.h>

struct command {
	const char *name, *arguments, *summary;
	int mask;                               /* its FOR_ */
	int (*run)(const struct options *);     /* returns an exit status */
};

extern const struct command count_command, run_command, explain_command, merge_command, interfaces_command,
	check_command, top_command, store_command, lookup_command, block_command, note_command, report_command;

/* "ronda: " and the sentence, to standard error. */
void complain(const struct ronda_error *error);
