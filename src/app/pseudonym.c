/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/pseudonym.h"

#include "app/command.h"
#include "app/whole_file.h"
#include "summary/shape.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t prefix[] = { 0xfd, 0x52, 0x6f, 0x6e, 0x64, 0x61 }; /* \xfd "Ronda" */

int pseudonym_key_read(struct pseudonym_key *key, const char *file)
{
	struct ronda_error error;

	*key = (struct pseudonym_key){ 0 };
	key->bytes = (unsigned char *)whole_file(file, &key->size, &error);
	if (!key->bytes) {
		complain(&error);
		return STATUS_CANNOT;
	}
	while (key->size && strchr(" \t\r\n", key->bytes[key->size - 1]))
		key->size--;
	if (key->size >= PSEUDONYM_KEY_LEAST)
		return STATUS_DONE;
	fprintf(stderr, "ronda: the key in \"%s\" has %zu bytes; %d at least are needed, of chance, not words: "
		"openssl rand -hex 32 > %s\n", file, key->size, PSEUDONYM_KEY_LEAST, file);
	pseudonym_key_finish(key);
	return STATUS_USAGE;
}

void pseudonym_key_finish(struct pseudonym_key *key)
{
	if (key->bytes)
		OPENSSL_cleanse(key->bytes, key->size);
	free(key->bytes);
	*key = (struct pseudonym_key){ 0 };
}

struct ronda_addr pseudonym_of(const struct pseudonym_key *key, const struct ronda_addr *source)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	struct ronda_addr pseudonym;

	if (memcmp(source->bytes, prefix, sizeof prefix) == 0)
		return *source;
	HMAC(EVP_sha256(), key->bytes, (int)key->size, source->bytes, 16, digest, NULL);
	memcpy(pseudonym.bytes, prefix, sizeof prefix);
	memcpy(pseudonym.bytes + sizeof prefix, digest, 16 - sizeof prefix);
	return pseudonym;
}

/* A sketch's hashes are not keyed: whoever has them can try every address. */
static void sketch_anew(struct ronda_summary *summary)
{
	memset(&summary->sources.seen, 0, sizeof summary->sources.seen);
	memset(&summary->sources.attacking, 0, sizeof summary->sources.attacking);
	memset(&summary->backscatter.sources, 0, sizeof summary->backscatter.sources);
	for (size_t i = 0; i < summary->sources.top_count; i++) {
		ronda_sketch_add(&summary->sources.seen, &summary->sources.top[i].addr);
		if (summary->sources.top[i].attempts)
			ronda_sketch_add(&summary->sources.attacking, &summary->sources.top[i].addr);
	}
}

static void omit_reviews(struct ronda_summary *summary)
{
	for (size_t i = 0; i < summary->review_count; i++) {
		free(summary->review[i].rule);
		free(summary->review[i].kind);
		free(summary->review[i].site);
		free(summary->review[i].line);
	}
	summary->review_omitted += summary->review_count;
	summary->review_count = 0;
}

void pseudonym_apply(const struct pseudonym_key *key, struct ronda_summary *summary)
{
	for (size_t i = 0; i < summary->sources.top_count; i++) {
		struct ronda_source *source = &summary->sources.top[i];

		source->addr = pseudonym_of(key, &source->addr);
		source->prefix_bits = 128;
	}
	/* A summary keeps those of equal rank by address. */
	if (summary->sources.top_count)
		qsort(summary->sources.top, summary->sources.top_count, sizeof *summary->sources.top, summary_order_sources);
	sketch_anew(summary);
	omit_reviews(summary);
}
