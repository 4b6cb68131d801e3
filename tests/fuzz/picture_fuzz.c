/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any line over a sensor's socket, at either end. As a wish: heeded or refused. As a picture: refused in one sentence,
 * or taken so that it is written and read back the same; and drawn, in every view, so that nothing in it steers the
 * terminal.
 */
#include "live/protocol.h"
#include "console/view.h"
#include "summary/picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds, const char *what, const char *detail)
{
	if (holds)
		return;
	fprintf(stderr, "%s: %s\n", what, detail);
	abort();
}

static void heed(const char *line, size_t bytes)
{
	struct ronda_addr watched;
	bool watching;

	protocol_is_greeting(line, bytes);
	if (protocol_heed(line, bytes, &watching, &watched) == 0) {
		char again[PROTOCOL_LINE];
		struct ronda_addr twice;
		size_t length = protocol_wish(watching ? &watched : NULL, again);

		must(protocol_heed(again, length, &watching, &twice) == 0, "a wish of ours is refused", again);
		must(!watching || ronda_addr_equal(&twice, &watched), "a wish means another source", again);
	}
}

/* Printable ASCII, or whole characters from where no control is. */
static void expect_harmless(const struct screen *screen)
{
	for (size_t i = 0; i < (size_t)screen->rows * screen->columns; i++) {
		const unsigned char *c = (const unsigned char *)screen->cell[i].text;

		must(c[0] != 0x7f && (c[0] >= ' ' || !c[0]), "a control character is on the page", "");
		must(c[0] < 0x80 || (c[0] >= 0xc2 && (c[1] & 0xc0) == 0x80), "half a character is on the page", "");
		must(c[0] != 0xc2 || c[1] >= 0xa1, "a C1 control is on the page", "");
	}
}

static void draw(const struct ronda_picture *picture, bool ascii)
{
	static struct stamp_zone *utc;
	struct screen screen;
	struct view view;

	if (!utc)
		utc = stamp_zone_create("UTC", NULL);
	view_init(&view, ascii ? WORDS_ID : WORDS_EN, utc);
	if (screen_init(&screen, 30, 100, ascii) < 0)
		return;
	for (unsigned tab = 0; tab < TABS; tab++) {
		view_key(&view, (int)('1' + tab));
		view_draw(&view, picture, &screen);
		expect_harmless(&screen);
	}
	view_key(&view, KEY_ENTER_ROW);
	view_draw(&view, picture, &screen);
	expect_harmless(&screen);
	screen_finish(&screen);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct ronda_error error = { "" };
	struct ronda_picture *picture, *again;
	char *first, *second;

	heed((const char *)bytes, size);
	picture = picture_from_json((const char *)bytes, size, &error);
	if (!picture) {
		must(error.text[0] && !strchr(error.text, '\n'), "not one sentence", error.text);
		return 0;
	}
	draw(picture, size & 1);
	first = picture_to_json(picture, SIZE_MAX, NULL, SIZE_MAX);
	must(first != NULL, "not written", "");
	again = picture_from_json(first, strlen(first), &error);
	must(again != NULL, error.text, first);
	second = picture_to_json(again, SIZE_MAX, NULL, SIZE_MAX);
	must(second && strcmp(first, second) == 0, "written differently", first);
	picture_destroy(picture);
	picture_destroy(again);
	free(first);
	free(second);
	return 0;
}
