/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VNC (RFC 6143). SecurityResult after the password's challenge: 1 and 2 refuse, 0 accepts. Security types of
 * vendors, and those within TLS, are not read. A server that offers no type at all refuses nobody's log-in.
 */
#include "detect/login/reader.h"

enum stage { VERSION, TYPES, CHALLENGE, RESULT };
enum client_stage { CLIENT_VERSION, CLIENT_TYPE, CLIENT_REST };
enum { TYPE_NONE = 1, TYPE_PASSWORD = 2 };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	(void)port_fits;
	return side == TALK_SERVER ? view_begins(view, "RFB 00", 6) : LOGIN_NOT_MINE;
}

static void choose(struct login *login, unsigned type, const struct login_ear *ear)
{
	login->of.vnc.type = (uint8_t)type;
	if (type == TYPE_PASSWORD)
		login->stage = CHALLENGE;
	else if (type == TYPE_NONE && login->of.vnc.minor >= 8)
		login->stage = RESULT;
	else if (type == TYPE_NONE) /* and before 3.8 nothing more is said of it */
		login_accept(login, false, ear);
	else
		login_stop(login);
}

static size_t hear_client(struct login *login, const struct talk_view *view, const struct login_ear *ear)
{
	if (login->of.vnc.client == CLIENT_VERSION) {
		if (view->size < 12)
			return 0;
		/* "RFB 003.008\n": what the client answers is what is spoken. */
		login->of.vnc.minor = (uint8_t)(view->data[10] - '0');
		login->of.vnc.client = login->of.vnc.minor >= 7 ? CLIENT_TYPE : CLIENT_REST;
		return 12;
	}
	if (login->of.vnc.client == CLIENT_TYPE) {
		login->of.vnc.client = CLIENT_REST;
		choose(login, view->data[0], ear);
		return 1;
	}
	return view->size;
}

static size_t hear_types(struct login *login, const struct talk_view *view, const struct login_ear *ear)
{
	size_t count = view->data[0];

	if (login->of.vnc.minor < 7) {
		if (view->size < 4)
			return 0;
		if (be32(view->data) == 0)
			login_stop(login);
		else
			choose(login, be32(view->data) < 255 ? be32(view->data) : 255, ear);
		return 4;
	}
	if (!count)
		login_stop(login);
	return view->size > count ? count + 1 : 0;
}

static size_t hear_result(struct login *login, const struct talk_view *view, const struct login_ear *ear)
{
	if (view->size < 4)
		return 0;
	if (be32(view->data) == 0)
		login_accept(login, false, ear);
	else if (be32(view->data) <= 2 && login->of.vnc.type == TYPE_PASSWORD)
		login_refuse(login, ear);
	login_stop(login);
	return 4;
}

static size_t hear_server(struct login *login, const struct talk_view *view, const struct login_ear *ear)
{
	switch (login->stage) {
	case VERSION:
		if (view->size < 12)
			return 0;
		login->stage = TYPES;
		return 12;
	case TYPES:
		return hear_types(login, view, ear);
	case CHALLENGE:
		if (view->size < 16)
			return 0;
		login->stage = RESULT;
		return 16;
	default:
		return hear_result(login, view, ear);
	}
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	return side == TALK_CLIENT ? hear_client(login, view, ear) : hear_server(login, view, ear);
}

const struct login_reader vnc_reader = { .service = LOGIN_VNC, .by_connection = true, .server_first = true,
	.ports = { 5900, 5901, 5902, 5903, 5904, 5905, 5906, 5907, 5908, 5909 }, .claims = claims, .read = read };
