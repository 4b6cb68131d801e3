/* SPDX-License-Identifier: BSD-2-Clause */
/* privileges.h - what a sensor no longer needs once its capture is open. */
#pragma once
#include <ronda/error.h>

/*
 * Gives up every capability but CAP_NET_RAW (to open the capture again when the interface comes back), for
 * good: none can be gained later. Before the first frame is read, and before any thread is made. For a
 * process without capabilities there is nothing to do. -EPERM and a sentence when it fails.
 */
int privileges_drop(struct ronda_error *error);
