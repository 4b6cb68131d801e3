/* SPDX-License-Identifier: BSD-2-Clause */
#include <ronda/error.h>

#include <stdarg.h>
#include <stdio.h>

int ronda_fail(struct ronda_error *error, int code, const char *format, ...)
{
	va_list args;

	if (!error)
		return code;
	va_start(args, format);
	vsnprintf(error->text, sizeof error->text, format, args);
	va_end(args);
	return code;
}
