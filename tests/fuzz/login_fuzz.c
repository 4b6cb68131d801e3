/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes, said by either side on any port: what the readers keep is bounded, what they tell is in order,
 * and where the bytes are split changes nothing. An input is a port (two bytes) and a row of pieces, each
 * with two bytes before it: side and "lost" (two bits), length (14).
 */
#include "base/bytes.h"
#include "detect/login/login.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

struct heard {
	unsigned services, refused, accepted;
	enum login_service service;
	uint64_t said;
};

static void on_service(void *listener, enum login_service service)
{
	struct heard *heard = listener;

	must(service > LOGIN_NO_SERVICE && service < LOGIN_SERVICE_COUNT && !heard->services++);
	must(*login_service_name(service) != 0);
	heard->service = service;
}

static void on_refused(void *listener)
{
	struct heard *heard = listener;

	must(heard->services && !heard->accepted);
	heard->refused++;
}

static void on_accepted(void *listener, bool inferred)
{
	struct heard *heard = listener;

	(void)inferred;
	must(heard->services && !heard->accepted++);
}

struct talk {
	struct login login;
	struct login_ear ear;
	struct heard heard;
	uint8_t unread[2][TALK_VIEW_MOST];
	size_t size[2];
};

static void say(struct talk *talk, enum talk_side side, const uint8_t *bytes, size_t size, bool last)
{
	size_t have = talk->size[side] + size, done;
	uint8_t *view = malloc(have ? have : 1); /* so that its very end is watched */

	must(view && have <= TALK_VIEW_MOST);
	memcpy(view, talk->unread[side], talk->size[side]);
	memcpy(view + talk->size[side], bytes, size);
	talk->heard.said += size;
	done = login_read(&talk->login, side, &(struct talk_view){ .data = view, .size = have, .last = last }, &talk->ear);
	must(done <= have);
	must(!login_is_over(&talk->login) || done == have);
	must(!last || done == have);
	talk->size[side] = have - done;
	must(talk->size[side] <= 2048);
	memcpy(talk->unread[side], view + done, have - done);
	free(view);
}

/* In pieces as told, or each byte by itself. */
static void tell(struct talk *talk, struct bytes input, bool by_byte)
{
	const uint8_t *head = bytes_take(&input, 2);

	*talk = (struct talk){ .ear = { .service = on_service, .refused = on_refused, .accepted = on_accepted } };
	talk->ear.listener = &talk->heard;
	login_open(&talk->login, head ? be16(head) : 0);
	while ((head = bytes_take(&input, 2))) {
		enum talk_side side = head[0] >> 7;
		uint32_t length = be16(head) & 0x3fff;
		const uint8_t *at = input.at;

		if (head[0] & 0x40) {
			login_skip(&talk->login, side, length, &talk->ear);
			talk->size[side] = 0;
			continue;
		}
		length = length < input.left ? length : input.left;
		length = length < TALK_VIEW_MOST - 2048 ? length : TALK_VIEW_MOST - 2048;
		bytes_take(&input, length);
		for (uint32_t i = 0; by_byte && i < length; i++)
			say(talk, side, at + i, 1, false);
		if (!by_byte && length)
			say(talk, side, at, length, false);
	}
	say(talk, TALK_CLIENT, (const uint8_t *)"", 0, true);
	say(talk, TALK_SERVER, (const uint8_t *)"", 0, true);
	must(talk->heard.refused <= talk->heard.said / 2);
	must((login_end(&talk->login) == LOGIN_END_ACCEPTED) == talk->heard.accepted);
	must(login_end(&talk->login) != LOGIN_END_REFUSED || talk->heard.refused);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct talk whole, split;

	tell(&whole, bytes_of(data, (uint32_t)size), false);
	tell(&split, bytes_of(data, (uint32_t)size), true);
	if (whole.heard.service == LOGIN_SSH && split.heard.service == LOGIN_SSH)
		return 0; /* its answers are measured as they arrive */
	must(whole.heard.service == split.heard.service && whole.heard.refused == split.heard.refused);
	must(whole.heard.accepted == split.heard.accepted && login_end(&whole.login) == login_end(&split.login));
	return 0;
}
