/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/period.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Exactly `digits` digits at *text, which moves on; -1 when they are not there. */
static int take(const char **text, unsigned digits)
{
	int value = 0;

	while (digits--) {
		if (**text < '0' || **text > '9')
			return -1;
		value = value * 10 + *(*text)++ - '0';
	}
	return value;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

enum grain { NO_TIME, A_MONTH, A_DAY, A_MOMENT };

/* "2022-09", "2022-09-13", "2022-09-13T08:00[:30]", with a blank for the T too. */
static enum grain read_local(struct stamp_local *at, const char *text)
{
	*at = (struct stamp_local){ .day = 1 };
	if ((at->year = take(&text, 4)) < 1970 || at->year > 2500 || *text++ != '-' || (at->month = take(&text, 2)) < 1 ||
	    at->month > 12)
		return NO_TIME;
	if (!*text)
		return A_MONTH;
	if (*text++ != '-' || (at->day = take(&text, 2)) < 1 || at->day > days_in(at->year, at->month))
		return NO_TIME;
	if (!*text)
		return A_DAY;
	if ((*text != 'T' && *text != ' ') || (text++, at->hour = take(&text, 2)) < 0 || at->hour > 24 || *text++ != ':' ||
	    (at->minute = take(&text, 2)) < 0 || at->minute > 59)
		return NO_TIME;
	if (*text == ':' && (text++, at->second = take(&text, 2)) < 0)
		return NO_TIME;
	return *text || at->second > 59 || (at->hour == 24 && (at->minute || at->second)) ? NO_TIME : A_MOMENT;
}

int period_month(struct period *period, const char *text, const struct stamp_zone *zone, struct ronda_error *error)
{
	struct stamp_local at;

	if (read_local(&at, text) != A_MONTH)
		return ronda_fail(error, -EINVAL, "--month is \"%.60s\"; a month such as 2022-09 was expected", text);
	period->from_ns = stamp_from_local(zone, &at);
	at.month++;
	period->to_ns = stamp_from_local(zone, &at);
	return 0;
}

int period_time(uint64_t *ns, const char *text, bool is_end, const struct stamp_zone *zone, struct ronda_error *error)
{
	struct stamp_local at;
	enum grain grain = read_local(&at, text);

	if (grain == NO_TIME && stamp_parse(ns, text, NULL) == 0)
		return 0;
	if (grain == NO_TIME && at.month >= 1 && at.month <= 12 && at.day > days_in(at.year, at.month))
		return ronda_fail(error, -EINVAL, "\"%.60s\": there is no such day", text);
	if (grain == NO_TIME)
		return ronda_fail(error, -EINVAL, "\"%.60s\" is no time; a day such as 2022-07-13, a month, 2022-07, or a time, "
			"2022-07-13T08:00, was expected", text);
	if (is_end) {
		at.month += grain == A_MONTH;
		at.day += grain == A_DAY;
	}
	*ns = stamp_from_local(zone, &at);
	return 0;
}

int period_range(struct period *period, const char *text, const struct stamp_zone *zone, struct ronda_error *error)
{
	const char *dots = strstr(text, "..");
	char from[64];
	int failed;

	snprintf(from, sizeof from, "%.*s", (int)(dots ? dots - text : (long)strlen(text)), text);
	failed = period_time(&period->from_ns, from, false, zone, error);
	if (!failed)
		failed = period_time(&period->to_ns, dots ? dots + 2 : from, true, zone, error);
	if (!failed && period->to_ns <= period->from_ns)
		failed = ronda_fail(error, -EINVAL, "\"%.80s\" ends before it begins", text);
	return failed;
}

/* So many calendar months earlier, on a day that the month has. */
static struct stamp_local months_earlier(struct stamp_local at, int months)
{
	int month = at.year * 12 + at.month - 1 - months;

	at.year = month / 12;
	at.month = month % 12 + 1;
	if (at.day > days_in(at.year, at.month))
		at.day = days_in(at.year, at.month);
	return at;
}

static bool is_midnight(const struct stamp_local *at)
{
	return at->hour == 0 && at->minute == 0 && at->second == 0;
}

struct period period_before(const struct period *period, const struct stamp_zone *zone)
{
	struct stamp_local from = stamp_local(zone, period->from_ns), to = stamp_local(zone, period->to_ns);
	int months = (to.year - from.year) * 12 + to.month - from.month;
	struct period before = { .to_ns = period->from_ns };

	if (is_midnight(&from) && is_midnight(&to) && from.day == to.day && months > 0) {
		struct stamp_local at = months_earlier(from, months);

		before.from_ns = stamp_from_local(zone, &at);
	} else if (is_midnight(&from) && is_midnight(&to)) { /* days, which are not always of 24 hours */
		uint64_t days = (period->to_ns - period->from_ns + 43200 * STAMP_SECOND_NS) / (86400 * STAMP_SECOND_NS);

		from.day -= (int)days;
		before.from_ns = stamp_from_local(zone, &from);
	} else {
		before.from_ns = period->from_ns > period->to_ns - period->from_ns ?
			2 * period->from_ns - period->to_ns : 0;
	}
	return before;
}
