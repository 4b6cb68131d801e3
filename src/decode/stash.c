/* SPDX-License-Identifier: BSD-2-Clause */
#include "decode/stash.h"

void stash_keep(struct stash *stash, uint64_t key, uint32_t offset, const uint8_t *bytes, size_t size, bool last)
{
	struct stashed *place = &stash->stashed[stash->next_stashed];

	if (!size || size > sizeof place->bytes)
		return;
	stash->next_stashed = (stash->next_stashed + 1) % STASH_PLACES;
	stash->count += place->key == 0;
	place->key = key;
	place->offset = offset;
	place->size = (uint32_t)size;
	place->last = last;
	memcpy(place->bytes, bytes, size);
}

static struct stashed *find(struct stash *stash, uint64_t key, uint32_t offset)
{
	for (unsigned i = 0; i < STASH_PLACES; i++)
		if (stash->stashed[i].key == key && stash->stashed[i].offset == offset)
			return &stash->stashed[i];
	return NULL;
}

bool stash_gather(struct stash *stash, uint64_t key, uint32_t offset, struct ronda_packet *packet)
{
	uint8_t *whole = stash->gathered[stash->next_gathered];
	size_t size = packet->captured_payload_bytes;
	struct stashed *next;
	bool last = false;

	if (!stash->count || packet->payload_bytes != size || size > STASH_WHOLE || !find(stash, key, offset))
		return false;
	stash->next_gathered = (stash->next_gathered + 1) % STASH_GATHERED;
	memcpy(whole, packet->payload, size);
	while ((next = find(stash, key, offset)) && next->size <= STASH_WHOLE - size) {
		memcpy(whole + size, next->bytes, next->size);
		size += next->size;
		offset += next->size;
		last = next->last;
		next->key = 0;
		stash->count--;
	}
	packet->payload = whole;
	packet->payload_bytes = (uint32_t)size;
	packet->captured_payload_bytes = (uint16_t)size;
	return last;
}
