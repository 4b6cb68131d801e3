/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http_form.h - log-in forms: does a body send a password, does a page ask for one?
 *
 * Told by names alone, so it is a likelihood: a form that calls its password `x7` is not seen.
 */
#pragma once
#include "detect/slice.h"

/* Does a field's name say that its value is a password (password, passwd, passphrase, pwd, pass, kata_sandi,
 * sandi, ...)? Short words count only as words of their own: `user_pass` and `userPass`, not `passenger`. */
bool form_is_password(struct slice name);

/* Has this body, or its beginning, such a field? By `content_type`: urlencoded, multipart or JSON; without
 * one, by its first letter. */
bool form_sends_password(struct slice content_type, struct slice body);

/* Has this query? */
bool form_in_query(struct slice query);

/* Does this address (of a redirection: absolute, a path, or relative) lead to a log-in page, by its name? */
bool form_is_login_page(struct slice location);

/* Looks for an input of type password in a page shown piece by piece. `*state` is 0 at first; true once it
 * was found, and ever after. */
bool form_asks_password(uint8_t *state, struct slice piece);
