/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda note: what the office knows of an incident, in its own words, kept beside the counts. */
#include "app/ask.h"
#include "app/command.h"
#include "base/letters.h"

#include <jansson.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NOTE_BYTES = 2000, KIND_BYTES = 60 };

/* The words after `add`, with a space between. */
static char *join_words(const struct options *options)
{
	size_t bytes = 1;
	char *text;

	for (int i = 1; i < options->arguments; i++)
		bytes += strlen(options->argument[i]) + 1;
	text = calloc(1, bytes);
	for (int i = 1; text && i < options->arguments; i++) {
		if (i > 1)
			strcat(text, " ");
		strcat(text, options->argument[i]);
	}
	return text;
}

static void tell(const struct asking *asking, enum words_message message, int64_t id)
{
	char number[24], line[80];

	snprintf(number, sizeof number, "%" PRId64, id);
	puts(WORDS_FILL(asking->lang, message, line, number));
}

static int add(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	char *text = join_words(options);
	struct store_note note = {
		.start_ns = options->from || options->last ? asking->query.from_ns : (uint64_t)time(NULL) * STAMP_SECOND_NS,
		.site = (char *)options->only_site, .kind = (char *)(options->kind ? options->kind : "incident"), .text = text,
	};
	int64_t id;
	int status = STATUS_USAGE;

	note.end_ns = asking->query.to_ns ? asking->query.to_ns : note.start_ns;
	if (!text || !*text)
		ronda_fail(error, 0, "note add needs a text: ronda note add --from '2022-09-01 21:00' --site www.example.go.id "
			"\"front page replaced\"");
	else if (strlen(text) > NOTE_BYTES || strlen(note.kind) > KIND_BYTES)
		ronda_fail(error, 0, "a note has at most %d bytes, its kind %d", NOTE_BYTES, KIND_BYTES);
	else if (store_note_add(asking->store, &note, &id, error) < 0)
		status = STATUS_CANNOT;
	else
		status = STATUS_DONE;
	if (status == STATUS_DONE)
		tell(asking, WORDS_A_NOTE_ADDED, id);
	free(text);
	return status;
}

static int remove_note(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	char *end = NULL;
	long long id = options->arguments == 2 ? strtoll(options->argument[1], &end, 10) : 0;
	int failed;

	if (id < 1 || *end) {
		ronda_fail(error, 0, "note remove needs the number of a note; see: ronda note list");
		return STATUS_USAGE;
	}
	failed = store_note_remove(asking->store, id, error);
	if (!failed)
		tell(asking, WORDS_A_NOTE_REMOVED, id);
	return failed == -ENOENT ? STATUS_USAGE : failed ? STATUS_CANNOT : STATUS_DONE;
}

static void print_json(const struct store_result *result)
{
	json_t *array = json_array();
	char start[STAMP_TEXT], end[STAMP_TEXT];

	for (size_t i = 0; i < result->notes_count; i++) {
		const struct store_note *note = &result->notes[i];

		json_array_append_new(array, json_pack("{sI ss ss ss? ss ss}", "id", (json_int_t)note->id, "start",
			stamp_format(note->start_ns, start), "end", stamp_format(note->end_ns, end), "site", note->site, "kind",
			note->kind, "text", note->text));
	}
	json_dumpf(array, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(array);
}

/* What somebody typed, or a file brought, goes to a terminal: without its control characters. */
static void print_clean(const char *text)
{
	char clean[NOTE_BYTES + 1];

	letters_copy(clean, sizeof clean, text);
	fputs(clean, stdout);
}

static void print_text(const struct asking *asking, const struct store_result *result)
{
	char start[ASKING_TEXT], end[ASKING_TEXT], span[3 * ASKING_TEXT];

	for (size_t i = 0; i < result->notes_count; i++) {
		const struct store_note *note = &result->notes[i];

		asking_minute(asking, note->start_ns, start);
		asking_minute(asking, note->end_ns, end);
		printf("%4lld  %s  ", (long long)note->id, note->end_ns == note->start_ns ? start :
			WORDS_FILL(asking->lang, WORDS_A_FROM_TO, span, start, end));
		print_clean(note->kind);
		if (note->site) {
			printf(", ");
			print_clean(note->site);
		}
		printf(": ");
		print_clean(note->text);
		putchar('\n');
	}
	if (!result->notes_count)
		puts(words(asking->lang, WORDS_A_NOTES_NONE));
}

static int list(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	struct store_result *result;

	if (store_notes(asking->store, &asking->query, &result, error) < 0)
		return STATUS_CANNOT;
	if (options->format == FORMAT_JSON)
		print_json(result);
	else
		print_text(asking, result);
	store_result_destroy(result);
	return STATUS_DONE;
}

static int note(const struct options *options)
{
	static const struct verb {
		const char *name;
		enum store_mode mode;
		int (*run)(struct asking *, const struct options *, struct ronda_error *);
	} verbs[] = { { "add", STORE_WRITE, add }, { "list", STORE_READ, list }, { "remove", STORE_WRITE, remove_note } };
	const char *asked = options->arguments ? options->argument[0] : "list";
	struct ronda_error error;
	struct asking asking;
	int status;

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, asked) != 0)
			continue;
		status = asking_open(&asking, options, verbs[i].mode);
		if (status != STATUS_DONE)
			return status;
		status = verbs[i].run(&asking, options, &error);
		if (status != STATUS_DONE)
			complain(&error);
		asking_close(&asking);
		return status;
	}
	fprintf(stderr, "ronda: note \"%s\" is unknown; add, list or remove was expected\n", asked);
	return STATUS_USAGE;
}

const struct command note_command = {
	"note", "add|list|remove", "incidents that the office confirmed, in its own words", FOR_NOTE, note,
};
