/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MongoDB (wire protocol). After saslStart, saslContinue or authenticate, an answer that holds
 * AuthenticationFailed refuses, and one whose field "done" is true accepts. Drivers watch servers without
 * logging in, so a connection by itself is nothing.
 */
#include "detect/login/reader.h"

enum { HEAD = 16, OP_QUERY = 2004, OP_COMPRESSED = 2012, OP_MSG = 2013, MESSAGE_MOST = 48000000, IDLE_MOST = 64 };

enum { TRIES = LOGIN_NOTE };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	const uint8_t *at = view->data;
	uint32_t operation;

	(void)port_fits;
	if (side != TALK_CLIENT || (view->size > 3 && (le32(at) < HEAD || le32(at) > MESSAGE_MOST)) ||
		(view->size > 11 && le32(at + 8) != 0))
		return LOGIN_NOT_MINE;
	if (view->size < 4)
		return LOGIN_NEEDS_MORE;
	if (view->size < HEAD)
		return LOGIN_NEEDS_MORE;
	operation = le32(at + 12);
	return operation == OP_MSG || operation == OP_QUERY || operation == OP_COMPRESSED ? LOGIN_MINE : LOGIN_NOT_MINE;
}

static void hear_client(struct login *login, struct bytes message)
{
	if (bytes_hold(message, "saslStart", 10) || bytes_hold(message, "saslContinue", 13) ||
		bytes_hold(message, "authenticate", 13)) {
		login->notes |= TRIES;
		login->of.message.idle = 0;
	} else if (++login->of.message.idle > IDLE_MOST) {
		login_stop(login);
	}
}

static void hear_server(struct login *login, struct bytes message, const struct login_ear *ear)
{
	if (!(login->notes & TRIES))
		return;
	if (bytes_hold(message, "AuthenticationFailed", 21)) {
		login->notes &= (uint16_t)~TRIES;
		login_refuse(login, ear);
	} else if (bytes_hold(message, "\x08" "done\0\x01", 7)) {
		login_accept(login, false, ear);
	}
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	uint32_t length;
	size_t here;

	if (view->size < HEAD)
		return 0;
	length = le32(view->data);
	if (length < HEAD || length > MESSAGE_MOST) {
		login_stop(login);
		return view->size;
	}
	here = login_message(view, length);
	if (!here)
		return 0;
	if (side == TALK_CLIENT)
		hear_client(login, bytes_of(view->data, (uint32_t)here));
	else
		hear_server(login, bytes_of(view->data, (uint32_t)here), ear);
	return login_pass(login, side, view, length);
}

const struct login_reader mongodb_reader = { .service = LOGIN_MONGODB, .ports = { 27017 }, .claims = claims,
	.read = read };
