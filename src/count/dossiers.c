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

static uint32_t victim(struct dossiers *dossiers)
{
	uint32_t least = dossiers->hand;

	for (unsigned i = 0; i < SEARCH; i++) {
		if (dossiers->touched_s[dossiers->hand] < dossiers->touched_s[least])
			least = dossiers->hand;
		dossiers->hand = dossiers->hand + 1 < dossiers->size ? dossiers->hand + 1 : 1;
	}
	return least;
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
		place = victim(dossiers);
		*robbed = dossiers->owner[place];
		dossiers->taken++;
	}
	dossiers->owner[place] = owner;
	return place;
}

void dossiers_close(struct dossiers *dossiers, uint32_t place)
{
	if (!place)
		return;
	dossiers->owner[place] = dossiers->free;
	dossiers->free = place;
}
