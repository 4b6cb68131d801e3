/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sites.h - host names that clients asked for, and servers answered to.
 *
 * Anyone can ask for any name; a name is a site once a server served it. Names that none served give way to others
 * first, so nobody drives real sites out by asking for invented ones.
 *
 * Threads    One: the worker's.
 * Memory     Sized once. A name of more than SITE_NAME_MOST bytes is not kept.
 */
#pragma once
#include "base/host_set.h"

#include <ronda/addr.h>

enum { SITE_NAME_MOST = 95 };

struct site {
	char name[SITE_NAME_MOST + 1]; /* lower case; "": free */
	struct ronda_addr server;      /* that served it last */
	uint64_t first_ns, last_ns;    /* served; 0: never */
	uint32_t asked_s;              /* for, latest */
	uint32_t serial;               /* of the name in this place */
	bool declared;                 /* by the operator */
	bool told;                     /* served in this period */
};

struct sites {
	struct site *site;
	uint32_t size;                 /* a multiple of the set's */
	uint64_t refused;              /* names that found no place, in this period */
	const struct host_set *declared;
};

/* -ENOMEM when memory is short. `declared` (NULL: none) outlives it. */
int sites_init(struct sites *sites, size_t bytes, const struct host_set *declared);
void sites_finish(struct sites *sites);

/* The number of a name, for sites_at(); 0 if it is no host name (an address is none), too long, or there is no
 * place. A number may come to mean no name any more, never another one. */
uint32_t sites_ask(struct sites *sites, const uint8_t *name, size_t size, uint32_t now_s);

/* NULL when the number is 0 or its name was forgotten. */
struct site *sites_at(const struct sites *sites, uint32_t number);

/* `server` served it. */
void sites_serve(struct sites *sites, uint32_t number, const struct ronda_addr *server, uint64_t now_ns);

/* Names were declared, and this is none of them. */
bool sites_miss(const struct sites *sites, const char *name);

/* A new period: none was refused, none served in it. */
void sites_begin_period(struct sites *sites);

/* Is it a site: a name that was served? */
static inline bool site_is_served(const struct site *site)
{
	return site && site->first_ns;
}
