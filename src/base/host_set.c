/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/host_set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* As it is kept; false when it is too long. */
static bool spell(const char *name, char text[HOST_NAME_MOST + 2])
{
	size_t size = strnlen(name, HOST_NAME_MOST + 2);

	if (size && name[size - 1] == '.')
		size--;
	if (size > HOST_NAME_MOST)
		return false;
	for (size_t i = 0; i < size; i++)
		text[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
	text[size] = '\0';
	return true;
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

bool host_name_is_valid(const char *name)
{
	char text[HOST_NAME_MOST + 2];
	const char *at = text;
	size_t label = 0;
	bool dotted, lettered = false;

	if (!spell(name, text))
		return false;
	dotted = strncmp(text, "*.", 2) == 0;
	for (at += dotted ? 2 : 0; *at; at++) {
		if (*at == '.' ? !label : !is_letter(*at) && !(*at >= '0' && *at <= '9') && *at != '-' && *at != '_')
			return false;
		dotted |= *at == '.';
		lettered = *at != '.' && (lettered || is_letter(*at));
		label = *at == '.' ? 0 : label + 1;
	}
	return dotted && lettered && label;
}

static int order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int host_set_init(struct host_set *set, const char *const names[], size_t count)
{
	char text[HOST_NAME_MOST + 2];

	*set = (struct host_set){ .name = calloc(count ? count : 1, sizeof *set->name) };
	if (!set->name)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		if (!spell(names[i], text))
			continue;
		set->name[set->count] = strdup(text);
		if (!set->name[set->count]) {
			host_set_finish(set);
			return -ENOMEM;
		}
		set->count++;
	}
	qsort(set->name, set->count, sizeof *set->name, order);
	return 0;
}

void host_set_finish(struct host_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->name[i]);
	free(set->name);
	*set = (struct host_set){ 0 };
}

static bool holds(const struct host_set *set, const char *name)
{
	return bsearch(&name, set->name, set->count, sizeof *set->name, order) != NULL;
}

bool host_set_contains(const struct host_set *set, const char *name)
{
	char text[HOST_NAME_MOST + 2];

	if (!set->count || !spell(name, text) || text[0] == '*')
		return false;
	if (holds(set, text))
		return true;
	for (char *dot = strchr(text, '.'); dot; dot = strchr(dot + 1, '.')) {
		if (dot == text)
			continue;
		dot[-1] = '*'; /* the label before it is not needed any more */
		if (holds(set, dot - 1))
			return true;
	}
	return false;
}
