/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pseudonym.h - addresses of sources replaced by keyed ones, so that offices which share a key can compare who
 * came to whom without telling each other who it was.
 *
 * A source becomes fd52:6f6e:6461::/48 ("Ronda", unique local) followed by 80 bits of HMAC-SHA256 over its
 * address: the same key, the same pseudonym; without the key nobody can tell more than that. Countries stay,
 * as what is compared. So do the office's own addresses, the sites and targets, which are no personal data.
 *
 * What cannot be kept: sketches, which hold unkeyed hashes of addresses, are made anew from the sources that
 * are listed; distinct counts are then lower bounds. Requests that were served are left out, and counted as
 * omitted: their lines may hold anything.
 */
#pragma once
#include <ronda/summary.h>

enum { PSEUDONYM_KEY_LEAST = 16 }; /* bytes of a key */

struct pseudonym_key {
	unsigned char *bytes;
	size_t size;
};

/* The file's content, without the white space at its end. An exit status; complains by itself. */
int pseudonym_key_read(struct pseudonym_key *key, const char *file);
void pseudonym_key_finish(struct pseudonym_key *key);

struct ronda_addr pseudonym_of(const struct pseudonym_key *key, const struct ronda_addr *source);
/* The whole summary, in place; doing it again changes nothing. */
void pseudonym_apply(const struct pseudonym_key *key, struct ronda_summary *summary);
