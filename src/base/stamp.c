/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/stamp.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *stamp_format(uint64_t ns, char text[STAMP_TEXT])
{
	time_t seconds = (time_t)(ns / STAMP_SECOND_NS);
	unsigned rest = (unsigned)(ns % STAMP_SECOND_NS), digits = 9;
	struct tm tm;
	size_t length;

	gmtime_r(&seconds, &tm);
	length = strftime(text, STAMP_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	while (rest && rest % 10 == 0) {
		rest /= 10;
		digits--;
	}
	if (rest)
		snprintf(text + length, STAMP_TEXT - length, ".%0*uZ", (int)digits, rest);
	else
		snprintf(text + length, STAMP_TEXT - length, "Z");
	return text;
}

/* Takes exactly `digits` digits and then `after` (0: nothing) from *text; -1 when they are not there. */
static int take(const char **text, unsigned digits, char after)
{
	int value = 0;

	while (digits--) {
		if (**text < '0' || **text > '9')
			return -1;
		value = value * 10 + *(*text)++ - '0';
	}
	if (after && *(*text)++ != after)
		return -1;
	return value;
}

static int days_of(int month, int year)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

/* ".25" is 250,000,000 ns; -1 for more than nine digits or none. Without a point: 0. */
static int64_t take_fraction(const char **text)
{
	int64_t ns = 0;
	unsigned digits = 0;

	if (**text != '.')
		return 0;
	for (++*text; **text >= '0' && **text <= '9'; ++*text, digits++) {
		if (digits == 9)
			return -1;
		ns = ns * 10 + **text - '0';
	}
	if (digits == 0)
		return -1;
	for (; digits < 9; digits++)
		ns *= 10;
	return ns;
}

/* "Z" is 0, "+07:00" is 25200 seconds; NO_OFFSET, which no clock has, when it is neither. */
enum { NO_OFFSET = -24 * 3600 };
static int take_offset(const char **text)
{
	char sign = *(*text)++;
	int hours, minutes;

	if (sign == 'Z')
		return 0;
	if (sign != '+' && sign != '-')
		return NO_OFFSET;
	hours = take(text, 2, ':');
	if (hours < 0 || hours > 23)
		return NO_OFFSET;
	minutes = take(text, 2, 0);
	if (minutes < 0 || minutes > 59)
		return NO_OFFSET;
	return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

static bool parse(uint64_t *ns, const char *text)
{
	struct tm tm = { 0 };
	int64_t fraction, seconds;
	int year, offset;

	/* Each stops at the final NUL, since no NUL is a digit or a separator. */
	if ((year = take(&text, 4, '-')) < 1970 || year > 2554 ||
	    (tm.tm_mon = take(&text, 2, '-')) < 1 || tm.tm_mon > 12 ||
	    (tm.tm_mday = take(&text, 2, 'T')) < 1 || tm.tm_mday > days_of(tm.tm_mon, year) ||
	    (tm.tm_hour = take(&text, 2, ':')) < 0 || tm.tm_hour > 23 ||
	    (tm.tm_min = take(&text, 2, ':')) < 0 || tm.tm_min > 59 ||
	    (tm.tm_sec = take(&text, 2, 0)) < 0 || tm.tm_sec > 59 ||
	    (fraction = take_fraction(&text)) < 0 ||
	    (offset = take_offset(&text)) == NO_OFFSET || *text)
		return false;
	tm.tm_mon--;
	tm.tm_year = year - 1900;
	seconds = (int64_t)timegm(&tm) - offset;
	if (seconds < 0 || (uint64_t)seconds >= STAMP_END_NS / STAMP_SECOND_NS)
		return false;
	*ns = (uint64_t)seconds * STAMP_SECOND_NS + (uint64_t)fraction;
	return true;
}

int stamp_parse(uint64_t *ns, const char *text, struct ronda_error *error)
{
	if (text && parse(ns, text))
		return 0;
	return ronda_fail(error, -EINVAL,
		"\"%.60s\" is not a time; one such as 2022-07-13T00:00:00Z or 2022-07-13T07:00:00+07:00, "
		"from 1970 to 2553, was expected", text ? text : "");
}

uint64_t stamp_hour(uint64_t ns)
{
	return ns - ns % (3600 * STAMP_SECOND_NS);
}

/* From `since` on, until the next one, clocks show UTC + `offset` seconds. */
struct change {
	int64_t since;
	int32_t offset;
	char name[8];
};

struct stamp_zone {
	size_t count; /* at least one; the first reaches back for ever */
	struct change change[];
};

static struct stamp_zone *zone_of(size_t count)
{
	struct stamp_zone *zone = calloc(1, sizeof *zone + count * sizeof zone->change[0]);

	if (zone)
		zone->count = count;
	return zone;
}

void stamp_zone_destroy(struct stamp_zone *zone)
{
	free(zone);
}

/* Unchanged since before the first capture anybody has; they work where no database is installed. */
static const struct fixed {
	const char *name;
	struct change change;
} fixed[] = {
	{ "UTC", { INT64_MIN, 0, "UTC" } },
	{ "WIB", { INT64_MIN, 7 * 3600, "WIB" } },
	{ "WITA", { INT64_MIN, 8 * 3600, "WITA" } },
	{ "WIT", { INT64_MIN, 9 * 3600, "WIT" } },
	{ "Asia/Jakarta", { INT64_MIN, 7 * 3600, "WIB" } },
	{ "Asia/Pontianak", { INT64_MIN, 7 * 3600, "WIB" } },
	{ "Asia/Makassar", { INT64_MIN, 8 * 3600, "WITA" } },
	{ "Asia/Jayapura", { INT64_MIN, 9 * 3600, "WIT" } },
};

static int64_t big_endian(const uint8_t *bytes, unsigned count)
{
	uint64_t value = bytes[0] & 0x80 ? UINT64_MAX : 0;

	for (unsigned i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return (int64_t)value;
}

/* The counts in one of the two headers of a TZif file (RFC 8536, 3.1), and what they announce. */
enum { HEADER_BYTES = 44 };
struct header {
	size_t utc_flags, standard_flags, leaps, changes, types, letters;
};

static size_t read_header(struct header *header, const uint8_t *bytes, size_t time_bytes)
{
	size_t *fields[] = { &header->utc_flags, &header->standard_flags, &header->leaps,
		&header->changes, &header->types, &header->letters };

	for (unsigned i = 0; i < 6; i++) {
		int64_t value = big_endian(bytes + 20 + 4 * i, 4);

		if (value < 0 || value > 100000)
			return SIZE_MAX;
		*fields[i] = (size_t)value;
	}
	return header->changes * (time_bytes + 1) + header->types * 6 + header->letters +
		header->leaps * (time_bytes + 4) + header->standard_flags + header->utc_flags;
}

/* Fills one change from the type record at `type` and the letters of its name. */
static bool fill(struct change *change, const uint8_t *type, const uint8_t *letters, size_t count)
{
	int64_t offset = big_endian(type, 4);
	size_t at = type[5], length;

	if (at >= count || offset < -86400 || offset > 86400)
		return false;
	length = strnlen((const char *)letters + at, count - at);
	change->offset = (int32_t)offset;
	snprintf(change->name, sizeof change->name, "%.*s", (int)length, (const char *)letters + at);
	return true;
}

/* Reads the second, 64-bit, block of a TZif file; NULL when it is not one. */
static struct stamp_zone *zone_from_tzif(const uint8_t *bytes, size_t size)
{
	struct header header;
	size_t block;

	if (size < HEADER_BYTES || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
		return NULL;
	block = read_header(&header, bytes, 4);
	if (block > size - HEADER_BYTES || size - HEADER_BYTES - block < HEADER_BYTES)
		return NULL;
	bytes += HEADER_BYTES + block;
	size -= HEADER_BYTES + block;
	block = read_header(&header, bytes, 8);
	if (memcmp(bytes, "TZif", 4) != 0 || block > size - HEADER_BYTES || header.types == 0)
		return NULL;

	const uint8_t *times = bytes + HEADER_BYTES, *kinds = times + 8 * header.changes;
	const uint8_t *types = kinds + header.changes, *letters = types + 6 * header.types;
	struct stamp_zone *zone = zone_of(header.changes + 1);
	bool good = zone && fill(&zone->change[0], types, letters, header.letters);

	if (good)
		zone->change[0].since = INT64_MIN;
	for (size_t i = 0; good && i < header.changes; i++) {
		struct change *change = &zone->change[i + 1];

		change->since = big_endian(times + 8 * i, 8);
		good = kinds[i] < header.types && change->since > change[-1].since &&
			fill(change, types + 6 * kinds[i], letters, header.letters);
	}
	if (good)
		return zone;
	stamp_zone_destroy(zone);
	return NULL;
}

static struct stamp_zone *zone_from_file(const char *path)
{
	static const size_t most = 1 << 20;
	FILE *file = fopen(path, "rbe");
	uint8_t *bytes = file ? malloc(most) : NULL;
	struct stamp_zone *zone = bytes ? zone_from_tzif(bytes, fread(bytes, 1, most, file)) : NULL;

	free(bytes);
	if (file)
		fclose(file);
	return zone;
}

/* Letters, digits, and what stands in zone names; never a way out of the database's folder. */
static bool is_zone_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";

	return name[0] && name[0] != '/' && strlen(name) <= 64 && name[strspn(name, allowed)] == '\0';
}

static struct stamp_zone *zone_by_name(const char *name)
{
	char path[128];

	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (strcmp(name, fixed[i].name) == 0) {
			struct stamp_zone *zone = zone_of(1);

			if (zone)
				zone->change[0] = fixed[i].change;
			return zone;
		}
	if (!is_zone_name(name))
		return NULL;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	return zone_from_file(path);
}

struct stamp_zone *stamp_zone_create(const char *name, struct ronda_error *error)
{
	const char *given = name ? name : getenv("TZ");
	struct stamp_zone *zone;

	if (!name && given && given[0] == ':')
		given++;
	if (name || (given && given[0])) {
		zone = zone_by_name(given);
	} else {
		zone = zone_from_file("/etc/localtime");
		if (!zone)
			zone = zone_by_name("UTC");
	}
	if (!zone)
		ronda_fail(error, -EINVAL, "there is no time zone \"%.64s\"; one such as Asia/Jakarta, "
			"WIB, WITA, WIT or UTC was expected (other names need the package tzdata)",
			given ? given : "UTC");
	return zone;
}

struct stamp_local stamp_local(const struct stamp_zone *zone, uint64_t ns)
{
	int64_t seconds = (int64_t)(ns / STAMP_SECOND_NS);
	size_t low = 0, high = zone->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (zone->change[middle].since <= seconds)
			low = middle;
		else
			high = middle;
	}

	time_t local = (time_t)(seconds + zone->change[low].offset);
	struct tm tm;

	gmtime_r(&local, &tm);
	return (struct stamp_local){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
		tm.tm_hour, tm.tm_min, tm.tm_sec, zone->change[low].name };
}

uint64_t stamp_from_local(const struct stamp_zone *zone, const struct stamp_local *local)
{
	struct tm tm = { .tm_year = local->year - 1900, .tm_mon = local->month - 1, .tm_mday = local->day,
		.tm_hour = local->hour, .tm_min = local->minute, .tm_sec = local->second };
	int64_t shown = (int64_t)timegm(&tm), seconds = INT64_MAX;

	for (size_t i = 0; i < zone->count; i++) { /* the first stretch in which the clocks come to show it */
		int64_t at = shown - zone->change[i].offset;

		if (i + 1 < zone->count && at >= zone->change[i + 1].since)
			continue;
		seconds = at > zone->change[i].since ? at : zone->change[i].since;
		break;
	}
	if (seconds < 0)
		return 0;
	return (uint64_t)seconds < STAMP_END_NS / STAMP_SECOND_NS ? (uint64_t)seconds * STAMP_SECOND_NS :
		STAMP_END_NS - 1;
}

uint64_t stamp_day_after(const struct stamp_zone *zone, uint64_t ns, int days)
{
	struct stamp_local at = stamp_local(zone, ns);

	return stamp_from_local(zone, &(struct stamp_local){ .year = at.year, .month = at.month, .day = at.day + days });
}

uint64_t stamp_day(const struct stamp_zone *zone, uint64_t ns)
{
	return stamp_day_after(zone, ns, 0);
}

uint64_t stamp_period(const struct stamp_zone *zone, uint64_t ns, uint64_t every_ns, uint64_t *end_ns)
{
	uint64_t day_ns = stamp_day(zone, ns), next_ns = stamp_day_after(zone, ns, 1);
	uint64_t start_ns = day_ns + (ns - day_ns) / every_ns * every_ns;

	*end_ns = start_ns + every_ns < next_ns ? start_ns + every_ns : next_ns;
	return start_ns;
}
