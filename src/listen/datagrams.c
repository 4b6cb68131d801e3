/* SPDX-License-Identifier: BSD-2-Clause */
#include "listen/datagrams.h"

/* Frees the first, and whatever was told already behind it. */
static struct datagram drop_first(struct datagrams *datagrams)
{
	struct datagram first = datagrams->datagram[datagrams->first];

	do {
		datagrams->key[datagrams->first] = 0;
		datagrams->first = (datagrams->first + 1) % DATAGRAMS_MOST;
	} while (--datagrams->count && !datagrams->datagram[datagrams->first].rule);
	return first;
}

bool datagrams_add(struct datagrams *datagrams, uint64_t key, const struct datagram *datagram, struct datagram *oldest)
{
	bool full = datagrams->count == DATAGRAMS_MOST;
	unsigned place;

	if (full)
		*oldest = drop_first(datagrams);
	place = (datagrams->first + datagrams->count++) % DATAGRAMS_MOST;
	datagrams->key[place] = key;
	datagrams->datagram[place] = *datagram;
	return full;
}

bool datagrams_take(struct datagrams *datagrams, uint64_t key, struct datagram *taken)
{
	for (unsigned i = 0; i < DATAGRAMS_MOST; i++) {
		if (datagrams->key[i] != key)
			continue;
		*taken = datagrams->datagram[i];
		datagrams->key[i] = 0;
		datagrams->datagram[i].rule = NULL;
		if (i == datagrams->first)
			drop_first(datagrams);
		return true;
	}
	return false;
}

bool datagrams_take_due(struct datagrams *datagrams, uint64_t latest_ns, struct datagram *taken)
{
	if (!datagrams->count || datagrams->datagram[datagrams->first].asked_ns > latest_ns)
		return false;
	*taken = drop_first(datagrams);
	return true;
}
