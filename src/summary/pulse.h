/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pulse.h - what was new since the last look, and how the sensor is.
 *
 * A period is looked at while it runs and once more when it has ended; a pulse makes of these pictures what each
 * adds to the one before, so that nothing is counted twice or missed, however seldom somebody looks.
 *
 * Threads    One. Nothing here reads a clock: `now_ns` is the end of the picture, or the caller's.
 */
#pragma once
#include <ronda/summary.h>

/* Counts, and nothing else: one is subtracted from or added to another field by field. */
struct digest {
	uint64_t attempts, verified, unverified;
	uint64_t by_class[RONDA_CLASS_COUNT];
	uint64_t by_outcome[RONDA_OUTCOME_COUNT];
	uint64_t by_origin[RONDA_ORIGIN_COUNT];
	uint64_t research, undecided, lost_pending, outbound, internal, monitor_acts;
	uint64_t incidents, backscatter_packets;
	uint64_t frames, by_fate[RONDA_FATE_COUNT];
	uint64_t kernel_drops, interface_drops;
	uint64_t packets, wire_bytes, evicted_packets, untracked_packets;
	uint64_t sources_evicted, connections_evicted, forgotten;
	uint64_t period_ns, up_seconds;
};

struct digest digest_of(const struct ronda_summary *summary);
void digest_add(struct digest *to, const struct digest *more);
/* `later` less `earlier`, no field below 0. */
struct digest digest_minus(const struct digest *later, const struct digest *earlier);

/* The part number `part` of `parts` nearly equal ones; they add up to the whole. */
struct digest digest_part(const struct digest *whole, unsigned part, unsigned parts);

/* What is wrong with the sensor; a set. X(NAME, "name", "English", "Indonesian") */
#define PULSE_FAULTS(X)                                                                            \
	X(DROPS, "drops", "packets are being lost before they are counted",                        \
		"paket hilang sebelum dihitung")                                                   \
	X(SILENT, "no_packets", "no packet has come for over a minute: is the mirror port on?",    \
		"tidak ada paket lebih dari satu menit: apakah port mirror menyala?")              \
	X(DOWN, "capture_down", "the capture is down", "perekaman terhenti")                       \
	X(ONE_WAY, "one_way", "only one direction of connections passes the tap: outcomes are unknown", \
		"hanya satu arah koneksi yang melewati tap: hasil tidak diketahui")                \
	X(STALE_PLACES, "stale_geoip", "the GeoIP database is old: countries may be wrong",        \
		"basis data GeoIP sudah lama: negara bisa keliru")

#define PULSE_FAULT_NUMBER(NAME, name, en, id) PULSE_FAULT_##NAME,
enum pulse_fault { PULSE_FAULTS(PULSE_FAULT_NUMBER) PULSE_FAULT_COUNT };

#define PULSE_SET(fault) (1u << (fault))
/* Those that make a sensor count as degraded; an old database does not. */
#define PULSE_GRAVE (PULSE_SET(PULSE_FAULT_DROPS) | PULSE_SET(PULSE_FAULT_SILENT) | \
	PULSE_SET(PULSE_FAULT_DOWN) | PULSE_SET(PULSE_FAULT_ONE_WAY))

const char *pulse_fault_name(enum pulse_fault fault);
const char *pulse_fault_words(enum pulse_fault fault, bool indonesian);

enum {
	PULSE_SILENCE_SECONDS = 60,  /* without a packet: no packets */
	PULSE_LOSS_SECONDS = 60,     /* a loss is told of for so long */
	PULSE_STALE_DAYS = 180,      /* of a GeoIP database */
};

/* All zero is a pulse that has seen nothing. */
struct pulse {
	struct digest last;          /* the running period when last looked at */
	uint64_t start_ns, end_ns;   /* of that look; closed_ns: the end of the last whole period */
	uint64_t closed_ns, first_ns;
	uint64_t packet_ns;          /* the last look with a new packet in it; else the first look's start */
	uint64_t loss_ns;            /* ... with a new drop; 0: none */
	bool down, one_way;
	uint64_t places_built_seconds;
};

/* What `picture` adds. `whole`: its period has ended. A picture older than what was seen adds nothing. */
struct digest pulse_take(struct pulse *pulse, const struct ronda_summary *picture, bool whole);

/* The set of faults at `now_ns`. Nothing seen yet: none. */
unsigned pulse_faults(const struct pulse *pulse, uint64_t now_ns);

/* Not over at `now_ns`: what was ongoing when its period ended may have ended since, without a word. */
bool pulse_flood_goes_on(const struct ronda_summary *picture, const struct ronda_flood *flood, uint64_t now_ns);
