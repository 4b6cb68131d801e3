/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Redis (RESP 2 and 3). AUTH, or HELLO with AUTH: an error that says that the password or the name is wrong (or
 * that there is none yet) refuses, anything but an error accepts. "No password is set" refuses nobody. A client
 * that does without AUTH for 64 commands is one that need not log in.
 */
#include "detect/login/reader.h"

enum kind { OTHER = 1, AUTH };

enum { IDLE_MOST = 64, ARGUMENTS_MOST = 1 << 20, WORD_MOST = 16 };

/* The command under way is HELLO: one of its arguments may be AUTH. */
enum { SAYS_HELLO = LOGIN_NOTE };

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	size_t at = 1;

	(void)port_fits;
	if (side != TALK_CLIENT)
		return LOGIN_NOT_MINE;
	if (view->data[0] != '*')
		return view_begins(view, "AUTH ", 5);
	while (at < view->size && at < 5 && is_digit(view->data[at]))
		at++;
	if (at == view->size)
		return LOGIN_NEEDS_MORE;
	if (at == 1)
		return LOGIN_NOT_MINE;
	return view_begins(&(struct talk_view){ .data = view->data + at, .size = view->size - at }, "\r\n$", 3);
}

/* The number that a line has after its first byte; -1 when it has none, or one beyond reason. */
static int64_t number(struct bytes line)
{
	int64_t value = 0;

	if (line.left < 2 || line.left > 10)
		return -1;
	for (uint32_t i = 1; i < line.left; i++) {
		if (!is_digit(line.at[i]))
			return -1;
		value = value * 10 + (line.at[i] - '0');
	}
	return value;
}

static void command_done(struct login *login)
{
	unsigned kind = login->of.pending.kind;

	login->notes &= (uint16_t)~SAYS_HELLO;
	if (kind == AUTH)
		login->of.pending.idle = 0;
	else if (++login->of.pending.idle > IDLE_MOST)
		login_stop(login);
	login_push(login, kind);
}

static void hear_argument(struct login *login, struct bytes argument)
{
	bool first = !login->of.pending.argument;

	login->of.pending.argument = 1;
	if (text_verb(argument, "auth") && (first || login->notes & SAYS_HELLO))
		login->of.pending.kind = AUTH;
	if (first && text_verb(argument, "hello"))
		login->notes |= SAYS_HELLO;
	if (!--login->of.pending.asked)
		command_done(login);
}

/* An argument: $, its length, and so many bytes. Only a short one can be a word to know. */
static size_t read_argument(struct login *login, const struct talk_view *view)
{
	const uint8_t *end = memchr(view->data, '\n', view->size < 32 ? view->size : 32);
	size_t head = end ? (size_t)(end - view->data) + 1 : 0;
	int64_t size;

	if (!head && view->size < 32)
		return 0;
	size = head > 2 && view->data[0] == '$' ? number(bytes_of(view->data, (uint32_t)head - 2)) : -1;
	if (size < 0) {
		login_stop(login);
		return view->size;
	}
	if (size > WORD_MOST) {
		hear_argument(login, (struct bytes){ 0 });
	} else {
		if (view->size < head + (size_t)size + 2)
			return 0;
		hear_argument(login, bytes_of(view->data + head, (uint32_t)size));
	}
	return login_pass(login, TALK_CLIENT, view, head + (uint64_t)size + 2);
}

static size_t hear_client(struct login *login, const struct talk_view *view)
{
	struct bytes line;
	size_t done;

	if (login->of.pending.asked)
		return read_argument(login, view);
	done = login_line(login, TALK_CLIENT, view, &line);
	if (!line.at || !line.left)
		return done;
	login->of.pending.kind = text_verb(line, "auth") ? AUTH : OTHER;
	login->of.pending.argument = 0;
	if (line.at[0] != '*') {
		command_done(login);
	} else {
		int64_t arguments = number(line);

		if (arguments < 0 || arguments > ARGUMENTS_MOST)
			login_stop(login);
		else
			login->of.pending.asked = (uint32_t)arguments;
	}
	return done;
}

static void hear_reply(struct login *login, struct bytes line, const struct login_ear *ear)
{
	if (login_take(login) != AUTH)
		return;
	if (line.at[0] != '-' && line.at[0] != '!')
		login_accept(login, false, ear);
	else if (text_begins(line, "-wrongpass") || text_begins(line, "-noauth") || text_holds(line, "invalid password") ||
		text_holds(line, "invalid username"))
		login_refuse(login, ear);
}

/* A line of the server: a whole reply, an element of one, or the head of more. Maps have two for each entry. */
static void hear_line(struct login *login, struct bytes line, const struct login_ear *ear)
{
	bool is_top = !login->of.pending.nested;
	int64_t count = number(line);

	if (memchr("*%~>", line.at[0], 4) && count > 0) {
		uint64_t more = (uint64_t)count * (line.at[0] == '%' ? 2 : 1) + login->of.pending.nested;

		if (more > ARGUMENTS_MOST) {
			login_stop(login);
			return;
		}
		login->of.pending.nested = (uint32_t)more;
	}
	if (memchr("$=!", line.at[0], 3) && count >= 0)
		login->rest[TALK_SERVER] = (uint32_t)count + 2;
	if (is_top && line.at[0] != '>')
		hear_reply(login, line, ear);
	else if (!is_top)
		login->of.pending.nested--;
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	struct bytes line;
	size_t done;

	if (side == TALK_CLIENT)
		return hear_client(login, view);
	done = login_line(login, side, view, &line);
	if (line.at && line.left)
		hear_line(login, line, ear);
	return done;
}

const struct login_reader redis_reader = { .service = LOGIN_REDIS, .ports = { 6379 }, .claims = claims, .read = read };
