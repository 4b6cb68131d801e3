/* SPDX-License-Identifier: BSD-2-Clause */
/* pen.h - text for people, on a terminal or in a mail: ink, blanks, and lines that end between words. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum pen_style { PEN_PLAIN, PEN_STRONG, PEN_QUIET, PEN_ACCENT, PEN_WARNING };

struct pen {
	FILE *out;
	unsigned columns; /* of the page */
	bool colour;
};

/* Columns of the terminal at this file descriptor, within what a page can be; 80 when it is none. */
unsigned pen_columns(int fd);

void pen_ink(const struct pen *pen, enum pen_style style, const char *text);
void pen_space(const struct pen *pen, size_t count);
/* The text and blanks to so many columns, at its right or left. */
void pen_left(const struct pen *pen, enum pen_style style, const char *text, size_t columns);
void pen_right(const struct pen *pen, enum pen_style style, const char *text, size_t columns);
/* The text from column `indent` on, where the pen is; further lines likewise. The last one is ended. */
void pen_wrap(const struct pen *pen, enum pen_style style, const char *text, size_t indent);
/* The same from the left edge. */
void pen_paragraph(const struct pen *pen, enum pen_style style, const char *text, size_t indent);
