/* SPDX-License-Identifier: BSD-2-Clause */
#include "decode/stash.h"

#define LAPSE_NS (30 * UINT64_C(1000000000))

void stash_keep(struct stash *stash, const struct stash_place *where, const uint8_t *bytes, size_t size, bool last)
{
	struct stashed *place = &stash->stashed[stash->next_stashed];

	if (!size || size > sizeof place->bytes)
		return;
	stash->next_stashed = (stash->next_stashed + 1) % STASH_PLACES;
	stash->count += place->key == 0;
	place->key = where->key;
	place->offset = where->offset;
	place->since_ns = where->now_ns;
	place->size = (uint32_t)size;
	place->last = last;
	memcpy(place->bytes, bytes, size);
}

/* Stamps may run backwards a little. */
static bool has_lapsed(const struct stashed *stashed, uint64_t now_ns)
{
	return now_ns > stashed->since_ns + LAPSE_NS || stashed->since_ns > now_ns + LAPSE_NS;
}

static struct stashed *find(struct stash *stash, const struct stash_place *where)
{
	for (unsigned i = 0; i < STASH_PLACES; i++) {
		struct stashed *stashed = &stash->stashed[i];

		if (stashed->key == where->key && stashed->offset == where->offset && !has_lapsed(stashed, where->now_ns))
			return stashed;
	}
	return NULL;
}

bool stash_gather(struct stash *stash, const struct stash_place *where, struct ronda_packet *packet)
{
	uint8_t *whole = stash->gathered[stash->next_gathered];
	size_t size = packet->captured_payload_bytes;
	struct stash_place place = *where;
	struct stashed *next;
	bool last = false;

	if (!stash->count || packet->payload_bytes != size || size > STASH_WHOLE || !find(stash, &place))
		return false;
	stash->next_gathered = (stash->next_gathered + 1) % STASH_GATHERED;
	memcpy(whole, packet->payload, size);
	while ((next = find(stash, &place)) && next->size <= STASH_WHOLE - size) {
		memcpy(whole + size, next->bytes, next->size);
		size += next->size;
		place.offset += next->size;
		last = next->last;
		next->key = 0;
		stash->count--;
	}
	packet->payload = whole;
	packet->payload_bytes = (uint32_t)size;
	packet->captured_payload_bytes = (uint16_t)size;
	return last;
}
