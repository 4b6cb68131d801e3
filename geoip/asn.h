/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * asn.h - whose network an address is in: autonomous systems, by a database of those.
 *
 * Any MMDB that has autonomous_system_number and autonomous_system_organization (GeoLite2-ASN, DB-IP ASN Lite), or asn
 * and as_name or name (repacks). For people who look, not for packets: a search in the tree for each question.
 *
 * Safety   As geoip.h has it: the file is copied before it is believed.
 * Threads  Any number may ask.
 */
#pragma once
#include <ronda/addr.h>
#include <ronda/error.h>

enum { GEOIP_NETWORK_TEXT = 80 };

struct geoip_networks;

/* For geoip_networks_close(). Errors as geoip_open(); -EINVAL, too, for a database of something else. */
int geoip_networks_open(struct geoip_networks **networks, const char *file, struct ronda_error *error);
void geoip_networks_close(struct geoip_networks *networks); /* NULL is fine */

/* "GeoLite2-ASN", as the database says; as long as it is open. */
const char *geoip_networks_type(const struct geoip_networks *networks);

/* "AS64496 Example Net", printable ASCII; false and "" when it is in none that is known. */
bool geoip_network(const struct geoip_networks *networks, const struct ronda_addr *addr, char text[GEOIP_NETWORK_TEXT]);
