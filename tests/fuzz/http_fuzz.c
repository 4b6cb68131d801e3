/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a talk: http.h's promises hold, and what a client said tells the same in whatever pieces it
 * came. An input is a row of pieces, each with three bytes before it: what it is (bit 0: the server's; bit 1:
 * so many bytes were lost; bit 2: these are this side's last), length (two). The bytes are normalised as
 * well, as any kind of text and into any room.
 */
#include <stdarg.h>

#include "unit/http_desk.h"

#include "base/bytes.h"
#include "detect/http_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void talk(struct desk *desk, struct bytes input)
{
	for (const uint8_t *head = bytes_take(&input, 3); head; head = bytes_take(&input, 3)) {
		enum talk_side side = head[0] & 1 ? TALK_SERVER : TALK_CLIENT;
		uint32_t length = be16(head + 1) < input.left ? be16(head + 1) : input.left;

		if (head[0] & 2) {
			loses(desk, side, be16(head + 1));
			continue;
		}
		says_bytes(desk, side, bytes_take(&input, length), length);
		if (head[0] & 4)
			show(desk, side, true);
	}
	hang_up(desk);
	must(!desk->broken && desk->answers == desk->responses);
}

static void monologue(struct desk *desk, struct bytes input, uint32_t step)
{
	while (input.left) {
		uint32_t length = step < input.left ? step : input.left;

		says_bytes(desk, TALK_CLIENT, bytes_take(&input, length), length);
	}
	hang_up(desk);
	must(!desk->broken);
}

static void normalise(struct bytes input)
{
	size_t room = input.left ? input.at[0] * 8u : 0, most = input.left > room ? room : input.left;

	for (enum text_kind kind = TEXT_PATH; kind <= TEXT_OTHER; kind++) {
		uint8_t *buffer = malloc(room ? room : 1);
		bool cut;
		size_t size;

		must(buffer != NULL);
		size = text_normalise(kind, slice_of(input.at, input.left), buffer, room, &cut);
		must(size <= most && (!cut || room < input.left));
		free(buffer);
	}
	must(text_path(slice_of(input.at, input.left)).size <= input.left);
	must(text_query(slice_of(input.at, input.left)).size <= input.left);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct desk whole, pieces;
	struct bytes input = bytes_of(data, (uint32_t)size);
	bool maybe;

	memset(&whole, 0, sizeof whole);
	talk(&whole, input);
	memset(&whole, 0, sizeof whole);
	memset(&pieces, 0, sizeof pieces);
	bytes_take(&input, input.left < 3 ? 0 : 3);
	must(!http_claims(input.at, input.left, &maybe) || !maybe);
	monologue(&whole, input, TALK_VIEW_MOST);
	monologue(&pieces, input, input.left < 2048 ? 1 : 7);
	must(!strcmp(whole.asked, pieces.asked));
	normalise(input);
	return 0;
}
