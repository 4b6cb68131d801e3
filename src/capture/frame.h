/* SPDX-License-Identifier: BSD-2-Clause */
/* frame.h - libpcap's packet as a ronda_frame, and whom it is handed to. */
#pragma once
#include <ronda/packet.h>

#include <pcap/pcap.h>

/* What opening a capture comes to besides 0 and a negative errno: the filter is not understood. */
enum { CAPTURE_BAD_FILTER = 1 };

/* Called with frames as they come, in rows of one or more; their data is gone when the call returns. */
typedef void capture_deliver(void *context, const struct ronda_frame *frames, size_t count);

/* Stamps have nanoseconds in tv_usec. One beyond 2553 (a broken file) is held at that year's end. */
static inline struct ronda_frame capture_frame(const struct pcap_pkthdr *header, const uint8_t *data, int link)
{
	const uint64_t last_second = UINT64_C(18429292799);
	uint64_t seconds = (uint64_t)header->ts.tv_sec < last_second ? (uint64_t)header->ts.tv_sec : last_second;

	return (struct ronda_frame){
		.time_ns = seconds * UINT64_C(1000000000) + (uint64_t)header->ts.tv_usec % UINT64_C(1000000000),
		.captured_bytes = header->caplen,
		.wire_bytes = header->len > header->caplen ? header->len : header->caplen,
		.data = data,
		.link = link,
	};
}
