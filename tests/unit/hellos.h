/* SPDX-License-Identifier: BSD-2-Clause */
/* hellos.h - ClientHellos, as two browsers sent them and in words of our own, and the records around them. */
#pragma once
#include "detect/hello.h"

#include <stdio.h>
#include <stdlib.h>

/* Chrome 107 and Firefox 105 (handshake messages; each ends with padding of zeros, which is left out here), of
 * which the fingerprints are published. */
#define CHROME_SIZE 512u
#define CHROME_JA4 "t13d1516h2_8daaf6152771_e5627efa2ab1"
#define CHROME_NAME "content-autofill.googleapis.com"
static const char chrome_hex[] =
	"010001fc0303b2c03e7ba990ef540c316a665d4d925f8e9079ac4b15687e587dc99016e75a6c20d0b0099243c9296a0c8415"
	"3ea4ada7d87ad017f4211c2ea1350b0b3cc5514d5f00205a5a130113021303c02bc02fc02cc030cca9cca8c013c014009c00"
	"9d002f003501000193fafa000000000024002200001f636f6e74656e742d6175746f66696c6c2e676f6f676c65617069732e"
	"636f6d0033002b00293a3a000100001d0020fb2cd8ef3d605b96ab03119ec4f30a6e2088cb1af86c41a81feace8706068c50"
	"000d001200100403080404010503080505010806060100230000000b00020100ff01000100000a000a00083a3a001d001700"
	"18001b000302000244690005000302683200120000002d000201010010000e000c02683208687474702f312e310005000501"
	"00000000002b0007060a0a03040303001700001a1a000100001500b8";

#define FIREFOX_SIZE 512u
#define FIREFOX_JA4 "t13d1715h2_5b57614c22b0_3d5424432f57"
#define FIREFOX_NAME "contile.services.mozilla.com"
static const char firefox_hex[] =
	"010001fc0303ecb2691addb2bf6c599c7aaae23de5f42561cc04eb41029acc6fc050a16ac1d22046f8617b580ac9358e2aa4"
	"4e306d52466bcc989c87c8ca64309f5faf50ba7b4d0022130113031302c02bc02fcca9cca8c02cc030c00ac009c013c01400"
	"9c009d002f00350100019100000021001f00001c636f6e74696c652e73657276696365732e6d6f7a696c6c612e636f6d0017"
	"0000ff01000100000a000e000c001d00170018001901000101000b00020100002300000010000e000c02683208687474702f"
	"312e310005000501000000000022000a000804030503060302030033006b0069001d00208909858fbeb6ed2f1248ba5b9e29"
	"78bead0e840110192c61daed0096798b184400170041044d183d91f5eed35791fa982464e3b0214aaa5f5d1b78616d9b9fbe"
	"bc22d11f535b2f94c686143136aa795e6e5a875d6c08064ad5b76d44caad766e2483012748002b00050403040303000d0018"
	"001604030503060308040805080604010501060102030201002d00020101001c000240010015007a";

/* Bytes being written. */
struct draft {
	size_t size;
	uint8_t bytes[40000];
};

static inline void put(struct draft *draft, const void *bytes, size_t size)
{
	if (size > sizeof draft->bytes - draft->size)
		abort();
	if (size)
		memcpy(draft->bytes + draft->size, bytes, size);
	draft->size += size;
}

/* A number of so many bytes. */
static inline void put_number(struct draft *draft, unsigned width, uint64_t value)
{
	while (width--) {
		uint8_t byte = (uint8_t)(value >> 8 * width);

		put(draft, &byte, 1);
	}
}

static inline void put_hex(struct draft *draft, const char *hex)
{
	for (; *hex; hex += 2) {
		char digits[3] = { hex[0], hex[1] };

		put_number(draft, 1, strtoul(digits, NULL, 16));
	}
}

static inline void put_zeros(struct draft *draft, size_t size)
{
	while (size--)
		put_number(draft, 1, 0);
}

/* A vector: begin_vector() leaves room for its length, end_vector() fills it in. */
static inline size_t begin_vector(struct draft *draft, unsigned width)
{
	put_number(draft, width, 0);
	return draft->size;
}

static inline void end_vector(struct draft *draft, unsigned width, size_t begin)
{
	size_t size = draft->size - begin;

	for (unsigned i = 0; i < width; i++)
		draft->bytes[begin - 1 - i] = (uint8_t)(size >> 8 * i);
}

static inline void chrome(struct draft *draft)
{
	draft->size = 0;
	put_hex(draft, chrome_hex);
	put_zeros(draft, CHROME_SIZE - draft->size);
}

static inline void firefox(struct draft *draft)
{
	draft->size = 0;
	put_hex(draft, firefox_hex);
	put_zeros(draft, FIREFOX_SIZE - draft->size);
}

/* What a hello of ours says; what is left out is not said. */
struct wish {
	const char *name;
	size_t name_size; /* 0: that of the text */
	const char *alpn;
	size_t alpn_size;
	uint16_t version; /* 0: TLS 1.2 */
	uint16_t supported[4];
	uint16_t ciphers[8];
	uint16_t signatures[8];
	uint16_t empty[8]; /* extensions with nothing in them */
	size_t padding;    /* bytes in a padding extension */
	bool no_extensions;
};

static inline void put_list(struct draft *draft, unsigned width, const uint16_t *list, size_t most)
{
	size_t begin = begin_vector(draft, width);

	for (size_t i = 0; i < most && list[i]; i++)
		put_number(draft, 2, list[i]);
	end_vector(draft, width, begin);
}

static inline size_t begin_extension(struct draft *draft, uint16_t type)
{
	put_number(draft, 2, type);
	return begin_vector(draft, 2);
}

static inline void put_name(struct draft *draft, const char *name, size_t size)
{
	size_t extension = begin_extension(draft, 0), list = begin_vector(draft, 2), inside;

	put_number(draft, 1, 0);
	inside = begin_vector(draft, 2);
	put(draft, name, size);
	end_vector(draft, 2, inside);
	end_vector(draft, 2, list);
	end_vector(draft, 2, extension);
}

static inline void put_extensions(struct draft *draft, const struct wish *wish)
{
	size_t begin;

	if (wish->name)
		put_name(draft, wish->name, wish->name_size ? wish->name_size : strlen(wish->name));
	if (wish->alpn) {
		size_t size = wish->alpn_size ? wish->alpn_size : strlen(wish->alpn);

		begin = begin_extension(draft, 16);
		put_number(draft, 2, size + 1);
		put_number(draft, 1, size);
		put(draft, wish->alpn, size);
		end_vector(draft, 2, begin);
	}
	if (wish->supported[0]) {
		begin = begin_extension(draft, 43);
		put_list(draft, 1, wish->supported, 4);
		end_vector(draft, 2, begin);
	}
	if (wish->signatures[0]) {
		begin = begin_extension(draft, 13);
		put_list(draft, 2, wish->signatures, 8);
		end_vector(draft, 2, begin);
	}
	for (unsigned i = 0; i < 8 && wish->empty[i]; i++)
		end_vector(draft, 2, begin_extension(draft, wish->empty[i]));
	if (wish->padding) {
		begin = begin_extension(draft, 21);
		put_zeros(draft, wish->padding);
		end_vector(draft, 2, begin);
	}
}

/* A ClientHello, appended. */
static inline void put_hello(struct draft *draft, const struct wish *wish)
{
	static const uint16_t usual[] = { 0x1301, 0xc02f, 0x009c };
	size_t message, extensions;

	put_number(draft, 1, 1);
	message = begin_vector(draft, 3);
	put_number(draft, 2, wish->version ? wish->version : TLS_1_2);
	put_zeros(draft, 32);
	put_number(draft, 1, 0); /* session */
	put_list(draft, 2, wish->ciphers[0] ? wish->ciphers : usual, wish->ciphers[0] ? 8 : 3);
	put_number(draft, 2, 0x0100); /* compression: one, none */
	if (!wish->no_extensions) {
		extensions = begin_vector(draft, 2);
		put_extensions(draft, wish);
		end_vector(draft, 2, extensions);
	}
	end_vector(draft, 3, message);
}

#define HELLO(draft, ...) put_hello(draft, &(struct wish){ __VA_ARGS__ })

/* One record around these bytes. */
static inline void put_record(struct draft *draft, uint8_t type, const void *bytes, size_t size)
{
	put_number(draft, 1, type);
	put_number(draft, 2, 0x0303);
	put_number(draft, 2, size);
	put(draft, bytes, size);
}

/* A handshake message in records of at most so many bytes. */
static inline void put_records(struct draft *draft, const void *message, size_t size, size_t most)
{
	for (size_t at = 0; at < size; at += most)
		put_record(draft, 22, (const uint8_t *)message + at, size - at < most ? size - at : most);
}

/* A record whose content does not matter. */
static inline void put_sealed(struct draft *draft, uint8_t type, size_t size)
{
	put_number(draft, 1, type);
	put_number(draft, 2, 0x0303);
	put_number(draft, 2, size);
	for (size_t i = 0; i < size; i++)
		put_number(draft, 1, i * 37 + 11);
}

static inline void put_alert(struct draft *draft, uint8_t level, uint8_t description)
{
	uint8_t alert[] = { level, description };

	put_record(draft, 21, alert, 2);
}

/* A ServerHello that chooses this version, and agrees on heartbeats or not. */
static inline void put_server_hello(struct draft *draft, uint16_t version, bool heartbeat)
{
	size_t message, extensions;

	put_number(draft, 1, 2);
	message = begin_vector(draft, 3);
	put_number(draft, 2, version > TLS_1_2 ? TLS_1_2 : version);
	put_zeros(draft, 32);
	put_number(draft, 1, 0);
	put_number(draft, 2, 0x1301);
	put_number(draft, 1, 0);
	extensions = begin_vector(draft, 2);
	if (version > TLS_1_2) {
		size_t begin = begin_extension(draft, 43);

		put_number(draft, 2, version);
		end_vector(draft, 2, begin);
	}
	if (heartbeat) {
		size_t begin = begin_extension(draft, 15);

		put_number(draft, 1, 1);
		end_vector(draft, 2, begin);
	}
	end_vector(draft, 2, extensions);
	end_vector(draft, 3, message);
}
