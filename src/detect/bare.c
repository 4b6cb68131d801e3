/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/bare.h"

static unsigned kept(const struct bares *bares)
{
	return bares->next < BARE_PAIRS ? bares->next : BARE_PAIRS;
}

/* The one of the same pair, else the oldest one's place. */
static struct bare *place_for(struct bares *bares, const struct bare *bare)
{
	for (unsigned i = 0; i < kept(bares); i++)
		if (bares->bare[i].port == bare->port && ronda_addr_equal(&bares->bare[i].target, &bare->target))
			return &bares->bare[i];
	return &bares->bare[bares->next++ % BARE_PAIRS];
}

/* Acts are decided in another order than they were sent in. */
static bool is_near(const struct bare *a, const struct bare *b, uint32_t seconds)
{
	uint32_t apart = a->sent_s > b->sent_s ? a->sent_s - b->sent_s : b->sent_s - a->sent_s;

	return apart <= seconds;
}

unsigned bares_add(struct bares *bares, const struct bare *bare, unsigned pairs, uint32_t seconds,
	const struct bare *due[BARE_PAIRS])
{
	struct bare *here = place_for(bares, bare);
	unsigned near = 0, count = 0;

	*here = *bare;
	here->counted = false;
	if (bares->next > 2 * BARE_PAIRS)
		bares->next -= BARE_PAIRS;
	for (unsigned i = 0; i < kept(bares); i++)
		near += is_near(&bares->bare[i], here, seconds);
	for (unsigned i = 0; i < kept(bares) && near >= pairs; i++)
		if (!bares->bare[i].counted && is_near(&bares->bare[i], here, seconds)) {
			bares->bare[i].counted = true;
			due[count++] = &bares->bare[i];
		}
	return count;
}
