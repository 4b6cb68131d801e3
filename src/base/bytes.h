/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bytes.h - a run of bytes from the wire, and the one place where its end is minded.
 *
 * Nothing is read from a packet but through these: peek or take so many bytes, get a pointer to
 * exactly that many or NULL, then read numbers from it.
 *
 *	const uint8_t *record = bytes_take(&bytes, 5);
 *
 *	if (!record)
 *		return WAIT_FOR_MORE;
 *	length = be16(record + 3);
 *
 * `cut` tells what the wire carried beyond `left` and the capture left out; bytes that did not
 * come from a capture have cut 0.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *at; /* borrowed */
	uint32_t left;     /* readable from `at` on */
	uint32_t cut;      /* further bytes that were sent but not captured */
};

static inline struct bytes bytes_of(const void *at, uint32_t left)
{
	return (struct bytes){ .at = at, .left = left };
}

/* What was sent from here on, captured or not. */
static inline uint32_t bytes_sent(struct bytes bytes)
{
	return bytes.left + bytes.cut;
}

/* The next `count` bytes, or NULL when fewer are left. */
static inline const uint8_t *bytes_peek(struct bytes bytes, uint32_t count)
{
	return bytes.left >= count ? bytes.at : NULL;
}

/* The same, and steps over them; NULL steps nowhere. */
static inline const uint8_t *bytes_take(struct bytes *bytes, uint32_t count)
{
	const uint8_t *at = bytes->at;

	if (bytes->left < count)
		return NULL;
	bytes->at += count;
	bytes->left -= count;
	return at;
}

/* The first `count` of the bytes sent; all of them when they are not so many. */
static inline struct bytes bytes_first(struct bytes bytes, uint32_t count)
{
	if (count <= bytes.left) {
		bytes.left = count;
		bytes.cut = 0;
	} else if (count - bytes.left < bytes.cut) {
		bytes.cut = count - bytes.left;
	}
	return bytes;
}

/* Numbers as the network writes them (be) and as little-endian headers do (le). */
static inline uint16_t be16(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap16(value);
#endif
	return value;
}

static inline uint32_t be24(const uint8_t *at)
{
	return (uint32_t)at[0] << 16 | be16(at + 1);
}

static inline uint32_t be32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap32(value);
#endif
	return value;
}

static inline uint16_t le16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t le32(const uint8_t *at)
{
	return le16(at) | (uint32_t)le16(at + 2) << 16;
}
