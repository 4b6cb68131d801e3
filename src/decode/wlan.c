/* SPDX-License-Identifier: BSD-2-Clause */
/* 802.11 data frames, bare and behind the headers that capture drivers put in front. */
#include "decode/walk.h"

enum { /* first byte of frame control, then the second */
	VERSION = 0x03, KIND = 0x0c, DATA = 0x08, NO_DATA = 0x40, QOS = 0x80,
	TO_DS = 0x01, FROM_DS = 0x02, PROTECTED = 0x40, ORDER = 0x80,
};

/* Bytes of a data frame's header, from its frame control. */
static uint32_t header_bytes(const uint8_t control[2])
{
	uint32_t bytes = 24;

	if ((control[1] & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS))
		bytes += 6; /* the fourth address */
	if (control[0] & QOS)
		bytes += control[1] & ORDER ? 6 : 2; /* QoS control, HT control */
	return bytes;
}

/* Several frames may share one; the first is the one we take. */
static enum ronda_fate aggregated(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_take(&bytes, 14);

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	walk->notes |= at[0] & 1 ? RONDA_GROUP : 0;
	return llc(walk, bytes_first(bytes, be16(at + 12)));
}

/* `padded`: the header was filled up to a multiple of four. */
static enum ronda_fate wlan_frame(struct walk *walk, struct bytes bytes, bool padded)
{
	const uint8_t *at = bytes_peek(bytes, 2);
	uint32_t header;

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (at[0] & VERSION)
		return refuse(walk, RONDA_REASON_LINK_HEADER);
	if ((at[0] & KIND) != DATA || at[0] & NO_DATA)
		return refuse(walk, RONDA_REASON_WLAN_NOT_DATA);
	if (at[1] & PROTECTED)
		return refuse(walk, RONDA_REASON_WLAN_ENCRYPTED);

	header = header_bytes(at);
	at = bytes_take(&bytes, padded ? (header + 3) & ~3u : header);
	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (at[22] & 0x0f) /* a later fragment, without the header that says what it is */
		return refuse(walk, RONDA_REASON_NOT_IP);

	bool with_ht_control = at[0] & QOS && at[1] & ORDER;
	const uint8_t *qos = at + header - (with_ht_control ? 6 : 2);

	walk->notes |= (at[1] & TO_DS ? at[16] : at[4]) & 1 ? RONDA_GROUP : 0;
	return at[0] & QOS && qos[0] & 0x80 ? aggregated(walk, bytes) : llc(walk, bytes);
}

enum ronda_fate wlan(struct walk *walk, struct bytes bytes)
{
	return wlan_frame(walk, bytes, false);
}

/* The flags field of a radiotap header of `length` bytes; 0 when it has none. */
static uint8_t radiotap_flags(const uint8_t *header, uint32_t length)
{
	enum { TIME = 1 << 0, FLAGS = 1 << 1 };
	uint32_t present = le32(header + 4), at = 8, word = present;

	while (word & 1u << 31) {
		if (at + 4 > length)
			return 0;
		word = le32(header + at);
		at += 4;
	}
	if (present & TIME)
		at = ((at + 7) & ~7u) + 8;
	return present & FLAGS && at < length ? header[at] : 0;
}

enum ronda_fate radiotap(struct walk *walk, struct bytes bytes)
{
	enum { CHECKSUM_AT_END = 0x10, HEADER_PADDED = 0x20, CHECKSUM_BYTES = 4 };
	const uint8_t *at = bytes_peek(bytes, 8);
	uint32_t length;
	uint8_t flags;

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	length = le16(at + 2);
	if (at[0] != 0 || length < 8 || length > bytes_sent(bytes))
		return refuse(walk, RONDA_REASON_LINK_HEADER);
	if (!bytes_take(&bytes, length))
		return ran_out(walk, bytes, LINK_PART);
	flags = radiotap_flags(at, length);
	if (flags & CHECKSUM_AT_END && bytes_sent(bytes) >= CHECKSUM_BYTES)
		bytes = bytes_first(bytes, bytes_sent(bytes) - CHECKSUM_BYTES);
	return wlan_frame(walk, bytes, flags & HEADER_PADDED);
}

/* Prism's header has one size; AVS, which came in its place, starts with a number and its length. */
enum ronda_fate prism(struct walk *walk, struct bytes bytes)
{
	enum { PRISM_BYTES = 144 };
	const uint8_t *at = bytes_peek(bytes, 8);
	uint32_t length = PRISM_BYTES;

	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (be32(at) >> 12 == 0x80211)
		length = be32(at + 4);
	if (length < 8 || length > bytes_sent(bytes))
		return refuse(walk, RONDA_REASON_LINK_HEADER);
	return bytes_take(&bytes, length) ? wlan(walk, bytes) : ran_out(walk, bytes, LINK_PART);
}

/* PPI names the link type of what follows. */
enum ronda_fate ppi(struct walk *walk, struct bytes bytes)
{
	const uint8_t *at = bytes_peek(bytes, 8);
	layer *next;

	if (too_deep(walk))
		return refuse(walk, RONDA_REASON_TOO_DEEP);
	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (le16(at + 2) < 8 || le16(at + 2) > bytes_sent(bytes))
		return refuse(walk, RONDA_REASON_LINK_HEADER);
	if (!bytes_take(&bytes, le16(at + 2)))
		return ran_out(walk, bytes, LINK_PART);
	next = link_layer((int)(le32(at + 4) & INT32_MAX));
	return next ? next(walk, bytes) : refuse(walk, RONDA_REASON_LINK_TYPE);
}
