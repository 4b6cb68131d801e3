/* SPDX-License-Identifier: BSD-2-Clause */
/* network_names.h - whose network an address is in, from whoever has a database of that; a room asks, and knows no file. */
#pragma once
#include <ronda/addr.h>

enum { NETWORK_NAME_TEXT = 80 };

/* All zero: nobody knows. */
struct network_names {
	/* "AS64496 Example Net"; false and "" when it is in none that is known. */
	bool (*find)(const void *context, const struct ronda_addr *addr, char text[NETWORK_NAME_TEXT]);
	const void *context;
	const char *type; /* of the database, "GeoLite2-ASN" */
};

static inline bool network_names_find(const struct network_names *names, const struct ronda_addr *addr,
	char text[NETWORK_NAME_TEXT])
{
	text[0] = '\0';
	return names->find && names->find(names->context, addr, text);
}
