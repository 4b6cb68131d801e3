/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/command.h"
#include "capture/live.h"

#include <stdio.h>

static int interfaces(const struct options *options)
{
	struct ronda_error error;

	if (options->arguments) {
		fprintf(stderr, "ronda: interfaces takes no \"%s\"; it lists them all\n", options->argument[0]);
		return STATUS_USAGE;
	}
	if (live_list(stdout, &error) == 0)
		return STATUS_DONE;
	complain(&error);
	return STATUS_CANNOT;
}

const struct command interfaces_command = {
	"interfaces", "", "list the interfaces to capture on", FOR_INTERFACES, interfaces,
};
