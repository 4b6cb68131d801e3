/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FTP (RFC 959, 4217). One log-in is USER and what follows it: 530 or 430 to USER, PASS or ACCT refuses it, once;
 * 230 or 232 accepts it. 530 to any other command only asks for a log-in, and 421 says that the server has no
 * time for anybody. A name like `anonymous` makes no difference.
 */
#include "detect/login/numbered.h"

enum kind { OTHER = 1, NAME, PASSWORD, TLS };

/* The log-in under way was refused at its USER. */
enum { NAME_REFUSED = LOGIN_NOTE };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	(void)port_fits;
	return side == TALK_SERVER ? numbered_greeting(view) : LOGIN_NOT_MINE;
}

static enum kind kind_of(struct bytes line)
{
	if (text_verb(line, "user"))
		return NAME;
	if (text_verb(line, "pass") || text_verb(line, "acct"))
		return PASSWORD;
	return text_verb(line, "auth") ? TLS : OTHER;
}

static void hear_command(struct login *login, struct bytes line, const struct login_ear *ear)
{
	/* An empty line is not answered everywhere; a lost answer is found again at the next one. */
	if (!line.left)
		return;
	if (!(login->notes & LOGIN_TOLD) && (text_verb(line, "ehlo") || text_verb(line, "helo") ||
		text_verb(line, "lhlo"))) {
		login->service = LOGIN_SMTP;
		login_push(login, OTHER);
		return;
	}
	login_tell_service(login, ear);
	login_push(login, kind_of(line));
}

static void hear_code(struct login *login, unsigned code, const struct login_ear *ear)
{
	unsigned kind = code / 100 == 1 ? 0 : login_take(login);
	bool says_no = code == 530 || code == 430;

	if (kind == TLS && code == 234)
		login_stop(login);
	if (kind != NAME && kind != PASSWORD)
		return;
	if (code == 230 || code == 232) {
		login_accept(login, false, ear);
		return;
	}
	if (says_no && !(kind == PASSWORD && login->notes & NAME_REFUSED))
		login_refuse(login, ear);
	if (kind == NAME)
		login->notes = (uint16_t)((login->notes & ~NAME_REFUSED) | (says_no ? NAME_REFUSED : 0));
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

const struct login_reader ftp_reader = { .service = LOGIN_FTP, .server_first = true, .ports = { 21, 2121 },
	.claims = claims, .read = read };
