/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geoip.h - fills a table of places from a GeoIP database and the operator's own list.
 *
 * The database is any MMDB that names countries: country.iso_code (GeoLite2, DB-IP; of countries or
 * cities), or country_code or country with two letters (repacks). Where a record has no country,
 * registered_country.iso_code stands in. Codes that geoip_country() does not know are unknown.
 *
 * Safety   The file is copied into private memory before a byte of it is believed, and let go
 *          before geoip_open() returns: it may be cut or replaced at any time.
 * Threads  Nothing is shared; several threads may open at once.
 */
#pragma once
#include <ronda/places.h>

#include <stdio.h>

/* One line of the operator's list. */
struct geoip_override {
	struct ronda_prefix prefix;
	ronda_country country; /* or RONDA_COUNTRY_LOCAL */
	size_t line;           /* 1.. */
};

/* Sorted by prefix; each prefix once. { 0 } is the empty list. */
struct geoip_overrides {
	struct geoip_override *override;
	size_t count;
};

/*
 * Reads lines of PREFIX COUNTRY, where COUNTRY is two letters or "local"; blank lines and what
 * follows a # do not matter, nor do the line ends of Windows:
 *
 *     103.94.188.0/22  ID     # the data centre, listed abroad
 *     10.0.0.0/8       local  # the office
 *
 * Replaces what `overrides` held. -EINVAL and a sentence that begins with "name:line:" when a line
 * is malformed, names a multicast prefix, or contradicts another; `overrides` is then empty.
 */
int geoip_overrides_read(struct geoip_overrides *overrides, FILE *stream, const char *name,
	struct ronda_error *error);

/* The same from the file at `path`; a negative errno when it cannot be opened or read. */
int geoip_overrides_load(
	struct geoip_overrides *overrides, const char *path, struct ronda_error *error);

/* Frees what it holds and makes it the empty list. */
void geoip_overrides_finish(struct geoip_overrides *overrides);

/*
 * A new table for the caller to free with ronda_places_destroy(). Of the overrides the longest
 * prefix wins, and any of them wins over the database. NULL file: overrides alone; NULL overrides:
 * the database alone. Multicast is in no country whatever they say, and 6to4 and Teredo addresses
 * are where their IPv4 address is, unless an override inside 2002::/16 or 2001::/32 says otherwise.
 *
 * A negative errno when the file cannot be opened (-ENOENT, -EACCES, ...), -ENOMEM, else -EINVAL:
 * not an MMDB, damaged, over 2 GiB, changed while it was read, or a database that names no country.
 * The sentence says which; *places is then NULL.
 */
int geoip_open(struct ronda_places **places, const char *file,
	const struct geoip_overrides *overrides, struct ronda_error *error);

/* "ID" to its number, "UK" as GB; 0 for what is no country, such as AP (a region), ZZ, XX. */
ronda_country geoip_country(const char *text);

/* The first of the `candidates` (ended by NULL) that exists, or NULL. */
const char *geoip_find(const char *const candidates[]);

/* Where databases usually are, the one that ronda installs first; ended by NULL. */
extern const char *const geoip_usual_files[];
