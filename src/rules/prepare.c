/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prepare OUT.c - compiles the built-in rules while ronda is built, since that takes seconds, and writes them
 * as C. Where the matcher compiles fast enough, there is nothing to write.
 */
#include "rules/builtin.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* Stands in for what this program is about to write. */
const struct rules_ready rules_builtin_ready = { 0 };

static void tell(void *context, const struct ronda_error *fault)
{
	(void)context;
	fprintf(stderr, "src/rules/%s\n", fault->text);
}

static void write_bytes(FILE *out, unsigned form, int field, const unsigned char *bytes, size_t size)
{
	fprintf(out, "\nstatic const char saved_%u_%d[] __attribute__((aligned(8))) =", form, field);
	for (size_t i = 0; i < size; i++) {
		if (i % 64 == 0)
			fprintf(out, i ? "\"\n\t\"" : "\n\t\"");
		fprintf(out, isalnum(bytes[i]) ? "%c" : "\\%03o", bytes[i]);
	}
	fprintf(out, "\";\n");
}

static void write_table(FILE *out, size_t size[RULES_FORMS][RULE_FIELD_COUNT])
{
	fprintf(out, "\nconst struct rules_ready rules_builtin_ready = { .saved = {\n");
	for (unsigned form = 0; form < RULES_FORMS; form++) {
		fprintf(out, "\t{\n");
		for (int field = 0; field < RULE_FIELD_COUNT; field++)
			if (size[form][field])
				fprintf(out, "\t\t{ saved_%u_%d, %zu },\n", form, field, size[form][field]);
			else
				fprintf(out, "\t\t{ NULL, 0 },\n");
		fprintf(out, "\t},\n");
	}
	fprintf(out, "} };\n");
}

int main(int count, char **words)
{
	static size_t size[RULES_FORMS][RULE_FIELD_COUNT];
	FILE *out = count == 2 ? fopen(words[1], "w") : NULL;

	if (!out) {
		perror(count == 2 ? words[1] : "usage: prepare OUT.c");
		return EXIT_FAILURE;
	}
	fprintf(out, "/* Made of src/rules by prepare.c. */\n#include \"rules/builtin.h\"\n");
	for (unsigned form = 0; form < RULES_FORMS; form++)
		for (int field = 0; field < RULE_FIELD_COUNT; field++) {
			void *bytes;

			if (rules_save(&rules_builtin, (enum rule_field)field, form, &bytes, &size[form][field], tell, NULL) < 0)
				return EXIT_FAILURE;
			if (size[form][field])
				write_bytes(out, form, field, bytes, size[form][field]);
			free(bytes);
		}
	write_table(out, size);
	return fclose(out) ? EXIT_FAILURE : EXIT_SUCCESS;
}
