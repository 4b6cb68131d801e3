/* SPDX-License-Identifier: BSD-2-Clause */
/* slow.c - requests that are kept unfinished, to hold a place at the server. Looked for by the sweep alone. */
#include "detect/flow.h"
#include "listen/speech.h"

/* Two looks are about a round apart; after its own beginning a request is looked after sooner. */
#define APART_MS (LISTEN_ROUND_MS / 10 * 9)

static bool is_asking(const struct talk *talk, const struct speech *speech)
{
	return !(speech->flags & SPEECH_MIDSTREAM) && !speech->ended &&
		http_is_asking(&speech->of.http, talk->stream.side[TALK_CLIENT].unread > 0);
}

void slow_look(struct hearing *hearing)
{
	struct talk *talk = hearing->talk;
	struct speech *speech = speech_of(talk);
	const struct progress before = speech->progress, now = {
		.since_ms = flow_ms(hearing->listener->now_ns),
		.next = talk->stream.side[TALK_CLIENT].next,
		.asked = speech->of.http.asked,
	};

	if (is_asking(talk, speech) && now.asked == before.asked) {
		if (now.since_ms - before.since_ms < APART_MS)
			return;
		if (now.next - before.next < LISTEN_SLOW_BYTES)
			tell(hearing, &(struct heard){ .kind = HEARD_SLOW });
	}
	speech->progress = now;
}
