/* SPDX-License-Identifier: BSD-2-Clause */
/* The operator's own list of prefixes, read line by line. */
#include "geoip.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

enum { LINE_MOST = 1000 };

static const char blank[] = " \t\r\n\v\f";
static const char example[] =
	"a line such as \"103.94.188.0/22 ID\" or \"10.0.0.0/8 local\" was expected";

struct reader {
	const char *name;
	size_t line;
	struct ronda_error *error;
};

#define FAIL(reader, format, ...)                                                                  \
	ronda_fail((reader)->error, -EINVAL, "%s:%zu: " format, (reader)->name, (reader)->line,    \
		__VA_ARGS__)

void geoip_overrides_finish(struct geoip_overrides *overrides)
{
	free(overrides->override);
	*overrides = (struct geoip_overrides){ 0 };
}

static bool is_multicast(const struct ronda_prefix *prefix)
{
	if (prefix->bits >= 96 && ronda_addr_is_v4(&prefix->addr))
		return prefix->bits >= 100 && prefix->addr.bytes[12] >> 4 == 0xe;
	return prefix->bits >= 8 && prefix->addr.bytes[0] == 0xff;
}

static int parse_country(ronda_country *country, const char *text, const struct reader *reader)
{
	*country = strcasecmp(text, "local") == 0 ? RONDA_COUNTRY_LOCAL : geoip_country(text);
	if (!*country)
		return FAIL(reader,
			"\"%.60s\" is not a country; two letters such as ID, or local, were "
			"expected",
			text);
	return 0;
}

/* 0, 1 when the line holds nothing, or a negative errno. */
static int parse_line(struct geoip_override *override, char *line, const struct reader *reader)
{
	struct ronda_error why;
	char *rest, *prefix, *country, *more;

	line[strcspn(line, "#")] = '\0';
	prefix = strtok_r(line, blank, &rest);
	country = strtok_r(NULL, blank, &rest);
	more = strtok_r(NULL, blank, &rest);
	if (!prefix)
		return 1;
	if (ronda_prefix_parse(&override->prefix, prefix, &why) < 0)
		return FAIL(reader, "%.300s", why.text);
	if (is_multicast(&override->prefix))
		return FAIL(reader,
			"\"%s\" is multicast, which is nobody's source and in no country", prefix);
	if (!country)
		return FAIL(reader, "\"%s\" has no country; %s", prefix, example);
	if (more)
		return FAIL(reader, "\"%.60s\" is one word too many; %s", more, example);
	override->line = reader->line;
	return parse_country(&override->country, country, reader);
}

static int append(
	struct geoip_overrides *overrides, size_t *capacity, const struct geoip_override *override)
{
	if (overrides->count == *capacity) {
		size_t more = *capacity ? *capacity * 2 : 64;
		void *grown = realloc(overrides->override, more * sizeof *override);

		if (!grown)
			return -ENOMEM;
		overrides->override = grown;
		*capacity = more;
	}
	overrides->override[overrides->count++] = *override;
	return 0;
}

/* Takes one line as text: neither longer than the buffer nor with bytes that end it early. */
static int check_text(const char *line, FILE *stream, const struct reader *reader)
{
	size_t length = strlen(line);

	if (length && line[length - 1] == '\n')
		return 0;
	if (length + 1 < LINE_MOST && feof(stream))
		return 0;
	return FAIL(
		reader, "this is not text, or a line of over %d bytes; %s", LINE_MOST - 2, example);
}

static int read_lines(struct geoip_overrides *overrides, FILE *stream, struct reader *reader)
{
	char buffer[LINE_MOST];
	size_t capacity = 0;

	while (fgets(buffer, sizeof buffer, stream)) {
		struct geoip_override override;
		char *line = buffer;
		int status;

		reader->line++;
		if (reader->line == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0)
			line += 3; /* some editors' mark of UTF-8 */
		status = check_text(line, stream, reader);
		if (status == 0)
			status = parse_line(&override, line, reader);
		if (status == 0)
			status = append(overrides, &capacity, &override);
		if (status < 0)
			return status;
	}
	if (ferror(stream))
		return ronda_fail(reader->error, -EIO, "cannot read \"%s\" after line %zu",
			reader->name, reader->line);
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct geoip_override *a = left, *b = right;
	int order = ronda_addr_compare(&a->prefix.addr, &b->prefix.addr);

	if (!order)
		order = (a->prefix.bits > b->prefix.bits) - (a->prefix.bits < b->prefix.bits);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* Said twice is said once; said twice and differently is a mistake that only the operator can mend.
 */
static int sort_once(struct geoip_overrides *overrides, struct reader *reader)
{
	struct geoip_override *list = overrides->override;
	size_t kept = 0;

	if (overrides->count)
		qsort(list, overrides->count, sizeof *list, compare);
	for (size_t i = 0; i < overrides->count; i++) {
		struct geoip_override *last = kept ? &list[kept - 1] : NULL;
		char prefix[RONDA_ADDR_TEXT], was[8], is[8];

		if (!last || last->prefix.bits != list[i].prefix.bits ||
			!ronda_addr_equal(&last->prefix.addr, &list[i].prefix.addr)) {
			list[kept++] = list[i];
			continue;
		}
		if (last->country == list[i].country)
			continue;
		reader->line = list[i].line;
		return FAIL(reader, "\"%s\" is %s here and %s on line %zu; take one of them out",
			ronda_prefix_format(&list[i].prefix, prefix),
			ronda_country_format(list[i].country, is),
			ronda_country_format(last->country, was), last->line);
	}
	overrides->count = kept;
	return 0;
}

int geoip_overrides_read(struct geoip_overrides *overrides, FILE *stream, const char *name,
	struct ronda_error *error)
{
	struct reader reader = { .name = name, .error = error };
	int status;

	geoip_overrides_finish(overrides);
	status = read_lines(overrides, stream, &reader);
	if (status == 0)
		status = sort_once(overrides, &reader);
	if (status == -ENOMEM)
		ronda_fail(error, status, "memory is short for the prefixes in \"%s\"", name);
	if (status < 0)
		geoip_overrides_finish(overrides);
	return status;
}

int geoip_overrides_load(
	struct geoip_overrides *overrides, const char *path, struct ronda_error *error)
{
	FILE *stream = fopen(path, "re");
	int status;

	if (!stream) {
		status = -errno;
		geoip_overrides_finish(overrides);
		return ronda_fail(error, status, "cannot read the list of prefixes \"%s\": %s",
			path, strerror(-status));
	}
	status = geoip_overrides_read(overrides, stream, path, error);
	fclose(stream);
	return status;
}
