/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/dump.h"

#include "capture/append.h"

#include <pcap/pcap.h>

#include <errno.h>
#include <stdlib.h>

enum { SNAP = 262144 };

struct dump {
	struct append append;
	pcap_t *pcap;
	pcap_dumper_t *dumper;
};

int dump_open(struct dump **made, int dir, const char *name, int link)
{
	struct dump *dump = calloc(1, sizeof *dump);

	if (!dump)
		return -ENOMEM;

	int failed = append_open(&dump->append, dir, name);

	if (!failed) {
		dump->pcap = pcap_open_dead_with_tstamp_precision(link, SNAP, PCAP_TSTAMP_PRECISION_NANO);
		dump->dumper = dump->pcap ? pcap_dump_fopen(dump->pcap, dump->append.stream) : NULL;
		failed = dump->dumper ? 0 : -ENOMEM;
	}
	if (failed) {
		dump_close(dump);
		return failed;
	}
	*made = dump;
	return 0;
}

void dump_frame(struct dump *dump, const struct ronda_frame *frame)
{
	struct pcap_pkthdr header = {
		.ts = { (time_t)(frame->time_ns / 1000000000), (suseconds_t)(frame->time_ns % 1000000000) },
		.caplen = frame->captured_bytes,
		.len = frame->wire_bytes,
	};

	pcap_dump((uint8_t *)dump->dumper, &header, frame->data);
}

int dump_flush(struct dump *dump)
{
	return append_flush(&dump->append);
}

uint64_t dump_bytes(const struct dump *dump)
{
	return append_bytes(&dump->append);
}

void dump_close(struct dump *dump)
{
	if (!dump)
		return;
	append_close(&dump->append); /* with the stream, which is all that libpcap's dumper is */
	if (dump->pcap)
		pcap_close(dump->pcap);
	free(dump);
}
