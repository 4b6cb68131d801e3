/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SMB 1 to 3 (MS-CIFS, MS-SMB2), on TCP directly or on NetBIOS. The answer to a session set-up refuses with
 * STATUS_LOGON_FAILURE or what says the same of an account, and accepts with 0, unless the session is that of a
 * guest or of nobody. An anonymous set-up is no log-in, so its refusal is none; the connection then is one act,
 * as is one that never came to a set-up.
 */
#include "detect/login/reader.h"

enum { HEAD = 4, V1_SESSION_SETUP = 0x73, V1_REPLY = 0x80, V1_NT_STATUS = 0x4000, V2_SESSION_SETUP = 1,
	V2_REPLY = 1, GUEST_OR_NOBODY = 3 };

/* The last set-up of the client named nobody. */
enum { ANONYMOUS = LOGIN_NOTE };

static const uint32_t refusals[] = { 0xc000006d /* logon failure */, 0xc0000064 /* no such user */,
	0xc000006a /* wrong password */, 0xc000006e /* account restriction */, 0xc000006f, 0xc0000070 /* hours, place */,
	0xc0000071 /* password expired */, 0xc0000072 /* disabled */, 0xc0000193 /* account expired */,
	0xc0000224 /* password must change */, 0xc0000234 /* locked out */, 0xc000015b /* type not granted */ };

static enum login_claim claims(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	const uint8_t *at = view->data;

	if (side != TALK_CLIENT || (at[0] != 0 && !(at[0] == 0x81 && port_fits)))
		return LOGIN_NOT_MINE;
	if (at[0] == 0x81) /* a NetBIOS session is asked for: always 68 bytes */
		return view->size < HEAD ? LOGIN_NEEDS_MORE : be32(at) == 0x81000044 ? LOGIN_MINE : LOGIN_NOT_MINE;
	if (view->size < 8)
		return LOGIN_NEEDS_MORE;
	return (at[4] == 0xff || at[4] == 0xfe) && memcmp(at + 5, "SMB", 3) == 0 ? LOGIN_MINE : LOGIN_NOT_MINE;
}

static void decide(struct login *login, uint32_t status, bool nobody, const struct login_ear *ear)
{
	if (login->notes & ANONYMOUS)
		return;
	if (status == 0 && !nobody)
		login_accept(login, false, ear);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (status == refusals[i])
			login_refuse(login, ear);
}

/* NTLM's third message with an empty user name, or the passwords of an old client both without length. */
static bool names_nobody(struct bytes setup, bool is_v1)
{
	const uint8_t *found = memmem(setup.at, setup.left, "NTLMSSP\0\3\0\0\0", 12);

	if (found)
		return setup.left - (uint32_t)(found - setup.at) >= 38 && le16(found + 36) == 0;
	/* 32 bytes of header, a count of 13 words: the lengths are the eighth and ninth. */
	return is_v1 && setup.left >= 51 && setup.at[32] == 13 && le16(setup.at + 47) <= 1 && le16(setup.at + 49) == 0;
}

static void hear_v1(struct login *login, enum talk_side side, struct bytes message, const struct login_ear *ear)
{
	const uint8_t *at = bytes_peek(message, 33);
	bool nobody;

	if (!at || at[4] != V1_SESSION_SETUP || (at[9] & V1_REPLY) != (side == TALK_SERVER ? V1_REPLY : 0))
		return;
	if (side == TALK_CLIENT) {
		login->notes = (uint16_t)((login->notes & ~ANONYMOUS) | (names_nobody(message, true) ? ANONYMOUS : 0));
		return;
	}
	/* The answer's third word says whether it is a guest's. */
	nobody = at[32] >= 3 && message.left >= 39 && le16(at + 37) & 1;
	if (le16(at + 10) & V1_NT_STATUS)
		decide(login, le32(at + 5), nobody, ear);
}

static void hear_v2(struct login *login, enum talk_side side, struct bytes message, const struct login_ear *ear)
{
	const uint8_t *at = bytes_peek(message, 68);

	if (!at || le16(at + 12) != V2_SESSION_SETUP || (at[16] & V2_REPLY) != (side == TALK_SERVER ? V2_REPLY : 0))
		return;
	if (side == TALK_CLIENT)
		login->notes = (uint16_t)((login->notes & ~ANONYMOUS) | (names_nobody(message, false) ? ANONYMOUS : 0));
	else
		decide(login, le32(at + 8), le16(at + 66) & GUEST_OR_NOBODY, ear);
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	uint64_t length;
	size_t here;

	if (view->size < HEAD)
		return 0;
	length = HEAD + (uint64_t)be24(view->data + 1);
	here = login_message(view, length);
	if (!here)
		return 0;
	if (here > HEAD + 4 && memcmp(view->data + HEAD, "\xffSMB", 4) == 0)
		hear_v1(login, side, bytes_of(view->data + HEAD, (uint32_t)here - HEAD), ear);
	else if (here > HEAD + 4 && memcmp(view->data + HEAD, "\xfeSMB", 4) == 0)
		hear_v2(login, side, bytes_of(view->data + HEAD, (uint32_t)here - HEAD), ear);
	return login_pass(login, side, view, length);
}

const struct login_reader smb_reader = { .service = LOGIN_SMB, .by_connection = true, .ports = { 445, 139 },
	.claims = claims, .read = read };
