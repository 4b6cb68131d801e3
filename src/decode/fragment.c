/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fragments are not put together again. What a packet's first bytes say (ports, flags) is kept for
 * the fragments that follow, and where even those bytes come in pieces, as they do when somebody
 * wants to slip past, the pieces are collected until the transport header is whole. A fragment of TCP
 * that follows is told as a segment of its own, at the sequence number where its bytes belong: putting
 * them in order is somebody else's work.
 */
#include "base/hash.h"
#include "decode/stash.h"
#include "decode/walk.h"

#include <stdlib.h>

enum {
	SETS = 1024, WAYS = 4, /* the table: 4,096 packets */
	UNIT = 8, UNITS = 8,   /* what fragments are measured in; as many as `present` has bits */
	HEAD_BYTES = UNIT * UNITS,
};

#define LAPSE_NS (60 * UINT64_C(1000000000))

struct key {
	struct ronda_addr source, target;
	uint32_t id;
	uint32_t proto; /* 0 in IPv6, where only the first fragment's counts */
};

struct entry {
	struct key key;
	uint64_t since_ns;
	uint8_t head[HEAD_BYTES]; /* the packet from its transport header on */
	uint32_t end;             /* of the whole packet; 0: not yet known */
	uint32_t seq, ack;        /* TCP: of its first byte of payload */
	uint16_t header;          /* bytes of the transport header */
	uint8_t tcp_flags;
	uint16_t source_port, target_port;
	uint8_t present;          /* units of head, a bit each */
	uint8_t proto;            /* before the head is whole: of the fragment at 0 */
	bool used;
	bool whole;               /* the transport header has been seen */
	bool has_ports;
};

struct fragments {
	struct entry sets[SETS][WAYS];
	struct stash stash;
};

struct fragments *fragments_create(void)
{
	return calloc(1, sizeof(struct fragments));
}

void fragments_destroy(struct fragments *fragments)
{
	free(fragments);
}

/* Seeded with nothing, so that the same capture gives the same result. */
static uint64_t hash(const struct key *key)
{
	uint64_t who = hash_fold(hash_addr(&key->source, 0), hash_addr(&key->target, 1));

	return hash_number((uint64_t)key->proto << 32 | key->id, who);
}

static struct key key_of(const struct walk *walk, const struct piece *piece)
{
	return (struct key){
		.source = walk->packet->source,
		.target = walk->packet->target,
		.id = piece->id,
		.proto = walk->v6 ? 0 : piece->proto,
	};
}

/* Stamps may run backwards a little. */
static bool has_lapsed(const struct entry *entry, uint64_t now_ns)
{
	uint64_t age = now_ns > entry->since_ns ? now_ns - entry->since_ns : entry->since_ns - now_ns;

	return age > LAPSE_NS;
}

static struct entry *find(struct entry set[WAYS], const struct key *key, uint64_t now_ns)
{
	for (unsigned i = 0; i < WAYS; i++)
		if (set[i].used && memcmp(&set[i].key, key, sizeof *key) == 0)
			return has_lapsed(&set[i], now_ns) ? NULL : &set[i];
	return NULL;
}

/* An empty entry for `key`: the one it had, a free one, or the oldest. */
static struct entry *claim(struct entry set[WAYS], const struct key *key, uint64_t now_ns)
{
	struct entry *entry = NULL;

	for (unsigned i = 0; i < WAYS && !entry; i++)
		if (set[i].used && memcmp(&set[i].key, key, sizeof *key) == 0)
			entry = &set[i];
	for (unsigned i = 0; i < WAYS && !entry; i++)
		if (!set[i].used || has_lapsed(&set[i], now_ns))
			entry = &set[i];
	if (!entry) {
		entry = &set[0];
		for (unsigned i = 1; i < WAYS; i++)
			if (set[i].since_ns < entry->since_ns)
				entry = &set[i];
	}
	*entry = (struct entry){ .key = *key, .since_ns = now_ns, .used = true };
	return entry;
}

/* What the packet's other fragments will want to know. */
static void remember(struct entry *entry, struct ronda_packet *packet, uint32_t header, bool more)
{
	const uint8_t fin = RONDA_TCP_FIN;

	entry->seq = packet->seq + !!(packet->tcp_flags & RONDA_TCP_SYN);
	entry->ack = packet->ack;
	entry->header = (uint16_t)header;
	entry->tcp_flags = packet->tcp_flags;
	if (packet->proto == RONDA_TCP && more && (packet->tcp_flags & RONDA_TCP_ACK))
		packet->tcp_flags &= (uint8_t)~fin; /* it comes behind the last byte */
	entry->whole = true;
	entry->proto = packet->proto;
	entry->has_ports = packet->notes & RONDA_HAS_PORTS;
	entry->source_port = packet->source_port;
	entry->target_port = packet->target_port;
}

/* Keeps what a fragment has of the head. Who came first stays: a later one cannot rewrite it. */
static void collect(struct entry *entry, struct bytes bytes, uint32_t stated,
	const struct piece *piece)
{
	uint32_t unit = piece->offset / UNIT;

	if (piece->offset == 0 && !(entry->present & 1))
		entry->proto = piece->proto;
	if (!piece->more && !entry->end)
		entry->end = piece->offset + stated;
	for (; unit < UNITS && bytes.left; unit++) {
		uint32_t size = bytes.left < UNIT ? bytes.left : UNIT;
		const uint8_t *at = bytes_take(&bytes, size);

		if (size < UNIT && (piece->more || unit * UNIT + size != piece->offset + stated))
			break;
		if (!(entry->present & 1u << unit))
			memcpy(entry->head + unit * UNIT, at, size);
		entry->present |= (uint8_t)(1u << unit);
	}
}

/* The head from its start up to the first unit that is missing. */
static struct bytes collected(const struct entry *entry)
{
	uint32_t length = (uint32_t)__builtin_ctz(~(uint32_t)entry->present) * UNIT;

	if (entry->end && entry->end < length)
		length = entry->end;
	return bytes_of(entry->head, length);
}

/* Fragments that came before this one, and follow it, are told with it. */
static void gather(struct walk *walk, const struct entry *entry, uint32_t offset)
{
	struct stash_place place = { hash(&entry->key) | 1, offset, walk->time_ns };

	if (entry->proto == RONDA_TCP && (entry->tcp_flags & RONDA_TCP_ACK) &&
		stash_gather(&walk->fragments->stash, &place, walk->packet))
		walk->packet->tcp_flags |= entry->tcp_flags & RONDA_TCP_FIN;
}

/* It came before its packet's head, or before that was whole. */
static void keep(struct walk *walk, struct bytes bytes, uint32_t stated, const struct piece *piece)
{
	struct key key = key_of(walk, piece);
	struct stash_place place = { hash(&key) | 1, piece->offset, walk->time_ns };

	if (bytes.left >= stated && (walk->v6 || piece->proto == RONDA_TCP))
		stash_keep(&walk->fragments->stash, &place, bytes.at, stated, !piece->more);
}

/* Tries whether this fragment has made the header whole. Then the packet is told from it, and
 * what this fragment carries beyond the header is the payload. */
static enum ronda_fate complete(struct walk *walk, struct entry *entry, struct bytes bytes,
	uint32_t stated, const struct piece *piece)
{
	struct bytes head = collected(entry);
	enum ronda_fate fate = transport(walk, &head, head.left, entry->proto);
	uint32_t header = (uint32_t)(head.at - entry->head), skip;

	if (fate != RONDA_FATE_DECODED)
		return fate;
	remember(entry, walk->packet, header, !entry->end || entry->end > piece->offset + stated);
	skip = header > piece->offset ? header - piece->offset : 0;
	skip = skip < bytes.left ? skip : bytes.left;
	bytes_take(&bytes, skip);
	packet_payload(walk->packet, bytes, stated > skip ? stated - skip : 0);
	gather(walk, entry, piece->offset + stated);
	return fate;
}

/* Payload of TCP, where it belongs. */
static void tell_segment(struct walk *walk, const struct entry *entry, const struct piece *piece)
{
	struct ronda_packet *packet = walk->packet;
	uint8_t flags = entry->tcp_flags & (RONDA_TCP_ACK | RONDA_TCP_PSH);

	if (!(entry->tcp_flags & RONDA_TCP_ACK) || piece->offset < entry->header)
		return;
	packet->seq = entry->seq + piece->offset - entry->header;
	packet->ack = entry->ack;
	packet->tcp_flags = piece->more ? flags : flags | (entry->tcp_flags & RONDA_TCP_FIN);
	packet->notes |= RONDA_HAS_TRANSPORT;
	gather(walk, entry, piece->offset + packet->payload_bytes);
}

/* A fragment that has no transport header of its own. */
static enum ronda_fate follower(struct walk *walk, const struct entry *entry, struct bytes bytes,
	uint32_t stated, const struct piece *piece)
{
	struct ronda_packet *packet = walk->packet;
	struct bytes head = entry ? collected(entry) : bytes_of(NULL, 0);

	packet_payload(packet, bytes, stated);
	if (!entry || !entry->whole)
		keep(walk, bytes, stated, piece);
	if (entry && entry->whole) {
		packet->proto = entry->proto;
		packet->source_port = entry->source_port;
		packet->target_port = entry->target_port;
		packet->notes |= entry->has_ports ? RONDA_HAS_PORTS : 0;
		if (entry->proto == RONDA_TCP)
			tell_segment(walk, entry, piece);
	} else if (head.left == 0) {
		packet->notes |= RONDA_HEADLESS;
	} else {
		packet->proto = entry->proto;
		packet_payload(packet, bytes_of(bytes.at, 0), 0); /* still header */
		if (entry->proto == RONDA_TCP || entry->proto == RONDA_SCTP) {
			packet->source_port = be16(head.at);
			packet->target_port = be16(head.at + 2);
			packet->notes |= RONDA_HAS_PORTS;
		}
	}
	return RONDA_FATE_DECODED;
}

/* Whether the header was refused only because more of it is to come. */
static bool wants_more(const struct walk *walk)
{
	return walk->reason == RONDA_REASON_SHORT_TRANSPORT || walk->reason == RONDA_REASON_SHORT_IP;
}

enum ronda_fate fragment(struct walk *walk, struct bytes bytes, uint32_t stated,
	const struct piece *piece)
{
	struct ronda_packet *packet = walk->packet;
	struct key key = key_of(walk, piece);
	struct entry *set = walk->fragments->sets[hash_place(hash(&key), SETS)];
	struct entry *entry = find(set, &key, walk->time_ns);
	enum ronda_fate fate;

	if ((uint64_t)piece->offset + stated + piece->header_bytes > UINT16_MAX)
		return refuse(walk, RONDA_REASON_FRAGMENT);
	walk->fragment = true;
	packet->notes |= RONDA_FRAGMENT;
	packet->proto = piece->proto;

	if (piece->offset == 0 && (!entry || entry->whole)) { /* a packet starts */
		struct bytes rest = bytes;

		fate = transport(walk, &rest, stated, piece->proto);
		if (fate == RONDA_FATE_DECODED) {
			entry = claim(set, &key, walk->time_ns);
			remember(entry, packet, (uint32_t)(rest.at - bytes.at), piece->more);
			gather(walk, entry, stated);
			return tunnel(walk, rest);
		}
		if (!wants_more(walk) || bytes.left < stated)
			return fate;
		packet->proto = piece->proto;
		entry = claim(set, &key, walk->time_ns);
	}
	if (!entry && piece->offset < HEAD_BYTES)
		entry = claim(set, &key, walk->time_ns);
	if (!entry || entry->whole)
		return follower(walk, entry, bytes, stated, piece);

	collect(entry, bytes, stated, piece);
	if (entry->present & 1) {
		fate = complete(walk, entry, bytes, stated, piece);
		if (fate == RONDA_FATE_DECODED || !wants_more(walk))
			return fate;
	}
	return follower(walk, entry, bytes, stated, piece);
}
