/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *whole_file(const char *path, size_t *size, struct ronda_error *error)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	*size = 0;
	while (file && !ferror(file) && !feof(file)) {
		if (*size == room) {
			char *more = realloc(text, room = room ? 2 * room : 1 << 16);

			if (!more)
				break;
			text = more;
		}
		*size += fread(text + *size, 1, room - *size, file);
	}
	if (!file || ferror(file) || !feof(file)) {
		ronda_fail(error, -errno, "cannot read \"%s\": %s", path, strerror(errno));
		free(text);
		text = NULL;
	}
	if (file && file != stdin)
		fclose(file);
	return text;
}
