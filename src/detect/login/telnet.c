/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Telnet (RFC 854): a prompt, a line typed, and what the server has to say to it, in whatever words it has. Refused
 * is a try when, after a prompt and a line typed, a line holds one of the words below, or the server asks for a
 * name or a password again after it was given one. Accepted is one when the server tells of the last log-in, or
 * when, after a password, the client types at a shell's prompt.
 *
 * Each test asks whether a line holds something, or begins with it, so that it stays true while the line grows: where
 * the bytes are split changes nothing.
 */
#include "detect/login/reader.h"

/* What the server's unfinished line looks like: a set. */
enum { ASKS_NAME = 1, ASKS_PASSWORD = 2, SHELL = 4 };

enum { GAVE_NOTHING, GAVE_NAME, GAVE_PASSWORD };

enum { SE = 240, SB = 250, WILL = 251, DONT = 254, IAC = 255 };

enum { OPTION_MOST = 49 };

static const char *const refusals[] = { "login incorrect", "incorrect login", "login failed", "login invalid",
	"invalid login", "bad login", "login failure", "logon failure", "log on failure", "login error",
	"authentication fail", "authentication error", "authorization fail", "authentication rejected",
	"not authenticated", "invalid password", "incorrect password", "bad password", "wrong password",
	"password incorrect", "password is incorrect", "password error", "password wrong", "invalid user",
	"incorrect user", "wrong user", "user name or password", "username or password", "user or password",
	"user name/password", "username/password error", "bad username", "unknown user", "user not found",
	"invalid account", "access denied", "permission denied", "error: authentication",
	"invalid credential", "bad credentials", "wrong credentials", "login denied", "not a valid login",
	"local authentication is rejected", "user was locked", "account locked", "too many login",
	/* Indonesian */
	"kata sandi salah", "sandi salah", "password salah", "kata sandi tidak", "login gagal", "gagal login",
	"gagal masuk", "otentikasi gagal", "autentikasi gagal", "akses ditolak", "pengguna tidak dikenal",
	"pengguna atau kata sandi", "nama pengguna salah", "izin ditolak" };

/* A line of these begins a session. */
static const char *const welcomes[] = { "last login", "login terakhir" };

/* Prompts: anywhere in a line, or only as its first words. */
static const char *const names[] = { "login:", "username:", "user name:", "nama pengguna:" };
static const char *const first_names[] = { "login as:", "logon:", "user:", "userid:", "user id:", "account:",
	"pengguna:" };
static const char *const passwords[] = { "password:", "passwd:", "kata sandi:" };
static const char *const first_passwords[] = { "passcode:", "pass:", "sandi:" };

/* What stands before "login:" or "password:" where nobody is asked to log in. */
static const char *const no_prompts[] = { "last ", "new ", "old ", "current ", "unix " };

/* Lines are kept in lower case, so that a plain search will do: each new byte of one is searched again. */
static bool holds(struct bytes line, const char *word)
{
	return bytes_hold(line, word, strlen(word));
}

#define HOLDS_ANY(line, words) holds_any(line, words, sizeof words / sizeof *words)

static bool holds_any(struct bytes line, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (holds(line, words[i]))
			return true;
	return false;
}

static bool follows_another(struct bytes line, const uint8_t *at)
{
	for (size_t i = 0; i < sizeof no_prompts / sizeof *no_prompts; i++) {
		size_t size = strlen(no_prompts[i]);

		if ((size_t)(at - line.at) >= size && memcmp(at - size, no_prompts[i], size) == 0)
			return true;
	}
	return false;
}

#define PROMPTS_ANY(line, words) prompts_any(line, words, sizeof words / sizeof *words)

static bool prompts_any(struct bytes line, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const uint8_t *from = line.at, *end = line.at + line.left;

		while ((from = memmem(from, (size_t)(end - from), words[i], strlen(words[i])))) {
			if (!follows_another(line, from))
				return true;
			from++;
		}
	}
	return false;
}

#define BEGINS_ANY(line, words) begins_any(line, words, sizeof words / sizeof *words)

static bool begins_any(struct bytes line, const char *const *words, size_t count)
{
	while (line.left && (*line.at == ' ' || *line.at == '\r'))
		bytes_take(&line, 1);
	for (size_t i = 0; i < count; i++)
		if (text_begins(line, words[i]))
			return true;
	return false;
}

static bool is_telnet_command(const struct talk_view *view)
{
	return view->data[0] == IAC && view->data[1] >= SB && view->data[1] <= DONT && view->data[2] <= OPTION_MOST;
}

static bool is_text(uint8_t byte)
{
	return (byte >= ' ' && byte < 0x7f) || byte == '\r' || byte == '\n' || byte == 0x1b || byte == '\a';
}

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	enum login_claim other = view_is_other(view);

	if (view->data[0] == IAC && (side == TALK_SERVER || port_fits)) {
		if (view->size < 3)
			return LOGIN_NEEDS_MORE;
		return is_telnet_command(view) ? LOGIN_MINE : LOGIN_NOT_MINE;
	}
	if (!port_fits || !is_text(view->data[0]) || other == LOGIN_MINE)
		return LOGIN_NOT_MINE;
	return other == LOGIN_NEEDS_MORE ? LOGIN_NEEDS_MORE : LOGIN_MINE;
}

/* One step over what is no text: 0 is text, 1 and more are so many bytes of a command; SIZE_MAX: not all here. */
static size_t command_at(const uint8_t *at, size_t left)
{
	if (at[0] != IAC)
		return 0;
	if (left < 2)
		return SIZE_MAX;
	if (at[1] > SB && at[1] <= DONT)
		return left < 3 ? SIZE_MAX : 3;
	if (at[1] != SB)
		return 2;
	for (size_t i = 2; i + 1 < left; i++)
		if (at[i] == IAC && at[i + 1] == SE)
			return i + 2;
	return SIZE_MAX;
}

struct line {
	uint8_t text[LOGIN_LINE_MOST];
	uint32_t size;
	size_t taken; /* with its end */
	bool ended;
};

/* The server's line at the view's start, without the commands amid it. */
static void clean_line(const struct talk_view *view, struct line *line)
{
	size_t at = 0;

	line->size = 0;
	line->ended = false;
	while (at < view->size && at < LOGIN_LINE_MOST && !line->ended) {
		size_t command = command_at(view->data + at, view->size - at);

		if (command == SIZE_MAX && view->size - at < LOGIN_LINE_MOST)
			break;
		if (command && command != SIZE_MAX) {
			at += command;
			continue;
		}
		line->ended = view->data[at] == '\n';
		line->text[line->size++] = text_lower(view->data[at++]);
	}
	line->taken = at;
}

static unsigned looks_of(struct bytes line)
{
	unsigned looks = 0;
	uint32_t size = line.left;

	if (PROMPTS_ANY(line, passwords) || BEGINS_ANY(line, first_passwords))
		looks |= ASKS_PASSWORD;
	if (PROMPTS_ANY(line, names) || BEGINS_ANY(line, first_names))
		looks |= ASKS_NAME;
	while (size && line.at[size - 1] == ' ')
		size--;
	if (size && memchr("$#>%", line.at[size - 1], 4))
		looks |= SHELL;
	return looks;
}

static void judge_line(struct login *login, struct bytes line, const struct login_ear *ear)
{
	unsigned looks = looks_of(line);
	bool asks = looks & (ASKS_NAME | ASKS_PASSWORD);

	if (login->of.telnet.given == GAVE_PASSWORD && BEGINS_ANY(line, welcomes)) {
		login_accept(login, false, ear);
		return;
	}
	login->of.telnet.prompted |= asks;
	if ((login->of.telnet.typed && login->of.telnet.prompted && HOLDS_ANY(line, refusals)) ||
		(login->of.telnet.given == GAVE_PASSWORD && asks)) {
		login->of.telnet.given = GAVE_NOTHING;
		login->of.telnet.typed = false;
		login->of.telnet.prompted = asks;
		login_refuse(login, ear);
	}
	login->of.telnet.tail = (uint8_t)looks;
}

/* What stood in the line when the client typed is no answer to it. */
static struct bytes since_typed(const struct login *login, const struct line *line)
{
	struct bytes text = bytes_of(line->text, line->size);

	bytes_take(&text, login->of.telnet.stale < text.left ? login->of.telnet.stale : text.left);
	return text;
}

static size_t hear_server(struct login *login, const struct talk_view *view, const struct login_ear *ear)
{
	struct line line;

	clean_line(view, &line);
	judge_line(login, since_typed(login, &line), ear);
	login->of.telnet.shown = (uint16_t)line.size;
	/* A line without end is cut, and an option that never ends is passed over. */
	if (!line.ended && line.taken < LOGIN_LINE_MOST && view->size < LOGIN_MESSAGE_MOST)
		return 0;
	login->of.telnet.shown = login->of.telnet.stale = 0;
	if (line.ended)
		login->of.telnet.tail = 0;
	return line.taken ? line.taken : view->size;
}

/* The client typed a line; what for, the server's last words say. */
static void hear_enter(struct login *login, const struct login_ear *ear)
{
	unsigned tail = login->of.telnet.tail;

	if (login->of.telnet.given == GAVE_PASSWORD && tail & SHELL && !(tail & (ASKS_NAME | ASKS_PASSWORD)))
		login_accept(login, false, ear);
	login->of.telnet.typed = true;
	if (tail & ASKS_PASSWORD)
		login->of.telnet.given = GAVE_PASSWORD;
	else if (tail & ASKS_NAME)
		login->of.telnet.given = GAVE_NAME;
	/* Until the server speaks again nothing is asked. */
	login->of.telnet.tail = 0;
	login->of.telnet.stale = login->of.telnet.shown;
}

enum { IN_TEXT, IN_IAC, IN_OPTION, IN_SB, IN_SB_IAC };

/* Is this byte of the client one of text? */
static bool is_typed(uint8_t *state, uint8_t byte)
{
	switch (*state) {
	case IN_TEXT:
		*state = byte == IAC ? IN_IAC : IN_TEXT;
		return byte != IAC;
	case IN_IAC:
		*state = byte == SB ? IN_SB : byte > SB && byte <= DONT ? IN_OPTION : IN_TEXT;
		return false;
	case IN_SB:
		*state = byte == IAC ? IN_SB_IAC : IN_SB;
		return false;
	case IN_SB_IAC:
		*state = byte == SE ? IN_TEXT : IN_SB;
		return false;
	default:
		*state = IN_TEXT;
		return false;
	}
}

static size_t hear_client(struct login *login, const struct talk_view *view, const struct login_ear *ear)
{
	for (size_t i = 0; i < view->size && !login_is_over(login); i++) {
		uint8_t byte = view->data[i];

		if (!is_typed(&login->of.telnet.iac, byte))
			continue;
		/* An end of line is CR LF, CR NUL, CR or LF. */
		if (byte == '\r' || (byte == '\n' && !login->of.telnet.after_cr))
			hear_enter(login, ear);
		login->of.telnet.after_cr = byte == '\r';
	}
	return view->size;
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	return side == TALK_CLIENT ? hear_client(login, view, ear) : hear_server(login, view, ear);
}

const struct login_reader telnet_reader = { .service = LOGIN_TELNET, .by_connection = true, .server_first = true,
	.ports = { 23, 2323, 2332, 26, 8023 }, .claims = claims, .read = read };
