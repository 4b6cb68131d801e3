/* SPDX-License-Identifier: BSD-2-Clause */
/* A page that asks for a password asks for it compressed, too. */
#include "claim.h"

#include "detect/http_form.h"
#include "listen/speech.h"

#include <stdlib.h>
#include <zlib.h>

enum { ROOM = 1 << 16, GZIP = 16 + MAX_WBITS, ZLIB = MAX_WBITS };

static const char asks[] = "<form><input name=u><input type=\"password\" name=p></form>";
static struct packed *packed;

static int set_up(void **state)
{
	(void)state;
	packed = packed_create();
	return !packed;
}

static int tear_down(void **state)
{
	(void)state;
	packed_destroy(packed);
	return 0;
}

/* `before` times a line of text, then `text`. */
static struct slice pack(int how, size_t before, const char *text)
{
	static uint8_t out[ROOM];
	static uint8_t line[] = "<p>halo</p>\n";
	z_stream stream = { .next_out = out, .avail_out = ROOM };

	assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, how, 8, Z_DEFAULT_STRATEGY), Z_OK);
	for (size_t i = 0; i < before; i++) {
		stream.next_in = line;
		stream.avail_in = sizeof line - 1;
		assert_int_equal(deflate(&stream, Z_NO_FLUSH), Z_OK);
	}
	stream.next_in = (uint8_t *)(uintptr_t)text;
	stream.avail_in = (unsigned)strlen(text);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	assert_int_equal(deflateEnd(&stream), Z_OK);
	return slice_of(out, stream.total_out);
}

/* Is it seen to ask, when it comes in pieces of so many bytes? */
static bool found(uint64_t key, struct slice page, size_t size)
{
	uint8_t state = 0;

	for (size_t at = 0; at < page.size; at += size) {
		struct slice rest = slice_after(page, at);

		packed_search(packed, key, slice_of(rest.data, rest.size < size ? rest.size : size), !at, &state);
	}
	return form_asks_password(&state, (struct slice){ 0 });
}

static void a_compressed_page_is_read_however_it_is_cut(void **state)
{
	(void)state;
	for (size_t size = 1; size < 80; size += 13) {
		assert_true(found(1, pack(GZIP, 10, asks), size));
		assert_true(found(2, pack(ZLIB, 5000, asks), size));
		assert_false(found(3, pack(GZIP, 10, "<form><input type=text></form>"), size));
	}
}

static void what_is_not_compressed_is_no_page(void **state)
{
	(void)state;
	assert_false(found(1, slice_of(asks, sizeof asks), 7));
	assert_false(found(1, slice_of("\x1f\x8b\x08\xff\xff\xff", 6), 1));
}

static void a_page_is_read_as_far_as_256_kib(void **state)
{
	(void)state;
	assert_true(found(1, pack(GZIP, 20000, asks), 1000));
	assert_false(found(1, pack(GZIP, 40000, asks), 1000));
}

static void a_new_page_of_a_talk_is_not_the_old_one(void **state)
{
	struct slice page = pack(GZIP, 10, asks);

	(void)state;
	assert_false(found(1, slice_of(page.data, page.size / 2), 5)); /* it broke off */
	assert_true(found(1, page, 5));
}

static void a_page_too_many_takes_the_place_of_the_oldest(void **state)
{
	struct slice page = pack(GZIP, 10, asks);
	uint8_t states[17] = { 0 };

	(void)state;
	for (unsigned i = 0; i < 17; i++)
		packed_search(packed, i + 1, slice_of(page.data, 10), true, &states[i]);
	for (unsigned i = 0; i < 17; i++) {
		packed_search(packed, i + 1, slice_after(page, 10), false, &states[i]);
		assert_int_equal(form_asks_password(&states[i], (struct slice){ 0 }), i > 0);
	}
}

#define test(claim) cmocka_unit_test_setup_teardown(claim, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_compressed_page_is_read_however_it_is_cut),
		test(what_is_not_compressed_is_no_page),
		test(a_page_is_read_as_far_as_256_kib),
		test(a_new_page_of_a_talk_is_not_the_old_one),
		test(a_page_too_many_takes_the_place_of_the_oldest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
