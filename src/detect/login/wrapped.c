/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A log-in within TLS to a service that then is used at length (databases, RDP with CredSSP). Inferred: a client
 * that took its turn five times with application data, each after such data of the server, was let in. A log-in
 * refused is over after two or three turns, four where TLS 1.3 adds one; less than that stays a connection.
 */
#include "detect/login/reader.h"

enum { RECORD_HEAD = 5, CHANGE_CIPHER = 20, APPLICATION = 23, TURNS_OF_USE = 5 };

static void hear_data(struct login *login, enum talk_side side, const struct login_ear *ear)
{
	uint8_t last = (uint8_t)(side + 1);

	if (side == TALK_CLIENT && login->of.wrapped.last != last && ++login->of.wrapped.turns >= TURNS_OF_USE)
		login_accept(login, true, ear);
	login->of.wrapped.last = last;
}

size_t wrapped_read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	const uint8_t *at = view->data;

	if (view->size < RECORD_HEAD)
		return 0;
	if (at[0] < CHANGE_CIPHER || at[0] > APPLICATION || at[1] != 3) {
		login_stop(login);
		return view->size;
	}
	if (at[0] == APPLICATION)
		hear_data(login, side, ear);
	return login_pass(login, side, view, RECORD_HEAD + (uint64_t)be16(at + 3));
}
