/* SPDX-License-Identifier: BSD-2-Clause */
/* protocol.h - the lines that go over a sensor's socket, apart from the pictures: a greeting, and a wish. */
#pragma once
#include <ronda/addr.h>

enum { PROTOCOL_VERSION = 1, PROTOCOL_LINE = 256 };

/* What a sensor says first: a line without its end, for the caller to free(); NULL when memory is short. */
char *protocol_greeting(const char *version);
/* Is it the greeting of a sensor that speaks as we do? */
bool protocol_is_greeting(const char *line, size_t bytes);

/* {"watch":"192.0.2.1"} or {"watch":null}, with its end; returns its bytes. */
size_t protocol_wish(const struct ronda_addr *watched, char line[PROTOCOL_LINE]);
/* 0, and whom somebody watches (`*watching` false: nobody); -EINVAL: the line is no such wish. */
int protocol_heed(const char *line, size_t bytes, bool *watching, struct ronda_addr *watched);
