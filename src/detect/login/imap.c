/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IMAP (RFC 3501, 5530, 7888). A tagged NO to LOGIN or AUTHENTICATE refuses, OK accepts; BAD is about the words, and
 * NO [UNAVAILABLE], [PRIVACYREQUIRED], [INUSE] and [LIMIT] are about the server. Literals are passed over, so that
 * what they hold is taken for no command.
 */
#include "detect/login/reader.h"

enum kind { NONE, LOGIN, TLS };

/* What follows a literal is the rest of its command. */
enum { AMID_COMMAND = LOGIN_NOTE };

enum { LITERAL_MOST = 1 << 20 };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	enum login_claim claim = view_begins(view, "* OK", 4);

	(void)port_fits;
	if (side != TALK_SERVER)
		return LOGIN_NOT_MINE;
	if (claim == LOGIN_MINE && view->size == 4)
		return LOGIN_NEEDS_MORE;
	if (claim == LOGIN_MINE && view->data[4] != ' ' && view->data[4] != '\r')
		return LOGIN_NOT_MINE;
	return claim;
}

static struct bytes word(struct bytes *line)
{
	const uint8_t *space = memchr(line->at, ' ', line->left);
	struct bytes first = bytes_first(*line, space ? (uint32_t)(space - line->at) : line->left);

	bytes_take(line, space ? first.left + 1 : first.left);
	return first;
}

static uint32_t hash(struct bytes tag)
{
	uint32_t value = 2166136261u; /* FNV-1a */

	for (; tag.left; tag.at++, tag.left--)
		value = (value ^ *tag.at) * 16777619u;
	return value;
}

static void note(struct login *login, struct bytes tag, enum kind kind)
{
	unsigned at = login->of.imap.next;

	login->of.imap.tag[at] = hash(tag);
	login->of.imap.kind[at] = (uint8_t)kind;
	login->of.imap.next = (uint8_t)((at + 1) % LOGIN_TAGS_MOST);
}

static enum kind answered(struct login *login, struct bytes tag)
{
	uint32_t value = hash(tag);

	for (unsigned i = 0; i < LOGIN_TAGS_MOST; i++) {
		enum kind kind = login->of.imap.kind[i];

		if (kind == NONE || login->of.imap.tag[i] != value)
			continue;
		login->of.imap.kind[i] = NONE;
		return kind;
	}
	return NONE;
}

/* {5} or {5+} at the end of a line: so many bytes follow it that are no lines. */
static uint32_t literal_after(struct bytes line)
{
	uint32_t size = 0, at = line.left;

	if (!at || line.at[--at] != '}')
		return 0;
	at -= at && line.at[at - 1] == '+';
	for (uint32_t scale = 1; at && line.at[at - 1] >= '0' && line.at[at - 1] <= '9'; scale *= 10) {
		size += (uint32_t)(line.at[--at] - '0') * scale;
		if (scale >= LITERAL_MOST)
			return LITERAL_MOST;
	}
	return at && line.at[at - 1] == '{' ? size : 0;
}

static void hear_command(struct login *login, struct bytes line, const struct login_ear *ear)
{
	bool is_new = !(login->notes & AMID_COMMAND);
	uint32_t literal = literal_after(line);
	struct bytes tag = word(&line), verb = word(&line);

	(void)ear;
	if (literal >= LITERAL_MOST) {
		login_stop(login);
		return;
	}
	if (is_new && (text_verb(verb, "login") || text_verb(verb, "authenticate")))
		note(login, tag, LOGIN);
	else if (is_new && text_verb(verb, "starttls"))
		note(login, tag, TLS);
	login->rest[TALK_CLIENT] = literal;
	login->notes = (uint16_t)(literal ? login->notes | AMID_COMMAND : login->notes & ~AMID_COMMAND);
}

static bool is_about_the_server(struct bytes text)
{
	return text_begins(text, "[unavailable]") || text_begins(text, "[privacyrequired]") ||
		text_begins(text, "[inuse]") || text_begins(text, "[limit]") ||
		text_begins(text, "[cannot]") || text_begins(text, "unsupported authentication");
}

static void hear_reply(struct login *login, struct bytes line, const struct login_ear *ear)
{
	struct bytes tag = word(&line), says = word(&line);
	enum kind kind = answered(login, tag);

	if (kind == NONE)
		return;
	/* Answered without waiting for the literal, which is then never sent. */
	login->rest[TALK_CLIENT] = 0;
	login->notes &= (uint16_t)~AMID_COMMAND;
	if (kind == TLS && text_verb(says, "ok"))
		login_is_none(login);
	else if (kind == LOGIN && text_verb(says, "ok"))
		login_accept(login, false, ear);
	else if (kind == LOGIN && text_verb(says, "no") && !is_about_the_server(line))
		login_refuse(login, ear);
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	return login_read_line(login, side, view, ear, hear_command, hear_reply);
}

const struct login_reader imap_reader = { .service = LOGIN_IMAP, .server_first = true, .ports = { 143 },
	.claims = claims, .read = read };
