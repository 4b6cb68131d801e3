/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as the four headers that decide who is answered, and in which language; and as a text for a terminal. */
#include "base/letters.h"
#include "http/gate.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)                                                                                \
	do {                                                                                       \
		if (!(claim))                                                                      \
			abort();                                                                   \
	} while (0)

enum { TEXTS = 4 };

static const char token[] = "correct-horse-battery";

static void judge(const char *host, const char *authorization, const char *accept, const char *origin)
{
	static const char *const name[] = { "ronda.example.go.id" };
	const struct ronda_names ours = { (const char **)name, 1 }, none = { 0 };
	struct gate_place place;
	struct ronda_error error;

	MUST(!gate_host_is_ours(host, &none) || gate_host_is_ours(host, &ours)); /* a name more never shuts anyone out */
	MUST(!gate_is_same_origin(host, origin, "cross-site", NULL));
	MUST(gate_token_is_right(authorization, token) == false || strlen(authorization) >= strlen("Basic ") + 28);
	MUST(gate_language(NULL, accept, WORDS_EN) < WORDS_LANG_COUNT);
	MUST(gate_place_parse(&place, host, &error) == 0 || error.text[0]);
}

static void show(const char *text)
{
	char shown[96], cut[96];
	const char *end = letters_copy(shown, sizeof shown, text);

	for (size_t bytes; *end; end += bytes)
		MUST((bytes = letters_shown(end)) > 0);
	MUST(strlen(shown) < sizeof shown);
	MUST(letters_width(letters_cut(cut, sizeof cut, 20, text)) <= 20);
	MUST(*text == '\0' || letters_line(text, 20) <= strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1), *text[TEXTS];
	size_t at = 0;

	memcpy(copy, data, size);
	copy[size] = '\0';
	for (unsigned i = 0; i < TEXTS; i++) {
		text[i] = copy + (at < size ? at : size);
		at += strlen(text[i]) + 1;
	}
	judge(text[0], text[1], text[2], text[3]);
	show(text[0]);
	free(copy);
	return 0;
}
