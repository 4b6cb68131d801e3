/* SPDX-License-Identifier: BSD-2-Clause */
/* NFLOG: what Linux' packet filter logs, as attributes, one of which is the packet. */
#include "decode/walk.h"

/* Attributes come in this machine's byte order: libpcap has turned those of others. */
static uint16_t host16(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof value);
	return value;
}

static enum ronda_fate by_family(struct walk *walk, struct bytes bytes, uint8_t family)
{
	enum { INET = 2, INET6 = 10 };

	if (family == INET)
		return ip4(walk, bytes);
	return family == INET6 ? ip6(walk, bytes) : refuse(walk, RONDA_REASON_NOT_IP);
}

enum ronda_fate nflog(struct walk *walk, struct bytes bytes)
{
	enum { HEADER = 4, PAYLOAD = 9 };
	const uint8_t *start = bytes_take(&bytes, 4), *at;

	if (!start)
		return ran_out(walk, bytes, LINK_PART);
	while (bytes_sent(bytes) > 0) {
		at = bytes_peek(bytes, HEADER);
		if (!at)
			return ran_out(walk, bytes, LINK_PART);

		uint32_t length = host16(at), padded = (length + 3) & ~3u;

		if (length < HEADER || length > bytes_sent(bytes))
			return refuse(walk, RONDA_REASON_LINK_HEADER);
		if (host16(at + 2) == PAYLOAD) {
			bytes = bytes_first(bytes, length);
			bytes_take(&bytes, HEADER);
			return by_family(walk, bytes, start[0]);
		}
		if (padded > bytes_sent(bytes)) /* the last one need not be padded */
			break;
		if (!bytes_take(&bytes, padded))
			return ran_out(walk, bytes, LINK_PART);
	}
	return refuse(walk, RONDA_REASON_NOT_IP);
}
