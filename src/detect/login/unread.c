/* SPDX-License-Identifier: BSD-2-Clause */
/* Services that are only told: rlogin (RFC 1282) and rexec. Each connection to them is one act. */
#include "detect/login/reader.h"

/* A NUL, then names. */
static enum login_claim claims_rlogin(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	return side == TALK_CLIENT && port_fits && view->data[0] == 0 ? LOGIN_MINE : LOGIN_NOT_MINE;
}

/* The number of a port for its errors, in digits, and a NUL. */
static enum login_claim claims_rexec(bool port_fits, enum talk_side side, const struct talk_view *view)
{
	size_t at = 0;

	if (side != TALK_CLIENT || !port_fits)
		return LOGIN_NOT_MINE;
	while (at < view->size && at < 5 && view->data[at] >= '0' && view->data[at] <= '9')
		at++;
	if (at == view->size)
		return LOGIN_NEEDS_MORE;
	return view->data[at] == 0 ? LOGIN_MINE : LOGIN_NOT_MINE;
}

static size_t read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	(void)side;
	(void)ear;
	login_stop(login);
	return view->size;
}

const struct login_reader rlogin_reader = { .service = LOGIN_RLOGIN, .by_connection = true, .ports = { 513 },
	.claims = claims_rlogin, .read = read };
const struct login_reader rexec_reader = { .service = LOGIN_REXEC, .by_connection = true, .ports = { 512 },
	.claims = claims_rexec, .read = read };
