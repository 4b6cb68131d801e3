/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/picture.h"

#include <stdlib.h>
#include <string.h>

struct block {
	struct block *next;
	max_align_t bytes[];
};

void picture_init(struct picture *picture, const struct stamp_zone *zone)
{
	*picture = (struct picture){ .zone = zone, .zone_name = "" };
}

void picture_finish(struct picture *picture)
{
	for (struct block *block = picture->blocks, *next; block; block = next) {
		next = block->next;
		free(block);
	}
	picture->blocks = NULL;
}

void *picture_room(struct picture *picture, size_t size)
{
	struct block *block = calloc(1, sizeof *block + size);

	if (!block) {
		picture->failed = true;
		return NULL;
	}
	block->next = picture->blocks;
	picture->blocks = block;
	return block->bytes;
}

const char *picture_text(struct picture *picture, const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;
	char *copy = size ? picture_room(picture, size) : NULL;

	return copy ? memcpy(copy, text, size) : "";
}

struct section *picture_section(struct picture *picture, const char *key, enum words_message head)
{
	struct section *section = &picture->spare;

	if (picture->sections < SECTIONS_MOST)
		section = &picture->section[picture->sections++];
	*section = (struct section){ .key = key, .head = head };
	return section;
}

void section_columns(struct section *section, const struct column *columns, size_t count)
{
	memcpy(section->column, columns, count * sizeof *columns);
	section->columns = count;
}

struct cell *section_row(struct picture *picture, struct section *section)
{
	static _Thread_local struct cell spare[COLUMNS_MOST];

	if (section->rows == section->room) {
		size_t room = section->room ? 2 * section->room : 16;
		struct cell *cells = picture_room(picture, room * section->columns * sizeof *cells);

		if (!cells)
			return spare;
		if (section->rows)
			memcpy(cells, section->cell, section->rows * section->columns * sizeof *cells);
		section->cell = cells;
		section->room = room;
	}
	return &section->cell[section->rows++ * section->columns];
}

void section_line(struct section *section, const struct line *line)
{
	if (section->lines < LINES_MOST)
		section->line[section->lines++] = *line;
}

void picture_figure(struct picture *picture, const char *key, enum words_message label, struct cell cell)
{
	if (picture->figures < FIGURES_MOST)
		picture->figure[picture->figures++] = (struct figure){ key, label, cell };
}
