/* SPDX-License-Identifier: BSD-2-Clause */
/* slice.h - a part of what was said, borrowed from where it stands. The empty value is an empty part. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

struct slice {
	const uint8_t *data;
	size_t size;
};

static inline struct slice slice_of(const void *data, size_t size)
{
	return (struct slice){ .data = data, .size = size };
}

/* What is left after the first `count`; nothing when they are not so many. */
static inline struct slice slice_after(struct slice slice, size_t count)
{
	return count < slice.size ? slice_of(slice.data + count, slice.size - count) : (struct slice){ 0 };
}

/* Does it begin with `word`, in ASCII letters of either case? */
static inline bool slice_begins(struct slice slice, const char *word)
{
	size_t size = strlen(word);

	return slice.size >= size && !strncasecmp((const char *)slice.data, word, size);
}

/* Is it `word` (of a letter at least), letter for letter? */
static inline bool slice_is(struct slice slice, const char *word)
{
	return slice.size && slice.size == strlen(word) && !memcmp(slice.data, word, slice.size);
}

/* Without white space (a folded header's line ends, too) at either end. */
static inline struct slice slice_trim(struct slice slice)
{
	while (slice.size && (slice.data[0] == ' ' || (slice.data[0] >= 9 && slice.data[0] <= 13))) {
		slice.data++;
		slice.size--;
	}
	while (slice.size && (slice.data[slice.size - 1] == ' ' ||
		(slice.data[slice.size - 1] >= 9 && slice.data[slice.size - 1] <= 13)))
		slice.size--;
	return slice;
}
