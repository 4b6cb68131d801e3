/* SPDX-License-Identifier: BSD-2-Clause */
#include "console/filter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* Words that mean a class, an origin or the like; X(word, kind, value). */
#define WORDS(X)                                                                                   \
	X("probe", CLASS, RONDA_CLASS_PROBE) X("stealth", CLASS, RONDA_CLASS_STEALTH)              \
	X("login", CLASS, RONDA_CLASS_LOGIN) X("web", CLASS, RONDA_CLASS_WEB)                      \
	X("tls", CLASS, RONDA_CLASS_TLS) X("exploit", CLASS, RONDA_CLASS_EXPLOIT)                  \
	X("foreign", ORIGIN, RONDA_ORIGIN_FOREIGN) X("asing", ORIGIN, RONDA_ORIGIN_FOREIGN)        \
	X("domestic", ORIGIN, RONDA_ORIGIN_DOMESTIC) X("domestik", ORIGIN, RONDA_ORIGIN_DOMESTIC)  \
	X("local", ORIGIN, RONDA_ORIGIN_LOCAL) X("lokal", ORIGIN, RONDA_ORIGIN_LOCAL)              \
	X("unknown", ORIGIN, RONDA_ORIGIN_UNKNOWN)                                                 \
	X("verified", VERIFIED, 1) X("terbukti", VERIFIED, 1) X("unverified", VERIFIED, 0)

static const struct {
	const char *word;
	int kind;
	unsigned value;
} known[] = {
#define KNOWN(word, kind, value) { word, FILTER_##kind, value },
	WORDS(KNOWN)
};

static bool is_known(struct filter_word *word)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcasecmp(known[i].word, word->part) == 0) {
			word->kind = known[i].kind;
			word->value = known[i].value;
			return true;
		}
	return false;
}

/* "10.0.0.0/8", or an address whole; bits beyond the length are no fault here. */
static bool is_prefix(struct filter_word *word)
{
	char text[FILTER_TEXT];
	char *slash, *end;
	unsigned long bits = 128, most;

	snprintf(text, sizeof text, "%s", word->part);
	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	if (ronda_addr_parse(&word->prefix.addr, text, NULL) < 0)
		return false;
	most = ronda_addr_is_v4(&word->prefix.addr) ? 32 : 128;
	if (slash) {
		bits = strtoul(slash, &end, 10);
		if (!isdigit((unsigned char)*slash) || *end || bits > most)
			return false;
		bits += 128 - most;
	}
	word->prefix.bits = (uint8_t)bits;
	word->prefix.addr = ronda_addr_mask(word->prefix.addr, (unsigned)bits);
	word->kind = FILTER_PREFIX;
	return true;
}

static void read_word(struct filter_word *word, const char *text, size_t bytes)
{
	*word = (struct filter_word){ .not = bytes > 1 && *text == '!' };
	text += word->not;
	bytes -= word->not;
	snprintf(word->part, sizeof word->part, "%.*s", (int)bytes, text);
	if (is_known(word) || is_prefix(word))
		return;
	word->value = bytes == 2 ? ronda_country_parse(word->part) : 0;
	word->kind = word->value ? FILTER_COUNTRY : FILTER_PART;
}

void filter_read(struct filter *filter, const char *text)
{
	filter->words = 0;
	while (filter->words < FILTER_WORDS && *(text += strspn(text, " "))) {
		size_t bytes = strcspn(text, " ");

		read_word(&filter->word[filter->words++], text, bytes);
		text += bytes;
	}
}

/* What a word may be held against; what is unknown of a row is left out, and does not match. */
struct traits {
	const struct ronda_addr *addr;
	uint8_t bits;                /* of a source that is a prefix */
	ronda_country country;
	int origin, verified;        /* -1: unknown */
	const uint64_t *by_class;
	int class;                   /* of one act; -1 */
	const char *text[3];
};

static bool holds_class(const struct traits *traits, unsigned class)
{
	return traits->by_class ? traits->by_class[class] > 0 : traits->class == (int)class;
}

/* The prefix holds the address; or, of a source that is a prefix, lies within it. */
static bool holds_prefix(const struct traits *traits, const struct ronda_prefix *prefix)
{
	struct ronda_addr masked;

	if (!traits->addr)
		return false;
	masked = ronda_addr_mask(prefix->addr, traits->bits < prefix->bits ? traits->bits : prefix->bits);
	return ronda_prefix_contains(prefix, traits->addr) ||
		(traits->bits < prefix->bits && ronda_addr_equal(&masked, traits->addr));
}

static bool holds(const struct filter_word *word, const struct traits *traits)
{
	char addr[RONDA_ADDR_TEXT];

	switch (word->kind) {
	case FILTER_PREFIX:
		return holds_prefix(traits, &word->prefix);
	case FILTER_COUNTRY:
		return traits->country == word->value;
	case FILTER_CLASS:
		return holds_class(traits, word->value);
	case FILTER_ORIGIN:
		return traits->origin == (int)word->value;
	case FILTER_VERIFIED:
		return traits->verified == (int)word->value;
	default:
		break;
	}
	if (traits->addr && strcasestr(ronda_addr_format(traits->addr, addr), word->part))
		return true;
	for (size_t i = 0; i < 3 && traits->text[i]; i++)
		if (strcasestr(traits->text[i], word->part))
			return true;
	return false;
}

static bool takes(const struct filter *filter, const struct traits *traits)
{
	for (size_t i = 0; i < filter->words; i++)
		if (holds(&filter->word[i], traits) == filter->word[i].not)
			return false;
	return true;
}

bool filter_takes_source(const struct filter *filter, const struct picture_source *source)
{
	return takes(filter, &(struct traits){ &source->addr, source->prefix_bits, source->country, (int)source->origin,
		source->verified, source->by_class, -1, { source->site } });
}

bool filter_takes_act(const struct filter *filter, const struct picture_act *act)
{
	return takes(filter, &(struct traits){ &act->source, 128, act->country, (int)act->origin, act->verified, NULL,
		(int)act->class, { act->site, act->why } });
}

bool filter_takes_review(const struct filter *filter, const struct picture_review *review)
{
	return takes(filter, &(struct traits){ &review->source, 128, review->country, -1, -1, NULL, (int)review->class,
		{ review->site, review->rule, review->line } });
}

bool filter_takes_flood(const struct filter *filter, const struct picture_flood *flood)
{
	return takes(filter, &(struct traits){ &flood->target, 128, 0, -1, -1, NULL, -1,
		{ ronda_flood_name(flood->kind) } });
}

bool filter_takes_row(const struct filter *filter, const struct picture_row *row)
{
	ronda_country country = strlen(row->name) == 2 ? ronda_country_parse(row->name) : 0;
	struct ronda_prefix prefix;
	bool network = ronda_prefix_parse(&prefix, row->name, NULL) == 0;

	return takes(filter, &(struct traits){ network ? &prefix.addr : NULL, network ? prefix.bits : 128, country, -1, -1,
		country ? NULL : row->by_class, -1, { row->name } });
}
