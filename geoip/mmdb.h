/* SPDX-License-Identifier: BSD-2-Clause */
/* mmdb.h - a GeoIP database as ranges. */
#pragma once
#include "ranges.h"

#include <maxminddb.h>

/* The index of `country` in places->countries, added if new; -E2BIG when there is no room. */
int places_index(struct ronda_places *places, ronda_country country);

/* Opens a private copy of the file, for MMDB_close(). Errors as geoip_open(). */
int mmdb_open(MMDB_s *mmdb, const char *file, struct ronda_error *error);

/*
 * Appends the whole of both families to the empty `v4` and `v6`, adds to places->countries, and
 * fills in file, type and built_seconds. Errors as geoip_open(). What an IPv6 tree holds of IPv4
 * (::/96, mapped, 6to4, Teredo) goes to `v4` once.
 */
int mmdb_read(struct ronda_places *places, struct ranges *v4, struct ranges *v6, const char *file,
	struct ronda_error *error);
