/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Microsoft SQL Server (MS-TDS). The log-in itself is always within TLS, but unless the whole session is, the
 * server's answer to it is not: error 18456 and its relatives refuse, LOGINACK accepts.
 */
#include "detect/login/reader.h"

enum { HEAD = 8, PRELOGIN = 0x12, LOGIN7 = 0x10, ANSWER = 0x04, RECORD_FIRST = 20, RECORD_LAST = 23 };
enum { TOKEN_ERROR = 0xaa, TOKEN_INFO = 0xab, TOKEN_LOGINACK = 0xad, TOKEN_CHANGE = 0xe3 };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	const uint8_t *at = view->data;

	if (side != TALK_CLIENT || (at[0] != PRELOGIN && !(at[0] == LOGIN7 && port_fits)))
		return LOGIN_NOT_MINE;
	if (view->size < HEAD + 1)
		return LOGIN_NEEDS_MORE;
	/* Prelogin begins with its option "version". */
	return at[1] <= 1 && be16(at + 2) > HEAD && be16(at + 4) == 0 && at[7] == 0 && (at[0] == LOGIN7 || at[8] == 0)
		? LOGIN_MINE : LOGIN_NOT_MINE;
}

static bool is_refusal(uint32_t number)
{
	return number == 18456 || number == 18452 || number == 18470 || number == 18486 || number == 18487 ||
		number == 18488;
}

static void hear_tokens(struct login *login, struct bytes tokens, const struct login_ear *ear)
{
	for (const uint8_t *head = bytes_take(&tokens, 3); head; head = bytes_take(&tokens, 3)) {
		if (head[0] == TOKEN_LOGINACK) {
			login_accept(login, false, ear);
			return;
		}
		if (head[0] == TOKEN_ERROR && tokens.left >= 4 && is_refusal(le32(tokens.at))) {
			login_refuse(login, ear);
			login_stop(login);
			return;
		}
		if ((head[0] != TOKEN_ERROR && head[0] != TOKEN_INFO && head[0] != TOKEN_CHANGE) ||
			!bytes_take(&tokens, le16(head + 1)))
			return;
	}
}

static bool is_record(const struct talk_view *view)
{
	return view->data[0] >= RECORD_FIRST && view->data[0] <= RECORD_LAST && view->data[1] == 3;
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	uint16_t length;
	size_t here;

	if (view->size < HEAD)
		return 0;
	if (is_record(view)) {
		if (side == TALK_CLIENT) /* the log-in, after a handshake within prelogin */
			return login_pass(login, side, view, 5 + (uint64_t)be16(view->data + 3));
		login_wrap(login);
		return wrapped_read(login, side, view, ear);
	}
	length = be16(view->data + 2);
	here = login_message(view, length);
	if (length < HEAD) {
		login_stop(login);
		return view->size;
	}
	if (!here)
		return 0;
	if (side == TALK_SERVER && view->data[0] == ANSWER)
		hear_tokens(login, bytes_of(view->data + HEAD, (uint32_t)here - HEAD), ear);
	return login_pass(login, side, view, length);
}

const struct login_reader mssql_reader = { .service = LOGIN_MSSQL, .by_connection = true, .ports = { 1433 },
	.claims = claims, .read = read };
