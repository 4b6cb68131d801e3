/* SPDX-License-Identifier: BSD-2-Clause */
/* To a program of the operator's, as JSON on its standard input. No shell, no arguments. */
#include "watch/outlet.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static int open_command(struct outlet *outlet, struct ronda_error *error)
{
	if (*outlet->where != '/' || access(outlet->where, X_OK) < 0)
		return ronda_fail(error, -EINVAL, "--notify command:%s: %s; the whole path of a program was expected, such as "
			"/usr/local/bin/alert", outlet->where, *outlet->where != '/' ? "it does not begin with /" : strerror(errno));
	outlet->argv[0] = (char *)(uintptr_t)outlet->where;
	return 0;
}

static int send(struct outlet *outlet, const struct notice *notice, struct ronda_error *error)
{
	struct ronda_error why;
	char *json = notice_json(notice);
	int failed = json ? hands_run(outlet->hands, outlet->program, json, strlen(json), &why) : -ENOMEM;

	free(json);
	return failed ? ronda_fail(error, failed, "\"%s\": %s", outlet->where, failed == -ENOMEM ? "memory is short" : why.text) : 0;
}

const struct outlet_kind command_outlet = {
	.name = "command", .expects = "/PROGRAM", .open = open_command, .send = send, .runs_program = true,
};
