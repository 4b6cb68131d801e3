/* SPDX-License-Identifier: BSD-2-Clause */
/* numbered.h - replies of three digits, as FTP and SMTP have them, perhaps over several lines. */
#pragma once
#include "detect/login/reader.h"

/* The code of a reply that this line ends; 0 for a line amid one, or no reply at all. */
static inline unsigned numbered_reply(struct login *login, struct bytes line)
{
	unsigned code = 0;

	for (unsigned i = 0; i < 3; i++) {
		if (i >= line.left || line.at[i] < '0' || line.at[i] > '9')
			return 0;
		code = code * 10 + (unsigned)(line.at[i] - '0');
	}
	if (login->multi && login->multi != code)
		return 0;
	if (line.left > 3 && line.at[3] == '-') {
		login->multi = (uint16_t)code;
		return 0;
	}
	if (line.left > 3 && line.at[3] != ' ')
		return 0;
	login->multi = 0;
	return code;
}

/* Does the server greet with 220? Its whole first line is wanted, for the words in it. */
static inline enum login_claim numbered_greeting(const struct talk_view *view)
{
	enum login_claim claim = view_begins(view, "220", 3);

	if (claim != LOGIN_MINE)
		return claim;
	if (view->size > 3 && view->data[3] != ' ' && view->data[3] != '-')
		return LOGIN_NOT_MINE;
	return view->size >= LOGIN_LINE_MOST || memchr(view->data, '\n', view->size) ? LOGIN_MINE
		: LOGIN_NEEDS_MORE;
}
