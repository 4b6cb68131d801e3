/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/recent.h"

#include "base/hash.h"
#include "base/memory.h"
#include "decode/decode.h"

#include <stdlib.h>

enum {
	MOST_BYTES = 65536,       /* of one frame */
	BYTES_A_CHAIN = 512,      /* so many of the ring for each chain */
	FARTHEST = 4096,          /* links that are followed */
};

/* In the ring, its bytes behind it. Places count up for ever; a place's offset is its remainder. */
struct kept {
	uint64_t key[2];
	uint64_t before[2];       /* the place of the one before in the same chain; NOWHERE: the first */
	uint64_t time_ns;
	uint32_t captured, wire;
	int32_t link;
	bool taken;
};

#define NOWHERE UINT64_MAX

struct recent {
	struct decoder *decoder;
	unsigned v6_bits;
	uint64_t size, next;
	uint8_t *ring;
	uint64_t chains;          /* a power of two */
	uint64_t *latest;         /* of each chain */
};

struct recent *recent_create(uint64_t bytes, unsigned v6_bits)
{
	struct recent *recent = calloc(1, sizeof *recent);

	if (!recent)
		return NULL;
	recent->v6_bits = v6_bits;
	recent->size = bytes / sizeof(struct kept) * sizeof(struct kept);
	recent->chains = 1024;
	while (recent->chains < bytes / BYTES_A_CHAIN)
		recent->chains *= 2;
	recent->decoder = decoder_create();
	recent->ring = memory_map(recent->size);
	recent->latest = memory_map(recent->chains * sizeof *recent->latest);
	if (!recent->decoder || !recent->ring || !recent->latest) {
		recent_destroy(recent);
		return NULL;
	}
	for (uint64_t i = 0; i < recent->chains; i++)
		recent->latest[i] = NOWHERE;
	return recent;
}

void recent_destroy(struct recent *recent)
{
	if (!recent)
		return;
	decoder_destroy(recent->decoder);
	memory_unmap(recent->ring, recent->size);
	memory_unmap(recent->latest, recent->chains * sizeof *recent->latest);
	free(recent);
}

static bool is_icmp(uint8_t proto)
{
	return proto == RONDA_ICMP || proto == RONDA_ICMPV6;
}

static uint64_t hash(const struct recent *recent, const struct recent_key *key)
{
	struct ronda_addr source = ronda_addr_is_v4(&key->source) ? key->source :
		ronda_addr_mask(key->source, recent->v6_bits);
	uint64_t who = hash_fold(hash_addr(&source, 0), hash_addr(&key->target, 1));

	return hash_number((uint64_t)key->proto << 16 | (is_icmp(key->proto) ? 0 : key->port), who);
}

static void name(const struct recent *recent, const struct ronda_packet *packet, uint64_t key[2])
{
	bool quotes = packet->notes & RONDA_QUOTES;
	struct recent_key there = {
		.source = quotes ? packet->quoted.source : packet->source,
		.target = quotes ? packet->quoted.target : packet->target,
		.port = quotes ? packet->quoted.target_port : packet->target_port,
		.proto = quotes ? packet->quoted.proto : packet->proto,
	};
	struct recent_key back = {
		.source = there.target,
		.target = there.source,
		.port = quotes ? packet->quoted.source_port : packet->source_port,
		.proto = there.proto,
	};

	key[0] = hash(recent, &there);
	key[1] = hash(recent, &back);
}

static struct kept *at(const struct recent *recent, uint64_t place)
{
	return (struct kept *)(recent->ring + place % recent->size);
}

/* Has it not been written over? */
static bool is_there(const struct recent *recent, uint64_t place)
{
	return place != NOWHERE && recent->next - place <= recent->size;
}

/* Room for a frame, in one piece. */
static struct kept *room(struct recent *recent, uint32_t captured, uint64_t *place)
{
	uint64_t need = (sizeof(struct kept) * 2 - 1 + captured) / sizeof(struct kept) * sizeof(struct kept);
	uint64_t left = recent->size - recent->next % recent->size;

	if (left < need)
		recent->next += left;
	*place = recent->next;
	recent->next += need;
	return at(recent, *place);
}

static uint64_t chain_of(const struct recent *recent, uint64_t key)
{
	return key & (recent->chains - 1);
}

void recent_keep(struct recent *recent, const struct ronda_frame *frame)
{
	struct ronda_packet packet;
	enum ronda_reason reason;
	struct kept *kept;
	uint64_t place;

	if (decode_frame(recent->decoder, frame, &packet, &reason) != RONDA_FATE_DECODED ||
		frame->captured_bytes > MOST_BYTES)
		return;
	kept = room(recent, frame->captured_bytes, &place);
	*kept = (struct kept){ .before = { NOWHERE, NOWHERE }, .time_ns = frame->time_ns,
		.captured = frame->captured_bytes, .wire = frame->wire_bytes, .link = frame->link };
	name(recent, &packet, kept->key);
	memcpy(kept + 1, frame->data, frame->captured_bytes);
	for (unsigned i = 0; i < 2; i++) {
		uint64_t *latest = &recent->latest[chain_of(recent, kept->key[i])];

		if (*latest == place)
			continue; /* both keys are in one chain */
		kept->before[i] = *latest;
		*latest = place;
	}
}

/* The place before this one in the chain. */
static uint64_t before(const struct recent *recent, const struct kept *kept, uint64_t chain)
{
	return kept->before[chain_of(recent, kept->key[0]) == chain ? 0 : 1];
}

struct recent_found recent_take(struct recent *recent, const struct recent_key *key, recent_frame *take, void *context)
{
	uint64_t wanted = hash(recent, key), chain = chain_of(recent, wanted), place = recent->latest[chain];
	struct recent_found found = { 0 };
	struct kept *mine[FARTHEST];
	unsigned followed = 0;

	while (is_there(recent, place) && followed++ < FARTHEST) {
		struct kept *kept = at(recent, place);

		place = before(recent, kept, chain);
		if (kept->key[0] != wanted && kept->key[1] != wanted)
			continue;
		if (kept->taken) {
			place = NOWHERE; /* what is before it was taken, too */
			break;
		}
		mine[found.frames++] = kept;
	}
	found.cut = followed > FARTHEST || (place != NOWHERE && !is_there(recent, place));
	for (unsigned i = found.frames; i-- > 0;) {
		mine[i]->taken = true;
		take(context, &(struct ronda_frame){ .time_ns = mine[i]->time_ns, .captured_bytes = mine[i]->captured,
			.wire_bytes = mine[i]->wire, .data = (const uint8_t *)(mine[i] + 1), .link = mine[i]->link });
	}
	return found;
}
