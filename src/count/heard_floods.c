/* SPDX-License-Identifier: BSD-2-Clause */
/* heard_floods.c - requests, and those kept unfinished, as parts of a flood at one address and port. */
#include "base/hash.h"
#include "count/hear.h"

void heard_for_flood(struct counter *counter, const struct source *client, const struct heard *heard)
{
	const struct talkers *who = heard->who;
	enum ronda_flood_kind kind = heard->kind == HEARD_SLOW ? RONDA_FLOOD_SLOW : RONDA_FLOOD_HTTP;
	uint64_t key = floods_key(kind, counter_hash(counter, &who->server), who->port);
	struct ronda_addr source = keys_source(&counter->keys, &who->client);
	const struct flood_packet one = {
		.key = key,
		.source_hash = counter_hash(counter, &source),
		.now_ns = heard->now_ns,
		.bytes = heard->request_bytes,
		.verified = client && source_is(client, SOURCE_VERIFIED),
	};

	if (heard->kind == HEARD_SERVED) {
		floods_complete(&counter->floods, key);
		return;
	}
	if (counter->protect.count && !prefix_set_contains(&counter->protect, &who->server))
		return;
	if (floods_count(&counter->floods, &one, &counter->thresholds))
		floods_record(&counter->floods, &one,
			&(struct flood_target){ .kind = kind, .port = who->port, .addr = who->server });
}
