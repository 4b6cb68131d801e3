/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/gate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

enum { HOST_TEXT = 256 };

static int bad_place(const char *text, struct ronda_error *error)
{
	return ronda_fail(error, -EINVAL, "\"%.100s\" is no place to listen; an address and a port were expected, such as "
		"127.0.0.1:8957 or [::1]:8957", text);
}

static bool parse_port(const char *text, uint16_t *port)
{
	char *end;
	unsigned long number;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || number > UINT16_MAX)
		return false;
	*port = (uint16_t)number;
	return true;
}

/* Splits "host:port", "[host]:port", "host", "[host]"; `port` is "" when there is none. False: malformed. */
static bool split(const char *text, char host[HOST_TEXT], const char **port)
{
	bool bracketed = *text == '[';
	const char *begin = text + bracketed;
	size_t length = strcspn(begin, bracketed ? "]" : ":");
	const char *after = begin + length + (bracketed && begin[length]);

	if (length == 0 || length >= HOST_TEXT || (bracketed && begin[length] != ']') || (*after && *after != ':'))
		return false;
	memcpy(host, begin, length);
	host[length] = '\0';
	*port = *after ? after + 1 : after;
	return true;
}

int gate_place_parse(struct gate_place *place, const char *text, struct ronda_error *error)
{
	char host[HOST_TEXT];
	const char *port;

	*place = (struct gate_place){ 0 };
	if (parse_port(text, &place->port))
		return ronda_addr_parse(&place->addr, "127.0.0.1", error);
	if (!split(text, host, &port) || !parse_port(port, &place->port))
		return bad_place(text, error);
	if (ronda_addr_parse(&place->addr, strcasecmp(host, "localhost") == 0 ? "127.0.0.1" : host, NULL) < 0)
		return bad_place(text, error);
	return 0;
}

bool gate_is_loopback(const struct ronda_addr *addr)
{
	static const struct ronda_addr one = { .bytes = { [15] = 1 } };

	return ronda_addr_is_v4(addr) ? addr->bytes[12] == 127 : ronda_addr_equal(addr, &one);
}

/* "dashboard.example.go.id" for itself, "*.example.go.id" for all below it. */
static bool name_matches(const char *host, const char *name)
{
	size_t host_length = strlen(host), length = strlen(name);

	if (name[0] != '*')
		return strcasecmp(host, name) == 0;
	return host_length > length - 1 && strcasecmp(host + host_length - (length - 1), name + 1) == 0;
}

static void strip_dot(char *host)
{
	size_t length = strlen(host);

	if (length > 1 && host[length - 1] == '.')
		host[length - 1] = '\0';
}

bool gate_host_is_ours(const char *host, const struct ronda_names *names)
{
	char name[HOST_TEXT];
	const char *port;
	struct ronda_addr addr;
	uint16_t number;

	if (!host || !split(host, name, &port) || (*port && !parse_port(port, &number)))
		return false;
	strip_dot(name);
	if (strcasecmp(name, "localhost") == 0 || ronda_addr_parse(&addr, name, NULL) == 0)
		return true;
	for (size_t i = 0; i < names->count; i++)
		if (name_matches(name, names->name[i]))
			return true;
	return false;
}

bool gate_is_same_origin(const char *host, const char *origin, const char *fetch_site, const char *fetch_mode)
{
	bool navigates = fetch_mode && strcmp(fetch_mode, "navigate") == 0;

	if (fetch_site && strcmp(fetch_site, "same-origin") != 0 && strcmp(fetch_site, "none") != 0 && !navigates)
		return false;
	if (!origin)
		return true;

	const char *there = strstr(origin, "://");

	return there && host && strcasecmp(there + 3, host) == 0;
}

static bool is_same_secret(const char *given, size_t length, const char *token)
{
	unsigned char difference = length != strlen(token);

	for (size_t i = 0; i < length && token[i]; i++)
		difference |= (unsigned char)(given[i] ^ token[i]);
	return !difference;
}

static int sextet(char letter)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = letter ? strchr(alphabet, letter) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

/* The bytes that base64 holds, up to its end or the first thing that is none; NUL-terminated. */
static size_t decode_base64(const char *text, char *out, size_t room)
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t length = 0;

	for (int value; (value = sextet(*text)) >= 0 && length + 1 < room; text++) {
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[length++] = (char)(bits >> held);
		}
	}
	out[length] = '\0';
	return length;
}

bool gate_token_is_right(const char *authorization, const char *token)
{
	char plain[GATE_TOKEN_MOST + HOST_TEXT];
	const char *password;
	size_t length;

	if (!authorization)
		return false;
	if (strncasecmp(authorization, "Bearer ", 7) == 0)
		return is_same_secret(authorization + 7, strlen(authorization + 7), token);
	if (strncasecmp(authorization, "Basic ", 6) != 0)
		return false;
	length = decode_base64(authorization + 6, plain, sizeof plain);
	password = memchr(plain, ':', length);
	return password && is_same_secret(password + 1, length - (size_t)(password + 1 - plain), token);
}

enum words_lang gate_language(const char *query, const char *accept, enum words_lang fallback)
{
	enum words_lang lang;
	char tag[3];

	if (query && words_lang_parse(&lang, query))
		return lang;
	for (const char *at = accept; at && *at; at += strcspn(at, ","), at += *at == ',') {
		at += strspn(at, " \t");
		strncpy(tag, at, 2);
		tag[2] = '\0';
		if (strncasecmp(at, "in", 2) == 0)
			strcpy(tag, "id"); /* as old systems call Indonesian */
		tag[0] |= ' ';
		tag[1] |= ' ';
		if (strchr("-,; \t", at[0] && at[1] ? at[2] : ' ') && words_lang_parse(&lang, tag))
			return lang;
	}
	return fallback;
}
