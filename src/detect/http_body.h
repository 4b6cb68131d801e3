/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http_body.h - where the body of an HTTP/1.x message ends (RFC 9112, sections 6 and 7).
 *
 * Fixed state, no bytes kept. A body of known length and one that lasts to the close are stepped over in
 * one step however much is shown; a chunked one in one step a chunk.
 */
#pragma once
#include "detect/slice.h"

enum body_kind { BODY_NONE, BODY_LENGTH, BODY_CHUNKED, BODY_TO_CLOSE };

struct http_body {
	uint64_t left;  /* BODY_LENGTH: bytes to come; BODY_CHUNKED: of this chunk */
	uint64_t seen;  /* bytes of body so far, chunk framing not counted, lost ones counted */
	uint8_t kind;   /* enum body_kind */
	uint8_t chunk;  /* where in the chunk framing; the file's own */
};

/* A body about to begin; `length` only matters for BODY_LENGTH. */
static inline struct http_body body_begin(enum body_kind kind, uint64_t length)
{
	return (struct http_body){ .left = kind == BODY_LENGTH ? length : 0, .kind = (uint8_t)kind };
}

/* Moves over the next bytes; returns how many it is done with, and in `piece` those of them that are body
 * (perhaps none). Call it until the bytes are used up or it returns 0: then the body is over or broken. */
size_t body_take(struct http_body *body, struct slice bytes, struct slice *piece);

/* All of it was taken. One that lasts to the close is never over. */
bool body_is_over(const struct http_body *body);

/* Its chunk framing is no such thing: nothing after it can be told apart. */
bool body_is_broken(const struct http_body *body);

/* So many bytes were lost. False when more than body may be among them: then nothing was changed. */
bool body_lose(struct http_body *body, uint64_t bytes);
