/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ten minutes of everything that may come: for whoever says that a law holds on any traffic.
 *
 * Each source is of one kind of wire (plain, VLAN, GRE, VXLAN; on time or late by up to 2 s) and does a
 * few dozen things. No tuple is used twice by accident, and no pair more than ten times in 120 s unless
 * on purpose, so that the ledger knows each act and its outcome.
 */
#include "scene.h"

enum { SOURCES = 240, MINUTES = 10, PAIRS = 24, CITY = 0x675ebc00, CITY_HOSTS = 1000 };

struct actor {
	struct end at;
	uint16_t next_port;
	bool v6;
	struct end pairs[PAIRS];       /* whom it talks to, each at most `most` times */
	uint8_t uses[PAIRS];
};

/* A fresh source port: no two tuples of one actor are the same. */
static struct end next_end(struct scene *scene, struct actor *actor)
{
	struct end end = actor->at;

	end.port = actor->next_port++;
	if (actor->v6 && one_in(scene, 3))
		end.addr.halves[1] = draw(scene);
	return end;
}

static struct end a_target(struct scene *scene, struct actor *actor)
{
	enum { MOST = 4 };

	for (;;) {
		unsigned i = below(scene, PAIRS);

		if (actor->uses[i] < MOST) {
			actor->uses[i]++;
			return actor->pairs[i];
		}
	}
}

static struct actor an_actor(struct scene *scene, unsigned i)
{
	struct actor actor = { .v6 = i % 5 == 4, .next_port = 20000 };

	if (actor.v6) {
		actor.at = end_at("2a00:1450::", 0);
		actor.at.addr.bytes[4] = (uint8_t)(i >> 8);
		actor.at.addr.bytes[5] = (uint8_t)i;
		actor.at.addr.halves[1] = draw(scene);
	} else {
		actor.at.addr = elsewhere(i);
	}
	for (unsigned p = 0; p < PAIRS; p++) {
		unsigned host = 1 + below(scene, CITY_HOSTS);

		/* 1 to 999: none of the ports that reflect is used as a source's, and none repeats */
		if (actor.v6) {
			actor.pairs[p] = end_at("2001:df0:3c80::", 0);
			actor.pairs[p].addr.bytes[14] = (uint8_t)(host >> 8);
			actor.pairs[p].addr.bytes[15] = (uint8_t)host;
		} else {
			actor.pairs[p].addr = v4(CITY + host);
		}
		actor.pairs[p].port = (uint16_t)(2 + p * 40 + below(scene, 40));
	}
	return actor;
}

/* SYN, and the same again at 1 and 3 s, perhaps 7: one act. */
static void retransmitted(struct scene *scene, struct end from, struct end to, uint64_t now)
{
	static const unsigned at[] = { 0, 1, 3, 7 };
	uint32_t seq = (uint32_t)draw(scene);
	unsigned sends = 2 + below(scene, 3);
	bool refused = one_in(scene, 2);
	struct frame frame;

	for (unsigned i = 0; i < sends; i++) {
		syn(&frame, from, to, seq);
		put(scene, &frame, now + SECONDS(at[i]));
	}
	if (refused) {
		rst_ack(&frame, to, from, seq + 1);
		put(scene, &frame, now + SECONDS(at[sends - 1]) + MILLISECONDS(80));
	}
	ledger_act(scene->ledger, from.addr, to, refused ? ACT_REFUSED : ACT_UNANSWERED);
}

/* Another sequence number on the same tuple: the first is given up, unanswered. */
static void superseded(struct scene *scene, struct end from, struct end to, uint64_t now)
{
	uint32_t first = (uint32_t)draw(scene), second = first + 1000003;
	struct frame frame;

	syn(&frame, from, to, first);
	put(scene, &frame, now);
	syn(&frame, from, to, second);
	put(scene, &frame, now + SECONDS(4));
	rst_ack(&frame, to, from, second + 1);
	put(scene, &frame, now + SECONDS(4) + MILLISECONDS(30));
	ledger_act(scene->ledger, from.addr, to, ACT_UNANSWERED);
	ledger_act(scene->ledger, from.addr, to, ACT_REFUSED);
}

/* Both ends open at once, as RFC 9293 (3.5) has it: each SYN is answered. */
static void simultaneous(struct scene *scene, struct end a, struct end b, uint64_t now)
{
	uint32_t seq_a = (uint32_t)draw(scene), seq_b = (uint32_t)draw(scene);
	struct frame frame;

	syn(&frame, a, b, seq_a);
	put(scene, &frame, now);
	syn(&frame, b, a, seq_b);
	put(scene, &frame, now + MILLISECONDS(1));
	syn_ack(&frame, a, b, seq_a, seq_b + 1);
	put(scene, &frame, now + MILLISECONDS(60));
	syn_ack(&frame, b, a, seq_b, seq_a + 1);
	put(scene, &frame, now + MILLISECONDS(61));
	ledger_act(scene->ledger, a.addr, b, ACT_ANSWERED);
	ledger_act(scene->ledger, b.addr, a, ACT_ANSWERED);
}

/* The answer comes a second after it was given up. */
static void answered_late(struct scene *scene, struct end from, struct end to, uint64_t now)
{
	uint32_t seq = (uint32_t)draw(scene);
	struct frame frame;

	syn(&frame, from, to, seq);
	put(scene, &frame, now);
	syn_ack(&frame, to, from, 77, seq + 1);
	put(scene, &frame, now + SECONDS(31));
	ledger_act(scene->ledger, from.addr, to, ACT_UNANSWERED);
}

/* Answered, and reset by the server before anything was said. */
static void answered_and_dropped(struct scene *scene, struct end from, struct end to, uint64_t now)
{
	uint32_t seq = (uint32_t)draw(scene);
	struct frame frame;

	syn(&frame, from, to, seq);
	put(scene, &frame, now);
	syn_ack(&frame, to, from, 77, seq + 1);
	put(scene, &frame, now + MILLISECONDS(40));
	segment(&frame, to, from, 0x14, 78, seq + 1, NULL, 0);
	put(scene, &frame, now + SECONDS(5));
	ledger_act(scene->ledger, from.addr, to, ACT_ANSWERED);
}

/* The handshake is completed at once, the first word said 31 s after the answer: too late. */
static void silent_for_long(struct scene *scene, struct end from, struct end to, uint64_t now)
{
	struct talk talk = talk_open(scene, from, to, now, MILLISECONDS(20));

	talk.now_ns += SECONDS(31);
	talk_say(&talk, "hello?\r\n", 8);
	talk_close(&talk);
	ledger_act(scene->ledger, from.addr, to, ACT_ESTABLISHED);
	ledger_verified(scene->ledger, from.addr);
}

/* Refused by a router on the way; or only told that a packet was too big or too old: no refusal. */
static void told_by_icmp(struct scene *scene, struct end from, struct end to, uint64_t now)
{
	static const uint8_t codes[] = { 0, 1, 3, 9, 10, 13 };
	struct frame sent, frame;
	bool refused = !one_in(scene, 4);

	syn(&sent, from, to, (uint32_t)draw(scene));
	frame = sent;
	put(scene, &frame, now);
	if (refused)
		unreachable(&frame, to.addr, &sent, codes[below(scene, sizeof codes)]);
	else
		time_exceeded(&frame, to.addr, &sent);
	put(scene, &frame, now + MILLISECONDS(25));
	ledger_act(scene->ledger, from.addr, to, refused ? ACT_REFUSED : ACT_UNANSWERED);
}

/* A dozen and more SYN to one pair within a minute: ten are probes, the rest a flood. */
static void too_many(struct scene *scene, struct actor *actor, uint64_t now)
{
	enum { PROBES = 10 };
	struct end to = actor->pairs[0];
	unsigned sends = PROBES + 1 + below(scene, 20);
	struct frame frame;

	to.port = 1001; /* a pair of its own */
	for (unsigned i = 0; i < sends; i++) {
		struct end from = next_end(scene, actor);

		syn(&frame, from, to, (uint32_t)draw(scene));
		put(scene, &frame, now + i * SECONDS(2));
		if (i < PROBES)
			ledger_act(scene->ledger, actor->at.addr, to, ACT_UNANSWERED);
	}
}

/* A datagram that was cut in two, and answered. */
static void fragmented(struct scene *scene, struct end from, struct end to, uint64_t now)
{
	struct frame whole, head, tail, frame;

	datagram(&whole, from, to, NULL, 1200);
	whole.time_ns = now;
	fragments(&whole, 808, &head, &tail);
	put(scene, &head, now);
	put(scene, &tail, now + MILLISECONDS(0.2));
	datagram(&frame, to, from, NULL, 64);
	put(scene, &frame, now + MILLISECONDS(20));
	ledger_act(scene->ledger, from.addr, to, ACT_USEFUL);
}

/* A datagram again and again on one tuple: one act. */
static void repeated_datagram(struct scene *scene, struct end from, struct end to, uint64_t now)
{
	struct frame frame;

	for (unsigned i = 0; i < 5; i++) {
		datagram(&frame, from, to, NULL, 40);
		put(scene, &frame, now + i * SECONDS(3));
	}
	ledger_act(scene->ledger, from.addr, to, ACT_UNANSWERED);
}

/* What is no act at all: segments that no stack sends, answers to nothing, words to a group. */
static void noise(struct scene *scene, struct actor *actor, uint64_t now)
{
	static const uint8_t odd[] = { 0x00, 0x01, 0x29, 0x03, 0x06, 0x10, 0x11, 0x3f };
	static const uint16_t reflectors[] = { 19, 53, 123, 161, 389, 1900, 11211 };
	struct end from = next_end(scene, actor), to = actor->pairs[below(scene, PAIRS)];
	uint32_t seq = (uint32_t)draw(scene);
	struct frame frame, nothing;

	to.port = (uint16_t)between(scene, 2000, 20000);
	switch (below(scene, 7)) {
	case 0:
		segment(&frame, from, to, odd[below(scene, sizeof odd)], seq, 0, NULL, 0);
		break;
	case 1:
		syn_ack(&frame, from, to, seq, (uint32_t)draw(scene));
		break;
	case 2:
		rst_ack(&frame, from, to, seq);
		break;
	case 3:
		from.port = reflectors[below(scene, 7)];
		datagram(&frame, from, to, NULL, 200 + below(scene, 1000));
		break;
	case 4:
		syn(&nothing, to, from, seq);
		unreachable(&frame, from.addr, &nothing, 1);
		break;
	case 5:
		to.addr = actor->v6 ? end_at("ff02::fb", 0).addr : end_at("239.255.255.250", 0).addr;
		datagram(&frame, from, to, NULL, 90);
		break;
	default:
		to.addr = actor->v6 ? end_at("ff02::1", 0).addr : end_at("255.255.255.255", 0).addr;
		syn(&frame, from, to, seq);
		break;
	}
	put(scene, &frame, now);
}

static void one_thing(struct scene *scene, struct actor *actor, uint64_t now)
{
	static const enum act_outcome tcp[] = { ACT_UNANSWERED, ACT_REFUSED, ACT_ANSWERED, ACT_ESTABLISHED,
		ACT_UNKNOWN, ACT_USEFUL, ACT_USEFUL };
	static const enum act_outcome udp[] = { ACT_UNANSWERED, ACT_REFUSED, ACT_ANSWERED, ACT_USEFUL };
	static const enum act_outcome icmp[] = { ACT_UNANSWERED, ACT_REFUSED, ACT_ANSWERED };
	struct end from = next_end(scene, actor), to = a_target(scene, actor);

	switch (below(scene, 16)) {
	case 0: case 1: case 2: case 3:
		probe_tcp(scene, from, to, now, tcp[below(scene, 7)]);
		break;
	case 4: case 5:
		probe_udp(scene, from, to, now, udp[below(scene, 4)]);
		break;
	case 6:
		probe_echo(scene, from, to, now, icmp[below(scene, 3)]);
		break;
	case 7:
		retransmitted(scene, from, to, now);
		break;
	case 8:
		superseded(scene, from, to, now);
		break;
	case 9:
		simultaneous(scene, from, to, now);
		break;
	case 10:
		answered_late(scene, from, to, now);
		break;
	case 11:
		answered_and_dropped(scene, from, to, now);
		break;
	case 12:
		silent_for_long(scene, from, to, now);
		break;
	case 13:
		told_by_icmp(scene, from, to, now);
		break;
	case 14:
		repeated_datagram(scene, from, to, now);
		break;
	default:
		if (actor->v6)
			probe_udp(scene, from, to, now, ACT_REFUSED);
		else
			fragmented(scene, from, to, now);
		break;
	}
}

void play_random(struct scene *scene)
{
	uint64_t sources = scene->sources ? scene->sources : SOURCES;

	for (unsigned i = 0; i < sources; i++) {
		struct actor actor = an_actor(scene, i);
		unsigned things = 1 + below(scene, one_in(scene, 3) ? 60 : 12);
		uint64_t began = scene->start_ns + draw(scene) % SECONDS(60 * (MINUTES - 5));

		scene->wrap = one_in(scene, 3) ? below(scene, WRAP_COUNT) : WRAP_NONE;
		tape_lag(scene->tape, one_in(scene, 8) ? draw(scene) % SECONDS(2) : 0);
		for (unsigned t = 0; t < things; t++) {
			uint64_t now = began + draw(scene) % SECONDS(60 * 4);

			if (one_in(scene, 5))
				noise(scene, &actor, now);
			else
				one_thing(scene, &actor, now);
		}
		if (one_in(scene, 10))
			too_many(scene, &actor, began);
	}
}
