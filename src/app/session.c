/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/session.h"

#include "app/command.h"
#include "app/evidence.h"
#include "app/hours.h"
#include "app/rulebook.h"
#include "capture/file.h"
#include "export/text.h"

#include <geoip.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { FRAMES_A_TURN = 200000 };

/* The database that was named, else one of the usual ones, else the build tree's. */
static const char *find_database(const struct options *options)
{
	const char *const built[] = { RONDA_BUILT_DATABASE, NULL };
	const char *found = options->geoip;

	if (!found)
		found = geoip_find(geoip_usual_files);
	return found ? found : geoip_find(built);
}

int session_places(struct ronda_places **places, const struct options *options, struct ronda_error *note)
{
	struct geoip_overrides overrides = { 0 };
	const char *database = find_database(options);
	int failed = 0;

	note->text[0] = '\0';
	*places = NULL;
	if (options->places)
		failed = geoip_overrides_load(&overrides, options->places, note);
	if (!failed && (database || options->places))
		failed = geoip_open(places, database, &overrides, note);
	else if (!failed)
		ronda_fail(note, 0, "no GeoIP database was found, so origins are unknown; name one with --geoip FILE");
	geoip_overrides_finish(&overrides);
	return failed;
}

/* On a wire the kernel needs a processor, too. But no more threads than the memory is enough for. */
static unsigned usual_workers(const struct options *options)
{
	enum { MOST = 4 };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t room = options->settings.memory_bytes / RONDA_MEMORY_LEAST;
	unsigned workers = processors > MOST ? MOST : processors > 2 ? (unsigned)processors - 1 : 1;

	return workers < room ? workers : (unsigned)room;
}

/* 0: it cannot be as the options ask. */
static unsigned threads_for(const struct options *options)
{
	unsigned asked = options->settings.threads;

	if (options->evidence && asked > 1) {
		fprintf(stderr, "ronda: --evidence keeps the frames where they are counted: it goes with one thread only\n");
		return 0;
	}
	if (asked)
		return asked;
	return options->interface && !options->evidence ? usual_workers(options) : 1;
}

int session_open(struct session *session, const struct options *options)
{
	struct ronda_error error;
	unsigned threads = threads_for(options);

	*session = (struct session){ 0 };
	if (!threads)
		return STATUS_USAGE;
	if (session_places(&session->places, options, &error) < 0) {
		if (options->geoip || options->places) {
			complain(&error);
			return STATUS_CANNOT;
		}
		fprintf(stderr, "ronda: %s; origins are unknown\n", error.text);
	} else if (error.text[0]) {
		complain(&error);
	}

	struct ronda_settings settings = options->settings;
	int status = options->rules_count ? rulebook_open(&session->rules, options->rules, options->rules_count) : 0;

	if (status) {
		session_close(session);
		return status;
	}
	settings.rules = session->rules;
	settings.threads = threads;
	session->engine = ronda_engine_create(&settings, session->places, &error);
	if (!session->engine) {
		complain(&error);
		session_close(session);
		return STATUS_CANNOT;
	}
	return STATUS_DONE;
}

void session_close(struct session *session)
{
	evidence_close(session->evidence);
	ronda_engine_destroy(session->engine);
	rules_destroy(session->rules);
	ronda_places_destroy(session->places);
	*session = (struct session){ 0 };
}

/* Where frames go: all at once, or in hours. */
struct delivery {
	const struct session *session;
	struct hours *hours;
};

static void deliver(void *context, const struct ronda_frame *frames, size_t count)
{
	const struct delivery *delivery = context;

	if (delivery->session->evidence)
		evidence_keep(delivery->session->evidence, frames, count);
	if (delivery->hours)
		hours_deliver(delivery->hours, frames, count);
	else
		ronda_engine_frames(delivery->session->engine, frames, count);
}

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

static void tell_progress(const struct session *session, const char *path, const struct hours *hours)
{
	struct ronda_glance glance = ronda_engine_glance(session->engine);
	uint64_t frames = glance.frames + (hours ? hours->frames : 0);
	uint64_t attempts = glance.attempts + (hours ? hours->attempts : 0);

	fprintf(stderr, "\r\033[K%s: %.1f M frames, %llu attempts so far", path, (double)frames / 1e6,
		(unsigned long long)attempts);
}

int session_feed(struct session *session, const char *path, const char *filter, struct feed *feed)
{
	struct capture_file *file;
	bool told = false, terminal = feed->progress && isatty(STDERR_FILENO);
	uint64_t begun = monotonic_ns(), last = begun;
	int status = CAPTURE_MORE;

	feed->first_ns = 0;
	if (feed->hours)
		hours_begin_file(feed->hours);

	int opened = capture_file_open(&file, path, filter, &feed->error);

	if (opened != 0)
		return opened == CAPTURE_BAD_FILTER ? STATUS_USAGE : STATUS_CANNOT;
	while (status == CAPTURE_MORE) {
		status = capture_file_read(file, FRAMES_A_TURN, deliver, &(struct delivery){ session, feed->hours },
			&feed->error);
		if (session->evidence)
			evidence_turn(session->evidence);

		uint64_t now = terminal ? monotonic_ns() : 0;

		if (terminal && now - begun > UINT64_C(1000000000) && now - last > UINT64_C(200000000)) {
			tell_progress(session, path, feed->hours);
			told = true;
			last = now;
		}
	}
	if (told)
		fputs("\r\033[K", stderr);
	feed->first_ns = capture_file_first_ns(file);
	capture_file_close(file);
	return status == CAPTURE_END ? STATUS_DONE : STATUS_PARTLY;
}

static int print_text(const struct ronda_summary *summary, const struct options *options)
{
	struct ronda_error error;
	struct text_options text = { .top = options->top, .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR") };
	int failed;

	words_lang_parse(&text.lang, options->language);
	text.zone = stamp_zone_create(options->zone, &error);
	if (!text.zone) {
		complain(&error);
		return STATUS_CANNOT;
	}
	failed = export_text(stdout, summary, &text);
	stamp_zone_destroy((struct stamp_zone *)text.zone);
	return failed < 0 ? STATUS_PARTLY : STATUS_DONE;
}

static int print_json(const struct ronda_summary *summary, const struct options *options, bool one_line)
{
	int failed = ronda_summary_write_json(summary, options->top, !one_line, stdout);

	putchar('\n'); /* session_print() sees whether it got through */
	if (failed == -ENOMEM)
		fprintf(stderr, "ronda: memory is short: the summary is cut\n");
	return failed ? STATUS_PARTLY : STATUS_DONE;
}

int session_print(const struct ronda_summary *summary, const struct options *options, bool one_line)
{
	bool json = options->format == FORMAT_JSON || one_line;
	int status = json ? print_json(summary, options, one_line) : print_text(summary, options);

	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "ronda: cannot write to standard output: %s\n", strerror(errno ? errno : EIO));
		clearerr(stdout);
		status = STATUS_PARTLY;
	}
	return status;
}
