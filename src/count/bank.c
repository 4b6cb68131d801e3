/* SPDX-License-Identifier: BSD-2-Clause */
#include "count/bank.h"

#include "base/hash.h"
#include "base/memory.h"

#include <errno.h>

#define HOUR_NS UINT64_C(3600000000000)

int bank_init(struct bank *bank)
{
	bank->hour = memory_map(BANK_HOURS * sizeof *bank->hour);
	if (!bank->hour)
		return -ENOMEM;
	bank_clear(bank);
	return 0;
}

void bank_finish(struct bank *bank)
{
	memory_unmap(bank->hour, BANK_HOURS * sizeof *bank->hour);
	bank->hour = NULL;
}

void bank_clear(struct bank *bank)
{
	struct bank_hour *hour = bank->hour;

	memset(bank, 0, sizeof *bank);
	bank->hour = hour;
}

/* Time mostly goes on, so the newest hour is looked at first. Beyond seven years of hours the newest
 * one takes the rest. */
static void book_hour(struct bank *bank, uint64_t hour, uint64_t times)
{
	for (uint32_t i = bank->hours; i-- > 0;)
		if (bank->hour[i].hour == hour) {
			bank->hour[i].attempts += times;
			return;
		}
	if (bank->hours < BANK_HOURS)
		bank->hour[bank->hours++] = (struct bank_hour){ .hour = hour };
	bank->hour[bank->hours - 1].attempts += times;
}

static void add_all(uint64_t *sum, const uint64_t *counts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sum[i] += counts[i];
}

#define ADD(name) sum->name += bank->name
#define ADD_ALL(name) add_all(sum->name, bank->name, sizeof bank->name / sizeof *bank->name)

void bank_add(struct bank *sum, const struct bank *bank)
{
	ADD(packets), ADD(wire_bytes), ADD(untracked_packets);
	ADD(total), ADD(verified), ADD(research), ADD(undecided), ADD(lost_pending);
	ADD(outbound), ADD(internal), ADD(monitor_acts);
	ADD(backscatter_packets), ADD(answered), ADD(one_way);
	ADD_ALL(by_class), ADD_ALL(by_outcome), ADD_ALL(by_origin), ADD_ALL(by_country), ADD_ALL(incidents);
	ronda_sketch_merge(&sum->seen, &bank->seen);
	ronda_sketch_merge(&sum->attacking, &bank->attacking);
	ronda_sketch_merge(&sum->outbound_sources, &bank->outbound_sources);
	ronda_sketch_merge(&sum->internal_sources, &bank->internal_sources);
	ronda_sketch_merge(&sum->backscatter_sources, &bank->backscatter_sources);
	for (uint32_t i = 0; i < bank->hours; i++)
		book_hour(sum, bank->hour[i].hour, bank->hour[i].attempts);
}

void bank_prefetch(const struct bank *bank, const struct ronda_addr *addr)
{
	const struct bank_site *set = bank->site[hash_place(hash_addr(addr, 0), BANK_SITE_SETS)];

	for (unsigned way = 0; way < BANK_SITES_PER_SET; way++)
		__builtin_prefetch(&set[way], 1);
}

/* The site with the fewest attempts in the set gives way; its attempts are kept under `other`. */
static void book_site(struct bank *bank, const struct booking *booking, uint32_t times)
{
	const struct ronda_addr *addr = booking->addr;
	uint64_t hash = booking->site ? hash_number(booking->site, 1) : hash_addr(addr, 0);
	struct bank_site *set = bank->site[hash_place(hash, BANK_SITE_SETS)];
	struct bank_site *least = set;

	for (unsigned way = 0; way < BANK_SITES_PER_SET; way++) {
		if (set[way].attempts && set[way].site == booking->site &&
			(booking->site || ronda_addr_equal(&set[way].addr, addr))) {
			set[way].attempts += times;
			set[way].by_class[booking->class] += times;
			return;
		}
		if (set[way].attempts < least->attempts)
			least = &set[way];
	}
	bank->other_sites += least->attempts;
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		bank->other_by_class[class] += least->by_class[class];
	*least = (struct bank_site){ .addr = *addr, .attempts = times, .site = booking->site };
	least->by_class[booking->class] = times;
}

static unsigned country_index(ronda_country country)
{
	return ((country >> 8) - 'A') * 26u + ((country & 0xff) - 'A');
}

void bank_book(struct bank *bank, const struct booking *booking, uint32_t times)
{
	bank->total += times;
	bank->by_class[booking->class] += times;
	bank->by_outcome[booking->outcome] += times;
	bank->by_origin[booking->origin] += times;
	if (booking->origin == RONDA_ORIGIN_DOMESTIC || booking->origin == RONDA_ORIGIN_FOREIGN)
		bank->by_country[country_index(booking->country)] += times;
	if (booking->verified)
		bank->verified += times;
	book_hour(bank, booking->when_ns / HOUR_NS, times);
	book_site(bank, booking, times);
}
