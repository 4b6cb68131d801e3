/* SPDX-License-Identifier: BSD-2-Clause */
#include "geoip.h"
#include "mmdb.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BLOCKS = 1 << 24, HUGE_PAGE = 2 << 20 };

const char *const geoip_usual_files[] = {
	"/usr/local/share/ronda/country.mmdb",
	"/usr/share/ronda/country.mmdb",
	"/var/lib/GeoIP/GeoLite2-Country.mmdb",
	"/usr/share/GeoIP/GeoLite2-Country.mmdb",
	"/usr/share/GeoIP/GeoLite2-City.mmdb",
	"/usr/share/GeoIP/dbip-country-lite.mmdb",
	NULL,
};

const char *geoip_find(const char *const candidates[])
{
	for (; *candidates; candidates++)
		if (access(*candidates, F_OK) == 0)
			return *candidates;
	return NULL;
}

static bool is_v4(const struct ronda_prefix *prefix)
{
	return prefix->bits >= 96 && ronda_addr_is_v4(&prefix->addr);
}

static struct paint as_paint(const struct ronda_prefix *prefix, uint8_t place)
{
	struct ronda_addr first = ronda_addr_mask(prefix->addr, prefix->bits);

	if (is_v4(prefix))
		return (struct paint){ ntohl(first.words[3]), prefix->bits - 96u, place };
	return (struct paint){ (number)be64toh(first.halves[0]) << 64 | be64toh(first.halves[1]),
		prefix->bits, place };
}

/* Adds the operator's prefixes of one family; returns how many, or -E2BIG. */
static int add_overrides(struct paint *paints, struct ronda_places *places, bool v4,
	const struct geoip_overrides *overrides)
{
	int count = 0;

	for (size_t i = 0; overrides && i < overrides->count; i++) {
		const struct geoip_override *override = &overrides->override[i];
		int place;

		if (is_v4(&override->prefix) != v4)
			continue;
		place = places_index(places, override->country);
		if (place < 0)
			return place;
		paints[count++] = as_paint(&override->prefix, (uint8_t)place);
	}
	return count;
}

/*
 * Over what the database says: the operator's word, and what is no country's to begin with.
 * 6to4 and Teredo are where their IPv4 address is, unless a prefix inside them says otherwise.
 */
static int paint(struct ranges *ranges, struct ronda_places *places, bool v4,
	const struct geoip_overrides *overrides)
{
	static const struct paint nowhere4[] = { { 0xe0000000, 4,
		0 } }; /* 224.0.0.0/4, multicast */
	static const struct paint nowhere6[] = {
		{ (number)0xff << 120, 8, 0 },    /* ff00::/8, multicast */
		{ (number)0x2002 << 112, 16, 0 }, /* 2002::/16, 6to4 */
		{ (number)0x2001 << 112, 32, 0 }, /* 2001::/32, Teredo */
	};
	size_t count = v4 ? sizeof nowhere4 / sizeof *nowhere4 : sizeof nowhere6 / sizeof *nowhere6;
	struct paint *paints = calloc(count + (overrides ? overrides->count : 0), sizeof *paints);
	int status;

	if (!paints)
		return -ENOMEM;
	memcpy(paints, v4 ? nowhere4 : nowhere6, count * sizeof *paints);
	status = add_overrides(paints + count, places, v4, overrides);
	if (status >= 0)
		status = ranges_paint(ranges, paints, count + (size_t)status, v4 ? 32 : 128);
	free(paints);
	return status;
}

/* Marks each /24 with its place, or as divided where a range begins inside it. */
static void fill_blocks(uint8_t *by_24, const struct ranges *ranges)
{
	for (size_t i = 0; i < ranges->count; i++) {
		uint64_t first = ranges->range[i].low;
		uint64_t end = i + 1 < ranges->count ? ranges->range[i + 1].low : UINT64_C(1) << 32;
		uint64_t whole = (first + 255) / 256, end_whole = end / 256;

		if (first % 256)
			by_24[first / 256] = RONDA_PLACE_FINER;
		if (whole < end_whole)
			memset(by_24 + whole, ranges->range[i].country, end_whole - whole);
	}
}

/* Whether a lookup may end in this range: it is the first of all, or reaches into a divided /24. */
static bool is_needed(const uint8_t *by_24, const struct ranges *ranges, size_t i)
{
	uint64_t first = ranges->range[i].low;
	uint64_t next = i + 1 < ranges->count ? ranges->range[i + 1].low : 0;

	return i == 0 || by_24[first / 256] == RONDA_PLACE_FINER || next % 256;
}

static int pack_v4(struct ronda_places *places, const struct ranges *ranges)
{
	places->by_24 = aligned_alloc(HUGE_PAGE, BLOCKS);
	places->ranges4 = calloc(ranges->count, sizeof *places->ranges4);
	if (!places->by_24 || !places->ranges4)
		return -ENOMEM;
	madvise(places->by_24, BLOCKS, MADV_HUGEPAGE); /* a lookup touches any of it */
	fill_blocks(places->by_24, ranges);
	for (size_t i = 0; i < ranges->count; i++)
		if (is_needed(places->by_24, ranges, i))
			places->ranges4[places->ranges4_count++] = (struct ronda_place_range4){
				.first = (uint32_t)ranges->range[i].low,
				.country = ranges->range[i].country,
			};
	return 0;
}

/* Gives back what the growing lists had in reserve. */
static void *shrink(void *list, size_t count, size_t size)
{
	void *fit = realloc(list, count * size);

	return fit ? fit : list;
}

static int fill(struct ronda_places *places, const char *file,
	const struct geoip_overrides *overrides, struct ronda_error *error)
{
	struct ranges v4 = { 0 }, v6 = { 0 };
	int status = file ? mmdb_read(places, &v4, &v6, file, error) : 0;

	if (status == 0 && !file)
		status = ranges_append(&v4, 0, 0) < 0 || ranges_append(&v6, 0, 0) < 0 ? -ENOMEM : 0;
	if (status == 0)
		status = paint(&v4, places, true, overrides);
	if (status == 0)
		status = paint(&v6, places, false, overrides);
	if (status == 0)
		status = pack_v4(places, &v4);
	if (status == 0) {
		places->ranges4 =
			shrink(places->ranges4, places->ranges4_count, sizeof *places->ranges4);
		places->ranges6 = shrink(v6.range, v6.count, sizeof *v6.range);
		places->ranges6_count = v6.count;
		v6 = (struct ranges){ 0 };
	}
	ranges_finish(&v4);
	ranges_finish(&v6);
	return status;
}

int geoip_open(struct ronda_places **places, const char *file,
	const struct geoip_overrides *overrides, struct ronda_error *error)
{
	struct ronda_places *table = calloc(1, sizeof *table);
	int status = table ? fill(table, file, overrides, error) : -ENOMEM;

	*places = status == 0 ? table : NULL;
	if (status < 0)
		ronda_places_destroy(table);
	if (status == -ENOMEM)
		return ronda_fail(error, status, "memory is short for the table of places");
	if (status == -E2BIG)
		return ronda_fail(error, -EINVAL,
			"the prefixes and the database name over %d countries, or divide "
			"the addresses into over %d ranges",
			RONDA_PLACE_COUNTRIES - 1, RANGES_MOST);
	return status;
}
