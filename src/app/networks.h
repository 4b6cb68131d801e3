/* SPDX-License-Identifier: BSD-2-Clause */
/* networks.h - the names of networks that --asn names a database of. Within src/app. */
#pragma once
#include "app/options.h"
#include "base/network_names.h"

struct networks {
	struct geoip_networks *database; /* NULL: none was given */
	struct network_names names;
};

/* An exit status; complains by itself. Zeroed where no --asn was given. */
int networks_open(struct networks *networks, const struct options *options);
void networks_close(struct networks *networks);
