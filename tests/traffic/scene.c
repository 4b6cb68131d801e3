/* SPDX-License-Identifier: BSD-2-Clause */
#include "scene.h"

uint64_t draw(struct scene *scene) /* splitmix64 */
{
	uint64_t z = scene->chance += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

uint32_t below(struct scene *scene, uint32_t n)
{
	return (uint32_t)(((draw(scene) >> 32) * n) >> 32);
}

bool one_in(struct scene *scene, uint32_t n)
{
	return below(scene, n) == 0;
}

uint64_t between(struct scene *scene, uint64_t least, uint64_t most)
{
	return least + draw(scene) % (most - least);
}

static bool is_public(uint32_t number)
{
	uint32_t first = number >> 24;

	return first != 0 && first != 10 && first != 127 && first < 224 && number >> 22 != (100u << 2 | 1) &&
		number >> 16 != 0xa9fe && number >> 20 != 0xac1 && number >> 16 != 0xc0a8 &&
		number >> 8 != 0xc00002 && number >> 17 != 0xc612u >> 1 && number >> 8 != 0xc63364 &&
		number >> 8 != 0xcb0071;
}

struct ronda_addr anywhere(struct scene *scene)
{
	uint32_t number;

	do
		number = (uint32_t)draw(scene);
	while (!is_public(number));
	return v4(number);
}

struct ronda_addr elsewhere(uint64_t i)
{
	/* An odd multiplier permutes 2^32. Starting at a public address (11.0.0.0 to 100.63.255.255 are all
	 * public) and stepping on until the next one, no two i can meet. */
	uint32_t number = 0x0b000000u + (uint32_t)(i % 0x59400000u);

	do
		number = number * 2654435761u + 0x5bd1e995u;
	while (!is_public(number));
	return v4(number);
}

void put(struct scene *scene, struct frame *frame, uint64_t time_ns)
{
	frame->time_ns = time_ns;
	switch (scene->wrap) {
	case WRAP_VLAN:
		in_vlan(frame, 188);
		break;
	case WRAP_GRE:
		in_gre(frame, v4(0x0a000001), v4(0x0a000002));
		break;
	case WRAP_VXLAN:
		in_vxlan(frame, v4(0x0a000001), v4(0x0a000002), 188);
		break;
	default:
		break;
	}
	tape_put(scene->tape, frame);
}

struct talk talk_open(struct scene *scene, struct end client, struct end server, uint64_t time_ns,
	uint64_t trip_ns)
{
	struct talk talk = { .scene = scene, .client = client, .server = server, .now_ns = time_ns, .trip_ns = trip_ns };
	struct frame frame;

	talk.client_seq = (uint32_t)draw(scene);
	talk.server_seq = (uint32_t)draw(scene);
	syn(&frame, client, server, talk.client_seq++);
	put(scene, &frame, talk.now_ns);
	syn_ack(&frame, server, client, talk.server_seq++, talk.client_seq);
	put(scene, &frame, talk.now_ns += trip_ns);
	acks(&frame, client, server, talk.client_seq, talk.server_seq);
	put(scene, &frame, talk.now_ns += MILLISECONDS(0.2));
	return talk;
}

enum { SEGMENT = 1460 };

static void carry(struct talk *talk, bool from_client, const char *text, size_t size)
{
	struct end from = from_client ? talk->client : talk->server, to = from_client ? talk->server : talk->client;
	uint32_t *seq = from_client ? &talk->client_seq : &talk->server_seq;
	uint32_t other = from_client ? talk->server_seq : talk->client_seq;
	struct frame frame;

	for (size_t done = 0; done < size; done += SEGMENT) {
		size_t part = size - done < SEGMENT ? size - done : SEGMENT;

		data(&frame, from, to, *seq, other, text ? text + done : NULL, part);
		put(talk->scene, &frame, talk->now_ns += MILLISECONDS(0.1));
		*seq += (uint32_t)part;
		if (done / SEGMENT % 2 == 0) {
			acks(&frame, to, from, other, *seq);
			put(talk->scene, &frame, talk->now_ns += MILLISECONDS(0.1));
		}
	}
	talk->now_ns += talk->trip_ns;
}

void talk_say(struct talk *talk, const char *text, size_t size)
{
	carry(talk, true, text, size);
}

void talk_hear(struct talk *talk, const char *text, size_t size)
{
	carry(talk, false, text, size);
}

void talk_close(struct talk *talk)
{
	struct frame frame;

	fin(&frame, talk->client, talk->server, talk->client_seq, talk->server_seq);
	put(talk->scene, &frame, talk->now_ns += MILLISECONDS(1));
	fin(&frame, talk->server, talk->client, talk->server_seq, talk->client_seq + 1);
	put(talk->scene, &frame, talk->now_ns += talk->trip_ns);
	acks(&frame, talk->client, talk->server, talk->client_seq + 1, talk->server_seq + 1);
	put(talk->scene, &frame, talk->now_ns += MILLISECONDS(0.2));
}

static uint64_t a_trip(struct scene *scene)
{
	return between(scene, MILLISECONDS(2), MILLISECONDS(180));
}

void web(struct scene *scene, struct end client, struct end server, uint64_t time_ns)
{
	static const char request[] = "GET /layanan/ktp HTTP/1.1\r\nHost: dukcapil.example.go.id\r\n"
		"User-Agent: Mozilla/5.0 (Linux; Android 13)\r\nAccept: text/html\r\n\r\n";
	char answer[100];
	struct talk talk = talk_open(scene, client, server, time_ns, a_trip(scene));
	unsigned pages = 1 + below(scene, 3);

	for (unsigned i = 0; i < pages; i++) {
		size_t size = 400 + below(scene, 9000);

		talk_say(&talk, request, sizeof request - 1);
		talk_hear(&talk, answer, (size_t)snprintf(answer, sizeof answer,
			"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n\r\n", size));
		talk_hear(&talk, NULL, size);
		talk.now_ns += between(scene, MILLISECONDS(20), SECONDS(2));
	}
	talk_close(&talk);
	ledger_benign(scene->ledger);
}

void tls(struct scene *scene, struct end client, struct end server, uint64_t time_ns)
{
	struct talk talk = talk_open(scene, client, server, time_ns, a_trip(scene));

	talk_say(&talk, NULL, 517);
	talk_hear(&talk, NULL, 2800);
	talk_say(&talk, NULL, 80);
	for (unsigned i = 1 + below(scene, 4); i > 0; i--) {
		talk_say(&talk, NULL, 200 + below(scene, 600));
		talk_hear(&talk, NULL, 800 + below(scene, 12000));
	}
	talk_close(&talk);
	ledger_benign(scene->ledger);
}

void ssh(struct scene *scene, struct end client, struct end server, uint64_t time_ns)
{
	static const char banner[] = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
	struct talk talk = talk_open(scene, client, server, time_ns, a_trip(scene));

	talk_hear(&talk, banner, sizeof banner - 1);
	talk_say(&talk, banner, sizeof banner - 1);
	talk_say(&talk, NULL, 1100);
	talk_hear(&talk, NULL, 1000);
	for (unsigned i = 5 + below(scene, 30); i > 0; i--) {
		talk_say(&talk, NULL, 36 + below(scene, 60));
		talk_hear(&talk, NULL, 36 + below(scene, 400));
		talk.now_ns += between(scene, MILLISECONDS(50), MILLISECONDS(900));
	}
	talk_close(&talk);
	ledger_benign(scene->ledger);
}

void mail(struct scene *scene, struct end client, struct end server, uint64_t time_ns)
{
	struct talk talk = talk_open(scene, client, server, time_ns, a_trip(scene));

	talk_hear(&talk, "220 mail.example.go.id ESMTP\r\n", 30);
	talk_say(&talk, "EHLO relay.example.net\r\n", 24);
	talk_hear(&talk, "250-mail.example.go.id\r\n250 OK\r\n", 32);
	talk_say(&talk, "MAIL FROM:<a@example.net>\r\n", 27);
	talk_hear(&talk, "250 OK\r\n", 8);
	talk_say(&talk, NULL, 1000 + below(scene, 8000));
	talk_hear(&talk, "250 OK\r\n", 8);
	talk_close(&talk);
	ledger_benign(scene->ledger);
}

/* A question and its answer. */
static void asked(struct scene *scene, struct end client, struct end server, uint64_t time_ns,
	size_t question, size_t answer)
{
	struct frame frame;

	datagram(&frame, client, server, NULL, question);
	put(scene, &frame, time_ns);
	datagram(&frame, server, client, NULL, answer);
	put(scene, &frame, time_ns + between(scene, MILLISECONDS(1), MILLISECONDS(90)));
	ledger_benign(scene->ledger);
}

void dns(struct scene *scene, struct end client, struct end server, uint64_t time_ns)
{
	size_t question = 28 + below(scene, 30);

	asked(scene, client, server, time_ns, question, 60 + below(scene, 400));
}

void ntp(struct scene *scene, struct end client, struct end server, uint64_t time_ns)
{
	asked(scene, client, server, time_ns, 48, 48);
}

void ping(struct scene *scene, struct end client, struct end server, uint64_t time_ns, unsigned times)
{
	struct frame frame;

	for (unsigned i = 0; i < times; i++) {
		echo(&frame, client, server, (uint16_t)i);
		put(scene, &frame, time_ns + SECONDS(i));
		echo_reply(&frame, server, client, client.port, (uint16_t)i);
		put(scene, &frame, time_ns + SECONDS(i) + MILLISECONDS(12));
	}
	ledger_benign(scene->ledger);
}

void probe_tcp(struct scene *scene, struct end from, struct end to, uint64_t time_ns,
	enum act_outcome outcome)
{
	uint64_t trip = between(scene, MILLISECONDS(1), MILLISECONDS(200));
	uint32_t seq = (uint32_t)draw(scene), theirs = (uint32_t)draw(scene);
	struct frame sent, frame;
	struct talk talk;

	ledger_act(scene->ledger, from.addr, to, outcome);
	if (outcome == ACT_USEFUL || outcome == ACT_ESTABLISHED) {
		ledger_verified(scene->ledger, from.addr);
		talk = talk_open(scene, from, to, time_ns, trip);
		if (outcome == ACT_USEFUL) {
			talk_say(&talk, "GET / HTTP/1.0\r\n\r\n", 18);
			talk_hear(&talk, NULL, 300);
		}
		talk_close(&talk);
		return;
	}

	syn(&sent, from, to, seq);
	frame = sent;
	put(scene, &frame, time_ns);
	switch (outcome) {
	case ACT_REFUSED:
		rst_ack(&frame, to, from, seq + 1);
		put(scene, &frame, time_ns + trip);
		break;
	case ACT_ANSWERED:
		syn_ack(&frame, to, from, theirs, seq + 1);
		put(scene, &frame, time_ns + trip);
		rst(&frame, from, to, seq + 1);
		put(scene, &frame, time_ns + trip + MILLISECONDS(0.1));
		break;
	case ACT_UNKNOWN:
		acks(&frame, from, to, seq + 1, theirs + 1);
		put(scene, &frame, time_ns + trip);
		break;
	default:
		break;
	}
}

void probe_udp(struct scene *scene, struct end from, struct end to, uint64_t time_ns,
	enum act_outcome outcome)
{
	uint64_t trip = between(scene, MILLISECONDS(1), MILLISECONDS(200));
	size_t size = outcome == ACT_ANSWERED ? 0 : outcome == ACT_USEFUL ? 12 + below(scene, 40) : below(scene, 60);
	struct frame sent, frame;

	ledger_act(scene->ledger, from.addr, to, outcome);
	datagram(&sent, from, to, NULL, size);
	frame = sent;
	put(scene, &frame, time_ns);
	if (outcome == ACT_REFUSED) {
		unreachable(&frame, to.addr, &sent, 3);
		put(scene, &frame, time_ns + trip);
	} else if (outcome == ACT_ANSWERED || outcome == ACT_USEFUL) {
		datagram(&frame, to, from, NULL, 30);
		put(scene, &frame, time_ns + trip);
	}
}

void probe_echo(struct scene *scene, struct end from, struct end to, uint64_t time_ns,
	enum act_outcome outcome)
{
	uint64_t trip = between(scene, MILLISECONDS(1), MILLISECONDS(200));
	struct frame sent, frame;

	to.port = 0;
	ledger_act(scene->ledger, from.addr, to, outcome);
	echo(&sent, from, to, 1);
	frame = sent;
	put(scene, &frame, time_ns);
	if (outcome == ACT_REFUSED) {
		unreachable(&frame, to.addr, &sent, 1);
		put(scene, &frame, time_ns + trip);
	} else if (outcome == ACT_ANSWERED) {
		echo_reply(&frame, to, from, from.port, 1);
		put(scene, &frame, time_ns + trip);
	}
}
