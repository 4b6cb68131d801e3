/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * peephole.h - the running sensor's Unix socket, through which others on this machine may look on.
 *
 * Who connects gets lines of JSON: first {"ronda":1,...}, then the latest picture at once and each new one as it comes
 * (summary/picture.h). Who looks on may say one thing, a line each time: {"watch":"192.0.2.1"}, and of the acts those
 * of that source are sent; {"watch":null} ends that. Nothing that is said changes anything for anybody else.
 *
 * Threads    One of its own, which alone serves all. It never waits for any of them.
 * When full  Beyond PEEPHOLE_CLIENTS nobody more is let in. One that reads too slowly misses pictures; one that reads
 *            nothing for ten seconds, says what is no such line, or says too much, is dropped.
 */
#pragma once
#include "live/hub.h"
#include "live/protocol.h"

#include <sys/un.h>

enum { PEEPHOLE_CLIENTS = 32 };

enum { PEEPHOLE_PATH = sizeof ((struct sockaddr_un *)0)->sun_path };

/* Where the socket of a sensor is, unless it is said: /run/ronda for root, else $XDG_RUNTIME_DIR/ronda. False: there is
 * no such place, or the name is too long for one. */
bool peephole_usual_path(const char *sensor, char path[PEEPHOLE_PATH]);

/*
 * A socket at `path`, mode 0660, its directory made if it is missing; one that nobody answers at is replaced. Returns its
 * number; -EADDRINUSE when somebody answers there, or another -errno, and a sentence.
 */
int peephole_open(const char *path, struct ronda_error *error);

/* Removes one that is not served after all. */
void peephole_close(int listening, const char *path);

struct peephole;

/* Serves it, from now on. Takes over the socket, and removes it in the end. NULL when there is no thread to be had. */
struct peephole *peephole_start(int listening, const char *path, struct hub *hub);
void peephole_stop(struct peephole *peephole); /* NULL is fine */
