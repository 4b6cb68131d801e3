/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * POP3 (RFC 1939, 5034, 3206). -ERR to PASS, to APOP, or to AUTH once it gave credentials, refuses; +OK accepts. A
 * mailbox that is in use, asked too soon or out of order ([IN-USE], [LOGIN-DELAY], [SYS/...]) is no refusal.
 */
#include "detect/login/reader.h"

enum kind { OTHER = 1, CREDENTIALS, AUTH, TLS };

enum { ASKED_FOR_MORE = LOGIN_NOTE };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	enum login_claim claim = view_begins(view, "+OK", 3);

	(void)port_fits;
	if (side != TALK_SERVER)
		return LOGIN_NOT_MINE;
	if (claim != LOGIN_MINE || view->size == 3)
		return claim == LOGIN_MINE ? LOGIN_NEEDS_MORE : claim;
	return view->data[3] == ' ' || view->data[3] == '\r' || view->data[3] == '\n' ? LOGIN_MINE : LOGIN_NOT_MINE;
}

static enum kind kind_of(struct bytes line)
{
	if (text_verb(line, "pass") || text_verb(line, "apop"))
		return CREDENTIALS;
	if (text_verb(line, "stls"))
		return TLS;
	if (!text_begins(line, "auth "))
		return OTHER;
	/* AUTH MECHANISM CREDENTIALS, or without these, which are then asked for. */
	line.at += 5;
	line.left -= 5;
	return memchr(line.at, ' ', line.left) ? CREDENTIALS : AUTH;
}

static void hear_command(struct login *login, struct bytes line, const struct login_ear *ear)
{
	(void)ear;
	if (login->notes & ASKED_FOR_MORE) {
		login->notes &= (uint16_t)~ASKED_FOR_MORE;
		login_push(login, CREDENTIALS);
	} else if (line.left) {
		login_push(login, kind_of(line));
	}
}

static bool is_about_something_else(struct bytes line)
{
	return text_holds(line, "[in-use]") || text_holds(line, "[login-delay]") || text_holds(line, "[sys/");
}

static void hear_reply(struct login *login, struct bytes line, const struct login_ear *ear)
{
	bool ok = text_verb(line, "+ok"), no = text_verb(line, "-err");
	unsigned kind;

	/* The lines of an answer to CAPA begin otherwise. */
	if (!ok && !no && !text_verb(line, "+"))
		return;
	kind = login_take(login);
	if (kind == TLS && ok)
		login_is_none(login);
	if (kind != CREDENTIALS && kind != AUTH)
		return;
	if (!ok && !no)
		login->notes |= ASKED_FOR_MORE;
	else if (kind == CREDENTIALS && ok)
		login_accept(login, false, ear);
	else if (kind == CREDENTIALS && !is_about_something_else(line))
		login_refuse(login, ear);
}

/* What is said first, before any command, is the greeting: it finds nothing pending. */
static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	return login_read_line(login, side, view, ear, hear_command, hear_reply);
}

const struct login_reader pop3_reader = { .service = LOGIN_POP3, .server_first = true, .ports = { 110 },
	.claims = claims, .read = read };
