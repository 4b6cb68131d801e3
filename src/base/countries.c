/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/words.h"

#include <stdlib.h>
#include <string.h>

static const struct name {
	const char *code, *name[WORDS_LANG_COUNT];
} names[] = { /* sorted by code */
#if __has_include("base/countries.inc")
#include "base/countries.inc"
#endif
	{ "ZZ", { NULL } }, /* no country; keeps the table from being empty */
};

static int by_code(const void *code, const void *name)
{
	return strcmp(code, ((const struct name *)name)->code);
}

const char *words_country(enum words_lang lang, ronda_country country, char code[8])
{
	ronda_country_format(country, code);
	if (country == 0)
		return words(lang, WORDS_UNKNOWN);
	if (country == RONDA_COUNTRY_LOCAL)
		return words(lang, WORDS_LOCAL);

	const struct name *found = bsearch(code, names, sizeof names / sizeof *names, sizeof *names, by_code);

	return found && found->name[lang] ? found->name[lang] : code;
}
