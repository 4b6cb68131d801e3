/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/http_head.h"

#include <ctype.h>

enum { METHOD_MOST = 32 };

size_t head_end(struct slice bytes, uint32_t *scanned)
{
	size_t at = *scanned < bytes.size ? *scanned : bytes.size;

	while (at < bytes.size) {
		const uint8_t *end = memchr(bytes.data + at, '\n', bytes.size - at);
		size_t next;

		if (!end)
			break;
		at = (size_t)(end - bytes.data);
		next = at + 1;
		if (next < bytes.size && bytes.data[next] == '\r')
			next++;
		if (next >= bytes.size) {
			*scanned = (uint32_t)at;
			return 0;
		}
		if (bytes.data[next] == '\n')
			return next + 1;
		at++;
	}
	*scanned = (uint32_t)bytes.size;
	return 0;
}

/* The first line, with its end; all when there is none. */
static struct slice first_line(struct slice bytes)
{
	const uint8_t *end = bytes.size ? memchr(bytes.data, '\n', bytes.size) : NULL;

	return end ? slice_of(bytes.data, (size_t)(end - bytes.data) + 1) : bytes;
}

static struct slice without_line_end(struct slice line)
{
	if (line.size && line.data[line.size - 1] == '\n')
		line.size--;
	if (line.size && line.data[line.size - 1] == '\r')
		line.size--;
	return line;
}

/* Digits and nothing else; of others the digits they begin with, and false. */
static bool read_length(struct slice value, uint64_t *length)
{
	size_t at = 0;

	*length = 0;
	while (at < value.size && isdigit(value.data[at])) {
		if (*length > UINT64_MAX / 16)
			return false;
		*length = *length * 10 + (value.data[at++] - '0');
	}
	return at && at == value.size;
}

/* One value, or a list of them. */
static void note_lengths(struct http_framing *framing, struct slice list)
{
	do {
		const uint8_t *comma = list.size ? memchr(list.data, ',', list.size) : NULL;
		size_t size = comma ? (size_t)(comma - list.data) : list.size;
		uint64_t length;

		if (!read_length(slice_trim(slice_of(list.data, size)), &length))
			framing->notes |= FRAMING_ODD;
		if (framing->notes & FRAMING_LENGTH && length != framing->length)
			framing->notes |= FRAMING_ODD | FRAMING_TWO_LENGTHS;
		if (!(framing->notes & FRAMING_LENGTH) || length < framing->length)
			framing->length = length;
		framing->notes |= FRAMING_LENGTH;
		list = slice_after(list, size + 1);
	} while (list.size);
}

static void note_coding(struct http_framing *framing, struct slice value)
{
	bool chunked = value.size >= 7 && slice_begins(slice_after(value, value.size - 7), "chunked");

	if (framing->notes & (FRAMING_CHUNKED | FRAMING_CODED) || (chunked && value.size != 7 &&
		value.data[value.size - 8] != ' ' && value.data[value.size - 8] != ','))
		framing->notes |= FRAMING_ODD;
	if (chunked)
		framing->notes |= FRAMING_CHUNKED;
	else if (!(value.size == 8 && slice_begins(value, "identity")))
		framing->notes |= FRAMING_CODED;
}

static void keep_first(struct slice *kept, struct slice value)
{
	if (!kept->data)
		*kept = value;
}

static bool is_named(struct slice name, const char *word)
{
	return !strncasecmp((const char *)name.data, word, name.size);
}

static void note_host(struct http_head *head, struct slice value)
{
	if (head->host.data)
		head->framing.notes |= FRAMING_ODD;
	keep_first(&head->host, value);
}

/* Its scheme, and behind it what is asked next: NTLM's challenge, or Digest's new nonce where the old one has expired. */
static void note_challenge(struct http_head *head, struct slice value)
{
	size_t scheme = slice_begins(value, "NTLM") ? 4 : slice_begins(value, "Negotiate") ? 9 : 0;
	const uint8_t *stale = slice_begins(value, "Digest") ? memmem(value.data, value.size, "stale=", 6) : NULL;
	struct slice after = stale ? slice_after(value, (size_t)(stale - value.data) + 6) : (struct slice){ 0 };

	head->asks_for_login = true;
	head->asks_further |= (scheme && slice_trim(slice_after(value, scheme)).size) || slice_begins(after, "true") ||
		slice_begins(after, "\"true");
}

static void note_encoding(struct http_head *head, struct slice value)
{
	head->encoded = !slice_begins(value, "identity");
	head->packed = slice_begins(value, "gzip") || slice_begins(value, "x-gzip") || slice_begins(value, "deflate");
}

/* Each length has one name or two, so most fields cost no comparison. */
static void note_field(struct http_head *head, struct slice name, struct slice value)
{
	switch (name.size) {
	case 4:
		if (is_named(name, "host"))
			note_host(head, value);
		break;
	case 7:
		if (is_named(name, "referer"))
			keep_first(&head->referer, value);
		break;
	case 8:
		if (is_named(name, "location"))
			keep_first(&head->location, value);
		break;
	case 10:
		if (is_named(name, "user-agent"))
			keep_first(&head->agent, value);
		break;
	case 12:
		if (is_named(name, "content-type"))
			keep_first(&head->content_type, value);
		break;
	case 13:
		if (is_named(name, "authorization"))
			keep_first(&head->authorization, value);
		break;
	case 14:
		if (is_named(name, "content-length"))
			note_lengths(&head->framing, value);
		break;
	case 16:
		if (is_named(name, "www-authenticate"))
			note_challenge(head, value);
		else if (is_named(name, "content-encoding"))
			note_encoding(head, value);
		break;
	case 17:
		if (is_named(name, "transfer-encoding"))
			note_coding(&head->framing, value);
		break;
	default:
		break;
	}
}

void head_read_line(struct slice line, struct http_head *head)
{
	const uint8_t *colon = line.size ? memchr(line.data, ':', line.size) : NULL;
	struct slice name, trimmed;

	if (!colon)
		return;
	name = slice_of(line.data, (size_t)(colon - line.data));
	trimmed = slice_trim(name);
	/* Some servers take a name with white space around it, some do not. */
	if (trimmed.size != name.size && (trimmed.size == 14 || trimmed.size == 17))
		head->framing.notes |= FRAMING_ODD;
	note_field(head, trimmed, slice_trim(slice_after(line, name.size + 1)));
}

void head_read(struct slice bytes, struct http_head *head)
{
	struct slice rest = bytes;

	*head = (struct http_head){ 0 };
	head->line = first_line(rest);
	rest = slice_after(rest, head->line.size);
	head->line = without_line_end(head->line);
	head->headers = rest;
	while (rest.size) {
		struct slice line = first_line(rest);

		while (line.size < rest.size && (rest.data[line.size] == ' ' || rest.data[line.size] == '\t'))
			line.size += first_line(slice_after(rest, line.size)).size;
		head_read_line(line, head);
		rest = slice_after(rest, line.size);
	}
	if (head->framing.notes & FRAMING_LENGTH && head->framing.notes & (FRAMING_CHUNKED | FRAMING_CODED))
		head->framing.notes |= FRAMING_ODD;
}

static bool is_token(uint8_t c)
{
	return isalnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static bool is_known(struct slice method)
{
	static const char *const methods[] = { "GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE", "PATCH", "TRACE",
		"CONNECT", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "REPORT",
		"TRACK", "DEBUG", "PURGE", "SUBSCRIBE", "NOTIFY", "RPC_IN_DATA", "RPC_OUT_DATA" };

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (slice_is(method, methods[i]))
			return true;
	return false;
}

static bool is_web_target(struct slice target)
{
	return target.size && (target.data[0] == '/' || slice_begins(target, "http://") ||
		slice_begins(target, "https://"));
}

/* The last word of the line. */
static struct slice last_word(struct slice line)
{
	size_t at = line.size;

	while (at && !is_blank(line.data[at - 1]))
		at--;
	return slice_of(line.data + at, line.size - at);
}

/* RTSP and SIP ask like HTTP and say so at the end of the line. */
static bool names_another_protocol(struct slice word)
{
	return slice_begins(word, "RTSP/") || slice_begins(word, "SIP/");
}

static enum http_line whole_line(struct http_request_line *line, bool known)
{
	struct slice word;

	line->target = slice_trim(slice_after(line->line, line->method.size));
	word = last_word(line->target);
	if (slice_begins(word, "HTTP/")) {
		line->target.size -= word.size;
		line->target = slice_trim(line->target);
		return LINE_REQUEST;
	}
	return known && is_web_target(line->target) && !names_another_protocol(word) ? LINE_SIMPLE : LINE_NOT;
}

enum http_line head_request_line(struct slice bytes, struct http_request_line *line)
{
	size_t at = 0;
	bool known;

	while (at < bytes.size && at < METHOD_MOST && is_token(bytes.data[at]))
		at++;
	if (at == bytes.size)
		return LINE_WAIT; /* the next byte may end the longest method */
	if (!at || !is_blank(bytes.data[at]))
		return LINE_NOT;
	line->method = slice_of(bytes.data, at);
	line->line = first_line(bytes);
	known = is_known(line->method);
	if (line->line.data[line->line.size - 1] == '\n') {
		line->line = without_line_end(line->line);
		return whole_line(line, known);
	}
	line->target = slice_trim(slice_after(bytes, at));
	return known && is_web_target(line->target) ? LINE_OPEN : LINE_WAIT;
}

unsigned head_status(struct slice line)
{
	size_t at = 5;
	unsigned status = 0;

	if (!slice_begins(line, "HTTP/"))
		return 0;
	while (at < line.size && !is_blank(line.data[at]))
		at++;
	while (at < line.size && is_blank(line.data[at]))
		at++;
	for (size_t end = at + 3; at < end; at++) {
		if (at >= line.size || !isdigit(line.data[at]))
			return 0;
		status = status * 10 + (line.data[at] - '0');
	}
	return status >= 100 && (at == line.size || !isdigit(line.data[at])) ? status : 0;
}

static struct slice up_to(struct slice slice, const char *ends)
{
	size_t at = 0;

	while (at < slice.size && !(slice.data[at] && strchr(ends, slice.data[at])))
		at++;
	return slice_of(slice.data, at);
}

struct slice head_host(struct slice target, struct slice field)
{
	struct slice host = field;
	const uint8_t *at;

	if (slice_begins(target, "http://"))
		host = up_to(slice_after(target, 7), "/?#\\");
	else if (slice_begins(target, "https://"))
		host = up_to(slice_after(target, 8), "/?#\\");
	at = host.size ? memrchr(host.data, '@', host.size) : NULL;
	if (at)
		host = slice_after(host, (size_t)(at - host.data) + 1);
	if (host.size && host.data[0] == '[')
		return up_to(slice_after(host, 1), "]");
	return up_to(host, ": \t\r\n");
}

bool head_is_page(struct slice referer)
{
	for (size_t i = 0; i < referer.size; i++)
		if (referer.data[i] <= ' ' || referer.data[i] > '~' || strchr("\"<>`{}\\", referer.data[i]))
			return false;
	return slice_begins(referer, "http://") || slice_begins(referer, "https://");
}
