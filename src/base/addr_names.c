/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/addr_names.h"

#include <errno.h>
#include <stdlib.h>

struct addr_name {
	struct ronda_addr addr;
	size_t order;
	char *name;
};

static int by_addr(const void *a, const void *b)
{
	return ronda_addr_compare(&((const struct addr_name *)a)->addr, &((const struct addr_name *)b)->addr);
}

static int by_addr_and_order(const void *a, const void *b)
{
	const struct addr_name *one = a, *other = b;
	int order = by_addr(one, other);

	return order ? order : (one->order > other->order) - (one->order < other->order);
}

int addr_names_init(struct addr_names *names, const struct ronda_named_addrs *from)
{
	size_t kept = 0;

	*names = (struct addr_names){ .names = calloc(from->count ? from->count : 1, sizeof *names->names) };
	if (!names->names)
		return -ENOMEM;
	for (; names->count < from->count; names->count++) {
		const struct ronda_named_addr *one = &from->named[names->count];

		names->names[names->count] = (struct addr_name){ one->addr, names->count, strdup(one->name) };
		if (!names->names[names->count].name) {
			addr_names_finish(names);
			return -ENOMEM;
		}
	}
	qsort(names->names, names->count, sizeof *names->names, by_addr_and_order);
	for (size_t i = 0; i < names->count; i++)
		if (kept && by_addr(&names->names[kept - 1], &names->names[i]) == 0)
			free(names->names[i].name);
		else
			names->names[kept++] = names->names[i];
	names->count = kept;
	return 0;
}

void addr_names_finish(struct addr_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->names[i].name);
	free(names->names);
	*names = (struct addr_names){ 0 };
}

const char *addr_names_find(const struct addr_names *names, const struct ronda_addr *addr)
{
	const struct addr_name wanted = { .addr = *addr };
	const struct addr_name *found = names->count ?
		bsearch(&wanted, names->names, names->count, sizeof *names->names, by_addr) : NULL;

	return found ? found->name : NULL;
}
