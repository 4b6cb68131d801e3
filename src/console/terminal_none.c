/* SPDX-License-Identifier: BSD-2-Clause */
/* terminal_none.c - in the place of terminal.c when ronda is built without ncurses. */
#include "console/console.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

bool console_is_utf8(void)
{
	return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int console_run(const struct console_feed *feed, const struct console_options *options, struct ronda_error *error)
{
	(void)feed, (void)options;
	return ronda_fail(error, -ENOSYS, "this ronda was built without ncurses; ronda top --once and --json work");
}
