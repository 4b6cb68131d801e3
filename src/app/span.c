/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/span.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A day, or a day and a time, in the zone; `days` is added to a day alone. */
static bool read_local(uint64_t *ns, const char *text, const struct stamp_zone *zone, int days)
{
	struct stamp_local local = { 0 };
	int end = 0, parts = sscanf(text, "%4d-%2d-%2d%n", &local.year, &local.month, &local.day, &end);

	if (parts != 3 || local.year < 1970 || local.month < 1 || local.month > 12 || local.day < 1 || local.day > 31)
		return false;
	if (text[end] == 'T' || text[end] == ' ') {
		const char *time = text + end + 1;

		end = 0;
		if (sscanf(time, "%2d:%2d%n", &local.hour, &local.minute, &end) != 2 || !end)
			return false;
		if (time[end] == ':' && sscanf(time + end, ":%2d%n", &local.second, &parts) == 1)
			end += parts;
		if (time[end] || local.hour > 24 || local.minute > 59 || local.second > 59 || local.hour < 0 || local.minute < 0)
			return false;
	} else if (text[end]) {
		return false;
	} else {
		local.day += days;
	}
	*ns = stamp_from_local(zone, &local);
	return true;
}

static int read_end(uint64_t *ns, const char *option, const char *text, const struct stamp_zone *zone, int days,
	struct ronda_error *error)
{
	struct stamp_local again;

	if (!read_local(ns, text, zone, days) && stamp_parse(ns, text, NULL) < 0)
		return ronda_fail(error, -EINVAL, "--%s is \"%.60s\"; a day such as 2022-07-13, or a time such as "
			"\"2022-07-13 14:30\", was expected", option, text);
	again = stamp_local(zone, *ns - (days && *ns ? 1 : 0));
	if (strlen(text) == 10 && again.day != atoi(text + 8)) /* the 31st of June is none */
		return ronda_fail(error, -EINVAL, "--%s is \"%.60s\"; there is no such day", option, text);
	return 0;
}

static int read_last(struct span *span, const char *text, const struct stamp_zone *zone, uint64_t now_ns,
	struct ronda_error *error)
{
	struct stamp_local local = stamp_local(zone, now_ns);
	char *unit;
	long count = strtol(text, &unit, 10);

	if (*text < '1' || *text > '9' || count > 100000 || !*unit || unit[1] || !strchr("hdwmy", *unit))
		return ronda_fail(error, -EINVAL, "--last is \"%.60s\"; hours, days, weeks, months or years were expected, "
			"such as 24h, 7d, 4w, 3m or 1y", text);
	local.hour = *unit == 'h' ? local.hour - (int)count : 0;
	local.minute = *unit == 'h' ? local.minute : 0;
	local.second = 0;
	local.day -= (int)(*unit == 'd' ? count : *unit == 'w' ? 7 * count : 0);
	local.month -= (int)(*unit == 'm' ? count : 0);
	local.year -= (int)(*unit == 'y' ? count : 0);
	span->from_ns = stamp_from_local(zone, &local);
	span->to_ns = now_ns;
	return 0;
}

int span_read(struct span *span, const char *from, const char *to, const char *last, const struct stamp_zone *zone,
	uint64_t now_ns, struct ronda_error *error)
{
	*span = (struct span){ 0 };
	if (last && (from || to))
		return ronda_fail(error, -EINVAL, "--last does not go with --from and --to");
	if (last)
		return read_last(span, last, zone, now_ns, error);
	if (from && read_end(&span->from_ns, "from", from, zone, 0, error) < 0)
		return -EINVAL;
	if (to && read_end(&span->to_ns, "to", to, zone, 1, error) < 0)
		return -EINVAL;
	if (to && span->to_ns <= span->from_ns)
		return ronda_fail(error, -EINVAL, "--from %.60s is not before --to %.60s", from ? from : "the beginning", to);
	return 0;
}
