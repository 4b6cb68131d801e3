/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http_desk.h - a connection as the reader of HTTP meets it: bytes of both sides come in pieces, what it
 * leaves is kept and shown again, and what it tells is written down, each side's in a text of its own.
 *
 *	says(desk, TALK_CLIENT, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
 *	assert_string_equal(desk->asked, "1 GET / host=a\n");
 */
#pragma once
#include "detect/http.h"

#include <stdio.h>
#include <stdlib.h>

enum { DESK_TEXT = 1 << 16 };

struct desk {
	struct http http;
	uint8_t unread[2][TALK_VIEW_MOST];
	size_t size[2];
	char asked[DESK_TEXT], answered[DESK_TEXT];
	size_t asked_size, answered_size;
	uint32_t requests, responses, answers; /* the newest number told of each */
	unsigned broken;                       /* promises of http.h */
};

static void write_down(char *text, size_t *size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void write_down(char *text, size_t *size, const char *format, ...)
{
	va_list list;
	int count;

	va_start(list, format);
	count = vsnprintf(text + *size, DESK_TEXT - *size, format, list);
	va_end(list);
	*size += (size_t)count < DESK_TEXT - *size ? (size_t)count : DESK_TEXT - *size - 1;
}

static void write_slice(char *text, size_t *size, const char *name, struct slice slice)
{
	if (slice.size)
		write_down(text, size, " %s=%.*s", name, (int)slice.size, (const char *)slice.data);
}

/* Reads all of it, so that a sanitizer sees where it is. */
static void touch(struct slice slice)
{
	const volatile uint8_t *bytes = slice.data;

	for (size_t i = 0; i < slice.size; i++)
		(void)bytes[i];
}

static void desk_hears_request(void *context, const struct http_request *request)
{
	static const char *const credentials[] = { "", " basic", " digest", " other" };
	struct desk *desk = context;
	char *text = desk->asked;
	size_t *size = &desk->asked_size;

	desk->broken += request->number != ++desk->requests;
	desk->broken += request->body.size > HTTP_BODY_MOST;
	touch(request->headers);
	touch(request->line);
	write_down(text, size, "%u %.*s %.*s", request->number, (int)request->method.size,
		(const char *)request->method.data, (int)request->target.size, (const char *)request->target.data);
	write_slice(text, size, "host", request->host);
	write_slice(text, size, "agent", request->agent);
	write_slice(text, size, "type", request->content_type);
	write_slice(text, size, "body", request->body);
	write_down(text, size, "%s%s%s%s%s\n", credentials[request->credentials],
		request->flags & HTTP_CUT ? " cut" : "", request->flags & HTTP_SIMPLE ? " simple" : "",
		request->flags & HTTP_AMBIGUOUS ? " ambiguous" : "",
		request->flags & HTTP_PASSWORD ? " password" : "");
}

static void desk_hears_response(void *context, const struct http_response *response)
{
	struct desk *desk = context;

	desk->broken += response->number != ++desk->responses || response->number > desk->requests;
	desk->broken += response->status < 101 || response->status > 999;
	touch(response->head);
	touch(response->content_type);
	write_down(desk->answered, &desk->answered_size, "%u %u", response->number, response->status);
	if (response->content_length != HTTP_LENGTH_UNKNOWN)
		write_down(desk->answered, &desk->answered_size, " of %llu",
			(unsigned long long)response->content_length);
	write_down(desk->answered, &desk->answered_size, "%s%s", response->asks_for_login ? " login?" : "",
		response->encoded ? " encoded" : "");
}

static void desk_hears_answered(void *context, const struct http_answer *answer)
{
	struct desk *desk = context;

	desk->broken += answer->number != ++desk->answers || answer->number != desk->responses;
	write_down(desk->answered, &desk->answered_size, ": %llu%s%s\n", (unsigned long long)answer->body_bytes,
		answer->whole ? "" : " cut", answer->shows_login_form ? " form" : "");
}

static struct http_ear desk_ear(struct desk *desk)
{
	return (struct http_ear){ desk, desk_hears_request, desk_hears_response, desk_hears_answered, NULL };
}

/* Shows one side's unread bytes, alone in memory; returns how many were taken. */
static size_t show(struct desk *desk, enum talk_side side, bool last)
{
	const struct http_ear ear = desk_ear(desk);
	size_t size = desk->size[side], taken;
	uint8_t *copy = malloc(size ? size : 1);
	struct talk_view view = { .data = copy, .size = size, .last = last };

	if (!copy)
		abort();
	memcpy(copy, desk->unread[side], size);
	taken = http_read(&desk->http, side, &view, &ear);
	free(copy);
	desk->broken += taken > size || (last && taken != size);
	memmove(desk->unread[side], desk->unread[side] + taken, size - taken);
	desk->size[side] -= taken;
	return taken;
}

static void says_bytes(struct desk *desk, enum talk_side side, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;

	while (size) {
		size_t room = TALK_VIEW_MOST - desk->size[side], piece = size < room ? size : room;

		memcpy(desk->unread[side] + desk->size[side], at, piece);
		desk->size[side] += piece;
		at += piece;
		size -= piece;
		if (!show(desk, side, false) && desk->size[side] == TALK_VIEW_MOST)
			show(desk, side, true);
		if (side == TALK_CLIENT && desk->size[TALK_SERVER])
			show(desk, TALK_SERVER, false); /* it may have come too early */
	}
}

static inline void says(struct desk *desk, enum talk_side side, const char *text)
{
	says_bytes(desk, side, text, strlen(text));
}

static inline void says_slowly(struct desk *desk, enum talk_side side, const char *text)
{
	for (; *text; text++)
		says_bytes(desk, side, text, 1);
}

static inline bool loses(struct desk *desk, enum talk_side side, uint64_t bytes)
{
	show(desk, side, true);
	return http_skip(&desk->http, side, bytes);
}

static void hang_up(struct desk *desk)
{
	const struct http_ear ear = desk_ear(desk);

	show(desk, TALK_CLIENT, true);
	show(desk, TALK_SERVER, true);
	http_close(&desk->http, &ear);
}
