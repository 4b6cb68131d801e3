/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RDP (MS-RDPBCGR 2.2.1.1, 2.2.1.2). Told by the connection request; how the log-in goes is within TLS or RC4. Where
 * the two agree on CredSSP, that is all done before the session, so that a talk within TLS that goes on is one
 * of somebody let in (wrapped.c); else the log-in screen is part of the session, and nothing can be said. A
 * server that declines the protocols offered leads to another connection, and this one was no try.
 */
#include "detect/login/reader.h"

enum { TPKT = 3, REQUEST = 0xe0, CONFIRM = 0xd0, AGREES = 2, DECLINES = 3, HYBRID = 2, HYBRID_EX = 8 };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	const uint8_t *at = view->data;

	/* Others use the same transport, such as industrial control on port 102: what follows it decides. */
	if (side != TALK_CLIENT || at[0] != TPKT || (view->size > 1 && at[1] != 0))
		return LOGIN_NOT_MINE;
	if (view->size < 11)
		return LOGIN_NEEDS_MORE;
	if (at[5] != REQUEST || be16(at + 2) < 11 || at[4] + 5u != be16(at + 2))
		return LOGIN_NOT_MINE;
	if (be16(at + 2) == 11)
		return port_fits ? LOGIN_MINE : LOGIN_NOT_MINE;
	if (view->size < 19)
		return LOGIN_NEEDS_MORE;
	return memcmp(at + 11, "Cookie: ", 8) == 0 || (at[11] == 1 && le16(at + 13) == 8) || port_fits
		? LOGIN_MINE : LOGIN_NOT_MINE;
}

static void hear_answer(struct login *login, struct bytes answer)
{
	const uint8_t *at = bytes_peek(answer, 19);

	if (at && at[5] == CONFIRM && at[11] == DECLINES)
		login_is_none(login);
	else if (at && at[5] == CONFIRM && at[11] == AGREES && le32(at + 15) & (HYBRID | HYBRID_EX))
		login_wrap(login);
	else
		login_stop(login);
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	size_t here;

	(void)ear;
	if (view->size < 4)
		return 0;
	here = login_message(view, be16(view->data + 2));
	if (view->data[0] != TPKT || be16(view->data + 2) < 4) {
		login_stop(login);
		return view->size;
	}
	if (!here)
		return 0;
	if (side == TALK_SERVER)
		hear_answer(login, bytes_of(view->data, (uint32_t)here));
	return login_pass(login, side, view, be16(view->data + 2));
}

const struct login_reader rdp_reader = { .service = LOGIN_RDP, .by_connection = true, .ports = { 3389 },
	.claims = claims, .read = read };
