/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * error.h - what went wrong, in words for a person.
 *
 * Functions return 0, or a negative errno that is passed up as it came; a positive value is an
 * outcome that the function's own header names. Where a person will read about it, the function
 * takes a struct ronda_error too and writes one whole sentence: what failed, on what, why, and
 * what to do.
 */
#pragma once

#define RONDA_ERROR_TEXT 512 /* bytes with the final NUL; a longer text is cut */

struct ronda_error {
	char text[RONDA_ERROR_TEXT];
};

/* Writes the sentence (NULL error: writes nothing) and returns `code`, so that a caller can say
 * `return ronda_fail(error, -EINVAL, "...")`. */
int ronda_fail(struct ronda_error *error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
