/* SPDX-License-Identifier: BSD-2-Clause */
/* rules_request.h - lines of tests/rules (README.md there) as rules meet them, read by the reader of HTTP. */
#pragma once
#include "detect/http.h"
#include "detect/rule_request.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a flow, or a request in HTTP/1.1. */
struct said {
	enum rule_field field; /* of bytes */
	bool is_request;
	uint16_t port;
	size_t size;
	uint8_t bytes[TALK_VIEW_MOST];
};

static void say(struct said *said, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct said *said, const char *format, ...)
{
	size_t room = sizeof said->bytes - said->size;
	va_list args;
	int count;

	va_start(args, format);
	count = vsnprintf((char *)said->bytes + said->size, room, format, args);
	va_end(args);
	said->size += (size_t)count < room ? (size_t)count : room - 1;
}

static int hex_byte(const char *text)
{
	return isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1]) ?
		(int)strtol((char[]){ text[0], text[1], '\0' }, NULL, 16) : -1;
}

/* \r, \n, \xNN and \\. */
static size_t unescape(uint8_t *out, const char *text, size_t size)
{
	size_t put = 0;

	for (size_t i = 0; i < size; i++) {
		char next = text[i] == '\\' && i + 1 < size ? text[i + 1] : '\0';
		int byte = next == 'x' && i + 3 < size ? hex_byte(text + i + 2) : -1;

		if (byte >= 0) {
			out[put++] = (uint8_t)byte;
			i += 3;
		} else if (next && strchr("rn\\", next)) {
			out[put++] = (uint8_t)(next == 'r' ? '\r' : next == 'n' ? '\n' : '\\');
			i++;
		} else {
			out[put++] = (uint8_t)text[i];
		}
	}
	return put;
}

static bool read_bytes(struct said *said, const char *line)
{
	static const enum rule_field fields[] = { RULE_CLIENT, RULE_SERVER, RULE_DATAGRAM };

	for (unsigned i = 0; i < 3; i++) {
		const char *name = rule_field_name(fields[i]);
		size_t length = strlen(name);
		const char *bytes = strchr(line, '\t');

		if (strncmp(line, name, length) != 0 || line[length] != ':' || !bytes)
			continue;
		said->field = fields[i];
		said->port = (uint16_t)atoi(line + length + 1);
		said->size = unescape(said->bytes, bytes + 1, strlen(bytes + 1));
		return true;
	}
	return false;
}

#define BROWSER                                                                                    \
	"User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
#define OF_BROWSER "Accept-Language: id,en;q=0.7\r\nAccept-Encoding: gzip, deflate\r\n"
#define BARE "User-Agent: Mozilla/5.0\r\n"

/* `bare`: the headers that the line does not give are those of a bare program, not of a browser. */
static void read_request(struct said *said, const char *line, bool bare)
{
	static uint8_t body[8192];
	size_t end = strcspn(line, "\t"), body_size = 0;

	say(said, "%.*s HTTP/1.1\r\nHost: www.contoh.go.id\r\nAccept: */*\r\n%s", (int)end, line, bare ? "" : OF_BROWSER);
	if (!strstr(line, "\tUser-Agent: "))
		say(said, "%s", bare ? BARE : BROWSER);
	for (line += end; *line; line += end) {
		end = strcspn(++line, "\t");
		if (*line == '=')
			body_size = unescape(body, line + 1, end - 1);
		else
			say(said, "%.*s\r\n", (int)end, line);
	}
	say(said, body_size ? "Content-Length: %zu\r\n\r\n" : "\r\n", body_size);
	memcpy(said->bytes + said->size, body, body_size);
	said->size += body_size;
}

static inline void said_read(struct said *said, const char *line, bool bare)
{
	*said = (struct said){ 0 };
	said->is_request = !read_bytes(said, line);
	if (said->is_request)
		read_request(said, line, bare);
}

struct hearer {
	const struct rules *rules;
	struct rules_scratch *scratch;
	struct rule_hits *hits;
	unsigned requests;
};

static void hear_request(void *context, const struct http_request *request)
{
	struct hearer *hearer = context;

	if (hearer->requests++ == 0)
		rules_match_request(hearer->rules, hearer->scratch, request, hearer->hits);
}

static void hear_response(void *context, const struct http_response *response)
{
	(void)context;
	(void)response;
}

static void hear_answer(void *context, const struct http_answer *answer)
{
	(void)context;
	(void)answer;
}

/* What of it the rules know. False: it was meant for a request, and is none. */
static inline bool said_match(const struct said *said, const struct rules *rules, struct rules_scratch *scratch,
	struct rule_hits *hits)
{
	struct hearer hearer = { rules, scratch, hits, 0 };
	struct http_ear ear = { &hearer, hear_request, hear_response, hear_answer, NULL };
	struct talk_view view = { said->bytes, said->size, true };
	struct http http = { 0 };

	*hits = (struct rule_hits){ 0 };
	if (said->is_request)
		http_read(&http, TALK_CLIENT, &view, &ear);
	else
		rules_match(rules, scratch, said->field, said->bytes, said->size, hits);
	return !said->is_request || hearer.requests;
}
