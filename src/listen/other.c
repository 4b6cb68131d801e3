/* SPDX-License-Identifier: BSD-2-Clause */
/* other.c - what no reader takes apart: signatures over the first bytes of each side. */
#include "listen/speech.h"

static struct beginning *beginning_of(struct hearing *hearing)
{
	return beginnings_at(&hearing->listener->beginnings, speech_of(hearing->talk)->beginning, hearing->talk->key);
}

/* Given once, with the first bytes. */
static struct beginning *find_or_take(struct hearing *hearing)
{
	struct speech *speech = speech_of(hearing->talk);

	if (!(speech->flags & SPEECH_KEPT) && hearing->listener->rules) {
		speech->flags |= SPEECH_KEPT;
		speech->beginning = beginnings_take(&hearing->listener->beginnings, hearing->talk->key);
	}
	return beginning_of(hearing);
}

void beginning_drop(struct hearing *hearing)
{
	struct speech *speech = speech_of(hearing->talk);

	beginnings_give(&hearing->listener->beginnings, speech->beginning, hearing->talk->key);
	speech->beginning = 0;
}

/* Was this rule told of this talk? Keeps in mind that it is now. */
static bool is_told(struct beginning *beginning, size_t rule)
{
	for (unsigned i = 0; i < BEGINNING_HITS; i++) {
		if (beginning->hit[i] == rule + 1)
			return true;
		if (!beginning->hit[i]) {
			beginning->hit[i] = (uint16_t)(rule + 1);
			return false;
		}
	}
	return true; /* so many different ones are enough */
}

/* All that hold, once a talk and signature. */
static void tell_hits(struct hearing *hearing, struct beginning *beginning, bool answered)
{
	const struct rules *rules = hearing->listener->rules;
	struct speech *speech = speech_of(hearing->talk);

	for (size_t at = rules_next(rules, &beginning->hits, speech->who.port, 0); at < rules_count(rules);
		at = rules_next(rules, &beginning->hits, speech->who.port, at + 1))
		if (!is_told(beginning, at)) {
			speech->flags |= SPEECH_EXPLOITED;
			tell(hearing, &(struct heard){
				.kind = HEARD_RULE,
				.outcome = answered ? RONDA_OUTCOME_SERVED : speech_without_answer(speech),
				.rule = rules_rule(rules, at),
			});
		}
}

void beginning_look(struct hearing *hearing, enum talk_side side, bool answered)
{
	struct listener *listener = hearing->listener;
	struct beginning *beginning = beginning_of(hearing);

	if (!beginning || beginning->matched[side] == beginning->size[side])
		return;
	beginning->matched[side] = beginning->size[side];
	rules_match(listener->rules, listener->scratch, side == TALK_CLIENT ? RULE_CLIENT : RULE_SERVER,
		beginning->bytes[side], beginning->size[side], &beginning->hits);
	tell_hits(hearing, beginning, answered || side == TALK_SERVER);
}

void beginning_keep(struct hearing *hearing, enum talk_side side, const uint8_t *data, size_t size)
{
	struct beginning *beginning = find_or_take(hearing);

	if (beginning && size)
		beginning_look(hearing, side == TALK_CLIENT ? TALK_SERVER : TALK_CLIENT, true);
	while (beginning && size) {
		size_t added = beginning_add(beginning, side, data, size);

		data += added;
		size -= added;
		if (beginning->size[side] < RULE_STREAM_MOST)
			return;
		beginning_look(hearing, side, false);
		if (!beginning_slide(beginning, side))
			beginning = NULL;
	}
	if (!beginning)
		beginning_drop(hearing);
}

static size_t read_other(struct hearing *hearing, enum talk_side side, const struct talk_view *view)
{
	beginning_keep(hearing, side, view->data, view->size);
	return speech_of(hearing->talk)->beginning ? view->size : STREAM_OVER;
}

static bool skip_other(struct hearing *hearing, enum talk_side side, uint64_t bytes)
{
	(void)side;
	(void)bytes;
	beginning_look(hearing, TALK_CLIENT, false);
	beginning_drop(hearing);
	return false; /* what follows a gap does not follow what was kept */
}

static void end_other(struct hearing *hearing)
{
	beginning_look(hearing, TALK_CLIENT, false);
	beginning_look(hearing, TALK_SERVER, false);
}

const struct speech_plug other_plug = { "other", read_other, skip_other, end_other };
