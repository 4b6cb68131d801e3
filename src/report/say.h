/* SPDX-License-Identifier: BSD-2-Clause */
/* say.h - the cells and lines of a picture in a language. Within src/report only. */
#pragma once
#include "report/picture.h"

#include <stdio.h>

enum { SAY_TEXT = 1024 };

struct voice {
	const struct picture *picture;
	enum words_lang lang;
};

/* The cell for people, "" when there is nothing to say; returns `text`. Texts from the wire lose what would turn
 * the direction of writing or steer a terminal, and end in ".." when they are too long. */
const char *say_cell(const struct voice *voice, const struct cell *cell, char text[SAY_TEXT]);
/* A whole sentence, from its capital to its full stop. */
const char *say_line(const struct voice *voice, const struct line *line, char text[SAY_TEXT]);

/* Whether it is a number, which stands to the right. */
bool cell_is_number(enum cell_kind kind);

/* What the rows beyond the `shown` ones add up to: a row of its own, and how many they are (0: none are hidden). */
size_t say_rest(const struct section *section, struct cell rest[COLUMNS_MOST]);
