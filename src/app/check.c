/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda check: are the rules sound? And which of them does a request match? */
#include "app/command.h"
#include "app/rulebook.h"

#include "detect/rule_request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally {
	const char *kind;
	size_t rules;
};

static int by_kind(const void *a, const void *b)
{
	return strcmp(((const struct tally *)a)->kind, ((const struct tally *)b)->kind);
}

static void count_kind(struct tally *tallies, size_t *kinds, const char *kind)
{
	size_t i = 0;

	while (i < *kinds && strcmp(tallies[i].kind, kind) != 0)
		i++;
	if (i == *kinds)
		tallies[(*kinds)++] = (struct tally){ .kind = kind };
	tallies[i].rules++;
}

static void print_tally(const struct rules *rules)
{
	static struct tally tallies[RULES_MOST];
	size_t kinds = 0, on = 0;

	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_rule(rules, i);

		if (rule->off)
			continue;
		count_kind(tallies, &kinds, rule->kind);
		on++;
	}
	qsort(tallies, kinds, sizeof *tallies, by_kind);
	printf("%zu rules are sound", on);
	if (on < rules_count(rules))
		printf(", %zu more are switched off", rules_count(rules) - on);
	printf("; %s looks for them\n\n", rules_engine());
	for (size_t i = 0; i < kinds; i++)
		printf("  %-20s %4zu\n", tallies[i].kind, tallies[i].rules);
}

struct trial {
	const struct rules *rules;
	struct rules_scratch *scratch;
	struct rule_hits hits;
	bool is_request;
};

static void try_request(void *context, const struct http_request *request)
{
	struct trial *trial = context;

	if (!trial->is_request)
		rules_match_request(trial->rules, trial->scratch, request, &trial->hits);
	trial->is_request = true;
}

static void no_response(void *context, const struct http_response *response)
{
	(void)context;
	(void)response;
}

static void no_answer(void *context, const struct http_answer *answer)
{
	(void)context;
	(void)answer;
}

/* As a client would send it: a version, unless it has one; and a body, if there is one, told as such. */
static size_t complete(char *text, size_t room, const char *request)
{
	bool has_version = strstr(request, " HTTP/1.") != NULL;
	int size = snprintf(text, room, has_version ? "%s\r\n\r\n" : "%s HTTP/1.1\r\n\r\n", request);

	return (size_t)size < room ? (size_t)size : room - 1;
}

static void print_rules(const struct trial *trial)
{
	size_t found = rules_next(trial->rules, &trial->hits, 0, 0);

	if (found == rules_count(trial->rules))
		printf("  no rule\n");
	while (found < rules_count(trial->rules)) {
		const struct rule *rule = rules_rule(trial->rules, found);

		printf("  %s  %s  (%s:%u)\n    %s\n", rule->kind, rule->name, rule->source, rule->line,
			rule->means);
		found = rules_next(trial->rules, &trial->hits, 0, found + 1);
	}
}

static int check_request(struct trial *trial, const char *request)
{
	static char text[TALK_VIEW_MOST];
	const struct http_ear ear = { trial, try_request, no_response, no_answer, NULL };
	struct talk_view view = { (const uint8_t *)text, complete(text, sizeof text, request), true };
	struct http http = { 0 };

	trial->hits = (struct rule_hits){ 0 };
	trial->is_request = false;
	if (strchr(request, ' '))
		http_read(&http, TALK_CLIENT, &view, &ear);
	if (!trial->is_request) {
		fprintf(stderr,
			"ronda: \"%.200s\" is no request; a method and a target were expected, such as: GET /x?id=1\n",
			request);
		return STATUS_PARTLY;
	}
	printf("%s\n", request);
	print_rules(trial);
	return STATUS_DONE;
}

/* One request a line. */
static int check_stdin(struct trial *trial)
{
	char *line = NULL;
	size_t room = 0;
	int status = STATUS_DONE;

	for (ssize_t size; (size = getline(&line, &room, stdin)) >= 0;) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && check_request(trial, line) != STATUS_DONE)
			status = STATUS_PARTLY;
	}
	if (ferror(stdin)) {
		fprintf(stderr, "ronda: cannot read standard input: %s\n", strerror(errno));
		status = STATUS_PARTLY;
	}
	free(line);
	return status;
}

static int check_requests(const struct rules *rules, const char *request)
{
	struct trial trial = { .rules = rules, .scratch = rules_scratch_create(rules) };
	int status;

	if (!trial.scratch) {
		fprintf(stderr, "ronda: memory is short: the rules cannot be tried\n");
		return STATUS_CANNOT;
	}
	status = strcmp(request, "-") == 0 ? check_stdin(&trial) : check_request(&trial, request);
	rules_scratch_destroy(trial.scratch);
	return status;
}

static int check(const struct options *options)
{
	struct rules *rules;
	int status = rulebook_open(&rules, options->argument, options->arguments);

	if (status == STATUS_DONE && options->request)
		status = check_requests(rules, options->request);
	else if (status == STATUS_DONE)
		print_tally(rules);
	rules_destroy(rules);
	return status;
}

const struct command check_command = {
	"check", "[FILE...]", "say whether rules are sound, and which of them a request matches", FOR_CHECK,
		check,
};
