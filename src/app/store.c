/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda store: care for the file that holds the past. */
#include "app/ask.h"
#include "app/command.h"
#include "app/pseudonym.h"
#include "base/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY = 86400 };

/* ---- info ---- */

static const char *mib(enum words_lang lang, uint64_t bytes, char text[WORDS_TEXT])
{
	return words_tenths(lang, (bytes * 10 + (1 << 19)) / (1 << 20), text);
}

static void put(struct sheet *sheet, enum words_lang lang, enum words_message label, const char *text)
{
	sheet_row(sheet);
	sheet_put(sheet, 0, words(lang, label));
	sheet_put(sheet, 1, text);
}

static void put_number(struct sheet *sheet, enum words_lang lang, enum words_message label, enum words_message message,
	uint64_t number)
{
	char text[WORDS_TEXT], line[2 * WORDS_TEXT];

	words_number(lang, number, text);
	put(sheet, lang, label, message == WORDS_MESSAGE_COUNT ? text : WORDS_FILL(lang, message, line, text));
}

static void put_bytes(struct sheet *sheet, enum words_lang lang, enum words_message label, uint64_t bytes)
{
	char text[WORDS_TEXT], line[2 * WORDS_TEXT];

	put(sheet, lang, label, WORDS_FILL(lang, WORDS_A_MIB, line, mib(lang, bytes, text)));
}

/* How long each grain is kept, and from when on it is there. */
static void put_grains(const struct asking *asking, struct sheet *sheet, const struct store_info *info)
{
	static const enum words_message labels[] = { WORDS_A_MINUTES, WORDS_A_HOURS, WORDS_A_DAYS };
	char days[WORDS_TEXT], from[ASKING_TEXT], line[200];

	for (int i = 0; i < 3; i++) {
		words_number(asking->lang, info->keep_seconds[i] / DAY, days);
		asking_minute(asking, info->kept_from_ns[i], from);
		put(sheet, asking->lang, labels[i], info->kept_from_ns[i] ?
			WORDS_FILL(asking->lang, WORDS_A_KEPT_FROM, line, days, from) :
			WORDS_FILL(asking->lang, WORDS_A_KEPT, line, days));
	}
}

static void put_periods(const struct asking *asking, struct sheet *sheet, const struct store_info *info)
{
	enum words_lang lang = asking->lang;
	char first[ASKING_TEXT], last[ASKING_TEXT], number[WORDS_TEXT], sensors[WORDS_TEXT], line[3 * WORDS_TEXT];

	asking_minute(asking, info->first_ns, first);
	asking_minute(asking, info->last_ns, last);
	if (info->last_ns)
		put(sheet, lang, WORDS_A_SPAN, WORDS_FILL(lang, WORDS_A_FROM_TO, line, first, last));
	words_number(lang, info->periods, number);
	words_number(lang, info->sensors, sensors);
	put(sheet, lang, WORDS_A_PERIODS, WORDS_FILL(lang, WORDS_A_PERIODS_OF, line, number, sensors));
}

static int info(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	static const struct sheet_column columns[] = { { .head = "" }, { .head = "" } };
	const struct pen pen = { stdout, pen_columns(STDOUT_FILENO), false };
	enum words_lang lang = asking->lang;
	struct store_info info;
	struct sheet *sheet;
	char offset[16], line[80];
	int failed;

	(void)options;
	if (store_info(asking->store, &info, error) < 0)
		return STATUS_CANNOT;
	sheet = sheet_create(columns, 2, 0);
	put_number(sheet, lang, WORDS_A_SCHEMA, WORDS_MESSAGE_COUNT, (uint64_t)info.schema);
	put_bytes(sheet, lang, WORDS_A_FILE, info.file_bytes);
	put_bytes(sheet, lang, WORDS_A_FREE, info.free_bytes);
	put_bytes(sheet, lang, WORDS_A_AT_MOST, info.size_most_bytes);
	put_periods(asking, sheet, &info);
	put_number(sheet, lang, WORDS_A_SOURCES, WORDS_A_ROWS, info.sources);
	put_number(sheet, lang, WORDS_A_REVIEWS, WORDS_MESSAGE_COUNT, info.reviews);
	put_number(sheet, lang, WORDS_A_NOTES, WORDS_MESSAGE_COUNT, info.notes);
	put_grains(asking, sheet, &info);
	snprintf(offset, sizeof offset, "%+.4g", (double)info.day_offset_seconds / 3600);
	put(sheet, lang, WORDS_A_MIDNIGHT, WORDS_FILL(lang, WORDS_A_MIDNIGHT_AT, line, offset));
	failed = sheet_print(sheet, &pen, false);
	sheet_destroy(sheet);
	return failed ? STATUS_PARTLY : STATUS_DONE;
}

/* ---- check, compact, keep ---- */

static void print_fault(void *context, const char *text)
{
	const struct asking *asking = context;
	char line[RONDA_ERROR_TEXT];

	puts(WORDS_FILL(asking->lang, WORDS_A_FAULT, line, text));
}

static int check(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	int found = store_check(asking->store, print_fault, asking, error);

	(void)options;
	if (found < 0)
		return STATUS_CANNOT;
	if (!found) {
		puts(words(asking->lang, WORDS_A_SOUND));
		return STATUS_DONE;
	}
	printf("%s\n  ronda merge --store NEW FILES...\n  ronda count --store NEW FILES...\n", words(asking->lang, WORDS_A_MEND));
	return STATUS_PARTLY;
}

static int compact(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	struct store_info before, after;
	char size[WORDS_TEXT], size_before[WORDS_TEXT], line[3 * WORDS_TEXT];

	(void)options;
	if (store_info(asking->store, &before, error) < 0 || store_compact(asking->store, error) < 0 ||
	    store_info(asking->store, &after, error) < 0)
		return STATUS_CANNOT;
	mib(asking->lang, after.file_bytes, size);
	mib(asking->lang, before.file_bytes, size_before);
	puts(WORDS_FILL(asking->lang, WORDS_A_COMPACTED, line, size, size_before));
	return STATUS_DONE;
}

/* "400d", "10y", "8G"; 0 when it is none. */
static uint64_t read_amount(const char *text, const char *units, const uint64_t *factors)
{
	char *end;
	unsigned long long number = strtoull(text, &end, 10);
	const char *unit = *end ? strchr(units, *end) : NULL;

	if (*text < '1' || *text > '9' || !unit || end[1] || number > 1000000)
		return 0;
	return number * factors[unit - units];
}

static int keep_one(struct asking *asking, const char *text, struct ronda_error *error)
{
	static const char *const names[] = { "minutes=", "hours=", "days=", "size=" };
	static const uint64_t times[] = { 3600, DAY, 7 * DAY, UINT64_C(366) * DAY };
	static const uint64_t sizes[] = { 1 << 20, 1 << 30 };

	for (int i = 0; i < 4; i++) {
		const char *value = text + strlen(names[i]);
		uint64_t amount;

		if (strncmp(text, names[i], strlen(names[i])) != 0)
			continue;
		amount = i < 3 ? read_amount(value, "hdwy", times) : read_amount(value, "MG", sizes);
		if (!amount)
			break;
		return store_keep(asking->store, (enum store_keep)i, amount, error) < 0 ? STATUS_CANNOT : STATUS_DONE;
	}
	ronda_fail(error, 0, "\"%.60s\" is nothing to keep; minutes=7d, hours=400d, days=10y or size=8G, say, was expected", text);
	return STATUS_USAGE;
}

static int keep(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	int status = STATUS_DONE;

	for (int i = 1; i < options->arguments && status == STATUS_DONE; i++)
		if (strchr(options->argument[i], '='))
			status = keep_one(asking, options->argument[i], error);
	return status == STATUS_DONE ? info(asking, options, error) : status;
}

/* ---- export ---- */

struct exported {
	struct pseudonym_key key;
	uint64_t count;
};

static int write_line(void *context, struct ronda_summary *summary)
{
	struct exported *exported = context;
	int failed;

	if (exported->key.bytes)
		pseudonym_apply(&exported->key, summary);
	failed = ronda_summary_write_json(summary, SIZE_MAX, false, stdout);
	putchar('\n');
	exported->count++;
	ronda_summary_destroy(summary);
	return failed < 0 || ferror(stdout) ? 1 : 0;
}

static int export(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	struct exported exported = { 0 };
	char number[WORDS_TEXT], line[2 * WORDS_TEXT];
	int status = options->pseudonym_key ? pseudonym_key_read(&exported.key, options->pseudonym_key) : STATUS_DONE;
	int failed;

	if (status != STATUS_DONE) {
		error->text[0] = '\0'; /* it was told of */
		return status;
	}
	asking->query.now_ns = asking->now_ns;
	failed = store_export(asking->store, &asking->query, write_line, &exported, error);
	pseudonym_key_finish(&exported.key);
	if (failed > 0 || fflush(stdout) != 0) {
		ronda_fail(error, 0, "cannot write to standard output");
		return STATUS_PARTLY;
	}
	words_number(asking->lang, exported.count, number);
	fprintf(stderr, "ronda: %s\n", WORDS_FILL(asking->lang, WORDS_A_EXPORTED, line, number));
	return failed < 0 ? STATUS_CANNOT : STATUS_DONE;
}

static const struct verb {
	const char *name;
	enum store_mode mode;
	int (*run)(struct asking *, const struct options *, struct ronda_error *);
} verbs[] = {
	{ "info", STORE_READ, info }, { "check", STORE_READ, check }, { "compact", STORE_WRITE, compact },
	{ "keep", STORE_WRITE, keep }, { "export", STORE_READ, export },
};

/* The file after the verb; what has a "=" in it is for keep. */
static const char *file_of(const struct options *options)
{
	for (int i = 1; i < options->arguments; i++)
		if (!strchr(options->argument[i], '='))
			return options->argument[i];
	return NULL;
}

static int store(const struct options *given)
{
	struct options options = *given;
	const char *asked = options.arguments ? options.argument[0] : "";
	struct ronda_error error = { "" };
	struct asking asking;
	int status;

	if (file_of(&options))
		options.store = file_of(&options);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, asked) != 0)
			continue;
		status = asking_open(&asking, &options, verbs[i].mode);
		if (status != STATUS_DONE)
			return status;
		status = verbs[i].run(&asking, &options, &error);
		if (status != STATUS_DONE && error.text[0])
			complain(&error);
		asking_close(&asking);
		return status;
	}
	if (options.arguments)
		fprintf(stderr, "ronda: store has no \"%.60s\"; info, check, compact, keep or export was expected\n", asked);
	else
		fprintf(stderr, "ronda: store needs to know what to do: info, check, compact, keep or export\n");
	return STATUS_USAGE;
}

const struct command store_command = {
	"store", "info|check|... FILE", "look at, check, compact or export a store", FOR_STORE, store,
};
