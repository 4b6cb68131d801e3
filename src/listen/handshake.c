/* SPDX-License-Identifier: BSD-2-Clause */
/* handshake.c - TLS and QUIC: the name a client asks for, and how its handshake ended. */
#include "listen/speech.h"

static const struct rule heartbleed = {
	.name = "heartbleed", .kind = "heartbleed", .means = "a TLS heartbeat that claims more than it holds",
	.source = "built in", .class = RONDA_CLASS_EXPLOIT,
};

static void hear_hello(void *context, const struct hello *hello)
{
	struct hearing *hearing = context;
	struct listener *listener = hearing->listener;
	struct speech *speech = speech_of(hearing->talk);

	listener->tally.handshakes++;
	if (hello->naming == HELLO_NAMED) {
		speech->flags |= SPEECH_NAMED;
		if (sites_miss(&listener->sites, hello->name))
			speech->flags |= SPEECH_UNDECLARED;
		speech->site = sites_ask(&listener->sites, (const uint8_t *)hello->name, strlen(hello->name),
			(uint32_t)(listener->now_ns / 1000000000));
	}
	if (hello->state == HELLO_CUT)
		speech->flags |= SPEECH_NAMED; /* it may have named one */
	talks_value(&listener->talks, hearing->talk, TALK_SPEAKS);
	tell(hearing, &(struct heard){ .kind = HEARD_HELLO, .hello = hello });
}

static void tell_end(struct hearing *hearing, bool known, bool failed, bool rejected)
{
	struct speech *speech = speech_of(hearing->talk);

	if (known && !failed)
		sites_serve(&hearing->listener->sites, speech->site, &speech->who.server, hearing->listener->now_ns);
	tell(hearing, &(struct heard){
		.kind = HEARD_HANDSHAKE,
		.outcome = rejected ? RONDA_OUTCOME_REJECTED : known && !failed ? RONDA_OUTCOME_SERVED :
			speech_without_answer(speech),
		.site = speech->site,
		.named = speech->flags & SPEECH_NAMED,
		.undeclared = speech->flags & SPEECH_UNDECLARED,
		.failed = known && failed,
	});
}

static void hear_tls_verdict(void *context, const struct tls_verdict *verdict)
{
	bool failed = verdict->outcome == TLS_FAILED || verdict->outcome == TLS_MALFORMED;

	tell_end(context, verdict->outcome == TLS_DONE || failed, failed,
		verdict->outcome == TLS_FAILED && verdict->cause != TLS_BY_END && verdict->side == TALK_SERVER);
}

static void hear_heartbleed(void *context)
{
	speech_of(((struct hearing *)context)->talk)->flags |= SPEECH_BLEEDS;
	talks_value(&((struct hearing *)context)->listener->talks, ((struct hearing *)context)->talk, TALK_MATTERS);
}

static void tell_heartbleed(struct hearing *hearing, enum ronda_outcome outcome)
{
	struct speech *speech = speech_of(hearing->talk);

	if (!(speech->flags & SPEECH_BLEEDS))
		return;
	speech->flags &= (uint16_t)~SPEECH_BLEEDS;
	tell(hearing, &(struct heard){
		.kind = HEARD_RULE, .outcome = outcome, .rule = &heartbleed, .site = speech->site,
	});
}

static void hear_bled(void *context)
{
	tell_heartbleed(context, RONDA_OUTCOME_SERVED);
}

static const struct tls_ear tls_ear = { hear_hello, hear_tls_verdict, hear_heartbleed, hear_bled };

static size_t read_tls(struct hearing *hearing, enum talk_side side, const struct talk_view *view)
{
	struct tls *tls = &speech_of(hearing->talk)->of.tls;
	size_t done = tls_read(tls, side, *view, &tls_ear, hearing);

	return tls_is_over(tls) ? STREAM_OVER : done;
}

static bool skip_tls(struct hearing *hearing, enum talk_side side, uint64_t bytes)
{
	struct tls *tls = &speech_of(hearing->talk)->of.tls;

	tls_skip(tls, side, bytes, &tls_ear, hearing);
	return !tls_is_over(tls);
}

static void end_tls(struct hearing *hearing)
{
	tls_end(&speech_of(hearing->talk)->of.tls, &tls_ear, hearing);
	tell_heartbleed(hearing, speech_without_answer(speech_of(hearing->talk)));
}

const struct speech_plug tls_plug = { "tls", read_tls, skip_tls, end_tls };

static void hear_quic_verdict(void *context, const struct quic_verdict *verdict)
{
	bool failed = verdict->outcome == QUIC_FAILED;

	tell_end(context, verdict->outcome == QUIC_ESTABLISHED || failed, failed,
		failed && verdict->cause != QUIC_BY_END && verdict->side == TALK_SERVER);
}

/* Pieces of a hello wait in the talk's beginning: it has no other use for one. */
static struct quic_pieces *room(void *context)
{
	struct hearing *hearing = context;
	struct beginnings *beginnings = &hearing->listener->beginnings;
	struct speech *speech = speech_of(hearing->talk);
	struct beginning *beginning = beginnings_at(beginnings, speech->beginning, hearing->talk->key);

	_Static_assert(sizeof(struct quic_pieces) <= RULE_STREAM_MOST, "they fit");
	if (!speech->beginning) {
		speech->beginning = beginnings_take(beginnings, hearing->talk->key);
		beginning = beginnings_at(beginnings, speech->beginning, hearing->talk->key);
		if (beginning)
			memset(beginning->bytes[TALK_CLIENT], 0, sizeof(struct quic_pieces));
	}
	return beginning ? (struct quic_pieces *)(void *)beginning->bytes[TALK_CLIENT] : NULL;
}

static const struct quic_ear quic_ear = { hear_hello, hear_quic_verdict, room };

static size_t read_quic(struct hearing *hearing, enum talk_side side, const struct talk_view *view)
{
	struct quic *quic = &speech_of(hearing->talk)->of.quic;

	quic_read(quic, side, (struct bytes){ .at = view->data, .left = (uint32_t)view->size },
		hearing->listener->crypto, &quic_ear, hearing);
	return quic_is_over(quic) ? STREAM_OVER : view->size;
}

static bool skip_quic(struct hearing *hearing, enum talk_side side, uint64_t bytes)
{
	(void)hearing;
	(void)side;
	(void)bytes;
	return true;
}

static void end_quic(struct hearing *hearing)
{
	quic_end(&speech_of(hearing->talk)->of.quic, &quic_ear, hearing);
}

const struct speech_plug quic_plug = { "quic", read_quic, skip_quic, end_quic };
