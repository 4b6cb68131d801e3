/* SPDX-License-Identifier: BSD-2-Clause */
/* In place of server_mhd.c, where ronda is built without libmicrohttpd. */
#include "http/server.h"

#include <errno.h>

struct server *server_start(const struct server_settings *settings, struct ronda_error *error)
{
	(void)settings;
	ronda_fail(error, -ENOSYS, "this ronda was built without libmicrohttpd, and has no dashboard (on Debian: apt-get "
		"install libmicrohttpd-dev, and build again)");
	return NULL;
}

uint16_t server_port(const struct server *server)
{
	(void)server;
	return 0;
}

void server_wake(struct server *server)
{
	(void)server;
}

void server_stop(struct server *server)
{
	(void)server;
}
