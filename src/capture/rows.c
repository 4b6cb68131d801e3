/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/rows.h"

#define MAGIC_US 0xa1b2c3d4u
#define MAGIC_NS 0xa1b23c4du

/* As it is in the file (its reference is libpcap's pcap-savefile(5)). */
struct file_header {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, snap, link;
};

struct record {
	uint32_t seconds, fraction, captured, wire;
};

/* For some others libpcap mends the packet or its lengths after reading it. */
static bool is_handed_on(int link)
{
	return link == DLT_EN10MB || link == DLT_RAW || link == DLT_LINUX_SLL || link == DLT_LINUX_SLL2;
}

void rows_begin(struct rows *rows, const uint8_t *bytes, size_t size, pcap_t *pcap)
{
	struct file_header header;

	*rows = (struct rows){ .link = pcap_datalink(pcap), .snap_bytes = (uint32_t)pcap_snapshot(pcap) };
	if (size < sizeof header)
		return;
	memcpy(&header, bytes, sizeof header);
	rows->usable = (header.magic == MAGIC_US || header.magic == MAGIC_NS) && header.major == 2 &&
		header.minor == 4 && is_handed_on(rows->link);
	rows->fraction_ns = header.magic == MAGIC_NS ? 1 : 1000;
	rows->fraction = 1000000000 / rows->fraction_ns;
}

static bool is_plain(const struct rows *rows, const struct record *record)
{
	return record->seconds <= INT32_MAX && record->fraction < rows->fraction &&
		record->captured <= rows->snap_bytes && record->captured <= STREAM_PEEK_MOST - sizeof *record;
}

static struct ronda_frame frame_of(const struct rows *rows, const struct record *record, const uint8_t *data)
{
	return (struct ronda_frame){
		.time_ns = record->seconds * UINT64_C(1000000000) + (uint64_t)record->fraction * rows->fraction_ns,
		.captured_bytes = record->captured,
		.wire_bytes = record->wire > record->captured ? record->wire : record->captured,
		.data = data,
		.link = rows->link,
	};
}

/* Those of the `size` bytes that are whole. */
static size_t walk(const struct rows *rows, const uint8_t *at, size_t size, struct ronda_frame *frames,
	size_t most, size_t *bytes)
{
	size_t count = 0, done = 0;
	struct record record;

	while (count < most && size - done >= sizeof record) {
		memcpy(&record, at + done, sizeof record);
		if (!is_plain(rows, &record) || record.captured > size - done - sizeof record)
			break;
		frames[count++] = frame_of(rows, &record, at + done + sizeof record);
		done += sizeof record + record.captured;
	}
	*bytes = done;
	return count;
}

/* How many bytes the next record has, if it is a plain one; else 0. */
static size_t next_bytes(const struct rows *rows, struct stream *stream)
{
	struct record record;
	size_t size;
	const uint8_t *at = stream_peek(stream, sizeof record, &size);

	if (size < sizeof record)
		return 0;
	memcpy(&record, at, sizeof record);
	return is_plain(rows, &record) ? sizeof record + record.captured : 0;
}

size_t rows_read(const struct rows *rows, struct stream *stream, struct ronda_frame *frames, size_t most,
	size_t *bytes)
{
	size_t size, needed;
	const uint8_t *at = stream_peek(stream, 0, &size);
	size_t count = walk(rows, at, size, frames, most, bytes);

	if (count || (needed = next_bytes(rows, stream)) == 0)
		return count;
	at = stream_peek(stream, needed, &size);
	return walk(rows, at, size, frames, most, bytes);
}
