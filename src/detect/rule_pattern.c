/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/rule_pattern.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	const char *at;
	bool lower, in_class;
	struct ronda_error *why;
};

static bool is_lower_only(const struct walk *walk, char c)
{
	return !walk->lower || !isupper((unsigned char)c);
}

static int upper_case(const struct walk *walk, const char *what)
{
	return ronda_fail(walk->why, -EINVAL,
		"\"%.12s\" would never match: text is made lower case before it is looked at", what);
}

/* After a backslash. */
static int escape(struct walk *walk)
{
	const char *allowed = walk->in_class ? "dDwWsStnrf" : "dDwWsStnrfbBAz";
	char c = *walk->at;

	if (c == 'x') {
		if (!isxdigit((unsigned char)walk->at[1]) || !isxdigit((unsigned char)walk->at[2]))
			return ronda_fail(walk->why, -EINVAL,
				"\"\\%.3s\" is no byte; two hexadecimal digits were expected, such as \\x1f",
				walk->at);
		char byte = (char)strtol((char[]){ walk->at[1], walk->at[2], '\0' }, NULL, 16);

		if (!is_lower_only(walk, byte))
			return upper_case(walk, walk->at - 1);
		walk->at += 3;
		return 0;
	}
	if (!c)
		return ronda_fail(walk->why, -EINVAL, "it ends in a backslash; a literal one is \\\\");
	if (isalnum((unsigned char)c) && !strchr(allowed, c))
		return ronda_fail(walk->why, -EINVAL,
			"\"\\%c\" is not among the escapes%s; those are \\x1f and %s%s", c,
			walk->in_class ? " in brackets" : "", "\\d \\D \\w \\W \\s \\S \\t \\n \\r \\f",
			walk->in_class ? "" : " \\b \\B \\A \\z");
	walk->at++;
	return 0;
}

/* After "[". */
static int class(struct walk *walk)
{
	const char *begin = walk->at;

	walk->in_class = true;
	if (*walk->at == '^')
		walk->at++;
	for (bool first = true; *walk->at != ']' || first; first = false) {
		char c = *walk->at;

		if (!c)
			return ronda_fail(walk->why, -EINVAL, "\"[%.20s\" has no \"]\"", begin);
		if (c == '[')
			return ronda_fail(walk->why, -EINVAL, "\"[\" within brackets is written \\[");
		if (!is_lower_only(walk, c))
			return upper_case(walk, walk->at);
		walk->at++;
		if (c == '\\' && escape(walk) < 0)
			return -EINVAL;
	}
	walk->at++;
	walk->in_class = false;
	return 0;
}

/* After "(". */
static int group(struct walk *walk)
{
	if (*walk->at == '*')
		return ronda_fail(walk->why, -EINVAL, "\"(*\" is not among the groups; a literal star is \\*");
	if (*walk->at != '?')
		return 0;
	if (strncmp(walk->at, "?:", 2) == 0)
		walk->at += 2;
	else if (strncmp(walk->at, "?i:", 3) == 0)
		walk->at += 3;
	else
		return ronda_fail(walk->why, -EINVAL,
			"\"(%.3s\" is not among the groups; those are (...), (?:...) and (?i:...)", walk->at);
	return 0;
}

/* After "{": what it repeats, from so many times to so many. */
static int braces(struct walk *walk)
{
	char *end;
	unsigned long least = strtoul(walk->at, &end, 10), most = least;

	if (!isdigit((unsigned char)*walk->at))
		return ronda_fail(walk->why, -EINVAL,
			"a literal brace is \\{; a repetition is {2}, {2,} or {2,5}");
	if (*end == ',' && end[1] != '}') {
		const char *second = end + 1;

		most = strtoul(second, &end, 10);
		if (!isdigit((unsigned char)*second))
			end = (char *)second;
	} else if (*end == ',') {
		end++;
	}
	if (*end != '}')
		return ronda_fail(walk->why, -EINVAL,
			"\"{%.12s\" is no repetition; those are {2}, {2,} and {2,5}", walk->at);
	if (most > PATTERN_REPEAT_MOST || least > most)
		return ronda_fail(walk->why, -EINVAL,
			"\"{%.*s}\" is beyond the bounds: from few to many, at most %d",
			(int)(end - walk->at < 20 ? end - walk->at : 20), walk->at, PATTERN_REPEAT_MOST);
	walk->at = end + 1;
	return 0;
}

/* Right after a repetition: "?" makes it lazy, which changes nothing here; "+" is possessive. */
static int after_repetition(struct walk *walk)
{
	if (*walk->at == '?')
		walk->at++;
	if (*walk->at && strchr("*+?{", *walk->at))
		return ronda_fail(walk->why, -EINVAL,
			"\"%c\" repeats a repetition; put what it repeats in (?:...)", *walk->at);
	return 0;
}

static int step(struct walk *walk)
{
	char c = *walk->at++;

	switch (c) {
	case '\\':
		return escape(walk);
	case '[':
		return class(walk);
	case '(':
		return group(walk);
	case '{':
		return braces(walk) < 0 ? -EINVAL : after_repetition(walk);
	case '*':
	case '+':
	case '?':
		return after_repetition(walk);
	default:
		return is_lower_only(walk, c) ? 0 : upper_case(walk, walk->at - 1);
	}
}

int rule_pattern_check(const char *pattern, bool lower, struct ronda_error *why)
{
	struct walk walk = { .at = pattern, .lower = lower, .why = why };

	if (!*pattern)
		return ronda_fail(why, -EINVAL, "there is no pattern");
	if (strlen(pattern) > PATTERN_BYTES_MOST)
		return ronda_fail(why, -EINVAL, "it is %zu bytes long; at most %d were expected",
			strlen(pattern),
			PATTERN_BYTES_MOST);
	while (*walk.at)
		if (step(&walk) < 0)
			return -EINVAL;
	return 0;
}
