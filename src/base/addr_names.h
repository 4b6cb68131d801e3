/* SPDX-License-Identifier: BSD-2-Clause */
/* addr_names.h - what the operator calls single addresses: a list that answers "has this one a name?". */
#pragma once
#include <ronda/settings.h>

struct addr_names {
	struct addr_name *names; /* sorted by address */
	size_t count;
};

/* Copies them; of an address with two names the first one counts. -ENOMEM leaves the list empty. */
int addr_names_init(struct addr_names *names, const struct ronda_named_addrs *from);
/* The empty list again. */
void addr_names_finish(struct addr_names *names);

/* Borrowed until the list is finished; NULL: it has none. */
const char *addr_names_find(const struct addr_names *names, const struct ronda_addr *addr);
