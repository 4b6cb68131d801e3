/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/prefix_list.h"

#include <errno.h>
#include <stdlib.h>

int prefix_list_add(struct ronda_prefixes *prefixes, struct ronda_prefix prefix)
{
	struct ronda_prefix *more = realloc(prefixes->prefix, (prefixes->count + 1) * sizeof *more);

	if (!more)
		return -ENOMEM;
	prefixes->prefix = more;
	prefixes->prefix[prefixes->count++] = prefix;
	return 0;
}

/* The first word of a line; empty when there is none before its end or a comment. */
static size_t first_word(const char *line, size_t size, const char **word)
{
	size_t begin = 0, end;

	while (begin < size && (line[begin] == ' ' || line[begin] == '\t' || line[begin] == '\r'))
		begin++;
	for (end = begin; end < size && line[end] != ' ' && line[end] != '\t' && line[end] != '\r' && line[end] != '#';)
		end++;
	*word = line + begin;
	return end - begin;
}

static int read_line(struct ronda_prefixes *prefixes, const char *line, size_t size, struct ronda_error *error)
{
	char text[RONDA_ADDR_TEXT + 4];
	struct ronda_prefix prefix;
	const char *word;
	size_t length = first_word(line, size, &word);

	if (!length)
		return 0;
	if (length >= sizeof text)
		return ronda_fail(error, -EINVAL, "a word of %zu bytes is no prefix; one such as 192.0.2.0/24 was expected", length);
	memcpy(text, word, length);
	text[length] = '\0';
	if (ronda_prefix_parse(&prefix, text, error) < 0)
		return -EINVAL;
	return prefix_list_add(prefixes, prefix) < 0 ? ronda_fail(error, -ENOMEM, "memory is short") : 0;
}

int prefix_list_read(struct ronda_prefixes *prefixes, const char *name, const char *text, size_t size,
	struct ronda_error *error)
{
	struct ronda_error why = { "" };
	unsigned number = 1;

	for (size_t at = 0; at < size; number++) {
		const char *end = memchr(text + at, '\n', size - at);
		size_t length = end ? (size_t)(end - text) - at : size - at;
		int failed = read_line(prefixes, text + at, length, &why);

		if (failed)
			return ronda_fail(error, failed, "%s:%u: %s", name, number, why.text);
		at += length + 1;
	}
	return 0;
}
