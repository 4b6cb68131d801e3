/* SPDX-License-Identifier: BSD-2-Clause */
/* tls_talk.h - shows bytes to the TLS reader as a stream would, in pieces of any size, and writes down what it
 * tells. */
#pragma once
#include "hellos.h"

#include "detect/tls.h"

/* A connection as the reader is shown it, and what was heard, as words. */
struct tls_talk {
	struct tls tls;
	struct side {
		uint8_t unread[TALK_VIEW_MOST];
		size_t size;
	} sides[2];
	size_t length;
	char heard[512];
	struct tls_verdict verdict;
};

static inline void write_down(struct tls_talk *talk, const char *words)
{
	int more = snprintf(talk->heard + talk->length, sizeof talk->heard - talk->length, "%s%s", talk->length ? ", " : "",
		words);

	talk->length += (size_t)more;
	if (talk->length >= sizeof talk->heard)
		abort();
}

static inline void hear_hello(void *context, const struct hello *hello)
{
	static const char *const states[] = { "hello", "cut hello", "broken hello" };
	char words[300];

	snprintf(words, sizeof words, "%s%s%s", states[hello->state], hello->name[0] ? " " : "", hello->name);
	write_down(context, words);
}

static inline void hear_verdict(void *context, const struct tls_verdict *verdict)
{
	static const char *const outcomes[] = { "undecided", "done", "failed", "malformed", "unknown" };
	static const char *const causes[] = { "alert", "sealed alert", "end", "other words" };
	char words[100];
	int size = snprintf(words, sizeof words, "%s %04x", outcomes[verdict->outcome], verdict->version);

	if (verdict->outcome == TLS_FAILED)
		size += snprintf(words + size, sizeof words - size, " by %s", causes[verdict->cause]);
	if (verdict->level)
		size += snprintf(words + size, sizeof words - size, " %d/%d of %s", verdict->level, verdict->description,
			verdict->side == TALK_CLIENT ? "client" : "server");
	((struct tls_talk *)context)->verdict = *verdict;
	write_down(context, words);
}

static inline void hear_heartbleed(void *context)
{
	write_down(context, "heartbleed");
}

static inline void hear_bled(void *context)
{
	write_down(context, "bled");
}

static const struct tls_ear tls_ear = { hear_hello, hear_verdict, hear_heartbleed, hear_bled };

static inline void drop(struct side *side, size_t count)
{
	if (count > side->size)
		abort();
	side->size -= count;
	memmove(side->unread, side->unread + count, side->size);
}

/* Shows what is unread, in memory of its own so that its very end is watched. */
static inline void show(struct tls_talk *talk, enum talk_side of, bool last)
{
	struct side *side = &talk->sides[of];
	uint8_t *copy = malloc(side->size ? side->size : 1);
	struct talk_view view = { .data = copy, .size = side->size, .last = last || side->size == TALK_VIEW_MOST };

	memcpy(copy, side->unread, side->size);
	drop(side, tls_read(&talk->tls, of, view, &tls_ear, talk));
	free(copy);
}

/* The side says this, in pieces of at most so many bytes (0: all at once). */
static inline void say(struct tls_talk *talk, enum talk_side of, const void *bytes, size_t size, size_t most)
{
	struct side *side = &talk->sides[of];

	while (size) {
		size_t piece = most && most < size ? most : size;

		if (piece > TALK_VIEW_MOST - side->size)
			piece = TALK_VIEW_MOST - side->size;
		if (!piece) { /* no room, and the reader is not done with any of it: lost */
			tls_skip(&talk->tls, of, side->size, &tls_ear, talk);
			side->size = 0;
			continue;
		}
		memcpy(side->unread + side->size, bytes, piece);
		side->size += piece;
		bytes = (const uint8_t *)bytes + piece;
		size -= piece;
		show(talk, of, false);
	}
}

static inline void end_talk(struct tls_talk *talk)
{
	show(talk, TALK_CLIENT, true);
	show(talk, TALK_SERVER, true);
	tls_end(&talk->tls, &tls_ear, talk);
}
