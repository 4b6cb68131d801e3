/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/quic_seal.h"
#include "detect/sha256.h"

#include <openssl/evp.h>

#include <stdlib.h>
#include <string.h>

enum { HASH = SHA256_SIZE, BLOCK = SHA256_BLOCK, SALT = 20, NONCE = 12, NUMBER_MOST = 4, RESERVED_BITS = 0x0c };

struct derived {
	uint32_t version;
	uint8_t id[QUIC_ID_MOST], id_size;
	struct quic_keys keys;
};

struct quic_crypto {
	EVP_CIPHER_CTX *gcm, *mask;
	struct derived last[2]; /* by side: a flight is several datagrams of one connection */
};

struct version {
	uint32_t number;
	uint8_t salt[SALT];
	const char *key, *iv, *mask;
};

static const struct version versions[] = {
	{ QUIC_1, { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad,
		0xcc, 0xbb, 0x7f, 0x0a }, "tls13 quic key", "tls13 quic iv", "tls13 quic hp" },
	{ QUIC_2, { 0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb,
		0xf9, 0xbd, 0x2e, 0xd9 }, "tls13 quicv2 key", "tls13 quicv2 iv", "tls13 quicv2 hp" },
};

/* Algorithms are fetched and contexts filled here, with keys of zeros, so that no later call allocates. */
static bool prepare(struct quic_crypto *crypto)
{
	EVP_CIPHER *gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL), *ecb = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
	uint8_t zeros[16] = { 0 };
	bool done;

	crypto->gcm = EVP_CIPHER_CTX_new();
	crypto->mask = EVP_CIPHER_CTX_new();
	done = gcm && ecb && crypto->gcm && crypto->mask && EVP_DecryptInit_ex2(crypto->gcm, gcm, zeros, zeros, NULL)
		&& EVP_EncryptInit_ex2(crypto->mask, ecb, zeros, NULL, NULL)
		&& EVP_CIPHER_CTX_set_padding(crypto->mask, 0);
	EVP_CIPHER_free(gcm); /* the contexts hold on to them */
	EVP_CIPHER_free(ecb);
	return done;
}

struct quic_crypto *quic_crypto_create(void)
{
	struct quic_crypto *crypto = calloc(1, sizeof *crypto);

	if (crypto && !prepare(crypto)) {
		quic_crypto_destroy(crypto);
		return NULL;
	}
	return crypto;
}

void quic_crypto_destroy(struct quic_crypto *crypto)
{
	if (!crypto)
		return;
	EVP_CIPHER_CTX_free(crypto->gcm);
	EVP_CIPHER_CTX_free(crypto->mask);
	free(crypto);
}

/* RFC 2104, for keys of at most a block. By hand, because libcrypto's own allocates for each new key. */
static void hmac(const uint8_t *key, size_t key_size, const uint8_t *data, size_t size, uint8_t out[static HASH])
{
	uint8_t inner[BLOCK], outer[BLOCK];

	memset(inner, 0x36, BLOCK);
	memset(outer, 0x5c, BLOCK);
	for (size_t i = 0; i < key_size; i++) {
		inner[i] ^= key[i];
		outer[i] ^= key[i];
	}
	sha256(inner, BLOCK, data, size, out);
	sha256(outer, BLOCK, out, HASH, out);
}

/* HKDF-Expand-Label of RFC 8446 section 7.1, for at most one hash of output. */
static void expand(const uint8_t secret[static HASH], const char *label, uint8_t *out, uint8_t size)
{
	uint8_t info[64], block[HASH];
	uint8_t label_size = (uint8_t)strlen(label), at = 0;

	info[at++] = 0;
	info[at++] = size;
	info[at++] = label_size;
	memcpy(info + at, label, label_size);
	at = (uint8_t)(at + label_size);
	info[at++] = 0; /* no context */
	info[at++] = 1; /* the first block of output */
	hmac(secret, HASH, info, at, block);
	memcpy(out, block, size);
}

static const struct version *version_of(uint32_t number)
{
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		if (versions[i].number == number)
			return &versions[i];
	return NULL;
}

static void derive(const struct version *version, const uint8_t *id, size_t id_size, enum talk_side side,
	struct quic_keys *keys)
{
	uint8_t initial[HASH], secret[HASH];

	hmac(version->salt, SALT, id, id_size, initial);
	expand(initial, side == TALK_CLIENT ? "tls13 client in" : "tls13 server in", secret, HASH);
	expand(secret, version->key, keys->key, sizeof keys->key);
	expand(secret, version->iv, keys->iv, sizeof keys->iv);
	expand(secret, version->mask, keys->mask, sizeof keys->mask);
}

bool quic_derive(struct quic_crypto *crypto, uint32_t number, const uint8_t *id, size_t id_size, enum talk_side side,
	struct quic_keys *keys)
{
	const struct version *version = version_of(number);
	struct derived *last = &crypto->last[side];

	if (!version || id_size > QUIC_ID_MOST)
		return false;
	if (last->version != number || last->id_size != id_size || memcmp(last->id, id, id_size)) {
		derive(version, id, id_size, side, &last->keys);
		last->version = number;
		last->id_size = (uint8_t)id_size;
		memcpy(last->id, id, id_size);
	}
	*keys = last->keys;
	return true;
}

/* The header as it was before protection: its first byte, and its packet number with how long it is. */
static bool unmask(struct quic_crypto *crypto, const struct quic_keys *keys, const struct quic_sealed *sealed,
	uint8_t *first, uint8_t number[static NUMBER_MOST], size_t *number_size)
{
	const uint8_t *at = sealed->at + sealed->number_at;
	uint8_t mask[QUIC_SAMPLE];
	int size;

	if (!EVP_EncryptInit_ex2(crypto->mask, NULL, keys->mask, NULL, NULL)
		|| !EVP_EncryptUpdate(crypto->mask, mask, &size, at + NUMBER_MOST, QUIC_SAMPLE))
		return false;
	*first = sealed->at[0] ^ (mask[0] & 0x0f);
	*number_size = (*first & 3u) + 1;
	for (size_t i = 0; i < *number_size; i++)
		number[i] = at[i] ^ mask[1 + i];
	return !(*first & RESERVED_BITS);
}

/* The header is authenticated as it was before protection. */
static bool begin(struct quic_crypto *crypto, const struct quic_keys *keys, const struct quic_sealed *sealed,
	uint8_t first, const uint8_t *number, size_t number_size)
{
	uint8_t nonce[NONCE];
	int size;

	memcpy(nonce, keys->iv, NONCE);
	for (size_t i = 0; i < number_size; i++)
		nonce[NONCE - number_size + i] ^= number[i];
	return EVP_DecryptInit_ex2(crypto->gcm, NULL, keys->key, nonce, NULL)
		&& EVP_DecryptUpdate(crypto->gcm, NULL, &size, &first, 1)
		&& EVP_DecryptUpdate(crypto->gcm, NULL, &size, sealed->at + 1, (int)(sealed->number_at - 1))
		&& EVP_DecryptUpdate(crypto->gcm, NULL, &size, number, (int)number_size);
}

long quic_open(struct quic_crypto *crypto, const struct quic_keys *keys, const struct quic_sealed *sealed,
	uint8_t *plain)
{
	uint8_t first, number[NUMBER_MOST], tag[QUIC_TAG];
	size_t number_size, from, to;
	int size, rest;

	if (sealed->there < sealed->number_at + NUMBER_MOST + QUIC_SAMPLE || sealed->size < sealed->there
		|| !unmask(crypto, keys, sealed, &first, number, &number_size)
		|| !begin(crypto, keys, sealed, first, number, number_size))
		return -1;
	from = sealed->number_at + number_size;
	to = sealed->size - QUIC_TAG < sealed->there ? sealed->size - QUIC_TAG : sealed->there;
	if (!EVP_DecryptUpdate(crypto->gcm, plain, &size, sealed->at + from, (int)(to - from)))
		return -1;
	if (sealed->there < sealed->size)
		return size;
	memcpy(tag, sealed->at + to, QUIC_TAG);
	if (!EVP_CIPHER_CTX_ctrl(crypto->gcm, EVP_CTRL_AEAD_SET_TAG, QUIC_TAG, tag)
		|| EVP_DecryptFinal_ex(crypto->gcm, plain + size, &rest) <= 0)
		return -1;
	return size;
}
