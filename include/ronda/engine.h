/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * engine.h - frames in, summaries out. The door of libronda: no file, socket, clock or screen.
 *
 *     engine = ronda_engine_create(&settings, NULL, &error);
 *     for each frame: ronda_engine_frame(engine, &frame);
 *     ronda_engine_finish(engine, RONDA_FINISH_FILE);
 *     summary = ronda_engine_summary(engine, &coverage, 20);
 *
 * Threads    One thread at a time; an engine shares nothing with another. But for ronda_engine_peek(), which
 *            any other thread may call. With settings.threads above 1 the engine makes threads of its own, which count
 *            while the caller goes on. The summaries are the same, but for what did not fit into a table, the packets of a
 *            flood of kind slow, and whether a flood is said to be spoofed, which is an estimate then.
 * Time       The engine reads no clock. Time is the largest stamp seen in a frame or a tick; a stamp
 *            over an hour behind it re-bases time, after all that was pending is decided.
 * Memory     Sized once, by ronda_engine_create(), from settings.memory_bytes. Frames allocate nothing.
 * When full  The least active unverified source gives up its slot; the packets it had sent are counted
 *            as evicted, and pending acts that are lost are counted as lost. No packet goes uncounted.
 */
#pragma once
#include <ronda/attack.h>
#include <ronda/packet.h>
#include <ronda/settings.h>
#include <ronda/summary.h>

struct ronda_engine;

/* Copies the settings. `places` may be NULL (origins are unknown then); otherwise it must outlive the
 * engine or its replacement. NULL and a sentence when memory is short. */
struct ronda_engine *ronda_engine_create(const struct ronda_settings *settings,
	const struct ronda_places *places, struct ronda_error *error);
/* NULL is fine. */
void ronda_engine_destroy(struct ronda_engine *engine);

/* Another place table from now on, for sources without a place yet. The old one may be freed. */
void ronda_engine_set_places(struct ronda_engine *engine, const struct ronda_places *places);

/* Counts one frame; its data is not needed after the call. */
void ronda_engine_frame(struct ronda_engine *engine, const struct ronda_frame *frame);
/* ... or several, in their order: the same, a little faster. */
void ronda_engine_frames(struct ronda_engine *engine, const struct ronda_frame *frames, size_t count);

/* Time has come to `now_ns`, packets or none: what is due by then is decided. */
void ronda_engine_tick(struct ronda_engine *engine, uint64_t now_ns);

enum ronda_finish {
	RONDA_FINISH_FILE, /* pending acts are decided as if their time had passed */
	RONDA_FINISH_LIVE, /* those under 3 s old become `undecided` */
};

/* Call once, after the last frame and before the last summary. */
void ronda_engine_finish(struct ronda_engine *engine, enum ronda_finish how);

/* What the capture knows and the engine cannot: bounds of the period and what was lost. */
struct ronda_coverage {
	uint64_t start_ns, end_ns; /* both 0: from the first stamp to the last */
	uint64_t up_seconds;       /* UINT64_MAX: all of it */
	uint64_t kernel_drop_packets, interface_drop_packets;
	const char *error;         /* why the capture ended early; NULL: it did not */
};

/*
 * Closes the period: a summary of all since the last call, with at most `top` sources (SIZE_MAX: all),
 * and a fresh start. The caller owns it. NULL when memory is short; the period then goes on.
 */
struct ronda_summary *ronda_engine_summary(struct ronda_engine *engine,
	const struct ronda_coverage *coverage, size_t top);

/* Totals of the period so far, for a progress line. */
struct ronda_glance {
	uint64_t frames, attempts, now_ns;
};
struct ronda_glance ronda_engine_glance(const struct ronda_engine *engine);

/* What became of one act; told to an observer as it is decided. */
enum ronda_verdict {
	RONDA_COUNTED,       /* one attempt */
	RONDA_HELD,          /* counts if its source turns out to be a scanner */
	RONDA_CREDITED,      /* held acts that count now; see `credits` */
	RONDA_USEFUL,        /* answered and used: no attempt */
	RONDA_BEYOND,        /* beyond the probes per pair: a flood packet */
	RONDA_NO_TARGET,     /* to a multicast or broadcast address */
	RONDA_UNDECIDED,     /* too young when the sensor stopped */
	RONDA_LOST,          /* its source or connection had to give up its slot */
};

struct ronda_act {
	struct ronda_addr source, target; /* source as it was sent, not as a prefix */
	uint16_t port;                    /* 0 for echo */
	uint8_t proto;
	enum ronda_class class;
	enum ronda_outcome outcome;
	enum ronda_verdict verdict;
	enum ronda_direction direction;
	bool first_contact, scanner, verified, monitor;
	bool bare;                        /* stealth: a bare acknowledgement, which counts only among many */
	int score_before, score_after;
	uint32_t credits;                 /* RONDA_CREDITED: how many earlier acts count now */
	const char *why;                  /* the rule that matches, the service, or of class tls the client's JA4; NULL.
	                                   * Borrowed for the call */
	uint64_t act_ns, decided_ns;
};

typedef void ronda_observer(void *context, const struct ronda_act *act);

/* Calls `observer` for each act of `source` (as a prefix, if IPv6), from inside frame, tick and finish. Only of an engine
 * with one thread. */
void ronda_engine_observe(struct ronda_engine *engine, const struct ronda_addr *source,
	ronda_observer *observer, void *context);

/* Attempts as they are booked: `times` of one source, target, class and outcome. */
struct ronda_booked {
	struct ronda_addr source, target; /* source as it is counted: an IPv6 one by its prefix */
	uint16_t port;                    /* 0 for echo */
	uint8_t proto;
	bool verified;
	enum ronda_class class;
	enum ronda_outcome outcome;
	enum ronda_direction direction;
	uint32_t times;
	const char *why;                  /* the rule that matches, the service, or of class tls the client's JA4; NULL.
	                                   * Borrowed for the call */
	uint64_t booked_ns;
};

typedef void ronda_witness(void *context, const struct ronda_booked *booked);

/* Calls `witness` for whatever is counted in the total, or as outbound or internal, from inside frame, tick and
 * finish. A frame may be acted upon a little later than it was given: up to the next tick. Only of an engine with one
 * thread. */
void ronda_engine_witness(struct ronda_engine *engine, ronda_witness *witness, void *context);

/* An act that was booked, with what explains it. */
struct ronda_recent {
	struct ronda_act act;             /* act.why: as long as the engine */
	struct ronda_addr source;         /* act.source as a source: IPv6 by its prefix */
	ronda_country country;
	enum ronda_origin origin;
	char site[96];                    /* the name it was for; "": the target's address */
};

enum { RONDA_PEEK_TOP = 256 };

struct ronda_peek_wish {
	const struct ronda_coverage *coverage;
	size_t top;                       /* rows of sources, at most RONDA_PEEK_TOP; 0: none, nor is any looked for */
	unsigned timeout_ms;              /* how long to wait for the engine's thread */
};

/* The period so far, all of one instant. */
struct ronda_peek {
	struct ronda_summary *summary;    /* half of its sources have most attempts, half had most since the
	                                   * last peek; without host names */
	uint64_t period;                  /* so many periods were closed before it */
	uint64_t now_ns;                  /* the engine's time */
	size_t sources_used, sources_room; /* slots: given out, and in all */
	struct ronda_recent *recent;      /* the last acts, oldest first; kept from the first peek on */
	size_t recent_count;
};

/*
 * A picture of the period so far, which goes on undisturbed.
 *
 * Threads    Any but the engine's, one at a time. The engine's thread answers from inside
 *            ronda_engine_frames() and ronda_engine_tick(), between two batches, by copying its totals, its last
 *            acts and the chosen slots: at most some 2 MiB, however many sources there are. It never waits. Looking through
 *            the sources, choosing and writing up are the caller's work.
 * Ordering   The copy is handed over with release and acquire: what the engine counted before it is in it,
 *            whole, and nothing of what came after. So the identities of a summary hold.
 *
 * 0; -ETIMEDOUT when the engine's thread did neither within the time; -ENOMEM. After ronda_engine_destroy() there is
 * nothing to peek at: whoever peeks must have stopped before.
 */
int ronda_engine_peek(struct ronda_engine *engine, const struct ronda_peek_wish *wish, struct ronda_peek *peek);
/* Frees what it holds; all zero is fine. */
void ronda_peek_finish(struct ronda_peek *peek);
