/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PostgreSQL (frontend/backend protocol 3.0). ErrorResponse with SQLSTATE 28P01 or 28000 refuses, AuthenticationOk
 * accepts; any other error before it is about something else. Within TLS only how long it is used is seen.
 */
#include "detect/login/reader.h"

enum { VERSION_3 = 0x00030000, VERSION_3_LAST = 0x00030002, CANCEL = 80877102, SSL = 80877103, GSS = 80877104 };
enum stage { STARTUP, ASKED_FOR_SSL, ASKED_FOR_GSS, DECISION };

enum { STARTUP_MOST = 10000, MESSAGE_MOST = 1 << 24 };

static bool is_startup(uint32_t length, uint32_t code)
{
	return length >= 8 && length <= STARTUP_MOST && ((code >= VERSION_3 && code <= VERSION_3_LAST) ||
		(code >= CANCEL && code <= GSS));
}

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	(void)port_fits;
	if (side != TALK_CLIENT || view->data[0] != 0)
		return LOGIN_NOT_MINE;
	if (view->size < 8)
		return LOGIN_NEEDS_MORE;
	return is_startup(be32(view->data), be32(view->data + 4)) ? LOGIN_MINE : LOGIN_NOT_MINE;
}

static size_t hear_client(struct login *login, const struct talk_view *view)
{
	uint32_t code;

	if (login->stage == DECISION)
		return view->size; /* the password and what follows it */
	if (view->size < 8)
		return 0;
	code = be32(view->data + 4);
	if (!is_startup(be32(view->data), code) || code == CANCEL) {
		login_is_none(login);
		return view->size;
	}
	login->stage = code == SSL ? ASKED_FOR_SSL : code == GSS ? ASKED_FOR_GSS : DECISION;
	return login_pass(login, TALK_CLIENT, view, be32(view->data));
}

/* Is the error's field C, its SQLSTATE, that of a log-in refused? Fields are a letter and a string. */
static bool refuses(struct bytes fields)
{
	while (fields.left > 1 && *fields.at) {
		const uint8_t *end = memchr(fields.at, 0, fields.left);

		if (fields.at[0] == 'C')
			return text_begins(fields, "c28p01") || text_begins(fields, "c28000");
		if (!end)
			return false;
		bytes_take(&fields, (uint32_t)(end - fields.at) + 1);
	}
	return false;
}

static void hear_message(struct login *login, struct bytes message, const struct login_ear *ear)
{
	const uint8_t *head = bytes_take(&message, 5);

	if (!head)
		return;
	if (head[0] == 'R' && message.left >= 4 && be32(message.at) == 0) {
		login_accept(login, false, ear);
	} else if (head[0] == 'E') {
		if (refuses(message))
			login_refuse(login, ear);
		else
			login_is_none(login);
		login_stop(login);
	}
}

static size_t hear_server(struct login *login, const struct talk_view *view, const struct login_ear *ear)
{
	uint32_t length;
	size_t here;

	if (login->stage == ASKED_FOR_SSL || login->stage == ASKED_FOR_GSS) {
		if (view->data[0] == 'S' && login->stage == ASKED_FOR_SSL)
			login_wrap(login);
		else if (view->data[0] != 'N')
			login_stop(login);
		login->stage = STARTUP;
		return 1;
	}
	if (view->size < 5)
		return 0;
	length = be32(view->data + 1);
	if (length < 4 || length > MESSAGE_MOST) {
		login_stop(login);
		return view->size;
	}
	here = login_message(view, (uint64_t)length + 1);
	if (!here)
		return 0;
	hear_message(login, bytes_of(view->data, (uint32_t)here), ear);
	return login_pass(login, TALK_SERVER, view, (uint64_t)length + 1);
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	return side == TALK_CLIENT ? hear_client(login, view) : hear_server(login, view, ear);
}

const struct login_reader postgresql_reader = { .service = LOGIN_POSTGRESQL, .by_connection = true,
	.ports = { 5432 }, .claims = claims, .read = read };
