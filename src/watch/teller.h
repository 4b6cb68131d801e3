/* SPDX-License-Identifier: BSD-2-Clause */
/* teller.h - hands notices on, and no more of them than anybody would read. Within src/watch only. */
#pragma once
#include "watch/watch.h"

struct teller {
	watch_sink *sink;
	void *context;
	uint64_t now_ns;              /* of the picture that is looked at */
	char sensor[NOTICE_SENSOR];
	uint64_t serial;
	double allowance;             /* notices that may be told now */
	uint64_t allowed_ns;          /* when that was reckoned */
	struct notice held_back;
	uint64_t added_up_ns;         /* when last */
};

void teller_init(struct teller *teller, watch_sink *sink, void *context);
/* The next picture. */
void teller_turn(struct teller *teller, uint64_t now_ns, const char *sensor);

struct notice teller_begin(struct teller *teller, enum notice_kind kind, enum notice_phase phase, uint64_t start_ns);
/* False: too many were told of already; it is added to those held back. */
bool teller_tell(struct teller *teller, const struct notice *notice);
void teller_hold_back(struct teller *teller, enum notice_kind kind);
/* Whatever the allowance: a notice; the end of what was told of. */
void teller_send(struct teller *teller, const struct notice *notice);
void teller_end(struct teller *teller, const struct notice *onset, uint64_t end_ns);
/* What was held back, in one notice, now and then. */
void teller_add_up(struct teller *teller);
