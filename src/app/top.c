/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda top: the console, of the sensor that runs here, of one of its own, or of a replay. */
#include "app/command.h"
#include "app/networks.h"
#include "app/privileges.h"
#include "app/replay.h"
#include "app/sensor.h"
#include "app/session.h"
#include "base/words.h"
#include "console/console.h"
#include "live/attach.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>

enum { FIRST_PICTURE_MS = 10000, ROWS_MOST = 4000 };

struct top {
	const struct options *options;
	struct stamp_zone *zone;
	struct networks networks;
	enum words_lang lang;
	struct console_feed feed;

	/* of a running sensor */
	struct attach *attach;       /* NULL: it went away */
	bool watching;
	struct ronda_addr watched;

	/* or of our own */
	struct session session;
	struct sensor *sensor;
	struct replay *replay;
	struct hub *hub;
	int event;                   /* of the hub */
};

/* ---- looking on at a running sensor ---- */

static int wait_for_sensor(void *context)
{
	struct top *top = context;

	return top->attach ? attach_fd(top->attach) : -1;
}

static void try_again(struct top *top)
{
	struct ronda_error error;

	if (attach_open(&top->attach, top->options->socket, top->options->named ? top->options->settings.sensor : NULL,
		&error) == 0 && top->watching)
		attach_watch(top->attach, &top->watched);
}

static const struct ronda_picture *take_from_sensor(void *context, bool *gone)
{
	struct top *top = context;
	struct ronda_picture *picture = NULL;
	struct ronda_error error;

	if (!top->attach)
		try_again(top);
	if (top->attach && attach_take(top->attach, &picture, &error) < 0) {
		attach_close(top->attach);
		top->attach = NULL;
	}
	*gone = !top->attach;
	return picture;
}

static void release_own(void *context, const struct ronda_picture *picture)
{
	(void)context;
	picture_destroy((struct ronda_picture *)picture);
}

static void watch_at_sensor(void *context, const struct ronda_addr *source)
{
	struct top *top = context;

	top->watching = source != NULL;
	if (source)
		top->watched = *source;
	if (top->attach)
		attach_watch(top->attach, source);
}

static int look_on(struct top *top, struct ronda_error *error)
{
	const struct options *options = top->options;

	top->feed = (struct console_feed){ wait_for_sensor, take_from_sensor, release_own, watch_at_sensor, top };
	return attach_open(&top->attach, options->socket, options->named ? options->settings.sensor : NULL, error) < 0 ?
		STATUS_CANNOT : STATUS_DONE;
}

/* ---- of our own ---- */

static int wait_for_hub(void *context)
{
	const struct top *top = context;

	return top->event;
}

static const struct ronda_picture *take_from_hub(void *context, bool *gone)
{
	struct top *top = context;
	eventfd_t ignored;

	*gone = false;
	return eventfd_read(top->event, &ignored) == 0 ? hub_picture(top->hub) : NULL;
}

static void release_to_hub(void *context, const struct ronda_picture *picture)
{
	(void)context;
	hub_release(picture);
}

/* The hub's pictures have all acts. */
static void watch_at_hub(void *context, const struct ronda_addr *source)
{
	(void)context, (void)source;
}

static int peek_at_sensor(void *context, struct ronda_peek *peek)
{
	return sensor_peek(context, RONDA_PEEK_TOP, peek);
}

static int start_hub(struct top *top, const char *input, hub_peek *peek, void *context, const _Atomic bool *ended)
{
	top->feed = (struct console_feed){ wait_for_hub, take_from_hub, release_to_hub, watch_at_hub, top };
	top->hub = hub_create(&(struct hub_options){
		.board = {
			.sensor = top->options->settings.sensor,
			.input = input,
			.zone = top->zone,
			.thresholds = &top->options->settings.thresholds,
			.replay = ended != NULL,
		},
		.interval_ms = top->options->once && ended ? 100 : 1000,
		.peek = peek,
		.context = context,
		.ended = ended,
	});
	top->event = top->hub ? hub_watch(top->hub) : -1;
	return top->event >= 0 ? 0 : -ENOMEM;
}

/* A period is a day here, and nobody keeps it. */
static void drop_period(void *context, struct ronda_summary *summary, bool last)
{
	struct top *top = context;

	(void)last;
	if (summary && top->hub)
		hub_close_period(top->hub, summary);
	ronda_summary_destroy(summary);
}

/* The page is no place for notes; it says itself when the capture is down. */
static void drop_note(void *context, const char *text)
{
	(void)context, (void)text;
}

static int open_interface(struct top *top, struct live **live, struct ronda_error *error)
{
	const struct options *options = top->options;
	int opened = live_open(live, &(struct live_options){
		.interface = options->interface,
		.filter = options->filter,
		.ring_bytes = options->ring_bytes,
		.snap_bytes = RONDA_SNAP_BYTES,
	}, error);

	if (opened != 0)
		return opened == CAPTURE_BAD_FILTER ? STATUS_USAGE : STATUS_CANNOT;
	return privileges_drop(error) < 0 ? STATUS_CANNOT : STATUS_DONE;
}

static int watch_interface(struct top *top, struct ronda_error *error)
{
	struct sensor_listener listener = { drop_period, drop_note, top };
	struct live *live = NULL;
	int status = open_interface(top, &live, error);

	if (status != STATUS_DONE) {
		live_close(live);
		return status;
	}
	status = session_open(&top->session, top->options);
	if (status != STATUS_DONE) {
		live_close(live);
		error->text[0] = '\0'; /* it complained by itself */
		return status;
	}
	top->sensor = sensor_start(top->options, live, top->session.engine, top->session.places, NULL,
		&listener);
	if (!top->sensor) {
		live_close(live);
		ronda_fail(error, -ENOMEM, "cannot start the capture thread: memory is short");
		return STATUS_CANNOT;
	}
	top->session.engine = NULL; /* the sensor's now */
	top->session.places = NULL;
	if (start_hub(top, top->options->interface, peek_at_sensor, top->sensor, NULL) == 0)
		return STATUS_DONE;
	ronda_fail(error, -ENOMEM, "cannot look on: memory is short");
	return STATUS_CANNOT;
}

static int watch_files(struct top *top, struct ronda_error *error)
{
	const struct options *options = top->options;
	const char *name = strrchr(options->argument[0], '/');
	int status = session_open(&top->session, options);

	if (status != STATUS_DONE) {
		error->text[0] = '\0';
		return status;
	}
	top->replay = replay_start(top->session.engine, &(struct replay_options){
		.files = options->argument,
		.count = options->arguments,
		.filter = options->filter,
		.speed = options->once ? 0 : options->speed > 0 ? options->speed : 1,
	});
	if (top->replay && start_hub(top, name ? name + 1 : options->argument[0], replay_peek, top->replay,
		replay_ended(top->replay)) == 0)
		return STATUS_DONE;
	ronda_fail(error, -ENOMEM, "cannot start the replay: memory is short");
	return STATUS_CANNOT;
}

/* ---- what is shown ---- */

/* A picture that is worth printing: of a replay the last, of an interface the second, since one alone has no rates. */
static bool is_telling(const struct top *top, const struct ronda_picture *picture)
{
	return top->replay ? picture->ended : !top->sensor || picture->serial > 1;
}

static bool wait_for_picture(const struct top *top)
{
	struct pollfd wait = { top->feed.wait_fd(top->feed.context), POLLIN, 0 };

	return poll(&wait, 1, FIRST_PICTURE_MS) > 0 || top->replay;
}

static unsigned columns_of_output(void)
{
	const char *given = getenv("COLUMNS");
	struct winsize size;

	if (given && atoi(given) >= 40 && atoi(given) <= 1000)
		return (unsigned)atoi(given);
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 100;
}

static const struct network_names *names_of(const struct top *top)
{
	return top->networks.database ? &top->networks.names : NULL;
}

static int print_page(const struct top *top, const struct ronda_picture *picture)
{
	size_t rows = picture->source_count < top->options->top ? picture->source_count : top->options->top;
	bool ascii = top->options->plain || !console_is_utf8();
	struct screen screen;
	struct view view;

	rows = rows < 5 ? 5 : rows < ROWS_MOST ? rows : ROWS_MOST;
	view_init(&view, top->lang, top->zone);
	view.still = true;
	view.networks = names_of(top);
	if (picture->replay)
		view_sort(&view, VIEW_SORT_TODAY); /* how fast they came is of no more use */
	if (screen_init(&screen, VIEW_HEADER_ROWS + (unsigned)rows, columns_of_output(), ascii) < 0)
		return -ENOMEM;
	view_draw(&view, picture, &screen);
	screen_print(&screen, stdout, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
	screen_finish(&screen);
	return 0;
}

static int print_json(const struct top *top, const struct ronda_picture *picture)
{
	char *text = picture_to_json(picture, top->options->top, NULL, SIZE_MAX);

	if (!text)
		return -ENOMEM;
	puts(text);
	free(text);
	return 0;
}

static int print(const struct top *top, const struct ronda_picture *picture)
{
	int failed;

	errno = 0;
	failed = top->options->json ? print_json(top, picture) : print_page(top, picture);
	return failed || fflush(stdout) != 0 || ferror(stdout) ? -EIO : 0;
}

/* One page or object, or a line of JSON for each picture, until whoever reads has enough. */
static int print_pictures(struct top *top, struct ronda_error *error)
{
	for (;;) {
		bool waited = wait_for_picture(top), gone, last;
		const struct ronda_picture *picture = top->feed.take(top->feed.context, &gone);
		int failed = 0;

		if (!picture && (gone || !waited)) {
			ronda_fail(error, -EPIPE, gone ? "the sensor has ended" : "the sensor does not answer");
			return STATUS_PARTLY;
		}
		if (!picture)
			continue;
		last = picture->ended || (top->options->once && is_telling(top, picture));
		if (last || !top->options->once)
			failed = print(top, picture);
		top->feed.release(top->feed.context, picture);
		if (failed) {
			if (errno != EPIPE) /* whoever reads may have had enough */
				ronda_fail(error, failed, "cannot write to standard output");
			return STATUS_PARTLY;
		}
		if (last)
			return STATUS_DONE;
	}
}

static int show(struct top *top, struct ronda_error *error)
{
	const struct console_options options = { top->lang, top->zone, top->options->plain, names_of(top) };

	if (top->options->once || top->options->json)
		return print_pictures(top, error);
	return console_run(&top->feed, &options, error) < 0 ? STATUS_CANNOT : STATUS_DONE;
}

/* The hub looks at the others, so it goes first. */
static int close_all(struct top *top, int status, struct ronda_error *error)
{
	struct ronda_error why;

	attach_close(top->attach);
	if (top->hub)
		hub_unwatch(top->hub, top->event);
	if (top->sensor) {
		sensor_ask_to_stop(top->sensor);
	}
	hub_destroy(top->hub);
	top->hub = NULL;
	if (top->sensor)
		sensor_join(top->sensor);
	if (top->replay) {
		int replayed = replay_stop(top->replay, &why);

		if (replayed != STATUS_DONE && status == STATUS_DONE) {
			status = replayed;
			*error = why;
		}
	}
	session_close(&top->session);
	networks_close(&top->networks);
	stamp_zone_destroy(top->zone);
	return status;
}

static int top(const struct options *given)
{
	struct options options = *given;
	struct top top = { .options = &options, .event = -1 };
	struct ronda_error error = { "" };
	int status;

	if (options.interface && options.arguments) {
		fprintf(stderr, "ronda: top shows an interface (-i) or capture files, not both\n");
		return STATUS_USAGE;
	}
	options.every_ns = 24 * 3600 * STAMP_SECOND_NS;
	if (options.interface)
		getrandom(&options.settings.seed, sizeof options.settings.seed, 0);
	words_lang_parse(&top.lang, options.language);
	signal(SIGPIPE, SIG_IGN);
	status = networks_open(&top.networks, &options);
	if (status != STATUS_DONE)
		return status;
	top.zone = stamp_zone_create(options.zone, &error);
	status = !top.zone ? STATUS_CANNOT : options.interface ? watch_interface(&top, &error) :
		options.arguments ? watch_files(&top, &error) : look_on(&top, &error);
	if (status == STATUS_DONE)
		status = show(&top, &error);
	status = close_all(&top, status, &error);
	if (status != STATUS_DONE && error.text[0])
		complain(&error);
	return status;
}

const struct command top_command = {
	"top", "[-i IFACE | FILE...]", "the top attackers, live: of the running sensor, an interface or a replay", FOR_TOP, top,
};
