/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http_head.h - the head of an HTTP/1.x message: its first line and its header fields (RFC 9112, sections
 * 2 to 6), read as leniently as servers do: bare LF, folded lines, white space where there should be none.
 *
 * All slices are borrowed from the bytes shown. A folded value holds its line ends.
 */
#pragma once
#include "detect/slice.h"

enum {
	FRAMING_LENGTH = 1 << 0,  /* a Content-Length: `length` */
	FRAMING_CHUNKED = 1 << 1,
	FRAMING_CODED = 1 << 2,   /* a Transfer-Encoding that does not end in chunks */
	FRAMING_ODD = 1 << 3,     /* two servers may read it in two ways */
	FRAMING_TWO_LENGTHS = 1 << 4,
};

/* What the head says of where its body ends. */
struct http_framing {
	uint64_t length; /* the least of those given: what a greater one would hide is shown */
	uint8_t notes;   /* FRAMING_ */
};

struct http_head {
	struct slice line, headers;
	struct slice host, agent, referer, content_type, authorization; /* values, trimmed; the first of each name */
	struct http_framing framing;
	struct slice location;
	bool asks_for_login; /* WWW-Authenticate */
	bool asks_further;   /* ... which holds the next step of a log-in that is under way */
	bool encoded;        /* Content-Encoding other than identity */
	bool packed;         /* ... which is gzip or deflate */
};

/* The bytes of a head with its blank line, 0 when that is not there yet. `*scanned` is how far was looked
 * (0 at first), so that a head that comes byte by byte is looked through once. */
size_t head_end(struct slice bytes, uint32_t *scanned);

/* Reads a head, whole or cut; with a blank line or without. */
void head_read(struct slice bytes, struct http_head *head);

/* Reads one more line of a head whose beginning was read before; of use for `framing` only. */
void head_read_line(struct slice line, struct http_head *head);

enum http_line {
	LINE_NOT,     /* no request line */
	LINE_WAIT,    /* it may become one */
	LINE_OPEN,    /* it is one, and goes on */
	LINE_SIMPLE,  /* one without a version: no head follows (HTTP/0.9) */
	LINE_REQUEST,
};

struct http_request_line {
	struct slice line, method, target;
};

/* Do the bytes begin with a request line? */
enum http_line head_request_line(struct slice bytes, struct http_request_line *line);

/* The status that a status line tells (100..999), or 0 when it is none. */
unsigned head_status(struct slice line);

/* Is it the address of a page as browsers write it into Referer? They escape the bytes that are most telling. */
bool head_is_page(struct slice referer);

/* The host named by an absolute URI or a Host field: without user, port and brackets. */
struct slice head_host(struct slice target, struct slice field);
