/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rows.h - plain records of a classic pcap file, many at once and in place.
 *
 * libpcap opens each file, says what is in it, and reads whatever is out of the ordinary; it also copies each
 * packet through stdio, which costs several times what counting it does. A record that lies whole in the
 * buffer, in the host's byte order, with a sane stamp and no more than the snap length, needs nothing of that:
 * it is what its sixteen bytes say. Anything else is left where it is, for libpcap to read or to refuse.
 */
#pragma once
#include "capture/frame.h"
#include "capture/stream.h"

struct rows {
	bool usable;           /* a classic file in our byte order, of a link type that libpcap hands on as it is */
	uint32_t snap_bytes;
	uint32_t fraction;     /* a second has so many of the stamp's fractions ... */
	uint32_t fraction_ns;  /* ... each so long */
	int link;
};

enum { ROWS_HEADER = 24 };

/* `header` is the file's first ROWS_HEADER bytes (fewer: `size`), `pcap` what libpcap made of them. */
void rows_begin(struct rows *rows, const uint8_t *header, size_t size, pcap_t *pcap);

/* Up to `most` frames, borrowed until the stream is read further. 0 when the next record is
 * not a plain one, or there is none. `*bytes` is how many they take in the stream. */
size_t rows_read(const struct rows *rows, struct stream *stream, struct ronda_frame *frames, size_t most,
	size_t *bytes);
