/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/page_words.h"

#include "base/words.h"
#include "summary/pulse.h"

#include <jansson.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The script asks for "why_quiet" where the table has P_WHY_QUIET. */
static void put_message(json_t *object, const char *name, const char *text)
{
	char key[64];
	size_t length = 0;

	for (name += strlen("P_"); *name && length + 1 < sizeof key; name++)
		key[length++] = (char)tolower((unsigned char)*name);
	key[length] = '\0';
	json_object_set_new(object, key, json_string(text));
}

/* Names of kinds stand under the keys by which the API tells of them. */
static void put_kinds(json_t *object, enum words_lang lang)
{
	for (unsigned i = 0; i < RONDA_CLASS_COUNT; i++)
		json_object_set_new(object, ronda_class_name(i), json_string(words_class(lang, i)));
	for (unsigned i = 0; i < RONDA_OUTCOME_COUNT; i++)
		json_object_set_new(object, ronda_outcome_name(i), json_string(words_outcome(lang, i)));
	for (unsigned i = 0; i < RONDA_ORIGIN_COUNT; i++)
		json_object_set_new(object, ronda_origin_name(i), json_string(words_origin(lang, i)));
	for (unsigned i = 0; i < PULSE_FAULT_COUNT; i++)
		json_object_set_new(object, pulse_fault_name(i), json_string(pulse_fault_words(i, lang == WORDS_ID)));
}

static json_t *in_language(enum words_lang lang)
{
	json_t *object = json_object();

#define PUT(NAME, en, id) put_message(object, #NAME, words(lang, WORDS_##NAME));
	WORDS_PAGE(PUT)
#undef PUT
	put_kinds(object, lang);
	return object;
}

char *page_words(void)
{
	json_t *all = json_pack("{so so}", "en", in_language(WORDS_EN), "id", in_language(WORDS_ID));
	char *json = json_dumps(all, JSON_INDENT(1)), *script = NULL;

	if (json && asprintf(&script, "\"use strict\";\n\nconst WORDS = %s;\n", json) < 0)
		script = NULL;
	free(json);
	json_decref(all);
	return script;
}
