/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * places.h - which country an address is in: a read-only table.
 *
 * Filled once by whoever knows a database (geoip/), then only read, by any number of threads.
 * A new database is a new table; the old one is freed when its last reader has let go.
 *
 * IPv4 is a flat array over /24, one byte each: an index into `countries`, or RONDA_PLACE_FINER
 * where the /24 is divided; then, and for all of IPv6, the ranges decide by binary search.
 * IPv4 inside IPv6 (mapped, 6to4, Teredo) is looked up as IPv4.
 */
#pragma once
#include <ronda/addr.h>

/* Two letters, first in the high byte: 'I' << 8 | 'D'. 0 is unknown. */
typedef uint16_t ronda_country;

#define RONDA_COUNTRY(a, b) ((ronda_country)((a) << 8 | (b)))
#define RONDA_COUNTRY_LOCAL ((ronda_country)1) /* the operator's own network: its origin is local */

enum { RONDA_PLACE_FINER = 255, RONDA_PLACE_COUNTRIES = 255 };

/* From `first` up to the next range's first; sorted, the first one starts at the lowest address.
 * Of IPv4 only the ranges that reach into a divided /24 are kept. */
struct ronda_place_range4 {
	uint32_t first; /* host order */
	uint8_t country;
};
struct ronda_place_range6 {
	uint64_t high, low; /* the address as two numbers, host order */
	uint8_t country;
};

struct ronda_places {
	uint8_t *by_24;                        /* 2^24 entries */
	struct ronda_place_range4 *ranges4;
	size_t ranges4_count;
	struct ronda_place_range6 *ranges6;
	size_t ranges6_count;
	ronda_country countries[RONDA_PLACE_COUNTRIES]; /* [0] is 0: unknown */
	char file[256], type[64];              /* where from; the database's own name for its kind */
	uint64_t built_seconds;                /* since 1970, UTC; 0 when there is no database */
};

/*
 * The country of one address as the table says it, RONDA_COUNTRY_LOCAL, or 0; NULL places: 0.
 * 2002:V4::/16 is where V4 is; Teredo (2001::/32) is where its client is, not its server; unless
 * the table itself has an answer for the IPv6 address.
 */
ronda_country ronda_places_country(const struct ronda_places *places, const struct ronda_addr *addr);

/* Frees the table and all it holds; NULL is fine. */
void ronda_places_destroy(struct ronda_places *places);

/* Local by its number alone: unspecified, loopback, link-local, private (RFC 1918, shared
 * 100.64.0.0/10, unique local fc00::/7). Documentation and multicast addresses are not. */
bool ronda_addr_is_local(const struct ronda_addr *addr);

/* "ID" to its number; 0 when it is not two letters A-Z (lower case is taken). */
ronda_country ronda_country_parse(const char *text);
/* Writes "ID", "local", or "unknown" for 0; returns `text`. */
const char *ronda_country_format(ronda_country country, char text[8]);
