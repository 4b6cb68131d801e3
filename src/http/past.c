/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/past.h"

#include "base/stamp.h"

#include <errno.h>
#include <stdlib.h>

#define STEP_NS (PAST_STEP_SECONDS * STAMP_SECOND_NS)

int past_init(struct past *past)
{
	past->bucket = calloc(PAST_BUCKETS, sizeof *past->bucket);
	return past->bucket ? 0 : -ENOMEM;
}

void past_finish(struct past *past)
{
	free(past->bucket);
	past->bucket = NULL;
}

void past_add(struct past *past, uint64_t at_ns, const struct digest *added)
{
	uint64_t number = at_ns / STEP_NS;
	struct past_bucket *bucket = &past->bucket[number % PAST_BUCKETS];

	if (bucket->number != number)
		*bucket = (struct past_bucket){ .number = number };
	digest_add(&bucket->digest, added);
}

void past_add_hour(struct past *past, uint64_t start_ns, const struct digest *hour, uint64_t now_ns)
{
	unsigned parts = 3600 / PAST_STEP_SECONDS;

	while (parts > 1 && start_ns + (parts - 1) * STEP_NS > now_ns)
		parts--; /* the hour that runs */
	for (unsigned i = 0; i < parts; i++) {
		struct digest part = digest_part(hour, i, parts);

		past_add(past, start_ns + i * STEP_NS, &part);
	}
}

struct digest past_sum(const struct past *past, uint64_t start_ns, uint64_t end_ns)
{
	struct digest sum = { 0 };
	uint64_t number = (start_ns + STEP_NS - 1) / STEP_NS, end = (end_ns + STEP_NS - 1) / STEP_NS;

	if (end > number + PAST_BUCKETS)
		number = end - PAST_BUCKETS;
	for (; number < end; number++) {
		const struct past_bucket *bucket = &past->bucket[number % PAST_BUCKETS];

		if (bucket->number == number)
			digest_add(&sum, &bucket->digest);
	}
	return sum;
}

uint64_t past_oldest_ns(const struct past *past)
{
	uint64_t oldest = UINT64_MAX;

	for (unsigned i = 0; i < PAST_BUCKETS; i++)
		if (past->bucket[i].number && past->bucket[i].number < oldest)
			oldest = past->bucket[i].number;
	return oldest == UINT64_MAX ? 0 : oldest * STEP_NS;
}
