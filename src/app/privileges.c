/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/privileges.h"

#include <cap-ng.h>
#include <errno.h>
#include <sys/prctl.h>

int privileges_drop(struct ronda_error *error)
{
	if (capng_get_caps_process() < 0 || capng_have_capabilities(CAPNG_SELECT_CAPS) <= CAPNG_NONE)
		return 0;

	int kept = capng_have_capability(CAPNG_PERMITTED, CAP_NET_RAW);

	capng_clear(CAPNG_SELECT_BOTH);
	if (kept)
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_RAW);
	/* The bounding set takes CAP_SETPCAP to shrink; no_new_privs makes it moot where we lack that. */
	if (capng_apply(CAPNG_SELECT_CAPS) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return ronda_fail(error, -EPERM, "cannot give up the privileges that are no longer needed");
	return 0;
}
