/* SPDX-License-Identifier: BSD-2-Clause */
#include "summary/texts.h"

#include "summary/shape.h"

#include <stdlib.h>

static bool grow(struct texts *set)
{
	size_t room = set->room ? 2 * set->room : 16;
	char **larger = set->count < set->room ? set->text : reallocarray(set->text, room, sizeof *larger);

	if (!larger)
		return false;
	if (set->count == set->room)
		set->room = room;
	set->text = larger;
	return true;
}

void texts_add(struct texts *set, const char *text, size_t length)
{
	char *copy = strndup(text, length);

	if (!copy || !grow(set)) {
		free(copy);
		set->short_of_memory = true;
		return;
	}
	set->text[set->count++] = copy;
}

void texts_split(struct texts *set, const char *text, char separator, bool trim)
{
	for (;;) {
		const char *end = strchrnul(text, separator), *next = end;

		while (trim && *text == ' ')
			text++;
		while (trim && end > text && end[-1] == ' ')
			end--;
		texts_add(set, text, (size_t)(end - text));
		if (!*next)
			return;
		text = next + 1;
	}
}

void texts_settle(struct texts *set)
{
	size_t kept = 0;

	if (set->count)
		qsort(set->text, set->count, sizeof *set->text, summary_order_texts);
	for (size_t i = 0; i < set->count; i++)
		if (kept && strcmp(set->text[kept - 1], set->text[i]) == 0)
			free(set->text[i]);
		else
			set->text[kept++] = set->text[i];
	set->count = kept;
}

char *texts_join(const struct texts *set, const char *glue, size_t most)
{
	size_t count = set->count < most ? set->count : most, bytes = 1;
	char *joined, *out;

	for (size_t i = 0; i < count; i++)
		bytes += strlen(set->text[i]) + strlen(glue);
	joined = out = set->short_of_memory ? NULL : malloc(bytes);
	if (!joined)
		return NULL;
	*out = '\0';
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			out = stpcpy(out, glue);
		out = stpcpy(out, set->text[i]);
	}
	return joined;
}

void texts_finish(struct texts *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->text[i]);
	free(set->text);
	*set = (struct texts){ 0 };
}
