/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as the operator's list of prefixes: a sentence with a line number, or a sorted list
 * that makes a table. A table costs 16 MiB to fill, so it is asked for only by lists that hold
 * something.
 */
#include <geoip.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)                                                                                \
	do {                                                                                       \
		if (!(claim))                                                                      \
			abort();                                                                   \
	} while (0)

/* Multicast, Teredo and 6to4 beat what is shorter than they are. */
static bool begins_nowhere(const struct ronda_prefix *prefix)
{
	static const uint8_t multicast[16] = { [10] = 0xff, [11] = 0xff, [12] = 0xe0 };
	static const uint8_t teredo[16] = { 0x20, 0x01 }, six_to_four[16] = { 0x20, 0x02 };

	return (memcmp(prefix->addr.bytes, multicast, 16) == 0 && prefix->bits < 100) ||
		(memcmp(prefix->addr.bytes, teredo, 16) == 0 && prefix->bits < 32) ||
		(memcmp(prefix->addr.bytes, six_to_four, 16) == 0 && prefix->bits < 16);
}

static bool is_beaten(const struct geoip_overrides *overrides, size_t i)
{
	const struct ronda_prefix *prefix = &overrides->override[i].prefix;

	for (size_t j = i + 1; j < overrides->count; j++)
		if (overrides->override[j].prefix.bits > prefix->bits &&
			ronda_prefix_contains(&overrides->override[j].prefix, &prefix->addr))
			return true;
	return false;
}

/* The first address of a prefix is where its line says, unless a longer prefix begins there too. */
static void check_table(const struct geoip_overrides *overrides)
{
	struct ronda_places *places;

	MUST(geoip_open(&places, NULL, overrides, NULL) == 0);
	for (size_t i = 0; i < overrides->count; i++) {
		const struct geoip_override *override = &overrides->override[i];

		if (!begins_nowhere(&override->prefix) && !is_beaten(overrides, i))
			MUST(ronda_places_country(places, &override->prefix.addr) ==
				override->country);
	}
	ronda_places_destroy(places);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct geoip_overrides overrides = { 0 };
	struct ronda_error error = { "" };
	FILE *stream = size ? fmemopen((void *)data, size, "r") : NULL;
	int status;

	if (!stream)
		return 0;
	status = geoip_overrides_read(&overrides, stream, "list", &error);
	fclose(stream);
	if (status < 0)
		MUST(overrides.count == 0 && strncmp(error.text, "list:", 5) == 0);
	for (size_t i = 1; i < overrides.count; i++)
		MUST(ronda_addr_compare(&overrides.override[i - 1].prefix.addr,
			     &overrides.override[i].prefix.addr) <= 0);
	if (overrides.count)
		check_table(&overrides);
	geoip_overrides_finish(&overrides);
	return 0;
}
