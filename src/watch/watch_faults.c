/* SPDX-License-Identifier: BSD-2-Clause */
/* watch_faults.c - what makes the sensor see less than it should, once it has lasted, and once it has stayed away. */
#include "watch/inside.h"

#include "base/stamp.h"

#define SECOND STAMP_SECOND_NS

static uint64_t must_last_seconds(enum pulse_fault fault)
{
	switch (fault) {
	case PULSE_FAULT_DOWN:
		return 5;
	case PULSE_FAULT_ONE_WAY:
		return 120;
	default:
		return 0; /* these take their time by themselves */
	}
}

static void see_fault(struct fault_watch *faults, struct teller *teller, enum pulse_fault which, bool there)
{
	struct fault_memory *memory = &faults->fault[which];

	if (there) {
		memory->away_ns = 0;
		memory->since_ns = memory->since_ns ? memory->since_ns : teller->now_ns;
	} else {
		memory->away_ns = memory->away_ns ? memory->away_ns : teller->now_ns;
		memory->since_ns = memory->told ? memory->since_ns : 0;
	}
	if (there && !memory->told && teller->now_ns >= memory->since_ns + must_last_seconds(which) * SECOND) {
		memory->onset = teller_begin(teller, NOTICE_DEGRADED, NOTICE_ONSET, memory->since_ns);
		memory->onset.fault = which;
		teller_send(teller, &memory->onset); /* there are few of them, and they bound all else */
		memory->told = true;
	}
	if (memory->told && memory->away_ns && teller->now_ns >= memory->away_ns + WATCH_RECOVERED_SECONDS * SECOND) {
		teller_end(teller, &memory->onset, memory->away_ns);
		memory->told = false;
		memory->since_ns = 0;
	}
}

void fault_watch_see(struct fault_watch *faults, struct teller *teller, unsigned there)
{
	for (unsigned i = 0; i < PULSE_FAULT_COUNT; i++)
		see_fault(faults, teller, i, there & PULSE_SET(i));
}
