/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_set.h - a set of host names that answers "is this one of them?" in a few comparisons.
 *
 * "www.example.go.id" is itself; "*.example.go.id" is every name below it, however deep, but not the name itself.
 * Case and a final dot play no part.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { HOST_NAME_MOST = 253 }; /* RFC 1035, as text */

struct host_set {
	char **name;  /* lower case, without a final dot; sorted */
	size_t count;
};

/* Is it a name as above: letters, digits, hyphens and underscores between dots, a letter in its last label? */
bool host_name_is_valid(const char *name);

/* Copies `count` names; those that are none match nothing. -ENOMEM leaves the set empty. */
int host_set_init(struct host_set *set, const char *const names[], size_t count);
/* The empty set again. */
void host_set_finish(struct host_set *set);

bool host_set_contains(const struct host_set *set, const char *name);
