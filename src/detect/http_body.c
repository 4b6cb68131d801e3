/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/http_body.h"

/* The first is where a body begins. */
enum chunk {
	CHUNK_BEGIN,   /* before the size's first digit */
	CHUNK_SIZE,
	CHUNK_REST,    /* of the size's line: extensions */
	CHUNK_DATA,
	CHUNK_END,     /* the line end after the data */
	CHUNK_TRAILER, /* the beginning of a line after the last chunk */
	CHUNK_TRAILER_CR,
	CHUNK_TRAILER_REST,
	CHUNK_OVER,
	CHUNK_BROKEN,
};

bool body_is_over(const struct http_body *body)
{
	switch ((enum body_kind)body->kind) {
	case BODY_NONE:
		return true;
	case BODY_LENGTH:
		return !body->left;
	case BODY_CHUNKED:
		return body->chunk == CHUNK_OVER;
	case BODY_TO_CLOSE:
		break;
	}
	return false;
}

bool body_is_broken(const struct http_body *body)
{
	return body->kind == BODY_CHUNKED && body->chunk == CHUNK_BROKEN;
}

static size_t take_data(struct http_body *body, struct slice bytes, struct slice *piece)
{
	size_t size = bytes.size;

	if (body->kind != BODY_TO_CLOSE) {
		size = body->left < size ? (size_t)body->left : size;
		body->left -= size;
	}
	body->seen += size;
	*piece = slice_of(bytes.data, size);
	return size;
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum chunk after_size(const struct http_body *body)
{
	return body->left ? CHUNK_DATA : CHUNK_TRAILER;
}

static enum chunk size_step(struct http_body *body, uint8_t c)
{
	int digit = hex_digit(c);

	if (digit >= 0) {
		if (body->left >> 56)
			return CHUNK_BROKEN;
		body->left = body->left << 4 | (unsigned)digit;
		return CHUNK_SIZE;
	}
	if (body->chunk == CHUNK_BEGIN)
		return CHUNK_BROKEN;
	switch (c) {
	case '\n':
		return after_size(body);
	case '\r': case ';': case ' ': case '\t':
		return CHUNK_REST;
	default:
		return CHUNK_BROKEN;
	}
}

static enum chunk framing_step(struct http_body *body, uint8_t c)
{
	switch ((enum chunk)body->chunk) {
	case CHUNK_BEGIN:
	case CHUNK_SIZE:
		return size_step(body, c);
	case CHUNK_REST:
		return c == '\n' ? after_size(body) : CHUNK_REST;
	case CHUNK_END:
		return c == '\n' ? CHUNK_BEGIN : c == '\r' ? CHUNK_END : CHUNK_BROKEN;
	case CHUNK_TRAILER:
		return c == '\n' ? CHUNK_OVER : c == '\r' ? CHUNK_TRAILER_CR : CHUNK_TRAILER_REST;
	case CHUNK_TRAILER_CR:
		return c == '\n' ? CHUNK_OVER : CHUNK_TRAILER_REST;
	case CHUNK_TRAILER_REST:
		return c == '\n' ? CHUNK_TRAILER : CHUNK_TRAILER_REST;
	default:
		return CHUNK_BROKEN;
	}
}

static size_t take_framing(struct http_body *body, struct slice bytes)
{
	size_t at = 0;

	while (at < bytes.size && body->chunk != CHUNK_DATA && body->chunk < CHUNK_OVER) {
		enum chunk next = framing_step(body, bytes.data[at]);

		if (next == CHUNK_BROKEN) {
			body->chunk = CHUNK_BROKEN;
			break;
		}
		body->chunk = (uint8_t)next;
		at++;
	}
	return at;
}

static size_t take_chunked(struct http_body *body, struct slice bytes, struct slice *piece)
{
	size_t framing = take_framing(body, bytes), data;

	if (body->chunk != CHUNK_DATA || framing == bytes.size)
		return framing;
	data = take_data(body, slice_after(bytes, framing), piece);
	if (!body->left)
		body->chunk = CHUNK_END;
	return framing + data;
}

size_t body_take(struct http_body *body, struct slice bytes, struct slice *piece)
{
	*piece = (struct slice){ 0 };
	if (!bytes.size || body->kind == BODY_NONE)
		return 0;
	return body->kind == BODY_CHUNKED ? take_chunked(body, bytes, piece) : take_data(body, bytes, piece);
}

bool body_lose(struct http_body *body, uint64_t bytes)
{
	if (body->kind == BODY_NONE || (body->kind == BODY_CHUNKED && body->chunk != CHUNK_DATA))
		return false;
	if (body->kind != BODY_TO_CLOSE) {
		if (bytes > body->left)
			return false;
		body->left -= bytes;
		if (body->kind == BODY_CHUNKED && !body->left)
			body->chunk = CHUNK_END;
	}
	body->seen += bytes;
	return true;
}
