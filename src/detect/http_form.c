/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/http_form.h"

#include <ctype.h>

enum { NAME_MOST = 128 };

/* The first letter is looked at first: names are short and many, and few hold it. */
static bool is_at(struct slice name, size_t at, const char *word)
{
	return (name.data[at] | 0x20) == *word && slice_begins(slice_after(name, at), word);
}

static bool contains(struct slice name, const char *word)
{
	for (size_t i = 0; i < name.size; i++)
		if (is_at(name, i, word))
			return true;
	return false;
}

/* A word begins after what is no letter, or with a capital after a small one. */
static bool begins_word(struct slice name, size_t at)
{
	return !at || !isalpha(name.data[at - 1]) || (isupper(name.data[at]) && islower(name.data[at - 1]));
}

static bool ends_word(struct slice name, size_t at)
{
	return at == name.size || !isalpha(name.data[at]) || (isupper(name.data[at]) && islower(name.data[at - 1]));
}

static bool contains_word(struct slice name, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= name.size; i++)
		if (is_at(name, i, word) && begins_word(name, i) && ends_word(name, i + size))
			return true;
	return false;
}

bool form_is_password(struct slice name)
{
	static const char *const parts[] = { "password", "passwd", "passphrase", "katasandi", "kata_sandi" };
	static const char *const words[] = { "pass", "pwd", "psw", "pswd", "sandi" };

	if (name.size > NAME_MOST)
		name.size = NAME_MOST;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (contains(name, parts[i]))
			return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (contains_word(name, words[i]))
			return true;
	return false;
}

static int hex_digit(uint8_t c)
{
	return isdigit(c) ? c - '0' : isxdigit(c) ? (c | 0x20) - 'a' + 10 : -1;
}

/* A field's name as it was meant: user%5Bpass%5D is user[pass]. */
static bool is_encoded_password(struct slice name)
{
	uint8_t plain[NAME_MOST];
	size_t size = 0;

	for (size_t i = 0; i < name.size && size < sizeof plain; i++) {
		int high = i + 2 < name.size && name.data[i] == '%' ? hex_digit(name.data[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(name.data[i + 2]) : -1;

		plain[size++] = low >= 0 ? (uint8_t)(high << 4 | low) : name.data[i];
		i += low >= 0 ? 2 : 0;
	}
	return form_is_password(slice_of(plain, size));
}

static bool in_urlencoded(struct slice body)
{
	while (body.size) {
		const uint8_t *end = memchr(body.data, '&', body.size);
		size_t size = end ? (size_t)(end - body.data) : body.size;
		const uint8_t *equals = memchr(body.data, '=', size);

		if (equals && is_encoded_password(slice_trim(slice_of(body.data, (size_t)(equals - body.data)))))
			return true;
		body = slice_after(body, size + 1);
	}
	return false;
}

/* The value of `name="..."` that begins at an equals sign; empty for `filename=`. */
static struct slice multipart_name(struct slice body, size_t equals)
{
	struct slice name = slice_after(body, equals + 1);
	size_t size = 0;

	if (equals < 5 || isalnum(body.data[equals - 5]) ||
		strncasecmp((const char *)body.data + equals - 4, "name", 4))
		return (struct slice){ 0 };
	if (name.size && name.data[0] == '"')
		name = slice_after(name, 1);
	while (size < name.size && size < NAME_MOST && !strchr("\";\r\n", name.data[size]))
		size++;
	return slice_of(name.data, size);
}

static bool in_multipart(struct slice body)
{
	size_t at = 0;

	while (at < body.size) {
		const uint8_t *equals = memchr(body.data + at, '=', body.size - at);

		if (!equals)
			return false;
		at = (size_t)(equals - body.data);
		if (form_is_password(multipart_name(body, at)))
			return true;
		at++;
	}
	return false;
}

/* A string that a colon follows. An escaped quote inside only makes its pieces strings of their own. */
static bool in_json(struct slice body)
{
	while (body.size) {
		const uint8_t *quote = memchr(body.data, '"', body.size);
		struct slice rest = quote ? slice_after(body, (size_t)(quote - body.data) + 1) : (struct slice){ 0 };
		const uint8_t *end = rest.size ? memchr(rest.data, '"', rest.size) : NULL;
		size_t size = end ? (size_t)(end - rest.data) : rest.size, next = size + 1;

		if (!end)
			return false;
		while (next < rest.size && isspace(rest.data[next]))
			next++;
		if (next < rest.size && rest.data[next] == ':' && form_is_password(slice_of(rest.data, size)))
			return true;
		body = slice_after(rest, size); /* its closing quote may be an opening one: try both */
	}
	return false;
}

bool form_sends_password(struct slice content_type, struct slice body)
{
	struct slice text = slice_trim(body);

	if (content_type.size > NAME_MOST)
		content_type.size = NAME_MOST;
	if (slice_begins(content_type, "multipart/"))
		return in_multipart(body);
	if (slice_begins(content_type, "application/x-www-form-urlencoded"))
		return in_urlencoded(body);
	if (contains(content_type, "json"))
		return in_json(body);
	if (content_type.size || !text.size)
		return false;
	return text.data[0] == '{' ? in_json(body) : in_urlencoded(body);
}

bool form_in_query(struct slice query)
{
	return in_urlencoded(query);
}

/* Up to the first of these. */
static struct slice up_to(struct slice text, const char *ends)
{
	size_t size = 0;

	while (size < text.size && !strchr(ends, text.data[size]))
		size++;
	return slice_of(text.data, size);
}

/* What comes after the last slash, or before it when that is an index page. */
static struct slice page_name(struct slice path)
{
	for (;;) {
		const uint8_t *slash = path.size ? memrchr(path.data, '/', path.size) : NULL;
		struct slice name = slash ? slice_after(path, (size_t)(slash - path.data) + 1) : path;

		if (!slash || (name.size && !slice_begins(name, "index.")))
			return up_to(name, ".;");
		path.size = (size_t)(slash - path.data);
	}
}

bool form_is_login_page(struct slice location)
{
	static const char *const names[] = { "login", "log-in", "log_in", "signin", "sign-in", "sign_in", "masuk",
		"wp-login", "userlogin", "user_login" };
	struct slice path = up_to(location, "?#"), query = slice_after(location, path.size), name = page_name(path);

	if (slice_begins(query, "?testsession="))
		return false; /* Moodle looks whether the cookie of who was let in comes back */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (name.size == strlen(names[i]) && slice_begins(name, names[i]))
			return true;
	return false;
}

/* type, white space, =, white space, a quote or none, password. */
enum { AFTER_TYPE = 4, AFTER_EQUALS = 5, FOUND = AFTER_EQUALS + 8 };

static uint8_t asks_step(uint8_t state, uint8_t c)
{
	static const char before[] = "type", after[] = "password";
	uint8_t again = (c | 0x20) == 't';

	if (state < AFTER_TYPE)
		return (c | 0x20) == before[state] ? state + 1 : again;
	if (state == AFTER_TYPE)
		return isspace(c) ? AFTER_TYPE : c == '=' ? AFTER_EQUALS : again;
	if (state == AFTER_EQUALS && (isspace(c) || c == '"' || c == '\'' || c == '\\'))
		return AFTER_EQUALS;
	return (c | 0x20) == after[state - AFTER_EQUALS] ? state + 1 : again;
}

bool form_asks_password(uint8_t *state, struct slice piece)
{
	for (size_t i = 0; i < piece.size && *state < FOUND; i++)
		*state = asks_step(*state, piece.data[i]);
	return *state >= FOUND;
}
