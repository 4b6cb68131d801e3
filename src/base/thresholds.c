/* SPDX-License-Identifier: BSD-2-Clause */
#include <ronda/settings.h>

#include <errno.h>
#include <stdlib.h>

struct threshold {
	const char *name;
	size_t offset;
	uint32_t least, most;
};

#define ROW(field, name, normal, least, most, meaning)                                             \
	{ name, offsetof(struct ronda_thresholds, field), least, most },

static const struct threshold table[] = { RONDA_THRESHOLDS(ROW) };

static const struct threshold *find(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strlen(table[i].name) == length && memcmp(table[i].name, name, length) == 0)
			return &table[i];
	return NULL;
}

int ronda_threshold_set(struct ronda_thresholds *thresholds, const char *assignment,
	struct ronda_error *error)
{
	const char *equals = strchr(assignment, '=');
	const struct threshold *threshold = equals ? find(assignment, (size_t)(equals - assignment)) : NULL;

	if (!threshold)
		return ronda_fail(error, -EINVAL,
			"\"%s\" is not a setting; NAME=NUMBER was expected, such as answer-seconds=30", assignment);

	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(equals + 1, &end, 10);
	if (equals[1] < '0' || equals[1] > '9' || *end || errno || value < threshold->least ||
		value > threshold->most)
		return ronda_fail(error, -EINVAL, "%s is \"%s\"; a number from %u to %u was expected",
			threshold->name, equals + 1, threshold->least, threshold->most);
	*(uint32_t *)((char *)thresholds + threshold->offset) = (uint32_t)value;
	return 0;
}
