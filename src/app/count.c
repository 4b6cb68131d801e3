/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda count: several files are one run, in the order given. */
#include "app/command.h"
#include "app/evidence.h"
#include "app/hours.h"
#include "app/keeper.h"
#include "app/session.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	HOURS_AT_ONCE = 48,
	SOURCES_AN_HOUR = 10000, /* that a sum over hours is made of */
};

/* A file that begins before the one before it ended is no error, but the reader should know. */
static void tell_if_backwards(const struct feed *feed, const char *path, uint64_t before_ns)
{
	if (feed->first_ns && feed->first_ns < before_ns)
		fprintf(stderr, "ronda: \"%s\" begins %.1f s before the file before it ended; are they in order?\n",
			path, (double)(before_ns - feed->first_ns) / 1e9);
}

static int feed_all(struct session *session, const struct options *options, struct feed *feed)
{
	int worst = STATUS_DONE;

	for (int i = 0; i < options->arguments; i++) {
		uint64_t before_ns = ronda_engine_glance(session->engine).now_ns;
		int status = session_feed(session, options->argument[i], options->filter, feed);

		if (status != STATUS_DONE)
			complain(&feed->error);
		if (status > worst)
			worst = status;
		if (status == STATUS_USAGE)
			return status; /* the filter would be wrong for every file */
		tell_if_backwards(feed, options->argument[i], before_ns);
	}
	return worst;
}

/* Hours on their way into the store; and all of them together, which is what is printed. */
struct filing {
	struct keeper keeper;
	struct ronda_summary *sum;
	struct ronda_summary *hour[HOURS_AT_ONCE]; /* not yet in the sum: to add each alone would take long */
	size_t hours;
	int status;
};

static void add_up(struct filing *filing)
{
	const struct ronda_summary *all[HOURS_AT_ONCE + 1];
	size_t count = 0;
	struct ronda_error error;
	struct ronda_summary *sum;

	for (size_t i = 0; i < filing->hours; i++)
		all[count++] = filing->hour[i];
	if (filing->sum)
		all[count++] = filing->sum;
	if (!filing->hours)
		return;
	sum = ronda_summary_merge(all, count, &error);
	for (size_t i = 0; i < filing->hours; i++)
		ronda_summary_destroy(filing->hour[i]);
	filing->hours = 0;
	if (!sum) { /* captures that go back in time: what is printed is of those before */
		complain(&error);
		filing->status = STATUS_PARTLY;
		return;
	}
	ronda_summary_destroy(filing->sum);
	filing->sum = sum;
}

static void file_hour(void *context, struct ronda_summary *summary)
{
	struct filing *filing = context;

	if (!summary)
		return;
	keeper_add(&filing->keeper, summary);
	filing->hour[filing->hours++] = summary;
	if (filing->hours == HOURS_AT_ONCE)
		add_up(filing);
}

static int print(struct session *session, const struct options *options, const struct ronda_summary *summary, int status)
{
	int printed;

	if (status >= STATUS_USAGE && !ronda_engine_glance(session->engine).now_ns)
		return status;
	printed = summary ? session_print(summary, options, false) : STATUS_PARTLY;
	return printed > status ? printed : status;
}

/* One summary of all. */
static int count_at_once(struct session *session, const struct options *options)
{
	struct feed feed = { .progress = true };
	int status = feed_all(session, options, &feed);

	ronda_engine_finish(session->engine, RONDA_FINISH_FILE);

	struct ronda_coverage coverage = {
		.up_seconds = UINT64_MAX,
		.error = status == STATUS_DONE ? NULL : feed.error.text,
	};
	struct ronda_summary *summary = ronda_engine_summary(session->engine, &coverage, options->top);

	status = print(session, options, summary, status);
	ronda_summary_destroy(summary);
	return status;
}

/* One summary an hour, for the store, and their sum. */
static int count_by_hour(struct session *session, const struct options *options)
{
	struct filing *filing = calloc(1, sizeof *filing);
	struct hours hours = { session->engine, file_hour, filing,
		.top = options->top > SOURCES_AN_HOUR ? options->top : SOURCES_AN_HOUR };
	struct feed feed = { .progress = true, .hours = &hours };
	int status = filing ? keeper_open(&filing->keeper, options->store) : STATUS_CANNOT;

	if (status != STATUS_DONE) {
		free(filing);
		return status;
	}
	status = feed_all(session, options, &feed);
	ronda_engine_finish(session->engine, RONDA_FINISH_FILE);
	if (hours.end_ns)
		hours_end(&hours, status == STATUS_DONE ? NULL : feed.error.text);
	add_up(filing);
	status = filing->status > status ? filing->status : status;
	status = print(session, options, filing->sum, status);

	int kept = keeper_close(&filing->keeper);

	ronda_summary_destroy(filing->sum);
	free(filing);
	return kept > status ? kept : status;
}

static int count(const struct options *options)
{
	struct session session;
	struct ronda_error error;

	if (options->arguments == 0) {
		fprintf(stderr, "ronda: count needs a capture file, or - for standard input; see: ronda count --help\n");
		return STATUS_USAGE;
	}

	int status = session_open(&session, options);

	if (status != STATUS_DONE)
		return status;
	if (evidence_open(&session.evidence, options, &error) < 0) {
		complain(&error);
		session_close(&session);
		return STATUS_CANNOT;
	}
	evidence_attach(session.evidence, session.engine);
	status = options->store ? count_by_hour(&session, options) : count_at_once(&session, options);
	if (!evidence_close(session.evidence) && status == STATUS_DONE)
		status = STATUS_PARTLY;
	session.evidence = NULL;
	session_close(&session);
	return status;
}

const struct command count_command = {
	"count", "FILE...", "count the attempts in capture files", FOR_COUNT, count,
};
