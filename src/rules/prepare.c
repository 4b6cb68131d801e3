/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prepare OUT.c - compiles the built-in rules while ronda is built, since that takes seconds, and writes them
 * as C. Where the matcher compiles fast enough, there is nothing to write.
 */
#include "rules/builtin.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Stands in for what this program is about to write. */
const struct rules_ready rules_builtin_ready = { 0 };

static void tell(void *context, const struct ronda_error *fault)
{
	(void)context;
	fprintf(stderr, "src/rules/%s\n", fault->text);
}

static void write_bytes(FILE *out, int field, const unsigned char *bytes, size_t size)
{
	fprintf(out, "\nstatic const char saved_%d[] __attribute__((aligned(8))) =", field);
	for (size_t i = 0; i < size; i++) {
		if (i % 64 == 0)
			fprintf(out, i ? "\"\n\t\"" : "\n\t\"");
		fprintf(out, isalnum(bytes[i]) ? "%c" : "\\%03o", bytes[i]);
	}
	fprintf(out, "\";\n");
}

/* Its size; 0 when there is nothing to write. False: it cannot be. */
static bool write_field(FILE *out, int field, size_t *size)
{
	void *bytes;
	int failed = rules_save(&rules_builtin, (enum rule_field)field, &bytes, size, tell, NULL);

	if (*size)
		write_bytes(out, field, bytes, *size);
	free(bytes);
	return !failed || failed == -ENOTSUP;
}

int main(int count, char **words)
{
	size_t size[RULE_FIELD_COUNT];
	FILE *out = count == 2 ? fopen(words[1], "w") : NULL;

	if (!out) {
		perror(count == 2 ? words[1] : "usage: prepare OUT.c");
		return EXIT_FAILURE;
	}
	fprintf(out, "/* Made of src/rules by prepare.c. */\n#include \"rules/builtin.h\"\n");
	for (int field = 0; field < RULE_FIELD_COUNT; field++)
		if (!write_field(out, field, &size[field]))
			return EXIT_FAILURE;
	fprintf(out, "\nconst struct rules_ready rules_builtin_ready = { .saved = {\n");
	for (int field = 0; field < RULE_FIELD_COUNT; field++)
		if (size[field])
			fprintf(out, "\t{ saved_%d, %zu },\n", field, size[field]);
		else
			fprintf(out, "\t{ NULL, 0 },\n");
	fprintf(out, "} };\n");
	return fclose(out) ? EXIT_FAILURE : EXIT_SUCCESS;
}
