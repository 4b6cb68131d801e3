/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sha256.h - SHA-256 by libcrypto, without the allocation that each EVP_DigestInit of OpenSSL 3.0 makes.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { SHA256_SIZE = 32, SHA256_BLOCK = 64 };

/* Of `head` and then `data`; either may be empty. `hash` may be the same bytes as `data`. */
void sha256(const void *head, size_t head_size, const void *data, size_t size, uint8_t hash[static SHA256_SIZE]);
