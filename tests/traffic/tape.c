/* SPDX-License-Identifier: BSD-2-Clause */
#include "tape.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_ENTRIES = 1 << 16, FIRST_BYTES = 1 << 22, FILE_BUFFER = 1 << 20 };

struct entry {
	uint64_t arrival_ns, time_ns, order;
	size_t offset;
	uint32_t size;
};

struct tape {
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	const char *path;
	bool nano, held;
	uint64_t lag_ns, frames, bytes;
	size_t holding;
	struct entry *entries;
	size_t room;
	uint8_t *store;
	size_t used, store_room;
};

static void give_up(const char *path, const char *why)
{
	fprintf(stderr, "traffic: cannot write \"%s\": %s\n", path, why);
	exit(3);
}

static void *grown(void *block, size_t *room, size_t first, size_t each)
{
	*room = *room ? 2 * *room : first;
	block = realloc(block, *room * each);
	if (!block) {
		fprintf(stderr, "traffic: out of memory\n");
		exit(3);
	}
	return block;
}

struct tape *tape_open(const char *path, bool nano, bool held)
{
	struct tape *tape = calloc(1, sizeof *tape);

	if (!tape)
		give_up(path, "out of memory");
	*tape = (struct tape){ .path = path, .nano = nano, .held = held };
	tape->pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 65535,
		nano ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO);
	if (!tape->pcap)
		give_up(path, "out of memory");
	tape->dumper = pcap_dump_open(tape->pcap, path);
	if (!tape->dumper)
		give_up(path, pcap_geterr(tape->pcap));
	setvbuf(pcap_dump_file(tape->dumper), NULL, _IOFBF, FILE_BUFFER);
	return tape;
}

static void write_one(struct tape *tape, uint64_t time_ns, const uint8_t *bytes, uint32_t size)
{
	struct pcap_pkthdr header = { .caplen = size, .len = size };

	header.ts.tv_sec = (time_t)(time_ns / 1000000000);
	header.ts.tv_usec = (suseconds_t)(time_ns % 1000000000 / (tape->nano ? 1 : 1000));
	pcap_dump((u_char *)tape->dumper, &header, bytes);
}

void tape_put(struct tape *tape, const struct frame *frame)
{
	if (!tape->held) {
		write_one(tape, frame->time_ns, frame->bytes, frame->size);
	} else {
		if (tape->holding == tape->room)
			tape->entries = grown(tape->entries, &tape->room, FIRST_ENTRIES, sizeof *tape->entries);
		if (tape->used + frame->size > tape->store_room)
			tape->store = grown(tape->store, &tape->store_room, FIRST_BYTES, 1);
		tape->entries[tape->holding++] = (struct entry){
			.arrival_ns = frame->time_ns + tape->lag_ns,
			.time_ns = frame->time_ns,
			.order = tape->frames,
			.offset = tape->used,
			.size = frame->size,
		};
		memcpy(tape->store + tape->used, frame->bytes, frame->size);
		tape->used += frame->size;
	}
	tape->frames++;
	tape->bytes += frame->size;
}

void tape_lag(struct tape *tape, uint64_t lag_ns)
{
	tape->lag_ns = lag_ns;
}

static int by_arrival(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->arrival_ns != b->arrival_ns)
		return a->arrival_ns < b->arrival_ns ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void tape_flush(struct tape *tape)
{
	if (tape->holding)
		qsort(tape->entries, tape->holding, sizeof *tape->entries, by_arrival);
	for (size_t i = 0; i < tape->holding; i++)
		write_one(tape, tape->entries[i].time_ns, tape->store + tape->entries[i].offset, tape->entries[i].size);
	tape->holding = 0;
	tape->used = 0;
}

uint64_t tape_close(struct tape *tape)
{
	uint64_t frames = tape->frames;

	tape_flush(tape);
	if (pcap_dump_flush(tape->dumper) < 0 || ferror(pcap_dump_file(tape->dumper)))
		give_up(tape->path, "the disk does not take it all");
	pcap_dump_close(tape->dumper);
	pcap_close(tape->pcap);
	free(tape->entries);
	free(tape->store);
	free(tape);
	return frames;
}

uint64_t tape_frames(const struct tape *tape)
{
	return tape->frames;
}

uint64_t tape_bytes(const struct tape *tape)
{
	return tape->bytes;
}
