/* SPDX-License-Identifier: BSD-2-Clause */
/* packed.c - compressed answers to passwords, unpacked as far as it takes to see whether a page asks for one again. */
#include "detect/http_form.h"
#include "listen/speech.h"

#include <stdlib.h>
#include <zlib.h>

enum {
	PACKED = 16,          /* pages at a time; one more takes the place of the oldest */
	WORKSPACE = 56 << 10, /* what zlib asks for: its state, and a window of 32 KiB */
	PIECE = 4096,
	PLAIN_MOST = 1 << 18, /* of a page */
};

struct page {
	uint64_t key;
	bool open;
	uint32_t plain;
	size_t used;
	z_stream stream;
	_Alignas(16) uint8_t workspace[WORKSPACE];
};

struct packed {
	uint32_t next;
	struct page page[PACKED];
};

struct packed *packed_create(void)
{
	return calloc(1, sizeof(struct packed));
}

void packed_destroy(struct packed *packed)
{
	free(packed); /* zlib's memory is within */
}

static void *take(void *opaque, unsigned items, unsigned size)
{
	struct page *page = opaque;
	size_t wanted = ((size_t)items * size + 15) & ~(size_t)15, at = page->used;

	if (wanted > WORKSPACE - at)
		return NULL;
	page->used += wanted;
	return page->workspace + at;
}

static void give_back(void *opaque, void *memory)
{
	(void)opaque; /* all of it goes with the page */
	(void)memory;
}

static struct page *find_page(struct packed *packed, uint64_t key)
{
	for (unsigned i = 0; i < PACKED; i++)
		if (packed->page[i].open && packed->page[i].key == key)
			return &packed->page[i];
	return NULL;
}

static struct page *open_page(struct packed *packed, uint64_t key)
{
	enum { ANY_HEADER = 32 + MAX_WBITS }; /* gzip's or zlib's */
	struct page *before = find_page(packed, key), *page = &packed->page[packed->next++ % PACKED];

	if (before)
		before->open = false;
	page->key = key;
	page->used = page->plain = 0;
	page->stream = (z_stream){ .zalloc = take, .zfree = give_back, .opaque = page };
	page->open = inflateInit2(&page->stream, ANY_HEADER) == Z_OK;
	return page;
}

static void unpack(struct page *page, struct slice piece, uint8_t *state)
{
	z_stream *stream = &page->stream;
	uint8_t plain[PIECE];
	int said = Z_OK;

	stream->next_in = (uint8_t *)(uintptr_t)piece.data; /* it only reads */
	stream->avail_in = (unsigned)piece.size;
	while (said == Z_OK && page->plain < PLAIN_MOST) {
		size_t size;

		stream->next_out = plain;
		stream->avail_out = sizeof plain;
		said = inflate(stream, Z_NO_FLUSH);
		size = sizeof plain - stream->avail_out;
		page->plain += (uint32_t)size;
		if (form_asks_password(state, slice_of(plain, size)))
			break;
		if (said == Z_OK && stream->avail_out && !stream->avail_in)
			return; /* more to come */
	}
	page->open = false; /* its end, or enough of it, or nothing that can be unpacked */
}

void packed_search(struct packed *packed, uint64_t key, struct slice piece, bool begins, uint8_t *state)
{
	struct page *page = begins ? open_page(packed, key) : find_page(packed, key);

	if (page && page->open)
		unpack(page, piece, state);
}
