/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/fast_open.h"

/* A sum without branches: the compiler makes wide comparisons of it. */
static bool may_hold(const struct fast_opens *opens, uint64_t key)
{
	uint32_t found = 0;

	for (unsigned i = 0; i < FAST_OPENS; i++)
		found |= opens->tag[i] == (uint32_t)key;
	return found;
}

static struct fast_open *find(struct fast_opens *opens, uint64_t key)
{
	if (!opens->count || !may_hold(opens, key))
		return NULL;
	for (unsigned i = 0; i < FAST_OPENS; i++)
		if (opens->tag[i] == (uint32_t)key && opens->open[i].key == key)
			return &opens->open[i];
	return NULL;
}

static void drop(struct fast_opens *opens, struct fast_open *open)
{
	open->key = 0;
	opens->count--;
}

static void keep(struct fast_opens *opens, uint64_t key, const struct ronda_packet *packet)
{
	struct fast_open *open = find(opens, key);

	if (!open)
		open = &opens->open[opens->next++ % FAST_OPENS];
	opens->count += !open->key;
	open->key = key;
	opens->tag[open - opens->open] = (uint32_t)key;
	open->seq = packet->seq + 1;
	open->size = packet->captured_payload_bytes;
	open->taken = false;
	memcpy(open->bytes, packet->payload, open->size);
}

void fast_opens_see(struct fast_opens *opens, uint64_t key, const struct ronda_packet *packet)
{
	bool whole = packet->payload_bytes == packet->captured_payload_bytes && packet->payload_bytes <= FAST_OPEN_BYTES;
	struct fast_open *open;

	if (!(packet->tcp_flags & RONDA_TCP_SYN))
		return;
	if (!(packet->tcp_flags & RONDA_TCP_ACK)) {
		if (packet->payload_bytes && whole)
			keep(opens, key, packet);
		return;
	}
	open = find(opens, key);
	if (open && packet->ack == open->seq + open->size)
		open->taken = true;
	else if (open && packet->ack == open->seq)
		drop(opens, open); /* it is sent again, if the client likes */
}

const struct fast_open *fast_opens_take(struct fast_opens *opens, uint64_t key)
{
	struct fast_open *open = find(opens, key);

	if (!open || !open->taken)
		return NULL;
	drop(opens, open);
	return open;
}
