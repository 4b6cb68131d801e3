/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decode.h - from a frame to the innermost IP packet in it.
 *
 * A tunnel is followed as far as it holds well-formed IP packets; where the inside is anything
 * else (ARP, garbage, encrypted, cut) the packet around it stands. Checksums are not verified: a
 * card that computes them on the way out would make every packet of our own look bad.
 *
 * Fragments    The packet that completes the transport header carries RONDA_HAS_TRANSPORT, however
 *              small the pieces and in whatever order; those after it carry the ports. 4,096
 *              fragmented packets are remembered, each for 60 s of packet time, the oldest
 *              giving way; what was forgotten makes later fragments RONDA_HEADLESS.
 * Threads      One decoder per worker. Nothing is shared.
 * Memory       Sized once, by decoder_create() (about 600 KiB).
 */
#pragma once
#include <ronda/attack.h>
#include <ronda/packet.h>

struct decoder;

/* NULL when memory is short. */
struct decoder *decoder_create(void);

/* Frees it; NULL is fine. */
void decoder_destroy(struct decoder *decoder);

/*
 * Fills *packet, valid until the frame's data goes, and returns RONDA_FATE_DECODED; otherwise
 * returns another fate and says why in *reason, and *packet holds nothing of use.
 *
 * In a decoded packet every field has its value, 0 where the packet has none; only `quoted` is
 * left as it was without RONDA_QUOTES. No allocation, no system call.
 */
enum ronda_fate decode_frame(struct decoder *decoder, const struct ronda_frame *frame,
	struct ronda_packet *packet, enum ronda_reason *reason);
