/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Millions of packets in seconds, for measuring. Written as they are made; the ledger takes totals only.
 */
#include "scene.h"

enum { CITY = 0x675ebc00, CITY_HOSTS = 1022, CHECKSUM_BYTES = 4 };

static struct end in_the_city(struct scene *scene, uint16_t port)
{
	return (struct end){ v4(CITY + 1 + below(scene, CITY_HOSTS)), port };
}

/* One of so many, the first of them `first` steps along the walk. */
static struct end one_of(struct scene *scene, uint32_t first, uint32_t sources)
{
	struct ronda_addr addr = elsewhere(first + below(scene, sources));

	return (struct end){ addr, (uint16_t)(1024 + below(scene, 60000)) };
}

static uint64_t packets(const struct scene *scene)
{
	return scene->packets ? scene->packets : 1000000;
}

/* The time of the n-th packet. */
static uint64_t at(const struct scene *scene, uint64_t n)
{
	uint64_t pps = scene->pps ? scene->pps : 1000000;

	return scene->start_ns + n / pps * 1000000000 + n % pps * 1000000000 / pps;
}

/* As many bytes of frame as asked for, without the checksum that a card would take off. */
static void sized(struct scene *scene, struct frame *frame)
{
	static const uint32_t imix[] = { 64, 64, 64, 64, 64, 64, 64, 594, 594, 594, 594, 1518 };
	uint32_t size = scene->size == SIZE_IMIX ? imix[below(scene, 12)] : scene->size;

	if (size < frame->size + CHECKSUM_BYTES)
		return;
	memset(frame->bytes + frame->size, 0, size - CHECKSUM_BYTES - frame->size);
	frame->size = size - CHECKSUM_BYTES; /* padding after the IP packet, as switches add it */
}

static void send(struct scene *scene, struct frame *frame)
{
	sized(scene, frame);
	put(scene, frame, at(scene, tape_frames(scene->tape)));
}

/* 1,000 sources, 64 B: half SYN flood, 40 % scan of which each SYN is answered by RST, 10 % echo. */
void play_scan1k(struct scene *scene)
{
	uint32_t sources = (uint32_t)(scene->sources ? scene->sources : 1000);
	struct end site = { v4(CITY + 18), 443 };
	uint64_t flood = 0, total = packets(scene);
	struct frame frame;

	while (tape_frames(scene->tape) < total) {
		uint32_t dice = below(scene, 8), seq = (uint32_t)draw(scene);
		struct end from = one_of(scene, 0, sources);

		if (dice < 5) { /* a scanned port costs two packets, the others one */
			syn(&frame, from, site, seq);
			flood++;
		} else if (dice < 7) {
			struct end to = in_the_city(scene, (uint16_t)(1 + below(scene, 1024)));

			syn(&frame, from, to, seq);
			send(scene, &frame);
			rst_ack(&frame, to, from, seq + 1);
		} else {
			echo(&frame, from, in_the_city(scene, 0), 1);
		}
		send(scene, &frame);
	}
	ledger_flood(scene->ledger, "syn", site, flood, sources);
}

/* SYN from 5 million addresses, none of which is really there. */
void play_spoof5m(struct scene *scene)
{
	uint32_t sources = (uint32_t)(scene->sources ? scene->sources : 5000000);
	struct end site = { v4(CITY + 18), 443 };
	uint64_t total = packets(scene);
	struct frame frame;

	for (uint64_t n = 0; n < total; n++) {
		struct end from = one_of(scene, 0, sources);

		syn(&frame, from, site, (uint32_t)draw(scene));
		send(scene, &frame);
	}
	ledger_flood(scene->ledger, "syn", site, total, sources);
}

enum kind { HTTP, TLS, SSH, DNS, SCAN, FLOOD };
enum { SCANNERS = 500 };

/* A conversation under way, and which packet of it comes next. */
struct flow {
	struct end client, server;
	uint32_t client_seq, server_seq;
	uint8_t kind, step, left;      /* left: segments of the answer still to come */
};

static void begin(struct scene *scene, struct flow *flow)
{
	static const uint16_t ports[] = { [HTTP] = 80, [TLS] = 443, [SSH] = 22, [DNS] = 53, [SCAN] = 0, [FLOOD] = 443 };
	static const uint8_t kinds[] = { HTTP, HTTP, TLS, TLS, TLS, SSH, DNS, DNS, DNS, SCAN, SCAN, SCAN, SCAN,
		FLOOD, FLOOD, FLOOD };
	uint32_t sources = (uint32_t)(scene->sources ? scene->sources : 100000);

	flow->kind = kinds[below(scene, sizeof kinds)];
	flow->client = flow->kind == SCAN ? one_of(scene, 0, SCANNERS)
		: flow->kind == FLOOD ? one_of(scene, 1000000, 1000000) : one_of(scene, SCANNERS, sources);
	flow->server = in_the_city(scene, ports[flow->kind]);
	if (flow->kind == SCAN)
		flow->server.port = (uint16_t)(1 + below(scene, 10000));
	else if (flow->kind == FLOOD)
		flow->server.addr = v4(CITY + 18);
	flow->client_seq = (uint32_t)draw(scene);
	flow->server_seq = (uint32_t)draw(scene);
	flow->step = 0;
	flow->left = (uint8_t)(1 + below(scene, flow->kind == SSH ? 6 : 24));
}

/* One packet of the flow; false when it was the last. */
static bool step(struct scene *scene, struct flow *flow, struct frame *frame)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: www.example.go.id\r\n\r\n";
	bool one_packet = flow->kind == FLOOD || (flow->kind == SCAN && one_in(scene, 2));

	if (flow->kind == DNS) {
		if (flow->step++ == 0) {
			datagram(frame, flow->client, flow->server, NULL, 32);
			return true;
		}
		datagram(frame, flow->server, flow->client, NULL, 60 + below(scene, 400));
		return false;
	}
	switch (flow->step++) {
	case 0:
		syn(frame, flow->client, flow->server, flow->client_seq++);
		return !one_packet;
	case 1:
		if (flow->kind == SCAN) {
			rst_ack(frame, flow->server, flow->client, flow->client_seq);
			return false;
		}
		syn_ack(frame, flow->server, flow->client, flow->server_seq++, flow->client_seq);
		return true;
	case 2:
		acks(frame, flow->client, flow->server, flow->client_seq, flow->server_seq);
		return true;
	case 3:
		if (flow->kind == HTTP)
			data(frame, flow->client, flow->server, flow->client_seq, flow->server_seq, request,
				sizeof request - 1);
		else
			data(frame, flow->client, flow->server, flow->client_seq, flow->server_seq, NULL, 517);
		flow->client_seq += flow->kind == HTTP ? (uint32_t)sizeof request - 1 : 517;
		return true;
	case 4:
		data(frame, flow->server, flow->client, flow->server_seq, flow->client_seq, NULL,
			flow->kind == SSH ? 100 : 1460);
		flow->server_seq += flow->kind == SSH ? 100 : 1460;
		return true;
	case 5:
		acks(frame, flow->client, flow->server, flow->client_seq, flow->server_seq);
		if (--flow->left)
			flow->step = 4;
		return true;
	case 6:
		fin(frame, flow->client, flow->server, flow->client_seq++, flow->server_seq);
		return true;
	default:
		fin(frame, flow->server, flow->client, flow->server_seq, flow->client_seq);
		return false;
	}
}

/* Scans, a flood, HTTP, SSH, DNS and TLS with whole handshakes, 4,096 conversations at a time. */
void play_mixed(struct scene *scene)
{
	enum { FLOWS = 4096 };
	static struct flow flows[FLOWS];
	uint64_t total = packets(scene);
	struct frame frame;

	for (unsigned i = 0; i < FLOWS; i++)
		begin(scene, &flows[i]);
	for (uint64_t n = 0; n < total; n++) {
		struct flow *flow = &flows[below(scene, FLOWS)];

		if (!step(scene, flow, &frame))
			begin(scene, flow);
		if (scene->size)
			sized(scene, &frame);
		put(scene, &frame, at(scene, n));
	}
}
