/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http_text.h - a request's words as the application will understand them, before rules look at them.
 *
 * What can be written in many ways is written in one. Each step undoes a way of hiding the same thing; none
 * takes away what a rule may look for.
 *
 *   step                               why
 *   1 `+` is a space                   so forms and queries write it; once, and before 2, so that %2B stays +
 *   2 %41, %u0041, \u0041 (not in      servers and applications decode more than once (%252e, %%32%65), IIS
 *     paths) are A                     takes %u, OGNL and JSON take \u; ASP reads %S%E as SE
 *   3 UTF-8 longer than it need be     %c0%af passed for / with old decoders, %c1%1c (IIS) for \
 *     is what it means
 *   4 full width and look-alike        best-fit conversion (IIS, databases) makes ASCII of them: U+FF1C is <,
 *     letters are ASCII                U+2019 is ', U+017F is s
 *   5 &lt; &#60; &#x3c; are <          browsers decode attributes before they run them
 *     2 to 5 are repeated up to TEXT_ROUNDS times, until nothing changes
 *   6 A is a                           keywords, paths of Windows
 *   7 NUL is nothing                   it ends a string for one library and not for the next
 *   8 white space runs are one space   tabs, line ends, U+00A0 and folds between keywords
 *   9 SQL comments are a space, and    UNION, comment, SELECT is an attack. A comment is taken out only when
 *     so are the ends of others        nothing but words is in it: its inside may matter to who knows no such
 *     (not in paths)                   comments. That of !50000SELECT (MySQL runs it) is kept, but for the
 *                                      number. `--` and `#` are kept: that they end a statement is the sign;
 *                                      but in forms not in front of one word and a line end: the next line goes on
 *  10 in paths: \ is /, // and /./     different names of one file; `..` is kept, for it is the sign
 *     are /
 *
 * No allocation, no state; time and place are linear in the size.
 */
#pragma once
#include "detect/slice.h"

enum { TEXT_ROUNDS = 3 };

enum text_kind {
	TEXT_PATH,
	TEXT_FORM,  /* a query, or an urlencoded body */
	TEXT_OTHER, /* a header, another body */
};

/* Writes it normalised to `buffer`, no more than `room` bytes, and returns how many. With room for raw.size it
 * always fits; else `*cut` tells that some was left out. Not NUL-terminated. */
size_t text_normalise(enum text_kind kind, struct slice raw, uint8_t *buffer, size_t room, bool *cut);

/* The path of a raw target, and what comes after its first `?` (empty when there is none). Of an absolute URI
 * scheme and host are left out; a target that is neither (`*`, host:port) is a path. */
struct slice text_path(struct slice target);
struct slice text_query(struct slice target);
