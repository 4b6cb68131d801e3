/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prefix_list.h - prefixes, one a line, with whatever an operator wants to say of them behind it. `#` begins a comment.
 */
#pragma once
#include <ronda/settings.h>

/* Adds the prefixes of `text` to the list, which the caller frees. -EINVAL, and says which line of `name` and why;
 * -ENOMEM. What came before stays. */
int prefix_list_read(struct ronda_prefixes *prefixes, const char *name, const char *text, size_t size,
	struct ronda_error *error);

/* Adds one. -ENOMEM. */
int prefix_list_add(struct ronda_prefixes *prefixes, struct ronda_prefix prefix);
