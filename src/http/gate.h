/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gate.h - who may ask, and in which words: pure functions over the text of a request.
 */
#pragma once
#include "base/words.h"

#include <ronda/settings.h>

#include <stdbool.h>
#include <stdint.h>

/* Where to listen, from "127.0.0.1:8957", "[::1]:8957", "localhost:8957" or a port alone. */
struct gate_place {
	struct ronda_addr addr;
	uint16_t port;          /* 0: any that is free */
};

/* -EINVAL and a sentence. Names are not looked up, but for localhost. */
int gate_place_parse(struct gate_place *place, const char *text, struct ronda_error *error);

/* Only this machine can reach it. */
bool gate_is_loopback(const struct ronda_addr *addr);

/*
 * May a request for this Host be answered? A page elsewhere can make a browser resolve the page's own name to our
 * address, and then read what we say (DNS rebinding); it cannot make it send an address or "localhost" as Host. So
 * those are taken, and the names of the operator. NULL: not.
 */
bool gate_host_is_ours(const char *host, const struct ronda_names *names);

/* A browser that says where it comes from comes from ourselves: Origin is our Host, Sec-Fetch-Site no other site's. */
bool gate_is_same_origin(const char *host, const char *origin, const char *fetch_site, const char *fetch_mode);

enum { GATE_TOKEN_LEAST = 16, GATE_TOKEN_MOST = 256 };

/* "Bearer TOKEN", or "Basic" with the token as password and any user. Takes the same time for any wrong token of the
 * same length. */
bool gate_token_is_right(const char *authorization, const char *token);

/* By "en" or "id" in the query, else the first of them in Accept-Language, else `fallback`. Any may be NULL. */
enum words_lang gate_language(const char *query, const char *accept, enum words_lang fallback);
