/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines, words, and messages with a length: what the readers share. */
#include "detect/login/reader.h"

size_t login_line(struct login *login, enum talk_side side, const struct talk_view *view, struct bytes *line)
{
	unsigned is_long = LOGIN_LONG_LINE << side;
	const uint8_t *end = memchr(view->data, '\n', view->size);
	size_t size = end ? (size_t)(end - view->data) : view->size;

	*line = (struct bytes){ 0 };
	if (login->notes & is_long) {
		if (end)
			login->notes &= (uint16_t)~is_long;
		return end ? size + 1 : size;
	}
	if (!end && size < LOGIN_LINE_MOST && !view->last)
		return 0;
	*line = bytes_of(view->data, size < LOGIN_LINE_MOST ? (uint32_t)size : LOGIN_LINE_MOST);
	if (size >= LOGIN_LINE_MOST) {
		login->notes |= (uint16_t)is_long;
		return LOGIN_LINE_MOST;
	}
	if (line->left && line->at[line->left - 1] == '\r')
		line->left--;
	return end ? size + 1 : size;
}

size_t login_read_line(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear, login_hear *command, login_hear *reply)
{
	struct bytes line;
	size_t done = login_line(login, side, view, &line);

	if (line.at)
		(side == TALK_CLIENT ? command : reply)(login, line, ear);
	return done;
}

enum { KIND_BITS = 4, KINDS_A_WORD = 64 / KIND_BITS };

void login_push(struct login *login, unsigned kind)
{
	unsigned at = login->of.pending.count;

	if (at == LOGIN_PENDING_MOST) {
		login_stop(login);
		return;
	}
	login->of.pending.kinds[at / KINDS_A_WORD] |= (uint64_t)kind << at % KINDS_A_WORD * KIND_BITS;
	login->of.pending.count++;
}

unsigned login_take(struct login *login)
{
	uint64_t *kinds = login->of.pending.kinds;
	unsigned kind = kinds[0] & ((1u << KIND_BITS) - 1);

	if (!login->of.pending.count)
		return 0;
	kinds[0] = kinds[0] >> KIND_BITS | kinds[1] << (64 - KIND_BITS);
	kinds[1] >>= KIND_BITS;
	login->of.pending.count--;
	return kind;
}

size_t login_message(const struct talk_view *view, uint64_t length)
{
	size_t wanted = length < LOGIN_MESSAGE_MOST ? (size_t)length : LOGIN_MESSAGE_MOST;

	if (view->size >= wanted)
		return wanted;
	return view->last ? view->size : 0;
}

size_t login_pass(struct login *login, enum talk_side side, const struct talk_view *view, uint64_t length)
{
	if (length <= view->size)
		return (size_t)length;
	login->rest[side] = length - view->size < UINT32_MAX ? (uint32_t)(length - view->size) : UINT32_MAX;
	return view->size;
}

bool text_begins(struct bytes text, const char *word)
{
	for (; *word; word++, text.at++, text.left--)
		if (!text.left || text_lower(*text.at) != (uint8_t)*word)
			return false;
	return true;
}

bool text_holds(struct bytes text, const char *word)
{
	size_t size = strlen(word);

	for (; text.left >= size; text.at++, text.left--)
		if (text_begins(text, word))
			return true;
	return false;
}

bool text_verb(struct bytes text, const char *word)
{
	size_t size = strlen(word);

	return text_begins(text, word) && (text.left == size || text.at[size] == ' ');
}

bool bytes_hold(struct bytes bytes, const void *needle, size_t size)
{
	return bytes.left >= size && memmem(bytes.at, bytes.left, needle, size);
}

enum login_claim view_begins(const struct talk_view *view, const void *bytes, size_t size)
{
	size_t common = view->size < size ? view->size : size;

	if (memcmp(view->data, bytes, common) != 0)
		return LOGIN_NOT_MINE;
	return common == size ? LOGIN_MINE : LOGIN_NEEDS_MORE;
}

enum login_claim view_is_other(const struct talk_view *view)
{
	static const char *const starts[] = { "GET ", "POST ", "HEAD ", "PUT ", "OPTIONS ", "DELETE ", "CONNECT ",
		"TRACE ", "PATCH ", "PROPFIND ", "PRI * HTTP/", "\x16\x03" };
	enum login_claim best = LOGIN_NOT_MINE;

	for (unsigned i = 0; i < sizeof starts / sizeof *starts; i++) {
		enum login_claim claim = view_begins(view, starts[i], strlen(starts[i]));

		best = claim > best ? claim : best;
	}
	return best;
}
