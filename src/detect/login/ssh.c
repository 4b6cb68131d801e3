/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SSH (RFC 4253, 4252). The banners and the key exchange are in clear text; what follows is not, and how the
 * log-in went can only be inferred, from how much the server says at a time. The idea is Zeek's; the rule
 * here is this:
 *
 * - The server's answer to the client's first encrypted bytes is SSH_MSG_SERVICE_ACCEPT: 17 bytes of payload.
 *   SSH_MSG_USERAUTH_SUCCESS has one byte, the least there is. With every cipher and MAC in use that makes 16
 *   bytes less on the wire (blocks of 8 or 16, with the length inside them or before them). The refusal
 *   SSH_MSG_USERAUTH_FAILURE carries a list of methods, and is never smaller than the acceptance of the
 *   service. So: one answer 16 bytes smaller than the least so far is an acceptance.
 * - Whoever is not logged in has little to say: more than 64 KiB from either side is an acceptance, too.
 * - Two answers of the same size after that first one, and no acceptance, are a rejection: the refusal of a
 *   first try (often of "none", by which clients ask for the methods) and of another, or two questions for the
 *   same password. It makes the connection's outcome, and is no refusal of its own.
 *
 * An answer is what one call shows: in this phase the server answers and waits, so that is one segment. Where
 * segments were joined or cut, or the compression "zlib" is on, an acceptance can be overlooked. It cannot be
 * taken for certain in any case. Bytes lost end the inference, and leave a connection.
 */
#include "detect/login/reader.h"

enum { BANNER, PACKETS, SECRET, UNKNOWN };

enum {
	NEWKEYS = 21,
	PACKET_MOST = 256 << 10,
	ACCEPT_LEAST = 40,  /* 32 bytes in blocks, or 4 and 24, and the shortest MAC */
	ACCEPT_MOST = 104,  /* 4 and 32, and the longest */
	SUCCESS_IS_LESS_BY = 16,
	MUCH = 64 << 10,
	GREETING_MOST = 64, /* lines that a server may say before its banner */
};

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	(void)port_fits;
	(void)side;
	return view_begins(view, "SSH-", 4);
}

static size_t read_banner(struct login *login, enum talk_side side, const struct talk_view *view)
{
	struct bytes line;
	size_t done = login_line(login, side, view, &line);

	if (!line.at)
		return done;
	if (text_begins(line, "ssh-2.0-") || text_begins(line, "ssh-1.99-"))
		login->of.ssh.side[side] = PACKETS;
	else if (text_begins(line, "ssh-")) /* version 1: another way to put things */
		login->of.ssh.side[TALK_CLIENT] = login->of.ssh.side[TALK_SERVER] = UNKNOWN;
	else if (side == TALK_CLIENT || text_begins(line, "http/") || login->of.ssh.heard++ > GREETING_MOST)
		login_is_none(login); /* something else that speaks to an SSH server, or is spoken to as one */
	return done;
}

static size_t read_packet(struct login *login, enum talk_side side, const struct talk_view *view)
{
	uint32_t length;

	if (view->size < 6)
		return 0;
	length = be32(view->data);
	if (length < 2 || length > PACKET_MOST) {
		login->of.ssh.side[side] = UNKNOWN;
		return view->size;
	}
	if (view->data[5] == NEWKEYS)
		login->of.ssh.side[side] = SECRET;
	return login_pass(login, side, view, (uint64_t)length + 4);
}

static void measure_answer(struct login *login, size_t size, const struct login_ear *ear)
{
	uint16_t answer = size < UINT16_MAX ? (uint16_t)size : UINT16_MAX;
	uint16_t *replies = login->of.ssh.replies;

	if (login->of.ssh.least && answer == login->of.ssh.least - SUCCESS_IS_LESS_BY) {
		login_accept(login, true, ear);
		return;
	}
	if (answer == replies[0] || answer == replies[1])
		login->notes |= LOGIN_REJECTED;
	if (login->of.ssh.least) {
		replies[1] = replies[0];
		replies[0] = answer;
	}
	if (answer >= ACCEPT_LEAST && answer <= ACCEPT_MOST &&
		(!login->of.ssh.least || answer < login->of.ssh.least))
		login->of.ssh.least = answer;
}

static size_t read_secret(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	login->of.ssh.sent[side] += (uint32_t)view->size;
	if (login->of.ssh.sent[side] > MUCH)
		login_accept(login, true, ear);
	else if (side == TALK_SERVER && login->of.ssh.sent[TALK_CLIENT])
		measure_answer(login, view->size, ear);
	/* What the server says unasked, before that, is the list of its extensions. */
	return view->size;
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	switch (login->of.ssh.side[side]) {
	case BANNER:
		return read_banner(login, side, view);
	case PACKETS:
		return read_packet(login, side, view);
	case SECRET:
		return read_secret(login, side, view, ear);
	default:
		return view->size;
	}
}

/* Who leaves before the keys are in use has asked for the banner or the server's keys, and for nothing else. */
static bool asked(const struct login *login)
{
	uint8_t side = login->of.ssh.side[TALK_CLIENT];

	return side == UNKNOWN || (side == SECRET && login->of.ssh.sent[TALK_CLIENT]);
}

const struct login_reader ssh_reader = { .service = LOGIN_SSH, .by_connection = true, .server_first = true,
	.ports = { 22, 2222 }, .claims = claims, .read = read, .asked = asked };
