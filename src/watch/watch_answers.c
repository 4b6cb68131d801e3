/* SPDX-License-Identifier: BSD-2-Clause */
/* watch_answers.c - requests and flows that carry an attack and that a server answered. */
#include "watch/inside.h"

#include "base/letters.h"
#include "base/stamp.h"

#include <string.h>

#define SECOND STAMP_SECOND_NS

/* Kinds that any site answers all day long, and that mean little by themselves. */
static bool is_noise(const struct ronda_review *review)
{
	static const char *const kinds[] = { "scanner-agent", "cms-probe", "admin-panel", "seo-gambling" };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(review->kind, kinds[i]) == 0)
			return true;
	return false;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return (hash ^ 0xff) * UINT64_C(1099511628211);
}

/* Whether the same rule was answered at the same site lately. */
static bool was_told(struct answer_watch *answers, uint64_t now_ns, const struct ronda_review *review)
{
	uint64_t hash = hash_text(hash_text(UINT64_C(14695981039346656037), review->rule), review->site) | 1;
	struct answer_memory *place = NULL;

	for (unsigned i = 0; i < WATCH_ANSWERS && !place; i++)
		if (answers->answer[i].hash == hash)
			place = &answers->answer[i];
	if (place && now_ns < place->quiet_until_ns)
		return true;
	if (!place)
		place = &answers->answer[answers->next_answer++ % WATCH_ANSWERS];
	*place = (struct answer_memory){ hash, now_ns + WATCH_ANSWER_SECONDS * SECOND };
	return false;
}

static void see_review(struct answer_watch *answers, struct teller *teller, const struct ronda_review *review)
{
	struct notice notice;

	if (review->outcome != RONDA_OUTCOME_SERVED || (review->class == RONDA_CLASS_WEB && is_noise(review)) ||
	    was_told(answers, teller->now_ns, review))
		return;
	notice = teller_begin(teller, NOTICE_SERVED, NOTICE_ONCE, review->time_ns);
	notice.served.class = review->class;
	notice.served.source = review->source;
	notice.served.country = review->country;
	notice.served.target = review->addr;
	notice.served.port = review->port;
	notice.served.status = review->status;
	letters_copy(notice.served.rule, sizeof notice.served.rule, review->rule);
	letters_copy(notice.served.site, sizeof notice.served.site, review->site);
	letters_copy(notice.served.line, sizeof notice.served.line, review->line);
	teller_tell(teller, &notice);
}

/* Each once: those later than all that were looked at. They are sorted by time. */
void answer_watch_see(struct answer_watch *answers, struct teller *teller, const struct ronda_summary *picture)
{
	uint64_t latest_ns = answers->looked_at_ns;

	for (size_t i = 0; i < picture->review_count; i++) {
		const struct ronda_review *review = &picture->review[i];

		if (review->time_ns <= answers->looked_at_ns)
			continue;
		see_review(answers, teller, review);
		latest_ns = review->time_ns > latest_ns ? review->time_ns : latest_ns;
	}
	answers->looked_at_ns = latest_ns;
}
