/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SMTP (RFC 5321, 4954). Delivering mail is no log-in: only AUTH is. 535, 534 and 454 to it refuse, 235 accepts;
 * 530 and 538 ask for TLS first, and 502 and 504 do not know the mechanism. After STARTTLS, or once a mail is
 * being delivered without AUTH, nothing more is read.
 */
#include "detect/login/numbered.h"

enum kind { OTHER = 1, AUTH, TLS };

/* The server asked for more, so the client's next line is no command. */
enum { ASKED_FOR_MORE = LOGIN_NOTE };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	enum login_claim claim = side == TALK_SERVER ? numbered_greeting(view) : LOGIN_NOT_MINE;

	if (claim != LOGIN_MINE || port_fits)
		return claim;

	struct bytes line = bytes_first(view_bytes(view), LOGIN_LINE_MOST);
	const uint8_t *end = memchr(line.at, '\n', line.left);

	if (end)
		line.left = (uint32_t)(end - line.at);
	return text_holds(line, "smtp") ? LOGIN_MINE : LOGIN_NOT_MINE;
}

static void hear_command(struct login *login, struct bytes line, const struct login_ear *ear)
{
	if (login->notes & ASKED_FOR_MORE) {
		login->notes &= (uint16_t)~ASKED_FOR_MORE;
		login_push(login, AUTH);
	} else if (text_verb(line, "auth")) {
		login_tell_service(login, ear);
		login_push(login, AUTH);
	} else if (text_verb(line, "bdat")) {
		login_is_none(login);
	} else if (line.left) {
		login_push(login, text_verb(line, "starttls") ? TLS : OTHER);
	}
}

static void hear_code(struct login *login, unsigned code, const struct login_ear *ear)
{
	unsigned kind = login_take(login);

	if (kind == AUTH && code == 334)
		login->notes |= ASKED_FOR_MORE;
	else if (kind == AUTH && (code == 535 || code == 534 || code == 454))
		login_refuse(login, ear);
	else if (kind == AUTH && code == 235)
		login_accept(login, false, ear);
	else if (code == 354 || (kind == TLS && code == 220))
		login_is_none(login);
}

static void hear_reply(struct login *login, struct bytes line, const struct login_ear *ear)
{
	unsigned code = numbered_reply(login, line);

	if (code)
		hear_code(login, code, ear);
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	return login_read_line(login, side, view, ear, hear_command, hear_reply);
}

const struct login_reader smtp_reader = { .service = LOGIN_SMTP, .server_first = true,
	.ports = { 25, 465, 587, 2525 }, .claims = claims, .read = read };
