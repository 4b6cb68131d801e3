/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/http_text.h"

#include <ctype.h>

/* Rounds read and write one buffer (but for the first's input): nothing grows by being decoded. */
struct text {
	enum text_kind kind;
	uint8_t *out;
	size_t size;
	bool high;   /* holds bytes beyond ASCII */
	bool entity; /* holds an & */
};

/* ---- Code points. ---- */

struct likeness {
	uint16_t code;
	char ascii;
};

static const struct likeness likenesses[] = {
	{ 0x00a0, ' ' }, { 0x0131, 'i' }, { 0x017f, 's' }, { 0x02b9, '\'' }, { 0x02bc, '\'' }, { 0x037e, ';' },
	{ 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201c, '"' }, { 0x201d, '"' }, { 0x2024, '.' }, { 0x2032, '\'' },
	{ 0x2039, '<' }, { 0x203a, '>' }, { 0x2044, '/' }, { 0x212a, 'k' }, { 0x2215, '/' }, { 0x2216, '\\' },
	{ 0x2329, '<' }, { 0x232a, '>' }, { 0x3000, ' ' }, { 0x3008, '<' }, { 0x3009, '>' },
};

static uint32_t plain_code(uint32_t code)
{
	if (code >= 0xff01 && code <= 0xff5e)
		return code - 0xfee0;
	if (code >= 0x2000 && code <= 0x200a)
		return ' ';
	for (size_t i = 0; code <= 0x3009 && i < sizeof likenesses / sizeof *likenesses; i++)
		if (likenesses[i].code == code)
			return (uint8_t)likenesses[i].ascii;
	return code;
}

/* Writes it in UTF-8: up to 4 bytes. */
static size_t put_code(uint8_t *out, uint32_t code)
{
	code = plain_code(code);
	if (code < 0x80) {
		out[0] = (uint8_t)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (uint8_t)(0xc0 | code >> 6);
		out[1] = (uint8_t)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (uint8_t)(0xe0 | code >> 12);
		out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | (code >> 18 & 7));
	out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (code & 0x3f));
	return 4;
}

static int hex_digit(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0' : isxdigit(c) ? (c | 0x20) - 'a' + 10 : -1;
}

/* A number of exactly `digits` hexadecimal digits, or -1. */
static int32_t hex_number(struct slice text, size_t digits)
{
	int32_t number = 0;

	if (text.size < digits)
		return -1;
	for (size_t i = 0; i < digits; i++) {
		int digit = hex_digit(text.data[i]);

		if (digit < 0)
			return -1;
		number = number << 4 | digit;
	}
	return number;
}

/* ---- Rounds. ---- */

/* %41, %u0041 or \u0041 at the beginning: how long it is, or 0. */
static size_t escape(struct slice text, bool is_path, uint32_t *code)
{
	bool backslash = text.data[0] == '\\', wide = text.size > 1 && (text.data[1] == 'u' || text.data[1] == 'U');
	int32_t number;

	if (wide && !(backslash && is_path)) {
		number = hex_number(slice_after(text, 2), 4);
		*code = (uint32_t)number;
		return number < 0 ? 0 : 6;
	}
	if (backslash)
		return 0;
	number = hex_number(slice_after(text, 1), 2);
	*code = (uint32_t)number;
	return number < 0 ? 0 : 3;
}

enum { SPECIAL_ESCAPE = 1, SPECIAL_PLUS = 2, SPECIAL_ENTITY = 4, SPECIAL_HIGH = 8 };

static const uint8_t specials[256] = {
	['%'] = SPECIAL_ESCAPE, ['\\'] = SPECIAL_ESCAPE, ['+'] = SPECIAL_PLUS, ['&'] = SPECIAL_ENTITY,
	[0x80 ... 0xff] = SPECIAL_HIGH,
};

static void note(struct text *text, uint8_t c)
{
	text->high |= c >= 0x80;
	text->entity |= c == '&';
}

static size_t put_escape(struct text *text, size_t length, uint32_t code)
{
	size_t size = 1;

	if (length == 3)
		text->out[text->size] = (uint8_t)code; /* one byte, perhaps of several */
	else
		size = put_code(text->out + text->size, code);
	for (size_t i = 0; i < size; i++)
		note(text, text->out[text->size + i]);
	text->size += size;
	return length;
}

/* How many bytes at the beginning stand for themselves, up to `most`. */
static size_t plain_run(struct slice from, size_t most, uint8_t mask)
{
	size_t size = from.size < most ? from.size : most, i = 0;
	const uint8_t *at = from.data;

	/* Four tests in one: nearly all do. */
	while (i + 4 <= size &&
		!((specials[at[i]] | specials[at[i + 1]] | specials[at[i + 2]] | specials[at[i + 3]]) & mask))
		i += 4;
	while (i < size && !(specials[at[i]] & mask))
		i++;
	return i;
}

/* A % before one byte and the next %, as in %S%E%L%E%C%T: classic ASP reads what is no escape without its %. */
static bool is_idle_percent(struct slice text)
{
	return text.size > 2 && text.data[0] == '%' && text.data[1] != '%' &&
		(text.data[2] == '%' || (text.data[2] == ' ' && isalpha(text.data[1])));
}

/* Decodes escapes from `raw` to the text's buffer, up to `room` bytes; returns how much of it was used. */
static size_t decode_escapes(struct text *text, struct slice raw, size_t room, bool plus, bool *changed)
{
	uint8_t mask = SPECIAL_ESCAPE | SPECIAL_ENTITY | SPECIAL_HIGH | (plus ? SPECIAL_PLUS : 0);
	size_t at = 0;

	text->size = 0;
	while (at < raw.size && text->size < room) {
		struct slice rest = slice_after(raw, at);
		size_t run = plain_run(rest, room - text->size, mask), length = 0;
		uint32_t code = 0;

		if (run) {
			if (text->out + text->size != rest.data)
				memmove(text->out + text->size, rest.data, run);
			text->size += run;
			at += run;
			continue;
		}
		if (specials[*rest.data] == SPECIAL_ESCAPE)
			length = escape(rest, text->kind == TEXT_PATH, &code);
		if (!length && is_idle_percent(rest)) {
			*changed = true;
			at++;
			continue;
		}
		if (length > 3 && room - text->size < 3)
			break; /* a wide one may need that many */
		if (length) {
			at += put_escape(text, length, code);
			*changed = true;
			continue;
		}
		note(text, *rest.data);
		text->out[text->size++] = plus && *rest.data == '+' ? ' ' : *rest.data;
		at++;
	}
	return at;
}

/* The bytes after the first of a sequence: 0 when that begins none. */
static unsigned more_bytes(uint8_t lead)
{
	return lead >= 0xf8 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
}

/* A sequence of UTF-8, of the least length or not: how long, or 0. 0xc0 and 0xc1 never begin a good one, so
 * with them any second byte passes for one, as it did in IIS, if something printable comes of it. */
static size_t utf8(struct slice text, uint32_t *code)
{
	uint8_t lead = text.data[0];
	unsigned more = more_bytes(lead);

	if (!more || more >= text.size)
		return 0;
	if (lead <= 0xc1) {
		*code = (uint32_t)(lead & 1) << 6 | (text.data[1] & 0x3f);
		return text.data[1] >= 0x80 || *code >= ' ' ? 2 : 0;
	}
	*code = lead & (0x3fu >> more);
	for (unsigned i = 1; i <= more; i++) {
		if ((text.data[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (text.data[i] & 0x3f);
	}
	return more + 1;
}

static bool fold_letters(struct text *text)
{
	size_t at = 0, size = 0;
	bool changed = false;

	text->high = false;
	while (at < text->size) {
		struct slice rest = slice_of(text->out + at, text->size - at);
		uint32_t code = 0;
		size_t length = *rest.data < 0x80 ? 0 : utf8(rest, &code);

		if (length) {
			size_t put = put_code(text->out + size, code);

			changed |= put != length;
			text->high |= put > 1;
			text->entity |= text->out[size] == '&';
			size += put;
			at += length;
			continue;
		}
		if (*rest.data == 0xa0) { /* alone: a space to MySQL, and in Latin-1 */
			text->out[size++] = ' ';
			changed = true;
		} else {
			text->high |= *rest.data >= 0x80;
			text->out[size++] = *rest.data;
		}
		at++;
	}
	text->size = size;
	return changed;
}

enum { ENTITY_MOST = 7 }; /* letters of the longest name */

struct entity {
	const char *name;
	char ascii;
};

static const struct entity entities[] = {
	{ "lt;", '<' }, { "gt;", '>' }, { "amp;", '&' }, { "quot;", '"' }, { "apos;", '\'' }, { "nbsp;", ' ' },
	{ "tab;", '\t' }, { "newline;", '\n' }, { "colon;", ':' }, { "semi;", ';' }, { "comma;", ',' },
	{ "period;", '.' }, { "lpar;", '(' }, { "rpar;", ')' }, { "lsqb;", '[' }, { "rsqb;", ']' },
	{ "lcub;", '{' }, { "rcub;", '}' }, { "lbrace;", '{' }, { "rbrace;", '}' }, { "lbrack;", '[' },
	{ "rbrack;", ']' }, { "sol;", '/' }, { "bsol;", '\\' }, { "equals;", '=' }, { "excl;", '!' },
	{ "num;", '#' }, { "dollar;", '$' }, { "percnt;", '%' }, { "plus;", '+' }, { "ast;", '*' },
	{ "lowbar;", '_' }, { "grave;", '`' }, { "quest;", '?' }, { "commat;", '@' }, { "vert;", '|' },
};

/* &#60; &#x3c and the like, the semicolon or not: how long after the &#, or 0. */
static size_t numeric_entity(struct slice text, uint32_t *code)
{
	bool hex = text.size && (*text.data == 'x' || *text.data == 'X');
	size_t begin = hex, at = begin;

	*code = 0;
	while (at < text.size && at < 12 && (hex ? isxdigit(text.data[at]) : isdigit(text.data[at]))) {
		*code = *code * (hex ? 16 : 10) + (unsigned)hex_digit(text.data[at++]);
		if (*code > 0x10ffff)
			return 0;
	}
	if (at == begin)
		return 0;
	return at + (at < text.size && text.data[at] == ';');
}

/* Most & only part the fields of a form, so a name is looked up once its semicolon was seen. */
static size_t named_entity(struct slice text, uint32_t *code)
{
	size_t size = 0;

	while (size < text.size && size < ENTITY_MOST && isalpha(text.data[size]))
		size++;
	if (size == text.size || text.data[size] != ';')
		return 0;
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (slice_begins(text, entities[i].name)) {
			*code = (uint8_t)entities[i].ascii;
			return strlen(entities[i].name) + 1;
		}
	return 0;
}

static size_t entity(struct slice text, uint32_t *code)
{
	struct slice rest = slice_after(text, 1);
	size_t length;

	if (!rest.size)
		return 0;
	if (*rest.data == '#') {
		length = numeric_entity(slice_after(rest, 1), code);
		return length ? length + 2 : 0;
	}
	return named_entity(rest, code);
}

static bool decode_entities(struct text *text)
{
	size_t at = 0, size = 0;
	bool changed = false;

	while (at < text->size) {
		struct slice rest = slice_of(text->out + at, text->size - at);
		uint32_t code;
		size_t length = *rest.data == '&' ? entity(rest, &code) : 0;

		if (length) {
			size_t put = put_code(text->out + size, code);

			text->high |= put > 1;
			size += put;
			at += length;
			changed = true;
		} else {
			text->out[size++] = *rest.data;
			at++;
		}
	}
	text->size = size;
	return changed;
}

/* ---- The last pass: one way to write it. ---- */

/* How long a comment is that ends with its line and has one word in it: `#word` or `--word`. Or 0. */
static size_t line_comment(struct slice text)
{
	size_t begin = *text.data == '#' ? 1 : text.size > 1 && text.data[1] == '-' ? 2 : 0, at = begin;

	while (begin && at < text.size && isalnum(text.data[at]))
		at++;
	return begin && at > begin && at < text.size && text.data[at] == '\n' ? at : 0;
}

/* In front of a keyword such a comment is as good as white space, and its word keeps the two apart. */
static void drop_line_comments(struct text *text)
{
	size_t at = 0, size = 0;

	if (!text->size || !memchr(text->out, '\n', text->size))
		return;
	while (at < text->size) {
		uint8_t c = text->out[at];

		at += c == '#' || c == '-' ? line_comment(slice_of(text->out + at, text->size - at)) : 0;
		text->out[size++] = text->out[at++];
	}
	text->size = size;
}

/* A comment's inside that is nothing to anyone. */
static bool is_idle(struct slice inside)
{
	for (size_t i = 0; i < inside.size; i++)
		if (!isalnum(inside.data[i]) && !isspace(inside.data[i]) && inside.data[i] != '_' &&
			inside.data[i] != '*')
			return false;
	return true;
}

struct tidying {
	struct text *text;
	size_t at, size;  /* read and written */
	size_t close;     /* where the comment now open ends; 0: none is open */
	bool no_more;     /* no comment ends from here on: so that they are looked for once */
};

static void put_space(struct tidying *tidying)
{
	uint8_t *out = tidying->text->out;

	if (!tidying->size || out[tidying->size - 1] != ' ')
		out[tidying->size++] = ' ';
}

static bool find_close(struct tidying *tidying)
{
	const struct text *text = tidying->text;
	size_t from = tidying->at + 2;
	const uint8_t *end = text->size > from && !tidying->no_more ?
		memmem(text->out + from, text->size - from, "*/", 2) : NULL;

	tidying->no_more = !end;
	tidying->close = end ? (size_t)(end - text->out) : 0;
	return end;
}

/* At a slash and a star. */
static bool open_comment(struct tidying *tidying)
{
	const uint8_t *in = tidying->text->out;
	size_t begin = tidying->at + 2;

	bool runs = begin < tidying->text->size && in[begin] == '!';

	if (tidying->close || (!find_close(tidying) && !runs))
		return false;
	put_space(tidying);
	tidying->at = begin;
	if (runs) {
		tidying->at++;
		while (tidying->at < tidying->text->size && isdigit(in[tidying->at]))
			tidying->at++;
	} else if (is_idle(slice_of(in + begin, tidying->close - begin))) {
		tidying->at = tidying->close + 2;
		tidying->close = 0;
	}
	return true;
}

static bool close_comment(struct tidying *tidying)
{
	if (!tidying->close || tidying->at != tidying->close)
		return false;
	put_space(tidying);
	tidying->at += 2;
	tidying->close = 0;
	return true;
}

static void put_separator(struct tidying *tidying)
{
	uint8_t *out = tidying->text->out;
	size_t size = tidying->size;

	if (size && out[size - 1] == '/')
		return;
	if (size > 1 && out[size - 1] == '.' && out[size - 2] == '/')
		tidying->size--;
	else
		out[tidying->size++] = '/';
}

/* What may need more than copying. */
static const uint8_t careful[256] = { [0] = 1, ['/'] = 1, ['\\'] = 1, ['*'] = 1 };

static bool is_next(const struct tidying *tidying, uint8_t c)
{
	return tidying->at + 1 < tidying->text->size && tidying->text->out[tidying->at + 1] == c;
}

/* False when it does not after all. */
static bool tidy_one(struct tidying *tidying, uint8_t c)
{
	bool path = tidying->text->kind == TEXT_PATH;

	if (!path && c)
		return c == '/' ? is_next(tidying, '*') && open_comment(tidying) :
			c == '*' && close_comment(tidying);
	if (c == '*')
		return false;
	if (c)
		put_separator(tidying);
	tidying->at++;
	return true;
}

static uint8_t small(uint8_t c)
{
	return (uint8_t)(c + ((uint8_t)(c - 'A') < 26) * 32);
}

static uint8_t blank(uint8_t c)
{
	return (uint8_t)(c - '\t') < 5 ? ' ' : c;
}

/* Copies until a byte may need more. Without branches: letters of both cases and spaces come in any order. */
static void tidy_run(struct tidying *tidying)
{
	uint8_t *out = tidying->text->out;
	size_t end = tidying->text->size, at = tidying->at, size = tidying->size;
	bool after_space = size && out[size - 1] == ' ';

	for (; at < end && !careful[out[at]]; at++) {
		uint8_t c = small(blank(out[at]));

		out[size] = c;
		size += !(after_space & (c == ' '));
		after_space = c == ' ';
	}
	tidying->at = at;
	tidying->size = size;
}

static size_t tidy(struct text *text)
{
	struct tidying tidying = { .text = text };

	for (tidy_run(&tidying); tidying.at < text->size; tidy_run(&tidying))
		if (!tidy_one(&tidying, text->out[tidying.at]))
			text->out[tidying.size++] = text->out[tidying.at++];
	return tidying.size;
}

size_t text_normalise(enum text_kind kind, struct slice raw, uint8_t *buffer, size_t room, bool *cut)
{
	struct text text = { .kind = kind, .out = buffer };
	bool changed = false;

	*cut = decode_escapes(&text, raw, room, kind == TEXT_FORM, &changed) < raw.size;
	for (unsigned round = 1;; round++) {
		if (text.high)
			changed |= fold_letters(&text);
		if (text.entity)
			changed |= decode_entities(&text);
		if (!changed || round == TEXT_ROUNDS)
			break;
		changed = false;
		decode_escapes(&text, slice_of(buffer, text.size), text.size, false, &changed);
	}
	if (kind == TEXT_FORM)
		drop_line_comments(&text);
	return tidy(&text);
}

/* ---- Parts of a target. ---- */

static struct slice after_authority(struct slice target)
{
	size_t at = slice_begins(target, "http://") ? 7 : slice_begins(target, "https://") ? 8 : 0;

	if (!at)
		return target;
	while (at < target.size && target.data[at] != '/' && target.data[at] != '\\' && target.data[at] != '?')
		at++;
	return slice_after(target, at);
}

struct slice text_path(struct slice target)
{
	struct slice path = after_authority(target);
	const uint8_t *mark = path.size ? memchr(path.data, '?', path.size) : NULL;

	return mark ? slice_of(path.data, (size_t)(mark - path.data)) : path;
}

struct slice text_query(struct slice target)
{
	struct slice path = after_authority(target);
	const uint8_t *mark = path.size ? memchr(path.data, '?', path.size) : NULL;

	return mark ? slice_after(path, (size_t)(mark - path.data) + 1) : (struct slice){ 0 };
}
