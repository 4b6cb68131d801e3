/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/letters.h"

#include <locale.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <wchar.h>

size_t letters_character(const char *text, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *bytes = (const uint8_t *)text;
	size_t length = bytes[0] == 0 ? 0 : bytes[0] < 0x80 ? 1 : bytes[0] < 0xc2 ? 0 : bytes[0] < 0xe0 ? 2 :
		bytes[0] < 0xf0 ? 3 : bytes[0] < 0xf5 ? 4 : 0;
	uint32_t value = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);

	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0; /* the final NUL continues nothing */
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (code)
		*code = value;
	return value < least[length] || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff ? 0 : length;
}

static bool may_be_shown(uint32_t code)
{
	static const struct { uint32_t first, last; } hidden[] = {
		{ 0, 0x1f }, { 0x7f, 0x9f },
		{ 0x61c, 0x61c }, { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, /* directions, and no width */
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};

	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return false;
	return true;
}

size_t letters_shown(const char *text)
{
	uint32_t code;
	size_t bytes = letters_character(text, &code);

	return bytes && may_be_shown(code) ? bytes : 0;
}

/* ---- columns ---- */

static locale_t utf8;

static void open_locale(void)
{
	utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static size_t width_of(uint32_t code)
{
	int width = wcwidth((wchar_t)code);

	return width < 0 ? 1 : (size_t)width;
}

size_t letters_columns(const char *text, size_t bytes)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *end = text + bytes;
	size_t columns = 0;
	locale_t before;

	pthread_once(&once, open_locale);
	before = utf8 ? uselocale(utf8) : utf8;
	while (text < end) {
		uint32_t code;
		size_t length = letters_character(text, &code);

		columns += length > 1 ? width_of(code) : 1;
		text += length ? length : 1;
	}
	if (utf8)
		uselocale(before);
	return columns;
}

size_t letters_width(const char *text)
{
	return letters_columns(text, strlen(text));
}

/* ---- copies ---- */

/* The text that did not fit, and "" when all did. `dots` is where ".." still had room, in bytes and columns. */
static const char *copy(char *text, size_t size, size_t columns, const char *from, size_t *dots)
{
	size_t length = 0, used = 0;

	for (*dots = 0; *from;) {
		size_t shown = letters_shown(from), whole = letters_character(from, NULL);
		size_t bytes = shown ? shown : 1, wide = shown ? letters_columns(from, shown) : 1;

		if (length + 2 < size && used + 2 <= columns)
			*dots = length;
		if (length + bytes >= size || used + wide > columns)
			break;
		memcpy(text + length, shown ? from : "?", bytes);
		length += bytes;
		used += wide;
		from += whole ? whole : 1;
	}
	text[length] = '\0';
	return from;
}

const char *letters_copy(char *text, size_t size, const char *from)
{
	size_t dots;

	copy(text, size, SIZE_MAX, from ? from : "", &dots);
	return text;
}

const char *letters_cut(char *text, size_t size, size_t columns, const char *from)
{
	size_t dots;

	if (*copy(text, size, columns, from ? from : "", &dots) && size > 2 && columns > 2)
		strcpy(text + dots, "..");
	return text;
}

size_t letters_line(const char *text, size_t columns)
{
	size_t length = strcspn(text, " "), used = 0;

	for (const char *at = text; *at;) {
		size_t word = strcspn(at, " "), wide = letters_columns(at, word);

		used += wide;
		if (used > columns && at > text && wide <= columns)
			break;
		length = (size_t)(at - text) + word;
		if (used > columns)
			break;
		used++;
		at += word + (at[word] == ' ');
	}
	return length;
}
