/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/teller.h"

#include "base/letters.h"
#include "base/stamp.h"

#include <stdio.h>
#include <string.h>

#define SECOND STAMP_SECOND_NS
#define HOUR_NS (3600 * SECOND)

void teller_init(struct teller *teller, watch_sink *sink, void *context)
{
	*teller = (struct teller){ .sink = sink, .context = context, .allowance = WATCH_BURST };
}

static void reckon_allowance(struct teller *teller)
{
	double hours = teller->now_ns > teller->allowed_ns ? (double)(teller->now_ns - teller->allowed_ns) / (double)HOUR_NS : 0;

	if (teller->allowed_ns)
		teller->allowance += hours * WATCH_AN_HOUR;
	if (teller->allowance > WATCH_BURST)
		teller->allowance = WATCH_BURST;
	teller->allowed_ns = teller->now_ns;
}

void teller_turn(struct teller *teller, uint64_t now_ns, const char *sensor)
{
	teller->now_ns = now_ns;
	letters_copy(teller->sensor, sizeof teller->sensor, sensor);
	reckon_allowance(teller);
}

void teller_send(struct teller *teller, const struct notice *notice)
{
	teller->sink(teller->context, notice);
}

void teller_hold_back(struct teller *teller, enum notice_kind kind)
{
	if (teller->held_back.held_back.count++ == 0)
		teller->held_back.start_ns = teller->now_ns;
	teller->held_back.held_back.by_kind[kind]++;
}

bool teller_tell(struct teller *teller, const struct notice *notice)
{
	if (teller->allowance < 1) {
		teller_hold_back(teller, notice->kind);
		return false;
	}
	teller->allowance -= 1;
	teller_send(teller, notice);
	return true;
}

struct notice teller_begin(struct teller *teller, enum notice_kind kind, enum notice_phase phase, uint64_t start_ns)
{
	struct notice notice = { .kind = kind, .phase = phase, .time_ns = teller->now_ns, .start_ns = start_ns };

	snprintf(notice.id, sizeof notice.id, "%s-%llx-%llu", notice_kind_name(kind),
		(unsigned long long)(start_ns / (SECOND / 1000)), (unsigned long long)++teller->serial);
	memcpy(notice.sensor, teller->sensor, sizeof notice.sensor);
	return notice;
}

void teller_end(struct teller *teller, const struct notice *onset, uint64_t end_ns)
{
	struct notice notice = *onset;

	notice.phase = NOTICE_END;
	notice.time_ns = teller->now_ns;
	notice.end_ns = end_ns;
	teller_send(teller, &notice);
}

void teller_add_up(struct teller *teller)
{
	struct notice notice;

	if (!teller->held_back.held_back.count || teller->now_ns < teller->added_up_ns + WATCH_ADD_UP_SECONDS * SECOND)
		return;
	if (teller->now_ns < teller->held_back.start_ns + 60 * SECOND)
		return; /* more may follow */
	notice = teller_begin(teller, NOTICE_HELD_BACK, NOTICE_ONCE, teller->held_back.start_ns);
	notice.end_ns = teller->now_ns;
	notice.held_back = teller->held_back.held_back;
	teller_send(teller, &notice);
	teller->added_up_ns = teller->now_ns;
	teller->held_back = (struct notice){ 0 };
}
