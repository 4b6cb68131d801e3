/* SPDX-License-Identifier: BSD-2-Clause */
#include "listen/beginnings.h"

#include "base/memory.h"

#include <errno.h>
#include <string.h>

int beginnings_init(struct beginnings *beginnings, size_t bytes)
{
	uint32_t size = (uint32_t)(bytes / sizeof(struct beginning));

	*beginnings = (struct beginnings){ .size = size ? size : 1 };
	beginnings->beginning = memory_map(beginnings->size * sizeof(struct beginning));
	return beginnings->beginning ? 0 : -ENOMEM;
}

void beginnings_finish(struct beginnings *beginnings)
{
	memory_unmap(beginnings->beginning, beginnings->size * sizeof(struct beginning));
	*beginnings = (struct beginnings){ 0 };
}

uint32_t beginnings_take(struct beginnings *beginnings, uint64_t owner)
{
	uint32_t place = beginnings->free ? beginnings->free - 1 : beginnings->next;
	struct beginning *beginning = &beginnings->beginning[place];

	if (beginnings->free)
		beginnings->free = beginning->next_free;
	else
		beginnings->next = place + 1 < beginnings->size ? place + 1 : 0;
	beginning->owner = owner;
	memset(beginning->size, 0, sizeof beginning->size);
	memset(beginning->matched, 0, sizeof beginning->matched);
	memset(beginning->past, 0, sizeof beginning->past);
	memset(beginning->hit, 0, sizeof beginning->hit);
	beginning->hits = (struct rule_hits){ 0 };
	return place + 1;
}

struct beginning *beginnings_at(const struct beginnings *beginnings, uint32_t number, uint64_t owner)
{
	struct beginning *beginning = number ? &beginnings->beginning[number - 1] : NULL;

	return beginning && beginning->owner == owner ? beginning : NULL;
}

void beginnings_give(struct beginnings *beginnings, uint32_t number, uint64_t owner)
{
	struct beginning *beginning = beginnings_at(beginnings, number, owner);

	if (!beginning)
		return;
	beginning->owner = 0;
	beginning->next_free = beginnings->free;
	beginnings->free = number;
}

size_t beginning_add(struct beginning *beginning, enum talk_side side, const uint8_t *data, size_t size)
{
	size_t room = RULE_STREAM_MOST - beginning->size[side];

	if (size > room)
		size = room;
	memcpy(beginning->bytes[side] + beginning->size[side], data, size);
	beginning->size[side] = (uint16_t)(beginning->size[side] + size);
	return size;
}

bool beginning_slide(struct beginning *beginning, enum talk_side side)
{
	enum { HALF = RULE_STREAM_MOST / 2 };

	if (beginning->past[side] + RULE_STREAM_MOST >= BEGINNING_MOST)
		return false;
	memcpy(beginning->bytes[side], beginning->bytes[side] + HALF, HALF);
	beginning->past[side] += HALF;
	beginning->size[side] = beginning->matched[side] = HALF;
	return true;
}
