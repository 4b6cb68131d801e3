/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * addr.h - addresses and prefixes, IPv4 and IPv6 in one shape.
 *
 * An IPv4 address is held as the IPv4-mapped IPv6 address ::ffff:a.b.c.d, so that one table, one
 * comparison and one hash serve both families. All bytes are in network order.
 */
#pragma once
#include <ronda/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct ronda_addr {
	union {
		uint8_t bytes[16];
		uint32_t words[4]; /* network order; words[3] is an IPv4 address whole */
		uint64_t halves[2];
	};
};

/* The first `bits` bits of `addr`, 0..128; an IPv4 /22 is held as /118. The rest of addr is 0. */
struct ronda_prefix {
	struct ronda_addr addr;
	uint8_t bits;
};

/* What stands before an IPv4 address. */
static const union {
	uint8_t bytes[4];
	uint32_t word;
} RONDA_ADDR_MAPPED = { { 0, 0, 0xff, 0xff } };

#define RONDA_ADDR_TEXT 48   /* longest address or prefix in words, with the final NUL */

/* `bytes` is four bytes in network order. */
static inline struct ronda_addr ronda_addr_v4(const uint8_t bytes[4])
{
	uint32_t word;

	memcpy(&word, bytes, 4);
	return (struct ronda_addr){ .words = { 0, 0, RONDA_ADDR_MAPPED.word, word } };
}

static inline struct ronda_addr ronda_addr_v6(const uint8_t bytes[16])
{
	struct ronda_addr addr;

	memcpy(addr.bytes, bytes, 16);
	return addr;
}

static inline bool ronda_addr_is_v4(const struct ronda_addr *addr)
{
	return addr->halves[0] == 0 && addr->words[2] == RONDA_ADDR_MAPPED.word;
}

static inline bool ronda_addr_equal(const struct ronda_addr *a, const struct ronda_addr *b)
{
	return a->halves[0] == b->halves[0] && a->halves[1] == b->halves[1];
}

/* Memory order of the sixteen bytes: IPv4 sorts as a block of its own, by its number. */
static inline int ronda_addr_compare(const struct ronda_addr *a, const struct ronda_addr *b)
{
	return memcmp(a->bytes, b->bytes, 16);
}

/* The first `bits` (0..128) bits of `addr`, the rest zero. */
struct ronda_addr ronda_addr_mask(struct ronda_addr addr, unsigned bits);

/* "192.0.2.1", "2001:db8::1"; NULL or a malformed text is -EINVAL. */
int ronda_addr_parse(struct ronda_addr *addr, const char *text, struct ronda_error *error);

/* Writes the shortest usual form; returns `text`. */
const char *ronda_addr_format(const struct ronda_addr *addr, char text[RONDA_ADDR_TEXT]);

/* "192.0.2.0/24", "2001:db8::/32", or one address. -EINVAL, and says why, when it is malformed or
 * has bits set beyond its length. */
int ronda_prefix_parse(struct ronda_prefix *prefix, const char *text, struct ronda_error *error);
const char *ronda_prefix_format(const struct ronda_prefix *prefix, char text[RONDA_ADDR_TEXT]);
bool ronda_prefix_contains(const struct ronda_prefix *prefix, const struct ronda_addr *addr);
