/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stamp.h - moments as text: RFC 3339 for machines, local time for people.
 *
 * Moments are nanoseconds since 1970, UTC, up to the end of 2553. Nothing here reads or sets
 * process-wide state but stamp_zone_create(NULL), which reads TZ; everything may be called from
 * any thread.
 */
#pragma once
#include <ronda/error.h>

#include <stdint.h>

enum { STAMP_TEXT = 40 };

#define STAMP_SECOND_NS 1000000000ull
#define STAMP_END_NS (18429292800ull * STAMP_SECOND_NS) /* 2554-01-01T00:00:00Z: the first beyond */

/* "2022-07-13T00:00:00.25Z": UTC with as many digits of the second as it takes; returns `text`.
 * `ns` is below STAMP_END_NS. */
const char *stamp_format(uint64_t ns, char text[STAMP_TEXT]);

/* Reads RFC 3339 with "Z" or an offset such as "+07:00"; -EINVAL and a sentence when it is not,
 * or lies outside 1970 to 2553. A leap second (":60") is not taken. */
int stamp_parse(uint64_t *ns, const char *text, struct ronda_error *error);

/* The beginning of the hour, UTC, that `ns` lies in. */
uint64_t stamp_hour(uint64_t ns);

/* Where people's clocks are: a time zone with all its changes. */
struct stamp_zone;

/*
 * "Asia/Jakarta", any name in the system's time-zone database, UTC, or WIB, WITA, WIT; NULL: the
 * machine's own. The Indonesian zones and UTC need no database. NULL and a sentence when there is
 * no such zone. Summer time is known as far as the database lists it (Debian: to 2037).
 */
struct stamp_zone *stamp_zone_create(const char *name, struct ronda_error *error);
void stamp_zone_destroy(struct stamp_zone *zone); /* NULL is fine */

struct stamp_local {
	int year, month, day, hour, minute, second; /* month and day from 1 */
	const char *zone;                           /* "WIB"; borrowed from the zone */
};
struct stamp_local stamp_local(const struct stamp_zone *zone, uint64_t ns);

/* The moment at which clocks in the zone show that (`zone` in it is not looked at). Where they show it twice,
 * the first; where they skip it, the moment after. Day, hour and so on may be out of bounds: day 32 is the
 * 1st of the next month, or the 2nd. Outside 1970 to 2553 it is the nearest end of that. */
uint64_t stamp_from_local(const struct stamp_zone *zone, const struct stamp_local *local);

/* The beginning of the day, in the zone, that `ns` lies in; and of the day `days` later, or earlier. */
uint64_t stamp_day(const struct stamp_zone *zone, uint64_t ns);
uint64_t stamp_day_after(const struct stamp_zone *zone, uint64_t ns, int days);

/* Each day is divided into periods of `every_ns`, from its beginning on; the last may be shorter. Where the one that `ns`
 * lies in begins, and where it ends: no period goes on over a midnight, so that each belongs to one day. */
uint64_t stamp_period(const struct stamp_zone *zone, uint64_t ns, uint64_t every_ns, uint64_t *end_ns);
