/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda lookup: what the store knows of an address, a network or a country, by day. */
#include "app/ask.h"
#include "app/command.h"
#include "base/letters.h"
#include "base/words.h"

#include <jansson.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static json_t *source_json(const struct ronda_source *source)
{
	const struct ronda_prefix prefix = { source->addr, source->prefix_bits };
	char addr[RONDA_ADDR_TEXT], country[8];
	json_t *object = json_pack("{ss ss ss sb sI sI sI sI so so}", "address", ronda_prefix_format(&prefix, addr), "country",
		ronda_country_format(source->country, country), "origin", ronda_origin_name(source->origin), "verified",
		source->verified, "attempts", (json_int_t)source->attempts, "attempts_error", (json_int_t)source->attempts_error,
		"targets", (json_int_t)source->targets, "ports", (json_int_t)source->ports, "first_seen",
		stamp(source->first_seen_ns), "last_seen", stamp(source->last_seen_ns));

	put_classes(object, source->by_class);
	return object;
}

static int print_json(const char *subject, const struct store_sighting *sighting)
{
	json_t *days = json_array(), *sources = json_array();
	json_t *whole = json_pack("{ss ss sI sI sI so so}", "schema", "ronda.lookup/1", "subject", subject, "attempts",
		(json_int_t)sighting->attempts, "unlisted_most", (json_int_t)sighting->unlisted_most, "sources_all",
		(json_int_t)sighting->sources_all, "days", days, "sources", sources);
	int failed;

	for (size_t i = 0; i < sighting->days; i++)
		json_array_append_new(days, day_json(&sighting->day[i]));
	for (size_t i = 0; i < sighting->sources; i++)
		json_array_append_new(sources, source_json(&sighting->source[i]));
	failed = !whole || json_dumpf(whole, stdout, JSON_INDENT(2)) < 0;
	putchar('\n');
	json_decref(whole);
	return failed ? STATUS_PARTLY : STATUS_DONE;
}

/* "3 login, 12 probe" */
static const char *classes(const uint64_t *by_class, char *text, size_t size)
{
	size_t length = 0;

	text[0] = '\0';
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		if (by_class[class] && length < size)
			length += (size_t)snprintf(text + length, size - length, "%s%s %" PRIu64, length ? ", " : "",
				ronda_class_name(class), by_class[class]);
	return text;
}

static void print_days(const struct asking *asking, const struct store_sighting *sighting)
{
	char day[ASKING_TEXT], number[WORDS_TEXT], text[160], sensor[17];

	printf("\n  %-10s  %-16s  %12s  %7s  %s\n", "day", "sensor", "attempts", "sources", "of these, by listed sources");
	for (size_t i = 0; i < sighting->days; i++) {
		const struct store_day *of = &sighting->day[i];

		letters_copy(sensor, sizeof sensor, of->sensor); /* a summary of others may bring any name */
		printf("  %-10s  %-16s  %11s%s  %7" PRIu64 "  %s\n", asking_day(asking, of->start_ns, day), sensor,
			words_number(WORDS_EN, of->attempts, number), of->attempts_error ? "+" : " ", of->sources,
			classes(of->by_class, text, sizeof text));
	}
}

static void print_sources(const struct asking *asking, const struct store_sighting *sighting)
{
	char addr[RONDA_ADDR_TEXT], country[8], first[ASKING_TEXT], last[ASKING_TEXT], number[WORDS_TEXT], text[160];

	printf("\n  %-39s  %-7s  %12s  %-16s  %-16s  %-6s  %s\n", "source", "country", "attempts", "first", "last", "proven", "what");
	for (size_t i = 0; i < sighting->sources; i++) {
		const struct ronda_source *source = &sighting->source[i];
		const struct ronda_prefix prefix = { source->addr, source->prefix_bits };

		printf("  %-39s  %-7s  %11s%s  %-16s  %-16s  %-6s  %s\n", ronda_prefix_format(&prefix, addr),
			ronda_country_format(source->country, country), words_number(WORDS_EN, source->attempts, number),
			source->attempts_error ? "+" : " ", asking_minute(asking, source->first_seen_ns, first),
			asking_minute(asking, source->last_seen_ns, last), source->verified ? "yes" : "no",
			classes(source->by_class, text, sizeof text));
	}
	if (sighting->sources_all > sighting->sources)
		printf("  %zu of %" PRIu64 " sources shown\n", sighting->sources, sighting->sources_all);
}

static void print_text(const struct asking *asking, const char *subject, const struct store_sighting *sighting)
{
	char number[WORDS_TEXT], most[WORDS_TEXT];
	bool bounds = false;

	printf("%s: %s attempts", subject, words_number(WORDS_EN, sighting->attempts, number));
	if (sighting->unlisted_most)
		printf(" listed; %s more at most, on days whose list was full", words_number(WORDS_EN, sighting->unlisted_most, most));
	putchar('\n');
	if (!sighting->days) {
		printf("  The store lists no attempt of it in this time. It keeps the %d busiest sources of each day and sensor.\n",
			STORE_SOURCES_OF_DAY);
		return;
	}
	print_days(asking, sighting);
	print_sources(asking, sighting);
	for (size_t i = 0; i < sighting->days; i++)
		bounds |= sighting->day[i].attempts_error > 0;
	for (size_t i = 0; i < sighting->sources; i++)
		bounds |= sighting->source[i].attempts_error > 0;
	if (bounds)
		printf("\n  +  at least this many: a day lists a bounded number of sources\n");
	if (sighting->sources && !sighting->source[0].verified)
		printf("\n  An address that is not proven may have been forged by somebody else.\n");
}

static int lookup(const struct options *options)
{
	struct store_lookup what;
	struct store_sighting *sighting = NULL;
	struct ronda_error error;
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
	status = asking_open(&asking, options, STORE_READ);
	if (status != STATUS_DONE)
		return status;
	if (store_look(asking.store, &asking.query, &what, &sighting, &error) < 0) {
		complain(&error);
		status = STATUS_CANNOT;
	} else if (options->format == FORMAT_JSON) {
		status = print_json(options->argument[0], sighting);
	} else {
		print_text(&asking, options->argument[0], sighting);
	}
	if (status == STATUS_DONE && (fflush(stdout) != 0 || ferror(stdout)))
		status = STATUS_PARTLY;
	store_sighting_destroy(sighting);
	asking_close(&asking);
	return status;
}

const struct command lookup_command = {
	"lookup", "ADDRESS|CIDR|CC", "what a store knows of a source, by day", FOR_LOOKUP, lookup,
};
