/* SPDX-License-Identifier: BSD-2-Clause */
/* post.h - JSON to a web address of the operator's. post_curl.c does it with libcurl; post_none.c stands in without it. */
#pragma once
#include <ronda/error.h>

#include <stdbool.h>

/* Whether it can be done at all; -ENOSYS and a sentence. */
int post_check(struct ronda_error *error);

/* http or https, and a host. -EINVAL and a sentence that does not repeat the address: it may be a secret. */
int post_check_address(const char *url, struct ronda_error *error);

/* Sends `json`. 0 when it was answered with 2xx; OUTLET_REFUSED by 4xx (but 408 and 429); else -errno. The sentence does
 * not hold the address. Redirections are not followed. */
int post_json(const char *url, const char *json, struct ronda_error *error);
