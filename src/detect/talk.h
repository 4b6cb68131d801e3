/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * talk.h - what two endpoints say to each other, once their bytes are in order.
 *
 * A reader of one protocol is shown the unread bytes of one side and returns how many it is done with.
 * What it leaves is shown again, joined with what came after; so it keeps little state and no bytes.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The client is who opened the connection. */
enum talk_side { TALK_CLIENT, TALK_SERVER };

/* The most unread bytes of one side that are ever kept and shown. */
#define TALK_VIEW_MOST 16384u

/* The unread bytes of one side, oldest first. Borrowed for the call. */
struct talk_view {
	const uint8_t *data;
	size_t size;
	/* Nothing will be joined to these: the side has ended, there is no room for more, or what came next was
	 * lost. What the reader leaves then is lost to it, so it makes of them what it can. */
	bool last;
};
