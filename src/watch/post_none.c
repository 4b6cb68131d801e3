/* SPDX-License-Identifier: BSD-2-Clause */
/* In place of post_curl.c, where ronda is built without libcurl. */
#include "watch/post.h"

#include <errno.h>

int post_check(struct ronda_error *error)
{
	return ronda_fail(error, -ENOSYS, "this ronda was built without libcurl, and sends to no web address (on Debian: apt-get "
		"install libcurl4-openssl-dev, and build again)");
}

int post_check_address(const char *url, struct ronda_error *error)
{
	(void)url;
	return post_check(error);
}

int post_json(const char *url, const char *json, struct ronda_error *error)
{
	(void)url;
	(void)json;
	return post_check(error);
}
