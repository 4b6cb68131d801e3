/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * texts.h - a set of texts, that joins in any order and grouping to the same.
 *
 * All zero is the empty set. When memory is short the set says so once, at its end, and stays safe
 * to use until then.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct texts {
	char **text;
	size_t count, room;
	bool short_of_memory;
};

void texts_add(struct texts *set, const char *text, size_t length);
/* Adds what stands between the separators; with `trim`, without the spaces around it. */
void texts_split(struct texts *set, const char *text, char separator, bool trim);
/* Sorts bytewise and keeps each once. */
void texts_settle(struct texts *set);
/* The first `most` with `glue` between, for the caller to free(); NULL when memory is or was short. */
char *texts_join(const struct texts *set, const char *glue, size_t most);
void texts_finish(struct texts *set);
