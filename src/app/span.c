/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/span.h"

#include "report/period.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_end(uint64_t *ns, const char *option, const char *text, bool is_end, const struct stamp_zone *zone,
	struct ronda_error *error)
{
	struct ronda_error why;

	return period_time(ns, text, is_end, zone, &why) < 0 ? ronda_fail(error, -EINVAL, "--%s: %s", option, why.text) : 0;
}

/* The 31st of a month that has none is its last day. */
static void stay_in_month(struct stamp_local *local)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int month = local->year * 12 + local->month - 1, last;

	if (month < 12 * 1970)
		month = 12 * 1970; /* before there was anything */
	local->year = month / 12;
	local->month = month % 12 + 1;
	last = days[local->month - 1];
	if (local->month == 2 && local->year % 4 == 0 && (local->year % 100 != 0 || local->year % 400 == 0))
		last = 29;
	if (local->day > last)
		local->day = last;
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
	if (*unit == 'm' || *unit == 'y')
		stay_in_month(&local);
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
	if (from && read_end(&span->from_ns, "from", from, false, zone, error) < 0)
		return -EINVAL;
	if (to && read_end(&span->to_ns, "to", to, true, zone, error) < 0)
		return -EINVAL;
	if (to && span->to_ns <= span->from_ns)
		return ronda_fail(error, -EINVAL, "--from %.60s is not before --to %.60s", from ? from : "the beginning", to);
	return 0;
}
