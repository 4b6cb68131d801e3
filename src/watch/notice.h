/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice.h - one thing that somebody should know now, as plain data that can wait in a queue; and in words and JSON.
 *
 * Texts that came from the wire are cut, and hold no control character: they go to terminals, mails and chats.
 */
#pragma once
#include <ronda/summary.h>

#include "base/words.h"
#include "summary/pulse.h"

/* X(NAME, "name", "what it tells of") */
#define NOTICE_KINDS(X)                                                                            \
	X(FLOOD, "flood", "a flood began or is over")                                              \
	X(SURGE, "surge", "attempts rose far above the usual, or are back")                        \
	X(SERVED, "served", "a server answered a request or a flow that carries an attack")        \
	X(DEGRADED, "degraded", "the sensor sees less than it should, or all again")               \
	X(HELD_BACK, "held_back", "more happened than was told of one by one")

#define NOTICE_KIND_NUMBER(NAME, name, meaning) NOTICE_##NAME,
enum notice_kind { NOTICE_KINDS(NOTICE_KIND_NUMBER) NOTICE_KIND_COUNT };

/* "once": it has no end. */
#define NOTICE_PHASES(X) X(ONSET, "onset") X(END, "end") X(ONCE, "once")
#define NOTICE_PHASE_NUMBER(NAME, name) NOTICE_##NAME,
enum notice_phase { NOTICE_PHASES(NOTICE_PHASE_NUMBER) NOTICE_PHASE_COUNT };

const char *notice_kind_name(enum notice_kind kind);
const char *notice_phase_name(enum notice_phase phase);

enum { NOTICE_SENSOR = 64, NOTICE_SITE = 96, NOTICE_RULE = 64, NOTICE_LINE = 200, NOTICE_ID = 48 };

struct notice {
	enum notice_kind kind;
	enum notice_phase phase;
	char id[NOTICE_ID];             /* the same of an onset and its end */
	char sensor[NOTICE_SENSOR];
	uint64_t time_ns;               /* of the notice */
	uint64_t start_ns, end_ns;      /* of what it tells of; end 0: it goes on, or has none */
	union {
		struct {
			enum ronda_flood_kind kind;
			enum ronda_service service;
			struct ronda_addr target;
			uint16_t port;
			uint64_t packets, peak_packets_per_second, peak_bits_per_second, sources;
			bool spoofed;
		} flood;
		struct {
			uint64_t attempts, usual; /* in the hours of the surge */
		} surge;
		struct {
			enum ronda_class class;
			struct ronda_addr source, target;
			ronda_country country;
			uint16_t port, status;
			char rule[NOTICE_RULE], site[NOTICE_SITE], line[NOTICE_LINE];
		} served;
		enum pulse_fault fault;         /* degraded */
		struct {
			uint64_t count, by_kind[NOTICE_KIND_COUNT];
		} held_back;
	};
};

enum { NOTICE_TEXT = 640 };

/* One sentence, without the sensor's name; returns `text`. */
const char *notice_sentence(const struct notice *notice, enum words_lang lang, char text[NOTICE_TEXT]);

/* "ronda.notice/1", one line, for free(); NULL when memory is short. The schema is in notice.schema.json. */
char *notice_json(const struct notice *notice);
