/* SPDX-License-Identifier: BSD-2-Clause */
/* notes.c - the request lines of acts, from the request to its response: the latest few, cut and printable. */
#include "listen/speech.h"

#include <stdlib.h>

enum { NOTES = 1024, NOTE_MOST = 200 };

struct note {
	uint64_t key;
	uint32_t number;
	char line[NOTE_MOST];
};

struct notes {
	uint32_t next;
	struct note note[NOTES];
};

struct notes *notes_create(void)
{
	return calloc(1, sizeof(struct notes));
}

void notes_destroy(struct notes *notes)
{
	free(notes);
}

/* Printable ASCII as it is, but for the backslash; anything else as \xNN. */
static void print(char text[NOTE_MOST], struct slice line)
{
	static const char digits[] = "0123456789abcdef";
	size_t at = 0;

	for (size_t i = 0; i < line.size && at + 5 < NOTE_MOST; i++) {
		uint8_t c = line.data[i];

		if (c >= ' ' && c <= '~' && c != '\\') {
			text[at++] = (char)c;
			continue;
		}
		memcpy(text + at, "\\x", 2);
		text[at + 2] = digits[c >> 4];
		text[at + 3] = digits[c & 15];
		at += 4;
	}
	text[at] = '\0';
}

void notes_keep(struct notes *notes, uint64_t key, uint32_t number, struct slice line)
{
	struct note *note = &notes->note[notes->next++ % NOTES];

	note->key = key;
	note->number = number;
	print(note->line, line);
}

const char *notes_find(const struct notes *notes, uint64_t key, uint32_t number)
{
	for (uint32_t i = 0; i < NOTES; i++)
		if (notes->note[i].key == key && notes->note[i].number == number)
			return notes->note[i].line;
	return NULL;
}
