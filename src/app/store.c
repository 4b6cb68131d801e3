/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda store: care for the file that holds the past. */
#include "app/ask.h"
#include "app/command.h"
#include "app/pseudonym.h"
#include "base/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 86400 };

static const char *const grains[] = { "minutes", "hours", "days" };

static void print_bytes(const char *name, uint64_t bytes)
{
	printf("  %-14s%.1f MiB\n", name, (double)bytes / (1 << 20));
}

static int info(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	struct store_info info;
	char first[ASKING_TEXT], last[ASKING_TEXT], number[WORDS_TEXT];

	(void)options;
	if (store_info(asking->store, &info, error) < 0)
		return STATUS_CANNOT;
	printf("  %-14s%d\n", "schema", info.schema);
	print_bytes("file", info.file_bytes);
	print_bytes("of it free", info.free_bytes);
	print_bytes("at most", info.size_most_bytes);
	if (info.last_ns)
		printf("  %-14s%s to %s\n", "periods from", asking_minute(asking, info.first_ns, first),
			asking_minute(asking, info.last_ns, last));
	printf("  %-14s%s of %" PRIu64 " sensors\n", "periods", words_number(WORDS_EN, info.periods, number), info.sensors);
	printf("  %-14s%s rows\n", "sources", words_number(WORDS_EN, info.sources, number));
	printf("  %-14s%" PRIu64 "\n", "reviews", info.reviews);
	printf("  %-14s%" PRIu64 "\n", "notes", info.notes);
	for (int i = 0; i < 3; i++)
		printf("  %-14skept for %" PRIu64 " days%s%s\n", grains[i], info.keep_seconds[i] / DAY,
			info.kept_from_ns[i] ? ", there from " : "",
			info.kept_from_ns[i] ? asking_minute(asking, info.kept_from_ns[i], first) : "");
	printf("  %-14sbegin at midnight, UTC%+.4g\n", "its days", (double)info.day_offset_seconds / 3600);
	return STATUS_DONE;
}

static void print_fault(void *context, const char *text)
{
	(void)context;
	printf("fault: %s\n", text);
}

static int check(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	int found = store_check(asking->store, print_fault, NULL, error);

	(void)options;
	if (found < 0)
		return STATUS_CANNOT;
	if (!found) {
		printf("sound: the file is whole, and its sums agree\n");
		return STATUS_DONE;
	}
	printf("Keep a copy of the file. What it holds can be had again from the summaries or captures it was made of:\n"
		"ronda merge --store NEW FILES..., ronda count --store NEW FILES...\n");
	return STATUS_PARTLY;
}

static int compact(struct asking *asking, const struct options *options, struct ronda_error *error)
{
	struct store_info before, after;

	(void)options;
	if (store_info(asking->store, &before, error) < 0 || store_compact(asking->store, error) < 0 ||
	    store_info(asking->store, &after, error) < 0)
		return STATUS_CANNOT;
	printf("%.1f MiB, before %.1f MiB\n", (double)after.file_bytes / (1 << 20), (double)before.file_bytes / (1 << 20));
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
	fprintf(stderr, "ronda: %" PRIu64 " %s\n", exported.count, exported.count == 1 ? "summary" : "summaries");
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
