/* SPDX-License-Identifier: BSD-2-Clause */
#include "console/texts.h"

#include <stdio.h>

const char *console_text(enum words_lang lang, enum console_text text)
{
#define BOTH(NAME, en, id) { en, id },
	static const char *const list[][WORDS_LANG_COUNT] = { CONSOLE_TEXTS(BOTH) };
#undef BOTH

	return list[text][lang];
}

const char *console_fill(enum words_lang lang, enum console_text which, const char *const arguments[], char *text, size_t size)
{
	const char *from = console_text(lang, which);
	size_t length = 0, count = 0;

	while (arguments[count])
		count++;
	text[0] = '\0';
	while (*from && length + 1 < size) {
		if (from[0] == '{' && from[1] > '0' && from[1] <= (char)('0' + count) && from[2] == '}') {
			int wrote = snprintf(text + length, size - length, "%s", arguments[from[1] - '1']);

			length += (size_t)wrote < size - length ? (size_t)wrote : size - length - 1;
			from += 3;
		} else {
			text[length++] = *from++;
			text[length] = '\0';
		}
	}
	return text;
}
