/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * build.h - frames in words: syn(), rst(), datagram(), echo(), in_vlan(), ...
 *
 * Each word writes one whole Ethernet frame with right lengths and checksums, of IPv4 or IPv6 as the
 * addresses are; both ends must be of one family. Nothing is allocated. Frames are padded to 60 bytes, as
 * a card would. frame->time_ns is left alone. Any thread, its own frames.
 */
#pragma once
#include <ronda/addr.h>

enum { FRAME_MOST = 1600 };

struct frame {
	uint64_t time_ns;  /* since 1970 */
	uint32_t size;     /* bytes in use */
	uint8_t bytes[FRAME_MOST];
};

/* One end of a conversation. */
struct end {
	struct ronda_addr addr;
	uint16_t port;     /* host order; echo: the identifier */
};

/* "192.0.2.1", 80; ends the program when the text is no address: it is written in the source. */
struct end end_at(const char *address, uint16_t port);

/* Host order; so that a loop can walk a network. */
struct ronda_addr v4(uint32_t number);

void syn(struct frame *frame, struct end from, struct end to, uint32_t seq);
void syn_ack(struct frame *frame, struct end from, struct end to, uint32_t seq, uint32_t ack);
/* A bare acknowledgement. */
void acks(struct frame *frame, struct end from, struct end to, uint32_t seq, uint32_t ack);
void fin(struct frame *frame, struct end from, struct end to, uint32_t seq, uint32_t ack);
/* What a client sends that wants no more of it; and what a closed port answers to `ack` - 1. */
void rst(struct frame *frame, struct end from, struct end to, uint32_t seq);
void rst_ack(struct frame *frame, struct end from, struct end to, uint32_t ack);
/* Acknowledged data; `size` at most 1460, payload NULL: zeros. */
void data(struct frame *frame, struct end from, struct end to, uint32_t seq, uint32_t ack,
	const void *payload, size_t size);
/* Any segment at all. */
void segment(struct frame *frame, struct end from, struct end to, uint8_t flags, uint32_t seq, uint32_t ack,
	const void *payload, size_t size);

void datagram(struct frame *frame, struct end from, struct end to, const void *payload, size_t size);

/* from.port is the identifier. */
void echo(struct frame *frame, struct end from, struct end to, uint16_t sequence);
void echo_reply(struct frame *frame, struct end from, struct end to, uint16_t identifier, uint16_t sequence);

/* An ICMP error from `by` to the sender of `about`, quoting it: destination unreachable with the
 * code of IPv4 (translated for IPv6), or time exceeded. */
void unreachable(struct frame *frame, struct ronda_addr by, const struct frame *about, uint8_t code);
void time_exceeded(struct frame *frame, struct ronda_addr by, const struct frame *about);

/* The frame again, wrapped; it must have room. The outer addresses are IPv4. */
void in_vlan(struct frame *frame, uint16_t id);
void in_gre(struct frame *frame, struct ronda_addr from, struct ronda_addr to);
void in_vxlan(struct frame *frame, struct ronda_addr from, struct ronda_addr to, uint32_t network);

/* Splits an unwrapped IPv4 frame after `at` bytes of IP payload (a multiple of 8). */
void fragments(const struct frame *whole, uint16_t at, struct frame *head, struct frame *tail);
