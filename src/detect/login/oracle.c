/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Oracle (TNS). Its messages are not taken apart: in what the server says, ORA-01017 (wrong name or password) and
 * ORA-28000 (account locked) refuse, and AUTH_SVR_RESPONSE, by which the server proves itself to who knew the
 * password, accepts. Within the first 64 KiB.
 */
#include "detect/login/reader.h"

enum { CONNECT = 1, ACCEPTS = 17, READ_MOST = 64 << 10 };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	const uint8_t *at = view->data;

	(void)port_fits;
	if (side != TALK_CLIENT || (view->size > 3 && be16(at + 2) != 0) || (view->size > 4 && at[4] != CONNECT))
		return LOGIN_NOT_MINE;
	if (at[0] > 0x10)
		return LOGIN_NOT_MINE; /* requests to connect are short */
	if (view->size < 10)
		return LOGIN_NEEDS_MORE;
	return be16(at) >= 34 && at[5] == 0 && be16(at + 6) == 0 && be16(at + 8) >= 300 && be16(at + 8) < 330 ? LOGIN_MINE
		: LOGIN_NOT_MINE;
}

/* Steps to whatever comes first, so that each is heard once. */
static size_t hear_server(struct login *login, const struct talk_view *view, const struct login_ear *ear)
{
	static const char *const words[] = { "AUTH_SVR_RESPONSE", "ORA-01017", "ORA-28000" };
	const uint8_t *first = NULL;
	size_t which = 0;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const uint8_t *found = memmem(view->data, view->size, words[i], strlen(words[i]));

		if (found && (!first || found < first)) {
			first = found;
			which = i;
		}
	}
	/* The start of a word at the end waits for the rest of it. */
	if (!first)
		return view->size < ACCEPTS ? 0 : view->size - ACCEPTS + 1;
	if (which == 0)
		login_accept(login, false, ear);
	else
		login_refuse(login, ear);
	return (size_t)(first - view->data) + strlen(words[which]);
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	size_t done;

	if (side == TALK_CLIENT)
		return view->size;
	done = hear_server(login, view, ear);
	login->of.message.number += (uint32_t)done;
	if (login->of.message.number > READ_MOST)
		login_stop(login);
	return done;
}

const struct login_reader oracle_reader = { .service = LOGIN_ORACLE, .by_connection = true, .ports = { 1521 },
	.claims = claims, .read = read };
