/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * attach.h - looking on at a running sensor, through its socket (peephole.h is the other end).
 *
 * Threads    One.
 */
#pragma once
#include "live/peephole.h"

struct attach;

/*
 * Connects to the socket at `path`; NULL: to that of the sensor of this name; both NULL: to the only one that runs here.
 * -errno and a sentence when there is none, or several.
 */
int attach_open(struct attach **attach, const char *path, const char *sensor, struct ronda_error *error);
void attach_close(struct attach *attach); /* NULL is fine */

/* Can be read when something came. */
int attach_fd(const struct attach *attach);

/* Takes what came. 1: `*picture` is the latest one, for the caller to destroy; 0: none is whole yet; -errno and a
 * sentence: the sensor went away (-EPIPE), or what it sent is none. */
int attach_take(struct attach *attach, struct ronda_picture **picture, struct ronda_error *error);

/* Of the acts, those of this source from now on; NULL: the latest of all. */
void attach_watch(struct attach *attach, const struct ronda_addr *source);
