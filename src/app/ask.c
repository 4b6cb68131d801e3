/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/ask.h"

#include "app/command.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

static uint64_t now(void)
{
	return (uint64_t)time(NULL) * STAMP_SECOND_NS;
}

static void tell_missing(const struct options *options, const struct ronda_error *error)
{
	complain(error);
	fprintf(stderr, options->store ? "       a store is made by ronda run, count or merge with --store\n" :
		"       name another one with --store FILE; one is made by ronda run, count or merge with --store\n");
}

int asking_open(struct asking *asking, const struct options *options, enum store_mode mode)
{
	struct ronda_error error;
	struct span span;
	int failed;

	*asking = (struct asking){ .now_ns = now() };
	words_lang_parse(&asking->lang, options->language);
	asking->zone = stamp_zone_create(options->zone, &error);
	if (!asking->zone || span_read(&span, options->from, options->to, options->last, asking->zone, asking->now_ns, &error) < 0) {
		complain(&error);
		asking_close(asking);
		return STATUS_USAGE;
	}
	failed = store_open(&asking->store, options->store ? options->store : DEFAULT_STORE, mode, &error);
	if (failed) {
		if (failed == -ENOENT)
			tell_missing(options, &error);
		else
			complain(&error);
		asking_close(asking);
		return STATUS_CANNOT;
	}
	asking->query = (struct store_query){ .from_ns = span.from_ns, .to_ns = span.to_ns, .sensors = options->sensors,
		.sensors_count = options->sensors_count, .top = options->top ? options->top : 1 };
	return STATUS_DONE;
}

void asking_close(struct asking *asking)
{
	store_close(asking->store);
	stamp_zone_destroy(asking->zone);
	*asking = (struct asking){ 0 };
}

int asking_check_past(const struct asking *asking, uint64_t from_ns, struct ronda_error *error)
{
	char from[ASKING_TEXT], now[ASKING_TEXT];

	return from_ns <= asking->now_ns ? 0 : ronda_fail(error, -EINVAL, "the period begins on %s, which is yet to come; now it "
		"is %s", asking_minute(asking, from_ns, from), asking_minute(asking, asking->now_ns, now));
}

const char *asking_day(const struct asking *asking, uint64_t ns, char text[ASKING_TEXT])
{
	struct stamp_local local = stamp_local(asking->zone, ns);

	snprintf(text, ASKING_TEXT, "%04d-%02d-%02d", local.year, local.month, local.day);
	return text;
}

const char *asking_minute(const struct asking *asking, uint64_t ns, char text[ASKING_TEXT])
{
	struct stamp_local local = stamp_local(asking->zone, ns);

	snprintf(text, ASKING_TEXT, "%04d-%02d-%02d %02d:%02d", local.year, local.month, local.day, local.hour, local.minute);
	return text;
}
