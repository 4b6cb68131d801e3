/* SPDX-License-Identifier: BSD-2-Clause */
#include "build.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

enum { ETHERNET = 14, IPV4 = 20, IPV6 = 40, TCP = 20, UDP = 8, ICMP = 8, LEAST = 60 };
enum { FIN = 0x01, SYN = 0x02, RST = 0x04, PSH = 0x08, ACK = 0x10 };
enum { PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_GRE = 47, PROTO_ICMPV6 = 58 };

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

static uint32_t get16(const uint8_t *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

/* Adds to the Internet checksum's sum; fold() ends it. Words are added as they lie in memory, which the
 * compiler can do many at a time, and turned once: RFC 1071, 2(B). */
static uint64_t sum(uint64_t so_far, const uint8_t *bytes, size_t size)
{
	uint64_t lying = 0;
	size_t whole = size / 4 * 4;

	for (size_t i = 0; i < whole; i += 4) {
		uint32_t word;

		memcpy(&word, bytes + i, 4);
		lying += word;
	}
	while (lying >> 16)
		lying = (lying & 0xffff) + (lying >> 16);
	so_far += ntohs((uint16_t)lying);
	for (size_t i = whole; i < size; i++)
		so_far += i % 2 ? bytes[i] : (uint64_t)bytes[i] << 8;
	return so_far;
}

static uint16_t fold(uint64_t so_far)
{
	while (so_far >> 16)
		so_far = (so_far & 0xffff) + (so_far >> 16);
	return (uint16_t)~so_far;
}

struct end end_at(const char *address, uint16_t port)
{
	struct end end = { .port = port };
	uint8_t bytes[16];

	if (inet_pton(AF_INET, address, bytes) == 1) {
		end.addr = ronda_addr_v4(bytes);
	} else if (inet_pton(AF_INET6, address, bytes) == 1) {
		end.addr = ronda_addr_v6(bytes);
	} else {
		fprintf(stderr, "traffic: \"%s\" is not an address\n", address);
		abort();
	}
	return end;
}

struct ronda_addr v4(uint32_t number)
{
	uint8_t bytes[4];

	put32(bytes, number);
	return ronda_addr_v4(bytes);
}

/* A locally administered address per host, or the group's own. */
static void mac(uint8_t *at, const struct ronda_addr *addr, bool v6)
{
	const uint8_t *last = addr->bytes + 12;

	if (!v6 && ntohl(addr->words[3]) == 0xffffffff) {
		memset(at, 0xff, 6);
	} else if (!v6 && last[0] >> 4 == 0xe) {
		memcpy(at, "\x01\x00\x5e", 3);
		memcpy(at + 3, last + 1, 3);
		at[3] &= 0x7f;
	} else if (v6 && addr->bytes[0] == 0xff) {
		memcpy(at, "\x33\x33", 2);
		memcpy(at + 2, last, 4);
	} else {
		memcpy(at, "\x02\x00", 2);
		memcpy(at + 2, last, 4);
	}
}

/* Ethernet and IP headers for `size` bytes of `proto`; returns where those begin. */
static uint8_t *ip(struct frame *frame, const struct ronda_addr *from, const struct ronda_addr *to,
	uint8_t proto, size_t size)
{
	uint8_t *at = frame->bytes + ETHERNET;
	bool v6 = !ronda_addr_is_v4(from);
	size_t whole = ETHERNET + (v6 ? IPV6 : IPV4) + size;

	mac(frame->bytes, to, v6);
	mac(frame->bytes + 6, from, v6);
	put16(frame->bytes + 12, v6 ? 0x86dd : 0x0800);
	if (v6) {
		put32(at, 0x60000000);
		put16(at + 4, (uint32_t)size);
		at[6] = proto;
		at[7] = 58;
		memcpy(at + 8, from->bytes, 16);
		memcpy(at + 24, to->bytes, 16);
	} else {
		put32(at, 0x45000000 | (uint32_t)(size + IPV4));
		put32(at + 4, 0x00004000);
		put32(at + 8, 0x38000000 | (uint32_t)proto << 16);
		memcpy(at + 12, from->bytes + 12, 4);
		memcpy(at + 16, to->bytes + 12, 4);
		put16(at + 10, fold(sum(0, at, IPV4)));
	}
	frame->size = (uint32_t)(whole < LEAST ? LEAST : whole);
	if (whole < LEAST)
		memset(frame->bytes + whole, 0, LEAST - whole);
	return at + (v6 ? IPV6 : IPV4);
}

/* The checksum of a transport header and its data, with the pseudo header. */
static uint16_t checksum(const struct ronda_addr *from, const struct ronda_addr *to, uint8_t proto,
	const uint8_t *bytes, size_t size)
{
	uint64_t pseudo = proto + size;
	size_t skip = ronda_addr_is_v4(from) ? 12 : 0;

	pseudo = sum(pseudo, from->bytes + skip, 16 - skip);
	pseudo = sum(pseudo, to->bytes + skip, 16 - skip);
	return fold(sum(pseudo, bytes, size));
}

static void fill(uint8_t *at, const void *payload, size_t size)
{
	if (size == 0)
		return;
	if (payload)
		memcpy(at, payload, size);
	else
		memset(at, 0, size);
}

void segment(struct frame *frame, struct end from, struct end to, uint8_t flags, uint32_t seq, uint32_t ack,
	const void *payload, size_t size)
{
	uint8_t *at = ip(frame, &from.addr, &to.addr, PROTO_TCP, TCP + size);

	put16(at, from.port);
	put16(at + 2, to.port);
	put32(at + 4, seq);
	put32(at + 8, ack);
	put32(at + 12, 0x5000ffff | (uint32_t)flags << 16);
	put32(at + 16, 0);
	fill(at + TCP, payload, size);
	put16(at + 16, checksum(&from.addr, &to.addr, PROTO_TCP, at, TCP + size));
}

void syn(struct frame *frame, struct end from, struct end to, uint32_t seq)
{
	segment(frame, from, to, SYN, seq, 0, NULL, 0);
}

void syn_ack(struct frame *frame, struct end from, struct end to, uint32_t seq, uint32_t ack)
{
	segment(frame, from, to, SYN | ACK, seq, ack, NULL, 0);
}

void acks(struct frame *frame, struct end from, struct end to, uint32_t seq, uint32_t ack)
{
	segment(frame, from, to, ACK, seq, ack, NULL, 0);
}

void fin(struct frame *frame, struct end from, struct end to, uint32_t seq, uint32_t ack)
{
	segment(frame, from, to, FIN | ACK, seq, ack, NULL, 0);
}

void rst(struct frame *frame, struct end from, struct end to, uint32_t seq)
{
	segment(frame, from, to, RST, seq, 0, NULL, 0);
}

void rst_ack(struct frame *frame, struct end from, struct end to, uint32_t ack)
{
	segment(frame, from, to, RST | ACK, 0, ack, NULL, 0);
}

void data(struct frame *frame, struct end from, struct end to, uint32_t seq, uint32_t ack,
	const void *payload, size_t size)
{
	segment(frame, from, to, PSH | ACK, seq, ack, payload, size);
}

void datagram(struct frame *frame, struct end from, struct end to, const void *payload, size_t size)
{
	uint8_t *at = ip(frame, &from.addr, &to.addr, PROTO_UDP, UDP + size);

	put16(at, from.port);
	put16(at + 2, to.port);
	put16(at + 4, (uint32_t)(UDP + size));
	put16(at + 6, 0);
	fill(at + UDP, payload, size);
	put16(at + 6, checksum(&from.addr, &to.addr, PROTO_UDP, at, UDP + size));
}

/* An ICMP message of either family; the second word is `rest`, then comes what is quoted or said. */
static void icmp(struct frame *frame, const struct ronda_addr *from, const struct ronda_addr *to,
	uint8_t type, uint8_t code, uint32_t rest, const void *body, size_t size)
{
	bool v6 = !ronda_addr_is_v4(from);
	uint8_t proto = v6 ? PROTO_ICMPV6 : PROTO_ICMP;
	uint8_t *at = ip(frame, from, to, proto, ICMP + size);

	put32(at, (uint32_t)type << 24 | (uint32_t)code << 16);
	put32(at + 4, rest);
	fill(at + ICMP, body, size);
	put16(at + 2, v6 ? checksum(from, to, proto, at, ICMP + size) : fold(sum(0, at, ICMP + size)));
}

static const char ping_body[] = "who goes there? the night watch, making its round...";

void echo(struct frame *frame, struct end from, struct end to, uint16_t sequence)
{
	icmp(frame, &from.addr, &to.addr, ronda_addr_is_v4(&from.addr) ? 8 : 128, 0,
		(uint32_t)from.port << 16 | sequence, ping_body, sizeof ping_body);
}

void echo_reply(struct frame *frame, struct end from, struct end to, uint16_t identifier, uint16_t sequence)
{
	icmp(frame, &from.addr, &to.addr, ronda_addr_is_v4(&from.addr) ? 0 : 129, 0,
		(uint32_t)identifier << 16 | sequence, ping_body, sizeof ping_body);
}

/* The sender of an unwrapped frame, and as much of its IP packet as an error may quote. */
static struct ronda_addr quote(const struct frame *about, const uint8_t **packet, size_t *size)
{
	const uint8_t *at = about->bytes + ETHERNET;
	bool v6 = at[0] >> 4 == 6;
	size_t whole = v6 ? IPV6 + get16(at + 4) : get16(at + 2);
	size_t most = v6 ? 600 : IPV4 + 8;

	*packet = at;
	*size = whole < most ? whole : most;
	return v6 ? ronda_addr_v6(at + 8) : ronda_addr_v4(at + 12);
}

void unreachable(struct frame *frame, struct ronda_addr by, const struct frame *about, uint8_t code)
{
	static const uint8_t as_v6[16] = { [0] = 0, [1] = 3, [2] = 4, [3] = 4, [9] = 1, [10] = 1, [13] = 1 };
	const uint8_t *packet;
	size_t size;
	struct ronda_addr to = quote(about, &packet, &size);
	bool v6 = !ronda_addr_is_v4(&to);

	icmp(frame, &by, &to, v6 ? 1 : 3, v6 ? as_v6[code & 15] : code, 0, packet, size);
}

void time_exceeded(struct frame *frame, struct ronda_addr by, const struct frame *about)
{
	const uint8_t *packet;
	size_t size;
	struct ronda_addr to = quote(about, &packet, &size);

	icmp(frame, &by, &to, ronda_addr_is_v4(&to) ? 11 : 3, 0, 0, packet, size);
}

void in_vlan(struct frame *frame, uint16_t id)
{
	memmove(frame->bytes + 16, frame->bytes + 12, frame->size - 12);
	put16(frame->bytes + 12, 0x8100);
	put16(frame->bytes + 14, id & 0xfffu);
	frame->size += 4;
}

void in_gre(struct frame *frame, struct ronda_addr from, struct ronda_addr to)
{
	uint8_t inner[FRAME_MOST];
	uint32_t size = frame->size - ETHERNET;
	uint32_t ethertype = get16(frame->bytes + 12);

	memcpy(inner, frame->bytes + ETHERNET, size);

	uint8_t *at = ip(frame, &from, &to, PROTO_GRE, 4 + size);

	put32(at, ethertype);
	memcpy(at + 4, inner, size);
}

void in_vxlan(struct frame *frame, struct ronda_addr from, struct ronda_addr to, uint32_t network)
{
	uint8_t inner[FRAME_MOST];
	uint32_t size = frame->size;

	put32(inner, 0x08000000);
	put32(inner + 4, network << 8);
	memcpy(inner + 8, frame->bytes, size);
	datagram(frame, (struct end){ from, 55555 }, (struct end){ to, 4789 }, inner, size + 8);
}

/* One fragment of `whole`: `size` bytes of its IP payload from `at`. */
static void fragment(struct frame *piece, const struct frame *whole, uint32_t at, uint32_t size, bool more)
{
	const uint8_t *header = whole->bytes + ETHERNET;
	struct ronda_addr from = ronda_addr_v4(header + 12), to = ronda_addr_v4(header + 16);
	uint8_t *payload = ip(piece, &from, &to, header[9], size), *own = payload - IPV4;

	memcpy(payload, header + IPV4 + at, size);
	put16(own + 4, get16(header + IPV4 + 4) ^ get16(header + IPV4)); /* an identity of its own */
	put16(own + 6, at / 8 | (more ? 0x2000u : 0));
	put16(own + 10, 0);
	put16(own + 10, fold(sum(0, own, IPV4)));
}

void fragments(const struct frame *whole, uint16_t at, struct frame *head, struct frame *tail)
{
	uint32_t size = get16(whole->bytes + ETHERNET + 2) - IPV4;

	head->time_ns = tail->time_ns = whole->time_ns;
	fragment(head, whole, 0, at, true);
	fragment(tail, whole, at, size - at, false);
}
