/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MSRPC (DCE 1.1 RPC, MS-RPCE) over TCP: binds, and what the server makes of the first call. With credentials in the
 * bind a fault "access denied" is a refusal, a response an acceptance. Without, there is nothing to tell one by, and the
 * connection is an act; but not to the end-point mapper or the resolver of objects, which tell everybody where services
 * are and are asked by each member of a domain all day.
 */
#include "detect/login/reader.h"

enum { RESPONSE = 2, FAULT = 3, BIND = 11, ALTER = 14 };
enum { HEADER = 16, STATUS_AT = 24, INTERFACE_AT = 32, INTERFACE = 16, ACCESS_DENIED = 5 };
enum { WITH_CREDENTIALS = LOGIN_NOTE };

static const uint8_t directories[][INTERFACE] = {
	{ 0x08, 0x83, 0xaf, 0xe1, 0x1f, 0x5d, 0xc9, 0x11, 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa },
	{ 0xc4, 0xfe, 0xfc, 0x99, 0x60, 0x52, 0x1b, 0x10, 0xbb, 0xcb, 0x00, 0xaa, 0x00, 0x21, 0x34, 0x7a },
};

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	static const uint8_t bind[] = { 5, 0, BIND, 3, 0x10, 0, 0, 0 }; /* version, bind, whole, little-endian */

	(void)port_fits;
	return side == TALK_CLIENT ? view_begins(view, bind, sizeof bind) : LOGIN_NOT_MINE;
}

static bool is_directory(struct bytes bind)
{
	const uint8_t *at = bytes_peek(bind, INTERFACE_AT + INTERFACE);

	for (size_t i = 0; at && i < sizeof directories / sizeof *directories; i++)
		if (!memcmp(at + INTERFACE_AT, directories[i], INTERFACE))
			return true;
	return false;
}

static void hear_client(struct login *login, struct bytes message)
{
	uint8_t type = message.at[2];

	if (type != BIND && type != ALTER)
		return;
	if (le16(message.at + 10))
		login->notes |= WITH_CREDENTIALS;
	else if (type == BIND && is_directory(message))
		login_is_none(login);
}

static void hear_server(struct login *login, struct bytes message, const struct login_ear *ear)
{
	const uint8_t *at = bytes_peek(message, STATUS_AT + 4);

	if (!(login->notes & WITH_CREDENTIALS))
		return;
	if (message.at[2] == RESPONSE)
		login_accept(login, false, ear);
	else if (message.at[2] == FAULT && at && le32(at + STATUS_AT) == ACCESS_DENIED)
		login_refuse(login, ear);
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	uint16_t length = view->size >= HEADER ? le16(view->data + 8) : 0;
	size_t here;

	if (view->size < HEADER)
		return 0;
	if (view->data[0] != 5 || length < HEADER) {
		login_stop(login);
		return view->size;
	}
	here = login_message(view, length);
	if (!here)
		return 0;
	if (side == TALK_CLIENT)
		hear_client(login, bytes_of(view->data, (uint32_t)here));
	else
		hear_server(login, bytes_of(view->data, (uint32_t)here), ear);
	return login_pass(login, side, view, length);
}

const struct login_reader msrpc_reader = { .service = LOGIN_MSRPC, .by_connection = true, .ports = { 135 },
	.claims = claims, .read = read };
