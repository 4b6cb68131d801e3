/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * talks.h - the connections whose payload still matters: a set-associative table of fixed size.
 *
 * Threads    One: the worker's. Nobody else looks inside.
 * Memory     Sized once. The marks of a set of eight are one cache line; a talk is seven.
 * When full  In its set the talk that is worth least goes: one that nothing came from for TALK_IDLE_MS, else
 *            one of the least worth (enum talk_worth), else the one that nothing came from for longest. Whose
 *            it was is told, so that its outcome becomes unknown and is counted. So a talk should be claimed
 *            when its source has proved its address, not at a SYN, and raised once it shows what it is about.
 */
#pragma once
#include "base/memory.h"
#include "detect/stream.h"

enum {
	TALKS_PER_SET = 8, TALKS_PARTS = 64,
	TALK_READER_BYTES = 384,
	TALK_STATE_AT = 192, /* in it, on a line of its own: what its protocol's reader looks at with every segment */
};

#define TALK_IDLE_MS 300000u

/* What would be lost with it. */
enum talk_worth {
	TALK_SILENT,  /* it has not shown anything useful */
	TALK_SPEAKS,  /* ... something that a reader understood */
	TALK_MATTERS, /* an act of it waits for its outcome */
	TALK_WORTHS,
};

enum talk_loss {
	TALK_EVICTED, /* for another */
	TALK_STOPPED, /* talks_finish_all() */
};

struct talk;

/* The talk goes; end its stream, book what it was. It may not claim or drop. */
typedef void talk_lost(void *context, struct talk *talk, enum talk_loss why);

struct talk {
	uint64_t key;         /* of the flow; 0: free */
	struct stream stream;
	uint32_t source;      /* its slot, the caller's to read */
	uint32_t version;     /* ... and the slot's, likewise */
	uint8_t protocol, flags, spare[2]; /* the caller's */
	/* State of the protocol's reader; zeroes when claimed. */
	_Alignas(LINE_BYTES) uint8_t reader[TALK_READER_BYTES];
} __attribute__((aligned(LINE_BYTES)));

/* Columns, so that eight marks are two wide comparisons. */
typedef uint32_t talk_marks __attribute__((vector_size(sizeof(uint32_t) * TALKS_PER_SET / 2)));

struct talk_set {
	union {
		uint32_t mark[TALKS_PER_SET]; /* of the key, its two lowest bits the worth; 0: free */
		talk_marks marks[2];
	};
	uint32_t last_ms[TALKS_PER_SET]; /* when something came; wraps in 49 days */
} __attribute__((aligned(LINE_BYTES)));

struct talks {
	struct talk_set *set;
	struct talk *talk;    /* set by set */
	size_t sets;
	size_t bytes;
	uint64_t used;        /* places taken now */
	uint64_t evicted[TALK_WORTHS]; /* talks that had to go for others, by worth, in all */
	talk_lost *lost;      /* not NULL */
	void *context;
};

/* -EINVAL when `bytes` do not suffice for a set, -ENOMEM when memory is short. */
int talks_init(struct talks *talks, size_t bytes, talk_lost *lost, void *context);
/* Frees the memory; tells nobody. */
void talks_finish(struct talks *talks);

/* The upper half of a key finds the set, the lower one the mark in it. */
static inline size_t talks_place(const struct talks *talks, uint64_t key)
{
	return ((key >> 32) * talks->sets) >> 32;
}

static inline uint32_t talks_mark(uint64_t key)
{
	uint32_t mark = (uint32_t)key & ~3u;

	return mark ? mark : 4;
}

static inline void talks_prefetch(const struct talks *talks, uint64_t key)
{
	__builtin_prefetch(&talks->set[talks_place(talks, key)], 1);
}

/* The ways of a set that have this mark, as bits. */
static inline unsigned talks_match(const struct talk_set *set, uint32_t mark)
{
	const talk_marks first = { 1, 2, 4, 8 }, second = { 16, 32, 64, 128 };
	union {
		talk_marks ways;
		uint64_t half[2];
	} found = { .ways = (first & (talk_marks)((set->marks[0] & ~3u) == mark)) |
		(second & (talk_marks)((set->marks[1] & ~3u) == mark)) };
	uint64_t both = found.half[0] | found.half[1];

	return (unsigned)(both | both >> 32) & 0xff;
}

/* The talk of `key` (not 0), or NULL. */
static inline struct talk *talks_find(const struct talks *talks, uint64_t key)
{
	size_t place = talks_place(talks, key);
	struct talk *first = &talks->talk[place * TALKS_PER_SET];

	for (unsigned ways = talks_match(&talks->set[place], talks_mark(key)); ways; ways &= ways - 1) {
		struct talk *talk = first + __builtin_ctz(ways);

		if (talk->key == key)
			return talk;
	}
	return NULL;
}

/* The same by its mark alone, a moment earlier: sends for the talk, or for a free place if it should come to begin. NULL is
 * sure, a talk may yet be another key's. */
static inline struct talk *talks_prefetch_talk(const struct talks *talks, uint64_t key)
{
	size_t place = talks_place(talks, key);
	unsigned known = talks_match(&talks->set[place], talks_mark(key));
	unsigned ways = known ? known : talks_match(&talks->set[place], 0);

	if (!ways)
		return NULL;

	struct talk *talk = &talks->talk[place * TALKS_PER_SET + (unsigned)__builtin_ctz(ways)];

	__builtin_prefetch(talk, 1);
	__builtin_prefetch(talk->reader, 1);
	__builtin_prefetch(talk->reader + TALK_STATE_AT, 1);
	__builtin_prefetch(talk->reader + TALK_STATE_AT + LINE_BYTES, 1);
	return known ? talk : NULL;
}

/* A place for `key`, which is not in the table: all zeroes but for the key, TALK_SILENT. Never NULL; borrowed
 * until it is dropped or lost. */
struct talk *talks_claim(struct talks *talks, uint64_t key, uint32_t now_ms);

/* The talk is over; its place is free. Its stream must hold nothing (stream_end()). */
void talks_drop(struct talks *talks, struct talk *talk);

static inline void talks_touch(struct talks *talks, const struct talk *talk, uint32_t now_ms)
{
	size_t number = (size_t)(talk - talks->talk);

	talks->set[number / TALKS_PER_SET].last_ms[number % TALKS_PER_SET] = now_ms;
}

static inline void talks_value(struct talks *talks, const struct talk *talk, enum talk_worth worth)
{
	size_t number = (size_t)(talk - talks->talk);
	uint32_t *mark = &talks->set[number / TALKS_PER_SET].mark[number % TALKS_PER_SET];

	*mark = (*mark & ~3u) | worth;
}

/* All talks are lost as TALK_STOPPED: the end of a capture. */
uint64_t talks_finish_all(struct talks *talks);
