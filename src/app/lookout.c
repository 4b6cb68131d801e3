/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/lookout.h"

#include "app/monthly.h"
#include "app/recall.h"
#include "app/whole_file.h"
#include "http/http.h"
#include "watch/courier.h"
#include "watch/events.h"
#include "watch/watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { SKIPS_MOST = 5, OUTLETS_MOST = HANDS_PROGRAMS };

struct lookout {
	const struct options *options;
	struct http *http;
	char *token;
	uint64_t started_ns;
	struct recall_store store;   /* for history */
	struct monthly *monthly;     /* for reports; NULL: there is no store */

	struct outlet outlet[OUTLETS_MOST]; /* until they are handed to couriers */
	size_t outlets;
	struct hands *hands;         /* NULL: no outlet starts a program */
	struct courier *courier[OUTLETS_MOST + 1];
	size_t couriers;
	struct events *events;       /* NULL: none are written */
	struct watch *watch;         /* NULL: nobody wants notices */

	pthread_mutex_t lock;        /* guards what follows, and the order of pictures */
	uint64_t closed;             /* periods whose summaries have come */
	unsigned skipped;            /* looks at a later period, one after the other */

	pthread_mutex_t told;        /* guards this alone; held for moments, within the renderer's lock too */
	struct vitals_surge surge;

	_Atomic size_t export_waiting, sources_used, sources_room;
	_Atomic uint64_t export_oldest_ns;
};

/* ---- the token ---- */

static void trim(char *text)
{
	size_t length = strcspn(text, " \t\r\n");

	text[length] = '\0';
}

static int check_token(const char *path, const char *token, struct ronda_error *error)
{
	struct stat about;
	size_t length = strlen(token);

	if (length < GATE_TOKEN_LEAST || length > GATE_TOKEN_MOST)
		return ronda_fail(error, -EINVAL, "the token in \"%s\" has %zu characters; %d to %d were expected, without spaces "
			"(make one with: openssl rand -hex 24 > %s)", path, length, GATE_TOKEN_LEAST, GATE_TOKEN_MOST, path);
	if (stat(path, &about) == 0 && (about.st_mode & S_IROTH))
		return ronda_fail(error, -EPERM, "everyone on this machine can read the token in \"%s\"; first: chmod 600 %s", path,
			path);
	return 0;
}

/* The first word of the file. */
static int read_token(struct lookout *lookout, struct ronda_error *error)
{
	const char *path = lookout->options->http_token;
	size_t size;

	if (!path)
		return 0;
	lookout->token = whole_file(path, &size, error);
	if (!lookout->token)
		return -EINVAL;
	trim(lookout->token);
	return check_token(path, lookout->token, error);
}

/* ---- the dashboard ---- */

static void fill_vitals(void *context, struct vitals *vitals)
{
	struct lookout *lookout = context;

	vitals->started_ns = lookout->started_ns;
	vitals->export_waiting = atomic_load(&lookout->export_waiting);
	vitals->export_oldest_ns = atomic_load(&lookout->export_oldest_ns);
	vitals->sources_used = atomic_load(&lookout->sources_used);
	vitals->sources_room = atomic_load(&lookout->sources_room);
	pthread_mutex_lock(&lookout->told);
	vitals->surge = lookout->surge;
	pthread_mutex_unlock(&lookout->told);
	for (size_t i = 0; i < lookout->couriers; i++) {
		struct courier_counts counts = courier_count(lookout->courier[i]);

		vitals->notices_sent += counts.sent;
		vitals->notices_lost += counts.lost;
		vitals->notices_waiting += counts.waiting;
	}
}

static void tell_http(const struct lookout *lookout, const struct http_settings *settings)
{
	char addr[RONDA_ADDR_TEXT];
	bool v4 = ronda_addr_is_v4(&settings->place.addr);

	fprintf(stderr, "ronda: the dashboard is at http://%s%s%s:%u/\n", v4 ? "" : "[",
		ronda_addr_format(&settings->place.addr, addr), v4 ? "" : "]", http_port(lookout->http));
	if (!gate_is_loopback(&settings->place.addr))
		fprintf(stderr, "ronda: it can be reached from other machines without TLS: who listens in between reads the token; "
			"put a reverse proxy with TLS in front of it\n");
}

static int start_http(struct lookout *lookout, const struct stamp_zone *zone, struct ronda_error *error)
{
	struct http_settings settings = {
		.token = lookout->token,
		.names = lookout->options->http_names,
		.zone = zone,
		.vitals = fill_vitals,
		.vitals_context = lookout,
	};

	if (!lookout->options->http)
		return 0;
	if (gate_place_parse(&settings.place, lookout->options->http, error) < 0)
		return -EINVAL;
	lookout->store = (struct recall_store){ lookout->options, zone };
	lookout->monthly = lookout->options->store ? monthly_create(lookout->options, zone) : NULL;
	if (lookout->monthly)
		settings.archive = (struct http_archive){ .context = lookout->monthly, .months = monthly_list, .report = monthly_report,
			.history_context = &lookout->store, .history = recall_history };
	words_lang_parse(&settings.lang, lookout->options->language);
	lookout->http = http_start(&settings, error);
	if (!lookout->http)
		return -EIO;
	tell_http(lookout, &settings);
	return 0;
}

/* ---- the notices and events ---- */

/* Events are written where notices go, too: by a courier, since a disk may be slow. */
static int write_event(struct outlet *outlet, const struct notice *notice, struct ronda_error *error)
{
	(void)error;
	events_notice(outlet->own, notice);
	return 0;
}

static const struct outlet_kind events_outlet = { .name = "events", .send = write_event };

static void post(void *context, const struct notice *notice)
{
	struct lookout *lookout = context;

	for (size_t i = 0; i < lookout->couriers; i++)
		courier_put(lookout->courier[i], notice);
}

static int open_outlets(struct lookout *lookout, struct ronda_error *error)
{
	const struct ronda_names *names = &lookout->options->notify;
	enum words_lang lang;

	words_lang_parse(&lang, lookout->options->language);
	if (names->count > OUTLETS_MOST)
		return ronda_fail(error, -EINVAL, "--notify is given %zu times; at most %d were expected", names->count, OUTLETS_MOST);
	for (size_t i = 0; i < names->count; i++) {
		int failed = outlet_open(&lookout->outlet[lookout->outlets++], names->name[i], lang, error);

		if (failed)
			return failed;
	}
	return 0;
}

/* One process starts the programs of all outlets. */
static int make_hands(struct lookout *lookout, struct ronda_error *error)
{
	char *const *program[OUTLETS_MOST];
	size_t count = 0;

	for (size_t i = 0; i < lookout->outlets; i++)
		if (lookout->outlet[i].kind->runs_program) {
			lookout->outlet[i].program = (unsigned)count;
			program[count++] = lookout->outlet[i].argv;
		}
	if (!count)
		return 0;
	lookout->hands = hands_create(program, count, error);
	for (size_t i = 0; i < lookout->outlets; i++)
		lookout->outlet[i].hands = lookout->hands;
	return lookout->hands ? 0 : -EIO;
}

static int start_courier(struct lookout *lookout, const struct outlet *outlet, struct ronda_error *error)
{
	struct courier *courier = courier_start(outlet);

	if (!courier)
		return ronda_fail(error, -ENOMEM, "cannot start what carries notices: memory or threads are short");
	lookout->courier[lookout->couriers++] = courier;
	return 0;
}

static int start_watch(struct lookout *lookout, struct ronda_error *error)
{
	const struct options *options = lookout->options;

	if (options->events) {
		lookout->events = events_open(options->events, options->events_bytes, error);
		if (!lookout->events ||
		    start_courier(lookout, &(struct outlet){ .kind = &events_outlet, .own = lookout->events }, error) < 0)
			return -EIO;
	}
	for (; lookout->outlets; lookout->outlets--) {
		if (start_courier(lookout, &lookout->outlet[lookout->outlets - 1], error) < 0)
			return -ENOMEM;
	}
	/* The dashboard tells of surges, too, so that somebody looks for them even when nobody is told. */
	lookout->watch = watch_create(post, lookout);
	return lookout->watch ? 0 : ronda_fail(error, -ENOMEM, "memory is short");
}

/* ---- the whole ---- */

static bool is_wanted(const struct options *options)
{
	return options->http || options->events || options->notify.count;
}

int lookout_prepare(const struct options *options, struct lookout **to, struct ronda_error *error)
{
	struct lookout *lookout;
	int failed;

	*to = NULL;
	if (!is_wanted(options))
		return STATUS_DONE;
	lookout = calloc(1, sizeof *lookout);
	if (!lookout) {
		ronda_fail(error, -ENOMEM, "memory is short");
		return STATUS_CANNOT;
	}
	pthread_mutex_init(&lookout->lock, NULL);
	pthread_mutex_init(&lookout->told, NULL);
	lookout->options = options;
	*to = lookout;
	if (read_token(lookout, error) < 0)
		return STATUS_CANNOT;
	failed = open_outlets(lookout, error);
	if (failed)
		return failed == -EINVAL ? STATUS_USAGE : STATUS_CANNOT;
	return make_hands(lookout, error) < 0 ? STATUS_CANNOT : STATUS_DONE;
}

int lookout_start(struct lookout *lookout, const struct stamp_zone *zone, struct ronda_error *error)
{
	struct timespec now;

	if (!lookout)
		return STATUS_DONE;
	clock_gettime(CLOCK_REALTIME, &now);
	lookout->started_ns = (uint64_t)now.tv_sec * STAMP_SECOND_NS + (uint64_t)now.tv_nsec;
	if (start_watch(lookout, error) < 0 || start_http(lookout, zone, error) < 0)
		return STATUS_CANNOT;
	return STATUS_DONE;
}

void lookout_stop(struct lookout *lookout)
{
	if (!lookout)
		return;
	http_stop(lookout->http);
	monthly_destroy(lookout->monthly);
	for (size_t i = 0; i < lookout->couriers; i++)
		courier_stop(lookout->courier[i]);
	for (size_t i = 0; i < lookout->outlets; i++)
		outlet_close(&lookout->outlet[i]);
	watch_destroy(lookout->watch);
	events_close(lookout->events);
	hands_destroy(lookout->hands);
	pthread_mutex_destroy(&lookout->told);
	pthread_mutex_destroy(&lookout->lock);
	free(lookout->token);
	free(lookout);
}

void lookout_remember_hour(struct lookout *lookout, uint64_t start_ns, const struct digest *hour)
{
	if (!lookout)
		return;
	http_remember_hour(lookout->http, start_ns, hour);
	watch_remember_hour(lookout->watch, start_ns, hour);
}

void lookout_remember_today(struct lookout *lookout, const struct ronda_summary *today)
{
	if (lookout)
		http_remember_today(lookout->http, today);
}

static void tell_surge(struct lookout *lookout, const struct notice *notice)
{
	pthread_mutex_lock(&lookout->told);
	lookout->surge = notice ? (struct vitals_surge){ notice->start_ns, notice->surge.attempts, notice->surge.usual } :
		(struct vitals_surge){ 0 };
	pthread_mutex_unlock(&lookout->told);
}

static void show(struct lookout *lookout, const struct ronda_summary *picture, bool whole)
{
	watch_take(lookout->watch, picture, whole);
	tell_surge(lookout, watch_surge(lookout->watch));
	http_take(lookout->http, picture, whole);
}

/* A look at a period before whose summary has come would be counted before its time: the next look is a second away. */
static bool is_early(struct lookout *lookout, uint64_t period)
{
	if (period != lookout->closed && ++lookout->skipped <= SKIPS_MOST)
		return true;
	lookout->skipped = 0;
	lookout->closed = period; /* that summary will not come */
	return false;
}

void lookout_picture(struct lookout *lookout, const struct ronda_peek *peek)
{
	if (!lookout)
		return;
	atomic_store(&lookout->sources_used, peek->sources_used);
	atomic_store(&lookout->sources_room, peek->sources_room);
	pthread_mutex_lock(&lookout->lock);
	if (!is_early(lookout, peek->period))
		show(lookout, peek->summary, false);
	pthread_mutex_unlock(&lookout->lock);
}

void lookout_period(struct lookout *lookout, const struct ronda_summary *summary)
{
	if (!lookout)
		return;
	pthread_mutex_lock(&lookout->lock);
	lookout->closed += summary->parts_count;
	lookout->skipped = 0;
	show(lookout, summary, true);
	pthread_mutex_unlock(&lookout->lock);
	events_period(lookout->events, summary);
}

void lookout_tell_export(struct lookout *lookout, size_t waiting, uint64_t oldest_ns)
{
	if (!lookout)
		return;
	atomic_store(&lookout->export_waiting, waiting);
	atomic_store(&lookout->export_oldest_ns, oldest_ns);
}
