/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/options.h"

#include "app/whole_file.h"
#include "base/host_set.h"
#include "base/letters.h"
#include "base/pen.h"
#include "base/prefix_list.h"
#include "base/stamp.h"
#include "http/gate.h"

#include <ronda/attack.h>

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SECOND UINT64_C(1000000000)
#define MIB ((uint64_t)1 << 20)

enum { SENSOR_BYTES = 63 }; /* as of a host's name; it becomes part of file names */

static char host_name[SENSOR_BYTES + 1];

/* A number and a unit: "60s", "256M"; 0 when it is none. The largest result is `most`. */
static uint64_t number_with_unit(const char *text, const char *units, const uint64_t *factors, uint64_t most)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || errno || !*end || end[1])
		return 0;

	const char *unit = strchr(units, *end);
	uint64_t factor = unit ? factors[unit - units] : 0;

	return factor && number <= most / factor ? number * factor : 0;
}

static uint64_t bytes_of(const char *text)
{
	static const uint64_t factors[] = { 1 << 10, 1 << 20, 1 << 30, 1 << 10, 1 << 20, 1 << 30 };

	return number_with_unit(text, "KMGkmg", factors, UINT64_C(1) << 50);
}

static uint64_t duration_of(const char *text)
{
	static const uint64_t factors[] = { SECOND, 60 * SECOND, 3600 * SECOND };

	return number_with_unit(text, "smh", factors, 24 * 3600 * SECOND);
}

static int add_prefix(struct ronda_prefixes *prefixes, const char *option, const char *text,
	struct ronda_error *error)
{
	struct ronda_error why;
	struct ronda_prefix prefix;

	if (ronda_prefix_parse(&prefix, text, &why) < 0)
		return ronda_fail(error, -EINVAL, "--%s: %s", option, why.text);

	struct ronda_prefix *more = realloc(prefixes->prefix, (prefixes->count + 1) * sizeof *more);

	if (!more)
		return ronda_fail(error, -ENOMEM, "memory is short");
	prefixes->prefix = more;
	prefixes->prefix[prefixes->count++] = prefix;
	return 0;
}

static int set_protect(struct options *options, const char *text, struct ronda_error *error)
{
	return add_prefix(&options->settings.protect, "protect", text, error);
}

static int set_dark(struct options *options, const char *text, struct ronda_error *error)
{
	return add_prefix(&options->settings.dark, "dark", text, error);
}

static int set_monitor(struct options *options, const char *text, struct ronda_error *error)
{
	return add_prefix(&options->settings.monitor, "monitor", text, error);
}

static int set_research(struct options *options, const char *text, struct ronda_error *error)
{
	size_t size;
	char *list = whole_file(text, &size, error);
	int failed = list ? prefix_list_read(&options->settings.research, text, list, size, error) : -EINVAL;

	free(list);
	return failed;
}

static int add_name(struct ronda_names *names, const char *text, struct ronda_error *error)
{
	const char **more = realloc(names->name, (names->count + 1) * sizeof *more);

	if (!more)
		return ronda_fail(error, -ENOMEM, "memory is short");
	names->name = more;
	names->name[names->count++] = text;
	return 0;
}

/* NAME=ADDRESS: the name is what stands before `equals`. */
static int add_named_addr(struct ronda_named_addrs *names, const char *text, const char *equals,
	struct ronda_error *error)
{
	struct ronda_named_addr *more = realloc(names->named, (names->count + 1) * sizeof *more);
	struct ronda_named_addr one = { .name = strndup(text, (size_t)(equals - text)) };
	struct ronda_error why;

	names->named = more ? more : names->named;
	if (!more || !one.name) {
		free((char *)one.name);
		return ronda_fail(error, -ENOMEM, "memory is short");
	}
	names->named[names->count++] = one;
	if (!host_name_is_valid(one.name) || strchr(one.name, '*') ||
		ronda_addr_parse(&names->named[names->count - 1].addr, equals + 1, &why) < 0)
		return ronda_fail(error, -EINVAL, "--site is \"%.100s\"; NAME=ADDRESS was expected, such as "
			"www.example.go.id=192.0.2.1", text);
	return 0;
}

static int set_site(struct options *options, const char *text, struct ronda_error *error)
{
	const char *equals = strchr(text, '=');

	if (equals) {
		struct ronda_named_addrs *names = &options->settings.names;
		int failed = add_named_addr(names, text, equals, error);

		return failed ? failed : add_name(&options->settings.sites, names->named[names->count - 1].name, error);
	}
	if (!host_name_is_valid(text))
		return ronda_fail(error, -EINVAL, "--site is \"%.100s\"; a host name was expected, such as "
			"www.example.go.id, or *.example.go.id for all below it", text);
	return add_name(&options->settings.sites, text, error);
}

static int set_home(struct options *options, const char *text, struct ronda_error *error)
{
	options->settings.home = ronda_country_parse(text);
	return options->settings.home ? 0 : ronda_fail(error, -EINVAL,
		"--home is \"%s\"; a country of two letters was expected, such as ID", text);
}

static int set_geoip(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->geoip = text;
	return 0;
}

static int set_asn(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->asn = text;
	return 0;
}

static int set_places(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->places = text;
	return 0;
}

static int set_rules(struct options *options, const char *text, struct ronda_error *error)
{
	char **more = realloc(options->rules, (size_t)(options->rules_count + 1) * sizeof *more);

	if (!more)
		return ronda_fail(error, -ENOMEM, "memory is short");
	options->rules = more;
	options->rules[options->rules_count++] = (char *)text;
	return 0;
}

static int set_filter(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->filter = text;
	return 0;
}

static int set_format(struct options *options, const char *text, struct ronda_error *error)
{
	if (strcmp(text, "text") != 0 && strcmp(text, "json") != 0)
		return ronda_fail(error, -EINVAL, "--format is \"%s\"; text or json was expected", text);
	options->format = *text == 't' ? FORMAT_TEXT : FORMAT_JSON;
	return 0;
}

static int set_top(struct options *options, const char *text, struct ronda_error *error)
{
	char *end;

	if (strcmp(text, "all") == 0) {
		options->top = SIZE_MAX;
		return 0;
	}
	errno = 0;
	options->top = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno ? 0 : ronda_fail(error, -EINVAL,
		"--top is \"%s\"; a number or all was expected", text);
}

static int set_language(struct options *options, const char *text, struct ronda_error *error)
{
	if (strcmp(text, "en") != 0 && strcmp(text, "id") != 0)
		return ronda_fail(error, -EINVAL, "--lang is \"%s\"; en or id was expected", text);
	options->language = text;
	return 0;
}

static int set_zone(struct options *options, const char *text, struct ronda_error *error)
{
	struct ronda_error why;
	struct stamp_zone *zone = stamp_zone_create(text, &why);

	if (!zone)
		return ronda_fail(error, -EINVAL, "--tz: %s", why.text);
	stamp_zone_destroy(zone);
	options->zone = text;
	return 0;
}

static int set_sensor(struct options *options, const char *text, struct ronda_error *error)
{
	size_t length = strlen(text), at = 0;

	while (text[at] && text[at] != '/' && letters_shown(text + at))
		at += letters_shown(text + at);
	if (!length || length > SENSOR_BYTES || text[at] || *text == '.' || *text == '-')
		return ronda_fail(error, -EINVAL, "--sensor is \"%.80s\"; a name of 1 to %d bytes was expected, without \"/\" and "
			"control characters, nor \".\" or \"-\" first", letters_copy((char[96]){ 0 }, 96, text), SENSOR_BYTES);
	options->settings.sensor = text;
	options->named = true;
	return 0;
}

static int set_memory(struct options *options, const char *text, struct ronda_error *error)
{
	options->settings.memory_bytes = bytes_of(text);
	return options->settings.memory_bytes >= RONDA_MEMORY_LEAST ? 0 : ronda_fail(error, -EINVAL,
		"--memory is \"%s\"; a size from %lluM was expected, such as 256M or 2G", text,
		(unsigned long long)(RONDA_MEMORY_LEAST / MIB));
}

static int set_threshold(struct options *options, const char *text, struct ronda_error *error)
{
	struct ronda_error why;

	return ronda_threshold_set(&options->settings.thresholds, text, &why) < 0 ?
		ronda_fail(error, -EINVAL, "--set: %s", why.text) : 0;
}

static int set_interface(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->interface = text;
	return 0;
}

static int set_every(struct options *options, const char *text, struct ronda_error *error)
{
	options->every_ns = duration_of(text);
	return options->every_ns ? 0 : ronda_fail(error, -EINVAL,
		"--every is \"%s\"; a time from 1s to 24h was expected, such as 60s, 5m or 1h", text);
}

static int set_out(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->out = text;
	return 0;
}

static int set_threads(struct options *options, const char *option, const char *text, struct ronda_error *error)
{
	char *end;
	unsigned long threads = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || threads < 1 || threads > RONDA_THREADS_MOST)
		return ronda_fail(error, -EINVAL, "%s is \"%s\"; a number from 1 to %u was expected", option, text,
			RONDA_THREADS_MOST);
	options->settings.threads = (unsigned)threads;
	return 0;
}

static int set_jobs(struct options *options, const char *text, struct ronda_error *error)
{
	return set_threads(options, "--jobs", text, error);
}

static int set_workers(struct options *options, const char *text, struct ronda_error *error)
{
	return set_threads(options, "--workers", text, error);
}

static int set_ring(struct options *options, const char *text, struct ronda_error *error)
{
	options->ring_bytes = bytes_of(text);
	return options->ring_bytes >= MIB && options->ring_bytes < 2048 * MIB ? 0 : ronda_fail(error, -EINVAL,
		"--ring is \"%s\"; a size from 1M to 2047M was expected, such as 64M", text);
}

static int set_evidence(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->evidence = text;
	return 0;
}

static int set_evidence_size(struct options *options, const char *text, struct ronda_error *error)
{
	options->evidence_bytes = bytes_of(text);
	return options->evidence_bytes >= MIB ? 0 : ronda_fail(error, -EINVAL,
		"--evidence-size is \"%s\"; a size from 1M was expected, such as 1G", text);
}

static int set_evidence_memory(struct options *options, const char *text, struct ronda_error *error)
{
	options->evidence_memory = bytes_of(text);
	return options->evidence_memory >= MIB ? 0 : ronda_fail(error, -EINVAL,
		"--evidence-memory is \"%s\"; a size from 1M was expected, such as 64M", text);
}

static int set_http(struct options *options, const char *text, struct ronda_error *error)
{
	struct gate_place place;
	struct ronda_error why;

	options->http = text;
	return gate_place_parse(&place, text, &why) == 0 ? 0 : ronda_fail(error, -EINVAL, "--http: %s", why.text);
}

static int set_http_token(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->http_token = text;
	return 0;
}

static int set_http_name(struct options *options, const char *text, struct ronda_error *error)
{
	if (!host_name_is_valid(text))
		return ronda_fail(error, -EINVAL, "--http-name is \"%.100s\"; a host name was expected, such as "
			"ronda.example.go.id", text);
	return add_name(&options->http_names, text, error);
}

static int set_notify(struct options *options, const char *text, struct ronda_error *error)
{
	return add_name(&options->notify, text, error);
}

static int set_events(struct options *options, const char *text, struct ronda_error *error)
{
	options->events = text;
	return *text ? 0 : ronda_fail(error, -EINVAL, "--events is empty; a file or syslog was expected");
}

static int set_events_size(struct options *options, const char *text, struct ronda_error *error)
{
	options->events_bytes = bytes_of(text);
	return options->events_bytes >= MIB ? 0 : ronda_fail(error, -EINVAL,
		"--events-size is \"%s\"; a size from 1M on was expected, such as 100M", text);
}

#define TEXT_OPTION(name, member)                                                                  \
	static int set_##name(struct options *options, const char *text, struct ronda_error *error) \
	{                                                                                          \
		(void)error;                                                                       \
		options->member = text;                                                            \
		return 0;                                                                          \
	}

TEXT_OPTION(month, report.month)
TEXT_OPTION(compare, report.compare)
TEXT_OPTION(report_format, report.format)
TEXT_OPTION(output, report.output)
TEXT_OPTION(table, report.table)

static int set_request(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->request = text;
	return 0;
}

static int set_socket(struct options *options, const char *text, struct ronda_error *error)
{
	if (!*text)
		return ronda_fail(error, -EINVAL, "--socket is empty; a path was expected, or none");
	options->socket = text;
	return 0;
}

static int set_speed(struct options *options, const char *text, struct ronda_error *error)
{
	char *end;

	options->speed = strtod(text, &end);
	return *text >= '0' && *text <= '9' && !*end && options->speed >= 0.01 && options->speed <= 1e6 ? 0 :
		ronda_fail(error, -EINVAL, "--speed is \"%s\"; a number from 0.01 to 1000000 was expected", text);
}

static int set_once(struct options *options, const char *text, struct ronda_error *error)
{
	(void)text, (void)error;
	options->once = true;
	return 0;
}

static int set_json(struct options *options, const char *text, struct ronda_error *error)
{
	(void)text, (void)error;
	options->json = true;
	return 0;
}

static int set_plain(struct options *options, const char *text, struct ronda_error *error)
{
	(void)text, (void)error;
	options->plain = true;
	return 0;
}

static int set_store(struct options *options, const char *text, struct ronda_error *error)
{
	if (!*text)
		return ronda_fail(error, -EINVAL, "--store is empty; a file was expected, such as /var/lib/ronda/ronda.db");
	options->store = text;
	return 0;
}

static int set_from(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->from = text;
	return 0;
}

static int set_to(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->to = text;
	return 0;
}

static int set_last(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->last = text;
	return 0;
}

static int add_sensor(struct options *options, const char *text, struct ronda_error *error)
{
	const char **more = realloc(options->sensors, (options->sensors_count + 1) * sizeof *more);

	if (!more)
		return ronda_fail(error, -ENOMEM, "memory is short");
	options->sensors = more;
	options->sensors[options->sensors_count++] = text;
	return 0;
}

static int set_only_site(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->only_site = text;
	return 0;
}

static int set_pseudonym_key(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->pseudonym_key = text;
	return 0;
}

static int set_kind(struct options *options, const char *text, struct ronda_error *error)
{
	options->kind = text;
	return *text ? 0 : ronda_fail(error, -EINVAL, "--kind is empty; a word was expected, such as defacement");
}

static int set_as(struct options *options, const char *text, struct ronda_error *error)
{
	(void)error;
	options->as = text; /* the command knows its formats */
	return 0;
}

static int set_also(struct options *options, const char *text, struct ronda_error *error)
{
	if (strcmp(text, "domestic") == 0)
		options->also_domestic = true;
	else if (strcmp(text, "research") == 0)
		options->also_research = true;
	else
		return ronda_fail(error, -EINVAL, "--also is \"%.60s\"; domestic or research was expected", text);
	return 0;
}

static int set_number(uint64_t *number, const char *option, const char *text, struct ronda_error *error)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return *text >= '1' && *text <= '9' && !*end && !errno ? 0 : ronda_fail(error, -EINVAL,
		"--%s is \"%.60s\"; a number from 1 was expected", option, text);
}

static int set_most(struct options *options, const char *text, struct ronda_error *error)
{
	return set_number(&options->most, "most", text, error);
}

static int set_least(struct options *options, const char *text, struct ronda_error *error)
{
	return set_number(&options->least, "least", text, error);
}

enum {
	COUNTING = FOR_COUNT | FOR_RUN | FOR_EXPLAIN | FOR_TOP,
	ASKING = FOR_LOOKUP | FOR_BLOCK | FOR_NOTE | FOR_STORE | FOR_REPORT,
};

static const struct option_row {
	const char *name;
	char letter;
	const char *value;  /* as help names it; NULL: it takes none */
	int commands;
	int (*set)(struct options *, const char *text, struct ronda_error *);
	const char *help;
} table[] = {
	{ "interface", 'i', "IFACE", FOR_RUN | FOR_TOP, set_interface,
		"capture on this interface (see: ronda interfaces)" },
	{ "protect", 'p', "CIDR", COUNTING, set_protect,
		"our addresses: the total counts what comes for them (repeatable)" },
	{ "dark", 0, "CIDR", COUNTING, set_dark, "addresses nobody should ever contact (repeatable)" },
	{ "monitor", 0, "CIDR", COUNTING, set_monitor, "our own watchers, counted apart (repeatable)" },
	{ "research", 0, "FILE", COUNTING, set_research,
		"lines of PREFIX NAME: research scanners besides the known ones (repeatable)" },
	{ "site", 0, "NAME", COUNTING, set_site,
		"a host name of ours, *.NAME for all below it, NAME=ADDRESS to name an address, too (repeatable)" },
	{ "home", 0, "CC", COUNTING, set_home, "the country that is domestic [ID]" },
	{ "geoip", 0, "FILE", COUNTING, set_geoip, "a country database (MMDB) instead of the usual one" },
	{ "asn", 0, "FILE", FOR_TOP | FOR_LOOKUP | FOR_REPORT, set_asn,
		"a database of networks (MMDB), such as GeoLite2-ASN.mmdb: names those of sources" },
	{ "places", 0, "FILE", COUNTING, set_places,
		"lines of PREFIX COUNTRY|local that win over the database" },
	{ "filter", 'f', "BPF", COUNTING, set_filter,
		"only frames that match, as tcpdump filters are written" },
	{ "set", 0, "NAME=N", COUNTING, set_threshold,
		"change a threshold of the definition (repeatable; see below)" },
	{ "memory", 0, "SIZE", COUNTING, set_memory, "for all tables together [256M]" },
	{ "workers", 0, "N", FOR_RUN | FOR_TOP, set_workers,
		"threads that count [one less than there are processors, at most 4]" },
	{ "jobs", 'j', "N", FOR_COUNT, set_jobs, "threads that count; the figures are the same [1]" },
	{ "sensor", 0, "NAME", FOR_COUNT | FOR_RUN | FOR_TOP, set_sensor,
		"the sensor's name in the summary [this host's]; top: which one to look at" },
	{ "every", 0, "TIME", FOR_RUN, set_every, "how often to write a summary, by the clock [60s]" },
	{ "out", 'o', "DIR", FOR_RUN, set_out,
		"a file for each summary, here [lines of JSON to standard output]" },
	{ "ring", 0, "SIZE", FOR_RUN | FOR_TOP, set_ring, "the kernel's ring for frames not yet read [64M]" },
	{ "evidence", 0, "DIR", FOR_COUNT | FOR_RUN, set_evidence,
		"keep the packets of attempts here, in pcap files with an index" },
	{ "evidence-size", 0, "SIZE", FOR_COUNT | FOR_RUN, set_evidence_size,
		"of these files together; the oldest go first [1G]" },
	{ "evidence-memory", 0, "SIZE", FOR_COUNT | FOR_RUN, set_evidence_memory,
		"for the latest packets, which may become evidence [64M]" },
	{ "format", 0, "text|json", FOR_COUNT | FOR_RUN | FOR_MERGE, set_format,
		"how to write summaries [text; ronda run: json]" },
	{ "top", 'n', "N|all", FOR_COUNT | FOR_RUN | FOR_MERGE | FOR_TOP | FOR_REPORT, set_top, "how many sources to list, those with most attempts first [20]" },
	{ "lang", 0, "en|id", COUNTING | ASKING | FOR_MERGE, set_language, "the language of text [en]" },
	{ "tz", 0, "ZONE", COUNTING | FOR_MERGE | FOR_REPORT, set_zone,
		"times of text in this zone, such as Asia/Jakarta or WIB [this machine's]" },
	{ "rules", 0, "FILE", COUNTING, set_rules,
		"rules of your own, before the built-in ones (repeatable; see: ronda check)" },
	{ "http", 0, "ADDR:PORT", FOR_RUN, set_http,
		"show the dashboard, its API and metrics here, such as 127.0.0.1:8957 [nowhere]" },
	{ "http-token", 0, "FILE", FOR_RUN, set_http_token,
		"a file with the password that it asks for; must be given beyond 127.0.0.1" },
	{ "http-name", 0, "NAME", FOR_RUN, set_http_name,
		"a host name it is reached by, behind a reverse proxy (repeatable)" },
	{ "notify", 0, "WHERE", FOR_RUN, set_notify,
		"tell of floods, surges and faults: syslog, command:/PROGRAM, mail:ADDRESS, webhook:URL, "
		"mattermost:URL, slack:URL, telegram:@FILE (repeatable)" },
	{ "events", 0, "FILE|syslog", FOR_RUN, set_events, "incidents, floods and notices as JSON lines, for a SIEM" },
	{ "events-size", 0, "SIZE", FOR_RUN, set_events_size, "a new file at this size; five old ones are kept [100M]" },
	{ "store", 0, "FILE", FOR_COUNT | FOR_RUN | FOR_MERGE, set_store,
		"add to this store, made when it is not there, such as /var/lib/ronda/ronda.db" },
	{ "store", 0, "FILE", ASKING, set_store,
		"the store, which run, count and merge fill [" DEFAULT_STORE "]" },
	{ "from", 0, "TIME", ASKING, set_from, "from this day or time on, such as 2022-07-13 or '2022-07-13 14:30'" },
	{ "to", 0, "TIME", ASKING, set_to, "up to this time, or to the end of this day" },
	{ "last", 0, "TIME", ASKING, set_last, "the last 24h, 7d, 4w, 3m or 1y, say" },
	{ "sensor", 0, "NAME", FOR_LOOKUP | FOR_BLOCK | FOR_STORE | FOR_REPORT, add_sensor,
		"only what this one saw (repeatable)" },
	{ "site", 0, "NAME", FOR_NOTE, set_only_site, "the site it is about" },
	{ "kind", 0, "WORD", FOR_NOTE, set_kind, "what it was, such as defacement [incident]" },
	{ "as", 0, "KIND", FOR_BLOCK, set_as, "how: nft, ipset, nginx, plain or json [plain]" },
	{ "most", 0, "N", FOR_BLOCK, set_most, "at most so many addresses [1000]" },
	{ "least", 0, "N", FOR_BLOCK, set_least, "only sources of so many attempts [10]" },
	{ "also", 0, "domestic|research", FOR_BLOCK, set_also, "those too, which are left out otherwise (repeatable)" },
	{ "protect", 'p', "CIDR", FOR_BLOCK, set_protect, "never these, besides what the store says is ours (repeatable)" },
	{ "monitor", 0, "CIDR", FOR_BLOCK, set_monitor, "never these (repeatable)" },
	{ "pseudonym-key", 0, "FILE", FOR_MERGE | FOR_STORE, set_pseudonym_key,
		"write keyed pseudonyms for addresses: the same key, the same pseudonym" },
	{ "format", 0, "text|json", FOR_LOOKUP | FOR_NOTE, set_format, "how to write it [text]" },
	{ "top", 'n', "N|all", FOR_LOOKUP, set_top, "how many sources to list [20]" },
	{ "tz", 0, "ZONE", FOR_LOOKUP | FOR_BLOCK | FOR_NOTE | FOR_STORE, set_zone,
		"times in this zone, such as Asia/Jakarta or WIB [this machine's]" },
	{ "month", 'm', "MONTH", FOR_REPORT, set_month, "a calendar month, such as 2022-09" },
	{ "compare", 0, "previous|FROM..TO", FOR_REPORT, set_compare,
		"with which period; or none [the one before, if anything is known of it]" },
	{ "site", 0, "NAME", FOR_REPORT, set_only_site, "only what was tried on this one" },
	{ "format", 0, "FORMAT", FOR_REPORT, set_report_format,
		"text, json, html, csv or pdf [as --output ends, else text]" },
	{ "table", 0, "NAME", FOR_REPORT, set_table, "with csv: only this table, such as by_country" },
	{ "output", 'o', "FILE", FOR_REPORT, set_output, "write it there [to standard output]" },
	{ "request", 0, "TEXT|-", FOR_CHECK, set_request,
		"which rules match this request, such as 'GET /?id=1'; -: those on standard input" },
	{ "socket", 0, "PATH|none", FOR_RUN | FOR_TOP, set_socket,
		"where ronda top looks on [/run/ronda/SENSOR.sock, or in $XDG_RUNTIME_DIR/ronda]" },
	{ "speed", 0, "N", FOR_TOP, set_speed, "replay a capture N times as fast [1]" },
	{ "once", 0, NULL, FOR_TOP, set_once, "print one frame, and end" },
	{ "json", 0, NULL, FOR_TOP, set_json, "the same data as JSON: with --once one object, else a line each second" },
	{ "ascii", 0, NULL, FOR_TOP, set_plain, "draw with ASCII alone" },
};

enum { ROWS = sizeof table / sizeof *table };

static void set_normal(struct options *options)
{
	gethostname(host_name, sizeof host_name - 1);
	*options = (struct options){
		.settings = {
			.sensor = *host_name ? host_name : "ronda",
			.home = RONDA_COUNTRY('I', 'D'),
			.memory_bytes = RONDA_MEMORY_NORMAL,
			.thresholds = RONDA_THRESHOLDS_NORMAL,
		},
		.language = "en",
		.top = 20,
		.every_ns = 60 * SECOND,
		.ring_bytes = 64 * MIB,
		.evidence_bytes = 1024 * MIB,
		.evidence_memory = 64 * MIB,
		.events_bytes = 100 * MIB,
	};
}

/* getopt's form of the rows that this command takes; help is the last. */
static void list_for_getopt(int command, struct option *longs, char *shorts)
{
	unsigned count = 0;

	*shorts++ = ':';
	for (int i = 0; i < ROWS; i++) {
		if (!(table[i].commands & command))
			continue;
		longs[count++] = (struct option){ table[i].name, table[i].value ? required_argument : no_argument,
			NULL, 256 + i };
		if (table[i].letter) {
			*shorts++ = table[i].letter;
			*shorts++ = ':';
		}
	}
	longs[count++] = (struct option){ "help", no_argument, NULL, 'h' };
	longs[count] = (struct option){ 0 };
	strcpy(shorts, "h");
}

static const struct option_row *row_of(int found, int command)
{
	if (found >= 256)
		return &table[found - 256];
	for (int i = 0; i < ROWS; i++)
		if (table[i].letter == found && table[i].commands & command)
			return &table[i];
	return NULL;
}

int options_read(struct options *options, int command, int argc, char **argv, struct ronda_error *error)
{
	struct option longs[ROWS + 2];
	char shorts[2 * ROWS + 3];
	int found;

	set_normal(options);
	list_for_getopt(command, longs, shorts);
	optind = 1;
	opterr = 0;
	while ((found = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row;

		if (found == 'h')
			return 1;
		if (found == '?')
			return ronda_fail(error, -EINVAL, "there is no option \"%s\" here; see: ronda %s --help",
				argv[optind - 1], argv[0]);
		if (found == ':')
			return ronda_fail(error, -EINVAL, "\"%s\" needs a value; see: ronda %s --help",
				argv[optind - 1], argv[0]);
		row = row_of(found, command);

		int failed = row->set(options, optarg, error);

		if (failed)
			return failed;
	}
	options->argument = argv + optind;
	options->arguments = argc - optind;
	return 0;
}

void options_finish(struct options *options)
{
	free(options->rules);
	free(options->sensors);
	free(options->settings.research.prefix);
	free(options->settings.protect.prefix);
	free(options->settings.dark.prefix);
	free(options->settings.monitor.prefix);
	free(options->settings.sites.name);
	for (size_t i = 0; i < options->settings.names.count; i++)
		free((char *)options->settings.names.named[i].name);
	free(options->settings.names.named);
	free(options->http_names.name);
	free(options->notify.name);
}

/* A name, and what it means beside it, or below where the name is a long one. */
static void help_line(const char *name, const char *meaning)
{
	enum { INDENT = 2, NAMES = 25 };
	const struct pen pen = { stdout, pen_columns(STDOUT_FILENO), false };

	pen_space(&pen, INDENT);
	pen_left(&pen, PEN_PLAIN, name, NAMES);
	if (strlen(name) >= NAMES) {
		putchar('\n');
		pen_space(&pen, INDENT + NAMES);
	}
	pen_wrap(&pen, PEN_PLAIN, meaning, INDENT + NAMES);
}

#define HELP_THRESHOLD(field, name, normal, least, most, meaning)                                  \
	snprintf(text, sizeof text, "%s [%u]", meaning, (unsigned)normal);                         \
	help_line(name, text);

void options_help(int commands)
{
	char text[200];

	if (commands == FOR_INTERFACES)
		return; /* takes none */
	printf("\nOptions\n");
	for (int i = 0; i < ROWS; i++) {
		if (!(table[i].commands & commands))
			continue;
		snprintf(text, sizeof text, table[i].letter ? "-%c, --%s %s" : "%c   --%s %s",
			table[i].letter ? table[i].letter : ' ', table[i].name, table[i].value ? table[i].value : "");
		help_line(text, table[i].help);
	}
	if (commands & COUNTING) {
		printf("\nThresholds of definition %s, for --set\n", RONDA_DEFINITION);
		RONDA_THRESHOLDS(HELP_THRESHOLD)
	}
}
