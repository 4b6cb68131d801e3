/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda lookup: what the store knows of an address, a network or a country, by day. */
#include "app/ask.h"
#include "app/command.h"
#include "app/networks.h"
#include "base/letters.h"
#include "base/sheet.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_subject(struct store_lookup *what, const char *text, struct ronda_error *error)
{
	struct ronda_error why;
	ronda_country country = ronda_country_parse(text);

	*what = (struct store_lookup){ 0 };
	if (country || strcmp(text, "local") == 0 || strcmp(text, "unknown") == 0) {
		if (country)
			ronda_country_format(country, what->country);
		else
			snprintf(what->country, sizeof what->country, "%s", text);
		return STATUS_DONE;
	}
	if (ronda_prefix_parse(&what->prefix, text, &why) == 0) {
		/* An IPv6 source is a /64: an address in it is of that one. */
		if (what->prefix.bits == 128 && !ronda_addr_is_v4(&what->prefix.addr))
			what->prefix = (struct ronda_prefix){ ronda_addr_mask(what->prefix.addr, 64), 64 };
		return STATUS_DONE;
	}
	ronda_fail(error, 0, "\"%.60s\" is neither an address, a network such as 192.0.2.0/24, nor a country such as ID", text);
	return STATUS_USAGE;
}

static void put_classes(json_t *object, const uint64_t *by_class)
{
	json_t *classes = json_object();

	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		json_object_set_new(classes, ronda_class_name(class), json_integer((json_int_t)by_class[class]));
	json_object_set_new(object, "by_class", classes);
}

static json_t *stamp(uint64_t ns)
{
	char text[STAMP_TEXT];

	return ns ? json_string(stamp_format(ns, text)) : json_null();
}

static json_t *day_json(const struct store_day *day)
{
	json_t *object = json_pack("{so ss sI sI sI so so sb}", "start", stamp(day->start_ns), "sensor", day->sensor, "attempts",
		(json_int_t)day->attempts, "attempts_error", (json_int_t)day->attempts_error, "sources",
		(json_int_t)day->sources, "first_seen", stamp(day->first_seen_ns), "last_seen", stamp(day->last_seen_ns),
		"verified", day->verified);

	put_classes(object, day->by_class);
	return object;
}

static json_t *source_json(const struct ronda_source *source, const struct network_names *networks)
{
	const struct ronda_prefix prefix = { source->addr, source->prefix_bits };
	char addr[RONDA_ADDR_TEXT], country[8], network[NETWORK_NAME_TEXT];
	json_t *object = json_pack("{ss ss ss sb sI sI sI sI so so}", "address", ronda_prefix_format(&prefix, addr), "country",
		ronda_country_format(source->country, country), "origin", ronda_origin_name(source->origin), "verified",
		source->verified, "attempts", (json_int_t)source->attempts, "attempts_error", (json_int_t)source->attempts_error,
		"targets", (json_int_t)source->targets, "ports", (json_int_t)source->ports, "first_seen",
		stamp(source->first_seen_ns), "last_seen", stamp(source->last_seen_ns));

	put_classes(object, source->by_class);
	if (network_names_find(networks, &source->addr, network))
		json_object_set_new(object, "network", json_string(network));
	return object;
}

static int print_json(const char *subject, const struct store_sighting *sighting, const struct network_names *networks)
{
	json_t *days = json_array(), *sources = json_array();
	json_t *whole = json_pack("{ss ss sI sI sI so so}", "schema", "ronda.lookup/1", "subject", subject, "attempts",
		(json_int_t)sighting->attempts, "unlisted_most", (json_int_t)sighting->unlisted_most, "sources_all",
		(json_int_t)sighting->sources_all, "days", days, "sources", sources);
	int failed;

	for (size_t i = 0; i < sighting->days; i++)
		json_array_append_new(days, day_json(&sighting->day[i]));
	for (size_t i = 0; i < sighting->sources; i++)
		json_array_append_new(sources, source_json(&sighting->source[i], networks));
	failed = !whole || json_dumpf(whole, stdout, JSON_INDENT(2)) < 0;
	putchar('\n');
	json_decref(whole);
	return failed ? STATUS_PARTLY : STATUS_DONE;
}

/* ---- for people ---- */

/* "log-in 3, probe 12" */
static void put_class_counts(const struct asking *asking, struct sheet *sheet, size_t column, const uint64_t *by_class)
{
	char text[320] = "", number[WORDS_TEXT];
	size_t length = 0;

	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		if (by_class[class] && length < sizeof text)
			length += (size_t)snprintf(text + length, sizeof text - length, "%s%s %s", length ? ", " : "",
				words_class(asking->lang, class), words_number(asking->lang, by_class[class], number));
	sheet_put(sheet, column, text);
}

/* With a "+" when it may be more. */
static void put_count(const struct asking *asking, struct sheet *sheet, size_t column, uint64_t count, uint64_t error)
{
	char number[WORDS_TEXT];

	words_number(asking->lang, count, number);
	sheet_put(sheet, column, strcat(number, error ? "+" : ""));
}

static int print_days(const struct asking *asking, const struct pen *pen, const struct store_sighting *sighting)
{
	enum { SENSOR_MOST = 24 };
	const struct sheet_column columns[] = {
		{ .head = words(asking->lang, WORDS_R_COL_DAY) }, { .head = words(asking->lang, WORDS_COLUMN_SENSOR) },
		{ .head = words(asking->lang, WORDS_COLUMN_ATTEMPTS), .right = true },
		{ .head = words(asking->lang, WORDS_COLUMN_SOURCES), .right = true },
		{ .head = words(asking->lang, WORDS_A_COL_CLASSES) },
	};
	struct sheet *sheet = sheet_create(columns, sizeof columns / sizeof *columns, 0);
	char day[ASKING_TEXT], text[4 * SENSOR_MOST + 4];
	int failed;

	for (size_t i = 0; i < sighting->days; i++) {
		const struct store_day *of = &sighting->day[i];

		sheet_row(sheet);
		sheet_put(sheet, 0, asking_day(asking, of->start_ns, day));
		sheet_put(sheet, 1, letters_cut(text, sizeof text, SENSOR_MOST, of->sensor)); /* a summary may bring any name */
		put_count(asking, sheet, 2, of->attempts, of->attempts_error);
		put_count(asking, sheet, 3, of->sources, 0);
		put_class_counts(asking, sheet, 4, of->by_class);
	}
	fputc('\n', pen->out);
	failed = sheet_print(sheet, pen, true);
	sheet_destroy(sheet);
	return failed;
}

static int print_sources(const struct asking *asking, const struct pen *pen, const struct store_sighting *sighting,
	const struct network_names *networks)
{
	const struct sheet_column columns[] = {
		{ .head = words(asking->lang, WORDS_COLUMN_SOURCE) }, { .head = words(asking->lang, WORDS_COLUMN_COUNTRY) },
		{ .head = words(asking->lang, WORDS_COLUMN_ATTEMPTS), .right = true },
		{ .head = words(asking->lang, WORDS_COLUMN_FIRST) }, { .head = words(asking->lang, WORDS_COLUMN_LAST) },
		{ .head = words(asking->lang, WORDS_COLUMN_VERIFIED) }, { .head = words(asking->lang, WORDS_R_COL_WHAT) },
		{ .head = words(asking->lang, WORDS_COLUMN_NETWORK) },
	};
	struct sheet *sheet = sheet_create(columns, sizeof columns / sizeof *columns, 0);
	char addr[RONDA_ADDR_TEXT], country[8], time[ASKING_TEXT], shown[WORDS_TEXT], all[WORDS_TEXT], line[160];
	char network[NETWORK_NAME_TEXT];
	int failed;

	for (size_t i = 0; i < sighting->sources; i++) {
		const struct ronda_source *source = &sighting->source[i];
		const struct ronda_prefix prefix = { source->addr, source->prefix_bits };

		sheet_row(sheet);
		sheet_put(sheet, 0, ronda_prefix_format(&prefix, addr));
		sheet_put(sheet, 1, ronda_country_format(source->country, country));
		put_count(asking, sheet, 2, source->attempts, source->attempts_error);
		sheet_put(sheet, 3, asking_minute(asking, source->first_seen_ns, time));
		sheet_put(sheet, 4, asking_minute(asking, source->last_seen_ns, time));
		sheet_put(sheet, 5, words(asking->lang, source->verified ? WORDS_YES : WORDS_NO));
		put_class_counts(asking, sheet, 6, source->by_class);
		network_names_find(networks, &source->addr, network);
		sheet_put(sheet, 7, network);
	}
	fputc('\n', pen->out);
	failed = sheet_print(sheet, pen, true);
	sheet_destroy(sheet);
	if (sighting->sources_all > sighting->sources) {
		words_number(asking->lang, sighting->sources, shown);
		words_number(asking->lang, sighting->sources_all, all);
		pen_paragraph(pen, PEN_QUIET, WORDS_FILL(asking->lang, WORDS_NOTE_MORE_SOURCES, line, shown, all), 2);
	}
	return failed;
}

static bool has_bounds(const struct store_sighting *sighting)
{
	for (size_t i = 0; i < sighting->days; i++)
		if (sighting->day[i].attempts_error)
			return true;
	for (size_t i = 0; i < sighting->sources; i++)
		if (sighting->source[i].attempts_error)
			return true;
	return false;
}

static void print_answer(const struct asking *asking, const struct pen *pen, const char *subject,
	const struct store_sighting *sighting)
{
	enum words_message message = sighting->unlisted_most ? WORDS_A_LOOKUP_MOST :
		sighting->attempts == 1 ? WORDS_A_LOOKUP_ONE : WORDS_A_LOOKUP;
	char number[WORDS_TEXT], most[WORDS_TEXT], line[320];

	words_number(asking->lang, sighting->attempts, number);
	words_number(asking->lang, sighting->unlisted_most, most);
	pen_paragraph(pen, PEN_STRONG, WORDS_FILL(asking->lang, message, line, subject, number, most), 0);
}

static int print_text(const struct asking *asking, const char *subject, const struct store_sighting *sighting,
	const struct network_names *networks)
{
	const struct pen pen = { stdout, pen_columns(STDOUT_FILENO), isatty(STDOUT_FILENO) && !getenv("NO_COLOR") };
	char number[WORDS_TEXT], line[320];
	int failed;

	print_answer(asking, &pen, subject, sighting);
	if (!sighting->days) {
		words_number(asking->lang, STORE_SOURCES_OF_DAY, number);
		pen_paragraph(&pen, PEN_PLAIN, WORDS_FILL(asking->lang, WORDS_A_LOOKUP_NONE, line, number), 2);
		return STATUS_DONE;
	}
	failed = print_days(asking, &pen, sighting);
	if (!failed && sighting->sources)
		failed = print_sources(asking, &pen, sighting, networks);
	if (has_bounds(sighting)) {
		putchar('\n');
		pen_paragraph(&pen, PEN_QUIET, words(asking->lang, WORDS_A_AT_LEAST), 2);
	}
	if (sighting->sources && !sighting->source[0].verified) {
		putchar('\n');
		pen_paragraph(&pen, PEN_QUIET, words(asking->lang, WORDS_A_UNPROVEN), 2);
	}
	return failed ? STATUS_PARTLY : STATUS_DONE;
}

static int lookup(const struct options *options)
{
	struct store_lookup what;
	struct store_sighting *sighting = NULL;
	struct ronda_error error;
	struct networks networks;
	struct asking asking;
	int status;

	if (options->arguments != 1) {
		fprintf(stderr, "ronda: lookup needs one address, network or country: ronda lookup 192.0.2.1\n");
		return STATUS_USAGE;
	}
	status = read_subject(&what, options->argument[0], &error);
	if (status != STATUS_DONE) {
		complain(&error);
		return status;
	}
	status = networks_open(&networks, options);
	if (status == STATUS_DONE)
		status = asking_open(&asking, options, STORE_READ);
	if (status != STATUS_DONE) {
		networks_close(&networks);
		return status;
	}
	if (asking_check_past(&asking, asking.query.from_ns, &error) < 0) {
		complain(&error);
		status = STATUS_USAGE;
	} else if (store_look(asking.store, &asking.query, &what, &sighting, &error) < 0) {
		complain(&error);
		status = STATUS_CANNOT;
	} else if (options->format == FORMAT_JSON) {
		status = print_json(options->argument[0], sighting, &networks.names);
	} else {
		status = print_text(&asking, options->argument[0], sighting, &networks.names);
	}
	if (status == STATUS_DONE && (fflush(stdout) != 0 || ferror(stdout)))
		status = STATUS_PARTLY;
	store_sighting_destroy(sighting);
	asking_close(&asking);
	networks_close(&networks);
	return status;
}

const struct command lookup_command = {
	"lookup", "ADDRESS|CIDR|CC", "what a store knows of a source, by day", FOR_LOOKUP, lookup,
};
