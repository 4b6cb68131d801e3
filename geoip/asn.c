/* SPDX-License-Identifier: BSD-2-Clause */
#include "asn.h"

#include "mmdb.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct geoip_networks {
	MMDB_s mmdb;
};

/* An IPv4 address is asked for as such; a tree of IPv4 alone knows no other. */
static MMDB_lookup_result_s look(const struct geoip_networks *networks, const struct ronda_addr *addr, int *status)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (ronda_addr_is_v4(addr)) {
		memcpy(&v4.sin_addr, addr->bytes + 12, 4);
		return MMDB_lookup_sockaddr(&networks->mmdb, (const struct sockaddr *)&v4, status);
	}
	memcpy(&v6.sin6_addr, addr->bytes, 16);
	return MMDB_lookup_sockaddr(&networks->mmdb, (const struct sockaddr *)&v6, status);
}

static bool value(MMDB_entry_s *entry, const char *key, MMDB_entry_data_s *data)
{
	return MMDB_get_value(entry, data, key, NULL) == MMDB_SUCCESS && data->has_data;
}

/* A number, or a text such as "AS64496" of which the digits count; 0: it has none. */
static uint64_t number_of(MMDB_entry_s *entry)
{
	static const char *const keys[] = { "autonomous_system_number", "asn" };
	MMDB_entry_data_s data;
	uint64_t asn = 0;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (!value(entry, keys[i], &data))
			continue;
		if (data.type == MMDB_DATA_TYPE_UINT32)
			return data.uint32;
		for (uint32_t j = 0; data.type == MMDB_DATA_TYPE_UTF8_STRING && j < data.data_size && asn < UINT32_MAX; j++)
			if (data.utf8_string[j] >= '0' && data.utf8_string[j] <= '9')
				asn = asn * 10 + (uint64_t)(data.utf8_string[j] - '0');
	}
	return asn <= UINT32_MAX ? asn : 0;
}

static void add_name(MMDB_entry_s *entry, char text[GEOIP_NETWORK_TEXT])
{
	static const char *const keys[] = { "autonomous_system_organization", "as_name", "name" };
	MMDB_entry_data_s data = { .has_data = false };
	size_t length = strlen(text);

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (value(entry, keys[i], &data) && data.type == MMDB_DATA_TYPE_UTF8_STRING)
			break;
	if (!data.has_data || data.type != MMDB_DATA_TYPE_UTF8_STRING)
		return;
	if (data.data_size && length + 1 < GEOIP_NETWORK_TEXT)
		text[length++] = ' ';
	for (uint32_t i = 0; i < data.data_size && length + 1 < GEOIP_NETWORK_TEXT; i++)
		text[length++] = data.utf8_string[i] >= ' ' && data.utf8_string[i] <= '~' ? data.utf8_string[i] : '?';
	text[length] = '\0';
}

bool geoip_network(const struct geoip_networks *networks, const struct ronda_addr *addr, char text[GEOIP_NETWORK_TEXT])
{
	int status = MMDB_SUCCESS;
	MMDB_lookup_result_s found = look(networks, addr, &status);
	uint64_t asn = status == MMDB_SUCCESS && found.found_entry ? number_of(&found.entry) : 0;

	text[0] = '\0';
	if (!asn)
		return false;
	snprintf(text, GEOIP_NETWORK_TEXT, "AS%llu", (unsigned long long)asn);
	add_name(&found.entry, text);
	return true;
}

const char *geoip_networks_type(const struct geoip_networks *networks)
{
	return networks->mmdb.metadata.database_type;
}

int geoip_networks_open(struct geoip_networks **to, const char *file, struct ronda_error *error)
{
	struct geoip_networks *networks = calloc(1, sizeof *networks);
	int failed = networks ? mmdb_open(&networks->mmdb, file, error) : -ENOMEM;

	*to = NULL;
	if (!failed && !strcasestr(networks->mmdb.metadata.database_type, "asn")) {
		failed = ronda_fail(error, -EINVAL, "\"%s\" is a database of type \"%.60s\"; one of networks was expected, such as "
			"GeoLite2-ASN.mmdb", file, networks->mmdb.metadata.database_type);
		MMDB_close(&networks->mmdb);
	}
	if (failed)
		free(networks);
	else
		*to = networks;
	return failed;
}

void geoip_networks_close(struct geoip_networks *networks)
{
	if (!networks)
		return;
	MMDB_close(&networks->mmdb);
	free(networks);
}
