/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda run: a sensor on a tap, and this thread for all that is slow: disk, signals, a new database. */
#include "app/command.h"
#include "app/evidence.h"
#include "app/lookout.h"
#include "app/outbox.h"
#include "app/privileges.h"
#include "app/recall.h"
#include "app/refused.h"
#include "app/sensor.h"
#include "app/session.h"
#include "base/stamp.h"
#include "base/words.h"
#include "export/file.h"
#include "live/hub.h"
#include "live/peephole.h"
#include "store/store.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { RETRY_MS = 1000, PATIENCE_MS = 1000 };

struct run {
	const struct options *options;
	struct outbox *outbox;
	struct store *store;  /* NULL: none was asked for, or it is to be opened again */
	struct sensor *sensor;
	struct hub *hub;   /* NULL: nobody can look on */
	struct lookout *lookout; /* NULL: no dashboard, notices or events are wanted */
	struct peephole *peephole;
	int socket;        /* of the peephole; -1: none */
	char socket_path[PEEPHOLE_PATH];
	struct stamp_zone *zone;
	int signals;
	bool failing;      /* the last write failed, and was told of */
	bool on_terminal;  /* of standard error: a line each period */
	int status;
};

static void receive_period(void *context, struct ronda_summary *summary, bool last)
{
	outbox_put(context, summary, last);
}

static void see_period(void *context, const struct ronda_summary *summary)
{
	struct run *run = context;

	if (run->hub)
		hub_close_period(run->hub, summary);
	lookout_period(run->lookout, summary);
}

static int peek(void *context, struct ronda_peek *peek)
{
	struct run *run = context;
	int failed = sensor_peek(run->sensor, RONDA_PEEK_TOP, peek);

	if (!failed)
		lookout_picture(run->lookout, peek);
	return failed;
}

static void receive_note(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "ronda: %s\n", text);
}

/* 14:05:00  1,234 attempts (98 % foreign), 1.2 M packets, top 203.0.113.9 US */
static void tell_status(const struct run *run, const struct ronda_summary *summary)
{
	struct stamp_local at = stamp_local(run->zone, summary->end_ns);
	const struct ronda_source *top = summary->sources.top_count ? summary->sources.top : NULL;
	uint64_t seconds = (summary->end_ns - summary->start_ns) / STAMP_SECOND_NS;
	char attempts[WORDS_TEXT], packets[WORDS_TEXT], address[RONDA_ADDR_TEXT], country[8];

	fprintf(stderr, "%02d:%02d:%02d  %s attempts, %s packets", at.hour, at.minute, at.second,
		words_number(WORDS_EN, summary->attempts.total, attempts),
		words_number(WORDS_EN, summary->traffic.packets, packets));
	if (summary->attempts.total)
		fprintf(stderr, ", %llu %% foreign", (unsigned long long)(100 *
			summary->attempts.by_origin[RONDA_ORIGIN_FOREIGN] / summary->attempts.total));
	if (top && top->attempts)
		fprintf(stderr, ", most from %s (%s)", ronda_addr_format(&top->addr, address),
			top->origin == RONDA_ORIGIN_LOCAL ? "local" : ronda_country_format(top->country, country));
	if (summary->capture.kernel_drop_packets || summary->capture.interface_drop_packets)
		fprintf(stderr, ", LOST %llu packets", (unsigned long long)(summary->capture.kernel_drop_packets +
			summary->capture.interface_drop_packets));
	if (seconds && summary->up_seconds < seconds)
		fprintf(stderr, ", coverage %llu %%", (unsigned long long)(100 * summary->up_seconds / seconds));
	fputc('\n', stderr);
}

static void tell_start(const struct options *options)
{
	char where[RONDA_ERROR_TEXT] = "";

	if (options->store)
		snprintf(where, sizeof where, " into store \"%.200s\"", options->store);
	if (options->out)
		snprintf(where + strlen(where), sizeof where - strlen(where), ", a file each into \"%.200s\"", options->out);
	fprintf(stderr, "ronda: counting on \"%s\"; a summary every %llu s%s; ronda top shows who is at it now; Ctrl-C ends\n",
		options->interface, (unsigned long long)(options->every_ns / STAMP_SECOND_NS), where);
}

static bool is_quiet_terminal(const struct options *options)
{
	return !options->out && options->format == FORMAT_DEFAULT && (options->store || isatty(STDOUT_FILENO));
}

static int open_store(struct run *run, struct ronda_error *error)
{
	int failed = store_open(&run->store, run->options->store, STORE_WRITE, error);

	if (!failed)
		store_set_patience(run->store, PATIENCE_MS);
	return failed;
}

/* A store that failed may have been replaced, or mended: it is opened again. Adding the same twice is harmless. What it
 * refuses must not keep the rest waiting, nor be lost. */
static int write_to_store(struct run *run, const struct ronda_summary *summary, struct ronda_error *error)
{
	struct ronda_error why;
	int outcome;

	if (run->store && !store_is_there(run->store)) {
		store_close(run->store);
		run->store = NULL;
	}
	if (!run->store && (outcome = open_store(run, error)) < 0)
		return outcome;
	outcome = store_add(run->store, summary, &why);
	if (outcome == STORE_REFUSED)
		return refused_keep(run->options->store, summary, why.text, REFUSED_BYTES, error);
	if (outcome >= 0)
		return 0;
	if (outcome != -EBUSY) {
		store_close(run->store);
		run->store = NULL;
	}
	return ronda_fail(error, outcome, "%s", why.text);
}

static int write_one(struct run *run, const struct ronda_summary *summary, struct ronda_error *error)
{
	const struct options *options = run->options;

	if (options->store && write_to_store(run, summary, error) < 0)
		return -EIO;
	if (options->out)
		return export_file(options->out, summary, options->top, error);
	if (is_quiet_terminal(options))
		return 0;
	if (session_print(summary, options, options->format != FORMAT_TEXT) != STATUS_DONE)
		return ronda_fail(error, -EIO, "cannot write the summary to standard output");
	return 0;
}

/* Writes what it can; what cannot be written waits, and is told of once. */
static void write_waiting(struct run *run)
{
	const struct ronda_summary *summary;
	struct ronda_error error;

	while ((summary = outbox_first(run->outbox))) {
		if (write_one(run, summary, &error) < 0) {
			if (!run->failing)
				fprintf(stderr, "ronda: %s; still counting, and trying again\n", error.text);
			run->failing = true;
			return;
		}
		if (run->failing)
			fprintf(stderr, "ronda: writing again, nothing was lost\n");
		run->failing = false;
		if (run->on_terminal)
			tell_status(run, summary);
		outbox_drop(run->outbox);
	}
}

static void write_out(struct run *run)
{
	const struct ronda_summary *oldest;

	write_waiting(run);
	oldest = outbox_first(run->outbox);
	lookout_tell_export(run->lookout, outbox_count(run->outbox), oldest ? oldest->end_ns : 0);
}

/* What no disk would take goes to standard output, a line each: nothing is thrown away in silence. */
static void give_up(struct run *run)
{
	if (!outbox_first(run->outbox))
		return;
	run->status = STATUS_PARTLY;
	if (!run->options->out && !run->options->store) {
		fprintf(stderr, "ronda: standard output does not take summaries; lost: %zu\n",
			outbox_count(run->outbox));
		return;
	}
	fprintf(stderr, "ronda: cannot write to \"%s\"; summaries that follow on standard output instead: %zu\n",
		run->options->store ? run->options->store : run->options->out, outbox_count(run->outbox));
	while (outbox_first(run->outbox)) {
		session_print(outbox_first(run->outbox), run->options, true);
		outbox_drop(run->outbox);
	}
}

static void reload_places(struct run *run)
{
	struct ronda_places *places;
	struct ronda_error error;

	if (session_places(&places, run->options, &error) < 0 || !places) {
		fprintf(stderr, "ronda: %s; the places of before stay in use\n", error.text);
		return;
	}
	fprintf(stderr, "ronda: places read again from \"%s\"\n", places->file);
	sensor_set_places(run->sensor, places);
}

static void take_signal(struct run *run)
{
	struct signalfd_siginfo info;

	if (read(run->signals, &info, sizeof info) != sizeof info)
		return;
	if (info.ssi_signo == SIGHUP)
		reload_places(run);
	else
		sensor_ask_to_stop(run->sensor);
}

static void attend(struct run *run)
{
	bool last = false;

	while (!last) {
		struct pollfd wait[] = {
			{ .fd = run->signals, .events = POLLIN },
			{ .fd = outbox_fd(run->outbox), .events = POLLIN },
		};

		poll(wait, 2, run->failing ? RETRY_MS : -1);
		if (wait[0].revents)
			take_signal(run);
		if (wait[1].revents)
			last = outbox_collect(run->outbox);
		write_out(run);
	}
	give_up(run);
}

/* Before any thread is made, so that all of them leave the signals to signalfd; and before anything else, so that
 * one that comes early waits to be attended to. */
static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* With the privileges that are left: root without them may not write everywhere. */
static int check_out(const char *dir, struct ronda_error *error)
{
	if (dir && access(dir, W_OK | X_OK) < 0)
		return ronda_fail(error, -errno, "cannot write to \"%s\": %s; make it with: mkdir -p %s", dir,
			strerror(errno), dir);
	return 0;
}

/* The socket for those who look on. One that was asked for must be had; the usual one is a service. */
static int open_socket(struct run *run, struct ronda_error *error)
{
	const struct options *options = run->options;
	bool asked = options->socket && strcmp(options->socket, "none") != 0;

	run->socket = -1;
	if (asked && strlen(options->socket) >= sizeof run->socket_path)
		return ronda_fail(error, -EINVAL, "--socket is \"%.60s...\"; a path of at most %d bytes was expected",
			options->socket, PEEPHOLE_PATH - 1);
	if (options->socket && !asked)
		return 0;
	if (asked) {
		strcpy(run->socket_path, options->socket);
	} else if (!peephole_usual_path(options->settings.sensor, run->socket_path)) {
		fprintf(stderr, "ronda: no place for the socket that ronda top looks through: XDG_RUNTIME_DIR is not set, "
			"or the sensor's name is too long; name one with --socket PATH\n");
		return 0;
	}
	run->socket = peephole_open(run->socket_path, error);
	if (run->socket >= 0 || asked)
		return run->socket < 0 ? run->socket : 0;
	fprintf(stderr, "ronda: %s; counting all the same, but ronda top cannot look on\n", error->text);
	return 0;
}

/* An exit status. */
static int open_live(struct live **live, struct run *run, struct ronda_error *error)
{
	const struct options *options = run->options;
	struct live_options live_options = {
		.interface = options->interface,
		.filter = options->filter,
		.ring_bytes = options->ring_bytes,
		.snap_bytes = RONDA_SNAP_BYTES,
	};
	int opened = live_open(live, &live_options, error);

	if (opened != 0)
		return opened == CAPTURE_BAD_FILTER ? STATUS_USAGE : STATUS_CANNOT;
	if (open_socket(run, error) < 0)
		return STATUS_CANNOT;
	if (privileges_drop(error) < 0 || check_out(options->out, error) < 0)
		return STATUS_CANNOT;
	return STATUS_DONE;
}

static int start(struct run *run, struct session *session, struct live *live)
{
	struct sensor_listener listener = { receive_period, receive_note, run->outbox };

	struct options of_sensor = *run->options;

	/* A store keeps, and a dashboard adds up, more than people read. */
	if ((of_sensor.store || of_sensor.http) && of_sensor.top < STORE_SOURCES_OF_DAY)
		of_sensor.top = STORE_SOURCES_OF_DAY;
	run->sensor = sensor_start(&of_sensor, live, session->engine, session->places,
		session->evidence, &listener);
	if (!run->sensor) {
		fprintf(stderr, "ronda: cannot start the capture thread: memory is short\n");
		return STATUS_CANNOT;
	}
	*session = (struct session){ 0 };
	return STATUS_DONE;
}

/* Who is told of the time before. */
struct memory {
	struct run *run;
	struct board *board;
};

static void remember_hour(void *context, uint64_t start_ns, const struct digest *hour)
{
	const struct memory *memory = context;

	board_remember_hour(memory->board, start_ns, hour->attempts, hour->up_seconds);
	lookout_remember_hour(memory->run->lookout, start_ns, hour);
}

static void remember_today(void *context, const struct ronda_summary *today)
{
	const struct memory *memory = context;

	board_remember_today(memory->board, today);
	lookout_remember_today(memory->run->lookout, today);
}

static void remember(void *context, struct board *board)
{
	struct run *run = context;

	recall(run->options, run->zone, &(struct recall_listener){ remember_hour, remember_today,
		&(struct memory){ run, board } });
}

/* Those who look on. Without them the count goes on all the same. */
static void start_looking(struct run *run)
{
	run->hub = hub_create(&(struct hub_options){
		.board = {
			.sensor = run->options->settings.sensor,
			.input = run->options->interface,
			.zone = run->zone,
			.thresholds = &run->options->settings.thresholds,
		},
		.interval_ms = 1000,
		.peek = peek,
		.context = run,
		.remember = remember,
	});
	outbox_on_collect(run->outbox, see_period, run);
	if (run->hub && run->socket >= 0)
		run->peephole = peephole_start(run->socket, run->socket_path, run->hub);
	if (!run->hub || (run->socket >= 0 && !run->peephole))
		fprintf(stderr, "ronda: nobody can look on: memory is short\n");
}

static void stop_looking(struct run *run)
{
	if (run->peephole)
		peephole_stop(run->peephole);
	else if (run->socket >= 0)
		peephole_close(run->socket, run->socket_path);
	run->socket = -1;
	hub_destroy(run->hub);
}

static int run_sensor(struct run *run, struct session *session, struct live *live)
{
	struct ronda_error error;
	int status = STATUS_CANNOT;

	if (run->options->store && open_store(run, &error) < 0) {
		complain(&error);
		lookout_stop(run->lookout);
		live_close(live);
		return STATUS_CANNOT;
	}
	run->outbox = outbox_create();
	run->zone = stamp_zone_create(run->options->zone, &error);
	if (!run->zone || lookout_start(run->lookout, run->zone, &error) != STATUS_DONE)
		complain(&error);
	else if (run->outbox && run->signals >= 0)
		status = start(run, session, live);
	if (status == STATUS_DONE) {
		if (run->on_terminal)
			tell_start(run->options);
		start_looking(run);
		attend(run);
		stop_looking(run);
		sensor_join(run->sensor);
		status = run->status;
	} else {
		live_close(live);
	}
	lookout_stop(run->lookout);
	store_close(run->store);
	outbox_destroy(run->outbox);
	stamp_zone_destroy(run->zone);
	return status;
}

static int run(const struct options *given)
{
	struct options options = *given;
	struct run run = { .options = &options, .on_terminal = isatty(STDERR_FILENO), .socket = -1 };
	struct session session;
	struct live *live = NULL;
	struct ronda_error error;

	if (!options.interface || options.arguments) {
		fprintf(stderr, "ronda: run needs one interface: ronda run -i IFACE (see: ronda interfaces)\n");
		return STATUS_USAGE;
	}

	int status = lookout_prepare(&options, &run.lookout, &error);

	run.signals = open_signals();
	if (status == STATUS_DONE)
		status = open_live(&live, &run, &error);
	if (status != STATUS_DONE)
		complain(&error);
	getrandom(&options.settings.seed, sizeof options.settings.seed, 0);
	if (status == STATUS_DONE)
		options.settings.frame_bytes_most = live_frame_bytes_most(live);
	if (status == STATUS_DONE)
		status = session_open(&session, &options);
	if (status == STATUS_DONE && evidence_open(&session.evidence, &options, &error) < 0) {
		complain(&error);
		session_close(&session);
		status = STATUS_CANNOT;
	}
	if (status == STATUS_DONE) {
		evidence_attach(session.evidence, session.engine);
		status = run_sensor(&run, &session, live);
		session_close(&session);
	} else {
		lookout_stop(run.lookout);
		live_close(live);
	}
	if (run.socket >= 0)
		peephole_close(run.socket, run.socket_path);
	return status;
}

const struct command run_command = {
	"run", "-i IFACE", "count on a live interface, a summary each period", FOR_RUN, run,
};
