/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/ja4.h"
#include "detect/sha256.h"

#include <stdio.h>

enum {
	SERVER_NAME = 0x0000,
	ALPN = 0x0010,
	DIGITS = 12,
	TERM = 5, /* "c02b," */
};

static char hex(unsigned digit)
{
	return "0123456789abcdef"[digit & 15];
}

static const char *version_text(uint16_t version)
{
	switch (version) {
	case 0x0304: return "13";
	case 0x0303: return "12";
	case 0x0302: return "11";
	case 0x0301: return "10";
	case 0x0300: return "s3";
	case 0x0002: return "s2";
	default: return "00";
	}
}

static bool is_alphanumeric(uint8_t byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static void alpn_text(struct bytes alpn, char text[static 3])
{
	uint8_t first = alpn.left ? alpn.at[0] : '0', last = alpn.left ? alpn.at[alpn.left - 1] : '0';
	bool readable = is_alphanumeric(first) && is_alphanumeric(last);

	text[0] = readable ? (char)first : hex(first >> 4);
	text[1] = readable ? (char)last : hex(last);
	text[2] = '\0';
}

/* Short lists, and often in order already. */
static void sort(uint16_t *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		uint16_t value = list[i];
		size_t at = i;

		for (; at && list[at - 1] > value; at--)
			list[at] = list[at - 1];
		list[at] = value;
	}
}

static char *list_text(char *at, const uint16_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			*at++ = ',';
		for (int shift = 12; shift >= 0; shift -= 4)
			*at++ = hex(list[i] >> shift);
	}
	return at;
}

/* An empty list has no hash, so that it shows. */
static void hash_text(const char *from, size_t size, char text[static DIGITS + 1])
{
	uint8_t hash[SHA256_SIZE] = { 0 };

	if (size)
		sha256(NULL, 0, from, size, hash);
	for (unsigned i = 0; i < DIGITS; i++)
		text[i] = hex(hash[i / 2] >> (i % 2 ? 0 : 4));
	text[DIGITS] = '\0';
}

static void hash_ciphers(const struct hello *hello, char text[static DIGITS + 1])
{
	uint16_t list[HELLO_CIPHERS_MOST];
	char line[HELLO_CIPHERS_MOST * TERM];

	memcpy(list, hello->ciphers, hello->cipher_count * sizeof *list);
	sort(list, hello->cipher_count);
	hash_text(line, (size_t)(list_text(line, list, hello->cipher_count) - line), text);
}

static void hash_extensions(const struct hello *hello, char text[static DIGITS + 1])
{
	uint16_t list[HELLO_EXTENSIONS_MOST];
	char line[(HELLO_EXTENSIONS_MOST + HELLO_SIGNATURES_MOST) * TERM], *end;
	size_t count = 0;

	for (uint16_t i = 0; i < hello->extension_count; i++)
		if (hello->extensions[i] != SERVER_NAME && hello->extensions[i] != ALPN)
			list[count++] = hello->extensions[i];
	sort(list, count);
	end = list_text(line, list, count);
	if (count && hello->signature_count) {
		*end++ = '_';
		end = list_text(end, hello->signatures, hello->signature_count);
	}
	hash_text(line, (size_t)(end - line), text);
}

bool ja4_format(const struct hello *hello, char text[static JA4_SIZE])
{
	char ciphers[DIGITS + 1], extensions[DIGITS + 1], alpn[3];

	text[0] = '\0';
	if (hello->state != HELLO_WHOLE || hello->crowded || hello->ssl2)
		return false;
	hash_ciphers(hello, ciphers);
	hash_extensions(hello, extensions);
	alpn_text(hello_first_alpn(hello), alpn);
	snprintf(text, JA4_SIZE, "%c%s%c%02u%02u%s_%s_%s", hello->transport, version_text(hello->version),
		hello_has_extension(hello, SERVER_NAME) ? 'd' : 'i', hello->cipher_count < 99u ? hello->cipher_count : 99u,
		hello->extension_count < 99u ? hello->extension_count : 99u, alpn, ciphers, extensions);
	return true;
}
