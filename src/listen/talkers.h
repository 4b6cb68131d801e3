/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once
#include <ronda/addr.h>

/* Who talks to whom. */
struct talkers {
	struct ronda_addr client, server;
	uint16_t port;           /* the server's */
	uint8_t proto;
	uint32_t slot, version;  /* the client's place among the sources; the owner's to read */
};
