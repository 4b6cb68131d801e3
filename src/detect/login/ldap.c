/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LDAP (RFC 4511). bindResponse invalidCredentials (49) refuses; success accepts, unless the bind was anonymous or
 * without a password, which is no log-in. Only one bind may be under way, so its number is enough to pair them.
 * After StartTLS nothing is read.
 */
#include "detect/login/reader.h"

enum { SEQUENCE = 0x30, INTEGER = 0x02, STRING = 0x04, ENUMERATED = 0x0a, BIND = 0x60, BIND_RESPONSE = 0x61,
	SEARCH = 0x63, EXTENDED = 0x77, SIMPLE = 0x80, SASL = 0xa3, INVALID_CREDENTIALS = 49 };

enum { MESSAGE_MOST = 1 << 24, IDLE_MOST = 64, HEAD_MOST = 18 /* up to the operation's contents */ };

/* A bind is under way, and names somebody. */
enum { BINDS = LOGIN_NOTE };

/* A tag and its length (BER). -1: not one, or beyond reason; -2: more is needed. */
static int64_t take_head(struct bytes *bytes, unsigned *tag)
{
	const uint8_t *head = bytes_take(bytes, 2);
	unsigned more;
	int64_t length = 0;

	if (!head)
		return -2;
	*tag = head[0];
	if (head[1] < 0x80)
		return head[1];
	more = head[1] & 0x7f;
	if (!more || more > 4)
		return -1;
	head = bytes_take(bytes, more);
	if (!head)
		return -2;
	for (unsigned i = 0; i < more; i++)
		length = length << 8 | head[i];
	return length;
}

/* The contents of an element that must have this tag; `at` is NULL when it has not, or is not all here. */
static struct bytes take(struct bytes *bytes, unsigned expected)
{
	unsigned tag = 0;
	int64_t length = take_head(bytes, &tag);
	const uint8_t *at = length >= 0 && tag == expected && length <= bytes->left
		? bytes_take(bytes, (uint32_t)length) : NULL;

	return at ? bytes_of(at, (uint32_t)length) : (struct bytes){ 0 };
}

/* The message's number and operation; what is left of `message` is the operation's contents, as far as here. */
static bool open_message(struct bytes *message, uint32_t *number, unsigned *operation)
{
	unsigned tag;
	struct bytes digits;

	if (take_head(message, &tag) < 0)
		return false;
	digits = take(message, INTEGER);
	if (!digits.at || digits.left > 4)
		return false;
	for (*number = 0; digits.left; digits.at++, digits.left--)
		*number = *number << 8 | *digits.at;
	return take_head(message, operation) >= 0;
}

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	struct bytes message = bytes_first(view_bytes(view), HEAD_MOST);
	uint32_t number;
	unsigned operation;

	if (side != TALK_CLIENT || view->data[0] != SEQUENCE)
		return LOGIN_NOT_MINE;
	if (!open_message(&message, &number, &operation))
		return view->size < HEAD_MOST ? LOGIN_NEEDS_MORE : LOGIN_NOT_MINE;
	return operation == BIND || (port_fits && (operation == SEARCH || operation == EXTENDED)) ? LOGIN_MINE
		: LOGIN_NOT_MINE;
}

static bool names_somebody(struct bytes bind)
{
	struct bytes version = take(&bind, INTEGER), name = take(&bind, STRING);
	unsigned tag = 0;
	int64_t length = take_head(&bind, &tag);

	return version.at && name.at && length > 0 && (tag == SASL || (tag == SIMPLE && name.left));
}

static void hear_client(struct login *login, unsigned operation, uint32_t number, struct bytes contents)
{
	if (operation == EXTENDED && bytes_hold(contents, "1.3.6.1.4.1.1466.20037", 22)) {
		login_is_none(login);
	} else if (operation == BIND) {
		login->of.message.number = number;
		login->of.message.idle = 0;
		login->notes = (uint16_t)((login->notes & ~BINDS) | (names_somebody(contents) ? BINDS : 0));
	} else if (++login->of.message.idle > IDLE_MOST) {
		login_stop(login);
	}
}

static void hear_server(struct login *login, unsigned operation, uint32_t number, struct bytes contents,
	const struct login_ear *ear)
{
	struct bytes result = take(&contents, ENUMERATED);

	if (operation != BIND_RESPONSE || number != login->of.message.number || !(login->notes & BINDS) ||
		result.left != 1)
		return;
	login->notes &= (uint16_t)~BINDS;
	if (*result.at == INVALID_CREDENTIALS)
		login_refuse(login, ear);
	else if (*result.at == 0)
		login_accept(login, false, ear);
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	struct bytes head = view_bytes(view), message;
	unsigned tag, operation;
	int64_t length = take_head(&head, &tag);
	uint64_t whole = length < 0 ? 0 : (uint64_t)(head.at - view->data) + (uint64_t)length;
	uint32_t number;
	size_t here;

	if (length == -2)
		return 0;
	if (length < 0 || length > MESSAGE_MOST || tag != SEQUENCE) {
		login_stop(login); /* broken, or signed and sealed */
		return view->size;
	}
	here = login_message(view, whole);
	if (!here)
		return 0;
	message = bytes_of(view->data, (uint32_t)here);
	if (open_message(&message, &number, &operation)) {
		if (side == TALK_CLIENT)
			hear_client(login, operation, number, message);
		else
			hear_server(login, operation, number, message, ear);
	}
	return login_pass(login, side, view, whole);
}

const struct login_reader ldap_reader = { .service = LOGIN_LDAP, .ports = { 389, 3268 }, .claims = claims,
	.read = read };
