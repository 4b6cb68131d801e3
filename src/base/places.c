/* SPDX-License-Identifier: BSD-2-Clause */
#include <ronda/places.h>

#include <arpa/inet.h>
#include <endian.h>
#include <stdlib.h>

/* The index of the last range that starts at or before `number`; the first one starts at 0. */
static uint8_t index4(const struct ronda_places *places, uint32_t number)
{
	const struct ronda_place_range4 *range = places->ranges4;

	for (size_t count = places->ranges4_count; count > 1;) {
		size_t half = count / 2;

		range += range[half].first <= number ? half : 0;
		count -= half;
	}
	return range->country;
}

static uint8_t index6(const struct ronda_places *places, uint64_t high, uint64_t low)
{
	const struct ronda_place_range6 *range = places->ranges6;

	for (size_t count = places->ranges6_count; count > 1;) {
		size_t half = count / 2;
		const struct ronda_place_range6 *middle = range + half;

		if (middle->high < high || (middle->high == high && middle->low <= low))
			range = middle;
		count -= half;
	}
	return range->country;
}

static ronda_country country4(const struct ronda_places *places, uint32_t number)
{
	uint8_t index;

	if (!places->by_24)
		return 0;
	index = places->by_24[number >> 8];
	if (index == RONDA_PLACE_FINER)
		index = index4(places, number);
	return places->countries[index];
}

/* Whether it is a 6to4 or Teredo address, and the IPv4 address it was made from. */
static bool embedded(uint64_t high, uint64_t low, uint32_t *number)
{
	if (high >> 48 == 0x2002) {
		*number = (uint32_t)(high >> 16);
		return true;
	}
	if (high >> 32 == 0x20010000) {
		*number = ~(uint32_t)low; /* Teredo hides its client by inverting it */
		return true;
	}
	return false;
}

ronda_country ronda_places_country(const struct ronda_places *places, const struct ronda_addr *addr)
{
	uint64_t high = be64toh(addr->halves[0]), low = be64toh(addr->halves[1]);
	ronda_country country;
	uint32_t number;

	if (!places)
		return 0;
	if (ronda_addr_is_v4(addr))
		return country4(places, ntohl(addr->words[3]));
	country = places->ranges6_count ? places->countries[index6(places, high, low)] : 0;
	if (!country && embedded(high, low, &number))
		return country4(places, number);
	return country;
}

void ronda_places_destroy(struct ronda_places *places)
{
	if (!places)
		return;
	free(places->by_24);
	free(places->ranges4);
	free(places->ranges6);
	free(places);
}

static bool is_local4(uint32_t number)
{
	return number == 0                          /* unspecified */
		|| number >> 24 == 127              /* loopback */
		|| number >> 24 == 10               /* private: 10.0.0.0/8, */
		|| number >> 20 == 0xac1            /* 172.16.0.0/12, */
		|| number >> 16 == 0xc0a8           /* 192.168.0.0/16 */
		|| number >> 22 == 0x64400000 >> 22 /* shared with the provider: 100.64.0.0/10 */
		|| number >> 16 == 0xa9fe;          /* link-local: 169.254.0.0/16 */
}

bool ronda_addr_is_local(const struct ronda_addr *addr)
{
	uint64_t high = be64toh(addr->halves[0]), low = be64toh(addr->halves[1]);

	if (ronda_addr_is_v4(addr))
		return is_local4(ntohl(addr->words[3]));
	return (high == 0 && low <= 1)       /* unspecified, loopback */
		|| high >> 54 == 0xfe80 >> 6 /* link-local: fe80::/10 */
		|| high >> 57 == 0xfc >> 1;  /* unique local: fc00::/7 */
}

/* A-Z or a-z as A-Z, whatever the locale; else 0. */
static char letter(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return c >= 'A' && c <= 'Z' ? c : 0;
}

ronda_country ronda_country_parse(const char *text)
{
	if (!text || !letter(text[0]) || !letter(text[1]) || text[2])
		return 0;
	return RONDA_COUNTRY(letter(text[0]), letter(text[1]));
}

const char *ronda_country_format(ronda_country country, char text[8])
{
	if (country == RONDA_COUNTRY_LOCAL)
		return strcpy(text, "local");
	if (!country)
		return strcpy(text, "unknown");
	text[0] = (char)(country >> 8);
	text[1] = (char)(country & 0xff);
	text[2] = '\0';
	return text;
}
