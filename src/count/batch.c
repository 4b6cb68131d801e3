/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/batch.h"

#include <errno.h>
#include <stdlib.h>

int batch_init(struct batch *batch)
{
	batch_clear(batch);
	batch->arena = malloc(BATCH_ARENA);
	return batch->arena ? 0 : -ENOMEM;
}

void batch_finish(struct batch *batch)
{
	free(batch->arena);
	batch->arena = NULL;
}

bool batch_keep(struct batch *batch, size_t most)
{
	size_t size = 0;

	for (unsigned i = batch->kept; i < batch->count; i++)
		size += batch_wants(&batch->item[i].packet) ? batch->item[i].packet.captured_payload_bytes : 0;
	if (size > most || size > BATCH_ARENA - batch->arena_used)
		return false;
	for (; batch->kept < batch->count; batch->kept++)
		batch_take_payload(batch, &batch->item[batch->kept].packet);
	return true;
}
