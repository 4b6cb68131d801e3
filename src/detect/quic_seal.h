/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quic_seal.h - opening QUIC Initials, whose keys follow from a connection ID in clear.
 *
 * RFC 9001 section 5 (version 1) and RFC 9369 section 3.3 (version 2): HKDF with SHA-256, AES-128-GCM, header
 * protection by AES-128. The primitives are libcrypto's.
 *
 * Memory   quic_crypto_create() allocates what libcrypto needs; nothing is allocated afterwards.
 * Threads  One writer: each worker has its own.
 */
#pragma once
#include "detect/talk.h"

enum { QUIC_1 = 0x00000001, QUIC_2 = 0x6b3343cf, QUIC_ID_MOST = 20, QUIC_TAG = 16, QUIC_SAMPLE = 16 };

/* What opens the Initials of one side of one connection. */
struct quic_keys {
	uint8_t key[16], iv[12], mask[16];
};

struct quic_crypto;

/* NULL when memory is short or libcrypto lacks AES-128-GCM. */
struct quic_crypto *quic_crypto_create(void);

/* Frees it; NULL is fine. */
void quic_crypto_destroy(struct quic_crypto *crypto);

/* The keys of `side` that follow from the client's first destination connection ID (at most QUIC_ID_MOST
 * bytes). False: the version is not known. */
bool quic_derive(struct quic_crypto *crypto, uint32_t version, const uint8_t *id, size_t id_size,
	enum talk_side side, struct quic_keys *keys);

/* One packet, sealed. */
struct quic_sealed {
	const uint8_t *at; /* from its first byte on */
	size_t number_at;  /* where its packet number begins */
	size_t size;       /* of the whole packet, as it was sent */
	size_t there;      /* bytes of it that were captured */
};

/* Opens it into `plain` (room for `there` bytes) and returns how many bytes are there; negative when it is not
 * what the keys seal. Of a packet cut by the capture what there is comes out, on trust: its tag is missing. */
long quic_open(struct quic_crypto *crypto, const struct quic_keys *keys, const struct quic_sealed *sealed,
	uint8_t *plain);
