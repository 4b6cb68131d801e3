/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/dossiers.h"

#include <errno.h>

#define SEARCH 16 /* dossiers looked at for a victim */

int dossiers_init(struct dossiers *dossiers, size_t bytes)
{
	uint32_t size = (uint32_t)(bytes / DOSSIER_BYTES);

	*dossiers = (struct dossiers){ .size = size, .used = 1, .hand = 1 };
	dossiers->dossier = memory_map(size * sizeof(struct dossier));
	dossiers->touched_s = memory_map(2 * size * sizeof(uint32_t));
	dossiers->owner = dossiers->touched_s ? dossiers->touched_s + size : NULL;
	return dossiers->dossier && dossiers->touched_s ? 0 : -ENOMEM;
}

void dossiers_finish(struct dossiers *dossiers)
{
	memory_unmap(dossiers->dossier, dossiers->size * sizeof(struct dossier));
	memory_unmap(dossiers->touched_s, 2 * dossiers->size * sizeof(uint32_t));
	*dossiers = (struct dossiers){ 0 };
}

/* Of the next few, from the hand on, which is moved behind them. */
static uint32_t victim(const struct dossiers *dossiers, uint32_t *hand)
{
	uint32_t least = *hand;

	for (unsigned i = 0; i < SEARCH; i++) {
		if (dossiers->touched_s[*hand] < dossiers->touched_s[least])
			least = *hand;
		*hand = *hand + 1 < dossiers->size ? *hand + 1 : 1;
	}
	return least;
}

/* Sends for the dossier that will most likely be opened next: it is cold, and much of it will be written to. */
static void send_for_next(const struct dossiers *dossiers)
{
	uint32_t hand = dossiers->hand;
	uint32_t place = dossiers->free ? dossiers->free : dossiers->used < dossiers->size ? dossiers->used :
		victim(dossiers, &hand);

	scanner_prefetch_new(&dossiers->dossier[place]);
}

uint32_t dossiers_open(struct dossiers *dossiers, uint32_t owner, uint32_t *robbed)
{
	uint32_t place = dossiers->free;

	*robbed = UINT32_MAX;
	if (place) {
		dossiers->free = dossiers->owner[place];
	} else if (dossiers->used < dossiers->size) {
		place = dossiers->used++;
	} else {
		place = victim(dossiers, &dossiers->hand);
		*robbed = dossiers->owner[place];
		dossiers->taken++;
	}
	dossiers->owner[place] = owner;
	send_for_next(dossiers);
	return place;
}

void dossiers_close(struct dossiers *dossiers, uint32_t place)
{
	if (!place)
		return;
	dossiers->owner[place] = dossiers->free;
	dossiers->free = place;
}
