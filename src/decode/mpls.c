/* SPDX-License-Identifier: BSD-2-Clause */
/* MPLS says nowhere what it carries; the first bits behind the labels usually tell. */
#include "decode/walk.h"

/* Whether an Ethernet header with a type we know stands `skip` bytes from here. */
static bool looks_like_ethernet(struct bytes bytes, uint32_t skip)
{
	const uint8_t *at = bytes_peek(bytes, skip + 14);

	if (!at)
		return false;
	switch (be16(at + skip + 12)) {
	case 0x0800: case 0x0806: case 0x86dd: case 0x8100: case 0x88a8: case 0x8847: case 0x8864:
		return true;
	default:
		return false;
	}
}

enum ronda_fate mpls(struct walk *walk, struct bytes bytes)
{
	enum { CONTROL_WORD = 4, LAST_LABEL = 0x01 };
	const uint8_t *label, *at;

	do {
		label = bytes_take(&bytes, 4);
		if (too_deep(walk))
			return refuse(walk, RONDA_REASON_TOO_DEEP);
		if (!label)
			return ran_out(walk, bytes, LINK_PART);
	} while (!(label[2] & LAST_LABEL));

	at = bytes_peek(bytes, 1);
	if (!at)
		return ran_out(walk, bytes, LINK_PART);
	if (at[0] >> 4 == 4)
		return ip4(walk, bytes);
	if (at[0] >> 4 == 6)
		return ip6(walk, bytes);
	if (at[0] >> 4 == 0 && looks_like_ethernet(bytes, CONTROL_WORD)) {
		bytes_take(&bytes, CONTROL_WORD);
		return ethernet(walk, bytes);
	}
	return looks_like_ethernet(bytes, 0) ? ethernet(walk, bytes)
		: refuse(walk, RONDA_REASON_NOT_IP);
}
