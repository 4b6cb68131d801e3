/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/command.h"

#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
	&count_command, &run_command, &top_command, &explain_command, &merge_command, &interfaces_command,
	&check_command, &report_command, &lookup_command, &block_command, &note_command, &store_command,
};

enum { COMMANDS = sizeof commands / sizeof *commands };

#define HELP_STATUS(NAME, value, meaning) printf("  %d  %s\n", value, meaning);

void complain(const struct ronda_error *error)
{
	fprintf(stderr, "ronda: %s\n", error->text);
}

static void help(void)
{
	printf("ronda counts attack attempts in network traffic, and says where they came from.\n\n");
	for (int i = 0; i < COMMANDS; i++)
		printf("  ronda %-10s %-20s %s\n", commands[i]->name, commands[i]->arguments, commands[i]->summary);
	printf("\n  ronda COMMAND --help      its options\n"
	       "  ronda --version           version and definition\n\nExit status\n");
	EXIT_STATUSES(HELP_STATUS)
}

static void help_with(const struct command *command)
{
	printf("ronda %s%s%s%s\n%s\n", command->name, command->mask & FOR_INTERFACES ? "" : " [options]",
		*command->arguments ? " " : "", command->arguments, command->summary);
	options_help(command->mask);
}

static const struct command *find(const char *name)
{
	for (int i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct options options;
	struct ronda_error error;
	int status = STATUS_DONE, read = options_read(&options, command->mask, argc, argv, &error);

	if (read < 0) {
		complain(&error);
		status = STATUS_USAGE;
	} else if (read > 0) {
		help_with(command);
	} else {
		status = command->run(&options);
	}
	options_finish(&options);
	return status;
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

int main(int argc, char **argv)
{
	if (argc < 2 || is_one_of(argv[1], "--help", "-h", "help")) {
		help();
		return argc < 2 ? STATUS_USAGE : STATUS_DONE;
	}
	if (is_one_of(argv[1], "--version", "-V", "version")) {
		printf("ronda %s, definition %s\n", RONDA_VERSION, RONDA_DEFINITION);
		return STATUS_DONE;
	}

	const struct command *command = find(argv[1]);

	if (command)
		return run(command, argc - 1, argv + 1);
	fprintf(stderr, "ronda: there is no command \"%s\"; see: ronda --help\n", argv[1]);
	return STATUS_USAGE;
}
