/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/duplicates.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "base/memory.h"

#include <errno.h>

enum {
	WAYS = 4, WITHIN_MS = 10,
	FOUND_LEAST = 16, SHARE = 32,         /* of what was looked at: enough to believe it */
	LOOKED_FIRST = 8192, LOOKED_MOST = 4096, /* then it is asked anew */
	SHARE_LEAST = 128,                    /* fewer than one in so many: it has stopped */
};

enum { ETHERNET = 1, RAW_BSD = 12, RAW = 101, LINUX_SLL = 113 }; /* libpcap's DLT_ values */

struct seen {
	uint64_t print;           /* 0: none */
	uint32_t at_ms;
	bool twice;
	bool found;               /* it was a duplicate before: once more proves nothing */
};

struct duplicates_set {
	struct seen way[WAYS];
} __attribute__((aligned(64)));

int duplicates_init(struct duplicates *duplicates, uint64_t seed)
{
	*duplicates = (struct duplicates){ .seed = seed, .one_in = 1 };
	duplicates->set = memory_map(DUPLICATES_SETS * sizeof *duplicates->set);
	return duplicates->set ? 0 : -ENOMEM;
}

void duplicates_finish(struct duplicates *duplicates)
{
	memory_unmap(duplicates->set, DUPLICATES_SETS * sizeof *duplicates->set);
	duplicates->set = NULL;
}

/* The bytes from the IP header on; none where it is not IPv4, or behind a link layer that is not worth the trouble. */
static struct bytes ip_of(const struct ronda_frame *frame)
{
	uint32_t at = frame->link == ETHERNET ? 14 : frame->link == LINUX_SLL ? 16 : 0;
	bool linked = at != 0;

	while (linked && frame->captured_bytes >= at && (be16(frame->data + at - 2) == 0x8100 ||
		be16(frame->data + at - 2) == 0x88a8))
		at += 4;
	if (frame->captured_bytes < at + 20 || (linked && be16(frame->data + at - 2) != 0x0800) ||
		(!linked && frame->link != RAW && frame->link != RAW_BSD) || frame->data[at] >> 4 != 4)
		return bytes_of(NULL, 0);
	return bytes_of(frame->data + at, frame->captured_bytes - at);
}

static uint64_t print_bytes(uint64_t print, const uint8_t *at, size_t size)
{
	uint64_t word;

	for (; size >= sizeof word; at += sizeof word, size -= sizeof word) {
		memcpy(&word, at, sizeof word);
		print = hash_number(word, print);
	}
	word = size;
	if (size)
		memcpy((uint8_t *)&word + 1, at, size);
	return hash_number(word, print);
}

/* Of all that two copies have in common; 0: there is nothing to know it by. */
static uint64_t print_of(const struct duplicates *duplicates, struct bytes ip)
{
	uint32_t total = ip.left ? be16(ip.at + 2) : 0, header = ip.left ? (ip.at[0] & 0xfu) * 4 : 0;
	uint64_t print;

	if (total < header || header < 20 || ip.left < header || be16(ip.at + 4) == 0)
		return 0;
	ip = bytes_first(ip, total);
	print = print_bytes(duplicates->seed, ip.at, 8);
	print = print_bytes(print ^ ip.at[9], ip.at + 12, header - 12);
	ip.at += header;
	ip.left -= header;
	if (ip.left <= 2 * DUPLICATE_BYTES)
		return print_bytes(print, ip.at, ip.left) | 1;
	print = print_bytes(print, ip.at, DUPLICATE_BYTES);
	return print_bytes(print, ip.at + ip.left - DUPLICATE_BYTES, DUPLICATE_BYTES) | 1;
}

/* Was it seen just now, once? Remembers it. */
static bool is_second(struct duplicates *duplicates, uint64_t print, uint32_t now_ms)
{
	struct seen *way = duplicates->set[hash_place(print, DUPLICATES_SETS)].way, *oldest = way;

	for (unsigned i = 0; i < WAYS; i++) {
		if (way[i].print == print) {
			bool near = now_ms - way[i].at_ms + WITHIN_MS <= 2 * WITHIN_MS; /* stamps may be out of order */
			bool second = !way[i].twice && near;

			duplicates->found += second && !way[i].found;
			way[i].found |= second;
			way[i].twice = second;
			way[i].at_ms = second ? way[i].at_ms : now_ms;
			return second;
		}
		if (now_ms - way[i].at_ms > now_ms - oldest->at_ms)
			oldest = &way[i];
	}
	*oldest = (struct seen){ .print = print, .at_ms = now_ms };
	return false;
}

/* Does the wire double packets? */
static void judge(struct duplicates *duplicates)
{
	uint32_t most = duplicates->one_in == 1 && !duplicates->doubled ? LOOKED_FIRST : LOOKED_MOST;

	if (!duplicates->doubled && duplicates->found >= FOUND_LEAST && duplicates->found >= duplicates->looked / SHARE) {
		duplicates->doubled = true;
		duplicates->one_in = 1;
		duplicates->looked = duplicates->found = 0;
	} else if (duplicates->looked >= most) {
		duplicates->doubled = duplicates->doubled && duplicates->found >= duplicates->looked / SHARE_LEAST;
		duplicates->one_in = duplicates->doubled ? 1 : DUPLICATES_CHANCE;
		duplicates->looked = duplicates->found = 0;
	}
}

bool duplicates_look(struct duplicates *duplicates, const struct ronda_frame *frame)
{
	uint64_t print = print_of(duplicates, ip_of(frame));
	bool second = print && is_second(duplicates, print, (uint32_t)(frame->time_ns / 1000000));

	bool is = second && duplicates->doubled;

	duplicates->looked++;

	judge(duplicates);
	return is;
}
