/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * letters.h - texts from the wire and from files as people may be given them: on a terminal, in a mail, on a page.
 *
 * Shown is a whole character of UTF-8 that neither steers a terminal (control characters, C1 among them), nor hides, nor
 * turns the direction of writing; a '?' stands for any other one, and for a byte that is of none. Columns are a terminal's: a wide
 * character takes two, one that combines with the letter before it none. The process's locale does not matter.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character that `text` begins with, and its code (NULL: not wanted); 0 when it begins with none. */
size_t letters_character(const char *text, uint32_t *code);
/* Bytes of it, if it may be shown; else 0. */
size_t letters_shown(const char *text);

/* Columns of the first `bytes` of a text. */
size_t letters_columns(const char *text, size_t bytes);
/* ... and of all of it. */
size_t letters_width(const char *text);

/* `from` (NULL: "") with what may be shown, cut to whole characters in `size` bytes; returns `text`. */
const char *letters_copy(char *text, size_t size, const char *from);
/* The same, cut to `columns` too; ".." stands for the rest. */
const char *letters_cut(char *text, size_t size, size_t columns, const char *from);

/* Bytes of `text` that fit on a line of so many columns: whole words, one at least. A blank after them ends the line. A word
 * that fits on no line stays beside the one before it. */
size_t letters_line(const char *text, size_t columns);
