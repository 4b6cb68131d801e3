/* SPDX-License-Identifier: BSD-2-Clause */
/* vitals.h - how the program itself is, as far as no summary tells; filled by whoever runs it. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct vitals {
	uint64_t started_ns;          /* wall clock */
	size_t export_waiting;        /* summaries not yet written */
	uint64_t export_oldest_ns;    /* end of the oldest of them; 0: none waits */
	size_t sources_used, sources_room; /* places in the table of sources; 0: not known */
	uint64_t notices_sent, notices_waiting, notices_lost;
	struct vitals_surge {
		uint64_t start_ns;    /* 0: none is under way */
		uint64_t attempts, usual;
	} surge;
};
