/* SPDX-License-Identifier: BSD-2-Clause */
#include "listen/sites.h"

#include "base/hash.h"
#include "base/memory.h"

#include <errno.h>

/* A number is a place and how many names it has had: 20 bits and 12. */
enum { PER_SET = 8, PLACE_BITS = 20, SERIAL_MASK = (1 << 12) - 1 };

int sites_init(struct sites *sites, size_t bytes, const struct host_set *declared)
{
	size_t size = bytes / sizeof(struct site) / PER_SET * PER_SET;

	if (size >= 1u << PLACE_BITS)
		size = (1u << PLACE_BITS) - PER_SET;
	if (size < PER_SET)
		size = PER_SET;
	*sites = (struct sites){ .size = (uint32_t)size, .declared = declared };
	sites->site = memory_map(size * sizeof(struct site));
	return sites->site ? 0 : -ENOMEM;
}

void sites_finish(struct sites *sites)
{
	memory_unmap(sites->site, sites->size * sizeof(struct site));
	*sites = (struct sites){ 0 };
}

/* A letter, digit, hyphen or underscore as it is kept; 0 for anything else. */
static char host_letter(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ? (char)c : 0;
}

/* The name as it is kept; false: it is none. A name has a dot, no empty label, and a letter in its last one. */
static bool spell(const uint8_t *name, size_t size, char text[SITE_NAME_MOST + 1])
{
	size_t length = 0, label = 0;
	bool dotted = false, lettered = false;

	if (size && name[size - 1] == '.')
		size--;
	if (!size || size > SITE_NAME_MOST)
		return false;
	for (; length < size; length++) {
		char c = name[length] == '.' ? '.' : host_letter(name[length]);

		if (!c || (c == '.' && !label))
			return false;
		label = c == '.' ? 0 : label + 1;
		dotted |= c == '.';
		lettered = c == '.' ? false : lettered || (c >= 'a' && c <= 'z');
		text[length] = c;
	}
	text[length] = '\0';
	return dotted && lettered && label;
}

static uint64_t hash_name(const char *name)
{
	uint64_t hash = 0x9e3779b97f4a7c15;

	for (; *name; name++)
		hash = hash_number(hash, (uint8_t)*name);
	return hash;
}

/* Less is missed less: free, never served and not asked for longest, served longest ago. */
static uint64_t worth(const struct site *site)
{
	if (!site->name[0])
		return 0;
	return site->first_ns ? UINT64_C(1) << 63 | site->last_ns >> 1 : 1 + (uint64_t)site->asked_s;
}

static uint32_t number_of(const struct sites *sites, const struct site *site)
{
	return (uint32_t)(site - sites->site) << 12 | (site->serial & SERIAL_MASK);
}

uint32_t sites_ask(struct sites *sites, const uint8_t *name, size_t size, uint32_t now_s)
{
	char text[SITE_NAME_MOST + 1];

	if (!spell(name, size, text))
		return 0;

	struct site *set = &sites->site[hash_place(hash_name(text), sites->size / PER_SET) * PER_SET], *least = set;

	for (struct site *site = set; site < set + PER_SET; site++) {
		if (strcmp(site->name, text) == 0) {
			site->asked_s = now_s;
			return number_of(sites, site);
		}
		if (worth(site) < worth(least))
			least = site;
	}
	if (site_is_served(least)) {
		sites->refused++;
		return 0;
	}
	*least = (struct site){ .asked_s = now_s, .serial = least->serial + 1 };
	if (!(least->serial & SERIAL_MASK))
		least->serial++; /* so that no number is 0 */
	memcpy(least->name, text, sizeof text);
	least->declared = sites->declared && host_set_contains(sites->declared, text);
	return number_of(sites, least);
}

struct site *sites_at(const struct sites *sites, uint32_t number)
{
	uint32_t place = number >> 12;
	struct site *site = number && place < sites->size ? &sites->site[place] : NULL;

	return site && site->name[0] && (site->serial & SERIAL_MASK) == (number & SERIAL_MASK) ? site : NULL;
}

void sites_serve(struct sites *sites, uint32_t number, const struct ronda_addr *server, uint64_t now_ns)
{
	struct site *site = sites_at(sites, number);

	if (!site)
		return;
	if (!site->first_ns || now_ns < site->first_ns)
		site->first_ns = now_ns;
	if (now_ns > site->last_ns || (now_ns == site->last_ns && ronda_addr_compare(server, &site->server) < 0)) {
		site->last_ns = now_ns;
		site->server = *server; /* of two at one moment the lesser, whoever was seen first */
	}
	site->told = true;
}

bool sites_miss(const struct sites *sites, const char *name)
{
	return sites->declared && sites->declared->count && !host_set_contains(sites->declared, name);
}

void sites_begin_period(struct sites *sites)
{
	for (uint32_t i = 0; i < sites->size; i++)
		if (sites->site[i].told)
			sites->site[i].told = false;
	sites->refused = 0;
}
