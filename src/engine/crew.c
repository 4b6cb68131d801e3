/* SPDX-License-Identifier: BSD-2-Clause */
#include "engine/crew.h"

#include <errno.h>
#include <stdlib.h>

enum { KEEP_MOST = 4096 }; /* of payload, in one go */

int crew_init(struct crew *crew, const struct ronda_settings *settings, const struct rules *rules)
{
	*crew = (struct crew){ .counter = calloc(1, sizeof *crew->counter) };
	if (!crew->counter)
		return -ENOMEM;

	int failed = batch_init(&crew->batch);

	return failed ? failed : counter_init(crew->counter, settings, rules);
}

void crew_finish(struct crew *crew)
{
	if (crew->counter)
		counter_finish(crew->counter);
	free(crew->counter);
	batch_finish(&crew->batch);
	*crew = (struct crew){ 0 };
}

void crew_flush(struct crew *crew)
{
	keys_find(&crew->counter->keys, crew->batch.item, crew->batch.count);
	counter_act(crew->counter, &crew->batch);
	batch_clear(&crew->batch);
}

void crew_keep(struct crew *crew)
{
	if (!batch_keep(&crew->batch, KEEP_MOST))
		crew_flush(crew);
}
