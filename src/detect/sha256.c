/* SPDX-License-Identifier: BSD-2-Clause */
#define OPENSSL_SUPPRESS_DEPRECATED /* in favour of what allocates */
#include "detect/sha256.h"

#include <openssl/sha.h>

void sha256(const void *head, size_t head_size, const void *data, size_t size, uint8_t hash[static SHA256_SIZE])
{
	SHA256_CTX context;

	SHA256_Init(&context);
	SHA256_Update(&context, head, head_size);
	SHA256_Update(&context, data, size);
	SHA256_Final(hash, &context);
}
