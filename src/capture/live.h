/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live.h - frames from an interface, through libpcap's TPACKET_V3 ring.
 *
 * Never immediate mode (it costs three to five times as much a packet); non-blocking, with poll() and a
 * time limit, since a blocking read may never return on a silent wire; always a filter, even an empty
 * one, since without one the kernel ignores the snap length.
 */
#pragma once
#include "capture/frame.h"

struct live;

struct live_options {
	const char *interface;
	const char *filter;   /* BPF; NULL: all */
	uint64_t ring_bytes;  /* of the kernel's ring */
	int snap_bytes;       /* of each frame at most */
};

/* Opens and starts. Negative errno and a sentence: no such interface (with those there are), no
 * permission (with the command that gives it). Or CAPTURE_BAD_FILTER and a sentence. */
int live_open(struct live **live, const struct live_options *options, struct ronda_error *error);
void live_close(struct live *live); /* NULL is fine */

/* Waits for frames, at most `timeout_ms`, and delivers those that are there. Returns how many, or a
 * negative errno and a sentence: the interface went away or down. */
int live_poll(struct live *live, int timeout_ms, capture_deliver *deliver, void *context,
	struct ronda_error *error);

/* What was lost since live_open(): for want of room in the ring, and by the interface itself. */
struct live_losses {
	uint64_t kernel, interface;
};
struct live_losses live_losses(struct live *live);

/* The longest frame that the interface takes from the wire, tags included; 0: not known. A longer one was glued together
 * by the card or the kernel. */
uint32_t live_frame_bytes_most(const struct live *live);

/* Writes the interfaces one can capture on, one a line, with what state they are in. */
int live_list(FILE *out, struct ronda_error *error);
