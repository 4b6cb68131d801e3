/* SPDX-License-Identifier: BSD-2-Clause */
/* listen.c - a talk from its first payload to its end: which reader, and when it is over. */
#include "listen/listen.h"

#include "detect/flow.h"
#include "listen/speech.h"

#include <errno.h>
#include <stdlib.h>

static const struct speech_plug *const plugs[SPEECH_KINDS] = {
	[SPEECH_HTTP] = &http_plug,
	[SPEECH_TLS] = &tls_plug,
	[SPEECH_QUIC] = &quic_plug,
	[SPEECH_LOGIN] = &login_plug,
	[SPEECH_OTHER] = &other_plug,
};

/* A silent connection costs only its place, so it may keep that for long; QUIC has no other end than silence. */
#define IDLE_MS 3600000u
#define QUIET_MS 30000u

/* How the memory is divided, in parts of 16. */
enum { TALKS_PART = 7, STREAMS_PART = 5, BEGINNINGS_PART = 3, SITES_PART = 1 };

static void lose(void *context, struct talk *talk, enum talk_loss why);

int listener_init(struct listener *listener, size_t bytes, const struct rules *rules,
	const struct host_set *declared, uint32_t answer_ms, listener_told *told, void *context)
{
	size_t part = bytes / 16;

	*listener = (struct listener){
		.rules = rules, .answer_ms = answer_ms, .told = told, .context = context,
		.notes = notes_create(),
		.packed = packed_create(),
		.crypto = quic_crypto_create(),
		.scratch = rules ? rules_scratch_create(rules) : NULL,
	};
	if (!listener->notes || !listener->packed || !listener->crypto || (rules && !listener->scratch) ||
		talks_init(&listener->talks, part * TALKS_PART, lose, listener) < 0 ||
		streams_init(&listener->streams, part * STREAMS_PART) < 0 ||
		beginnings_init(&listener->beginnings, part * BEGINNINGS_PART) < 0 ||
		sites_init(&listener->sites, part * SITES_PART, declared) < 0)
		return -ENOMEM;
	return 0;
}

void listener_finish(struct listener *listener)
{
	talks_finish(&listener->talks);
	streams_finish(&listener->streams);
	beginnings_finish(&listener->beginnings);
	sites_finish(&listener->sites);
	notes_destroy(listener->notes);
	packed_destroy(listener->packed);
	quic_crypto_destroy(listener->crypto);
	rules_scratch_destroy(listener->scratch);
	*listener = (struct listener){ 0 };
}

void tell(struct hearing *hearing, struct heard *heard)
{
	const struct speech *speech = speech_of(hearing->talk);

	heard->who = &speech->who;
	heard->now_ns = hearing->listener->now_ns;
	if (!heard->begun_ms)
		heard->begun_ms = speech->begun_ms;
	if (!heard->site)
		heard->site = speech->site;
	hearing->listener->told(hearing->listener->context, heard);
}

enum ronda_outcome speech_without_answer(const struct speech *speech)
{
	return speech->flags & (SPEECH_MIDSTREAM | SPEECH_CUT_OFF) ? RONDA_OUTCOME_UNKNOWN : RONDA_OUTCOME_ESTABLISHED;
}

/* Which protocol the first bytes of a side speak; SPEECH_UNKNOWN: `*wait` for more of them, or for the other side. */
static enum speech_kind choose(const struct speech *speech, enum talk_side side, const struct talk_view *view,
	bool *wait)
{
	bool maybe = false, client = side == TALK_CLIENT;
	enum login_claim login;

	*wait = false;
	if (client && http_claims(view->data, view->size, &maybe))
		return SPEECH_HTTP;
	*wait |= client && maybe;
	maybe = false;
	if (client && tls_claims(view->data, view->size, &maybe))
		return SPEECH_TLS;
	*wait |= client && maybe;
	login = login_claims(speech->who.port, side, view);
	if (login == LOGIN_MINE)
		return SPEECH_LOGIN;
	*wait |= login == LOGIN_NEEDS_MORE;
	*wait &= !view->last;
	return client && !*wait ? SPEECH_OTHER : SPEECH_UNKNOWN;
}

static void begin_to_read(struct talk *talk, enum speech_kind kind)
{
	struct speech *speech = speech_of(talk);

	talk->protocol = (uint8_t)kind;
	if (kind == SPEECH_LOGIN)
		login_open(&speech->of.login, speech->who.port);
}

static size_t read_view(void *context, enum talk_side side, const struct talk_view *view)
{
	struct hearing *hearing = context;
	struct speech *speech = speech_of(hearing->talk);
	bool wait;

	speech->flags |= side == TALK_CLIENT ? SPEECH_CLIENT : SPEECH_SERVER;
	if (hearing->talk->protocol == SPEECH_UNKNOWN) {
		enum speech_kind kind = choose(speech, side, view, &wait);

		if (kind == SPEECH_UNKNOWN && !wait)
			beginning_keep(hearing, side, view->data, view->size);
		if (kind == SPEECH_UNKNOWN)
			return wait ? 0 : view->size;
		begin_to_read(hearing->talk, kind);
	}
	return plugs[hearing->talk->protocol]->read(hearing, side, view);
}

static bool skip_bytes(void *context, enum talk_side side, uint64_t bytes)
{
	struct hearing *hearing = context;
	const struct speech_plug *plug = plugs[hearing->talk->protocol];
	bool goes_on = plug && plug->skip(hearing, side, bytes);

	hearing->listener->tally.given_up += !goes_on;
	return goes_on;
}

static void end_side(void *context, enum talk_side side, enum stream_ending how)
{
	struct hearing *hearing = context;

	speech_of(hearing->talk)->ended |= how == STREAM_FIN ? (uint8_t)(1u << side) : 3;
}

static const struct stream_reader reader = { read_view, skip_bytes, end_side };

/* Shows what is unread and tells what is open; the talk's place is still taken. */
static void close_talk(struct listener *listener, struct talk *talk)
{
	struct hearing hearing = { listener, talk };

	stream_end(&talk->stream, &listener->streams.memory, &reader, &hearing);
	if (plugs[talk->protocol])
		plugs[talk->protocol]->end(&hearing);
	beginning_drop(&hearing);
}

static void lose(void *context, struct talk *talk, enum talk_loss why)
{
	struct listener *listener = context;

	if (why == TALK_EVICTED) {
		speech_of(talk)->flags |= SPEECH_CUT_OFF;
		listener->tally.evicted++;
	}
	close_talk(listener, talk);
}

/* The server is known by its address and port; should both ends have the same, by what is left. */
static enum talk_side side_of(const struct speech *speech, const struct ronda_packet *packet)
{
	return packet->source_port == speech->who.port && ronda_addr_equal(&packet->source, &speech->who.server) ?
		TALK_SERVER : TALK_CLIENT;
}

static struct stream_segment segment_of(const struct speech *speech, const struct overheard *overheard)
{
	const struct ronda_packet *packet = overheard->packet;

	return (struct stream_segment){
		.data = packet->payload,
		.captured = packet->captured_payload_bytes,
		.size = packet->payload_bytes,
		.seq = packet->seq,
		.ack = packet->ack,
		.now_ms = flow_ms(overheard->now_ns),
		.side = side_of(speech, packet),
		.flags = packet->tcp_flags,
	};
}

/* A datagram is whole as it is; the order of several does not matter to QUIC. */
static bool hear_datagram(struct hearing *hearing, const struct overheard *overheard)
{
	struct talk_view view = { overheard->packet->payload, overheard->packet->captured_payload_bytes, true };

	return quic_plug.read(hearing, side_of(speech_of(hearing->talk), overheard->packet), &view) != STREAM_OVER;
}

static bool hear_segment(struct hearing *hearing, const struct overheard *overheard)
{
	struct stream_segment segment = segment_of(speech_of(hearing->talk), overheard);
	struct stream *stream = &hearing->talk->stream;

	stream_push(stream, &hearing->listener->streams.memory, &segment, &reader, hearing);
	return !stream->over && speech_of(hearing->talk)->ended != 3;
}

/* It is over, or its tuple is used anew; NULL is fine. */
static void forget(struct listener *listener, struct talk *talk)
{
	if (!talk)
		return;
	close_talk(listener, talk);
	talks_drop(&listener->talks, talk);
}

static bool hear(struct listener *listener, struct talk *talk, const struct overheard *overheard)
{
	struct hearing hearing = { listener, talk };
	bool datagram = overheard->packet->proto == RONDA_UDP;

	talks_touch(&listener->talks, talk, flow_ms(overheard->now_ns));
	if (datagram ? hear_datagram(&hearing, overheard) : hear_segment(&hearing, overheard))
		return true;
	forget(listener, talk);
	return false;
}

bool listener_begin(struct listener *listener, const struct overheard *overheard)
{
	const struct ronda_packet *packet = overheard->packet;
	struct bytes datagram = { .at = packet->payload, .left = packet->captured_payload_bytes };
	bool udp = packet->proto == RONDA_UDP;

	listener->now_ns = overheard->now_ns;
	if (udp && quic_claims(datagram) == QUIC_NO)
		return false;

	forget(listener, talks_find(&listener->talks, overheard->key));

	struct talk *talk = talks_claim(&listener->talks, overheard->key, flow_ms(overheard->now_ns));
	struct speech *speech = speech_of(talk);

	listener->tally.talks++;
	speech->who = *overheard->who;
	speech->begun_ms = flow_ms(overheard->now_ns);
	speech->flags = overheard->midstream ? SPEECH_MIDSTREAM : 0;
	talk->protocol = udp ? SPEECH_QUIC : SPEECH_UNKNOWN;
	if (!udp) {
		stream_begin(&talk->stream, TALK_CLIENT, overheard->client_next);
		stream_begin(&talk->stream, TALK_SERVER, overheard->server_next);
		speech->progress = (struct progress){ .since_ms = speech->begun_ms, .next = overheard->client_next };
	}
	return hear(listener, talk, overheard);
}

bool listener_hear(struct listener *listener, const struct overheard *overheard)
{
	struct talk *talk = overheard->hint;

	if (!talk || talk->key != overheard->key)
		talk = talks_find(&listener->talks, overheard->key);
	listener->now_ns = overheard->now_ns;
	return talk && hear(listener, talk, overheard);
}

static void tell_datagram(struct listener *listener, const struct datagram *datagram, uint64_t now_ns,
	uint32_t answer_bytes)
{
	listener->told(listener->context, &(struct heard){
		.kind = HEARD_RULE,
		.outcome = answer_bytes ? RONDA_OUTCOME_SERVED : RONDA_OUTCOME_UNANSWERED,
		.rule = datagram->rule,
		.who = &datagram->who,
		.now_ns = now_ns,
		.begun_ms = flow_ms(datagram->asked_ns),
		.response_bytes = answer_bytes,
	});
}

/* It is told when it is answered, or was not. */
static void wait_for_answer(struct listener *listener, const struct overheard *overheard, const struct rule *rule)
{
	struct datagram asked = { .rule = rule, .who = *overheard->who, .asked_ns = overheard->now_ns }, oldest;

	if (datagrams_add(&listener->datagrams, overheard->key, &asked, &oldest))
		tell_datagram(listener, &oldest, overheard->now_ns, 0);
}

bool listener_glance(struct listener *listener, const struct overheard *overheard)
{
	const struct ronda_packet *packet = overheard->packet;
	struct rule_hits hits = { 0 };
	const struct rule *rule;

	if (!listener->rules)
		return false;
	rules_match(listener->rules, listener->scratch, RULE_DATAGRAM, packet->payload, packet->captured_payload_bytes,
		&hits);
	rule = rules_verdict(listener->rules, &hits, overheard->who->port);
	if (rule)
		wait_for_answer(listener, overheard, rule);
	return rule;
}

/* Nobody answers to these any more: at the moment at which their time ran out. */
static void give_up_datagrams(struct listener *listener, uint64_t now_ns, bool all)
{
	uint64_t wait_ns = listener->answer_ms * UINT64_C(1000000);
	uint64_t latest_ns = all ? UINT64_MAX : now_ns > wait_ns ? now_ns - wait_ns : 0;
	struct datagram asked;

	while (datagrams_take_due(&listener->datagrams, latest_ns, &asked))
		tell_datagram(listener, &asked, asked.asked_ns + wait_ns < now_ns ? asked.asked_ns + wait_ns : now_ns, 0);
}

void listener_hear_answer(struct listener *listener, const struct overheard *overheard)
{
	struct datagram asked;

	give_up_datagrams(listener, overheard->now_ns, false); /* due is due */
	if (datagrams_take(&listener->datagrams, overheard->key, &asked))
		tell_datagram(listener, &asked, overheard->now_ns, overheard->packet->payload_bytes);
}

static void look_after(struct listener *listener, struct talk *talk, uint32_t idle_ms)
{
	struct hearing hearing = { listener, talk };

	if (talk->protocol == SPEECH_HTTP) {
		http_give_up_waiting(&hearing, listener->answer_ms);
		slow_look(&hearing);
	}
	if (idle_ms >= (talk->protocol == SPEECH_QUIC ? QUIET_MS : IDLE_MS))
		forget(listener, talk);
}

uint64_t listener_acked_gaps(const struct listener *listener)
{
	return listener->streams.memory.tally.acked_gaps - listener->acked_gaps_before;
}

void listener_begin_period(struct listener *listener)
{
	listener->tally = (struct listener_tally){ 0 };
	listener->acked_gaps_before = listener->streams.memory.tally.acked_gaps;
	sites_begin_period(&listener->sites);
}

/* A round goes in parts, so that nobody waits for it. */
enum { ROUND_PARTS = TALKS_PARTS };

#define PART_NS (LISTEN_ROUND_MS * UINT64_C(1000000) / ROUND_PARTS)

/* The part of the moment `sweep_ns`, as at that moment: so the same is found whenever, and among however many tables. */
static void go_on_with_round(struct listener *listener)
{
	struct talks *talks = &listener->talks;
	uint64_t part = listener->sweep_ns / PART_NS % ROUND_PARTS;
	uint32_t now_ms = flow_ms(listener->sweep_ns);

	listener->now_ns = listener->sweep_ns;
	for (size_t i = talks->sets * part / ROUND_PARTS; talks->used && i < talks->sets * (part + 1) / ROUND_PARTS; i++) {
		const struct talk_set *set = &talks->set[i];

		for (unsigned way = 0; way < TALKS_PER_SET; way++)
			if (set->mark[way])
				look_after(listener, &talks->talk[i * TALKS_PER_SET + way], now_ms - set->last_ms[way]);
	}
	if (part < ROUND_PARTS - 1)
		return;
	listener->told(listener->context, &(struct heard){ .kind = HEARD_ROUND, .now_ns = listener->now_ns });
}

void listener_tick(struct listener *listener, uint64_t now_ns)
{
	if (now_ns < listener->sweep_ns && now_ns + UINT64_C(60000000000) > listener->sweep_ns)
		return;
	if (now_ns < listener->sweep_ns || now_ns - listener->sweep_ns > ROUND_PARTS * PART_NS) {
		uint64_t parts = now_ns / PART_NS; /* what was missed is made up for by a round */

		listener->sweep_ns = (parts < ROUND_PARTS ? 0 : parts - ROUND_PARTS + 1) * PART_NS;
	}
	for (; listener->sweep_ns <= now_ns; listener->sweep_ns += PART_NS)
		go_on_with_round(listener);
	listener->now_ns = now_ns;
	give_up_datagrams(listener, now_ns, false);
}

void listener_stop(struct listener *listener, uint64_t now_ns)
{
	listener->now_ns = now_ns;
	listener->sweep_ns = 0;
	give_up_datagrams(listener, now_ns, true);
	talks_finish_all(&listener->talks);
}
