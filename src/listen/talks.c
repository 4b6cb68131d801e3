/* SPDX-License-Identifier: BSD-2-Clause */
#include "listen/talks.h"

#include <errno.h>
#include <string.h>

_Static_assert(sizeof(struct talk_set) == LINE_BYTES, "the marks of a set are one line");
_Static_assert(offsetof(struct talk, reader) == LINE_BYTES, "what is no reader's is one line");
_Static_assert((int)TALK_WORTHS <= 4, "worth is two bits of a mark");

int talks_init(struct talks *talks, size_t bytes, talk_lost *lost, void *context)
{
	const size_t each = sizeof(struct talk_set) + TALKS_PER_SET * sizeof(struct talk);
	uint8_t *map;

	size_t sets = bytes / each;

	if (sets > TALKS_PARTS)
		sets -= sets % TALKS_PARTS;
	*talks = (struct talks){ .sets = sets, .lost = lost, .context = context };
	if (!talks->sets)
		return -EINVAL;
	talks->bytes = talks->sets * each;
	map = memory_map(talks->bytes);
	if (!map)
		return -ENOMEM;
	talks->set = (struct talk_set *)map;
	talks->talk = (struct talk *)(map + talks->sets * sizeof(struct talk_set));
	return 0;
}

void talks_finish(struct talks *talks)
{
	memory_unmap(talks->set, talks->bytes);
	*talks = (struct talks){ 0 };
}

/* Stamps may come a little out of order. */
static uint32_t idle_ms(const struct talk_set *set, unsigned way, uint32_t now_ms)
{
	int32_t idle = (int32_t)(now_ms - set->last_ms[way]);

	return idle > 0 ? (uint32_t)idle : 0;
}

/* How much a talk would be missed: by worth, then the more the later it spoke. */
static uint64_t missed(const struct talk_set *set, unsigned way, uint32_t now_ms)
{
	uint32_t idle = idle_ms(set, way, now_ms);
	uint64_t worth = idle < TALK_IDLE_MS ? 2 + (set->mark[way] & 3) : 1;

	return set->mark[way] ? worth << 32 | ~idle : 0;
}

/* Tells of the loss, and frees the place. */
static void lose(struct talks *talks, struct talk *talk, enum talk_loss why)
{
	talks->lost(talks->context, talk, why);
	talks_drop(talks, talk);
}

struct talk *talks_claim(struct talks *talks, uint64_t key, uint32_t now_ms)
{
	size_t place = talks_place(talks, key);
	struct talk_set *set = &talks->set[place];
	uint64_t least = missed(set, 0, now_ms);
	unsigned victim = 0;
	struct talk *talk;

	for (unsigned way = 1; way < TALKS_PER_SET && least; way++) {
		uint64_t here = missed(set, way, now_ms);

		if (here < least) {
			least = here;
			victim = way;
		}
	}
	talk = &talks->talk[place * TALKS_PER_SET + victim];
	if (set->mark[victim]) {
		talks->evicted[set->mark[victim] & 3]++;
		lose(talks, talk, TALK_EVICTED);
	}
	memset(talk, 0, sizeof *talk);
	talk->key = key;
	set->mark[victim] = talks_mark(key);
	set->last_ms[victim] = now_ms;
	talks->used++;
	return talk;
}

void talks_drop(struct talks *talks, struct talk *talk)
{
	size_t number = (size_t)(talk - talks->talk);

	talk->key = 0;
	talks->set[number / TALKS_PER_SET].mark[number % TALKS_PER_SET] = 0;
	talks->used--;
}

uint64_t talks_finish_all(struct talks *talks)
{
	uint64_t before = talks->used;

	for (size_t number = 0; number < talks->sets * TALKS_PER_SET && talks->used; number++)
		if (talks->set[number / TALKS_PER_SET].mark[number % TALKS_PER_SET])
			lose(talks, &talks->talk[number], TALK_STOPPED);
	return before;
}
