/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/networks.h"

#include "app/command.h"

#include <asn.h>

_Static_assert((int)NETWORK_NAME_TEXT >= (int)GEOIP_NETWORK_TEXT, "a name fits");

static bool find(const void *context, const struct ronda_addr *addr, char text[NETWORK_NAME_TEXT])
{
	return geoip_network(context, addr, text);
}

int networks_open(struct networks *networks, const struct options *options)
{
	struct ronda_error error = { "memory is short" };

	*networks = (struct networks){ 0 };
	if (!options->asn)
		return STATUS_DONE;
	if (geoip_networks_open(&networks->database, options->asn, &error) < 0) {
		complain(&error);
		return STATUS_CANNOT;
	}
	networks->names = (struct network_names){ find, networks->database, geoip_networks_type(networks->database) };
	return STATUS_DONE;
}

void networks_close(struct networks *networks)
{
	geoip_networks_close(networks->database);
	*networks = (struct networks){ 0 };
}
