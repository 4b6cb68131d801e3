/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/incidents.h"

#include "base/hash.h"
#include "base/memory.h"

#include <errno.h>

enum { PER_SET = 4 };

struct incident_set {
	struct {
		uint64_t key; /* 0: free */
		uint64_t last_s;
	} incident[PER_SET];
} __attribute__((aligned(LINE_BYTES)));

int incidents_init(struct incidents *incidents, size_t bytes)
{
	incidents->sets = bytes / sizeof(struct incident_set);
	incidents->set = memory_map(incidents->sets * sizeof(struct incident_set));
	return incidents->set ? 0 : -ENOMEM;
}

void incidents_finish(struct incidents *incidents)
{
	memory_unmap(incidents->set, incidents->sets * sizeof(struct incident_set));
	*incidents = (struct incidents){ 0 };
}

void incidents_prefetch(const struct incidents *incidents, uint64_t key)
{
	__builtin_prefetch(&incidents->set[hash_place(key, incidents->sets)], 1);
}

bool incidents_open(struct incidents *incidents, uint64_t key, uint32_t now_s, uint32_t gap_s)
{
	struct incident_set *set = &incidents->set[hash_place(key, incidents->sets)];
	unsigned way = 0;

	for (unsigned i = 0; i < PER_SET; i++) {
		if (set->incident[i].key == key) {
			uint64_t last_s = set->incident[i].last_s;

			set->incident[i].last_s = now_s;
			return now_s > last_s && now_s - last_s > gap_s;
		}
		if (set->incident[i].last_s < set->incident[way].last_s)
			way = i;
	}
	set->incident[way].key = key;
	set->incident[way].last_s = now_s;
	return true;
}
