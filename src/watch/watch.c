/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/watch.h"

#include "summary/surges.h"
#include "watch/inside.h"

#include <stdlib.h>

struct watch {
	struct teller teller;
	struct pulse pulse;
	struct flood_watch floods;
	struct answer_watch answers;
	struct fault_watch faults;
	struct surges surges;
	struct notice surge;          /* of the one that goes on */
};

struct watch *watch_create(watch_sink *sink, void *context)
{
	struct watch *watch = calloc(1, sizeof *watch);

	if (watch)
		teller_init(&watch->teller, sink, context);
	return watch;
}

void watch_destroy(struct watch *watch)
{
	free(watch);
}

const struct notice *watch_surge(const struct watch *watch)
{
	return watch->surges.ongoing ? &watch->surge : NULL;
}

void watch_remember_hour(struct watch *watch, uint64_t start_ns, const struct digest *hour)
{
	if (watch)
		surges_remember(&watch->surges, start_ns, hour->attempts, hour->up_seconds);
}

static void see_surge(struct watch *watch, const struct digest *added)
{
	struct surges *surges = &watch->surges;
	struct teller *teller = &watch->teller;
	enum surges_news news = surges_see(surges, teller->now_ns, added->attempts, added->up_seconds);

	if (news == SURGES_BEGAN)
		watch->surge = teller_begin(teller, NOTICE_SURGE, NOTICE_ONSET, teller->now_ns);
	watch->surge.start_ns = surges->start_ns;
	watch->surge.surge.attempts = surges->attempts;
	watch->surge.surge.usual = surges->usual;
	if (news == SURGES_BEGAN)
		teller_send(teller, &watch->surge);
	else if (news == SURGES_OVER)
		teller_end(teller, &watch->surge, surges->end_ns);
}

void watch_take(struct watch *watch, const struct ronda_summary *picture, bool whole)
{
	struct digest added = pulse_take(&watch->pulse, picture, whole);
	struct teller *teller = &watch->teller;

	if (watch->pulse.end_ns != picture->end_ns)
		return; /* too late */
	teller_turn(teller, picture->end_ns, picture->sensor);
	flood_watch_see(&watch->floods, teller, picture);
	answer_watch_see(&watch->answers, teller, picture);
	fault_watch_see(&watch->faults, teller, pulse_faults(&watch->pulse, teller->now_ns));
	see_surge(watch, &added);
	teller_add_up(teller);
}
