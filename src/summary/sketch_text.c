/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 (RFC 4648) of a kind byte, then the sorted hashes in network order or all registers. */
#include "summary/shape.h"

#include <stdlib.h>

enum { EXACT = 0, DENSE = 1, BYTES_MOST = 1 + RONDA_SKETCH_REGISTERS, RANK_MOST = 53 };

_Static_assert(RONDA_SKETCH_EXACT * 8 <= RONDA_SKETCH_REGISTERS, "both kinds fit");

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char *encode(const uint8_t *bytes, size_t count)
{
	char *text = malloc((count + 2) / 3 * 4 + 1), *out = text;

	for (size_t i = 0; text && i < count; i += 3) {
		size_t left = count - i;
		uint32_t group = (uint32_t)bytes[i] << 16 | (left > 1 ? bytes[i + 1] << 8 : 0) |
			(left > 2 ? bytes[i + 2] : 0);

		*out++ = letters[group >> 18];
		*out++ = letters[group >> 12 & 63];
		*out++ = left > 1 ? letters[group >> 6 & 63] : '=';
		*out++ = left > 2 ? letters[group & 63] : '=';
	}
	if (text)
		*out = '\0';
	return text;
}

/* The number of bytes, at most `most`; 0 when `text` is not base64 exactly as encode() writes it. */
static size_t decode(uint8_t *bytes, size_t most, const char *text)
{
	size_t length = strlen(text), count = length / 4 * 3, at = 0;
	size_t padding = length < 4 ? 0 : text[length - 2] == '=' ? 2 : text[length - 1] == '=' ? 1 : 0;

	if (length % 4 || count > most + padding)
		return 0;
	for (size_t i = 0; i < length; i += 4) {
		size_t missing = i + 4 == length ? padding : 0;
		uint32_t group = 0;

		for (size_t j = 0; j < 4; j++) {
			const char *letter = strchr(letters, text[i + j]);
			bool pad = j >= 4 - missing;

			if (pad ? text[i + j] != '=' : !letter)
				return 0;
			group = group << 6 | (pad ? 0 : (uint32_t)(letter - letters));
		}
		if (missing && group & ((1u << 8 * missing) - 1))
			return 0;
		for (size_t j = 0; j < 3 - missing; j++)
			bytes[at++] = (uint8_t)(group >> (16 - 8 * j));
	}
	return at;
}

char *summary_sketch_write(const struct ronda_sketch *sketch)
{
	uint8_t bytes[BYTES_MOST] = { sketch->dense ? DENSE : EXACT };
	size_t count = 1;

	if (sketch->dense) {
		memcpy(bytes + 1, sketch->registers, RONDA_SKETCH_REGISTERS);
		return encode(bytes, BYTES_MOST);
	}
	for (unsigned i = 0; i < sketch->exact_count; i++)
		for (unsigned shift = 64; shift > 0; shift -= 8)
			bytes[count++] = (uint8_t)(sketch->exact[i] >> (shift - 8));
	return encode(bytes, count);
}

static bool read_exact(struct ronda_sketch *sketch, const uint8_t *bytes, size_t count)
{
	if (count % 8 || count / 8 > RONDA_SKETCH_EXACT)
		return false;
	for (size_t i = 0; i < count / 8; i++) {
		uint64_t hash = 0;

		for (size_t j = 0; j < 8; j++)
			hash = hash << 8 | bytes[8 * i + j];
		if (i > 0 && sketch->exact[i - 1] >= hash)
			return false;
		sketch->exact[i] = hash;
	}
	sketch->exact_count = (uint16_t)(count / 8);
	return true;
}

bool summary_sketch_read(struct ronda_sketch *sketch, const char *text)
{
	uint8_t bytes[BYTES_MOST + 2];
	size_t count = decode(bytes, BYTES_MOST, text);

	memset(sketch, 0, sizeof *sketch);
	if (count == 0)
		return false;
	if (bytes[0] == EXACT)
		return read_exact(sketch, bytes + 1, count - 1);
	if (bytes[0] != DENSE || count != BYTES_MOST)
		return false;
	for (size_t i = 0; i < RONDA_SKETCH_REGISTERS; i++)
		if (bytes[1 + i] > RANK_MOST)
			return false;
	sketch->dense = true;
	memcpy(sketch->registers, bytes + 1, RONDA_SKETCH_REGISTERS);
	return true;
}
