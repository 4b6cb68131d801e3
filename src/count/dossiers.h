/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dossiers.h - a pool of dossiers, for the sources that need one (detect/scanner.h).
 *
 * Threads    One: the worker's.
 * When full  Of the next few, the one least worth keeping is taken from its owner: not used for
 *            longest. What its owner's slot holds stays.
 */
#pragma once
#include "base/memory.h"
#include "detect/scanner.h"

struct dossiers {
	struct dossier *dossier; /* [0] is never given out, so that 0 means none */
	uint32_t *touched_s;     /* when each was last used: apart, so that a search reads two lines ... */
	uint32_t *owner;         /* ... and whose slot it is, so that it is known before the dossier is at hand */
	uint32_t size, used;
	uint32_t free;           /* first of a list linked through `owner`; 0: none */
	uint32_t hand;           /* where the search for a victim goes on */
	uint64_t taken;          /* from their owners, in this period */
};

/* With when it was used; whose it is comes on top: 4 bytes beside 2,372. */
enum { DOSSIER_BYTES = sizeof(struct dossier) + sizeof(uint32_t) };

/* -ENOMEM when memory is short. */
int dossiers_init(struct dossiers *dossiers, size_t bytes);
void dossiers_finish(struct dossiers *dossiers);

/*
 * The place of a dossier for slot `owner`, to be filled by scanner_open_dossier(). When it was taken
 * from another, `*robbed` is that slot, otherwise UINT32_MAX.
 */
uint32_t dossiers_open(struct dossiers *dossiers, uint32_t owner, uint32_t *robbed);
/* Gives it back; 0 is fine. */
void dossiers_close(struct dossiers *dossiers, uint32_t place);

static inline void dossiers_touch(struct dossiers *dossiers, uint32_t place, uint32_t now_s)
{
	dossiers->touched_s[place] = now_s;
}

/* NULL for place 0. */
static inline struct dossier *dossiers_at(const struct dossiers *dossiers, uint32_t place)
{
	return place ? &dossiers->dossier[place] : NULL;
}
