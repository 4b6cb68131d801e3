/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda count: several files are one run, in the order given. */
#include "app/command.h"
#include "app/evidence.h"
#include "app/session.h"

#include <stdio.h>
#include <stdlib.h>

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

static int count(const struct options *options)
{
	struct session session;
	struct feed feed = { .progress = true };

	if (options->arguments == 0) {
		fprintf(stderr, "ronda: count needs a capture file, or - for standard input; see: ronda count --help\n");
		return STATUS_USAGE;
	}

	int status = session_open(&session, options);

	if (status != STATUS_DONE)
		return status;
	if (evidence_open(&session.evidence, options, &feed.error) < 0) {
		complain(&feed.error);
		session_close(&session);
		return STATUS_CANNOT;
	}
	evidence_attach(session.evidence, session.engine);
	status = feed_all(&session, options, &feed);
	ronda_engine_finish(session.engine, RONDA_FINISH_FILE);
	if (!evidence_close(session.evidence) && status == STATUS_DONE)
		status = STATUS_PARTLY;
	session.evidence = NULL;

	struct ronda_coverage coverage = {
		.up_seconds = UINT64_MAX,
		.error = feed.error.text[0] ? feed.error.text : NULL,
	};
	struct ronda_summary *summary = ronda_engine_summary(session.engine, &coverage, options->top);

	if (status < STATUS_USAGE || ronda_engine_glance(session.engine).now_ns) {
		int printed = summary ? session_print(summary, options, false) : STATUS_PARTLY;

		status = printed > status ? printed : status;
	}
	ronda_summary_destroy(summary);
	session_close(&session);
	return status;
}

const struct command count_command = {
	"count", "FILE...", "count the attempts in capture files", FOR_COUNT, count,
};
