/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/pen.h"

#include "base/letters.h"

#include <string.h>
#include <sys/ioctl.h>

unsigned pen_columns(int fd)
{
	enum { USUAL = 80, LEAST = 40, MOST = 200 };
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return USUAL;
	return size.ws_col < LEAST ? LEAST : size.ws_col > MOST ? MOST : size.ws_col;
}

static const char *code_of(const struct pen *pen, enum pen_style style)
{
	static const char *const codes[] = { "", "\033[1m", "\033[2m", "\033[36m", "\033[33m" };

	return pen->colour ? codes[style] : "";
}

static void ink(const struct pen *pen, enum pen_style style, const char *text, size_t bytes)
{
	const char *code = bytes ? code_of(pen, style) : "";

	fprintf(pen->out, "%s%.*s%s", code, (int)bytes, text, *code ? "\033[0m" : "");
}

void pen_ink(const struct pen *pen, enum pen_style style, const char *text)
{
	ink(pen, style, text, strlen(text));
}

void pen_space(const struct pen *pen, size_t count)
{
	fprintf(pen->out, "%*s", (int)count, "");
}

static size_t missing(const char *text, size_t columns)
{
	size_t width = letters_width(text);

	return columns > width ? columns - width : 0;
}

void pen_left(const struct pen *pen, enum pen_style style, const char *text, size_t columns)
{
	pen_ink(pen, style, text);
	pen_space(pen, missing(text, columns));
}

void pen_right(const struct pen *pen, enum pen_style style, const char *text, size_t columns)
{
	pen_space(pen, missing(text, columns));
	pen_ink(pen, style, text);
}

void pen_wrap(const struct pen *pen, enum pen_style style, const char *text, size_t indent)
{
	for (bool first = true; *text || first; first = false) {
		size_t length = letters_line(text, pen->columns > indent ? pen->columns - indent : 1);

		pen_space(pen, first ? 0 : indent);
		ink(pen, style, text, length);
		fputc('\n', pen->out);
		text += length + (text[length] == ' ');
	}
}

void pen_paragraph(const struct pen *pen, enum pen_style style, const char *text, size_t indent)
{
	pen_space(pen, indent);
	pen_wrap(pen, style, text, indent);
}
