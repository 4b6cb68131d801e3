/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MySQL and MariaDB (client/server protocol: 3 bytes of length, 1 of sequence). An error 1045, 1698 or 3118 to who
 * answered the greeting refuses; OK accepts. A host that is blocked or not allowed (1129, 1130) is told before it
 * could try anything, and a database without permission (1044) after the password was right.
 */
#include "detect/login/reader.h"

enum { HEAD = 4, OK = 0x00, ERROR = 0xff, CLIENT_SSL = 0x800, SSL_REQUEST_SIZE = 32 };
enum stage { GREETING, ANSWER, DECISION };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	const uint8_t *at = view->data;

	(void)port_fits;
	if (side != TALK_SERVER || (view->size > 3 && (at[2] != 0 || at[3] != 0)))
		return LOGIN_NOT_MINE;
	if (view->size > 4 && at[4] != 0x0a && at[4] != ERROR)
		return LOGIN_NOT_MINE;
	if (view->size < 7)
		return LOGIN_NEEDS_MORE;
	if (at[4] == ERROR)
		return le16(at + 5) == 1040 || le16(at + 5) == 1129 || le16(at + 5) == 1130 ? LOGIN_MINE : LOGIN_NOT_MINE;
	return at[5] >= '0' && at[5] <= '9' && (at[6] == '.' || (at[6] >= '0' && at[6] <= '9')) ? LOGIN_MINE
		: LOGIN_NOT_MINE;
}

static void hear_client(struct login *login, uint32_t length, struct bytes packet)
{
	if (login->stage == GREETING)
		login->stage = ANSWER; /* before the greeting: the server's side comes late */
	if (login->stage == ANSWER) {
		login->stage = DECISION;
		if (length == SSL_REQUEST_SIZE && packet.left >= HEAD + 4 && le32(packet.at + HEAD) & CLIENT_SSL)
			login_wrap(login);
	}
}

static void hear_server(struct login *login, struct bytes packet, const struct login_ear *ear)
{
	const uint8_t *payload = packet.at + HEAD;
	unsigned error = packet.left >= HEAD + 3 ? le16(payload + 1) : 0;

	if (login->stage == GREETING) {
		login->stage = ANSWER;
		if (payload[0] == ERROR)
			login_is_none(login);
	} else if (login->stage == DECISION && payload[0] == OK) {
		login_accept(login, false, ear);
	} else if (login->stage == DECISION && payload[0] == ERROR) {
		if (error == 1045 || error == 1698 || error == 3118)
			login_refuse(login, ear);
		else
			login_is_none(login);
		login_stop(login);
	}
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	uint32_t length;
	size_t here;

	if (view->size < HEAD)
		return 0;
	length = le32(view->data) & 0xffffff;
	/* A little of a packet says what it is. */
	here = login_message(view, HEAD + (length < SSL_REQUEST_SIZE ? length : SSL_REQUEST_SIZE));
	if (!here)
		return 0;
	if (length && here > HEAD) {
		struct bytes packet = bytes_of(view->data, (uint32_t)here);

		if (side == TALK_SERVER)
			hear_server(login, packet, ear);
		else
			hear_client(login, length, packet);
	}
	return login_pass(login, side, view, (uint64_t)HEAD + length);
}

const struct login_reader mysql_reader = { .service = LOGIN_MYSQL, .by_connection = true, .server_first = true,
	.ports = { 3306 }, .claims = claims, .read = read };
