/* SPDX-License-Identifier: BSD-2-Clause */
#include <ronda/addr.h>

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct ronda_addr ronda_addr_mask(struct ronda_addr addr, unsigned bits)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned keep = bits > 8 * i ? bits - 8 * i : 0;

		if (keep < 8)
			addr.bytes[i] &= (uint8_t)(0xff00 >> keep);
	}
	return addr;
}

int ronda_addr_parse(struct ronda_addr *addr, const char *text, struct ronda_error *error)
{
	uint8_t bytes[16];

	if (text && inet_pton(AF_INET, text, bytes) == 1)
		*addr = ronda_addr_v4(bytes);
	else if (text && inet_pton(AF_INET6, text, bytes) == 1)
		*addr = ronda_addr_v6(bytes);
	else
		return ronda_fail(error, -EINVAL,
			"\"%s\" is not an address; one such as 192.0.2.1 or 2001:db8::1 was expected",
			text ? text : "");
	return 0;
}

const char *ronda_addr_format(const struct ronda_addr *addr, char text[RONDA_ADDR_TEXT])
{
	bool v4 = ronda_addr_is_v4(addr);

	inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? addr->bytes + 12 : addr->bytes, text, RONDA_ADDR_TEXT);
	return text;
}

int ronda_prefix_parse(struct ronda_prefix *prefix, const char *text, struct ronda_error *error)
{
	static const char expected[] = "a prefix such as 192.0.2.0/24 or 2001:db8::/32 was expected";
	char host[RONDA_ADDR_TEXT], right[RONDA_ADDR_TEXT];
	const char *slash = text ? strchr(text, '/') : NULL;
	size_t length = slash ? (size_t)(slash - text) : strlen(text ? text : "");

	if (!text || length == 0 || length >= sizeof host)
		return ronda_fail(error, -EINVAL, "\"%.60s\" is not a prefix; %s", text ? text : "", expected);
	memcpy(host, text, length);
	host[length] = '\0';
	if (ronda_addr_parse(&prefix->addr, host, NULL) < 0)
		return ronda_fail(error, -EINVAL, "\"%s\" is not a prefix; %s", text, expected);

	bool v4 = strchr(host, ':') == NULL;
	unsigned long whole = v4 ? 32 : 128, bits = whole;

	if (slash) {
		char *end;

		errno = 0;
		bits = strtoul(slash + 1, &end, 10);
		if (slash[1] < '0' || slash[1] > '9' || *end || errno || bits > whole)
			return ronda_fail(error, -EINVAL,
				"\"%s\" is not a prefix; a length from 0 to %lu was expected after the slash",
				text, whole);
	}
	prefix->bits = (uint8_t)(v4 ? bits + 96 : bits);

	struct ronda_prefix masked = { ronda_addr_mask(prefix->addr, prefix->bits), prefix->bits };

	if (!ronda_addr_equal(&masked.addr, &prefix->addr))
		return ronda_fail(error, -EINVAL, "\"%s\" has bits set beyond its length; did you mean %s?",
			text, ronda_prefix_format(&masked, right));
	return 0;
}

const char *ronda_prefix_format(const struct ronda_prefix *prefix, char text[RONDA_ADDR_TEXT])
{
	bool v4 = prefix->bits >= 96 && ronda_addr_is_v4(&prefix->addr);

	ronda_addr_format(&prefix->addr, text);
	if (prefix->bits < 128) {
		size_t length = strlen(text);

		snprintf(text + length, RONDA_ADDR_TEXT - length, "/%u", v4 ? prefix->bits - 96u : prefix->bits);
	}
	return text;
}

bool ronda_prefix_contains(const struct ronda_prefix *prefix, const struct ronda_addr *addr)
{
	unsigned whole = prefix->bits / 8, rest = prefix->bits % 8;

	if (memcmp(prefix->addr.bytes, addr->bytes, whole) != 0)
		return false;
	return !rest || ((prefix->addr.bytes[whole] ^ addr->bytes[whole]) & (0xff00 >> rest) & 0xff) == 0;
}
